// SPDX-License-Identifier: Apache-2.0
#include "scrutineer/methods.h"

#include <stdlib.h>
#include <string.h>

#include "board/journal/journal_internal.h"

#define FORMAT "scrutineer-methods-1"

// --- which are published ---

static void count_by_method(uint64_t counted[SCR_METHOD_COUNT], const struct scr_journal *journal) {
  for (int i = 0; i < SCR_METHOD_COUNT; i++) counted[i] = 0;
  for (size_t i = 0; i < journal->record->entry_points_n; i++)
    counted[journal->record->entry_points[i].method] += journal->last_ballots[i];
}

void scr_methods_due(bool due[SCR_METHOD_COUNT], const struct scr_journal *journal) {
  uint64_t counted[SCR_METHOD_COUNT], minimum = journal->record->method_minimum, others = 0;
  int smallest = -1;
  count_by_method(counted, journal);
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    due[i] = minimum > 0 && counted[i] >= minimum;
    if (!due[i]) others += counted[i];
    if (due[i] && (smallest < 0 || counted[i] < counted[smallest])) smallest = i;
  }
  if (others > 0 && others < minimum && smallest >= 0) due[smallest] = false;
}

// --- the document ---

void scr_method_results_free(struct scr_method_results *results) {
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    struct scr_method_result *result = &results->of[i];
    scr_tally_free(result->tally);
    for (size_t j = 0; j < SCR_TRUSTEES_MAX; j++) scr_partial_decryption_free(result->decryptions[j]);
    free(result->votes);
  }
  memset(results, 0, sizeof *results);
}

// A part's exact bytes: what is read is canonical, so that writing it again gives them.
static enum scr_status take_bytes(struct scr_text *bytes, struct scr_json_fields *fields, const char *key) {
  json_t *value;
  enum scr_status status = scr_json_take(&value, fields, key);
  if (status != SCR_OK) return status;
  scr_text_add_value(bytes, value);
  return scr_text_ok(bytes);
}

static enum scr_status read_decryption(struct scr_method_result *result, const struct scr_election *election,
                                       json_t *json) {
  struct scr_json_fields fields;
  struct scr_text bytes = SCR_TEXT_INIT;
  json_t *value;
  uint64_t owner = 0;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "owner");
  if (status == SCR_OK) status = scr_json_uint(&owner, value, SCR_TRUSTEES_MAX);
  if (status == SCR_OK) status = take_bytes(&bytes, &fields, "decryption");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && owner == 0) status = SCR_E_DECRYPTION_OWNER;
  if (status == SCR_OK && result->decryptions[owner - 1]) status = SCR_E_DECRYPTION_TWICE;
  if (status == SCR_OK)
    status = scr_partial_decryption_read(&result->decryptions[owner - 1], election, bytes.bytes, bytes.length);
  scr_text_free(&bytes);
  return status;
}

static enum scr_status read_decryptions(struct scr_method_result *result, const struct scr_election *election,
                                        const json_t *json) {
  size_t count;
  enum scr_status status = scr_json_array(&count, json, 0, SCR_TRUSTEES_MAX);
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = read_decryption(result, election, json_array_get(json, i));
  return status;
}

static enum scr_status read_parts(struct scr_method_result *result, const struct scr_election *election,
                                  struct scr_json_fields *fields) {
  struct scr_text encrypted = SCR_TEXT_INIT, sized = SCR_TEXT_INIT, votes = SCR_TEXT_INIT;
  json_t *decryptions;
  enum scr_status status = take_bytes(&encrypted, fields, "encrypted_tally");
  if (status == SCR_OK) status = take_bytes(&sized, fields, "sized_tally");
  if (status == SCR_OK) status = scr_json_take(&decryptions, fields, "decryptions");
  if (status == SCR_OK) status = take_bytes(&votes, fields, "result");
  if (status == SCR_OK) status = scr_json_end(fields);
  if (status == SCR_OK)
    status = scr_tally_read(&result->tally, election, encrypted.bytes, encrypted.length, sized.bytes, sized.length);
  if (status == SCR_OK) status = read_decryptions(result, election, decryptions);
  if (status == SCR_OK) result->votes = calloc(election->ciphertexts_n, sizeof *result->votes);
  if (status == SCR_OK && !result->votes) status = SCR_E_MEMORY;
  if (status == SCR_OK) status = scr_result_read(result->votes, election, votes.bytes, votes.length);
  scr_text_free(&encrypted);
  scr_text_free(&sized);
  scr_text_free(&votes);
  return status;
}

