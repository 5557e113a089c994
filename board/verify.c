// SPDX-License-Identifier: Apache-2.0
// The verifier's driver: goes through the archive once, checks the chain and the phases, hands every event to the part that
// knows it, and draws the verdict. What fails is recorded and the run goes on, where going on makes sense.
#include "scrutineer/verify.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "board/archive_format.h"
#include "board/verify_internal.h"

// --- recording ---

void verify_pass(struct scr_session *session, enum scr_check_id id, uint64_t count) {
  struct scr_check *check = &session->report->checks[id];
  check->count += count;
  if (check->state == SCR_STATE_NOT_CHECKABLE) check->state = SCR_STATE_PASS;
}

// A place to note the failure even where no more are kept.
struct scr_failure *verify_fail(struct scr_session *session, enum scr_check_id id, enum scr_status status) {
  struct scr_check *check = &session->report->checks[id];
  struct scr_failure *failure =
      check->failures_n < SCR_FAILURES_MAX ? &check->failures[check->failures_n] : &session->overflow;
  check->count++;
  check->failures_n++;
  check->state = SCR_STATE_FAIL;
  *failure = (struct scr_failure){.status = status, .has_event = true, .event = session->event};
  return failure;
}

struct scr_failure *verify_fail_with(struct scr_session *session, enum scr_check_id id,
                                     const struct scr_failure *failure) {
  struct scr_failure *kept = verify_fail(session, id, failure->status);
  *kept = *failure;
  return kept;
}

void verify_detail(struct scr_failure *failure, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(failure->detail, sizeof failure->detail, format, arguments);
  va_end(arguments);
}

void verify_record(struct scr_session *session, enum scr_check_id id, enum scr_status status) {
  if (status == SCR_OK)
    verify_pass(session, id, 1);
  else
    (void)verify_fail(session, id, status);
}

void verify_why(struct scr_session *session, enum scr_check_id id, const char *why) {
  struct scr_check *check = &session->report->checks[id];
  if (check->state == SCR_STATE_NOT_CHECKABLE && check->why[0] == '\0')
    (void)snprintf(check->why, sizeof check->why, "%s", why);
}

void verify_cannot(struct scr_session *session, enum scr_check_id id, enum scr_status status) {
  verify_why(session, id, scr_status_sentence(status));
  session->report->cause = status;
}

void verify_note(struct scr_session *session, const char *format, ...) {
  struct scr_report *report = session->report;
  if (report->notes_n == SCR_NOTES_MAX) return;
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(report->notes[report->notes_n++], SCR_DETAIL_MAX, format, arguments);
  va_end(arguments);
}

void verify_time(struct scr_session *session, enum scr_check_id id, double *start) {
  session->report->checks[id].seconds += seconds_since(start);
}

// --- the chain ---

static void check_hashes(struct scr_session *session, const struct scr_step *step) {
  for (size_t i = 0; i < step->data_n; i++)
    verify_record(session, SCR_CHECK_ARCHIVE_HASHES, step->data[i].hash_holds ? SCR_OK : SCR_E_ARCHIVE_HASH);
  verify_record(session, SCR_CHECK_ARCHIVE_HASHES, step->event_hash_holds ? SCR_OK : SCR_E_ARCHIVE_HASH);
  session->broken |= !scr_step_hashes_hold(step);
}

// Parent and height against the event before. Where they don't fit, the chain is taken up again at this event, so that one
// missing event is one failure (EVT-1).
static void check_link(struct scr_session *session, const struct scr_step *step) {
  const struct scr_event *event = &step->event;
  uint64_t expected = session->has_previous ? session->previous_height + 1 : 0;
  bool linked = event->has_parent == session->has_previous &&
                (!event->has_parent || scr_hash_equal(&event->parent, &session->previous));
  if (event->height != expected)
    verify_detail(verify_fail(session, SCR_CHECK_CHAIN_LINKS, SCR_E_CHAIN_HEIGHT), "height %llu where %llu was due",
                  (unsigned long long)event->height, (unsigned long long)expected);
  else
    verify_record(session, SCR_CHECK_CHAIN_LINKS, linked ? SCR_OK : SCR_E_CHAIN_PARENT);
  session->broken |= !linked || event->height != expected;
  session->has_previous = true;
  session->previous = step->event_hash;
  session->previous_height = event->height;
}

