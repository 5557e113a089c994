// SPDX-License-Identifier: Apache-2.0
// The kernels for residues, beside plain arithmetic. SCRUTINEER_CASES: how many random cases.
#include "tests/support/kernel_modp_fixture.h"
#include "tests/support/tiny_group.h"

static const struct scr_group *const tiny_groups[] = {&tiny_group_11, &tiny_group_23};

static void *many(size_t i) {
  return kit_vector_at(k.kernel, k.vmany, i);
}

START_TEST(products_and_squares_are_right) {
  if (!set_up(_i)) return;
  // Every pair of edges first, as the lanes move on by themselves.
  for (long i = 0; i < k.cases + 256; i++) {
    load_any(k.va, k.a, (unsigned long)i);
    load_any(k.vb, k.b, (unsigned long)i / 16);
    expect(k.va, 1, k.a);
    k.kernel->mul(k.vc, k.context, k.va, k.vb);
    plain_mul(k.c, k.a, k.b);
    expect(k.vc, 1, k.c);
    k.kernel->square(k.vc, k.context, k.va, 1);
    plain_mul(k.c, k.a, k.a);
    expect(k.vc, 1, k.c);
    expect(k.va, 1, k.a);  // inputs stay
    // The output in place of the first input, of the second, and of both.
    k.kernel->mul(k.vc, k.context, k.vc, k.vb);
    plain_mul(k.c, k.c, k.b);
    expect(k.vc, 1, k.c);
    k.kernel->mul(k.va, k.context, k.vc, k.va);
    plain_mul(k.a, k.c, k.a);
    expect(k.va, 1, k.a);
    k.kernel->mul(k.va, k.context, k.va, k.va);
    plain_mul(k.a, k.a, k.a);
    expect(k.va, 1, k.a);
    k.kernel->square(k.va, k.context, k.va, 3);
    for (int j = 0; j < 3; j++) plain_mul(k.a, k.a, k.a);
    expect(k.va, 1, k.a);
  }
  tear_down();
}
END_TEST

// Nothing is reduced in between: bounds hold for as long as one likes.
START_TEST(long_chains_stay_in_bounds) {
  if (!set_up(_i)) return;
  for (unsigned long start = 0; start < 4; start++) {
    load_any(k.va, k.a, 4 * start);
    load_any(k.vb, k.b, 4 * start + 2);
    for (long i = 0; i < 20 * k.cases; i++) {
      if (i % 3 == 0) {
        k.kernel->square(k.va, k.context, k.va, 1);
        plain_mul(k.a, k.a, k.a);
      } else if (i % 3 == 1) {
        k.kernel->mul(k.va, k.context, k.va, k.vb);
        plain_mul(k.a, k.a, k.b);
      } else {
        k.kernel->mul(k.vb, k.context, k.va, k.vb);
        plain_mul(k.b, k.a, k.b);
      }
      if (i % 97 == 0) expect(k.va, 1, k.a);
    }
    expect(k.va, 1, k.a);
    expect(k.vb, 1, k.b);
  }
  tear_down();
}
END_TEST

START_TEST(the_identity_is_known_in_every_form) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  const unsigned all = (1u << lanes) - 1;
  k.kernel->set_identity(k.va, k.context);
  ck_assert_uint_eq(k.kernel->is_identity(k.va, k.context), all);
  for (size_t l = 0; l < lanes; l++) mpz_set_ui(k.a[l], 1);
  expect(k.va, 1, k.a);
  for (long i = 0; i < k.cases; i++) {
    // x and 1/x in all lanes but one.
    load_any(k.va, k.a, (unsigned long)i);
    const size_t other = (size_t)i % (lanes + 1);
    for (size_t l = 0; l < lanes; l++) ck_assert_int_ne(mpz_invert(k.b[l], k.a[l], k.p), 0);
    if (other < lanes) mpz_add_ui(k.b[other], k.b[other], 1), mpz_mod(k.b[other], k.b[other], k.p);
    if (other < lanes && mpz_sgn(k.b[other]) == 0) mpz_set_ui(k.b[other], 2);
    load(k.vb, k.b);
    k.kernel->mul(k.va, k.context, k.va, k.vb);
    plain_mul(k.a, k.a, k.b);
    expect(k.va, 1, k.a);
    unsigned expected = 0;
    for (size_t l = 0; l < lanes; l++) expected |= (unsigned)(mpz_cmp_ui(k.a[l], 1) == 0) << l;
    ck_assert_uint_eq(k.kernel->is_identity(k.va, k.context), expected);
  }
  tear_down();
}
END_TEST

START_TEST(elements_are_picked_from_any_lane) {
  if (!set_up(_i)) return;
  enum { COUNT = 5 };
  const size_t lanes = k.kernel->lanes;
  for (size_t i = 0; i < COUNT; i++) load_any(many(i), k.many + i * lanes, 8 * i);
  expect(k.vmany, COUNT, k.many);
  for (long i = 0; i < k.cases; i++) {
    size_t index[LANES];
    for (size_t l = 0; l < lanes; l++) {
      index[l] = i == 0 ? COUNT * lanes - 1 : gmp_urandomm_ui(k.random, COUNT * lanes);
      mpz_set(k.c[l], k.many[index[l]]);
    }
    k.kernel->pick(k.va, k.vmany, index);
    expect(k.va, 1, k.c);
  }
  tear_down();
}
END_TEST

