// SPDX-License-Identifier: Apache-2.0
// The rules that entries obey, for whoever writes the journal and for whoever verifies it: one decoder, one judge. Nothing
// here changes the journal.
#include <string.h>

#include "board/journal/journal_internal.h"

enum scr_status scr_rulings_worst(const struct scr_rulings *rulings) {
  for (int i = 0; i < SCR_RULES; i++)
    if (rulings->status[i] != SCR_OK) return rulings->status[i];
  return SCR_OK;
}

static void rule(struct scr_rulings *rulings, enum scr_rule which, enum scr_status status) {
  rulings->looked[which] = true;
  if (rulings->status[which] == SCR_OK) rulings->status[which] = status;
}

// --- time ---

// JRN-7: the clock never goes back; what was signed before came before.
static enum scr_status judge_slot(const struct scr_journal *journal, const struct scr_entry *entry) {
  if (entry->slot < journal->slot) return SCR_E_JOURNAL_SLOT;
  if (entry->kind == SCR_ENTRY_ACT) return entry->act.act.made <= entry->slot ? SCR_OK : SCR_E_JOURNAL_SLOT;
  if (entry->kind != SCR_ENTRY_BALLOT) return SCR_OK;
  const struct scr_setup_record *record = journal->record;
  uint64_t came = entry->acceptance.came;
  if (came > entry->slot) return SCR_E_JOURNAL_SLOT;
  if (scr_slot_end(record, came) <= record->opens) return SCR_E_JOURNAL_WINDOW;  // 0 where it isn't set
  if (record->closes && scr_slot_begin(record, came) >= record->closes) return SCR_E_JOURNAL_WINDOW;
  return SCR_OK;
}

// --- events ---

// JRN-6.
static enum scr_status judge_event(const struct scr_journal *journal, const struct scr_entry *entry,
                                   const struct scr_journal_event *event) {
  if (entry->kind == SCR_ENTRY_ACT) return journal->size > 0 ? SCR_OK : SCR_E_JOURNAL_MISSING;
  if (!event) return SCR_E_JOURNAL_MISSING;
  if (event->type != entry->type || !scr_hash_equal(&event->hash, &entry->event)) return SCR_E_JOURNAL_EVENT;
  if (entry->kind != SCR_ENTRY_BALLOT) return SCR_OK;
  return event->has_payload && scr_hash_equal(&event->payload, &entry->acceptance.ballot) ? SCR_OK
                                                                                          : SCR_E_JOURNAL_EVENT;
}

// JRN-9: the stages follow one another.
static enum scr_status judge_order(const struct scr_journal *journal, const struct scr_entry *entry) {
  enum journal_stage stage = journal->stage;
  bool legal;
  switch (entry->type) {
    case SCR_EVENT_SETUP: legal = stage == STAGE_NONE; break;
    case SCR_EVENT_BALLOT: legal = stage == STAGE_VOTING && journal->opened; break;
    case SCR_EVENT_END_BALLOTS: legal = stage == STAGE_CLOSE; break;
    case SCR_EVENT_ENCRYPTED_TALLY: legal = stage == STAGE_CLOSED; break;
    case SCR_EVENT_PARTIAL_DECRYPTION: legal = stage == STAGE_TALLIED || stage == STAGE_SHARES; break;
    case SCR_EVENT_RESULT: legal = stage == STAGE_SHARES; break;
    default: legal = false;
  }
  return legal && !journal->ended ? SCR_OK : SCR_E_JOURNAL_ORDER;
}

// --- ballots ---

static enum scr_status judge_point(const struct scr_journal *journal, const struct scr_acceptance *acceptance,
                                   bool trust_signatures) {
  const char *by = acceptance->signature.by;
  const struct scr_entry_point *point = scr_setup_record_entry_point(journal->record, by, strlen(by));
  struct scr_text statement = SCR_TEXT_INIT;
  if (!point) return SCR_E_JOURNAL_POINT;
  if (trust_signatures) return SCR_OK;
  scr_text_add_acceptance_statement(&statement, journal->election, &acceptance->ballot, by, acceptance->came);
  enum scr_status status = scr_text_ok(&statement);
  if (status == SCR_OK)
    status = scr_role_signature_check(&acceptance->signature, &point->key, statement.bytes, statement.length);
  scr_text_free(&statement);
  return status;
}

