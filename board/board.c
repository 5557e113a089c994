// SPDX-License-Identifier: Apache-2.0
// The writer of the board. The archive is its only state: opening reads it through, appending adds whole events.
#include "scrutineer/board.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "board/file.h"
#include "board/hash_set.h"
#include "board/parallel.h"

struct scr_board {
  int file;
  uint64_t size;  // of the archive, all of it durable
  uint64_t time;
  bool broken;  // a write failed in a way that leaves the disk's content unknown: nothing more is written
  enum scr_phase phase;
  uint64_t events;
  struct scr_hash last;  // event
  struct scr_election *election;
  struct scr_trustees *trustees;
  struct scr_credentials *credentials;
  struct scr_key *key;
  struct hash_set *ballots;
};

// --- opening ---

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
  return board->key ? SCR_OK : SCR_E_MEMORY;
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

enum scr_status scr_board_open(struct scr_board **board, const char *path) {
  struct scr_board *opened = calloc(1, sizeof *opened);
  if (!opened) return SCR_E_MEMORY;
  opened->file = -1;
  opened->ballots = hash_set_new();
  enum scr_status status = opened->ballots ? lock(&opened->file, path) : SCR_E_MEMORY;
  // What a writer left that was killed before its sync may not be on the disk yet: "already there" must not be said of it (BRD-2).
  if (status == SCR_OK && (fsync(opened->file) != 0 || !file_sync_folder(path))) status = SCR_E_IO;
  if (status == SCR_OK) status = read_archive(opened, path);
  if (status == SCR_OK && !opened->key) status = SCR_E_CHAIN_PHASE;  // an archive without its setup
  if (status == SCR_OK)
    *board = opened;
  else
    scr_board_close(opened);
  return status;
}

void scr_board_close(struct scr_board *board) {
  if (!board) return;
  int error = errno;  // it may be why the board is closed
  if (board->file >= 0) (void)close(board->file);
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

const struct scr_trustees *scr_board_trustees(const struct scr_board *board) {
  return board->trustees;
}

const struct scr_credentials *scr_board_credentials(const struct scr_board *board) {
  return board->credentials;
}

enum scr_phase scr_board_phase(const struct scr_board *board) {
  return board->phase;
}

uint64_t scr_board_events(const struct scr_board *board) {
  return board->events;
}

// --- appending ---

// Events that are being put together, and what the board will be once they are durable.
struct append {
  struct scr_text bytes;
  enum scr_phase phase;
  uint64_t events;
  struct scr_hash last;
};

static struct append begin(const struct scr_board *board) {
  return (struct append){SCR_TEXT_INIT, board->phase, board->events, board->last};
}

static enum scr_status add_event(struct append *append, const struct scr_board *board, enum scr_event_type type,
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
  return status == SCR_OK ? scr_text_ok(&append->bytes) : status;
}

static enum scr_status broken(void) {
  errno = EIO;
  return SCR_E_IO;
}

// Writes and syncs. What was not written whole is cut off again. After a failed sync the disk's content is unknown, so
// nothing more is written: the board has to be opened, and read, anew (BRD-2).
static enum scr_status commit(struct scr_board *board, struct append *append) {
  if (append->bytes.length == 0) return SCR_OK;
  if (board->broken) return broken();
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
  board->phase = append->phase;
  board->events = append->events;
  board->last = append->last;
  return SCR_OK;
}

enum scr_status scr_board_append(struct scr_board *board, enum scr_event_type type, const struct scr_document *data,
                                 size_t data_n) {
  struct append append = begin(board);
  enum scr_status status = add_event(&append, board, type, data, data_n);
  if (status == SCR_OK) status = commit(board, &append);
  scr_text_free(&append.bytes);
  return status;
}

// --- ballots ---

static enum scr_status check_place(const struct scr_board *board, const struct scr_ballot *ballot) {
  const char *credential = ballot->credential_text;
  bool known = scr_credentials_find(board->credentials, credential, strlen(credential)) != SIZE_MAX;
  return known ? SCR_OK : SCR_E_BALLOT_CREDENTIAL;
}

// What can be told from the first bytes alone: a ballot's form is fixed up to its credential. Only that the credential is
// not on the list is; everything else is left to the reading.
static enum scr_status check_beginning(const struct scr_board *board, const char *bytes, size_t length) {
  struct scr_text beginning = SCR_TEXT_INIT;
  scr_text_add_format(&beginning, "{\"election_uuid\":\"%s\",\"election_hash\":\"%s\",\"credential\":\"",
                      board->election->uuid, board->election->fingerprint);
  enum scr_status status = scr_text_ok(&beginning);
  if (status == SCR_OK && length > beginning.length && memcmp(bytes, beginning.bytes, beginning.length) == 0) {
    const char *credential = bytes + beginning.length, *end = memchr(credential, '"', length - beginning.length);
    if (end && scr_credentials_find(board->credentials, credential, (size_t)(end - credential)) == SIZE_MAX)
      status = SCR_E_BALLOT_CREDENTIAL;
  }
  scr_text_free(&beginning);
  return status;
}

// Limits and look-ups before anything that costs: size, replay, credential; then reading, signature, proofs (BRD-5).
enum scr_status scr_board_check_ballot(struct scr_ballot **ballot, struct scr_board *board, const char *bytes,
                                       size_t length) {
  enum scr_phase next;
  struct scr_ballot *read = NULL;
  struct scr_hash tracker;
  if (board->broken) return broken();
  enum scr_status status = scr_phase_next(&next, board->phase, SCR_EVENT_BALLOT);
  if (status == SCR_OK && length > SCR_BALLOT_MAX) status = SCR_E_LIMIT;
  if (status != SCR_OK) return status;
  scr_hash(&tracker, bytes, length);
  if (hash_set_has(board->ballots, &tracker)) return SCR_E_BALLOT_REPLAY;
  status = check_beginning(board, bytes, length);
  if (status == SCR_OK) status = scr_ballot_new(&read, board->election, bytes, length);
  if (status == SCR_OK) status = check_place(board, read);
  if (status == SCR_OK) status = scr_ballot_check(read, board->election, board->key);
  if (status == SCR_OK)
    *ballot = read;
  else
    scr_ballot_free(read);
  return status;
}

enum scr_status scr_board_cast(struct scr_hash *tracker, struct scr_board *board, const char *bytes, size_t length) {
  struct scr_document document = {bytes, length};
  enum scr_status status = SCR_OK;
  enum scr_status run = scr_board_cast_all(&status, tracker, board, &document, 1);
  return run == SCR_OK ? status : run;
}

struct cast {
  struct scr_board *board;
  const struct scr_document *ballots;
  enum scr_status *statuses;
  struct scr_hash *trackers;
};

static void check_one(void *context, size_t i) {
  struct cast *cast = context;
  struct scr_ballot *ballot = NULL;
  scr_hash(&cast->trackers[i], cast->ballots[i].bytes, cast->ballots[i].length);
  cast->statuses[i] = scr_board_check_ballot(&ballot, cast->board, cast->ballots[i].bytes, cast->ballots[i].length);
  scr_ballot_free(ballot);
}

enum scr_status scr_board_cast_all(enum scr_status *statuses, struct scr_hash *trackers, struct scr_board *board,
                                   const struct scr_document *ballots, size_t count) {
  struct cast cast = {board, ballots, statuses, trackers};
  struct append append = begin(board);
  enum scr_status status = SCR_OK;
  bool fresh;
  parallel_for(0, count, check_one, &cast);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    if (statuses[i] != SCR_OK) continue;
    status = hash_set_add(&fresh, board->ballots, &trackers[i]);
    if (status == SCR_OK && !fresh) statuses[i] = SCR_E_BALLOT_REPLAY;
    if (status == SCR_OK && fresh) status = add_event(&append, board, SCR_EVENT_BALLOT, &ballots[i], 1);
  }
  if (status == SCR_OK) status = commit(board, &append);
  if (status != SCR_OK) board->broken = true;  // the set of ballots no longer agrees with the file
  scr_text_free(&append.bytes);
  return status;
}

