// SPDX-License-Identifier: Apache-2.0
// The kernels for residues, beside plain arithmetic. SCRUTINEER_CASES: how many random cases.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/kernel.h"
#include "tests/support/tiny_group.h"

#define BUCKETS 16
#define CASES 1000

static const struct kernel *const kernels[] = {&kernel_modp_portable, &kernel_modp_ifma, &kernel_modp_avx2};
static const struct scr_group *const tiny_groups[] = {&tiny_group_11, &tiny_group_23};
#define KERNELS (sizeof kernels / sizeof *kernels)
#define PAIRS 12  // of a kernel and a group

static struct {
  const struct kernel *kernel;
  const struct scr_group *group;
  void *context;
  gmp_randstate_t random;
  mpz_t p;
  long cases;
} k;

// Moduli of one limb and of two, close to the top of it; what else a group has is not needed here.
static const struct scr_group one_limb = {.name = "2^64 - 59", .p_limbs = 1, .p = {UINT64_MAX - 58}};
static const struct scr_group two_limbs = {.name = "2^127 - 1", .p_limbs = 2, .p = {UINT64_MAX, INT64_MAX}};

static bool set_up(int pair) {
  const struct scr_group *const groups[PAIRS / KERNELS] = {scr_group_by_name("BELENIOS-2048"),
                                                           scr_group_by_name("RFC-3526-2048"), &one_limb, &two_limbs};
  memset(&k, 0, sizeof k);
  k.kernel = kernels[(size_t)pair % KERNELS];
  k.group = groups[(size_t)pair / KERNELS];
  if (!k.kernel->fits(k.group)) return false;
  k.context = k.kernel->open(k.group);
  ck_assert_ptr_nonnull(k.context);
  gmp_randinit_default(k.random);
  gmp_randseed_ui(k.random, (unsigned long)pair);
  mpz_roinit_n(k.p, k.group->p, (mp_size_t)k.group->p_limbs);
  const char *cases = getenv("SCRUTINEER_CASES");
  k.cases = cases ? strtol(cases, NULL, 10) : CASES;
  return true;
}

static void tear_down(void) {
  k.kernel->close(k.context);
  gmp_randclear(k.random);
}

static void *vectors_new(size_t count) {
  void *vectors = aligned_alloc(KERNEL_ALIGNMENT, count * k.kernel->vector_bytes);
  ck_assert_ptr_nonnull(vectors);
  return vectors;
}

static void *vector_at(void *vectors, size_t i) {
  return (uint8_t *)vectors + i * k.kernel->vector_bytes;
}

// --- plain residues, one for each lane ---

static void plain_init(mpz_t *plain, size_t count) {
  for (size_t i = 0; i < count; i++) mpz_init(plain[i]);
}

static void plain_clear(mpz_t *plain, size_t count) {
  for (size_t i = 0; i < count; i++) mpz_clear(plain[i]);
}

// Between 0 and p, both excluded: edges, numbers of few runs of ones and zeros, and any.
static void plain_any(mpz_t value, unsigned long which) {
  switch (which % 16) {
    case 0: mpz_set_ui(value, 1); break;
    case 1: mpz_set_ui(value, 2); break;
    case 2: mpz_sub_ui(value, k.p, 1); break;
    case 3: mpz_sub_ui(value, k.p, 2); break;
    case 4: mpz_set_ui(value, 0), mpz_setbit(value, 64 * k.group->p_limbs), mpz_sub_ui(value, value, 1); break;
    case 5: mpz_import(value, SCR_LIMBS, -1, sizeof(uint64_t), 0, 0, k.group->generator.limb); break;
    case 6: mpz_set_ui(value, 0), mpz_setbit(value, mpz_sizeinbase(k.p, 2) - 1), mpz_sub_ui(value, value, 1); break;
    case 7: mpz_set_ui(value, 0), mpz_setbit(value, 52 * (mpz_sizeinbase(k.p, 2) / 52)); break;
    case 8:
    case 9:
    case 10:
    case 11: mpz_rrandomb(value, k.random, mpz_sizeinbase(k.p, 2)); break;
    default: mpz_urandomm(value, k.random, k.p);
  }
  mpz_mod(value, value, k.p);
  if (mpz_sgn(value) == 0) mpz_set_ui(value, 1);
}

