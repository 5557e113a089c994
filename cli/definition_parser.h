// SPDX-License-Identifier: Apache-2.0
// What the parts of the reader of definitions share.
#ifndef SCRUTINEER_CLI_DEFINITION_PARSER_H
#define SCRUTINEER_CLI_DEFINITION_PARSER_H

#include "cli/definition.h"

enum section { NONE, ELECTION, TRUSTEES, QUESTION, BOARD, ENTRY };

// The file being read.
struct parser {
  struct definition *definition;
  const char *path;
  size_t line;
  enum section section;
  struct scr_question *question;  // at hand
  struct scr_text seen;           // the keys so far, each between bars: most may stand once
  struct scr_text seen_in_part;   // the same of the question or entry point at hand
  bool has_quorum;
  size_t entry_lines[SCR_ENTRY_POINTS_MAX];  // where each [entry] begins
};

// Complains with the line; false.
bool parser_wrong(const struct parser *parser, const char *format, const char *what);
bool parser_too_many(const struct parser *parser, const char *what, size_t max);
bool parser_copy(char **to, const char *value);
bool parser_number(const struct parser *parser, uint64_t *to, const char *value, uint64_t max);

// The sections of the journal: [board] begins, [entry] begins another entry point; keys; and what holds where nothing was
// said.
bool parser_begin_board(struct parser *parser);
bool parser_begin_entry(struct parser *parser);
bool parser_board_key(struct parser *parser, const char *key, const char *value);
bool parser_entry_key(struct parser *parser, const char *key, const char *value);
bool parser_end_board(struct parser *parser);

#endif
