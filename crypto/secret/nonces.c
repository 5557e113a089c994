// SPDX-License-Identifier: Apache-2.0
// Nonces of proofs, hedged: a repeated or foreseen nonce gives the secret away, so a nonce depends on fresh randomness
// and on the secret and on everything that is proved. With L(s) the length of s in 8 bytes,
//   key     = HMAC-SHA512(32 fresh bytes, L(purpose) purpose secret L(about) about)
//   block i = HMAC-SHA512(key, i in 8 bytes)
// and each nonce is as many whole blocks as hold the order's bits and 128 more, modulo q.
#include <sodium.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"

#define BLOCK_BYTES crypto_auth_hmacsha512_BYTES
#define MARGIN_BYTES 16
#define BLOCKS_MAX ((8 * SCR_LIMBS + MARGIN_BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES)

_Static_assert(sizeof((struct scr_secret_nonces){{0}, 0}.key) == BLOCK_BYTES, "a key is one block");

static void u64_bytes(uint8_t bytes[8], uint64_t number) {
  for (size_t i = 0; i < 8; i++) bytes[i] = (uint8_t)(number >> (8 * i));
}

static void absorb(crypto_auth_hmacsha512_state *mac, const void *bytes, size_t length) {
  uint8_t prefix[8];
  u64_bytes(prefix, length);
  crypto_auth_hmacsha512_update(mac, prefix, sizeof prefix);
  crypto_auth_hmacsha512_update(mac, bytes, length);
}

// SEC-1.
enum scr_status scr_secret_nonces_init(struct scr_secret_nonces *nonces, const struct scr_secret_scalar *secret,
                                       const char *purpose, const void *about, size_t about_length) {
  uint8_t fresh[32];  // secret
  crypto_auth_hmacsha512_state mac;
  enum scr_status status = scr_secret_random_bytes(fresh, sizeof fresh);
  if (status != SCR_OK) return status;
  crypto_auth_hmacsha512_init(&mac, fresh, sizeof fresh);
  absorb(&mac, purpose, strlen(purpose));
  crypto_auth_hmacsha512_update(&mac, (const uint8_t *)secret->limb, sizeof secret->limb);
  absorb(&mac, about, about_length);
  crypto_auth_hmacsha512_final(&mac, nonces->key);
  nonces->counter = 0;
  scr_secret_wipe(fresh, sizeof fresh);
  scr_secret_wipe(&mac, sizeof mac);
  return SCR_OK;
}

static void next_block(uint8_t block[BLOCK_BYTES], struct scr_secret_nonces *nonces) {
  crypto_auth_hmacsha512_state mac;
  uint8_t counter[8];
  u64_bytes(counter, nonces->counter++);
  crypto_auth_hmacsha512_init(&mac, nonces->key, sizeof nonces->key);
  crypto_auth_hmacsha512_update(&mac, counter, sizeof counter);
  crypto_auth_hmacsha512_final(&mac, block);
  scr_secret_wipe(&mac, sizeof mac);
}

void scr_secret_nonces_next(struct scr_secret_scalar *nonce, struct scr_secret_nonces *nonces,
                            const struct scr_group *group) {
  uint8_t wide[BLOCKS_MAX * BLOCK_BYTES];  // secret
  size_t blocks = (8 * group->q_limbs + MARGIN_BYTES + BLOCK_BYTES - 1) / BLOCK_BYTES;
  for (size_t i = 0; i < blocks; i++) next_block(wide + i * BLOCK_BYTES, nonces);
  scr_secret_scalar_from_bytes(nonce, group, wide, blocks * BLOCK_BYTES);
  scr_secret_wipe(wide, sizeof wide);
}

void scr_secret_nonces_wipe(struct scr_secret_nonces *nonces) {
  scr_secret_wipe(nonces, sizeof *nonces);
}
