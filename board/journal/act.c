// SPDX-License-Identifier: Apache-2.0
// Official acts: their form. One table says which fields a kind has; one table says how a field is read and written.
#include <stdlib.h>
#include <string.h>

#include "board/journal/journal_internal.h"
#include "board/nested.h"
#include "board/question.h"
#include "board/role_name.h"

#define UUID_MAX 64

// --- names ---

#define NAME(symbol, name, ...) name,
static const char *const act_names[SCR_ACT_KINDS] = {SCR_ACTS(NAME)};
static const char *const reason_names[SCR_REASONS_N] = {SCR_REASONS(NAME)};
#undef NAME
static const char *const votes_names[SCR_VOTES_CAST_N] = {"count", "void", "rerun"};
#define FIELDS(symbol, name, signers, fields) fields,
static const char *const act_fields[SCR_ACT_KINDS] = {SCR_ACTS(FIELDS)};
#undef FIELDS

static bool find_name(int *found, const char *const *names, int count, const char *name) {
  for (int i = 0; i < count; i++) {
    if (strcmp(names[i], name) != 0) continue;
    *found = i;
    return true;
  }
  return false;
}

const char *scr_act_name(enum scr_act_kind kind) {
  return act_names[kind];
}

bool scr_act_by_name(enum scr_act_kind *kind, const char *name) {
  int found;
  if (!find_name(&found, act_names, SCR_ACT_KINDS, name)) return false;
  *kind = (enum scr_act_kind)found;
  return true;
}

const char *scr_act_fields(enum scr_act_kind kind) {
  return act_fields[kind];
}

const char *scr_reason_name(enum scr_reason reason) {
  return reason_names[reason];
}

bool scr_reason_by_name(enum scr_reason *reason, const char *name) {
  int found;
  if (!find_name(&found, reason_names, SCR_REASONS_N, name)) return false;
  *reason = (enum scr_reason)found;
  return true;
}

const char *scr_votes_cast_name(enum scr_votes_cast votes) {
  return votes_names[votes];
}

// --- single values ---

struct act_context {
  struct scr_act *act;
  const struct scr_election *election;
};

typedef enum scr_status field_reader(struct act_context *context, json_t *value);
typedef void field_writer(struct scr_text *text, const struct scr_election *election, const struct scr_act *act);

static void add_string(struct scr_text *text, const char *string) {
  scr_text_add_json(text, string, strlen(string));
}

static void add_hex(struct scr_text *text, const struct scr_hash *hash) {
  scr_text_add(text, "\"");
  scr_text_add_hex(text, hash->byte, SCR_HASH_BYTES);
  scr_text_add(text, "\"");
}

static enum scr_status read_count(uint64_t *count, const json_t *value) {
  uint64_t read;
  enum scr_status status = scr_json_number(&read, value);
  if (status == SCR_OK && read > SCR_PAPER_MAX) status = SCR_E_NUMBER;
  if (status == SCR_OK) *count = read;
  return status;
}

// A public credential; whether there is such a one is for the rules to say.
static enum scr_status read_credential(char **credential, const json_t *value) {
  enum scr_status status = json_copy_string(credential, value);
  if (status == SCR_OK && !(*credential)[0]) status = SCR_E_TEXT;
  return status;
}

enum scr_status role_name_read(char name[SCR_ROLE_NAME_MAX + 1], const json_t *value) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status != SCR_OK) return status;
  if (!role_name_is_valid(string)) return SCR_E_TEXT;
  memcpy(name, string, length + 1);
  return SCR_OK;
}

static enum scr_status read_reason(enum scr_reason *reason, const json_t *value) {
  const char *name = json_string_value(value);
  if (!name) return SCR_E_JSON_TYPE;
  return scr_reason_by_name(reason, name) ? SCR_OK : SCR_E_TEXT;
}

// --- cells: numbers by question and answer ---

static enum scr_status read_cell(void *cells, size_t cell, const struct scr_election *election, json_t *value) {
  (void)election;
  return read_count((uint64_t *)cells + cell, value);
}

static enum scr_status read_cells(uint64_t **cells, size_t *count, const struct scr_election *election,
                                  const json_t *value) {
  *cells = calloc(election->ciphertexts_n, sizeof **cells);
  if (!*cells) return SCR_E_MEMORY;
  *count = election->ciphertexts_n;
  return nested_read(*cells, election, value, read_cell, SCR_E_JSON_FIELD);
}