static enum scr_status check_phase(struct scr_session *session, enum scr_event_type type) {
  enum scr_status status = scr_phase_next(&session->phase, session->phase, type);
  if (status == SCR_OK)
    verify_pass(session, SCR_CHECK_CHAIN_PHASES, 1);
  else
    verify_detail(verify_fail(session, SCR_CHECK_CHAIN_PHASES, status), "%s while the election is %s",
                  scr_event_type_name(type), scr_phase_name(session->phase));
  return status;
}

static enum scr_status check_document(struct scr_session *session, struct scr_step *step) {
  switch (step->event.type) {
    case SCR_EVENT_SETUP: return verify_setup(session, step);
    case SCR_EVENT_ENCRYPTED_TALLY: return verify_tally(session, step);
    case SCR_EVENT_PARTIAL_DECRYPTION: return verify_decryption(session, step);
    case SCR_EVENT_RESULT: return verify_result(session, step);
    default: return SCR_OK;
  }
}

// Ballots are shown to the journal when their batch is gone through; everything else at once, sound or not, since the
// journal has an entry for it.
static enum scr_status check_content(struct scr_session *session, struct scr_step *step, bool sound) {
  if (sound && step->event.type == SCR_EVENT_BALLOT) return verify_ballot(session, step);
  enum scr_status status = verify_ballots_flush(session);
  if (status == SCR_OK && sound) status = check_document(session, step);
  struct scr_journal_event event = {.type = step->event.type,
                                    .hash = step->event_hash,
                                    .has_payload = step->event.has_payload,
                                    .payload = step->event.payload,
                                    .credential = SIZE_MAX,
                                    .votes = session->report->votes};
  return status == SCR_OK ? verify_journal_event(session, &event) : status;
}

// INC-4: of a part, its ballots and what they are checked against; the rest is read for the hash of the last event alone.
static enum scr_status check_part(struct scr_session *session, struct scr_step *step, bool sound) {
  if (sound && step->event.type == SCR_EVENT_SETUP) return verify_setup(session, step);
  if (sound && step->event.type == SCR_EVENT_BALLOT && verify_is_wanted(session, step))
    return verify_ballot(session, step);
  return SCR_OK;
}

static enum scr_status check_step(struct scr_session *session, struct scr_step *step) {
  double start = seconds_now();
  check_hashes(session, step);
  verify_time(session, SCR_CHECK_ARCHIVE_HASHES, &start);
  check_link(session, step);
  verify_time(session, SCR_CHECK_CHAIN_LINKS, &start);
  verify_pass(session, SCR_CHECK_ARCHIVE_FORM, 1 + step->data_n);
  enum scr_status legal = check_phase(session, step->event.type);
  verify_time(session, SCR_CHECK_CHAIN_PHASES, &start);
  enum scr_status placed = scr_step_check(step);
  verify_record(session, SCR_CHECK_ARCHIVE_RECORDS, placed);
  session->broken |= placed != SCR_OK;
  verify_time(session, SCR_CHECK_ARCHIVE_RECORDS, &start);
  enum scr_status claimed = verify_claims_event(session, step);
  if (claimed != SCR_OK) return claimed;
  bool sound = legal == SCR_OK && placed == SCR_OK;
  return session->options.part.of > 0 ? check_part(session, step, sound) : check_content(session, step, sound);
}

// --- the run ---

