// SPDX-License-Identifier: Apache-2.0
// Definitions as JSON.
#include "cli/definition.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/question.h"
#include "cli/cli.h"
#include "cli/zone.h"
#include "scrutineer/json.h"

#define FORMAT "scrutineer-definition-1"
#define TIME_MAX INT64_C(253402300799)  // the end of the year 9999

void definition_free(struct definition *definition) {
  struct scr_election *election = &definition->election;
  for (size_t i = 0; i < election->questions_n; i++) {
    for (size_t j = 0; j < election->questions[i].answers_n; j++) free(election->questions[i].answers[j]);
    free(election->questions[i].answers);
    free(election->questions[i].title);
  }
  free(election->questions);
  free(election->name);
  free(election->description);
  free(election->uuid);
  memset(definition, 0, sizeof *definition);
}

// --- writing ---

static void add_string(struct scr_text *text, const char *key, const char *value) {
  scr_text_add(text, key);
  scr_text_add_json(text, value, strlen(value));
}

static void add_names(struct scr_text *text, const struct trustee_name *names, size_t count) {
  scr_text_add(text, "[");
  for (size_t i = 0; i < count; i++) add_string(text, i > 0 ? "," : "", names[i].text);
  scr_text_add(text, "]");
}

void scr_text_add_definition(struct scr_text *text, const struct definition *definition) {
  const struct scr_election *election = &definition->election;
  add_string(text, "{\"format\":", FORMAT);
  add_string(text, ",\"uuid\":", election->uuid);
  add_string(text, ",\"name\":", election->name);
  add_string(text, ",\"description\":", election->description);
  add_string(text, ",\"group\":", scr_group_name(election->group));
  scr_text_add(text, ",\"questions\":[");
  for (size_t i = 0; i < election->questions_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    election->questions[i].type->write(text, &election->questions[i]);
  }
  scr_text_add(text, "],\"mandatory\":");
  add_names(text, definition->mandatory, definition->mandatory_n);
  scr_text_add_format(text, ",\"threshold\":%u,\"members\":", definition->threshold);
  add_names(text, definition->members, definition->members_n);
  add_string(text, ",\"timezone\":", definition->timezone);
  scr_text_add_format(text, ",\"opens\":%" PRId64 ",\"closes\":%" PRId64 ",\"minimum\":%" PRIu64 "}", definition->opens,
                      definition->closes, definition->minimum);
}

// --- reading ---

static enum scr_status read_names(struct trustee_name *names, size_t *count, const json_t *value) {
  enum scr_status status = scr_json_array(count, value, 0, SCR_TRUSTEES_MAX);
  for (size_t i = 0; i < *count && status == SCR_OK; i++) {
    const char *name;
    size_t length;
    status = scr_json_string(&name, &length, json_array_get(value, i));
    if (status == SCR_OK && length > ROLE_NAME_MAX) status = SCR_E_LIMIT;
    if (status == SCR_OK) memcpy(names[i].text, name, length + 1);
  }
  return status;
}

static enum scr_status read_questions(struct scr_election *election, const json_t *value) {
  size_t count;
  enum scr_status status = scr_json_array(&count, value, 1, SCR_QUESTIONS_MAX);
  if (status != SCR_OK) return status;
  election->questions = calloc(count, sizeof *election->questions);
  if (!election->questions) return SCR_E_MEMORY;
  election->questions_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    election->questions[i].type = &question_homomorphic;
    status = question_homomorphic.read(&election->questions[i], json_array_get(value, i));
    if (status == SCR_OK) election->ciphertexts_n += scr_question_ciphertexts(&election->questions[i]);
  }
  return status;
}

