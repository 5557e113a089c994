// SPDX-License-Identifier: Apache-2.0
// What holds when randomness is bad. This program puts its own generator in OpenSSL's place: it repeats, or it fails.
#include <check.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"
#include "tests/support/suite.h"

static bool generator_fails;

int RAND_priv_bytes(unsigned char *bytes, int length) {
  memset(bytes, 42, (size_t)length);
  return !generator_fails;
}

static const struct scr_group *group(void) {
  return scr_group_by_name("Ed25519");
}

static void first_nonce(struct scr_secret_scalar *nonce, uint64_t secret_number, const char *purpose,
                        const char *about) {
  struct scr_secret_scalar secret = {{secret_number}};
  struct scr_secret_nonces nonces;
  ck_assert_int_eq(scr_secret_nonces_init(&nonces, &secret, purpose, about, strlen(about)), SCR_OK);
  scr_secret_nonces_next(nonce, &nonces, group());
}

static bool same_nonce(uint64_t secret1, const char *purpose1, const char *about1, uint64_t secret2,
                       const char *purpose2, const char *about2) {
  struct scr_secret_scalar first, second;
  first_nonce(&first, secret1, purpose1, about1);
  first_nonce(&second, secret2, purpose2, about2);
  return memcmp(&first, &second, sizeof first) == 0;
}

// SEC-1.
START_TEST(this_generator_does_repeat) {
  ck_assert(same_nonce(1, "purpose", "about", 1, "purpose", "about"));
}
END_TEST

START_TEST(nonces_differ_by_secret_purpose_and_statement_all_the_same) {
  ck_assert(!same_nonce(1, "purpose", "about", 2, "purpose", "about"));
  ck_assert(!same_nonce(1, "purpose", "about", 1, "another", "about"));
  ck_assert(!same_nonce(1, "purpose", "about", 1, "purpose", "another"));
  ck_assert(!same_nonce(1, "purpose", "about", 1, "purposea", "bout"));
}
END_TEST

// "p", "q" and zeros, a zero: the same bytes in a row as "pq", zeros, nothing.
START_TEST(nonces_differ_where_purpose_secret_and_statement_only_meet_elsewhere) {
  struct scr_secret_scalar q_and_zeros = {{'q'}}, zeros = {{0}}, first, second;
  struct scr_secret_nonces nonces;
  ck_assert_int_eq(scr_secret_nonces_init(&nonces, &q_and_zeros, "p", "", 1), SCR_OK);
  scr_secret_nonces_next(&first, &nonces, group());
  ck_assert_int_eq(scr_secret_nonces_init(&nonces, &zeros, "pq", "", 0), SCR_OK);
  scr_secret_nonces_next(&second, &nonces, group());
  ck_assert(memcmp(&first, &second, sizeof first) != 0);
}
END_TEST

START_TEST(two_signatures_by_one_key_never_share_a_nonce) {
  struct scr_secret_scalar secret = {{12345}};
  struct scr_element key, power1, power2;
  struct scr_proof first, second;
  scr_secret_exp(&key, group(), scr_group_generator(group()), &secret);
  ck_assert_int_eq(scr_secret_sign(&first, group(), &secret, "one", 3), SCR_OK);
  ck_assert_int_eq(scr_secret_sign(&second, group(), &secret, "two", 3), SCR_OK);
  scr_element_exp_var(&power1, group(), scr_group_generator(group()), &first.response);
  scr_element_exp_var(&power2, group(), &key, &first.challenge);
  scr_element_mul(&power1, group(), &power1, &power2);  // g^w of the first
  struct scr_element commitment = power1;
  scr_element_exp_var(&power1, group(), scr_group_generator(group()), &second.response);
  scr_element_exp_var(&power2, group(), &key, &second.challenge);
  scr_element_mul(&power1, group(), &power1, &power2);
  ck_assert(!scr_element_equal(&power1, &commitment));
}
END_TEST

// --- no randomness at all ---

static struct scr_secret_scalar secret = {{12345}};
static struct scr_proof proofs[3], untouched[3];