// Each lane's own factor into a bucket of its own, lane by lane from anywhere.
START_TEST(buckets_collect_products) {
  if (!set_up(_i)) return;
  enum { FACTORS = 4 };
  const size_t lanes = k.kernel->lanes;
  void *factors = kit_vectors_new(k.kernel, FACTORS);
  mpz_t plain[FACTORS * LANES];
  for (size_t i = 0; i < FACTORS * LANES; i++) mpz_init(plain[i]);
  for (size_t i = 0; i < FACTORS; i++) load_any(kit_vector_at(k.kernel, factors, i), plain + i * lanes, 8 * i);
  for (size_t i = 0; i < BUCKETS; i++) k.kernel->set_identity(many(i), k.context);
  for (size_t i = 0; i < BUCKETS * lanes; i++) mpz_set_ui(k.many[i], 1);
  for (long i = 0; i < k.cases; i++) {
    uint8_t bucket[LANES];
    uint16_t factor[LANES];
    const unsigned long equal = gmp_urandomm_ui(k.random, BUCKETS), fresh = (unsigned long)i % FACTORS;
    load_any(kit_vector_at(k.kernel, factors, fresh), plain + fresh * lanes, (unsigned long)i);
    for (size_t l = 0; l < lanes; l++) {
      bucket[l] = (uint8_t)(i % 2 ? equal : gmp_urandomm_ui(k.random, BUCKETS));
      factor[l] = (uint16_t)(i % 3 ? gmp_urandomm_ui(k.random, FACTORS) : fresh);
      mpz_t *product = &k.many[bucket[l] * lanes + l];
      mpz_mul(*product, *product, plain[factor[l] * lanes + l]);
      mpz_mod(*product, *product, k.p);
    }
    k.kernel->mul_bucket(k.vmany, k.context, bucket, factors, factor);
    expect(factors, FACTORS, plain);
    if (i < 8 || i == k.cases - 1) expect(many(1), BUCKETS - 1, k.many + lanes);
  }
  for (size_t i = 0; i < FACTORS * LANES; i++) mpz_clear(plain[i]);
  free(factors);
  tear_down();
}
END_TEST

// Any number of 2048 bits, whatever the modulus: edges of the binary form and of the decimal one, and any.
static void any_number(mpz_t value, unsigned long which) {
  switch (which % 8) {
    case 0: mpz_set_ui(value, which / 8 % 20); break;
    case 1: mpz_set_ui(value, 0), mpz_setbit(value, 2048), mpz_sub_ui(value, value, 1 + which / 8 % 20); break;
    case 2:
    case 3:
      mpz_ui_pow_ui(value, 10, gmp_urandomm_ui(k.random, 617));
      mpz_mul_ui(value, value, 1 + gmp_urandomm_ui(k.random, 100));
      if (which % 8 == 3) mpz_sub_ui(value, value, 1);
      break;
    case 4: mpz_rrandomb(value, k.random, 2048); break;
    case 5: mpz_rrandomb(value, k.random, 1 + gmp_urandomm_ui(k.random, 2048)); break;
    default: mpz_urandomb(value, k.random, 2048);
  }
  mpz_fdiv_r_2exp(value, value, 2048);
}

START_TEST(digits_are_those_of_the_number) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  struct scr_element elements[LANES];
  const struct scr_element *pointers[LANES];
  uint8_t digits[LANES][DECIMAL_MAX + 2], *texts[LANES];
  for (long i = 0; k.kernel->digits && i < k.cases; i++) {
    for (size_t l = 0; l < lanes; l++) {
      any_number(k.a[l], (unsigned long)i + l);
      for (size_t j = 0; j < SCR_LIMBS; j++) elements[l].limb[j] = mpz_getlimbn(k.a[l], (mp_size_t)j);
      pointers[l] = &elements[l];
      memset(digits[l], '#', sizeof digits[l]);
      texts[l] = digits[l] + 1;
    }
    k.kernel->digits(texts, k.context, pointers);
    for (size_t l = 0; l < lanes; l++) {
      char expected[DECIMAL_MAX + 3];
      gmp_snprintf(expected, sizeof expected, "#%0617Zd#", k.a[l]);
      ck_assert_mem_eq(digits[l], expected, sizeof digits[l]);
    }
  }
  tear_down();
}
END_TEST

// Where it is written with vectors at all: the test above would pass without.
START_TEST(some_kernel_has_digits) {
  const struct kernel *fastest = kernel_fitting(scr_group_by_name("BELENIOS-2048"), 0);
  ck_assert(!fastest->digits == (strcmp(fastest->name, "avx512ifma") != 0));
}
END_TEST

