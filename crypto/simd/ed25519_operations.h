// SPDX-License-Identifier: Apache-2.0
// Points of a kernel for edwards25519, and its operations, from its arithmetic. The file that includes this one has defined
//   LANES, and the type vec of a register with one limb, or one word, of each;
//   POINT_BYTES, what a point takes in memory, where it is in one piece, POINT_BLOCKS, that in blocks of gather and scatter;
//   ENTRY_BYTES and ENTRY_BLOCKS, the same of an entry; VECTOR_BYTES, that of LANES points;
//   struct fe, a coordinate of LANES points; fe_mul, inverse, and equal_lanes, a bit for each lane;
//   struct point (x, y, z, t) and struct niels, and what is done with them: identity_points, add_points, add_niels,
//   double_points, whose output may be the input, and to_niels.
#ifndef SCRUTINEER_CRYPTO_SIMD_ED25519_OPERATIONS_H
#define SCRUTINEER_CRYPTO_SIMD_ED25519_OPERATIONS_H

#include <string.h>

#include "crypto/kernel.h"

// --- memory ---

#define POINT_LIMBS (sizeof(struct point) / sizeof(vec))
#define ROWS (POINT_BLOCKS * 8)
_Static_assert(POINT_LIMBS <= ROWS, "a point in blocks");
_Static_assert(sizeof(struct niels) <= ENTRY_BLOCKS * 8 * sizeof(vec), "an entry in blocks");
_Static_assert(sizeof(struct fe) <= VECTOR_BYTES, "scratch takes one for each vector");

union rows {
  vec limb[ROWS];
  struct point point;
  struct niels niels;
};

INLINE uint8_t *point_at(void *vectors, size_t i) {
  return (uint8_t *)vectors + i * POINT_BYTES;
}

INLINE const uint8_t *const_point_at(const void *vectors, size_t i) {
  return (const uint8_t *)vectors + i * POINT_BYTES;
}

INLINE void open_vector(union rows *out, const void *vectors, size_t i) {
  const void *lanes[LANES];
  for (size_t l = 0; l < LANES; l++) lanes[l] = const_point_at(vectors, i * LANES + l);
  gather(out->limb, lanes, POINT_BLOCKS);
}

INLINE void close_points(void *const *lanes, union rows *in) {
  for (size_t i = POINT_LIMBS; i < ROWS; i++) in->limb[i] = (vec){0};
  scatter(lanes, in->limb, POINT_BLOCKS);
}

INLINE void close_vector(void *vectors, size_t i, union rows *in) {
  void *lanes[LANES];
  for (size_t l = 0; l < LANES; l++) lanes[l] = point_at(vectors, i * LANES + l);
  close_points(lanes, in);
}

INLINE struct fe *inverse_at(void *scratch, size_t i) {
  return (struct fe *)(void *)((uint8_t *)scratch + i * VECTOR_BYTES);
}

// Scratch gets 1/Z of every vector's points, with one inversion in each lane (Montgomery's trick). Z is never zero.
static void invert_all(void *scratch, const void *vectors, size_t count) {
  union rows rows;
  if (count == 0) return;
  open_vector(&rows, vectors, 0);
  *inverse_at(scratch, 0) = rows.point.z;
  for (size_t i = 1; i < count; i++) {
    open_vector(&rows, vectors, i);
    fe_mul(inverse_at(scratch, i), inverse_at(scratch, i - 1), &rows.point.z);
  }
  struct fe r = inverse(inverse_at(scratch, count - 1));  // of the product of the first i + 1
  for (size_t i = count - 1; i > 0; i--) {
    open_vector(&rows, vectors, i);
    fe_mul(inverse_at(scratch, i), &r, inverse_at(scratch, i - 1));
    fe_mul(&r, &r, &rows.point.z);
  }
  *inverse_at(scratch, 0) = r;
}

