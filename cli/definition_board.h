// SPDX-License-Identifier: Apache-2.0
// The part of a definition that gives the election a journal: the log, and who holds which key. An election without it has
// none.
#ifndef SCRUTINEER_CLI_DEFINITION_BOARD_H
#define SCRUTINEER_CLI_DEFINITION_BOARD_H

#include <jansson.h>

#include "board/role_name.h"
#include "scrutineer/setup_record.h"

#define ROLE_NAME_MAX SCR_ROLE_NAME_MAX
#define DEFINITION_WITNESSES_MAX 63  // as many as a setup record has

struct trustee_name {
  char text[ROLE_NAME_MAX + 1];
};

struct definition_entry_point {
  struct trustee_name name;
  enum scr_method method;
  enum scr_entry_check check;
  char *operator_name;
};

struct definition_board {
  char *origin;             // the log's name
  uint64_t slot;            // seconds
  uint64_t spares;          // extra credentials for each weight
  uint64_t method_minimum;  // 0: no results by method
  uint64_t quorum;          // of witnesses
  size_t entry_points_n;
  struct definition_entry_point entry_points[SCR_ENTRY_POINTS_MAX];
  size_t tellers_n;
  struct trustee_name tellers[SCR_SIGNERS_MAX];
  size_t agents_n;
  struct trustee_name agents[SCR_SIGNERS_MAX];
  size_t witnesses_n;
  struct trustee_name witnesses[DEFINITION_WITNESSES_MAX];  // the files of their keys are named so
};

struct definition_board *definition_board_new(void);  // with what holds where nothing is said; ends without memory
void definition_board_free(struct definition_board *board);

// What is wrong with it, or NULL. `minimum` is that of the whole tally.
const char *definition_board_problem(const struct definition_board *board, uint64_t minimum);
void scr_text_add_definition_board(struct scr_text *text, const struct definition_board *board);
// *board is set in any case where there was memory, and to be freed.
enum scr_status definition_board_read(struct definition_board **board, json_t *json);

// --- the roles that have keys ---

enum role_kind { ROLE_BOARD, ROLE_OF_OFFICER, ROLE_OF_REGISTRAR, ROLE_ENTRY, ROLE_TELLER, ROLE_AGENT, ROLE_WITNESS };

struct role {
  enum role_kind kind;
  const char *name;  // of its file in public/keys/; borrowed
};

// The index-th role, in the order of the setup record; false after the last.
bool role_at(struct role *role, const struct definition_board *board, size_t index);
// The role of this name; false if the definition has none.
bool role_by_name(struct role *role, const struct definition_board *board, const char *name);
// What it is called: "the board", "entry point online".
const char *role_kind_words(enum role_kind kind);

#endif
