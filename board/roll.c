// SPDX-License-Identifier: Apache-2.0
// The roll: reading it from CSV and from its own form, finding what a registrar should look at.
#include "scrutineer/roll.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "board/csv.h"
#include "board/roll_names.h"
#include "scrutineer/json.h"

#define FORMAT "scrutineer-roll-1"
#define ERRORS_MAX 100
#define FINDINGS_MAX 10000

struct scr_roll {
  size_t count, capacity;
  struct scr_member *members;
  char **strings;  // of member i: five of them, from 5 i on
  size_t findings_n, findings_capacity, errors;
  struct scr_roll_finding *findings;
  struct index *numbers, *names, *emails;
};

static const struct {
  const char *id;
  bool error;
  const char *sentence;
} problems[] = {
#define X(symbol, id, error, sentence) [symbol] = {id, error, sentence},
    SCR_ROLL_PROBLEMS(X)
#undef X
};

const char *scr_roll_problem_id(enum scr_roll_problem problem) {
  return problems[problem].id;
}

const char *scr_roll_problem_sentence(enum scr_roll_problem problem) {
  return problems[problem].sentence;
}

bool scr_roll_problem_is_error(enum scr_roll_problem problem) {
  return problems[problem].error;
}

const char *scr_member_field_name(enum scr_member_field field) {
  static const char *const names[SCR_MEMBER_FIELDS] = {"number",  "name",     "branch", "email",
                                                       "address", "eligible", "weight"};
  return names[field];
}

// --- an index of strings: which member has one ---

struct index {
  size_t mask, count;
  struct index_slot {
    const char *key;  // borrowed from the roll
    size_t member;
  } * slots;
  unsigned char seed[crypto_shorthash_KEYBYTES];  // so that nobody can choose keys that collide
};

static struct index *index_new(void) {
  struct index *index = calloc(1, sizeof *index);
  if (!index) return NULL;
  index->mask = 255;
  index->slots = calloc(index->mask + 1, sizeof *index->slots);
  crypto_shorthash_keygen(index->seed);
  if (index->slots) return index;
  free(index);
  return NULL;
}

static void index_free(struct index *index) {
  if (!index) return;
  free(index->slots);
  free(index);
}

static struct index_slot *index_place(const struct index *index, const char *key) {
  uint64_t hash;
  (void)crypto_shorthash((unsigned char *)&hash, (const unsigned char *)key, strlen(key), index->seed);
  size_t at = (size_t)hash & index->mask;
  while (index->slots[at].key && strcmp(index->slots[at].key, key) != 0) at = (at + 1) & index->mask;
  return &index->slots[at];
}

static bool index_grow(struct index *index) {
  struct index_slot *old = index->slots;
  size_t count = index->mask + 1;
  struct index_slot *slots = calloc(2 * count, sizeof *slots);
  if (!slots) return false;
  index->slots = slots;
  index->mask = 2 * count - 1;
  for (size_t i = 0; i < count; i++)
    if (old[i].key) *index_place(index, old[i].key) = old[i];
  free(old);
  return true;
}

// Adds the key; *earlier is the member who has it already, or SIZE_MAX.
static enum scr_status index_add(size_t *earlier, struct index *index, const char *key, size_t member) {
  if (2 * (index->count + 1) > index->mask && !index_grow(index)) return SCR_E_MEMORY;
  struct index_slot *slot = index_place(index, key);
  *earlier = slot->key ? slot->member : SIZE_MAX;
  if (!slot->key) {
    *slot = (struct index_slot){key, member};
    index->count++;
  }
  return SCR_OK;
}

// --- memory ---

static struct scr_roll *roll_new(void) {
  struct scr_roll *roll = calloc(1, sizeof *roll);
  if (!roll) return NULL;
  roll->numbers = index_new();
  roll->names = index_new();
  roll->emails = index_new();
  if (roll->numbers && roll->names && roll->emails) return roll;
  scr_roll_free(roll);
  return NULL;
}

static void drop_members(struct scr_roll *roll) {
  for (size_t i = 0; i < 5 * roll->count; i++) {
    if (roll->strings[i]) sodium_memzero(roll->strings[i], strlen(roll->strings[i]));
    free(roll->strings[i]);
  }
  roll->count = 0;
}

void scr_roll_free(struct scr_roll *roll) {
  if (!roll) return;
  drop_members(roll);
  free(roll->members);
  free(roll->strings);
  free(roll->findings);
  index_free(roll->numbers);
  index_free(roll->names);
  index_free(roll->emails);
  free(roll);
}

