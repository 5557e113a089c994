// SPDX-License-Identifier: Apache-2.0
// What a product and a square of residues or points cost in each kernel that this processor has, for each lane, in turns: beside
// GMP's mpz_mul and mpz_mod for residues, beside the portable kernel for points; and how much of what the vector multiplier can
// do at all is used. Then what a signature under one of few keys costs with tables on each kernel, beside libsodium's one by one.
#include <gmp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/kernel.h"
#include "crypto/signature_tables.h"

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

// --- the multipliers' peak ---

#define PEAK_ROUNDS 100

#if defined(__x86_64__)
#include <immintrin.h>

// Sixteen sums that do not depend on each other: more than latency times multipliers.
__attribute__((target("avx512f,avx512ifma"))) static void multiply_52(uint64_t *out) {
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

// Twelve numbers, in registers.
__attribute__((target("avx2"))) static void multiply_32(uint64_t *out) {
  __m256i b = _mm256_set1_epi64x(5), c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b;
  __m256i c10 = b, c11 = b;
// The empty statement: a compiler that knows all of it would leave the loop out.
#define MULTIPLY(c)           \
  c = _mm256_mul_epu32(c, b); \
  __asm__ volatile("" : "+x"(c))
  for (int round = 0; round < PEAK_ROUNDS * REPEAT; round++) {
    MULTIPLY(c0);
    MULTIPLY(c1);
    MULTIPLY(c2);
    MULTIPLY(c3);
    MULTIPLY(c4);
    MULTIPLY(c5);
    MULTIPLY(c6);
    MULTIPLY(c7);
    MULTIPLY(c8);
    MULTIPLY(c9);
    MULTIPLY(c10);
    MULTIPLY(c11);
  }
#undef MULTIPLY
  c0 = _mm256_xor_si256(_mm256_xor_si256(c0, c1), _mm256_xor_si256(c2, c3));
  c4 = _mm256_xor_si256(_mm256_xor_si256(c4, c5), _mm256_xor_si256(c6, c7));
  c8 = _mm256_xor_si256(_mm256_xor_si256(c8, c9), _mm256_xor_si256(c10, c11));
  _mm256_storeu_si256((__m256i *)(void *)out, _mm256_xor_si256(_mm256_xor_si256(c0, c4), c8));
}

// What the products and squares of a kernel need of its multiplier's instructions, at the least.
struct multiplier {
  const char *kernel, *what;
  void (*run)(uint64_t *out);
  double instructions;  // of one round
  double residue_product, residue_square, field_product, field_square;
};

static const struct multiplier multipliers[] = {
    // Residues: nine products (or squares) of 10 limbs of 52 bits, a low and a high half, and the reduction: nine such products, the
    // lower half of one of 20 limbs, and the upper half of one with a column below it. Points: five limbs.
    {"avx512ifma", "52-bit multiply-adds", multiply_52, 16, 18 * 200 + 400 + 439, 9 * 110 + 9 * 200 + 400 + 439, 50,
     30},
    // 74 limbs of 28 bits (of a square: each pair once), reduced in 76 rows; ten.
    {"avx2", "32-bit products", multiply_32, 12, 74 * 74 + 74 * 76, 74 * 75 / 2 + 74 * 76, 100, 55},
};
#define MULTIPLIERS (sizeof multipliers / sizeof *multipliers)

static const struct multiplier *multiplier_of(const struct kernel *kernel) {
  for (size_t i = 0; i < MULTIPLIERS; i++)
    if (strcmp(multipliers[i].kernel, kernel->name) == 0) return &multipliers[i];
  return NULL;
}

// Nanoseconds of one instruction.
static double multiplier_ns(const struct multiplier *multiplier) {
  static volatile uint64_t sink;
  uint64_t out[8];
  const double start = now_ns();
  multiplier->run(out);
  const double end = now_ns();
  sink = out[0];
  (void)sink;
  return (end - start) / (multiplier->instructions * PEAK_ROUNDS * REPEAT);
}
#else
struct multiplier {
  const char *what;
  double residue_product, residue_square, field_product, field_square;
};

static const struct multiplier *multiplier_of(const struct kernel *kernel) {
  (void)kernel;
  return NULL;
}

static double multiplier_ns(const struct multiplier *multiplier) {
  (void)multiplier;
  return 0;
}
#endif

// --- kernels ---

enum { MUL, SQUARE, BUCKET, ENTRIES, WHAT_COUNT };
static const char *const what_names[WHAT_COUNT] = {"product", "square", "product of buckets", "product of entries"};

struct bench {
  const struct kernel *kernel;
  void *context, *a, *b, *buckets, *factors;
  const void *entries[KERNEL_LANES_MAX];
  double best[WHAT_COUNT];
  const struct multiplier *multiplier;  // NULL: none that is known
  double multiplier_best;
};

#define BUCKETS 256

static void bench_open(struct bench *bench, const struct kernel *kernel, const struct scr_group *group) {
  const struct scr_element *elements[KERNEL_LANES_MAX];
  bench->kernel = kernel;
  bench->context = kernel->open(group);
  bench->a = aligned_alloc(KERNEL_ALIGNMENT, kernel->vector_bytes);
  bench->b = aligned_alloc(KERNEL_ALIGNMENT, kernel->vector_bytes);
  bench->buckets = aligned_alloc(KERNEL_ALIGNMENT, BUCKETS * kernel->vector_bytes);
  bench->factors = aligned_alloc(KERNEL_ALIGNMENT, BUCKETS * kernel->vector_bytes);
  uint8_t *table = aligned_alloc(KERNEL_ALIGNMENT, kernel->lanes * kernel->entry_bytes);
  require(bench->context && bench->a && bench->b && bench->buckets && bench->factors && table, "no memory");
  for (size_t l = 0; l < KERNEL_LANES_MAX; l++) elements[l] = &group->generator;
  kernel->load(bench->a, bench->context, elements);
  for (unsigned i = 0; i < 64; i++) {  // something that looks random
    kernel->square(bench->a, bench->context, bench->a, 64);
    kernel->mul(bench->a, bench->context, bench->a, bench->a);
  }
  memcpy(bench->b, bench->a, kernel->vector_bytes);
  for (size_t i = 0; i < BUCKETS; i++)
    memcpy((uint8_t *)bench->buckets + i * kernel->vector_bytes, bench->a, kernel->vector_bytes);
  memcpy(bench->factors, bench->a, kernel->vector_bytes);
  kernel->squares(bench->factors, bench->context, BUCKETS);
  kernel->to_entries(table, 0, kernel->entry_bytes, kernel->lanes, bench->context, bench->a, 1, bench->b);
  memcpy(bench->b, bench->a, kernel->vector_bytes);
  for (size_t l = 0; l < kernel->lanes; l++) bench->entries[l] = table + l * kernel->entry_bytes;
  for (int what = 0; what < WHAT_COUNT; what++) bench->best[what] = 1e9;
  bench->multiplier = multiplier_of(kernel);
  bench->multiplier_best = 1e9;
}

static void keep_best(double *best, double ns) {
  if (ns < *best) *best = ns;
}

// What goes where in the products of buckets.
struct places {
  uint8_t bucket[REPEAT][KERNEL_LANES_MAX];
  uint16_t factor[REPEAT][KERNEL_LANES_MAX];
};

static void bench_turn(struct bench *bench, const struct places *places) {
  const struct kernel *kernel = bench->kernel;
  double at[WHAT_COUNT + 1];
  at[MUL] = now_ns();
  for (unsigned i = 0; i < REPEAT; i++) kernel->mul(bench->a, bench->context, bench->a, bench->b);
  at[SQUARE] = now_ns();
  kernel->square(bench->a, bench->context, bench->a, REPEAT);
  at[BUCKET] = now_ns();
  for (unsigned i = 0; i < REPEAT; i++)
    kernel->mul_bucket(bench->buckets, bench->context, places->bucket[i], bench->factors, places->factor[i]);
  at[ENTRIES] = now_ns();
  for (unsigned i = 0; i < REPEAT; i++) kernel->mul_entries(bench->a, bench->context, bench->entries, 1);
  at[WHAT_COUNT] = now_ns();
  for (int what = 0; what < WHAT_COUNT; what++)
    keep_best(&bench->best[what], (at[what + 1] - at[what]) / (REPEAT * (double)kernel->lanes));
  if (bench->multiplier) keep_best(&bench->multiplier_best, multiplier_ns(bench->multiplier));
}

static void bench_close(struct bench *bench) {
  bench->kernel->close(bench->context);
  free((void *)(uintptr_t)bench->entries[0]);
  free(bench->buckets);
  free(bench->factors);
  free(bench->a);
  free(bench->b);
}

// --- beside what ---

struct reference {
  const char *name;
  double product, square;
};

struct residues {
  mpz_t p, a, b, t;
};

static void residues_open(struct residues *r, const struct scr_group *group) {
  mpz_inits(r->a, r->b, r->t, NULL);
  mpz_roinit_n(r->p, group->p, (mp_size_t)group->p_limbs);
  mpz_import(r->b, group->p_limbs, -1, sizeof(uint64_t), 0, 0, group->generator.limb);
  mpz_powm_ui(r->a, r->b, 1000003, r->p);
  mpz_powm_ui(r->b, r->b, 1000033, r->p);
}

static void residues_turn(struct residues *r, struct reference *reference) {
  const double start = now_ns();
  for (unsigned i = 0; i < REPEAT; i++) mpz_mul(r->t, r->a, r->b), mpz_mod(r->a, r->t, r->p);
  const double middle = now_ns();
  for (unsigned i = 0; i < REPEAT; i++) mpz_mul(r->t, r->a, r->a), mpz_mod(r->a, r->t, r->p);
  const double end = now_ns();
  keep_best(&reference->product, (middle - start) / REPEAT);
  keep_best(&reference->square, (end - middle) / REPEAT);
}

static void residues_close(struct residues *r) {
  mpz_clears(r->a, r->b, r->t, NULL);
}

// --- what is printed ---

static void print_share(const struct bench *bench, bool points) {
  const struct multiplier *m = bench->multiplier;
  if (!m) return;
  // A product of points has 9 products of the field; doubling, in a chain, 4 squares and 3 products.
  const double product = points ? 9 * m->field_product : m->residue_product;
  const double square = points ? 4 * m->field_square + 3 * m->field_product : m->residue_square;
  const double ns = bench->multiplier_best, lanes = (double)bench->kernel->lanes;
  printf("  %s: one core issues %.2f %s in a ns; share of that: product %.0f%%, square %.0f%%\n", bench->kernel->name,
         1 / ns, m->what, 100 * product * ns / (lanes * bench->best[MUL]),
         100 * square * ns / (lanes * bench->best[SQUARE]));
}

static void print(const struct bench *bench, const struct reference *reference) {
  for (int what = 0; what < WHAT_COUNT; what++)
    printf("  %-20s %-12s %8.1f  %s / this %5.2f\n", what_names[what], bench->kernel->name, bench->best[what],
           reference->name, (what == SQUARE ? reference->square : reference->product) / bench->best[what]);
}

#define KERNELS_MAX 4

static void measure(const struct scr_group *group) {
  static struct places places;
  for (unsigned i = 0; i < REPEAT; i++)
    for (unsigned l = 0; l < KERNEL_LANES_MAX; l++) {
      places.bucket[i][l] = (uint8_t)(1 + (i * 89 + l * 53) % (BUCKETS - 1));
      places.factor[i][l] = (uint16_t)(i + l);
    }

  struct bench benches[KERNELS_MAX];
  const struct kernel *kernel;
  size_t n = 0;
  while (n < KERNELS_MAX && (kernel = kernel_fitting(group, n))) bench_open(&benches[n++], kernel, group);

  const bool points = group->p_limbs == 0;
  struct residues residues;
  struct reference reference = {"GMP", 1e9, 1e9};
  if (!points) residues_open(&residues, group);
  for (unsigned turn = 0; turn < TURNS; turn++) {
    if (!points) residues_turn(&residues, &reference);
    for (size_t i = 0; i < n; i++) bench_turn(&benches[i], &places);
  }
  if (points) reference = (struct reference){"portable", benches[n - 1].best[MUL], benches[n - 1].best[SQUARE]};

  printf("%s, the fastest of %u turns, ns for each lane\n", group->name, TURNS);
  if (!points) {
    printf("  %-20s %-12s %8.1f\n", "product", "GMP", reference.product);
    printf("  %-20s %-12s %8.1f\n", "square", "GMP", reference.square);
  }
  for (size_t i = n; i-- > 0;) print(&benches[i], &reference);
  for (size_t i = n; i-- > 0;) print_share(&benches[i], points);
  for (size_t i = 0; i < n; i++) bench_close(&benches[i]);
  if (!points) residues_close(&residues);
}

// --- signatures ---

#define SIGNERS_MAX 64
#define SIGNATURES 512
#define MESSAGE 300
#define EXPECTED 100000  // which the tables are made for
#define SIGNATURE_TURNS 20

struct signatures {
  uint8_t keys[SIGNERS_MAX][SIGNATURE_KEY_BYTES], bytes[SIGNATURES][SIGNATURE_BYTES], messages[SIGNATURES][MESSAGE];
  struct signature signatures[SIGNATURES];
};

static void sign(struct signatures *s, size_t signers) {
  uint8_t secret[SIGNERS_MAX][crypto_sign_SECRETKEYBYTES];
  for (size_t i = 0; i < signers; i++) (void)crypto_sign_keypair(s->keys[i], secret[i]);
  for (size_t i = 0; i < SIGNATURES; i++) {
    const size_t key = i * 41 % signers;
    randombytes_buf(s->messages[i], MESSAGE);
    (void)crypto_sign_detached(s->bytes[i], NULL, s->messages[i], MESSAGE, secret[key]);
    s->signatures[i] =
        (struct signature){.key = key, .bytes = s->bytes[i], .message = s->messages[i], .length = MESSAGE};
  }
}

static void verify_one_by_one(struct signatures *s, double *best) {
  const double start = now_ns();
  for (size_t i = 0; i < SIGNATURES; i++) {
    const struct signature *one = &s->signatures[i];
    require(crypto_sign_verify_detached(one->bytes, one->message, one->length, s->keys[one->key]) == 0,
            "a signature is refused");
  }
  keep_best(best, (now_ns() - start) / SIGNATURES);
}

static void verify_with_tables(struct signatures *s, const struct signature_tables *tables, double *best) {
  const double start = now_ns();
  require(signature_tables_check(tables, s->signatures, SIGNATURES) == SCR_OK, "no memory");
  keep_best(best, (now_ns() - start) / SIGNATURES);
  for (size_t i = 0; i < SIGNATURES; i++) require(s->signatures[i].holds, "a signature is refused");
}

static void measure_signatures(size_t signers) {
  static struct signatures s;
  const struct scr_group *group = scr_group_by_name("Ed25519");
  struct signature_tables *tables[KERNELS_MAX];
  double best[KERNELS_MAX], made[KERNELS_MAX], reference = 1e9;
  size_t n = 0;
  sign(&s, signers);
  for (; n < KERNELS_MAX && kernel_fitting(group, n); n++) {
    kernel_use(kernel_fitting(group, n)->name);
    best[n] = 1e9;
    const double start = now_ns();
    require(signature_tables_new(&tables[n], s.keys, signers, EXPECTED) == SCR_OK, "no memory");
    made[n] = now_ns() - start;
  }
  kernel_use(NULL);
  for (unsigned turn = 0; turn < SIGNATURE_TURNS; turn++) {
    verify_one_by_one(&s, &reference);
    for (size_t i = 0; i < n; i++) verify_with_tables(&s, tables[i], &best[i]);
  }
  printf("signatures under %zu keys, %d bytes each, the fastest of %d turns, ns for each\n", signers, MESSAGE,
         SIGNATURE_TURNS);
  printf("  %-20s %-12s %8.1f\n", "signature", "libsodium", reference);
  for (size_t i = n; i-- > 0;) {
    printf("  %-20s %-12s %8.1f  libsodium / this %5.2f; tables made in %.1f ms\n", "signature",
           kernel_fitting(group, i)->name, best[i], reference / best[i], 1e-6 * made[i]);
    signature_tables_free(tables[i]);
  }
}

int main(void) {
  require(sodium_init() >= 0, "no randomness");
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) measure(scr_group_at(i));
  measure_signatures(1);
  measure_signatures(8);
  measure_signatures(SIGNERS_MAX);
  return EXIT_SUCCESS;
}
