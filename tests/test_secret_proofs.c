// SPDX-License-Identifier: Apache-2.0
// What is proved here is accepted by proof.h, on every group and for every branch that can be the true one; and it is
// rejected, with the status that was asked for, once anything in it or about it is another.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/secret.h"
#include "tests/support/suite.h"

#define FAILURE SCR_E_BALLOT_OVERALL  // any status that no other step gives
#define FINGERPRINT "mrC3iFtfrTDU2TAdLu01t+3cAd6cLfLkPVSApylLjNk"
#define BRANCHES 8

// An election key, and the group that the test runs in.
static const struct scr_group *group;
static struct scr_secret_scalar x;
static struct scr_element y;
static struct scr_key *key;
static struct scr_text statement, other_statement;

static void set_up(int i) {
  group = scr_group_at((size_t)i);
  ck_assert_int_eq(scr_secret_scalar_random(&x, group), SCR_OK);
  scr_secret_exp(&y, group, scr_group_generator(group), &x);
  key = scr_key_new(group, &y);
  scr_text_clear(&statement);
  scr_text_clear(&other_statement);
  scr_text_add(&statement, "fingerprint|credential");
  scr_text_add(&other_statement, "fingerprint|credentiaL");
}

static void tear_down(void) {
  scr_key_free(key);
  scr_text_free(&statement);
  scr_text_free(&other_statement);
}

static struct scr_element times_g(const struct scr_element *element) {
  struct scr_element product;
  scr_element_mul(&product, group, element, scr_group_generator(group));
  return product;
}

static void add_one(struct scr_scalar *scalar) {
  struct scr_scalar one;
  scr_scalar_from_u64(&one, group, 1);
  scr_scalar_add(scalar, group, scalar, &one);
}

// Runs `check` (an expression that reads `proofs`) with each challenge and each response one too large.
#define ASSERT_EVERY_FIELD_MATTERS(proofs, n, check) \
  for (size_t field = 0; field < 2 * (n); field++) { \
    struct scr_proof right = (proofs)[field / 2];    \
    if (field % 2)                                   \
      add_one(&(proofs)[field / 2].challenge);       \
    else                                             \
      add_one(&(proofs)[field / 2].response);        \
    ck_assert_int_eq(check, FAILURE);                \
    (proofs)[field / 2] = right;                     \
  }                                                  \
  ck_assert_int_eq(check, SCR_OK)

// --- one secret ---

START_TEST(a_schnorr_proof_holds_and_every_part_of_it_matters) {
  set_up(_i);
  struct scr_proof proof;
  struct scr_element other = times_g(&y);
  ck_assert_int_eq(scr_secret_prove_schnorr(&proof, group, &x, "sig|hash|", 9), SCR_OK);
  ASSERT_EVERY_FIELD_MATTERS(&proof, 1u, scr_proof_check_schnorr(group, &y, &proof, "sig|hash|", 9, FAILURE));
  ck_assert_int_eq(scr_proof_check_schnorr(group, &other, &proof, "sig|hash|", 9, FAILURE), FAILURE);
  ck_assert_int_eq(scr_proof_check_schnorr(group, &y, &proof, "sig|hasH|", 9, FAILURE), FAILURE);
}
END_TEST

START_TEST(a_signature_holds_for_its_message_and_key_alone) {
  set_up(_i);
  struct scr_proof proof;
  struct scr_element other = times_g(&y);
  ck_assert_int_eq(scr_secret_sign(&proof, group, &x, "message", 7), SCR_OK);
  ASSERT_EVERY_FIELD_MATTERS(&proof, 1u, scr_proof_check_signed(group, &y, &proof, "message", 7, FAILURE));
  ck_assert_int_eq(scr_proof_check_signed(group, &other, &proof, "message", 7, FAILURE), FAILURE);
  ck_assert_int_eq(scr_proof_check_signed(group, &y, &proof, "messagE", 7, FAILURE), FAILURE);
  ck_assert_int_eq(scr_proof_check_schnorr(group, &y, &proof, "sigmsg|message|", 15, FAILURE), SCR_OK);
}
END_TEST

