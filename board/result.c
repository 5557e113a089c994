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

// --- from partial decryptions to numbers ---

#define QUORUMS_MAX 1000   // tried, before it is said that those whose parts fit can't be told
#define CONFIRMED_MAX 100  // of many, looked at without the numbers

// What decrypting one tally after another needs.
struct decryption {
  const struct scr_election *election;
  const struct scr_trustees *trustees;
  const struct scr_tally *tally;
  struct scr_partial_decryption *const *decryptions;
  bool present[SCR_TRUSTEES_MAX];                    // and not known to be of no use
  bool chosen[SCR_TRUSTEES_MAX];                     // a quorum of those present
  struct scr_scalar coefficients[SCR_TRUSTEES_MAX];  // of the chosen ones
  // Whether what the chosen ones' parts leave of a cell is a number of votes: the one that is stated, or any.
  enum scr_status (*judge)(struct decryption *d, size_t cell, const struct scr_element *power);
  const uint64_t *stated;
  uint64_t *found;
  const struct scr_logarithm *logarithm;
};

static void choose_first(struct decryption *d) {
  scr_trustees_first_quorum(d->chosen, d->trustees, d->present);
  scr_trustees_coefficients_var(d->coefficients, d->trustees, d->chosen);
}

static enum scr_status begin(struct decryption *d) {
  for (size_t i = 0; i < scr_trustees_count(d->trustees); i++) d->present[i] = d->decryptions[i] != NULL;
  return scr_trustees_quorum(d->trustees, d->present) ? SCR_OK : SCR_E_RESULT_QUORUM;
}

// The chosen ones' factors of a cell, combined.
static void combine(struct scr_element *factor, const struct decryption *d, size_t cell) {
  *factor = *scr_group_identity(d->election->group);
  for (size_t i = 0; i < scr_trustees_count(d->trustees); i++) {
    struct scr_element power;
    if (!d->chosen[i]) continue;
    scr_element_exp_var(&power, d->election->group, &d->decryptions[i]->factors[cell], &d->coefficients[i]);
    scr_element_mul(factor, d->election->group, factor, &power);
  }
}

// g^votes = beta / prod of the factors.
static enum scr_status judge_cell(struct decryption *d, size_t cell) {
  struct scr_element power;
  combine(&power, d, cell);
  scr_element_div(&power, d->election->group, &d->tally->cells[cell].beta, &power);
  return d->judge(d, cell, &power);
}

static enum scr_status judge_all(size_t *at, struct decryption *d) {
  enum scr_status status = SCR_OK;
  for (size_t cell = 0; cell < d->tally->cells_n && status == SCR_OK; cell++) {
    *at = cell;
    status = judge_cell(d, cell);
  }
  return status;
}

// Marks those present whose part of a cell does not fit the chosen ones'. In the place of any member of a quorum whose parts
// fit each other, another one gives the same just where it fits, too. How many they are.
static size_t mark_misfits(bool *misfits, const struct decryption *d, size_t cell) {
  struct scr_element expected, factor;
  size_t count = 0;
  combine(&expected, d, cell);
  for (size_t i = 0; i < scr_trustees_count(d->trustees); i++) {
    struct decryption other = *d;
    misfits[i] = false;
    if (!d->present[i] || !scr_trustees_exchange(other.chosen, d->trustees, i + 1)) continue;
    scr_trustees_coefficients_var(other.coefficients, d->trustees, other.chosen);
    combine(&factor, &other, cell);
    misfits[i] = !scr_element_equal(&factor, &expected);
    count += misfits[i];
  }
  return count;
}

// Few quorums are all tried, in their order; of many, some in which everybody is left out now and then. False after the last.
static bool choose_another(struct decryption *d, bool many, size_t n) {
  if (many)
    scr_trustees_mixed_quorum(d->chosen, d->trustees, d->present, n);
  else if (!scr_trustees_next_quorum(d->chosen, d->trustees, d->present))
    return false;
  scr_trustees_coefficients_var(d->coefficients, d->trustees, d->chosen);
  return true;
}