static enum scr_status reserve_member(struct scr_roll *roll) {
  if (roll->count < roll->capacity) return SCR_OK;
  if (roll->count >= SCR_MEMBERS_MAX) return SCR_E_LIMIT;
  size_t capacity = roll->capacity ? 2 * roll->capacity : 256;
  struct scr_member *members = realloc(roll->members, capacity * sizeof *members);
  if (members) roll->members = members;
  char **strings = realloc(roll->strings, 5 * capacity * sizeof *strings);
  if (strings) roll->strings = strings;
  if (!members || !strings) return SCR_E_MEMORY;
  roll->capacity = capacity;
  return SCR_OK;
}

static enum scr_status find_problem(struct scr_roll *roll, enum scr_roll_problem problem, size_t line,
                                    size_t other_line, const char *detail) {
  bool error = problems[problem].error;
  roll->errors += error;
  if (error ? roll->errors > ERRORS_MAX : roll->findings_n >= FINDINGS_MAX) return SCR_OK;
  if (roll->findings_n == roll->findings_capacity) {
    size_t capacity = roll->findings_capacity ? 2 * roll->findings_capacity : 64;
    struct scr_roll_finding *findings = realloc(roll->findings, capacity * sizeof *findings);
    if (!findings) return SCR_E_MEMORY;
    roll->findings = findings;
    roll->findings_capacity = capacity;
  }
  roll->findings[roll->findings_n++] = (struct scr_roll_finding){problem, line, other_line, detail};
  return SCR_OK;
}

// --- one member ---

// A copy without blanks at its ends; *trimmed tells whether there were any.
static char *copy_trimmed(const char *string, bool *trimmed) {
  const char *start = string;
  while (*start == ' ' || *start == '\t') start++;
  size_t length = strlen(start);
  while (length > 0 && (start[length - 1] == ' ' || start[length - 1] == '\t')) length--;
  *trimmed |= start != string || start[length] != '\0';
  return strndup(start, length);
}

static bool parse_eligible(bool *eligible, const char *text) {
  static const char *const yes[] = {"", "yes", "true", "1", "y"}, *const no[] = {"no", "false", "0", "n"};
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    if (strcasecmp(text, yes[i]) == 0) return *eligible = true;
  for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
    if (strcasecmp(text, no[i]) != 0) continue;
    *eligible = false;
    return true;
  }
  return false;
}

static bool parse_weight(uint64_t *weight, const char *text) {
  size_t length = strlen(text);
  if (length == 0) return (*weight = 1);
  if (length > 10 || strspn(text, "0123456789") != length) return false;
  *weight = strtoull(text, NULL, 10);
  return *weight >= 1 && *weight <= SCR_MEMBER_WEIGHT_MAX;
}

// What is wrong with one member, alone and beside the earlier ones (ROL-2).
static enum scr_status look_at(struct scr_roll *roll, size_t i, bool trimmed) {
  const struct scr_member *member = &roll->members[i];
  size_t line = member->line, earlier = SIZE_MAX;
  enum scr_status status = SCR_OK;
  if (trimmed) status = find_problem(roll, SCR_ROLL_BLANKS, line, 0, NULL);
  if (status == SCR_OK && !member->number[0]) status = find_problem(roll, SCR_ROLL_MISSING, line, 0, "number");
  if (status == SCR_OK && !member->name[0]) status = find_problem(roll, SCR_ROLL_MISSING, line, 0, "name");
  if (status == SCR_OK && strlen(member->number) > SCR_NUMBER_BYTES_MAX)
    status = find_problem(roll, SCR_ROLL_LONG, line, 0, NULL);
  if (status == SCR_OK && member->number[0]) status = index_add(&earlier, roll->numbers, member->number, i);
  if (status == SCR_OK && earlier != SIZE_MAX)
    status = find_problem(roll, SCR_ROLL_NUMBER, line, roll->members[earlier].line, NULL);
  if (status == SCR_OK) status = index_add(&earlier, roll->names, member->name, i);
  if (status == SCR_OK && earlier != SIZE_MAX && member->name[0])
    status = find_problem(roll, SCR_ROLL_SAME_NAME, line, roll->members[earlier].line, NULL);
  if (status == SCR_OK) status = index_add(&earlier, roll->emails, member->email, i);
  if (status == SCR_OK && earlier != SIZE_MAX && member->email[0])
    status = find_problem(roll, SCR_ROLL_SAME_EMAIL, line, roll->members[earlier].line, NULL);
  if (status == SCR_OK && !member->email[0]) status = find_problem(roll, SCR_ROLL_NO_EMAIL, line, 0, NULL);
  if (status == SCR_OK && name_has_invisible(member->name))
    status = find_problem(roll, SCR_ROLL_INVISIBLE, line, 0, NULL);
  if (status == SCR_OK && name_mixes_scripts(member->name)) status = find_problem(roll, SCR_ROLL_MIXED, line, 0, NULL);
  return status;
}

