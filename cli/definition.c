// SPDX-License-Identifier: Apache-2.0
// Definitions as JSON.
#include "cli/definition.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "board/question.h"
#include "cli/cli.h"
#include "cli/zone.h"
#include "scrutineer/journal.h"
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
  definition_board_free(definition->board);
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
  scr_text_add_format(text, ",\"opens\":%" PRId64 ",\"closes\":%" PRId64 ",\"minimum\":%" PRIu64, definition->opens,
                      definition->closes, definition->minimum);
  if (definition->board) {
    scr_text_add(text, ",\"board\":");
    scr_text_add_definition_board(text, definition->board);
  }
  scr_text_add(text, "}");
}

// --- rules ---

bool zone_is_known(const char *zone) {
  struct stat stat_of;
  if (strcmp(zone, "UTC") == 0) return true;
  if (!zone[0] || strstr(zone, "..") ||
      zone[strspn(zone, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+_/")])
    return false;
  char *path = join("/usr/share/zoneinfo", zone, NULL);
  bool known = stat(path, &stat_of) == 0 && S_ISREG(stat_of.st_mode);
  free(path);
  return known;
}

static size_t answers_of(const struct scr_election *election) {
  size_t count = 0;
  for (size_t i = 0; i < election->questions_n; i++) count += scr_question_ciphertexts(&election->questions[i]);
  return count;
}

const char *definition_problem(const struct definition *definition) {
  struct scr_hash record;
  if (definition->members_n + definition->mandatory_n == 0) return "there are no trustees";
  if (definition->members_n + definition->mandatory_n > SCR_TRUSTEES_MAX) return "too many trustees";
  if ((definition->threshold == 0) != (definition->members_n == 0) || definition->threshold > definition->members_n)
    return "threshold must be from 1 to the number of members";
  if (definition->closes && definition->closes <= definition->opens) return "the election closes before it opens";
  if (scr_description_record(&record, definition->election.description ? definition->election.description : ""))
    return "the description ends as if it named a setup record";
  if (definition->board && answers_of(&definition->election) > SCR_DECLARED_ANSWERS_MAX)
    return "an election with a [board] has at most 1000 answers in all: its declaration must fit into the journal";
  return definition->board ? definition_board_problem(definition->board, definition->minimum) : NULL;
}

// --- reading ---

// A definition being read: which field is at hand, and what is wrong with it where a status can't say it.
struct reader {
  struct definition *definition;
  const char *field;
  const char *why;
};

static enum scr_status refuse(struct reader *reader, const char *why) {
  reader->why = why;
  return SCR_E_TEXT;
}

static bool is_taken(const struct definition *definition, const char *name) {
  size_t count = 0;
  for (size_t i = 0; i < definition->mandatory_n; i++) count += strcmp(definition->mandatory[i].text, name) == 0;
  for (size_t i = 0; i < definition->members_n; i++) count += strcmp(definition->members[i].text, name) == 0;
  return count > 0;
}

// DEF-1: a name may come from a stranger.
static enum scr_status read_names(struct reader *reader, struct trustee_name *names, size_t *count,
                                  const json_t *value) {
  size_t wanted;
  enum scr_status status = scr_json_array(&wanted, value, 0, SCR_TRUSTEES_MAX);
  for (size_t i = 0; status == SCR_OK && i < wanted; i++) {
    const char *name;
    size_t length;
    status = scr_json_string(&name, &length, json_array_get(value, i));
    if (status == SCR_OK && !role_name_is_valid(name))
      status = refuse(reader, "not a short name (letters, digits, hyphens)");
    if (status == SCR_OK && is_taken(reader->definition, name)) status = refuse(reader, "a trustee stands twice");
    if (status != SCR_OK) break;
    memcpy(names[i].text, name, length + 1);
    *count = i + 1;
  }
  return status;
}

// A text that a person could have left out is not there, or not empty.
static enum scr_status read_text(struct reader *reader, char **text, const json_t *value, bool may_be_empty) {
  enum scr_status status = json_copy_string(text, value);
  if (status == SCR_OK && !may_be_empty && !(*text)[0]) status = refuse(reader, "an empty text");
  return status;
}

static enum scr_status read_question(struct reader *reader, struct scr_question *question, json_t *value) {
  question->type = &question_homomorphic;
  enum scr_status status = question->type->read(question, value);
  if (status == SCR_OK && !question->title[0]) status = refuse(reader, "an empty title");
  for (size_t i = 0; i < question->answers_n && status == SCR_OK; i++)
    if (!question->answers[i][0]) status = refuse(reader, "an empty answer");
  return status;
}

static enum scr_status read_questions(struct reader *reader, const json_t *value) {
  struct scr_election *election = &reader->definition->election;
  size_t count;
  enum scr_status status = scr_json_array(&count, value, 1, SCR_QUESTIONS_MAX);
  if (status != SCR_OK) return status;
  election->questions = calloc(count, sizeof *election->questions);
  if (!election->questions) return SCR_E_MEMORY;
  election->questions_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    status = read_question(reader, &election->questions[i], json_array_get(value, i));
    if (status == SCR_OK) election->ciphertexts_n += scr_question_ciphertexts(&election->questions[i]);
  }
  return status;
}

static enum scr_status read_uuid(struct reader *reader, const json_t *value) {
  struct scr_election *election = &reader->definition->election;
  enum scr_status status = json_copy_string(&election->uuid, value);
  if (status == SCR_OK && !scr_uuid_is_valid(election->uuid, strlen(election->uuid))) status = SCR_E_SETUP_UUID;
  return status;
}

static enum scr_status read_group(struct reader *reader, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  reader->definition->election.group = scr_group_by_name(json_string_value(value));
  return reader->definition->election.group ? SCR_OK : SCR_E_SETUP_GROUP;
}

static enum scr_status read_zone(struct reader *reader, const json_t *value) {
  struct definition *definition = reader->definition;
  const char *zone;
  size_t length;
  enum scr_status status = scr_json_string(&zone, &length, value);
  if (status != SCR_OK) return status;
  if (length >= sizeof definition->timezone || (length > 0 && !zone_is_known(zone)))
    return refuse(reader, "not a time zone that is known here");
  memcpy(definition->timezone, zone, length + 1);
  return SCR_OK;
}

static enum scr_status read_time(int64_t *time, const json_t *value) {
  uint64_t seconds = 0;
  enum scr_status status = scr_json_uint(&seconds, value, TIME_MAX);
  if (status == SCR_OK) *time = (int64_t)seconds;
  return status;
}

static enum scr_status read_threshold(struct definition *definition, const json_t *value) {
  uint64_t threshold = 0;
  enum scr_status status = scr_json_uint(&threshold, value, SCR_TRUSTEES_MAX);
  if (status == SCR_OK) definition->threshold = (uint32_t)threshold;
  return status;
}

enum field {
  FORMAT_FIELD,
  UUID,
  NAME,
  DESCRIPTION,
  GROUP,
  QUESTIONS,
  MANDATORY,
  THRESHOLD,
  MEMBERS,
  TIMEZONE,
  OPENS,
  CLOSES,
  MINIMUM,
  FIELDS
};
static const char *const fields_of[FIELDS] = {"format",    "uuid",      "name",      "description", "group",
                                              "questions", "mandatory", "threshold", "members",     "timezone",
                                              "opens",     "closes",    "minimum"};

static enum scr_status read_field(struct reader *reader, enum field field, const json_t *value) {
  struct definition *definition = reader->definition;
  switch (field) {
    case FORMAT_FIELD:
      return json_is_string(value) && strcmp(json_string_value(value), FORMAT) == 0 ? SCR_OK : SCR_E_JSON_FIELD;
    case UUID: return read_uuid(reader, value);
    case NAME: return read_text(reader, &definition->election.name, value, false);
    case DESCRIPTION: return read_text(reader, &definition->election.description, value, true);
    case GROUP: return read_group(reader, value);
    case QUESTIONS: return read_questions(reader, value);
    case MANDATORY: return read_names(reader, definition->mandatory, &definition->mandatory_n, value);
    case THRESHOLD: return read_threshold(definition, value);
    case MEMBERS: return read_names(reader, definition->members, &definition->members_n, value);
    case TIMEZONE: return read_zone(reader, value);
    case OPENS: return read_time(&definition->opens, value);
    case CLOSES: return read_time(&definition->closes, value);
    default: return scr_json_uint(&definition->minimum, value, SCR_JSON_NUMBER_MAX);
  }
}

static enum scr_status read_definition(struct reader *reader, json_t *json) {
  struct scr_json_fields fields;
  json_t *value;
  enum scr_status status = scr_json_fields(&fields, json);
  for (int i = 0; i < FIELDS && status == SCR_OK; i++) {
    reader->field = fields_of[i];
    status = scr_json_take(&value, &fields, fields_of[i]);
    if (status == SCR_OK) status = read_field(reader, (enum field)i, value);
  }
  if (status != SCR_OK) return status;
  scr_json_take_optional(&value, &fields, "board");
  reader->field = "board";
  if (value) status = definition_board_read(&reader->definition->board, value);
  if (status != SCR_OK) return status;
  reader->field = NULL;
  status = scr_json_end(&fields);
  const char *problem = status == SCR_OK ? definition_problem(reader->definition) : NULL;
  return problem ? refuse(reader, problem) : status;
}

static bool explain(const struct reader *reader, const char *path, enum scr_status status) {
  const char *field = reader->field ? reader->field : "", *colon = reader->field ? ": " : "";
  if (reader->why)
    complain("%s can't be used: %s%s%s", path, field, colon, reader->why);
  else
    (void)fail(status, "%s can't be used%s%s", path, *field ? ": " : "", field);
  return false;
}

bool definition_load(struct definition *definition, const char *folder) {
  struct scr_text text = SCR_TEXT_INIT;
  struct reader reader = {.definition = definition};
  json_t *json = NULL;
  char *path = join(folder, "public/definition.json", NULL);
  memset(definition, 0, sizeof *definition);
  bool loaded = !file_is_missing(path);
  if (!loaded) {
    complain("%s is not an election's folder: there is no public/definition.json in it", folder);
    advise("name the folder with --election DIR, or make one with \"scrutineer election new\"");
  }
  loaded = loaded && read_file(&text, path, SCR_DOCUMENT_MAX);
  if (loaded) {
    enum scr_status status = scr_json_read(&json, text.bytes, text.length);
    if (status == SCR_OK) status = read_definition(&reader, json);
    loaded = status == SCR_OK || explain(&reader, path, status);
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