START_TEST(a_proof_of_possession_holds_for_its_key_alone) {
  set_up(_i);
  struct scr_proof proof;
  struct scr_element other = times_g(&y);
  ck_assert_int_eq(scr_secret_prove_possession(&proof, group, &x, &y), SCR_OK);
  ASSERT_EVERY_FIELD_MATTERS(&proof, 1u, scr_proof_check_possession(group, &y, &proof, FAILURE));
  ck_assert_int_eq(scr_proof_check_possession(group, &other, &proof, FAILURE), FAILURE);
}
END_TEST

START_TEST(a_proof_of_decryption_holds_and_every_part_of_it_matters) {
  set_up(_i);
  struct scr_secret_scalar r;
  struct scr_element alpha, factor;
  struct scr_proof proof;
  ck_assert_int_eq(scr_secret_scalar_random(&r, group), SCR_OK);
  scr_secret_exp(&alpha, group, scr_group_generator(group), &r);
  scr_secret_exp(&factor, group, &alpha, &x);
  ck_assert_int_eq(scr_secret_prove_decryption(&proof, group, FINGERPRINT, &x, &y, &alpha, &factor), SCR_OK);
  ASSERT_EVERY_FIELD_MATTERS(&proof, 1u,
                             scr_proof_check_decryption(group, FINGERPRINT, &y, &alpha, &factor, &proof, FAILURE));
  struct scr_element y1 = times_g(&y), alpha1 = times_g(&alpha), factor1 = times_g(&factor);
  ck_assert_int_eq(scr_proof_check_decryption(group, FINGERPRINT, &y1, &alpha, &factor, &proof, FAILURE), FAILURE);
  ck_assert_int_eq(scr_proof_check_decryption(group, FINGERPRINT, &y, &alpha1, &factor, &proof, FAILURE), FAILURE);
  ck_assert_int_eq(scr_proof_check_decryption(group, FINGERPRINT, &y, &alpha, &factor1, &proof, FAILURE), FAILURE);
  ck_assert_int_eq(scr_proof_check_decryption(group, "other", &y, &alpha, &factor, &proof, FAILURE), FAILURE);
}
END_TEST

// A tally to which nobody contributed is (1, 1): its decryption is proved like any other.
START_TEST(a_proof_of_decryption_of_nothing_holds) {
  set_up(_i);
  const struct scr_element *one = scr_group_identity(group);
  struct scr_element factor;
  struct scr_proof proof;
  scr_secret_exp(&factor, group, one, &x);
  ck_assert(scr_element_equal(&factor, one));
  ck_assert_int_eq(scr_secret_prove_decryption(&proof, group, FINGERPRINT, &x, &y, one, &factor), SCR_OK);
  ck_assert_int_eq(scr_proof_check_decryption(group, FINGERPRINT, &y, one, &factor, &proof, FAILURE), SCR_OK);
}
END_TEST

// --- encryption ---

// A ciphertext of `number` and its nonce: a sum of encryptions of 0 and 1, as a ballot makes it.
static void encrypt_number(struct scr_ciphertext *sum, struct scr_secret_scalar *nonce, uint32_t number) {
  struct scr_ciphertext one;
  struct scr_secret_scalar r;
  ck_assert_int_eq(scr_secret_encrypt(sum, nonce, key, 0), SCR_OK);
  for (uint32_t i = 0; i < number; i++) {
    ck_assert_int_eq(scr_secret_encrypt(&one, &r, key, 1), SCR_OK);
    scr_ciphertext_add(sum, group, sum, &one);
    scr_secret_scalar_add(nonce, group, nonce, &r);
  }
}

