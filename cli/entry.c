// SPDX-License-Identifier: Apache-2.0
// The commands of an entry point.
#include "cli/entry.h"

#include <stdlib.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/key.h"

char *acceptance_path(const char *ballot) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s.accepted", ballot);
  if (scr_text_ok(&path) != SCR_OK) {
    complain("out of memory");
    exit(CANNOT);
  }
  return path.bytes;
}

bool acceptance_load(struct scr_acceptance *acceptance, enum scr_status *status, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  bool read = read_file(&text, path, SCR_LOG_ENTRY_MAX);
  if (read) {
    size_t length = text.length > 0 && text.bytes[text.length - 1] == '\n' ? text.length - 1 : text.length;
    *status = scr_acceptance_read(acceptance, text.bytes ? text.bytes : "", length);
  }
  scr_text_free(&text);
  return read;
}

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
    {
        .noun = "entry",
        .verb = "accept",
        .operands = "BALLOT...",
        .operands_min = 1,
        .operands_max = SIZE_MAX,
        .summary = "Lets ballots in: signs that they came by this entry point, and when",
        .text =
            "The ballot is checked against the public board first. BALLOT.accepted is put beside it, which the board "
            "wants with\n"
            "the ballot. A folder stands for the .json files in it. An entry point learns neither a credential nor "
            "a vote.\n"
            "Where the setup record says so, the voter's PIN is asked for, and checked with entry/NAME/verifiers.json; "
            "after five\n"
            "wrong tries, counted before they are looked at, it is locked until the returning officer has made "
            "another one.",
        .example = "scrutineer entry accept -e election/ --name hall --identity-checked ballot-K7M-2QX-9RT-P4A.json",
        .options = entry_accept_options,
        .run = entry_accept_run,
    },
    {
        .noun = "entry",
        .verb = "verifiers",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Takes in what PINs are checked with, from the returning officer",
        .text =
            "FILE is the officer's verifiers.json (\"pin issue\"). It is checked and copied to entry/NAME/, readable "
            "by its operator\n"
            "alone. A later file replaces it if it has the same logins: that is how a PIN that was made anew comes to "
            "hold.",
        .example = "scrutineer entry verifiers -e election/ --name online verifiers.json",
        .options = entry_verifiers_options,
        .run = entry_verifiers_run,
    },
    {0},
};
