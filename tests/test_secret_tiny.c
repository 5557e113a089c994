// SPDX-License-Identifier: Apache-2.0
// Every proof there can be, in groups of 11 and 23 elements. A second implementation in plain arithmetic, written from
// the specification, says which of them hold; proof.h must accept those and no others, and what is proved must be among
// them.
#include <check.h>
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/secret.h"
#include "tests/support/suite.h"
#include "tests/support/tiny_group.h"

#define FAILURE SCR_E_BALLOT_INDIVIDUAL
#define RUNS 600  // of a prover: each of 23 outcomes is missed with probability below e^-25

// --- the second implementation ---

static unsigned q, p;  // of the group under test

static unsigned power(unsigned base, unsigned exponent) {
  unsigned result = 1;
  for (unsigned i = 0; i < exponent; i++) result = result * base % p;
  return result;
}

// a / b
static unsigned quotient(unsigned a, unsigned b) {
  return a * power(b, p - 2) % p;
}

static unsigned hash(const char *format, ...) __attribute__((format(printf, 1, 2)));
static unsigned hash(const char *format, ...) {
  char text[400];
  unsigned char digest[32];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  SHA256((unsigned char *)text, (size_t)length, digest);
  unsigned remainder = 0;
  for (size_t i = 0; i < sizeof digest; i++) remainder = (256 * remainder + digest[i]) % q;
  return remainder;
}

// base1^response base2^challenge
static unsigned commitment(unsigned base1, unsigned response, unsigned base2, unsigned challenge) {
  return power(base1, response) * power(base2, challenge) % p;
}

struct pair {
  unsigned c, r;  // challenge and response
};

static bool naive_schnorr(unsigned y, struct pair proof) {
  return hash("prefix|%u", commitment(2, proof.r, y, proof.c)) == proof.c;
}

static bool naive_decryption(unsigned y, unsigned alpha, unsigned factor, struct pair proof) {
  unsigned a = commitment(2, proof.r, y, proof.c), b = commitment(alpha, proof.r, factor, proof.c);
  return hash("decrypt|F|%u|%u,%u", y, a, b) == proof.c;
}

// Two branches, (alpha0, beta0) and (alpha1, beta1) encrypt 0, hashed after `prefix`.
static bool naive_either(const char *prefix, unsigned y, const unsigned alpha[2], const unsigned beta[2],
                         const struct pair proof[2]) {
  unsigned a[2], b[2];
  for (size_t j = 0; j < 2; j++) {
    a[j] = commitment(2, proof[j].r, alpha[j], proof[j].c);
    b[j] = commitment(y, proof[j].r, beta[j], proof[j].c);
  }
  return hash("%s%u,%u,%u,%u", prefix, a[0], b[0], a[1], b[1]) == (proof[0].c + proof[1].c) % q;
}

// --- both side by side ---

static const struct scr_group *group;
static struct scr_key *key;
static struct scr_text statement;
static unsigned x, y;

static struct scr_element element(unsigned number) {
  struct scr_element result = {{number}};
  return result;
}

static struct scr_proof proof_of(struct pair pair) {
  struct scr_proof proof = {{{pair.c}}, {{pair.r}}};
  return proof;
}

static struct pair pair_of(const struct scr_proof *proof) {
  struct pair pair = {(unsigned)proof->challenge.limb[0], (unsigned)proof->response.limb[0]};
  return pair;
}

static void set_up(const struct scr_group *chosen, unsigned exponent) {
  group = chosen;
  q = (unsigned)group->q[0];
  p = (unsigned)group->p[0];
  x = exponent;
  y = power(2, x);
  struct scr_element public_key = element(y);
  scr_key_free(key);
  key = scr_key_new(group, &public_key);
  scr_text_clear(&statement);
  scr_text_add(&statement, "S");
}

static void tear_down(void) {
  scr_key_free(key);
  key = NULL;
  scr_text_free(&statement);
}

static const struct scr_group *tiny(int i) {
  return i ? &tiny_group_23 : &tiny_group_11;
}

START_TEST(the_tiny_groups_are_groups) {
  set_up(tiny(_i), 1);
  unsigned members = 0;
  for (unsigned number = 0; number < 2 * p; number++) {
    char digits[12];
    struct scr_element read;
    bool member = number > 0 && number < p && power(number, q) == 1;
    snprintf(digits, sizeof digits, "%u", number);
    ck_assert_int_eq(scr_element_parse(&read, group, digits, strlen(digits)) == SCR_OK, member);
    members += member;
  }
  ck_assert_uint_eq(members, q);
}
END_TEST

