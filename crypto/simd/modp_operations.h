// SPDX-License-Identifier: Apache-2.0
// The operations of a kernel for residues, from its arithmetic. The file that includes this one has defined
//   LANES, and the type vec of a register with one limb of each;
//   ROOM, how many such limbs a residue has, ENTRY_BYTES, what it takes in memory, where it is in one piece, BLOCKS, that in blocks
//   of gather and scatter, and VECTOR_BYTES, that of LANES residues;
//   struct context, with the identity's forms `one`;
//   multiply and square_once, whose output may be an input.
#ifndef SCRUTINEER_CRYPTO_SIMD_MODP_OPERATIONS_H
#define SCRUTINEER_CRYPTO_SIMD_MODP_OPERATIONS_H

#include <string.h>

#include "crypto/kernel.h"

// Residue i of those in vectors, one after the other.
INLINE uint8_t *residue_at(void *vectors, size_t i) {
  return (uint8_t *)vectors + i * ENTRY_BYTES;
}

INLINE const uint8_t *const_residue_at(const void *vectors, size_t i) {
  return (const uint8_t *)vectors + i * ENTRY_BYTES;
}

INLINE void open_vector(vec *out, const void *vector) {
  const void *lanes[LANES];
  for (size_t l = 0; l < LANES; l++) lanes[l] = const_residue_at(vector, l);
  gather(out, lanes, BLOCKS);
}

INLINE void close_vector(void *vector, const vec *in) {
  void *lanes[LANES];
  for (size_t l = 0; l < LANES; l++) lanes[l] = residue_at(vector, l);
  scatter(lanes, in, BLOCKS);
}

INLINE void copy(void *out, const void *in) {
  for (size_t i = 0; i < ENTRY_BYTES / sizeof(vec); i++) ((vec *)out)[i] = ((const vec *)in)[i];
}

static void set_identity(void *vector, const void *context) {
  const struct context *x = context;
  for (size_t l = 0; l < LANES; l++) copy(residue_at(vector, l), x->one[0]);
}

static unsigned is_identity(const void *vector, const void *context) {
  const struct context *x = context;
  unsigned equal = 0;
  for (unsigned l = 0; l < LANES; l++)
    for (size_t form = 0; form < sizeof x->one / sizeof x->one[0]; form++)
      equal |= (unsigned)(memcmp(const_residue_at(vector, l), x->one[form], ENTRY_BYTES) == 0) << l;
  return equal;
}

static void pick(void *out, const void *vectors, const size_t *index) {
  for (size_t l = 0; l < LANES; l++) copy(residue_at(out, l), const_residue_at(vectors, index[l]));
}

static void mul(void *out, const void *context, const void *a, const void *b) {
  vec x[ROOM], y[ROOM];
  open_vector(x, a);
  open_vector(y, b);
  multiply(x, context, x, y);
  close_vector(out, x);
}

static void square(void *out, const void *context, const void *a, unsigned times) {
  vec x[ROOM];
  open_vector(x, a);
  for (unsigned i = 0; i < times; i++) square_once(x, context, x);
  close_vector(out, x);
}

static void squares(void *vectors, const void *context, size_t count) {
  vec x[ROOM];
  open_vector(x, vectors);
  for (size_t i = 1; i < count; i++) {
    square_once(x, context, x);
    close_vector(residue_at(vectors, i * LANES), x);
  }
}

static void mul_bucket(void *buckets, const void *context, const uint8_t *bucket, const void *factors,
                       const uint16_t *factor) {
  vec x[ROOM], y[ROOM];
  void *lanes[LANES];
  const void *from[LANES];
  for (size_t l = 0; l < LANES; l++) {
    lanes[l] = residue_at(buckets, (size_t)bucket[l] * LANES + l);
    from[l] = const_residue_at(factors, (size_t)factor[l] * LANES + l);
  }
  gather(x, (const void *const *)lanes, BLOCKS);
  gather(y, from, BLOCKS);
  multiply(x, context, x, y);
  scatter(lanes, x, BLOCKS);
}

static void to_entries(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                       const void *vectors, size_t count, void *scratch) {
  (void)context;
  (void)scratch;
  for (size_t i = 0; i < count; i++, first += vector_stride)
    for (size_t l = 0; l < lanes_n; l++) copy(first + l * lane_stride, const_residue_at(vectors, i * LANES + l));
}

static void mul_entries(void *vector, const void *context, const void *const *entries, size_t count) {
  vec x[ROOM], y[ROOM];
  open_vector(x, vector);
  for (size_t i = 0; i < count; i++, entries += LANES) {
    if (i + 1 < count) prefetch_entries(entries + LANES, LANES, ENTRY_BYTES);
    gather(y, entries, BLOCKS);
    multiply(x, context, x, y);
  }
  close_vector(vector, x);
}

#endif
