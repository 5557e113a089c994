// SPDX-License-Identifier: Apache-2.0
// Short keyed hashes: SipHash with an output of 128 bits.
#include "board/short_hash.h"

#include <sodium.h>

_Static_assert(sizeof(struct short_key) == crypto_shorthash_siphashx24_KEYBYTES, "the key's size");
_Static_assert(sizeof(struct short_hash) == crypto_shorthash_siphashx24_BYTES, "the hash's size");

void short_key_new(struct short_key *key) {
  randombytes_buf(key->byte, sizeof key->byte);
}

void short_hash(struct short_hash *hash, const struct short_key *key, const void *bytes, size_t length) {
  (void)crypto_shorthash_siphashx24((unsigned char *)hash->word, bytes, length, key->byte);  // it can't fail
}
