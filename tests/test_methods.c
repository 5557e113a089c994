// SPDX-License-Identifier: Apache-2.0
// Results by method: which are due, and that each is checked as the whole is. MTH-1, MTH-2, MTH-3.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/methods.h"
#include "tests/support/journal_kit.h"
#include "tests/support/suite.h"

static struct jkit *jkit;

static void begin(uint64_t minimum) {
  const struct jkit_plan plan = {.method_minimum = minimum};
  jkit = jkit_new(&plan);
  ck_assert_int_eq(jkit_open_voting(jkit), SCR_OK);
}

static void set_up(void) {
  begin(2);
}

static void set_up_three(void) {
  begin(3);
}

static void tear_down(void) {
  jkit_free(jkit);
}

static void cast(size_t voter, size_t choice, enum jkit_role point) {
  ck_assert_int_eq(jkit_cast(jkit, voter, choice, point), SCR_OK);
}

static void expect_due(bool online, bool meeting, bool post) {
  bool due[SCR_METHOD_COUNT];
  scr_methods_due(due, scr_board_journal(jkit->board));
  ck_assert_int_eq(due[SCR_METHOD_ONLINE], online);
  ck_assert_int_eq(due[SCR_METHOD_MEETING], meeting);
  ck_assert_int_eq(due[SCR_METHOD_POST], post);
  ck_assert(!due[SCR_METHOD_TELEPHONE]);
}

// --- which are due ---

START_TEST(a_method_with_enough_ballots_is_due_and_no_other) {
  cast(0, 0, J_ONLINE);
  expect_due(false, false, false);
  cast(1, 0, J_ONLINE);
  expect_due(true, false, false);
  cast(2, 0, J_HALL);
  cast(3, 1, J_HALL);
  expect_due(true, true, false);
}
END_TEST

START_TEST(a_ballot_that_was_replaced_counts_for_no_method) {
  cast(0, 0, J_ONLINE);
  cast(1, 0, J_ONLINE);
  cast(1, 1, J_HALL);
  cast(2, 1, J_HALL);
  expect_due(false, false, false);
}
END_TEST

START_TEST(what_a_subtraction_would_tell_is_kept_back) {
  cast(0, 0, J_ONLINE);
  cast(1, 0, J_ONLINE);
  cast(2, 0, J_ONLINE);
  cast(3, 0, J_HALL);  // one alone: the difference of the whole and online
  expect_due(false, false, false);
}
END_TEST

START_TEST(the_smallest_method_that_had_enough_is_kept_back_with_the_others) {
  cast(0, 0, J_ONLINE);
  cast(1, 0, J_ONLINE);
  cast(2, 0, J_HALL);
  cast(3, 0, J_HALL);
  cast(JKIT_MEMBERS - 1, 0, J_LETTER);
  bool due[SCR_METHOD_COUNT];
  scr_methods_due(due, scr_board_journal(jkit->board));
  ck_assert_int_eq(due[SCR_METHOD_ONLINE] + due[SCR_METHOD_MEETING], 1);
  ck_assert(!due[SCR_METHOD_POST]);
}
END_TEST

START_TEST(with_a_higher_minimum_fewer_are_due) {
  cast(0, 0, J_ONLINE);
  cast(1, 0, J_ONLINE);
  expect_due(false, false, false);
  cast(2, 0, J_ONLINE);
  expect_due(true, false, false);
  cast(3, 0, J_HALL);
  cast(4, 0, J_HALL);
  expect_due(false, false, false);
}
END_TEST

// --- what is published ---

static struct scr_method_results results;

static void decrypt(struct scr_session *session, enum scr_method method) {
  const struct scr_election *election = jkit->kit->election;
  const struct scr_tally *tally = scr_session_method_tally(session, method);
  struct scr_method_result *result = &results.of[method];
  result->there = true;
  ck_assert_int_eq(scr_tally_new(&result->tally, election), SCR_OK);
  result->tally->ballots = tally->ballots;
  result->tally->weight = tally->weight;
  memcpy(result->tally->cells, tally->cells, tally->cells_n * sizeof *tally->cells);
  ck_assert_int_eq(scr_secret_decrypt(&result->decryptions[0], election, tally,
                                      scr_trustees_key(jkit->kit->trustees, 1), &jkit->kit->trustee[0]),
                   SCR_OK);
  result->votes = calloc(election->ciphertexts_n, sizeof *result->votes);
  ck_assert_int_eq(
      scr_result_compute(result->votes, NULL, election, scr_session_trustees(session), tally, result->decryptions),
      SCR_OK);
}

static void publish_text(const struct scr_text *text) {
  char path[200];
  (void)snprintf(path, sizeof path, "%s/methods.json", jkit->public_folder);
  ck_assert_int_eq(scr_file_write(path, text->bytes, text->length, 0644, true), SCR_OK);
}

