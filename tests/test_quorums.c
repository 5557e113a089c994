// SPDX-License-Identifier: Apache-2.0
// Which partial decryptions a result needs: wrong ones, ones that don't fit the others though their proofs hold, and boards
// that are not finished yet.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

static const struct kit_plan plan = {
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}},
    .voters = 3,
    .size = 3,
    .threshold = 2,
    .votes_n = 3,
    .votes = {{0, {1, 0}}, {1, {1, 0}}, {2, {0, 1}}},
};

static struct kit_election *kit;

static void set_up(void) {
  kit = kit_make(&plan);
}

static void tear_down(void) {
  kit_election_free(kit);
}

// The challenge covers the commitments and neither the ciphertext nor the factor. So who chooses the commitments first can
// make a factor that fits them: of no use, and with a proof that holds. With t at random,
//   B = alpha^w g^t,  c = H(A, B),  r = w - x c,  factor = (B / alpha^r)^(1/c) = alpha^x g^(t/c).
static void make_odd(struct scr_partial_decryption *share, size_t cell, const struct scr_ciphertext *ciphertext,
                     const struct scr_secret_scalar *secret, const struct scr_element *key) {
  const struct scr_group *group = kit->election->group;
  struct scr_scalar w, t, x, product;
  struct scr_element a, b, power;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash;
  struct scr_proof *proof = &share->proofs[cell];
  scr_secret_scalar_publish(&x, secret);
  kit_random(kit, &w);
  kit_random(kit, &t);
  kit_power(kit, &a, scr_group_generator(group), &w);
  kit_power(kit, &b, &ciphertext->alpha, &w);
  kit_power(kit, &power, scr_group_generator(group), &t);
  scr_element_mul(&b, group, &b, &power);
  scr_text_add_format(&text, "decrypt|%s|", kit->election->fingerprint);
  scr_text_add_element(&text, group, key);
  scr_text_add(&text, "|");
  scr_text_add_element(&text, group, &a);
  scr_text_add(&text, ",");
  scr_text_add_element(&text, group, &b);
  scr_hash(&hash, text.bytes, text.length);
  scr_text_free(&text);
  scr_scalar_from_bytes(&proof->challenge, group, hash.byte, SCR_HASH_BYTES);
  scr_scalar_mul(&product, group, &x, &proof->challenge);
  scr_scalar_sub(&proof->response, group, &w, &product);
  kit_power(kit, &power, &ciphertext->alpha, &proof->response);
  scr_element_div(&power, group, &b, &power);
  scr_scalar_inverse_var(&product, group, &proof->challenge);
  kit_power(kit, &share->factors[cell], &power, &product);
}

// The share of trustee `owner` no longer fits the others'.
static void put_odd(size_t owner) {
  struct scr_partial_decryption *share = kit_decryption(kit, owner - 1);
  struct scr_tally *tally = kit_tally(kit);
  const struct scr_element *key = scr_trustees_key(kit->trustees, owner);
  make_odd(share, 0, &tally->cells[0], &kit->trustee[owner - 1], key);
  ck_assert_int_eq(scr_partial_decryption_check(share, kit->election, tally, key), SCR_OK);
  kit_put_decryption(kit, owner - 1, share);
  scr_partial_decryption_free(share);
  scr_tally_free(tally);
}

// RES-4.
START_TEST(a_share_that_does_not_fit_the_others_is_left_out_and_named) {
  static const char *const names[] = {"trustee 1 ", "trustee 2 "};
  put_odd((size_t)_i + 1);
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->notes_n, 1);
  ck_assert_ptr_nonnull(strstr(report->notes[0], names[_i]));
  ck_assert_ptr_nonnull(strstr(report->notes[0], "does not fit"));
  kit_expect_verdict(report, SCR_VERDICT_VALID);
}
END_TEST

START_TEST(a_share_that_is_not_used_may_be_odd) {
  put_odd(3);
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->notes_n, 0);
  kit_expect_verdict(report, SCR_VERDICT_VALID);
}
END_TEST

START_TEST(a_result_is_computed_without_the_share_that_does_not_fit) {
  struct scr_partial_decryption *shares[SCR_TRUSTEES_MAX] = {NULL};
  struct scr_tally *tally = kit_tally(kit);
  uint64_t votes[2];
  bool used[3];
  put_odd(1);
  for (size_t i = 0; i < 3; i++) shares[i] = kit_decryption(kit, i);
  ck_assert_int_eq(scr_result_compute(votes, used, kit->election, kit->trustees, tally, shares), SCR_OK);
  ck_assert_uint_eq(votes[0], 2);
  ck_assert_uint_eq(votes[1], 1);
  ck_assert(!used[0] && used[1] && used[2]);
  scr_partial_decryption_free(shares[2]);
  shares[2] = NULL;
  ck_assert_int_eq(scr_result_compute(votes, used, kit->election, kit->trustees, tally, shares), SCR_E_RESULT_RANGE);
  for (size_t i = 0; i < 3; i++) scr_partial_decryption_free(shares[i]);
  scr_tally_free(tally);
}
END_TEST

