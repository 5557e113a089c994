// SPDX-License-Identifier: Apache-2.0
// The kernels of edwards25519 beside plain arithmetic (tests/support/edwards.h), which is itself held against libsodium: on
// members, points of small and of mixed order, equal and opposite ones, and what isn't on the curve. SCRUTINEER_CASES: how
// many random cases.
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/edwards.h"
#include "tests/support/kernel_kit.h"
#include "tests/support/suite.h"

#define LANES KERNEL_LANES_MAX
#define CASES 600
#define SPECIAL 24
#define POOL 96  // of which the first are special
#define BUCKETS 16

static struct {
  const struct kernel *kernel;
  const struct scr_group *group;
  void *context;
  gmp_randstate_t random;
  struct edwards pool[POOL], p[BUCKETS * LANES], q[LANES];
  void *a, *b, *c, *many, *scratch;
} k;

// --- points ---

// A number below p: edges, numbers of few runs of ones and zeros, and any.
static void any_number(mpz_t y) {
  const unsigned long small = gmp_urandomm_ui(k.random, 40);
  switch (gmp_urandomm_ui(k.random, 6)) {
    case 0: mpz_set_ui(y, small); break;
    case 1: mpz_sub_ui(y, edwards_p, small + 1); break;
    case 2:
    case 3: mpz_rrandomb(y, k.random, 255); break;
    default: mpz_urandomm(y, k.random, edwards_p);
  }
  mpz_mod(y, y, edwards_p);
}

static void any_point(struct edwards *point) {
  mpz_t y;
  mpz_init(y);
  do any_number(y);
  while (!edwards_from_y(point, y, gmp_urandomb_ui(k.random, 1)));
  mpz_clear(y);
}