START_TEST(an_encryption_opens_to_its_vote_with_the_key_and_with_the_nonce) {
  set_up(_i);
  for (uint32_t vote = 0; vote <= 1; vote++) {
    struct scr_ciphertext ciphertext;
    struct scr_secret_scalar nonce;
    struct scr_element mask, expected = *scr_group_identity(group), opened;
    if (vote) expected = *scr_group_generator(group);
    ck_assert_int_eq(scr_secret_encrypt(&ciphertext, &nonce, key, vote), SCR_OK);
    scr_secret_exp(&mask, group, &ciphertext.alpha, &x);
    scr_element_div(&opened, group, &ciphertext.beta, &mask);
    ck_assert(scr_element_equal(&opened, &expected));
    scr_secret_exp(&mask, group, &y, &nonce);
    scr_element_div(&opened, group, &ciphertext.beta, &mask);
    ck_assert(scr_element_equal(&opened, &expected));
  }
}
END_TEST

static const uint32_t no_votes[] = {2, 3, 0x80000000, 0x80000001, UINT32_MAX};
#define NO_VOTES (sizeof no_votes / sizeof *no_votes)

START_TEST(what_is_no_vote_is_not_encrypted) {
  set_up(_i);
  for (size_t i = 0; i < NO_VOTES; i++) {
    struct scr_ciphertext ciphertext, untouched;
    struct scr_secret_scalar nonce;
    memset(&ciphertext, 7, sizeof ciphertext);
    untouched = ciphertext;
    ck_assert_int_eq(scr_secret_encrypt(&ciphertext, &nonce, key, no_votes[i]), SCR_E_BALLOT_CHOICE);
    ck_assert_mem_eq(&ciphertext, &untouched, sizeof ciphertext);
  }
}
END_TEST

START_TEST(two_encryptions_of_one_vote_differ) {
  set_up(_i);
  struct scr_ciphertext first, second;
  struct scr_secret_scalar nonce;
  ck_assert_int_eq(scr_secret_encrypt(&first, &nonce, key, 1), SCR_OK);
  ck_assert_int_eq(scr_secret_encrypt(&second, &nonce, key, 1), SCR_OK);
  ck_assert(!scr_element_equal(&first.alpha, &second.alpha));
  ck_assert(!scr_element_equal(&first.beta, &second.beta));
}
END_TEST

// --- intervals ---

static const struct interval { uint32_t min, max; } intervals[] = {{0, 1}, {1, 1}, {0, 0}, {1, 3}, {2, 2}};
#define INTERVALS (sizeof intervals / sizeof *intervals)

static enum scr_status check_interval(const struct scr_ciphertext *ciphertext, const struct scr_proof *proofs,
                                      struct interval range) {
  return scr_proof_check_interval(key, &statement, ciphertext, proofs, range.min, range.max, FAILURE);
}

static void assert_interval_holds(struct interval range, uint32_t index) {
  struct scr_ciphertext ciphertext;
  struct scr_secret_scalar nonce;
  struct scr_proof proofs[BRANCHES];
  encrypt_number(&ciphertext, &nonce, range.min + index);
  ck_assert_int_eq(scr_secret_prove_interval(proofs, key, &statement, &ciphertext, &nonce, index, range.min, range.max),
                   SCR_OK);
  ASSERT_EVERY_FIELD_MATTERS(proofs, (size_t)range.max - range.min + 1, check_interval(&ciphertext, proofs, range));
  struct scr_ciphertext other = {times_g(&ciphertext.alpha), ciphertext.beta};
  ck_assert_int_eq(check_interval(&other, proofs, range), FAILURE);
  other = (struct scr_ciphertext){ciphertext.alpha, times_g(&ciphertext.beta)};
  ck_assert_int_eq(check_interval(&other, proofs, range), FAILURE);
  struct interval shifted = {range.min + 1, range.max + 1};
  ck_assert_int_eq(check_interval(&ciphertext, proofs, shifted), FAILURE);
  ck_assert_int_eq(scr_proof_check_interval(key, &other_statement, &ciphertext, proofs, range.min, range.max, FAILURE),
                   FAILURE);
}

