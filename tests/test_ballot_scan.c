// SPDX-License-Identifier: Apache-2.0
// The fast reader of ballots gives what scr_ballot_new gives, and refuses what it refuses, but for membership in the group (VER-7).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "board/ballot_scan.h"
#include "tests/support/election_kit.h"
#include "tests/support/scan_kit.h"
#include "tests/support/suite.h"

static const char *const groups[] = {"Ed25519", "BELENIOS-2048", "RFC-3526-2048"};
#define GROUPS (sizeof groups / sizeof *groups)

// An election with a ballot and a form for it, of one question, or of three where `several`.
struct fixture {
  struct kit_election *kit;
  struct scr_ballot *form;
  struct scr_text bytes;
};

static void set_up(struct fixture *fixture, const char *group, bool blank, bool several) {
  struct kit_plan plan = {.group = group, .voters = 2, .singles = 1, .votes_n = 2};
  plan.questions[0] = (struct kit_question){.title = "Who?", .answers = {"A", "B"}, .max = 1, .blank = blank};
  if (several) {
    plan.questions[1] = (struct kit_question){.title = "And?", .answers = {"C"}, .min = 1, .max = 1};
    plan.questions[2] = (struct kit_question){.title = "Or?", .answers = {"D", "E", "F"}, .max = 3, .blank = true};
    plan.votes[0].votes[blank ? 3 : 2] = plan.votes[1].votes[blank ? 3 : 2] = 1;
  }
  plan.votes[1].voter = 1;
  *fixture = (struct fixture){.kit = kit_make(&plan)};
  ck_assert_int_eq(scr_ballot_new_blank_form(&fixture->form, fixture->kit->election), SCR_OK);
  struct scr_ballot *ballot = kit_ballot(fixture->kit, 0);
  scr_text_add_ballot(&fixture->bytes, fixture->kit->election, ballot);
  ck_assert_int_eq(scr_text_ok(&fixture->bytes), SCR_OK);
  scr_ballot_free(ballot);
}

static void tear_down(struct fixture *fixture) {
  scr_text_free(&fixture->bytes);
  scr_ballot_free(fixture->form);
  kit_election_free(fixture->kit);
}

// From memory of just the size of the bytes, so that reading past them is seen.
static struct kit_readings read_both_ways(const struct fixture *fixture, const char *bytes, size_t length) {
  struct kit_readings readings;
  char *exact = malloc(length ? length : 1);
  ck_assert_ptr_nonnull(exact);
  memcpy(exact, bytes, length);
  const char *wrong = kit_read_both_ways(&readings, fixture->form, fixture->kit->election, exact, length);
  ck_assert_msg(!wrong, "%s (%s): %.*s", wrong ? wrong : "", scr_status_id(readings.read), (int)length, exact);
  free(exact);
  return readings;
}

static void expect_ballot(const struct fixture *fixture, const struct scr_ballot *ballot, bool scanned,
                          enum scr_status read) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_ballot(&text, fixture->kit->election, ballot);
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  struct kit_readings readings = read_both_ways(fixture, text.bytes, text.length);
  ck_assert_int_eq(readings.scanned, scanned);
  ck_assert_int_eq(readings.read, read);
  scr_text_free(&text);
}

// The same form for all ballots: nothing of the one before is left.
START_TEST(both_readers_give_the_same) {
  for (int kind = 0; kind < 4; kind++) {
    struct fixture fixture;
    set_up(&fixture, groups[_i], kind & 1, kind & 2);
    for (size_t n = 0; n < 4; n++) {
      struct scr_ballot *ballot = kit_ballot(fixture.kit, n % 2);
      ballot->is_signed = n != 2;
      expect_ballot(&fixture, ballot, true, SCR_OK);
      scr_ballot_free(ballot);
    }
    tear_down(&fixture);
  }
}
END_TEST

// --- changed bytes ---

enum { TRUNCATE = 256, DELETE, DOUBLE, INSERT };  // below: what a byte is xor'd with
static const unsigned mutations[] = {0x01, 0x02, 0x0c, 0x80, TRUNCATE, DELETE, DOUBLE, INSERT + '0', INSERT + '"'};
#define MUTATIONS (sizeof mutations / sizeof *mutations)

