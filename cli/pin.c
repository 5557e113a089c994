// SPDX-License-Identifier: Apache-2.0
// The returning officer's commands for PINs, the second factor. (issue has a file of its own.)
#include "cli/pin.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/pin_list.h"
#include "cli/verifiers_file.h"

// --- what they have in common ---

int pin_desk_open(struct pin_desk *desk, const struct arguments *arguments) {
  const char *output = option(arguments, "output");
  *desk = (struct pin_desk){.folder = election_folder(arguments), .definition = calloc(1, sizeof *desk->definition)};
  desk->output = output ? join(output, NULL, NULL) : join(desk->folder, "officer", NULL);
  desk->pins_path = join(desk->output, PINS_FILE, NULL);
  desk->verifiers_path = join(desk->output, VERIFIERS_FILE, NULL);
  if (!desk->definition || !definition_load(desk->definition, desk->folder)) return CANNOT;
  if (desk->definition->board) return DONE;
  complain("this election has no journal: its definition has no [board], so no entry point asks for PINs");
  return MISUSE;
}

void pin_desk_close(struct pin_desk *desk) {
  if (desk->definition) definition_free(desk->definition);
  free(desk->definition);
  free(desk->output);
  free(desk->pins_path);
  free(desk->verifiers_path);
}

// --- letter ---

#define FOLDER_OPTION \
  { "output", 'o', "DIR", "the folder that the two files are in (default: the election's officer/)" }

static const struct option_spec letter_options[] = {
    ELECTION_OPTION,
    {"handle", 'l', "HANDLE", "the handle, which its voter knows as the login (required)"},
    FOLDER_OPTION,
    NO_OPTION,
};

static void print_slip(const struct pin_desk *desk, const struct pin_entry *entry) {
  struct scr_text text = SCR_TEXT_SECRET;
  const struct scr_election *election = &desk->definition->election;
  scr_text_add_format(&text, "%s\nElection %s\n\nLogin  %s\nPIN    ", shown(election->name), election->uuid,
                      entry->handle);
  scr_secret_add_pin(&text, &entry->pin);
  scr_text_add(
      &text,
      "\n\nYou are asked for this PIN when you vote with the credential that came to you in another letter. It is\n"
      "yours alone: nobody who runs the election asks you for both. After five wrong tries it is locked, and you\n"
      "get another one from the returning officer.\n");
  print_text(&text);
  scr_text_wipe(&text);
}

static int letter_run(const struct arguments *arguments) {
  const char *handle = option(arguments, "handle");
  struct pin_desk desk;
  struct pin_list pins = {0};
  int code = pin_desk_open(&desk, arguments);
  if (code == DONE && !handle) {
    complain("whose slip? --handle HANDLE");
    code = MISUSE;
  }
  if (code == DONE && !pin_list_read(&pins, desk.pins_path)) code = CANNOT;
  const struct pin_entry *entry = code == DONE ? pin_list_find(&pins, handle) : NULL;
  if (code == DONE && !entry) {
    complain("%s has no PIN for the handle \"%s\"", desk.pins_path, shown(handle));
    advise("\"scrutineer pin renew\" makes another one");
    code = MISUSE;
  }
  if (entry) print_slip(&desk, entry);
  pin_list_wipe(&pins);
  pin_desk_close(&desk);
  return code;
}

// --- renew, revoke ---

static const struct option_spec change_options[] = {
    ELECTION_OPTION,
    FOLDER_OPTION,
    NO_OPTION,
};

// The PINs first: if only they are written, the old PIN still holds, and renewing again puts it right. pins.csv may be gone, as
// it should be once everything is printed: then it has the new PIN alone.
static int write_change(const struct pin_desk *desk, const struct scr_secret_verifiers *verifiers, const char *handle,
                        const struct scr_secret_pin *pin_or_null) {
  struct pin_list pins = {0};
  bool is_there = file_exists(desk->pins_path);
  int code = is_there && !pin_list_read(&pins, desk->pins_path) ? CANNOT : DONE;
  if (code == DONE && !pin_list_put(&pins, handle, pin_or_null)) code = fail(SCR_E_MEMORY, "nothing was changed");
  if (code == DONE && (is_there || pin_or_null) && !pin_list_write(&pins, desk->pins_path, true)) code = CANNOT;
  if (code == DONE) code = verifiers_write(verifiers, desk->verifiers_path, true);
  pin_list_wipe(&pins);
  return code;
}

