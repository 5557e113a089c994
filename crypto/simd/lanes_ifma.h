// SPDX-License-Identifier: Apache-2.0
// What the AVX-512 kernels share: eight numbers in a register.
#ifndef SCRUTINEER_CRYPTO_SIMD_LANES_IFMA_H
#define SCRUTINEER_CRYPTO_SIMD_LANES_IFMA_H

#include <immintrin.h>
#include <stddef.h>

#define LANES 8
#define INLINE static inline __attribute__((always_inline))

// Eight rows of eight numbers to columns. In place, too.
INLINE void transpose(__m512i *out, const __m512i *in) {
  __m512i pair[8], half[8];
  for (int i = 0; i < 4; i++) {
    pair[i] = _mm512_unpacklo_epi64(in[2 * i], in[2 * i + 1]);      // columns 0, 2, 4, 6 of two rows
    pair[i + 4] = _mm512_unpackhi_epi64(in[2 * i], in[2 * i + 1]);  // columns 1, 3, 5, 7
  }
  for (int i = 0; i < 4; i++) {
    half[2 * i] = _mm512_shuffle_i64x2(pair[2 * i], pair[2 * i + 1], 0x88);
    half[2 * i + 1] = _mm512_shuffle_i64x2(pair[2 * i], pair[2 * i + 1], 0xdd);
  }
  for (int odd = 0; odd < 2; odd++) {
    const __m512i *h = half + 4 * odd;
    out[odd] = _mm512_shuffle_i64x2(h[0], h[2], 0x88);
    out[odd + 2] = _mm512_shuffle_i64x2(h[1], h[3], 0x88);
    out[odd + 4] = _mm512_shuffle_i64x2(h[0], h[2], 0xdd);
    out[odd + 6] = _mm512_shuffle_i64x2(h[1], h[3], 0xdd);
  }
}

// Blocks of eight words, each lane's from its own place; and back.
INLINE void gather(__m512i *out, const void *const *lanes, const size_t blocks) {
#pragma GCC unroll 5
  for (size_t block = 0; block < blocks; block++) {
    __m512i rows[LANES];
    for (size_t l = 0; l < LANES; l++) rows[l] = _mm512_loadu_si512((const __m512i *)lanes[l] + block);
    transpose(out + 8 * block, rows);
  }
}

INLINE void scatter(void *const *lanes, const __m512i *in, const size_t blocks) {
#pragma GCC unroll 5
  for (size_t block = 0; block < blocks; block++) {
    __m512i rows[LANES];
    transpose(rows, in + 8 * block);
    for (size_t l = 0; l < LANES; l++) _mm512_storeu_si512((__m512i *)lanes[l] + block, rows[l]);
  }
}

#endif
