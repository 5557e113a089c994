// SPDX-License-Identifier: Apache-2.0
// How the trustees are held once read. trustees.c reads and combines, trustees_check.c checks what they signed and proved.
#ifndef SCRUTINEER_BOARD_TRUSTEES_INTERNAL_H
#define SCRUTINEER_BOARD_TRUSTEES_INTERNAL_H

#include <jansson.h>

#include "scrutineer/trustees.h"

// A message that a trustee signed: its exact bytes, which are JSON themselves.
struct signed_message {
  char *bytes;
  size_t length;
  struct scr_proof signature;
};

// One trustee; the part after `key` is for members of a threshold group alone.
struct trustee {
  struct scr_element key;
  struct scr_proof possession;
  bool has_key_signature;
  struct scr_proof key_signature;

  struct signed_message certificate;
  struct scr_element verification;  // from the certificate
  struct scr_element encryption;
  bool has_context;
  char *context_group;
  uint64_t context_size, context_threshold, context_index;
  struct signed_message coefficients;
  struct scr_element *commitments;  // `threshold` of them
  bool has_agreement;
  struct scr_proof agreement;  // signature over all certificates and its own commitments
};

// A run of trustees that decrypt together: one mandatory trustee, or a group of which `threshold` suffice.
struct item {
  bool is_group;
  uint32_t threshold;
  size_t first;  // position in trustees
  size_t count;
};

struct scr_trustees {
  const struct scr_group *group;
  size_t count;
  struct trustee *trustees;
  size_t items_n;
  struct item *items;
};

// Reading one trustee's parts (trustees.c). The ceremony reads them one by one, the record all together.
enum scr_status trustee_read_public_key(struct trustee *trustee, const struct scr_group *group, json_t *json);
enum scr_status trustee_read_signed(struct signed_message *message, const struct scr_group *group, json_t *json);
enum scr_status trustee_read_certificate(struct trustee *trustee, const struct scr_group *group, json_t *json);
enum scr_status trustee_read_coefficients(struct trustee *trustee, const struct scr_group *group, json_t *json,
                                          uint32_t threshold);
void trustee_clear(struct trustee *trustee);

// Checking them (trustees_check.c); i is the position in the item.
enum scr_status trustee_check_certificate(const struct scr_trustees *trustees, const struct item *item, size_t i);
enum scr_status trustee_check_coefficients(const struct scr_trustees *trustees, const struct trustee *trustee);
enum scr_status trustee_check_agreement(const struct scr_trustees *trustees, const struct item *item,
                                        const struct trustee *trustee);
enum scr_status trustee_check_key_signature(const struct scr_trustees *trustees, const struct trustee *trustee);
// What a trustee signs in the agreement: all certificates and its own commitments.
void scr_text_add_agreement(struct scr_text *text, const struct scr_trustees *trustees, const struct item *item,
                            const struct trustee *trustee);
void scr_text_add_signed(struct scr_text *text, const struct scr_group *group, const struct signed_message *message);

#endif
