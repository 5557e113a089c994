// SPDX-License-Identifier: Apache-2.0
// A set of hashes: open addressing, at most three quarters full. Of each hash it keeps a short one under the set's own key, so
// that it takes half the memory.
#include "board/hash_set.h"

#include <stdlib.h>

#include "board/short_hash.h"

struct hash_set {
  struct short_key key;
  size_t count;
  size_t mask;  // slots - 1
  struct short_hash *slots;
};

#define SLOTS_FIRST 64

struct hash_set *hash_set_new(void) {
  struct hash_set *set = calloc(1, sizeof *set);
  if (!set) return NULL;
  short_key_new(&set->key);
  set->mask = SLOTS_FIRST - 1;
  set->slots = calloc(SLOTS_FIRST, sizeof *set->slots);
  if (set->slots) return set;
  free(set);
  return NULL;
}

void hash_set_free(struct hash_set *set) {
  if (!set) return;
  free(set->slots);
  free(set);
}

// Zero marks a free slot. What comes out as zero is taken for one: two hashes are then one, which is as improbable as any
// collision.
static struct short_hash shorten(const struct hash_set *set, const struct scr_hash *hash) {
  struct short_hash id;
  short_hash(&id, &set->key, hash->byte, sizeof hash->byte);
  if (id.word[0] == 0 && id.word[1] == 0) id.word[0] = 1;
  return id;
}

static bool is_free(const struct short_hash *slot) {
  return slot->word[0] == 0 && slot->word[1] == 0;
}

// The slot of an id: where it is, or the free one where it would be.
static struct short_hash *slot_of(const struct hash_set *set, const struct short_hash *id) {
  size_t at = (size_t)id->word[0] & set->mask;
  while (!is_free(&set->slots[at]) && !short_hash_equal(&set->slots[at], id)) at = (at + 1) & set->mask;
  return &set->slots[at];
}

static enum scr_status grow(struct hash_set *set) {
  size_t slots = 2 * (set->mask + 1);
  struct hash_set larger = {.key = set->key, .count = set->count, .mask = slots - 1};
  larger.slots = calloc(slots, sizeof *larger.slots);
  if (!larger.slots) return SCR_E_MEMORY;
  for (size_t i = 0; i <= set->mask; i++)
    if (!is_free(&set->slots[i])) *slot_of(&larger, &set->slots[i]) = set->slots[i];
  free(set->slots);
  *set = larger;
  return SCR_OK;
}

enum scr_status hash_set_add(bool *added, struct hash_set *set, const struct scr_hash *hash) {
  if (set->count + 1 > (set->mask + 1) / 4 * 3) {
    enum scr_status status = grow(set);
    if (status != SCR_OK) return status;
  }
  const struct short_hash id = shorten(set, hash);
  struct short_hash *slot = slot_of(set, &id);
  *added = is_free(slot);
  if (*added) {
    *slot = id;
    set->count++;
  }
  return SCR_OK;
}

bool hash_set_has(const struct hash_set *set, const struct scr_hash *hash) {
  const struct short_hash id = shorten(set, hash);
  return !is_free(slot_of(set, &id));
}
