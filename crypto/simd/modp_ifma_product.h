// SPDX-License-Identifier: Apache-2.0
// Products and squares modulo a prime of 2048 bits, eight at once, with the 52-bit multiply-add of AVX-512: residues are 40 limbs
// of 52 bits, in Montgomery form with R = 2^2080, and between 0 and 2^2050.
//
// A product takes three products of halves instead of four, and they in turn three of quarters, which are parts of 10 limbs
// (Karatsuba and Ofman, 1962): with B = 2^1040, and then 2^520,
//   (a0 + a1 B) (b0 + b1 B) = a0 b0 + ((a0 + a1) (b0 + b1) - a0 b0 - a1 b1) B + a1 b1 B^2.
//
// Reduction takes a part a step. Let u = -1/p mod 2^520 and N = p u, so that N = -1 mod 2^520 and M = (N + 1) / 2^520 is an
// integer, at most p. The number m that makes t + m N divisible by 2^520 is then t mod 2^520 itself, and
// (t + m N) / 2^520 = floor(t / 2^520) + m M: nothing is multiplied to find m. Three steps are done so, and the last one with
// p and m = t u mod 2^520, which keeps the result small:
//   t + sum(m_j N 2^(520 j), j < 3) + m_3 p 2^1560 < t + 2^1560 N + 2^2080 p < t + 2^2080 p + 2^2080 p, and divided by R:
//   result < t / R + 2 p. For a, b < 2^2050: t / R < 2^2020, and result < 2^2049 + 2^2020 < 2^2050.
//
// Columns are signed, and carries wait until a column is complete. In halves of products of limbs, each below 2^52: a column of a
// product of parts has at most 20; one of a product of halves, which has that of the sums, less those of the halves, and a limb of
// each sum, beside one of another half, at most 82 either way; one of the whole product, likewise, 3 * 82 + 2 + 82 = 330; the
// reduction adds 80 of M and m, 20 of p and m_3, and a carry: less than 432 * 2^52 < 2^61.
#ifndef SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_PRODUCT_H
#define SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_PRODUCT_H

#include <assert.h>

#include "crypto/kernel.h"
#include "crypto/simd/lanes_ifma.h"

#define LIMBS 40  // of 52 bits
#define WORDS 32  // of 64 bits, of p
#define HALF 20
#define PART 10  // limbs of which all columns of a product fit into the registers, together with one factor
#define PARTS (LIMBS / PART)
#define COLUMNS (2 * LIMBS)
#define LINES (LIMBS / 8)  // of 64 bytes, that a residue has
#define MASK ((UINT64_C(1) << 52) - 1)

struct context {
  uint64_t p[LIMBS];
  uint64_t m[LIMBS];                                    // M
  uint64_t u[PART];                                     // -1/p mod 2^520
  _Alignas(KERNEL_ALIGNMENT) uint64_t one[3][LIMBS];    // R mod p, + p, + 2p: the identity's forms below 2^2050
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

// t = a * b, of PART limbs each.
static __attribute__((noinline)) void multiply_part(__m512i *t, const __m512i *a, const __m512i *b) {
  __m512i c[2 * PART], y[PART];
#pragma GCC unroll 20
  for (int i = 0; i < 2 * PART; i++) c[i] = _mm512_setzero_si512();
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) y[i] = b[i];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) add_row(c + i, a[i], y);
#pragma GCC unroll 20
  for (int i = 0; i < 2 * PART; i++) t[i] = c[i];
}

// The same of a * a, of which products of different limbs are taken once and doubled.
static __attribute__((noinline)) void square_part(__m512i *t, const __m512i *a) {
  __m512i c[2 * PART], x[PART];
#pragma GCC unroll 20
  for (int i = 0; i < 2 * PART; i++) c[i] = _mm512_setzero_si512();
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) x[i] = a[i];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
#pragma GCC unroll 10
    for (int j = i + 1; j < PART; j++) c[i + j] = _mm512_madd52lo_epu64(c[i + j], x[i], x[j]);
