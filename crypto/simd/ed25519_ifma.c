// SPDX-License-Identifier: Apache-2.0
// The kernel of edwards25519 with AVX-512 IFMA: eight points at once, one in each 64-bit lane.
//
// Points and formulas are those of crypto/kernel_ed25519.c: extended coordinates with the complete addition of Hisil, Wong,
// Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), as RFC 8032, section 5.1.4 has it.
#include "crypto/kernel.h"

#if defined(__x86_64__) && defined(__AVX512F__) && defined(__AVX512IFMA__) && defined(__AVX512VL__) && \
    defined(__AVX512DQ__) && defined(__AVX512BW__)

#include <assert.h>
#include <immintrin.h>
#include <string.h>

#define LANES 8
#define INLINE static inline __attribute__((always_inline))

// --- the field: five limbs in radix 2^51 ---

// Limbs are "tight", below 2^51 + 2^16, or "wide", below 2^62. VPMADD52 reads the low 52 bits of what it multiplies: products
// take tight limbs, of which not even two may be added without a carry. What products give is wide, below 2^59, so that some of
// it may be added and subtracted before the one carry that makes it tight again.
#define TIGHT ((INT64_C(1) << 51) + (INT64_C(1) << 16))
#define PRODUCT (INT64_C(1) << 59)
#define WIDE (INT64_C(1) << 62)

#define LOW_51 ((INT64_C(1) << 51) - 1)

struct fe {
  __m512i v[5];
};

INLINE __m512i constant(int64_t value) {
  return _mm512_set1_epi64(value);
}

INLINE void check_below(const struct fe *a, int64_t bound) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  for (int i = 0; i < 5; i++) assert(_mm512_cmpge_epu64_mask(a->v[i], constant(bound)) == 0);
#else
  (void)a;
  (void)bound;
#endif
}

#define CONSTANT(v0, v1, v2, v3, v4) \
  ((struct fe){{constant(v0), constant(v1), constant(v2), constant(v3), constant(v4)}})
#define ZERO CONSTANT(0, 0, 0, 0, 0)
#define ONE CONSTANT(1, 0, 0, 0, 0)
// -121665/121666, twice that, and 2^((p - 1)/4)
#define D CONSTANT(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff)
#define D2 CONSTANT(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff)
#define SQRT_MINUS_1 CONSTANT(0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d)
// Multiples of p to subtract from: each limb is above every tight limb (2p), and above every limb of a product (2^9 p).
#define P_TIMES(n) CONSTANT((n) * (LOW_51 - 18), (n)*LOW_51, (n)*LOW_51, (n)*LOW_51, (n)*LOW_51)

INLINE struct fe add(struct fe a, struct fe b) {
  return (struct fe){{_mm512_add_epi64(a.v[0], b.v[0]), _mm512_add_epi64(a.v[1], b.v[1]),
                      _mm512_add_epi64(a.v[2], b.v[2]), _mm512_add_epi64(a.v[3], b.v[3]),
                      _mm512_add_epi64(a.v[4], b.v[4])}};
}

INLINE struct fe sub_limbs(struct fe a, struct fe b) {
  return (struct fe){{_mm512_sub_epi64(a.v[0], b.v[0]), _mm512_sub_epi64(a.v[1], b.v[1]),
                      _mm512_sub_epi64(a.v[2], b.v[2]), _mm512_sub_epi64(a.v[3], b.v[3]),
                      _mm512_sub_epi64(a.v[4], b.v[4])}};
}

// Of a tight b.
INLINE struct fe sub(struct fe a, struct fe b) {
  check_below(&b, TIGHT);
  return add(a, sub_limbs(P_TIMES(2), b));
}

// Of a product b.
INLINE struct fe sub_product(struct fe a, struct fe b) {
  check_below(&b, PRODUCT);
  return add(a, sub_limbs(P_TIMES(1 << 9), b));
}

// Wide to tight: limbs carry less than 2^11, and 19 times that is below 2^16.
INLINE struct fe carry(struct fe a) {
  check_below(&a, WIDE);
  __m512i low = constant(LOW_51);
  __m512i c0 = _mm512_srli_epi64(a.v[0], 51), c1 = _mm512_srli_epi64(a.v[1], 51), c2 = _mm512_srli_epi64(a.v[2], 51);
  __m512i c3 = _mm512_srli_epi64(a.v[3], 51), c4 = _mm512_srli_epi64(a.v[4], 51);
  return (struct fe){
      {_mm512_madd52lo_epu64(_mm512_and_si512(a.v[0], low), c4, constant(19)),
       _mm512_add_epi64(_mm512_and_si512(a.v[1], low), c0), _mm512_add_epi64(_mm512_and_si512(a.v[2], low), c1),
       _mm512_add_epi64(_mm512_and_si512(a.v[3], low), c2), _mm512_add_epi64(_mm512_and_si512(a.v[4], low), c3)}};
}

#define LO(sum, i, j) sum = _mm512_madd52lo_epu64(sum, a.v[i], b.v[j])
#define HI(sum, i, j) sum = _mm512_madd52hi_epu64(sum, a.v[i], b.v[j])
#define TWICE(sum) sum = _mm512_add_epi64(sum, sum)

