// SPDX-License-Identifier: Apache-2.0
// After a crash of a writer with a journal: archive and journal are cut where they stop agreeing, and never before what was
// signed. BRD-8.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/file.h"
#include "board/journal/files.h"
#include "board/journal/journal_internal.h"
#include "board/journal/lines.h"
#include "scrutineer/board.h"

struct recovery {
  const struct scr_journal_files *files;
  struct scr_election *election;
  struct scr_setup_record *record;
  struct scr_log *log;
  struct scr_text lines_path;
  uint64_t entries;      // lines that agree with the archive so far
  uint64_t lines_end;    // where they end in their file
  uint64_t events;       // that have their line; the Setup stays without
  uint64_t archive_end;  // where they end in their file
};

// Steps over lines that are acts; *event receives the hash of the next event's line. False at the end of what can be read.
static enum scr_status next_event(bool *found, struct scr_hash *event, uint64_t *entries, uint64_t *end,
                                  const struct recovery *recovery) {
  struct scr_entry *entry = calloc(1, sizeof *entry);
  enum scr_status status = entry ? SCR_OK : SCR_E_MEMORY;
  *found = false;
  while (status == SCR_OK && !*found && *entries < scr_log_size(recovery->log)) {
    struct scr_log_entry line = scr_log_entry_at(recovery->log, *entries);
    status = scr_entry_read(entry, recovery->election, line.bytes, line.length);
    if (status != SCR_OK) break;
    *found = entry->kind != SCR_ENTRY_ACT;
    *event = entry->event;
    if (!*found) (*entries)++;
    if (!*found) *end += line.length + 1;
    scr_entry_free(entry);
  }
  free(entry);
  return status == SCR_E_MEMORY ? status : SCR_OK;  // a line that can't be read ends what agrees
}

static enum scr_status take_event(bool *agrees, struct recovery *recovery, const struct scr_step *step,
                                  uint64_t offset) {
  uint64_t entries = recovery->entries, end = recovery->lines_end;
  struct scr_hash event;
  enum scr_status status = next_event(agrees, &event, &entries, &end, recovery);
  *agrees = status == SCR_OK && *agrees && scr_hash_equal(&event, &step->event_hash);
  if (!*agrees) return status;
  recovery->entries = entries + 1;
  recovery->lines_end = end + scr_log_entry_at(recovery->log, entries).length + 1;
  recovery->events++;
  recovery->archive_end = offset;
  return SCR_OK;
}

static enum scr_status load(struct recovery *recovery, const struct scr_step *setup) {
  uint64_t end;
  bool torn;
  const struct scr_text *document = &setup->data[0].bytes;
  enum scr_status status = scr_election_new(&recovery->election, document->bytes, document->length);
  if (status == SCR_OK) status = setup_record_load(&recovery->record, recovery->files->folder, recovery->election);
  scr_text_add_format(&recovery->lines_path, "%s/" JOURNAL_LINES, recovery->files->folder);
  if (status == SCR_OK) status = scr_text_ok(&recovery->lines_path);
  if (status == SCR_OK) status = journal_lines_read(&recovery->log, &end, &torn, recovery->lines_path.bytes);
  return status;
}

// Goes through both; whatever stops the archive's reading ends what agrees. A board is put in place with its Setup, before
// its journal is begun: that is never cut.
static enum scr_status compare(struct recovery *recovery, const char *path) {
  struct scr_archive *archive = NULL;
  struct scr_step step = {0};
  bool end = false, agrees = true;
  enum scr_status status = scr_archive_open(&archive, path), stopped = SCR_OK;
  while (status == SCR_OK && agrees) {
    stopped = scr_step_next(&step, &end, archive);
    if (stopped == SCR_E_MEMORY || stopped == SCR_E_IO) status = stopped;
    if (stopped != SCR_OK || end || !scr_step_hashes_hold(&step)) break;
    if (!recovery->election) {
      status = step.event.type == SCR_EVENT_SETUP ? load(recovery, &step) : SCR_E_CHAIN_PHASE;
      recovery->archive_end = scr_archive_offset(archive);
    }
    if (status == SCR_OK) status = take_event(&agrees, recovery, &step, scr_archive_offset(archive));
  }
  scr_step_free(&step);
  scr_archive_close(archive);
  if (status == SCR_OK && !recovery->election) status = stopped == SCR_OK ? SCR_E_CHAIN_PHASE : stopped;
  return status;
}

