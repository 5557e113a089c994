// SPDX-License-Identifier: Apache-2.0
// What an election's key is made of: the kernel, and tables for g and y.
#ifndef SCRUTINEER_CRYPTO_KEY_H
#define SCRUTINEER_CRYPTO_KEY_H

#include "crypto/table.h"
#include "scrutineer/elgamal.h"

// The digits of q in a sliding window: q = sum of digit * 2^position, every digit odd and below 2^MEMBERSHIP_WINDOW.
#define MEMBERSHIP_WINDOW 4
#define MEMBERSHIP_BUCKETS (1u << (MEMBERSHIP_WINDOW - 1))
struct order_digit {
  uint16_t position;
  uint8_t digit;
};

struct scr_key {
  const struct scr_group *group;
  struct scr_element element;
  const struct kernel *kernel;
  void *context;
  struct table g;
  struct table y;
  size_t order_digits_n;
  struct order_digit order_digits[64 * SCR_LIMBS / MEMBERSHIP_WINDOW + 1];  // lowest position first
};

// A key on that kernel, with tables of that window; NULL when memory ran out.
struct scr_key *key_on_kernel(const struct scr_group *group, const struct scr_element *y, const struct kernel *kernel,
                              unsigned window);

#endif