// --- creating ---

static enum scr_status check_setup(struct scr_document election_bytes, struct scr_document trustees_bytes,
                                   struct scr_document credentials_bytes) {
  struct scr_election *election = NULL;
  struct scr_trustees *trustees = NULL;
  struct scr_credentials *credentials = NULL;
  struct scr_trustees_gaps gaps;
  struct scr_element key;
  size_t at;
  enum scr_status status = scr_election_new(&election, election_bytes.bytes, election_bytes.length);
  if (status == SCR_OK)
    status = scr_trustees_new(&trustees, &at, election->group, trustees_bytes.bytes, trustees_bytes.length);
  if (status == SCR_OK) status = scr_trustees_check(trustees, &at, &gaps);
  if (status == SCR_OK && (gaps.no_context || gaps.no_signatures)) status = SCR_E_SETUP_AGREEMENT;
  if (status == SCR_OK && gaps.no_key_signatures) status = SCR_E_SETUP_VERIFICATION_KEY;
  if (status == SCR_OK) {
    scr_trustees_combined_key(&key, trustees);
    if (!scr_element_equal(&key, &election->public_key)) status = SCR_E_SETUP_KEY;
  }
  if (status == SCR_OK)
    status =
        scr_credentials_new(&credentials, &at, election->group, credentials_bytes.bytes, credentials_bytes.length, 0);
  scr_credentials_free(credentials);
  scr_trustees_free(trustees);
  scr_election_free(election);
  return status;
}

static void add_setup_data(struct scr_text *text, const struct scr_document data[3]) {
  static const char *const keys[3] = {"{\"election\":\"", "\",\"trustees\":\"", "\",\"credentials\":\""};
  for (size_t i = 0; i < 3; i++) {
    struct scr_hash hash;
    scr_hash(&hash, data[i].bytes, data[i].length);
    scr_text_add(text, keys[i]);
    scr_text_add_hex(text, hash.byte, SCR_HASH_BYTES);
  }
  scr_text_add(text, "\"}");
}

enum scr_status scr_board_create(const char *path, uint64_t time, struct scr_document election,
                                 struct scr_document trustees, struct scr_document credentials) {
  struct scr_board board = {.time = time, .phase = SCR_PHASE_EMPTY};
  struct append append = begin(&board);
  struct scr_text setup = SCR_TEXT_INIT;
  struct scr_document data[4] = {election, trustees, credentials, {NULL, 0}};
  enum scr_status status = check_setup(election, trustees, credentials);
  add_setup_data(&setup, data);
  if (status == SCR_OK) status = scr_text_ok(&setup);
  data[3] = (struct scr_document){setup.bytes, setup.length};
  scr_text_add_archive_header(&append.bytes, time);
  if (status == SCR_OK) status = add_event(&append, &board, SCR_EVENT_SETUP, data, 4);
  if (status == SCR_OK) status = scr_file_write(path, append.bytes.bytes, append.bytes.length, 0644, false);
  scr_text_free(&append.bytes);
  scr_text_free(&setup);
  return status;
}
