// SPDX-License-Identifier: Apache-2.0
// Small discrete logarithms. With s = ceil(sqrt(bound + 1)), every m <= bound is i s + j with i, j < s: the table holds
// g^j for every j, and element g^(-i s) is looked up in it for i = 0, 1, ...
#include <assert.h>
#include <stdlib.h>

#include "scrutineer/elgamal.h"

#define BOUND_MAX (UINT64_C(1) << 40)

// Open addressing; a slot keeps a part of the element and j + 1 (0: free).
struct slot {
  uint64_t part;
  uint32_t step;
};

struct scr_logarithm {
  const struct scr_group *group;
  uint64_t bound;
  uint64_t steps;
  size_t mask;  // slots - 1, a power of two less one, at least twice `steps`
  struct slot *slots;
  struct scr_element giant;  // g^steps
};

static size_t place(const struct scr_logarithm *logarithm, uint64_t part) {
  return (size_t)((part * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & logarithm->mask;
}

static void insert(struct scr_logarithm *logarithm, const struct scr_element *element, uint32_t j) {
  size_t at = place(logarithm, element->limb[0]);
  while (logarithm->slots[at].step) at = (at + 1) & logarithm->mask;
  logarithm->slots[at] = (struct slot){element->limb[0], j + 1};
}

struct scr_logarithm *scr_logarithm_new(const struct scr_group *group, uint64_t bound) {
  assert(bound <= BOUND_MAX);
  struct scr_logarithm *logarithm = calloc(1, sizeof *logarithm);
  if (!logarithm) return NULL;
  logarithm->group = group;
  logarithm->bound = bound;
  logarithm->steps = 1;
  while (logarithm->steps * logarithm->steps < bound + 1) logarithm->steps++;
  size_t slots = 4;
  while (slots < 2 * logarithm->steps) slots *= 2;
  logarithm->mask = slots - 1;
  logarithm->slots = calloc(slots, sizeof *logarithm->slots);
  if (!logarithm->slots) {
    free(logarithm);
    return NULL;
  }
  struct scr_element power = *scr_group_identity(group);
  for (uint64_t j = 0; j < logarithm->steps; j++) {
    insert(logarithm, &power, (uint32_t)j);
    scr_element_mul(&power, group, &power, scr_group_generator(group));
  }
  logarithm->giant = power;
  return logarithm;
}

void scr_logarithm_free(struct scr_logarithm *logarithm) {
  if (!logarithm) return;
  free(logarithm->slots);
  free(logarithm);
}

static bool is_power(const struct scr_logarithm *logarithm, const struct scr_element *element, uint64_t m) {
  struct scr_scalar exponent;
  struct scr_element power;
  scr_scalar_from_u64(&exponent, logarithm->group, m);
  scr_element_exp_var(&power, logarithm->group, scr_group_generator(logarithm->group), &exponent);
  return scr_element_equal(&power, element);
}

// RES-3.
enum scr_status scr_logarithm_find_var(uint64_t *m, const struct scr_logarithm *logarithm,
                                       const struct scr_element *element) {
  struct scr_element rest = *element;
  for (uint64_t i = 0; i < logarithm->steps; i++) {
    uint64_t part = rest.limb[0];
    for (size_t at = place(logarithm, part); logarithm->slots[at].step; at = (at + 1) & logarithm->mask) {
      if (logarithm->slots[at].part != part) continue;
      uint64_t candidate = i * logarithm->steps + logarithm->slots[at].step - 1;
      if (candidate <= logarithm->bound && is_power(logarithm, element, candidate)) {
        *m = candidate;
        return SCR_OK;
      }
    }
    scr_element_div(&rest, logarithm->group, &rest, &logarithm->giant);
  }
  return SCR_E_RESULT_RANGE;
}