static void report_progress(const struct scr_session *session) {
  if (session->options.progress)
    session->options.progress(session->options.context, scr_archive_offset(session->archive),
                              scr_archive_size(session->archive), session->report->ballots_accepted);
}

// What stops the reading: bytes that are no record, or an event that can't be read, which leaves the chain unknown.
static void record_stop(struct scr_session *session, enum scr_status status, bool end) {
  enum scr_check_id id = end || status == SCR_E_ARCHIVE_ORDER ? SCR_CHECK_ARCHIVE_RECORDS : SCR_CHECK_ARCHIVE_FORM;
  verify_detail(verify_fail(session, id, status), "reading stopped at byte %llu of %llu",
                (unsigned long long)scr_archive_offset(session->archive),
                (unsigned long long)scr_archive_size(session->archive));
  session->stopped = true;
}

// The next event. Reading it is checking its form, and its records' hashes are taken on the way.
static enum scr_status read_step(struct scr_session *session, struct scr_step *step, bool *end) {
  struct scr_check *checks = session->report->checks;
  double start = seconds_now(), hashed = archive_hash_seconds(session->archive);
  enum scr_status status = scr_step_next(step, end, session->archive);
  hashed = archive_hash_seconds(session->archive) - hashed;
  verify_time(session, SCR_CHECK_ARCHIVE_FORM, &start);
  checks[SCR_CHECK_ARCHIVE_FORM].seconds -= hashed;
  checks[SCR_CHECK_ARCHIVE_HASHES].seconds += hashed;
  return status;
}

static enum scr_status go_through(struct scr_session *session, struct scr_step *step) {
  bool end = false;
  enum scr_status status = SCR_OK;
  for (session->event = 0; status == SCR_OK; session->event++) {
    status = read_step(session, step, &end);
    if (status == SCR_OK && end) break;
    if (status == SCR_OK) {
      status = check_step(session, step);
      session->report->events = session->event + 1;
      if (session->event % 64 == 0) report_progress(session);
    } else if (!verify_ends_run(status)) {
      record_stop(session, status, end);
      status = SCR_OK;
      break;
    }
  }
  return status == SCR_OK ? verify_ballots_flush(session) : status;
}

// --- the verdict ---

// Why a check was not made: because of where the election stands, or because what it needs could not be read (VER-2).
static void explain(struct scr_session *session) {
  static const char unsound[] = "what it would be checked against is itself unsound or missing";
  static const struct {
    enum scr_check_id first, last;
    enum scr_phase phase;  // from which on it can be checked
    const char *why;
  } needs[] = {
      {SCR_CHECK_ARCHIVE_FORM, SCR_CHECK_CHAIN_PHASES, SCR_PHASE_VOTING, "nothing could be read"},
      {SCR_CHECK_SETUP_ELECTION, SCR_CHECK_SETUP_CREDENTIALS, SCR_PHASE_VOTING, "the election is not set up"},
      {SCR_CHECK_BALLOTS_FORM, SCR_CHECK_BALLOTS_PROOFS, SCR_PHASE_VOTING, "the election is not set up"},
      {SCR_CHECK_TALLY_COUNTS, SCR_CHECK_TALLY_SUM, SCR_PHASE_TALLIED, "there is no encrypted tally yet"},
      {SCR_CHECK_DECRYPTIONS_OWNERS, SCR_CHECK_DECRYPTIONS_PROOFS, SCR_PHASE_DONE,
       "there is no partial decryption yet that holds"},
      {SCR_CHECK_RESULT_QUORUM, SCR_CHECK_RESULT_VALUES, SCR_PHASE_DONE, "there is no result yet"},
  };
  for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
    for (enum scr_check_id id = needs[i].first; id <= needs[i].last; id++)
      verify_why(session, id, session->phase < needs[i].phase ? needs[i].why : unsound);
  for (enum scr_check_id id = SCR_CHECK_JOURNAL_FIRST; id < SCR_CHECK_COUNT; id++) {
    if (!session->report->has_journal)
      verify_why(session, id, "the election has no journal");
    else if (!session->options.journal)
      verify_why(session, id, "the election has a journal, which is not here");
    else
      verify_why(session, id, session->journal ? "there was nothing of this kind yet" : unsound);
  }
}

