// SPDX-License-Identifier: Apache-2.0
// Products and squares modulo a prime of 2048 bits, eight at once, with the 52-bit multiply-add of AVX-512: residues are 40 limbs
// of 52 bits, in Montgomery form with R = 2^2080, and between 0 and 2^2050.
//
// Reduction takes 4 limbs a step. Let u = -1/p mod 2^208 and N = p u, so that N = -1 mod 2^208 and M = (N + 1) / 2^208 is an
// integer, at most p. The number m that makes t + m N divisible by 2^208 is then t mod 2^208 itself, and
// (t + m N) / 2^208 = floor(t / 2^208) + m M: nothing is multiplied to find m. Nine steps are done so, and the last one with
// p, which keeps the result small:
//   t + sum(m_j N 2^(208 j), j < 9) + m_9 p 2^1872 < t + 2^1872 N + 2^2080 p < t + 2^2080 p + 2^2080 p, and divided by R:
//   result < t / R + 2 p. For a, b < 2^2050: t / R < 2^2020, and result < 2^2049 + 2^2020 < 2^2050.
//
// A product takes three products of halves instead of four (Karatsuba and Ofman, 1962): with B = 2^1040,
//   (a0 + a1 B) (b0 + b1 B) = a0 b0 + ((a0 + a1) (b0 + b1) - a0 b0 - a1 b1) B + a1 b1 B^2.
//
// Columns are signed, and carries wait until a column is complete. One of a product of halves has at most 20 low and 20 high
// halves of products of limbs, each below 2^52; t has at most four of those, added or subtracted, and 2 limbs of the sums; then 40
// low and 40 high halves of M and m, 8 of p and m_9, and a carry: less than (160 + 2 + 80 + 8 + 1) * 2^52 < 2^60 either way.
#ifndef SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_PRODUCT_H
#define SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_PRODUCT_H

#include <assert.h>

#include "crypto/kernel.h"
#include "crypto/simd/lanes_ifma.h"

#define LIMBS 40  // of 52 bits
#define WORDS 32  // of 64 bits, of p
#define STEP 4    // limbs that one step of the reduction takes
#define HALF 20   // limbs that a tile has at most
#define COLUMNS (2 * LIMBS)
#define LINES (LIMBS / 8)  // of 64 bytes, that a residue has
#define MASK ((UINT64_C(1) << 52) - 1)

struct context {
  uint64_t p[LIMBS];
  uint64_t m[LIMBS];                                    // M
  _Alignas(KERNEL_ALIGNMENT) uint64_t one[3][LIMBS];    // R mod p, + p, + 2p: the identity's forms below 2^2050
  uint64_t k;                                           // -1/p mod 2^52
  uint64_t decimal[LIMBS];                              // C of modp_ifma_decimal.h
  uint64_t p_words[WORDS + 1];                          // the top word is zero
  _Alignas(KERNEL_ALIGNMENT) __m512i r_squared[LIMBS];  // R^2 mod p in every lane
};

// A result and the carry out of it. Expensive: in builds for it alone.
static void check_bounds(const __m512i *v, __m512i c) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
  assert(_mm512_test_epi64_mask(c, c) == 0);
  for (size_t i = 0; i < LIMBS; i++) assert(_mm512_cmpgt_epu64_mask(v[i], mask) == 0);
  assert(_mm512_cmpge_epu64_mask(v[LIMBS - 1], _mm512_set1_epi64(1 << (2050 - 52 * (LIMBS - 1)))) == 0);
#else
  (void)v, (void)c;
#endif
}

static void check_column(__m512i c) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  assert(_mm512_cmpge_epi64_mask(c, _mm512_set1_epi64(1LL << 60)) == 0);
  assert(_mm512_cmple_epi64_mask(c, _mm512_set1_epi64(-(1LL << 60))) == 0);
#else
  (void)c;
#endif
}

// --- products ---

// c0 to c4 += a * (b0, b1, b2, b3). Each column is used twice, far enough apart for the latency of the multiplier.
#define ROW(a, c0, c1, c2, c3, c4)          \
  do {                                      \
    const __m512i a_ = (a);                 \
    c0 = _mm512_madd52lo_epu64(c0, a_, b0); \
    c1 = _mm512_madd52lo_epu64(c1, a_, b1); \
    c2 = _mm512_madd52lo_epu64(c2, a_, b2); \
    c3 = _mm512_madd52lo_epu64(c3, a_, b3); \
    c1 = _mm512_madd52hi_epu64(c1, a_, b0); \
    c2 = _mm512_madd52hi_epu64(c2, a_, b1); \
    c3 = _mm512_madd52hi_epu64(c3, a_, b2); \
    c4 = _mm512_madd52hi_epu64(c4, a_, b3); \
  } while (0)

