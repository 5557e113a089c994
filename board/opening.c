// SPDX-License-Identifier: Apache-2.0
// Opened ballots.
#include "scrutineer/opening.h"

#include <stdlib.h>
#include <string.h>

#include "scrutineer/json.h"

#define FORMAT "scrutineer-opening-1"

void scr_opening_free(struct scr_opening *opening) {
  if (!opening) return;
  scr_ballot_free(opening->ballot);
  free(opening->votes);
  free(opening->nonces);
  free(opening);
}

void scr_text_add_opening(struct scr_text *text, const struct scr_election *election, const struct scr_ballot *ballot,
                          const uint32_t *votes, const struct scr_scalar *nonces) {
  struct scr_text bytes = SCR_TEXT_INIT;
  scr_text_add_ballot(&bytes, election, ballot);
  scr_text_add(text, "{\"format\":\"" FORMAT "\",\"ballot\":");
  scr_text_add_json(text, bytes.bytes ? bytes.bytes : "", bytes.length);
  scr_text_add(text, ",\"votes\":[");
  for (size_t i = 0; i < election->ciphertexts_n; i++) scr_text_add_format(text, "%s%u", i > 0 ? "," : "", votes[i]);
  scr_text_add(text, "],\"nonces\":[");
  for (size_t i = 0; i < election->ciphertexts_n; i++) {
    scr_text_add(text, i > 0 ? ",\"" : "\"");
    scr_text_add_scalar(text, election->group, &nonces[i]);
    scr_text_add(text, "\"");
  }
  scr_text_add(text, "]}");
  if (scr_text_ok(&bytes) != SCR_OK) text->failed = true;
  scr_text_free(&bytes);
}

static enum scr_status read_lists(struct scr_opening *opening, const struct scr_election *election, const json_t *votes,
                                  const json_t *nonces) {
  size_t count = election->ciphertexts_n;
  if (!json_is_array(votes) || !json_is_array(nonces)) return SCR_E_JSON_TYPE;
  if (json_array_size(votes) != count || json_array_size(nonces) != count) return SCR_E_BALLOT_SHAPE;
  opening->cells_n = count;
  opening->votes = calloc(count, sizeof *opening->votes);
  opening->nonces = calloc(count, sizeof *opening->nonces);
  enum scr_status status = opening->votes && opening->nonces ? SCR_OK : SCR_E_MEMORY;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    uint64_t vote = 0;
    status = scr_json_uint(&vote, json_array_get(votes, i), 1);
    opening->votes[i] = (uint32_t)vote;
    if (status == SCR_OK) status = scr_json_scalar(&opening->nonces[i], election->group, json_array_get(nonces, i));
  }
  return status;
}

static enum scr_status read_opening(struct scr_opening *opening, const struct scr_election *election, json_t *json) {
  struct scr_json_fields fields;
  json_t *format, *ballot, *votes, *nonces;
  const char *bytes;
  size_t length;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = scr_json_take(&ballot, &fields, "ballot");
  if (status == SCR_OK) status = scr_json_take(&votes, &fields, "votes");
  if (status == SCR_OK) status = scr_json_take(&nonces, &fields, "nonces");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_string(&bytes, &length, format);
  if (status == SCR_OK && strcmp(bytes, FORMAT) != 0) status = SCR_E_JSON_FIELD;
  if (status == SCR_OK) status = scr_json_string(&bytes, &length, ballot);
  if (status == SCR_OK) status = scr_ballot_new(&opening->ballot, election, bytes, length);
  return status == SCR_OK ? read_lists(opening, election, votes, nonces) : status;
}

enum scr_status scr_opening_new(struct scr_opening **opening, const struct scr_election *election, const char *bytes,
                                size_t length) {
  json_t *json = NULL;
  struct scr_opening *read = calloc(1, sizeof *read);
  if (!read) return SCR_E_MEMORY;
  enum scr_status status = length > 2 * SCR_BALLOT_MAX ? SCR_E_LIMIT : scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_opening(read, election, json);
  json_decref(json);
  if (status == SCR_OK)
    *opening = read;
  else
    scr_opening_free(read);
  return status;
}

// (g^nonce, y^nonce g^vote)
static bool opens(const struct scr_ciphertext *ciphertext, const struct scr_key *key, const struct scr_scalar *nonce,
                  uint32_t vote) {
  struct scr_ciphertext expected;
  scr_key_exp_g_var(&expected.alpha, key, nonce);
  scr_key_exp_y_var(&expected.beta, key, nonce);
  if (vote == 1)
    scr_element_mul(&expected.beta, scr_key_group(key), &expected.beta, scr_group_generator(scr_key_group(key)));
  return scr_ciphertext_equal(&expected, ciphertext);
}

// BAL-7.
enum scr_status scr_opening_check(const struct scr_opening *opening, const struct scr_election *election,
                                  const struct scr_key *key) {
  size_t cell = 0;
  if (opening->ballot->is_signed) return SCR_E_BALLOT_OPENING;
  for (size_t i = 0; i < opening->ballot->answers_n; i++) {
    const struct scr_answer *answer = &opening->ballot->answers[i];
    for (size_t j = 0; j < answer->choices_n; j++, cell++)
      if (!opens(&answer->choices[j], key, &opening->nonces[cell], opening->votes[cell])) return SCR_E_BALLOT_OPENING;
  }
  return scr_ballot_check_proofs(opening->ballot, election, key);
}
