// SPDX-License-Identifier: Apache-2.0
// The election document: what is voted on, in which group, under which key.
#include "scrutineer/election.h"

#include <stdlib.h>
#include <string.h>

#include "board/question.h"
#include "scrutineer/json.h"

bool scr_uuid_is_valid(const char *uuid, size_t length) {
  return length >= SCR_UUID_MIN && length <= SCR_UUID_MAX && strspn(uuid, SCR_BASE58) == length;
}

size_t scr_question_ciphertexts(const struct scr_question *question) {
  return question->type->ciphertexts(question);
}

// SET-1.
enum scr_status scr_question_check(const struct scr_question *question) {
  if (question->answers_n == 0) return SCR_E_SETUP_QUESTIONS;
  if (question->answers_n > SCR_ANSWERS_MAX) return SCR_E_LIMIT;
  if (question->min > question->max || question->max > question->answers_n) return SCR_E_SETUP_BOUNDS;
  return SCR_OK;
}

enum scr_status json_copy_string(char **copy, const json_t *value) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status != SCR_OK) return status;
  *copy = strdup(string);
  return *copy ? SCR_OK : SCR_E_MEMORY;
}

// A text for people: U+0000, which a C string can't hold, is shown as its symbol, U+2400.
enum scr_status json_copy_text(char **copy, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  const char *bytes = json_string_value(value);
  struct scr_text text = SCR_TEXT_INIT;
  for (size_t i = 0, length = json_string_length(value); i < length; i += strlen(bytes + i) + 1) {
    scr_text_add(&text, bytes + i);
    if (i + strlen(bytes + i) < length) scr_text_add(&text, "\xe2\x90\x80");
  }
  scr_text_add(&text, "");
  if (scr_text_ok(&text) != SCR_OK) return SCR_E_MEMORY;
  *copy = text.bytes;
  return SCR_OK;
}

// A question that is not homomorphic says so in its "type".
static enum scr_status read_question(struct scr_question *question, json_t *json) {
  if (json_object_get(json, "type")) return SCR_E_SETUP_QUESTION_TYPE;
  question->type = &question_homomorphic;
  return question->type->read(question, json);
}

static enum scr_status read_questions(struct scr_election *election, const json_t *questions) {
  size_t count;
  enum scr_status status = scr_json_array(&count, questions, 0, SCR_QUESTIONS_MAX);
  if (status != SCR_OK) return status;
  if (count == 0) return SCR_E_SETUP_QUESTIONS;
  election->questions = calloc(count, sizeof *election->questions);
  if (!election->questions) return SCR_E_MEMORY;
  election->questions_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    status = read_question(&election->questions[i], json_array_get(questions, i));
    if (status == SCR_OK) election->ciphertexts_n += scr_question_ciphertexts(&election->questions[i]);
  }
  return status;
}

static enum scr_status read_group(struct scr_election *election, const json_t *group, const json_t *public_key) {
  const char *name;
  size_t length;
  enum scr_status status = scr_json_string(&name, &length, group);
  if (status != SCR_OK) return status;
  election->group = scr_group_by_name(name);
  if (!election->group) return SCR_E_SETUP_GROUP;
  status = scr_json_element(&election->public_key, election->group, public_key);
  if (status == SCR_OK && scr_element_is_identity(election->group, &election->public_key))
    status = SCR_E_ELEMENT_IDENTITY;
  return status;
}

// The fields that newer versions add say who ran the election and in which language; they change nothing in the proofs.
// VER-6.
static enum scr_status end_of_election(struct scr_json_fields *fields) {
  json_t *administrator, *authority, *language;
  scr_json_take_optional(&administrator, fields, "administrator");
  scr_json_take_optional(&authority, fields, "credential_authority");
  scr_json_take_optional(&language, fields, "language");
  if ((administrator && !json_is_string(administrator)) || (authority && !json_is_string(authority)))
    return SCR_E_JSON_TYPE;
  return scr_json_end(fields);
}

static enum scr_status read_version(struct scr_json_fields *fields) {
  json_t *version;
  uint64_t number;
  enum scr_status status = scr_json_take(&version, fields, "version");
  if (status == SCR_OK) status = scr_json_uint(&number, version, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK && number != 1) status = SCR_E_SETUP_VERSION;
  return status;
}

static enum scr_status read_election(struct scr_election *election, json_t *json) {
  struct scr_json_fields fields;
  json_t *description, *name, *group, *public_key, *questions, *uuid;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = read_version(&fields);
  if (status == SCR_OK) status = scr_json_take(&description, &fields, "description");
  if (status == SCR_OK) status = scr_json_take(&name, &fields, "name");
  if (status == SCR_OK) status = scr_json_take(&group, &fields, "group");
  if (status == SCR_OK) status = scr_json_take(&public_key, &fields, "public_key");
  if (status == SCR_OK) status = scr_json_take(&questions, &fields, "questions");
  if (status == SCR_OK) status = scr_json_take(&uuid, &fields, "uuid");
  if (status == SCR_OK) status = end_of_election(&fields);
  if (status == SCR_OK) status = json_copy_text(&election->description, description);
  if (status == SCR_OK) status = json_copy_text(&election->name, name);
  if (status == SCR_OK) status = json_copy_string(&election->uuid, uuid);
  if (status == SCR_OK && !scr_uuid_is_valid(election->uuid, strlen(election->uuid))) status = SCR_E_SETUP_UUID;
  if (status == SCR_OK) status = read_group(election, group, public_key);
  if (status == SCR_OK) status = read_questions(election, questions);
  return status;
}

// HSH-3.
enum scr_status scr_election_new(struct scr_election **election, const char *bytes, size_t length) {
  if (length > SCR_DOCUMENT_MAX) return SCR_E_LIMIT;
  json_t *json = NULL;
  struct scr_election *read = calloc(1, sizeof *read);
  if (!read) return SCR_E_MEMORY;
  enum scr_status status = scr_json_read_with_nul(&json, bytes, length);
  if (status == SCR_OK) status = read_election(read, json);
  json_decref(json);
  if (status != SCR_OK) {
    scr_election_free(read);
    return status;
  }
  scr_hash(&read->hash, bytes, length);
  scr_hash_base64(read->fingerprint, &read->hash);
  *election = read;
  return SCR_OK;
}

static void free_question(struct scr_question *question) {
  for (size_t i = 0; i < question->answers_n; i++) free(question->answers[i]);
  free(question->answers);
  free(question->title);
}

void scr_election_free(struct scr_election *election) {
  if (!election) return;
  for (size_t i = 0; i < election->questions_n; i++) free_question(&election->questions[i]);
  free(election->questions);
  free(election->name);
  free(election->description);
  free(election->uuid);
  free(election);
}

static void add_field(struct scr_text *text, const char *key, const char *value) {
  scr_text_add(text, key);
  scr_text_add_json(text, value, strlen(value));
}

void scr_text_add_election(struct scr_text *text, const struct scr_election *election) {
  add_field(text, "{\"version\":1,\"description\":", election->description);
  add_field(text, ",\"name\":", election->name);
  add_field(text, ",\"group\":", scr_group_name(election->group));
  scr_text_add(text, ",\"public_key\":");
  scr_text_add_json_element(text, election->group, &election->public_key);
  scr_text_add(text, ",\"questions\":[");
  for (size_t i = 0; i < election->questions_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    election->questions[i].type->write(text, &election->questions[i]);
  }
  add_field(text, "],\"uuid\":", election->uuid);
  scr_text_add(text, "}");
}
