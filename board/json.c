// SPDX-License-Identifier: Apache-2.0
// Canonical JSON over jansson: parse, write again, compare; then fields in order.
#include "scrutineer/json.h"

#include <inttypes.h>
#include <string.h>

// Only what a record has: objects, arrays, strings, integers, booleans. Reals and null have no canonical form here.
static enum scr_status add_value(struct scr_text *text, const json_t *json, int depth);

static enum scr_status add_array(struct scr_text *text, const json_t *json, int depth) {
  scr_text_add(text, "[");
  for (size_t i = 0; i < json_array_size(json); i++) {
    if (i > 0) scr_text_add(text, ",");
    enum scr_status status = add_value(text, json_array_get(json, i), depth + 1);
    if (status != SCR_OK) return status;
  }
  scr_text_add(text, "]");
  return SCR_OK;
}

static enum scr_status add_object(struct scr_text *text, const json_t *json, int depth) {
  json_t *object = (json_t *)(uintptr_t)json;  // jansson's iterators take no const
  scr_text_add(text, "{");
  for (void *at = json_object_iter(object), *first = at; at; at = json_object_iter_next(object, at)) {
    if (at != first) scr_text_add(text, ",");
    scr_text_add_json(text, json_object_iter_key(at), strlen(json_object_iter_key(at)));
    scr_text_add(text, ":");
    enum scr_status status = add_value(text, json_object_iter_value(at), depth + 1);
    if (status != SCR_OK) return status;
  }
  scr_text_add(text, "}");
  return SCR_OK;
}

static enum scr_status add_value(struct scr_text *text, const json_t *json, int depth) {
  if (depth > SCR_JSON_DEPTH) return SCR_E_JSON_DEPTH;
  switch (json_typeof(json)) {
    case JSON_OBJECT: return add_object(text, json, depth);
    case JSON_ARRAY: return add_array(text, json, depth);
    case JSON_STRING: scr_text_add_json(text, json_string_value(json), json_string_length(json)); return SCR_OK;
    case JSON_INTEGER: scr_text_add_format(text, "%" JSON_INTEGER_FORMAT, json_integer_value(json)); return SCR_OK;
    case JSON_TRUE: scr_text_add(text, "true"); return SCR_OK;
    case JSON_FALSE: scr_text_add(text, "false"); return SCR_OK;
    default: return SCR_E_JSON_TYPE;
  }
}

void scr_text_add_value(struct scr_text *text, const json_t *json) {
  if (add_value(text, json, 1) != SCR_OK) text->failed = true;
}

static enum scr_status parse_failure(const json_error_t *error) {
  switch (json_error_code(error)) {
    case json_error_out_of_memory: return SCR_E_MEMORY;
    case json_error_duplicate_key: return SCR_E_JSON_DUPLICATE;
    case json_error_stack_overflow: return SCR_E_JSON_DEPTH;
    default: return SCR_E_JSON_SYNTAX;
  }
}

// A tree takes many times the memory of its text, so values are counted before it is built: outside strings, each but the
// first follows a comma or an opening bracket (JSN-5).
static bool has_too_many_values(const char *bytes, size_t length) {
  size_t count = 1;
  bool inside = false;
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i];
    if (inside && c == '\\')
      i++;
    else if (c == '"')
      inside = !inside;
    else if (!inside && (c == ',' || c == '[' || c == '{'))
      count++;
  }
  return count > SCR_JSON_VALUES_MAX;
}

// JSN-1.
static enum scr_status read_json(json_t **json, const char *bytes, size_t length, size_t flags) {
  json_error_t error;
  if (has_too_many_values(bytes, length)) return SCR_E_LIMIT;
  json_t *read = json_loadb(bytes, length, flags | JSON_REJECT_DUPLICATES, &error);
  if (!read) return parse_failure(&error);
  struct scr_text again = SCR_TEXT_SECRET;  // of a trustee's key, it may be
  enum scr_status status = add_value(&again, read, 1);
  if (status == SCR_OK) status = scr_text_ok(&again);
  if (status == SCR_OK && (again.length != length || memcmp(again.bytes, bytes, length) != 0))
    status = SCR_E_JSON_CANONICAL;
  scr_text_free(&again);
  if (status == SCR_OK)
    *json = read;
  else
    json_decref(read);
  return status;
}

enum scr_status scr_json_read(json_t **json, const char *bytes, size_t length) {
  return read_json(json, bytes, length, 0);
}

// JSN-4.
enum scr_status scr_json_read_with_nul(json_t **json, const char *bytes, size_t length) {
  return read_json(json, bytes, length, JSON_ALLOW_NUL);
}

enum scr_status scr_json_fields(struct scr_json_fields *fields, json_t *object) {
  if (!json_is_object(object)) return SCR_E_JSON_TYPE;
  *fields = (struct scr_json_fields){object, json_object_iter(object)};
  return SCR_OK;
}

void scr_json_take_optional(json_t **value, struct scr_json_fields *fields, const char *key) {
  *value = NULL;
  if (!fields->next || strcmp(json_object_iter_key(fields->next), key) != 0) return;
  *value = json_object_iter_value(fields->next);
  fields->next = json_object_iter_next(fields->object, fields->next);
}

// JSN-2.
enum scr_status scr_json_take(json_t **value, struct scr_json_fields *fields, const char *key) {
  scr_json_take_optional(value, fields, key);
  return *value ? SCR_OK : SCR_E_JSON_FIELD;
}

