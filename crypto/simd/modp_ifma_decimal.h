// SPDX-License-Identifier: Apache-2.0
// The decimal digits of eight numbers below 2^2048 at once. Where a division would take the last digits off, one after the other,
// a fraction gives the first ones: x / 10^617, multiplied by 10^15, has the next 15 digits before its point.
//
// The fraction is held too large, by what must stay between nothing and one unit of the last digit, 10^-617 > 2^-2050:
//   C = ceil(2^4108 / 10^617), so that x C / 2^4108 is too large by less than x / 2^4108 < 2^-2060, that is, 2^-10 units;
//   2^-2080 is added, between 2^-31 and 2^-30 units;
//   its limbs below the 41 highest are dropped: less than 2^-2132, that is, 2^-82 units;
//   later the lowest limb of n is dropped where r digits are to come and 52 (n - 1) >= log2(10) r + 40: less than 2^-40 units each
//   time, of 40 times at most.
// So it is too large by 2^-32 to 2^-9 units, and the digits are those of x.
#ifndef SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_DECIMAL_H
#define SCRUTINEER_CRYPTO_SIMD_MODP_IFMA_DECIMAL_H

#include <string.h>

#include "crypto/simd/modp_ifma_product.h"

#define FRACTION_LIMBS 41
#define FRACTION_COLUMN 38  // of x C, the lowest limb
#define FRACTION_BITS 4108  // below the point of x C
#define FIRST_DIGITS (DECIMAL_MAX % 15)
_Static_assert(DECIMAL_MAX == 617 && FRACTION_BITS == 52 * (FRACTION_COLUMN + FRACTION_LIMBS), "the bounds above");

static void open_fraction(__m512i *f, const __m512i *x, const struct half c[2]) {
  __m512i t[COLUMNS], sum[PART], below[FRACTION_COLUMN];
  for (size_t i = 0; i < COLUMNS; i++) t[i] = _mm512_setzero_si512();
  for (size_t i = 0; i < LIMBS; i += HALF) {
    const __mmask8 more = add_halves(sum, x + i, PART);
    add_fixed_half(t + i, &c[0], x + i, sum, more);
    add_fixed_half(t + i + HALF, &c[1], x + i, sum, more);
  }
  t[FRACTION_COLUMN + 1] = _mm512_add_epi64(t[FRACTION_COLUMN + 1], _mm512_set1_epi64(1));
  const __m512i c_below = carry(below, t, _mm512_setzero_si512(), FRACTION_COLUMN);
  (void)carry(f, t + FRACTION_COLUMN, c_below, FRACTION_LIMBS);  // a fraction: nothing is above
}

// The fraction's n limbs times `scale`: what comes before the point.
static __m512i take_whole(__m512i *f, size_t n, uint64_t scale) {
  const __m512i mask = _mm512_set1_epi64((long long)MASK), m = _mm512_set1_epi64((long long)scale);
  __m512i carried = _mm512_setzero_si512(), high = carried;
  for (size_t i = 0; i < n; i++) {
    __m512i low = _mm512_madd52lo_epu64(high, f[i], m);
    high = _mm512_madd52hi_epu64(_mm512_setzero_si512(), f[i], m);
    carried = _mm512_add_epi64(carried, low);
    f[i] = _mm512_and_si512(carried, mask);
    carried = _mm512_srli_epi64(carried, 52);
  }
  return _mm512_add_epi64(high, carried);
}

// Eight digits, the first in the lowest byte: numbers below 10^8 are taken apart to two of four digits, four of two, eight of one.
INLINE __m512i eight_digits(__m512i v) {
  __m512i upper = _mm512_srli_epi64(_mm512_mul_epu32(v, _mm512_set1_epi64(3518437209)), 45);
  __m512i lower = _mm512_sub_epi64(v, _mm512_mul_epu32(upper, _mm512_set1_epi64(10000)));
  v = _mm512_or_si512(upper, _mm512_slli_epi64(lower, 32));
  upper = _mm512_srli_epi32(_mm512_mullo_epi32(v, _mm512_set1_epi32(10486)), 20);
  lower = _mm512_sub_epi32(v, _mm512_mullo_epi32(upper, _mm512_set1_epi32(100)));
  v = _mm512_or_si512(upper, _mm512_slli_epi32(lower, 16));
  upper = _mm512_srli_epi16(_mm512_mullo_epi16(v, _mm512_set1_epi16(103)), 10);
  lower = _mm512_sub_epi16(v, _mm512_mullo_epi16(upper, _mm512_set1_epi16(10)));
  v = _mm512_or_si512(upper, _mm512_slli_epi16(lower, 8));
  return _mm512_add_epi8(v, _mm512_set1_epi8('0'));
}

// The upper 7 and the lower 8 digits of numbers below 10^15, each in eight bytes.
INLINE void fifteen_digits(uint64_t *upper, uint64_t *lower, __m512i v) {
  const __m512i factor = _mm512_set1_epi64(3022314549036573);  // ceil(2^78 / 10^8): exact below 2^50
  __m512i above = _mm512_srli_epi64(_mm512_madd52hi_epu64(_mm512_setzero_si512(), v, factor), 26);
  __m512i below = _mm512_sub_epi64(v, _mm512_mul_epu32(above, _mm512_set1_epi64(100000000)));
  _mm512_storeu_si512(upper, eight_digits(above));
  _mm512_storeu_si512(lower, eight_digits(below));
}

// x: limbs of 52 bits. DECIMAL_MAX digits of each, zeros in front.
static void write_digits(uint8_t *const *texts, const __m512i *x, const struct half c[2]) {
  __m512i fraction[FRACTION_LIMBS];
  uint64_t upper[LANES], lower[LANES];
  open_fraction(fraction, x, c);
  fifteen_digits(upper, lower, take_whole(fraction, FRACTION_LIMBS, 100));
  for (size_t l = 0; l < LANES; l++) memcpy(texts[l], (uint8_t *)&lower[l] + 8 - FIRST_DIGITS, FIRST_DIGITS);
  for (size_t at = FIRST_DIGITS; at < DECIMAL_MAX; at += 15) {
    size_t bits = (DECIMAL_MAX - at) * 10 / 3 + 41, n = (bits + 51) / 52;
    if (n > FRACTION_LIMBS) n = FRACTION_LIMBS;
    fifteen_digits(upper, lower, take_whole(fraction + FRACTION_LIMBS - n, n, UINT64_C(1000000000000000)));
    for (size_t l = 0; l < LANES; l++) {
      upper[l] >>= 8;
      memcpy(texts[l] + at, &upper[l], 8);  // the eighth byte is written again
      memcpy(texts[l] + at + 7, &lower[l], 8);
    }
  }
}

#endif
