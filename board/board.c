// SPDX-License-Identifier: Apache-2.0
// The writer of the board. The archive is its only state: opening reads it through, appending adds whole events.
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "board/board_internal.h"
#include "board/file.h"

// --- opening ---

// The result's numbers, for the journal's rules.
static enum scr_status read_votes(uint64_t **votes, const struct scr_board *board, const struct scr_document *result) {
  *votes = calloc(board->election->ciphertexts_n, sizeof **votes);
  return *votes ? scr_result_read(*votes, board->election, result->bytes, result->length) : SCR_E_MEMORY;
}

static enum scr_status read_setup(struct scr_board *board, const struct scr_step *step) {
  size_t at;
  const struct scr_text *election = &step->data[0].bytes, *trustees = &step->data[1].bytes,
                        *credentials = &step->data[2].bytes;
  enum scr_status status = scr_election_new(&board->election, election->bytes, election->length);
  if (status == SCR_OK)
    status = scr_trustees_new(&board->trustees, &at, board->election->group, trustees->bytes, trustees->length);
  if (status == SCR_OK)
    status = scr_credentials_new_unchecked(&board->credentials, credentials->bytes, credentials->length);
  if (status != SCR_OK) return status;
  board->key = scr_key_new(board->election->group, &board->election->public_key);
  if (!board->key) return SCR_E_MEMORY;
  if (board->files)
    return journal_writer_open(&board->journal, board->files, board->election, board->credentials, &step->data[1].name,
                               &step->data[2].name);
  struct scr_hash record;
  return scr_description_record(&record, board->election->description) ? SCR_E_JOURNAL_MISSING : SCR_OK;
}

// What can be told from the first bytes of a ballot alone: its form is fixed up to its credential. SIZE_MAX if there is none.
static size_t find_credential(const struct scr_text *bytes, const struct scr_credentials *credentials) {
  static const char key[] = "\"credential\":\"";
  const char *at = memmem(bytes->bytes, bytes->length, key, sizeof key - 1);
  if (!at) return SIZE_MAX;
  at += sizeof key - 1;
  const char *end = memchr(at, '"', (size_t)(bytes->bytes + bytes->length - at));
  return end ? scr_credentials_find(credentials, at, (size_t)(end - at)) : SIZE_MAX;
}

// Shows the journal what the archive has, in the order of both.
static enum scr_status show_journal(struct scr_board *board, const struct scr_step *step) {
  struct scr_journal_event event = {.type = step->event.type,
                                    .hash = step->event_hash,
                                    .has_payload = step->event.has_payload,
                                    .payload = step->event.payload,
                                    .credential = SIZE_MAX};
  uint64_t *votes = NULL;
  enum scr_status status = SCR_OK;
  if (step->event.type == SCR_EVENT_SETUP && journal_writer_is_new(board->journal)) return SCR_OK;
  if (step->event.type == SCR_EVENT_BALLOT) {
    event.credential = find_credential(&step->data[0].bytes, board->credentials);
    scr_journal_event_look(&event, step->data[0].bytes.bytes, step->data[0].bytes.length);
  }
  if (step->event.type == SCR_EVENT_RESULT) {
    struct scr_document result = {step->data[0].bytes.bytes, step->data[0].bytes.length};
    status = read_votes(&votes, board, &result);
  }
  event.votes = votes;
  if (status == SCR_OK) status = journal_writer_show(board->journal, &event);
  free(votes);
  return status;
}

static enum scr_status check_chain(const struct scr_board *board, const struct scr_event *event) {
  if (event->height != board->events) return SCR_E_CHAIN_HEIGHT;
  if (event->has_parent != (board->events > 0)) return SCR_E_CHAIN_PARENT;
  return !event->has_parent || scr_hash_equal(&event->parent, &board->last) ? SCR_OK : SCR_E_CHAIN_PARENT;
}

static enum scr_status take_step(struct scr_board *board, const struct scr_step *step) {
  bool added;
  enum scr_status status = scr_step_hashes_hold(step) ? SCR_OK : SCR_E_ARCHIVE_HASH;
  if (status == SCR_OK) status = check_chain(board, &step->event);
  if (status == SCR_OK) status = scr_phase_next(&board->phase, board->phase, step->event.type);
  if (status == SCR_OK) status = scr_step_check(step);
  if (status == SCR_OK && step->event.type == SCR_EVENT_SETUP) status = read_setup(board, step);
  if (status == SCR_OK && step->event.type == SCR_EVENT_BALLOT)
    status = hash_set_add(&added, board->ballots, &step->data[0].name);
  if (status == SCR_OK && board->journal) status = show_journal(board, step);
  if (status != SCR_OK) return status;
  board->last = step->event_hash;
  board->events++;
  return SCR_OK;
}

