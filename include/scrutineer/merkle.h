// SPDX-License-Identifier: Apache-2.0
// The hash tree of a transparency log (RFC 9162, section 2.1): a root for each size, proofs that an entry is in a tree
// and that a tree is the beginning of another, and their checks. Public data; variable time. LOG-1.
#ifndef SCRUTINEER_MERKLE_H
#define SCRUTINEER_MERKLE_H

#include "scrutineer/hash.h"

SCR_C_BEGIN

#define SCR_MERKLE_PROOF_MAX 63  // hashes of a proof; enough for every tree of at most 2^62 leaves

// The hashes of a proof in the order in which a check uses them: from the leaves up.
struct scr_merkle_proof {
  size_t length;
  struct scr_hash hash[SCR_MERKLE_PROOF_MAX];
};

// The hash of an entry: SHA-256 of a zero byte and the entry.
SCR_API SCR_MUST_USE enum scr_status scr_merkle_leaf(struct scr_hash *leaf, const void *entry, size_t length);
// The hash of two subtrees: SHA-256 of a byte 1 and both hashes. May be one of its inputs.
SCR_API void scr_merkle_node(struct scr_hash *node, const struct scr_hash *left, const struct scr_hash *right);

// --- checking ---

// That the leaf stands at `index` (from 0) of the tree of this size and root: SCR_E_LOG_INCLUSION if not, or if
// index >= size, or if the proof has a hash too many or too few. Section 2.1.3.2.
SCR_API SCR_MUST_USE enum scr_status scr_merkle_check_inclusion(const struct scr_hash *root, uint64_t size,
                                                                const struct scr_hash *leaf, uint64_t index,
                                                                const struct scr_merkle_proof *proof);
// That the old tree's leaves are the first ones of the later tree: SCR_E_LOG_CONSISTENCY if not, or if old_size > size,
// or if the proof has a hash too many or too few. Between equal sizes, and from the empty tree (whose root must be that
// of no leaves), the proof is empty. Section 2.1.4.2.
SCR_API SCR_MUST_USE enum scr_status scr_merkle_check_consistency(const struct scr_hash *old_root, uint64_t old_size,
                                                                  const struct scr_hash *root, uint64_t size,
                                                                  const struct scr_merkle_proof *proof);

// --- a growing tree ---

// The leaves of a log and every complete subtree over them: 64 bytes for each leaf. Roots and proofs take time
// logarithmic in the size.
struct scr_merkle;

SCR_API SCR_MUST_USE enum scr_status scr_merkle_new(struct scr_merkle **tree);  // empty
SCR_API void scr_merkle_free(struct scr_merkle *tree);
SCR_API void scr_merkle_clear(struct scr_merkle *tree);  // empty again, with its memory
// SCR_E_MEMORY leaves the tree as it was.
SCR_API SCR_MUST_USE enum scr_status scr_merkle_append(struct scr_merkle *tree, const struct scr_hash *leaf);
SCR_API uint64_t scr_merkle_size(const struct scr_merkle *tree);
// The hash of the complete subtree over the leaves index * 2^level to (index + 1) * 2^level - 1, which must all be
// there.
SCR_API const struct scr_hash *scr_merkle_subtree(const struct scr_merkle *tree, unsigned level, uint64_t index);

// The root over the first `size` leaves; size <= scr_merkle_size, also below.
SCR_API void scr_merkle_root(struct scr_hash *root, const struct scr_merkle *tree, uint64_t size);
// The same of a tree of which only complete subtrees are kept, all of one size, as the leaves of `subtrees`: over the first
// `subtrees_n` of them and, behind those, the first `rest_n` leaves of `rest`, fewer than a subtree spans.
SCR_API void scr_merkle_root_of_parts(struct scr_hash *root, const struct scr_merkle *subtrees, uint64_t subtrees_n,
                                      const struct scr_merkle *rest, uint64_t rest_n);
// That leaf `index` is in the tree of the first `size` leaves; index < size. Section 2.1.3.1.
SCR_API void scr_merkle_inclusion(struct scr_merkle_proof *proof, const struct scr_merkle *tree, uint64_t index,
                                  uint64_t size);
// That the tree of the first `old_size` leaves begins the one of the first `size`; old_size <= size. Section 2.1.4.1.
SCR_API void scr_merkle_consistency(struct scr_merkle_proof *proof, const struct scr_merkle *tree, uint64_t old_size,
                                    uint64_t size);

SCR_C_END
#endif