#pragma GCC unroll 10
    for (int j = i + 1; j < PART; j++) c[i + j + 1] = _mm512_madd52hi_epu64(c[i + j + 1], x[i], x[j]);
  }
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
    t[2 * i] = _mm512_madd52lo_epu64(_mm512_add_epi64(c[2 * i], c[2 * i]), x[i], x[i]);
    t[2 * i + 1] = _mm512_madd52hi_epu64(_mm512_add_epi64(c[2 * i + 1], c[2 * i + 1]), x[i], x[i]);
  }
}

// t += a * b, of PART limbs and of so many parts; from part to part, upper columns stay in registers.
static __attribute__((noinline)) void add_strip(__m512i *t, const __m512i *a, const uint64_t *b, int parts) {
  __m512i c[2 * PART], y[PART];
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) y[i] = a[i], c[i] = t[i];
  for (; parts > 0; parts--, t += PART, b += PART) {
#pragma GCC unroll 10
    for (int i = 0; i < PART; i++) c[PART + i] = t[PART + i];
#pragma GCC unroll 10
    for (int i = 0; i < PART; i++) add_row(c + i, _mm512_set1_epi64((long long)b[i]), y);
#pragma GCC unroll 10
    for (int i = 0; i < PART; i++) t[i] = c[i], c[i] = c[PART + i];
  }
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) t[i] = c[i];
}

// --- reduction ---

// Limbs of n columns, where c is the carry. The carry out of them.
INLINE __m512i carry(__m512i *out, const __m512i *t, __m512i c, const int n) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
#pragma GCC unroll 10
  for (int i = 0; i < n; i++) {
    c = _mm512_add_epi64(t[i], c);
    check_column(c);
    out[i] = _mm512_and_si512(c, mask);
    c = _mm512_srai_epi64(c, 52);
  }
  return c;
}

// The m that makes t + m p divisible by 2^520: t u mod 2^520.
INLINE void last_multiple(__m512i *m, const __m512i *t, const struct context *x) {
  __m512i c[PART], y[PART];
  (void)carry(y, t, _mm512_setzero_si512(), PART);
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) c[i] = _mm512_setzero_si512();
#pragma GCC unroll 10
  for (int i = 0; i < PART; i++) {
    const __m512i u = _mm512_set1_epi64((long long)x->u[i]);
#pragma GCC unroll 10
    for (int j = 0; i + j < PART; j++) c[i + j] = _mm512_madd52lo_epu64(c[i + j], u, y[j]);
#pragma GCC unroll 10
    for (int j = 0; i + j + 1 < PART; j++) c[i + j + 1] = _mm512_madd52hi_epu64(c[i + j + 1], u, y[j]);
  }
  (void)carry(m, c, _mm512_setzero_si512(), PART);
}

// t / R mod p, for t < 2^4100. Its columns change. The lowest part of a step's sum is complete before the others: the next step's
// number is found, limb by limb, while the multiplier has them to do.
static void reduce(__m512i *out, __m512i *t, const struct context *x) {
  const __m512i zero = _mm512_setzero_si512();
  __m512i m[2][PART], c = carry(m[0], t, zero, PART);
  t[PART] = _mm512_add_epi64(t[PART], c);
  for (int step = 0; step < PARTS - 1; step++) {
    const __m512i *now = m[step % 2];
    __m512i *next = m[(step + 1) % 2];
    t += PART;
    add_strip(t, now, x->m, 1);
    if (step < PARTS - 2)
      c = carry(next, t, zero, PART);
    else
      last_multiple(next, t, x);
    add_strip(t + PART, now, x->m + PART, PARTS - 1);
    if (step < PARTS - 2) t[PART] = _mm512_add_epi64(t[PART], c);
  }
  add_strip(t, m[(PARTS - 1) % 2], x->p, 1);
  c = carry(m[0], t, zero, PART);  // zeros, apart from their carry
  for (int part = 1; part < PARTS; part++) {
    t += PART;
    add_strip(t, m[(PARTS - 1) % 2], x->p + part * PART, 1);
    c = carry(out + (part - 1) * PART, t, c, PART);
  }
  c = carry(out + (PARTS - 1) * PART, t + PART, c, PART);
  check_bounds(out, c);
}

