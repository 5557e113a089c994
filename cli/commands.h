// SPDX-License-Identifier: Apache-2.0
// The commands of `scrutineer`, one table for each noun; main.c joins them.
#ifndef SCRUTINEER_CLI_COMMANDS_H
#define SCRUTINEER_CLI_COMMANDS_H

#include "cli/cli.h"

// Each ends with an entry whose noun is NULL.
extern const struct command election_commands[];
extern const struct command key_commands[];
extern const struct command roll_commands[];
extern const struct command credential_commands[];
extern const struct command pin_commands[];
extern const struct command trustee_commands[];
extern const struct command entry_commands[];
extern const struct command ballot_commands[];
extern const struct command board_commands[];
extern const struct command tally_commands[];
extern const struct command witness_commands[];
extern const struct command act_commands[];
extern const struct command desk_commands[];
extern const struct command judge_commands[];
extern const struct command receipt_commands[];
extern const struct command verify_commands[];

// Every command works in an election's folder.
#define ELECTION_OPTION \
  { "election", 'e', "DIR", "the election's folder (default: here)" }
#define JSON_OPTION \
  { "json", 'j', NULL, "print JSON" }
#define NO_OPTION \
  { NULL, 0, NULL, NULL }

#endif
