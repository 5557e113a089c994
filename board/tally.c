// SPDX-License-Identifier: Apache-2.0
// The encrypted tally: the homomorphic sum of the counted ballots, and its documents in the record.
#include "scrutineer/tally.h"

#include <stdlib.h>
#include <string.h>

#include "board/nested.h"
#include "scrutineer/ballot.h"
#include "scrutineer/json.h"

enum scr_status scr_tally_new(struct scr_tally **tally, const struct scr_election *election) {
  struct scr_tally *made = calloc(1, sizeof *made);
  if (!made) return SCR_E_MEMORY;
  made->cells_n = election->ciphertexts_n;
  made->cells = calloc(made->cells_n, sizeof *made->cells);
  if (!made->cells) {
    free(made);
    return SCR_E_MEMORY;
  }
  for (size_t i = 0; i < made->cells_n; i++) scr_ciphertext_zero(&made->cells[i], election->group);
  *tally = made;
  return SCR_OK;
}

void scr_tally_free(struct scr_tally *tally) {
  if (!tally) return;
  free(tally->cells);
  free(tally);
}

typedef void cell_operation(struct scr_ciphertext *, const struct scr_group *, const struct scr_ciphertext *,
                            const struct scr_ciphertext *);

static void apply(struct scr_tally *tally, const struct scr_election *election, const struct scr_ballot *ballot,
                  uint64_t weight, cell_operation *operation) {
  size_t cell = 0;
  for (size_t i = 0; i < ballot->answers_n; i++) {
    for (size_t j = 0; j < ballot->answers[i].choices_n; j++, cell++) {
      struct scr_ciphertext weighted;
      scr_ciphertext_scale_var(&weighted, election->group, &ballot->answers[i].choices[j], weight);
      operation(&tally->cells[cell], election->group, &tally->cells[cell], &weighted);
    }
  }
}

void scr_tally_add(struct scr_tally *tally, const struct scr_election *election, const struct scr_ballot *ballot,
                   uint64_t weight) {
  apply(tally, election, ballot, weight, scr_ciphertext_add);
  tally->ballots++;
  tally->weight += weight;
}

void scr_tally_remove(struct scr_tally *tally, const struct scr_election *election, const struct scr_ballot *ballot,
                      uint64_t weight) {
  apply(tally, election, ballot, weight, scr_ciphertext_sub);
  tally->ballots--;
  tally->weight -= weight;
}

// --- documents ---

static void write_cell(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  scr_text_add_ciphertext(text, election->group, (const struct scr_ciphertext *)cells + cell);
}

void scr_text_add_encrypted_tally(struct scr_text *text, const struct scr_election *election,
                                  const struct scr_tally *tally) {
  scr_text_add_nested(text, election, tally->cells, write_cell);
}

void scr_text_add_sized_tally(struct scr_text *text, const struct scr_tally *tally,
                              const struct scr_hash *encrypted_tally) {
  char hex[SCR_HASH_HEX + 1];
  scr_hash_hex(hex, encrypted_tally);
  scr_text_add(text, "{\"num_tallied\":");
  scr_text_add_number(text, tally->ballots);
  scr_text_add(text, ",\"total_weight\":");
  scr_text_add_number(text, tally->weight);
  scr_text_add_format(text, ",\"encrypted_tally\":\"%s\"}", hex);
}

static enum scr_status read_cell(void *cells, size_t cell, const struct scr_election *election, json_t *value) {
  return scr_json_ciphertext((struct scr_ciphertext *)cells + cell, election->group, value);
}

static enum scr_status read_encrypted(struct scr_tally *tally, const struct scr_election *election, const char *bytes,
                                      size_t length) {
  json_t *json = NULL;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = nested_read(tally->cells, election, json, read_cell, SCR_E_TALLY_SHAPE);
  json_decref(json);
  return status;
}

static enum scr_status read_sized(struct scr_tally *tally, const char *bytes, size_t length) {
  json_t *json = NULL, *ballots, *weight, *reference;
  struct scr_json_fields fields;
  struct scr_hash hash;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&ballots, &fields, "num_tallied");
  if (status == SCR_OK) status = scr_json_take(&weight, &fields, "total_weight");
  if (status == SCR_OK) status = scr_json_take(&reference, &fields, "encrypted_tally");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_uint(&tally->ballots, ballots, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK) status = scr_json_number(&tally->weight, weight);
  if (status == SCR_OK) status = scr_json_hash(&hash, reference);
  json_decref(json);
  return status;
}

enum scr_status scr_tally_read(struct scr_tally **tally, const struct scr_election *election, const char *encrypted,
                               size_t encrypted_length, const char *sized, size_t sized_length) {
  struct scr_tally *read = NULL;
  enum scr_status status = scr_tally_new(&read, election);
  if (status == SCR_OK) status = read_encrypted(read, election, encrypted, encrypted_length);
  if (status == SCR_OK) status = read_sized(read, sized, sized_length);
  if (status == SCR_OK)
    *tally = read;
  else
    scr_tally_free(read);
  return status;
}