START_TEST(two_shares_that_do_not_fit_leave_no_result) {
  put_odd(1);
  put_odd(2);
  kit_expect_only(kit_verify(kit), SCR_CHECK_RESULT_VALUES, SCR_E_RESULT_VALUE, -1);
}
END_TEST

// Other quorums are no way to another result.
START_TEST(a_wrong_result_is_refused_for_every_quorum) {
  struct scr_text *result = &kit->board->events[kit_find(kit->board, SCR_EVENT_RESULT, 0)].data[0];
  kit_replace(result, "[[2,1]]", "[[1,2]]");
  kit_expect_only(kit_verify(kit), SCR_CHECK_RESULT_VALUES, SCR_E_RESULT_VALUE, -1);
}
END_TEST

// What is wrong is named, whoever's part was left out before it was found.
START_TEST(the_wrong_number_is_named) {
  put_odd(1);
  struct scr_text *result = &kit->board->events[kit_find(kit->board, SCR_EVENT_RESULT, 0)].data[0];
  kit_replace(result, "[[2,1]]", "[[2,0]]");
  struct scr_report *report = kit_verify(kit);
  ck_assert_str_eq(report->checks[SCR_CHECK_RESULT_VALUES].failures[0].detail,
                   "question 1, answer 2 (Bea): 0 stated, the tally decrypts to 1");
  kit_expect_verdict(report, SCR_VERDICT_INVALID);
}
END_TEST

START_TEST(a_quorum_is_confirmed_by_another_member_of_each_group_with_misfits) {
  struct kit_plan mixed = plan;
  mixed.singles = 1, mixed.size = 5, mixed.threshold = 2;
  struct kit_election *other = kit_make(&mixed);
  const bool chosen[6] = {true, true, true}, present[6] = {true, true, true, true, true, false};
  bool misfits[6] = {false, false, false, true, true, false};
  ck_assert(!scr_trustees_confirm(other->trustees, chosen, present, misfits));  // the absent one says nothing
  misfits[4] = false;
  ck_assert(scr_trustees_confirm(other->trustees, chosen, present, misfits));
  misfits[3] = false;
  ck_assert(scr_trustees_confirm(other->trustees, chosen, present, misfits));
  kit_election_free(other);
}
END_TEST

// --- many trustees ---

#define MANY 14

static void set_up_many(void) {
  struct kit_plan many = plan;
  many.size = MANY, many.threshold = 7;
  kit = kit_make(&many);
}

static void set_up_too_many(void) {
  struct kit_plan many = plan;
  many.size = 24, many.threshold = 12;
  kit = kit_make(&many);
}

// Of 3432 quorums, those with trustee 1 are the first half, and with any five the most.
START_TEST(whoever_does_not_fit_among_many_is_found) {
  static const size_t odd[][5] = {{1}, {7}, {1, 14}, {2, 3, 4}, {1, 2, 3, 4, 5}, {10, 11, 12, 13, 14}};
  static const size_t used_first[] = {1, 1, 1, 3, 5, 0};
  size_t named = 0;
  for (size_t i = 0; i < 5 && odd[_i][i]; i++) put_odd(odd[_i][i]);
  struct scr_report *report = kit_verify(kit);
  for (size_t i = 0; i < report->notes_n; i++) named += strstr(report->notes[i], "does not fit the others'") != NULL;
  ck_assert_uint_eq(named, used_first[_i]);
  kit_expect_verdict(report, SCR_VERDICT_VALID);
}
END_TEST

START_TEST(a_result_is_computed_whoever_does_not_fit) {
  struct scr_partial_decryption *shares[SCR_TRUSTEES_MAX] = {NULL};
  struct scr_tally *tally = kit_tally(kit);
  uint64_t votes[2];
  bool used[MANY];
  put_odd(1);
  put_odd(8);
  for (size_t i = 0; i < MANY; i++) shares[i] = kit_decryption(kit, i);
  ck_assert_int_eq(scr_result_compute(votes, used, kit->election, kit->trustees, tally, shares), SCR_OK);
  ck_assert_uint_eq(votes[0], 2);
  ck_assert_uint_eq(votes[1], 1);
  for (size_t i = 0; i < MANY; i++) ck_assert_int_eq(used[i], i != 0 && i != 7 && i < 9);
  for (size_t i = 0; i < MANY; i++) scr_partial_decryption_free(shares[i]);
  scr_tally_free(tally);
}
END_TEST

