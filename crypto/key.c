// SPDX-License-Identifier: Apache-2.0
// An election's key, prepared for checking many proofs.
#include "crypto/key.h"

#include <stdlib.h>

#define FEW_POWERS 64  // of a program that checks one ballot or two

struct scr_key *key_on_kernel(const struct scr_group *group, const struct scr_element *y, const struct kernel *kernel,
                              unsigned window) {
  struct scr_key *key = calloc(1, sizeof *key);
  if (!key) return NULL;
  key->group = group;
  key->element = *y;
  key->kernel = kernel;
  key->context = kernel->open(group);
  for (size_t i = 0; i < SCR_LIMBS; i++) key->order.limb[i] = group->q[i];
  if (key->context && table_make(&key->g, kernel, key->context, group, scr_group_generator(group), window) &&
      table_make(&key->y, kernel, key->context, group, y, window))
    return key;
  scr_key_free(key);
  return NULL;
}

struct scr_key *scr_key_new_for(const struct scr_group *group, const struct scr_element *y, uint64_t powers) {
  const struct kernel *kernel = kernel_choose(group);
  return key_on_kernel(group, y, kernel, table_window(kernel, group, powers));
}

struct scr_key *scr_key_new(const struct scr_group *group, const struct scr_element *y) {
  return scr_key_new_for(group, y, FEW_POWERS);
}

void scr_key_free(struct scr_key *key) {
  if (!key) return;
  table_free(&key->g);
  table_free(&key->y);
  if (key->context) key->kernel->close(key->context);
  free(key);
}

const struct scr_group *scr_key_group(const struct scr_key *key) {
  return key->group;
}

const struct scr_element *scr_key_element(const struct scr_key *key) {
  return &key->element;
}

void scr_key_exp_g_var(struct scr_element *power, const struct scr_key *key, const struct scr_scalar *exponent) {
  scr_element_exp_var(power, key->group, scr_group_generator(key->group), exponent);
}

void scr_key_exp_y_var(struct scr_element *power, const struct scr_key *key, const struct scr_scalar *exponent) {
  scr_element_exp_var(power, key->group, &key->element, exponent);
}
