// SPDX-License-Identifier: Apache-2.0
// Taking ballots: limits and look-ups before anything that costs, many at once on all processors, one sync for all.
#include <stdlib.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/parallel.h"

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
  if (board->broken) return board_broken();
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
  enum scr_status run = scr_board_cast_all(&status, tracker, board, &document, NULL, 1);
  return run == SCR_OK ? status : run;
}

struct cast {
  struct scr_board *board;
  const struct scr_document *documents;
  enum scr_status *statuses;
  struct scr_hash *trackers;
  struct scr_ballot **ballots;
};

static void check_one(void *context, size_t i) {
  struct cast *cast = context;
  scr_hash(&cast->trackers[i], cast->documents[i].bytes, cast->documents[i].length);
  cast->statuses[i] =
      scr_board_check_ballot(&cast->ballots[i], cast->board, cast->documents[i].bytes, cast->documents[i].length);
}

// A ballot that the journal refuses leaves the archive as it was.
static enum scr_status add_ballot(struct cast *cast, struct append *append, size_t i,
                                  const struct scr_acceptance *acceptance) {
  struct scr_board *board = cast->board;
  struct scr_journal_event event;
  struct append before = *append;
  enum scr_status status = board_add_event(append, &event, board, SCR_EVENT_BALLOT, &cast->documents[i], 1);
  if (status != SCR_OK || !board->journal) return status;
  const char *credential = cast->ballots[i]->credential_text;
  event.credential = scr_credentials_find(board->credentials, credential, strlen(credential));
  event.ballot = cast->ballots[i];
  scr_journal_event_look(&event, cast->documents[i].bytes, cast->documents[i].length);
  cast->statuses[i] = acceptance ? board_enter(board, &event, acceptance) : SCR_E_JOURNAL_POINT;
  if (cast->statuses[i] == SCR_OK) return SCR_OK;
  append->bytes.length = before.bytes.length;
  append->phase = before.phase;
  append->events = before.events;
  append->last = before.last;
  return scr_status_class(cast->statuses[i]) == SCR_CLASS_MEMORY ? SCR_E_MEMORY : SCR_OK;
}

static enum scr_status add_all(struct cast *cast, struct append *append, const struct scr_acceptance *acceptances,
                               size_t count) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    bool fresh;
    if (cast->statuses[i] != SCR_OK) continue;
    if (hash_set_has(cast->board->ballots, &cast->trackers[i])) {
      cast->statuses[i] = SCR_E_BALLOT_REPLAY;
      continue;
    }
    status = add_ballot(cast, append, i, acceptances ? &acceptances[i] : NULL);
    if (status == SCR_OK && cast->statuses[i] == SCR_OK)
      status = hash_set_add(&fresh, cast->board->ballots, &cast->trackers[i]);
  }
  return status;
}

enum scr_status scr_board_cast_all(enum scr_status *statuses, struct scr_hash *trackers, struct scr_board *board,
                                   const struct scr_document *ballots, const struct scr_acceptance *acceptances,
                                   size_t count) {
  struct cast cast = {board, ballots, statuses, trackers, calloc(count ? count : 1, sizeof *cast.ballots)};
  struct append append = board_begin(board);
  if (!cast.ballots) return SCR_E_MEMORY;
  parallel_for(0, count, check_one, &cast);
  enum scr_status status = add_all(&cast, &append, acceptances, count);
  if (status == SCR_OK) status = board_commit(board, &append);
  if (status != SCR_OK) board->broken = true;  // the set of ballots no longer agrees with the file
  for (size_t i = 0; i < count; i++) scr_ballot_free(cast.ballots[i]);
  free(cast.ballots);
  scr_text_free(&append.bytes);
  return status;
}
