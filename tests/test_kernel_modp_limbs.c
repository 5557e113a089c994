// SPDX-License-Identifier: Apache-2.0
// The kernels for residues at the edges of their bounds: numbers written limb by limb.
#include "tests/support/kernel_modp_fixture.h"

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

int main(void) {
  Suite *suite = suite_create("limbs of residues");
  TCase *each = tcase_create("each kernel and group");
  tcase_add_loop_test(each, the_largest_numbers_multiply, 0, PAIRS);
  tcase_add_loop_test(each, carries_run_through_all_limbs, 0, PAIRS);
  suite_add_tcase(suite, each);
  return run_suite(suite);
}
