// SPDX-License-Identifier: Apache-2.0
// What a run takes from earlier ones, and what it leaves to later ones. INC-2, INC-3, INC-4.
//
// Everything but the proofs is done again: every hash, the chain, phases, uniqueness, credentials, which ballot counts. When the
// chain has come to the event that a claim names, the events before it are known to be those that the claim is about. Until then
// the claim is relied on in advance; if it turns out to be about another archive, the run ends without a word on the evidence.
// What vouches for earlier records is that each has its hash and its place: where one doesn't, neither a shard is made nor a
// claim confirmed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/verify_internal.h"

static const struct scr_claim *any_claim(const struct scr_session *session) {
  const struct scr_verify_options *options = &session->options;
  if (options->state) return &options->state->claim;
  return options->shards_n > 0 ? &options->shards[0] : NULL;
}

static enum scr_status refusal(const struct scr_session *session) {
  return session->options.state ? SCR_E_STATE_ARCHIVE : SCR_E_SHARD_ARCHIVE;
}

bool verify_is_in_advance(const struct scr_session *session) {
  return any_claim(session) && !session->confirmed;
}

// --- relying ---

bool verify_knows_credentials(const struct scr_session *session) {
  return session->options.state || session->options.part.of > 0;
}

// What a shard counts and names must be the ballots that stand there.
static void leave_shard(struct scr_session *session) {
  const struct scr_claim *claim = &session->options.shards[session->claim];
  if (session->reached != claim->ballots || session->failing != claim->failing_n) session->misfit = true;
  session->claim++;
  session->reached = session->failing = 0;
}

// Whether the shard at hand says that this event's ballot holds.
static bool shard_says(struct scr_session *session) {
  const struct scr_verify_options *options = &session->options;
  while (session->claim < options->shards_n && session->event >= options->shards[session->claim].end)
    leave_shard(session);
  if (session->claim == options->shards_n) return false;
  const struct scr_claim *claim = &options->shards[session->claim];
  session->reached++;
  if (session->failing == claim->failing_n || claim->failing[session->failing] > session->event) return true;
  if (claim->failing[session->failing] < session->event) session->misfit = true;  // no ballot stood there
  session->failing++;
  return false;
}

enum reliance verify_reliance(struct scr_session *session) {
  if (session->options.state) return session->event < session->options.state->claim.end ? RELY_ON_STATE : RELY_NOT;
  return shard_says(session) ? RELY_ON_PROOFS : RELY_NOT;
}

static enum scr_status note_relied(struct scr_session *session) {
  const struct scr_verify_options *options = &session->options;
  struct scr_report *report = session->report;
  const struct scr_claim *claims = options->state ? &options->state->claim : options->shards;
  size_t count = options->state ? 1 : options->shards_n;
  report->relied = calloc(count, sizeof *report->relied);
  if (!report->relied) return SCR_E_MEMORY;
  report->relied_n = count;
  for (size_t i = 0; i < count; i++)
    report->relied[i] = (struct scr_relied){
        claims[i].part,      claims[i].first,
        claims[i].end,       claims[i].ballots,
        claims[i].failing_n, options->state && options->state->has_journal ? options->state->entries : 0};
  return SCR_OK;
}

// The sum so far; what it is the sum of is confirmed when its last event is reached.
static enum scr_status take_sum(struct scr_session *session, const struct scr_state *state) {
  scr_tally_free(session->tally);
  session->tally = NULL;
  return scr_tally_read(&session->tally, session->election, state->tally.bytes, state->tally.length,
                        state->sized_tally.bytes, state->sized_tally.length);
}

enum scr_status verify_claims_setup(struct scr_session *session) {
  const struct scr_claim *claim = any_claim(session);
  if (!claim) return SCR_OK;
  enum scr_status status = note_relied(session);
  if (status == SCR_OK && session->options.state) status = take_sum(session, session->options.state);
  return status == SCR_OK || status == SCR_E_MEMORY ? status : refusal(session);
}

// The part of the archive's bytes that an event lies in, from 1.
static uint64_t part_of(const struct scr_session *session, const struct scr_step *step) {
  return step->offset * session->options.part.of / scr_archive_size(session->archive) + 1;
}