static void let_it_fail(void) {
  memset(untouched, 0x55, sizeof untouched);
  memcpy(proofs, untouched, sizeof proofs);
  generator_fails = true;
}

static void work_again(void) {
  generator_fails = false;
  ck_assert_mem_eq(proofs, untouched, sizeof proofs);
}

START_TEST(values_are_not_made_without_randomness) {
  char string[SCR_CREDENTIAL_LENGTH + 1] = "unchanged";
  struct scr_secret_scalar scalar = secret;
  uint8_t byte;
  ck_assert_int_eq(scr_secret_random_bytes(&byte, 1), SCR_E_RANDOM);
  ck_assert_int_eq(scr_secret_scalar_random(&scalar, group()), SCR_E_RANDOM);
  ck_assert_mem_eq(&scalar, &secret, sizeof scalar);
  ck_assert_int_eq(scr_secret_credential_generate(string), SCR_E_RANDOM);
  ck_assert_str_eq(string, "unchanged");
  ck_assert_int_eq(scr_secret_random_base58(string, 5), SCR_E_RANDOM);
  ck_assert_str_eq(string, "");
}
END_TEST

START_TEST(nothing_is_signed_without_randomness) {
  const struct scr_element *g = scr_group_generator(group());
  ck_assert_int_eq(scr_secret_prove_schnorr(proofs, group(), &secret, "sig|", 4), SCR_E_RANDOM);
  ck_assert_int_eq(scr_secret_sign(proofs, group(), &secret, "message", 7), SCR_E_RANDOM);
  ck_assert_int_eq(scr_secret_prove_possession(proofs, group(), &secret, g), SCR_E_RANDOM);
  ck_assert_int_eq(scr_secret_prove_decryption(proofs, group(), "f", &secret, g, g, g), SCR_E_RANDOM);
}
END_TEST

START_TEST(nothing_is_encrypted_or_proved_without_randomness) {
  const struct scr_element *g = scr_group_generator(group());
  struct scr_key *key = scr_key_new(group(), g);
  struct scr_text statement = SCR_TEXT_INIT;
  struct scr_ciphertext ciphertext = {*g, *g}, before = ciphertext;
  struct scr_secret_scalar nonce = secret;
  scr_text_add(&statement, "S");
  ck_assert_int_eq(scr_secret_encrypt(&ciphertext, &nonce, key, 1), SCR_E_RANDOM);
  ck_assert(scr_ciphertext_equal(&ciphertext, &before));
  ck_assert_int_eq(scr_secret_prove_interval(proofs, key, &statement, &before, &secret, 0, 0, 1), SCR_E_RANDOM);
  ck_assert_int_eq(scr_secret_prove_blank(proofs, key, &statement, &before, &before, &secret, &secret, 0),
                   SCR_E_RANDOM);
  ck_assert_int_eq(scr_secret_prove_blank_overall(proofs, key, &statement, &before, &before, &secret, &secret, 0, 0, 1),
                   SCR_E_RANDOM);
  scr_text_free(&statement);
  scr_key_free(key);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("secret nonces");
  TCase *repeating = tcase_create("a generator that repeats"), *failing = tcase_create("a generator that fails");
  tcase_add_test(repeating, this_generator_does_repeat);
  tcase_add_test(repeating, nonces_differ_by_secret_purpose_and_statement_all_the_same);
  tcase_add_test(repeating, nonces_differ_where_purpose_secret_and_statement_only_meet_elsewhere);
  tcase_add_test(repeating, two_signatures_by_one_key_never_share_a_nonce);
  tcase_add_checked_fixture(failing, let_it_fail, work_again);
  tcase_add_test(failing, values_are_not_made_without_randomness);
  tcase_add_test(failing, nothing_is_signed_without_randomness);
  tcase_add_test(failing, nothing_is_encrypted_or_proved_without_randomness);
  suite_add_tcase(suite, repeating);
  suite_add_tcase(suite, failing);
  return run_suite(suite);
}