static void add_cell(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  (void)election;
  scr_text_add_number(text, ((const uint64_t *)cells)[cell]);
}

// --- a count of papers ---

static enum scr_status read_rejected(struct scr_paper_count *paper, const json_t *value) {
  size_t count;
  int last = -1;
  enum scr_status status = scr_json_array(&count, value, 0, SCR_REASONS_N);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    struct scr_json_fields fields;
    json_t *reason, *papers;
    enum scr_reason which = SCR_REASON_OTHER;
    status = scr_json_fields(&fields, json_array_get(value, i));
    if (status == SCR_OK) status = scr_json_take(&reason, &fields, "reason");
    if (status == SCR_OK) status = scr_json_take(&papers, &fields, "papers");
    if (status == SCR_OK) status = scr_json_end(&fields);
    if (status == SCR_OK) status = read_reason(&which, reason);
    if (status == SCR_OK && (int)which <= last) status = SCR_E_JSON_FIELD;
    if (status == SCR_OK) status = read_count(&paper->rejected[which], papers);
    if (status == SCR_OK && paper->rejected[which] == 0) status = SCR_E_NUMBER;
    last = (int)which;
  }
  return status;
}

static enum scr_status read_refusals(struct scr_paper_count *paper, const json_t *value) {
  size_t count;
  enum scr_status status = scr_json_array(&count, value, 0, (size_t)2 * SCR_SIGNERS_MAX);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    status = role_name_read(paper->refusals[i], json_array_get(value, i));
    if (status == SCR_OK) paper->refusals_n = i + 1;
  }
  return status;
}

static enum scr_status take_count(uint64_t *count, struct scr_json_fields *fields, const char *key) {
  json_t *value;
  enum scr_status status = scr_json_take(&value, fields, key);
  return status == SCR_OK ? read_count(count, value) : status;
}

static enum scr_status read_paper(struct act_context *context, json_t *json) {
  struct scr_paper_count *paper = &context->act->paper;
  struct scr_json_fields fields;
  json_t *rejected, *votes, *refusals;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = take_count(&paper->issued, &fields, "issued");
  if (status == SCR_OK) status = take_count(&paper->replaced, &fields, "replaced");
  if (status == SCR_OK) status = take_count(&paper->returned, &fields, "returned");
  if (status == SCR_OK) status = take_count(&paper->unaccounted, &fields, "unaccounted");
  if (status == SCR_OK) status = scr_json_take(&rejected, &fields, "rejected");
  if (status == SCR_OK) status = take_count(&paper->weight, &fields, "weight");
  if (status == SCR_OK) status = take_count(&paper->valid, &fields, "valid");
  if (status == SCR_OK) status = take_count(&paper->valid_weight, &fields, "valid_weight");
  if (status == SCR_OK) status = scr_json_take(&votes, &fields, "votes");
  if (status == SCR_OK) status = scr_json_take(&refusals, &fields, "refusals");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = read_rejected(paper, rejected);
  if (status == SCR_OK) status = read_cells(&paper->votes, &paper->votes_n, context->election, votes);
  if (status == SCR_OK) status = read_refusals(paper, refusals);
  return status;
}

static void add_paper(struct scr_text *text, const struct scr_election *election, const struct scr_act *act) {
  const struct scr_paper_count *paper = &act->paper;
  const char *comma = "";
  scr_text_add_format(text, "{\"issued\":");
  scr_text_add_number(text, paper->issued);
  scr_text_add(text, ",\"replaced\":");
  scr_text_add_number(text, paper->replaced);
  scr_text_add(text, ",\"returned\":");
  scr_text_add_number(text, paper->returned);
  scr_text_add(text, ",\"unaccounted\":");
  scr_text_add_number(text, paper->unaccounted);
  scr_text_add(text, ",\"rejected\":[");
  for (int i = 0; i < SCR_REASONS_N; i++) {
    if (paper->rejected[i] == 0) continue;
    scr_text_add_format(text, "%s{\"reason\":\"%s\",\"papers\":", comma, reason_names[i]);
    scr_text_add_number(text, paper->rejected[i]);
    scr_text_add(text, "}");
    comma = ",";
  }
  scr_text_add(text, "],\"weight\":");
  scr_text_add_number(text, paper->weight);
  scr_text_add(text, ",\"valid\":");
  scr_text_add_number(text, paper->valid);
  scr_text_add(text, ",\"valid_weight\":");
  scr_text_add_number(text, paper->valid_weight);
  scr_text_add(text, ",\"votes\":");
  scr_text_add_nested(text, election, paper->votes, add_cell);
  scr_text_add(text, ",\"refusals\":[");
  for (size_t i = 0; i < paper->refusals_n; i++)
    scr_text_add_format(text, "%s\"%s\"", i ? "," : "", paper->refusals[i]);
  scr_text_add(text, "]}");
}

