// SPDX-License-Identifier: Apache-2.0
// scrutineer: the command line of every role.
#include <assert.h>

#include "cli/commands.h"
#include "cli/verify.h"
#include "scrutineer/secret.h"

const struct command verify_commands[] = {
    {
        .noun = "verify",
        .verb = "merge",
        .operands = "ARCHIVE SHARD...",
        .operands_min = 2,
        .operands_max = 1 + SCR_SHARDS_MAX,
        .summary = "Verifies an archive, relying on shards for the ballots' proofs",
        .text = verify_merge_text,
        .example = "scrutineer verify merge election/public/board.bel shard-*.json",
        .options = verify_merge_options,
        .run = verify_merge_run,
    },
    {
        .noun = "verify",
        .operands = "[PATH]",
        .operands_max = 1,
        .summary = "Verifies an election from its public archive",
        .text = verify_text,
        .example = "scrutineer verify election/",
        .options = verify_options,
        .run = verify_run,
    },
    {0},
};

#define COMMANDS_MAX 80

int main(int argc, char **argv) {
  scr_secret_init();
  static const struct command *const tables[] = {
      election_commands, key_commands,     roll_commands,  credential_commands, trustee_commands, entry_commands,
      ballot_commands,   act_commands,     board_commands, tally_commands,      witness_commands, verify_commands,
      judge_commands,    receipt_commands, pin_commands,   desk_commands,
  };
  struct command commands[COMMANDS_MAX] = {{0}};
  size_t count = 0;
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
    for (const struct command *command = tables[i]; command->noun; command++) {
      assert(count + 1 < COMMANDS_MAX);  // the last one stays empty
      commands[count++] = *command;
    }
  return run_command("scrutineer", commands, argc, argv);
}
