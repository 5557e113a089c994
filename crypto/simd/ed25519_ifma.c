// SPDX-License-Identifier: Apache-2.0
// The kernel of edwards25519 with AVX-512 IFMA: eight points at once, one in each 64-bit lane.
//
// Points and formulas are those of crypto/kernel_ed25519.c: extended coordinates with the complete addition of Hisil, Wong,
// Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), as RFC 8032, section 5.1.4 has it.
#include "crypto/kernel.h"

#if defined(__x86_64__) && defined(__AVX512F__) && defined(__AVX512IFMA__) && defined(__AVX512VL__) && \
    defined(__AVX512DQ__) && defined(__AVX512BW__)

#include <string.h>

#include "crypto/simd/ed25519_ifma_field.h"

// --- points ---

// Limbs are tight. A vector of the kernel is one of these.
struct point {
  struct fe x, y, z, t;
};

#define VECTOR_BYTES 1280
#define VECTOR_WORDS (VECTOR_BYTES / 8)
#define COORDINATE_LIMBS 20
_Static_assert(sizeof(struct point) == VECTOR_BYTES, "20 limbs of 8 lanes");

// Affine Niels form: y + x, y - x, 2 d x y, limbs tight; one word is unused.
#define ENTRY_WORDS 16
#define ENTRY_BYTES 128

struct niels {
  struct fe sum, difference, product;
};

INLINE struct point identity_points(void) {
  return (struct point){ZERO, ONE, ONE, ZERO};
}

// The last step of additions and doublings, of wide limbs.
INLINE struct point complete(struct fe e, struct fe f, struct fe g, struct fe h, bool with_t) {
  struct point r;
  e = carry(e);
  f = carry(f);
  g = carry(g);
  h = carry(h);
  r.x = mul_tight(e, f);
  r.y = mul_tight(g, h);
  r.z = mul_tight(f, g);
  r.t = with_t ? mul_tight(e, h) : ZERO;
  return r;
}

// a, b and c are products, zz is at most twice one: sums are below 2^60 + 2^59 + 2^60 < 2^62.
INLINE struct point complete_addition(struct fe a, struct fe b, struct fe c, struct fe zz) {
  return complete(sub_product(b, a), sub_product(zz, c), add(zz, c), add(b, a), true);
}

// Section 3.1 with a = -1 and k = 2d: 9 products.
INLINE struct point add_points(const struct point *p, const struct point *q) {
  struct fe a = mul_wide(carry(sub(p->y, p->x)), carry(sub(q->y, q->x)));
  struct fe b = mul_wide(carry(add(p->y, p->x)), carry(add(q->y, q->x)));
  struct fe c = mul_wide(mul_tight(p->t, D2), q->t);
  struct fe zz = mul_wide(p->z, q->z);
  return complete_addition(a, b, c, add(zz, zz));
}

// The same with Z = 1 on one side: 7 products.
INLINE struct point add_niels(const struct point *p, const struct niels *q) {
  struct fe a = mul_wide(carry(sub(p->y, p->x)), q->difference);
  struct fe b = mul_wide(carry(add(p->y, p->x)), q->sum);
  struct fe c = mul_wide(p->t, q->product);
  return complete_addition(a, b, c, add(p->z, p->z));
}

// Section 3.3: 4 squares and 4 products, of which T, that no doubling reads, is one.
INLINE struct point double_points(const struct point *p, bool with_t) {
  struct fe a = square_wide(p->x), b = square_wide(p->y), c = square_wide(p->z);
  struct fe sum = square_wide(carry(add(p->x, p->y)));
  struct fe h = add(a, b);            // below 2^60
  struct fe e = sub_product(h, sum);  // below 2^61
  struct fe g = sub_product(a, b);    // below 2^60 + 2^59
  struct fe f = add(add(c, c), g);    // below 2^61 + 2^59
  return complete(e, f, g, h, with_t);
}

INLINE const struct point *at(const void *vectors, size_t i) {
  return (const struct point *)vectors + i;
}

INLINE struct point *at_mutable(void *vectors, size_t i) {
  return (struct point *)vectors + i;
}

// X of scratch's points i become 1/Z of the vectors' points i, with one inversion in each lane (Montgomery's trick). Z is never
// zero.
static void invert_all(void *scratch, const void *vectors, size_t count) {
  if (count == 0) return;
  at_mutable(scratch, 0)->x = at(vectors, 0)->z;
  for (size_t i = 1; i < count; i++) at_mutable(scratch, i)->x = mul_tight(at(scratch, i - 1)->x, at(vectors, i)->z);
  struct fe r = inverse(&at(scratch, count - 1)->x);  // of the product of the first i + 1
  for (size_t i = count - 1; i > 0; i--) {
    at_mutable(scratch, i)->x = mul_tight(r, at(scratch, i - 1)->x);
    r = mul_tight(r, at(vectors, i)->z);
  }
  at_mutable(scratch, 0)->x = r;
}

