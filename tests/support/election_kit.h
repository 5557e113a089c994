// SPDX-License-Identifier: Apache-2.0
// A whole small election in memory, with every secret at hand: what a test needs to play any of its parts dishonestly, and to
// seal what it changed as far as that part could. Whatever can't be done ends the program.
#ifndef SCRUTINEER_TESTS_ELECTION_KIT_H
#define SCRUTINEER_TESTS_ELECTION_KIT_H

#include "scrutineer/ceremony.h"
#include "scrutineer/tally.h"
#include "scrutineer/verify.h"
#include "tests/support/board_kit.h"

#define KIT_VOTERS 8
#define KIT_TRUSTEES 25
#define KIT_QUESTIONS 4
#define KIT_VOTES 8    // ballots
#define KIT_CELLS 400  // ciphertexts of a ballot

struct kit_question {
  const char *title;
  const char *answers[KIT_CELLS + 1];  // NULL ends them
  uint32_t min, max;
  bool blank;
};

struct kit_vote {
  size_t voter;               // from 0
  uint32_t votes[KIT_CELLS];  // for each ciphertext 0 or 1, the blank first
};

struct kit_plan {
  const char *group;                             // NULL: Ed25519
  const char *name;                              // NULL: "Kit"
  const char *description;                       // NULL: "An election for tests"
  struct kit_question questions[KIT_QUESTIONS];  // a NULL title ends them
  size_t voters;
  uint64_t weights[KIT_VOTERS];  // all 0: no weights
  size_t singles;                // mandatory trustees, who stand first
  uint32_t size, threshold;      // of a group of trustees; size 0: none
  size_t votes_n;
  struct kit_vote votes[KIT_VOTES];
  bool absent[KIT_TRUSTEES];  // trustees who decrypt nothing
  bool reversed;              // the shares are published in the opposite order
};

struct kit_election {
  struct kit_plan plan;
  struct kit_board *board;  // complete, sealed, valid
  struct scr_election *election;
  struct scr_key *key;
  struct scr_credentials *credentials;
  struct scr_trustees *trustees;
  struct scr_secret_scalar credential[KIT_VOTERS];
  struct scr_element credential_key[KIT_VOTERS];
  size_t trustees_n;
  struct scr_secret_scalar trustee[KIT_TRUSTEES];
  struct scr_secret_seed seed[KIT_TRUSTEES];  // of the members of a group, from 0
};

struct kit_election *kit_make(const struct kit_plan *plan);
void kit_election_free(struct kit_election *kit);

// The setup's documents, in the record's order.
enum { KIT_ELECTION, KIT_TRUSTEES_DOCUMENT, KIT_CREDENTIALS, KIT_SETUP_DATA };
struct scr_text *kit_setup(struct kit_election *kit, size_t document);

// The n-th ballot (from 0), to be changed; kit_put_ballot writes it back and frees it.
struct scr_ballot *kit_ballot(const struct kit_election *kit, size_t n);
void kit_put_ballot(struct kit_election *kit, size_t n, struct scr_ballot *ballot);
// Signs a ballot with a secret; a fresh ballot of a voter.
void kit_sign(const struct kit_election *kit, struct scr_ballot *ballot, const struct scr_secret_scalar *secret);
struct scr_ballot *kit_new_ballot(const struct kit_election *kit, size_t voter, const uint32_t *votes);

// After ballots were changed: adds up what is on the board now (the last readable ballot of each credential), decrypts it
// and writes the result, as trustees who went along with the change would. So nothing but the change itself is wrong.
void kit_recount(struct kit_election *kit);
// The tally of what is on the board now, as kit_recount makes it; and a tally of one's own, written, decrypted and counted
// as if it were right.
struct scr_tally *kit_add_up(const struct kit_election *kit);
void kit_count_out(struct kit_election *kit, const struct scr_tally *tally);
// Puts a ballot behind those on the board, and frees it.
void kit_cast(struct kit_election *kit, struct scr_ballot *ballot);
// The tally as the board has it; and written back.
struct scr_tally *kit_tally(const struct kit_election *kit);
void kit_put_tally(struct kit_election *kit, const struct scr_tally *tally);
struct scr_partial_decryption *kit_decryption(const struct kit_election *kit, size_t n);
void kit_put_decryption(struct kit_election *kit, size_t n, const struct scr_partial_decryption *decryption);
// Numbers modulo the group's order, and powers, for forgeries.
void kit_random(const struct kit_election *kit, struct scr_scalar *scalar);
void kit_power(const struct kit_election *kit, struct scr_element *power, const struct scr_element *base,
               const struct scr_scalar *exponent);

// --- what the verifier says ---

// Seals and verifies a copy of the board in a temporary file. The caller frees the report.
struct scr_report *kit_verify(struct kit_election *kit);
// Verifies bytes as they are.
struct scr_report *kit_verify_bytes(const struct scr_text *bytes);

// Requires that exactly the check `id` fails, that its first failure has this status, and the verdict INVALID; and, unless
// `event` is -1, that the failure is at that event. Frees the report.
void kit_expect_only(struct scr_report *report, enum scr_check_id id, enum scr_status status, long event);
// The same, where other checks may fail too.
void kit_expect(struct scr_report *report, enum scr_check_id id, enum scr_status status, long event);
void kit_expect_verdict(struct scr_report *report, enum scr_verdict verdict);

#endif
