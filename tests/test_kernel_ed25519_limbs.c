// SPDX-License-Identifier: Apache-2.0
// The kernels of edwards25519 at the edges of their bounds: vectors written limb by limb, with the largest limbs that operations
// take, which are no points then; their formulas are the same for any numbers. SCRUTINEER_CASES: how many random cases.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/edwards.h"
#include "tests/support/kernel_kit.h"
#include "tests/support/suite.h"

#define LANES KERNEL_LANES_MAX
#define CASES 3000

// How a kernel has coordinates in memory, the one place here that knows: limbs of 51 bits, or of 26 and 25 in turns, and where
// coordinate c is in lane l of a vector, where limbs follow each other, as they do in an entry. Limbs are below `bound`.
struct form {
  const char *kernel;
  size_t limbs, limb_bytes, half_bits;  // limb i begins at bit half_bits i / 2, rounded up
  size_t lane_step;                     // in limbs
  uint64_t bound[2];                    // of even and of odd limbs
};

static const struct form forms[] = {
    {"portable", 5, 8, 102, 0, {(UINT64_C(1) << 51) + (1 << 14), (UINT64_C(1) << 51) + (1 << 14)}},
    {"avx2", 10, 4, 51, 40, {(UINT64_C(1) << 26) + (1 << 14), (UINT64_C(1) << 25) + (1 << 18)}},
    {"avx512ifma", 5, 8, 102, 24, {(UINT64_C(1) << 51) + (1 << 16), (UINT64_C(1) << 51) + (1 << 16)}},
};

enum { X, Y, Z, T, COORDINATES };
typedef mpz_t numbers[COORDINATES];

static struct {
  const struct kernel *kernel;
  const struct form *form;
  void *context;
  gmp_randstate_t random;
  mpz_t a, b, c, zz;
  numbers p[LANES], q[LANES];
  struct edwards points[LANES];
  bool any[LANES];  // lanes where nothing was divided by zero
  void *u, *v, *w, *scratch;
} k;

static bool set_up(int number) {
  const struct scr_group *group = scr_group_by_name("Ed25519");
  memset(&k, 0, sizeof k);
  k.kernel = kernel_fitting(group, (size_t)number);
  if (!k.kernel) return false;
  k.form = forms;
  while (strcmp(k.form->kernel, k.kernel->name) != 0) k.form++;
  k.context = k.kernel->open(group);
  edwards_open();
  gmp_randinit_default(k.random);
  mpz_inits(k.a, k.b, k.c, k.zz, NULL);
  for (size_t l = 0; l < LANES; l++)
    for (size_t i = 0; i < COORDINATES; i++) mpz_inits(k.p[l][i], k.q[l][i], NULL);
  edwards_init(k.points, LANES);
  k.u = kit_vectors_new(k.kernel, 1);
  k.v = kit_vectors_new(k.kernel, 16);
  k.w = kit_vectors_new(k.kernel, 1);
  k.scratch = kit_vectors_new(k.kernel, 1);
  return true;
}

static void tear_down(void) {
  k.kernel->close(k.context);
  mpz_clears(k.a, k.b, k.c, k.zz, NULL);
  for (size_t l = 0; l < LANES; l++)
    for (size_t i = 0; i < COORDINATES; i++) mpz_clears(k.p[l][i], k.q[l][i], NULL);
  edwards_clear(k.points, LANES);
  gmp_randclear(k.random);
  edwards_close();
  free(k.u);
  free(k.v);
  free(k.w);
  free(k.scratch);
}

// --- writing ---

static size_t first_bit(size_t limb) {
  return (k.form->half_bits * limb + 1) / 2;
}

static void write_limb(uint8_t *to, uint64_t value) {
  memcpy(to, &value, k.form->limb_bytes);  // little-endian, if these are 4
}

static uint64_t any_limb(uint64_t bound) {
  switch (gmp_urandomm_ui(k.random, 5)) {
    case 0: return 0;
    case 1: return gmp_urandomm_ui(k.random, bound);
    default: return bound - 1;
  }
}

// Limbs that are as large as they may be, all of them or most; and their number.
static void write_large(mpz_t value, uint8_t *to, bool all) {
  mpz_t limb;
  mpz_init(limb);
  mpz_set_ui(value, 0);
  for (size_t i = 0; i < k.form->limbs; i++, to += k.form->limb_bytes) {
    const uint64_t bound = k.form->bound[i % 2], v = all ? bound - 1 : any_limb(bound);
    write_limb(to, v);
    mpz_set_ui(limb, v);
    mpz_mul_2exp(limb, limb, first_bit(i));
    mpz_add(value, value, limb);
  }
  mpz_clear(limb);
}

// A number that may be a little above 2^255.
static void write_number(const mpz_t value, uint8_t *to) {
  mpz_t rest;
  mpz_init(rest);
  for (size_t i = 0; i < k.form->limbs; i++, to += k.form->limb_bytes) {
    mpz_fdiv_q_2exp(rest, value, first_bit(i));
    if (i + 1 < k.form->limbs) mpz_fdiv_r_2exp(rest, rest, first_bit(i + 1) - first_bit(i));
    write_limb(to, mpz_get_ui(rest));
  }
  mpz_clear(rest);
}