static void load(void *vector, mpz_t *plain) {
  struct scr_element elements[KERNEL_LANES_MAX] = {{{0}}};
  const struct scr_element *pointers[KERNEL_LANES_MAX];
  for (size_t l = 0; l < k.kernel->lanes; l++) {
    for (size_t i = 0; i < SCR_LIMBS; i++) elements[l].limb[i] = mpz_getlimbn(plain[l], (mp_size_t)i);
    pointers[l] = &elements[l];
  }
  ck_assert_uint_eq(k.kernel->load(vector, k.context, pointers), (1u << k.kernel->lanes) - 1);
}

static void load_any(void *vector, mpz_t *plain, unsigned long which) {
  for (size_t l = 0; l < k.kernel->lanes; l++) plain_any(plain[l], which + l);
  load(vector, plain);
}

static void expect(void *vectors, size_t count, mpz_t *plain) {
  const size_t n = count * k.kernel->lanes;
  struct scr_element *elements = malloc(n * sizeof(struct scr_element));
  ck_assert_ptr_nonnull(elements);
  memset(elements, 0xa5, n * sizeof(struct scr_element));
  void *scratch = vectors_new(count);
  k.kernel->store(elements, k.context, vectors, count, scratch);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < SCR_LIMBS; j++)
      if (elements[i].limb[j] != mpz_getlimbn(plain[i], (mp_size_t)j))  // an assertion for each limb takes too long
        ck_abort_msg("%s, %s: element %zu, limb %zu", k.group->name, k.kernel->name, i, j);
  free(scratch);
  free(elements);
}

static void plain_mul(mpz_t *out, mpz_t *a, mpz_t *b) {
  for (size_t l = 0; l < k.kernel->lanes; l++) {
    mpz_mul(out[l], a[l], b[l]);
    mpz_mod(out[l], out[l], k.p);
  }
}

// --- tests ---

START_TEST(products_and_squares_are_right) {
  if (!set_up(_i)) return;
  mpz_t a[KERNEL_LANES_MAX], b[KERNEL_LANES_MAX], c[KERNEL_LANES_MAX];
  plain_init(a, KERNEL_LANES_MAX);
  plain_init(b, KERNEL_LANES_MAX);
  plain_init(c, KERNEL_LANES_MAX);
  void *va = vectors_new(1), *vb = vectors_new(1), *vc = vectors_new(1);
  // Every pair of edges first, as the lanes move on by themselves.
  for (long i = 0; i < k.cases + 256; i++) {
    load_any(va, a, (unsigned long)i);
    load_any(vb, b, (unsigned long)i / 16);
    expect(va, 1, a);
    k.kernel->mul(vc, k.context, va, vb);
    plain_mul(c, a, b);
    expect(vc, 1, c);
    k.kernel->square(vc, k.context, va, 1);
    plain_mul(c, a, a);
    expect(vc, 1, c);
    expect(va, 1, a);  // inputs stay
    // The output in place of the first input, of the second, and of both.
    k.kernel->mul(vc, k.context, vc, vb);
    plain_mul(c, c, b);
    expect(vc, 1, c);
    k.kernel->mul(va, k.context, vc, va);
    plain_mul(a, c, a);
    expect(va, 1, a);
    k.kernel->mul(va, k.context, va, va);
    plain_mul(a, a, a);
    expect(va, 1, a);
    k.kernel->square(va, k.context, va, 3);
    for (int j = 0; j < 3; j++) plain_mul(a, a, a);
    expect(va, 1, a);
  }
  free(va);
  free(vb);
  free(vc);
  plain_clear(a, KERNEL_LANES_MAX);
  plain_clear(b, KERNEL_LANES_MAX);
  plain_clear(c, KERNEL_LANES_MAX);
  tear_down();
}
END_TEST

// The largest numbers of a kernel's form, which no load gives: for the bounds of its columns. Written limb by limb, the one
// place here that knows the forms, a lane after the other.
struct form {
  const char *kernel;
  size_t limb_bits, limb_bytes, limbs;  // R is 2 to the product of bits and limbs
  size_t bits;                          // of the largest number
  size_t room;                          // limbs of a lane in memory
};

static struct form form_of(const struct kernel *kernel, const struct scr_group *group) {
  const struct form forms[] = {
      {"portable", 64, 8, group->p_limbs, 64 * group->p_limbs, group->p_limbs},
      {"avx2", 28, 4, 76, 2050, 80},
      {"avx512ifma", 52, 8, 40, 2050, 40},
  };
  size_t i = 0;
  while (strcmp(forms[i].kernel, kernel->name) != 0) i++;
  return forms[i];
}

