// SPDX-License-Identifier: Apache-2.0
// Products and squares modulo a prime of 2048 bits, eight at once, with the 52-bit multiply-add of AVX-512: residues are 40 limbs
// of 52 bits, in Montgomery form with R = 2^2080, and between 0 and 2^2050.
//
// A product takes three products of halves instead of four, and they in turn three of quarters, which are parts of 10 limbs
// (Karatsuba and Ofman, 1962): with B = 2^1040, and then 2^520,
//   (a0 + a1 B) (b0 + b1 B) = a0 b0 + ((a0 + a1) (b0 + b1) - a0 b0 - a1 b1) B + a1 b1 B^2.
//
// Reduction takes half of R a step. Let H = 2^1040, u = -1/p mod H and N = p u, so that N = -1 mod H and M = (N + 1) / H is an
// integer, at most p. The number m that makes t + m N divisible by H is then t mod H itself, and (t + m N) / H = floor(t / H) + m M:
// nothing is multiplied to find m, and the product m M is made from parts. The second step, of t' = floor(t / H) + m M, keeps the
// result small with p and m' = t' u mod H, of which the lower half alone is made. The lower half of t' + m' p is zero: of its
// columns the highest suffices to know what it carries (`add_upper`).
//   result = (t' + m' p) / H < t / R + M + p <= t / R + 2 p. For a, b < 2^2050: t / R < 2^2020, and
//   result < 2^2049 + 2^2020 < 2^2050.
//
// Columns are signed, and carries wait until a column is complete. In halves of products of limbs, each below 2^52: a column of a
// product of parts has at most 20; one of a product of halves, which has that of the sums, less those of the halves, a limb of each
// sum and a bit, beside one of another half, at most 43 either way; one of the whole product, likewise, 4 * 43 + 3 = 175; the
// reduction adds 2 * 43 of m M, 60 + 43 of m' p, and a carry: less than 365 * 2^52 < 2^61.
#ifndef SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_PRODUCT_H
#define SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_PRODUCT_H

#include <assert.h>

#include "crypto/kernel.h"
#include "crypto/simd/lanes_ifma.h"

#define LIMBS 40  // of 52 bits
#define WORDS 32  // of 64 bits, of p
#define HALF 20
#define PART 10  // limbs of which all columns of a product fit into the registers, together with one factor
#define COLUMNS (2 * LIMBS)
#define MASK ((UINT64_C(1) << 52) - 1)

// Half of a number that is the same in every lane, and the sum of its parts: PART limbs, and perhaps one bit more.
struct half {
  uint64_t limb[HALF];
  uint64_t sum[PART];
  bool more;
};

struct context {
  struct half p[2];
  struct half m[2];                                     // M
  uint64_t u[HALF];                                     // -1/p mod 2^1040
  _Alignas(KERNEL_ALIGNMENT) uint64_t one[3][LIMBS];    // R mod p, + p, + 2p: what is 1 and below t / R + 2 p
  struct half decimal[2];                               // C of modp_ifma_decimal.h
  uint64_t p_words[WORDS + 1];                          // the top word is zero
  _Alignas(KERNEL_ALIGNMENT) __m512i r_squared[LIMBS];  // R^2 mod p in every lane
};

// More than 52 bits of a limb the multiplier doesn't see. Checks are expensive: in builds for them alone.
static void check_limbs(const __m512i *v, const size_t n) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  for (size_t i = 0; i < n; i++) assert(_mm512_cmpgt_epu64_mask(v[i], _mm512_set1_epi64((long long)MASK)) == 0);
#else
  (void)v, (void)n;
#endif
}

// A result and the carry out of it.
static void check_bounds(const __m512i *v, __m512i c) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  assert(_mm512_test_epi64_mask(c, c) == 0);
  check_limbs(v, LIMBS);
  assert(_mm512_cmpge_epu64_mask(v[LIMBS - 1], _mm512_set1_epi64(1 << (2050 - 52 * (LIMBS - 1)))) == 0);
#else
  (void)v, (void)c;
#endif
}

static void check_column(__m512i c) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  assert(_mm512_cmpge_epi64_mask(c, _mm512_set1_epi64(1LL << 61)) == 0);
  assert(_mm512_cmple_epi64_mask(c, _mm512_set1_epi64(-(1LL << 61))) == 0);
#else
  (void)c;
#endif
}

// --- products of parts ---

// c += x y, where y has PART limbs.
INLINE void add_row(__m512i *c, __m512i x, const __m512i *y) {
#pragma GCC unroll 10
  for (int j = 0; j < PART; j++) c[j] = _mm512_madd52lo_epu64(c[j], x, y[j]);
#pragma GCC unroll 10
  for (int j = 0; j < PART; j++) c[j + 1] = _mm512_madd52hi_epu64(c[j + 1], x, y[j]);
}