// --- the kernel ---

static bool fits(const struct scr_group *group) {
  return group->p_limbs == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512ifma") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

static char no_context;  // everything is a constant

static void *open_context(const struct scr_group *group) {
  (void)group;
  return &no_context;
}

static void close_context(void *context) {
  (void)context;
}

// RFC 8032, section 5.1.3, with x = u v^3 (u v^7)^((p-5)/8).
static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  (void)context;
  __m512i w[4];
  for (size_t i = 0; i < 4; i++) {
    uint64_t words[LANES];
    for (size_t l = 0; l < LANES; l++) words[l] = elements[l]->limb[i];
    w[i] = _mm512_loadu_si512(words);
  }
  __mmask8 sign = _mm512_movepi64_mask(w[3]);
  __m512i low = constant(LOW_51);
  struct fe y = {{_mm512_and_si512(w[0], low),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[0], 51), _mm512_slli_epi64(w[1], 13)), low),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[1], 38), _mm512_slli_epi64(w[2], 26)), low),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[2], 25), _mm512_slli_epi64(w[3], 39)), low),
                  _mm512_and_si512(_mm512_srli_epi64(w[3], 12), low)}};
  struct fe yy = carry(square_wide(y));
  struct fe u = carry(sub(yy, ONE));
  struct fe v = carry(add(mul_wide(yy, D), ONE));
  struct fe v3 = mul_tight(carry(square_wide(v)), v);
  struct fe v7 = mul_tight(carry(square_wide(v3)), v);
  struct fe uv7 = mul_tight(u, v7);
  struct fe x = mul_tight(mul_tight(power_root(&uv7), v3), u);
  struct fe check = freeze(mul_wide(carry(square_wide(x)), v));
  __mmask8 is_root = same(check, freeze(u));
  __mmask8 is_other = same(check, freeze(sub(ONE, yy)));
  x = freeze(choose(is_root, mul_tight(x, SQRT_MINUS_1), x));
  __mmask8 on_curve = (__mmask8)((is_root | is_other) & ~(sign & same(x, ZERO)));
  __mmask8 odd = _mm512_test_epi64_mask(x.v[0], constant(1));
  x = freeze(choose(sign ^ odd, x, sub(ZERO, x)));
  struct point read = {x, y, ONE, mul_tight(x, y)}, identity = identity_points();
  *at_mutable(vector, 0) = (struct point){choose(on_curve, identity.x, read.x), choose(on_curve, identity.y, read.y),
                                          read.z, choose(on_curve, identity.t, read.t)};
  return on_curve;
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  (void)context;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++) {
    struct fe x = freeze(mul_wide(at(vectors, i)->x, at(scratch, i)->x));
    struct fe y = freeze(mul_wide(at(vectors, i)->y, at(scratch, i)->x));
    uint64_t words[4][LANES];
    _mm512_storeu_si512(words[0], _mm512_or_si512(y.v[0], _mm512_slli_epi64(y.v[1], 51)));
    _mm512_storeu_si512(words[1], _mm512_or_si512(_mm512_srli_epi64(y.v[1], 13), _mm512_slli_epi64(y.v[2], 38)));
    _mm512_storeu_si512(words[2], _mm512_or_si512(_mm512_srli_epi64(y.v[2], 26), _mm512_slli_epi64(y.v[3], 25)));
    _mm512_storeu_si512(words[3],
                        _mm512_or_si512(_mm512_or_si512(_mm512_srli_epi64(y.v[3], 39), _mm512_slli_epi64(y.v[4], 12)),
                                        _mm512_slli_epi64(x.v[0], 63)));
    for (size_t l = 0; l < LANES; l++) {
      struct scr_element *out = &elements[i * LANES + l];
      memset(out, 0, sizeof *out);
      for (size_t j = 0; j < 4; j++) out->limb[j] = words[j][l];
    }
  }
}

static void set_identity(void *vector, const void *context) {
  (void)context;
  *at_mutable(vector, 0) = identity_points();
}

static unsigned is_identity(const void *vector, const void *context) {
  (void)context;
  const struct point *point = at(vector, 0);
  return same(freeze(point->x), ZERO) & same(freeze(point->y), freeze(point->z));
}

// Where limb 0 of each element is, in words.
INLINE __m512i offsets(__m512i vector_index, __m512i lane) {
  return _mm512_add_epi64(_mm512_mullo_epi64(vector_index, constant(VECTOR_WORDS)), lane);
}

