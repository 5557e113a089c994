// SPDX-License-Identifier: Apache-2.0
// The field of edwards25519 with AVX2, four numbers at once: ten limbs in radix 2^25.5, of 26 and 25 bits in turns.
#ifndef SCRUTINEER_CRYPTO_SIMD_ED25519_AVX2_FIELD_H
#define SCRUTINEER_CRYPTO_SIMD_ED25519_AVX2_FIELD_H

#include <assert.h>

#include "crypto/simd/lanes_avx2.h"

// "Tight" limbs are what a carry leaves: even ones below 2^26 + 2^14, odd ones below 2^25 + 2^18. VPMULUDQ multiplies the low
// 32 bits of a lane, so that sums and differences of a few tight limbs go into products as they are. Bounds are multiples of
// tight limbs: "3 times" is below 3 (2^26 + 2^14) and 3 (2^25 + 2^18).
#define LIMBS 10
#define TIGHT_EVEN ((INT64_C(1) << 26) + (INT64_C(1) << 14))
#define TIGHT_ODD ((INT64_C(1) << 25) + (INT64_C(1) << 18))
#define LOW_26 ((INT64_C(1) << 26) - 1)
#define LOW_25 ((INT64_C(1) << 25) - 1)

struct fe {
  __m256i v[LIMBS];
};

// Limbs are below so many times tight ones.
INLINE void check_times(const struct fe *a, int64_t times) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  for (int i = 0; i < LIMBS; i++) {
    uint64_t lanes[LANES];
    _mm256_storeu_si256((__m256i *)lanes, a->v[i]);
    for (int l = 0; l < LANES; l++) assert(lanes[l] < (uint64_t)(times * (i % 2 ? TIGHT_ODD : TIGHT_EVEN)));
  }
#else
  (void)a;
  (void)times;
#endif
}

// The same in every lane.
#define ALL(v) \
  { v, v, v, v }
#define CONSTANT(v0, v1, v2, v3, v4, v5, v6, v7, v8, v9)                                         \
  {                                                                                              \
    { ALL(v0), ALL(v1), ALL(v2), ALL(v3), ALL(v4), ALL(v5), ALL(v6), ALL(v7), ALL(v8), ALL(v9) } \
  }
static const struct fe zero, one = CONSTANT(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
// -121665/121666, twice that, and 2^((p - 1)/4)
static const struct fe d =
    CONSTANT(0x35978a3, 0xd37284, 0x3156ebd, 0x6a0a0e, 0x1c029, 0x179e898, 0x3a03cbb, 0x1ce7198, 0x2e2b6ff, 0x1480db3);
static const struct fe d2 =
    CONSTANT(0x2b2f159, 0x1a6e509, 0x22add7a, 0xd4141d, 0x38052, 0xf3d130, 0x3407977, 0x19ce331, 0x1c56dff, 0x901b67);
static const struct fe sqrt_minus_1 =
    CONSTANT(0x20ea0b0, 0x186c9d2, 0x8f189d, 0x35697f, 0xbd0c60, 0x1fbd7a7, 0x2804c9e, 0x1e16569, 0x4fc1d, 0xae0c92);

INLINE struct fe add(const struct fe *a, const struct fe *b) {
  struct fe r;
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) r.v[i] = _mm256_add_epi64(a->v[i], b->v[i]);
  return r;
}

// a + n p - b, where n p has limbs that are above those of b.
INLINE struct fe sub_from(const struct fe *a, int64_t n, const struct fe *b) {
  struct fe r;
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) {
    __m256i multiple = constant(n * (i % 2 ? LOW_25 : i > 0 ? LOW_26 : LOW_26 - 18));
    r.v[i] = _mm256_sub_epi64(_mm256_add_epi64(a->v[i], multiple), b->v[i]);
  }
  return r;
}

// Of a tight b: adds twice a tight limb.
INLINE struct fe sub(const struct fe *a, const struct fe *b) {
  check_times(b, 1);
  return sub_from(a, 2, b);
}

// Moves what limb i has above its bits into the next; above the last, 2^255 = 19.
INLINE void carry_limb(struct fe *a, int i) {
  __m256i high = _mm256_srli_epi64(a->v[i], i % 2 ? 25 : 26);
  a->v[i] = _mm256_and_si256(a->v[i], constant(i % 2 ? LOW_25 : LOW_26));
  if (i == LIMBS - 1)  // 19 = 1 + 2 + 16: a carry may have more than 32 bits
    high = _mm256_add_epi64(high, _mm256_add_epi64(_mm256_slli_epi64(high, 1), _mm256_slli_epi64(high, 4)));
  a->v[(i + 1) % LIMBS] = _mm256_add_epi64(a->v[(i + 1) % LIMBS], high);
}

