// SPDX-License-Identifier: Apache-2.0
// Votes that no question permits, behind proofs that are as good as their forger could make them; signed by their voter
// and counted by the trustees, so that nothing but the proofs is wrong.
#include <check.h>
#include <stdlib.h>

#include "scrutineer/ballot.h"
#include "tests/support/suite.h"
#include "tests/tamper/votes_fixture.h"

// --- votes out of range ---

// (g^r, y^r g^vote), and the number r.
static void encrypt(struct scr_ciphertext *ciphertext, struct scr_secret_scalar *nonce, int vote) {
  const struct scr_group *group = kit->election->group;
  struct scr_element power;
  struct scr_scalar number;
  ck_assert_int_eq(scr_secret_encrypt(ciphertext, nonce, kit->key, 0), SCR_OK);
  scr_scalar_from_u64(&number, group, (uint64_t)abs(vote));
  scr_key_exp_g_var(&power, kit->key, &number);
  if (vote >= 0)
    scr_element_mul(&ciphertext->beta, group, &ciphertext->beta, &power);
  else
    scr_element_div(&ciphertext->beta, group, &ciphertext->beta, &power);
}

// Encrypts anything for the first question of ballot 0, with proofs that pretend to 0 or 1 as well as can be.
static struct scr_ballot *make_first_answer(int first, int second) {
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  struct scr_answer *answer = &ballot->answers[0];
  const int votes[2] = {first, second};
  struct scr_secret_scalar nonces[2], sum_nonce;
  struct scr_ciphertext sum;
  struct scr_text s0 = SCR_TEXT_INIT, s = SCR_TEXT_INIT;
  scr_text_add_statement(&s0, kit->election, &ballot->credential, NULL);
  for (size_t i = 0; i < 2; i++) {
    encrypt(&answer->choices[i], &nonces[i], votes[i]);
    ck_assert_int_eq(scr_secret_prove_interval(&answer->individual[2 * i], kit->key, &s0, &answer->choices[i],
                                               &nonces[i], votes[i] == 1, 0, 1),
                     SCR_OK);
  }
  scr_text_add_statement(&s, kit->election, &ballot->credential, answer);
  scr_answer_sum(&sum, kit->election->group, &kit->election->questions[0], answer);
  scr_secret_scalar_add(&sum_nonce, kit->election->group, &nonces[0], &nonces[1]);
  ck_assert_int_eq(scr_secret_prove_interval(answer->overall, kit->key, &s, &sum, &sum_nonce, 0, 1, 1), SCR_OK);
  scr_text_free(&s0);
  scr_text_free(&s);
  return ballot;
}

START_TEST(an_answer_made_by_hand_is_valid_where_it_is_in_range) {
  struct scr_ballot *ballot = make_first_answer(0, 1);
  kit_sign(kit, ballot, &kit->credential[0]);
  kit_put_ballot(kit, 0, ballot);
  kit_recount(kit);
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_VALID);
}
END_TEST