// A fresh PIN takes the old one's place; to revoke is not to keep it, so that nobody has one.
static int change(const struct pin_desk *desk, const char *handle, bool keeps) {
  struct scr_secret_verifiers verifiers = {0};
  struct scr_secret_pin pin = {{0}};
  int code = verifiers_load(&verifiers, desk->verifiers_path, desk->definition->election.uuid);
  struct scr_secret_verifier *entry = code == DONE ? scr_secret_verifiers_find(&verifiers, handle) : NULL;
  if (code == DONE && !entry) {
    complain("there is no handle \"%s\" in %s", shown(handle), desk->verifiers_path);
    code = MISUSE;
  }
  if (code == DONE) {
    enum scr_status status = scr_secret_pin_generate(&pin);
    if (status == SCR_OK) status = scr_secret_pin_verifier(entry->verifier, &pin, verifiers.uuid, entry->handle);
    if (status != SCR_OK) code = fail(status, "another PIN can't be made");
  }
  if (code == DONE) code = write_change(desk, &verifiers, handle, keeps ? &pin : NULL);
  if (code == DONE) {
    print("%s: %s\n", handle, keeps ? "a new PIN was made" : "no PIN holds any more");
    message("it comes to hold at an entry point with \"scrutineer entry verifiers %s\"", desk->verifiers_path);
  }
  scr_secret_pin_wipe(&pin);
  scr_secret_verifiers_free(&verifiers);
  return code;
}

static int run_change(const struct arguments *arguments, bool keeps) {
  struct pin_desk desk;
  int code = pin_desk_open(&desk, arguments);
  if (code == DONE) code = change(&desk, arguments->positional[0], keeps);
  pin_desk_close(&desk);
  return code;
}

static int renew_run(const struct arguments *arguments) {
  return run_change(arguments, true);
}

static int revoke_run(const struct arguments *arguments) {
  return run_change(arguments, false);
}

const struct command pin_commands[] = {
    {
        .noun = "pin",
        .verb = "issue",
        .operands = "HANDLES.csv",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Makes a PIN for each of the registrar's handles",
        .text =
            "HANDLES.csv is the registrar's registrar/handles-for-officer.csv: no names, no numbers. officer/pins.csv "
            "says which\n"
            "handle has which PIN, for whoever prints or sends them; officer/verifiers.json is for the entry points "
            "that ask for\n"
            "PINs, and has no PIN in it. Both are readable by the officer alone. Remove pins.csv once it is printed.",
        .example = "scrutineer pin issue -e election/ handles-for-officer.csv",
        .options = pin_issue_options,
        .run = pin_issue_run,
    },
    {
        .noun = "pin",
        .verb = "letter",
        .operands = "",
        .summary = "Prints the slip with one PIN",
        .text = "For a PIN that was made anew, or where nobody else prints them. It is secret until its voter has it.",
        .example = "scrutineer pin letter -e election/ --handle 7vKq2MfPzB",
        .options = letter_options,
        .run = letter_run,
    },
    {
        .noun = "pin",
        .verb = "renew",
        .operands = "HANDLE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Makes another PIN for a handle, whose PIN was lost or is locked",
        .text =
            "Both of the officer's files change. The new PIN holds, and the old one no more, at each entry point that "
            "was given the\n"
            "new verifiers.json.",
        .example = "scrutineer pin renew -e election/ 7vKq2MfPzB",
        .options = change_options,
        .run = renew_run,
    },
    {
        .noun = "pin",
        .verb = "revoke",
        .operands = "HANDLE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Lets no PIN hold for a handle, until it is renewed",
        .text = "For a PIN that somebody else has. Both of the officer's files change; it comes to hold at each entry "
                "point that was\n"
                "given the new verifiers.json.",
        .example = "scrutineer pin revoke -e election/ 7vKq2MfPzB",
        .options = change_options,
        .run = revoke_run,
    },
    {0},
};
