// SPDX-License-Identifier: Apache-2.0
// Randomness, nonces and secret numbers. The public functions on numbers are the reference.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"
#include "tests/support/suite.h"
#include "tests/support/tiny_group.h"

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

static const struct scr_group *group_number(int i) {
  return i < SCR_GROUP_COUNT ? scr_group_at((size_t)i) : i == SCR_GROUP_COUNT ? &tiny_group_11 : &tiny_group_23;
}
#define GROUPS (SCR_GROUP_COUNT + 2)

static bool equal(const struct scr_secret_scalar *a, const struct scr_secret_scalar *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

static struct scr_scalar opened(const struct scr_secret_scalar *secret) {
  struct scr_scalar scalar;
  publish_scalar(&scalar, secret);
  return scalar;
}

static void random_scalar(struct scr_secret_scalar *secret, const struct scr_group *group) {
  ck_assert_int_eq(scr_secret_scalar_random(secret, group), SCR_OK);
  ck_assert_int_lt(mpn_cmp(secret->limb, group->q, SCR_LIMBS), 0);
}

// --- Base58 ---

START_TEST(every_base58_digit_has_its_character_and_back) {
  for (uint32_t digit = 0; digit < BASE58; digit++) {
    ck_assert_int_eq(base58_character(digit), alphabet[digit]);
    ck_assert_uint_eq(base58_digit(alphabet[digit]), digit);
  }
}
END_TEST

START_TEST(every_other_byte_is_no_base58_character) {
  for (int byte = 0; byte < 256; byte++)
    if (byte == 0 || !strchr(alphabet, byte)) ck_assert_uint_eq(base58_digit((char)byte), BASE58);
}
END_TEST

START_TEST(a_random_string_has_the_length_and_the_alphabet_that_it_should) {
  char string[201];
  for (size_t length = 0; length <= 200; length += 25) {
    memset(string, '!', sizeof string);
    ck_assert_int_eq(scr_secret_random_base58(string, length), SCR_OK);
    ck_assert_uint_eq(strlen(string), length);
    ck_assert_uint_eq(strspn(string, alphabet), length);
  }
}
END_TEST

START_TEST(every_base58_character_comes_about_equally_often) {
  enum { N = 580000 };
  static char string[N + 1];
  int count[128] = {0};
  ck_assert_int_eq(scr_secret_random_base58(string, N), SCR_OK);
  for (size_t i = 0; i < N; i++) count[(int)string[i]]++;
  for (size_t i = 0; i < BASE58; i++) {
    ck_assert_int_gt(count[(int)alphabet[i]], 9300);  // 10000 expected, 7 standard deviations off
    ck_assert_int_lt(count[(int)alphabet[i]], 10700);
  }
}
END_TEST

// --- nonces ---

static void first_nonce(struct scr_secret_scalar *nonce, const struct scr_secret_scalar *secret, const char *purpose,
                        const char *about) {
  struct scr_secret_nonces nonces;
  ck_assert_int_eq(scr_secret_nonces_init(&nonces, secret, purpose, about, strlen(about)), SCR_OK);
  scr_secret_nonces_next(nonce, &nonces, scr_group_at(0));
  scr_secret_nonces_wipe(&nonces);
}

START_TEST(nonces_of_the_same_statement_differ_each_time) {
  struct scr_secret_scalar secret = {{7}}, first, second;
  first_nonce(&first, &secret, "purpose", "about");
  first_nonce(&second, &secret, "purpose", "about");
  ck_assert(!equal(&first, &second));
}
END_TEST

START_TEST(nonces_in_one_stream_differ_and_are_below_the_order) {
  const struct scr_group *group = group_number(_i);
  struct scr_secret_scalar secret = {{7}}, previous = {{0}}, nonce;
  struct scr_secret_nonces nonces;
  ck_assert_int_eq(scr_secret_nonces_init(&nonces, &secret, "purpose", "", 0), SCR_OK);
  for (int i = 0; i < 50; i++) {
    scr_secret_nonces_next(&nonce, &nonces, group);
    ck_assert_int_lt(mpn_cmp(nonce.limb, group->q, SCR_LIMBS), 0);
    if (group->q_limbs > 1) ck_assert(!equal(&nonce, &previous));
    previous = nonce;
  }
}
END_TEST

START_TEST(wiping_leaves_nothing_of_a_stream) {
  struct scr_secret_scalar secret = {{7}};
  struct scr_secret_nonces nonces, zero;
  memset(&zero, 0, sizeof zero);
  ck_assert_int_eq(scr_secret_nonces_init(&nonces, &secret, "purpose", "", 0), SCR_OK);
  ck_assert(memcmp(nonces.key, zero.key, sizeof zero.key) != 0);
  scr_secret_nonces_wipe(&nonces);
  ck_assert_mem_eq(nonces.key, zero.key, sizeof zero.key);
  scr_secret_scalar_wipe(&secret);
  ck_assert_uint_eq(secret.limb[0], 0);
}
END_TEST

START_TEST(every_number_of_a_tiny_group_comes_about_equally_often) {
  struct scr_secret_scalar secret;
  int count[11] = {0};
  for (int i = 0; i < 11000; i++) {
    random_scalar(&secret, &tiny_group_11);
    count[secret.limb[0]]++;
  }
  for (int i = 0; i < 11; i++) {
    ck_assert_int_gt(count[i], 750);
    ck_assert_int_lt(count[i], 1250);
  }
}
END_TEST

// --- numbers ---

static void check_agreement(const struct scr_group *group, const struct scr_secret_scalar *a,
                            const struct scr_secret_scalar *b) {
  struct scr_secret_scalar result;
  struct scr_scalar x = opened(a), y = opened(b), expected, found;
  scr_secret_scalar_add(&result, group, a, b);
  scr_scalar_add(&expected, group, &x, &y);
  found = opened(&result);
  ck_assert(scr_scalar_equal(&found, &expected));
  scr_secret_scalar_sub(&result, group, a, b);
  scr_scalar_sub(&expected, group, &x, &y);
  found = opened(&result);
  ck_assert(scr_scalar_equal(&found, &expected));
  scr_secret_scalar_mul(&result, group, a, b);
  scr_scalar_mul(&expected, group, &x, &y);
  found = opened(&result);
  ck_assert(scr_scalar_equal(&found, &expected));
}

// 0, 1, q - 1 or a random number.
static void sample(struct scr_secret_scalar *secret, const struct scr_group *group, int which) {
  struct scr_secret_scalar zero = {{0}}, one = {{1}};
  if (which == 0) *secret = zero;
  if (which == 1) *secret = one;
  if (which == 2) scr_secret_scalar_sub(secret, group, &zero, &one);
  if (which > 2) random_scalar(secret, group);
}

START_TEST(sums_differences_and_products_are_those_of_the_public_functions) {
  const struct scr_group *group = group_number(_i);
  struct scr_secret_scalar a, b;
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) {
      sample(&a, group, i);
      sample(&b, group, j);
      check_agreement(group, &a, &b);
    }
}
END_TEST

