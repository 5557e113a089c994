// SPDX-License-Identifier: Apache-2.0
// Residues modulo a prime of 2048 bits, four at once, with AVX2.
//
// Residues are 74 limbs of 28 bits, least significant first, in Montgomery form with R = 2^2128 (76 limbs), and between 0 and
// 2^2050: they are not reduced to below p between operations. In memory a residue is in one piece, two limbs in a word of 64
// bits, five cache lines, and a vector is four entries. Arithmetic transposes them, so that a register has one limb of each lane.
//
// Reduction takes 4 limbs a step, as crypto/simd/modp_ifma_product.h explains: with u = -1/p mod 2^112, N = p u and M = (N + 1) / 2^112,
// (t + m N) / 2^112 = floor(t / 2^112) + m M for m = t mod 2^112. Eighteen steps are done so, and the last one with p:
//   t + sum(m_j N 2^(112 j), j < 18) + m_18 p 2^2016 < t + 2^2016 N + 2^2128 p < t + 2^2128 p + 2^2128 p, and divided by R:
//   result < t / R + 2 p. For a, b < 2^2050: t / R < 2^1972, and result < 2^2049 + 2^1972 < 2^2050.
//
// Columns: a column of t has at most 74 products of a and b, 72 of M and m, and 4 of p and m_18, each below 2^56, and carries
// below 2^37: less than 151 * 2^56 < 2^64. Carries wait until a column is complete.
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/kernel.h"

#if defined(__x86_64__) && defined(__AVX2__)
#include "crypto/simd/lanes_avx2.h"
#include "crypto/simd/modp_numbers.h"

#define BITS 28
#define LIMBS 74
#define STEP 4      // limbs that one step of the reduction takes
#define R_LIMBS 76  // a multiple of STEP; limbs 74 and 75 are zero
#define BLOCKS 10   // of eight limbs, that a residue has in memory
#define ROOM (8 * BLOCKS)
#define COLUMNS (2 * R_LIMBS)
#define WORDS 32  // of 64 bits, of p
#define ENTRY_BYTES (4 * ROOM)
#define VECTOR_BYTES (LANES * ENTRY_BYTES)
#define MASK ((1 << BITS) - 1)

struct context {
  _Alignas(KERNEL_ALIGNMENT) __m256i p[LIMBS];  // these are the same in every lane
  __m256i m[LIMBS];                             // M
  __m256i r_squared[ROOM];
  __m256i k;                    // -1/p mod 2^28
  uint32_t one[3][ROOM];        // R mod p, + p, + 2p: what is 1 and below t / R + 2 p
  uint64_t p_words[WORDS + 1];  // the top word is zero
};

INLINE __m256i sum(__m256i a, __m256i b) {
  return _mm256_add_epi64(a, b);
}

static void check_zero(__m256i c) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  assert(_mm256_testz_si256(c, c));
#else
  (void)c;
#endif
}

// Limbs of a value below 2^2050. Expensive: in builds for it alone.
static void check_value(const __m256i *v) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  for (size_t i = 0; i < R_LIMBS; i++) {
    const int bits = i < LIMBS - 1 ? BITS : i == LIMBS - 1 ? 2050 - BITS * (LIMBS - 1) : 0;
    check_zero(_mm256_srli_epi64(v[i], bits));
  }
#else
  (void)v;
#endif
}

static void check_column(__m256i c) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  uint64_t lanes[LANES];
  _mm256_storeu_si256((__m256i *)lanes, c);
  for (size_t l = 0; l < LANES; l++) assert(lanes[l] < UINT64_C(151) << 56);
#else
  (void)c;
#endif
}

// --- products ---