enum scr_status scr_json_end(const struct scr_json_fields *fields) {
  return fields->next ? SCR_E_JSON_FIELD : SCR_OK;
}

enum scr_status scr_json_string(const char **string, size_t *length, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  *string = json_string_value(value);
  *length = json_string_length(value);
  return strlen(*string) == *length ? SCR_OK : SCR_E_TEXT;
}

enum scr_status scr_json_uint(uint64_t *number, const json_t *value, uint64_t max) {
  if (!json_is_integer(value)) return SCR_E_JSON_TYPE;
  json_int_t read = json_integer_value(value);
  if ((uint64_t)read > max) return SCR_E_NUMBER;  // below 0 is above any maximum
  *number = (uint64_t)read;
  return SCR_OK;
}

// A decimal string without leading zeros, below 10^18. The empty one reads as 0, which no such string may be.
static enum scr_status string_number(uint64_t *number, const char *string, size_t length) {
  if (length > 18 || string[0] == '0') return SCR_E_NUMBER;
  uint64_t read = 0;
  for (size_t i = 0; i < length; i++) {
    if (string[i] < '0' || string[i] > '9') return SCR_E_NUMBER;
    read = read * 10 + (uint64_t)(string[i] - '0');
  }
  *number = read;
  return SCR_OK;
}

// JSN-3.
enum scr_status scr_json_number(uint64_t *number, const json_t *value) {
  if (json_is_integer(value)) return scr_json_uint(number, value, SCR_JSON_NUMBER_MAX);
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status != SCR_OK) return status;
  uint64_t read;
  status = string_number(&read, string, length);
  if (status == SCR_OK && read <= SCR_JSON_NUMBER_MAX) status = SCR_E_NUMBER;
  if (status == SCR_OK) *number = read;
  return status;
}

enum scr_status scr_json_array(size_t *count, const json_t *value, size_t min, size_t max) {
  if (!json_is_array(value)) return SCR_E_JSON_TYPE;
  size_t read = json_array_size(value);
  if (read > max) return SCR_E_LIMIT;
  if (read < min) return SCR_E_JSON_FIELD;
  *count = read;
  return SCR_OK;
}

enum scr_status scr_json_hash(struct scr_hash *hash, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  return scr_hash_from_hex(hash, json_string_value(value), json_string_length(value));
}

enum scr_status scr_json_element(struct scr_element *element, const struct scr_group *group, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  return scr_element_parse(element, group, json_string_value(value), json_string_length(value));
}

enum scr_status scr_json_scalar(struct scr_scalar *scalar, const struct scr_group *group, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  return scr_scalar_parse(scalar, group, json_string_value(value), json_string_length(value));
}

// Two fields in order, as proofs and ciphertexts have them.
static enum scr_status take_pair(json_t *values[2], json_t *object, const char *first, const char *second) {
  struct scr_json_fields fields;
  enum scr_status status = scr_json_fields(&fields, object);
  if (status == SCR_OK) status = scr_json_take(&values[0], &fields, first);
  if (status == SCR_OK) status = scr_json_take(&values[1], &fields, second);
  if (status == SCR_OK) status = scr_json_end(&fields);
  return status;
}

enum scr_status scr_json_proof(struct scr_proof *proof, const struct scr_group *group, json_t *value) {
  json_t *values[2];
  struct scr_proof read;
  enum scr_status status = take_pair(values, value, "challenge", "response");
  if (status == SCR_OK) status = scr_json_scalar(&read.challenge, group, values[0]);
  if (status == SCR_OK) status = scr_json_scalar(&read.response, group, values[1]);
  if (status == SCR_OK) *proof = read;
  return status;
}

enum scr_status scr_json_ciphertext(struct scr_ciphertext *ciphertext, const struct scr_group *group, json_t *value) {
  json_t *values[2];
  struct scr_ciphertext read;
  enum scr_status status = take_pair(values, value, "alpha", "beta");
  if (status == SCR_OK) status = scr_json_element(&read.alpha, group, values[0]);
  if (status == SCR_OK) status = scr_json_element(&read.beta, group, values[1]);
  if (status == SCR_OK) *ciphertext = read;
  return status;
}

void scr_text_add_number(struct scr_text *text, uint64_t number) {
  if (number <= SCR_JSON_NUMBER_MAX)
    scr_text_add_u64(text, number);
  else
    scr_text_add_format(text, "\"%" PRIu64 "\"", number);
}

void scr_text_add_json_element(struct scr_text *text, const struct scr_group *group,
                               const struct scr_element *element) {
  scr_text_add(text, "\"");
  scr_text_add_element(text, group, element);
  scr_text_add(text, "\"");
}

void scr_text_add_proof(struct scr_text *text, const struct scr_group *group, const struct scr_proof *proof) {
  scr_text_add(text, "{\"challenge\":\"");
  scr_text_add_scalar(text, group, &proof->challenge);
  scr_text_add(text, "\",\"response\":\"");
  scr_text_add_scalar(text, group, &proof->response);
  scr_text_add(text, "\"}");
}

void scr_text_add_ciphertext(struct scr_text *text, const struct scr_group *group,
                             const struct scr_ciphertext *ciphertext) {
  scr_text_add(text, "{\"alpha\":");
  scr_text_add_json_element(text, group, &ciphertext->alpha);
  scr_text_add(text, ",\"beta\":");
  scr_text_add_json_element(text, group, &ciphertext->beta);
  scr_text_add(text, "}");
}