static enum scr_status read_election(struct scr_election *election, json_t *const *values) {
  enum scr_status status = json_copy_string(&election->uuid, values[1]);
  if (status == SCR_OK) status = json_copy_string(&election->name, values[2]);
  if (status == SCR_OK) status = json_copy_string(&election->description, values[3]);
  if (status == SCR_OK && !json_is_string(values[4])) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK) election->group = scr_group_by_name(json_string_value(values[4]));
  if (status == SCR_OK && !election->group) status = SCR_E_SETUP_GROUP;
  if (status == SCR_OK && !scr_uuid_is_valid(election->uuid, strlen(election->uuid))) status = SCR_E_SETUP_UUID;
  return status == SCR_OK ? read_questions(election, values[5]) : status;
}

static enum scr_status read_times(struct definition *definition, json_t *const *values) {
  const char *zone;
  size_t length;
  uint64_t opens, closes;
  enum scr_status status = scr_json_string(&zone, &length, values[9]);
  if (status == SCR_OK && length >= sizeof definition->timezone) status = SCR_E_LIMIT;
  if (status == SCR_OK) memcpy(definition->timezone, zone, length + 1);
  if (status == SCR_OK) status = scr_json_uint(&opens, values[10], TIME_MAX);
  if (status == SCR_OK) status = scr_json_uint(&closes, values[11], TIME_MAX);
  if (status != SCR_OK) return status;
  definition->opens = (int64_t)opens;
  definition->closes = (int64_t)closes;
  return scr_json_uint(&definition->minimum, values[12], SCR_WEIGHT_MAX);
}

static enum scr_status read_definition(struct definition *definition, json_t *json) {
  static const char *const keys[] = {"format",    "uuid",      "name",    "description", "group", "questions", "mandatory",
                                     "threshold", "members",   "timezone", "opens",       "closes", "minimum"};
  json_t *values[sizeof keys / sizeof *keys];
  struct scr_json_fields fields;
  uint64_t threshold;
  enum scr_status status = scr_json_fields(&fields, json);
  for (size_t i = 0; i < sizeof keys / sizeof *keys && status == SCR_OK; i++)
    status = scr_json_take(&values[i], &fields, keys[i]);
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status != SCR_OK) return status;
  if (!json_is_string(values[0]) || strcmp(json_string_value(values[0]), FORMAT) != 0) return SCR_E_JSON_FIELD;
  status = read_election(&definition->election, values);
  if (status == SCR_OK) status = read_names(definition->mandatory, &definition->mandatory_n, values[6]);
  if (status == SCR_OK) status = scr_json_uint(&threshold, values[7], SCR_TRUSTEES_MAX);
  if (status == SCR_OK) definition->threshold = (uint32_t)threshold;
  if (status == SCR_OK) status = read_names(definition->members, &definition->members_n, values[8]);
  return status == SCR_OK ? read_times(definition, values) : status;
}

bool definition_load(struct definition *definition, const char *folder) {
  struct scr_text text = SCR_TEXT_INIT;
  json_t *json = NULL;
  char *path = join(folder, "public/definition.json", NULL);
  memset(definition, 0, sizeof *definition);
  bool loaded = file_exists(path);
  if (!loaded) {
    complain("%s is not an election's folder: there is no public/definition.json in it", folder);
    advise("name the folder with --election DIR, or make one with \"scrutineer election new\"");
  }
  loaded = loaded && read_file(&text, path, SCR_DOCUMENT_MAX);
  if (loaded) {
    enum scr_status status = scr_json_read(&json, text.bytes, text.length);
    if (status == SCR_OK) status = read_definition(definition, json);
    loaded = status == SCR_OK;
    if (!loaded) (void)fail(status, "%s can't be used", path);
  }
  json_decref(json);
  scr_text_free(&text);
  free(path);
  return loaded;
}

// --- times ---

void definition_time(char text[96], const struct definition *definition, int64_t time) {
  struct tm local;
  zone_from_utc(&local, definition->timezone, (time_t)time);
  size_t length = strftime(text, 32, "%Y-%m-%d %H:%M", &local);
  (void)snprintf(text + length, 96 - length, " %s", definition->timezone[0] ? definition->timezone : "UTC");
}
