// SPDX-License-Identifier: Apache-2.0
// What must be accepted, however unusual: valid elections at the edges of what the record allows.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/ballot.h"
#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

#define ONE_OF_TWO                          \
  {                                         \
    { "Who?", {"Ann", "Bea"}, 1, 1, false } \
  }

// Makes the election, requires that it is valid, and gives its report for more questions; the caller frees it.
static struct scr_report *accept(const struct kit_plan *plan) {
  struct kit_election *kit = kit_make(plan);
  struct scr_report *report = kit_verify(kit);
  ck_assert_str_eq(scr_verdict_name(report->verdict), "valid");
  for (int id = 0; id < SCR_CHECK_JOURNAL_FIRST; id++) ck_assert_int_eq(report->checks[id].state, SCR_STATE_PASS);
  kit_election_free(kit);
  return report;
}

static void expect_votes(const struct scr_report *report, const uint64_t *votes, size_t n) {
  ck_assert_uint_eq(report->election->ciphertexts_n, n);
  for (size_t i = 0; i < n; i++) ck_assert_uint_eq(report->votes[i], votes[i]);
}

// --- how many ---

START_TEST(an_election_without_ballots) {
  struct scr_report *report = accept(&(struct kit_plan){.questions = ONE_OF_TWO, .voters = 3, .singles = 1});
  expect_votes(report, (uint64_t[]){0, 0}, 2);
  ck_assert_uint_eq(report->ballots_accepted, 0);
  scr_report_free(report);
}
END_TEST

START_TEST(an_election_with_one_ballot) {
  struct scr_report *report = accept(
      &(struct kit_plan){.questions = ONE_OF_TWO, .voters = 1, .singles = 1, .votes_n = 1, .votes = {{0, {0, 1}}}});
  expect_votes(report, (uint64_t[]){0, 1}, 2);
  scr_report_free(report);
}
END_TEST

START_TEST(a_thousand_ballots_of_one_voter) {
  struct kit_election *kit = kit_make(
      &(struct kit_plan){.questions = ONE_OF_TWO, .voters = 2, .singles = 1, .votes_n = 1, .votes = {{1, {1, 0}}}});
  for (uint32_t i = 0; i < 1000; i++) {
    const uint32_t votes[] = {i % 2, 1 - i % 2};
    kit_cast(kit, kit_new_ballot(kit, 0, votes));
  }
  kit_recount(kit);
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->ballots_accepted, 1001);
  ck_assert_uint_eq(report->ballots_counted, 2);
  ck_assert_uint_eq(report->ballots_superseded, 999);
  expect_votes(report, (uint64_t[]){2, 0}, 2);  // the last of the thousand was odd
  kit_expect_verdict(report, SCR_VERDICT_VALID);
  kit_election_free(kit);
}
END_TEST

// --- which votes ---

START_TEST(all_ballots_blank) {
  struct scr_report *report = accept(&(struct kit_plan){.questions = {{"Who?", {"Ann", "Bea"}, 1, 1, true}},
                                                        .voters = 3,
                                                        .singles = 1,
                                                        .votes_n = 3,
                                                        .votes = {{0, {1}}, {1, {1}}, {2, {1}}}});
  expect_votes(report, (uint64_t[]){3, 0, 0}, 3);
  scr_report_free(report);
}
END_TEST

START_TEST(a_unanimous_election) {
  struct scr_report *report = accept(&(struct kit_plan){
      .questions = ONE_OF_TWO, .voters = 3, .singles = 1, .votes_n = 3, .votes = {{0, {1}}, {1, {1}}, {2, {1}}}});
  expect_votes(report, (uint64_t[]){3, 0}, 2);
  scr_report_free(report);
}
END_TEST

