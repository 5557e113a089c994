// SPDX-License-Identifier: Apache-2.0
// Reading the setup record, and whether it fits the election's other documents.
#include "scrutineer/setup_record.h"

#include <stdlib.h>
#include <string.h>

#include "board/hash_set.h"
#include "board/journal/setup_record_form.h"
#include "board/question.h"
#include "board/role_name.h"
#include "scrutineer/json.h"

#define TIME_MAX UINT64_C(253402300799)              // the end of the year 9999
#define WITNESSES_MAX (SCR_NOTE_SIGNATURES_MAX - 1)  // all of them, and the log, can sign one checkpoint

// --- memory ---

void scr_setup_record_free(struct scr_setup_record *record) {
  if (!record) return;
  for (size_t i = 0; i < record->entry_points_n; i++) free(record->entry_points[i].operator_name);
  for (size_t i = 0; i < record->spares_n; i++) free(record->spares[i]);
  free(record->uuid);
  free(record->entry_points);
  free(record->tellers);
  free(record->agents);
  free(record->witnesses);
  free(record->spares);
  free(record);
}

// --- values ---

static enum scr_status read_key(struct scr_note_key *key, const json_t *value) {
  const char *vkey;
  size_t length;
  enum scr_status status = scr_json_string(&vkey, &length, value);
  return status == SCR_OK ? scr_note_key_parse(key, vkey, length) : status;
}

// Up to `max` keys of a kind.
static enum scr_status read_keys(struct scr_note_key **keys, size_t *count, const json_t *value, size_t max) {
  size_t wanted;
  enum scr_status status = scr_json_array(&wanted, value, 0, max);
  if (status != SCR_OK || wanted == 0) return status;
  *keys = calloc(wanted, sizeof **keys);
  if (!*keys) return SCR_E_MEMORY;
  *count = wanted;
  for (size_t i = 0; i < wanted && status == SCR_OK; i++) status = read_key(&(*keys)[i], json_array_get(value, i));
  return status;
}

static enum scr_status read_method(enum scr_method *method, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  return scr_method_by_name(method, json_string_value(value)) ? SCR_OK : SCR_E_TEXT;
}

static enum scr_status read_check(enum scr_entry_check *check, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  return scr_entry_check_by_name(check, json_string_value(value)) ? SCR_OK : SCR_E_TEXT;
}

static enum scr_status read_entry_point(struct scr_entry_point *point, json_t *json) {
  struct scr_json_fields fields;
  json_t *key, *method, *check, *name;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&key, &fields, "key");
  if (status == SCR_OK) status = scr_json_take(&method, &fields, "method");
  if (status == SCR_OK) status = scr_json_take(&check, &fields, "check");
  if (status == SCR_OK) status = scr_json_take(&name, &fields, "operator");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = read_key(&point->key, key);
  if (status == SCR_OK) status = read_method(&point->method, method);
  if (status == SCR_OK) status = read_check(&point->check, check);
  return status == SCR_OK ? json_copy_string(&point->operator_name, name) : status;
}

// --- fields, in the document's order ---

static enum scr_status read_format(struct scr_setup_record *record, json_t *value) {
  (void)record;
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  return strcmp(json_string_value(value), SETUP_RECORD_FORMAT) == 0 ? SCR_OK : SCR_E_JSON_FIELD;
}

static enum scr_status read_uuid(struct scr_setup_record *record, json_t *value) {
  enum scr_status status = json_copy_string(&record->uuid, value);
  if (status == SCR_OK && !scr_uuid_is_valid(record->uuid, strlen(record->uuid))) status = SCR_E_SETUP_UUID;
  return status;
}

static enum scr_status read_board(struct scr_setup_record *record, json_t *value) {
  return read_key(&record->board, value);
}

static enum scr_status read_officer(struct scr_setup_record *record, json_t *value) {
  return read_key(&record->officer, value);
}

static enum scr_status read_registrar(struct scr_setup_record *record, json_t *value) {
  return read_key(&record->registrar, value);
}

static enum scr_status read_entry_points(struct scr_setup_record *record, json_t *value) {
  size_t count;
  enum scr_status status = scr_json_array(&count, value, 1, SCR_ENTRY_POINTS_MAX);
  if (status != SCR_OK) return status;
  record->entry_points = calloc(count, sizeof *record->entry_points);
  if (!record->entry_points) return SCR_E_MEMORY;
  record->entry_points_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = read_entry_point(&record->entry_points[i], json_array_get(value, i));
  return status;
}

