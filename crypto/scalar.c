// SPDX-License-Identifier: Apache-2.0
// Numbers modulo the group's order, in variable time. Values are always below q; limbs above q's are zero.
#include <assert.h>
#include <string.h>

#include "crypto/group_internal.h"

#define WIDE_LIMBS (2 * SCR_LIMBS)

enum scr_status scr_scalar_parse(struct scr_scalar *scalar, const struct scr_group *group, const char *string,
                                 size_t length) {
  struct scr_scalar read;
  if (!decimal_parse(read.limb, SCR_LIMBS, string, length)) return SCR_E_SCALAR_ENCODING;
  if (mpn_cmp(read.limb, group->q, SCR_LIMBS) >= 0) return SCR_E_SCALAR_RANGE;
  *scalar = read;
  return SCR_OK;
}

void scr_text_add_scalar(struct scr_text *text, const struct scr_group *group, const struct scr_scalar *scalar) {
  decimal_format(text, scalar->limb, group->q_limbs);
}

// value has n limbs, q_limbs <= n <= WIDE_LIMBS.
static void reduce(struct scr_scalar *scalar, const struct scr_group *group, const mp_limb_t *value, size_t n) {
  mp_limb_t quotient[WIDE_LIMBS + 1];
  struct scr_scalar remainder = {{0}};
  mpn_tdiv_qr(quotient, remainder.limb, 0, value, (mp_size_t)n, group->q, (mp_size_t)group->q_limbs);
  *scalar = remainder;
}

void scr_scalar_from_u64(struct scr_scalar *scalar, const struct scr_group *group, uint64_t number) {
  mp_limb_t value[SCR_LIMBS] = {number};
  reduce(scalar, group, value, SCR_LIMBS);
}

void scr_scalar_from_bytes(struct scr_scalar *scalar, const struct scr_group *group, const uint8_t *bytes,
                           size_t length) {
  assert(length <= WIDE_LIMBS * sizeof(mp_limb_t));
  mp_limb_t value[WIDE_LIMBS] = {0};
  for (size_t i = 0; i < length; i++) {
    size_t place = length - 1 - i;
    value[place / 8] |= (mp_limb_t)bytes[i] << (8 * (place % 8));
  }
  reduce(scalar, group, value, WIDE_LIMBS);
}

bool scr_scalar_equal(const struct scr_scalar *a, const struct scr_scalar *b) {
  return memcmp(a->limb, b->limb, sizeof a->limb) == 0;
}

bool scr_scalar_is_zero(const struct scr_scalar *scalar) {
  return mpn_zero_p(scalar->limb, SCR_LIMBS);
}

void scr_scalar_add(struct scr_scalar *sum, const struct scr_group *group, const struct scr_scalar *a,
                    const struct scr_scalar *b) {
  mp_size_t n = (mp_size_t)group->q_limbs;
  struct scr_scalar total = {{0}};
  mp_limb_t carry = mpn_add_n(total.limb, a->limb, b->limb, n);
  if (carry || mpn_cmp(total.limb, group->q, n) >= 0) mpn_sub_n(total.limb, total.limb, group->q, n);
  *sum = total;
}

void scr_scalar_sub(struct scr_scalar *difference, const struct scr_group *group, const struct scr_scalar *a,
                    const struct scr_scalar *b) {
  mp_size_t n = (mp_size_t)group->q_limbs;
  struct scr_scalar result = {{0}};
  if (mpn_sub_n(result.limb, a->limb, b->limb, n)) mpn_add_n(result.limb, result.limb, group->q, n);
  *difference = result;
}

void scr_scalar_mul(struct scr_scalar *product, const struct scr_group *group, const struct scr_scalar *a,
                    const struct scr_scalar *b) {
  mp_limb_t value[WIDE_LIMBS];
  mpn_mul_n(value, a->limb, b->limb, (mp_size_t)group->q_limbs);
  reduce(product, group, value, 2 * group->q_limbs);
}

void scr_scalar_inverse_var(struct scr_scalar *inverse, const struct scr_group *group,
                            const struct scr_scalar *scalar) {
  mpz_t q, value, result;
  mpz_roinit_n(q, group->q, (mp_size_t)group->q_limbs);
  mpz_roinit_n(value, scalar->limb, (mp_size_t)group->q_limbs);
  mpz_init(result);
  int exists = mpz_invert(result, value, q);
  assert(exists);
  (void)exists;
  struct scr_scalar found = {{0}};
  for (size_t i = 0; i < group->q_limbs; i++) found.limb[i] = mpz_getlimbn(result, (mp_size_t)i);
  mpz_clear(result);
  *inverse = found;
}
