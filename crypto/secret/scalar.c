// SPDX-License-Identifier: Apache-2.0
// Secret numbers modulo the group's order, in constant time. Values are always below q; limbs above q's are zero.
// Inputs are secret everywhere; the group and lengths are public.
#include <assert.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"

#define WIDE_LIMBS (2 * SCR_LIMBS)
#define SCRATCH_LIMBS (4 * WIDE_LIMBS)  // what mpn_sec_div_r asks for, and more

// value has n limbs, q_limbs <= n <= 2 SCR_LIMBS; it is overwritten.
static void reduce(struct scr_secret_scalar *remainder, const struct scr_group *group, mp_limb_t *value, size_t n) {
  mp_limb_t scratch[SCRATCH_LIMBS];
  mp_size_t q_n = (mp_size_t)group->q_limbs;
  assert(n >= group->q_limbs && n <= WIDE_LIMBS && mpn_sec_div_r_itch((mp_size_t)n, q_n) <= SCRATCH_LIMBS);
  mpn_sec_div_r(value, (mp_size_t)n, group->q, q_n, scratch);
  memset(remainder, 0, sizeof *remainder);
  memcpy(remainder->limb, value, group->q_limbs * sizeof *value);
  scr_secret_wipe(scratch, sizeof scratch);
}

// total = a + b - q, and q added back if that went below 0: a borrow that the carry of a + b does not cover.
void scr_secret_scalar_add(struct scr_secret_scalar *sum, const struct scr_group *group,
                           const struct scr_secret_scalar *a, const struct scr_secret_scalar *b) {
  mp_size_t n = (mp_size_t)group->q_limbs;
  struct scr_secret_scalar total = {{0}};
  mp_limb_t carry = mpn_add_n(total.limb, a->limb, b->limb, n);
  mp_limb_t borrow = mpn_sub_n(total.limb, total.limb, group->q, n);
  mpn_cnd_add_n(borrow - carry, total.limb, total.limb, group->q, n);
  *sum = total;
  scr_secret_scalar_wipe(&total);
}

void scr_secret_scalar_sub(struct scr_secret_scalar *difference, const struct scr_group *group,
                           const struct scr_secret_scalar *a, const struct scr_secret_scalar *b) {
  mp_size_t n = (mp_size_t)group->q_limbs;
  struct scr_secret_scalar total = {{0}};
  mp_limb_t borrow = mpn_sub_n(total.limb, a->limb, b->limb, n);
  mpn_cnd_add_n(borrow, total.limb, total.limb, group->q, n);
  *difference = total;
  scr_secret_scalar_wipe(&total);
}

void scr_secret_scalar_mul(struct scr_secret_scalar *product, const struct scr_group *group,
                           const struct scr_secret_scalar *a, const struct scr_secret_scalar *b) {
  mp_limb_t value[WIDE_LIMBS], scratch[SCRATCH_LIMBS];
  mp_size_t n = (mp_size_t)group->q_limbs;
  assert(mpn_sec_mul_itch(n, n) <= SCRATCH_LIMBS);
  mpn_sec_mul(value, a->limb, n, b->limb, n, scratch);
  reduce(product, group, value, 2 * group->q_limbs);
  scr_secret_wipe(value, sizeof value);
  scr_secret_wipe(scratch, sizeof scratch);
}

void scr_secret_scalar_from_public(struct scr_secret_scalar *secret, const struct scr_scalar *scalar) {
  memcpy(secret->limb, scalar->limb, sizeof secret->limb);
}

void scr_secret_scalar_from_bytes(struct scr_secret_scalar *secret, const struct scr_group *group, const uint8_t *bytes,
                                  size_t length) {
  assert(length <= WIDE_LIMBS * sizeof(mp_limb_t));
  mp_limb_t value[WIDE_LIMBS] = {0};
  for (size_t i = 0; i < length; i++) {
    size_t place = length - 1 - i;
    value[place / 8] |= (mp_limb_t)bytes[i] << (8 * (place % 8));
  }
  size_t n = (length + 7) / 8;
  reduce(secret, group, value, n < group->q_limbs ? group->q_limbs : n);
  scr_secret_wipe(value, sizeof value);
}