START_TEST(every_bound_that_a_question_may_have) {
  struct scr_report *report =
      accept(&(struct kit_plan){.questions = {{"none needed", {"A", "B"}, 0, 1, false},
                                              {"exactly two", {"A", "B", "C"}, 2, 2, false},
                                              {"one answer, nothing to choose", {"A"}, 0, 0, false},
                                              {"blank, or none at all", {"A", "B"}, 0, 2, true}},
                                .voters = 2,
                                .singles = 1,
                                .votes_n = 2,
                                .votes = {{0, {0, 0, 1, 0, 1, 0, 0, 0, 0}}, {1, {1, 0, 0, 1, 1, 0, 1, 0, 0}}}});
  expect_votes(report, (uint64_t[]){1, 0, 1, 1, 2, 0, 1, 0, 0}, 9);
  scr_report_free(report);
}
END_TEST

START_TEST(hundreds_of_answers) {
  static char names[300][16];
  struct kit_plan plan = {.questions = {{"Which?", {NULL}, 0, 1, false}}, .voters = 1, .singles = 1, .votes_n = 1};
  for (int i = 0; i < 300; i++) {
    (void)snprintf(names[i], sizeof names[i], "%d", i);
    plan.questions[0].answers[i] = names[i];
  }
  plan.votes[0].votes[299] = 1;
  struct scr_report *report = accept(&plan);
  ck_assert_uint_eq(report->votes[299], 1);
  scr_report_free(report);
}
END_TEST

// --- weights ---

// RES-3.
START_TEST(weights_at_the_limit) {
  struct scr_report *report = accept(&(struct kit_plan){.questions = ONE_OF_TWO,
                                                        .voters = 3,
                                                        .weights = {SCR_WEIGHT_MAX - 1073741824 - 1, 1073741824, 1},
                                                        .singles = 1,
                                                        .votes_n = 3,
                                                        .votes = {{0, {1, 0}}, {1, {0, 1}}, {2, {1, 0}}}});
  ck_assert_uint_eq(report->total_weight, SCR_WEIGHT_MAX);
  expect_votes(report, (uint64_t[]){SCR_WEIGHT_MAX - 1073741824, 1073741824}, 2);
  scr_report_free(report);
}
END_TEST

// Issued by version 2.0: such a voter may vote, and it counts for nothing.
START_TEST(a_weight_of_zero) {
  struct scr_report *report = accept(&(struct kit_plan){.questions = ONE_OF_TWO,
                                                        .voters = 2,
                                                        .weights = {0, 4},
                                                        .singles = 1,
                                                        .votes_n = 2,
                                                        .votes = {{0, {1, 0}}, {1, {0, 1}}}});
  expect_votes(report, (uint64_t[]){0, 4}, 2);
  ck_assert_uint_eq(report->ballots_counted, 2);
  scr_report_free(report);
}
END_TEST

// --- trustees ---

static const struct kit_plan with_trustees = {
    .questions = ONE_OF_TWO, .voters = 2, .votes_n = 2, .votes = {{0, {1, 0}}, {1, {0, 1}}}};

// TRU-1, TRU-7.
START_TEST(any_number_of_trustees_and_any_quorum_in_any_order) {
  static const struct {
    size_t singles;
    uint32_t size, threshold;
    bool absent[KIT_TRUSTEES];
    bool reversed;
  } cases[] = {
      {1, 0, 0, {0}, false},          {3, 0, 0, {0}, true},
      {0, 1, 1, {0}, false},          {0, 3, 2, {true}, false},
      {0, 3, 2, {0, true}, true},     {0, 3, 2, {0, 0, true}, true},
      {0, 3, 2, {0}, true},           {0, 3, 3, {0}, true},
      {0, 3, 1, {true, true}, false}, {2, 5, 3, {0, 0, true, 0, true}, true},
      {1, 5, 5, {0}, false},
  };
  struct kit_plan plan = with_trustees;
  plan.singles = cases[_i].singles;
  plan.size = cases[_i].size;
  plan.threshold = cases[_i].threshold;
  plan.reversed = cases[_i].reversed;
  memcpy(plan.absent, cases[_i].absent, sizeof plan.absent);
  struct scr_report *report = accept(&plan);
  expect_votes(report, (uint64_t[]){1, 1}, 2);
  scr_report_free(report);
}
END_TEST

