// SPDX-License-Identifier: Apache-2.0
// Checking the tally, the partial decryptions and the result.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/verify_internal.h"

#define QUICK_WEIGHT (UINT64_C(1) << 24)  // up to here, finding the votes of a tally takes no time to speak of

// --- the tally ---

// TAL-2.
static void compare_counts(struct scr_session *session) {
  const struct scr_tally *stated = session->stated, *tally = session->tally;
  if (session->tally_uncertain) {
    verify_why(session, SCR_CHECK_TALLY_COUNTS, "some ballots could not be read");
    return;
  }
  if (stated->ballots != tally->ballots)
    verify_detail(verify_fail(session, SCR_CHECK_TALLY_COUNTS, SCR_E_TALLY_COUNT),
                  "%" PRIu64 " stated, %" PRIu64 " counted", stated->ballots, tally->ballots);
  else if (stated->weight != tally->weight)
    verify_detail(verify_fail(session, SCR_CHECK_TALLY_COUNTS, SCR_E_TALLY_WEIGHT),
                  "%" PRIu64 " stated, %" PRIu64 " counted", stated->weight, tally->weight);
  else
    verify_pass(session, SCR_CHECK_TALLY_COUNTS, tally->ballots);
}

// TAL-1.
static void compare_sums(struct scr_session *session) {
  if (session->tally_uncertain) {
    verify_why(session, SCR_CHECK_TALLY_SUM, "some ballots could not be read");
    return;
  }
  for (size_t i = 0; i < session->tally->cells_n; i++) {
    bool equal = scr_ciphertext_equal(&session->stated->cells[i], &session->tally->cells[i]);
    if (equal)
      verify_pass(session, SCR_CHECK_TALLY_SUM, 1);
    else
      verify_detail(verify_fail(session, SCR_CHECK_TALLY_SUM, SCR_E_TALLY_SUM), "ciphertext %zu of %zu", i + 1,
                    session->tally->cells_n);
  }
}

enum scr_status verify_tally(struct scr_session *session, const struct scr_step *step) {
  if (!session->key) return SCR_OK;
  const struct scr_text *encrypted = &step->data[0].bytes, *sized = &step->data[1].bytes;
  double start = seconds_now();
  enum scr_status status = scr_tally_read(&session->stated, session->election, encrypted->bytes, encrypted->length,
                                          sized->bytes, sized->length);
  if (status == SCR_E_MEMORY) return status;
  if (status != SCR_OK) {
    (void)verify_fail(session, SCR_CHECK_TALLY_SUM, status);
    return SCR_OK;
  }
  verify_time(session, SCR_CHECK_TALLY_SUM, &start);
  compare_counts(session);
  verify_time(session, SCR_CHECK_TALLY_COUNTS, &start);
  compare_sums(session);
  verify_time(session, SCR_CHECK_TALLY_SUM, &start);
  return SCR_OK;
}

// --- partial decryptions ---

// Which trustee's it is; every trustee has one at most (DEC-1).
static enum scr_status claim_owner(struct scr_session *session, uint64_t owner) {
  if (owner == 0 || owner > scr_trustees_count(session->trustees)) return SCR_E_DECRYPTION_OWNER;
  if (session->owners[owner - 1]) return SCR_E_DECRYPTION_TWICE;
  session->owners[owner - 1] = true;
  return SCR_OK;
}

// A wrong partial decryption does no harm where the quorum is met without it; that is known at the end (DEC-2).
static void refuse(struct scr_session *session, uint64_t owner, enum scr_status status) {
  struct scr_failure *failure = &session->refused[session->refused_n++];
  *failure = (struct scr_failure){.status = status, .has_event = true, .event = session->event};
  verify_detail(failure, "trustee %" PRIu64, owner);
}