static enum scr_status read_tellers(struct scr_setup_record *record, json_t *value) {
  return read_keys(&record->tellers, &record->tellers_n, value, SCR_SIGNERS_MAX);
}

static enum scr_status read_agents(struct scr_setup_record *record, json_t *value) {
  return read_keys(&record->agents, &record->agents_n, value, SCR_SIGNERS_MAX);
}

static enum scr_status read_witnesses(struct scr_setup_record *record, json_t *value) {
  return read_keys(&record->witnesses, &record->witnesses_n, value, WITNESSES_MAX);
}

static enum scr_status read_quorum(struct scr_setup_record *record, json_t *value) {
  return scr_json_uint(&record->quorum, value, SCR_JSON_NUMBER_MAX);
}

static enum scr_status read_roll(struct scr_setup_record *record, json_t *value) {
  return scr_json_hash(&record->roll, value);
}

static enum scr_status read_links(struct scr_setup_record *record, json_t *value) {
  return scr_json_hash(&record->links, value);
}

static enum scr_status read_credentials(struct scr_setup_record *record, json_t *value) {
  return scr_json_hash(&record->credentials, value);
}

static enum scr_status read_trustees(struct scr_setup_record *record, json_t *value) {
  return scr_json_hash(&record->trustees, value);
}

static enum scr_status read_members(struct scr_setup_record *record, json_t *value) {
  enum scr_status status = scr_json_uint(&record->members, value, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK && record->members == 0) status = SCR_E_NUMBER;
  if (status == SCR_OK && record->members > SCR_CREDENTIALS_MAX) status = SCR_E_LIMIT;
  return status;
}

static enum scr_status read_weight(struct scr_setup_record *record, json_t *value) {
  enum scr_status status = scr_json_number(&record->weight, value);
  if (status == SCR_OK && record->weight > SCR_WEIGHT_MAX) status = SCR_E_LIMIT;
  return status;
}

// A spare stands on the list of credentials as it stands here: printable, and without the comma before a weight.
static bool is_credential(const char *spare) {
  for (const char *c = spare; *c; c++)
    if (*c <= ' ' || *c > '~' || strchr("\"\\,", *c)) return false;
  return spare[0] != '\0';
}

static enum scr_status read_spares(struct scr_setup_record *record, json_t *value) {
  size_t count;
  enum scr_status status = scr_json_array(&count, value, 0, SCR_SPARES_MAX);
  if (status != SCR_OK || count == 0) return status;
  record->spares = calloc(count, sizeof *record->spares);
  if (!record->spares) return SCR_E_MEMORY;
  record->spares_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    status = json_copy_string(&record->spares[i], json_array_get(value, i));
    if (status == SCR_OK && !is_credential(record->spares[i])) status = SCR_E_RECORD_SPARES;
  }
  return status;
}

static enum scr_status read_opens(struct scr_setup_record *record, json_t *value) {
  return scr_json_uint(&record->opens, value, TIME_MAX);
}

static enum scr_status read_closes(struct scr_setup_record *record, json_t *value) {
  return scr_json_uint(&record->closes, value, TIME_MAX);
}

static enum scr_status read_slot(struct scr_setup_record *record, json_t *value) {
  return scr_json_uint(&record->slot, value, SCR_JSON_NUMBER_MAX);
}

static enum scr_status read_minimum(struct scr_setup_record *record, json_t *value) {
  return scr_json_uint(&record->minimum, value, SCR_JSON_NUMBER_MAX);
}

static enum scr_status read_method_minimum(struct scr_setup_record *record, json_t *value) {
  return scr_json_uint(&record->method_minimum, value, SCR_JSON_NUMBER_MAX);
}

static const struct {
  const char *name;
  enum scr_status (*read)(struct scr_setup_record *record, json_t *value);
} fields_of[] = {
    {"format", read_format},
    {"uuid", read_uuid},
    {"board", read_board},
    {"officer", read_officer},
    {"registrar", read_registrar},
    {"entry_points", read_entry_points},
    {"tellers", read_tellers},
    {"agents", read_agents},
    {"witnesses", read_witnesses},
    {"quorum", read_quorum},
    {"roll", read_roll},
    {"links", read_links},
    {"credentials", read_credentials},
    {"trustees", read_trustees},
    {"members", read_members},
    {"weight", read_weight},
    {"spares", read_spares},
    {"opens", read_opens},
    {"closes", read_closes},
    {"slot", read_slot},
    {"minimum", read_minimum},
    {"method_minimum", read_method_minimum},
};

