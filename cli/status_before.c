// SPDX-License-Identifier: Apache-2.0
// The next step of an election that isn't open yet: the trustees' keys, the roll, the credentials, and with a journal the roles'
// keys, PINs and the record.
#include <stdlib.h>

#include "cli/quote.h"
#include "cli/role_key.h"
#include "cli/status.h"

static const char registrar[] = "the registrar";

bool standing_has(const struct standing *standing, const char *name) {
  char *path = join(standing->folder, "public", name);
  bool there = file_exists(path);
  free(path);
  return there;
}

bool standing_has_message(const struct standing *standing, const char *trustee, const char *step) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "trustees/%s.%s.json", trustee, step);
  bool there = scr_text_ok(&name) == SCR_OK && standing_has(standing, name.bytes);
  scr_text_free(&name);
  return there;
}

void add_one_name(struct scr_text *list, const char *name, bool first, bool last, const char *word) {
  if (!first) scr_text_add_format(list, last ? " %s " : ", ", word);
  scr_text_add(list, name);
}

// A command for each of those whose message is missing. How many they are.
static size_t add_missing(struct next *next, const struct standing *standing, const struct trustee_name *names,
                          size_t count, const char *message, const char *command) {
  size_t missing = 0, listed = 0;
  for (size_t i = 0; i < count; i++) missing += !standing_has_message(standing, names[i].text, message);
  for (size_t i = 0; i < count; i++) {
    if (standing_has_message(standing, names[i].text, message)) continue;
    add_one_name(&next->who, shown(names[i].text), listed == 0, listed + 1 == missing, "and");
    next_add(next, names[i].text, standing, command, quoted(names[i].text));
    listed++;
  }
  return missing;
}

// The first step whose messages are not all there.
static bool next_of_trustees(struct next *next, const struct standing *standing) {
  static const char *const steps[][2] = {{"trustee certificate", "certificate"},
                                         {"trustee commit", "commit"},
                                         {"trustee agree", "agree"},
                                         {"trustee reveal", "reveal"},
                                         {"trustee finish", "key"}};
  const struct definition *definition = standing->definition;
  if (add_missing(next, standing, definition->mandatory, definition->mandatory_n, "key", "trustee key") > 0)
    return true;
  for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
    if (add_missing(next, standing, definition->members, definition->members_n, steps[s][1], steps[s][0]) > 0)
      return true;
  return false;
}

// A run that a member aborted is put aside, by each of them and by the officer; nothing of it can be gone on with.
static bool next_after_abort(struct next *next, const struct standing *standing) {
  const struct definition *definition = standing->definition;
  size_t aborted = 0;
  for (size_t i = 0; i < definition->members_n; i++) {
    const char *name = definition->members[i].text;
    if (!standing_has_message(standing, name, "abort")) continue;
    scr_text_add_format(&next->remark,
                        "The trustees' ceremony was aborted by %s: public/trustees/%s.abort.json says why.\n",
                        shown(name), shown(name));
    aborted++;
  }
  if (aborted == 0) return false;
  scr_text_add(&next->who, "every member of the group and the returning officer, each on their own machine");
  next_add(next, "every member of the group and the returning officer", standing, "trustee restart", NULL);
  return true;
}

static const char *holder_of(const struct role *role) {
  switch (role->kind) {
    case ROLE_BOARD:
    case ROLE_OF_OFFICER: return status_officer;
    case ROLE_OF_REGISTRAR: return registrar;
    default: return role->name;
  }
}

static bool has_key(const struct standing *standing, const struct role *role) {
  char *path = public_key_path(standing->folder, role->name);
  bool there = file_exists(path);
  free(path);
  return there;
}

// A witness brings a key; every other role makes it.
static void add_key_command(struct next *next, const struct standing *standing, const struct role *role) {
  struct scr_text operand = SCR_TEXT_INIT;
  scr_text_add(&operand, role->kind == ROLE_WITNESS ? "FILE --as " : "");
  scr_text_add(&operand, quoted(role->name));
  next_add(next, holder_of(role), standing, role->kind == ROLE_WITNESS ? "key add" : "key make", text_of(&operand));
  scr_text_free(&operand);
}

// The holders of keys that are missing; false if none is.
static bool next_of_keys(struct next *next, const struct standing *standing) {
  const struct definition_board *board = standing->definition->board;
  struct role role;
  size_t missing = 0, listed = 0;
  for (size_t i = 0; role_at(&role, board, i); i++) missing += !has_key(standing, &role);
  for (size_t i = 0; role_at(&role, board, i); i++) {
    if (has_key(standing, &role)) continue;
    add_one_name(&next->who, shown(role.name), listed == 0, listed + 1 == missing, "and");
    add_key_command(next, standing, &role);
    listed++;
  }
  if (missing > 0) scr_text_add(&next->who, ", for whom a key is missing");
  return missing > 0;
}

static bool is_here(const struct standing *standing, const char *first, const char *second) {
  char *folder = join(standing->folder, first, NULL), *path = join(folder, second, NULL);
  bool there = file_exists(path);
  free(folder);
  free(path);
  return there;
}

// Beside the next step: PINs, on the machines of those who make and check them.
static void add_pins(struct next *next, const struct standing *standing) {
  const struct definition_board *board = standing->definition->board;
  bool made = is_here(standing, "officer", "verifiers.json"), asked = false;
  for (size_t i = 0; i < board->entry_points_n; i++) {
    const char *name = board->entry_points[i].name.text;
    struct scr_text folder = SCR_TEXT_INIT, operand = SCR_TEXT_INIT;
    if (board->entry_points[i].check != SCR_ENTRY_PIN) continue;
    asked = true;
    scr_text_add_format(&folder, "entry/%s", name);
    scr_text_add_format(&operand, "--name %s verifiers.json", name);
    if (made && is_here(standing, text_of(&folder), "key.json") &&
        !is_here(standing, text_of(&folder), "verifiers.json"))
      next_add(next, name, standing, "entry verifiers", text_of(&operand));
    scr_text_free(&folder);
    scr_text_free(&operand);
  }
  if (asked && !made && is_here(standing, "officer", "key.json"))
    next_add(next, status_officer, standing, "pin issue", "handles-for-officer.csv");
}

static void next_of_journal(struct next *next, const struct standing *standing) {
  if (next_of_keys(next, standing)) return;
  next_add(next, status_officer, standing, standing_has(standing, "setup.json") ? "election open" : "election record",
           NULL);
  add_pins(next, standing);
}

static void say_rehearsal(struct next *next, const struct standing *standing) {
  scr_text_add_format(
      &next->remark,
      "Before it opens, everything can be tried with dummy ballots: scrutineer election rehearse -e %s\n",
      quoted(standing->folder));
}

void next_before_opening(struct next *next, const struct standing *standing) {
  char *roll = join(standing->folder, "registrar/roll.json", NULL);
  bool has_trustees = standing_has(standing, "trustees.json"),
       has_credentials = standing_has(standing, "credentials.json");
  if (!has_trustees) {
    if (!next_after_abort(next, standing) && !next_of_trustees(next, standing))
      next_add(next, status_officer, standing, "trustee assemble", NULL);
  } else if (!has_credentials) {
    next_add(next, registrar, standing, file_exists(roll) ? "credential issue" : "roll import",
             file_exists(roll) ? NULL : "members.csv");
  } else {
    say_rehearsal(next, standing);
    if (standing->definition->board)
      next_of_journal(next, standing);
    else
      next_add(next, status_officer, standing, "election open", NULL);
  }
  free(roll);
}