// FRZ-1, FRZ-5.
static enum scr_status judge_credential(const struct scr_journal *journal, size_t credential) {
  switch ((enum scr_credential_state)journal->states[credential].state) {
    case SCR_CREDENTIAL_FROZEN: return SCR_E_JOURNAL_FROZEN;
    case SCR_CREDENTIAL_VOIDED: return SCR_E_JOURNAL_VOIDED;
    case SCR_CREDENTIAL_SPARE: return SCR_E_JOURNAL_SPARE;
    default: return SCR_OK;
  }
}

static enum scr_status hash_component(struct scr_hash *hash, const struct scr_group *group,
                                      const struct scr_element *alpha) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, group, alpha);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) scr_hash(hash, text.bytes, text.length);
  scr_text_free(&text);
  return status;
}

// FRZ-6: only where something was opened does this cost anything.
static enum scr_status judge_audited(const struct scr_journal *journal, const struct scr_ballot *ballot) {
  if (journal->audited_n == 0) return SCR_OK;
  for (size_t i = 0; i < ballot->answers_n; i++) {
    for (size_t j = 0; j < ballot->answers[i].choices_n; j++) {
      struct scr_hash hash;
      enum scr_status status = hash_component(&hash, journal->election->group, &ballot->answers[i].choices[j].alpha);
      if (status != SCR_OK) return status;
      if (hash_set_has(journal->audited, &hash)) return SCR_E_JOURNAL_AUDITED;
    }
  }
  return SCR_OK;
}

static enum scr_status judge_method(const struct scr_journal *journal, const struct scr_acceptance *acceptance) {
  const char *by = acceptance->signature.by;
  const struct scr_entry_point *point = scr_setup_record_entry_point(journal->record, by, strlen(by));
  return point && journal->method_closed[point->method] ? SCR_E_JOURNAL_CLOSED : SCR_OK;
}

// JRN-14: a ballot that came before the one that stands can't replace it.
static enum scr_status judge_came(const struct scr_journal *journal, uint64_t came, size_t credential) {
  const struct credential_state *state = &journal->states[credential];
  return state->has_ballot && came < state->came ? SCR_E_JOURNAL_SLOT : SCR_OK;
}

static void judge_ballot(struct scr_rulings *rulings, const struct scr_journal *journal, const struct scr_entry *entry,
                         const struct scr_journal_event *event, bool trust_signatures) {
  rule(rulings, SCR_RULE_POINTS, judge_point(journal, &entry->acceptance, trust_signatures));
  rule(rulings, SCR_RULE_ORDER, judge_method(journal, &entry->acceptance));
  if (!event) return;
  if (event->credential != SIZE_MAX) {
    rule(rulings, SCR_RULE_CREDENTIALS, judge_credential(journal, event->credential));
    rule(rulings, SCR_RULE_SLOTS, judge_came(journal, entry->acceptance.came, event->credential));
  }
  if (event->ballot || event->was_judged)
    rule(rulings, SCR_RULE_AUDITED, event->ballot ? judge_audited(journal, event->ballot) : SCR_OK);
}

// --- acts ---

// JRN-9.
static enum scr_status while_voting(const struct scr_journal *journal, enum scr_act_kind kind) {
  if (journal->stage != STAGE_VOTING) return SCR_E_JOURNAL_CLOSED;
  return journal->opened || kind == SCR_ACT_OPEN ? SCR_OK : SCR_E_JOURNAL_ORDER;
}

// What may follow when an election was abandoned.
static bool may_follow_the_end(enum scr_act_kind kind) {
  return kind == SCR_ACT_NOTICE || kind == SCR_ACT_DISPUTE || kind == SCR_ACT_ANSWER || kind == SCR_ACT_SUPERSEDE;
}

// FRZ-1: the ballot of a desk, and the very next entry.
static enum scr_status judge_freeze(const struct scr_journal *journal, const struct scr_act *act) {
  size_t credential = journal_find_credential(journal, act->credential);
  if (credential == SIZE_MAX) return SCR_E_JOURNAL_REFERENCE;
  if (credential != journal->last_credential || !scr_hash_equal(&act->ballot, &journal->last_ballot))
    return SCR_E_JOURNAL_FREEZE;
  const struct credential_state *state = &journal->states[credential];
  if (state->entry_point >= journal->record->entry_points_n) return SCR_E_JOURNAL_FREEZE;
  bool desk = journal->record->entry_points[state->entry_point].check == SCR_ENTRY_IDENTITY;
  return desk && state->state == SCR_CREDENTIAL_FREE ? SCR_OK : SCR_E_JOURNAL_FREEZE;
}