// Columns 5 to 9 count 19 times in columns 0 to 4. With tight factors each low half is below 2^52, each high half below
// 2^50 + 2^17: columns 5 to 9 are below 5 * 2^52 + 5 * (2^51 + 2^18) < 2^55, those of the sum below (77 + 48) * 2^52 < 2^59.
INLINE __m512i fold(__m512i low, __m512i high) {
  return _mm512_add_epi64(low, _mm512_mullo_epi64(high, constant(19)));
}

// A product of tight limbs. The low half of limbs i and j belongs to column i + j. The high half stands for 2^52 times its
// number, that is two in column i + j + 1: high halves are summed first and doubled.
INLINE struct fe mul_wide(struct fe a, struct fe b) {
  check_below(&a, TIGHT);
  check_below(&b, TIGHT);
  __m512i zero = _mm512_setzero_si512();
  __m512i r0 = zero, r1 = zero, r2 = zero, r3 = zero, r4 = zero, r5 = zero, r6 = zero, r7 = zero, r8 = zero, r9 = zero;
  HI(r1, 0, 0);
  HI(r2, 0, 1), HI(r3, 0, 2), HI(r4, 0, 3), HI(r5, 0, 4), HI(r6, 1, 4), HI(r7, 2, 4), HI(r8, 3, 4), HI(r9, 4, 4);
  HI(r2, 1, 0), HI(r3, 1, 1), HI(r4, 1, 2), HI(r5, 1, 3), HI(r6, 2, 3), HI(r7, 3, 3), HI(r8, 4, 3);
  HI(r3, 2, 0), HI(r4, 2, 1), HI(r5, 2, 2), HI(r6, 3, 2), HI(r7, 4, 2);
  HI(r4, 3, 0), HI(r5, 3, 1), HI(r6, 4, 1);
  HI(r5, 4, 0);
  TWICE(r1), TWICE(r2), TWICE(r3), TWICE(r4), TWICE(r5), TWICE(r6), TWICE(r7), TWICE(r8), TWICE(r9);
  LO(r0, 0, 0);
  LO(r1, 0, 1), LO(r2, 0, 2), LO(r3, 0, 3), LO(r4, 0, 4), LO(r5, 1, 4), LO(r6, 2, 4), LO(r7, 3, 4), LO(r8, 4, 4);
  LO(r1, 1, 0), LO(r2, 1, 1), LO(r3, 1, 2), LO(r4, 1, 3), LO(r5, 2, 3), LO(r6, 3, 3), LO(r7, 4, 3);
  LO(r2, 2, 0), LO(r3, 2, 1), LO(r4, 2, 2), LO(r5, 3, 2), LO(r6, 4, 2);
  LO(r3, 3, 0), LO(r4, 3, 1), LO(r5, 4, 1);
  LO(r4, 4, 0);
  struct fe r = {{fold(r0, r5), fold(r1, r6), fold(r2, r7), fold(r3, r8), fold(r4, r9)}};
  check_below(&r, PRODUCT);
  return r;
}

// The same columns. Products of two different limbs count twice: their high halves are doubled once, then together with their
// low halves and the high halves of squares.
INLINE struct fe square_wide(struct fe a) {
  check_below(&a, TIGHT);
  struct fe b = a;
  __m512i zero = _mm512_setzero_si512();
  __m512i r0 = zero, r1 = zero, r2 = zero, r3 = zero, r4 = zero, r5 = zero, r6 = zero, r7 = zero, r8 = zero, r9 = zero;
  HI(r2, 0, 1), HI(r3, 0, 2), HI(r4, 0, 3), HI(r5, 0, 4), HI(r6, 1, 4), HI(r7, 2, 4), HI(r8, 3, 4);
  HI(r4, 1, 2), HI(r5, 1, 3), HI(r6, 2, 3);
  TWICE(r2), TWICE(r3), TWICE(r4), TWICE(r5), TWICE(r6), TWICE(r7), TWICE(r8);
  HI(r1, 0, 0), HI(r3, 1, 1), HI(r5, 2, 2), HI(r7, 3, 3), HI(r9, 4, 4);
  LO(r1, 0, 1), LO(r2, 0, 2), LO(r3, 0, 3), LO(r4, 0, 4), LO(r5, 1, 4), LO(r6, 2, 4), LO(r7, 3, 4);
  LO(r3, 1, 2), LO(r4, 1, 3), LO(r5, 2, 3);
  TWICE(r1), TWICE(r2), TWICE(r3), TWICE(r4), TWICE(r5), TWICE(r6), TWICE(r7), TWICE(r8), TWICE(r9);
  LO(r0, 0, 0), LO(r2, 1, 1), LO(r4, 2, 2), LO(r6, 3, 3), LO(r8, 4, 4);
  struct fe r = {{fold(r0, r5), fold(r1, r6), fold(r2, r7), fold(r3, r8), fold(r4, r9)}};
  check_below(&r, PRODUCT);
  return r;
}