// --- fields ---

#define READ(name) static enum scr_status read_##name##_field(struct act_context *context, json_t *value)
#define WRITE(name) \
  static void add_##name##_field(struct scr_text *text, const struct scr_election *election, const struct scr_act *act)

READ(credential) {
  return read_credential(&context->act->credential, value);
}
WRITE(credential) {
  (void)election;
  add_string(text, act->credential);
}
READ(spare) {
  return read_credential(&context->act->spare, value);
}
WRITE(spare) {
  (void)election;
  add_string(text, act->spare);
}
READ(ballot) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  return scr_hash_from_base64(&context->act->ballot, json_string_value(value), json_string_length(value));
}
WRITE(ballot) {
  char base64[SCR_HASH_BASE64 + 1];
  (void)election;
  scr_hash_base64(base64, &act->ballot);
  add_string(text, base64);
}
READ(reason) {
  return read_reason(&context->act->reason, value);
}
WRITE(reason) {
  (void)election;
  add_string(text, reason_names[act->reason]);
}
READ(method) {
  const char *name = json_string_value(value);
  if (!name) return SCR_E_JSON_TYPE;
  return scr_method_by_name(&context->act->method, name) ? SCR_OK : SCR_E_TEXT;
}
WRITE(method) {
  (void)election;
  add_string(text, scr_method_name(act->method));
}
READ(point) {
  return role_name_read(context->act->point, value);
}
WRITE(point) {
  (void)election;
  add_string(text, act->point);
}
READ(question) {
  return scr_json_uint(&context->act->question, value, SCR_JSON_NUMBER_MAX);
}
WRITE(question) {
  (void)election;
  scr_text_add_u64(text, act->question);
}
READ(answer) {
  return scr_json_uint(&context->act->answer, value, SCR_JSON_NUMBER_MAX);
}
WRITE(answer) {
  (void)election;
  scr_text_add_u64(text, act->answer);
}
READ(votes) {
  const char *name = json_string_value(value);
  int found;
  if (!name) return SCR_E_JSON_TYPE;
  if (!find_name(&found, votes_names, SCR_VOTES_CAST_N, name)) return SCR_E_TEXT;
  context->act->votes = (enum scr_votes_cast)found;
  return SCR_OK;
}
WRITE(votes) {
  (void)election;
  add_string(text, votes_names[act->votes]);
}
READ(document) {
  return scr_json_hash(&context->act->document, value);
}
WRITE(document) {
  (void)election;
  add_hex(text, &act->document);
}
READ(entry) {
  return scr_json_uint(&context->act->entry, value, SCR_LOG_ENTRIES_MAX);
}
WRITE(entry) {
  (void)election;
  scr_text_add_u64(text, act->entry);
}
READ(until) {
  return scr_json_uint(&context->act->until, value, TIME_MAX);
}
WRITE(until) {
  (void)election;
  scr_text_add_u64(text, act->until);
}
READ(result) {
  return scr_json_hash(&context->act->result, value);
}
WRITE(result) {
  (void)election;
  add_hex(text, &act->result);
}

static const char *const column_names[3] = {"encrypted", "paper", "total"};

READ(columns) {
  struct scr_json_fields fields;
  enum scr_status status = scr_json_fields(&fields, value);
  for (int i = 0; i < 3 && status == SCR_OK; i++) {
    json_t *column;
    status = scr_json_take(&column, &fields, column_names[i]);
    if (status == SCR_OK)
      status = read_cells(&context->act->columns[i], &context->act->columns_n, context->election, column);
  }
  return status == SCR_OK ? scr_json_end(&fields) : status;
}
WRITE(columns) {
  for (int i = 0; i < 3; i++) {
    scr_text_add_format(text, "%s\"%s\":", i ? "," : "{", column_names[i]);
    scr_text_add_nested(text, election, act->columns[i], add_cell);
  }
  scr_text_add(text, "}");
}
READ(uuid) {
  enum scr_status status = json_copy_string(&context->act->uuid, value);
  if (status == SCR_OK && !scr_uuid_is_valid(context->act->uuid, strlen(context->act->uuid))) status = SCR_E_SETUP_UUID;
  return status;
}
WRITE(uuid) {
  (void)election;
  add_string(text, act->uuid);
}
READ(hashes) {
  struct scr_act *act = context->act;
  size_t count;
  enum scr_status status = scr_json_array(&count, value, 1, SCR_ACT_HASHES_MAX);
  if (status != SCR_OK) return status;
  act->hashes = calloc(count, sizeof *act->hashes);
  if (!act->hashes) return SCR_E_MEMORY;
  act->hashes_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = scr_json_hash(&act->hashes[i], json_array_get(value, i));
  return status;
}
WRITE(hashes) {
  (void)election;
  for (size_t i = 0; i < act->hashes_n; i++) {
    scr_text_add(text, i ? "," : "[");
    add_hex(text, &act->hashes[i]);
  }
  scr_text_add(text, "]");
}

