// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tiny_group.h"

#define TINY_GROUP(order)                                                                           \
  {                                                                                                 \
    .name = "tiny-" #order, .ops = &group_modp_ops, .safe_prime = true, .p_limbs = 1, .q_limbs = 1, \
    .p = {2 * (order) + 1}, .q = {order}, .identity = {{1}}, .generator = {{2}},                    \
  }

const struct scr_group tiny_group_11 = TINY_GROUP(11);
const struct scr_group tiny_group_23 = TINY_GROUP(23);