INLINE struct fe mul_tight(struct fe a, struct fe b) {
  return carry(mul_wide(a, b));
}

// Not inlined, for what isn't in a hurry.
static __attribute__((noinline)) void fe_mul(struct fe *r, const struct fe *a, const struct fe *b) {
  *r = mul_tight(*a, *b);
}

static __attribute__((noinline)) void fe_square_times(struct fe *r, const struct fe *a, unsigned times) {
  struct fe t = *a;
  while (times-- > 0) t = carry(square_wide(t));
  *r = t;
}

#include "crypto/simd/ed25519_chain.h"

// The one representative below p, of wide limbs.
static struct fe freeze(struct fe r) {
  check_below(&r, WIDE);
  __m512i low = constant(LOW_51);
  for (int pass = 0; pass < 2; pass++) {  // after the first below 2^255 + 2^18, after the second below 2p
    for (int i = 0; i < 4; i++) {
      r.v[i + 1] = _mm512_add_epi64(r.v[i + 1], _mm512_srli_epi64(r.v[i], 51));
      r.v[i] = _mm512_and_si512(r.v[i], low);
    }
    r.v[0] = _mm512_madd52lo_epu64(r.v[0], _mm512_srli_epi64(r.v[4], 51), constant(19));
    r.v[4] = _mm512_and_si512(r.v[4], low);
  }
  // The number is at least p just when adding 19 reaches 2^255; then it is the number + 19 - 2^255.
  __m512i c = constant(19);
  for (int i = 0; i < 5; i++) c = _mm512_srli_epi64(_mm512_add_epi64(r.v[i], c), 51);
  c = _mm512_mullo_epi64(c, constant(19));
  for (int i = 0; i < 5; i++) {
    c = _mm512_add_epi64(c, r.v[i]);
    r.v[i] = _mm512_and_si512(c, low);
    c = _mm512_srli_epi64(c, 51);
  }
  return r;
}

// Bit l: lanes l are the same. Of frozen elements.
static __mmask8 same(struct fe a, struct fe b) {
  __mmask8 mask = 0xff;
  for (int i = 0; i < 5; i++) mask = _mm512_mask_cmpeq_epi64_mask(mask, a.v[i], b.v[i]);
  return mask;
}

// b where the bit is set.
static struct fe choose(__mmask8 mask, struct fe a, struct fe b) {
  for (int i = 0; i < 5; i++) a.v[i] = _mm512_mask_mov_epi64(a.v[i], mask, b.v[i]);
  return a;
}

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

// Lanes of bucket 0 are neither read nor written.
static void mul_bucket(void *buckets, const void *context, const uint8_t *index, const void *v) {
  (void)context;
  uint64_t packed;
  memcpy(&packed, index, sizeof packed);
  __m512i bucket = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128((long long)packed));
  __mmask8 used = _mm512_test_epi64_mask(bucket, bucket);
  __m512i where = offsets(bucket, _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0));
  union {
    __m512i row[COORDINATE_LIMBS];
    struct point point;
  } gathered;
  for (size_t k = 0; k < COORDINATE_LIMBS; k++)
    gathered.row[k] = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), used, where, (__m512i *)buckets + k, 8);
  gathered.point = add_points(&gathered.point, at(v, 0));
  for (size_t k = 0; k < COORDINATE_LIMBS; k++)
    _mm512_mask_i64scatter_epi64((__m512i *)buckets + k, used, where, gathered.row[k], 8);
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

// Row i, word j becomes row j, word i.
INLINE void transpose(__m512i r[8]) {
  __m512i a[8], b[8];
  for (int i = 0; i < 8; i += 2) {  // even and odd words of two rows
    a[i] = _mm512_unpacklo_epi64(r[i], r[i + 1]);
    a[i + 1] = _mm512_unpackhi_epi64(r[i], r[i + 1]);
  }
  for (int i = 0; i < 8; i += 4)  // of four rows: words j and j + 4
    for (int j = 0; j < 2; j++) {
      b[i + j] = _mm512_shuffle_i64x2(a[i + j], a[i + j + 2], 0x88);
      b[i + j + 2] = _mm512_shuffle_i64x2(a[i + j], a[i + j + 2], 0xdd);
    }
  for (int j = 0; j < 4; j++) {
    r[j] = _mm512_shuffle_i64x2(b[j], b[j + 4], 0x88);
    r[j + 4] = _mm512_shuffle_i64x2(b[j], b[j + 4], 0xdd);
  }
}

static void mul_entries(void *vector, const void *context, const void *const *entries) {
  (void)context;
  __m512i low[8], high[8];
  for (int l = 0; l < LANES; l++) {
    low[l] = _mm512_loadu_si512(entries[l]);
    high[l] = _mm512_loadu_si512((const uint64_t *)entries[l] + 8);
  }
  transpose(low);
  transpose(high);
  struct niels q = {{{low[0], low[1], low[2], low[3], low[4]}},
                    {{low[5], low[6], low[7], high[0], high[1]}},
                    {{high[2], high[3], high[4], high[5], high[6]}}};
  *at_mutable(vector, 0) = add_niels(at(vector, 0), &q);
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