// FRZ-2.
static enum scr_status judge_lift(const struct scr_journal *journal, const struct scr_act *act) {
  size_t credential = journal_find_credential(journal, act->credential);
  const struct freeze *freeze = journal_find_freeze(journal, act->entry);
  if (!freeze || freeze->credential != credential) return SCR_E_JOURNAL_REFERENCE;
  return freeze->lifted ? SCR_E_JOURNAL_REPEATED : SCR_OK;
}

// PAP-6: papers are handed out at desks, or come by post; not after that way of voting is closed.
static enum scr_status judge_void_for_paper(const struct scr_journal *journal, const struct scr_signed_act *act) {
  size_t at = act_entry_point(journal->record, act);
  if (at == SIZE_MAX) return SCR_E_JOURNAL_SIGNERS;
  const struct scr_entry_point *point = &journal->record->entry_points[at];
  if (point->check != SCR_ENTRY_IDENTITY && point->method != SCR_METHOD_POST) return SCR_E_JOURNAL_SIGNERS;
  return journal->method_closed[point->method] ? SCR_E_JOURNAL_CLOSED : SCR_OK;
}

// FRZ-3.
static enum scr_status judge_void(const struct scr_journal *journal, const struct scr_signed_act *signed_act) {
  const struct scr_act *act = &signed_act->act;
  size_t credential = journal_find_credential(journal, act->credential);
  if (credential == SIZE_MAX) return SCR_E_JOURNAL_REFERENCE;
  const struct credential_state *state = &journal->states[credential];
  if (state->has_ballot) return SCR_E_JOURNAL_HAS_BALLOT;
  if (state->state == SCR_CREDENTIAL_VOIDED) return SCR_E_JOURNAL_REPEATED;
  if (state->state != SCR_CREDENTIAL_FREE) return SCR_E_JOURNAL_SPARE;
  return act->reason == SCR_REASON_PAPER ? judge_void_for_paper(journal, signed_act) : SCR_OK;
}

// FRZ-4: one spare for each void, of the same weight, and none for a paper.
static enum scr_status judge_reissue(const struct scr_journal *journal, const struct scr_act *act) {
  size_t credential = journal_find_credential(journal, act->credential),
         spare = journal_find_credential(journal, act->spare);
  if (credential == SIZE_MAX || spare == SIZE_MAX) return SCR_E_JOURNAL_REFERENCE;
  const struct credential_state *voided = &journal->states[credential];
  if (voided->has_ballot) return SCR_E_JOURNAL_HAS_BALLOT;
  if (voided->state != SCR_CREDENTIAL_VOIDED || voided->paper) return SCR_E_JOURNAL_REFERENCE;
  if (voided->used) return SCR_E_JOURNAL_REPEATED;
  if (journal->states[spare].state != SCR_CREDENTIAL_SPARE) return SCR_E_JOURNAL_SPARE;
  return scr_credentials_weight(journal->credentials, credential) == scr_credentials_weight(journal->credentials, spare)
             ? SCR_OK
             : SCR_E_JOURNAL_SPARE;
}

static enum scr_status judge_close_method(const struct scr_journal *journal, const struct scr_act *act) {
  if (!scr_setup_record_has_method(journal->record, act->method)) return SCR_E_JOURNAL_REFERENCE;
  return journal->method_closed[act->method] ? SCR_E_JOURNAL_REPEATED : SCR_OK;
}

// FRZ-6: what stands on the board was not opened before; whoever opens it later shows their own vote, and audits nothing.
static enum scr_status judge_opened(const struct scr_journal *journal, const struct scr_act *act) {
  for (size_t i = 0; i < act->hashes_n; i++)
    if (hash_set_has(journal->firsts, &act->hashes[i])) return SCR_E_JOURNAL_AUDITED;
  return SCR_OK;
}

static enum scr_status judge_answer(const struct scr_journal *journal, const struct scr_act *act) {
  return journal_has_dispute(journal, act->entry) ? SCR_OK : SCR_E_JOURNAL_REFERENCE;
}

static enum scr_status judge_candidate(const struct scr_journal *journal, const struct scr_act *act) {
  const struct scr_election *election = journal->election;
  bool there = act->question < election->questions_n && act->answer < election->questions[act->question].answers_n;
  return there ? SCR_OK : SCR_E_JOURNAL_REFERENCE;
}

static enum scr_status when(bool legal, enum scr_status otherwise) {
  return legal ? SCR_OK : otherwise;
}