// fields[] in the order of enum scr_member_field.
static enum scr_status add_member(struct scr_roll *roll, const char *const fields[SCR_MEMBER_FIELDS], size_t line) {
  enum scr_status status = reserve_member(roll);
  if (status != SCR_OK) return status;
  size_t i = roll->count++;
  char **strings = &roll->strings[5 * i];
  bool trimmed = false, complete = true;
  for (size_t f = 0; f < 5; f++) {
    strings[f] = copy_trimmed(fields[f], &trimmed);
    complete = complete && strings[f];
  }
  if (!complete) return SCR_E_MEMORY;
  struct scr_member *member = &roll->members[i];
  *member = (struct scr_member){strings[0], strings[1], strings[2], strings[3], strings[4], true, 1, line};
  char *eligible = copy_trimmed(fields[SCR_MEMBER_ELIGIBLE], &trimmed);
  char *weight = copy_trimmed(fields[SCR_MEMBER_WEIGHT], &trimmed);
  if (!eligible || !weight) status = SCR_E_MEMORY;
  if (status == SCR_OK && !parse_eligible(&member->eligible, eligible))
    status = find_problem(roll, SCR_ROLL_ELIGIBLE, line, 0, NULL);
  if (status == SCR_OK && !parse_weight(&member->weight, weight))
    status = find_problem(roll, SCR_ROLL_WEIGHT, line, 0, NULL);
  free(eligible);
  free(weight);
  return status == SCR_OK ? look_at(roll, i, trimmed) : status;
}

// --- from CSV ---

#define NO_COLUMN SIZE_MAX

static enum scr_status map_columns(size_t map[SCR_MEMBER_FIELDS], struct scr_roll *roll, const struct csv *csv,
                                   const char *const columns[SCR_MEMBER_FIELDS]) {
  bool used[CSV_FIELDS_MAX] = {false};
  enum scr_status status = SCR_OK;
  for (int f = 0; f < SCR_MEMBER_FIELDS && status == SCR_OK; f++) {
    const char *wanted = columns[f] ? columns[f] : scr_member_field_name((enum scr_member_field)f);
    bool required = f <= SCR_MEMBER_NAME || columns[f];
    size_t found = 0;
    map[f] = NO_COLUMN;
    for (size_t i = 0; i < csv->fields_n; i++) {
      if (strcmp(csv_field(csv, i), wanted) != 0) continue;
      map[f] = i;
      used[i] = true;
      found++;
    }
    if (found > 1 || (found == 0 && required))
      status = find_problem(roll, SCR_ROLL_COLUMN, csv->line, 0, scr_member_field_name((enum scr_member_field)f));
  }
  for (size_t i = 0; i < csv->fields_n && status == SCR_OK; i++)
    if (!used[i]) status = find_problem(roll, SCR_ROLL_IGNORED, csv->line, 0, NULL);
  return status;
}

static enum scr_status read_record(struct scr_roll *roll, const struct csv *csv, const size_t map[SCR_MEMBER_FIELDS],
                                   size_t width) {
  const char *fields[SCR_MEMBER_FIELDS];
  if (csv->fields_n != width) return find_problem(roll, SCR_ROLL_FIELDS, csv->line, 0, NULL);
  for (size_t f = 0; f < SCR_MEMBER_FIELDS; f++) fields[f] = map[f] == NO_COLUMN ? "" : csv_field(csv, map[f]);
  return add_member(roll, fields, csv->line);
}

static enum scr_status read_records(struct scr_roll *roll, struct csv *csv,
                                    const char *const columns[SCR_MEMBER_FIELDS]) {
  size_t map[SCR_MEMBER_FIELDS], width = 0;
  bool end = false;
  for (bool header = true;; header = false) {
    enum scr_status status = csv_next(csv, &end);
    if (status == SCR_E_TEXT) {
      status = find_problem(roll, SCR_ROLL_LINE, csv->line, 0, csv->problem);
      if (status == SCR_OK && !header) continue;
      return status;
    }
    if (status != SCR_OK || end) return status;
    if (header) {
      width = csv->fields_n;
      status = map_columns(map, roll, csv, columns);
    } else {
      status = read_record(roll, csv, map, width);
    }
    if (status != SCR_OK || (header && roll->errors > 0)) return status;
  }
}