static void mutate(const struct fixture *fixture, size_t at, unsigned mutation) {
  struct scr_text changed = SCR_TEXT_INIT;
  const struct scr_text *bytes = &fixture->bytes;
  scr_text_add_bytes(&changed, bytes->bytes, at);
  if (mutation < TRUNCATE) {
    char byte = (char)((unsigned char)bytes->bytes[at] ^ mutation);
    scr_text_add_bytes(&changed, &byte, 1);
  } else if (mutation >= INSERT) {
    char byte = (char)(mutation - INSERT);
    scr_text_add_bytes(&changed, &byte, 1);
  }
  if (mutation == DOUBLE || mutation >= INSERT) scr_text_add_bytes(&changed, bytes->bytes + at, 1);
  if (mutation == DOUBLE) scr_text_add_bytes(&changed, bytes->bytes + at, 1);
  if (mutation != TRUNCATE) scr_text_add_bytes(&changed, bytes->bytes + at + 1, bytes->length - at - 1);
  ck_assert_int_eq(scr_text_ok(&changed), SCR_OK);
  (void)read_both_ways(fixture, changed.bytes ? changed.bytes : "", changed.length);
  scr_text_free(&changed);
}

// Every byte of a ballot with every mutation.
START_TEST(changed_bytes_are_read_alike_or_refused_by_both) {
  struct fixture fixture;
  set_up(&fixture, "Ed25519", true, false);
  for (size_t at = 0; at < fixture.bytes.length; at++)
    for (size_t i = 0; i < MUTATIONS; i++) mutate(&fixture, at, mutations[i]);
  tear_down(&fixture);
}
END_TEST

// Ballots that take longer to read: every byte with one mutation, and the next byte with the next one.
START_TEST(changed_bytes_of_long_ballots_are_read_alike_or_refused_by_both) {
  struct fixture fixture;
  set_up(&fixture, groups[_i], false, _i == 0);
  for (size_t at = 0; at < fixture.bytes.length; at++) mutate(&fixture, at, mutations[at % MUTATIONS]);
  tear_down(&fixture);
}
END_TEST

// --- changed values ---

START_TEST(no_member_is_scanned_and_then_refused) {
  static const char *const strangers[] = {"0000000000000000000000000000000000000000000000000000000000000002", "3",
                                          "11"};
  struct fixture fixture;
  set_up(&fixture, groups[_i], true, false);
  struct scr_ballot *ballot = kit_ballot(fixture.kit, 0);
  struct scr_element stranger;
  const struct scr_group *group = fixture.kit->election->group;
  ck_assert_int_eq(scr_element_parse(&stranger, group, strangers[_i], strlen(strangers[_i])), SCR_E_ELEMENT_MEMBER);
  ck_assert_int_eq(scr_element_read(&stranger, group, strangers[_i], strlen(strangers[_i])), SCR_OK);
  ballot->answers[0].choices[2].beta = stranger;
  expect_ballot(&fixture, ballot, true, SCR_E_ELEMENT_MEMBER);
  ballot->credential = stranger;
  expect_ballot(&fixture, ballot, true, SCR_E_ELEMENT_MEMBER);
  scr_ballot_free(ballot);
  tear_down(&fixture);
}
END_TEST

START_TEST(the_identity_may_be_a_ciphertext_and_no_credential) {
  struct fixture fixture;
  set_up(&fixture, groups[_i], false, false);
  struct scr_ballot *ballot = kit_ballot(fixture.kit, 0);
  const struct scr_group *group = fixture.kit->election->group;
  ballot->answers[0].choices[0].alpha = *scr_group_identity(group);
  expect_ballot(&fixture, ballot, true, SCR_OK);
  ballot->credential = *scr_group_identity(group);
  expect_ballot(&fixture, ballot, false, SCR_E_ELEMENT_IDENTITY);
  scr_ballot_free(ballot);
  tear_down(&fixture);
}
END_TEST