#define ROWS_4(A)                \
  ROW(A(0), c0, c1, c2, c3, c4); \
  ROW(A(1), c1, c2, c3, c4, c5); \
  ROW(A(2), c2, c3, c4, c5, c6); \
  ROW(A(3), c3, c4, c5, c6, c7)
#define ROWS_8(A)                 \
  ROW(A(4), c4, c5, c6, c7, c8);  \
  ROW(A(5), c5, c6, c7, c8, c9);  \
  ROW(A(6), c6, c7, c8, c9, c10); \
  ROW(A(7), c7, c8, c9, c10, c11)
#define ROWS_12(A)                     \
  ROW(A(8), c8, c9, c10, c11, c12);    \
  ROW(A(9), c9, c10, c11, c12, c13);   \
  ROW(A(10), c10, c11, c12, c13, c14); \
  ROW(A(11), c11, c12, c13, c14, c15)
#define ROWS_16(A)                     \
  ROW(A(12), c12, c13, c14, c15, c16); \
  ROW(A(13), c13, c14, c15, c16, c17); \
  ROW(A(14), c14, c15, c16, c17, c18); \
  ROW(A(15), c15, c16, c17, c18, c19)
#define ROWS_20(A)                     \
  ROW(A(16), c16, c17, c18, c19, c20); \
  ROW(A(17), c17, c18, c19, c20, c21); \
  ROW(A(18), c18, c19, c20, c21, c22); \
  ROW(A(19), c19, c20, c21, c22, c23)
#define ROWS(A)       \
  do {                \
    ROWS_4(A);        \
    if (limbs > 4) {  \
      ROWS_8(A);      \
    }                 \
    if (limbs > 8) {  \
      ROWS_12(A);     \
    }                 \
    if (limbs > 12) { \
      ROWS_16(A);     \
    }                 \
    if (limbs > 16) { \
      ROWS_20(A);     \
    }                 \
  } while (0)

#define COLUMN(i) __m512i c##i = (i) < valid ? t[i] : zero
#define KEEP(i) \
  if ((i) < limbs + STEP) t[i] = c##i
#define VECTOR(i) a[i]
#define NUMBER(i) _mm512_set1_epi64((long long)s[i])

// t += a * b + s * m, of so many limbs of a and s, and 4 of b and m: a tile in registers, all of whose arguments but addresses
// are constants. a or s may be NULL; only the first `valid` columns of t are anything yet.
INLINE void tile(__m512i *t, const int valid, const int limbs, const __m512i *a, const __m512i *b, const uint64_t *s,
                 const __m512i *m) {
  const __m512i zero = _mm512_setzero_si512();
  COLUMN(0);
  COLUMN(1);
  COLUMN(2);
  COLUMN(3);
  COLUMN(4);
  COLUMN(5);
  COLUMN(6);
  COLUMN(7);
  COLUMN(8);
  COLUMN(9);
  COLUMN(10);
  COLUMN(11);
  COLUMN(12);
  COLUMN(13);
  COLUMN(14);
  COLUMN(15);
  COLUMN(16);
  COLUMN(17);
  COLUMN(18);
  COLUMN(19);
  COLUMN(20);
  COLUMN(21);
  COLUMN(22);
  COLUMN(23);
  if (a) {
    const __m512i b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
    ROWS(VECTOR);
  }
  if (s) {
    const __m512i b0 = m[0], b1 = m[1], b2 = m[2], b3 = m[3];
    ROWS(NUMBER);
  }
  KEEP(0);
  KEEP(1);
  KEEP(2);
  KEEP(3);
  KEEP(4);
  KEEP(5);
  KEEP(6);
  KEEP(7);
  KEEP(8);
  KEEP(9);
  KEEP(10);
  KEEP(11);
  KEEP(12);
  KEEP(13);
  KEEP(14);
  KEEP(15);
  KEEP(16);
  KEEP(17);
  KEEP(18);
  KEEP(19);
  KEEP(20);
  KEEP(21);
  KEEP(22);
  KEEP(23);
}

// --- reduction ---

// out = t mod 2^208, and its carry goes on.
INLINE void take_step(__m512i *out, __m512i *t) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
  __m512i c = t[0];
  out[0] = _mm512_and_si512(c, mask);
  c = _mm512_add_epi64(t[1], _mm512_srai_epi64(c, 52));
  out[1] = _mm512_and_si512(c, mask);
  c = _mm512_add_epi64(t[2], _mm512_srai_epi64(c, 52));
  out[2] = _mm512_and_si512(c, mask);
  c = _mm512_add_epi64(t[3], _mm512_srai_epi64(c, 52));
  out[3] = _mm512_and_si512(c, mask);
  t[4] = _mm512_add_epi64(t[4], _mm512_srai_epi64(c, 52));
}

