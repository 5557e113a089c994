// SPDX-License-Identifier: Apache-2.0
// SHA-256 and its spellings.
#include "scrutineer/hash.h"

#include <openssl/sha.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

void scr_hash(struct scr_hash *hash, const void *bytes, size_t length) {
  // SHA256 fails only where the library has no SHA-256 at all: nothing can go on without one.
  if (!SHA256(bytes, length, hash->byte)) abort();
}

bool scr_hash_equal(const struct scr_hash *a, const struct scr_hash *b) {
  return memcmp(a->byte, b->byte, SCR_HASH_BYTES) == 0;
}

void scr_hash_hex(char hex[SCR_HASH_HEX + 1], const struct scr_hash *hash) {
  sodium_bin2hex(hex, SCR_HASH_HEX + 1, hash->byte, SCR_HASH_BYTES);
}

void scr_hash_base64(char base64[SCR_HASH_BASE64 + 1], const struct scr_hash *hash) {
  sodium_bin2base64(base64, SCR_HASH_BASE64 + 1, hash->byte, SCR_HASH_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

enum scr_status scr_hash_from_hex(struct scr_hash *hash, const char *hex, size_t length) {
  if (length != SCR_HASH_HEX) return SCR_E_TEXT;
  for (size_t i = 0; i < length; i++)
    if (hex[i] >= 'A' && hex[i] <= 'F') return SCR_E_TEXT;
  struct scr_hash read;
  size_t read_n = 0;
  if (sodium_hex2bin(read.byte, SCR_HASH_BYTES, hex, length, NULL, &read_n, NULL) != 0 || read_n != SCR_HASH_BYTES)
    return SCR_E_TEXT;
  *hash = read;
  return SCR_OK;
}

// Decoders differ on the two unused low bits of the last character, so the spelling is compared after rewriting.
// HSH-2.
enum scr_status scr_hash_from_base64(struct scr_hash *hash, const char *base64, size_t length) {
  if (length != SCR_HASH_BASE64) return SCR_E_TEXT;
  struct scr_hash read;
  size_t read_n = 0;
  if (sodium_base642bin(read.byte, SCR_HASH_BYTES, base64, length, NULL, &read_n, NULL,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
      read_n != SCR_HASH_BYTES)
    return SCR_E_TEXT;
  char again[SCR_HASH_BASE64 + 1];
  scr_hash_base64(again, &read);
  if (memcmp(again, base64, SCR_HASH_BASE64) != 0) return SCR_E_TEXT;
  *hash = read;
  return SCR_OK;
}