START_TEST(a_proof_of_interval_holds_for_every_number_in_it) {
  set_up(_i);
  for (size_t i = 0; i < INTERVALS; i++)
    for (uint32_t index = 0; index <= intervals[i].max - intervals[i].min; index++)
      assert_interval_holds(intervals[i], index);
}
END_TEST

START_TEST(no_proof_comes_of_a_number_that_is_not_the_one_claimed) {
  set_up(_i);
  const struct interval range = {0, 1};
  for (uint32_t number = 0; number <= 3; number++)
    for (uint32_t index = 0; index <= 1; index++) {
      struct scr_ciphertext ciphertext;
      struct scr_secret_scalar nonce;
      struct scr_proof proofs[2];
      encrypt_number(&ciphertext, &nonce, number);
      ck_assert_int_eq(scr_secret_prove_interval(proofs, key, &statement, &ciphertext, &nonce, index, 0, 1), SCR_OK);
      bool holds = number == index && number <= 1;
      ck_assert_int_eq(check_interval(&ciphertext, proofs, range), holds ? SCR_OK : FAILURE);
    }
}
END_TEST

START_TEST(an_index_of_no_branch_is_refused) {
  set_up(_i);
  struct scr_ciphertext ciphertext;
  struct scr_secret_scalar nonce;
  struct scr_proof proofs[BRANCHES], untouched[BRANCHES];
  memset(proofs, 7, sizeof proofs);
  memcpy(untouched, proofs, sizeof proofs);
  encrypt_number(&ciphertext, &nonce, 1);
  for (size_t i = 0; i < NO_VOTES; i++) {
    uint32_t index = no_votes[i];
    ck_assert_int_eq(scr_secret_prove_interval(proofs, key, &statement, &ciphertext, &nonce, index, 0, 1),
                     SCR_E_BALLOT_CHOICE);
    ck_assert_int_eq(scr_secret_prove_interval(proofs, key, &statement, &ciphertext, &nonce, index - 1, 1, 1),
                     SCR_E_BALLOT_CHOICE);
    ck_assert_int_eq(scr_secret_prove_blank(proofs, key, &statement, &ciphertext, &ciphertext, &nonce, &nonce, index),
                     SCR_E_BALLOT_CHOICE);
    ck_assert_int_eq(
        scr_secret_prove_blank_overall(proofs, key, &statement, &ciphertext, &ciphertext, &nonce, &nonce, index, 1, 1),
        SCR_E_BALLOT_CHOICE);
  }
  ck_assert_mem_eq(proofs, untouched, sizeof proofs);
}
END_TEST

// --- blank votes ---

static struct scr_ciphertext blank, sum;
static struct scr_secret_scalar blank_nonce, sum_nonce;

static enum scr_status prove_blank(struct scr_proof proofs[2], uint32_t is_blank) {
  return scr_secret_prove_blank(proofs, key, &statement, &blank, &sum, &blank_nonce, &sum_nonce, is_blank);
}

static enum scr_status check_blank(const struct scr_proof proofs[2]) {
  return scr_proof_check_blank(key, &statement, &blank, &sum, proofs, FAILURE);
}

static enum scr_status check_overall(const struct scr_proof *proofs, struct interval range) {
  return scr_proof_check_blank_overall(key, &statement, &blank, &sum, proofs, range.min, range.max, FAILURE);
}

START_TEST(a_blank_proof_holds_for_a_blank_ballot_and_for_a_vote) {
  set_up(_i);
  for (uint32_t is_blank = 0; is_blank <= 1; is_blank++) {
    struct scr_proof proofs[2];
    encrypt_number(&blank, &blank_nonce, is_blank);
    encrypt_number(&sum, &sum_nonce, is_blank ? 0 : 2);
    ck_assert_int_eq(prove_blank(proofs, is_blank), SCR_OK);
    ASSERT_EVERY_FIELD_MATTERS(proofs, 2u, check_blank(proofs));
    ck_assert_int_eq(scr_proof_check_blank(key, &other_statement, &blank, &sum, proofs, FAILURE), FAILURE);
    ck_assert_int_eq(scr_proof_check_blank(key, &statement, &sum, &blank, proofs, FAILURE), FAILURE);
  }
}
END_TEST