// In the order of the methods, each once.
static enum scr_status read_method(struct scr_method_results *results, int *last, const struct scr_election *election,
                                   json_t *json) {
  struct scr_json_fields fields;
  enum scr_method method;
  json_t *value;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "method");
  if (status != SCR_OK) return status;
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  if (!scr_method_by_name(&method, json_string_value(value))) return SCR_E_TEXT;
  if ((int)method <= *last) return SCR_E_JSON_FIELD;
  *last = (int)method;
  results->of[method].there = true;
  return read_parts(&results->of[method], election, &fields);
}

static enum scr_status read_document(struct scr_method_results *results, const struct scr_election *election,
                                     json_t *json) {
  struct scr_json_fields fields;
  json_t *format, *methods;
  size_t count = 0;
  int last = -1;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = scr_json_take(&methods, &fields, "methods");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && (!json_is_string(format) || strcmp(json_string_value(format), FORMAT) != 0))
    status = SCR_E_TEXT;
  if (status == SCR_OK) status = scr_json_array(&count, methods, 0, SCR_METHOD_COUNT);
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = read_method(results, &last, election, json_array_get(methods, i));
  return status;
}

// MTH-2.
enum scr_status scr_method_results_read(struct scr_method_results *results, const struct scr_election *election,
                                        const char *bytes, size_t length) {
  struct scr_method_results read = {.of = {{.there = false}}};
  json_t *json = NULL;
  enum scr_status status = length > SCR_METHODS_BYTES_MAX ? SCR_E_LIMIT : scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_document(&read, election, json);
  json_decref(json);
  if (status == SCR_OK)
    *results = read;
  else
    scr_method_results_free(&read);
  return status;
}

static void add_method(struct scr_text *text, const struct scr_election *election, enum scr_method method,
                       const struct scr_method_result *result) {
  struct scr_text encrypted = SCR_TEXT_INIT;
  struct scr_hash hash;
  const char *comma = "";
  scr_text_add_encrypted_tally(&encrypted, election, result->tally);
  scr_text_add_format(text, "{\"method\":\"%s\",\"encrypted_tally\":", scr_method_name(method));
  scr_text_add_bytes(text, encrypted.bytes, encrypted.length);
  scr_hash(&hash, encrypted.bytes, encrypted.length);
  scr_text_add(text, ",\"sized_tally\":");
  scr_text_add_sized_tally(text, result->tally, &hash);
  scr_text_add(text, ",\"decryptions\":[");
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) {
    if (!result->decryptions[i]) continue;
    scr_text_add_format(text, "%s{\"owner\":%zu,\"decryption\":", comma, i + 1);
    scr_text_add_partial_decryption(text, election, result->decryptions[i]);
    scr_text_add(text, "}");
    comma = ",";
  }
  scr_text_add(text, "],\"result\":");
  scr_text_add_result(text, election, result->votes);
  scr_text_add(text, "}");
  text->failed = text->failed || scr_text_ok(&encrypted) != SCR_OK;
  scr_text_free(&encrypted);
}

void scr_text_add_method_results(struct scr_text *text, const struct scr_election *election,
                                 const struct scr_method_results *results) {
  const char *comma = "";
  scr_text_add(text, "{\"format\":\"" FORMAT "\",\"methods\":[");
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    if (!results->of[i].there) continue;
    scr_text_add(text, comma);
    add_method(text, election, (enum scr_method)i, &results->of[i]);
    comma = ",";
  }
  scr_text_add(text, "]}");
}