START_TEST(the_largest_numbers_multiply) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  const struct form form = form_of(k.kernel, k.group);
  mpz_t a[KERNEL_LANES_MAX], b[KERNEL_LANES_MAX], inverse;
  plain_init(a, KERNEL_LANES_MAX);
  plain_init(b, KERNEL_LANES_MAX);
  mpz_init(inverse);
  mpz_setbit(inverse, form.limb_bits * form.limbs);
  ck_assert_int_ne(mpz_invert(inverse, inverse, k.p), 0);
  void *va = vectors_new(1), *vb = vectors_new(1);
  memset(va, 0, k.kernel->vector_bytes);
  for (size_t l = 0; l < lanes; l++) {
    mpz_setbit(a[l], form.bits);
    mpz_sub_ui(a[l], a[l], 1 + l);
    for (size_t i = 0; i < form.limbs; i++) {
      mpz_fdiv_q_2exp(b[l], a[l], form.limb_bits * i);
      const uint64_t limb = mpz_getlimbn(b[l], 0) & UINT64_MAX >> (64 - form.limb_bits);
      memcpy((uint8_t *)va + (l * form.room + i) * form.limb_bytes, &limb,
             form.limb_bytes);  // little-endian, if 4 bytes
    }
    mpz_mul(a[l], a[l], inverse);
    mpz_mod(a[l], a[l], k.p);
  }
  expect(va, 1, a);
  k.kernel->mul(vb, k.context, va, va);
  plain_mul(b, a, a);
  expect(vb, 1, b);
  k.kernel->mul(vb, k.context, va, vb);
  plain_mul(b, a, b);
  expect(vb, 1, b);
  k.kernel->square(vb, k.context, va, 1);
  plain_mul(b, a, a);
  expect(vb, 1, b);
  free(va);
  free(vb);
  mpz_clear(inverse);
  plain_clear(a, KERNEL_LANES_MAX);
  plain_clear(b, KERNEL_LANES_MAX);
  tear_down();
}
END_TEST

// Nothing is reduced in between: bounds hold for as long as one likes.
START_TEST(long_chains_stay_in_bounds) {
  if (!set_up(_i)) return;
  mpz_t a[KERNEL_LANES_MAX], b[KERNEL_LANES_MAX];
  plain_init(a, KERNEL_LANES_MAX);
  plain_init(b, KERNEL_LANES_MAX);
  void *va = vectors_new(1), *vb = vectors_new(1);
  for (unsigned long start = 0; start < 4; start++) {
    load_any(va, a, 4 * start);
    load_any(vb, b, 4 * start + 2);
    for (long i = 0; i < 20 * k.cases; i++) {
      if (i % 3 == 0) {
        k.kernel->square(va, k.context, va, 1);
        plain_mul(a, a, a);
      } else if (i % 3 == 1) {
        k.kernel->mul(va, k.context, va, vb);
        plain_mul(a, a, b);
      } else {
        k.kernel->mul(vb, k.context, va, vb);
        plain_mul(b, a, b);
      }
      if (i % 97 == 0) expect(va, 1, a);
    }
    expect(va, 1, a);
    expect(vb, 1, b);
  }
  free(va);
  free(vb);
  plain_clear(a, KERNEL_LANES_MAX);
  plain_clear(b, KERNEL_LANES_MAX);
  tear_down();
}
END_TEST

START_TEST(the_identity_is_known_in_every_form) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  const unsigned all = (1u << lanes) - 1;
  mpz_t a[KERNEL_LANES_MAX], b[KERNEL_LANES_MAX];
  plain_init(a, KERNEL_LANES_MAX);
  plain_init(b, KERNEL_LANES_MAX);
  void *va = vectors_new(1), *vb = vectors_new(1);
  k.kernel->set_identity(va, k.context);
  ck_assert_uint_eq(k.kernel->is_identity(va, k.context), all);
  for (size_t l = 0; l < lanes; l++) mpz_set_ui(a[l], 1);
  expect(va, 1, a);
  for (long i = 0; i < k.cases; i++) {
    // x and 1/x in all lanes but one.
    load_any(va, a, (unsigned long)i);
    const size_t other = (size_t)i % (lanes + 1);
    for (size_t l = 0; l < lanes; l++) ck_assert_int_ne(mpz_invert(b[l], a[l], k.p), 0);
    if (other < lanes) mpz_add_ui(b[other], b[other], 1), mpz_mod(b[other], b[other], k.p);
    if (other < lanes && mpz_sgn(b[other]) == 0) mpz_set_ui(b[other], 2);
    load(vb, b);
    k.kernel->mul(va, k.context, va, vb);
    plain_mul(a, a, b);
    expect(va, 1, a);
    unsigned expected = 0;
    for (size_t l = 0; l < lanes; l++) expected |= (unsigned)(mpz_cmp_ui(a[l], 1) == 0) << l;
    ck_assert_uint_eq(k.kernel->is_identity(va, k.context), expected);
  }
  free(va);
  free(vb);
  plain_clear(a, KERNEL_LANES_MAX);
  plain_clear(b, KERNEL_LANES_MAX);
  tear_down();
}
END_TEST

