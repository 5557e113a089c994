// SPDX-License-Identifier: Apache-2.0
#include "cli/act_signers.h"

#include <string.h>

#include "cli/cli.h"

// The names that the table of acts uses.
enum signers { OFFICER, ENTRY, DESK_AND_SECOND, THE_SAME, ENTRY_AND_SECOND, REGISTRAR_AND_DESK, COUNT };
#define SIGNERS(symbol, name, signers, fields) signers,
static const enum signers signers_of[SCR_ACT_KINDS] = {SCR_ACTS(SIGNERS)};
#undef SIGNERS

enum part { PART_OFFICER, PART_REGISTRAR, PART_ENTRY, PART_DESK, PART_PAPERS, PART_SECOND, PARTS };

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
    [THE_SAME] = {"the two who signed the freeze, and nobody else", 2, {PART_DESK, PART_SECOND}},
    [ENTRY_AND_SECOND] = {"an entry point, and a second official", 2, {PART_ENTRY, PART_SECOND}},
    [REGISTRAR_AND_DESK] = {"the registrar, and a desk", 2, {PART_REGISTRAR, PART_DESK}},
    [COUNT] = {"the officer, and every teller and agent that it doesn't name as refusing", 0, {PARTS}},
};
// PAP-6.
static const struct wanted wanted_for_paper = {
    "an entry point that hands out papers, and a second official", 2, {PART_PAPERS, PART_SECOND}};

static const struct wanted *wanted_for(const struct scr_act *act) {
  bool for_paper = act->kind == SCR_ACT_VOID && act->reason == SCR_REASON_PAPER;
  return for_paper ? &wanted_for_paper : &wanted_of[signers_of[act->kind]];
}

static const char *words_of(enum part part) {
  static const char *const words[] = {
      "the officer",      "the registrar", "an entry point", "a desk", "an entry point that hands out papers",
      "a second official"};
  return words[part];
}

static void add(struct scr_text *list, const char *name) {
  scr_text_add_format(list, "%s%s", list->length > 0 ? ", " : "", name);
}

// Names that stand on an act, or would.
struct signers_list {
  size_t count;
  const char *names[SCR_ACT_SIGNATURES_MAX + 1];
};

static struct signers_list list_signers(const struct scr_signed_act *act) {
  struct signers_list list = {.count = act->signatures_n};
  for (size_t i = 0; i < act->signatures_n; i++) list.names[i] = act->signatures[i].by;
  return list;
}

static bool has_signed(const struct signers_list *list, const char *name) {
  for (size_t i = 0; i < list->count; i++)
    if (strcmp(list->names[i], name) == 0) return true;
  return false;
}

// --- who is what ---

static bool is_point(const struct scr_entry_point *point, enum part part) {
  if (!point || part == PART_ENTRY) return point;
  return point->check == SCR_ENTRY_IDENTITY || (part == PART_PAPERS && point->method == SCR_METHOD_POST);
}

static bool is_second(const struct scr_setup_record *record, const char *name) {
  bool found = strcmp(name, record->officer.name) == 0 || strcmp(name, record->registrar.name) == 0;
  for (size_t i = 0; i < record->tellers_n; i++) found = found || strcmp(name, record->tellers[i].name) == 0;
  return found;
}

static bool can_be(const struct scr_setup_record *record, const char *name, enum part part) {
  switch (part) {
    case PART_OFFICER: return strcmp(name, record->officer.name) == 0;
    case PART_REGISTRAR: return strcmp(name, record->registrar.name) == 0;
    case PART_SECOND: return is_second(record, name);
    default: return is_point(scr_setup_record_entry_point(record, name, strlen(name)), part);
  }
}

static void add_candidates(struct scr_text *list, const struct scr_setup_record *record, enum part part) {
  if (part == PART_SECOND) {
    add(list, record->officer.name);
    add(list, record->registrar.name);
    for (size_t i = 0; i < record->tellers_n; i++) add(list, record->tellers[i].name);
  }
  bool points = part == PART_ENTRY || part == PART_DESK || part == PART_PAPERS;
  for (size_t i = 0; i < record->entry_points_n && points; i++)
    if (is_point(&record->entry_points[i], part)) add(list, record->entry_points[i].key.name);
}