static void publish(void) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_method_results(&text, jkit->kit->election, &results);
  publish_text(&text);
  scr_text_free(&text);
}

// Two ballots online, two in the hall; counted, and decrypted by method, but not published yet.
static void run(void) {
  struct scr_session *session;
  struct scr_verify_options options = {.threads = 1, .journal = jkit->public_folder};
  cast(0, 0, J_ONLINE);
  cast(1, 0, J_ONLINE);
  cast(2, 0, J_HALL);
  cast(3, 1, J_HALL);
  cast(0, 1, J_ONLINE);
  ck_assert_int_eq(jkit_close_methods(jkit), SCR_OK);
  ck_assert_int_eq(jkit_close_voting(jkit), SCR_OK);
  jkit_cosign(jkit, 2, jkit->now);
  ck_assert_int_eq(jkit_tally(jkit), SCR_OK);
  ck_assert_int_eq(jkit_share(jkit), SCR_OK);
  ck_assert_int_eq(jkit_result(jkit), SCR_OK);
  ck_assert_int_eq(jkit_declare(jkit), SCR_OK);
  jkit_close(jkit);
  ck_assert_int_eq(scr_session_new(&session, jkit->path, &options), SCR_OK);
  memset(&results, 0, sizeof results);
  decrypt(session, SCR_METHOD_ONLINE);
  decrypt(session, SCR_METHOD_MEETING);
  ck_assert_ptr_null(scr_session_method_tally(session, SCR_METHOD_POST));
  scr_session_free(session);
}

static void expect_refused(enum scr_status status) {
  publish();
  jkit_expect_only(jkit, SCR_CHECK_JOURNAL_METHODS, status);
  scr_method_results_free(&results);
}

START_TEST(the_election_is_complete_when_what_is_due_is_published) {
  run();
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  publish();
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_VALID);
  ck_assert_uint_eq(report->method_votes[SCR_METHOD_ONLINE][0], 1);
  ck_assert_uint_eq(report->method_votes[SCR_METHOD_ONLINE][1], 1);
  ck_assert_uint_eq(report->method_votes[SCR_METHOD_MEETING][1], 1);
  ck_assert_ptr_null(report->method_votes[SCR_METHOD_POST]);
  scr_report_free(report);
  scr_method_results_free(&results);
}
END_TEST

START_TEST(results_that_are_not_due_are_noticed) {
  const struct scr_text junk = {.bytes = (char *)(uintptr_t) "{}", .length = 2};
  cast(0, 0, J_ONLINE);
  ck_assert_int_eq(jkit_close_methods(jkit), SCR_OK);
  ck_assert_int_eq(jkit_close_voting(jkit), SCR_OK);
  ck_assert_int_eq(jkit_tally(jkit), SCR_OK);
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  publish_text(&junk);
  jkit_expect_only(jkit, SCR_CHECK_JOURNAL_METHODS, SCR_E_METHODS);
}
END_TEST

START_TEST(a_result_that_is_missing_is_noticed) {
  run();
  results.of[SCR_METHOD_MEETING].there = false;
  expect_refused(SCR_E_METHODS);
}
END_TEST

START_TEST(a_result_that_is_not_due_is_noticed) {
  run();
  struct scr_method_result meeting = results.of[SCR_METHOD_MEETING];
  results.of[SCR_METHOD_POST] = meeting;
  publish();
  jkit_expect_only(jkit, SCR_CHECK_JOURNAL_METHODS, SCR_E_METHODS);
  results.of[SCR_METHOD_POST] = (struct scr_method_result){.there = false};
  scr_method_results_free(&results);
}
END_TEST

START_TEST(methods_whose_results_are_swapped_are_noticed) {
  run();
  struct scr_method_result online = results.of[SCR_METHOD_ONLINE];
  results.of[SCR_METHOD_ONLINE] = results.of[SCR_METHOD_MEETING];
  results.of[SCR_METHOD_MEETING] = online;
  expect_refused(SCR_E_TALLY_SUM);
}
END_TEST

START_TEST(another_number_of_ballots_or_weight_is_noticed) {
  run();
  results.of[SCR_METHOD_ONLINE].tally->ballots++;
  publish();
  jkit_expect_only(jkit, SCR_CHECK_JOURNAL_METHODS, SCR_E_TALLY_SUM);
  results.of[SCR_METHOD_ONLINE].tally->ballots--;
  results.of[SCR_METHOD_ONLINE].tally->weight++;
  expect_refused(SCR_E_TALLY_SUM);
}
END_TEST

START_TEST(a_vote_that_is_moved_is_noticed) {
  run();
  results.of[SCR_METHOD_MEETING].votes[0]++;
  results.of[SCR_METHOD_MEETING].votes[1]--;
  expect_refused(SCR_E_RESULT_VALUE);
}
END_TEST