// With all parts fitting each other, one look tells; somebody whose part doesn't fit can't keep it from being told.
START_TEST(a_wrong_result_of_many_is_refused) {
  static const size_t odd[][4] = {{0}, {1}, {14}, {1, 14}, {1, 2, 3, 4}};
  for (size_t i = 0; i < 4 && odd[_i][i]; i++) put_odd(odd[_i][i]);
  struct scr_text *result = &kit->board->events[kit_find(kit->board, SCR_EVENT_RESULT, 0)].data[0];
  kit_replace(result, "[[2,1]]", "[[1,2]]");
  kit_expect_only(kit_verify(kit), SCR_CHECK_RESULT_VALUES, SCR_E_RESULT_VALUE, -1);
}
END_TEST

// Half of them together could keep the others' parts from being told from theirs; that says nothing against the result.
START_TEST(where_those_that_fit_are_not_found_nobody_is_accused) {
  for (size_t i = 1; i <= 12; i++) put_odd(i);
  struct scr_report *report = kit_verify(kit);
  ck_assert_str_eq(scr_status_id(report->cause), "result.parts");
  ck_assert_int_eq(report->checks[SCR_CHECK_RESULT_VALUES].state, SCR_STATE_NOT_CHECKABLE);
  kit_expect_verdict(report, SCR_VERDICT_CANNOT_CHECK);
}
END_TEST

START_TEST(of_many_quorums_everybody_is_in_some_and_left_out_of_others) {
  size_t with[MANY] = {0};
  bool present[MANY], chosen[MANY], again[MANY];
  for (size_t i = 0; i < MANY; i++) present[i] = i != 4;
  ck_assert_uint_eq(scr_trustees_quorums(kit->trustees, present, 10000), 1716);
  ck_assert_uint_eq(scr_trustees_quorums(kit->trustees, present, 1000), 1000);
  for (size_t n = 0; n < 100; n++) {
    size_t count = 0;
    scr_trustees_mixed_quorum(chosen, kit->trustees, present, n);
    scr_trustees_mixed_quorum(again, kit->trustees, present, n);
    ck_assert_mem_eq(chosen, again, sizeof chosen);
    for (size_t i = 0; i < MANY; i++) count += chosen[i];
    for (size_t i = 0; i < MANY; i++) with[i] += chosen[i];
    ck_assert_uint_eq(count, 7);
  }
  for (size_t i = 0; i < MANY; i++) ck_assert(i == 4 ? with[i] == 0 : with[i] > 25 && with[i] < 85);
}
END_TEST

START_TEST(a_member_takes_another_one_s_place) {
  struct kit_plan mixed = plan;
  mixed.singles = 1, mixed.size = 4, mixed.threshold = 2;
  struct kit_election *other = kit_make(&mixed);
  bool chosen[5] = {true, true, false, true, false};
  ck_assert(!scr_trustees_exchange(chosen, other->trustees, 1));
  ck_assert(!scr_trustees_exchange(chosen, other->trustees, 4));
  ck_assert(scr_trustees_exchange(chosen, other->trustees, 5));
  ck_assert_mem_eq(chosen, ((const bool[]){true, false, false, true, true}), sizeof chosen);
  kit_election_free(other);
}
END_TEST

// --- boards that are not finished ---

static void spoil(size_t n) {
  struct scr_partial_decryption *share = kit_decryption(kit, n);
  share->proofs[0] = share->proofs[1];
  kit_put_decryption(kit, n, share);
  scr_partial_decryption_free(share);
}

static struct scr_report *verify_up_to(size_t events) {
  while (kit->board->events_n > events) kit_remove(kit->board, kit->board->events_n - 1);
  return kit_verify(kit);
}

// What was valid in the end was valid so far all along (DEC-2).
START_TEST(a_refused_share_does_no_harm_while_the_quorum_can_be_met_without_it) {
  spoil(0);
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_VALID);
  size_t first = kit_find(kit->board, SCR_EVENT_PARTIAL_DECRYPTION, 0);
  for (size_t events = kit->board->events_n - 1; events > first; events--) {
    struct scr_report *report = verify_up_to(events);
    ck_assert_uint_eq(report->notes_n, 1);
    ck_assert_ptr_nonnull(strstr(report->notes[0], "trustee 1"));
    ck_assert_int_ne(report->checks[SCR_CHECK_DECRYPTIONS_PROOFS].state, SCR_STATE_FAIL);
    kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
  }
}
END_TEST

