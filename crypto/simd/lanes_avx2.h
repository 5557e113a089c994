// SPDX-License-Identifier: Apache-2.0
// What the AVX2 kernels share: four numbers in a register, and the way between lanes and memory.
#ifndef SCRUTINEER_CRYPTO_SIMD_LANES_AVX2_H
#define SCRUTINEER_CRYPTO_SIMD_LANES_AVX2_H

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#define LANES 4
#define INLINE static inline __attribute__((always_inline))

INLINE __m256i constant(int64_t value) {
  return _mm256_set1_epi64x(value);
}

// The empty statement keeps a compiler from changing the order of the sums: the columns in use stay in registers then.
INLINE void add_product(__m256i *sum, __m256i a, __m256i b) {
  *sum = _mm256_add_epi64(*sum, _mm256_mul_epu32(a, b));
  __asm__("" : "+x"(*sum));
}

// Row i, word j becomes row j, word i.
INLINE void transpose(__m256i r[4]) {
  __m256i low01 = _mm256_unpacklo_epi64(r[0], r[1]), high01 = _mm256_unpackhi_epi64(r[0], r[1]);
  __m256i low23 = _mm256_unpacklo_epi64(r[2], r[3]), high23 = _mm256_unpackhi_epi64(r[2], r[3]);
  r[0] = _mm256_permute2x128_si256(low01, low23, 0x20);
  r[1] = _mm256_permute2x128_si256(high01, high23, 0x20);
  r[2] = _mm256_permute2x128_si256(low01, low23, 0x31);
  r[3] = _mm256_permute2x128_si256(high01, high23, 0x31);
}

// Blocks of eight limbs, each lane's from its own place, where a word of 64 bits has two; and back.
INLINE void gather(__m256i *limbs, const void *const *lanes, const size_t blocks) {
#pragma GCC unroll 10
  for (size_t block = 0; block < blocks; block++) {
    __m256i word[4];
    for (size_t l = 0; l < LANES; l++) word[l] = _mm256_loadu_si256((const __m256i *)lanes[l] + block);
    transpose(word);
    for (size_t k = 0; k < 4; k++) {
      limbs[8 * block + 2 * k] = _mm256_and_si256(word[k], constant(UINT32_MAX));
      limbs[8 * block + 2 * k + 1] = _mm256_srli_epi64(word[k], 32);
    }
  }
}

INLINE void scatter(void *const *lanes, const __m256i *limbs, const size_t blocks) {
#pragma GCC unroll 10
  for (size_t block = 0; block < blocks; block++) {
    __m256i word[4];
    for (size_t k = 0; k < 4; k++)
      word[k] = _mm256_or_si256(limbs[8 * block + 2 * k], _mm256_slli_epi64(limbs[8 * block + 2 * k + 1], 32));
    transpose(word);
    for (size_t l = 0; l < LANES; l++) _mm256_storeu_si256((__m256i *)lanes[l] + block, word[l]);
  }
}

#endif
