// SPDX-License-Identifier: Apache-2.0
// Wiping, and randomness from OpenSSL's private generator.
#include <assert.h>
#include <limits.h>
#include <openssl/rand.h>
#include <sodium.h>

#include "crypto/secret/secret_internal.h"

#define MARGIN_BYTES 16  // 128 bits more than the order: bias below 2^-128
#define WIDE_BYTES (8 * SCR_LIMBS + MARGIN_BYTES)
#define BASE58_ACCEPTED (256 / BASE58 * BASE58)  // 232 of 256 bytes give a uniform digit

void scr_secret_wipe(void *bytes, size_t length) {
  sodium_memzero(bytes, length);
}

void scr_secret_scalar_wipe(struct scr_secret_scalar *secret) {
  sodium_memzero(secret, sizeof *secret);
}

enum scr_status scr_secret_random_bytes(uint8_t *bytes, size_t length) {
  assert(length <= INT_MAX);
  if (RAND_priv_bytes(bytes, (int)length) != 1) return SCR_E_RANDOM;
  CLASSIFY(bytes, length);
  return SCR_OK;
}

enum scr_status scr_secret_scalar_random(struct scr_secret_scalar *secret, const struct scr_group *group) {
  uint8_t bytes[WIDE_BYTES];  // secret
  size_t length = 8 * group->q_limbs + MARGIN_BYTES;
  enum scr_status status = scr_secret_random_bytes(bytes, length);
  if (status == SCR_OK) scr_secret_scalar_from_bytes(secret, group, bytes, length);
  scr_secret_wipe(bytes, sizeof bytes);
  return status;
}

// Whether the byte is rejected is public: it says nothing about the bytes that are kept.
static bool is_accepted(uint8_t byte) {
  uint64_t accepted = mask_below(byte, BASE58_ACCEPTED);
  DECLASSIFY(&accepted, sizeof accepted);
  return accepted != 0;
}

enum scr_status scr_secret_random_base58(char *string, size_t length) {
  uint8_t bytes[64];  // secret
  enum scr_status status = SCR_OK;
  size_t made = 0;
  while (made < length && status == SCR_OK) {
    status = scr_secret_random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes && made < length && status == SCR_OK; i++)
      if (is_accepted(bytes[i])) string[made++] = base58_character(bytes[i] % BASE58);
  }
  string[made] = '\0';
  if (status != SCR_OK) scr_secret_wipe(string, length + 1);
  scr_secret_wipe(bytes, sizeof bytes);
  return status;
}
