// SPDX-License-Identifier: Apache-2.0
// Short keyed hashes, to find things in memory by: half as long as SHA-256. Nobody can look for collisions without the key, which
// is random and stays in the process; that two of n things collide by chance has a probability of n^2 / 2^129.
#ifndef SCRUTINEER_BOARD_SHORT_HASH_H
#define SCRUTINEER_BOARD_SHORT_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct short_hash {
  uint64_t word[2];
};

struct short_key {
  uint8_t byte[16];
};

void short_key_new(struct short_key *key);
void short_hash(struct short_hash *hash, const struct short_key *key, const void *bytes, size_t length);

static inline bool short_hash_equal(const struct short_hash *a, const struct short_hash *b) {
  return a->word[0] == b->word[0] && a->word[1] == b->word[1];
}

// The slot at which a table of so many begins to look for it: all are as likely.
static inline size_t short_hash_slot(const struct short_hash *hash, size_t slots_n) {
  __extension__ typedef unsigned __int128 uint128;
  return (size_t)((uint128)hash->word[0] * slots_n >> 64);
}

#endif
