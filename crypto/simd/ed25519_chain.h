// SPDX-License-Identifier: Apache-2.0
// Powers in the field of edwards25519 with fixed exponents, for the kernels of this folder: each includes this file where its
// struct fe, fe_mul (r = a b) and fe_square_times (r = a^(2^times)) are known.
#ifndef SCRUTINEER_CRYPTO_SIMD_ED25519_CHAIN_H
#define SCRUTINEER_CRYPTO_SIMD_ED25519_CHAIN_H

// *a250 = a^(2^250 - 1), *a11 = a^11: what the exponents p - 2 and (p - 5)/8 have in common.
static void power_chain(struct fe *a250, struct fe *a11, const struct fe *a) {
  struct fe t, a2, a9, n5, n10, n20, n40, n50, n100;  // n5: a^(2^5 - 1), and so on
  fe_square_times(&a2, a, 1);
  fe_square_times(&t, &a2, 2);
  fe_mul(&a9, &t, a);
  fe_mul(a11, &a9, &a2);
  fe_square_times(&t, a11, 1);
  fe_mul(&n5, &t, &a9);
  fe_square_times(&t, &n5, 5);
  fe_mul(&n10, &t, &n5);
  fe_square_times(&t, &n10, 10);
  fe_mul(&n20, &t, &n10);
  fe_square_times(&t, &n20, 20);
  fe_mul(&n40, &t, &n20);
  fe_square_times(&t, &n40, 10);
  fe_mul(&n50, &t, &n10);
  fe_square_times(&t, &n50, 50);
  fe_mul(&n100, &t, &n50);
  fe_square_times(&t, &n100, 100);
  fe_mul(&t, &t, &n100);
  fe_square_times(&t, &t, 50);
  fe_mul(a250, &t, &n50);
}

// a^(p - 2), p - 2 = 2^5 (2^250 - 1) + 11
static struct fe inverse(const struct fe *a) {
  struct fe a250, a11;
  power_chain(&a250, &a11, a);
  fe_square_times(&a250, &a250, 5);
  fe_mul(&a250, &a250, &a11);
  return a250;
}

// a^((p - 5)/8), (p - 5)/8 = 2^2 (2^250 - 1) + 1
static struct fe power_root(const struct fe *a) {
  struct fe a250, a11;
  power_chain(&a250, &a11, a);
  fe_square_times(&a250, &a250, 2);
  fe_mul(&a250, &a250, a);
  return a250;
}

#endif