// A wrong share harms nobody where the quorum is met without it; it is refused, and said (DEC-2).
START_TEST(a_wrong_share_beside_a_quorum) {
  struct kit_plan plan = with_trustees;
  plan.size = 3, plan.threshold = 2;
  struct kit_election *kit = kit_make(&plan);
  struct scr_partial_decryption *share = kit_decryption(kit, 0);
  share->proofs[0] = share->proofs[1];
  kit_put_decryption(kit, 0, share);
  scr_partial_decryption_free(share);
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->notes_n, 1);
  ck_assert_ptr_nonnull(strstr(report->notes[0], "trustee 1"));
  ck_assert_ptr_nonnull(strstr(report->notes[0], "decryption.proof"));
  kit_expect_verdict(report, SCR_VERDICT_VALID);
  kit_election_free(kit);
}
END_TEST

START_TEST(every_group) {
  static const char *const groups[] = {"Ed25519", "BELENIOS-2048", "RFC-3526-2048"};
  struct kit_plan plan = {.group = groups[_i],
                          .questions = {{"Who?", {"Ann", "Bea"}, 1, 2, true}},
                          .voters = 2,
                          .weights = {2, 3},
                          .singles = 1,
                          .size = 3,
                          .threshold = 2,
                          .votes_n = 3,
                          .votes = {{0, {1, 0, 0}}, {1, {0, 1, 1}}, {0, {0, 0, 1}}}};
  struct scr_report *report = accept(&plan);
  expect_votes(report, (uint64_t[]){0, 3, 5}, 3);
  scr_report_free(report);
}
END_TEST

// --- texts ---

START_TEST(names_in_any_script_or_none) {
  static const char *const names[] = {
      "",
      "\"",
      "\\",
      "/ \\/ \"quoted\"",
      "\xf0\x9f\x97\xb3\xef\xb8\x8f \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9",
      ("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d "
       "\xe2\x80\x8f\xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9\xe2\x80\xae"),
      "tab\tline\nreturn\r\x01\x1f\x7f\xe2\x80\xa8",
      "<script>alert(1)</script>",
      "%s%n",
      "\xc3\xa9 e\xcc\x81"};
  struct kit_plan plan = with_trustees;
  plan.singles = 1;
  plan.name = plan.description = plan.questions[0].title = plan.questions[0].answers[0] = names[_i];
  struct scr_report *report = accept(&plan);
  ck_assert_str_eq(report->election->name, names[_i]);
  ck_assert_str_eq(report->election->description, names[_i]);
  ck_assert_str_eq(report->election->questions[0].title, names[_i]);
  ck_assert_str_eq(report->election->questions[0].answers[0], names[_i]);
  scr_report_free(report);
}
END_TEST

// A document whose length is a whole number of blocks has no padding.
START_TEST(a_record_that_ends_on_a_block_boundary) {
  char description[600];
  struct kit_plan plan = with_trustees;
  plan.singles = 1;
  plan.description = "";
  struct kit_election *kit = kit_make(&plan);
  size_t missing = 512 - kit_setup(kit, KIT_ELECTION)->length % 512;
  kit_election_free(kit);
  memset(description, 'x', missing);
  description[missing] = '\0';
  plan.description = description;
  kit = kit_make(&plan);
  ck_assert_uint_eq(kit_setup(kit, KIT_ELECTION)->length % 512, 0);
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_VALID);
  kit_election_free(kit);
}
END_TEST

// A number whose leading bytes are zero is written with fewer digits.
START_TEST(scalars_with_leading_zero_bytes) {
  struct kit_plan plan = with_trustees;
  plan.singles = 1;
  struct kit_election *kit = kit_make(&plan);
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  do kit_sign(kit, ballot, &kit->credential[0]);
  while (ballot->signature.response.limb[3] >> 52 != 0);  // 8 of 252 bits zero
  struct scr_text digits = SCR_TEXT_INIT;
  scr_text_add_scalar(&digits, kit->election->group, &ballot->signature.response);
  ck_assert_uint_le(digits.length, 74);
  scr_text_free(&digits);
  kit_put_ballot(kit, 0, ballot);
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_VALID);
  kit_election_free(kit);
}
END_TEST

