// SPDX-License-Identifier: Apache-2.0
// Partial decryptions: their documents, and their proofs.
#include <stdlib.h>

#include "board/nested.h"
#include "scrutineer/json.h"
#include "scrutineer/tally.h"

enum scr_status scr_partial_decryption_new(struct scr_partial_decryption **decryption,
                                           const struct scr_election *election) {
  struct scr_partial_decryption *made = calloc(1, sizeof *made);
  if (!made) return SCR_E_MEMORY;
  made->cells_n = election->ciphertexts_n;
  made->factors = calloc(made->cells_n, sizeof *made->factors);
  made->proofs = calloc(made->cells_n, sizeof *made->proofs);
  if (!made->factors || !made->proofs) {
    scr_partial_decryption_free(made);
    return SCR_E_MEMORY;
  }
  *decryption = made;
  return SCR_OK;
}

void scr_partial_decryption_free(struct scr_partial_decryption *decryption) {
  if (!decryption) return;
  free(decryption->factors);
  free(decryption->proofs);
  free(decryption);
}

static enum scr_status read_factor(void *cells, size_t cell, const struct scr_election *election, json_t *value) {
  return scr_json_element((struct scr_element *)cells + cell, election->group, value);
}

static enum scr_status read_proof(void *cells, size_t cell, const struct scr_election *election, json_t *value) {
  return scr_json_proof((struct scr_proof *)cells + cell, election->group, value);
}

static enum scr_status read_document(struct scr_partial_decryption *decryption, const struct scr_election *election,
                                     json_t *json) {
  struct scr_json_fields fields;
  json_t *factors, *proofs;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&factors, &fields, "decryption_factors");
  if (status == SCR_OK) status = scr_json_take(&proofs, &fields, "decryption_proofs");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK)
    status = nested_read(decryption->factors, election, factors, read_factor, SCR_E_DECRYPTION_SHAPE);
  if (status == SCR_OK) status = nested_read(decryption->proofs, election, proofs, read_proof, SCR_E_DECRYPTION_SHAPE);
  return status;
}

enum scr_status scr_partial_decryption_read(struct scr_partial_decryption **decryption,
                                            const struct scr_election *election, const char *bytes, size_t length) {
  json_t *json = NULL;
  struct scr_partial_decryption *read = NULL;
  enum scr_status status = scr_partial_decryption_new(&read, election);
  if (status == SCR_OK) status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_document(read, election, json);
  json_decref(json);
  if (status == SCR_OK)
    *decryption = read;
  else
    scr_partial_decryption_free(read);
  return status;
}

static void write_factor(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  scr_text_add_json_element(text, election->group, (const struct scr_element *)cells + cell);
}

static void write_proof(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  scr_text_add_proof(text, election->group, (const struct scr_proof *)cells + cell);
}

void scr_text_add_partial_decryption(struct scr_text *text, const struct scr_election *election,
                                     const struct scr_partial_decryption *decryption) {
  scr_text_add(text, "{\"decryption_factors\":");
  scr_text_add_nested(text, election, decryption->factors, write_factor);
  scr_text_add(text, ",\"decryption_proofs\":");
  scr_text_add_nested(text, election, decryption->proofs, write_proof);
  scr_text_add(text, "}");
}

enum scr_status scr_partial_decryption_check(const struct scr_partial_decryption *decryption,
                                             const struct scr_election *election, const struct scr_tally *tally,
                                             const struct scr_element *trustee_key) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < decryption->cells_n && status == SCR_OK; i++)
    status = scr_proof_check_decryption(election->group, election->fingerprint, trustee_key, &tally->cells[i].alpha,
                                        &decryption->factors[i], &decryption->proofs[i], SCR_E_DECRYPTION_PROOF);
  return status;
}

// --- owners ---

void scr_text_add_owned(struct scr_text *text, uint64_t owner, const struct scr_hash *payload) {
  char hex[SCR_HASH_HEX + 1];
  scr_hash_hex(hex, payload);
  scr_text_add(text, "{\"owner\":");
  scr_text_add_u64(text, owner);
  scr_text_add_format(text, ",\"payload\":\"%s\"}", hex);
}

enum scr_status scr_owned_read(uint64_t *owner, struct scr_hash *payload, const char *bytes, size_t length) {
  json_t *json = NULL, *number, *hash;
  struct scr_json_fields fields;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&number, &fields, "owner");
  if (status == SCR_OK) status = scr_json_take(&hash, &fields, "payload");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_uint(owner, number, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK) status = scr_json_hash(payload, hash);
  json_decref(json);
  return status;
}
