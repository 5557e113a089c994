// SPDX-License-Identifier: Apache-2.0
// What a product and a square cost in each kernel for residues, for each lane, beside GMP's mpz_mul and mpz_mod in the same
// run, in turns; and how much of what the 52-bit multiplier can do at all is used.
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/kernel.h"

#define TURNS 200  // the fastest counts: whatever else runs only slows down
#define REPEAT 200

static void require(bool condition, const char *what) {
  if (condition) return;
  (void)fprintf(stderr, "bench-kernels: %s\n", what);
  exit(1);
}

static double now_ns(void) {
  struct timespec t;
  require(clock_gettime(CLOCK_MONOTONIC, &t) == 0, "no clock");
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

// --- the multiplier's peak ---

#if defined(__x86_64__)
#include <immintrin.h>

#define PEAK_ROUNDS 100
// Sixteen sums that do not depend on each other: more than latency times multipliers.
__attribute__((target("avx512f,avx512ifma"))) static void multiply_adds(uint64_t *out) {
  __m512i c[16], a = _mm512_set1_epi64(3), b = _mm512_set1_epi64(5);
  for (int i = 0; i < 16; i++) c[i] = _mm512_set1_epi64(i);
  for (int round = 0; round < PEAK_ROUNDS * REPEAT; round++) {
    __asm__ volatile("" : "+v"(a), "+v"(b));
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) c[i] = _mm512_madd52lo_epu64(c[i], a, b);
  }
  for (int i = 1; i < 16; i++) c[0] = _mm512_add_epi64(c[0], c[i]);
  _mm512_storeu_si512(out, c[0]);
}

// Nanoseconds of one instruction, in one of a few tries.
static double multiply_add_ns(void) {
  static volatile uint64_t sink;
  uint64_t out[8];
  const double start = now_ns();
  multiply_adds(out);
  const double end = now_ns();
  sink = out[0];
  (void)sink;
  return (end - start) / (16.0 * PEAK_ROUNDS * REPEAT);
}
#else
static double multiply_add_ns(void) {
  return 0;
}
#endif

// --- kernels ---

enum { MUL, SQUARE, BUCKET, ENTRIES, WHAT_COUNT };
static const char *const what_names[WHAT_COUNT] = {"product", "square", "product of buckets", "product of entries"};

struct bench {
  const struct kernel *kernel;
  void *context, *a, *b, *buckets;
  const void *entries[KERNEL_LANES_MAX];
  double best[WHAT_COUNT];
};

#define BUCKETS 256

static void bench_open(struct bench *bench, const struct kernel *kernel, const struct scr_group *group) {
  const struct scr_element *elements[KERNEL_LANES_MAX];
  bench->kernel = kernel;
  bench->context = kernel->open(group);
  bench->a = aligned_alloc(KERNEL_ALIGNMENT, kernel->vector_bytes);
  bench->b = aligned_alloc(KERNEL_ALIGNMENT, kernel->vector_bytes);
  bench->buckets = aligned_alloc(KERNEL_ALIGNMENT, BUCKETS * kernel->vector_bytes);
  uint8_t *table = aligned_alloc(KERNEL_ALIGNMENT, kernel->lanes * kernel->entry_bytes);
  require(bench->context && bench->a && bench->b && bench->buckets && table, "no memory");
  for (size_t l = 0; l < KERNEL_LANES_MAX; l++) elements[l] = &group->generator;
  kernel->load(bench->a, bench->context, elements);
  for (unsigned i = 0; i < 64; i++) {  // something that looks random
    kernel->square(bench->a, bench->context, bench->a, 64);
    kernel->mul(bench->a, bench->context, bench->a, bench->a);
  }
  memcpy(bench->b, bench->a, kernel->vector_bytes);
  for (size_t i = 0; i < BUCKETS; i++)
    memcpy((uint8_t *)bench->buckets + i * kernel->vector_bytes, bench->a, kernel->vector_bytes);
  kernel->to_entries(table, 0, kernel->entry_bytes, kernel->lanes, bench->context, bench->a, 1, bench->b);
  memcpy(bench->b, bench->a, kernel->vector_bytes);
  for (size_t l = 0; l < kernel->lanes; l++) bench->entries[l] = table + l * kernel->entry_bytes;
  for (int what = 0; what < WHAT_COUNT; what++) bench->best[what] = 1e9;
}