// x = X/Z and y = Y/Z of vector i.
static void affine(struct fe *x, struct fe *y, const void *vectors, size_t i, void *scratch) {
  union rows rows;
  open_vector(&rows, vectors, i);
  fe_mul(x, &rows.point.x, inverse_at(scratch, i));
  fe_mul(y, &rows.point.y, inverse_at(scratch, i));
}

// --- operations ---

static char no_context;  // everything is a constant

static void *open_context(const struct scr_group *group) {
  (void)group;
  return &no_context;
}

static void close_context(void *context) {
  (void)context;
}

static void set_identity(void *vector, const void *context) {
  (void)context;
  union rows rows = {.point = identity_points()};
  close_vector(vector, 0, &rows);
}

static unsigned is_identity(const void *vector, const void *context) {
  (void)context;
  union rows rows;
  open_vector(&rows, vector, 0);
  const struct point identity = identity_points();
  return equal_lanes(&rows.point.x, &identity.x) & equal_lanes(&rows.point.y, &rows.point.z);
}

static void pick(void *out, const void *vectors, const size_t *index) {
  for (size_t l = 0; l < LANES; l++) memcpy(point_at(out, l), const_point_at(vectors, index[l]), POINT_BYTES);
}

static void mul(void *out, const void *context, const void *a, const void *b) {
  (void)context;
  union rows p, q;
  open_vector(&p, a, 0);
  open_vector(&q, b, 0);
  add_points(&p.point, &p.point, &q.point);
  close_vector(out, 0, &p);
}

static void square(void *out, const void *context, const void *a, unsigned times) {
  (void)context;
  union rows p;
  open_vector(&p, a, 0);
  while (times-- > 0) double_points(&p.point, &p.point, times == 0);
  close_vector(out, 0, &p);
}

static void squares(void *vectors, const void *context, size_t count) {
  (void)context;
  union rows p;
  open_vector(&p, vectors, 0);
  for (size_t i = 1; i < count; i++) {
    double_points(&p.point, &p.point, true);
    close_vector(vectors, i, &p);
  }
}

static void mul_bucket(void *buckets, const void *context, const uint8_t *bucket, const void *factors,
                       const uint16_t *factor) {
  (void)context;
  void *lanes[LANES];
  const void *from[LANES];
  union rows p, q;
  for (size_t l = 0; l < LANES; l++) {
    lanes[l] = point_at(buckets, (size_t)bucket[l] * LANES + l);
    from[l] = const_point_at(factors, (size_t)factor[l] * LANES + l);
  }
  gather(p.limb, (const void *const *)lanes, POINT_BLOCKS);
  gather(q.limb, from, POINT_BLOCKS);
  add_points(&p.point, &p.point, &q.point);
  close_points(lanes, &p);
}

static void to_entries(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                       const void *vectors, size_t count, void *scratch) {
  (void)context;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++, first += vector_stride) {
    struct fe x, y;
    uint8_t entries[LANES][ENTRY_BYTES];
    void *lanes[LANES];
    affine(&x, &y, vectors, i, scratch);
    union rows rows = {.limb = {{0}}};
    to_niels(&rows.niels, &x, &y);
    for (size_t l = 0; l < LANES; l++) lanes[l] = entries[l];
    scatter(lanes, rows.limb, ENTRY_BLOCKS);
    for (size_t l = 0; l < lanes_n; l++) memcpy(first + l * lane_stride, entries[l], ENTRY_BYTES);
  }
}

static void mul_entries(void *vector, const void *context, const void *const *entries, size_t count) {
  (void)context;
  union rows p, q;
  open_vector(&p, vector, 0);
  for (size_t i = 0; i < count; i++, entries += LANES) {
    if (i + 1 < count) prefetch_entries(entries + LANES, LANES, ENTRY_BYTES);
    gather(q.limb, entries, ENTRY_BLOCKS);
    add_niels(&p.point, &p.point, &q.niels);
  }
  close_vector(vector, 0, &p);
}

#endif