// REC-1.
static enum scr_status read_record(struct scr_setup_record *record, json_t *json) {
  struct scr_json_fields fields;
  json_t *value;
  enum scr_status status = scr_json_fields(&fields, json);
  for (size_t i = 0; i < sizeof fields_of / sizeof *fields_of && status == SCR_OK; i++) {
    status = scr_json_take(&value, &fields, fields_of[i].name);
    if (status == SCR_OK) status = fields_of[i].read(record, value);
  }
  return status == SCR_OK ? scr_json_end(&fields) : status;
}

// --- rules over several fields ---

// The keys, names or spares that were met so far.
struct met {
  struct hash_set *set;
  enum scr_status status;
};

static void meet(struct met *met, const void *bytes, size_t length) {
  struct scr_hash hash;
  bool added = false;
  if (met->status != SCR_OK) return;
  scr_hash(&hash, bytes, length);
  met->status = hash_set_add(&added, met->set, &hash);
  if (met->status == SCR_OK && !added) met->status = SCR_E_RECORD_KEYS;
}

// REC-2.
static void meet_key(struct met *met, const struct scr_note_key *key, enum scr_note_key_type type) {
  if (met->status == SCR_OK && key->type != type) met->status = SCR_E_RECORD_KEYS;
  meet(met, key->public_key, sizeof key->public_key);
}

// A key of a role is known by its short name alone.
static void meet_role(struct met *met, const struct scr_note_key *key, const char *name_or_null) {
  char name[1 + SCR_NOTE_NAME_MAX + 1] = "=";
  if (met->status == SCR_OK &&
      (!role_name_is_valid(key->name) || (name_or_null && strcmp(key->name, name_or_null) != 0)))
    met->status = SCR_E_RECORD_KEYS;
  meet_key(met, key, SCR_NOTE_ED25519);
  memcpy(name + 1, key->name, strlen(key->name));
  meet(met, name, sizeof name);  // longer than a key: no name is taken for one
}

static enum scr_status check_keys(const struct scr_setup_record *record) {
  struct met met = {hash_set_new(), SCR_OK};
  if (!met.set) return SCR_E_MEMORY;
  meet_key(&met, &record->board, SCR_NOTE_ED25519);
  meet_role(&met, &record->officer, ROLE_OFFICER);
  meet_role(&met, &record->registrar, ROLE_REGISTRAR);
  for (size_t i = 0; i < record->entry_points_n; i++) meet_role(&met, &record->entry_points[i].key, NULL);
  for (size_t i = 0; i < record->tellers_n; i++) meet_role(&met, &record->tellers[i], NULL);
  for (size_t i = 0; i < record->agents_n; i++) meet_role(&met, &record->agents[i], NULL);
  for (size_t i = 0; i < record->witnesses_n; i++) meet_key(&met, &record->witnesses[i], SCR_NOTE_COSIGNATURE);
  hash_set_free(met.set);
  return met.status;
}

// Any two quorums have a witness in common (REC-3).
static enum scr_status check_quorum(const struct scr_setup_record *record) {
  if (record->quorum > record->witnesses_n) return SCR_E_RECORD_QUORUM;
  return record->witnesses_n == 0 || 2 * record->quorum > record->witnesses_n ? SCR_OK : SCR_E_RECORD_QUORUM;
}

// REC-4.
static enum scr_status check_window(const struct scr_setup_record *record) {
  if (record->slot < SCR_SLOT_MIN || record->slot > SCR_SLOT_MAX) return SCR_E_RECORD_WINDOW;
  return record->opens > 0 && record->closes > 0 && record->closes <= record->opens ? SCR_E_RECORD_WINDOW : SCR_OK;
}

// REC-5.
static enum scr_status check_spares(const struct scr_setup_record *record) {
  struct met met = {hash_set_new(), SCR_OK};
  if (!met.set) return SCR_E_MEMORY;
  for (size_t i = 0; i < record->spares_n; i++) meet(&met, record->spares[i], strlen(record->spares[i]));
  hash_set_free(met.set);
  return met.status == SCR_E_RECORD_KEYS ? SCR_E_RECORD_SPARES : met.status;
}

