// SPDX-License-Identifier: Apache-2.0
// Ballots, openings, tallies, partial decryptions and results, each read against an election that stands in the fixtures.
// Two properties: what is read is written as it was; and what the checks accept is the fixture's own, since accepting any
// other would be a forgery.
#include <stdlib.h>
#include <string.h>

#include "scrutineer/json.h"
#include "scrutineer/opening.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/scan_kit.h"

typedef void reader(const struct fuzz_fixture *fixture, const char *bytes, size_t length);

static void for_both_groups(reader *read, const char *bytes, size_t length) {
  for (size_t i = 0; i < 2; i++) read(fuzz_fixture_at(i), bytes, length);
}

static void ballot_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length) {
  struct scr_ballot *ballot;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_ballot_new(&ballot, fixture->election, bytes, length) != SCR_OK) return;
  scr_text_add_ballot(&again, fixture->election, ballot);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  if (scr_ballot_check(ballot, fixture->election, scr_session_key(fixture->session)) == SCR_OK)
    FUZZ_REQUIRE(fuzz_is_of(fixture, bytes, length));
  scr_ballot_free(ballot);
}

void fuzz_ballot(const char *bytes, size_t length) {
  for_both_groups(ballot_of, bytes, length);
}

// Both readers of ballots say the same; one form for all inputs, as the verifier has it.
static void scan_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length) {
  static struct scr_ballot *forms[FUZZ_FIXTURES];
  struct scr_ballot **form = &forms[fixture - fuzz_fixture_at(0)];
  struct kit_readings readings;
  if (!*form) FUZZ_REQUIRE(scr_ballot_new_blank_form(form, fixture->election) == SCR_OK);
  FUZZ_REQUIRE(kit_read_both_ways(&readings, *form, fixture->election, bytes, length) == NULL);
}

void fuzz_scan(const char *bytes, size_t length) {
  for_both_groups(scan_of, bytes, length);
}

static void opening_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length) {
  struct scr_opening *opening;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_opening_new(&opening, fixture->election, bytes, length) != SCR_OK) return;
  scr_text_add_opening(&again, fixture->election, opening->ballot, opening->votes, opening->nonces);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  if (scr_opening_check(opening, fixture->election, scr_session_key(fixture->session)) == SCR_OK)
    FUZZ_REQUIRE(!opening->ballot->is_signed);  // what is opened can't be cast
  scr_opening_free(opening);
}

void fuzz_opening(const char *bytes, size_t length) {
  for_both_groups(opening_of, bytes, length);
}

// The hash that the sized tally names the ciphertexts by.
static struct scr_hash named_tally(const char *sized, size_t length) {
  json_t *json = NULL;
  struct scr_hash hash;
  FUZZ_REQUIRE(scr_json_read(&json, sized, length) == SCR_OK);
  FUZZ_REQUIRE(scr_json_hash(&hash, json_object_get(json, "encrypted_tally")) == SCR_OK);
  json_decref(json);
  return hash;
}

// Two documents, one after the other with a line's end between them.
static void tally_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length) {
  const char *end = memchr(bytes, '\n', length);
  if (!end) return;
  size_t first = (size_t)(end - bytes), second = length - first - 1;
  struct scr_tally *tally;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_tally_read(&tally, fixture->election, bytes, first, end + 1, second) != SCR_OK) return;
  struct scr_hash name = named_tally(end + 1, second);
  scr_text_add_encrypted_tally(&again, fixture->election, tally);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, first));
  scr_text_add_sized_tally(&again, tally, &name);
  FUZZ_REQUIRE(fuzz_wrote(&again, end + 1, second));
  scr_tally_free(tally);
}

void fuzz_tally(const char *bytes, size_t length) {
  if (length > 0) for_both_groups(tally_of, bytes, length);
}

static void decryption_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length) {
  struct scr_partial_decryption *decryption;
  struct scr_text again = SCR_TEXT_INIT;
  const struct scr_trustees *trustees = scr_session_trustees(fixture->session);
  if (scr_partial_decryption_read(&decryption, fixture->election, bytes, length) != SCR_OK) return;
  scr_text_add_partial_decryption(&again, fixture->election, decryption);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  for (size_t owner = 1; owner <= scr_trustees_count(trustees); owner++)
    if (scr_partial_decryption_check(decryption, fixture->election, scr_session_tally(fixture->session),
                                     scr_trustees_key(trustees, owner)) == SCR_OK)
      FUZZ_REQUIRE(fuzz_is_of(fixture, bytes, length));
  scr_partial_decryption_free(decryption);
}

static void owned(const char *bytes, size_t length) {
  uint64_t owner;
  struct scr_hash payload;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_owned_read(&owner, &payload, bytes, length) != SCR_OK) return;
  scr_text_add_owned(&again, owner, &payload);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
}

void fuzz_decryption(const char *bytes, size_t length) {
  for_both_groups(decryption_of, bytes, length);
  owned(bytes, length);
}

static void result_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length) {
  struct scr_text again = SCR_TEXT_INIT;
  size_t at;
  uint64_t *votes = calloc(fixture->election->ciphertexts_n, sizeof *votes);
  FUZZ_REQUIRE(votes);
  if (scr_result_read(votes, fixture->election, bytes, length) == SCR_OK) {
    scr_text_add_result(&again, fixture->election, votes);
    FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
    if (scr_result_check(&at, NULL, votes, fixture->election, scr_session_trustees(fixture->session),
                         scr_session_tally(fixture->session), scr_session_decryptions(fixture->session)) == SCR_OK)
      FUZZ_REQUIRE(fuzz_is_of(fixture, bytes, length));
  }
  free(votes);
}

void fuzz_result(const char *bytes, size_t length) {
  for_both_groups(result_of, bytes, length);
}
