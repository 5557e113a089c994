// SPDX-License-Identifier: Apache-2.0
// Checking ballots. They are gathered into chunks; the proofs of a chunk are checked together, by one of several threads, and
// then chunks are gone through in order for what depends on order: replays, revotes, and the running sum. So memory stays
// flat, and the report is the same whatever the number of threads.
#include <stdlib.h>
#include <string.h>

#include "board/ballot_scan.h"
#include "board/verify_internal.h"

struct ballot_job {
  struct scr_text bytes;
  struct scr_hash name;
  bool hash_holds;
  uint64_t offset;
  uint64_t event;
  struct scr_hash event_hash;
  enum reliance reliance;
  // what the checks gave
  struct scr_ballot *ballot;  // has a meaning if is_read
  bool is_read;
  size_t credential;  // place in the list; SIZE_MAX: it isn't there
  struct scr_ballot_place place;
  enum scr_status form, signature, proofs;
  bool counted;
};

struct ballot_chunk {
  struct ballot_chunk *next;  // of those that wait to be used again
  const struct scr_session *session;
  size_t jobs_n;
  size_t bytes;
  struct ballot_job jobs[VERIFY_TOGETHER];
  struct scr_batch *batch;
  double form_seconds, signature_seconds, proofs_seconds;
};

// --- what doesn't depend on order ---

// The shortest that a ballot of this election may be: every element and number has at least one character (BAL-8). Nothing is
// reserved for what is shorter.
static size_t shortest(const struct scr_election *election) {
  size_t ciphertexts = election->ciphertexts_n;
  return ciphertexts * (strlen("{'alpha':'0','beta':'0'}") + 2 * strlen("{'challenge':'0','response':'0'}"));
}

static bool scan_job(struct ballot_job *job, const struct scr_election *election, enum scr_status *status) {
  *status = SCR_OK;
  if (job->bytes.length < shortest(election)) return false;
  if (!job->ballot) *status = scr_ballot_new_blank_form(&job->ballot, election);
  return *status == SCR_OK && ballot_scan(job->ballot, election, job->bytes.bytes, job->bytes.length);
}

// What the fast reader takes is a ballot, if its elements are members; about what it doesn't, the slow one decides (VER-7).
static enum scr_status read_job(struct ballot_chunk *chunk, struct ballot_job *job) {
  const struct scr_election *election = chunk->session->election;
  enum scr_status status;
  if (!scan_job(job, election, &status)) {
    struct scr_ballot *ballot = NULL;
    if (status == SCR_OK) status = scr_ballot_new(&ballot, election, job->bytes.bytes, job->bytes.length);
    if (status != SCR_OK) return status;
    scr_ballot_free(job->ballot);
    job->ballot = ballot;
  }
  job->is_read = true;
  return SCR_OK;
}

static void find_credential(struct ballot_job *job, const struct scr_session *session) {
  const char *spelling = job->is_read ? job->ballot->credential_text : NULL;
  size_t length = spelling ? strlen(spelling) : 0;
  bool found =
      spelling || ballot_scan_credential(&spelling, &length, session->election, job->bytes.bytes, job->bytes.length);
  job->credential = found ? scr_credentials_find(session->credentials, spelling, length) : SIZE_MAX;
}

// What of the ballot isn't taken for granted goes into the batch.
static enum scr_status prepare_job(struct ballot_chunk *chunk, struct ballot_job *job) {
  const struct scr_session *session = chunk->session;
  enum scr_status status = job->reliance == RELY_ON_STATE ? SCR_OK : read_job(chunk, job);
  if (status != SCR_OK) return status;
  find_credential(job, session);
  if (job->reliance == RELY_NOT)
    scr_ballot_add(&job->place, chunk->batch, job->ballot, session->election);
  else if (job->reliance == RELY_ON_PROOFS)
    scr_ballot_add_members(&job->place, chunk->batch, job->ballot, session->election);
  return SCR_OK;
}

static void judge_job(struct ballot_chunk *chunk, struct ballot_job *job, double *start) {
  if (job->reliance != RELY_NOT) return;
  if (!scr_ballot_has_members(chunk->batch, &job->place)) {
    job->form = SCR_E_ELEMENT_MEMBER;
    return;
  }
  job->signature = scr_ballot_judge_signature(chunk->batch, &job->place, job->ballot);
  chunk->signature_seconds += seconds_since(start);
  job->proofs = scr_ballot_judge_proofs(chunk->batch, &job->place, job->ballot, chunk->session->election);
  chunk->proofs_seconds += seconds_since(start);
}