static void bench_turn(struct bench *bench, const uint8_t (*index)[KERNEL_LANES_MAX]) {
  const struct kernel *kernel = bench->kernel;
  double at[WHAT_COUNT + 1];
  at[MUL] = now_ns();
  for (unsigned i = 0; i < REPEAT; i++) kernel->mul(bench->a, bench->context, bench->a, bench->b);
  at[SQUARE] = now_ns();
  kernel->square(bench->a, bench->context, bench->a, REPEAT);
  at[BUCKET] = now_ns();
  for (unsigned i = 0; i < REPEAT; i++) kernel->mul_bucket(bench->buckets, bench->context, index[i], bench->b);
  at[ENTRIES] = now_ns();
  for (unsigned i = 0; i < REPEAT; i++) kernel->mul_entries(bench->a, bench->context, bench->entries);
  at[WHAT_COUNT] = now_ns();
  for (int what = 0; what < WHAT_COUNT; what++) {
    const double ns = (at[what + 1] - at[what]) / (REPEAT * (double)kernel->lanes);
    if (ns < bench->best[what]) bench->best[what] = ns;
  }
}

static void bench_close(struct bench *bench) {
  bench->kernel->close(bench->context);
  free((void *)(uintptr_t)bench->entries[0]);
  free(bench->buckets);
  free(bench->a);
  free(bench->b);
}

static void measure(const struct scr_group *group) {
  static const struct kernel *const kernels[] = {&kernel_modp_portable, &kernel_modp_ifma};
  struct bench benches[2];
  size_t n = 0;
  for (size_t i = 0; i < 2; i++)
    if (kernels[i]->fits(group)) bench_open(&benches[n++], kernels[i], group);
  const bool ifma = n == 2;

  uint8_t index[REPEAT][KERNEL_LANES_MAX];
  for (unsigned i = 0; i < REPEAT; i++)
    for (unsigned l = 0; l < KERNEL_LANES_MAX; l++) index[i][l] = (uint8_t)(1 + (i * 89 + l * 53) % (BUCKETS - 1));

  mpz_t p, a, b, t;
  mpz_inits(a, b, t, NULL);
  mpz_roinit_n(p, group->p, (mp_size_t)group->p_limbs);
  mpz_import(b, group->p_limbs, -1, sizeof(uint64_t), 0, 0, group->generator.limb);
  mpz_powm_ui(a, b, 1000003, p);
  mpz_powm_ui(b, b, 1000033, p);
  double gmp_mul = 1e9, gmp_square = 1e9, add = 1e9;
  for (unsigned turn = 0; turn < TURNS; turn++) {
    const double start = now_ns();
    for (unsigned i = 0; i < REPEAT; i++) mpz_mul(t, a, b), mpz_mod(a, t, p);
    const double middle = now_ns();
    for (unsigned i = 0; i < REPEAT; i++) mpz_mul(t, a, a), mpz_mod(a, t, p);
    const double end = now_ns();
    if (middle - start < gmp_mul * REPEAT) gmp_mul = (middle - start) / REPEAT;
    if (end - middle < gmp_square * REPEAT) gmp_square = (end - middle) / REPEAT;
    for (size_t i = 0; i < n; i++) bench_turn(&benches[i], index);
    if (ifma && turn % 4 == 0) {
      const double ns = multiply_add_ns();
      if (ns < add) add = ns;
    }
  }

  printf("%s, the fastest of %u turns, ns for each lane\n", group->name, TURNS);
  printf("  %-20s %-12s %8.1f\n", "product", "GMP", gmp_mul);
  printf("  %-20s %-12s %8.1f\n", "square", "GMP", gmp_square);
  for (size_t i = 0; i < n; i++)
    for (int what = 0; what < WHAT_COUNT; what++)
      printf("  %-20s %-12s %8.1f  GMP / ours %5.2f\n", what_names[what], benches[i].kernel->name,
             benches[i].best[what], (what == SQUARE ? gmp_square : gmp_mul) / benches[i].best[what]);
  if (ifma) {
    // 40 limbs of 52 bits, a low and a high half: the product (of a square: each pair once) and its reduction.
    const double product = 2 * 40 * 40 * 2, square = 2 * 40 * 40 + 40 * 41;
    printf("  one core issues %.2f multiply-adds in a ns; share of that: product %.0f%%, square %.0f%%\n", 1 / add,
           100 * product * add / (8 * benches[1].best[MUL]), 100 * square * add / (8 * benches[1].best[SQUARE]));
  }
  for (size_t i = 0; i < n; i++) bench_close(&benches[i]);
  mpz_clears(a, b, t, NULL);
}

int main(void) {
  measure(scr_group_by_name("BELENIOS-2048"));
  measure(scr_group_by_name("RFC-3526-2048"));
  return EXIT_SUCCESS;
}
