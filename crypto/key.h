// SPDX-License-Identifier: Apache-2.0
// What an election's key is made of: the kernel, and tables for g and y.
#ifndef SCRUTINEER_CRYPTO_KEY_H
#define SCRUTINEER_CRYPTO_KEY_H

#include "crypto/table.h"
#include "scrutineer/elgamal.h"

struct scr_key {
  const struct scr_group *group;
  struct scr_element element;
  const struct kernel *kernel;
  void *context;
  struct table g;
  struct table y;
  struct scr_scalar order;  // q
};

// A key on that kernel, with tables of that window; NULL when memory ran out.
struct scr_key *key_on_kernel(const struct scr_group *group, const struct scr_element *y, const struct kernel *kernel,
                              unsigned window);

#endif
