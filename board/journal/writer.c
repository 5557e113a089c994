// SPDX-License-Identifier: Apache-2.0
#include "board/journal/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/file.h"
#include "board/journal/cosigned.h"
#include "board/journal/files.h"
#include "board/journal/journal_internal.h"
#include "board/journal/lines.h"

struct journal_writer {
  struct scr_journal_files files;
  const struct scr_election *election;
  struct scr_setup_record *record;
  struct scr_journal *journal;
  struct scr_log *log;
  int lines;                // descriptor of journal.jsonl
  int lock;                 // of the state: two copies of a board have one
  uint64_t shown;           // entries that were taken while the archive was read
  uint64_t published;       // entries of the log's checkpoint in the folder
  struct scr_text pending;  // lines that are not durable yet
};

// --- opening ---

static enum scr_status open_lines(struct journal_writer *writer) {
  struct scr_text path = SCR_TEXT_INIT;
  uint64_t end = 0;
  bool torn = false;
  scr_text_add_format(&path, "%s/" JOURNAL_LINES, writer->files.folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = journal_lines_read(&writer->log, &end, &torn, path.bytes);
  if (status == SCR_OK && torn) status = SCR_E_JOURNAL_TORN;
  if (status == SCR_OK) {
    writer->lines = open(path.bytes, O_RDWR | O_APPEND | O_CLOEXEC);
    // What a writer left that was killed before its sync may not be on the disk yet (BRD-2).
    if (writer->lines < 0 && errno != ENOENT) status = SCR_E_IO;
    if (writer->lines >= 0 && (fsync(writer->lines) != 0 || !file_sync_folder(path.bytes))) status = SCR_E_IO;
  }
  scr_text_free(&path);
  return status;
}

// The first time that something is written, and not before: whoever only looks, or is refused, makes no file.
static enum scr_status make_lines(struct journal_writer *writer) {
  struct scr_text path = SCR_TEXT_INIT;
  if (writer->lines >= 0) return SCR_OK;
  scr_text_add_format(&path, "%s/" JOURNAL_LINES, writer->files.folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) {
    writer->lines = open(path.bytes, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (writer->lines < 0 || !file_sync_folder(path.bytes)) status = SCR_E_IO;
  }
  scr_text_free(&path);
  return status;
}

// BRD-9: held as long as the writer lives.
static enum scr_status lock_state(int *lock, const char *kept) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s.lock", kept);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) *lock = open(path.bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (status == SCR_OK && *lock < 0) status = SCR_E_IO;
  if (status == SCR_OK && flock(*lock, LOCK_EX | LOCK_NB) != 0) status = errno == EWOULDBLOCK ? SCR_E_LOCKED : SCR_E_IO;
  scr_text_free(&path);
  return status;
}

enum scr_status journal_writer_open(struct journal_writer **writer, const struct scr_journal_files *files,
                                    const struct scr_election *election, const struct scr_credentials *credentials,
                                    const struct scr_hash *trustees, const struct scr_hash *credentials_hash) {
  struct journal_writer *opened = calloc(1, sizeof *opened);
  if (!opened) return SCR_E_MEMORY;
  opened->files = *files;
  opened->election = election;
  opened->lines = opened->lock = -1;
  enum scr_status status = lock_state(&opened->lock, files->kept);
  if (status == SCR_OK) status = setup_record_load(&opened->record, files->folder, election);
  if (status == SCR_OK)
    status = scr_setup_record_check(opened->record, election, trustees, credentials_hash, credentials);
  if (status == SCR_OK) status = scr_journal_new(&opened->journal, opened->record, election, credentials);
  if (status == SCR_OK) status = open_lines(opened);
  if (status == SCR_OK)
    *writer = opened;
  else
    journal_writer_free(opened);
  return status;
}

void journal_writer_free(struct journal_writer *writer) {
  if (!writer) return;
  int error = errno;
  if (writer->lines >= 0) (void)close(writer->lines);
  if (writer->lock >= 0) (void)close(writer->lock);
  scr_journal_free(writer->journal);
  scr_setup_record_free(writer->record);
  scr_log_free(writer->log);
  scr_text_free(&writer->pending);
  free(writer);
  errno = error;
}

// Takes the next line; `event` is NULL while there is none to be shown. *is_act tells whether it was an act.
static enum scr_status take_line(bool *is_act, struct journal_writer *writer, const struct scr_journal_event *event) {
  struct scr_log_entry line = scr_log_entry_at(writer->log, writer->shown);
  struct scr_entry *entry = calloc(1, sizeof *entry);
  struct scr_rulings rulings;
  if (!entry) return SCR_E_MEMORY;
  enum scr_status status = scr_entry_read(entry, writer->election, line.bytes, line.length);
  if (status == SCR_OK) {
    *is_act = entry->kind == SCR_ENTRY_ACT;
    scr_journal_judge(&rulings, writer->journal, entry, *is_act ? NULL : event, true);
    status = scr_rulings_worst(&rulings);
  }
  if (status == SCR_OK) status = scr_journal_take(writer->journal, entry, *is_act ? NULL : event);
  if (status == SCR_OK) writer->shown++;
  scr_entry_free(entry);
  free(entry);
  return status;
}

enum scr_status journal_writer_show(struct journal_writer *writer, const struct scr_journal_event *event) {
  bool is_act = true;
  enum scr_status status = SCR_OK;
  while (status == SCR_OK && is_act) {
    if (writer->shown == scr_log_size(writer->log)) return SCR_E_JOURNAL_MISSING;
    status = take_line(&is_act, writer, event);
  }
  return status;
}

// --- what was signed last ---

bool journal_writer_is_new(const struct journal_writer *writer) {
  return scr_log_size(writer->log) == 0;
}

enum scr_status journal_writer_settle(struct journal_writer *writer, bool may_write) {
  bool is_act = true;
  enum scr_status status = SCR_OK;
  while (status == SCR_OK && writer->shown < scr_log_size(writer->log)) status = take_line(&is_act, writer, NULL);
  if (status == SCR_OK)
    status = signed_last_check(&writer->published, writer->record, writer->files.folder, writer->files.kept,
                               writer->log, scr_log_size(writer->log));
  // Lines that an interrupted writer left without a checkpoint get one now.
  if (status == SCR_OK && may_write && writer->published < scr_log_size(writer->log))
    status = journal_writer_commit(writer);
  return status;
}

// --- adding ---

uint64_t journal_writer_slot(const struct journal_writer *writer) {
  uint64_t slot = scr_slot_of(writer->record, writer->files.now(writer->files.context));
  uint64_t last = scr_journal_slot(writer->journal);
  return slot > last ? slot : last;  // JRN-7
}

static enum scr_status root_of(struct scr_hash *root, void *log, uint64_t size) {
  scr_merkle_root(root, scr_log_tree(log), size);
  return SCR_OK;
}

// JRN-10: shares are taken once the close is beyond dispute.
static enum scr_status check_quorum(const struct journal_writer *writer) {
  struct cosigned_list list;
  struct scr_text folder = SCR_TEXT_INIT;
  struct scr_log_keys keys = scr_setup_record_log_keys(writer->record);
  uint64_t wrong, size = scr_log_size(writer->log);
  if (writer->record->witnesses_n == 0) return SCR_OK;
  scr_text_add_format(&folder, "%s/" JOURNAL_LOG, writer->files.folder);
  enum scr_status status = scr_text_ok(&folder);
  if (status == SCR_OK) status = cosigned_read(&list, &wrong, folder.bytes, &keys);
  if (status == SCR_OK) {
    status = cosigned_check(&list, &wrong, size, root_of, writer->log);
    uint64_t from = scr_journal_closed_at(writer->journal);
    if (status == SCR_OK && !cosigned_quorum(&list, writer->record->quorum, from, size)) status = SCR_E_JOURNAL_QUORUM;
    cosigned_free(&list);
  }
  scr_text_free(&folder);
  return status;
}

enum scr_status journal_writer_add(struct journal_writer *writer, const struct scr_entry *entry,
                                   const struct scr_journal_event *event) {
  struct scr_rulings rulings;
  struct scr_text line = SCR_TEXT_INIT;
  scr_journal_judge(&rulings, writer->journal, entry, event, false);
  enum scr_status status = scr_rulings_worst(&rulings);
  bool first_share = entry->kind == SCR_ENTRY_EVENT && entry->type == SCR_EVENT_PARTIAL_DECRYPTION &&
                     scr_journal_shares_at(writer->journal) == 0;
  if (status == SCR_OK && first_share) status = check_quorum(writer);
  scr_text_add_entry(&line, entry);
  if (status == SCR_OK) status = scr_text_ok(&line);
  if (status == SCR_OK) status = scr_log_append(writer->log, line.bytes, line.length);
  if (status == SCR_OK) status = scr_journal_take(writer->journal, entry, event);
  scr_text_add_bytes(&line, "\n", 1);
  if (status == SCR_OK) scr_text_add_bytes(&writer->pending, line.bytes, line.length);
  if (status == SCR_OK) status = scr_text_ok(&writer->pending);
  scr_text_free(&line);
  return status;
}

// --- making it durable ---

static enum scr_status sign(struct scr_text *note, const struct journal_writer *writer) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash root;
  uint64_t size = scr_log_size(writer->log);
  scr_merkle_root(&root, scr_log_tree(writer->log), size);
  scr_text_add_checkpoint(&text, writer->record->board.name, size, &root);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) status = writer->files.sign(writer->files.context, note, text.bytes, text.length);
  scr_text_free(&text);
  return status;
}

