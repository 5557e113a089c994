// SPDX-License-Identifier: Apache-2.0
// Where a journal stands: what its entries so far have done.
#include <stdlib.h>
#include <string.h>

#include "board/journal/journal_internal.h"

// --- making ---

static bool set_up_states(struct scr_journal *journal) {
  size_t count = scr_credentials_count(journal->credentials);
  journal->states = calloc(count ? count : 1, sizeof *journal->states);
  if (!journal->states) return false;
  for (size_t i = 0; i < journal->record->spares_n; i++) {
    const char *spare = journal->record->spares[i];
    size_t at = scr_credentials_find(journal->credentials, spare, strlen(spare));
    if (at != SIZE_MAX) journal->states[at].state = SCR_CREDENTIAL_SPARE;
  }
  return true;
}

enum scr_status scr_journal_new(struct scr_journal **journal, const struct scr_setup_record *record,
                                const struct scr_election *election, const struct scr_credentials *credentials) {
  struct scr_journal *made = calloc(1, sizeof *made);
  if (!made) return SCR_E_MEMORY;
  made->record = record;
  made->election = election;
  made->credentials = credentials;
  made->last_credential = SIZE_MAX;
  made->acts = hash_set_new();
  made->audited = hash_set_new();
  made->firsts = hash_set_new();
  made->paper_votes = calloc(election->ciphertexts_n, sizeof *made->paper_votes);
  made->votes = calloc(election->ciphertexts_n, sizeof *made->votes);
  bool whole = made->acts && made->audited && made->firsts && made->paper_votes && made->votes && set_up_states(made);
  if (whole)
    *journal = made;
  else
    scr_journal_free(made);
  return whole ? SCR_OK : SCR_E_MEMORY;
}

void scr_journal_free(struct scr_journal *journal) {
  if (!journal) return;
  hash_set_free(journal->acts);
  hash_set_free(journal->audited);
  hash_set_free(journal->firsts);
  free(journal->paper_votes);
  free(journal->votes);
  free(journal->states);
  free(journal->freezes);
  free(journal->disputes);
  free(journal);
}

// --- taking events ---

static void take_event(struct scr_journal *journal, const struct scr_entry *entry,
                       const struct scr_journal_event *event) {
  switch (entry->type) {
    case SCR_EVENT_SETUP: journal->stage = STAGE_VOTING; break;
    case SCR_EVENT_END_BALLOTS:
      journal->stage = STAGE_CLOSED;
      journal->closed_at = journal->size + 1;
      break;
    case SCR_EVENT_ENCRYPTED_TALLY: journal->stage = STAGE_TALLIED; break;
    case SCR_EVENT_PARTIAL_DECRYPTION:
      journal->stage = STAGE_SHARES;
      if (journal->shares_at == 0) journal->shares_at = journal->size + 1;
      break;
    case SCR_EVENT_RESULT:
      journal->stage = STAGE_RESULT;
      if (event) journal->result = event->payload;
      journal->has_votes = event && event->votes;
      if (journal->has_votes)
        memcpy(journal->votes, event->votes, journal->election->ciphertexts_n * sizeof *journal->votes);
      break;
    default: break;
  }
}

void scr_journal_event_look(struct scr_journal_event *event, const char *bytes, size_t length) {
  static const char key[] = "\"alpha\":\"";
  const char *at = memmem(bytes, length, key, sizeof key - 1);
  if (!at) return;
  at += sizeof key - 1;
  const char *end = memchr(at, '"', (size_t)(bytes + length - at));
  if (!end) return;
  event->has_first = true;
  scr_hash(&event->first, at, (size_t)(end - at));
}

static enum scr_status take_first(struct scr_journal *journal, const struct scr_journal_event *event) {
  bool added;
  return event->has_first ? hash_set_add(&added, journal->firsts, &event->first) : SCR_OK;
}

static void take_ballot(struct scr_journal *journal, const struct scr_entry *entry, size_t credential) {
  const char *by = entry->acceptance.signature.by;
  const struct scr_entry_point *point = scr_setup_record_entry_point(journal->record, by, strlen(by));
  struct credential_state *state = &journal->states[credential];
  size_t at = point ? (size_t)(point - journal->record->entry_points) : SIZE_MAX;
  if (!state->has_ballot) {
    journal->voters++;
    journal->voters_weight += scr_credentials_weight(journal->credentials, credential);
  } else if (state->entry_point < SCR_ENTRY_POINTS_MAX) {
    journal->last_ballots[state->entry_point]--;
  }
  state->has_ballot = true;
  state->came = (uint32_t)entry->acceptance.came;
  state->entry_point = (uint8_t)(at == SIZE_MAX ? UINT8_MAX : at);
  if (at != SIZE_MAX) journal->ballots[at]++;
  if (at != SIZE_MAX) journal->last_ballots[at]++;
  journal->last_credential = credential;
  journal->last_ballot = entry->acceptance.ballot;
}

