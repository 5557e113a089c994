// SPDX-License-Identifier: Apache-2.0
// The kernels for residues, beside plain arithmetic. SCRUTINEER_CASES: how many random cases.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/kernel_kit.h"
#include "tests/support/suite.h"
#include "tests/support/tiny_group.h"

#define LANES KERNEL_LANES_MAX
#define BUCKETS 16
#define CASES 1000

static const struct scr_group *const tiny_groups[] = {&tiny_group_11, &tiny_group_23};
#define GROUPS 5
#define PAIRS (GROUPS * KIT_KERNELS_MAX)  // of a kernel and a group

static struct {
  const struct kernel *kernel;
  const struct scr_group *group;
  void *context;
  gmp_randstate_t random;
  mpz_t p;
  long cases;
  mpz_t a[LANES], b[LANES], c[LANES], many[BUCKETS * LANES];  // plain residues, one for each lane of
  void *va, *vb, *vc, *vmany, *scratch;                       // these
} k;

// Moduli of one limb and of two, close to the top of it; what else a group has is not needed here.
static const struct scr_group one_limb = {.name = "2^64 - 59", .p_limbs = 1, .p = {UINT64_MAX - 58}};
static const struct scr_group two_limbs = {.name = "2^127 - 1", .p_limbs = 2, .p = {UINT64_MAX, INT64_MAX}};
// And of 2048 bits: the largest prime. In sums of its parts there is a bit more than in those of the groups' moduli.
static const struct scr_group largest = {
    .name = "2^2048 - 1942289", .p_limbs = 32, .p = {UINT64_MAX - 1942288, [1 ... 31] = UINT64_MAX}};

static void open_kernel(const struct kernel *kernel, const struct scr_group *group) {
  memset(&k, 0, sizeof k);
  k.kernel = kernel;
  k.group = group;
  k.context = kernel->open(group);
  ck_assert_ptr_nonnull(k.context);
  gmp_randinit_default(k.random);
  mpz_roinit_n(k.p, group->p, (mp_size_t)group->p_limbs);
  k.cases = kit_cases(CASES);
  for (size_t l = 0; l < LANES; l++) mpz_inits(k.a[l], k.b[l], k.c[l], NULL);
  for (size_t i = 0; i < BUCKETS * LANES; i++) mpz_init(k.many[i]);
  k.va = kit_vectors_new(kernel, 1);
  k.vb = kit_vectors_new(kernel, 1);
  k.vc = kit_vectors_new(kernel, 1);
  k.vmany = kit_vectors_new(kernel, BUCKETS);
  k.scratch = kit_vectors_new(kernel, BUCKETS);
}

static bool set_up(int pair) {
  const struct scr_group *const groups[GROUPS] = {scr_group_by_name("BELENIOS-2048"),
                                                  scr_group_by_name("RFC-3526-2048"), &one_limb, &two_limbs, &largest};
  const struct scr_group *group = groups[(size_t)pair / KIT_KERNELS_MAX];
  const struct kernel *kernel = kernel_fitting(group, (size_t)pair % KIT_KERNELS_MAX);
  if (!kernel) return false;
  open_kernel(kernel, group);
  gmp_randseed_ui(k.random, (unsigned long)pair);
  return true;
}

static void tear_down(void) {
  k.kernel->close(k.context);
  gmp_randclear(k.random);
  for (size_t l = 0; l < LANES; l++) mpz_clears(k.a[l], k.b[l], k.c[l], NULL);
  for (size_t i = 0; i < BUCKETS * LANES; i++) mpz_clear(k.many[i]);
  free(k.va);
  free(k.vb);
  free(k.vc);
  free(k.vmany);
  free(k.scratch);
}

static void *many(size_t i) {
  return kit_vector_at(k.kernel, k.vmany, i);
}

// --- plain residues ---

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
    case 12:  // 20 limbs of ones, or 10, and a one above: in the sum of its halves a carry runs through all of them
    case 13: mpz_set_ui(value, 0), mpz_setbit(value, which % 16 == 12 ? 1041 : 521), mpz_sub_ui(value, value, 1); break;
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
  struct scr_element elements[BUCKETS * LANES];
  memset(elements, 0xa5, sizeof elements);
  k.kernel->store(elements, k.context, vectors, count, k.scratch);
  for (size_t i = 0; i < count * k.kernel->lanes; i++)
    for (size_t j = 0; j < SCR_LIMBS; j++)
      if (elements[i].limb[j] != mpz_getlimbn(plain[i], (mp_size_t)j))  // an assertion for each limb takes too long
        ck_abort_msg("%s, %s: element %zu, limb %zu", k.group->name, k.kernel->name, i, j);
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

// Numbers of a kernel's form that no load gives: the largest, for the bounds of its columns, and those that carry far. Written limb
// by limb, the one place here that knows the forms, a lane after the other.
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

