// SPDX-License-Identifier: Apache-2.0
// Kernels: the arithmetic of a group on several elements at once, one in each lane, for public data in variable time. One
// algorithm (crypto/chain.c) runs on all of them: the portable ones with one lane, and those in crypto/simd/ with four or eight. What
// they compute is the same, element for element, and tests hold them against each other.
//
// A vector has one element in each lane, in a form that only its kernel knows, aligned to KERNEL_ALIGNMENT. An entry is one
// element, in the form that a table of powers has for it. Outputs may be the same object as inputs unless said otherwise.
#ifndef SCRUTINEER_CRYPTO_KERNEL_H
#define SCRUTINEER_CRYPTO_KERNEL_H

#include "crypto/group_internal.h"

#define KERNEL_LANES_MAX 8
#define KERNEL_ALIGNMENT 64

struct kernel {
  const char *name;     // "portable", "avx2", "avx512ifma"
  size_t lanes;         // at most KERNEL_LANES_MAX
  size_t vector_bytes;  // multiples of KERNEL_ALIGNMENT
  size_t entry_bytes;
  // The kernel computes in this group, and on this processor.
  bool (*fits)(const struct scr_group *group);
  // What is computed once for a group; NULL when memory ran out. Read-only after that: threads may share it.
  void *(*open)(const struct scr_group *group);
  void (*close)(void *context);

  // Takes `lanes` elements whose spelling was read (residues are between 0 and p, both excluded; points are canonical), but of
  // which nothing else is known. Bit l of the result: element l is in the field's group (every residue is) or on the curve. The
  // other lanes get the identity.
  unsigned (*load)(void *vector, const void *context, const struct scr_element *const *elements);
  // Gives the elements of `count` vectors back, `count * lanes` of them in order. `scratch` is as large as `vectors`.
  void (*store)(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch);
  // Writes DECIMAL_MAX decimal digits of each of `lanes` elements, with zeros in front. NULL: this kernel has nothing that is faster
  // than to spell them one by one.
  void (*digits)(uint8_t *const *texts, const void *context, const struct scr_element *const *elements);
  void (*set_identity)(void *vector, const void *context);
  // Bit l: lane l. Only of what an operation below gave: in other forms of the same number the identity may be missed.
  unsigned (*is_identity)(const void *vector, const void *context);
  // out, lane l = element index[l] of `vectors`: lane index[l] % lanes of vector index[l] / lanes. Not in place.
  void (*pick)(void *out, const void *vectors, const size_t *index);

  void (*mul)(void *out, const void *context, const void *a, const void *b);
  void (*square)(void *out, const void *context, const void *a, unsigned times);  // a^(2^times), times >= 1
  void (*squares)(void *vectors, const void *context,
                  size_t count);  // vectors[i] = vectors[0]^(2^i), for 0 < i < count
  // buckets[bucket[l]], lane l, *= factors[factor[l]], lane l. What bucket 0 holds has no meaning, but it must
  // hold something: a kernel may multiply it, or leave it out.
  void (*mul_bucket)(void *buckets, const void *context, const uint8_t *bucket, const void *factors,
                     const uint16_t *factor);

  // Entries of `count` vectors: that of vector i, lane l < lanes_n, goes to first + i * vector_stride + l * lane_stride.
  void (*to_entries)(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                     const void *vectors, size_t count, void *scratch);
  // Lane l *= the entries l, lanes + l, 2 * lanes + l, ... of `count` times as many as there are lanes.
  void (*mul_entries)(void *vector, const void *context, const void *const *entries, size_t count);
};

// The operations but `digits`, in a file that names its functions like these fields.
#define KERNEL_OPERATIONS                                                                               \
  .fits = fits, .open = open_context, .close = close_context, .load = load, .store = store,             \
  .set_identity = set_identity, .is_identity = is_identity, .pick = pick, .mul = mul, .square = square, \
  .squares = squares, .mul_bucket = mul_bucket, .to_entries = to_entries, .mul_entries = mul_entries

// A kernel that isn't built for this processor.
#define NO_KERNEL(variable, kernel_name)                 \
  static bool fits_none(const struct scr_group *group) { \
    (void)group;                                         \
    return false;                                        \
  }                                                      \
  const struct kernel variable = {.name = kernel_name, .fits = fits_none}

// The entries of one vector product, which will be needed soon.
static inline void prefetch_entries(const void *const *entries, size_t lanes, size_t entry_bytes) {
  for (size_t l = 0; l < lanes; l++)
    for (size_t line = 0; line < entry_bytes; line += KERNEL_ALIGNMENT)
      __builtin_prefetch((const uint8_t *)entries[l] + line);
}

extern const struct kernel kernel_modp_portable;
extern const struct kernel kernel_ed25519_portable;
extern const struct kernel kernel_modp_ifma;
extern const struct kernel kernel_modp_avx2;
extern const struct kernel kernel_ed25519_avx2;
extern const struct kernel kernel_ed25519_ifma;

// Kernel number i of those that fit the group and this processor, the fastest first; NULL after the last, which is portable.
const struct kernel *kernel_fitting(const struct scr_group *group, size_t i);
// For measurements and tests: from now on the kernels of this name, a constant string, are chosen; NULL: the fastest again.
void kernel_use(const char *name);

// The fastest kernel for the group on this processor, or the portable one where scr_use_portable_kernels was called. Never NULL.
const struct kernel *kernel_choose(const struct scr_group *group);

#endif
