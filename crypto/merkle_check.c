// SPDX-License-Identifier: Apache-2.0
// Checking the proofs of a hash tree, without the tree. Sizes are any 64-bit numbers: they come from outside.
#include "scrutineer/merkle.h"

// Where a check stands on its way up: the numbers, on the level it has reached, of the node that it follows and of the
// last node. RFC 9162 calls them fn and sn.
struct place {
  uint64_t node, last;
};

// Whether the next hash of the proof stands to the left. If not, it stands to the right.
static bool is_right_node(const struct place *place) {
  return place->node & 1 || place->node == place->last;
}

// One level up after a hash was taken; a last node without a sibling goes up unchanged, until it is a right one.
static void go_up(struct place *place) {
  if (is_right_node(place))
    while (!(place->node & 1) && place->node != 0) {
      place->node >>= 1;
      place->last >>= 1;
    }
  place->node >>= 1;
  place->last >>= 1;
}

// LOG-2.
enum scr_status scr_merkle_check_inclusion(const struct scr_hash *root, uint64_t size, const struct scr_hash *leaf,
                                           uint64_t index, const struct scr_merkle_proof *proof) {
  if (index >= size || proof->length > SCR_MERKLE_PROOF_MAX) return SCR_E_LOG_INCLUSION;
  struct place place = {index, size - 1};
  struct scr_hash hash = *leaf;
  for (size_t i = 0; i < proof->length; i++) {
    if (place.last == 0) return SCR_E_LOG_INCLUSION;  // a hash too many
    if (is_right_node(&place))
      scr_merkle_node(&hash, &proof->hash[i], &hash);
    else
      scr_merkle_node(&hash, &hash, &proof->hash[i]);
    go_up(&place);
  }
  return place.last == 0 && scr_hash_equal(&hash, root) ? SCR_OK : SCR_E_LOG_INCLUSION;
}

// From the empty tree, or between trees of one size.
static bool is_consistent_without_proof(const struct scr_hash *old_root, uint64_t old_size, const struct scr_hash *root,
                                        uint64_t size) {
  struct scr_hash empty;
  scr_hash(&empty, "", 0);
  if (old_size == 0 && !scr_hash_equal(old_root, &empty)) return false;
  return old_size < size || scr_hash_equal(old_root, root);
}

// 0 < old_size < size. Both roots are computed from the same hashes: the old one from those to the left alone.
static bool is_consistent(const struct scr_hash *old_root, uint64_t old_size, const struct scr_hash *root,
                          uint64_t size, const struct scr_merkle_proof *proof) {
  bool complete = (old_size & (old_size - 1)) == 0;  // the old root is itself a node of the later tree
  if (!complete && proof->length == 0) return false;
  struct scr_hash old_hash = complete ? *old_root : proof->hash[0], hash = old_hash;
  struct place place = {old_size - 1, size - 1};
  while (place.node & 1) {
    place.node >>= 1;
    place.last >>= 1;
  }
  for (size_t i = complete ? 0 : 1; i < proof->length; i++) {
    if (place.last == 0) return false;  // a hash too many
    if (is_right_node(&place)) {
      scr_merkle_node(&old_hash, &proof->hash[i], &old_hash);
      scr_merkle_node(&hash, &proof->hash[i], &hash);
    } else {
      scr_merkle_node(&hash, &hash, &proof->hash[i]);
    }
    go_up(&place);
  }
  return place.last == 0 && scr_hash_equal(&old_hash, old_root) && scr_hash_equal(&hash, root);
}

// LOG-3.
enum scr_status scr_merkle_check_consistency(const struct scr_hash *old_root, uint64_t old_size,
                                             const struct scr_hash *root, uint64_t size,
                                             const struct scr_merkle_proof *proof) {
  if (old_size > size || proof->length > SCR_MERKLE_PROOF_MAX) return SCR_E_LOG_CONSISTENCY;
  bool holds = false;
  if (old_size == 0 || old_size == size)
    holds = proof->length == 0 && is_consistent_without_proof(old_root, old_size, root, size);
  else
    holds = is_consistent(old_root, old_size, root, size, proof);
  return holds ? SCR_OK : SCR_E_LOG_CONSISTENCY;
}
