// SPDX-License-Identifier: Apache-2.0
// Checking the setup: election, trustees, key, credentials.
#include <stdlib.h>
#include <time.h>

#include "board/archive_format.h"
#include "board/credentials.h"
#include "board/verify_internal.h"

enum { ELECTION, TRUSTEES, CREDENTIALS };  // places of the documents in the setup's step

static bool is_unsupported(enum scr_status status) {
  return scr_status_class(status) == SCR_CLASS_UNSUPPORTED;
}

// What is well formed but of a kind that this version can't check is neither right nor wrong (SET-5).
static void record_election(struct scr_session *session, enum scr_status status) {
  struct scr_report *report = session->report;
  if (!is_unsupported(status)) {
    verify_record(session, SCR_CHECK_SETUP_ELECTION, status);
    return;
  }
  report->cause = status;
  (void)snprintf(report->cause_detail, sizeof report->cause_detail, "%s", scr_status_sentence(status));
  for (enum scr_check_id id = SCR_CHECK_SETUP_ELECTION; id < SCR_CHECK_JOURNAL_FIRST; id++)
    verify_why(session, id, scr_status_sentence(status));
}

static enum scr_status setup_election(struct scr_session *session, const struct scr_text *document) {
  struct scr_election *election = NULL;
  double start = seconds_now();
  enum scr_status status = scr_election_new(&election, document->bytes, document->length);
  verify_time(session, SCR_CHECK_SETUP_ELECTION, &start);
  if (status == SCR_E_MEMORY) return status;
  record_election(session, status);
  session->election = election;
  session->report->election = election;
  return SCR_OK;
}

static void note_gaps(struct scr_session *session, const struct scr_trustees_gaps *gaps) {
  if (gaps->no_context || gaps->no_signatures)
    verify_note(session,
                "the trustees' certificates carry no context or agreement: a record from before version 2.5.1, "
                "accepted without them");
  if (gaps->no_key_signatures)
    verify_note(session,
                "verification keys are not signed by their trustees: a record from before version 3.0, "
                "accepted without");
  if (gaps->unchecked_signature)
    verify_note(session,
                "a single trustee's key is signed, and nothing on the board says under which key: not checked");
}

// DEC-4.
static void note_number(struct scr_session *session) {
  size_t needed = scr_trustees_needed(session->trustees);
  if (needed > SCR_TRUSTEES_BOUND)
    verify_note(
        session,
        "%zu trustees decrypt together; what their proofs hold against all of them acting together weakens with "
        "their number (doc/ceremony.md)",
        needed);
}

// What stands beside the credentials and this version has no check for; its form is looked at with the setup's records.
static void note_certificate(struct scr_session *session, const struct scr_step *step) {
  if (step->data_n == 5)
    verify_note(session, "there is a certificate of the credentials, which this version does not check");
}

static enum scr_status setup_trustees(struct scr_session *session, const struct scr_text *document) {
  struct scr_trustees *trustees = NULL;
  struct scr_trustees_gaps gaps = {0};
  size_t at = 0;
  double start = seconds_now();
  enum scr_status status =
      scr_trustees_new(&trustees, &at, session->election->group, document->bytes, document->length);
  if (status == SCR_OK) {
    session->trustees = trustees;
    status = scr_trustees_check(trustees, &at, &gaps);
  }
  verify_time(session, SCR_CHECK_SETUP_TRUSTEES, &start);
  if (status == SCR_E_MEMORY) return status;
  if (status == SCR_OK) {
    verify_pass(session, SCR_CHECK_SETUP_TRUSTEES, scr_trustees_count(trustees));
    note_number(session);
    note_gaps(session, &gaps);
  } else {
    struct scr_failure *failure = verify_fail(session, SCR_CHECK_SETUP_TRUSTEES, status);
    if (at > 0) verify_detail(failure, "trustee %zu", at);
  }
  return SCR_OK;
}

// SET-2.
static void setup_key(struct scr_session *session) {
  if (!session->trustees) return;
  struct scr_text summary = SCR_TEXT_INIT;
  struct scr_element combined;
  double start = seconds_now();
  scr_text_add_trustees_summary(&summary, session->trustees);
  if (scr_text_ok(&summary) == SCR_OK) (void)snprintf(session->report->trustees, SCR_DETAIL_MAX, "%s", summary.bytes);
  scr_text_free(&summary);
  scr_trustees_combined_key(&combined, session->trustees);
  bool equal = scr_element_equal(&combined, &session->election->public_key);
  verify_record(session, SCR_CHECK_SETUP_KEY, equal ? SCR_OK : SCR_E_SETUP_KEY);
  verify_time(session, SCR_CHECK_SETUP_KEY, &start);
}

// VER-8: what was found in a list that is read from the file again is about the list that the chain names, or it has changed.
static enum scr_status confirm_list(enum scr_status status, struct window *window, bool hash_holds,
                                    const struct scr_hash *name) {
  enum scr_status rest = SCR_OK;
  if (verify_ends_run(status) || !hash_holds) return status;
  while (rest == SCR_OK && window->buffer && window->length > 0) rest = window_advance(window, window->length);
  if (rest != SCR_OK) return rest;
  return window_has_hash(window, name) ? status : SCR_E_CHANGED;
}