// The m that makes t + m p divisible by 2^208.
INLINE void take_last(__m512i *m, const __m512i *t, const struct context *x) {
  const __m512i zero = _mm512_setzero_si512(), k = _mm512_set1_epi64((long long)x->k);
  __m512i c[STEP + 1] = {t[0], t[1], t[2], t[3], zero};
  for (size_t i = 0; i < STEP; i++) {
    m[i] = _mm512_madd52lo_epu64(zero, c[i], k);
    for (size_t j = 0; i + j < STEP; j++) {
      const __m512i p = _mm512_set1_epi64((long long)x->p[j]);
      c[i + j] = _mm512_madd52lo_epu64(c[i + j], m[i], p);
      c[i + j + 1] = _mm512_madd52hi_epu64(c[i + j + 1], m[i], p);
    }
    c[i + 1] = _mm512_add_epi64(c[i + 1], _mm512_srai_epi64(c[i], 52));
  }
}

// Limbs of columns `from` to `to`, where c is the carry; the first 40 columns are zeros by now, apart from their carry.
INLINE __m512i carry(__m512i *out, const __m512i *t, __m512i c, const int from, const int to) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
#pragma GCC unroll 24
  for (int i = from; i < to; i++) {
    c = _mm512_add_epi64(t[i], c);
    check_column(c);
    if (i >= LIMBS) out[i - LIMBS] = _mm512_and_si512(c, mask);
    c = _mm512_srai_epi64(c, 52);
  }
  return c;
}

// The last step: t has its first 36 columns behind it.
INLINE void finish(__m512i *out, __m512i *t, __m512i *m, const struct context *x) {
  t += LIMBS - STEP;
  take_last(m, t, x);
  tile(t, 24, HALF, NULL, NULL, x->p, m);
  t -= LIMBS - STEP;
  __m512i c = carry(out, t, _mm512_setzero_si512(), LIMBS - STEP, LIMBS + HALF - STEP);
  t += LIMBS - STEP;
  tile(t + HALF, 24, HALF, NULL, NULL, x->p + HALF, m);
  t -= LIMBS - STEP;
  c = carry(out, t, c, LIMBS + HALF - STEP, COLUMNS);
  check_bounds(out, c);
}

// Steps `from` to `to` of the reduction; m[0] is that of step 0. Where there is a, each step adds 4 rows of a * b to t at HALF.
INLINE void reduce_steps(__m512i *t, __m512i (*m)[STEP], const struct context *x, const int from, const int to,
                         const __m512i *a, const __m512i *b) {
  for (int j = from; j < to; j++) {
    __m512i *at = t + STEP * j;
    const __m512i *before = m[(j - 1) & 1];
    tile(at, 24, HALF, NULL, NULL, x->m, before);
    if (j < LIMBS / STEP - 1) take_step(m[j & 1], at);
    tile(at + HALF, 24, HALF, a, a ? b + STEP * j : NULL, x->m + HALF, before);
  }
}

// t / R mod p, for t < 2^4100.
static void reduce(__m512i *out, __m512i *t, const struct context *x) {
  __m512i m[2][STEP];
  take_step(m[0], t);
  reduce_steps(t, m, x, 1, LIMBS / STEP, NULL, NULL);
  finish(out, t, m[0], x);
}

// t = a * b, of HALF limbs each.
INLINE void multiply_halves(__m512i *t, const __m512i *a, const __m512i *b) {
  tile(t, 0, HALF, a, b, NULL, NULL);
  tile(t + 4, 20, HALF, a, b + 4, NULL, NULL);
  tile(t + 8, 20, HALF, a, b + 8, NULL, NULL);
  tile(t + 12, 20, HALF, a, b + 12, NULL, NULL);
  tile(t + 16, 20, HALF, a, b + 16, NULL, NULL);
}

// The sum of a's two halves: HALF limbs, and in which lanes there is one bit more.
INLINE __mmask8 add_halves(__m512i *sum, const __m512i *a) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
  __m512i c = _mm512_setzero_si512();
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) {
    c = _mm512_add_epi64(_mm512_add_epi64(a[i], a[i + HALF]), c);
    sum[i] = _mm512_and_si512(c, mask);
    c = _mm512_srli_epi64(c, 52);
  }
  return _mm512_test_epi64_mask(c, c);
}