static enum scr_status read_archive(struct scr_board *board, const char *path) {
  struct scr_archive *archive = NULL;
  struct scr_step step = {0};
  bool end = false;
  enum scr_status status = scr_archive_open(&archive, path);
  while (status == SCR_OK) {
    status = scr_step_next(&step, &end, archive);
    if (status == SCR_OK && end) break;
    if (status == SCR_OK) status = take_step(board, &step);
  }
  if (status == SCR_OK) {
    board->size = scr_archive_offset(archive);
    board->time = scr_archive_time(archive);
  }
  scr_step_free(&step);
  scr_archive_close(archive);
  return status;
}

// BRD-1.
static enum scr_status lock(int *file, const char *path) {
  *file = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
  if (*file < 0) return SCR_E_IO;
  if (flock(*file, LOCK_EX | LOCK_NB) == 0) return SCR_OK;
  return errno == EWOULDBLOCK ? SCR_E_LOCKED : SCR_E_IO;
}

static enum scr_status commit_journal(struct scr_board *board) {
  return board->dry ? SCR_OK : journal_writer_commit(board->journal);
}

// BRD-6: the journal begins with the archive's Setup.
static enum scr_status settle(struct scr_board *board) {
  struct scr_journal_event event = {.type = SCR_EVENT_SETUP, .hash = board->last, .credential = SIZE_MAX};
  bool is_new = journal_writer_is_new(board->journal);
  enum scr_status status = journal_writer_settle(board->journal, !board->dry);
  if (status != SCR_OK || !is_new) return status;
  status = board_enter(board, &event, NULL);
  return status == SCR_OK ? commit_journal(board) : status;
}

static enum scr_status open_board(struct scr_board **board, const char *path, const struct scr_journal_files *files,
                                  bool dry) {
  struct scr_board *opened = calloc(1, sizeof *opened);
  if (!opened) return SCR_E_MEMORY;
  opened->file = -1;
  opened->dry = dry;
  opened->files = files;
  opened->ballots = hash_set_new();
  enum scr_status status = opened->ballots ? lock(&opened->file, path) : SCR_E_MEMORY;
  // What a writer left that was killed before its sync may not be on the disk yet: "already there" must not be said of it (BRD-2).
  if (status == SCR_OK && (fsync(opened->file) != 0 || !file_sync_folder(path))) status = SCR_E_IO;
  if (status == SCR_OK) status = read_archive(opened, path);
  if (status == SCR_OK && !opened->key) status = SCR_E_CHAIN_PHASE;  // an archive without its setup
  if (status == SCR_OK && files) status = settle(opened);
  if (status == SCR_OK)
    *board = opened;
  else
    scr_board_close(opened);
  return status;
}

enum scr_status scr_board_open(struct scr_board **board, const char *path) {
  return open_board(board, path, NULL, false);
}

enum scr_status scr_board_open_journal(struct scr_board **board, const char *path,
                                       const struct scr_journal_files *files) {
  return open_board(board, path, files, false);
}

enum scr_status scr_board_open_dry(struct scr_board **board, const char *path,
                                   const struct scr_journal_files *files_or_null) {
  return open_board(board, path, files_or_null, true);
}

void scr_board_close(struct scr_board *board) {
  if (!board) return;
  int error = errno;  // it may be why the board is closed
  if (board->file >= 0) (void)close(board->file);
  journal_writer_free(board->journal);
  scr_election_free(board->election);
  scr_trustees_free(board->trustees);
  scr_credentials_free(board->credentials);
  scr_key_free(board->key);
  hash_set_free(board->ballots);
  free(board);
  errno = error;
}

const struct scr_election *scr_board_election(const struct scr_board *board) {
  return board->election;
}

enum scr_phase scr_board_phase(const struct scr_board *board) {
  return board->phase;
}

uint64_t scr_board_events(const struct scr_board *board) {
  return board->events;
}

const struct scr_journal *scr_board_journal(const struct scr_board *board) {
  return board->journal ? journal_writer_journal(board->journal) : NULL;
}

const struct scr_setup_record *scr_board_record(const struct scr_board *board) {
  return board->journal ? journal_writer_record(board->journal) : NULL;
}

const struct scr_log *scr_board_log(const struct scr_board *board) {
  return board->journal ? journal_writer_log(board->journal) : NULL;
}

uint64_t scr_board_slot(const struct scr_board *board) {
  return journal_writer_slot(board->journal);
}

// --- appending ---

struct append board_begin(const struct scr_board *board) {
  return (struct append){SCR_TEXT_INIT, board->phase, board->events, board->last};
}