static uint8_t *place(void *vector, size_t lane, size_t coordinate) {
  const size_t limb = coordinate * k.form->limbs + lane * k.form->lane_step;
  return (uint8_t *)vector + limb * k.form->limb_bytes;
}

static void write_vector(void *vector, numbers *values, bool all) {
  memset(vector, 0, k.kernel->vector_bytes);
  for (size_t l = 0; l < k.kernel->lanes; l++)
    for (size_t i = 0; i < COORDINATES; i++) write_large(values[l][i], place(vector, l, i), all);
}

static void expect(const void *vector) {
  struct scr_element elements[LANES], expected;
  k.kernel->store(elements, k.context, vector, 1, k.scratch);
  for (size_t l = 0; l < k.kernel->lanes; l++) {
    if (!k.any[l]) continue;
    edwards_spell(&expected, &k.points[l]);
    if (memcmp(&elements[l], &expected, sizeof expected) != 0) ck_abort_msg("%s: lane %zu", k.kernel->name, l);
  }
}

// --- what the formulas give ---

// q in Niels form: Y + X, Y - X, 2 Z, 2 d T.
static bool plain_sum(struct edwards *r, numbers p, const mpz_t sum, const mpz_t difference, const mpz_t twice_z,
                      const mpz_t product) {
  mpz_sub(k.a, p[Y], p[X]);
  mpz_mul(k.a, k.a, difference);
  mpz_add(k.b, p[Y], p[X]);
  mpz_mul(k.b, k.b, sum);
  mpz_mul(k.c, p[T], product);
  mpz_mul(k.zz, p[Z], twice_z);
  return edwards_finish(r, k.a, k.b, k.c, k.zz);
}

static void sums_of_vectors(void) {
  numbers niels;
  for (size_t i = 0; i < COORDINATES; i++) mpz_init(niels[i]);
  for (size_t l = 0; l < k.kernel->lanes; l++) {
    mpz_add(niels[0], k.q[l][Y], k.q[l][X]);
    mpz_sub(niels[1], k.q[l][Y], k.q[l][X]);
    mpz_mul_2exp(niels[2], k.q[l][Z], 1);
    mpz_mul(niels[3], k.q[l][T], edwards_d);
    mpz_mul_2exp(niels[3], niels[3], 1);
    k.any[l] = plain_sum(&k.points[l], k.p[l], niels[0], niels[1], niels[2], niels[3]);
  }
  for (size_t i = 0; i < COORDINATES; i++) mpz_clear(niels[i]);
}

// x = 2 X Y / (Y^2 - X^2), y = (X^2 + Y^2) / (2 Z^2 + X^2 - Y^2)
static bool plain_double(struct edwards *r, numbers p) {
  mpz_mul(k.a, p[X], p[X]);
  mpz_mul(k.b, p[Y], p[Y]);
  mpz_add(r->y, k.a, k.b);
  mpz_sub(k.b, k.b, k.a);
  mpz_mul(k.c, p[Z], p[Z]);
  mpz_mul_2exp(k.c, k.c, 1);
  mpz_sub(k.c, k.c, k.b);
  mpz_mul(r->x, p[X], p[Y]);
  mpz_mul_2exp(r->x, r->x, 1);
  if (!mpz_invert(k.b, k.b, edwards_p) || !mpz_invert(k.c, k.c, edwards_p)) return false;
  mpz_mul(r->x, r->x, k.b);
  mpz_mod(r->x, r->x, edwards_p);
  mpz_mul(r->y, r->y, k.c);
  mpz_mod(r->y, r->y, edwards_p);
  return true;
}

// --- tests ---

START_TEST(sums_of_the_largest_limbs) {
  if (!set_up(_i)) return;
  for (long i = 0; i < kit_cases(CASES); i++) {
    write_vector(k.u, k.p, i < 2);
    write_vector(k.v, k.q, i % 2 == 0);
    sums_of_vectors();
    k.kernel->mul(k.w, k.context, k.u, k.v);
    expect(k.w);
    k.kernel->mul(k.w, k.context, k.v, k.u);
    expect(k.w);
    const uint8_t index[LANES] = {3, 3, 1, 7, 15, 3, 2, 5};
    const uint16_t only[LANES] = {0};
    for (size_t l = 0; l < k.kernel->lanes; l++)  // the sum of v in bucket 0 goes into others, lane by lane
      for (size_t c = 0; c < COORDINATES; c++)
        for (size_t limb = 0; limb < k.form->limbs; limb++) {
          const size_t at = (size_t)(place(k.v, l, c) - (uint8_t *)k.v) + limb * k.form->limb_bytes;
          memcpy((uint8_t *)kit_vector_at(k.kernel, k.v, index[l]) + at, (uint8_t *)k.v + at, k.form->limb_bytes);
        }
    k.kernel->mul_bucket(k.v, k.context, index, k.u, only);
    size_t lanes[LANES];
    for (size_t l = 0; l < k.kernel->lanes; l++) lanes[l] = index[l] * k.kernel->lanes + l;
    k.kernel->pick(k.w, k.v, lanes);
    expect(k.w);
  }
  tear_down();
}
END_TEST