// Whether a check may be left without an answer in a complete election: those of a journal that it doesn't have, that of
// witnesses where there are none, and that of results by method where none is due.
static bool may_be_missing(const struct scr_session *session, enum scr_check_id id) {
  if (!session->report->has_journal) return id >= SCR_CHECK_JOURNAL_FIRST;
  if (id == SCR_CHECK_JOURNAL_METHODS) return session->journal && !session->methods_due;
  return id == SCR_CHECK_JOURNAL_QUORUM && session->journal && session->report->witnesses == 0;
}

// An election that has a journal is complete when its result is declared, and not without the journal (JRN-12); where results
// by method are due, with these.
static enum scr_verdict verdict(const struct scr_session *session) {
  const struct scr_report *report = session->report;
  bool methods = !session->methods_due || report->checks[SCR_CHECK_JOURNAL_METHODS].state == SCR_STATE_PASS;
  bool complete = session->phase == SCR_PHASE_DONE && (!report->has_journal || (report->declared && methods));
  for (int id = 0; id < SCR_CHECK_COUNT; id++)
    if (report->checks[id].state == SCR_STATE_FAIL) return SCR_VERDICT_INVALID;
  if (report->cause != SCR_OK) return SCR_VERDICT_CANNOT_CHECK;
  for (enum scr_check_id id = 0; id < SCR_CHECK_COUNT; id++)
    if (complete && report->checks[id].state != SCR_STATE_PASS && !may_be_missing(session, id))
      return SCR_VERDICT_CANNOT_CHECK;
  return complete ? SCR_VERDICT_VALID : SCR_VERDICT_INCOMPLETE;
}

static void cannot_check(struct scr_session *session, enum scr_status status) {
  session->report->cause = status;
  session->report->verdict = SCR_VERDICT_CANNOT_CHECK;
}

static void release_report(struct scr_report *report) {
  scr_election_free(report->election);
  free(report->relied);
  free(report->votes);
  free(report->paper_votes);
  for (int i = 0; i < SCR_METHOD_COUNT; i++) free(report->method_votes[i]);
}

// What was found while relying on claims that were not confirmed is nothing.
static void withdraw_findings(struct scr_session *session, enum scr_status status) {
  struct scr_report *report = session->report;
  session->withdrawn = report->election;  // others use it to the end
  report->election = NULL;
  release_report(report);
  *report = (struct scr_report){.verdict = SCR_VERDICT_INVALID};
  for (enum scr_check_id id = 0; id < SCR_CHECK_COUNT; id++) verify_why(session, id, scr_status_sentence(status));
  cannot_check(session, status);
}

static void conclude(struct scr_session *session, enum scr_status status) {
  struct scr_report *report = session->report;
  if (verify_is_in_advance(session)) {
    withdraw_findings(session, status);
    return;
  }
  verify_decryptions_end(session);
  report->phase = session->phase;
  report->ballots_superseded = 0;
  if (session->tally) {
    report->ballots_counted = session->tally->ballots;
    report->weight_counted = session->tally->weight;
    if (status == SCR_OK) report->ballots_superseded = report->ballots_accepted - report->ballots_counted;
  }
  explain(session);
  if (status != SCR_OK) cannot_check(session, status);
  if (status == SCR_OK || verdict(session) == SCR_VERDICT_INVALID) report->verdict = verdict(session);
}