// --- from halves ---

// The sum of two halves of n limbs each: n limbs, and in which lanes there is one bit more.
INLINE __mmask8 add_halves(__m512i *sum, const __m512i *a, const int n) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK);
  __m512i c = _mm512_setzero_si512();
#pragma GCC unroll 20
  for (int i = 0; i < n; i++) {
    c = _mm512_add_epi64(_mm512_add_epi64(a[i], a[i + n]), c);
    sum[i] = _mm512_and_si512(c, mask);
    c = _mm512_srli_epi64(c, 52);
  }
  return _mm512_test_epi64_mask(c, c);
}

// What the sums' bits beyond their limbs add to the product, whose column n is t[0].
INLINE void add_beyond(__m512i *t, const int n, const __m512i *a_sum, __mmask8 a_more, const __m512i *b_sum,
                       __mmask8 b_more) {
#pragma GCC unroll 20
  for (int i = 0; i < n; i++) {
    t[n + i] = _mm512_mask_add_epi64(t[n + i], b_more, t[n + i], a_sum[i]);
    t[n + i] = _mm512_mask_add_epi64(t[n + i], a_more, t[n + i], b_sum[i]);
  }
  t[2 * n] = _mm512_mask_add_epi64(t[2 * n], a_more & b_more, t[2 * n], _mm512_set1_epi64(1));
}

// t has a0 b0 and above it a1 b1, of 2n columns each; the product of the sums comes between them.
INLINE void join_middle(__m512i *t, const __m512i *middle, const int n) {
#pragma GCC unroll 20
  for (int i = 0; i < n; i++) {
    __m512i inner = _mm512_sub_epi64(t[n + i], t[2 * n + i]);
    t[2 * n + i] = _mm512_sub_epi64(middle[n + i], _mm512_add_epi64(inner, t[3 * n + i]));
    t[n + i] = _mm512_add_epi64(inner, _mm512_sub_epi64(middle[i], t[i]));
  }
}

// t = a * b, of HALF limbs each.
static void multiply_half(__m512i *t, const __m512i *a, const __m512i *b) {
  __m512i a_sum[PART], b_sum[PART], middle[HALF];
  const __mmask8 a_more = add_halves(a_sum, a, PART), b_more = add_halves(b_sum, b, PART);
  multiply_part(middle, a_sum, b_sum);
  multiply_part(t, a, b);
  multiply_part(t + HALF, a + PART, b + PART);
  join_middle(t, middle, PART);
  add_beyond(t + PART, PART, a_sum, a_more, b_sum, b_more);
}

static void square_half(__m512i *t, const __m512i *a) {
  __m512i sum[PART], middle[HALF];
  const __mmask8 more = add_halves(sum, a, PART);
  square_part(middle, sum);
  square_part(t, a);
  square_part(t + HALF, a + PART);
  join_middle(t, middle, PART);
  add_beyond(t + PART, PART, sum, more, sum, more);
}

static void multiply(__m512i *out, const struct context *x, const __m512i *a, const __m512i *b) {
  __m512i t[COLUMNS], a_sum[HALF], b_sum[HALF], middle[LIMBS];
  const __mmask8 a_more = add_halves(a_sum, a, HALF), b_more = add_halves(b_sum, b, HALF);
  multiply_half(middle, a_sum, b_sum);
  multiply_half(t, a, b);
  multiply_half(t + LIMBS, a + HALF, b + HALF);
  join_middle(t, middle, HALF);
  if (a_more | b_more) add_beyond(t + HALF, HALF, a_sum, a_more, b_sum, b_more);
  reduce(out, t, x);
}

static void square_once(__m512i *out, const struct context *x, const __m512i *a) {
  __m512i t[COLUMNS], sum[HALF], middle[LIMBS];
  const __mmask8 more = add_halves(sum, a, HALF);
  square_half(middle, sum);
  square_half(t, a);
  square_half(t + LIMBS, a + HALF);
  join_middle(t, middle, HALF);
  if (more) add_beyond(t + HALF, HALF, sum, more, sum, more);
  reduce(out, t, x);
}

#endif
