// SPDX-License-Identifier: Apache-2.0
// A point of edwards25519, or a scalar, as libsodium takes it: 32 bytes, the least significant first, where we have limbs.
// Constant time in the values, which crypto/secret/ relies on.
#ifndef SCRUTINEER_CRYPTO_POINT_BYTES_H
#define SCRUTINEER_CRYPTO_POINT_BYTES_H

#include <string.h>

#include "scrutineer/group.h"

#define POINT_BYTES 32

static inline void point_to_bytes(uint8_t bytes[POINT_BYTES], const uint64_t *limbs) {
  for (size_t i = 0; i < POINT_BYTES; i++) bytes[i] = (uint8_t)(limbs[i / 8] >> (8 * (i % 8)));
}

static inline void limbs_from_bytes(uint64_t limbs[SCR_LIMBS], const uint8_t bytes[POINT_BYTES]) {
  memset(limbs, 0, SCR_LIMBS * sizeof *limbs);
  for (size_t i = 0; i < POINT_BYTES; i++) limbs[i / 8] |= (uint64_t)bytes[i] << (8 * (i % 8));
}

static inline void point_from_bytes(struct scr_element *element, const uint8_t bytes[POINT_BYTES]) {
  limbs_from_bytes(element->limb, bytes);
}

#endif