START_TEST(elements_are_picked_from_any_lane) {
  if (!set_up(_i)) return;
  enum { COUNT = 5 };
  const size_t lanes = k.kernel->lanes;
  mpz_t a[COUNT * KERNEL_LANES_MAX], picked[KERNEL_LANES_MAX];
  plain_init(a, COUNT * KERNEL_LANES_MAX);
  plain_init(picked, KERNEL_LANES_MAX);
  void *vectors = vectors_new(COUNT), *out = vectors_new(1);
  for (size_t i = 0; i < COUNT; i++) load_any(vector_at(vectors, i), a + i * lanes, 8 * i);
  expect(vectors, COUNT, a);
  for (long i = 0; i < k.cases; i++) {
    size_t index[KERNEL_LANES_MAX];
    for (size_t l = 0; l < lanes; l++) {
      index[l] = i == 0 ? COUNT * lanes - 1 : gmp_urandomm_ui(k.random, COUNT * lanes);
      mpz_set(picked[l], a[index[l]]);
    }
    k.kernel->pick(out, vectors, index);
    expect(out, 1, picked);
  }
  free(vectors);
  free(out);
  plain_clear(a, COUNT * KERNEL_LANES_MAX);
  plain_clear(picked, KERNEL_LANES_MAX);
  tear_down();
}
END_TEST

START_TEST(buckets_collect_products) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  mpz_t sums[BUCKETS * KERNEL_LANES_MAX], a[KERNEL_LANES_MAX];
  plain_init(sums, BUCKETS * KERNEL_LANES_MAX);
  plain_init(a, KERNEL_LANES_MAX);
  void *buckets = vectors_new(BUCKETS), *v = vectors_new(1);
  for (size_t i = 0; i < BUCKETS; i++) k.kernel->set_identity(vector_at(buckets, i), k.context);
  for (size_t i = 0; i < BUCKETS * lanes; i++) mpz_set_ui(sums[i], 1);
  for (long i = 0; i < k.cases; i++) {
    uint8_t index[KERNEL_LANES_MAX];
    const unsigned long equal = gmp_urandomm_ui(k.random, BUCKETS);
    load_any(v, a, (unsigned long)i);
    for (size_t l = 0; l < lanes; l++) {
      index[l] = (uint8_t)(i % 2 ? equal : gmp_urandomm_ui(k.random, BUCKETS));
      mpz_t *sum = &sums[index[l] * lanes + l];
      mpz_mul(*sum, *sum, a[l]);
      mpz_mod(*sum, *sum, k.p);
    }
    k.kernel->mul_bucket(buckets, k.context, index, v);
    expect(v, 1, a);
    if (i < 8 || i == k.cases - 1) expect(vector_at(buckets, 1), BUCKETS - 1, sums + lanes);
  }
  free(buckets);
  free(v);
  plain_clear(sums, BUCKETS * KERNEL_LANES_MAX);
  plain_clear(a, KERNEL_LANES_MAX);
  tear_down();
}
END_TEST