// The proofs that hold are one for each w: A = g^w, c = H(A), response w - x c. The prover reaches all of them.
START_TEST(exactly_one_schnorr_proof_holds_for_each_nonce_and_all_are_made) {
  const struct scr_group *chosen = tiny(_i);
  for (unsigned exponent = 0; exponent < chosen->q[0]; exponent++) {
    set_up(chosen, exponent);
    struct scr_element public_key = element(y);
    bool made[23][23] = {{false}};
    for (int run = 0; run < RUNS; run++) {
      struct scr_proof proof;
      struct scr_secret_scalar secret = {{x}};
      ck_assert_int_eq(scr_secret_prove_schnorr(&proof, group, &secret, "prefix|", 7), SCR_OK);
      made[pair_of(&proof).c][pair_of(&proof).r] = true;
    }
    unsigned holding = 0;
    for (struct pair i = {0, 0}; i.c < q; i.c++)
      for (i.r = 0; i.r < q; i.r++) {
        struct scr_proof proof = proof_of(i);
        bool holds = naive_schnorr(y, i);
        ck_assert_int_eq(scr_proof_check_schnorr(group, &public_key, &proof, "prefix|", 7, FAILURE),
                         holds ? SCR_OK : FAILURE);
        ck_assert_int_eq(made[i.c][i.r], holds);
        holding += holds;
      }
    ck_assert_uint_eq(holding, q);
  }
}
END_TEST

// For a factor alpha^x the same holds. For another, each pair of commitments has one challenge, so that a proof holds
// by the hash's luck alone: those that do are the ones that plain arithmetic finds, and the prover makes no others.
static void compare_decryptions(unsigned alpha, unsigned factor) {
  struct scr_element key_element = element(y), alpha_element = element(alpha), factor_element = element(factor);
  unsigned holding = 0;
  for (struct pair i = {0, 0}; i.c < q; i.c++)
    for (i.r = 0; i.r < q; i.r++) {
      struct scr_proof proof = proof_of(i);
      bool holds = naive_decryption(y, alpha, factor, i);
      ck_assert_int_eq(
          scr_proof_check_decryption(group, "F", &key_element, &alpha_element, &factor_element, &proof, FAILURE),
          holds ? SCR_OK : FAILURE);
      holding += holds;
    }
  if (factor == power(alpha, x)) ck_assert_uint_eq(holding, q);
}

START_TEST(exactly_the_expected_proofs_of_decryption_hold) {
  set_up(tiny(_i), 7);
  for (unsigned m = 0; m < q; m++)
    for (unsigned f = 0; f < q; f++) compare_decryptions(power(2, m), power(2, f));
}
END_TEST

START_TEST(every_proof_of_decryption_that_is_made_holds) {
  set_up(tiny(_i), 7);
  for (unsigned m = 0; m < q; m++)
    for (int run = 0; run < 100; run++) {
      unsigned alpha = power(2, m), factor = power(alpha, x);
      struct scr_element key_element = element(y), alpha_element = element(alpha), factor_element = element(factor);
      struct scr_secret_scalar secret = {{x}};
      struct scr_proof proof;
      ck_assert_int_eq(
          scr_secret_prove_decryption(&proof, group, "F", &secret, &key_element, &alpha_element, &factor_element),
          SCR_OK);
      ck_assert(naive_decryption(y, alpha, factor, pair_of(&proof)));
    }
}
END_TEST

// --- disjunctions of two, in the group of 11: 11^4 candidates each ---

// What a statement is: the branches as plain arithmetic has them, and the check and the proof under test.
struct either {
  char prefix[40];
  unsigned alpha[2], beta[2];
  enum scr_status (*check)(const struct scr_proof proofs[2]);
  enum scr_status (*prove)(struct scr_proof proofs[2], uint32_t index);
};

static bool holds_either(const struct either *either, const struct pair proof[2]) {
  return naive_either(either->prefix, y, either->alpha, either->beta, proof);
}

// Returns how many of all candidates hold.
static unsigned compare_all(const struct either *either) {
  unsigned holding = 0;
  struct pair i[2];
  for (i[0].c = 0; i[0].c < q; i[0].c++)
    for (i[0].r = 0; i[0].r < q; i[0].r++)
      for (i[1].c = 0; i[1].c < q; i[1].c++)
        for (i[1].r = 0; i[1].r < q; i[1].r++) {
          struct scr_proof proofs[2] = {proof_of(i[0]), proof_of(i[1])};
          bool holds = holds_either(either, i);
          ck_assert_int_eq(either->check(proofs), holds ? SCR_OK : FAILURE);
          holding += holds;
        }
  return holding;
}

static bool is_true(const struct either *either, size_t branch) {
  return either->beta[branch] == power(either->alpha[branch], x);
}

// With a true branch, every run gives a proof that holds. With none, as many hold as the hash's luck allows: a proof
// made for a false branch holds once in q times.
static void compare_made(const struct either *either, uint32_t index) {
  unsigned holding = 0;
  for (int run = 0; run < RUNS; run++) {
    struct scr_proof proofs[2];
    ck_assert_int_eq(either->prove(proofs, index), SCR_OK);
    struct pair pairs[2] = {pair_of(&proofs[0]), pair_of(&proofs[1])};
    bool holds = holds_either(either, pairs);
    ck_assert_int_eq(either->check(proofs), holds ? SCR_OK : FAILURE);
    holding += holds;
  }
  if (is_true(either, index))
    ck_assert_uint_eq(holding, RUNS);
  else
    ck_assert_uint_lt(holding, RUNS / 3);  // RUNS / 11 expected
}

