// SPDX-License-Identifier: Apache-2.0
// The portable kernel of residues modulo p: one lane, in Montgomery form (x R mod p with R = 2^(64 n)) on GMP's low-level
// functions. Values are always below p.
#include <stdlib.h>
#include <string.h>

#include "crypto/kernel.h"

struct modulus {
  mp_size_t n;  // limbs
  mp_limb_t p[SCR_LIMBS];
  mp_limb_t inverse;  // -1/p mod 2^64
  mp_limb_t one[SCR_LIMBS];
  mp_limb_t square_of_r[SCR_LIMBS];
};

struct residue {
  _Alignas(KERNEL_ALIGNMENT) mp_limb_t limb[SCR_LIMBS];
};

static bool fits(const struct scr_group *group) {
  return group->p_limbs > 0;
}

// value / R mod p, below p, of a value of 2n limbs below p R, which is overwritten. Each step makes the lowest limb left zero
// and puts the carry of its row in its place; the row of carries is added at the end.
static void reduce(struct residue *out, const struct modulus *m, mp_limb_t *value) {
  for (mp_size_t i = 0; i < m->n; i++) value[i] = mpn_addmul_1(value + i, m->p, m->n, value[i] * m->inverse);
  mp_limb_t carry = mpn_add_n(out->limb, value + m->n, value, m->n);
  if (carry || mpn_cmp(out->limb, m->p, m->n) >= 0) mpn_sub_n(out->limb, out->limb, m->p, m->n);
}

static void mul(void *out, const void *context, const void *a, const void *b) {
  const struct modulus *m = context;
  mp_limb_t value[2 * SCR_LIMBS];
  mpn_mul_n(value, ((const struct residue *)a)->limb, ((const struct residue *)b)->limb, m->n);
  reduce(out, m, value);
}

static void square(void *out, const void *context, const void *a, unsigned times) {
  const struct modulus *m = context;
  const struct residue *from = a;
  mp_limb_t value[2 * SCR_LIMBS];
  for (unsigned i = 0; i < times; i++, from = out) {
    mpn_sqr(value, from->limb, m->n);
    reduce(out, m, value);
  }
}

static void *open(const struct scr_group *group) {
  struct modulus *m = calloc(1, sizeof *m);
  mp_limb_t power[2 * SCR_LIMBS + 1] = {0}, quotient[2 * SCR_LIMBS + 1];
  if (!m) return NULL;
  m->n = (mp_size_t)group->p_limbs;
  memcpy(m->p, group->p, sizeof m->p);
  mp_limb_t inverse = 1;  // doubles its right bits each time
  for (int i = 0; i < 6; i++) inverse *= 2 - m->p[0] * inverse;
  m->inverse = -inverse;
  power[m->n] = 1;
  mpn_tdiv_qr(quotient, m->one, 0, power, m->n + 1, m->p, m->n);
  power[m->n] = 0;
  power[2 * m->n] = 1;
  mpn_tdiv_qr(quotient, m->square_of_r, 0, power, 2 * m->n + 1, m->p, m->n);
  return m;
}

static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  const struct modulus *m = context;
  struct residue read, factor;
  memcpy(read.limb, elements[0]->limb, sizeof read.limb);
  memcpy(factor.limb, m->square_of_r, sizeof factor.limb);
  mul(vector, context, &read, &factor);
  return 1;
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  const struct modulus *m = context;
  const struct residue *from = vectors;
  (void)scratch;
  for (size_t i = 0; i < count; i++) {
    mp_limb_t value[2 * SCR_LIMBS] = {0};
    struct residue out = {{0}};
    memcpy(value, from[i].limb, (size_t)m->n * sizeof *value);
    reduce(&out, m, value);
    memcpy(elements[i].limb, out.limb, sizeof elements[i].limb);
  }
}

static void set_identity(void *vector, const void *context) {
  const struct modulus *m = context;
  memcpy(((struct residue *)vector)->limb, m->one, sizeof m->one);
}

static unsigned is_identity(const void *vector, const void *context) {
  const struct modulus *m = context;
  return mpn_cmp(((const struct residue *)vector)->limb, m->one, m->n) == 0;
}

static void pick(void *out, const void *vectors, const size_t *index) {
  memcpy(out, (const struct residue *)vectors + index[0], sizeof(struct residue));
}

static void mul_bucket(void *buckets, const void *context, const uint8_t *index, const void *v) {
  struct residue *bucket = (struct residue *)buckets + index[0];
  if (index[0] == 0) return;
  if (is_identity(bucket, context))
    memcpy(bucket, v, sizeof *bucket);
  else
    mul(bucket, context, bucket, v);
}

static void to_entries(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                       const void *vectors, size_t count, void *scratch) {
  (void)lane_stride, (void)lanes_n, (void)context, (void)scratch;
  for (size_t i = 0; i < count; i++)
    memcpy(first + i * vector_stride, (const struct residue *)vectors + i, sizeof(struct residue));
}

static void mul_entries(void *vector, const void *context, const void *const *entries) {
  mul(vector, context, vector, entries[0]);
}

const struct kernel kernel_modp_portable = {
    .name = "portable",
    .lanes = 1,
    .vector_bytes = sizeof(struct residue),
    .entry_bytes = sizeof(struct residue),
    .fits = fits,
    .open = open,
    .close = free,
    .load = load,
    .store = store,
    .set_identity = set_identity,
    .is_identity = is_identity,
    .pick = pick,
    .mul = mul,
    .square = square,
    .mul_bucket = mul_bucket,
    .to_entries = to_entries,
    .mul_entries = mul_entries,
};