START_TEST(no_blank_proof_comes_of_a_ballot_that_is_blank_and_a_vote) {
  set_up(_i);
  struct scr_proof proofs[2];
  encrypt_number(&blank, &blank_nonce, 1);
  encrypt_number(&sum, &sum_nonce, 1);
  for (uint32_t is_blank = 0; is_blank <= 1; is_blank++) {
    ck_assert_int_eq(prove_blank(proofs, is_blank), SCR_OK);
    ck_assert_int_eq(check_blank(proofs), FAILURE);
  }
}
END_TEST

static void assert_overall_holds(struct interval range, uint32_t branch) {
  struct scr_proof proofs[BRANCHES];
  encrypt_number(&blank, &blank_nonce, branch == 0);
  encrypt_number(&sum, &sum_nonce, branch == 0 ? 0 : range.min + branch - 1);
  ck_assert_int_eq(scr_secret_prove_blank_overall(proofs, key, &statement, &blank, &sum, &blank_nonce, &sum_nonce,
                                                  branch, range.min, range.max),
                   SCR_OK);
  ASSERT_EVERY_FIELD_MATTERS(proofs, (size_t)range.max - range.min + 2, check_overall(proofs, range));
  sum.beta = times_g(&sum.beta);
  ck_assert_int_eq(check_overall(proofs, range), FAILURE);
}

START_TEST(an_overall_proof_holds_for_a_blank_ballot_and_for_every_number_of_choices) {
  set_up(_i);
  for (size_t i = 0; i < INTERVALS; i++)
    for (uint32_t branch = 0; branch <= intervals[i].max - intervals[i].min + 1; branch++)
      assert_overall_holds(intervals[i], branch);
}
END_TEST

START_TEST(no_overall_proof_comes_of_a_ballot_that_chooses_too_many) {
  set_up(_i);
  struct scr_proof proofs[BRANCHES];
  const struct interval range = {1, 2};
  encrypt_number(&blank, &blank_nonce, 0);
  encrypt_number(&sum, &sum_nonce, 3);
  for (uint32_t branch = 0; branch <= 2; branch++) {
    ck_assert_int_eq(scr_secret_prove_blank_overall(proofs, key, &statement, &blank, &sum, &blank_nonce, &sum_nonce,
                                                    branch, range.min, range.max),
                     SCR_OK);
    ck_assert_int_eq(check_overall(proofs, range), FAILURE);
  }
}
END_TEST

static void add_all(TCase *tests) {
  tcase_add_loop_test(tests, a_schnorr_proof_holds_and_every_part_of_it_matters, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, a_signature_holds_for_its_message_and_key_alone, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, a_proof_of_possession_holds_for_its_key_alone, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, a_proof_of_decryption_holds_and_every_part_of_it_matters, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, a_proof_of_decryption_of_nothing_holds, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, an_encryption_opens_to_its_vote_with_the_key_and_with_the_nonce, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, what_is_no_vote_is_not_encrypted, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, two_encryptions_of_one_vote_differ, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, a_proof_of_interval_holds_for_every_number_in_it, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, no_proof_comes_of_a_number_that_is_not_the_one_claimed, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, an_index_of_no_branch_is_refused, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, a_blank_proof_holds_for_a_blank_ballot_and_for_a_vote, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, no_blank_proof_comes_of_a_ballot_that_is_blank_and_a_vote, 0, SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, an_overall_proof_holds_for_a_blank_ballot_and_for_every_number_of_choices, 0,
                      SCR_GROUP_COUNT);
  tcase_add_loop_test(tests, no_overall_proof_comes_of_a_ballot_that_chooses_too_many, 0, SCR_GROUP_COUNT);
}

int main(void) {
  Suite *suite = suite_create("secret proofs");
  TCase *tests = tcase_create("proofs");
  tcase_add_checked_fixture(tests, NULL, tear_down);
  add_all(tests);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