static struct scr_ciphertext first, second;  // as the library has them
static struct scr_secret_scalar first_nonce, second_nonce;

static void encrypt(struct scr_ciphertext *ciphertext, struct scr_secret_scalar *nonce, unsigned r, unsigned m) {
  ciphertext->alpha = element(power(2, r));
  ciphertext->beta = element(power(y, r) * power(2, m) % p);
  *nonce = (struct scr_secret_scalar){{r}};
}

static enum scr_status check_interval(const struct scr_proof proofs[2]) {
  return scr_proof_check_interval(key, &statement, &first, proofs, 1, 2, FAILURE);
}

static enum scr_status prove_interval(struct scr_proof proofs[2], uint32_t index) {
  return scr_secret_prove_interval(proofs, key, &statement, &first, &first_nonce, index, 1, 2);
}

START_TEST(exactly_the_expected_proofs_of_interval_hold) {
  set_up(&tiny_group_11, 7);
  for (unsigned m = 0; m <= 3; m++) {
    encrypt(&first, &first_nonce, 5, m);
    unsigned alpha = (unsigned)first.alpha.limb[0], beta = (unsigned)first.beta.limb[0];
    struct either either = {.alpha = {alpha, alpha}, .check = check_interval, .prove = prove_interval};
    either.beta[0] = quotient(beta, 2);
    either.beta[1] = quotient(beta, 4);
    snprintf(either.prefix, sizeof either.prefix, "prove|S|%u,%u|", alpha, beta);
    ck_assert_int_eq(is_true(&either, 0) || is_true(&either, 1), m == 1 || m == 2);
    ck_assert_uint_gt(compare_all(&either), 0);
    for (uint32_t index = 0; index < 2; index++) compare_made(&either, index);
  }
}
END_TEST

static enum scr_status check_blank(const struct scr_proof proofs[2]) {
  return scr_proof_check_blank(key, &statement, &first, &second, proofs, FAILURE);
}

static enum scr_status prove_blank(struct scr_proof proofs[2], uint32_t index) {
  return scr_secret_prove_blank(proofs, key, &statement, &first, &second, &first_nonce, &second_nonce, index);
}

START_TEST(exactly_the_expected_blank_proofs_hold) {
  set_up(&tiny_group_11, 3);
  for (unsigned m = 0; m < 4; m++) {
    encrypt(&first, &first_nonce, 4, m & 1);
    encrypt(&second, &second_nonce, 9, m >> 1);
    struct either either = {.prefix = "bproof0|S|", .check = check_blank, .prove = prove_blank};
    either.alpha[0] = (unsigned)first.alpha.limb[0];
    either.alpha[1] = (unsigned)second.alpha.limb[0];
    either.beta[0] = (unsigned)first.beta.limb[0];
    either.beta[1] = (unsigned)second.beta.limb[0];
    ck_assert_uint_gt(compare_all(&either), 0);
    for (uint32_t index = 0; index < 2; index++) compare_made(&either, index);
  }
}
END_TEST

static enum scr_status check_overall(const struct scr_proof proofs[2]) {
  return scr_proof_check_blank_overall(key, &statement, &first, &second, proofs, 2, 2, FAILURE);
}

static enum scr_status prove_overall(struct scr_proof proofs[2], uint32_t index) {
  return scr_secret_prove_blank_overall(proofs, key, &statement, &first, &second, &first_nonce, &second_nonce, index, 2,
                                        2);
}

START_TEST(exactly_the_expected_overall_proofs_hold) {
  set_up(&tiny_group_11, 6);
  for (unsigned m = 0; m < 4; m++) {
    encrypt(&first, &first_nonce, 4, m & 1);
    encrypt(&second, &second_nonce, 9, m);  // 2 is in range
    struct either either = {.prefix = "bproof1|S|", .check = check_overall, .prove = prove_overall};
    either.alpha[0] = (unsigned)first.alpha.limb[0];
    either.alpha[1] = (unsigned)second.alpha.limb[0];
    either.beta[0] = quotient((unsigned)first.beta.limb[0], 2);
    either.beta[1] = quotient((unsigned)second.beta.limb[0], 4);
    ck_assert_uint_gt(compare_all(&either), 0);
    for (uint32_t index = 0; index < 2; index++) compare_made(&either, index);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("secret tiny");
  TCase *tests = tcase_create("tiny");
  tcase_add_checked_fixture(tests, NULL, tear_down);
  tcase_add_loop_test(tests, the_tiny_groups_are_groups, 0, 2);
  tcase_add_loop_test(tests, exactly_one_schnorr_proof_holds_for_each_nonce_and_all_are_made, 0, 2);
  tcase_add_loop_test(tests, exactly_the_expected_proofs_of_decryption_hold, 0, 2);
  tcase_add_loop_test(tests, every_proof_of_decryption_that_is_made_holds, 0, 2);
  tcase_add_test(tests, exactly_the_expected_proofs_of_interval_hold);
  tcase_add_test(tests, exactly_the_expected_blank_proofs_hold);
  tcase_add_test(tests, exactly_the_expected_overall_proofs_hold);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
