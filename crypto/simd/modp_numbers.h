// SPDX-License-Identifier: Apache-2.0
// The numbers that the Montgomery reductions of this folder need, for limbs of any size.
#ifndef SCRUTINEER_CRYPTO_SIMD_MODP_NUMBERS_H
#define SCRUTINEER_CRYPTO_SIMD_MODP_NUMBERS_H

#include <assert.h>
#include <gmp.h>

struct numbers {
  mpz_t u;          // -1/p mod 2^step
  mpz_t m;          // (p u + 1) / 2^step
  mpz_t r;          // R mod p
  mpz_t r_squared;  // R^2 mod p
};

// For an odd p, a reduction that takes `step` bits at once, and R = 2^bits.
static inline void numbers_init(struct numbers *n, const mpz_t p, mp_bitcnt_t step, mp_bitcnt_t bits) {
  mpz_inits(n->u, n->m, n->r, n->r_squared, NULL);
  mpz_setbit(n->r, step);
  int exists = mpz_invert(n->u, p, n->r);
  assert(exists);  // p is odd
  (void)exists;
  mpz_sub(n->u, n->r, n->u);
  mpz_mul(n->m, n->u, p);
  mpz_add_ui(n->m, n->m, 1);
  mpz_divexact(n->m, n->m, n->r);
  mpz_set_ui(n->r, 0);
  mpz_setbit(n->r, bits);
  mpz_mod(n->r, n->r, p);
  mpz_mul(n->r_squared, n->r, n->r);
  mpz_mod(n->r_squared, n->r_squared, p);
}

static inline void numbers_clear(struct numbers *n) {
  mpz_clears(n->u, n->m, n->r, n->r_squared, NULL);
}

#endif
