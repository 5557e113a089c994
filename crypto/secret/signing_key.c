// SPDX-License-Identifier: Apache-2.0
// Keys that sign notes: Ed25519 of RFC 8032, by libsodium, and their spelling in key files.
#include <sodium.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"

#define SEED_BYTES crypto_sign_SEEDBYTES
#define PUBLIC_BYTES crypto_sign_PUBLICKEYBYTES

_Static_assert(sizeof((struct scr_secret_signing_key *)0)->bytes == crypto_sign_SECRETKEYBYTES, "libsodium's form");
_Static_assert(SCR_SIGNING_KEY_HEX == 2 * SEED_BYTES, "two digits for each byte of the seed");

// Declassified: the public key, which anyone may know.
static void derive(struct scr_secret_signing_key *key, const uint8_t seed[SEED_BYTES]) {
  uint8_t public_key[PUBLIC_BYTES];
  (void)crypto_sign_seed_keypair(public_key, key->bytes, seed);  // can't fail
  DECLASSIFY(key->bytes + SEED_BYTES, PUBLIC_BYTES);
}

enum scr_status scr_secret_signing_key_generate(struct scr_secret_signing_key *key) {
  uint8_t seed[SEED_BYTES];  // secret
  enum scr_status status = scr_secret_random_bytes(seed, sizeof seed);
  if (status == SCR_OK) derive(key, seed);
  scr_secret_wipe(seed, sizeof seed);
  return status;
}

void scr_secret_signing_key_wipe(struct scr_secret_signing_key *key) {
  scr_secret_wipe(key, sizeof *key);
}

void scr_secret_signing_key_publish(uint8_t public_key[32], const struct scr_secret_signing_key *key) {
  memcpy(public_key, key->bytes + SEED_BYTES, PUBLIC_BYTES);
}

// --- key files ---

void scr_secret_add_signing_key(struct scr_text *text, const struct scr_secret_signing_key *key) {
  char hex[SCR_SIGNING_KEY_HEX + 1];                        // secret
  sodium_bin2hex(hex, sizeof hex, key->bytes, SEED_BYTES);  // arithmetic alone
  scr_text_add_secret(text, hex, SCR_SIGNING_KEY_HEX);
  scr_secret_wipe(hex, sizeof hex);
}

enum scr_status scr_secret_signing_key_read(struct scr_secret_signing_key *key, const char *hex, size_t length) {
  if (length != SCR_SIGNING_KEY_HEX) return SCR_E_KEY_FORM;
  uint8_t seed[SEED_BYTES];  // secret
  bool good = hex_read(seed, SEED_BYTES, hex);
  if (good) derive(key, seed);
  scr_secret_wipe(seed, sizeof seed);
  return good ? SCR_OK : SCR_E_KEY_FORM;
}

// --- signing ---

// Declassified: a signature, which is published with its message. SEC-4.
void scr_secret_signing_key_sign(uint8_t signature[64], const struct scr_secret_signing_key *key, const void *message,
                                 size_t length) {
  (void)crypto_sign_detached(signature, NULL, message, length, key->bytes);  // can't fail
  DECLASSIFY(signature, crypto_sign_BYTES);
}