// A table of COUNT vectors in two layouts: lane by lane, and vector by vector; some lanes may be left out.
START_TEST(entries_multiply) {
  if (!set_up(_i)) return;
  enum { COUNT = 4 };
  const size_t lanes = k.kernel->lanes, size = k.kernel->entry_bytes;
  mpz_t a[COUNT * KERNEL_LANES_MAX], b[KERNEL_LANES_MAX];
  plain_init(a, COUNT * KERNEL_LANES_MAX);
  plain_init(b, KERNEL_LANES_MAX);
  void *vectors = vectors_new(COUNT), *scratch = vectors_new(COUNT), *v = vectors_new(1);
  uint8_t *table = aligned_alloc(KERNEL_ALIGNMENT, (COUNT * lanes + 1) * size);
  ck_assert_ptr_nonnull(table);
  for (size_t i = 0; i < COUNT; i++) load_any(vector_at(vectors, i), a + i * lanes, 8 * i);
  for (long i = 0; i < k.cases; i++) {
    const bool by_lane = i % 2;
    const size_t lanes_n = i % 3 == 0 ? 1 + (size_t)i % lanes : lanes;
    const size_t vector_stride = by_lane ? size : lanes * size, lane_stride = by_lane ? COUNT * size : size;
    memset(table, 0xa5, (COUNT * lanes + 1) * size);
    k.kernel->to_entries(table, vector_stride, lane_stride, lanes_n, k.context, vectors, COUNT, scratch);
    ck_assert_uint_eq(table[COUNT * lanes * size], 0xa5);
    for (size_t l = lanes_n; l < lanes; l++) ck_assert_uint_eq(table[l * lane_stride], 0xa5);
    const void *entries[KERNEL_LANES_MAX];
    load_any(v, b, (unsigned long)i);
    for (size_t l = 0; l < lanes; l++) {
      const size_t vector = gmp_urandomm_ui(k.random, COUNT), lane = gmp_urandomm_ui(k.random, lanes_n);
      entries[l] = table + vector * vector_stride + lane * lane_stride;
      mpz_mul(b[l], b[l], a[vector * lanes + lane]);
      mpz_mod(b[l], b[l], k.p);
    }
    k.kernel->mul_entries(v, k.context, entries);
    expect(v, 1, b);
  }
  free(vectors);
  free(scratch);
  free(v);
  free(table);
  plain_clear(a, COUNT * KERNEL_LANES_MAX);
  plain_clear(b, KERNEL_LANES_MAX);
  tear_down();
}
END_TEST

START_TEST(tiny_groups_are_right_throughout) {
  memset(&k, 0, sizeof k);
  k.kernel = &kernel_modp_portable;
  k.group = tiny_groups[_i];
  ck_assert(k.kernel->fits(k.group));
  ck_assert(!kernel_modp_ifma.fits(k.group));
  k.context = k.kernel->open(k.group);
  ck_assert_ptr_nonnull(k.context);
  mpz_roinit_n(k.p, k.group->p, 1);
  mpz_t a[1], b[1], c[1];
  plain_init(a, 1);
  plain_init(b, 1);
  plain_init(c, 1);
  void *va = vectors_new(1), *vb = vectors_new(1), *vc = vectors_new(1);
  for (unsigned long i = 1; i < k.group->p[0]; i++)
    for (unsigned long j = 1; j < k.group->p[0]; j++) {
      mpz_set_ui(a[0], i);
      mpz_set_ui(b[0], j);
      load(va, a);
      load(vb, b);
      k.kernel->mul(vc, k.context, va, vb);
      plain_mul(c, a, b);
      expect(vc, 1, c);
      ck_assert_uint_eq(k.kernel->is_identity(vc, k.context), mpz_cmp_ui(c[0], 1) == 0);
      k.kernel->square(vc, k.context, vc, 2);
      plain_mul(c, c, c);
      plain_mul(c, c, c);
      expect(vc, 1, c);
    }
  free(va);
  free(vb);
  free(vc);
  plain_clear(a, 1);
  plain_clear(b, 1);
  plain_clear(c, 1);
  k.kernel->close(k.context);
}
END_TEST

// A kernel that is not built for this processor would make the other tests of it empty.
START_TEST(kernels_fit_where_they_can) {
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) {
    const struct scr_group *group = scr_group_at(i);
    const bool residues = group->p_limbs > 0;
    ck_assert_int_eq(kernel_modp_portable.fits(group), residues);
#if defined(__x86_64__)
    const bool ifma = __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    ck_assert_int_eq(kernel_modp_ifma.fits(group), residues && ifma);
#else
    ck_assert(!kernel_modp_ifma.fits(group));
#endif
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("kernels for residues");
  TCase *each = tcase_create("each kernel and group"), *once = tcase_create("once");
  tcase_add_loop_test(each, products_and_squares_are_right, 0, PAIRS);
  tcase_add_loop_test(each, the_largest_numbers_multiply, 0, PAIRS);
  tcase_add_loop_test(each, long_chains_stay_in_bounds, 0, PAIRS);
  tcase_add_loop_test(each, the_identity_is_known_in_every_form, 0, PAIRS);
  tcase_add_loop_test(each, elements_are_picked_from_any_lane, 0, PAIRS);
  tcase_add_loop_test(each, buckets_collect_products, 0, PAIRS);
  tcase_add_loop_test(each, entries_multiply, 0, PAIRS);
  tcase_add_loop_test(once, tiny_groups_are_right_throughout, 0, 2);
  tcase_add_test(once, kernels_fit_where_they_can);
  suite_add_tcase(suite, each);
  suite_add_tcase(suite, once);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
