// SPDX-License-Identifier: Apache-2.0
// An entry point's verifiers: taken in from the officer, and PINs checked with them.
#include "cli/entry_pin.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/attempts.h"
#include "cli/commands.h"
#include "cli/entry.h"
#include "cli/folder.h"
#include "cli/quote.h"
#include "cli/verifiers_file.h"

char *entry_point_folder(const char *folder, const char *name) {
  return join(folder, "entry", name);
}

// --- checking ---

static int read_installed(struct entry_pins *pins, const char *folder, const char *point, const char *uuid) {
  char *path = join(pins->folder, VERIFIERS_FILE, NULL);
  int code = CANNOT;
  if (file_is_missing(path)) {
    complain("there is no %s: what the PINs are checked with", path);
    advise("the returning officer makes it (scrutineer pin issue), and hands it over:");
    advise("scrutineer entry verifiers -e %s --name %s FILE", quoted(folder), quoted(point));
  } else {
    code = verifiers_load(&pins->verifiers, path, uuid);
  }
  free(path);
  return code;
}

int entry_pins_open(struct entry_pins *pins, const struct arguments *arguments, const char *point, const char *uuid) {
  const char *folder = election_folder(arguments);
  *pins = (struct entry_pins){.folder = entry_point_folder(folder, point),
                              .list_path = option(arguments, "pins"),
                              .pin_path = option(arguments, "pin")};
  if (pins->pin_path && pins->list_path) {
    complain("--pin is for one ballot, --pins for many: one of them");
    return MISUSE;
  }
  int code = read_installed(pins, folder, point, uuid);
  if (code == DONE && pins->list_path && !pin_list_read(&pins->list, pins->list_path)) code = CANNOT;
  return code;
}

void entry_pins_close(struct entry_pins *pins) {
  scr_secret_verifiers_free(&pins->verifiers);
  pin_list_wipe(&pins->list);
  free(pins->folder);
  *pins = (struct entry_pins){0};
}

// The same words whether there is such a login or not.
static int look_up(struct scr_secret_pin *pin, const struct entry_pins *pins, const struct scr_secret_verifier *entry,
                   const char *ballot) {
  const struct pin_entry *listed = entry ? pin_list_find(&pins->list, entry->handle) : NULL;
  if (listed)
    *pin = listed->pin;
  else
    complain("%s is refused: %s has no PIN for its voter", shown(ballot), pins->list_path);
  return listed ? DONE : INVALID;
}

static int ask(struct scr_secret_pin *pin, const struct entry_pins *pins, const char *ballot) {
  struct scr_text text = SCR_TEXT_SECRET, prompt = SCR_TEXT_INIT;
  scr_text_add_format(&prompt, "The PIN for %s", shown(ballot));
  int code = scr_text_ok(&prompt) == SCR_OK && read_secret(&text, pins->pin_path, prompt.bytes) ? DONE : CANNOT;
  if (code == DONE) {
    enum scr_status status = scr_secret_pin_read(pin, text.bytes ? text.bytes : "", text.length);
    if (status != SCR_OK) {
      (void)fail(status, "%s is refused", shown(ballot));
      code = INVALID;
    }
  }
  scr_text_wipe(&text);
  scr_text_free(&prompt);
  return code;
}

static int say_wrong(uint64_t left, const char *ballot) {
  (void)fail(SCR_E_PIN_WRONG, "%s is refused", shown(ballot));
  if (left > 0)
    advise("%" PRIu64 " more tr%s before the PIN is locked", left, left == 1 ? "y" : "ies");
  else
    advise("the PIN is locked now: the returning officer can make another one (scrutineer pin renew)");
  return INVALID;
}

// PIN-5: counted first, then looked at; one that was right is taken back. PIN-6: a credential without a verifier is no other
// case, in time and in words.
static int try(const struct entry_pins *pins, const struct scr_secret_verifier *entry, const struct scr_secret_pin *pin,
               const char *credential, const char *ballot) {
  const char *verifier = entry ? entry->verifier : NULL;
  uint64_t left;
  int code = attempts_charge(&left, pins->folder, credential, verifier);
  if (code == INVALID) {
    (void)fail(SCR_E_PIN_LOCKED, "%s is refused", shown(ballot));
    advise("the returning officer can make another PIN (scrutineer pin renew)");
  }
  if (code != DONE) return code;
  enum scr_status status =
      scr_secret_pin_check(verifier, pin, pins->verifiers.uuid, entry ? entry->handle : "1111111111");
  if (status == SCR_E_PIN_WRONG) return say_wrong(left, ballot);
  if (status != SCR_OK) return fail(status, "the PIN for %s can't be checked", shown(ballot));
  return attempts_take_back(pins->folder, credential, verifier);
}