// Columns to tight limbs, in two chains side by side. Columns are below 2^63, so that a limb carries less than 2^38 and the
// last one, 19 times, less than 2^43. What limbs 5 and 0 have then, they carry once more: less than 2^14 into limb 6 and less
// than 2^18 into limb 1.
INLINE void carry(struct fe *a) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  for (int i = 0; i < LIMBS; i++) assert(_mm256_movemask_pd(_mm256_castsi256_pd(a->v[i])) == 0);
#endif
#pragma GCC unroll 6
  for (int i = 0; i < 6; i++) {
    carry_limb(a, i);
    carry_limb(a, (i + 5) % LIMBS);
  }
  check_times(a, 1);
}

INLINE __m256i times(__m256i a, __m256i b) {
  return _mm256_mul_epu32(a, b);
}

// Limbs i and j meet in column i + j, or 19 times in column i + j - 10, and twice where both are odd: 2^25.5 isn't in a limb.
//
// For factors of tight limbs, column 0 is the largest: below (1 + 4 * 19) TIGHT_EVEN^2 + 5 * 2 * 19 TIGHT_ODD^2 < 126 * 2^52.
// With a below 5 times and b below 3 times tight limbs, columns are below 2^63, and 19 b and 2 a below 2^32.
INLINE struct fe mul_columns(const struct fe *a, const struct fe *b) {
  struct fe c = zero, b19;
#pragma GCC unroll 10
  for (int j = 1; j < LIMBS; j++) b19.v[j] = times(b->v[j], constant(19));
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) {
    __m256i once = a->v[i], twice = _mm256_add_epi64(once, once);
#pragma GCC unroll 10
    for (int j = 0; j < LIMBS; j++)
      add_product(&c.v[(i + j) % LIMBS], i % 2 && j % 2 ? twice : once, i + j < LIMBS ? b->v[j] : b19.v[j]);
  }
  return c;
}

// The same columns, each pair of different limbs once and doubled. Of limbs below 2 times tight ones: 38 of them are below 2^32.
INLINE struct fe square_columns(const struct fe *a) {
  struct fe c = zero, wrapped;  // what limbs 5 to 9 are multiplied with where they wrap: 19 times, odd ones 38 times
  check_times(a, 2);
#pragma GCC unroll 5
  for (int j = 5; j < LIMBS; j++) wrapped.v[j] = times(a->v[j], constant(j % 2 ? 38 : 19));
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) {
    __m256i once = a->v[i], twice = _mm256_add_epi64(once, once), four_times = _mm256_add_epi64(twice, twice);
#pragma GCC unroll 10
    for (int j = i; j < LIMBS; j++) {
      if (i + j < LIMBS)
        add_product(&c.v[i + j], i == j ? (i % 2 ? twice : once) : (i % 2 && j % 2 ? four_times : twice), a->v[j]);
      else  // of an odd and an even limb, one factor is doubled, and it is the odd one's
        add_product(&c.v[i + j - LIMBS], i == j || (i % 2 == 0 && j % 2) ? once : twice, wrapped.v[j]);
    }
  }
  return c;
}

// Products are tight; the factors' bounds are above.
static __attribute__((noinline)) void fe_mul(struct fe *r, const struct fe *a, const struct fe *b) {
  check_times(a, 5);
  check_times(b, 3);
  struct fe columns = mul_columns(a, b);
  carry(&columns);
  *r = columns;
}

static __attribute__((noinline)) void fe_square_times(struct fe *r, const struct fe *a, unsigned n) {
  struct fe t = *a;
  while (n-- > 0) {
    t = square_columns(&t);
    carry(&t);
  }
  *r = t;
}

#include "crypto/simd/ed25519_chain.h"

// The one representative below p, of limbs below 15 times tight ones.
static struct fe freeze(const struct fe *a) {
  struct fe r = *a;
  check_times(a, 15);
  for (int i = 0; i < LIMBS; i++) carry_limb(&r, i);  // limb 9 carries less than 2^5: below 2^255 + 2^10 < 2p then
  // The number is at least p just when adding 19 reaches 2^255; then it is the number + 19 - 2^255.
  __m256i c = constant(19);
  for (int i = 0; i < LIMBS; i++) c = _mm256_srli_epi64(_mm256_add_epi64(r.v[i], c), i % 2 ? 25 : 26);
  c = times(c, constant(19));
  for (int i = 0; i < LIMBS; i++) {
    c = _mm256_add_epi64(c, r.v[i]);
    r.v[i] = _mm256_and_si256(c, constant(i % 2 ? LOW_25 : LOW_26));
    c = _mm256_srli_epi64(c, i % 2 ? 25 : 26);
  }
  return r;
}

// Masks have all bits of a lane or none. Lanes where both are the same, of frozen elements.
static __m256i same(const struct fe *a, const struct fe *b) {
  __m256i mask = constant(-1);
  for (int i = 0; i < LIMBS; i++) mask = _mm256_and_si256(mask, _mm256_cmpeq_epi64(a->v[i], b->v[i]));
  return mask;
}

// b where the mask is.
static struct fe choose(__m256i mask, const struct fe *a, const struct fe *b) {
  struct fe r;
  for (int i = 0; i < LIMBS; i++) r.v[i] = _mm256_blendv_epi8(a->v[i], b->v[i], mask);
  return r;
}

#endif
