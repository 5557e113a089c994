// SPDX-License-Identifier: Apache-2.0
// A set of hashes: open addressing, at most half full; the all-zero hash marks a free slot and is kept apart.
#include "board/hash_set.h"

#include <stdlib.h>
#include <string.h>

struct hash_set {
  size_t count;
  size_t mask;
  struct scr_hash *slots;
  bool has_zero;
};

static const struct scr_hash zero;

struct hash_set *hash_set_new(void) {
  struct hash_set *set = calloc(1, sizeof *set);
  if (!set) return NULL;
  set->mask = 63;
  set->slots = calloc(set->mask + 1, sizeof *set->slots);
  if (set->slots) return set;
  free(set);
  return NULL;
}

void hash_set_free(struct hash_set *set) {
  if (!set) return;
  free(set->slots);
  free(set);
}

static size_t place(const struct hash_set *set, const struct scr_hash *hash) {
  uint64_t start;
  memcpy(&start, hash->byte, sizeof start);
  size_t at = (size_t)start & set->mask;
  while (!scr_hash_equal(&set->slots[at], &zero) && !scr_hash_equal(&set->slots[at], hash)) at = (at + 1) & set->mask;
  return at;
}

static enum scr_status grow(struct hash_set *set) {
  struct hash_set larger = {set->count, 2 * set->mask + 1, NULL, set->has_zero};
  larger.slots = calloc(larger.mask + 1, sizeof *larger.slots);
  if (!larger.slots) return SCR_E_MEMORY;
  for (size_t i = 0; i <= set->mask; i++)
    if (!scr_hash_equal(&set->slots[i], &zero)) larger.slots[place(&larger, &set->slots[i])] = set->slots[i];
  free(set->slots);
  *set = larger;
  return SCR_OK;
}

enum scr_status hash_set_add(bool *added, struct hash_set *set, const struct scr_hash *hash) {
  if (scr_hash_equal(hash, &zero)) {
    *added = !set->has_zero;
    set->has_zero = true;
    return SCR_OK;
  }
  if (2 * (set->count + 1) > set->mask) {
    enum scr_status status = grow(set);
    if (status != SCR_OK) return status;
  }
  size_t at = place(set, hash);
  *added = scr_hash_equal(&set->slots[at], &zero);
  if (*added) {
    set->slots[at] = *hash;
    set->count++;
  }
  return SCR_OK;
}

bool hash_set_has(const struct hash_set *set, const struct scr_hash *hash) {
  if (scr_hash_equal(hash, &zero)) return set->has_zero;
  return scr_hash_equal(&set->slots[place(set, hash)], hash);
}