START_TEST(doubles_of_the_largest_limbs) {
  if (!set_up(_i)) return;
  for (long i = 0; i < kit_cases(CASES); i++) {
    write_vector(k.u, k.p, i == 0);
    for (size_t l = 0; l < k.kernel->lanes; l++) k.any[l] = plain_double(&k.points[l], k.p[l]);
    k.kernel->square(k.w, k.context, k.u, 1);
    expect(k.w);
  }
  tear_down();
}
END_TEST

START_TEST(entries_of_the_largest_limbs) {
  if (!set_up(_i)) return;
  mpz_t two;
  mpz_init_set_ui(two, 2);
  uint8_t *table = aligned_alloc(KERNEL_ALIGNMENT, LANES * k.kernel->entry_bytes);
  const void *entries[LANES];
  for (long i = 0; i < kit_cases(CASES); i++) {
    write_vector(k.u, k.p, i < 2);
    memset(table, 0, LANES * k.kernel->entry_bytes);
    for (size_t l = 0; l < k.kernel->lanes; l++) {
      uint8_t *entry = table + l * k.kernel->entry_bytes;
      entries[l] = entry;
      for (size_t c = 0; c < 3; c++) write_large(k.q[l][c], entry + c * k.form->limbs * k.form->limb_bytes, i % 2 == 0);
      k.any[l] = plain_sum(&k.points[l], k.p[l], k.q[l][0], k.q[l][1], two, k.q[l][2]);
    }
    k.kernel->mul_entries(k.u, k.context, entries, 1);
    expect(k.u);
  }
  // Entries of such a vector: x = X / Z and y = Y / Z, and the identity's sum with it.
  for (long i = 0; i < kit_cases(CASES); i++) {
    write_vector(k.v, k.q, i == 0);
    for (size_t l = 0; l < k.kernel->lanes; l++) {
      k.any[l] = mpz_invert(k.a, k.q[l][Z], edwards_p);
      mpz_mul(k.b, k.a, k.q[l][X]);
      mpz_mul(k.c, k.a, k.q[l][Y]);
      mpz_mod(k.points[l].x, k.b, edwards_p);
      mpz_mod(k.points[l].y, k.c, edwards_p);
    }
    expect(k.v);
    k.kernel->to_entries(table, 0, k.kernel->entry_bytes, k.kernel->lanes, k.context, k.v, 1, k.scratch);
    k.kernel->set_identity(k.u, k.context);
    k.kernel->mul_entries(k.u, k.context, entries, 1);
    expect(k.u);
  }
  free(table);
  mpz_clear(two);
  tear_down();
}
END_TEST

// Numbers around the modulus, which products leave as they are where the other factor is 1.
START_TEST(numbers_at_the_modulus_are_reduced) {
  if (!set_up(_i)) return;
  mpz_t one, number;
  mpz_init_set_ui(one, 1);
  mpz_init(number);
  memset(k.u, 0, k.kernel->vector_bytes);
  for (unsigned long i = 0; i < 1000; i++) {
    for (size_t l = 0; l < k.kernel->lanes; l++) {
      const unsigned long x = (i + 3 * l) % 40, y = (i / 40 + 7 * l) % 40;
      k.any[l] = true;
      mpz_add_ui(number, edwards_p, x);
      mpz_sub_ui(number, number, 20);
      write_number(number, place(k.u, l, X));
      mpz_mod(k.points[l].x, number, edwards_p);
      mpz_add_ui(number, edwards_p, y);
      mpz_sub_ui(number, number, 20);
      write_number(number, place(k.u, l, Y));
      mpz_mod(k.points[l].y, number, edwards_p);
      write_number(one, place(k.u, l, Z));
    }
    expect(k.u);
    unsigned expected = 0;
    for (unsigned l = 0; l < k.kernel->lanes; l++) expected |= (unsigned)edwards_is_identity(&k.points[l]) << l;
    ck_assert_uint_eq(k.kernel->is_identity(k.u, k.context), expected);
  }
  mpz_clear(one);
  mpz_clear(number);
  tear_down();
}
END_TEST

int main(void) {
  Suite *suite = suite_create("limbs of kernels for edwards25519");
  TCase *tcase = tcase_create("each kernel");
  tcase_add_loop_test(tcase, sums_of_the_largest_limbs, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(tcase, doubles_of_the_largest_limbs, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(tcase, entries_of_the_largest_limbs, 0, KIT_KERNELS_MAX);
  tcase_add_loop_test(tcase, numbers_at_the_modulus_are_reduced, 0, KIT_KERNELS_MAX);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
