// SPDX-License-Identifier: Apache-2.0
// Official acts: making one, signing it on another machine, entering it in the journal.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/act_fields.h"
#include "cli/act_file.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/official.h"

static const struct option_spec make_options[] = {
    ELECTION_OPTION,
    {"by", 'b', "ROLE", "sign as this role, with the key in its folder; may be repeated"},
    {"output", 'o', "FILE", "where the act is written (default: standard output)"},
    {"enter", 0, NULL, "enter it in the journal at once, instead of writing it"},
    {"dry-run", 'n', NULL, "show what would be signed; with --enter, whether the journal would take it"},
    NO_OPTION,
};
static const struct option_spec sign_options[] = {
    ELECTION_OPTION,
    {"by", 'b', "ROLE", "sign as this role; may be repeated"},
    {"key", 'k', "FILE", "the role's secret key (default: in its folder)"},
    NO_OPTION,
};
static const struct option_spec enter_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "say whether the journal would take it, and enter nothing"},
    NO_OPTION,
};

// --- steps ---

static int sign_all(struct scr_signed_act *act, const struct office *office, const struct arguments *arguments) {
  const char *key = option(arguments, "key"), *role;
  int code = DONE;
  for (size_t i = 0; code == DONE && (role = option_at(arguments, "by", i)); i++)
    code = act_sign(act, office, role, key);
  return code;
}

static int read_act(struct scr_signed_act *act, const struct office *office, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  if (!read_file(&text, path, SCR_LOG_ENTRY_MAX)) return CANNOT;
  size_t length = text.length;
  if (length > 0 && text.bytes[length - 1] == '\n') length--;
  enum scr_status status = scr_signed_act_read(act, office->election, text.bytes, length);
  scr_text_free(&text);
  return status == SCR_OK ? DONE : fail(status, "%s is not an act of this election", shown(path));
}

// --- commands ---

static int make_act(struct scr_signed_act *act, const struct office *office, const struct arguments *arguments) {
  act->act.made = scr_slot_of(office->record, (uint64_t)time(NULL));
  int code = act_fields_read(&act->act, office, arguments->positional + 1, arguments->positional_n - 1);
  if (code == DONE && !act_seal(act, office->election)) code = fail(SCR_E_MEMORY, "the act can't be made");
  if (code != DONE) return code;
  bool dry_run = option(arguments, "dry-run") != NULL;
  if (dry_run) print("%s\n", act->body.bytes);
  if (dry_run && !option(arguments, "enter")) return DONE;
  code = sign_all(act, office, arguments);
  if (code != DONE) return code;
  return option(arguments, "enter") ? acts_enter(act, 1, office->folder, dry_run)
                                    : act_write(act, option(arguments, "output"), false);
}

static int make_run(const struct arguments *arguments) {
  struct office office;
  struct scr_signed_act *act = calloc(1, sizeof *act);
  int code = act ? office_open(&office, election_folder(arguments)) : CANNOT;
  if (code == DONE && !scr_act_by_name(&act->act.kind, arguments->positional[0])) {
    complain("there is no act \"%s\"", shown(arguments->positional[0]));
    advise("\"scrutineer act make --help\" lists them");
    code = MISUSE;
  }
  if (code == DONE) code = make_act(act, &office, arguments);
  if (act) scr_signed_act_free(act);
  if (act) office_free(&office);
  free(act);
  return code;
}

static int with_file(const struct arguments *arguments, bool enter) {
  struct office office;
  const char *path = arguments->positional[0];
  struct scr_signed_act *act = calloc(1, sizeof *act);
  int code = act ? office_open(&office, election_folder(arguments)) : CANNOT;
  if (code == DONE) code = read_act(act, &office, path);
  if (code == DONE && !enter && !option(arguments, "by")) {
    print("%s\n", act->body.bytes);
    complain("nothing is signed yet: --by names the role that signs what is shown here");
    code = MISUSE;
  } else if (code == DONE && !enter) {
    message("%s", act->body.bytes);  // nobody signs what they have not seen
    code = sign_all(act, &office, arguments);
    if (code == DONE) code = act_write(act, path, true);
  } else if (code == DONE) {
    code = acts_enter(act, 1, office.folder, option(arguments, "dry-run") != NULL);
  }
  if (act) scr_signed_act_free(act);
  if (act) office_free(&office);
  free(act);
  return code;
}

static int sign_run(const struct arguments *arguments) {
  return with_file(arguments, false);
}

static int enter_run(const struct arguments *arguments) {
  return with_file(arguments, true);
}

const struct command act_commands[] = {
    {
        .noun = "act",
        .verb = "make",
        .operands = "KIND [FIELD=VALUE...]",
        .operands_min = 1,
        .operands_max = 40,
        .summary = "Makes an official act, for the journal",
        .text = ACT_FIELDS_HELP,
        .example = "scrutineer act make freeze -e election/ ballot=K7M-2QX-9RT-P4A reason=not-mine --by hall --by tina "
                   "--enter",
        .options = make_options,
        .run = make_run,
    },
    {
        .noun = "act",
        .verb = "sign",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Adds a role's signature to an act",
        .text = "Without --by it shows what would be signed. The file is written anew, with one signature more.",
        .example = "scrutineer act sign -e election/ void.json --by tina",
        .options = sign_options,
        .run = sign_run,
    },
    {
        .noun = "act",
        .verb = "enter",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Enters an act in the journal",
        .text = "It must be signed by those who must sign it, and be possible where it comes to stand.",
        .example = "scrutineer act enter -e election/ void.json",
        .options = enter_options,
        .run = enter_run,
    },
    {0},
};
