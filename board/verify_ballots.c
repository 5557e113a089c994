// SPDX-License-Identifier: Apache-2.0
// Checking ballots. They are gathered into batches; the proofs of a batch are checked on all processors, and then the
// batch is gone through in order for what depends on order: replays, revotes, and the running sum. So memory stays flat,
// and the report is the same whatever the number of threads.
#include <stdlib.h>
#include <string.h>

#include "board/verify_internal.h"

#define BATCH_BALLOTS 256
#define BATCH_BYTES (UINT64_C(32) << 20)

struct ballot_job {
  struct scr_text bytes;
  struct scr_hash name;
  bool hash_holds;
  uint64_t offset;
  uint64_t event;
  struct scr_hash event_hash;
  // what the checks gave
  struct scr_ballot *ballot;
  enum scr_status form, signature, proofs;
  double form_seconds, signature_seconds, proofs_seconds;
};

// --- what doesn't depend on order ---

static void check_job(void *context, size_t i) {
  struct scr_session *session = context;
  struct ballot_job *job = &session->jobs[i];
  double start = processor_seconds();
  job->form = scr_ballot_new(&job->ballot, session->election, job->bytes.bytes, job->bytes.length);
  job->form_seconds = processor_seconds_since(&start);
  if (job->form != SCR_OK) return;
  job->signature = scr_ballot_check_signature(job->ballot, session->election);
  job->signature_seconds = processor_seconds_since(&start);
  job->proofs = scr_ballot_check_proofs(job->ballot, session->election, session->key);
  job->proofs_seconds = processor_seconds_since(&start);
}

// --- what does ---

static struct scr_failure *fail_ballot(struct scr_session *session, const struct ballot_job *job, enum scr_check_id id,
                                       enum scr_status status) {
  struct scr_failure *failure = verify_fail(session, id, status);
  failure->event = job->event;
  failure->ballot = session->report->ballots_accepted;
  failure->tracker = job->name;
  return failure;
}

static void record_ballot(struct scr_session *session, const struct ballot_job *job, enum scr_check_id id,
                          enum scr_status status) {
  if (status == SCR_OK)
    verify_pass(session, id, 1);
  else
    (void)fail_ballot(session, job, id, status);
}

// The credential's earlier ballot no longer counts.
static enum scr_status supersede(struct scr_session *session, uint64_t offset, uint64_t weight) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_ballot *earlier = NULL;
  enum scr_status status = scr_archive_read_at(&bytes, session->archive, offset);
  if (status == SCR_OK) status = scr_ballot_new(&earlier, session->election, bytes.bytes, bytes.length);
  if (status == SCR_OK) scr_tally_remove(session->tally, session->election, earlier, weight);
  scr_ballot_free(earlier);
  scr_text_free(&bytes);
  return status;
}

// BAL-5.
static enum scr_status count_ballot(struct scr_session *session, const struct ballot_job *job, size_t credential) {
  uint64_t weight = scr_credentials_weight(session->credentials, credential);
  struct last_ballot *last = &session->last[credential];
  enum scr_status status = last->offset > 0 ? supersede(session, last->offset, weight) : SCR_OK;
  if (status != SCR_OK) return status;
  scr_tally_add(session->tally, session->election, job->ballot, weight);
  last->offset = job->offset;
  return SCR_OK;
}

// BAL-2.
static enum scr_status check_place(struct scr_session *session, const struct ballot_job *job, bool fresh) {
  const struct scr_ballot *ballot = job->ballot;
  double start = processor_seconds();
  size_t credential =
      scr_credentials_find(session->credentials, ballot->credential_text, strlen(ballot->credential_text));
  bool known = credential != SIZE_MAX;
  record_ballot(session, job, SCR_CHECK_BALLOTS_CREDENTIALS, known ? SCR_OK : SCR_E_BALLOT_CREDENTIAL);
  verify_time(session, SCR_CHECK_BALLOTS_CREDENTIALS, &start);
  enum scr_status status = known && fresh && job->hash_holds ? count_ballot(session, job, credential) : SCR_OK;
  verify_time(session, SCR_CHECK_TALLY_SUM, &start);
  return status;
}