static void check_chunk(void *context) {
  struct ballot_chunk *chunk = context;
  double start = seconds_now();
  if (!chunk->batch) chunk->batch = scr_batch_new(chunk->session->key);
  for (size_t i = 0; i < chunk->jobs_n; i++)
    chunk->jobs[i].form = chunk->batch ? prepare_job(chunk, &chunk->jobs[i]) : SCR_E_MEMORY;
  chunk->form_seconds = seconds_since(&start);
  enum scr_status status = chunk->batch ? scr_batch_run(chunk->batch) : SCR_E_MEMORY;
  chunk->proofs_seconds = seconds_since(&start);
  for (size_t i = 0; i < chunk->jobs_n; i++) {
    struct ballot_job *job = &chunk->jobs[i];
    if (status != SCR_OK) job->form = status;
    if (job->form == SCR_OK) judge_job(chunk, job, &start);
  }
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

static struct short_hash short_name(const struct scr_session *session, const struct scr_hash *name) {
  struct short_hash hash;
  short_hash(&hash, &session->last_key, name->byte, sizeof name->byte);
  return hash;
}

// Of a ballot that was read before: whose elements are members was found then.
static enum scr_status read_again(struct scr_ballot **ballot, const struct scr_election *election,
                                  const struct scr_text *bytes) {
  struct scr_ballot *read = NULL;
  enum scr_status status = scr_ballot_new_blank_form(&read, election);
  if (status == SCR_OK && ballot_scan(read, election, bytes->bytes, bytes->length)) {
    *ballot = read;
    return SCR_OK;
  }
  scr_ballot_free(read);
  return status == SCR_OK ? scr_ballot_new(ballot, election, bytes->bytes, bytes->length) : status;
}

// VER-8.
enum scr_status verify_last_ballot(struct scr_ballot **ballot, struct scr_session *session, size_t credential) {
  const struct last_ballot *last = &session->last[credential];
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_hash name;
  enum scr_status status = scr_archive_read_at(&bytes, &name, session->archive, last->offset);
  const struct short_hash read = status == SCR_OK ? short_name(session, &name) : last->name;
  if (!verify_ends_run(status) && (status != SCR_OK || !short_hash_equal(&read, &last->name))) status = SCR_E_CHANGED;
  if (status == SCR_OK) status = read_again(ballot, session->election, &bytes);
  scr_text_free(&bytes);
  return status;
}

// The credential's earlier ballot no longer counts.
static enum scr_status supersede(struct scr_session *session, size_t credential, uint64_t weight) {
  struct scr_ballot *earlier = NULL;
  enum scr_status status = verify_last_ballot(&earlier, session, credential);
  if (status == SCR_OK) scr_tally_remove(session->tally, session->election, earlier, weight);
  scr_ballot_free(earlier);
  return status;
}

// The ballot of this chunk at that offset, which is not in the tally yet; NULL if it is none of them.
static struct ballot_job *find_job(struct ballot_chunk *chunk, uint64_t offset) {
  for (size_t i = 0; i < chunk->jobs_n; i++)
    if (chunk->jobs[i].counted && chunk->jobs[i].offset == offset) return &chunk->jobs[i];
  return NULL;
}

// BAL-5. What a state has the sum of is added up already.
static enum scr_status count_ballot(struct scr_session *session, struct ballot_chunk *chunk, struct ballot_job *job) {
  uint64_t weight = scr_credentials_weight(session->credentials, job->credential);
  struct last_ballot *last = &session->last[job->credential];
  struct ballot_job *here = last->offset > 0 && weight == 1 ? find_job(chunk, last->offset) : NULL;
  enum scr_status status = SCR_OK;
  bool counts = job->reliance != RELY_ON_STATE;
  if (here)
    here->counted = false;
  else if (last->offset > 0 && counts)
    status = supersede(session, job->credential, weight);
  if (status != SCR_OK) return status;
  if (counts && weight == 1) job->counted = true;
  if (counts && weight != 1) scr_tally_add(session->tally, session->election, job->ballot, weight);
  last->offset = job->offset & INT64_MAX;
  last->name = short_name(session, &job->name);
  return SCR_OK;
}

enum scr_status verify_add_up(struct scr_tally *tally, const struct scr_election *election,
                              const struct scr_batch *batch, const struct scr_ballot_place *const *places,
                              size_t count) {
  size_t elements[VERIFY_TOGETHER];
  enum scr_status status = SCR_OK;
  for (size_t cell = 0; count > 0 && cell < 2 * election->ciphertexts_n && status == SCR_OK; cell++) {
    struct scr_element product, *sum = cell % 2 == 0 ? &tally->cells[cell / 2].alpha : &tally->cells[cell / 2].beta;
    for (size_t i = 0; i < count; i++) elements[i] = places[i]->element + 1 + cell;
    status = scr_batch_multiply(&product, batch, elements, count);
    if (status == SCR_OK) scr_element_mul(sum, election->group, sum, &product);
  }
  tally->ballots += count;
  tally->weight += count;
  return status;
}

// The counted ballots of a chunk, whose weight is 1, are added up together.
static enum scr_status add_counted(struct scr_session *session, const struct ballot_chunk *chunk) {
  const struct scr_ballot_place *places[VERIFY_TOGETHER];
  size_t count = 0;
  for (size_t i = 0; i < chunk->jobs_n; i++)
    if (chunk->jobs[i].counted) places[count++] = &chunk->jobs[i].place;
  return verify_add_up(session->tally, session->election, chunk->batch, places, count);
}

// BAL-2.
static enum scr_status check_place(struct scr_session *session, struct ballot_chunk *chunk, struct ballot_job *job,
                                   bool fresh) {
  double start = seconds_now();
  bool known = job->credential != SIZE_MAX;
  record_ballot(session, job, SCR_CHECK_BALLOTS_CREDENTIALS, known ? SCR_OK : SCR_E_BALLOT_CREDENTIAL);
  if (known) session->last[job->credential].is_member = true;
  verify_time(session, SCR_CHECK_BALLOTS_CREDENTIALS, &start);
  enum scr_status status = known && fresh && job->hash_holds ? count_ballot(session, chunk, job) : SCR_OK;
  verify_time(session, SCR_CHECK_TALLY_SUM, &start);
  return status;
}

// BAL-4.
static enum scr_status conclude_job(struct scr_session *session, struct ballot_chunk *chunk, struct ballot_job *job) {
  bool fresh;
  session->report->ballots_accepted++;
  if (job->form == SCR_E_MEMORY || job->signature == SCR_E_MEMORY || job->proofs == SCR_E_MEMORY) return SCR_E_MEMORY;
  double start = seconds_now();
  enum scr_status status = hash_set_add(&fresh, session->seen, &job->name);
  verify_time(session, SCR_CHECK_BALLOTS_UNIQUE, &start);
  if (status != SCR_OK) return status;
  record_ballot(session, job, SCR_CHECK_BALLOTS_FORM, job->form);
  record_ballot(session, job, SCR_CHECK_BALLOTS_UNIQUE, fresh ? SCR_OK : SCR_E_BALLOT_REPLAY);
  if (job->form != SCR_OK || !job->hash_holds) session->tally_uncertain = true;
  if (job->form != SCR_OK) return SCR_OK;
  record_ballot(session, job, SCR_CHECK_BALLOTS_SIGNATURES, job->signature);
  record_ballot(session, job, SCR_CHECK_BALLOTS_PROOFS, job->proofs);
  return check_place(session, chunk, job, fresh);
}

// --- chunks ---

// INC-3: a ballot whose entry is new to the state is read after all, to be looked at for audited components.
static enum scr_status read_for_journal(struct scr_session *session, struct ballot_job *job) {
  if (job->form != SCR_OK || job->is_read || verify_journal_knows_next(session)) return SCR_OK;
  struct scr_ballot *ballot = NULL;
  enum scr_status status = scr_ballot_new(&ballot, session->election, job->bytes.bytes, job->bytes.length);
  if (status != SCR_OK) return status == SCR_E_MEMORY ? status : SCR_E_STATE_ARCHIVE;
  scr_ballot_free(job->ballot);
  job->ballot = ballot;
  job->is_read = true;
  return SCR_OK;
}

static enum scr_status show_journal(struct scr_session *session, const struct ballot_job *job) {
  struct scr_journal_event event = {.type = SCR_EVENT_BALLOT,
                                    .hash = job->event_hash,
                                    .has_payload = true,
                                    .payload = job->name,
                                    .credential = SIZE_MAX,
                                    .ballot = job->form == SCR_OK && job->is_read ? job->ballot : NULL,
                                    .was_judged = job->form == SCR_OK && !job->is_read};
  scr_journal_event_look(&event, job->bytes.bytes, job->bytes.length);
  if (job->form == SCR_OK) event.credential = job->credential;
  return verify_journal_event(session, &event);
}

static void free_job(struct ballot_job *job) {
  scr_ballot_free(job->ballot);
  scr_text_free(&job->bytes);
}

static void free_chunk(void *context) {
  struct ballot_chunk *chunk = context;
  for (size_t i = 0; i < VERIFY_TOGETHER; i++) free_job(&chunk->jobs[i]);
  scr_batch_free(chunk->batch);
  free(chunk);
}

// INC-4: of a shard, nothing depends on order.
static enum scr_status conclude_part(struct scr_session *session, const struct ballot_job *job) {
  if (job->form == SCR_E_MEMORY || job->signature == SCR_E_MEMORY || job->proofs == SCR_E_MEMORY) return SCR_E_MEMORY;
  bool holds = job->form == SCR_OK && job->signature == SCR_OK && job->proofs == SCR_OK;
  session->report->ballots_accepted++;
  return verify_claims_ballot(session, job->event, holds);
}

static enum scr_status conclude_chunk(struct scr_session *session, struct ballot_chunk *chunk) {
  enum scr_status status = SCR_OK;
  bool part = session->options.part.of > 0;
  for (size_t i = 0; i < chunk->jobs_n && status == SCR_OK && part; i++)
    status = conclude_part(session, &chunk->jobs[i]);
  for (size_t i = 0; i < chunk->jobs_n && status == SCR_OK && !part; i++) {
    status = conclude_job(session, chunk, &chunk->jobs[i]);
    if (status == SCR_OK) status = read_for_journal(session, &chunk->jobs[i]);
    if (status == SCR_OK) status = show_journal(session, &chunk->jobs[i]);
  }
  double start = seconds_now();
  if (status == SCR_OK) status = add_counted(session, chunk);
  verify_time(session, SCR_CHECK_TALLY_SUM, &start);
  session->report->checks[SCR_CHECK_BALLOTS_FORM].seconds += chunk->form_seconds;
  session->report->checks[SCR_CHECK_BALLOTS_SIGNATURES].seconds += chunk->signature_seconds;
  session->report->checks[SCR_CHECK_BALLOTS_PROOFS].seconds += chunk->proofs_seconds;
  chunk->next = session->spare;
  session->spare = chunk;
  return status;
}

static enum scr_status conclude_oldest(struct scr_session *session) {
  return conclude_chunk(session, queue_take(session->queue));
}

static enum scr_status put_chunk(struct scr_session *session) {
  enum scr_status status = SCR_OK;
  if (!session->queue) session->queue = queue_new(session->options.threads, check_chunk);
  if (!session->queue) return SCR_E_MEMORY;
  if (queue_is_full(session->queue)) status = conclude_oldest(session);
  if (status != SCR_OK) return status;
  queue_put(session->queue, session->chunk);
  session->chunk = NULL;
  return SCR_OK;
}

// VER-3.
enum scr_status verify_ballots_flush(struct scr_session *session) {
  enum scr_status status = session->chunk ? put_chunk(session) : SCR_OK;
  while (status == SCR_OK && session->queue && !queue_is_empty(session->queue)) status = conclude_oldest(session);
  return status;
}

void verify_ballots_free(struct scr_session *session) {
  queue_free(session->queue, free_chunk);
  if (session->chunk) free_chunk(session->chunk);
  for (struct ballot_chunk *next; session->spare; session->spare = next) {
    next = session->spare->next;
    free_chunk(session->spare);
  }
  free(session->last);
  hash_set_free(session->seen);
}

// A chunk with nothing in it, but the memory of one that was there before.
static struct ballot_chunk *take_chunk(struct scr_session *session) {
  struct ballot_chunk *chunk = session->spare;
  if (!chunk) return calloc(1, sizeof *chunk);
  session->spare = chunk->next;
  for (size_t i = 0; i < chunk->jobs_n; i++) {
    if (chunk->jobs[i].bytes.capacity <= VERIFY_TOGETHER_BYTES) continue;
    free_job(&chunk->jobs[i]);  // one that was large doesn't keep its memory
    chunk->jobs[i] = (struct ballot_job){.bytes = SCR_TEXT_INIT};
  }
  chunk->jobs_n = chunk->bytes = 0;
  chunk->form_seconds = chunk->signature_seconds = chunk->proofs_seconds = 0;
  scr_batch_clear(chunk->batch);
  return chunk;
}

enum scr_status verify_ballot(struct scr_session *session, struct scr_step *step) {
  if (!session->key) return SCR_OK;  // nothing to check against: the checks stay not checkable
  if (!session->chunk) session->chunk = take_chunk(session);
  struct ballot_chunk *chunk = session->chunk;
  if (!chunk) return SCR_E_MEMORY;
  struct scr_step_data *data = &step->data[0];
  struct ballot_job *job = &chunk->jobs[chunk->jobs_n++];
  struct scr_text bytes = job->bytes;
  *job = (struct ballot_job){.bytes = data->bytes,
                             .name = data->name,
                             .hash_holds = data->hash_holds,
                             .offset = data->offset,
                             .event = session->event,
                             .event_hash = step->event_hash,
                             .reliance = verify_reliance(session),
                             .ballot = job->ballot};
  data->bytes = bytes;  // its memory, for the next
  chunk->session = session;
  chunk->bytes += job->bytes.length;
  return chunk->jobs_n < VERIFY_TOGETHER && chunk->bytes < VERIFY_TOGETHER_BYTES ? SCR_OK : put_chunk(session);
}
