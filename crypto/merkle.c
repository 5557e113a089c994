// SPDX-License-Identifier: Apache-2.0
// The hash tree of a transparency log that grows in memory, and the proofs it gives.
#include "scrutineer/merkle.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define LEVELS 62  // the proofs of a larger tree could be longer than SCR_MERKLE_PROOF_MAX

// hash[i] stands over the leaves i * 2^level to (i + 1) * 2^level - 1, for all complete subtrees of this level.
struct level {
  struct scr_hash *hash;
  uint64_t count, capacity;
};

struct scr_merkle {
  struct level level[LEVELS];
};

// --- hashing ---

// The byte in front keeps an entry from being read as two hashes. LOG-1.
enum scr_status scr_merkle_leaf(struct scr_hash *leaf, const void *entry, size_t length) {
  static const uint8_t prefix = 0;
  struct scr_hash made;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(context, &prefix, 1) == 1 && EVP_DigestUpdate(context, entry, length) == 1 &&
              EVP_DigestFinal_ex(context, made.byte, NULL) == 1;
  EVP_MD_CTX_free(context);
  if (!good) return SCR_E_MEMORY;
  *leaf = made;
  return SCR_OK;
}

void scr_merkle_node(struct scr_hash *node, const struct scr_hash *left, const struct scr_hash *right) {
  uint8_t input[1 + 2 * SCR_HASH_BYTES] = {1};
  memcpy(input + 1, left->byte, SCR_HASH_BYTES);
  memcpy(input + 1 + SCR_HASH_BYTES, right->byte, SCR_HASH_BYTES);
  scr_hash(node, input, sizeof input);
}

// --- growing ---

enum scr_status scr_merkle_new(struct scr_merkle **tree) {
  struct scr_merkle *made = calloc(1, sizeof *made);
  if (!made) return SCR_E_MEMORY;
  *tree = made;
  return SCR_OK;
}

void scr_merkle_free(struct scr_merkle *tree) {
  if (!tree) return;
  for (size_t i = 0; i < LEVELS; i++) free(tree->level[i].hash);
  free(tree);
}

void scr_merkle_clear(struct scr_merkle *tree) {
  for (size_t i = 0; i < LEVELS; i++) tree->level[i].count = 0;
}

static bool reserve_one(struct level *level) {
  if (level->count < level->capacity) return true;
  uint64_t capacity = level->capacity ? 2 * level->capacity : 4;
  struct scr_hash *hash = realloc(level->hash, capacity * sizeof *hash);
  if (!hash) return false;
  level->hash = hash;
  level->capacity = capacity;
  return true;
}

// The new leaf completes one subtree on each level below the lowest zero bit of the size, and room for all of them is
// made before the first is entered.
enum scr_status scr_merkle_append(struct scr_merkle *tree, const struct scr_hash *leaf) {
  uint64_t size = scr_merkle_size(tree);
  unsigned top = 0;
  while (size >> top & 1) top++;
  assert(top < LEVELS);
  for (unsigned i = 0; i <= top; i++)
    if (!reserve_one(&tree->level[i])) return SCR_E_MEMORY;
  struct scr_hash hash = *leaf;
  for (unsigned i = 0; i <= top; i++) {
    struct level *level = &tree->level[i];
    level->hash[level->count++] = hash;
    if (i < top) scr_merkle_node(&hash, &level->hash[level->count - 2], &hash);
  }
  return SCR_OK;
}

uint64_t scr_merkle_size(const struct scr_merkle *tree) {
  return tree->level[0].count;
}

const struct scr_hash *scr_merkle_subtree(const struct scr_merkle *tree, unsigned level, uint64_t index) {
  assert(level < LEVELS && index < tree->level[level].count);
  return &tree->level[level].hash[index];
}

// --- roots and proofs ---