// SET-3. Whether each is a member is decided at the end, but for those of which a ballot shows it; where the list is wrong already,
// the first reason is looked for, which may be that.
static enum scr_status read_credentials(struct scr_session *session, size_t *at, const struct scr_step_data *data) {
  struct window window;
  enum scr_status status = SCR_OK;
  if (data->left_length > 0)
    status = archive_window(&window, session->archive, data->offset, data->left_length);
  else
    window_of_bytes(&window, data->bytes.bytes, data->bytes.length);
  if (status != SCR_OK) return status;
  status = credentials_read(&session->credentials, at, NULL, &window, 1);
  if (status == SCR_OK) status = confirm_list(status, &window, data->hash_holds, &data->name);
  if (status != SCR_OK && !verify_ends_run(status)) {
    status = window_rewind(&window);
    if (status == SCR_OK)
      status = credentials_read(&session->credentials, at, session->election->group, &window, session->options.threads);
    status = status == SCR_OK ? SCR_E_CHANGED : confirm_list(status, &window, data->hash_holds, &data->name);
  }
  window_close(&window);
  return status;
}

static enum scr_status record_credentials(struct scr_session *session, enum scr_status status, size_t at) {
  if (verify_ends_run(status)) return status;
  if (status == SCR_OK) {
    verify_pass(session, SCR_CHECK_SETUP_CREDENTIALS, session->report->credentials);
    return SCR_OK;
  }
  struct scr_failure *failure = verify_fail(session, SCR_CHECK_SETUP_CREDENTIALS, status);
  failure->event = session->list.event;
  verify_detail(failure, "credential %zu of the list", at + 1);
  return SCR_OK;
}

static enum scr_status setup_credentials(struct scr_session *session, const struct scr_step_data *data) {
  size_t at = 0;
  double start = seconds_now();
  enum scr_status status = read_credentials(session, &at, data);
  verify_time(session, SCR_CHECK_SETUP_CREDENTIALS, &start);
  session->list = (struct list_record){.event = session->event,
                                       .offset = data->offset,
                                       .length = data->left_length ? data->left_length : data->bytes.length,
                                       .name = data->name,
                                       .hash_holds = data->hash_holds};
  if (status != SCR_OK) return record_credentials(session, status, at);
  session->report->credentials = scr_credentials_count(session->credentials);
  session->report->total_weight = scr_credentials_total_weight(session->credentials);
  return SCR_OK;
}

static bool is_shown(const void *context, size_t position) {
  return ((const struct last_ballot *)context)[position].is_member;
}

static enum scr_status check_members(struct scr_session *session, size_t *at) {
  const struct list_record *list = &session->list;
  struct window window;
  size_t count = scr_credentials_count(session->credentials), shown = 0;
  for (size_t i = 0; i < count; i++) shown += session->last[i].is_member;
  if (shown == count) return SCR_OK;
  enum scr_status status = archive_window(&window, session->archive, list->offset, list->length);
  if (status != SCR_OK) return status;
  status = credentials_check_members(at, session->election->group, &window, count, is_shown, session->last,
                                     session->options.threads);
  status = confirm_list(status, &window, list->hash_holds, &list->name);
  window_close(&window);
  return status;
}

enum scr_status verify_credentials_end(struct scr_session *session) {
  size_t at = 0;
  if (!session->key || session->options.part.of > 0) return SCR_OK;
  clock_t start = clock();  // of all processors
  enum scr_status status = verify_knows_credentials(session) ? SCR_OK : check_members(session, &at);
  session->report->checks[SCR_CHECK_SETUP_CREDENTIALS].seconds += (double)(clock() - start) / CLOCKS_PER_SEC;
  return record_credentials(session, status, at);
}

#define AROUND 256  // bytes of an archive beside a power's numbers: names, headers, events

// How often g or y is raised to a power in what is left of the archive, roughly: twice for a ciphertext and its two branches,
// which are two elements and four numbers.
static uint64_t powers_ahead(const struct scr_session *session) {
  const struct scr_group *group = session->election->group;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_scalar one, last, zero = {{0}};
  scr_scalar_from_u64(&one, group, 1);
  scr_scalar_sub(&last, group, &zero, &one);
  scr_text_add_element(&text, group, &session->election->public_key);
  scr_text_add_scalar(&text, group, &last);
  scr_text_add_scalar(&text, group, &last);
  size_t digits = scr_text_ok(&text) == SCR_OK ? text.length : 0;
  scr_text_free(&text);
  return (scr_archive_size(session->archive) - scr_archive_offset(session->archive)) / (digits + AROUND) + 1;
}

// What ballots are checked against and added up in.
static enum scr_status prepare(struct scr_session *session) {
  if (!session->credentials) return SCR_OK;
  session->key = scr_key_new_for(session->election->group, &session->election->public_key, powers_ahead(session));
  session->seen = hash_set_new();
  session->last = calloc(scr_credentials_count(session->credentials), sizeof *session->last);
  short_key_new(&session->last_key);
  if (!session->key || !session->seen || !session->last) return SCR_E_MEMORY;
  return scr_tally_new(&session->tally, session->election);
}

enum scr_status verify_setup(struct scr_session *session, const struct scr_step *step) {
  enum scr_status status = setup_election(session, &step->data[ELECTION].bytes);
  if (status != SCR_OK || !session->election) return status;
  status = setup_trustees(session, &step->data[TRUSTEES].bytes);
  if (status == SCR_OK) setup_key(session);
  note_certificate(session, step);
  if (status == SCR_OK) status = setup_credentials(session, &step->data[CREDENTIALS]);
  if (status == SCR_OK) status = prepare(session);
  if (status == SCR_OK && session->key) status = verify_claims_setup(session);
  if (status != SCR_OK || !session->key) return status;
  return verify_journal_begin(session, &step->data[TRUSTEES].name, &step->data[CREDENTIALS].name);
}