// Ballot checks pass emptily only where there truly was no ballot: a setup that is sound, and none on the board.
// VER-1.
static void pass_without_ballots(struct scr_session *session) {
  if (!session->key || session->stopped || session->report->checks[SCR_CHECK_BALLOTS_FORM].count > 0) return;
  for (enum scr_check_id id = SCR_CHECK_BALLOTS_FORM; id <= SCR_CHECK_BALLOTS_PROOFS; id++) verify_pass(session, id, 0);
  if (!session->journal) return;
  verify_pass(session, SCR_CHECK_JOURNAL_POINTS, 0);
  verify_pass(session, SCR_CHECK_JOURNAL_CREDENTIALS, 0);
  verify_pass(session, SCR_CHECK_JOURNAL_AUDITED, 0);
}

static enum scr_status run(struct scr_session *session, const char *path) {
  struct scr_step step = {0};
  enum scr_status status = scr_archive_open(&session->archive, path);
  if (status == SCR_OK) archive_leave_list(session->archive);
  if (status == SCR_OK) status = go_through(session, &step);
  if (status == SCR_OK) status = verify_claims_end(session);
  if (status == SCR_OK) status = verify_credentials_end(session);
  scr_step_free(&step);
  if (status == SCR_OK) status = verify_journal_end(session);
  if (status == SCR_OK) pass_without_ballots(session);
  return status;
}

// What goes together: nothing is relied on twice, and a part is checked by itself.
static bool are_sound(const struct scr_verify_options *options) {
  const struct scr_part *part = &options->part;
  bool shards = options->shards_n > 0;
  if (options->state && shards) return false;
  if (part->of == 0) return part->number == 0;
  return part->number >= 1 && part->number <= part->of && part->of <= SCR_SHARDS_MAX && !options->state && !shards &&
         !options->journal;
}

enum scr_status scr_session_new(struct scr_session **session, const char *path,
                                const struct scr_verify_options *options) {
  assert(!options || are_sound(options));
  struct scr_session *made = calloc(1, sizeof *made);
  if (made) made->report = calloc(1, sizeof *made->report);
  if (!made || !made->report) {
    free(made);
    return SCR_E_MEMORY;
  }
  if (options) made->options = *options;
  conclude(made, run(made, path));
  *session = made;
  return SCR_OK;
}

void scr_session_free(struct scr_session *session) {
  if (!session) return;
  verify_ballots_free(session);  // first: its threads use the rest
  scr_archive_close(session->archive);
  scr_trustees_free(session->trustees);
  scr_credentials_free(session->credentials);
  scr_key_free(session->key);
  verify_journal_free(session);
  verify_methods_free(session);
  scr_tally_free(session->tally);
  scr_tally_free(session->stated);
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) scr_partial_decryption_free(session->decryptions[i]);
  scr_claim_clear(&session->made);
  scr_election_free(session->withdrawn);
  scr_report_free(session->report);
  free(session);
}

const struct scr_report *scr_session_report(const struct scr_session *session) {
  return session->report;
}

const struct scr_trustees *scr_session_trustees(const struct scr_session *session) {
  return session->trustees;
}

const struct scr_credentials *scr_session_credentials(const struct scr_session *session) {
  return session->credentials;
}

const struct scr_key *scr_session_key(const struct scr_session *session) {
  return session->key;
}

const struct scr_tally *scr_session_tally(const struct scr_session *session) {
  return session->tally;
}

const struct scr_tally *scr_session_method_tally(const struct scr_session *session, enum scr_method method) {
  return session->methods[method];
}

struct scr_partial_decryption *const *scr_session_decryptions(const struct scr_session *session) {
  return session->decryptions;
}

enum scr_status scr_verify(struct scr_report **report, const char *path, const struct scr_verify_options *options) {
  struct scr_session *session;
  enum scr_status status = scr_session_new(&session, path, options);
  if (status != SCR_OK) return status;
  *report = session->report;
  session->report = NULL;
  scr_session_free(session);
  return SCR_OK;
}

void scr_report_free(struct scr_report *report) {
  if (report) release_report(report);
  free(report);
}