// Of a number in lanes, or of one that is the same in every lane.
INLINE __m512i limb(const void *number, const int i, const bool fixed) {
  return fixed ? _mm512_set1_epi64((long long)((const uint64_t *)number)[i]) : ((const __m512i *)number)[i];
}

// c += a * b, of PART limbs each.
INLINE void add_part(__m512i *c, const void *a, const bool fixed, const __m512i *b) {
  __m512i y[PART];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) y[i] = b[i];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) add_row(c + i, limb(a, i, fixed), y);
}

// c += a * a, of which products of different limbs are taken once and doubled.
INLINE void add_square(__m512i *c, const __m512i *a) {
  __m512i d[2 * PART], x[PART];
#pragma GCC unroll 20
  for (int i = 0; i < 2 * PART; i++) d[i] = _mm512_setzero_si512();
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) x[i] = a[i];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
#pragma GCC unroll 10
    for (int j = i + 1; j < PART; j++) d[i + j] = _mm512_madd52lo_epu64(d[i + j], x[i], x[j]);
#pragma GCC unroll 10
    for (int j = i + 1; j < PART; j++) d[i + j + 1] = _mm512_madd52hi_epu64(d[i + j + 1], x[i], x[j]);
  }
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
    c[2 * i] = _mm512_add_epi64(c[2 * i], _mm512_add_epi64(d[2 * i], d[2 * i]));
    c[2 * i + 1] = _mm512_add_epi64(c[2 * i + 1], _mm512_add_epi64(d[2 * i + 1], d[2 * i + 1]));
    c[2 * i] = _mm512_madd52lo_epu64(c[2 * i], x[i], x[i]);
    c[2 * i + 1] = _mm512_madd52hi_epu64(c[2 * i + 1], x[i], x[i]);
  }
}

// c += x y without the columns from PART on.
INLINE void add_lower(__m512i *c, const uint64_t *x, const __m512i *y) {
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
    const __m512i v = _mm512_set1_epi64((long long)x[i]);
#pragma GCC unroll 10
    for (int j = 0; i + j < PART; j++) c[i + j] = _mm512_madd52lo_epu64(c[i + j], v, y[j]);
#pragma GCC unroll 10
    for (int j = 0; i + j + 1 < PART; j++) c[i + j + 1] = _mm512_madd52hi_epu64(c[i + j + 1], v, y[j]);
  }
}

// c += x y without the columns below PART - 1: that one is c[0].
INLINE void add_higher(__m512i *c, const uint64_t *x, const __m512i *y) {
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
    const __m512i v = _mm512_set1_epi64((long long)x[i]);
#pragma GCC unroll 10
    for (int j = PART - 1 - i; j < PART; j++) c[i + j + 1 - PART] = _mm512_madd52lo_epu64(c[i + j + 1 - PART], v, y[j]);
#pragma GCC unroll 10
    for (int j = i < PART - 1 ? PART - 2 - i : 0; j < PART; j++)
      c[i + j + 2 - PART] = _mm512_madd52hi_epu64(c[i + j + 2 - PART], v, y[j]);
  }
}

// --- carries ---

// What is rare: a carry into a limb that hands it on.
static __attribute__((noinline)) __m512i carry_on(__m512i *limbs, const int n) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
  __m512i c = _mm512_setzero_si512();
  for (int i = 0; i < n; i++) {
    c = _mm512_add_epi64(limbs[i], c);
    limbs[i] = _mm512_and_si512(c, mask);
    c = _mm512_srai_epi64(c, 52);
  }
  return c;
}

// Limbs of n columns, where c is the carry into the first. The carry out of them. Each column hands what is above 52 bits to the next
// one's limb, at once, which nearly always is all: a random limb has no room for it once in 2^43 times.
INLINE __m512i carry(__m512i *out, const __m512i *t, __m512i c, const int n) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
  __m512i all = _mm512_setzero_si512();
#pragma GCC unroll 10
  for (int i = 0; i < n; i++) {
    const __m512i column = t[i];
    check_column(column);
    out[i] = _mm512_add_epi64(_mm512_and_si512(column, mask), c);
    all = _mm512_or_si512(all, out[i]);
    c = _mm512_srai_epi64(column, 52);
  }
  if (__builtin_expect(_mm512_cmpgt_epu64_mask(all, mask) != 0, 0)) c = _mm512_add_epi64(c, carry_on(out, n));
  return c;
}

