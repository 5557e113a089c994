// SPDX-License-Identifier: Apache-2.0
// The group interface: what is the same for every group, and decimal numbers.
#include <assert.h>
#include <string.h>

#include "crypto/group_internal.h"

#define DECIMAL_MAX 617  // digits of a 2048-bit number

const char *scr_group_name(const struct scr_group *group) {
  return group->name;
}

const struct scr_element *scr_group_generator(const struct scr_group *group) {
  return &group->generator;
}

const struct scr_element *scr_group_identity(const struct scr_group *group) {
  return &group->identity;
}

enum scr_status scr_element_parse(struct scr_element *element, const struct scr_group *group, const char *string,
                                  size_t length) {
  return group->ops->parse(element, group, string, length);
}

void scr_text_add_element(struct scr_text *text, const struct scr_group *group, const struct scr_element *element) {
  group->ops->format(text, group, element);
}

bool scr_element_equal(const struct scr_element *a, const struct scr_element *b) {
  return memcmp(a->limb, b->limb, sizeof a->limb) == 0;
}

bool scr_element_is_identity(const struct scr_group *group, const struct scr_element *element) {
  return scr_element_equal(element, &group->identity);
}

void scr_element_mul(struct scr_element *product, const struct scr_group *group, const struct scr_element *a,
                     const struct scr_element *b) {
  group->ops->mul(product, group, a, b);
}

void scr_element_div(struct scr_element *quotient, const struct scr_group *group, const struct scr_element *a,
                     const struct scr_element *b) {
  group->ops->div(quotient, group, a, b);
}

void scr_element_exp_var(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                         const struct scr_scalar *exponent) {
  group->ops->exp_var(power, group, base, exponent);
}

// GRP-6.
bool decimal_parse(uint64_t *limbs, size_t limbs_n, const char *string, size_t length) {
  if (length == 0 || length > DECIMAL_MAX || (length > 1 && string[0] == '0')) return false;
  unsigned char digits[DECIMAL_MAX];
  for (size_t i = 0; i < length; i++) {
    if (string[i] < '0' || string[i] > '9') return false;
    digits[i] = (unsigned char)(string[i] - '0');
  }
  mp_limb_t value[SCR_LIMBS + 2];  // 617 digits may need one limb more than 2048 bits
  size_t value_n = string[0] == '0' ? 0 : (size_t)mpn_set_str(value, digits, length, 10);
  if (value_n > limbs_n) return false;
  memset(limbs, 0, limbs_n * sizeof *limbs);
  for (size_t i = 0; i < value_n; i++) limbs[i] = value[i];
  return true;
}

void decimal_format(struct scr_text *text, const uint64_t *limbs, size_t limbs_n) {
  mp_limb_t scratch[SCR_LIMBS + 1];  // mpn_get_str destroys its input and wants one limb more
  while (limbs_n > 0 && limbs[limbs_n - 1] == 0) limbs_n--;
  if (limbs_n == 0) {
    scr_text_add(text, "0");
    return;
  }
  for (size_t i = 0; i < limbs_n; i++) scratch[i] = limbs[i];
  unsigned char digits[DECIMAL_MAX + 2];
  size_t digits_n = mpn_get_str(digits, 10, scratch, (mp_size_t)limbs_n);
  size_t skip = digits[0] == 0 ? 1 : 0;
  for (size_t i = skip; i < digits_n; i++) digits[i] = (unsigned char)(digits[i] + '0');
  scr_text_add_bytes(text, digits + skip, digits_n - skip);
}