static enum scr_status publish(struct journal_writer *writer, const struct scr_text *note) {
  struct scr_text folder = SCR_TEXT_INIT;
  scr_text_add_format(&folder, "%s/" JOURNAL_LOG, writer->files.folder);
  enum scr_status status = scr_text_ok(&folder);
  if (status == SCR_OK && mkdir(folder.bytes, 0755) != 0 && errno != EEXIST) status = SCR_E_IO;
  if (status == SCR_OK) status = scr_log_write(writer->log, folder.bytes, writer->published, note->bytes, note->length);
  if (status == SCR_OK) writer->published = scr_log_size(writer->log);
  scr_text_free(&folder);
  return status;
}

// JRN-11: lines, then what is signed, kept elsewhere before it is shown to anybody.
enum scr_status journal_writer_commit(struct journal_writer *writer) {
  struct scr_text note = SCR_TEXT_INIT;
  enum scr_status status = make_lines(writer);
  if (status == SCR_OK &&
      (!file_write_all(writer->lines, writer->pending.bytes, writer->pending.length) || fsync(writer->lines) != 0))
    status = SCR_E_IO;
  scr_text_clear(&writer->pending);
  if (status == SCR_OK) status = sign(&note, writer);
  if (status == SCR_OK) status = scr_file_write(writer->files.kept, note.bytes, note.length, 0644, true);
  if (status == SCR_OK) status = publish(writer, &note);
  scr_text_free(&note);
  return status;
}

// --- looking ---

const struct scr_setup_record *journal_writer_record(const struct journal_writer *writer) {
  return writer->record;
}

const struct scr_journal *journal_writer_journal(const struct journal_writer *writer) {
  return writer->journal;
}

const struct scr_log *journal_writer_log(const struct journal_writer *writer) {
  return writer->log;
}
