// SPDX-License-Identifier: Apache-2.0
// The sections [board] and [entry] of a definition as a person writes it.
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/definition_parser.h"
#include "scrutineer/json.h"

#define MINUTE 60

bool parser_begin_board(struct parser *parser) {
  parser->section = BOARD;
  if (!parser->definition->board) parser->definition->board = definition_board_new();
  return true;
}

bool parser_begin_entry(struct parser *parser) {
  struct definition_board *board = parser->definition->board;
  parser->section = ENTRY;
  if (!board) return parser_wrong(parser, "[entry] must stand after [board]", NULL);
  if (board->entry_points_n == SCR_ENTRY_POINTS_MAX)
    return parser_too_many(parser, "entry points", SCR_ENTRY_POINTS_MAX);
  parser->entry_lines[board->entry_points_n] = parser->line;
  struct definition_entry_point *point = &board->entry_points[board->entry_points_n++];
  *point = (struct definition_entry_point){.method = SCR_METHOD_COUNT, .check = SCR_ENTRY_CHECKS};
  scr_text_free(&parser->seen_in_part);
  return true;
}

static bool add_name(const struct parser *parser, const char *what, struct trustee_name *names, size_t *count,
                     size_t max, const char *value) {
  struct role role;
  if (!role_name_is_valid(value)) return parser_wrong(parser, "not a short name (letters, digits, hyphens):", value);
  if (role_by_name(&role, parser->definition->board, value))
    return parser_wrong(parser, "this name stands for another role already:", value);
  if (*count == max) return parser_too_many(parser, what, max);
  (void)snprintf(names[(*count)++].text, sizeof names->text, "%s", value);
  return true;
}

static bool slot_key(const struct parser *parser, const char *value) {
  uint64_t minutes;
  if (!parser_number(parser, &minutes, value, SCR_SLOT_MAX / MINUTE)) return false;
  parser->definition->board->slot = MINUTE * minutes;
  return true;
}

bool parser_board_key(struct parser *parser, const char *key, const char *value) {
  struct definition_board *board = parser->definition->board;
  if (strcmp(key, "origin") == 0) return parser_copy(&board->origin, value);
  if (strcmp(key, "slot") == 0) return slot_key(parser, value);
  if (strcmp(key, "spares") == 0) return parser_number(parser, &board->spares, value, SCR_SPARES_MAX);
  if (strcmp(key, "method minimum") == 0)
    return parser_number(parser, &board->method_minimum, value, SCR_JSON_NUMBER_MAX);
  if (strcmp(key, "teller") == 0)
    return add_name(parser, "tellers", board->tellers, &board->tellers_n, SCR_SIGNERS_MAX, value);
  if (strcmp(key, "agent") == 0)
    return add_name(parser, "agents", board->agents, &board->agents_n, SCR_SIGNERS_MAX, value);
  if (strcmp(key, "witness") == 0)
    return add_name(parser, "witnesses", board->witnesses, &board->witnesses_n, DEFINITION_WITNESSES_MAX, value);
  if (strcmp(key, "quorum") != 0) return parser_wrong(parser, "unknown key in [board]:", key);
  parser->has_quorum = true;
  return parser_number(parser, &board->quorum, value, DEFINITION_WITNESSES_MAX);
}

bool parser_entry_key(struct parser *parser, const char *key, const char *value) {
  struct definition_board *board = parser->definition->board;
  struct definition_entry_point *point = &board->entry_points[board->entry_points_n - 1];
  size_t one = 0;
  if (strcmp(key, "name") == 0) return add_name(parser, "names", &point->name, &one, 1, value);
  if (strcmp(key, "operator") == 0) return parser_copy(&point->operator_name, value);
  if (strcmp(key, "method") == 0)
    return scr_method_by_name(&point->method, value) ||
           parser_wrong(parser, "a method is online, meeting, telephone or post, not", value);
  if (strcmp(key, "check") != 0) return parser_wrong(parser, "unknown key in [entry]:", key);
  return scr_entry_check_by_name(&point->check, value) ||
         parser_wrong(parser, "a check is pin, identity or nothing, not", value);
}

// What is missing is told with the line where the section begins.
static bool end_entry(struct parser *parser, size_t i) {
  struct definition_entry_point *point = &parser->definition->board->entry_points[i];
  const char *missing = NULL;
  if (!point->name.text[0])
    missing = "this [entry] has no name: add a line \"name = ...\"";
  else if (!point->operator_name)
    missing = "this [entry] has no operator: add a line \"operator = ...\", who runs it";
  else if (point->method >= SCR_METHOD_COUNT)
    missing = "this [entry] has no method: add a line \"method = ...\"";
  if (missing) {
    parser->line = parser->entry_lines[i];
    return parser_wrong(parser, missing, NULL);
  }
  if (point->check == SCR_ENTRY_CHECKS)
    point->check = point->method == SCR_METHOD_MEETING ? SCR_ENTRY_IDENTITY : SCR_ENTRY_PIN;
  return true;
}

bool parser_end_board(struct parser *parser) {
  struct definition_board *board = parser->definition->board;
  if (!board) return true;
  if (!board->origin) {
    char origin[sizeof "scrutineer.invalid/" + SCR_UUID_MAX];
    (void)snprintf(origin, sizeof origin, "scrutineer.invalid/%s", parser->definition->election.uuid);
    if (!parser_copy(&board->origin, origin)) return false;
  }
  if (!parser->has_quorum) board->quorum = board->witnesses_n > 0 ? board->witnesses_n / 2 + 1 : 0;
  bool good = true;
  for (size_t i = 0; i < board->entry_points_n && good; i++) good = end_entry(parser, i);
  return good;
}