static enum scr_status check_decryption(struct scr_session *session, uint64_t owner, const struct scr_text *document) {
  struct scr_partial_decryption *decryption = NULL;
  double start = seconds_now();
  enum scr_status status =
      scr_partial_decryption_read(&decryption, session->election, document->bytes, document->length);
  if (status == SCR_OK)
    status = scr_partial_decryption_check(decryption, session->election, session->stated,
                                          scr_trustees_key(session->trustees, owner));
  verify_time(session, SCR_CHECK_DECRYPTIONS_PROOFS, &start);
  if (status == SCR_OK) {
    verify_pass(session, SCR_CHECK_DECRYPTIONS_PROOFS, decryption->cells_n);
    session->decryptions[owner - 1] = decryption;
    return SCR_OK;
  }
  scr_partial_decryption_free(decryption);
  if (status == SCR_E_MEMORY) return status;
  refuse(session, owner, status);
  return SCR_OK;
}

enum scr_status verify_decryption(struct scr_session *session, const struct scr_step *step) {
  uint64_t owner = 0;
  struct scr_hash payload;
  const struct scr_text *owned = &step->data[1].bytes;
  if (!session->stated || !session->trustees) return SCR_OK;
  double start = seconds_now();
  enum scr_status status = scr_owned_read(&owner, &payload, owned->bytes, owned->length);
  if (status == SCR_OK) status = claim_owner(session, owner);
  verify_time(session, SCR_CHECK_DECRYPTIONS_OWNERS, &start);
  if (status == SCR_E_MEMORY) return status;
  if (status == SCR_OK)
    verify_pass(session, SCR_CHECK_DECRYPTIONS_OWNERS, 1);
  else
    verify_detail(verify_fail(session, SCR_CHECK_DECRYPTIONS_OWNERS, status), "trustee %" PRIu64, owner);
  return status == SCR_OK ? check_decryption(session, owner, &step->data[0].bytes) : SCR_OK;
}

static bool has_quorum(const struct scr_session *session) {
  bool present[SCR_TRUSTEES_MAX];
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) present[i] = session->decryptions[i] != NULL;
  return session->trustees && scr_trustees_quorum(session->trustees, present);
}

// Whether those who have not spoken yet could still make a quorum with those whose parts hold.
static bool may_have_quorum(const struct scr_session *session) {
  bool possible[SCR_TRUSTEES_MAX];
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) possible[i] = session->decryptions[i] != NULL || !session->owners[i];
  return session->trustees && scr_trustees_quorum(session->trustees, possible);
}

void verify_decryptions_end(struct scr_session *session) {
  bool done = session->phase == SCR_PHASE_DONE;
  bool harmless = done ? has_quorum(session) : may_have_quorum(session);
  for (size_t i = 0; i < session->refused_n; i++) {
    const struct scr_failure *failure = &session->refused[i];
    if (harmless)
      verify_note(session,
                  "the partial decryption of %s (event %" PRIu64 ") was refused (%s); the quorum %s without it",
                  failure->detail, failure->event, scr_status_id(failure->status), done ? "is met" : "can be met");
    else
      (void)verify_fail_with(session, SCR_CHECK_DECRYPTIONS_PROOFS, failure);
  }
}

// --- the result ---

// A trustee of the first quorum whose part does not fit the others': its proof holds, and the result doesn't need it.
static void note_left_out(struct scr_session *session, const bool *used) {
  bool present[SCR_TRUSTEES_MAX], first[SCR_TRUSTEES_MAX];
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) present[i] = session->decryptions[i] != NULL;
  scr_trustees_first_quorum(first, session->trustees, present);
  for (size_t i = 0; i < scr_trustees_count(session->trustees); i++)
    if (first[i] && !used[i])
      verify_note(session,
                  "the partial decryption of trustee %zu does not fit the others', and the result follows without it; "
                  "programs that take the first ones by number may refuse this board",
                  i + 1);
}

// The longest beginning of a text that a detail has room for and that ends with a whole character.
static int clipped(const char *text) {
  size_t length = strlen(text), limit = SCR_DETAIL_MAX / 3;
  if (length <= limit) return (int)length;
  while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80) limit--;
  return (int)limit;
}