// --- from halves ---

// The sum of two halves of n limbs each: n limbs, and in which lanes there is one bit more.
INLINE __mmask8 add_halves(__m512i *sum, const __m512i *a, const int n) {
  __m512i columns[HALF];
#pragma GCC unroll 20
  for (int i = 0; i < n; i++) columns[i] = _mm512_add_epi64(a[i], a[i + n]);
  const __m512i c = carry(sum, columns, _mm512_setzero_si512(), n);
  return _mm512_test_epi64_mask(c, c);
}

// A product of two numbers of two halves of n limbs each has low = a0 b0, high = a1 b1 and the middle between them: from the product
// of the sums, both others are taken.
INLINE void open_middle(__m512i *middle, const __m512i *of_sums, const __m512i *low, const __m512i *high, const int n) {
#pragma GCC unroll 20
  for (int i = 0; i < n; i++) {
    const __m512i inner = _mm512_sub_epi64(low[n + i], high[i]);
    const __m512i first = _mm512_add_epi64(of_sums[i], _mm512_sub_epi64(inner, low[i]));
    const __m512i second = _mm512_sub_epi64(of_sums[n + i], _mm512_add_epi64(inner, high[n + i]));
    middle[i] = first;
    middle[n + i] = second;
  }
}

// What the sums' bits beyond their n limbs add to the middle's upper half, and to what comes above it.
INLINE void add_beyond(__m512i *upper, __m512i *above, const int n, const void *a_sum, const bool a_fixed,
                       __mmask8 a_more, const __m512i *b_sum, __mmask8 b_more) {
#pragma GCC unroll 20
  for (int i = 0; i < n; i++) {
    upper[i] = _mm512_mask_add_epi64(upper[i], a_more, upper[i], b_sum[i]);
    upper[i] = _mm512_mask_add_epi64(upper[i], b_more, upper[i], limb(a_sum, i, a_fixed));
  }
  *above = _mm512_mask_add_epi64(*above, a_more & b_more, *above, _mm512_set1_epi64(1));
}

// t = a * b, or t += a * b, of HALF limbs each, of which the sums of their parts are given.
INLINE void half_product(__m512i *t, const bool add, const void *a, const void *a_sum, const bool a_fixed,
                         __mmask8 a_more, const __m512i *b, const __m512i *b_sum, __mmask8 b_more) {
  __m512i low[HALF], high[HALF], middle[HALF];
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) low[i] = _mm512_setzero_si512();
  add_part(low, a, a_fixed, b);
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) high[i] = _mm512_setzero_si512();
  add_part(high, a_fixed ? (const void *)((const uint64_t *)a + PART) : (const __m512i *)a + PART, a_fixed, b + PART);
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) middle[i] = add ? t[PART + i] : _mm512_setzero_si512();
  open_middle(middle, middle, low, high, PART);
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
    t[i] = add ? _mm512_add_epi64(t[i], low[i]) : low[i];
    t[3 * PART + i] = add ? _mm512_add_epi64(t[3 * PART + i], high[PART + i]) : high[PART + i];
  }
  add_beyond(middle + PART, t + 3 * PART, PART, a_sum, a_fixed, a_more, b_sum, b_more);
  add_part(middle, a_sum, a_fixed, b_sum);
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) t[PART + i] = middle[i];
}

// Not inlined: the compiler would keep all limbs in registers that it doesn't have.
static __attribute__((noinline)) __mmask8 add_parts(__m512i *sum, const __m512i *a) {
  return add_halves(sum, a, PART);
}

static __attribute__((noinline)) void multiply_half(__m512i *t, const __m512i *a, const __m512i *b) {
  __m512i a_sum[PART], b_sum[PART];
  const __mmask8 a_more = add_parts(a_sum, a), b_more = add_parts(b_sum, b);
  half_product(t, false, a, a_sum, false, a_more, b, b_sum, b_more);
}

static __attribute__((noinline)) void add_fixed_half(__m512i *t, const struct half *a, const __m512i *b,
                                                     const __m512i *b_sum, __mmask8 b_more) {
  half_product(t, true, a->limb, a->sum, true, a->more ? 0xff : 0, b, b_sum, b_more);
}

static __attribute__((noinline)) void square_half(__m512i *t, const __m512i *a) {
  __m512i sum[PART], high[HALF], middle[HALF];
  const __mmask8 more = add_parts(sum, a);
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) t[i] = high[i] = middle[i] = _mm512_setzero_si512();
  add_square(t, a);
  add_square(high, a + PART);
  open_middle(middle, middle, t, high, PART);
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) t[3 * PART + i] = high[PART + i];
  add_beyond(middle + PART, t + 3 * PART, PART, sum, false, more, sum, more);
  add_square(middle, sum);
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) t[PART + i] = middle[i];
}