// The numbers, as they stand in memory, and become the residues that they are the form of.
static void write_form(void *vector, const struct form *form, mpz_t *numbers) {
  mpz_t inverse, rest;
  mpz_inits(inverse, rest, NULL);
  mpz_setbit(inverse, form->limb_bits * form->limbs);
  ck_assert_int_ne(mpz_invert(inverse, inverse, k.p), 0);
  memset(vector, 0, k.kernel->vector_bytes);
  for (size_t l = 0; l < k.kernel->lanes; l++) {
    for (size_t i = 0; i < form->limbs; i++) {
      mpz_fdiv_q_2exp(rest, numbers[l], form->limb_bits * i);
      const uint64_t limb = mpz_getlimbn(rest, 0) & UINT64_MAX >> (64 - form->limb_bits);
      memcpy((uint8_t *)vector + (l * form->room + i) * form->limb_bytes, &limb,
             form->limb_bytes);  // little-endian, if 4 bytes
    }
    mpz_mul(numbers[l], numbers[l], inverse);
    mpz_mod(numbers[l], numbers[l], k.p);
  }
  mpz_clears(inverse, rest, NULL);
}

START_TEST(the_largest_numbers_multiply) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  const struct form form = form_of(k.kernel, k.group);
  for (size_t l = 0; l < lanes; l++) {
    mpz_setbit(k.a[l], form.bits);
    mpz_sub_ui(k.a[l], k.a[l], 1 + l);
  }
  write_form(k.va, &form, k.a);
  expect(k.va, 1, k.a);
  k.kernel->mul(k.vb, k.context, k.va, k.va);
  plain_mul(k.b, k.a, k.a);
  expect(k.vb, 1, k.b);
  k.kernel->mul(k.vb, k.context, k.va, k.vb);
  plain_mul(k.b, k.a, k.b);
  expect(k.vb, 1, k.b);
  k.kernel->square(k.vb, k.context, k.va, 1);
  plain_mul(k.b, k.a, k.a);
  expect(k.vb, 1, k.b);
  for (unsigned long i = 0; i < 64; i++) {  // beside others, in every lane
    load_any(k.vb, k.b, i);
    if (i % 2 == 0) k.kernel->mul(k.vc, k.context, k.va, k.vb);
    if (i % 2 == 1) k.kernel->mul(k.vc, k.context, k.vb, k.va);
    plain_mul(k.c, k.a, k.b);
    expect(k.vc, 1, k.c);
  }
  tear_down();
}
END_TEST

// Numbers that, added to their own parts or multiplied by each other, carry one into a row of limbs that are full.
static void far_carrying(mpz_t number, const struct form *form, unsigned long which) {
  const unsigned long limbs = form->limbs, bits = form->limb_bits, n = which / 4 % (limbs > 1 ? limbs / 2 : 1) + 1;
  mpz_set_ui(number, 0);
  switch (which % 4) {
    case 0:  // n full limbs, and a one above them
    case 1:  // the same in the upper half
      mpz_setbit(number, bits * n);
      mpz_sub_ui(number, number, 1);
      mpz_setbit(number, bits * n);
      if (which % 4 == 1) mpz_mul_2exp(number, number, bits * (limbs / 2));
      break;
    case 2:  // two limbs that are one, in one place or the other; times the next, columns are full
      mpz_setbit(number, bits * (n - 1));
      mpz_setbit(number, bits * n);
      break;
    default:  // a one, then n limbs that are full and empty in turns
      mpz_set_ui(number, 1);
      for (unsigned long i = 1; i <= n; i += 2)
        for (unsigned long bit = 0; bit < bits; bit++) mpz_setbit(number, bits * i + bit);
  }
  mpz_fdiv_r_2exp(number, number, form->bits);
}

START_TEST(carries_run_through_all_limbs) {
  if (!set_up(_i)) return;
  const size_t lanes = k.kernel->lanes;
  const struct form form = form_of(k.kernel, k.group);
  const unsigned long numbers = 4 * (form.limbs > 1 ? form.limbs / 2 : 1);
  for (unsigned long i = 0; i < numbers; i++)
    for (unsigned long j = 0; j <= i; j++) {
      for (size_t l = 0; l < lanes; l++) far_carrying(k.a[l], &form, i + l);
      for (size_t l = 0; l < lanes; l++) far_carrying(k.b[l], &form, j + 2 * l);
      write_form(k.va, &form, k.a);
      write_form(k.vb, &form, k.b);
      k.kernel->mul(k.vc, k.context, k.va, k.vb);
      plain_mul(k.c, k.a, k.b);
      expect(k.vc, 1, k.c);
      if (j > 0) continue;
      k.kernel->square(k.vc, k.context, k.va, 1);
      plain_mul(k.c, k.a, k.a);
      expect(k.vc, 1, k.c);
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
  tcase_add_loop_test(each, the_largest_numbers_multiply, 0, PAIRS);
  tcase_add_loop_test(each, carries_run_through_all_limbs, 0, PAIRS);
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
