// SPDX-License-Identifier: Apache-2.0
// Tallies, partial decryptions and results that must be refused, with everything around them made consistent.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/ballot.h"
#include "scrutineer/json.h"
#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

// Voter 0 votes twice. Trustees: one mandatory (1), and two of three (2, 3, 4), of whom 4 stays away.
static const struct kit_plan plan = {
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}, {"Which?", {"X", "Y"}, 0, 2, false}},
    .voters = 4,
    .weights = {3, 1, 5, 2},
    .singles = 1,
    .size = 3,
    .threshold = 2,
    .votes_n = 4,
    .votes = {{0, {1, 0, 1, 0}}, {1, {0, 1, 1, 1}}, {2, {1, 0, 0, 0}}, {0, {0, 1, 0, 1}}},
    .absent = {false, false, false, true},
};

enum { SETUP, BALLOT_1, BALLOT_4 = 4, CLOSE, TALLY, SHARE_1, SHARE_2, SHARE_3, RESULT };

static struct kit_election *kit;

static void set_up(void) {
  kit = kit_make(&plan);
}

static void tear_down(void) {
  kit_election_free(kit);
}

START_TEST(the_untouched_election_is_valid) {
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->ballots_counted, 3);
  ck_assert_uint_eq(report->weight_counted, 9);
  ck_assert_uint_eq(report->votes[0], 5);
  ck_assert_uint_eq(report->votes[1], 4);
  kit_expect_verdict(report, SCR_VERDICT_VALID);
}
END_TEST

// --- the tally: the trustees go along with it, and decrypt what is there ---

// As if `tally` were right; its counts are stated as they are.
static void expect_tally(struct scr_tally *tally, enum scr_check_id id, enum scr_status status) {
  kit_count_out(kit, tally);
  scr_tally_free(tally);
  kit_expect_only(kit_verify(kit), id, status, TALLY);
}

START_TEST(a_ballot_left_out_is_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  struct scr_ballot *ballot = kit_ballot(kit, 1);
  scr_tally_remove(tally, kit->election, ballot, 1);
  tally->ballots++, tally->weight++;  // so that the numbers look right
  scr_ballot_free(ballot);
  expect_tally(tally, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SUM);
}
END_TEST

START_TEST(a_ballot_left_out_of_the_numbers_too_is_noticed_there) {
  struct scr_tally *tally = kit_add_up(kit);
  struct scr_ballot *ballot = kit_ballot(kit, 1);
  scr_tally_remove(tally, kit->election, ballot, 1);
  scr_ballot_free(ballot);
  kit_count_out(kit, tally);
  scr_tally_free(tally);
  kit_expect(kit_verify(kit), SCR_CHECK_TALLY_COUNTS, SCR_E_TALLY_COUNT, TALLY);
}
END_TEST

START_TEST(a_ballot_counted_twice_is_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  struct scr_ballot *ballot = kit_ballot(kit, 1);
  scr_tally_add(tally, kit->election, ballot, 1);
  tally->ballots--, tally->weight--;
  scr_ballot_free(ballot);
  expect_tally(tally, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SUM);
}
END_TEST

// BAL-5.
START_TEST(a_superseded_ballot_that_is_counted_is_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  struct scr_ballot *first = kit_ballot(kit, 0), *last = kit_ballot(kit, 3);
  scr_tally_remove(tally, kit->election, last, 3);
  scr_tally_add(tally, kit->election, first, 3);
  scr_ballot_free(first);
  scr_ballot_free(last);
  expect_tally(tally, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SUM);
}
END_TEST

// ENC-2, TAL-1.
START_TEST(ignored_weights_are_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  struct scr_ballot *ballot = kit_ballot(kit, 2);
  scr_tally_remove(tally, kit->election, ballot, 5);
  scr_tally_add(tally, kit->election, ballot, 1);
  tally->weight += 4;
  scr_ballot_free(ballot);
  expect_tally(tally, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SUM);
}
END_TEST

// TAL-2.
START_TEST(another_number_of_ballots_is_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  tally->ballots += _i == 0 ? 1 : (uint64_t)-1;
  expect_tally(tally, SCR_CHECK_TALLY_COUNTS, SCR_E_TALLY_COUNT);
}
END_TEST

