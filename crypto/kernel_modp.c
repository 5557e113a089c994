// SPDX-License-Identifier: Apache-2.0
// Residues modulo an odd p of n limbs, one at a time, with GMP's low-level functions.
//
// Residues are in Montgomery form, with R = 2^(64 n), and below R: they are not reduced to below p between operations.
//
// Reduction takes one limb a step. Let u = -1/p mod 2^64 and N = p u, so that N = -1 mod 2^64 and M = (N + 1) / 2^64 is an
// integer, at most p. The number m that makes t + m N divisible by 2^64 is then the lowest limb of t itself, and
// (t + m N) / 2^64 = floor(t / 2^64) + m M: no step waits for a product to find m. The last step is with p, which keeps the
// result small: for t < R^2 it is below (t + R p + R p) / R < R + 2 p, and p is subtracted only where it is not below R.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/kernel.h"

struct context {
  mp_size_t n;
  mp_limb_t u;
  mp_limb_t p[SCR_LIMBS];
  mp_limb_t m[SCR_LIMBS];          // M
  mp_limb_t one[SCR_LIMBS];        // R mod p
  mp_limb_t r_squared[SCR_LIMBS];  // R^2 mod p
};

// out = t / R mod p, for t < R^2.
static void reduce(mp_limb_t *out, mp_limb_t *t, const struct context *x) {
  const mp_size_t n = x->n;
  // The carry out of a step belongs n limbs above the limb that the step has used up, and waits in its place.
  for (mp_size_t i = 0; i < n - 1; i++) t[i] = mpn_addmul_1(t + i + 1, x->m, n, t[i]);
  const mp_limb_t last = mpn_addmul_1(t + n - 1, x->p, n, t[n - 1] * x->u);
  out[0] = t[n];
  mp_limb_t carry = n > 1 ? mpn_add_n(out + 1, t + n + 1, t, n - 1) : 0;
  carry += mpn_add_1(out + n - 1, out + n - 1, 1, last);
  while (carry) carry -= mpn_sub_n(out, out, x->p, n);
}

static void multiply(mp_limb_t *out, const struct context *x, const mp_limb_t *a, const mp_limb_t *b) {
  mp_limb_t t[2 * SCR_LIMBS];
  mpn_mul_n(t, a, b, x->n);
  reduce(out, t, x);
}

static bool fits(const struct scr_group *group) {
  return group->p_limbs >= 1 && group->p_limbs <= SCR_LIMBS && (group->p[0] & 1);
}

// 0 <= value < 2^(64 n).
static void limbs_of_mpz(mp_limb_t *limbs, mp_size_t n, const mpz_t value) {
  for (mp_size_t i = 0; i < n; i++) limbs[i] = mpz_getlimbn(value, i);
}

static void *open_context(const struct scr_group *group) {
  struct context *x = malloc(sizeof(struct context));
  if (!x) return NULL;
  mpz_t p, power, value;
  x->n = (mp_size_t)group->p_limbs;
  mpz_roinit_n(p, group->p, x->n);
  mpz_inits(power, value, NULL);
  mpn_copyi(x->p, group->p, x->n);

  mpz_setbit(power, 64);
  int exists = mpz_invert(value, p, power);
  assert(exists);  // p is odd
  (void)exists;
  mpz_sub(value, power, value);
  x->u = mpz_getlimbn(value, 0);
  mpz_mul(value, value, p);
  mpz_add_ui(value, value, 1);
  mpz_divexact(value, value, power);
  limbs_of_mpz(x->m, x->n, value);

  mpz_set_ui(power, 0);
  mpz_setbit(power, 64 * group->p_limbs);
  mpz_mod(value, power, p);
  limbs_of_mpz(x->one, x->n, value);
  mpz_mul(value, value, value);
  mpz_mod(value, value, p);
  limbs_of_mpz(x->r_squared, x->n, value);
  mpz_clears(power, value, NULL);
  return x;
}

static void close_context(void *context) {
  free(context);
}

static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  const struct context *x = context;
  multiply(vector, x, elements[0]->limb, x->r_squared);
  return 1;
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  const struct context *x = context;
  const mp_limb_t *v = vectors;
  (void)scratch;
  for (size_t i = 0; i < count; i++, v += SCR_LIMBS) {
    mp_limb_t t[2 * SCR_LIMBS] = {0};
    struct scr_element element = {{0}};
    mpn_copyi(t, v, x->n);
    reduce(element.limb, t, x);  // below 1 + 2 p: this ends soon
    while (mpn_cmp(element.limb, x->p, x->n) >= 0) mpn_sub_n(element.limb, element.limb, x->p, x->n);
    elements[i] = element;
  }
}

static void set_identity(void *vector, const void *context) {
  const struct context *x = context;
  mpn_copyi(vector, x->one, x->n);
}

static unsigned is_identity(const void *vector, const void *context) {
  const struct context *x = context;
  mp_limb_t quotient[1], rest[SCR_LIMBS];
  mpn_tdiv_qr(quotient, rest, 0, vector, x->n, x->p, x->n);
  return mpn_cmp(rest, x->one, x->n) == 0;
}

static void pick(void *out, const void *vectors, const size_t *index) {
  memcpy(out, (const mp_limb_t *)vectors + index[0] * SCR_LIMBS, SCR_LIMBS * sizeof(mp_limb_t));
}

static void mul(void *out, const void *context, const void *a, const void *b) {
  multiply(out, context, a, b);
}

static void square(void *out, const void *context, const void *a, unsigned times) {
  const struct context *x = context;
  mp_limb_t t[2 * SCR_LIMBS];
  mpn_sqr(t, a, x->n);
  reduce(out, t, x);
  for (unsigned i = 1; i < times; i++) {
    mpn_sqr(t, out, x->n);
    reduce(out, t, x);
  }
}

static void squares(void *vectors, const void *context, size_t count) {
  mp_limb_t *v = vectors;
  for (size_t i = 1; i < count; i++) square(v + i * SCR_LIMBS, context, v + (i - 1) * SCR_LIMBS, 1);
}

static void mul_bucket(void *buckets, const void *context, const uint8_t *bucket, const void *factors,
                       const uint16_t *factor) {
  mp_limb_t *product = (mp_limb_t *)buckets + bucket[0] * (size_t)SCR_LIMBS;
  multiply(product, context, product, (const mp_limb_t *)factors + factor[0] * (size_t)SCR_LIMBS);
}

static void to_entries(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                       const void *vectors, size_t count, void *scratch) {
  const struct context *x = context;
  const mp_limb_t *v = vectors;
  (void)lane_stride;
  (void)scratch;
  if (lanes_n == 0) return;
  for (size_t i = 0; i < count; i++, v += SCR_LIMBS, first += vector_stride) mpn_copyi((void *)first, v, x->n);
}

static void mul_entries(void *vector, const void *context, const void *const *entries, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i + 1 < count) prefetch_entries(entries + i + 1, 1, SCR_LIMBS * sizeof(mp_limb_t));
    multiply(vector, context, vector, entries[i]);
  }
}

const struct kernel kernel_modp_portable = {
    .name = "portable",
    .lanes = 1,
    .vector_bytes = SCR_LIMBS * sizeof(mp_limb_t),
    .entry_bytes = SCR_LIMBS * sizeof(mp_limb_t),
    KERNEL_OPERATIONS,
};
