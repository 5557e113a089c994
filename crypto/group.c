// SPDX-License-Identifier: Apache-2.0
// The group interface: what is the same for every group.
#include <string.h>

#include "crypto/group_internal.h"

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
  struct scr_element read;
  enum scr_status status = group->ops->read(&read, group, string, length);
  if (status == SCR_OK && !group->ops->is_member(group, &read)) status = SCR_E_ELEMENT_MEMBER;
  if (status == SCR_OK) *element = read;
  return status;
}

enum scr_status scr_element_read(struct scr_element *element, const struct scr_group *group, const char *string,
                                 size_t length) {
  return group->ops->read(element, group, string, length);
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