enum scr_status board_add_event(struct append *append, struct scr_journal_event *journal_event,
                                const struct scr_board *board, enum scr_event_type type,
                                const struct scr_document *data, size_t data_n) {
  struct scr_event event = {.has_parent = append->events > 0,
                            .parent = append->last,
                            .height = append->events,
                            .type = type,
                            .has_payload = data_n > 0};
  struct scr_text text = SCR_TEXT_INIT;
  enum scr_status status = scr_phase_next(&append->phase, append->phase, type);
  if (status != SCR_OK) return status;
  for (size_t i = 0; i < data_n; i++)
    scr_text_add_record(&append->bytes, &event.payload, board->time, SCR_RECORD_DATA, data[i].bytes, data[i].length);
  scr_text_add_event(&text, &event);
  status = scr_text_ok(&text);
  if (status == SCR_OK)
    scr_text_add_record(&append->bytes, &append->last, board->time, SCR_RECORD_EVENT, text.bytes, text.length);
  scr_text_free(&text);
  append->events++;
  *journal_event = (struct scr_journal_event){.type = type,
                                              .hash = append->last,
                                              .has_payload = event.has_payload,
                                              .payload = event.payload,
                                              .credential = SIZE_MAX};
  return status == SCR_OK ? scr_text_ok(&append->bytes) : status;
}

enum scr_status board_enter(struct scr_board *board, const struct scr_journal_event *event,
                            const struct scr_acceptance *acceptance) {
  struct scr_entry entry = {
      .kind = acceptance ? SCR_ENTRY_BALLOT : SCR_ENTRY_EVENT, .event = event->hash, .type = event->type};
  if (!board->journal) return SCR_OK;
  entry.slot = journal_writer_slot(board->journal);
  if (acceptance) entry.acceptance = *acceptance;
  return journal_writer_add(board->journal, &entry, event);
}

enum scr_status board_broken(void) {
  errno = EIO;
  return SCR_E_IO;
}

// Writes and syncs. What was not written whole is cut off again. After a failed sync the disk's content is unknown, so
// nothing more is written: the board has to be opened, and read, anew (BRD-2).
static enum scr_status write_archive(struct scr_board *board, const struct append *append) {
  if (board->dry) return SCR_OK;
  if (!file_write_all(board->file, append->bytes.bytes, append->bytes.length)) {
    int error = errno;
    if (ftruncate(board->file, (off_t)board->size) != 0) board->broken = true;
    errno = error;
    return SCR_E_IO;
  }
  if (fsync(board->file) != 0) {
    board->broken = true;
    return SCR_E_IO;
  }
  board->size += append->bytes.length;
  return SCR_OK;
}

enum scr_status board_commit(struct scr_board *board, struct append *append) {
  if (append->bytes.length == 0) return SCR_OK;
  if (board->broken) return board_broken();
  enum scr_status status = write_archive(board, append);
  if (status == SCR_OK) {
    board->phase = append->phase;
    board->events = append->events;
    board->last = append->last;
  }
  if (status == SCR_OK && board->journal) status = commit_journal(board);
  if (status != SCR_OK && board->journal) board->broken = true;  // the journal has taken what isn't durable
  return status;
}

enum scr_status scr_board_append(struct scr_board *board, enum scr_event_type type, const struct scr_document *data,
                                 size_t data_n) {
  struct append append = board_begin(board);
  struct scr_journal_event event;
  uint64_t *votes = NULL;
  if (board->broken) return board_broken();
  enum scr_status status = board_add_event(&append, &event, board, type, data, data_n);
  if (status == SCR_OK && type == SCR_EVENT_RESULT && data_n > 0) status = read_votes(&votes, board, &data[0]);
  event.votes = votes;
  if (status == SCR_OK) status = board_enter(board, &event, NULL);
  if (status == SCR_E_MEMORY) board->broken = true;  // the journal may have taken half of it
  if (status == SCR_OK) status = board_commit(board, &append);
  free(votes);
  scr_text_free(&append.bytes);
  return status;
}

enum scr_status scr_board_act(struct scr_board *board, const struct scr_signed_act *act) {
  struct scr_entry *entry = calloc(1, sizeof *entry);
  if (!entry) return SCR_E_MEMORY;
  assert(board->journal);
  entry->kind = SCR_ENTRY_ACT;
  entry->slot = journal_writer_slot(board->journal);
  entry->act = *act;  // borrowed
  enum scr_status status = board->broken ? board_broken() : journal_writer_add(board->journal, entry, NULL);
  free(entry);
  if (status == SCR_E_MEMORY) board->broken = true;  // the journal may have taken half of it
  if (status != SCR_OK) return status;
  status = commit_journal(board);
  if (status != SCR_OK) board->broken = true;
  return status;
}
