// SPDX-License-Identifier: Apache-2.0
// The part of a definition that gives the election a journal: its rules, and its form in JSON.
#include "cli/definition_board.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/log/wire.h"  // wire_is_name
#include "board/question.h"  // json_copy_string
#include "cli/cli.h"
#include "scrutineer/json.h"

struct definition_board *definition_board_new(void) {
  struct definition_board *board = calloc(1, sizeof *board);
  if (!board) abort();
  board->slot = SCR_SLOT_DEFAULT;
  board->spares = 20;
  return board;
}

void definition_board_free(struct definition_board *board) {
  if (!board) return;
  for (size_t i = 0; i < board->entry_points_n; i++) free(board->entry_points[i].operator_name);
  free(board->origin);
  free(board);
}

// --- roles ---

bool role_at(struct role *role, const struct definition_board *board, size_t index) {
  static const struct role fixed[] = {
      {ROLE_BOARD, "board"}, {ROLE_OF_OFFICER, ROLE_OFFICER}, {ROLE_OF_REGISTRAR, ROLE_REGISTRAR}};
  const size_t fixed_n = sizeof fixed / sizeof *fixed;
  const struct {
    enum role_kind kind;
    const struct trustee_name *names;
    size_t count;
  } lists[] = {{ROLE_TELLER, board->tellers, board->tellers_n},
               {ROLE_AGENT, board->agents, board->agents_n},
               {ROLE_WITNESS, board->witnesses, board->witnesses_n}};
  if (index < fixed_n) {
    *role = fixed[index];
    return true;
  }
  index -= fixed_n;
  if (index < board->entry_points_n) {
    *role = (struct role){ROLE_ENTRY, board->entry_points[index].name.text};
    return true;
  }
  index -= board->entry_points_n;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; index -= lists[i++].count) {
    if (index >= lists[i].count) continue;
    *role = (struct role){lists[i].kind, lists[i].names[index].text};
    return true;
  }
  return false;
}

bool role_by_name(struct role *role, const struct definition_board *board, const char *name) {
  struct role candidate;
  for (size_t i = 0; role_at(&candidate, board, i); i++) {
    if (strcmp(candidate.name, name) != 0) continue;
    *role = candidate;
    return true;
  }
  return false;
}

const char *role_kind_words(enum role_kind kind) {
  static const char *const words[] = {
      "the board", "the returning officer", "the registrar", "entry point", "teller", "agent", "witness"};
  return words[kind];
}

// --- rules ---

// Each name is that of one role, since each is a file in one folder (KEY-1).
static const char *names_problem(const struct definition_board *board) {
  struct role role, other;
  for (size_t i = 0; role_at(&role, board, i); i++) {
    if (!role_name_is_valid(role.name)) return "not a short name (letters, digits, hyphens)";
    for (size_t j = 0; j < i && role_at(&other, board, j); j++)
      if (strcmp(role.name, other.name) == 0)
        return "a name stands for two roles (board, officer and registrar are names too)";
  }
  return NULL;
}

static const char *entry_points_problem(const struct definition_board *board) {
  if (board->entry_points_n == 0) return "there is no [entry]: nobody could vote";
  for (size_t i = 0; i < board->entry_points_n; i++) {
    const struct definition_entry_point *point = &board->entry_points[i];
    if (!point->name.text[0]) return "an [entry] has no name";
    if (!point->operator_name || !point->operator_name[0]) return "an [entry] has no operator";
    if (point->method >= SCR_METHOD_COUNT) return "an [entry] has no method";
  }
  return NULL;
}

static bool is_origin(const char *origin) {
  return origin && strlen(origin) <= SCR_NOTE_NAME_MAX && wire_is_name(origin, strlen(origin)) && origin[0] != '/' &&
         !strstr(origin, "://");
}

const char *definition_board_problem(const struct definition_board *board, uint64_t minimum) {
  if (!is_origin(board->origin)) return "origin is a URL without https://, spaces and +, of at most 255 bytes";
  if (board->slot < SCR_SLOT_MIN || board->slot > SCR_SLOT_MAX) return "a slot is from 1 to 1440 minutes";
  if (board->spares > SCR_SPARES_MAX) return "too many spares";
  if (board->method_minimum > 0 && board->method_minimum < minimum)
    return "method minimum is 0, or not less than the minimum of the whole tally";
  if (board->quorum > board->witnesses_n || (board->witnesses_n > 0 && 2 * board->quorum <= board->witnesses_n))
    return "quorum is more than half of the witnesses";
  const char *problem = entry_points_problem(board);
  return problem ? problem : names_problem(board);
}

// --- writing ---

static void add_string(struct scr_text *text, const char *key, const char *value) {
  scr_text_add(text, key);
  scr_text_add_json(text, value, strlen(value));
}

static void add_names(struct scr_text *text, const char *key, const struct trustee_name *names, size_t count) {
  scr_text_add_format(text, ",\"%s\":[", key);
  for (size_t i = 0; i < count; i++) add_string(text, i > 0 ? "," : "", names[i].text);
  scr_text_add(text, "]");
}

