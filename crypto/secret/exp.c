// SPDX-License-Identifier: Apache-2.0
// Powers with secret exponents and products of secret elements, in constant time: GMP's mpn_sec functions modulo p,
// libsodium on Ed25519.
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/point_bytes.h"
#include "crypto/secret/secret_internal.h"

#define POWER_SCRATCH_LIMBS 2048  // mpn_sec_powm asks for 1152 with a base and an exponent of 32 limbs
#define PRODUCT_SCRATCH_LIMBS (8 * SCR_LIMBS)

static bool is_residues(const struct scr_group *group) {
  return group->p_limbs > 0;
}

// --- residues modulo p ---

// As many bits of the exponent are scanned as q's limbs have, whatever the exponent is.
static void exp_residue(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                        const struct scr_secret_scalar *secret) {
  mp_limb_t scratch[POWER_SCRATCH_LIMBS];
  mp_size_t n = (mp_size_t)group->p_limbs;
  mp_bitcnt_t bits = 64 * group->q_limbs;
  struct scr_element result = {{0}};
  assert(mpn_sec_powm_itch(n, bits, n) <= POWER_SCRATCH_LIMBS);
  mpn_sec_powm(result.limb, base->limb, n, secret->limb, bits, group->p, n, scratch);
  *power = result;
  scr_secret_wipe(&result, sizeof result);
  scr_secret_wipe(scratch, sizeof scratch);
}

static void mul_residue(struct scr_element *product, const struct scr_group *group, const struct scr_element *a,
                        const struct scr_element *b) {
  mp_limb_t value[2 * SCR_LIMBS], scratch[PRODUCT_SCRATCH_LIMBS];
  mp_size_t n = (mp_size_t)group->p_limbs;
  assert(mpn_sec_mul_itch(n, n) <= PRODUCT_SCRATCH_LIMBS && mpn_sec_div_r_itch(2 * n, n) <= PRODUCT_SCRATCH_LIMBS);
  mpn_sec_mul(value, a->limb, n, b->limb, n, scratch);
  mpn_sec_div_r(value, 2 * n, group->p, n, scratch);
  memset(product, 0, sizeof *product);
  memcpy(product->limb, value, group->p_limbs * sizeof *value);
  scr_secret_wipe(value, sizeof value);
  scr_secret_wipe(scratch, sizeof scratch);
}

// --- Ed25519 ---

// libsodium fails for the identity as base, which is public and has its path, and for the exponent 0, which a random
// secret is once in 2^252: that single event is declassified.
static void exp_point(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                      const struct scr_secret_scalar *secret) {
  if (scr_element_is_identity(group, base)) {
    *power = group->identity;
    return;
  }
  uint8_t scalar[POINT_BYTES], point[POINT_BYTES], out[POINT_BYTES];  // secret, public, secret
  point_to_bytes(scalar, secret->limb);
  point_to_bytes(point, base->limb);
  int is_zero = scr_element_equal(base, &group->generator) ? crypto_scalarmult_ed25519_base_noclamp(out, scalar)
                                                           : crypto_scalarmult_ed25519_noclamp(out, scalar, point);
  DECLASSIFY(&is_zero, sizeof is_zero);
  point_from_bytes(power, out);
  if (is_zero) *power = group->identity;
  scr_secret_wipe(scalar, sizeof scalar);
  scr_secret_wipe(out, sizeof out);
}

// libsodium's addition is complete; it fails only for what is no point, and members are.
static void mul_point(struct scr_element *product, const struct scr_element *a, const struct scr_element *b) {
  uint8_t left[POINT_BYTES], right[POINT_BYTES], out[POINT_BYTES];  // secret
  point_to_bytes(left, a->limb);
  point_to_bytes(right, b->limb);
  int failed = crypto_core_ed25519_add(out, left, right);
  DECLASSIFY(&failed, sizeof failed);
  assert(!failed);
  point_from_bytes(product, out);
  scr_secret_wipe(left, sizeof left);
  scr_secret_wipe(right, sizeof right);
  scr_secret_wipe(out, sizeof out);
}

// --- any group ---

void exp_secret(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                const struct scr_secret_scalar *secret) {
  if (is_residues(group))
    exp_residue(power, group, base, secret);
  else
    exp_point(power, group, base, secret);
}

void mul_secret(struct scr_element *product, const struct scr_group *group, const struct scr_element *a,
                const struct scr_element *b) {
  if (is_residues(group))
    mul_residue(product, group, a, b);
  else
    mul_point(product, a, b);
}

void scr_secret_exp(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                    const struct scr_secret_scalar *secret) {
  exp_secret(power, group, base, secret);
  publish_element(power);
}