START_TEST(another_total_weight_is_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  tally->weight += _i == 0 ? 1 : (uint64_t)-1;
  expect_tally(tally, SCR_CHECK_TALLY_COUNTS, SCR_E_TALLY_WEIGHT);
}
END_TEST

// ENC-1.
START_TEST(votes_moved_between_the_ciphertexts_are_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  struct scr_ciphertext kept = tally->cells[0];
  tally->cells[0] = tally->cells[1];
  tally->cells[1] = kept;
  expect_tally(tally, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SUM);
}
END_TEST

// The last cell alone: each of them is compared.
START_TEST(a_change_in_the_last_ciphertext_is_noticed) {
  struct scr_tally *tally = kit_add_up(kit);
  tally->cells[tally->cells_n - 1] = tally->cells[0];
  expect_tally(tally, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SUM);
}
END_TEST

START_TEST(a_tally_of_another_shape_is_refused) {
  struct scr_text *document = &kit->board->events[TALLY].data[0];
  json_t *json = json_loadb(document->bytes, document->length, 0, NULL), *row = json_array_get(json, 1);
  switch (_i) {
    case 0: ck_assert_int_eq(json_array_remove(row, 1), 0); break;
    case 1: ck_assert_int_eq(json_array_append(row, json_array_get(row, 0)), 0); break;
    case 2: ck_assert_int_eq(json_array_remove(json, 1), 0); break;
    default: ck_assert_int_eq(json_array_append(json, row), 0); break;
  }
  scr_text_clear(document);
  scr_text_add_value(document, json);
  json_decref(json);
  kit_expect(kit_verify(kit), SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SHAPE, TALLY);
}
END_TEST

// --- partial decryptions ---

// A changed share of trustee 1, whom nobody can replace.
static void expect_share(struct scr_partial_decryption *share, enum scr_status status) {
  kit_put_decryption(kit, 0, share);
  scr_partial_decryption_free(share);
  kit_expect(kit_verify(kit), SCR_CHECK_DECRYPTIONS_PROOFS, status, SHARE_1);
}

