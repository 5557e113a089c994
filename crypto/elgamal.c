// SPDX-License-Identifier: Apache-2.0
// Ciphertexts and the prepared election key.
#include "scrutineer/elgamal.h"

#include <stdlib.h>

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

struct scr_key {
  const struct scr_group *group;
  struct scr_base *g;
  struct scr_base *y;
};

struct scr_key *scr_key_new(const struct scr_group *group, const struct scr_element *y) {
  struct scr_key *key = calloc(1, sizeof *key);
  if (!key) return NULL;
  key->group = group;
  key->g = scr_base_new(group, scr_group_generator(group));
  key->y = scr_base_new(group, y);
  if (!key->g || !key->y) {
    scr_key_free(key);
    return NULL;
  }
  return key;
}

void scr_key_free(struct scr_key *key) {
  if (!key) return;
  scr_base_free(key->g);
  scr_base_free(key->y);
  free(key);
}

const struct scr_group *scr_key_group(const struct scr_key *key) {
  return key->group;
}

const struct scr_element *scr_key_element(const struct scr_key *key) {
  return scr_base_element(key->y);
}

void scr_key_exp_g_var(struct scr_element *power, const struct scr_key *key, const struct scr_scalar *exponent) {
  scr_base_exp_var(power, key->g, exponent);
}

void scr_key_exp_y_var(struct scr_element *power, const struct scr_key *key, const struct scr_scalar *exponent) {
  scr_base_exp_var(power, key->y, exponent);
}
