// SPDX-License-Identifier: Apache-2.0
// Polynomials in the exponent.
#include "scrutineer/threshold.h"

#include <assert.h>

// Horner: A_0 (A_1 (A_2 ...)^index)^index.
void scr_threshold_evaluate_var(struct scr_element *value, const struct scr_group *group,
                                const struct scr_element *commitments, size_t commitments_n, uint32_t index) {
  struct scr_scalar x;
  scr_scalar_from_u64(&x, group, index);
  struct scr_element result = *scr_group_identity(group);
  for (size_t k = commitments_n; k-- > 0;) {
    scr_element_exp_var(&result, group, &result, &x);
    scr_element_mul(&result, group, &result, &commitments[k]);
  }
  *value = result;
}

void scr_threshold_lagrange_var(struct scr_scalar *coefficient, const struct scr_group *group, const uint32_t *indices,
                                size_t indices_n, size_t position) {
  assert(position < indices_n);
  struct scr_scalar own, numerator, denominator;
  scr_scalar_from_u64(&own, group, indices[position]);
  scr_scalar_from_u64(&numerator, group, 1);
  scr_scalar_from_u64(&denominator, group, 1);
  for (size_t i = 0; i < indices_n; i++) {
    if (i == position) continue;
    struct scr_scalar other, distance;
    scr_scalar_from_u64(&other, group, indices[i]);
    scr_scalar_sub(&distance, group, &other, &own);
    scr_scalar_mul(&numerator, group, &numerator, &other);
    scr_scalar_mul(&denominator, group, &denominator, &distance);
  }
  scr_scalar_inverse_var(&denominator, group, &denominator);
  scr_scalar_mul(coefficient, group, &numerator, &denominator);
}
