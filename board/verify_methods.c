// SPDX-License-Identifier: Apache-2.0
// Checking results by method: each method's sum is added up again, its decryptions and its votes are checked as the whole's are,
// and what is published is what is due. MTH-3.
#include <stdlib.h>

#include "board/journal/files.h"
#include "board/verify_internal.h"

static void fail_method(struct scr_session *session, enum scr_method method, enum scr_status status) {
  struct scr_failure *failure = verify_fail(session, SCR_CHECK_JOURNAL_METHODS, status);
  failure->has_event = false;
  verify_detail(failure, "%s", scr_method_name(method));
}

// --- adding up ---

// What is added up of one method. Ballots of weight 1 wait until some of them are multiplied together.
struct sum {
  struct scr_tally *tally;
  struct scr_batch *batch;
  size_t waiting, together;  // how many are multiplied at once
  struct scr_ballot *ballots[VERIFY_TOGETHER];
};

static enum scr_status add_waiting(struct sum *sum, const struct scr_election *election) {
  struct scr_ballot_place places[VERIFY_TOGETHER];
  const struct scr_ballot_place *all[VERIFY_TOGETHER];
  for (size_t i = 0; i < sum->waiting; i++) {
    scr_ballot_add_members(&places[i], sum->batch, sum->ballots[i], election);
    all[i] = &places[i];
  }
  enum scr_status status = sum->waiting > 0 ? scr_batch_run(sum->batch) : SCR_OK;
  if (status == SCR_OK) status = verify_add_up(sum->tally, election, sum->batch, all, sum->waiting);
  if (sum->waiting > 0) scr_batch_clear(sum->batch);
  while (sum->waiting > 0) scr_ballot_free(sum->ballots[--sum->waiting]);
  return status;
}

static enum scr_status add_ballot(struct scr_session *session, struct sum *sum, size_t credential) {
  struct scr_ballot *ballot = NULL;
  uint64_t weight = scr_credentials_weight(session->credentials, credential);
  enum scr_status status = verify_last_ballot(&ballot, session, credential);
  if (status != SCR_OK) return status;
  if (weight == 1) {
    sum->ballots[sum->waiting++] = ballot;
    return sum->waiting == sum->together ? add_waiting(sum, session->election) : SCR_OK;
  }
  scr_tally_add(sum->tally, session->election, ballot, weight);
  scr_ballot_free(ballot);
  return SCR_OK;
}

static enum scr_status begin_sum(struct sum *sum, struct scr_session *session, enum scr_method method) {
  uint64_t fitting = VERIFY_TOGETHER_BYTES / scr_election_ballot_size(session->election) + 1;
  sum->together = fitting < VERIFY_TOGETHER ? (size_t)fitting : VERIFY_TOGETHER;
  enum scr_status status = scr_tally_new(&session->methods[method], session->election);
  sum->tally = session->methods[method];
  if (status == SCR_OK) sum->batch = scr_batch_new(session->key);
  return status == SCR_OK && !sum->batch ? SCR_E_MEMORY : status;
}

static void end_sum(struct sum *sum) {
  while (sum->waiting > 0) scr_ballot_free(sum->ballots[--sum->waiting]);
  scr_batch_free(sum->batch);
}

// The sums of the methods that are due, from the last ballot of each credential.
static enum scr_status add_up(struct scr_session *session, const struct scr_journal *journal,
                              const struct scr_setup_record *record, const bool due[SCR_METHOD_COUNT]) {
  struct sum sums[SCR_METHOD_COUNT] = {{.tally = NULL}};
  enum scr_status status = SCR_OK;
  for (int i = 0; i < SCR_METHOD_COUNT && status == SCR_OK; i++)
    if (due[i]) status = begin_sum(&sums[i], session, (enum scr_method)i);
  for (size_t i = 0; i < scr_credentials_count(session->credentials) && status == SCR_OK; i++) {
    struct scr_credential_view view = scr_journal_credential(journal, i);
    if (!view.has_ballot || view.entry_point >= record->entry_points_n || session->last[i].offset == 0) continue;
    struct sum *sum = &sums[record->entry_points[view.entry_point].method];
    if (sum->tally) status = add_ballot(session, sum, i);
  }
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    if (status == SCR_OK && sums[i].tally) status = add_waiting(&sums[i], session->election);
    end_sum(&sums[i]);
  }
  return status;
}

void verify_methods_free(struct scr_session *session) {
  for (int i = 0; i < SCR_METHOD_COUNT; i++) scr_tally_free(session->methods[i]);
}

// --- what is published ---

static bool is_same_tally(const struct scr_tally *a, const struct scr_tally *b) {
  if (a->ballots != b->ballots || a->weight != b->weight) return false;
  for (size_t i = 0; i < a->cells_n; i++)
    if (!scr_element_equal(&a->cells[i].alpha, &b->cells[i].alpha) ||
        !scr_element_equal(&a->cells[i].beta, &b->cells[i].beta))
      return false;
  return true;
}

