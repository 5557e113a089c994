// SPDX-License-Identifier: Apache-2.0
// Residues modulo a prime of 2048 bits, eight at once, with the 52-bit multiply-add of AVX-512.
//
// Residues are 40 limbs of 52 bits, least significant first, in Montgomery form with R = 2^2080, and between 0 and 2^2050: they
// are not reduced to below p between operations. In memory a residue is in one piece, five cache lines, and a vector is eight
// entries: whatever takes residues from here and there touches 40 lines, not 320. Arithmetic transposes them, so that a register
// has one limb of each lane; that costs less than what is saved in a single product of buckets.
#include <stdlib.h>
#include <string.h>

#include "crypto/kernel.h"

#if defined(__x86_64__) && defined(__AVX512F__) && defined(__AVX512IFMA__) && defined(__AVX512VL__) && \
    defined(__AVX512DQ__) && defined(__AVX512BW__)
#include "crypto/simd/modp_ifma_decimal.h"
#include "crypto/simd/modp_ifma_product.h"
#include "crypto/simd/modp_numbers.h"

typedef __m512i vec;
#define ROOM LIMBS
#define BLOCKS (LIMBS / 8)  // of eight words, which are lines of 64 bytes
#define ENTRY_BYTES (LIMBS * sizeof(uint64_t))
#define VECTOR_BYTES (LANES * ENTRY_BYTES)
#include "crypto/simd/modp_operations.h"

// --- between forms ---

static void limbs_of_words(__m512i *limbs, const __m512i *words) {
  for (unsigned i = 0; i < LIMBS; i++) {
    const unsigned word = 52 * i / 64, shift = 52 * i % 64;
    __m512i v = _mm512_srli_epi64(words[word], shift);
    if (shift > 12 && word + 1 < WORDS) v = _mm512_or_si512(v, _mm512_slli_epi64(words[word + 1], 64 - shift));
    limbs[i] = _mm512_and_si512(v, _mm512_set1_epi64((long long)MASK));
  }
}

static void words_of_limbs(__m512i words[WORDS + 1], const __m512i *limbs) {
  for (unsigned i = 0; i <= WORDS; i++) {
    const unsigned limb = 64 * i / 52, shift = 64 * i % 52;
    __m512i v = _mm512_srli_epi64(limbs[limb], shift);
    if (limb + 1 < LIMBS) v = _mm512_or_si512(v, _mm512_slli_epi64(limbs[limb + 1], 52 - shift));
    if (limb + 2 < LIMBS && shift > 40) v = _mm512_or_si512(v, _mm512_slli_epi64(limbs[limb + 2], 104 - shift));
    words[i] = v;
  }
}

static void broadcast(__m512i *vector, const uint64_t *limbs) {
  for (size_t i = 0; i < LIMBS; i++) vector[i] = _mm512_set1_epi64((long long)limbs[i]);
}

// --- the kernel ---