// --- reduction ---

// The m that makes t + m p divisible by 2^1040: t u mod 2^1040.
static __attribute__((noinline)) void last_multiple(__m512i *m, const __m512i *t, const uint64_t *u) {
  __m512i c[HALF], y[PART];
#pragma GCC unroll 20
  for (int i = 0; i < HALF; i++) c[i] = _mm512_setzero_si512();
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) y[i] = t[i];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) add_row(c + i, _mm512_set1_epi64((long long)u[i]), y);
  add_lower(c + PART, u + PART, y);
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) y[i] = t[PART + i];
  add_lower(c + PART, u, y);
  (void)carry(m, c, _mm512_setzero_si512(), HALF);
}

// The upper half of low + m p0, whose lower half is zero, added to t; p0 has HALF limbs, and `top` is the highest limb of low.
// The column below the upper half then carries a whole number, but for what the columns below it bring, together less than
// 42 * 2^52 of theirs, which is less than 64 of its own.
static __attribute__((noinline)) void add_upper(__m512i *t, __m512i top, const __m512i *m, const uint64_t *p) {
  __m512i c[2 * PART + 1], y[PART];
  c[0] = _mm512_madd52hi_epu64(top, m[PART - 1], _mm512_set1_epi64((long long)p[PART - 1]));
#pragma GCC unroll 20
  for (int i = 0; i < 2 * PART; i++) c[1 + i] = t[i];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) y[i] = m[i];
  add_higher(c, p + PART, y);
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) y[i] = m[PART + i];
  add_higher(c, p, y);
  c[0] = _mm512_srli_epi64(_mm512_add_epi64(c[0], _mm512_set1_epi64(64)), 52);
  c[1] = _mm512_add_epi64(c[1], c[0]);
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) add_row(c + 1 + i, _mm512_set1_epi64((long long)p[PART + i]), y);
#pragma GCC unroll 20
  for (int i = 0; i < 2 * PART; i++) t[i] = c[1 + i];
}

// t / R mod p, for t < 2^4100. Its columns change.
static void reduce(__m512i *out, __m512i *t, const struct context *x) {
  const __m512i zero = _mm512_setzero_si512();
  __m512i m[HALF], low[HALF], sum[PART];
  __m512i c = carry(m, t, zero, HALF);
  t += HALF;
  t[0] = _mm512_add_epi64(t[0], c);
  __mmask8 more = add_parts(sum, m);
  add_fixed_half(t, &x->m[0], m, sum, more);
  c = carry(low, t, zero, HALF);
  t += HALF;
  add_fixed_half(t, &x->m[1], m, sum, more);
  t[0] = _mm512_add_epi64(t[0], c);
  last_multiple(m, low, x->u);
  more = add_parts(sum, m);
  add_upper(t, low[HALF - 1], m, x->p[0].limb);
  add_fixed_half(t, &x->p[1], m, sum, more);
  check_bounds(out, carry(out, t, zero, LIMBS));
}

// --- products and squares ---

static void multiply(__m512i *out, const struct context *x, const __m512i *a, const __m512i *b) {
  __m512i t[COLUMNS], a_sum[HALF], b_sum[HALF], middle[LIMBS];
  check_limbs(a, LIMBS);
  check_limbs(b, LIMBS);
  multiply_half(t, a, b);
  const __mmask8 a_more = add_halves(a_sum, a, HALF), b_more = add_halves(b_sum, b, HALF);
  multiply_half(t + LIMBS, a + HALF, b + HALF);
  multiply_half(middle, a_sum, b_sum);
  open_middle(t + HALF, middle, t, t + LIMBS, HALF);
  if (a_more | b_more) add_beyond(t + LIMBS, t + 3 * HALF, HALF, a_sum, false, a_more, b_sum, b_more);
  reduce(out, t, x);
}

static void square_once(__m512i *out, const struct context *x, const __m512i *a) {
  __m512i t[COLUMNS], sum[HALF], middle[LIMBS];
  check_limbs(a, LIMBS);
  square_half(t, a);
  const __mmask8 more = add_halves(sum, a, HALF);
  square_half(t + LIMBS, a + HALF);
  square_half(middle, sum);
  open_middle(t + HALF, middle, t, t + LIMBS, HALF);
  if (more) add_beyond(t + LIMBS, t + 3 * HALF, HALF, sum, false, more, sum, more);
  reduce(out, t, x);
}

#endif
