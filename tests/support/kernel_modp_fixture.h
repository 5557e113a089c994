// SPDX-License-Identifier: Apache-2.0
// What the tests of the kernels for residues share: every kernel with every modulus, and plain arithmetic beside it.
#ifndef SCRUTINEER_TESTS_KERNEL_MODP_FIXTURE_H
#define SCRUTINEER_TESTS_KERNEL_MODP_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/kernel_kit.h"
#include "tests/support/suite.h"

#define LANES KERNEL_LANES_MAX
#define BUCKETS 16
#define CASES 1000

#define GROUPS 5
#define PAIRS (GROUPS * KIT_KERNELS_MAX)  // of a kernel and a group

static struct {
  const struct kernel *kernel;
  const struct scr_group *group;
  void *context;
  gmp_randstate_t random;
  mpz_t p;
  long cases;
  mpz_t a[LANES], b[LANES], c[LANES], many[BUCKETS * LANES];  // plain residues, one for each lane of
  void *va, *vb, *vc, *vmany, *scratch;                       // these
} k;

// Moduli of one limb and of two, close to the top of it; what else a group has is not needed here.
static const struct scr_group one_limb = {.name = "2^64 - 59", .p_limbs = 1, .p = {UINT64_MAX - 58}};
static const struct scr_group two_limbs = {.name = "2^127 - 1", .p_limbs = 2, .p = {UINT64_MAX, INT64_MAX}};
// And of 2048 bits: the largest prime. In sums of its parts there is a bit more than in those of the groups' moduli.
static const struct scr_group largest = {
    .name = "2^2048 - 1942289", .p_limbs = 32, .p = {UINT64_MAX - 1942288, [1 ... 31] = UINT64_MAX}};

static inline void open_kernel(const struct kernel *kernel, const struct scr_group *group) {
  memset(&k, 0, sizeof k);
  k.kernel = kernel;
  k.group = group;
  k.context = kernel->open(group);
  ck_assert_ptr_nonnull(k.context);
  gmp_randinit_default(k.random);
  mpz_roinit_n(k.p, group->p, (mp_size_t)group->p_limbs);
  k.cases = kit_cases(CASES);
  for (size_t l = 0; l < LANES; l++) mpz_inits(k.a[l], k.b[l], k.c[l], NULL);
  for (size_t i = 0; i < BUCKETS * LANES; i++) mpz_init(k.many[i]);
  k.va = kit_vectors_new(kernel, 1);
  k.vb = kit_vectors_new(kernel, 1);
  k.vc = kit_vectors_new(kernel, 1);
  k.vmany = kit_vectors_new(kernel, BUCKETS);
  k.scratch = kit_vectors_new(kernel, BUCKETS);
}

static inline bool set_up(int pair) {
  const struct scr_group *const groups[GROUPS] = {scr_group_by_name("BELENIOS-2048"),
                                                  scr_group_by_name("RFC-3526-2048"), &one_limb, &two_limbs, &largest};
  const struct scr_group *group = groups[(size_t)pair / KIT_KERNELS_MAX];
  const struct kernel *kernel = kernel_fitting(group, (size_t)pair % KIT_KERNELS_MAX);
  if (!kernel) return false;
  open_kernel(kernel, group);
  gmp_randseed_ui(k.random, (unsigned long)pair);
  return true;
}

static inline void tear_down(void) {
  k.kernel->close(k.context);
  gmp_randclear(k.random);
  for (size_t l = 0; l < LANES; l++) mpz_clears(k.a[l], k.b[l], k.c[l], NULL);
  for (size_t i = 0; i < BUCKETS * LANES; i++) mpz_clear(k.many[i]);
  free(k.va);
  free(k.vb);
  free(k.vc);
  free(k.vmany);
  free(k.scratch);
}

// --- plain residues ---

// Between 0 and p, both excluded: edges, numbers of few runs of ones and zeros, and any.
static inline void plain_any(mpz_t value, unsigned long which) {
  switch (which % 16) {
    case 0: mpz_set_ui(value, 1); break;
    case 1: mpz_set_ui(value, 2); break;
    case 2: mpz_sub_ui(value, k.p, 1); break;
    case 3: mpz_sub_ui(value, k.p, 2); break;
    case 4: mpz_set_ui(value, 0), mpz_setbit(value, 64 * k.group->p_limbs), mpz_sub_ui(value, value, 1); break;
    case 5: mpz_import(value, SCR_LIMBS, -1, sizeof(uint64_t), 0, 0, k.group->generator.limb); break;
    case 6: mpz_set_ui(value, 0), mpz_setbit(value, mpz_sizeinbase(k.p, 2) - 1), mpz_sub_ui(value, value, 1); break;
    case 7: mpz_set_ui(value, 0), mpz_setbit(value, 52 * (mpz_sizeinbase(k.p, 2) / 52)); break;
    case 8:
    case 9:
    case 10:
    case 11: mpz_rrandomb(value, k.random, mpz_sizeinbase(k.p, 2)); break;
    case 12:  // 20 limbs of ones, or 10, and a one above: in the sum of its halves a carry runs through all of them
    case 13: mpz_set_ui(value, 0), mpz_setbit(value, which % 16 == 12 ? 1041 : 521), mpz_sub_ui(value, value, 1); break;
    default: mpz_urandomm(value, k.random, k.p);
  }
  mpz_mod(value, value, k.p);
  if (mpz_sgn(value) == 0) mpz_set_ui(value, 1);
}

static inline void load(void *vector, mpz_t *plain) {
  struct scr_element elements[KERNEL_LANES_MAX] = {{{0}}};
  const struct scr_element *pointers[KERNEL_LANES_MAX];
  for (size_t l = 0; l < k.kernel->lanes; l++) {
    for (size_t i = 0; i < SCR_LIMBS; i++) elements[l].limb[i] = mpz_getlimbn(plain[l], (mp_size_t)i);
    pointers[l] = &elements[l];
  }
  ck_assert_uint_eq(k.kernel->load(vector, k.context, pointers), (1u << k.kernel->lanes) - 1);
}

static inline void load_any(void *vector, mpz_t *plain, unsigned long which) {
  for (size_t l = 0; l < k.kernel->lanes; l++) plain_any(plain[l], which + l);
  load(vector, plain);
}

static inline void expect(void *vectors, size_t count, mpz_t *plain) {
  struct scr_element elements[BUCKETS * LANES];
  memset(elements, 0xa5, sizeof elements);
  k.kernel->store(elements, k.context, vectors, count, k.scratch);
  for (size_t i = 0; i < count * k.kernel->lanes; i++)
    for (size_t j = 0; j < SCR_LIMBS; j++)
      if (elements[i].limb[j] != mpz_getlimbn(plain[i], (mp_size_t)j))  // an assertion for each limb takes too long
        ck_abort_msg("%s, %s: element %zu, limb %zu", k.group->name, k.kernel->name, i, j);
}

static inline void plain_mul(mpz_t *out, mpz_t *a, mpz_t *b) {
  for (size_t l = 0; l < k.kernel->lanes; l++) {
    mpz_mul(out[l], a[l], b[l]);
    mpz_mod(out[l], out[l], k.p);
  }
}

#endif
