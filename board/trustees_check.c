// SPDX-License-Identifier: Apache-2.0
// Checking what the trustees signed and proved.
#include <stdlib.h>
#include <string.h>

#include "board/trustees_internal.h"
#include "scrutineer/json.h"
#include "scrutineer/threshold.h"

static enum scr_status check_signed(const struct scr_group *group, const struct scr_element *key,
                                    const struct signed_message *message, enum scr_status failure) {
  return scr_proof_check_signed(group, key, &message->signature, message->bytes, message->length, failure);
}

// The certificate is for this group, this size and threshold, and this place in it (TRU-4).
static enum scr_status check_context(const struct scr_trustees *trustees, const struct item *item, size_t i) {
  const struct trustee *trustee = &trustees->trustees[item->first + i];
  if (!trustee->has_context) return SCR_OK;
  bool fits = strcmp(trustee->context_group, scr_group_name(trustees->group)) == 0 &&
              trustee->context_size == item->count && trustee->context_threshold == item->threshold &&
              trustee->context_index == i + 1;
  return fits ? SCR_OK : SCR_E_SETUP_CONTEXT;
}

void scr_text_add_signed(struct scr_text *text, const struct scr_group *group, const struct signed_message *message) {
  scr_text_add(text, "{\"message\":");
  scr_text_add_json(text, message->bytes, message->length);
  scr_text_add(text, ",\"signature\":");
  scr_text_add_proof(text, group, &message->signature);
  scr_text_add(text, "}");
}

// "certs_sig|" and the JSON of all certificates and one trustee's own commitments.
void scr_text_add_agreement(struct scr_text *text, const struct scr_trustees *trustees, const struct item *item,
                            const struct trustee *trustee) {
  scr_text_add(text, "certs_sig|{\"certs\":[");
  for (size_t i = 0; i < item->count; i++) {
    if (i > 0) scr_text_add(text, ",");
    scr_text_add_signed(text, trustees->group, &trustees->trustees[item->first + i].certificate);
  }
  scr_text_add(text, "],\"coefexps\":[");
  for (uint32_t k = 0; k < item->threshold; k++) {
    if (k > 0) scr_text_add(text, ",");
    scr_text_add_json_element(text, trustees->group, &trustee->commitments[k]);
  }
  scr_text_add(text, "]}");
}

// TRU-5.
enum scr_status trustee_check_agreement(const struct scr_trustees *trustees, const struct item *item,
                                        const struct trustee *trustee) {
  if (!trustee->has_agreement) return SCR_OK;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_agreement(&text, trustees, item, trustee);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK)
    status = scr_proof_check_signed(trustees->group, &trustee->verification, &trustee->agreement, text.bytes,
                                    text.length, SCR_E_SETUP_AGREEMENT);
  scr_text_free(&text);
  return status;
}

// The key's own signature is over its spelling.
enum scr_status trustee_check_key_signature(const struct scr_trustees *trustees, const struct trustee *trustee) {
  if (!trustee->has_key_signature) return SCR_OK;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, trustees->group, &trustee->key);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK)
    status = scr_proof_check_signed(trustees->group, &trustee->verification, &trustee->key_signature, text.bytes,
                                    text.length, SCR_E_SETUP_VERIFICATION_KEY);
  scr_text_free(&text);
  return status;
}

enum scr_status trustee_check_certificate(const struct scr_trustees *trustees, const struct item *item, size_t i) {
  const struct trustee *trustee = &trustees->trustees[item->first + i];
  enum scr_status status =
      check_signed(trustees->group, &trustee->verification, &trustee->certificate, SCR_E_SETUP_CERTIFICATE);
  return status == SCR_OK ? check_context(trustees, item, i) : status;
}

// TRU-3.
enum scr_status trustee_check_coefficients(const struct scr_trustees *trustees, const struct trustee *trustee) {
  return check_signed(trustees->group, &trustee->verification, &trustee->coefficients, SCR_E_SETUP_COMMITMENTS);
}

// The verification key is what the published polynomials give, and its trustee proved and signed it (TRU-6).
static enum scr_status check_key(const struct scr_trustees *trustees, const struct item *item, size_t i,
                                 const struct scr_element *sums) {
  const struct trustee *trustee = &trustees->trustees[item->first + i];
  struct scr_element expected;
  scr_threshold_evaluate_var(&expected, trustees->group, sums, item->threshold, (uint32_t)i + 1);
  if (!scr_element_equal(&expected, &trustee->key)) return SCR_E_SETUP_VERIFICATION_KEY;
  enum scr_status status =
      scr_proof_check_possession(trustees->group, &trustee->key, &trustee->possession, SCR_E_SETUP_POK);
  return status == SCR_OK ? trustee_check_key_signature(trustees, trustee) : status;
}