// Acts after the last event stand for themselves.
static enum scr_status keep_last_acts(struct recovery *recovery) {
  struct scr_hash event;
  bool found;
  return next_event(&found, &event, &recovery->entries, &recovery->lines_end, recovery);
}

// What was signed is never dropped (BRD-7).
static enum scr_status check_signed(const struct recovery *recovery) {
  const struct scr_journal_files *files = recovery->files;
  uint64_t published;
  return signed_last_check(&published, recovery->record, files->folder, files->kept, recovery->log, recovery->entries);
}

static enum scr_status cut_file(uint64_t *dropped, int file, uint64_t end, const char *kept, bool only_look) {
  struct scr_text tail = SCR_TEXT_INIT;
  struct stat stat;
  if (fstat(file, &stat) != 0) return SCR_E_IO;
  *dropped = (uint64_t)stat.st_size > end ? (uint64_t)stat.st_size - end : 0;
  if (*dropped == 0 || only_look) return SCR_OK;
  enum scr_status status = file_read_tail(&tail, file, end, (uint64_t)stat.st_size);
  if (status == SCR_OK) status = file_cut(file, end, &tail, kept);
  scr_text_free(&tail);
  return status;
}

// The lines first: a journal that is behind the archive is what an interrupted writer leaves too.
static enum scr_status cut_both(struct scr_recovered *recovered, const struct recovery *recovery, int archive,
                                const char *kept, bool only_look) {
  struct scr_text name = SCR_TEXT_INIT;
  int lines = open(recovery->lines_path.bytes, (only_look ? O_RDONLY : O_RDWR) | O_CLOEXEC);
  if (lines < 0 && errno != ENOENT) return SCR_E_IO;
  scr_text_add_format(&name, "%s.jsonl", kept);
  enum scr_status status = scr_text_ok(&name);
  if (status == SCR_OK && lines >= 0)
    status = cut_file(&recovered->journal_bytes, lines, recovery->lines_end, name.bytes, only_look);
  if (status == SCR_OK) status = cut_file(&recovered->archive_bytes, archive, recovery->archive_end, kept, only_look);
  if (lines >= 0) (void)close(lines);
  scr_text_free(&name);
  recovered->events = recovery->events ? recovery->events : 1;
  recovered->entries = recovery->entries;
  return status;
}

static enum scr_status recover(struct scr_recovered *recovered, struct recovery *recovery, const char *path,
                               const char *kept, bool only_look) {
  int archive = open(path, (only_look ? O_RDONLY : O_RDWR) | O_CLOEXEC);
  if (archive < 0) return SCR_E_IO;
  enum scr_status status = SCR_OK;
  if (flock(archive, LOCK_EX | LOCK_NB) != 0) status = errno == EWOULDBLOCK ? SCR_E_LOCKED : SCR_E_IO;
  if (status == SCR_OK) status = compare(recovery, path);
  if (status == SCR_OK) status = keep_last_acts(recovery);
  if (status == SCR_OK) status = check_signed(recovery);
  if (status == SCR_OK) status = cut_both(recovered, recovery, archive, kept, only_look);
  int error = errno;
  (void)close(archive);
  errno = error;
  return status;
}

enum scr_status scr_board_recover_journal(struct scr_recovered *recovered, const char *path,
                                          const struct scr_journal_files *files, const char *kept, bool only_look) {
  struct recovery recovery = {.files = files};
  *recovered = (struct scr_recovered){0};
  enum scr_status status = recover(recovered, &recovery, path, kept, only_look);
  int error = errno;
  scr_election_free(recovery.election);
  scr_setup_record_free(recovery.record);
  scr_log_free(recovery.log);
  scr_text_free(&recovery.lines_path);
  errno = error;
  return status;
}