// --- unfinished boards ---

// VER-1.
START_TEST(every_unfinished_board_is_valid_so_far) {
  struct kit_plan plan = with_trustees;
  plan.singles = 2;
  struct kit_election *kit = kit_make(&plan);
  for (size_t events = kit->board->events_n - 1; events > 0; events--) {
    while (kit->board->events_n > events) kit_remove(kit->board, events);
    struct scr_report *report = kit_verify(kit);
    ck_assert_ptr_null(report->votes);
    ck_assert_int_eq(report->checks[SCR_CHECK_RESULT_VALUES].state, SCR_STATE_NOT_CHECKABLE);
    kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
  }
  kit_election_free(kit);
}
END_TEST

// --- what another implementation made ---

static const struct {
  const char *path;
  size_t n;
  uint64_t votes[9];
} fixtures[] = {
    {"fixtures/ed-smoke.bel", 2, {6, 4}},
    {"fixtures/ed-thr2of3-plus-server.bel", 2, {0}},
    {"fixtures/ed-2q-blank.bel", 0, {0}},
    {"fixtures/modp-2q-blank.bel", 0, {0}},
};

// VER-6.
START_TEST(archives_of_another_implementation) {
  struct scr_report *report;
  ck_assert_int_eq(scr_verify(&report, fixtures[_i].path, NULL), SCR_OK);
  ck_assert_str_eq(scr_verdict_name(report->verdict), "valid");
  ck_assert_uint_eq(report->notes_n, 0);
  if (_i == 0) expect_votes(report, fixtures[_i].votes, fixtures[_i].n);
  scr_report_free(report);
}
END_TEST

// The report is the same whatever the number of threads (VER-3).
START_TEST(one_thread_and_many_report_the_same) {
  struct scr_text one = SCR_TEXT_INIT, many = SCR_TEXT_INIT;
  struct scr_report *report;
  ck_assert_int_eq(scr_verify(&report, fixtures[_i].path, &(struct scr_verify_options){.threads = 1}), SCR_OK);
  scr_text_add_report(&one, report);
  scr_report_free(report);
  ck_assert_int_eq(scr_verify(&report, fixtures[_i].path, &(struct scr_verify_options){.threads = 7}), SCR_OK);
  scr_text_add_report(&many, report);
  scr_report_free(report);
  ck_assert_str_eq(one.bytes, many.bytes);
  scr_text_free(&one);
  scr_text_free(&many);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("what must be accepted");
  TCase *tests = tcase_create("accept");
  tcase_add_test(tests, an_election_without_ballots);
  tcase_add_test(tests, an_election_with_one_ballot);
  tcase_add_test(tests, a_thousand_ballots_of_one_voter);
  tcase_add_test(tests, all_ballots_blank);
  tcase_add_test(tests, a_unanimous_election);
  tcase_add_test(tests, every_bound_that_a_question_may_have);
  tcase_add_test(tests, hundreds_of_answers);
  tcase_add_test(tests, a_weight_of_zero);
  tcase_add_loop_test(tests, any_number_of_trustees_and_any_quorum_in_any_order, 0, 11);
  tcase_add_test(tests, a_wrong_share_beside_a_quorum);
  tcase_add_loop_test(tests, every_group, 0, 3);
  tcase_add_loop_test(tests, names_in_any_script_or_none, 0, 10);
  tcase_add_test(tests, a_record_that_ends_on_a_block_boundary);
  tcase_add_test(tests, scalars_with_leading_zero_bytes);
  tcase_add_test(tests, every_unfinished_board_is_valid_so_far);
  tcase_add_loop_test(tests, archives_of_another_implementation, 0, 4);
  tcase_add_loop_test(tests, one_thread_and_many_report_the_same, 0, 4);
  TCase *slow = tcase_create("slow");  // a logarithm of 40 bits
  tcase_add_test(slow, weights_at_the_limit);
  suite_add_tcase(suite, tests);
  suite_add_tcase(suite, slow);
  return run_suite(suite);
}