// Puts the leaves begin to end - 1 before what `root` is the root of, if it is of any. `begin` must be a multiple of a power of
// two that is no less than end - begin, as it is wherever RFC 9162 splits a tree; then each bit of the number of leaves is a
// complete subtree.
static void put_before(struct scr_hash *root, bool *some, const struct scr_merkle *tree, uint64_t begin, uint64_t end) {
  uint64_t left = end;
  for (unsigned level = 0; left > begin; level++) {
    if (!((left - begin) >> level & 1)) continue;
    left -= UINT64_C(1) << level;
    const struct scr_hash *subtree = scr_merkle_subtree(tree, level, left >> level);
    if (*some)
      scr_merkle_node(root, subtree, root);
    else
      *root = *subtree;
    *some = true;
  }
}

// The root over the leaves begin to end - 1, begin < end, with `begin` as above.
static void range_root(struct scr_hash *root, const struct scr_merkle *tree, uint64_t begin, uint64_t end) {
  bool some = false;
  put_before(root, &some, tree, begin, end);
}

void scr_merkle_root_of_parts(struct scr_hash *root, const struct scr_merkle *subtrees, uint64_t subtrees_n,
                              const struct scr_merkle *rest, uint64_t rest_n) {
  bool some = false;
  assert(subtrees_n <= scr_merkle_size(subtrees) && rest_n <= scr_merkle_size(rest));
  put_before(root, &some, rest, 0, rest_n);
  put_before(root, &some, subtrees, 0, subtrees_n);
  if (!some) scr_hash(root, "", 0);
}

void scr_merkle_root(struct scr_hash *root, const struct scr_merkle *tree, uint64_t size) {
  scr_merkle_root_of_parts(root, tree, size, tree, 0);
}

// The largest power of two below count, count >= 2.
static uint64_t split(uint64_t count) {
  uint64_t power = 1;
  while (power < count - power) power *= 2;
  return power;
}

static void push(struct scr_merkle_proof *proof, const struct scr_merkle *tree, uint64_t begin, uint64_t end) {
  assert(proof->length < SCR_MERKLE_PROOF_MAX);
  range_root(&proof->hash[proof->length++], tree, begin, end);
}

// Both proofs are put together from the root down, and used from the leaves up.
static void reverse(struct scr_merkle_proof *proof) {
  for (size_t i = 0; i < proof->length / 2; i++) {
    struct scr_hash kept = proof->hash[i];
    proof->hash[i] = proof->hash[proof->length - 1 - i];
    proof->hash[proof->length - 1 - i] = kept;
  }
}

// Descends to the leaf, and gives the root of the half that it doesn't descend into. Only the last half on the right
// edge takes more than one step, so the whole is logarithmic.
void scr_merkle_inclusion(struct scr_merkle_proof *proof, const struct scr_merkle *tree, uint64_t index,
                          uint64_t size) {
  assert(index < size && size <= scr_merkle_size(tree));
  uint64_t begin = 0, end = size;
  proof->length = 0;
  while (end - begin > 1) {
    uint64_t middle = begin + split(end - begin);
    if (index < middle) {
      push(proof, tree, middle, end);
      end = middle;
    } else {
      push(proof, tree, begin, middle);
      begin = middle;
    }
  }
  reverse(proof);
}

// Descends to the subtree that ends where the old tree ends. Its root is left out if it is the old tree's, which
// whoever checks has already.
void scr_merkle_consistency(struct scr_merkle_proof *proof, const struct scr_merkle *tree, uint64_t old_size,
                            uint64_t size) {
  assert(old_size <= size && size <= scr_merkle_size(tree));
  proof->length = 0;
  if (old_size == 0 || old_size == size) return;
  uint64_t begin = 0, end = size;
  while (end != old_size) {
    uint64_t middle = begin + split(end - begin);
    if (old_size <= middle) {
      push(proof, tree, middle, end);
      end = middle;
    } else {
      push(proof, tree, begin, middle);
      begin = middle;
    }
  }
  if (begin > 0) push(proof, tree, begin, end);
  reverse(proof);
}