START_TEST(two_votes_for_one_and_minus_one_for_the_other_are_refused) {
  expect_signed(make_first_answer(2, -1), 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

START_TEST(minus_one_in_the_second_choice_alone_is_refused) {
  expect_signed(make_first_answer(1, -1), 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

START_TEST(choices_in_range_whose_sum_is_not_are_refused) {
  expect_signed(make_first_answer(_i, _i), 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_OVERALL);
}
END_TEST

// Both branches simulated: their equations hold for whatever challenges were picked, which don't add up to the hash.
START_TEST(simulated_branches_whose_challenges_do_not_add_up_are_refused) {
  struct scr_ballot *ballot = make_first_answer(2, -1);
  for (size_t i = 0; i < 4; i++) {
    kit_random(kit, &ballot->answers[0].individual[i].challenge);
    kit_random(kit, &ballot->answers[0].individual[i].response);
  }
  expect_signed(ballot, 0, SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL);
}
END_TEST

// Blank and chosen at once, or neither: both pass the single choices (PRF-4).
START_TEST(blank_together_with_a_choice_is_refused) {
  struct scr_ballot *ballot = kit_ballot(kit, 2), *other = kit_ballot(kit, 0);
  struct scr_answer *answer = &ballot->answers[2];
  const struct scr_group *group = kit->election->group;
  struct scr_secret_scalar nonces[4], sum_nonce;
  struct scr_ciphertext sum;
  struct scr_text s0 = SCR_TEXT_INIT, s = SCR_TEXT_INIT;
  const int votes[4] = {_i == 0, _i == 0, 0, 0};  // blank and X; or nothing at all
  scr_text_add_statement(&s0, kit->election, &ballot->credential, NULL);
  for (size_t i = 0; i < 4; i++) {
    encrypt(&answer->choices[i], &nonces[i], votes[i]);
    ck_assert_int_eq(scr_secret_prove_interval(&answer->individual[2 * i], kit->key, &s0, &answer->choices[i],
                                               &nonces[i], (uint32_t)votes[i], 0, 1),
                     SCR_OK);
  }
  scr_text_add_statement(&s, kit->election, &ballot->credential, answer);
  scr_answer_sum(&sum, group, &kit->election->questions[2], answer);
  scr_secret_scalar_add(&sum_nonce, group, &nonces[1], &nonces[2]);
  scr_secret_scalar_add(&sum_nonce, group, &sum_nonce, &nonces[3]);
  // Blank and X: m0 = 1 makes the overall proof true, and the blank proof is false. Nothing: the other way round.
  ck_assert_int_eq(
      scr_secret_prove_blank(answer->blank, kit->key, &s, &answer->choices[0], &sum, &nonces[0], &sum_nonce, 0),
      SCR_OK);
  ck_assert_int_eq(scr_secret_prove_blank_overall(answer->overall, kit->key, &s, &answer->choices[0], &sum, &nonces[0],
                                                  &sum_nonce, 0, 1, 2),
                   SCR_OK);
  scr_text_free(&s0);
  scr_text_free(&s);
  scr_ballot_free(other);
  expect_signed(ballot, 2, SCR_CHECK_BALLOTS_PROOFS, _i == 0 ? SCR_E_BALLOT_BLANK : SCR_E_BALLOT_OVERALL);
}
END_TEST

// --- a genuine forgery ---

static void add_weak_hash(struct scr_scalar *challenge, const struct scr_text *statement, const struct scr_element *a,
                          const struct scr_element *b) {
  const struct scr_group *group = kit->election->group;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash;
  scr_text_add(&text, "prove|");
  scr_text_add_bytes(&text, statement->bytes, statement->length);
  for (size_t j = 0; j < 2; j++) {
    scr_text_add(&text, j == 0 ? "|" : ",");
    scr_text_add_element(&text, group, &a[j]);
    scr_text_add(&text, ",");
    scr_text_add_element(&text, group, &b[j]);
  }
  scr_hash(&hash, text.bytes, text.length);
  scr_scalar_from_bytes(challenge, group, hash.byte, sizeof hash.byte);
  scr_text_free(&text);
}

// A_j and B_j from the proofs, as a verifier recomputes them.
static void recompute(struct scr_element *a, struct scr_element *b, const struct scr_ciphertext *ciphertext,
                      const struct scr_proof *proofs) {
  const struct scr_group *group = kit->election->group;
  struct scr_element power, beta = ciphertext->beta;
  for (size_t j = 0; j < 2; j++) {
    scr_key_exp_g_var(&a[j], kit->key, &proofs[j].response);
    kit_power(kit, &power, &ciphertext->alpha, &proofs[j].challenge);
    scr_element_mul(&a[j], group, &a[j], &power);
    scr_key_exp_y_var(&b[j], kit->key, &proofs[j].response);
    kit_power(kit, &power, &beta, &proofs[j].challenge);
    scr_element_mul(&b[j], group, &b[j], &power);
    scr_element_div(&beta, group, &beta, scr_group_generator(group));
  }
}

// If the challenge left the ciphertext out, it could be chosen after the challenge is known. With A_0 = g^u0,
// B_0 = y^u0 g^v, A_1 = g^u1, B_1 = y^u1 fixed first and c their hash: challenges (c, 0), responses (u0 - r c, u1), and
// the ciphertext (g^r, y^r g^(v/c)) satisfies both branches, whatever v/c is (HSH-1).
START_TEST(a_forgery_against_a_challenge_without_the_ciphertext_is_refused) {
  const struct scr_group *group = kit->election->group;
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  struct scr_ciphertext *choice = &ballot->answers[0].choices[0];
  struct scr_proof *proofs = ballot->answers[0].individual;
  struct scr_scalar u0, u1, v, r, c, m, product, sum;
  struct scr_element a[2], b[2], power;
  struct scr_text s0 = SCR_TEXT_INIT;
  scr_text_add_statement(&s0, kit->election, &ballot->credential, NULL);
  kit_random(kit, &u0), kit_random(kit, &u1), kit_random(kit, &v), kit_random(kit, &r);
  scr_key_exp_g_var(&a[0], kit->key, &u0);
  scr_key_exp_y_var(&b[0], kit->key, &u0);
  scr_key_exp_g_var(&power, kit->key, &v);
  scr_element_mul(&b[0], group, &b[0], &power);
  scr_key_exp_g_var(&a[1], kit->key, &u1);
  scr_key_exp_y_var(&b[1], kit->key, &u1);
  add_weak_hash(&c, &s0, a, b);
  scr_scalar_inverse_var(&m, group, &c);
  scr_scalar_mul(&m, group, &m, &v);
  scr_key_exp_g_var(&choice->alpha, kit->key, &r);
  scr_key_exp_y_var(&choice->beta, kit->key, &r);
  scr_key_exp_g_var(&power, kit->key, &m);
  scr_element_mul(&choice->beta, group, &choice->beta, &power);
  scr_scalar_mul(&product, group, &r, &c);
  proofs[0].challenge = c;
  scr_scalar_sub(&proofs[0].response, group, &u0, &product);
  scr_scalar_from_u64(&proofs[1].challenge, group, 0);
  proofs[1].response = u1;
  // A verifier with the weakened challenge accepts it:
  recompute(a, b, choice, proofs);
  add_weak_hash(&c, &s0, a, b);
  scr_scalar_add(&sum, group, &proofs[0].challenge, &proofs[1].challenge);
  ck_assert(scr_scalar_equal(&sum, &c));
  // ours doesn't.
  scr_text_free(&s0);
  kit_sign(kit, ballot, &kit->credential[0]);
  kit_put_ballot(kit, 0, ballot);
  kit_expect(kit_verify(kit), SCR_CHECK_BALLOTS_PROOFS, SCR_E_BALLOT_INDIVIDUAL, 1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("forged votes");
  TCase *tests = tcase_create("votes");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, an_answer_made_by_hand_is_valid_where_it_is_in_range);
  tcase_add_test(tests, two_votes_for_one_and_minus_one_for_the_other_are_refused);
  tcase_add_test(tests, minus_one_in_the_second_choice_alone_is_refused);
  tcase_add_loop_test(tests, choices_in_range_whose_sum_is_not_are_refused, 0, 2);
  tcase_add_test(tests, simulated_branches_whose_challenges_do_not_add_up_are_refused);
  tcase_add_loop_test(tests, blank_together_with_a_choice_is_refused, 0, 2);
  tcase_add_test(tests, a_forgery_against_a_challenge_without_the_ciphertext_is_refused);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