// Finds a quorum of those whose parts fit, by the number that they give at this cell, or else by somebody whose part fits theirs:
// then it is the number that is wrong. Those whose parts do not fit it are marked. `refusal` where every quorum gives none.
static enum scr_status find_fitting(bool *misfits, struct decryption *d, size_t cell, enum scr_status refusal) {
  bool many = scr_trustees_quorums(d->trustees, d->present, QUORUMS_MAX + 1) > QUORUMS_MAX;
  if (scr_trustees_confirm(d->trustees, d->chosen, d->present, misfits)) return SCR_OK;
  enum scr_status status = refusal;
  for (size_t n = 1; n < QUORUMS_MAX && status == refusal && choose_another(d, many, n); n++)
    status = judge_cell(d, cell);
  if (status == SCR_OK) (void)mark_misfits(misfits, d, cell);
  if (status != refusal || !many) return status;
  for (size_t n = 1; n < CONFIRMED_MAX && choose_another(d, many, n); n++) {
    (void)mark_misfits(misfits, d, cell);
    if (scr_trustees_confirm(d->trustees, d->chosen, d->present, misfits)) return SCR_OK;
  }
  return SCR_E_RESULT_PARTS;
}

// The first quorum's parts give no number at this cell: leaves out those whose parts do not fit, though their proofs hold. SCR_OK
// where that leaves others to go on with; `refusal` is what is wrong if every quorum gives the same.
static enum scr_status leave_out_misfits(struct decryption *d, size_t cell, enum scr_status refusal) {
  bool misfits[SCR_TRUSTEES_MAX];
  if (mark_misfits(misfits, d, cell) == 0) return refusal;
  enum scr_status status = find_fitting(misfits, d, cell, refusal);
  for (size_t i = 0; i < scr_trustees_count(d->trustees) && status == SCR_OK; i++) d->present[i] &= !misfits[i];
  return status;
}

// The quorum of the smallest numbers first, as the specification has it; then that of those whose parts fit (RES-4). *at is the
// cell that no such quorum gives a number for.
static enum scr_status decrypt(size_t *at, bool *used, struct decryption *d, enum scr_status refusal) {
  enum scr_status status;
  for (choose_first(d); (status = judge_all(at, d)) == refusal; choose_first(d)) {
    status = leave_out_misfits(d, *at, refusal);
    if (status != SCR_OK) break;
  }
  for (size_t i = 0; used && status == SCR_OK && i < scr_trustees_count(d->trustees); i++) used[i] = d->chosen[i];
  return status;
}

static enum scr_status find_number(struct decryption *d, size_t cell, const struct scr_element *power) {
  return scr_logarithm_find_var(&d->found[cell], d->logarithm, power);
}

enum scr_status scr_result_compute(uint64_t *votes, bool *used, const struct scr_election *election,
                                   const struct scr_trustees *trustees, const struct scr_tally *tally,
                                   struct scr_partial_decryption *const *decryptions) {
  struct decryption d = {.election = election,
                         .trustees = trustees,
                         .tally = tally,
                         .decryptions = decryptions,
                         .judge = find_number,
                         .found = votes};
  size_t at;
  enum scr_status status = begin(&d);
  if (status == SCR_OK && tally->weight > SCR_WEIGHT_MAX) status = SCR_E_RESULT_RANGE;
  if (status != SCR_OK) return status;
  struct scr_logarithm *logarithm = scr_logarithm_new(election->group, tally->weight);
  d.logarithm = logarithm;
  status = logarithm ? decrypt(&at, used, &d, SCR_E_RESULT_RANGE) : SCR_E_MEMORY;
  scr_logarithm_free(logarithm);
  return status;
}

static enum scr_status compare_number(struct decryption *d, size_t cell, const struct scr_element *power) {
  struct scr_element expected;
  struct scr_scalar exponent;
  if (d->stated[cell] > d->tally->weight) return SCR_E_RESULT_RANGE;
  scr_scalar_from_u64(&exponent, d->election->group, d->stated[cell]);
  scr_element_exp_var(&expected, d->election->group, scr_group_generator(d->election->group), &exponent);
  return scr_element_equal(power, &expected) ? SCR_OK : SCR_E_RESULT_VALUE;
}

// RES-2.
enum scr_status scr_result_check(size_t *at, bool *used, const uint64_t *votes, const struct scr_election *election,
                                 const struct scr_trustees *trustees, const struct scr_tally *tally,
                                 struct scr_partial_decryption *const *decryptions) {
  struct decryption d = {.election = election,
                         .trustees = trustees,
                         .tally = tally,
                         .decryptions = decryptions,
                         .judge = compare_number,
                         .stated = votes};
  *at = 0;
  enum scr_status status = begin(&d);
  return status == SCR_OK ? decrypt(at, used, &d, SCR_E_RESULT_VALUE) : status;
}