// --- taking acts ---

// Room for one more in an array that has no capacity but its length's next power of two; NULL without memory.
static void *grow(void *array, size_t count, size_t size) {
  if ((count & (count - 1)) != 0) return array;
  return realloc(array, (count ? 2 * count : 1) * size);
}

static int compare_freeze(const void *entry, const void *freeze) {
  uint64_t a = *(const uint64_t *)entry, b = ((const struct freeze *)freeze)->entry;
  return a < b ? -1 : a > b;
}

struct freeze *journal_find_freeze(const struct scr_journal *journal, uint64_t entry) {
  if (journal->freezes_n == 0) return NULL;
  return bsearch(&entry, journal->freezes, journal->freezes_n, sizeof *journal->freezes, compare_freeze);
}

static int compare_number(const void *entry, const void *dispute) {
  uint64_t a = *(const uint64_t *)entry, b = *(const uint64_t *)dispute;
  return a < b ? -1 : a > b;
}

bool journal_has_dispute(const struct scr_journal *journal, uint64_t entry) {
  return journal->disputes_n > 0 &&
         bsearch(&entry, journal->disputes, journal->disputes_n, sizeof entry, compare_number) != NULL;
}

static enum scr_status take_freeze(struct scr_journal *journal, const struct scr_signed_act *act) {
  struct freeze *grown = grow(journal->freezes, journal->freezes_n, sizeof *grown);
  if (!grown) return SCR_E_MEMORY;
  journal->freezes = grown;
  struct freeze *freeze = &grown[journal->freezes_n++];
  *freeze = (struct freeze){.entry = journal->size, .credential = journal->last_credential};
  for (size_t i = 0; i < 2 && i < act->signatures_n; i++)
    memcpy(freeze->by[i], act->signatures[i].by, sizeof freeze->by[i]);
  journal->states[freeze->credential].state = SCR_CREDENTIAL_FROZEN;
  return SCR_OK;
}

static void take_lift(struct scr_journal *journal, const struct scr_act *act) {
  struct freeze *freeze = journal_find_freeze(journal, act->entry);
  if (!freeze) return;
  freeze->lifted = true;
  journal->states[freeze->credential].state = SCR_CREDENTIAL_FREE;
}

static void take_void(struct scr_journal *journal, const struct scr_signed_act *act) {
  size_t credential = journal_find_credential(journal, act->act.credential);
  size_t point = act_entry_point(journal->record, act);
  struct credential_state *state = &journal->states[credential];
  state->state = SCR_CREDENTIAL_VOIDED;
  state->paper = act->act.reason == SCR_REASON_PAPER;
  if (!state->paper || point == SIZE_MAX) return;
  journal->voids[point]++;
  journal->voids_weight[point] += scr_credentials_weight(journal->credentials, credential);
}

static void take_reissue(struct scr_journal *journal, const struct scr_act *act) {
  journal->states[journal_find_credential(journal, act->credential)].used = true;
  journal->states[journal_find_credential(journal, act->spare)].state = SCR_CREDENTIAL_FREE;
}

static void take_paper(struct scr_journal *journal, const struct scr_act *act) {
  const struct scr_entry_point *point = scr_setup_record_entry_point(journal->record, act->point, strlen(act->point));
  journal->counted[point - journal->record->entry_points] = true;
  if (act->paper.replaced <= act->paper.issued) journal->papers += act->paper.issued - act->paper.replaced;
  journal->papers_weight += act->paper.weight;
  for (size_t i = 0; i < act->paper.votes_n; i++) journal->paper_votes[i] += act->paper.votes[i];
}

static enum scr_status take_hashes(struct scr_journal *journal, const struct scr_act *act) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < act->hashes_n && status == SCR_OK; i++) {
    bool added;
    status = hash_set_add(&added, journal->audited, &act->hashes[i]);
    journal->audited_n += status == SCR_OK && added;
  }
  return status;
}

static enum scr_status take_dispute(struct scr_journal *journal) {
  uint64_t *grown = grow(journal->disputes, journal->disputes_n, sizeof *grown);
  if (!grown) return SCR_E_MEMORY;
  journal->disputes = grown;
  grown[journal->disputes_n++] = journal->size;
  return SCR_OK;
}

