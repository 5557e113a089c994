// SPDX-License-Identifier: Apache-2.0
// The verifier's state, and its parts: verify.c drives, verify_setup.c, verify_ballots.c and verify_tally.c check.
#ifndef SCRUTINEER_BOARD_VERIFY_INTERNAL_H
#define SCRUTINEER_BOARD_VERIFY_INTERNAL_H

#include "board/clock.h"
#include "board/hash_set.h"
#include "board/queue.h"
#include "board/short_hash.h"
#include "scrutineer/ballot.h"
#include "scrutineer/journal.h"
#include "scrutineer/verify.h"

// Ballots that are worked on together; where they are large, the fewest that have so many bytes.
#define VERIFY_TOGETHER 32
#define VERIFY_TOGETHER_BYTES (UINT64_C(512) << 10)

struct ballot_chunk;
struct journal_check;

// The record of the list of credentials.
struct list_record {
  uint64_t event, offset, length;
  struct scr_hash name;
  bool hash_holds;
};

// The last ballot of a credential.
struct last_ballot {
  uint64_t offset : 63;    // of its record; 0: none
  uint64_t is_member : 1;  // the credential is a member of the group, as some ballot under it showed
  struct short_hash name;  // of its record's hash
};

struct scr_session {
  struct scr_report *report;
  struct scr_verify_options options;
  struct scr_archive *archive;
  uint64_t event;               // place of the event at hand
  struct scr_failure overflow;  // where a failure is noted when a check has as many as are kept

  bool has_previous;
  struct scr_hash previous;
  uint64_t previous_height;
  enum scr_phase phase;
  bool stopped;  // reading can't go on

  size_t claim;           // the shard at hand
  uint64_t reached;       // how many ballots of its events were,
  uint64_t failing;       // and of those that don't hold
  bool misfit;            // a shard counts or names ballots that aren't there
  struct scr_claim made;  // when a shard is made
  bool broken;            // some record doesn't have its hash or its place, so that no later event vouches for it
  bool confirmed;         // the event that the claims name was reached, and nothing was broken before it
  struct scr_election *withdrawn;  // the report's, after claims were refused

  // from the setup; NULL if it is not sound enough to go on with
  struct scr_election *election;  // owned by the report
  struct scr_trustees *trustees;
  struct scr_credentials *credentials;
  struct list_record list;  // where they stand
  struct scr_key *key;

  struct ballot_chunk *chunk;  // being gathered
  struct ballot_chunk *spare;  // to be used again
  struct queue *queue;         // of chunks
  struct last_ballot *last;    // by credential
  struct short_key last_key;   // of their names
  struct hash_set *seen;       // ballots on the board
  struct scr_tally *tally;     // of the counted ballots
  bool tally_uncertain;        // some ballot could not be read

  struct scr_tally *methods[SCR_METHOD_COUNT];  // sums of those whose results are due
  bool methods_due;                             // there is one
  struct journal_check *journal;                // NULL: there is none, or none that can be gone through

  struct scr_tally *stated;  // by the record
  struct scr_partial_decryption *decryptions[SCR_TRUSTEES_MAX];
  bool owners[SCR_TRUSTEES_MAX];  // whose partial decryption stands on the board, right or wrong
  struct scr_failure refused[SCR_TRUSTEES_MAX];
  size_t refused_n;
};

// A check was made `count` more times and held; or did not.
void verify_pass(struct scr_session *session, enum scr_check_id id, uint64_t count);
struct scr_failure *verify_fail(struct scr_session *session, enum scr_check_id id, enum scr_status status);
struct scr_failure *verify_fail_with(struct scr_session *session, enum scr_check_id id,
                                     const struct scr_failure *failure);
void verify_detail(struct scr_failure *failure, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Passes or fails by a status.
void verify_record(struct scr_session *session, enum scr_check_id id, enum scr_status status);
void verify_why(struct scr_session *session, enum scr_check_id id, const char *why);
// The check can't be made, and so no verdict be drawn, for a reason that is no failure.
void verify_cannot(struct scr_session *session, enum scr_check_id id, enum scr_status status);
void verify_note(struct scr_session *session, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The work on the check took as long as has passed since *start, which is then set to now.
void verify_time(struct scr_session *session, enum scr_check_id id, double *start);

// The parts. SCR_OK, or SCR_E_MEMORY and SCR_E_IO, which end the run.
enum scr_status verify_setup(struct scr_session *session, const struct scr_step *step);
enum scr_status verify_credentials_end(struct scr_session *session);  // the membership of those that no ballot showed
enum scr_status verify_ballot(struct scr_session *session, struct scr_step *step);  // takes the ballot's bytes
// Reads the credential's last ballot again. SCR_E_CHANGED where the file has another record there by now.
enum scr_status verify_last_ballot(struct scr_ballot **ballot, struct scr_session *session, size_t credential);
// Adds ballots of weight 1 to a tally: those of these places in a batch that ran, no more than VERIFY_TOGETHER.
enum scr_status verify_add_up(struct scr_tally *tally, const struct scr_election *election,
                              const struct scr_batch *batch, const struct scr_ballot_place *const *places,
                              size_t count);
enum scr_status verify_ballots_flush(struct scr_session *session);
void verify_ballots_free(struct scr_session *session);
enum scr_status verify_tally(struct scr_session *session, const struct scr_step *step);
enum scr_status verify_decryption(struct scr_session *session, const struct scr_step *step);
enum scr_status verify_result(struct scr_session *session, const struct scr_step *step);
void verify_decryptions_end(struct scr_session *session);

// What is taken from earlier runs (verify_claims.c).
enum reliance {
  RELY_NOT,        // everything is checked
  RELY_ON_PROOFS,  // the ballot is read; that its elements are members, its signature and its proofs are taken for granted
  RELY_ON_STATE,  // and so is its form, and the sum that it is in: its credential alone is looked for
};
enum reliance verify_reliance(struct scr_session *session);  // on the ballot of the event at hand
bool verify_is_wanted(const struct scr_session *session, const struct scr_step *step);  // where only a part is checked
bool verify_knows_credentials(const struct scr_session *session);                       // their membership in the group
enum scr_status verify_claims_setup(struct scr_session *session);
enum scr_status verify_claims_event(struct scr_session *session, const struct scr_step *step);
enum scr_status verify_claims_end(struct scr_session *session);
enum scr_status verify_claims_ballot(struct scr_session *session, uint64_t event, bool holds);  // of the shard
// Whether the run rests on claims that were not confirmed.
bool verify_is_in_advance(const struct scr_session *session);

// The journal beside the archive (verify_journal.c): begun with the setup, shown every event in order, and ended.
enum scr_status verify_journal_begin(struct scr_session *session, const struct scr_hash *trustees,
                                     const struct scr_hash *credentials);
enum scr_status verify_journal_event(struct scr_session *session, const struct scr_journal_event *event);
enum scr_status verify_journal_end(struct scr_session *session);
void verify_journal_free(struct scr_session *session);
bool verify_journal_knows_next(const struct scr_session *session);  // whether the next event's entry was judged before
void verify_journal_state(struct scr_state *state, const struct scr_session *session);
// Want of memory, and a disk that can't be read, say nothing of the board.
static inline bool verify_ends_run(enum scr_status status) {
  return scr_status_class(status) == SCR_CLASS_MEMORY || scr_status_class(status) == SCR_CLASS_IO;
}
enum scr_status verify_methods(struct scr_session *session, const struct scr_journal *journal,
                               const struct scr_setup_record *record);
void verify_methods_free(struct scr_session *session);

#endif
