// SPDX-License-Identifier: Apache-2.0
// Choosing with masks, and the two places where secret values become public.
#include <string.h>

#include "crypto/secret/secret_internal.h"

// a ^ b is below 2^32, so subtracting 1 reaches the top bit just when it is 0.
uint64_t mask_equal(uint32_t a, uint32_t b) {
  uint64_t difference = a ^ b;
  return 0 - ((difference - 1) >> 63);
}

uint64_t mask_below(uint32_t a, uint32_t b) {
  return 0 - (((uint64_t)a - b) >> 63);
}

void scalar_mask(struct scr_secret_scalar *masked, const struct scr_secret_scalar *value, uint64_t mask) {
  for (size_t i = 0; i < SCR_LIMBS; i++) masked->limb[i] = value->limb[i] & mask;
}

void element_select(struct scr_element *chosen, const struct scr_element *a, const struct scr_element *b,
                    uint64_t mask) {
  for (size_t i = 0; i < SCR_LIMBS; i++) chosen->limb[i] = b->limb[i] ^ ((a->limb[i] ^ b->limb[i]) & mask);
}

// Declassified: a challenge or a response of a finished proof, which is published.
void publish_scalar(struct scr_scalar *scalar, const struct scr_secret_scalar *secret) {
  memcpy(scalar->limb, secret->limb, sizeof scalar->limb);
  DECLASSIFY(scalar, sizeof *scalar);
}

// Declassified: a public key, half of a ciphertext, a decryption factor, or a commitment, which anyone can compute
// again from the published proof.
void publish_element(struct scr_element *element) {
  DECLASSIFY(element, sizeof *element);
}
