// SPDX-License-Identifier: Apache-2.0
// The field of edwards25519 with AVX-512 IFMA, eight numbers at once: five limbs in radix 2^51.
#ifndef SCRUTINEER_CRYPTO_SIMD_ED25519_IFMA_FIELD_H
#define SCRUTINEER_CRYPTO_SIMD_ED25519_IFMA_FIELD_H

#include <assert.h>

#include "crypto/simd/lanes_ifma.h"

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

#endif
