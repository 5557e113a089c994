// SPDX-License-Identifier: Apache-2.0
#include "cli/act_signers.h"

#include <string.h>

#include "cli/cli.h"

// The names that the table of acts uses.
enum signers { OFFICER, ENTRY, DESK_AND_SECOND, THE_SAME, ENTRY_AND_SECOND, REGISTRAR_AND_DESK, COUNT };
#define SIGNERS(symbol, name, signers, fields) signers,
static const enum signers signers_of[SCR_ACT_KINDS] = {SCR_ACTS(SIGNERS)};
#undef SIGNERS

enum part { PART_OFFICER, PART_REGISTRAR, PART_ENTRY, PART_DESK, PART_SECOND, PARTS };

struct wanted {
  const char *words;
  size_t parts_n;
  enum part parts[2];
};
// Indexed by enum signers. What has as many parts as there are tellers and agents has none here.
static const struct wanted wanted_of[] = {
    [OFFICER] = {"the officer alone", 1, {PART_OFFICER}},
    [ENTRY] = {"an entry point alone", 1, {PART_ENTRY}},
    [DESK_AND_SECOND] = {"the desk that let the ballot in, and a second official", 2, {PART_DESK, PART_SECOND}},
    [THE_SAME] = {"the two who signed the freeze, and nobody else", 0, {PARTS}},
    [ENTRY_AND_SECOND] = {"an entry point, and a second official", 2, {PART_ENTRY, PART_SECOND}},
    [REGISTRAR_AND_DESK] = {"the registrar, and a desk", 2, {PART_REGISTRAR, PART_DESK}},
    [COUNT] = {"the officer, and every teller and agent that it doesn't name as refusing", 0, {PARTS}},
};

static const char *words_of(enum part part) {
  static const char *const words[] = {"the officer", "the registrar", "an entry point", "a desk", "a second official"};
  return words[part];
}

static void add(struct scr_text *list, const char *name) {
  scr_text_add_format(list, "%s%s", list->length > 0 ? ", " : "", name);
}

// --- who is what ---

static bool is_point(const struct scr_entry_point *point, bool desk) {
  return point && (!desk || point->check == SCR_ENTRY_IDENTITY);
}

static bool is_second(const struct scr_setup_record *record, const char *name) {
  bool found = strcmp(name, record->officer.name) == 0 || strcmp(name, record->registrar.name) == 0;
  for (size_t i = 0; i < record->tellers_n; i++) found = found || strcmp(name, record->tellers[i].name) == 0;
  return found;
}

static bool can_be(const struct scr_setup_record *record, const char *name, enum part part) {
  const struct scr_entry_point *point = scr_setup_record_entry_point(record, name, strlen(name));
  switch (part) {
    case PART_OFFICER: return strcmp(name, record->officer.name) == 0;
    case PART_REGISTRAR: return strcmp(name, record->registrar.name) == 0;
    case PART_ENTRY: return is_point(point, false);
    case PART_DESK: return is_point(point, true);
    default: return is_second(record, name);
  }
}

static void add_candidates(struct scr_text *list, const struct scr_setup_record *record, enum part part) {
  if (part == PART_SECOND) {
    add(list, record->officer.name);
    add(list, record->registrar.name);
    for (size_t i = 0; i < record->tellers_n; i++) add(list, record->tellers[i].name);
  }
  for (size_t i = 0; i < record->entry_points_n && (part == PART_ENTRY || part == PART_DESK); i++)
    if (is_point(&record->entry_points[i], part == PART_DESK)) add(list, record->entry_points[i].key.name);
}

// --- what is wrong ---

static void add_missing(struct scr_text *missing, const struct scr_setup_record *record, enum part part) {
  struct scr_text candidates = SCR_TEXT_INIT;
  add(missing, words_of(part));
  add_candidates(&candidates, record, part);
  if (candidates.length > 0) scr_text_add_format(missing, " (one of: %s)", candidates.bytes);
  scr_text_free(&candidates);
}

// Each part is taken by the first signature that can be it; a signature that takes none is one too many.
static void compare(struct scr_text *missing, struct scr_text *surplus, const struct scr_signed_act *act,
                    const struct scr_setup_record *record) {
  const struct wanted *wanted = &wanted_of[signers_of[act->act.kind]];
  bool taken[SCR_ACT_SIGNATURES_MAX] = {false};
  for (size_t p = 0; p < wanted->parts_n; p++) {
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < act->signatures_n && found == SIZE_MAX; i++)
      if (!taken[i] && can_be(record, act->signatures[i].by, wanted->parts[p])) found = i;
    if (found == SIZE_MAX)
      add_missing(missing, record, wanted->parts[p]);
    else
      taken[found] = true;
  }
  for (size_t i = 0; i < act->signatures_n && wanted->parts_n > 0; i++)
    if (!taken[i]) add(surplus, shown(act->signatures[i].by));
}

void advise_signers(const struct scr_signed_act *act, const struct scr_setup_record *record) {
  struct scr_text by = SCR_TEXT_INIT, missing = SCR_TEXT_INIT, surplus = SCR_TEXT_INIT;
  for (size_t i = 0; i < act->signatures_n; i++) add(&by, shown(act->signatures[i].by));
  compare(&missing, &surplus, act, record);
  advise("\"%s\" is signed by %s; this one by %s", scr_act_name(act->act.kind),
         wanted_of[signers_of[act->act.kind]].words, by.length > 0 ? by.bytes : "nobody");
  if (missing.length > 0) advise("missing: %s", missing.bytes);
  if (surplus.length > 0) advise("not to sign it: %s", surplus.bytes);
  scr_text_free(&by);
  scr_text_free(&missing);
  scr_text_free(&surplus);
}
