// SPDX-License-Identifier: Apache-2.0
// The result: its document, and computing it from the tally and the partial decryptions.
#include <stdlib.h>

#include "board/nested.h"
#include "scrutineer/json.h"
#include "scrutineer/tally.h"

static void write_votes(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  (void)election;
  scr_text_add_number(text, ((const uint64_t *)cells)[cell]);
}

void scr_text_add_result(struct scr_text *text, const struct scr_election *election, const uint64_t *votes) {
  scr_text_add(text, "{\"result\":");
  scr_text_add_nested(text, election, votes, write_votes);
  scr_text_add(text, "}");
}

static enum scr_status read_votes(void *cells, size_t cell, const struct scr_election *election, json_t *value) {
  (void)election;
  return scr_json_number((uint64_t *)cells + cell, value);
}

enum scr_status scr_result_read(uint64_t *votes, const struct scr_election *election, const char *bytes,
                                size_t length) {
  json_t *json = NULL, *result;
  struct scr_json_fields fields;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&result, &fields, "result");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = nested_read(votes, election, result, read_votes, SCR_E_RESULT_SHAPE);
  json_decref(json);
  return status;
}

#define QUORUMS_MAX 1000  // tried, before it is said that none gives a result

// What decrypting one tally after another needs.
struct decryption {
  const struct scr_election *election;
  const struct scr_trustees *trustees;
  const struct scr_tally *tally;
  struct scr_partial_decryption *const *decryptions;
  bool present[SCR_TRUSTEES_MAX];
  bool chosen[SCR_TRUSTEES_MAX];  // a quorum of those present
  size_t tried;                   // quorums, this one among them
  struct scr_element *factors;    // of one cell, by owner
};

static enum scr_status begin(struct decryption *d) {
  size_t count = scr_trustees_count(d->trustees);
  for (size_t i = 0; i < count; i++) d->present[i] = d->decryptions[i] != NULL;
  if (!scr_trustees_quorum(d->trustees, d->present)) return SCR_E_RESULT_QUORUM;
  scr_trustees_first_quorum(d->chosen, d->trustees, d->present);
  d->tried = 1;
  d->factors = calloc(count, sizeof *d->factors);
  return d->factors ? SCR_OK : SCR_E_MEMORY;
}

// Goes on to another quorum: one trustee's part may not fit the others' though its proof holds (RES-4).
static bool try_another(struct decryption *d) {
  return d->tried++ < QUORUMS_MAX && scr_trustees_next_quorum(d->chosen, d->trustees, d->present);
}

static void end(bool *used, struct decryption *d, enum scr_status status) {
  for (size_t i = 0; used && status == SCR_OK && i < scr_trustees_count(d->trustees); i++) used[i] = d->chosen[i];
  free(d->factors);
}

// g^votes = beta / prod of the factors.
static void decrypt_cell(struct scr_element *power, const struct decryption *d, size_t cell) {
  for (size_t i = 0; i < scr_trustees_count(d->trustees); i++)
    if (d->chosen[i]) d->factors[i] = d->decryptions[i]->factors[cell];
  scr_trustees_combine_var(power, d->trustees, d->chosen, d->factors);
  scr_element_div(power, d->election->group, &d->tally->cells[cell].beta, power);
}

static enum scr_status find_votes(uint64_t *votes, const struct decryption *d, const struct scr_logarithm *logarithm) {
  enum scr_status status = SCR_OK;
  for (size_t cell = 0; cell < d->tally->cells_n && status == SCR_OK; cell++) {
    struct scr_element power;
    decrypt_cell(&power, d, cell);
    status = scr_logarithm_find_var(&votes[cell], logarithm, &power);
  }
  return status;
}

enum scr_status scr_result_compute(uint64_t *votes, bool *used, const struct scr_election *election,
                                   const struct scr_trustees *trustees, const struct scr_tally *tally,
                                   struct scr_partial_decryption *const *decryptions) {
  struct decryption d = {.election = election, .trustees = trustees, .tally = tally, .decryptions = decryptions};
  struct scr_logarithm *logarithm = NULL;
  enum scr_status status = begin(&d);
  if (status == SCR_OK && tally->weight > SCR_WEIGHT_MAX) status = SCR_E_RESULT_RANGE;
  if (status == SCR_OK) {
    logarithm = scr_logarithm_new(election->group, tally->weight);
    status = logarithm ? find_votes(votes, &d, logarithm) : SCR_E_MEMORY;
    while (status == SCR_E_RESULT_RANGE && try_another(&d)) status = find_votes(votes, &d, logarithm);
  }
  scr_logarithm_free(logarithm);
  end(used, &d, status);
  return status;
}

static enum scr_status check_cell(uint64_t votes, const struct decryption *d, size_t cell) {
  struct scr_element power, expected;
  struct scr_scalar exponent;
  if (votes > d->tally->weight) return SCR_E_RESULT_RANGE;
  decrypt_cell(&power, d, cell);
  scr_scalar_from_u64(&exponent, d->election->group, votes);
  scr_element_exp_var(&expected, d->election->group, scr_group_generator(d->election->group), &exponent);
  return scr_element_equal(&power, &expected) ? SCR_OK : SCR_E_RESULT_VALUE;
}

static enum scr_status check_votes(size_t *at, const uint64_t *votes, const struct decryption *d) {
  enum scr_status status = SCR_OK;
  for (size_t cell = 0; cell < d->tally->cells_n && status == SCR_OK; cell++) {
    *at = cell;
    status = check_cell(votes[cell], d, cell);
  }
  return status;
}

// RES-2.
enum scr_status scr_result_check(size_t *at, bool *used, const uint64_t *votes, const struct scr_election *election,
                                 const struct scr_trustees *trustees, const struct scr_tally *tally,
                                 struct scr_partial_decryption *const *decryptions) {
  struct decryption d = {.election = election, .trustees = trustees, .tally = tally, .decryptions = decryptions};
  size_t other;  // what is wrong with the specification's quorum is told
  *at = 0;
  enum scr_status first = begin(&d);
  if (first == SCR_OK) first = check_votes(at, votes, &d);
  enum scr_status status = first;
  while (status == SCR_E_RESULT_VALUE && try_another(&d)) status = check_votes(&other, votes, &d);
  end(used, &d, status);
  return status == SCR_OK ? SCR_OK : first;
}