// ROL-1.
enum scr_status scr_roll_import(struct scr_roll **roll, const char *bytes, size_t length, char separator,
                                const char *const columns[SCR_MEMBER_FIELDS]) {
  struct csv csv;
  if (length > SCR_ROLL_BYTES_MAX) return SCR_E_LIMIT;
  struct scr_roll *read = roll_new();
  if (!read) return SCR_E_MEMORY;
  enum scr_status status = csv_begin(&csv, bytes, length, separator);
  if (status == SCR_E_TEXT)
    status = find_problem(read, SCR_ROLL_LINE, csv.line, 0, csv.problem);
  else if (status == SCR_OK)
    status = read_records(read, &csv, columns);
  csv_free(&csv);
  if (status == SCR_OK && read->errors == 0 && read->count == 0)
    status = find_problem(read, SCR_ROLL_EMPTY, 1, 0, NULL);
  if (read->errors > 0) drop_members(read);
  if (status == SCR_OK)
    *roll = read;
  else
    scr_roll_free(read);
  return status;
}

// --- its own form ---

void scr_text_add_roll(struct scr_text *text, const struct scr_roll *roll) {
  scr_text_add(text, "{\"format\":\"" FORMAT "\",\"members\":[");
  for (size_t i = 0; i < roll->count; i++) {
    const struct scr_member *member = &roll->members[i];
    for (size_t f = 0; f < 5; f++) {
      scr_text_add_format(text,
                          f > 0   ? ",\"%s\":"
                          : i > 0 ? ",\n{\"%s\":"
                                  : "\n{\"%s\":",
                          scr_member_field_name((enum scr_member_field)f));
      scr_text_add_json(text, roll->strings[5 * i + f], strlen(roll->strings[5 * i + f]));
    }
    scr_text_add_format(text, ",\"eligible\":\"%s\",\"weight\":\"%llu\"}", member->eligible ? "yes" : "no",
                        (unsigned long long)member->weight);
  }
  scr_text_add(text, "\n]}\n");
}

static enum scr_status read_member(struct scr_roll *roll, json_t *json, size_t line) {
  struct scr_json_fields taken;
  const char *fields[SCR_MEMBER_FIELDS];
  enum scr_status status = scr_json_fields(&taken, json);
  for (int f = 0; f < SCR_MEMBER_FIELDS && status == SCR_OK; f++) {
    json_t *value;
    size_t length;
    status = scr_json_take(&value, &taken, scr_member_field_name((enum scr_member_field)f));
    if (status == SCR_OK) status = scr_json_string(&fields[f], &length, value);
  }
  if (status == SCR_OK) status = scr_json_end(&taken);
  return status == SCR_OK ? add_member(roll, fields, line) : status;
}

static enum scr_status open_roll(json_t **members, json_t *json) {
  struct scr_json_fields fields;
  json_t *format;
  const char *name;
  size_t length;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = scr_json_string(&name, &length, format);
  if (status == SCR_OK && strcmp(name, FORMAT) != 0) status = SCR_E_JSON_FIELD;
  if (status == SCR_OK) status = scr_json_take(members, &fields, "members");
  if (status == SCR_OK) status = scr_json_end(&fields);
  return status == SCR_OK && !json_is_array(*members) ? SCR_E_JSON_TYPE : status;
}

enum scr_status scr_roll_read(struct scr_roll **roll, const char *bytes, size_t length) {
  struct scr_roll *read = roll_new();
  if (!read) return SCR_E_MEMORY;
  json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL), *members = NULL;
  enum scr_status status = json ? open_roll(&members, json) : SCR_E_JSON_SYNTAX;
  for (size_t i = 0; i < json_array_size(members) && status == SCR_OK; i++)
    status = read_member(read, json_array_get(members, i), i + 2);
  if (status == SCR_OK && (read->errors > 0 || read->count == 0)) status = SCR_E_TEXT;
  json_decref(json);
  if (status == SCR_OK)
    *roll = read;
  else
    scr_roll_free(read);
  return status;
}

// --- asking ---

size_t scr_roll_count(const struct scr_roll *roll) {
  return roll->count;
}

const struct scr_member *scr_roll_member(const struct scr_roll *roll, size_t index) {
  return &roll->members[index];
}

const struct scr_member *scr_roll_find(const struct scr_roll *roll, const char *number) {
  if (roll->count == 0) return NULL;
  const struct index_slot *slot = index_place(roll->numbers, number);
  return slot->key ? &roll->members[slot->member] : NULL;
}

size_t scr_roll_errors(const struct scr_roll *roll) {
  return roll->errors;
}

const struct scr_roll_finding *scr_roll_findings(size_t *count, const struct scr_roll *roll) {
  *count = roll->findings_n;
  return roll->findings;
}