// The multiples of a point of order 8, which l times any point may be; then a few points, their opposites, and both with what
// has small order; then any.
static void fill_pool(void) {
  struct edwards *pool = k.pool, torsion;
  mpz_t l;
  mpz_init_set_str(l, "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);
  edwards_init(&torsion, 1);
  edwards_init(pool, POOL);
  do {
    any_point(&pool[8]);
    edwards_set(&torsion, &pool[0]);
    for (size_t bit = mpz_sizeinbase(l, 2); bit-- > 0;) {
      edwards_add(&torsion, &torsion, &torsion);
      if (mpz_tstbit(l, bit)) edwards_add(&torsion, &torsion, &pool[8]);
    }
    for (size_t i = 1; i < 8; i++) edwards_add(&pool[i], &pool[i - 1], &torsion);
  } while (edwards_is_identity(&pool[4]));
  for (size_t i = 8; i < SPECIAL; i += 4) {
    any_point(&pool[i]);
    edwards_negate(&pool[i + 1], &pool[i]);
    edwards_add(&pool[i + 2], &pool[i], &pool[i % 7 + 1]);
    edwards_add(&pool[i + 3], &pool[i + 1], &pool[4]);
  }
  for (size_t i = SPECIAL; i < POOL; i++) any_point(&pool[i]);
  edwards_clear(&torsion, 1);
  mpz_clear(l);
}

static bool set_up(int number) {
  memset(&k, 0, sizeof k);
  edwards_open();
  gmp_randinit_default(k.random);
  gmp_randseed_ui(k.random, (unsigned long)number);
  k.group = scr_group_by_name("Ed25519");
  k.kernel = kernel_fitting(k.group, (size_t)number);
  fill_pool();
  edwards_init(k.p, BUCKETS * LANES);
  edwards_init(k.q, LANES);
  if (!k.kernel) return false;
  k.context = k.kernel->open(k.group);
  k.a = kit_vectors_new(k.kernel, 1);
  k.b = kit_vectors_new(k.kernel, 1);
  k.c = kit_vectors_new(k.kernel, 1);
  k.many = kit_vectors_new(k.kernel, BUCKETS);
  k.scratch = kit_vectors_new(k.kernel, BUCKETS);
  return true;
}

static void tear_down(void) {
  if (k.kernel) k.kernel->close(k.context);
  free(k.a);
  free(k.b);
  free(k.c);
  free(k.many);
  free(k.scratch);
  edwards_clear(k.pool, POOL);
  edwards_clear(k.p, BUCKETS * LANES);
  edwards_clear(k.q, LANES);
  gmp_randclear(k.random);
  edwards_close();
}

static unsigned all_lanes(void) {
  return (1U << k.kernel->lanes) - 1;
}

static void *many(size_t i) {
  return kit_vector_at(k.kernel, k.many, i);
}

static unsigned load_elements(void *vector, const struct scr_element *elements) {
  const struct scr_element *pointers[LANES];
  for (size_t l = 0; l < k.kernel->lanes; l++) pointers[l] = &elements[l];
  return k.kernel->load(vector, k.context, pointers);
}

static void load(void *vector, const struct edwards *points) {
  struct scr_element elements[LANES];
  for (size_t l = 0; l < k.kernel->lanes; l++) edwards_spell(&elements[l], &points[l]);
  ck_assert_uint_eq(load_elements(vector, elements), all_lanes());
}

// Of the special points those that start at `which`, or any of all.
static void load_some(void *vector, struct edwards *points, unsigned long which) {
  for (size_t l = 0; l < k.kernel->lanes; l++)
    edwards_set(&points[l], &k.pool[which < SPECIAL ? (which + l) % SPECIAL : gmp_urandomm_ui(k.random, POOL)]);
  load(vector, points);
}

static void expect(const void *vectors, size_t count, const struct edwards *points) {
  const size_t n = count * k.kernel->lanes;
  struct scr_element elements[BUCKETS * LANES], expected;
  memset(elements, 0xa5, sizeof elements);
  k.kernel->store(elements, k.context, vectors, count, k.scratch);
  for (size_t i = 0; i < n; i++) {
    edwards_spell(&expected, &points[i]);
    if (memcmp(&elements[i], &expected, sizeof expected) != 0) ck_abort_msg("%s: element %zu", k.kernel->name, i);
  }
}

static void expect_identities(const void *vector, const struct edwards *points) {
  unsigned expected = 0;
  for (unsigned l = 0; l < k.kernel->lanes; l++) expected |= (unsigned)edwards_is_identity(&points[l]) << l;
  ck_assert_uint_eq(k.kernel->is_identity(vector, k.context), expected);
}

static void plain_add(struct edwards *out, const struct edwards *a, const struct edwards *b) {
  for (size_t l = 0; l < k.kernel->lanes; l++) edwards_add(&out[l], &a[l], &b[l]);
}

// --- points through every operation ---

START_TEST(plain_arithmetic_is_libsodiums) {
  (void)set_up(0);
  ck_assert_int_ge(sodium_init(), 0);
  for (size_t i = 0; i < POOL; i++) {
    struct scr_element a, b, sum = {{0}}, expected;
    edwards_spell(&a, &k.pool[i]);
    edwards_spell(&b, &k.pool[(i * i + 3) % POOL]);
    ck_assert_int_eq(crypto_core_ed25519_add((unsigned char *)sum.limb, (const unsigned char *)a.limb,
                                             (const unsigned char *)b.limb),
                     0);
    edwards_add(&k.p[0], &k.pool[i], &k.pool[(i * i + 3) % POOL]);
    edwards_spell(&expected, &k.p[0]);
    ck_assert_mem_eq(&sum, &expected, sizeof sum);
  }
  tear_down();
}
END_TEST

// Every two special points first, as lanes move on by themselves.
START_TEST(sums_are_right) {
  if (set_up(_i)) {
    for (long i = 0; i < kit_cases(CASES) + SPECIAL * SPECIAL; i++) {
      const unsigned long first = (unsigned long)i % SPECIAL, second = (unsigned long)i / SPECIAL;
      load_some(k.a, k.p, second < SPECIAL ? first : SPECIAL);
      for (size_t l = 0; l < k.kernel->lanes; l++)
        edwards_set(&k.q[l], &k.pool[second < SPECIAL ? second : gmp_urandomm_ui(k.random, POOL)]);
      load(k.b, k.q);
      expect(k.a, 1, k.p);
      expect_identities(k.a, k.p);
      k.kernel->mul(k.c, k.context, k.a, k.b);
      expect(k.a, 1, k.p);  // inputs stay
      expect(k.b, 1, k.q);
      plain_add(k.q, k.p, k.q);
      expect(k.c, 1, k.q);
      expect_identities(k.c, k.q);
      // The output in place of the first input, of the second, and of both.
      k.kernel->mul(k.c, k.context, k.c, k.a);
      plain_add(k.q, k.q, k.p);
      k.kernel->mul(k.a, k.context, k.c, k.a);
      plain_add(k.p, k.q, k.p);
      k.kernel->mul(k.a, k.context, k.a, k.a);
      plain_add(k.p, k.p, k.p);
      expect(k.c, 1, k.q);
      expect(k.a, 1, k.p);
    }
  }
  tear_down();
}
END_TEST

START_TEST(doubles_are_right) {
  if (set_up(_i)) {
    for (long i = 0; i < kit_cases(CASES) + SPECIAL; i++) {
      const unsigned times = 1 + (unsigned)i % 5;
      load_some(k.a, k.p, (unsigned long)i);
      k.kernel->square(k.b, k.context, k.a, times);
      expect(k.a, 1, k.p);
      k.kernel->square(k.a, k.context, k.a, times);
      for (unsigned t = 0; t < times; t++) plain_add(k.p, k.p, k.p);
      expect(k.a, 1, k.p);
      expect(k.b, 1, k.p);
      expect_identities(k.b, k.p);
      k.kernel->mul(k.b, k.context, k.b, k.a);  // T is right, too
      plain_add(k.p, k.p, k.p);
      expect(k.b, 1, k.p);
    }
  }
  tear_down();
}
END_TEST

START_TEST(long_chains_stay_in_bounds) {
  if (set_up(_i)) {
    load_some(k.a, k.p, SPECIAL);
    load_some(k.b, k.q, SPECIAL);
    for (long i = 0; i < 10 * kit_cases(CASES); i++) {
      if (i % 3 == 0) {
        k.kernel->square(k.a, k.context, k.a, 1);
        plain_add(k.p, k.p, k.p);
      } else if (i % 3 == 1) {
        k.kernel->mul(k.a, k.context, k.a, k.b);
        plain_add(k.p, k.p, k.q);
      } else {
        k.kernel->mul(k.b, k.context, k.a, k.b);
        plain_add(k.q, k.p, k.q);
      }
      if (i % 97 == 0) expect(k.a, 1, k.p);
    }
    expect(k.a, 1, k.p);
    expect(k.b, 1, k.q);
  }
  tear_down();
}
END_TEST

START_TEST(points_are_picked_from_any_lane) {
  if (set_up(_i)) {
    const size_t lanes = k.kernel->lanes;
    for (size_t i = 0; i < BUCKETS; i++) load_some(many(i), k.p + i * lanes, i);
    expect(k.many, BUCKETS, k.p);
    for (long i = 0; i < kit_cases(CASES); i++) {
      size_t index[LANES];
      for (size_t l = 0; l < lanes; l++) {
        index[l] = i == 0 ? BUCKETS * lanes - 1 : gmp_urandomm_ui(k.random, BUCKETS * lanes);
        edwards_set(&k.q[l], &k.p[index[l]]);
      }
      k.kernel->pick(k.a, k.many, index);
      expect(k.a, 1, k.q);
    }
  }
  tear_down();
}
END_TEST

// Each lane's own point into a bucket of its own, lane by lane from anywhere.
START_TEST(buckets_collect_sums) {
  if (set_up(_i)) {
    enum { POINTS = 4 };
    const size_t lanes = k.kernel->lanes;
    void *points = kit_vectors_new(k.kernel, POINTS);
    struct edwards plain[POINTS * LANES];
    edwards_init(plain, POINTS * LANES);
    for (size_t i = 0; i < POINTS; i++) load_some(kit_vector_at(k.kernel, points, i), plain + i * lanes, 8 * i);
    for (size_t i = 0; i < BUCKETS; i++) k.kernel->set_identity(many(i), k.context);
    ck_assert_uint_eq(k.kernel->is_identity(many(1), k.context), all_lanes());
    expect(k.many, BUCKETS, k.p);
    for (long i = 0; i < kit_cases(CASES); i++) {
      uint8_t bucket[LANES];
      uint16_t from[LANES];
      const unsigned long equal = gmp_urandomm_ui(k.random, BUCKETS), fresh = (unsigned long)i % POINTS;
      load_some(kit_vector_at(k.kernel, points, fresh), plain + fresh * lanes, (unsigned long)i);
      for (size_t l = 0; l < lanes; l++) {
        bucket[l] = (uint8_t)(i % 2 ? equal : gmp_urandomm_ui(k.random, BUCKETS));
        from[l] = (uint16_t)(i % 3 ? gmp_urandomm_ui(k.random, POINTS) : fresh);
        struct edwards *sum = &k.p[bucket[l] * lanes + l];
        edwards_add(sum, sum, &plain[from[l] * lanes + l]);
      }
      k.kernel->mul_bucket(k.many, k.context, bucket, points, from);
      expect(points, POINTS, plain);
      if (i % 16 < 2) expect(many(1), BUCKETS - 1, k.p + lanes);
    }
    expect(many(1), BUCKETS - 1, k.p + lanes);
    edwards_clear(plain, POINTS * LANES);
    free(points);
  }
  tear_down();
}
END_TEST

START_TEST(doubles_follow_each_other) {
  if (set_up(_i)) {
    const size_t lanes = k.kernel->lanes;
    for (size_t i = 0; i < BUCKETS; i++) k.kernel->set_identity(many(i), k.context);
    for (size_t count = 0; count < BUCKETS; count++) {  // one after them stays as it is
      load_some(many(0), k.p, count);
      k.kernel->squares(k.many, k.context, count);
      for (size_t i = lanes; i < count * lanes; i++) edwards_add(&k.p[i], &k.p[i - lanes], &k.p[i - lanes]);
      expect(k.many, BUCKETS, k.p);
    }
    load_some(k.a, k.q, SPECIAL);
    k.kernel->mul(k.a, k.context, k.a, many(BUCKETS - 2));  // T is right, too
    plain_add(k.q, k.q, k.p + (BUCKETS - 2) * lanes);
    expect(k.a, 1, k.q);
  }
  tear_down();
}
END_TEST

// A table in two layouts: lane by lane, and vector by vector; some lanes may be left out.
START_TEST(entries_add) {
  if (set_up(_i)) {
    enum { COUNT = 4 };
    const size_t lanes = k.kernel->lanes, size = k.kernel->entry_bytes, end = COUNT * lanes * size;
    uint8_t *table = aligned_alloc(KERNEL_ALIGNMENT, end + KERNEL_ALIGNMENT);
    ck_assert_ptr_nonnull(table);
    for (long i = 0; i < kit_cases(CASES); i++) {
      const bool by_lane = i % 2;
      const size_t lanes_n = i % 3 == 0 ? 1 + (size_t)i % lanes : lanes;
      const size_t vector_stride = by_lane ? size : lanes * size, lane_stride = by_lane ? COUNT * size : size;
      for (size_t v = 0; v < COUNT; v++) load_some(many(v), k.p + v * lanes, (unsigned long)i % 32 + v);
      k.kernel->square(k.many, k.context, k.many, 3);  // Z isn't 1
      for (int t = 0; t < 3; t++) plain_add(k.p, k.p, k.p);
      memset(table, 0xa5, end + KERNEL_ALIGNMENT);
      k.kernel->to_entries(table, vector_stride, lane_stride, lanes_n, k.context, k.many, COUNT, k.scratch);
      ck_assert_uint_eq(table[end], 0xa5);
      for (size_t l = lanes_n; l < lanes; l++) ck_assert_uint_eq(table[l * lane_stride], 0xa5);
      const void *entries[COUNT * LANES];
      const size_t count = (size_t)i / 6 % (COUNT + 1);
      load_some(k.a, k.q, (unsigned long)i);
      for (size_t j = 0; j < count * lanes; j++) {
        const size_t vector = gmp_urandomm_ui(k.random, COUNT), lane = gmp_urandomm_ui(k.random, lanes_n);
        entries[j] = table + vector * vector_stride + lane * lane_stride;
        edwards_add(&k.q[j % lanes], &k.q[j % lanes], &k.p[vector * lanes + lane]);
      }
      k.kernel->mul_entries(k.a, k.context, entries, count);
      expect(k.a, 1, k.q);
      expect_identities(k.a, k.q);
    }
    free(table);
  }
  tear_down();
}
END_TEST

// --- what is read ---

// Half of all numbers are no y of a point; some lanes have one, and the others are right.
START_TEST(what_is_not_on_the_curve_is_told) {
  if (set_up(_i)) {
    mpz_t y;
    mpz_init(y);
    for (long i = 0; i < kit_cases(CASES); i++) {
      struct scr_element elements[LANES];
      unsigned expected = 0;
      for (size_t l = 0; l < k.kernel->lanes; l++) {
        const bool sign = gmp_urandomb_ui(k.random, 1);
        any_number(y);
        edwards_spell_y(&elements[l], y, sign);
        const bool on_curve = edwards_from_y(&k.p[l], y, sign);
        expected |= (unsigned)on_curve << l;
        if (!on_curve) mpz_set_ui(k.p[l].x, 0), mpz_set_ui(k.p[l].y, 1);
      }
      ck_assert_uint_eq(load_elements(k.a, elements), expected);
      expect(k.a, 1, k.p);
      expect_identities(k.a, k.p);
    }
    mpz_clear(y);
  }
  tear_down();
}
END_TEST

// y = 2 is not on the curve; x = 0 has no sign.
START_TEST(a_bad_point_leaves_its_neighbours_alone) {
  if (set_up(_i)) {
    const struct scr_element bad[] = {
        {{2}}, {{1, 0, 0, UINT64_C(1) << 63}}, {{UINT64_MAX - 19, UINT64_MAX, UINT64_MAX, UINT64_MAX}}};
    for (size_t b = 0; b < 3; b++)
      for (size_t bad_lane = 0; bad_lane < k.kernel->lanes; bad_lane++) {
        struct scr_element elements[LANES];
        for (size_t l = 0; l < k.kernel->lanes; l++) {
          edwards_set(&k.p[l], &k.pool[l == bad_lane ? 0 : SPECIAL + l]);
          edwards_spell(&elements[l], &k.p[l]);
          if (l == bad_lane) elements[l] = bad[b];
        }
        ck_assert_uint_eq(load_elements(k.a, elements), all_lanes() & ~(1U << bad_lane));
        expect(k.a, 1, k.p);
      }
  }
  tear_down();
}
END_TEST

START_TEST(kernels_are_there_where_they_can_be) {
  kit_expect_kernels(scr_group_by_name("Ed25519"), true);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("kernels for edwards25519");
  TCase *each = tcase_create("each kernel"), *once = tcase_create("once");
  tcase_add_loop_test(each, sums_are_right, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, doubles_are_right, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, long_chains_stay_in_bounds, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, points_are_picked_from_any_lane, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, buckets_collect_sums, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, doubles_follow_each_other, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, entries_add, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, what_is_not_on_the_curve_is_told, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(each, a_bad_point_leaves_its_neighbours_alone, 0, KIT_KERNELS_MAX);
  tcase_add_test(once, plain_arithmetic_is_libsodiums);
  tcase_add_test(once, kernels_are_there_where_they_can_be);
  suite_add_tcase(suite, each);
  suite_add_tcase(suite, once);
  return run_suite(suite);
}