// Columns c0 to c3 += a * (b0, b1, b2, b3)
#define ROW(a, b, c0, c1, c2, c3) \
  do {                            \
    const __m256i a_ = (a);       \
    add_product(&(c0), a_, b##0); \
    add_product(&(c1), a_, b##1); \
    add_product(&(c2), a_, b##2); \
    add_product(&(c3), a_, b##3); \
  } while (0)

// Column i is complete with limb i, and column i + 3 begins.
#define LIMB(i, c0, c1, c2, c3)          \
  do {                                   \
    c3 = t[(i) + 3];                     \
    if (a) ROW(a[i], b, c0, c1, c2, c3); \
    if (s) ROW(s[i], m, c0, c1, c2, c3); \
    t[i] = c0;                           \
  } while (0)

// t += a * b + s * m, of limbs `from` to `to` of a and s, and 4 of b and m. a or s may be NULL, which the compiler knows, as
// the number of limbs modulo four.
INLINE void rows(__m256i *t, size_t from, size_t to, const __m256i *a, const __m256i *b, const __m256i *s,
                 const __m256i *m) {
  const __m256i none = _mm256_setzero_si256();
  const __m256i b0 = a ? b[0] : none, b1 = a ? b[1] : none, b2 = a ? b[2] : none, b3 = a ? b[3] : none;
  const __m256i m0 = s ? m[0] : none, m1 = s ? m[1] : none, m2 = s ? m[2] : none, m3 = s ? m[3] : none;
  __m256i c0 = t[from], c1 = t[from + 1], c2 = t[from + 2], c3;
  size_t i = from;
  for (; i + 4 <= to; i += 4) {
    LIMB(i, c0, c1, c2, c3);
    LIMB(i + 1, c1, c2, c3, c0);
    LIMB(i + 2, c2, c3, c0, c1);
    LIMB(i + 3, c3, c0, c1, c2);
  }
  if (i < to) {
    LIMB(i, c0, c1, c2, c3);
    LIMB(i + 1, c1, c2, c3, c0);
    t[i + 2] = c2;
    t[i + 3] = c3;
    t[i + 4] = c0;
  } else {
    t[i] = c0;
    t[i + 1] = c1;
    t[i + 2] = c2;
  }
}

// --- reduction ---

// m = t mod 2^112, and its carry goes on.
INLINE void take_step(__m256i *m, __m256i *t) {
  __m256i c = _mm256_setzero_si256();
  for (size_t i = 0; i < STEP; i++) {
    c = sum(t[i], c);
    check_column(c);
    m[i] = _mm256_and_si256(c, constant(MASK));
    c = _mm256_srli_epi64(c, BITS);
  }
  t[STEP] = sum(t[STEP], c);
}

// The m that makes t + m p divisible by 2^112.
INLINE void take_last(__m256i *m, const __m256i *t, const struct context *x) {
  __m256i c[STEP + 1] = {t[0], t[1], t[2], t[3]};
  for (size_t i = 0; i < STEP; i++) {
    m[i] = _mm256_and_si256(_mm256_mul_epu32(c[i], x->k), constant(MASK));
    for (size_t j = 0; i + j < STEP; j++) add_product(&c[i + j], m[i], x->p[j]);
    c[i + 1] = sum(c[i + 1], _mm256_srli_epi64(c[i], BITS));
  }
}

// The last step: of t, what is below column 72 is done with. ROOM limbs.
INLINE void finish(__m256i *out, __m256i *t, const struct context *x) {
  __m256i m[STEP], c = _mm256_setzero_si256();
  t += R_LIMBS - STEP;
  take_last(m, t, x);
  rows(t, 0, LIMBS, NULL, NULL, x->p, m);
  for (size_t i = 0; i < STEP + R_LIMBS; i++) {
    c = sum(t[i], c);
    check_column(c);
    if (i >= STEP) out[i - STEP] = _mm256_and_si256(c, constant(MASK));
    c = _mm256_srli_epi64(c, BITS);
  }
  for (size_t i = R_LIMBS; i < ROOM; i++) out[i] = _mm256_setzero_si256();
  check_value(out);
  check_zero(c);
}

// t / R mod p, for t < 2^4100.
static void reduce(__m256i *out, __m256i *t, const struct context *x) {
  __m256i m[STEP];
  take_step(m, t);
  for (size_t j = 1; j < R_LIMBS / STEP; j++) {
    rows(t + STEP * j, 0, LIMBS, NULL, NULL, x->m, m);
    if (j < R_LIMBS / STEP - 1) take_step(m, t + STEP * j);
  }
  finish(out, t, x);
}

// Steps of the product and of the reduction together.
static void multiply(__m256i *out, const struct context *x, const __m256i *a, const __m256i *b) {
  __m256i t[COLUMNS], m[STEP];
  check_value(a);
  check_value(b);
  memset(t, 0, sizeof t);
  rows(t, 0, LIMBS, a, b, NULL, NULL);
  take_step(m, t);
  for (size_t j = 1; j < R_LIMBS / STEP; j++) {
    rows(t + STEP * j, 0, LIMBS, a, b + STEP * j, x->m, m);
    if (j < R_LIMBS / STEP - 1) take_step(m, t + STEP * j);
  }
  finish(out, t, x);
}

// The square of four limbs, of which twice is `twice`: seven columns.
INLINE void square_block(__m256i *t, const __m256i *a, const __m256i *twice) {
  for (size_t i = 0; i < STEP; i++) {
    add_product(&t[2 * i], a[i], a[i]);
    for (size_t j = i + 1; j < STEP; j++) add_product(&t[i + j], a[i], twice[j]);
  }
}

// The same columns: each pair of limbs once, doubled.
static void square_once(__m256i *out, const struct context *x, const __m256i *a) {
  __m256i t[COLUMNS], m[STEP], twice[R_LIMBS];
  check_value(a);
  memset(t, 0, sizeof t);
  for (size_t i = 0; i < R_LIMBS; i++) twice[i] = sum(a[i], a[i]);
  square_block(t, a, twice);
  rows(t, STEP, LIMBS, a, twice, NULL, NULL);
  take_step(m, t);
  for (size_t j = 1; j < R_LIMBS / STEP - 1; j++) {
    __m256i *const at = t + STEP * j;
    rows(at, 0, STEP * (j + 1), NULL, NULL, x->m, m);
    square_block(at + STEP * j, a + STEP * j, twice + STEP * j);
    rows(at, STEP * (j + 1), LIMBS, a, twice + STEP * j, x->m, m);
    take_step(m, at);
  }
  rows(t + R_LIMBS - STEP, 0, LIMBS, NULL, NULL, x->m, m);
  square_block(t + COLUMNS - 2 * STEP, a + R_LIMBS - STEP, twice + R_LIMBS - STEP);
  finish(out, t, x);
}

// --- between forms ---

typedef __m256i vec;
#include "crypto/simd/modp_operations.h"

// Limb i is bits 28 i to 28 i + 27 of the words.
static void limbs_of_words(__m256i *limbs, const __m256i *words) {
  for (size_t i = 0; i < ROOM; i++) {
    const size_t word = BITS * i / 64, shift = BITS * i % 64;
    __m256i v = word < WORDS ? _mm256_srli_epi64(words[word], (int)shift) : constant(0);
    if (shift > 64 - BITS && word + 1 < WORDS)
      v = _mm256_or_si256(v, _mm256_slli_epi64(words[word + 1], (int)(64 - shift)));
    limbs[i] = _mm256_and_si256(v, constant(MASK));
  }
}

static void words_of_limbs(__m256i words[WORDS + 1], const __m256i *limbs) {
  memset(words, 0, (WORDS + 1) * sizeof *words);
  for (size_t i = 0; i < LIMBS; i++) {
    const size_t word = BITS * i / 64, shift = BITS * i % 64;
    words[word] = _mm256_or_si256(words[word], _mm256_slli_epi64(limbs[i], (int)shift));
    if (shift > 64 - BITS)
      words[word + 1] = _mm256_or_si256(words[word + 1], _mm256_srli_epi64(limbs[i], (int)(64 - shift)));
  }
}

// --- the kernel ---

// That the system keeps the registers is part of the answer.
static bool fits(const struct scr_group *group) {
  return group->p_limbs == WORDS && (group->p[0] & 1) && __builtin_cpu_supports("avx2");
}

// 0 <= value < R
static void limbs_of_mpz(uint32_t *limbs, const mpz_t value) {
  mpz_t rest;
  mpz_init_set(rest, value);
  for (size_t i = 0; i < ROOM; i++) {
    limbs[i] = (uint32_t)mpz_getlimbn(rest, 0) & MASK;
    mpz_fdiv_q_2exp(rest, rest, BITS);
  }
  mpz_clear(rest);
}

static void broadcast(__m256i *vector, size_t count, const mpz_t value) {
  uint32_t limbs[ROOM];
  limbs_of_mpz(limbs, value);
  for (size_t i = 0; i < count; i++) vector[i] = constant(limbs[i]);
}

static void *open_context(const struct scr_group *group) {
  struct context *x = aligned_alloc(KERNEL_ALIGNMENT, sizeof(struct context));
  if (!x) return NULL;
  mpz_t p;
  struct numbers n;
  mpz_roinit_n(p, group->p, (mp_size_t)group->p_limbs);
  numbers_init(&n, p, BITS * STEP, BITS * R_LIMBS);
  broadcast(x->p, LIMBS, p);
  broadcast(x->m, LIMBS, n.m);
  broadcast(x->r_squared, ROOM, n.r_squared);
  x->k = constant((int64_t)(mpz_getlimbn(n.u, 0) & MASK));
  for (size_t i = 0; i < 3; i++) {
    limbs_of_mpz(x->one[i], n.r);
    mpz_add(n.r, n.r, p);
  }
  mpn_copyi(x->p_words, group->p, WORDS);
  x->p_words[WORDS] = 0;
  numbers_clear(&n);
  return x;
}

static void close_context(void *context) {
  free(context);
}

static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  const struct context *x = context;
  __m256i words[WORDS], limbs[ROOM];
  for (size_t block = 0; block < WORDS / 4; block++) {
    for (size_t l = 0; l < LANES; l++)
      words[4 * block + l] = _mm256_loadu_si256((const __m256i *)(const void *)elements[l]->limb + block);
    transpose(words + 4 * block);
  }
  limbs_of_words(limbs, words);
  multiply(limbs, x, limbs, x->r_squared);
  close_vector(vector, limbs);
  return (1u << LANES) - 1;
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  const struct context *x = context;
  (void)scratch;
  for (size_t i = 0; i < count; i++, elements += LANES) {
    __m256i t[COLUMNS] = {constant(0)}, limbs[ROOM], words[WORDS + 1];
    uint64_t top[LANES];
    open_vector(t, const_residue_at(vectors, i * LANES));
    reduce(limbs, t, x);  // below 2^2050 / R + 2 p, which is: at most 2 p
    words_of_limbs(words, limbs);
    for (size_t block = 0; block < WORDS / 4; block++) {
      transpose(words + 4 * block);
      for (size_t l = 0; l < LANES; l++)
        _mm256_storeu_si256((__m256i *)(void *)elements[l].limb + block, words[4 * block + l]);
    }
    _mm256_storeu_si256((__m256i *)(void *)top, words[WORDS]);
    for (size_t l = 0; l < LANES; l++)
      while (top[l] != 0 || mpn_cmp(elements[l].limb, x->p_words, WORDS) >= 0)
        top[l] -= mpn_sub_n(elements[l].limb, elements[l].limb, x->p_words, WORDS);
  }
}

const struct kernel kernel_modp_avx2 = {
    .name = "avx2",
    .lanes = LANES,
    .vector_bytes = VECTOR_BYTES,
    .entry_bytes = ENTRY_BYTES,
    KERNEL_OPERATIONS,
};

#else

NO_KERNEL(kernel_modp_avx2, "avx2");

#endif