START_TEST(refused_shares_of_more_than_can_be_spared_are_failures) {
  spoil(0);
  spoil(1);
  size_t first = kit_find(kit->board, SCR_EVENT_PARTIAL_DECRYPTION, 0);
  kit_expect_only(verify_up_to(first + 2), SCR_CHECK_DECRYPTIONS_PROOFS, SCR_E_DECRYPTION_PROOF, (long)first);
}
END_TEST

START_TEST(before_any_share_there_is_nothing_to_check) {
  size_t first = kit_find(kit->board, SCR_EVENT_PARTIAL_DECRYPTION, 0);
  struct scr_report *report = verify_up_to(first);
  ck_assert_int_eq(report->checks[SCR_CHECK_DECRYPTIONS_PROOFS].state, SCR_STATE_NOT_CHECKABLE);
  ck_assert_ptr_nonnull(strstr(report->checks[SCR_CHECK_DECRYPTIONS_PROOFS].why, "no partial decryption yet"));
  kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
}
END_TEST

// --- the quorums themselves ---

// DEC-4.
START_TEST(many_trustees_who_decrypt_together_are_noted) {
  struct kit_plan many = plan;
  many.singles = (size_t)_i + 1, many.size = 4, many.threshold = 3;
  struct kit_election *other = kit_make(&many);
  struct scr_report *report = kit_verify(other);
  ck_assert_uint_eq(scr_trustees_needed(other->trustees), (size_t)_i + 4);
  ck_assert_uint_eq(report->notes_n, (size_t)_i);
  if (_i == 1) ck_assert_ptr_nonnull(strstr(report->notes[0], "5 trustees decrypt together"));
  kit_expect_verdict(report, SCR_VERDICT_VALID);
  kit_election_free(other);
}
END_TEST

START_TEST(quorums_are_all_choices_of_the_threshold_the_smallest_numbers_first) {
  struct kit_plan mixed = plan;
  mixed.singles = 1, mixed.size = 5, mixed.threshold = 3;
  struct kit_election *other = kit_make(&mixed);
  const bool present[6] = {true, true, false, true, true, true};  // trustee 1 is mandatory, 3 is absent
  static const bool sets[4][6] = {{1, 1, 0, 1, 1, 0}, {1, 1, 0, 1, 0, 1}, {1, 1, 0, 0, 1, 1}, {1, 0, 0, 1, 1, 1}};
  bool chosen[6];
  scr_trustees_first_quorum(chosen, other->trustees, present);
  for (size_t i = 0; i < 4; i++) {
    ck_assert_mem_eq(chosen, sets[i], sizeof chosen);
    ck_assert_int_eq(scr_trustees_next_quorum(chosen, other->trustees, present), i < 3);
  }
  kit_election_free(other);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("quorums");
  TCase *tests = tcase_create("quorums");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, a_share_that_does_not_fit_the_others_is_left_out_and_named, 0, 2);
  tcase_add_test(tests, a_share_that_is_not_used_may_be_odd);
  tcase_add_test(tests, a_result_is_computed_without_the_share_that_does_not_fit);
  tcase_add_test(tests, two_shares_that_do_not_fit_leave_no_result);
  tcase_add_test(tests, a_wrong_result_is_refused_for_every_quorum);
  tcase_add_test(tests, the_wrong_number_is_named);
  tcase_add_test(tests, a_quorum_is_confirmed_by_another_member_of_each_group_with_misfits);
  tcase_add_test(tests, a_refused_share_does_no_harm_while_the_quorum_can_be_met_without_it);
  tcase_add_test(tests, refused_shares_of_more_than_can_be_spared_are_failures);
  tcase_add_test(tests, before_any_share_there_is_nothing_to_check);
  tcase_add_loop_test(tests, many_trustees_who_decrypt_together_are_noted, 0, 2);
  tcase_add_test(tests, quorums_are_all_choices_of_the_threshold_the_smallest_numbers_first);
  suite_add_tcase(suite, tests);
  tests = begin_case(suite, "many", set_up_many, tear_down);
  tcase_add_loop_test(tests, whoever_does_not_fit_among_many_is_found, 0, 6);
  tcase_add_test(tests, a_result_is_computed_whoever_does_not_fit);
  tcase_add_loop_test(tests, a_wrong_result_of_many_is_refused, 0, 5);
  tcase_add_test(tests, of_many_quorums_everybody_is_in_some_and_left_out_of_others);
  tcase_add_test(tests, a_member_takes_another_one_s_place);
  tests = begin_case(suite, "too many", set_up_too_many, tear_down);
  tcase_add_test(tests, where_those_that_fit_are_not_found_nobody_is_accused);
  return run_suite(suite);
}