// Whether an act is possible where it stands, signatures aside.
enum scr_status act_check_place(const struct scr_journal *journal, const struct scr_signed_act *signed_act) {
  const struct scr_act *act = &signed_act->act;
  enum scr_status status = journal->ended && !may_follow_the_end(act->kind) ? SCR_E_JOURNAL_ORDER : SCR_OK;
  if (status == SCR_OK && (act->kind <= SCR_ACT_AUDITED || act->kind == SCR_ACT_CLOSE))
    status = while_voting(journal, act->kind);
  if (status != SCR_OK) return status;
  switch (act->kind) {
    case SCR_ACT_OPEN: return when(!journal->opened, SCR_E_JOURNAL_REPEATED);
    case SCR_ACT_FREEZE: return judge_freeze(journal, act);
    case SCR_ACT_LIFT: return judge_lift(journal, act);
    case SCR_ACT_VOID: return judge_void(journal, signed_act);
    case SCR_ACT_REISSUE: return judge_reissue(journal, act);
    case SCR_ACT_CLOSE_METHOD: return judge_close_method(journal, act);
    case SCR_ACT_AUDITED: return judge_opened(journal, act);
    case SCR_ACT_PAPER_COUNT:
      return when(scr_setup_record_entry_point(journal->record, act->point, strlen(act->point)) != NULL,
                  SCR_E_JOURNAL_REFERENCE);
    case SCR_ACT_WITHDRAW:
    case SCR_ACT_SUSPEND: return journal->stage < STAGE_DECLARED ? judge_candidate(journal, act) : SCR_E_JOURNAL_ORDER;
    case SCR_ACT_ANSWER: return judge_answer(journal, act);
    case SCR_ACT_DECLARE: return when(journal->stage != STAGE_DECLARED, SCR_E_JOURNAL_REPEATED);
    case SCR_ACT_APPEALED:
    case SCR_ACT_CONFIRM:
    case SCR_ACT_SET_ASIDE:
      if (journal->set_aside) return SCR_E_JOURNAL_ORDER;
      return when(journal->stage == STAGE_DECLARED, SCR_E_JOURNAL_ORDER);
    case SCR_ACT_ABANDON: return when(journal->stage < STAGE_RESULT, SCR_E_JOURNAL_ORDER);
    case SCR_ACT_SUPERSEDE: return when(strcmp(act->uuid, journal->election->uuid) != 0, SCR_E_JOURNAL_REFERENCE);
    default: return SCR_OK;
  }
}

// --- the order at the end ---

static enum scr_status judge_act_order(const struct scr_journal *journal, const struct scr_act *act) {
  const struct scr_setup_record *record = journal->record;
  if (act->kind == SCR_ACT_PAPER_COUNT) {
    const struct scr_entry_point *point = scr_setup_record_entry_point(record, act->point, strlen(act->point));
    return when(!point || journal->method_closed[point->method], SCR_E_JOURNAL_ORDER);
  }
  if (act->kind == SCR_ACT_DECLARE) return when(journal->stage >= STAGE_RESULT, SCR_E_JOURNAL_ORDER);
  if (act->kind != SCR_ACT_CLOSE) return SCR_OK;
  for (size_t i = 0; i < record->entry_points_n; i++) {
    if (!journal->method_closed[record->entry_points[i].method]) return SCR_E_JOURNAL_ORDER;
    if (scr_journal_count_is_due(journal, i)) return SCR_E_JOURNAL_ORDER;
  }
  return SCR_OK;
}

// --- papers ---

// PAP-1: what a count says of one question. Where blank is allowed, the first cell has the blank votes.
static enum scr_status judge_question(const struct scr_question *question, const uint64_t *cells, uint64_t weight) {
  uint64_t blank = question->blank ? cells[0] : 0, sum = 0;
  if (blank > weight) return SCR_E_JOURNAL_PAPER;
  for (size_t i = 0; i < question->answers_n; i++) {
    uint64_t votes = cells[i + question->blank];
    if (votes > weight - blank) return SCR_E_JOURNAL_PAPER;
    sum += votes;
  }
  bool fits = sum >= question->min * (weight - blank) && sum <= question->max * (weight - blank);
  return fits ? SCR_OK : SCR_E_JOURNAL_PAPER;
}

static enum scr_status judge_sums(const struct scr_paper_count *paper, bool weighted) {
  uint64_t rejected = 0;
  for (int i = 0; i < SCR_REASONS_N; i++) rejected += paper->rejected[i];
  if (paper->replaced > paper->issued) return SCR_E_JOURNAL_PAPER;
  uint64_t voters = paper->issued - paper->replaced;
  if (paper->returned + paper->unaccounted != voters) return SCR_E_JOURNAL_PAPER;
  if (paper->valid + rejected != paper->returned) return SCR_E_JOURNAL_PAPER;
  if (paper->valid_weight > paper->weight || paper->valid_weight < paper->valid) return SCR_E_JOURNAL_PAPER;
  bool plain = paper->weight == voters && paper->valid_weight == paper->valid;
  return weighted || plain ? SCR_OK : SCR_E_JOURNAL_PAPER;
}

