// SPDX-License-Identifier: Apache-2.0
// Writing the setup record, its names, and what binds it in an election's description.
#include <string.h>

#include "board/journal/setup_record_form.h"
#include "scrutineer/json.h"
#include "scrutineer/setup_record.h"

// --- names ---

#define NAME(symbol, name) name,
static const char *const method_names[SCR_METHOD_COUNT] = {SCR_METHODS(NAME)};
#undef NAME
static const char *const check_names[SCR_ENTRY_CHECKS] = {"pin", "identity", "nothing"};

const char *scr_method_name(enum scr_method method) {
  return method_names[method];
}

const char *scr_method_words(enum scr_method method) {
  static const char *const words[SCR_METHOD_COUNT] = {"online", "at the meeting", "by telephone", "by post"};
  return words[method];
}

bool scr_method_by_name(enum scr_method *method, const char *name) {
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    if (strcmp(method_names[i], name) != 0) continue;
    *method = (enum scr_method)i;
    return true;
  }
  return false;
}

const char *scr_entry_check_name(enum scr_entry_check check) {
  return check_names[check];
}

bool scr_entry_check_by_name(enum scr_entry_check *check, const char *name) {
  for (int i = 0; i < SCR_ENTRY_CHECKS; i++) {
    if (strcmp(check_names[i], name) != 0) continue;
    *check = (enum scr_entry_check)i;
    return true;
  }
  return false;
}

// --- the document ---

static void add_string(struct scr_text *text, const char *key, const char *value) {
  scr_text_add(text, key);
  scr_text_add_json(text, value, strlen(value));
}

// A name may have characters that JSON escapes.
static void add_key(struct scr_text *text, const char *before, const struct scr_note_key *key) {
  struct scr_text vkey = SCR_TEXT_INIT;
  scr_text_add_note_key(&vkey, key);
  if (scr_text_ok(&vkey) == SCR_OK)
    add_string(text, before, vkey.bytes);
  else
    text->failed = true;
  scr_text_free(&vkey);
}

static void add_keys(struct scr_text *text, const char *field, const struct scr_note_key *keys, size_t count) {
  scr_text_add_format(text, ",\"%s\":[", field);
  for (size_t i = 0; i < count; i++) add_key(text, i > 0 ? "," : "", &keys[i]);
  scr_text_add(text, "]");
}

static void add_entry_points(struct scr_text *text, const struct scr_setup_record *record) {
  scr_text_add(text, ",\"entry_points\":[");
  for (size_t i = 0; i < record->entry_points_n; i++) {
    const struct scr_entry_point *point = &record->entry_points[i];
    add_key(text, i > 0 ? ",{\"key\":" : "{\"key\":", &point->key);
    add_string(text, ",\"method\":", scr_method_name(point->method));
    add_string(text, ",\"check\":", scr_entry_check_name(point->check));
    add_string(text, ",\"operator\":", point->operator_name);
    scr_text_add(text, "}");
  }
  scr_text_add(text, "]");
}

static void add_hash(struct scr_text *text, const char *field, const struct scr_hash *hash) {
  scr_text_add_format(text, ",\"%s\":\"", field);
  scr_text_add_hex(text, hash->byte, SCR_HASH_BYTES);
  scr_text_add(text, "\"");
}

static void add_u64(struct scr_text *text, const char *field, uint64_t number) {
  scr_text_add_format(text, ",\"%s\":", field);
  scr_text_add_u64(text, number);
}

static void add_spares(struct scr_text *text, const struct scr_setup_record *record) {
  scr_text_add(text, ",\"spares\":[");
  for (size_t i = 0; i < record->spares_n; i++) add_string(text, i > 0 ? "," : "", record->spares[i]);
  scr_text_add(text, "]");
}

void scr_text_add_setup_record(struct scr_text *text, const struct scr_setup_record *record) {
  add_string(text, "{\"format\":", SETUP_RECORD_FORMAT);
  add_string(text, ",\"uuid\":", record->uuid);
  add_key(text, ",\"board\":", &record->board);
  add_key(text, ",\"officer\":", &record->officer);
  add_key(text, ",\"registrar\":", &record->registrar);
  add_entry_points(text, record);
  add_keys(text, "tellers", record->tellers, record->tellers_n);
  add_keys(text, "agents", record->agents, record->agents_n);
  add_keys(text, "witnesses", record->witnesses, record->witnesses_n);
  add_u64(text, "quorum", record->quorum);
  add_hash(text, "roll", &record->roll);
  add_hash(text, "links", &record->links);
  add_hash(text, "credentials", &record->credentials);
  add_hash(text, "trustees", &record->trustees);
  add_u64(text, "members", record->members);
  scr_text_add(text, ",\"weight\":");
  scr_text_add_number(text, record->weight);
  add_spares(text, record);
  add_u64(text, "opens", record->opens);
  add_u64(text, "closes", record->closes);
  add_u64(text, "slot", record->slot);
  add_u64(text, "minimum", record->minimum);
  add_u64(text, "method_minimum", record->method_minimum);
  scr_text_add(text, "}");
}

// --- what binds it ---

#define BINDING "[" SETUP_RECORD_FORMAT " "
#define BINDING_LENGTH (sizeof BINDING - 1 + SCR_HASH_HEX + 1)

// REC-7.
void scr_text_add_bound_description(struct scr_text *text, const char *description, const struct scr_hash *record) {
  if (description && description[0]) {
    scr_text_add(text, description);
    scr_text_add(text, " ");
  }
  scr_text_add(text, BINDING);
  scr_text_add_hex(text, record->byte, SCR_HASH_BYTES);
  scr_text_add(text, "]");
}

bool scr_description_record(struct scr_hash *record, const char *description) {
  size_t length = strlen(description);
  if (length < BINDING_LENGTH || description[length - 1] != ']') return false;
  const char *binding = description + length - BINDING_LENGTH;
  if (strncmp(binding, BINDING, sizeof BINDING - 1) != 0) return false;
  return scr_hash_from_hex(record, binding + sizeof BINDING - 1, SCR_HASH_HEX) == SCR_OK;
}