// An act that is impossible where it stands changes nothing.
static enum scr_status take_act(struct scr_journal *journal, const struct scr_signed_act *signed_act) {
  const struct scr_act *act = &signed_act->act;
  struct scr_hash body;
  bool added;
  scr_hash(&body, signed_act->body.bytes, signed_act->body.length);
  enum scr_status status = hash_set_add(&added, journal->acts, &body);
  if (status != SCR_OK || act_check_place(journal, signed_act) != SCR_OK) return status;
  switch (act->kind) {
    case SCR_ACT_OPEN: journal->opened = true; break;
    case SCR_ACT_FREEZE: return take_freeze(journal, signed_act);
    case SCR_ACT_LIFT: take_lift(journal, act); break;
    case SCR_ACT_VOID: take_void(journal, signed_act); break;
    case SCR_ACT_REISSUE: take_reissue(journal, act); break;
    case SCR_ACT_CLOSE_METHOD: journal->method_closed[act->method] = true; break;
    case SCR_ACT_PAPER_COUNT: take_paper(journal, act); break;
    case SCR_ACT_AUDITED: return take_hashes(journal, act);
    case SCR_ACT_DISPUTE: return take_dispute(journal);
    case SCR_ACT_CLOSE: journal->stage = STAGE_CLOSE; break;
    case SCR_ACT_DECLARE:
      if (journal->stage == STAGE_RESULT) journal->stage = STAGE_DECLARED;
      break;
    case SCR_ACT_ABANDON: journal->ended = true; break;
    case SCR_ACT_SET_ASIDE: journal->set_aside = true; break;
    default: break;
  }
  return SCR_OK;
}

enum scr_status scr_journal_take(struct scr_journal *journal, const struct scr_entry *entry,
                                 const struct scr_journal_event *event) {
  enum scr_status status = entry->kind == SCR_ENTRY_ACT ? take_act(journal, &entry->act) : SCR_OK;
  if (status == SCR_OK && entry->kind == SCR_ENTRY_BALLOT && event) status = take_first(journal, event);
  if (status != SCR_OK) return status;
  journal->last_credential = SIZE_MAX;
  if (entry->kind == SCR_ENTRY_EVENT) take_event(journal, entry, event);
  if (entry->kind == SCR_ENTRY_BALLOT && event && event->credential != SIZE_MAX)
    take_ballot(journal, entry, event->credential);
  journal->size++;
  if (entry->slot > journal->slot) journal->slot = entry->slot;
  return SCR_OK;
}

// --- looking ---

uint64_t scr_journal_size(const struct scr_journal *journal) {
  return journal->size;
}

uint64_t scr_journal_slot(const struct scr_journal *journal) {
  return journal->slot;
}

uint64_t scr_journal_closed_at(const struct scr_journal *journal) {
  return journal->closed_at;
}

uint64_t scr_journal_shares_at(const struct scr_journal *journal) {
  return journal->shares_at;
}

struct scr_credential_view scr_journal_credential(const struct scr_journal *journal, size_t position) {
  const struct credential_state *state = &journal->states[position];
  return (struct scr_credential_view){(enum scr_credential_state)state->state, state->has_ballot, state->entry_point};
}

uint64_t scr_journal_ballots(const struct scr_journal *journal, size_t entry_point) {
  return journal->ballots[entry_point];
}

uint64_t scr_journal_counted(const struct scr_journal *journal, size_t entry_point) {
  return journal->last_ballots[entry_point];
}

bool scr_journal_method_closed(const struct scr_journal *journal, enum scr_method method) {
  return journal->method_closed[method];
}

bool scr_journal_count_is_due(const struct scr_journal *journal, size_t entry_point) {
  return journal->voids[entry_point] > 0 && !journal->counted[entry_point];
}

struct scr_hash scr_journal_result(const struct scr_journal *journal) {
  return journal->result;
}

const uint64_t *scr_journal_paper_votes(const struct scr_journal *journal) {
  return journal->paper_votes;
}

uint64_t scr_journal_paper_voters(const struct scr_journal *journal) {
  return journal->papers;
}

// --- cosignatures ---

// JRN-8: a cosignature lies between the entries before and those after it. Clocks may differ by a slot. Slots never decrease
// (JRN-7), so that the neighbours stand for all.
enum scr_status scr_journal_check_time(uint64_t *at, const struct scr_setup_record *record, uint64_t size,
                                       const struct scr_slots_around *around, uint64_t cosigned_at) {
  uint64_t slot = scr_slot_of(record, cosigned_at);
  if (around->last > slot + 1) {
    *at = size - 1;
    return SCR_E_JOURNAL_COSIGNED;
  }
  if (slot <= around->next || slot - around->next == 1) return SCR_OK;
  *at = size;
  return SCR_E_JOURNAL_COSIGNED;
}
