// SPDX-License-Identifier: Apache-2.0
// What an election's key is made of: the kernel, and tables for g and y.
#ifndef SCRUTINEER_CRYPTO_KEY_H
#define SCRUTINEER_CRYPTO_KEY_H

#include "crypto/table.h"
#include "scrutineer/elgamal.h"

// The digits of a number in a sliding window: it is the sum of digit * 2^position, every digit odd and below 2^ODD_WINDOW.
#define ODD_WINDOW 4
#define ODD_BUCKETS (1u << (ODD_WINDOW - 1))
#define ODD_DIGITS_MAX (64 * SCR_LIMBS / ODD_WINDOW + 1)
struct odd_digit {
  uint16_t position;
  uint8_t digit;
};

// Lowest position first; how many there are.
size_t split_odd(struct odd_digit *digits, const struct scr_scalar *number, const struct scr_group *group);

struct scr_key {
  const struct scr_group *group;
  struct scr_element element;
  const struct kernel *kernel;
  void *context;
  struct table g;
  struct table y;
  size_t order_digits_n;
  struct odd_digit order_digits[ODD_DIGITS_MAX];  // of q
};

// A key on that kernel, with tables of that window; NULL when memory ran out.
struct scr_key *key_on_kernel(const struct scr_group *group, const struct scr_element *y, const struct kernel *kernel,
                              unsigned window);

#endif
