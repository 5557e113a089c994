// SPDX-License-Identifier: Apache-2.0
// The commands of an entry point.
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/key.h"

static int key_run(const struct arguments *arguments) {
  return key_make(election_folder(arguments), arguments->positional[0], true, option(arguments, "output"));
}

const struct command entry_commands[] = {
    {
        .noun = "entry",
        .verb = "key",
        .operands = "NAME",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Makes the key that an entry point signs ballots with",
        .text =
            "NAME is an entry point of the definition. The secret key goes to entry/NAME/key.json, readable by its\n"
            "operator alone; the public one to public/keys/NAME.",
        .example = "scrutineer entry key -e election/ online",
        .options = key_make_options,
        .run = key_run,
    },
    {0},
};