START_TEST(numbers_of_any_length_are_reduced_as_the_public_function_does) {
  const struct scr_group *group = group_number(_i);
  uint8_t bytes[512];
  struct scr_secret_scalar secret;
  struct scr_scalar expected, found;
  for (size_t length = 0; length <= sizeof bytes; length += 8) {
    ck_assert_int_eq(scr_secret_random_bytes(bytes, sizeof bytes), SCR_OK);
    if (length % 16 == 0) memset(bytes, 0xff, sizeof bytes);
    scr_secret_scalar_from_bytes(&secret, group, bytes, length);
    scr_scalar_from_bytes(&expected, group, bytes, length);
    found = opened(&secret);
    ck_assert(scr_scalar_equal(&found, &expected));
  }
}
END_TEST

START_TEST(powers_are_those_of_the_public_function) {
  const struct scr_group *group = group_number(_i);
  struct scr_secret_scalar secret;
  struct scr_element base = *scr_group_generator(group), power, expected;
  for (int i = 0; i < 8; i++) {
    sample(&secret, group, i);
    struct scr_scalar exponent = opened(&secret);
    scr_secret_exp(&power, group, &base, &secret);
    scr_element_exp_var(&expected, group, &base, &exponent);
    ck_assert(scr_element_equal(&power, &expected));
    if (i > 2) base = power;
  }
  scr_secret_exp(&power, group, scr_group_identity(group), &secret);
  ck_assert(scr_element_is_identity(group, &power));
}
END_TEST

