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

#include "crypto/kernel.h"
#include "scrutineer/self_test.h"
#include "tests/support/suite.h"

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

// --- kernels, of which one operation can be spoilt ---

#define OPERATIONS(_)                                                                                              \
  _(LOAD)                                                                                                          \
  _(STORE)                                                                                                         \
  _(DIGITS) _(SET_IDENTITY) _(ALWAYS_IDENTITY) _(NEVER_IDENTITY) _(PICK) _(MUL) _(SQUARE) _(SQUARES) _(MUL_BUCKET) \
      _(TO_ENTRIES) _(MUL_ENTRIES)
#define NAME(operation) operation,
#define SPELLED(operation) #operation,
enum operation { OPERATIONS(NAME) OPERATIONS_N };
static const char *const operation_names[] = {OPERATIONS(SPELLED)};

static int spoilt_operation = -1;
static size_t spoilt_kernel;  // number in its group
static unsigned kernels_tried;
static bool was_spoilt;  // the kernel has the operation
static const struct kernel *real;
static struct kernel other;

static unsigned load_other(void *vector, const void *context, const struct scr_element *const *elements) {
  return real->load(vector, context, elements) ^ 1;
}

static void store_other(struct scr_element *elements, const void *context, const void *vectors, size_t count,
                        void *scratch) {
  real->store(elements, context, vectors, count, scratch);
  elements[real->lanes - 1].limb[0] ^= 1;
}

static void digits_other(uint8_t *const *texts, const void *context, const struct scr_element *const *elements) {
  real->digits(texts, context, elements);
  texts[real->lanes - 1][DECIMAL_MAX - 1] ^= 1;
}

static void set_identity_other(void *vector, const void *context) {
  real->set_identity(vector, context);
  ((uint8_t *)vector)[0] ^= 1;
}

static unsigned always_identity(const void *vector, const void *context) {
  (void)vector, (void)context;
  return (1u << real->lanes) - 1;
}

static unsigned never_identity(const void *vector, const void *context) {
  (void)vector, (void)context;
  return 0;
}

static void pick_other(void *out, const void *vectors, const size_t *index) {
  real->pick(out, vectors, index);
  ((uint8_t *)out)[0] ^= 1;
}

static void mul_other(void *out, const void *context, const void *a, const void *b) {
  real->mul(out, context, a, b);
  real->square(out, context, out, 1);
}

static void square_other(void *out, const void *context, const void *a, unsigned times) {
  real->square(out, context, a, times + 1);
}

static void squares_other(void *vectors, const void *context, size_t count) {
  real->squares(vectors, context, count);
  uint8_t *last = (uint8_t *)vectors + (count - 1) * real->vector_bytes;
  real->square(last, context, last, 1);
}

static void mul_bucket_other(void *buckets, const void *context, const uint8_t *bucket, const void *factors,
                             const uint16_t *factor) {
  real->mul_bucket(buckets, context, bucket, factors, factor);
  real->mul_bucket(buckets, context, bucket, factors, factor);
}

static void to_entries_other(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n,
                             const void *context, const void *vectors, size_t count, void *scratch) {
  real->to_entries(first, vector_stride, lane_stride, lanes_n, context, vectors, count, scratch);
  first[0] ^= 1;
}

static void mul_entries_other(void *vector, const void *context, const void *const *entries, size_t count) {
  real->mul_entries(vector, context, entries, count);
  real->square(vector, context, vector, 1);
}

static void spoil(struct kernel *kernel, enum operation operation) {
  switch (operation) {
    case LOAD: kernel->load = load_other; break;
    case STORE: kernel->store = store_other; break;
    case DIGITS: kernel->digits = real->digits ? digits_other : NULL; break;
    case SET_IDENTITY: kernel->set_identity = set_identity_other; break;
    case ALWAYS_IDENTITY: kernel->is_identity = always_identity; break;
    case NEVER_IDENTITY: kernel->is_identity = never_identity; break;
    case PICK: kernel->pick = pick_other; break;
    case MUL: kernel->mul = mul_other; break;
    case SQUARE: kernel->square = square_other; break;
    case SQUARES: kernel->squares = squares_other; break;
    case MUL_BUCKET: kernel->mul_bucket = mul_bucket_other; break;
    case TO_ENTRIES: kernel->to_entries = to_entries_other; break;
    case MUL_ENTRIES: kernel->mul_entries = mul_entries_other; break;
    case OPERATIONS_N: break;
  }
}

const struct kernel *__real_kernel_fitting(const struct scr_group *group, size_t i);
const struct kernel *__wrap_kernel_fitting(const struct scr_group *group, size_t i);
const struct kernel *__wrap_kernel_fitting(const struct scr_group *group, size_t i) {
  const struct kernel *kernel = __real_kernel_fitting(group, i);
  if (!kernel || spoilt_operation < 0 || kernels_tried++ != spoilt_kernel) return kernel;
  real = kernel;
  other = *kernel;
  spoil(&other, (enum operation)spoilt_operation);
  was_spoilt = spoilt_operation != DIGITS || other.digits;
  return &other;
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

// Each kernel of each group, as many as this processor has.
START_TEST(every_operation_of_a_kernel_is_tried) {
  for (spoilt_kernel = 0;; spoilt_kernel++) {
    spoilt_operation = _i;
    kernels_tried = 0;
    was_spoilt = false;
    enum scr_status status = run(-1, 0);
    spoilt_operation = -1;
    if (kernels_tried <= spoilt_kernel) break;
    ck_assert_msg(status == (was_spoilt ? SCR_E_SELF_TEST : SCR_OK), "%s of kernel %zu", operation_names[_i],
                  spoilt_kernel);
  }
  ck_assert_uint_ge(spoilt_kernel, 3);
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
  tcase_add_loop_test(tests, every_operation_of_a_kernel_is_tried, 0, OPERATIONS_N);
  tcase_add_test(tests, all_points_of_small_order_are_tried_alone_and_with_the_generator);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