static const struct field {
  const char *name;
  field_reader *read;
  field_writer *write;
} fields_known[] = {
#define FIELD(name) \
  { #name, read_##name##_field, add_##name##_field }
    FIELD(credential),
    FIELD(spare),
    FIELD(ballot),
    FIELD(reason),
    FIELD(method),
    FIELD(point),
    FIELD(question),
    FIELD(answer),
    FIELD(votes),
    FIELD(document),
    FIELD(entry),
    FIELD(until),
    FIELD(result),
    FIELD(columns),
    FIELD(uuid),
    FIELD(hashes),
    {"paper", read_paper, add_paper},
#undef FIELD
};

// Steps through the names of a list that are separated by spaces; NULL after the last.
static const struct field *next_field(const char **list) {
  size_t length = strcspn(*list, " ");
  const char *name = *list;
  if (length == 0) return NULL;
  *list += length + (name[length] == ' ');
  for (size_t i = 0; i < sizeof fields_known / sizeof *fields_known; i++)
    if (strlen(fields_known[i].name) == length && memcmp(fields_known[i].name, name, length) == 0)
      return &fields_known[i];
  abort();  // the table of kinds names a field that there isn't
}

// --- acts ---

void scr_act_free(struct scr_act *act) {
  free(act->credential);
  free(act->spare);
  free(act->uuid);
  free(act->hashes);
  free(act->paper.votes);
  for (int i = 0; i < 3; i++) free(act->columns[i]);
  memset(act, 0, sizeof *act);
}

static enum scr_status read_kind(struct scr_act *act, struct scr_json_fields *fields) {
  json_t *kind, *made;
  enum scr_status status = scr_json_take(&kind, fields, "kind");
  if (status == SCR_OK) status = scr_json_take(&made, fields, "made");
  if (status != SCR_OK) return status;
  if (!json_is_string(kind)) return SCR_E_JSON_TYPE;
  if (!scr_act_by_name(&act->kind, json_string_value(kind))) return SCR_E_TEXT;
  return scr_json_uint(&act->made, made, SCR_ACT_MADE_MAX);
}

// JRN-4.
enum scr_status act_read_json(struct scr_act *act, const struct scr_election *election, json_t *json) {
  struct scr_act read = {.made = 0};
  struct act_context context = {&read, election};
  struct scr_json_fields fields;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = read_kind(&read, &fields);
  const char *list = status == SCR_OK ? act_fields[read.kind] : "";
  for (const struct field *field; status == SCR_OK && (field = next_field(&list));) {
    json_t *value;
    status = scr_json_take(&value, &fields, field->name);
    if (status == SCR_OK) status = field->read(&context, value);
  }
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK)
    *act = read;
  else
    scr_act_free(&read);
  return status;
}

enum scr_status scr_act_read(struct scr_act *act, const struct scr_election *election, const char *bytes,
                             size_t length) {
  json_t *json = NULL;
  enum scr_status status = length > SCR_LOG_ENTRY_MAX ? SCR_E_LIMIT : scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = act_read_json(act, election, json);
  json_decref(json);
  return status;
}

void scr_text_add_act(struct scr_text *text, const struct scr_election *election, const struct scr_act *act) {
  const char *list = act_fields[act->kind];
  scr_text_add_format(text, "{\"kind\":\"%s\",\"made\":", act_names[act->kind]);
  scr_text_add_u64(text, act->made);
  for (const struct field *field; (field = next_field(&list));) {
    scr_text_add_format(text, ",\"%s\":", field->name);
    field->write(text, election, act);
  }
  scr_text_add(text, "}");
}
