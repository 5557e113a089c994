// SPDX-License-Identifier: Apache-2.0
// Tables of a fixed base's powers: row i has base^(d 2^(window i)) for every digit d, so that a power is one product for each
// digit of the exponent and no squaring at all.
#ifndef SCRUTINEER_CRYPTO_TABLE_H
#define SCRUTINEER_CRYPTO_TABLE_H

#include "crypto/kernel.h"

struct table {
  unsigned window;  // bits of a digit
  size_t rows;
  size_t entry_bytes;
  uint8_t *entries;  // rows * 2^window, digit 0 too
};

// The window that makes `powers` exponentiations cheapest, the making of the table included; limited in memory.
unsigned table_window(const struct kernel *kernel, const struct scr_group *group, uint64_t powers);
// The same among the windows whose tables take at most so many bytes; the smallest window if none does.
unsigned table_window_within(const struct kernel *kernel, const struct scr_group *group, uint64_t powers,
                             uint64_t bytes_max);

// False when memory ran out. The base is a member of the group.
bool table_make(struct table *table, const struct kernel *kernel, const void *context, const struct scr_group *group,
                const struct scr_element *base, unsigned window);
void table_free(struct table *table);

// vector, lane l, *= base l^(exponent l), where the base is that of tables[l]; NULL leaves the lane as it is. All tables have
// the same window.
void table_mul(void *vector, const struct kernel *kernel, const void *context, const struct table *const *tables,
               const struct scr_scalar *const *exponents);

// `count` bits of the exponent from `bit` on; count <= 16.
unsigned exponent_bits(const struct scr_scalar *exponent, size_t bit, unsigned count);
// Vectors, aligned; NULL when memory ran out. Released with free.
void *vectors_new(const struct kernel *kernel, size_t count);

#endif