// One, the order less one, and the order; the ballot's writer writes what it is given.
START_TEST(scalars_end_where_the_order_does) {
  struct fixture fixture;
  set_up(&fixture, groups[_i], false, false);
  struct scr_ballot *ballot = kit_ballot(fixture.kit, 0);
  const struct scr_group *group = fixture.kit->election->group;
  struct scr_scalar zero, one, *response = &ballot->answers[0].overall[1].response;
  scr_scalar_from_u64(&zero, group, 0);
  scr_scalar_from_u64(&one, group, 1);
  *response = zero;
  expect_ballot(&fixture, ballot, true, SCR_OK);
  scr_scalar_sub(response, group, &zero, &one);
  expect_ballot(&fixture, ballot, true, SCR_OK);
  response->limb[0]++;
  expect_ballot(&fixture, ballot, false, SCR_E_SCALAR_RANGE);
  scr_ballot_free(ballot);
  tear_down(&fixture);
}
END_TEST

// --- texts of another shape ---

// What stands once in the ballot's text is replaced.
static void expect_replaced(const struct fixture *fixture, const char *old, const char *new, enum scr_status read) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_bytes(&text, fixture->bytes.bytes, fixture->bytes.length);
  kit_replace(&text, old, new);
  struct kit_readings readings = read_both_ways(fixture, text.bytes, text.length);
  ck_assert(!readings.scanned);
  ck_assert_int_eq(readings.read, read);
  scr_text_free(&text);
}

START_TEST(texts_of_another_shape_are_refused) {
  struct fixture fixture;
  set_up(&fixture, "Ed25519", true, false);
  expect_replaced(&fixture, "{\"election_uuid\"", "{ \"election_uuid\"", SCR_E_JSON_CANONICAL);
  expect_replaced(&fixture, "Kit", "kIT", SCR_E_BALLOT_ELECTION);
  expect_replaced(&fixture, "\"blank_proof\"", "\"blank_proofs\"", SCR_E_JSON_FIELD);
  expect_replaced(&fixture, "\"choices\":[", "\"choices\":[],\"more\":[", SCR_E_JSON_FIELD);
  expect_replaced(&fixture, "\"answers\":[", "\"answers\":[{},", SCR_E_BALLOT_SHAPE);
  expect_replaced(&fixture, "\"individual_proofs\":[", "\"individual_proofs\":[[],", SCR_E_BALLOT_SHAPE);
  expect_replaced(&fixture, "\"overall_proof\":[", "\"overall_proof\":[{},", SCR_E_BALLOT_SHAPE);
  expect_replaced(&fixture, "\"response\":\"", "\"response\":\"0", SCR_E_SCALAR_ENCODING);
  expect_replaced(&fixture, "\"response\":\"", "\"response\":\"-", SCR_E_SCALAR_ENCODING);
  expect_replaced(&fixture, "\"signature\":{\"hash\":\"", "\"signature\":{\"hash\":\"A", SCR_E_TEXT);
  expect_replaced(&fixture, "}}}", "}}}}", SCR_E_JSON_SYNTAX);
  ck_assert(!read_both_ways(&fixture, "", 0).scanned);
  tear_down(&fixture);
}
END_TEST

START_TEST(ballots_above_the_limit_are_refused) {
  struct fixture fixture;
  set_up(&fixture, "Ed25519", true, false);
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_bytes(&text, fixture.bytes.bytes, fixture.bytes.length);
  while (text.length <= SCR_BALLOT_MAX) scr_text_add(&text, "                                ");
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  struct kit_readings readings = read_both_ways(&fixture, text.bytes, text.length);
  ck_assert(!readings.scanned);
  ck_assert_int_eq(readings.read, SCR_E_LIMIT);
  scr_text_free(&text);
  tear_down(&fixture);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ballot_scan");
  TCase *tests = tcase_create("scan");
  tcase_add_loop_test(tests, both_readers_give_the_same, 0, GROUPS);
  tcase_add_test(tests, changed_bytes_are_read_alike_or_refused_by_both);
  tcase_add_loop_test(tests, changed_bytes_of_long_ballots_are_read_alike_or_refused_by_both, 0, GROUPS);
  tcase_add_loop_test(tests, no_member_is_scanned_and_then_refused, 0, GROUPS);
  tcase_add_loop_test(tests, the_identity_may_be_a_ciphertext_and_no_credential, 0, GROUPS);
  tcase_add_loop_test(tests, scalars_end_where_the_order_does, 0, GROUPS);
  tcase_add_test(tests, texts_of_another_shape_are_refused);
  tcase_add_test(tests, ballots_above_the_limit_are_refused);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