void scr_text_add_definition_board(struct scr_text *text, const struct definition_board *board) {
  add_string(text, "{\"origin\":", board->origin);
  scr_text_add_format(text,
                      ",\"slot\":%" PRIu64 ",\"spares\":%" PRIu64 ",\"method_minimum\":%" PRIu64 ",\"quorum\":%" PRIu64,
                      board->slot, board->spares, board->method_minimum, board->quorum);
  scr_text_add(text, ",\"entry_points\":[");
  for (size_t i = 0; i < board->entry_points_n; i++) {
    const struct definition_entry_point *point = &board->entry_points[i];
    add_string(text, i > 0 ? ",{\"name\":" : "{\"name\":", point->name.text);
    add_string(text, ",\"method\":", scr_method_name(point->method));
    add_string(text, ",\"check\":", scr_entry_check_name(point->check));
    add_string(text, ",\"operator\":", point->operator_name);
    scr_text_add(text, "}");
  }
  scr_text_add(text, "]");
  add_names(text, "tellers", board->tellers, board->tellers_n);
  add_names(text, "agents", board->agents, board->agents_n);
  add_names(text, "witnesses", board->witnesses, board->witnesses_n);
  scr_text_add(text, "}");
}

// --- reading ---

static enum scr_status take_number(uint64_t *number, struct scr_json_fields *fields, const char *key) {
  json_t *value;
  enum scr_status status = scr_json_take(&value, fields, key);
  return status == SCR_OK ? scr_json_uint(number, value, SCR_JSON_NUMBER_MAX) : status;
}

static enum scr_status read_name(struct trustee_name *name, const json_t *value) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status == SCR_OK && !role_name_is_valid(string)) status = SCR_E_TEXT;
  if (status == SCR_OK) memcpy(name->text, string, length + 1);
  return status;
}

static enum scr_status take_names(struct trustee_name *names, size_t *count, struct scr_json_fields *fields,
                                  const char *key, size_t max) {
  json_t *value;
  size_t wanted = 0;
  enum scr_status status = scr_json_take(&value, fields, key);
  if (status == SCR_OK) status = scr_json_array(&wanted, value, 0, max);
  for (size_t i = 0; i < wanted && status == SCR_OK; i++) status = read_name(&names[i], json_array_get(value, i));
  if (status == SCR_OK) *count = wanted;
  return status;
}

static enum scr_status read_entry_point(struct definition_entry_point *point, json_t *json) {
  struct scr_json_fields fields;
  json_t *name, *method, *check, *operator_name;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&name, &fields, "name");
  if (status == SCR_OK) status = scr_json_take(&method, &fields, "method");
  if (status == SCR_OK) status = scr_json_take(&check, &fields, "check");
  if (status == SCR_OK) status = scr_json_take(&operator_name, &fields, "operator");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = read_name(&point->name, name);
  if (status == SCR_OK && (!json_is_string(method) || !scr_method_by_name(&point->method, json_string_value(method))))
    status = SCR_E_TEXT;
  if (status == SCR_OK && (!json_is_string(check) || !scr_entry_check_by_name(&point->check, json_string_value(check))))
    status = SCR_E_TEXT;
  return status == SCR_OK ? json_copy_string(&point->operator_name, operator_name) : status;
}

static enum scr_status take_entry_points(struct definition_board *board, struct scr_json_fields *fields) {
  json_t *value;
  size_t count = 0;
  enum scr_status status = scr_json_take(&value, fields, "entry_points");
  if (status == SCR_OK) status = scr_json_array(&count, value, 0, SCR_ENTRY_POINTS_MAX);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    board->entry_points_n = i + 1;
    status = read_entry_point(&board->entry_points[i], json_array_get(value, i));
  }
  return status;
}

// DEF-1.
enum scr_status definition_board_read(struct definition_board **board, json_t *json) {
  struct scr_json_fields fields;
  json_t *origin;
  struct definition_board *read = *board = definition_board_new();
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&origin, &fields, "origin");
  if (status == SCR_OK) status = json_copy_string(&read->origin, origin);
  if (status == SCR_OK) status = take_number(&read->slot, &fields, "slot");
  if (status == SCR_OK) status = take_number(&read->spares, &fields, "spares");
  if (status == SCR_OK) status = take_number(&read->method_minimum, &fields, "method_minimum");
  if (status == SCR_OK) status = take_number(&read->quorum, &fields, "quorum");
  if (status == SCR_OK) status = take_entry_points(read, &fields);
  if (status == SCR_OK) status = take_names(read->tellers, &read->tellers_n, &fields, "tellers", SCR_SIGNERS_MAX);
  if (status == SCR_OK) status = take_names(read->agents, &read->agents_n, &fields, "agents", SCR_SIGNERS_MAX);
  if (status == SCR_OK)
    status = take_names(read->witnesses, &read->witnesses_n, &fields, "witnesses", DEFINITION_WITNESSES_MAX);
  return status == SCR_OK ? scr_json_end(&fields) : status;
}