static enum scr_status check_method(struct scr_session *session, const struct scr_tally *tally,
                                    const struct scr_method_result *result) {
  size_t at;
  if (!is_same_tally(tally, result->tally)) return SCR_E_TALLY_SUM;
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) {
    if (!result->decryptions[i]) continue;
    if (i >= scr_trustees_count(session->trustees)) return SCR_E_DECRYPTION_OWNER;
    enum scr_status status = scr_partial_decryption_check(result->decryptions[i], session->election, result->tally,
                                                          scr_trustees_key(session->trustees, i + 1));
    if (status != SCR_OK) return status;
  }
  return scr_result_check(&at, NULL, result->votes, session->election, session->trustees, result->tally,
                          result->decryptions);
}

// What holds goes to the report.
static enum scr_status check_all(struct scr_session *session, struct scr_method_results *results) {
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    bool due = session->methods[i] != NULL;
    if (!due && !results->of[i].there) continue;
    enum scr_status status = due == results->of[i].there ? SCR_OK : SCR_E_METHODS;
    if (status == SCR_OK) status = check_method(session, session->methods[i], &results->of[i]);
    if (status == SCR_E_MEMORY) return status;
    if (status == SCR_OK) {
      verify_pass(session, SCR_CHECK_JOURNAL_METHODS, 1);
      session->report->method_votes[i] = results->of[i].votes;
      results->of[i].votes = NULL;
    } else if (status == SCR_E_RESULT_PARTS) {
      verify_cannot(session, SCR_CHECK_JOURNAL_METHODS, status);
    } else {
      fail_method(session, (enum scr_method)i, status);
    }
  }
  return SCR_OK;
}

// What is published though nothing is due would tell what must not be told.
static enum scr_status check_absent(struct scr_session *session) {
  struct scr_text path = SCR_TEXT_INIT, bytes = SCR_TEXT_INIT;
  bool there = false;
  scr_text_add_format(&path, "%s/" JOURNAL_METHODS, session->options.journal);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = journal_file_read(&bytes, &there, path.bytes, SCR_METHODS_BYTES_MAX);
  if (!verify_ends_run(status)) {
    if (there || status != SCR_OK) verify_fail(session, SCR_CHECK_JOURNAL_METHODS, SCR_E_METHODS)->has_event = false;
    status = SCR_OK;
  }
  scr_text_free(&path);
  scr_text_free(&bytes);
  return status;
}

static enum scr_status check_published(struct scr_session *session) {
  struct scr_text path = SCR_TEXT_INIT, bytes = SCR_TEXT_INIT;
  struct scr_method_results results = {.of = {{.there = false}}};
  bool there = false;
  scr_text_add_format(&path, "%s/" JOURNAL_METHODS, session->options.journal);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = journal_file_read(&bytes, &there, path.bytes, SCR_METHODS_BYTES_MAX);
  if (status == SCR_OK && there)
    status = scr_method_results_read(&results, session->election, bytes.bytes ? bytes.bytes : "", bytes.length);
  if (status == SCR_OK && there)
    status = check_all(session, &results);
  else if (status == SCR_OK)
    verify_why(session, SCR_CHECK_JOURNAL_METHODS, "the results by method are not published yet");
  if (status != SCR_OK && !verify_ends_run(status)) {
    verify_fail(session, SCR_CHECK_JOURNAL_METHODS, status)->has_event = false;
    status = SCR_OK;
  }
  scr_method_results_free(&results);
  scr_text_free(&path);
  scr_text_free(&bytes);
  return status;
}

enum scr_status verify_methods(struct scr_session *session, const struct scr_journal *journal,
                               const struct scr_setup_record *record) {
  bool due[SCR_METHOD_COUNT], any = false;
  if (record->method_minimum == 0) {
    verify_why(session, SCR_CHECK_JOURNAL_METHODS, "the setup record wants no results by method");
    return check_absent(session);
  }
  if (session->phase < SCR_PHASE_TALLIED || session->tally_uncertain || !session->trustees) return SCR_OK;
  scr_methods_due(due, journal);
  for (int i = 0; i < SCR_METHOD_COUNT; i++) any |= due[i];
  session->methods_due = any;
  if (!any) {
    verify_why(session, SCR_CHECK_JOURNAL_METHODS, "no method has enough ballots for a result of its own");
    return check_absent(session);
  }
  double start = seconds_now();
  enum scr_status status = add_up(session, journal, record, due);
  if (status == SCR_OK && session->phase == SCR_PHASE_DONE) status = check_published(session);
  verify_time(session, SCR_CHECK_JOURNAL_METHODS, &start);
  return status;
}
