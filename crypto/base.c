// SPDX-License-Identifier: Apache-2.0
// Exponentiation of a fixed base from a table: row i holds base^(d 2^(WINDOW i)) for each digit d, so that a power is one
// product per digit of the exponent and no squarings at all.
#include <stdlib.h>

#include "crypto/group_internal.h"

#define WINDOW 6
#define DIGITS ((1u << WINDOW) - 1)  // digit 0 has no entry

struct scr_base {
  const struct scr_group *group;
  struct scr_element element;
  size_t rows;
  struct scr_element *table;  // rows * DIGITS; NULL where the group has something better
};

static void fill(struct scr_base *base) {
  const struct scr_group *group = base->group;
  struct scr_element unit = base->element;  // base^(2^(WINDOW row))
  for (size_t row = 0; row < base->rows; row++) {
    struct scr_element *entry = base->table + row * DIGITS;
    entry[0] = unit;
    for (size_t d = 1; d < DIGITS; d++) scr_element_mul(&entry[d], group, &entry[d - 1], &unit);
    scr_element_mul(&unit, group, &entry[DIGITS - 1], &unit);
  }
}

struct scr_base *scr_base_new(const struct scr_group *group, const struct scr_element *element) {
  struct scr_base *base = calloc(1, sizeof *base);
  if (!base) return NULL;
  base->group = group;
  base->element = *element;
  if (!group->ops->fixed_base_tables) return base;
  base->rows = (64 * group->q_limbs + WINDOW - 1) / WINDOW;
  base->table = calloc(base->rows * DIGITS, sizeof *base->table);
  if (!base->table) {
    free(base);
    return NULL;
  }
  fill(base);
  return base;
}

void scr_base_free(struct scr_base *base) {
  if (!base) return;
  free(base->table);
  free(base);
}

const struct scr_element *scr_base_element(const struct scr_base *base) {
  return &base->element;
}

// The row-th digit of WINDOW bits.
static unsigned digit(const struct scr_scalar *exponent, size_t row) {
  size_t bit = row * WINDOW, limb = bit / 64, shift = bit % 64;
  uint64_t bits = exponent->limb[limb] >> shift;
  if (shift > 64 - WINDOW && limb + 1 < SCR_LIMBS) bits |= exponent->limb[limb + 1] << (64 - shift);
  return (unsigned)(bits & DIGITS);
}

void scr_base_exp_var(struct scr_element *power, const struct scr_base *base, const struct scr_scalar *exponent) {
  if (!base->table) {
    scr_element_exp_var(power, base->group, &base->element, exponent);
    return;
  }
  struct scr_element product = base->group->identity;
  bool started = false;
  for (size_t row = 0; row < base->rows; row++) {
    unsigned d = digit(exponent, row);
    if (d == 0) continue;
    const struct scr_element *entry = &base->table[row * DIGITS + d - 1];
    if (started)
      scr_element_mul(&product, base->group, &product, entry);
    else
      product = *entry;
    started = true;
  }
  *power = product;
}