START_TEST(squares_follow_each_other) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  for (size_t i = 0; i < BUCKETS * lanes; i++) mpz_set_ui(k.many[i], 1);
  for (size_t i = 0; i < BUCKETS; i++) k.kernel->set_identity(many(i), k.context);
  for (size_t count = 0; count < BUCKETS; count++) {  // one after them stays as it is
    load_any(many(0), k.many, count);
    k.kernel->squares(k.vmany, k.context, count);
    for (size_t i = 1; i < count; i++)
      plain_mul(k.many + i * lanes, k.many + (i - 1) * lanes, k.many + (i - 1) * lanes);
    expect(k.vmany, BUCKETS, k.many);
  }
  tear_down();
}
END_TEST

// A table of COUNT vectors in two layouts: lane by lane, and vector by vector; some lanes may be left out.
START_TEST(entries_multiply) {
  if (!set_up(_i)) return;
  enum { COUNT = 4 };
  const size_t lanes = k.kernel->lanes, size = k.kernel->entry_bytes;
  uint8_t *table = aligned_alloc(KERNEL_ALIGNMENT, (COUNT * lanes + 1) * size);
  ck_assert_ptr_nonnull(table);
  for (size_t i = 0; i < COUNT; i++) load_any(many(i), k.many + i * lanes, 8 * i);
  for (long i = 0; i < k.cases; i++) {
    const bool by_lane = i % 2;
    const size_t lanes_n = i % 3 == 0 ? 1 + (size_t)i % lanes : lanes;
    const size_t vector_stride = by_lane ? size : lanes * size, lane_stride = by_lane ? COUNT * size : size;
    memset(table, 0xa5, (COUNT * lanes + 1) * size);
    k.kernel->to_entries(table, vector_stride, lane_stride, lanes_n, k.context, k.vmany, COUNT, k.scratch);
    ck_assert_uint_eq(table[COUNT * lanes * size], 0xa5);
    for (size_t l = lanes_n; l < lanes; l++) ck_assert_uint_eq(table[l * lane_stride], 0xa5);
    const void *entries[COUNT * LANES];
    const size_t count = (size_t)i / 6 % (COUNT + 1);
    load_any(k.va, k.b, (unsigned long)i);
    for (size_t j = 0; j < count * lanes; j++) {
      const size_t vector = gmp_urandomm_ui(k.random, COUNT), lane = gmp_urandomm_ui(k.random, lanes_n);
      entries[j] = table + vector * vector_stride + lane * lane_stride;
      mpz_mul(k.b[j % lanes], k.b[j % lanes], k.many[vector * lanes + lane]);
      mpz_mod(k.b[j % lanes], k.b[j % lanes], k.p);
    }
    k.kernel->mul_entries(k.va, k.context, entries, count);
    expect(k.va, 1, k.b);
  }
  free(table);
  tear_down();
}
END_TEST

START_TEST(tiny_groups_are_right_throughout) {
  open_kernel(&kernel_modp_portable, tiny_groups[_i]);
  for (unsigned long i = 1; i < k.group->p[0]; i++)
    for (unsigned long j = 1; j < k.group->p[0]; j++) {
      mpz_set_ui(k.a[0], i);
      mpz_set_ui(k.b[0], j);
      load(k.va, k.a);
      load(k.vb, k.b);
      k.kernel->mul(k.vc, k.context, k.va, k.vb);
      plain_mul(k.c, k.a, k.b);
      expect(k.vc, 1, k.c);
      ck_assert_uint_eq(k.kernel->is_identity(k.vc, k.context), mpz_cmp_ui(k.c[0], 1) == 0);
      k.kernel->square(k.vc, k.context, k.vc, 2);
      plain_mul(k.c, k.c, k.c);
      plain_mul(k.c, k.c, k.c);
      expect(k.vc, 1, k.c);
    }
  tear_down();
}
END_TEST

START_TEST(kernels_are_there_where_they_can_be) {
  kit_expect_kernels(scr_group_by_name("BELENIOS-2048"), true);
  kit_expect_kernels(scr_group_by_name("RFC-3526-2048"), true);
  kit_expect_kernels(&one_limb, false);
  kit_expect_kernels(&tiny_group_11, false);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("kernels for residues");
  TCase *each = tcase_create("each kernel and group"), *once = tcase_create("once");
  tcase_add_loop_test(each, products_and_squares_are_right, 0, PAIRS);
  tcase_add_loop_test(each, long_chains_stay_in_bounds, 0, PAIRS);
  tcase_add_loop_test(each, the_identity_is_known_in_every_form, 0, PAIRS);
  tcase_add_loop_test(each, elements_are_picked_from_any_lane, 0, PAIRS);
  tcase_add_loop_test(each, buckets_collect_products, 0, PAIRS);
  tcase_add_loop_test(each, digits_are_those_of_the_number, 0, PAIRS);
  tcase_add_loop_test(each, squares_follow_each_other, 0, PAIRS);
  tcase_add_loop_test(each, entries_multiply, 0, PAIRS);
  tcase_add_loop_test(once, tiny_groups_are_right_throughout, 0, 2);
  tcase_add_test(once, some_kernel_has_digits);
  tcase_add_test(once, kernels_are_there_where_they_can_be);
  suite_add_tcase(suite, each);
  suite_add_tcase(suite, once);
  return run_suite(suite);
}
