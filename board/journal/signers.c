// SPDX-License-Identifier: Apache-2.0
// Who signs an act: the roles of the setup record, each by its own key.
#include <string.h>

#include "board/journal/journal_internal.h"

#define SIGNERS(symbol, name, signers, fields) signers,
static const enum act_signers signers_of[SCR_ACT_KINDS] = {SCR_ACTS(SIGNERS)};
#undef SIGNERS

// --- the signatures ---

static enum scr_status check_signatures(const struct scr_journal *journal, const struct scr_signed_act *act) {
  struct scr_text statement = SCR_TEXT_INIT;
  size_t point;
  scr_text_add_signed_statement(&statement, SCR_STATEMENT_ACT, journal->election->fingerprint, act->body.bytes,
                                act->body.length);
  enum scr_status status = scr_text_ok(&statement);
  for (size_t i = 0; i < act->signatures_n && status == SCR_OK; i++) {
    const struct scr_note_key *key = scr_setup_record_role_key(&point, journal->record, act->signatures[i].by);
    status = key ? scr_role_signature_check(&act->signatures[i], key, statement.bytes, statement.length)
                 : SCR_E_JOURNAL_SIGNERS;
  }
  scr_text_free(&statement);
  return status;
}

static bool has_signed(const struct scr_signed_act *act, const char *name) {
  for (size_t i = 0; i < act->signatures_n; i++)
    if (strcmp(act->signatures[i].by, name) == 0) return true;
  return false;
}

// --- those who must ---

// The entry point among the signers, if there is just one; else SIZE_MAX.
static size_t only_entry_point(const struct scr_setup_record *record, const struct scr_signed_act *act) {
  size_t found = SIZE_MAX, point;
  for (size_t i = 0; i < act->signatures_n; i++) {
    (void)scr_setup_record_role_key(&point, record, act->signatures[i].by);
    if (point != SIZE_MAX && found != SIZE_MAX) return SIZE_MAX;
    if (point != SIZE_MAX) found = point;
  }
  return found;
}

size_t act_entry_point(const struct scr_setup_record *record, const struct scr_signed_act *act) {
  return only_entry_point(record, act);
}

static bool is_desk(const struct scr_setup_record *record, size_t point) {
  return point != SIZE_MAX && record->entry_points[point].check == SCR_ENTRY_IDENTITY;
}

// An official other than an entry point: the officer, the registrar, or a teller.
static bool has_second(const struct scr_setup_record *record, const struct scr_signed_act *act) {
  if (has_signed(act, record->officer.name) || has_signed(act, record->registrar.name)) return true;
  for (size_t i = 0; i < record->tellers_n; i++)
    if (has_signed(act, record->tellers[i].name)) return true;
  return false;
}

// JRN-5: whoever must sign has done so; nobody else, and nobody twice, is left to the numbers.
static bool pair_with_entry_point(const struct scr_setup_record *record, const struct scr_signed_act *act) {
  return act->signatures_n == 2 && only_entry_point(record, act) != SIZE_MAX && has_second(record, act);
}

static bool signed_by_desk_of_last(const struct scr_journal *journal, const struct scr_signed_act *act) {
  if (!pair_with_entry_point(journal->record, act) || journal->last_credential == SIZE_MAX) return false;
  size_t point = only_entry_point(journal->record, act);
  return point == journal->states[journal->last_credential].entry_point;
}

static bool signed_by_the_same(const struct scr_journal *journal, const struct scr_signed_act *act) {
  const struct freeze *freeze = journal_find_freeze(journal, act->act.entry);
  return freeze && act->signatures_n == 2 && has_signed(act, freeze->by[0]) && has_signed(act, freeze->by[1]);
}

static bool is_refused_by(const struct scr_paper_count *paper, const char *name) {
  for (size_t i = 0; i < paper->refusals_n; i++)
    if (strcmp(paper->refusals[i], name) == 0) return true;
  return false;
}

// Each of them has signed, or it is stated that it hasn't: one of the two. *signed_n counts the signatures.
static bool all_answer(size_t *signed_n, const struct scr_signed_act *act, const struct scr_note_key *keys,
                       size_t count) {
  for (size_t i = 0; i < count; i++) {
    bool by = has_signed(act, keys[i].name);
    if (by == is_refused_by(&act->act.paper, keys[i].name)) return false;
    *signed_n += by;
  }
  return true;
}

// PAP-3.
static bool signed_as_count(const struct scr_setup_record *record, const struct scr_signed_act *act) {
  size_t signed_n = 1;
  if (!has_signed(act, record->officer.name)) return false;
  if (!all_answer(&signed_n, act, record->tellers, record->tellers_n)) return false;
  if (!all_answer(&signed_n, act, record->agents, record->agents_n)) return false;
  size_t answers_n = record->tellers_n + record->agents_n;
  // Where there are tellers or agents, the officer's word alone is no count.
  if (answers_n > 0 && signed_n == 1) return false;
  return signed_n == act->signatures_n && act->act.paper.refusals_n == answers_n + 1 - signed_n;
}

static bool right_signers(const struct scr_journal *journal, const struct scr_signed_act *act) {
  const struct scr_setup_record *record = journal->record;
  switch (signers_of[act->act.kind]) {
    case OFFICER: return act->signatures_n == 1 && has_signed(act, record->officer.name);
    case ENTRY: return act->signatures_n == 1 && only_entry_point(record, act) != SIZE_MAX;
    case DESK_AND_SECOND: return signed_by_desk_of_last(journal, act);
    case THE_SAME: return signed_by_the_same(journal, act);
    case ENTRY_AND_SECOND: return pair_with_entry_point(record, act);
    case REGISTRAR_AND_DESK:
      return act->signatures_n == 2 && has_signed(act, record->registrar.name) &&
             is_desk(record, only_entry_point(record, act));
    default: return signed_as_count(record, act);
  }
}

enum scr_status act_check_signers(const struct scr_journal *journal, const struct scr_signed_act *act,
                                  bool trust_signatures) {
  if (!right_signers(journal, act)) return SCR_E_JOURNAL_SIGNERS;
  return trust_signatures ? SCR_OK : check_signatures(journal, act);
}