// Word by word, which was measured faster than gathering.
static void pick(void *out, const void *vectors, const size_t *index) {
  uint64_t *to = out;
  for (size_t l = 0; l < LANES; l++) {
    const uint64_t *from = (const uint64_t *)vectors + index[l] / LANES * VECTOR_WORDS + index[l] % LANES;
    for (size_t k = 0; k < COORDINATE_LIMBS; k++) to[k * LANES + l] = from[k * LANES];
  }
}

static void mul(void *out, const void *context, const void *a, const void *b) {
  (void)context;
  *at_mutable(out, 0) = add_points(at(a, 0), at(b, 0));
}

static void square(void *out, const void *context, const void *a, unsigned times) {
  (void)context;
  struct point p = *at(a, 0);
  while (times-- > 1) p = double_points(&p, false);
  *at_mutable(out, 0) = double_points(&p, true);
}

static void squares(void *vectors, const void *context, size_t count) {
  (void)context;
  struct point p = *at(vectors, 0);
  for (size_t i = 1; i < count; i++) {
    p = double_points(&p, true);
    *at_mutable(vectors, i) = p;
  }
}

// Lanes of bucket 0 are neither read nor written.
static void mul_bucket(void *buckets, const void *context, const uint8_t *bucket, const void *factors,
                       const uint16_t *factor) {
  (void)context;
  const __m512i lane = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
  uint64_t packed;
  memcpy(&packed, bucket, sizeof packed);
  __m512i to = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128((long long)packed));
  __m512i from = _mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(const void *)factor));
  __mmask8 used = _mm512_test_epi64_mask(to, to);
  to = offsets(to, lane);
  from = offsets(from, lane);
  union {
    __m512i row[COORDINATE_LIMBS];
    struct point point;
  } p, q;
  for (size_t k = 0; k < COORDINATE_LIMBS; k++) {
    p.row[k] = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), used, to, (__m512i *)buckets + k, 8);
    q.row[k] = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), used, from, (const __m512i *)factors + k, 8);
  }
  p.point = add_points(&p.point, &q.point);
  for (size_t k = 0; k < COORDINATE_LIMBS; k++)
    _mm512_mask_i64scatter_epi64((__m512i *)buckets + k, used, to, p.row[k], 8);
}

static void to_entries(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                       const void *vectors, size_t count, void *scratch) {
  (void)context;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++) {
    struct fe x = mul_tight(at(vectors, i)->x, at(scratch, i)->x), y = mul_tight(at(vectors, i)->y, at(scratch, i)->x);
    union {
      struct niels niels;
      uint64_t word[ENTRY_WORDS][LANES];
    } all;
    memset(all.word[ENTRY_WORDS - 1], 0, sizeof all.word[0]);
    all.niels.sum = carry(add(y, x));
    all.niels.difference = carry(sub(y, x));
    all.niels.product = mul_tight(mul_tight(x, y), D2);
    for (size_t l = 0; l < lanes_n; l++) {
      uint64_t entry[ENTRY_WORDS];
      for (size_t k = 0; k < ENTRY_WORDS; k++) entry[k] = all.word[k][l];
      memcpy(first + i * vector_stride + l * lane_stride, entry, sizeof entry);
    }
  }
}

static void mul_entries(void *vector, const void *context, const void *const *entries, size_t count) {
  (void)context;
  struct point p = *at(vector, 0);
  for (size_t i = 0; i < count; i++, entries += LANES) {
    __m512i low[8], high[8];
    if (i + 1 < count) prefetch_entries(entries + LANES, LANES, ENTRY_BYTES);
    for (int l = 0; l < LANES; l++) {
      low[l] = _mm512_loadu_si512(entries[l]);
      high[l] = _mm512_loadu_si512((const uint64_t *)entries[l] + 8);
    }
    transpose(low, low);
    transpose(high, high);
    struct niels q = {{{low[0], low[1], low[2], low[3], low[4]}},
                      {{low[5], low[6], low[7], high[0], high[1]}},
                      {{high[2], high[3], high[4], high[5], high[6]}}};
    p = add_niels(&p, &q);
  }
  *at_mutable(vector, 0) = p;
}

const struct kernel kernel_ed25519_ifma = {
    .name = "avx512ifma",
    .lanes = LANES,
    .vector_bytes = VECTOR_BYTES,
    .entry_bytes = ENTRY_BYTES,
    .fits = fits,
    .open = open_context,
    .close = close_context,
    .load = load,
    .store = store,
    .set_identity = set_identity,
    .is_identity = is_identity,
    .pick = pick,
    .mul = mul,
    .square = square,
    .squares = squares,
    .mul_bucket = mul_bucket,
    .to_entries = to_entries,
    .mul_entries = mul_entries,
};

#else

static bool fits(const struct scr_group *group) {
  (void)group;
  return false;
}

const struct kernel kernel_ed25519_ifma = {.name = "avx512ifma", .lanes = 8, .fits = fits};

#endif