enum scr_status scr_setup_record_new(struct scr_setup_record **record, const char *bytes, size_t length) {
  json_t *json = NULL;
  if (length > SCR_SETUP_RECORD_MAX) return SCR_E_LIMIT;
  struct scr_setup_record *read = calloc(1, sizeof *read);
  if (!read) return SCR_E_MEMORY;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_record(read, json);
  json_decref(json);
  if (status == SCR_OK) status = check_keys(read);
  if (status == SCR_OK) status = check_quorum(read);
  if (status == SCR_OK) status = check_window(read);
  if (status == SCR_OK) status = check_spares(read);
  if (status != SCR_OK) {
    scr_setup_record_free(read);
    return status;
  }
  scr_hash(&read->hash, bytes, length);
  *record = read;
  return SCR_OK;
}

// --- beside the other documents ---

// The spares are on the list, in its order; *weight is theirs together.
static bool spares_fit(uint64_t *weight, const struct scr_setup_record *record,
                       const struct scr_credentials *credentials) {
  size_t before = SIZE_MAX;
  *weight = 0;
  for (size_t i = 0; i < record->spares_n; i++) {
    size_t at = scr_credentials_find(credentials, record->spares[i], strlen(record->spares[i]));
    if (at == SIZE_MAX || (before != SIZE_MAX && at <= before)) return false;
    *weight += scr_credentials_weight(credentials, at);
    before = at;
  }
  return true;
}

// REC-6.
enum scr_status scr_setup_record_check(const struct scr_setup_record *record, const struct scr_election *election,
                                       const struct scr_hash *trustees, const struct scr_hash *credentials_hash,
                                       const struct scr_credentials *credentials) {
  uint64_t spare_weight;
  if (strcmp(record->uuid, election->uuid) != 0) return SCR_E_RECORD_FIT;
  if (!scr_hash_equal(&record->trustees, trustees)) return SCR_E_RECORD_FIT;
  if (!scr_hash_equal(&record->credentials, credentials_hash)) return SCR_E_RECORD_FIT;
  if (!spares_fit(&spare_weight, record, credentials)) return SCR_E_RECORD_FIT;
  if (record->members + record->spares_n != scr_credentials_count(credentials)) return SCR_E_RECORD_FIT;
  if (record->weight + spare_weight != scr_credentials_total_weight(credentials)) return SCR_E_RECORD_FIT;
  return SCR_OK;
}

// --- what is asked of it ---

const struct scr_entry_point *scr_setup_record_entry_point(const struct scr_setup_record *record, const char *name,
                                                           size_t length) {
  for (size_t i = 0; i < record->entry_points_n; i++) {
    const char *its = record->entry_points[i].key.name;
    if (strlen(its) == length && memcmp(its, name, length) == 0) return &record->entry_points[i];
  }
  return NULL;
}

bool scr_setup_record_has_method(const struct scr_setup_record *record, enum scr_method method) {
  for (size_t i = 0; i < record->entry_points_n; i++)
    if (record->entry_points[i].method == method) return true;
  return false;
}

struct scr_log_keys scr_setup_record_log_keys(const struct scr_setup_record *record) {
  return (struct scr_log_keys){record->board, record->witnesses, record->witnesses_n};
}

// REC-8.
uint64_t scr_slot_of(const struct scr_setup_record *record, uint64_t time) {
  return time / record->slot;
}

uint64_t scr_slot_begin(const struct scr_setup_record *record, uint64_t slot) {
  return slot * record->slot;
}

uint64_t scr_slot_end(const struct scr_setup_record *record, uint64_t slot) {
  return scr_slot_begin(record, slot + 1);
}

static const struct scr_note_key *find_among(const struct scr_note_key *keys, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(keys[i].name, name) == 0) return &keys[i];
  return NULL;
}

const struct scr_note_key *scr_setup_record_role_key(size_t *entry_point, const struct scr_setup_record *record,
                                                     const char *name) {
  const struct scr_entry_point *point = scr_setup_record_entry_point(record, name, strlen(name));
  *entry_point = point ? (size_t)(point - record->entry_points) : SIZE_MAX;
  if (point) return &point->key;
  if (strcmp(record->officer.name, name) == 0) return &record->officer;
  if (strcmp(record->registrar.name, name) == 0) return &record->registrar;
  const struct scr_note_key *teller = find_among(record->tellers, record->tellers_n, name);
  return teller ? teller : find_among(record->agents, record->agents_n, name);
}
