// SPDX-License-Identifier: Apache-2.0
// Ciphertexts.
#include "scrutineer/elgamal.h"

void scr_ciphertext_zero(struct scr_ciphertext *zero, const struct scr_group *group) {
  zero->alpha = *scr_group_identity(group);
  zero->beta = *scr_group_identity(group);
}

// ENC-1.
void scr_ciphertext_add(struct scr_ciphertext *sum, const struct scr_group *group, const struct scr_ciphertext *a,
                        const struct scr_ciphertext *b) {
  scr_element_mul(&sum->alpha, group, &a->alpha, &b->alpha);
  scr_element_mul(&sum->beta, group, &a->beta, &b->beta);
}

void scr_ciphertext_sub(struct scr_ciphertext *difference, const struct scr_group *group,
                        const struct scr_ciphertext *a, const struct scr_ciphertext *b) {
  scr_element_div(&difference->alpha, group, &a->alpha, &b->alpha);
  scr_element_div(&difference->beta, group, &a->beta, &b->beta);
}

// ENC-2.
void scr_ciphertext_scale_var(struct scr_ciphertext *product, const struct scr_group *group,
                              const struct scr_ciphertext *a, uint64_t weight) {
  if (weight == 1) {
    *product = *a;
    return;
  }
  struct scr_scalar exponent;
  scr_scalar_from_u64(&exponent, group, weight);
  scr_element_exp_var(&product->alpha, group, &a->alpha, &exponent);
  scr_element_exp_var(&product->beta, group, &a->beta, &exponent);
}

bool scr_ciphertext_equal(const struct scr_ciphertext *a, const struct scr_ciphertext *b) {
  return scr_element_equal(&a->alpha, &b->alpha) && scr_element_equal(&a->beta, &b->beta);
}