int entry_pins_check(struct entry_pins *pins, const char *credential, const char *ballot) {
  struct scr_secret_pin pin = {{0}};
  const struct scr_secret_verifier *entry = scr_secret_verifiers_find_credential(&pins->verifiers, credential);
  int code = pins->list_path ? look_up(&pin, pins, entry, ballot) : ask(&pin, pins, ballot);
  if (code == DONE) code = try(pins, entry, &pin, credential, ballot);
  scr_secret_pin_wipe(&pin);
  return code;
}

// --- taking verifiers in ---

const struct option_spec entry_verifiers_options[] = {
    ELECTION_OPTION,
    {"name", 'N', "NAME", "the entry point (needed where the definition has more than one that asks for PINs)"},
    {"dry-run", 'n', NULL, "check the file, and install nothing"},
    NO_OPTION,
};

// The entry point that is meant, among those that ask for PINs; NULL after complaining.
static const char *find_asking(const struct definition_board *board, const char *name_or_null) {
  const char *found = NULL;
  size_t count = 0;
  for (size_t i = 0; i < board->entry_points_n; i++) {
    const struct definition_entry_point *point = &board->entry_points[i];
    if (point->check != SCR_ENTRY_PIN || (name_or_null && strcmp(name_or_null, point->name.text) != 0)) continue;
    found = point->name.text;
    count++;
  }
  if (count == 1) return found;
  if (name_or_null)
    complain("the definition has no entry point \"%s\" that asks for PINs", shown(name_or_null));
  else if (count == 0)
    complain("no entry point of this election asks for PINs");
  else
    complain("which entry point is this? --name tells");
  return NULL;
}

// PIN-4: how many PINs the new file changes; it may change nothing else. False after complaining.
static bool compare(size_t *renewed, const struct scr_secret_verifiers *old, const struct scr_secret_verifiers *new) {
  bool same = old->count == new->count;
  *renewed = 0;
  for (size_t i = 0; same && i < old->count; i++) {
    const struct scr_secret_verifier *a = &old->entries[i], *b = &new->entries[i];
    same = strcmp(a->handle, b->handle) == 0 && strcmp(a->credential, b->credential) == 0;
    *renewed += strcmp(a->verifier, b->verifier) != 0;
  }
  if (same) return true;
  complain("the file has other logins or credentials than the one that is installed, and nothing was changed");
  advise("an election has the same logins from beginning to end: ask the returning officer which file is right");
  return false;
}

static int install(const char *own, const struct scr_secret_verifiers *new, const char *uuid, bool dry_run) {
  struct scr_secret_verifiers old = {0};
  size_t renewed = new->count;
  char *path = join(own, VERIFIERS_FILE, NULL);
  bool is_first = !file_exists(path);
  int code = is_first ? DONE : verifiers_load(&old, path, uuid);
  if (code == DONE && !is_first && !compare(&renewed, &old, new)) code = MISUSE;
  if (code == DONE && is_first && !dry_run && !make_folder(own, 0700)) code = CANNOT;
  if (code == DONE && is_first && !dry_run && !attempts_begun(own)) code = attempts_begin(own);
  if (code == DONE && !dry_run) code = verifiers_write(new, path, true);
  if (code == DONE)
    print("%zu PIN%s can be checked%s; %zu %s new.\n", new->count, plural(new->count), dry_run ? " with this file" : "",
          renewed, renewed == 1 ? "is" : "are");
  scr_secret_verifiers_free(&old);
  free(path);
  return code;
}

int entry_verifiers_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments), *name = NULL;
  struct definition *definition = calloc(1, sizeof *definition);
  struct scr_secret_verifiers verifiers = {0};
  int code = definition && definition_load(definition, folder) ? DONE : CANNOT;
  if (code == DONE && !definition->board) {
    complain("this election has no journal, and no entry points");
    code = MISUSE;
  }
  if (code == DONE && !(name = find_asking(definition->board, option(arguments, "name")))) code = MISUSE;
  if (code == DONE) code = verifiers_load(&verifiers, arguments->positional[0], definition->election.uuid);
  if (code == DONE) {
    char *own = entry_point_folder(folder, name);
    code = install(own, &verifiers, definition->election.uuid, option(arguments, "dry-run") != NULL);
    free(own);
  }
  scr_secret_verifiers_free(&verifiers);
  if (definition) definition_free(definition);
  free(definition);
  return code;
}