START_TEST(a_decryption_with_another_proof_is_noticed) {
  run();
  struct scr_partial_decryption *decryption = results.of[SCR_METHOD_ONLINE].decryptions[0];
  decryption->proofs[1] = decryption->proofs[0];
  expect_refused(SCR_E_DECRYPTION_PROOF);
}
END_TEST

START_TEST(a_decryption_by_nobody_is_noticed) {
  run();
  results.of[SCR_METHOD_ONLINE].decryptions[1] = results.of[SCR_METHOD_ONLINE].decryptions[0];
  results.of[SCR_METHOD_ONLINE].decryptions[0] = NULL;
  expect_refused(SCR_E_DECRYPTION_OWNER);
}
END_TEST

START_TEST(without_enough_decryptions_there_is_no_result) {
  run();
  scr_partial_decryption_free(results.of[SCR_METHOD_ONLINE].decryptions[0]);
  results.of[SCR_METHOD_ONLINE].decryptions[0] = NULL;
  expect_refused(SCR_E_RESULT_QUORUM);
}
END_TEST

// --- the document ---

static void expect_malformed(const char *old, const char *new, enum scr_status status) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_method_results(&text, jkit->kit->election, &results);
  kit_replace(&text, old, new);
  publish_text(&text);
  scr_text_free(&text);
  jkit_expect_only(jkit, SCR_CHECK_JOURNAL_METHODS, status);
}

START_TEST(a_document_of_another_form_is_refused) {
  run();
  expect_malformed("scrutineer-methods-1", "scrutineer-methods-2", SCR_E_TEXT);
  expect_malformed("\"method\":\"online\"", "\"method\":\"pigeon\"", SCR_E_TEXT);
  expect_malformed("\"method\":\"online\"", "\"method\":\"meeting\"", SCR_E_JSON_FIELD);
  expect_malformed("\"method\":\"online\"", "\"method\":7", SCR_E_JSON_TYPE);
  expect_malformed("\"owner\":1", "\"owner\":0", SCR_E_DECRYPTION_OWNER);
  expect_malformed("\"owner\":1", "\"owner\":101", SCR_E_NUMBER);
  expect_malformed("\"owner\":1", "\"owner\": 1", SCR_E_JSON_CANONICAL);
  expect_malformed("]}", "],\"more\":1}", SCR_E_JSON_FIELD);
  scr_method_results_free(&results);
}
END_TEST

START_TEST(one_trustee_decrypts_once) {
  run();
  struct scr_text text = SCR_TEXT_INIT, one = SCR_TEXT_INIT;
  scr_text_add_method_results(&text, jkit->kit->election, &results);
  char *from = strstr(text.bytes, "{\"owner\":1"), *to = strstr(from, "],\"result\"");
  scr_text_add_bytes(&one, text.bytes, (size_t)(to - text.bytes));
  scr_text_add(&one, ",");
  scr_text_add_bytes(&one, from, text.length - (size_t)(from - text.bytes));
  publish_text(&one);
  jkit_expect_only(jkit, SCR_CHECK_JOURNAL_METHODS, SCR_E_DECRYPTION_TWICE);
  scr_text_free(&text);
  scr_text_free(&one);
  scr_method_results_free(&results);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("methods");
  TCase *tests = tcase_create("two"), *three = tcase_create("three");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_checked_fixture(three, set_up_three, tear_down);
  tcase_add_test(tests, a_method_with_enough_ballots_is_due_and_no_other);
  tcase_add_test(tests, a_ballot_that_was_replaced_counts_for_no_method);
  tcase_add_test(tests, what_a_subtraction_would_tell_is_kept_back);
  tcase_add_test(tests, the_smallest_method_that_had_enough_is_kept_back_with_the_others);
  tcase_add_test(three, with_a_higher_minimum_fewer_are_due);
  tcase_add_test(tests, the_election_is_complete_when_what_is_due_is_published);
  tcase_add_test(tests, results_that_are_not_due_are_noticed);
  tcase_add_test(tests, a_result_that_is_missing_is_noticed);
  tcase_add_test(tests, a_result_that_is_not_due_is_noticed);
  tcase_add_test(tests, methods_whose_results_are_swapped_are_noticed);
  tcase_add_test(tests, another_number_of_ballots_or_weight_is_noticed);
  tcase_add_test(tests, a_vote_that_is_moved_is_noticed);
  tcase_add_test(tests, a_decryption_with_another_proof_is_noticed);
  tcase_add_test(tests, a_decryption_by_nobody_is_noticed);
  tcase_add_test(tests, without_enough_decryptions_there_is_no_result);
  tcase_add_test(tests, a_document_of_another_form_is_refused);
  tcase_add_test(tests, one_trustee_decrypts_once);
  suite_add_tcase(suite, tests);
  suite_add_tcase(suite, three);
  return run_suite(suite);
}
