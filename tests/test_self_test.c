// SPDX-License-Identifier: Apache-2.0
// The self-test holds with the installed libraries, and notices when any answer that it gets from them is a wrong one
// (GRP-7). What it calls is found by the linker (--wrap), so that one answer at a time can be spoilt.
#include <check.h>
#include <gmp.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scrutineer/self_test.h"

#define POINT_BYTES 32
#define ASKED_MAX 32

enum asked { HASH, BASE_POWER, POWER, RESIDUE, MEMBER, KINDS };
static unsigned calls[KINDS];
static int spoilt_kind = -1;
static unsigned spoilt_call;
static uint8_t points[ASKED_MAX][POINT_BYTES];  // of which it was asked whether they are members

static bool is_spoilt(enum asked kind) {
  return (int)kind == spoilt_kind && calls[kind] == spoilt_call;
}

int __real_EVP_Digest(const void *bytes, size_t length, unsigned char *hash, unsigned *hash_n, const EVP_MD *method,
                      ENGINE *engine);
int __wrap_EVP_Digest(const void *bytes, size_t length, unsigned char *hash, unsigned *hash_n, const EVP_MD *method,
                      ENGINE *engine);
int __wrap_EVP_Digest(const void *bytes, size_t length, unsigned char *hash, unsigned *hash_n, const EVP_MD *method,
                      ENGINE *engine) {
  int result = __real_EVP_Digest(bytes, length, hash, hash_n, method, engine);
  hash[31] ^= is_spoilt(HASH);
  calls[HASH]++;
  return result;
}

int __real_crypto_scalarmult_ed25519_base_noclamp(unsigned char *power, const unsigned char *scalar);
int __wrap_crypto_scalarmult_ed25519_base_noclamp(unsigned char *power, const unsigned char *scalar);
int __wrap_crypto_scalarmult_ed25519_base_noclamp(unsigned char *power, const unsigned char *scalar) {
  unsigned char other[POINT_BYTES];
  memcpy(other, scalar, sizeof other);
  other[8] ^= is_spoilt(BASE_POWER);
  calls[BASE_POWER]++;
  return __real_crypto_scalarmult_ed25519_base_noclamp(power, other);
}

int __real_crypto_scalarmult_ed25519_noclamp(unsigned char *power, const unsigned char *scalar,
                                             const unsigned char *point);
int __wrap_crypto_scalarmult_ed25519_noclamp(unsigned char *power, const unsigned char *scalar,
                                             const unsigned char *point);
int __wrap_crypto_scalarmult_ed25519_noclamp(unsigned char *power, const unsigned char *scalar,
                                             const unsigned char *point) {
  unsigned char other[POINT_BYTES];
  memcpy(other, scalar, sizeof other);
  other[8] ^= is_spoilt(POWER);
  calls[POWER]++;
  return __real_crypto_scalarmult_ed25519_noclamp(power, other, point);
}

void __real___gmpz_powm(mpz_ptr power, mpz_srcptr base, mpz_srcptr exponent, mpz_srcptr modulus);
void __wrap___gmpz_powm(mpz_ptr power, mpz_srcptr base, mpz_srcptr exponent, mpz_srcptr modulus);
void __wrap___gmpz_powm(mpz_ptr power, mpz_srcptr base, mpz_srcptr exponent, mpz_srcptr modulus) {
  __real___gmpz_powm(power, base, exponent, modulus);
  if (is_spoilt(RESIDUE)) mpz_sub_ui(power, power, 1);
  calls[RESIDUE]++;
}

int __real_crypto_core_ed25519_is_valid_point(const unsigned char *point);
int __wrap_crypto_core_ed25519_is_valid_point(const unsigned char *point);
int __wrap_crypto_core_ed25519_is_valid_point(const unsigned char *point) {
  int valid = __real_crypto_core_ed25519_is_valid_point(point);
  if (is_spoilt(MEMBER)) valid = !valid;
  ck_assert_uint_lt(calls[MEMBER], ASKED_MAX);
  memcpy(points[calls[MEMBER]++], point, POINT_BYTES);
  return valid;
}

static enum scr_status run(int kind, unsigned call) {
  memset(calls, 0, sizeof calls);
  spoilt_kind = kind;
  spoilt_call = call;
  enum scr_status status = scr_self_test();
  spoilt_kind = -1;
  return status;
}

// --- the tests ---

START_TEST(the_installed_libraries_hold_within_milliseconds) {
  struct timespec before, after;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  for (int i = 0; i < 10; i++) ck_assert_int_eq(run(-1, 0), SCR_OK);
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  double each = ((double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) * 1e-6) / 10;
  printf("the self-test takes %.2f ms\n", each);
  ck_assert_double_lt(each, 50);  // on a slow machine and under sanitizers too
}
END_TEST

START_TEST(every_answer_is_needed) {
  static const unsigned at_least[KINDS] = {5, 1, 1, 4, 15};
  ck_assert_int_eq(run(-1, 0), SCR_OK);
  unsigned count = calls[_i];
  ck_assert_uint_ge(count, at_least[_i]);
  for (unsigned call = 0; call < count; call++) ck_assert_int_eq(run(_i, call), SCR_E_SELF_TEST);
  ck_assert_int_eq(run(_i, count), SCR_OK);
}
END_TEST

static bool was_asked(const uint8_t point[POINT_BYTES]) {
  for (unsigned i = 0; i < calls[MEMBER]; i++)
    if (memcmp(points[i], point, POINT_BYTES) == 0) return true;
  return false;
}

// A point of order 8, as libsodium's own list of points of small order has it (RFC 8032's bytes).
static const uint8_t order_8[POINT_BYTES] = {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
                                             0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
                                             0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};

// All multiples of a point of order 8 but the identity, and the generator with each: none has an order that divides the
// group's, and the eighth multiple is the identity or in the group again.
START_TEST(all_points_of_small_order_are_tried_alone_and_with_the_generator) {
  uint8_t multiple[POINT_BYTES] = {1}, generator[POINT_BYTES], sum[POINT_BYTES], one[POINT_BYTES] = {1};
  ck_assert_int_eq(__real_crypto_scalarmult_ed25519_base_noclamp(generator, one), 0);
  ck_assert_int_eq(run(-1, 0), SCR_OK);
  for (int i = 1; i < 8; i++) {
    ck_assert_int_eq(crypto_core_ed25519_add(multiple, multiple, order_8), 0);
    ck_assert_int_ne(memcmp(multiple, one, POINT_BYTES), 0);  // the identity is spelled 1
    ck_assert_int_eq(crypto_core_ed25519_add(sum, generator, multiple), 0);
    ck_assert_msg(was_asked(multiple), "the multiple %d", i);
    ck_assert_msg(was_asked(sum), "the generator and the multiple %d", i);
  }
  ck_assert_int_eq(crypto_core_ed25519_add(multiple, multiple, order_8), 0);
  ck_assert_mem_eq(multiple, one, POINT_BYTES);
  ck_assert(was_asked(generator));
  ck_assert_uint_eq(calls[MEMBER], 15);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("self-test");
  TCase *tests = tcase_create("self-test");
  if (sodium_init() < 0) return EXIT_FAILURE;
  tcase_add_test(tests, the_installed_libraries_hold_within_milliseconds);
  tcase_add_loop_test(tests, every_answer_is_needed, 0, KINDS);
  tcase_add_test(tests, all_points_of_small_order_are_tried_alone_and_with_the_generator);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
