// SPDX-License-Identifier: Apache-2.0
// The kernels of edwards25519 against libsodium, on members, points of small and of mixed order, and what isn't on the curve.
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/kernel.h"

#define VECTORS 16
#define POINTS (VECTORS * KERNEL_LANES_MAX)

static const struct kernel *const kernels[] = {&kernel_ed25519_portable, &kernel_ed25519_ifma, &kernel_ed25519_avx2};
static const struct kernel *k;
static struct scr_element points[POINTS], out[POINTS];
static _Alignas(64) uint8_t v[VECTORS * 1280], w[VECTORS * 1280], scratch[VECTORS * 1280], entries[POINTS * 128];

static bool begin(int i) {
  ck_assert_int_ge(sodium_init(), 0);
  k = kernels[i];
  return k->fits(scr_group_at(0));
}

static unsigned load_all(void) {
  unsigned failed = 0;
  for (size_t i = 0; i < VECTORS; i++) {
    const struct scr_element *lanes[KERNEL_LANES_MAX];
    for (size_t l = 0; l < k->lanes; l++) lanes[l] = &points[i * k->lanes + l];
    failed |= k->load(v + i * k->vector_bytes, NULL, lanes) ^ ((1U << k->lanes) - 1);
  }
  return failed;
}

// A point of order 8 (RFC 8032's curve), and its multiples by libsodium's addition.
static const uint8_t order_8[32] = {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
                                    0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
                                    0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};

static void add(struct scr_element *sum, const struct scr_element *a, const struct scr_element *b) {
  struct scr_element r = {{0}};
  ck_assert_int_eq(
      crypto_core_ed25519_add((unsigned char *)r.limb, (const unsigned char *)a->limb, (const unsigned char *)b->limb),
      0);
  *sum = r;
}

static void make_points(void) {
  memset(points, 0, sizeof points);
  points[0].limb[0] = 1;
  for (size_t i = 1; i < 8; i++) {
    struct scr_element torsion = {{0}};
    memcpy(torsion.limb, order_8, 32);
    add(&points[i], &points[i - 1], &torsion);
  }
  for (size_t i = 8; i < POINTS; i++) {
    crypto_core_ed25519_random((unsigned char *)points[i].limb);
    if (i % 3 == 0) add(&points[i], &points[i], &points[i % 8]);  // mixed order
  }
}

static void expect(const void *vectors, const struct scr_element *expected) {
  k->store(out, NULL, vectors, VECTORS, scratch);
  for (size_t i = 0; i < VECTORS * k->lanes; i++) ck_assert_mem_eq(&out[i], &expected[i], sizeof out[i]);
}

START_TEST(operations_are_libsodiums) {
  if (!begin(_i)) return;
  const char *set = getenv("SCRUTINEER_CASES");
  size_t n = VECTORS * k->lanes, bytes = k->vector_bytes;
  for (size_t round = 0; round < (set ? strtoul(set, NULL, 10) : 20); round++) {
    make_points();
    ck_assert_uint_eq(load_all(), 0);
    expect(v, points);
    k->to_entries(entries, 128 * k->lanes, 128, k->lanes, NULL, v, VECTORS, scratch);
    static struct scr_element sums[POINTS];
    for (size_t shift = 0; shift < n; shift += 1 + round) {  // each with itself, then with others
      size_t index[KERNEL_LANES_MAX];
      for (size_t i = 0; i < VECTORS; i++) {
        const void *of[KERNEL_LANES_MAX];
        for (size_t l = 0; l < k->lanes; l++) {
          index[l] = (i * k->lanes + l + shift) % n;
          of[l] = entries + 128 * index[l];
          add(&sums[i * k->lanes + l], &points[i * k->lanes + l], &points[index[l]]);
        }
        k->pick(w + i * bytes, v, index);
        k->mul(w + i * bytes, NULL, v + i * bytes, w + i * bytes);
        memcpy(scratch, v + i * bytes, bytes);
        k->mul_entries(scratch, NULL, of);
        static struct scr_element one[KERNEL_LANES_MAX];
        k->store(one, NULL, scratch, 1, scratch + bytes);
        ck_assert_mem_eq(one, sums + i * k->lanes, k->lanes * sizeof *one);
      }
      expect(w, sums);
    }
    for (size_t i = 0; i < VECTORS; i++) k->square(w + i * bytes, NULL, v + i * bytes, 1 + (unsigned)round);
    memcpy(sums, points, sizeof sums);
    for (size_t i = 0; i < n; i++)
      for (size_t t = 0; t <= round; t++) add(&sums[i], &sums[i], &sums[i]);
    expect(w, sums);
    // Buckets: all lanes in one, or each in its own.
    memcpy(w, v, sizeof w);
    memcpy(sums, points, sizeof sums);
    for (size_t t = 0; t < 8; t++) {
      uint8_t index[KERNEL_LANES_MAX];
      for (size_t l = 0; l < k->lanes; l++) {
        index[l] = (uint8_t)(1 + (t + (t % 2 ? l : 0)) % (VECTORS - 1));
        add(&sums[index[l] * k->lanes + l], &sums[index[l] * k->lanes + l], &points[t * k->lanes + l]);
      }
      k->mul_bucket(w, NULL, index, v + t * bytes);
    }
    expect(w, sums);
  }
}
END_TEST

START_TEST(opposites_and_what_is_not_on_the_curve) {
  if (!begin(_i)) return;
  make_points();
  for (size_t i = 0; i < k->lanes; i++) points[i] = points[POINTS - 1 - i];
  for (size_t i = 0; i < k->lanes; i++) {
    points[k->lanes + i] = points[i];
    points[k->lanes + i].limb[3] ^= UINT64_C(1) << 63;
  }
  ck_assert_uint_eq(load_all(), 0);
  k->mul(w, NULL, v, v + k->vector_bytes);
  ck_assert_uint_eq(k->is_identity(w, NULL), (1U << k->lanes) - 1);
  ck_assert_uint_eq(k->is_identity(v, NULL), 0);
  // y = 2 is not on the curve; x = 0 has no sign.
  const struct scr_element bad[] = {
      {{2}}, {{1, 0, 0, UINT64_C(1) << 63}}, {{UINT64_MAX - 19, UINT64_MAX, UINT64_MAX, UINT64_MAX}}};
  const struct scr_element *lanes[KERNEL_LANES_MAX];
  for (size_t b = 0; b < 3; b++)
    for (size_t at = 0; at < k->lanes; at++) {
      for (size_t l = 0; l < k->lanes; l++) lanes[l] = l == at ? &bad[b] : &points[l];
      ck_assert_uint_eq(k->load(w, NULL, lanes), ((1U << k->lanes) - 1) & ~(1U << at));
      ck_assert_uint_eq(k->is_identity(w, NULL), 1U << at);
    }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("kernel_ed25519");
  TCase *tcase = tcase_create("kernels");
  tcase_add_loop_test(tcase, operations_are_libsodiums, 0, 3);
  tcase_add_loop_test(tcase, opposites_and_what_is_not_on_the_curve, 0, 3);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