// The sums of halves may have one bit more than their limbs, 2^1040: what it adds goes into t by itself. Their product is added up
// together with the first steps of the reduction, so that a tile does both while it is in registers.
static void multiply(__m512i *out, const struct context *x, const __m512i *a, const __m512i *b) {
  __m512i t[COLUMNS], a_sum[HALF], b_sum[HALF], m[2][STEP];
  const __mmask8 a_more = add_halves(a_sum, a), b_more = add_halves(b_sum, b);
  multiply_halves(t, a, b);
  multiply_halves(t + LIMBS, a + HALF, b + HALF);
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) {
    __m512i inner = _mm512_sub_epi64(t[HALF + i], t[2 * HALF + i]);
    __m512i upper = _mm512_sub_epi64(_mm512_setzero_si512(), _mm512_add_epi64(inner, t[3 * HALF + i]));
    upper = _mm512_mask_add_epi64(upper, b_more, upper, a_sum[i]);
    t[2 * HALF + i] = _mm512_mask_add_epi64(upper, a_more, upper, b_sum[i]);
    t[HALF + i] = _mm512_sub_epi64(inner, t[i]);
  }
  t[3 * HALF] = _mm512_mask_add_epi64(t[3 * HALF], a_more & b_more, t[3 * HALF], _mm512_set1_epi64(1));
  tile(t + HALF, 24, HALF, a_sum, b_sum, NULL, NULL);
  take_step(m[0], t);
  reduce_steps(t, m, x, 1, HALF / STEP, a_sum, b_sum);
  reduce_steps(t, m, x, HALF / STEP, LIMBS / STEP, NULL, NULL);
  finish(out, t, m[0], x);
}

// The products of different limbs i < j among four: columns 1 to 6 of t, which hold something up to `valid`.
INLINE void triangle(__m512i *t, const int valid, const __m512i *a) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
  COLUMN(1);
  COLUMN(2);
  COLUMN(3);
  COLUMN(4);
  COLUMN(5);
  COLUMN(6);
  c1 = _mm512_madd52lo_epu64(c1, a0, a1);
  c2 = _mm512_madd52lo_epu64(c2, a0, a2);
  c3 = _mm512_madd52lo_epu64(c3, a0, a3);
  c4 = _mm512_madd52lo_epu64(c4, a1, a3);
  c5 = _mm512_madd52lo_epu64(c5, a2, a3);
  c6 = _mm512_madd52hi_epu64(c6, a2, a3);
  c2 = _mm512_madd52hi_epu64(c2, a0, a1);
  c3 = _mm512_madd52lo_epu64(c3, a1, a2);
  c4 = _mm512_madd52hi_epu64(c4, a0, a3);
  c5 = _mm512_madd52hi_epu64(c5, a1, a3);
  c3 = _mm512_madd52hi_epu64(c3, a0, a2);
  c4 = _mm512_madd52hi_epu64(c4, a1, a2);
  t[1] = c1;
  t[2] = c2;
  t[3] = c3;
  t[4] = c4;
  t[5] = c5;
  t[6] = c6;
}

// Rows 4k to 4k + 3 by all limbs above, in two tiles at most.
INLINE void square_rows(__m512i *t, const __m512i *a, const int k, const int first, const int second) {
  const int at = STEP * k;
  // What was written so far: columns up to 4k + 39.
  const int valid = k == 0 ? 0 : at + LIMBS;
  triangle(t + 2 * at, k == 0 ? 0 : 24, a + at);
  if (k == 0) {
    t[0] = _mm512_setzero_si512();
    t[7] = _mm512_setzero_si512();
    tile(t + 2 * at + 4, 4, first, a + at + 4, a + at, NULL, NULL);
    if (second) tile(t + 2 * at + 4 + first, 4, second, a + at + 4 + first, a + at, NULL, NULL);
  } else {
    tile(t + 2 * at + 4, valid - (2 * at + 4), first, a + at + 4, a + at, NULL, NULL);
    if (second)
      tile(t + 2 * at + 4 + first, valid - (2 * at + 4 + first), second, a + at + 4 + first, a + at, NULL, NULL);
  }
}

static void square_once(__m512i *out, const struct context *x, const __m512i *a) {
  __m512i t[COLUMNS];
  square_rows(t, a, 0, 20, 16);
  square_rows(t, a, 1, 16, 16);
  square_rows(t, a, 2, 16, 12);
  square_rows(t, a, 3, 12, 12);
  square_rows(t, a, 4, 20, 0);
  square_rows(t, a, 5, 16, 0);
  square_rows(t, a, 6, 12, 0);
  square_rows(t, a, 7, 8, 0);
  square_rows(t, a, 8, 4, 0);
  triangle(t + 72, 4, a + 36);
  t[79] = _mm512_setzero_si512();
#pragma GCC unroll 4
  for (int i = 0; i < LIMBS; i++) {
    t[2 * i] = _mm512_madd52lo_epu64(_mm512_add_epi64(t[2 * i], t[2 * i]), a[i], a[i]);
    t[2 * i + 1] = _mm512_madd52hi_epu64(_mm512_add_epi64(t[2 * i + 1], t[2 * i + 1]), a[i], a[i]);
  }
  reduce(out, t, x);
}

#endif