// --- what is wrong ---

// Which of the names are of those who sign, and who is missing.
struct comparison {
  bool taken[SCR_ACT_SIGNATURES_MAX + 1];
  struct scr_text missing;
};

static void add_missing(struct scr_text *missing, const struct scr_setup_record *record, enum part part) {
  struct scr_text candidates = SCR_TEXT_INIT;
  add(missing, words_of(part));
  add_candidates(&candidates, record, part);
  if (candidates.length > 0) scr_text_add_format(missing, " (one of: %s)", candidates.bytes);
  scr_text_free(&candidates);
}

bool count_is_refused_by(const struct scr_paper_count *paper, const char *name) {
  for (size_t i = 0; i < paper->refusals_n; i++)
    if (strcmp(paper->refusals[i], name) == 0) return true;
  return false;
}

// PAP-3: those of the keys who don't refuse.
static void compare_counters(struct comparison *comparison, const struct signers_list *list,
                             const struct scr_paper_count *paper, const struct scr_note_key *keys, size_t count) {
  for (size_t k = 0; k < count; k++) {
    if (count_is_refused_by(paper, keys[k].name)) continue;
    for (size_t i = 0; i < list->count; i++)
      comparison->taken[i] = comparison->taken[i] || strcmp(list->names[i], keys[k].name) == 0;
    if (!has_signed(list, keys[k].name)) add(&comparison->missing, keys[k].name);
  }
}

// Each part is taken by the first signature that can be it; a signature that takes none is one too many.
static void compare_parts(struct comparison *comparison, const struct signers_list *list, const struct wanted *wanted,
                          const struct scr_setup_record *record) {
  for (size_t p = 0; p < wanted->parts_n; p++) {
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < list->count && found == SIZE_MAX; i++)
      if (!comparison->taken[i] && can_be(record, list->names[i], wanted->parts[p])) found = i;
    if (found == SIZE_MAX)
      add_missing(&comparison->missing, record, wanted->parts[p]);
    else
      comparison->taken[found] = true;
  }
}

static struct comparison compare(const struct signers_list *list, const struct scr_act *act,
                                 const struct scr_setup_record *record) {
  struct comparison comparison = {{false}, SCR_TEXT_INIT};
  if (signers_of[act->kind] == COUNT) {
    compare_counters(&comparison, list, &act->paper, &record->officer, 1);
    compare_counters(&comparison, list, &act->paper, record->tellers, record->tellers_n);
    compare_counters(&comparison, list, &act->paper, record->agents, record->agents_n);
  } else {
    compare_parts(&comparison, list, wanted_for(act), record);
  }
  return comparison;
}

void advise_signers(const struct scr_signed_act *act, const struct scr_setup_record *record) {
  struct signers_list list = list_signers(act);
  struct comparison comparison = compare(&list, &act->act, record);
  struct scr_text by = SCR_TEXT_INIT, surplus = SCR_TEXT_INIT;
  for (size_t i = 0; i < list.count; i++) add(&by, shown(list.names[i]));
  for (size_t i = 0; i < list.count; i++)
    if (!comparison.taken[i]) add(&surplus, shown(list.names[i]));
  advise("\"%s\" is signed by %s; this one by %s", scr_act_name(act->act.kind), wanted_for(&act->act)->words,
         by.length > 0 ? by.bytes : "nobody");
  if (comparison.missing.length > 0) advise("missing: %s", comparison.missing.bytes);
  if (surplus.length > 0) advise("not to sign it: %s", surplus.bytes);
  scr_text_free(&by);
  scr_text_free(&comparison.missing);
  scr_text_free(&surplus);
}

struct scr_text signers_missing(const struct scr_signed_act *act, const struct scr_setup_record *record) {
  struct signers_list list = list_signers(act);
  return compare(&list, &act->act, record).missing;
}

bool signers_take(const struct scr_signed_act *act, const struct scr_setup_record *record, const char *role) {
  struct signers_list list = list_signers(act);
  list.names[list.count++] = role;
  struct comparison comparison = compare(&list, &act->act, record);
  scr_text_free(&comparison.missing);
  if (comparison.taken[list.count - 1]) return true;
  complain("\"%s\" may not sign this act", shown(role));
  advise_signers(act, record);
  return false;
}
