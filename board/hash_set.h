// SPDX-License-Identifier: Apache-2.0
// A set of hashes.
#ifndef SCRUTINEER_BOARD_HASH_SET_H
#define SCRUTINEER_BOARD_HASH_SET_H

#include "scrutineer/hash.h"

struct hash_set;
struct hash_set *hash_set_new(void);  // NULL: no memory
void hash_set_free(struct hash_set *set);
// Adds a hash; *added is false if it was there already.
enum scr_status hash_set_add(bool *added, struct hash_set *set, const struct scr_hash *hash);
bool hash_set_has(const struct hash_set *set, const struct scr_hash *hash);

#endif