static void note_range(struct scr_session *session, const struct scr_step *step) {
  struct scr_claim *made = &session->made;
  uint64_t part = part_of(session, step);
  if (part < session->options.part.number) made->first = session->event + 1;
  if (part <= session->options.part.number) made->end = session->event + 1;
}

enum scr_status verify_claims_event(struct scr_session *session, const struct scr_step *step) {
  if (session->options.part.of > 0) note_range(session, step);
  const struct scr_claim *claim = any_claim(session);
  if (!claim || session->event + 1 != claim->events) return SCR_OK;
  session->confirmed = !session->broken && scr_hash_equal(&step->event_hash, &claim->head);
  return session->confirmed ? SCR_OK : refusal(session);
}

enum scr_status verify_claims_end(struct scr_session *session) {
  if (verify_is_in_advance(session)) return refusal(session);
  while (session->claim < session->options.shards_n) leave_shard(session);
  session->confirmed = session->confirmed && !session->misfit;
  return session->misfit ? SCR_E_SHARD_FORM : SCR_OK;
}

// --- making a shard ---

bool verify_is_wanted(const struct scr_session *session, const struct scr_step *step) {
  return part_of(session, step) == session->options.part.number;
}

enum scr_status verify_claims_ballot(struct scr_session *session, uint64_t event, bool holds) {
  struct scr_claim *made = &session->made;
  made->ballots++;
  if (holds) return SCR_OK;
  uint64_t *grown = realloc(made->failing, (made->failing_n + 1) * sizeof *grown);
  if (!grown) return SCR_E_MEMORY;
  made->failing = grown;
  grown[made->failing_n++] = event;
  return SCR_OK;
}

static void name_archive(struct scr_claim *claim, const struct scr_session *session) {
  (void)snprintf(claim->fingerprint, sizeof claim->fingerprint, "%s", session->election->fingerprint);
  claim->events = session->report->events;
  claim->head = session->previous;
}

enum scr_status scr_session_shard(struct scr_claim *claim, const struct scr_session *session) {
  struct scr_claim made = session->made;
  bool sound = session->key && !session->stopped && !session->broken && session->report->cause == SCR_OK;
  if (!sound) return SCR_E_SHARD_ARCHIVE;
  if (made.failing_n > SCR_SHARD_FAILING_MAX) return SCR_E_LIMIT;
  made.part = session->options.part;
  name_archive(&made, session);
  made.failing = calloc(made.failing_n + 1, sizeof *made.failing);
  if (!made.failing) return SCR_E_MEMORY;
  if (made.failing_n > 0) memcpy(made.failing, session->made.failing, made.failing_n * sizeof *made.failing);
  *claim = made;
  return SCR_OK;
}

// --- making a state ---

static enum scr_status write_sum(struct scr_state *state, const struct scr_session *session) {
  struct scr_hash hash;
  scr_text_add_encrypted_tally(&state->tally, session->election, session->tally);
  if (scr_text_ok(&state->tally) != SCR_OK) return SCR_E_MEMORY;
  scr_hash(&hash, state->tally.bytes, state->tally.length);
  scr_text_add_sized_tally(&state->sized_tally, session->tally, &hash);
  return scr_text_ok(&state->sized_tally);
}

enum scr_status scr_session_state(struct scr_state *state, const struct scr_session *session) {
  enum scr_verdict verdict = session->report->verdict;
  struct scr_state made = {.tally = SCR_TEXT_INIT, .sized_tally = SCR_TEXT_INIT};
  bool good = (verdict == SCR_VERDICT_VALID || verdict == SCR_VERDICT_INCOMPLETE) && session->tally;
  if (!good || session->options.part.of > 0) return SCR_E_STATE_ARCHIVE;
  name_archive(&made.claim, session);
  made.claim.end = made.claim.events;
  made.claim.ballots = session->report->ballots_accepted;
  verify_journal_state(&made, session);
  enum scr_status status = write_sum(&made, session);
  if (status == SCR_OK)
    *state = made;
  else
    scr_state_clear(&made);
  return status;
}
