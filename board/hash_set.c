// SPDX-License-Identifier: Apache-2.0
// A set of hashes: open addressing, at most three quarters full. Of each hash it keeps a short one under the set's own key, so
// that it takes half the memory. It is in parts that grow one after another, each by half: two copies of all are never there, and
// a hash takes some 32 bytes at most, but for what one part has beside.
#include "board/hash_set.h"

#include <stdlib.h>

#include "board/short_hash.h"

#define PARTS 64
#define SLOTS_FIRST 16

struct part {
  size_t count, slots_n;
  struct short_hash *slots;
};

struct hash_set {
  struct short_key key;
  struct part parts[PARTS];
};

struct hash_set *hash_set_new(void) {
  struct hash_set *set = calloc(1, sizeof *set);
  if (set) short_key_new(&set->key);
  return set;
}

void hash_set_free(struct hash_set *set) {
  if (!set) return;
  for (size_t i = 0; i < PARTS; i++) free(set->parts[i].slots);
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

// The slot of an id in a part that has slots: where it is, or the free one where it would be.
static struct short_hash *slot_of(const struct part *part, const struct short_hash *id) {
  size_t at = short_hash_slot(id, part->slots_n);
  while (!is_free(&part->slots[at]) && !short_hash_equal(&part->slots[at], id))
    at = at + 1 < part->slots_n ? at + 1 : 0;
  return &part->slots[at];
}

static enum scr_status grow(struct part *part) {
  struct part larger = {.count = part->count, .slots_n = part->slots ? part->slots_n / 2 * 3 : SLOTS_FIRST};
  larger.slots = calloc(larger.slots_n, sizeof *larger.slots);
  if (!larger.slots) return SCR_E_MEMORY;
  for (size_t i = 0; i < part->slots_n; i++)
    if (!is_free(&part->slots[i])) *slot_of(&larger, &part->slots[i]) = part->slots[i];
  free(part->slots);
  *part = larger;
  return SCR_OK;
}

enum scr_status hash_set_add(bool *added, struct hash_set *set, const struct scr_hash *hash) {
  const struct short_hash id = shorten(set, hash);
  struct part *part = &set->parts[id.word[1] % PARTS];
  if (part->count + 1 > part->slots_n / 4 * 3) {
    enum scr_status status = grow(part);
    if (status != SCR_OK) return status;
  }
  struct short_hash *slot = slot_of(part, &id);
  *added = is_free(slot);
  if (*added) {
    *slot = id;
    part->count++;
  }
  return SCR_OK;
}

bool hash_set_has(const struct hash_set *set, const struct scr_hash *hash) {
  const struct short_hash id = shorten(set, hash);
  const struct part *part = &set->parts[id.word[1] % PARTS];
  return part->slots && !is_free(slot_of(part, &id));
}