// BAL-4.
static enum scr_status conclude_job(struct scr_session *session, const struct ballot_job *job) {
  bool fresh;
  session->report->ballots_accepted++;
  if (job->form == SCR_E_MEMORY || job->signature == SCR_E_MEMORY || job->proofs == SCR_E_MEMORY) return SCR_E_MEMORY;
  double start = processor_seconds();
  enum scr_status status = hash_set_add(&fresh, session->seen, &job->name);
  verify_time(session, SCR_CHECK_BALLOTS_UNIQUE, &start);
  if (status != SCR_OK) return status;
  record_ballot(session, job, SCR_CHECK_BALLOTS_FORM, job->form);
  record_ballot(session, job, SCR_CHECK_BALLOTS_UNIQUE, fresh ? SCR_OK : SCR_E_BALLOT_REPLAY);
  if (job->form != SCR_OK || !job->hash_holds) session->tally_uncertain = true;
  if (job->form != SCR_OK) return SCR_OK;
  record_ballot(session, job, SCR_CHECK_BALLOTS_SIGNATURES, job->signature);
  record_ballot(session, job, SCR_CHECK_BALLOTS_PROOFS, job->proofs);
  session->report->checks[SCR_CHECK_BALLOTS_FORM].seconds += job->form_seconds;
  session->report->checks[SCR_CHECK_BALLOTS_SIGNATURES].seconds += job->signature_seconds;
  session->report->checks[SCR_CHECK_BALLOTS_PROOFS].seconds += job->proofs_seconds;
  return check_place(session, job, fresh);
}

// --- batches ---

static enum scr_status show_journal(struct scr_session *session, const struct ballot_job *job) {
  struct scr_journal_event event = {.type = SCR_EVENT_BALLOT,
                                    .hash = job->event_hash,
                                    .has_payload = true,
                                    .payload = job->name,
                                    .credential = SIZE_MAX,
                                    .ballot = job->ballot};
  const char *credential = job->ballot ? job->ballot->credential_text : NULL;
  scr_journal_event_look(&event, job->bytes.bytes, job->bytes.length);
  if (credential) event.credential = scr_credentials_find(session->credentials, credential, strlen(credential));
  return verify_journal_event(session, &event);
}

static void free_job(struct ballot_job *job) {
  scr_ballot_free(job->ballot);
  scr_text_free(&job->bytes);
}

// VER-3.
enum scr_status verify_ballots_flush(struct scr_session *session) {
  enum scr_status status = SCR_OK;
  parallel_for(session->options.threads, session->jobs_n, check_job, session);
  for (size_t i = 0; i < session->jobs_n; i++) {
    if (status == SCR_OK) status = conclude_job(session, &session->jobs[i]);
    if (status == SCR_OK) status = show_journal(session, &session->jobs[i]);
    free_job(&session->jobs[i]);
  }
  session->jobs_n = 0;
  session->jobs_bytes = 0;
  return status;
}

void verify_ballots_free(struct scr_session *session) {
  for (size_t i = 0; i < session->jobs_n; i++) free_job(&session->jobs[i]);
  free(session->jobs);
  free(session->last);
  hash_set_free(session->seen);
}

enum scr_status verify_ballot(struct scr_session *session, struct scr_step *step) {
  if (!session->key) return SCR_OK;  // nothing to check against: the checks stay not checkable
  if (!session->jobs) session->jobs = calloc(BATCH_BALLOTS, sizeof *session->jobs);
  if (!session->jobs) return SCR_E_MEMORY;
  struct scr_step_data *data = &step->data[0];
  session->jobs[session->jobs_n++] = (struct ballot_job){.bytes = data->bytes,
                                                         .name = data->name,
                                                         .hash_holds = data->hash_holds,
                                                         .offset = data->offset,
                                                         .event = session->event,
                                                         .event_hash = step->event_hash};
  session->jobs_bytes += data->bytes.length;
  data->bytes = (struct scr_text)SCR_TEXT_INIT;
  if (session->jobs_n < BATCH_BALLOTS && session->jobs_bytes < BATCH_BYTES) return SCR_OK;
  return verify_ballots_flush(session);
}