// "question 1, answer 2 (Rowan Fairleigh)": what the number at this place counts. The number of the cell in its question is
// that of the answer, or one more where a blank vote stands before the answers.
static void name_cell(char name[SCR_DETAIL_MAX], const struct scr_election *election, size_t cell) {
  size_t question = 0;
  for (; cell >= scr_question_ciphertexts(&election->questions[question]); question++)
    cell -= scr_question_ciphertexts(&election->questions[question]);
  const struct scr_question *of = &election->questions[question];
  if (of->blank && cell == 0) {
    (void)snprintf(name, SCR_DETAIL_MAX, "question %zu, blank votes", question + 1);
    return;
  }
  const char *answer = of->answers[cell - (of->blank ? 1 : 0)];
  (void)snprintf(name, SCR_DETAIL_MAX, "question %zu, answer %zu (%.*s)", question + 1, cell + (of->blank ? 0 : 1),
                 clipped(answer), answer);
}

// What the record says, and, where it is found quickly, what it should say.
static void detail_value(struct scr_session *session, struct scr_failure *failure, size_t at) {
  char name[SCR_DETAIL_MAX];
  uint64_t *true_votes =
      session->stated->weight <= QUICK_WEIGHT ? calloc(session->election->ciphertexts_n, sizeof *true_votes) : NULL;
  name_cell(name, session->election, at);
  if (true_votes && scr_result_compute(true_votes, NULL, session->election, session->trustees, session->stated,
                                       session->decryptions) == SCR_OK)
    verify_detail(failure, "%s: %" PRIu64 " stated, the tally decrypts to %" PRIu64, name, session->report->votes[at],
                  true_votes[at]);
  else
    verify_detail(failure, "%s: %" PRIu64 " stated", name, session->report->votes[at]);
  free(true_votes);
}

// Without a quorum there is nothing to compare the numbers with.
static enum scr_status check_values(struct scr_session *session) {
  size_t at = 0;
  const uint64_t *votes = session->report->votes;
  double start = seconds_now();
  bool used[SCR_TRUSTEES_MAX] = {false};
  enum scr_status status =
      scr_result_check(&at, used, votes, session->election, session->trustees, session->stated, session->decryptions);
  verify_time(session, SCR_CHECK_RESULT_VALUES, &start);
  if (status == SCR_E_MEMORY) return status;
  if (status == SCR_OK) note_left_out(session, used);
  if (status == SCR_OK) {
    verify_pass(session, SCR_CHECK_RESULT_VALUES, session->election->ciphertexts_n);
  } else if (status == SCR_E_RESULT_PARTS) {  // that says nothing of the result
    verify_cannot(session, SCR_CHECK_RESULT_VALUES, status);
  } else {
    detail_value(session, verify_fail(session, SCR_CHECK_RESULT_VALUES, status), at);
  }
  return SCR_OK;
}

enum scr_status verify_result(struct scr_session *session, const struct scr_step *step) {
  const struct scr_text *document = &step->data[0].bytes;
  if (!session->stated || !session->trustees) return SCR_OK;
  session->report->votes = calloc(session->election->ciphertexts_n, sizeof *session->report->votes);
  if (!session->report->votes) return SCR_E_MEMORY;
  double start = seconds_now();
  enum scr_status status =
      scr_result_read(session->report->votes, session->election, document->bytes, document->length);
  if (status == SCR_E_MEMORY) return status;
  if (status != SCR_OK) {
    (void)verify_fail(session, SCR_CHECK_RESULT_VALUES, status);
    free(session->report->votes);
    session->report->votes = NULL;
  }
  verify_time(session, SCR_CHECK_RESULT_VALUES, &start);
  bool quorum = has_quorum(session);
  verify_time(session, SCR_CHECK_RESULT_QUORUM, &start);
  verify_record(session, SCR_CHECK_RESULT_QUORUM, quorum ? SCR_OK : SCR_E_RESULT_QUORUM);
  return session->report->votes && quorum ? check_values(session) : SCR_OK;
}