static bool fits(const struct scr_group *group) {
  return group->p_limbs == WORDS && (group->p[0] & 1) && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

// 0 <= value < 2^2080.
static void limbs_of_mpz(uint64_t *limbs, const mpz_t value) {
  mpz_t rest;
  mpz_init_set(rest, value);
  for (size_t i = 0; i < LIMBS; i++) {
    limbs[i] = mpz_getlimbn(rest, 0) & MASK;
    mpz_fdiv_q_2exp(rest, rest, 52);
  }
  mpz_clear(rest);
}

// 0 <= value < 2^2080.
static void halves_of_mpz(struct half half[2], const mpz_t value) {
  uint64_t limbs[LIMBS];
  limbs_of_mpz(limbs, value);
  for (size_t i = 0; i < 2; i++) {
    const uint64_t *limb = limbs + i * HALF;
    uint64_t carry = 0;
    memcpy(half[i].limb, limb, sizeof half[i].limb);
    for (size_t j = 0; j < PART; j++) {
      carry += limb[j] + limb[PART + j];
      half[i].sum[j] = carry & MASK;
      carry >>= 52;
    }
    half[i].more = carry != 0;
  }
}

// ceil(2^FRACTION_BITS / 10^DECIMAL_MAX)
static void open_decimal(struct context *x) {
  mpz_t c, power;
  mpz_inits(c, power, NULL);
  mpz_setbit(c, FRACTION_BITS);
  mpz_ui_pow_ui(power, 10, DECIMAL_MAX);
  mpz_cdiv_q(c, c, power);
  halves_of_mpz(x->decimal, c);
  mpz_clears(c, power, NULL);
}

static void *open_context(const struct scr_group *group) {
  struct context *x = aligned_alloc(KERNEL_ALIGNMENT, sizeof(struct context));
  if (!x) return NULL;
  mpz_t p;
  struct numbers n;
  uint64_t limbs[LIMBS];
  mpz_roinit_n(p, group->p, (mp_size_t)group->p_limbs);
  numbers_init(&n, p, 52 * HALF, 52 * LIMBS);
  halves_of_mpz(x->p, p);
  mpn_copyi(x->p_words, group->p, WORDS);
  x->p_words[WORDS] = 0;
  limbs_of_mpz(limbs, n.u);
  memcpy(x->u, limbs, sizeof x->u);
  halves_of_mpz(x->m, n.m);
  for (size_t i = 0; i < 3; i++) {
    limbs_of_mpz(x->one[i], n.r);
    mpz_add(n.r, n.r, p);
  }
  limbs_of_mpz(limbs, n.r_squared);
  broadcast(x->r_squared, limbs);
  numbers_clear(&n);
  open_decimal(x);
  return x;
}

static void close_context(void *context) {
  free(context);
}

static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  const struct context *x = context;
  const void *lanes[LANES];
  __m512i words[WORDS], limbs[LIMBS];
  for (size_t l = 0; l < LANES; l++) lanes[l] = elements[l]->limb;
  gather(words, lanes, WORDS / 8);
  limbs_of_words(limbs, words);
  multiply(limbs, x, limbs, x->r_squared);
  close_vector(vector, limbs);
  return (1u << LANES) - 1;
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  const struct context *x = context;
  (void)scratch;
  for (size_t i = 0; i < count; i++, elements += LANES) {
    __m512i columns[COLUMNS], words[WORDS + 1];
    open_vector(columns, const_residue_at(vectors, i * LANES));
    for (size_t j = LIMBS; j < COLUMNS; j++) columns[j] = _mm512_setzero_si512();
    reduce(columns, columns, x);  // below 2^2050 / R + 2 p, which is: at most 2 p
    words_of_limbs(words, columns);
    void *lanes[LANES];
    uint64_t top[LANES];
    for (size_t l = 0; l < LANES; l++) lanes[l] = elements[l].limb;
    scatter(lanes, words, WORDS / 8);
    _mm512_storeu_si512(top, words[WORDS]);
    for (size_t l = 0; l < LANES; l++)
      while (top[l] != 0 || mpn_cmp(lanes[l], x->p_words, WORDS) >= 0)
        top[l] -= mpn_sub_n(lanes[l], lanes[l], x->p_words, WORDS);
  }
}

static void digits(uint8_t *const *texts, const void *context, const struct scr_element *const *elements) {
  const struct context *x = context;
  const void *lanes[LANES];
  __m512i words[WORDS], limbs[LIMBS];
  for (size_t l = 0; l < LANES; l++) lanes[l] = elements[l]->limb;
  gather(words, lanes, WORDS / 8);
  limbs_of_words(limbs, words);
  write_digits(texts, limbs, x->decimal);
}

const struct kernel kernel_modp_ifma = {
    .name = "avx512ifma",
    .lanes = LANES,
    .vector_bytes = VECTOR_BYTES,
    .entry_bytes = ENTRY_BYTES,
    .digits = digits,
    KERNEL_OPERATIONS,
};

#else

NO_KERNEL(kernel_modp_ifma, "avx512ifma");

#endif