START_TEST(products_are_those_of_the_public_function) {
  const struct scr_group *group = group_number(_i);
  struct scr_element a = *scr_group_generator(group), b = *scr_group_identity(group), product, expected;
  for (int i = 0; i < 20; i++) {
    mul_secret(&product, group, &a, &b);
    scr_element_mul(&expected, group, &a, &b);
    ck_assert(scr_element_equal(&product, &expected));
    b = a;
    a = product;
  }
}
END_TEST

// --- decimal ---

START_TEST(a_number_is_written_at_full_width_and_read_back) {
  const struct scr_group *group = group_number(_i);
  struct scr_secret_scalar secret, again;
  size_t width = 0;
  for (int i = 0; i < 12; i++) {
    struct scr_text text = SCR_TEXT_INIT, plain = SCR_TEXT_INIT;
    sample(&secret, group, i);
    struct scr_scalar scalar = opened(&secret);
    scr_secret_add_scalar(&text, group, &secret);
    ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
    if (i > 0) ck_assert_uint_eq(text.length, width);
    width = text.length;
    ck_assert_int_eq(scr_secret_scalar_parse(&again, group, text.bytes, text.length), SCR_OK);
    ck_assert(equal(&again, &secret));
    scr_text_add_scalar(&plain, group, &scalar);  // without leading zeros, as other programs write it
    ck_assert_str_eq(text.bytes + text.length - plain.length, plain.bytes);
    ck_assert_int_eq(scr_secret_scalar_parse(&again, group, plain.bytes, plain.length), SCR_OK);
    ck_assert(equal(&again, &secret));
    scr_text_wipe(&text);
    scr_text_free(&plain);
  }
}
END_TEST

START_TEST(what_is_no_number_or_too_large_is_refused) {
  const struct scr_group *group = group_number(_i);
  struct scr_secret_scalar secret = {{5}}, untouched = secret;
  struct scr_scalar order;
  memcpy(order.limb, group->q, sizeof order.limb);
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_scalar(&text, group, &order);
  ck_assert_int_eq(scr_secret_scalar_parse(&secret, group, text.bytes, text.length), SCR_E_SCALAR_RANGE);
  memset(text.bytes, '9', text.length);
  ck_assert_int_eq(scr_secret_scalar_parse(&secret, group, text.bytes, text.length), SCR_E_SCALAR_RANGE);
  ck_assert_int_eq(scr_secret_scalar_parse(&secret, group, "", 0), SCR_E_SCALAR_ENCODING);
  const char wrong[] = {'/', ':', 'a', ' ', '-', '\0', (char)0xb1};
  for (size_t i = 0; i < sizeof wrong; i++)
    ck_assert_int_eq(scr_secret_scalar_parse(&secret, group, &wrong[i], 1), SCR_E_SCALAR_ENCODING);
  scr_text_clear(&text);
  for (int i = 0; i < 700; i++) scr_text_add(&text, "0");
  ck_assert_int_eq(scr_secret_scalar_parse(&secret, group, text.bytes, text.length), SCR_E_SCALAR_ENCODING);
  ck_assert(equal(&secret, &untouched));
  scr_text_free(&text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("secret random");
  TCase *tests = tcase_create("random");
  tcase_add_test(tests, every_base58_digit_has_its_character_and_back);
  tcase_add_test(tests, every_other_byte_is_no_base58_character);
  tcase_add_test(tests, a_random_string_has_the_length_and_the_alphabet_that_it_should);
  tcase_add_test(tests, every_base58_character_comes_about_equally_often);
  tcase_add_test(tests, nonces_of_the_same_statement_differ_each_time);
  tcase_add_loop_test(tests, nonces_in_one_stream_differ_and_are_below_the_order, 0, GROUPS);
  tcase_add_test(tests, wiping_leaves_nothing_of_a_stream);
  tcase_add_test(tests, every_number_of_a_tiny_group_comes_about_equally_often);
  tcase_add_loop_test(tests, sums_differences_and_products_are_those_of_the_public_functions, 0, GROUPS);
  tcase_add_loop_test(tests, numbers_of_any_length_are_reduced_as_the_public_function_does, 0, GROUPS);
  tcase_add_loop_test(tests, powers_are_those_of_the_public_function, 0, GROUPS);
  tcase_add_loop_test(tests, products_are_those_of_the_public_function, 0, GROUPS);
  tcase_add_loop_test(tests, a_number_is_written_at_full_width_and_read_back, 0, GROUPS);
  tcase_add_loop_test(tests, what_is_no_number_or_too_large_is_refused, 0, GROUPS);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