// What members made, in the order in which they made it: a step is checked for all of them before the next one, so that
// the one who is named is the one who went wrong, not one who signed what another had spoilt.
enum stage { CERTIFICATES, COEFFICIENTS, AGREEMENTS, KEYS, STAGES };

static enum scr_status check_member(const struct scr_trustees *trustees, const struct item *item, size_t i,
                                    enum stage stage, const struct scr_element *sums) {
  const struct trustee *trustee = &trustees->trustees[item->first + i];
  switch (stage) {
    case CERTIFICATES: return trustee_check_certificate(trustees, item, i);
    case COEFFICIENTS: return trustee_check_coefficients(trustees, trustee);
    case AGREEMENTS: return trustee_check_agreement(trustees, item, trustee);
    default: return check_key(trustees, item, i, sums);
  }
}

// prod over i of f_i in the exponent: the commitments of all members, multiplied coefficient by coefficient.
static void sum_commitments(struct scr_element *sums, const struct scr_trustees *trustees, const struct item *item) {
  for (uint32_t k = 0; k < item->threshold; k++) {
    sums[k] = *scr_group_identity(trustees->group);
    for (size_t i = 0; i < item->count; i++)
      scr_element_mul(&sums[k], trustees->group, &sums[k], &trustees->trustees[item->first + i].commitments[k]);
  }
}

// All members agree on whether the newer fields are there; a group with some of them is no version's.
static enum scr_status check_gaps(const struct scr_trustees *trustees, const struct item *item,
                                  struct scr_trustees_gaps *gaps) {
  const struct trustee *first = &trustees->trustees[item->first];
  for (size_t i = 0; i < item->count; i++) {
    const struct trustee *trustee = &trustees->trustees[item->first + i];
    if (trustee->has_context != first->has_context || trustee->has_key_signature != first->has_key_signature)
      return SCR_E_SETUP_CONTEXT;
  }
  // Contexts and agreements came with one version, the keys' signatures with a later one: what lacks the former and has
  // the latter was stripped (TRU-10).
  if (first->has_context && !first->has_agreement) return SCR_E_SETUP_AGREEMENT;
  if (!first->has_context && (first->has_agreement || first->has_key_signature)) return SCR_E_SETUP_CONTEXT;
  gaps->no_context |= !first->has_context;
  gaps->no_signatures |= !first->has_agreement;
  gaps->no_key_signatures |= !first->has_key_signature;
  return SCR_OK;
}

static enum scr_status check_group(const struct scr_trustees *trustees, size_t *at, const struct item *item,
                                   struct scr_trustees_gaps *gaps) {
  struct scr_element *sums = calloc(item->threshold, sizeof *sums);
  if (!sums) return SCR_E_MEMORY;
  *at = 0;
  enum scr_status status = check_gaps(trustees, item, gaps);
  sum_commitments(sums, trustees, item);
  for (uint32_t k = 0; k < item->threshold && status == SCR_OK; k++)  // else fewer than the threshold would suffice
    if (scr_element_is_identity(trustees->group, &sums[k])) status = SCR_E_SETUP_COMMITMENTS;
  for (size_t n = 0; n < STAGES * item->count && status == SCR_OK; n++) {
    size_t i = n % item->count;
    *at = item->first + i + 1;
    status = check_member(trustees, item, i, (enum stage)(n / item->count), sums);
  }
  free(sums);
  return status;
}

// TRU-2.
enum scr_status scr_trustees_check(const struct scr_trustees *trustees, size_t *at, struct scr_trustees_gaps *gaps) {
  enum scr_status status = SCR_OK;
  *gaps = (struct scr_trustees_gaps){0};
  for (size_t i = 0; i < trustees->items_n && status == SCR_OK; i++) {
    const struct item *item = &trustees->items[i];
    const struct trustee *trustee = &trustees->trustees[item->first];
    *at = item->first + 1;
    gaps->unchecked_signature |= !item->is_group && trustee->has_key_signature;
    status = item->is_group
                 ? check_group(trustees, at, item, gaps)
                 : scr_proof_check_possession(trustees->group, &trustee->key, &trustee->possession, SCR_E_SETUP_POK);
  }
  return status;
}