// The factor that makes the result say one vote more for the first answer and one less for the second, with proofs that
// are as good as can be simulated.
START_TEST(wrong_factors_behind_simulated_proofs_are_refused) {
  const struct scr_group *group = kit->election->group;
  struct scr_partial_decryption *share = kit_decryption(kit, 0);
  scr_element_div(&share->factors[0], group, &share->factors[0], scr_group_generator(group));
  scr_element_mul(&share->factors[1], group, &share->factors[1], scr_group_generator(group));
  for (size_t i = 0; i < 2; i++) {
    kit_random(kit, &share->proofs[i].challenge);
    kit_random(kit, &share->proofs[i].response);
  }
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

START_TEST(a_wrong_factor_with_its_old_proof_is_refused) {
  const struct scr_group *group = kit->election->group;
  struct scr_partial_decryption *share = kit_decryption(kit, 0);
  struct scr_element *factor = &share->factors[_i];
  scr_element_mul(factor, group, factor, scr_group_generator(group));
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

START_TEST(an_identity_where_a_share_stands_is_refused) {
  struct scr_partial_decryption *share = kit_decryption(kit, 0);
  share->factors[_i] = *scr_group_identity(kit->election->group);
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

START_TEST(a_changed_number_of_a_decryption_proof_is_refused) {
  struct scr_partial_decryption *share = kit_decryption(kit, 0);
  struct scr_scalar *number = _i == 0 ? &share->proofs[3].challenge : &share->proofs[3].response, one;
  scr_scalar_from_u64(&one, kit->election->group, 1);
  scr_scalar_add(number, kit->election->group, number, &one);
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

START_TEST(a_proof_of_another_ciphertext_is_refused) {
  struct scr_partial_decryption *share = kit_decryption(kit, 0);
  struct scr_proof kept = share->proofs[0];
  share->proofs[0] = share->proofs[1];
  share->proofs[1] = kept;
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

START_TEST(factors_of_another_question_are_refused) {
  struct scr_partial_decryption *share = kit_decryption(kit, 0);
  share->factors[0] = share->factors[2];
  share->proofs[0] = share->proofs[2];
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

// Made with another key, and its proof holds for that key.
START_TEST(a_share_made_with_another_key_is_refused) {
  struct scr_partial_decryption *share;
  struct scr_tally *tally = kit_tally(kit);
  ck_assert_int_eq(
      scr_secret_decrypt(&share, kit->election, tally, scr_trustees_key(kit->trustees, 2), &kit->trustee[1]), SCR_OK);
  scr_tally_free(tally);
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

// A share whose proofs are bound to another election's fingerprint (PRF-5).
START_TEST(a_share_made_for_another_election_is_refused) {
  struct scr_election elsewhere = *kit->election;
  struct scr_partial_decryption *share;
  struct scr_tally *tally = kit_tally(kit);
  elsewhere.fingerprint[0] = elsewhere.fingerprint[0] == 'A' ? 'B' : 'A';
  ck_assert_int_eq(scr_secret_decrypt(&share, &elsewhere, tally, scr_trustees_key(kit->trustees, 1), &kit->trustee[0]),
                   SCR_OK);
  scr_tally_free(tally);
  expect_share(share, SCR_E_DECRYPTION_PROOF);
}
END_TEST

static void set_owner(size_t event, uint64_t owner) {
  struct kit_event *share = &kit->board->events[event];
  struct scr_hash payload;
  scr_hash(&payload, share->data[0].bytes, share->data[0].length);
  scr_text_clear(&share->data[1]);
  scr_text_add_owned(&share->data[1], owner, &payload);
}

// DEC-1.
START_TEST(an_owner_out_of_range_is_refused) {
  static const uint64_t owners[] = {0, 5, 101, 1073741823};
  set_owner(SHARE_3, owners[_i]);
  kit_expect(kit_verify(kit), SCR_CHECK_DECRYPTIONS_OWNERS, SCR_E_DECRYPTION_OWNER, SHARE_3);
}
END_TEST

START_TEST(a_trustee_who_is_counted_twice_is_refused) {
  kit_insert_copy(kit->board, SHARE_2, SHARE_3);
  kit_expect_only(kit_verify(kit), SCR_CHECK_DECRYPTIONS_OWNERS, SCR_E_DECRYPTION_TWICE, SHARE_3);
}
END_TEST

START_TEST(a_share_under_anothers_number_is_refused) {
  set_owner(SHARE_3, 4);  // trustee 3's share, as if trustee 4 had come
  kit_expect(kit_verify(kit), SCR_CHECK_DECRYPTIONS_PROOFS, SCR_E_DECRYPTION_PROOF, SHARE_3);
}
END_TEST

START_TEST(a_share_of_another_shape_is_refused) {
  struct scr_text *document = &kit->board->events[SHARE_1].data[0];
  json_t *json = json_loadb(document->bytes, document->length, 0, NULL);
  json_t *list = json_object_get(json, _i < 2 ? "decryption_factors" : "decryption_proofs");
  json_t *row = json_array_get(list, 1);
  if (_i % 2 == 0)
    ck_assert_int_eq(json_array_remove(row, 1), 0);
  else
    ck_assert_int_eq(json_array_append(row, json_array_get(row, 0)), 0);
  scr_text_clear(document);
  scr_text_add_value(document, json);
  json_decref(json);
  kit_expect(kit_verify(kit), SCR_CHECK_DECRYPTIONS_PROOFS, SCR_E_DECRYPTION_SHAPE, SHARE_1);
}
END_TEST

// --- the result ---

// RES-1.
START_TEST(a_result_without_a_quorum_is_refused) {
  kit_remove(kit->board, _i == 0 ? SHARE_1 : SHARE_3);  // the mandatory one; one of the two that the group needs
  struct scr_report *report = kit_verify(kit);
  ck_assert_int_eq(report->checks[SCR_CHECK_RESULT_VALUES].state, SCR_STATE_NOT_CHECKABLE);
  kit_expect_only(report, SCR_CHECK_RESULT_QUORUM, SCR_E_RESULT_QUORUM, RESULT - 1);
}
END_TEST

// A wrong share doesn't count towards the quorum.
START_TEST(a_quorum_with_a_wrong_share_is_none) {
  struct scr_partial_decryption *share = kit_decryption(kit, 2);
  scr_element_mul(&share->factors[0], kit->election->group, &share->factors[0], &share->factors[1]);
  kit_put_decryption(kit, 2, share);
  scr_partial_decryption_free(share);
  kit_expect(kit_verify(kit), SCR_CHECK_RESULT_QUORUM, SCR_E_RESULT_QUORUM, RESULT);
}
END_TEST

static void expect_result(const char *result, enum scr_status status) {
  struct scr_text *document = &kit->board->events[RESULT].data[0];
  scr_text_clear(document);
  scr_text_add_format(document, "{\"result\":%s}", result);
  kit_expect_only(kit_verify(kit), SCR_CHECK_RESULT_VALUES, status, RESULT);
}

// RES-2.
START_TEST(a_result_that_is_not_the_tallys_is_refused) {
  static const struct {
    const char *result;
    enum scr_status status;
  } results[] = {
      {"[[4,5],[1,4]]", SCR_E_RESULT_VALUE},                    // votes moved
      {"[[5,4],[1,5]]", SCR_E_RESULT_VALUE},                    // one more, in the last cell
      {"[[6,4],[1,4]]", SCR_E_RESULT_VALUE},                    // one more, in the first
      {"[[1,4],[5,4]]", SCR_E_RESULT_VALUE},                    // questions swapped
      {"[[5,10],[1,4]]", SCR_E_RESULT_RANGE},                   // above the total weight
      {"[[5,4],[1]]", SCR_E_RESULT_SHAPE},                      // an answer missing
      {"[[5,4],[1,4,0]]", SCR_E_RESULT_SHAPE},                  // an answer added
      {"[[5,4]]", SCR_E_RESULT_SHAPE},                          // a question missing
      {"[[5,4],[1,4],[0]]", SCR_E_RESULT_SHAPE},                // a question added
      {"[5,4]", SCR_E_JSON_TYPE},                               // not nested
      {"[[-5,4],[1,4]]", SCR_E_NUMBER},                         // negative
      {"[[5,4],[1,\"4\"]]", SCR_E_NUMBER},                      // a small number as a string
      {"[[5,4],[1,18446744073709551620]]", SCR_E_JSON_SYNTAX},  // 2^64 + 4
      {"[[5,4],[1,\"18446744073709551620\"]]", SCR_E_NUMBER},
      {"[[5,4],[1,\"1073741824\"]]", SCR_E_RESULT_RANGE},
  };
  expect_result(results[_i].result, results[_i].status);
}
END_TEST

// --- what hangs on what could not be read ---

static void expect_states(const struct scr_report *report, enum scr_check_id first, enum scr_check_id last,
                          enum scr_check_state state) {
  for (enum scr_check_id id = first; id <= last; id++)
    ck_assert_msg(report->checks[id].state == state, "%s", scr_check_name(id));
}

// VER-2.
START_TEST(without_trustees_ballots_are_checked_and_decryptions_are_not) {
  kit_replace(kit_setup(kit, KIT_TRUSTEES_DOCUMENT), "\"Single\"", "\"Solo\"");
  struct scr_report *report = kit_verify(kit);
  expect_states(report, SCR_CHECK_SETUP_KEY, SCR_CHECK_SETUP_KEY, SCR_STATE_NOT_CHECKABLE);
  expect_states(report, SCR_CHECK_BALLOTS_FORM, SCR_CHECK_TALLY_SUM, SCR_STATE_PASS);
  expect_states(report, SCR_CHECK_DECRYPTIONS_OWNERS, SCR_CHECK_RESULT_VALUES, SCR_STATE_NOT_CHECKABLE);
  kit_expect_only(report, SCR_CHECK_SETUP_TRUSTEES, SCR_E_JSON_FIELD, SETUP);
}
END_TEST

START_TEST(without_credentials_neither_ballots_nor_what_follows_is_checked) {
  kit_set(kit_setup(kit, KIT_CREDENTIALS), "{}", 2);
  struct scr_report *report = kit_verify(kit);
  expect_states(report, SCR_CHECK_SETUP_TRUSTEES, SCR_CHECK_SETUP_KEY, SCR_STATE_PASS);
  expect_states(report, SCR_CHECK_BALLOTS_FORM, SCR_CHECK_RESULT_VALUES, SCR_STATE_NOT_CHECKABLE);
  kit_expect_only(report, SCR_CHECK_SETUP_CREDENTIALS, SCR_E_JSON_TYPE, SETUP);
}
END_TEST

START_TEST(without_an_election_nothing_else_is_checked) {
  kit_replace(kit_setup(kit, KIT_ELECTION), "\"version\":1", "\"version\":\"1\"");
  struct scr_report *report = kit_verify(kit);
  ck_assert_ptr_null(report->election);
  expect_states(report, SCR_CHECK_SETUP_TRUSTEES, SCR_CHECK_RESULT_VALUES, SCR_STATE_NOT_CHECKABLE);
  kit_expect_only(report, SCR_CHECK_SETUP_ELECTION, SCR_E_JSON_TYPE, SETUP);
}
END_TEST

START_TEST(without_a_tally_decryptions_and_result_are_not_checked) {
  kit_set(&kit->board->events[TALLY].data[0], "[]", 2);
  struct scr_report *report = kit_verify(kit);
  expect_states(report, SCR_CHECK_DECRYPTIONS_OWNERS, SCR_CHECK_RESULT_VALUES, SCR_STATE_NOT_CHECKABLE);
  expect_states(report, SCR_CHECK_TALLY_COUNTS, SCR_CHECK_TALLY_COUNTS, SCR_STATE_NOT_CHECKABLE);
  kit_expect_only(report, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SHAPE, TALLY);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered tallies, shares and results");
  TCase *tests = tcase_create("tally");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, the_untouched_election_is_valid);
  tcase_add_test(tests, a_ballot_left_out_is_noticed);
  tcase_add_test(tests, a_ballot_left_out_of_the_numbers_too_is_noticed_there);
  tcase_add_test(tests, a_ballot_counted_twice_is_noticed);
  tcase_add_test(tests, a_superseded_ballot_that_is_counted_is_noticed);
  tcase_add_test(tests, ignored_weights_are_noticed);
  tcase_add_loop_test(tests, another_number_of_ballots_is_noticed, 0, 2);
  tcase_add_loop_test(tests, another_total_weight_is_noticed, 0, 2);
  tcase_add_test(tests, votes_moved_between_the_ciphertexts_are_noticed);
  tcase_add_test(tests, a_change_in_the_last_ciphertext_is_noticed);
  tcase_add_loop_test(tests, a_tally_of_another_shape_is_refused, 0, 4);
  tcase_add_test(tests, wrong_factors_behind_simulated_proofs_are_refused);
  tcase_add_loop_test(tests, a_wrong_factor_with_its_old_proof_is_refused, 0, 4);
  tcase_add_loop_test(tests, an_identity_where_a_share_stands_is_refused, 0, 4);
  tcase_add_loop_test(tests, a_changed_number_of_a_decryption_proof_is_refused, 0, 2);
  tcase_add_test(tests, a_proof_of_another_ciphertext_is_refused);
  tcase_add_test(tests, factors_of_another_question_are_refused);
  tcase_add_test(tests, a_share_made_with_another_key_is_refused);
  tcase_add_test(tests, a_share_made_for_another_election_is_refused);
  tcase_add_loop_test(tests, an_owner_out_of_range_is_refused, 0, 4);
  tcase_add_test(tests, a_trustee_who_is_counted_twice_is_refused);
  tcase_add_test(tests, a_share_under_anothers_number_is_refused);
  tcase_add_loop_test(tests, a_share_of_another_shape_is_refused, 0, 4);
  tcase_add_loop_test(tests, a_result_without_a_quorum_is_refused, 0, 2);
  tcase_add_test(tests, a_quorum_with_a_wrong_share_is_none);
  tcase_add_loop_test(tests, a_result_that_is_not_the_tallys_is_refused, 0, 15);
  tcase_add_test(tests, without_trustees_ballots_are_checked_and_decryptions_are_not);
  tcase_add_test(tests, without_credentials_neither_ballots_nor_what_follows_is_checked);
  tcase_add_test(tests, without_an_election_nothing_else_is_checked);
  tcase_add_test(tests, without_a_tally_decryptions_and_result_are_not_checked);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