// PAP-2: as many papers as credentials were voided for them at this entry point, in number and weight.
static enum scr_status judge_paper(const struct scr_journal *journal, const struct scr_act *act) {
  const struct scr_paper_count *paper = &act->paper;
  const struct scr_election *election = journal->election;
  const struct scr_entry_point *point = scr_setup_record_entry_point(journal->record, act->point, strlen(act->point));
  enum scr_status status = judge_sums(paper, scr_credentials_weighted(journal->credentials));
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n && status == SCR_OK; i++) {
    status = judge_question(&election->questions[i], paper->votes + cell, paper->valid_weight);
    cell += scr_question_ciphertexts(&election->questions[i]);
  }
  if (status != SCR_OK || !point) return status;
  size_t at = (size_t)(point - journal->record->entry_points);
  if (journal->counted[at]) return SCR_E_JOURNAL_REPEATED;
  bool equal = paper->issued - paper->replaced == journal->voids[at] && paper->weight == journal->voids_weight[at];
  return equal ? SCR_OK : SCR_E_JOURNAL_VOIDS;
}

// PAP-4: ballots and papers together are no more than the members.
static enum scr_status judge_totals(const struct scr_journal *journal) {
  bool fits = journal->voters + journal->papers <= journal->record->members &&
              journal->voters_weight + journal->papers_weight <= journal->record->weight;
  return fits ? SCR_OK : SCR_E_JOURNAL_PAPER;
}

// --- what is declared ---

// PAP-5: three columns, of which the third is the sum.
static enum scr_status judge_declared(const struct scr_journal *journal, const struct scr_act *act) {
  if (!scr_hash_equal(&act->result, &journal->result)) return SCR_E_JOURNAL_DECLARED;
  for (size_t i = 0; i < act->columns_n; i++) {
    uint64_t encrypted = act->columns[0][i], paper = act->columns[1][i];
    if (journal->has_votes && encrypted != journal->votes[i]) return SCR_E_JOURNAL_DECLARED;
    if (paper != journal->paper_votes[i] || act->columns[2][i] != encrypted + paper) return SCR_E_JOURNAL_DECLARED;
  }
  return SCR_OK;
}

static void judge_act(struct scr_rulings *rulings, const struct scr_journal *journal,
                      const struct scr_signed_act *signed_act, bool trust_signatures) {
  const struct scr_act *act = &signed_act->act;
  struct scr_hash body;
  scr_hash(&body, signed_act->body.bytes, signed_act->body.length);
  rule(rulings, SCR_RULE_ACTS, hash_set_has(journal->acts, &body) ? SCR_E_JOURNAL_REPEATED : SCR_OK);
  rule(rulings, SCR_RULE_ACTS, act_check_place(journal, signed_act));
  rule(rulings, SCR_RULE_ACTS, act_check_signers(journal, signed_act, trust_signatures));
  rule(rulings, SCR_RULE_ORDER, judge_act_order(journal, act));
  if (act->kind == SCR_ACT_PAPER_COUNT) rule(rulings, SCR_RULE_PAPER, judge_paper(journal, act));
  if (act->kind == SCR_ACT_CLOSE) rule(rulings, SCR_RULE_PAPER, judge_totals(journal));
  if (act->kind == SCR_ACT_DECLARE) rule(rulings, SCR_RULE_DECLARED, judge_declared(journal, act));
}

void scr_journal_judge(struct scr_rulings *rulings, const struct scr_journal *journal, const struct scr_entry *entry,
                       const struct scr_journal_event *event, bool trust_signatures) {
  *rulings = (struct scr_rulings){.looked = {false}};
  rule(rulings, SCR_RULE_EVENTS, judge_event(journal, entry, event));
  rule(rulings, SCR_RULE_SLOTS, judge_slot(journal, entry));
  if (entry->kind == SCR_ENTRY_ACT) {
    judge_act(rulings, journal, &entry->act, trust_signatures);
    return;
  }
  rule(rulings, SCR_RULE_ORDER, judge_order(journal, entry));
  if (entry->kind == SCR_ENTRY_BALLOT) judge_ballot(rulings, journal, entry, event, trust_signatures);
}
