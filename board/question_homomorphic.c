// SPDX-License-Identifier: Apache-2.0
// Homomorphic questions: every answer is a ciphertext of 0 or 1, and the sum is between min and max, or the vote is blank.
#include <stdlib.h>
#include <string.h>

#include "board/question.h"
#include "board/scan.h"
#include "scrutineer/json.h"

// --- the question ---

static enum scr_status read_answers(struct scr_question *question, json_t *answers) {
  size_t count;
  enum scr_status status = scr_json_array(&count, answers, 0, SCR_ANSWERS_MAX);
  if (status != SCR_OK) return status;
  question->answers = calloc(count ? count : 1, sizeof *question->answers);
  if (!question->answers) return SCR_E_MEMORY;
  question->answers_n = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = json_copy_text(&question->answers[i], json_array_get(answers, i));
  return status;
}

static enum scr_status read_bound(uint32_t *bound, const json_t *value) {
  uint64_t read = 0;
  enum scr_status status = scr_json_uint(&read, value, SCR_JSON_NUMBER_MAX);
  if (status == SCR_E_NUMBER) status = SCR_E_SETUP_BOUNDS;
  if (status == SCR_OK) *bound = (uint32_t)read;
  return status;
}

static enum scr_status question_read(struct scr_question *question, json_t *json) {
  struct scr_json_fields fields;
  json_t *answers, *blank, *min, *max, *title;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&answers, &fields, "answers");
  if (status == SCR_OK) scr_json_take_optional(&blank, &fields, "blank");
  if (status == SCR_OK) status = scr_json_take(&min, &fields, "min");
  if (status == SCR_OK) status = scr_json_take(&max, &fields, "max");
  if (status == SCR_OK) status = scr_json_take(&title, &fields, "question");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && blank && !json_is_boolean(blank)) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK) status = read_answers(question, answers);
  if (status == SCR_OK) status = read_bound(&question->min, min);
  if (status == SCR_OK) status = read_bound(&question->max, max);
  if (status == SCR_OK) status = json_copy_text(&question->title, title);
  if (status == SCR_OK) question->blank = blank && json_is_true(blank);
  return status == SCR_OK ? scr_question_check(question) : status;
}

static void question_write(struct scr_text *text, const struct scr_question *question) {
  scr_text_add(text, "{\"answers\":[");
  for (size_t i = 0; i < question->answers_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    scr_text_add_json(text, question->answers[i], strlen(question->answers[i]));
  }
  scr_text_add(text, "]");
  if (question->blank) scr_text_add(text, ",\"blank\":true");
  scr_text_add_format(text, ",\"min\":%u,\"max\":%u,\"question\":", question->min, question->max);
  scr_text_add_json(text, question->title, strlen(question->title));
  scr_text_add(text, "}");
}

static size_t ciphertexts(const struct scr_question *question) {
  return question->answers_n + (question->blank ? 1 : 0);
}

// --- an answer ---

// One proof for each number that the sum may be, and one more for blank.
static size_t overall_proofs(const struct scr_question *question) {
  return question->max - question->min + 1 + (question->blank ? 1 : 0);
}

static enum scr_status answer_reserve(struct scr_answer *answer, const struct scr_question *question) {
  answer->choices_n = ciphertexts(question);
  answer->overall_n = overall_proofs(question);
  answer->choices = calloc(answer->choices_n, sizeof *answer->choices);
  answer->individual = calloc(2 * answer->choices_n, sizeof *answer->individual);
  answer->overall = calloc(answer->overall_n, sizeof *answer->overall);
  return answer->choices && answer->individual && answer->overall ? SCR_OK : SCR_E_MEMORY;
}

// An array of exactly `count` members; anything else is a ballot of the wrong shape.
static enum scr_status expect_array(const json_t *value, size_t count) {
  if (!json_is_array(value)) return SCR_E_JSON_TYPE;
  return json_array_size(value) == count ? SCR_OK : SCR_E_BALLOT_SHAPE;
}

static enum scr_status read_proofs(struct scr_proof *proofs, size_t count, const struct scr_group *group,
                                   const json_t *value) {
  enum scr_status status = expect_array(value, count);
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = scr_json_proof(&proofs[i], group, json_array_get(value, i));
  return status;
}

static enum scr_status read_choices(struct scr_answer *answer, const struct scr_group *group, const json_t *choices,
                                    const json_t *proofs) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < answer->choices_n && status == SCR_OK; i++) {
    status = scr_json_ciphertext(&answer->choices[i], group, json_array_get(choices, i));
    if (status == SCR_OK) status = read_proofs(&answer->individual[2 * i], 2, group, json_array_get(proofs, i));
  }
  return status;
}

static enum scr_status answer_read(struct scr_answer *answer, const struct scr_group *group,
                                   const struct scr_question *question, json_t *json) {
  struct scr_json_fields fields;
  json_t *choices, *individual, *overall, *blank;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&choices, &fields, "choices");
  if (status == SCR_OK) status = scr_json_take(&individual, &fields, "individual_proofs");
  if (status == SCR_OK) status = scr_json_take(&overall, &fields, "overall_proof");
  if (status == SCR_OK) scr_json_take_optional(&blank, &fields, "blank_proof");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && (blank != NULL) != question->blank) status = SCR_E_BALLOT_SHAPE;
  if (status == SCR_OK) status = expect_array(choices, ciphertexts(question));
  if (status == SCR_OK) status = expect_array(individual, ciphertexts(question));
  if (status == SCR_OK) status = expect_array(overall, overall_proofs(question));
  if (status == SCR_OK) status = answer_reserve(answer, question);  // BAL-8: not before the ballot is as long
  if (status == SCR_OK) status = read_choices(answer, group, choices, individual);
  if (status == SCR_OK) status = read_proofs(answer->overall, answer->overall_n, group, overall);
  if (status == SCR_OK && blank) status = read_proofs(answer->blank, 2, group, blank);
  return status;
}

static bool scan_proofs(struct scr_proof *proofs, size_t count, const struct scr_group *group, struct scan *scan) {
  bool good = scan_text(scan, "[");
  for (size_t i = 0; i < count && good; i++)
    good = (i == 0 || scan_text(scan, ",")) && scan_proof(&proofs[i], group, scan);
  return good && scan_text(scan, "]");
}

static bool scan_choices(struct scr_answer *answer, const struct scr_group *group, struct scan *scan) {
  bool good = scan_text(scan, "[");
  for (size_t i = 0; i < answer->choices_n && good; i++)
    good = (i == 0 || scan_text(scan, ",")) && scan_ciphertext(&answer->choices[i], group, scan);
  return good && scan_text(scan, "]");
}

static bool scan_individual(struct scr_answer *answer, const struct scr_group *group, struct scan *scan) {
  bool good = scan_text(scan, "[");
  for (size_t i = 0; i < answer->choices_n && good; i++)
    good = (i == 0 || scan_text(scan, ",")) && scan_proofs(&answer->individual[2 * i], 2, group, scan);
  return good && scan_text(scan, "]");
}

static bool answer_scan(struct scr_answer *answer, const struct scr_group *group, const struct scr_question *question,
                        struct scan *scan) {
  return scan_text(scan, "{\"choices\":") && scan_choices(answer, group, scan) &&
         scan_text(scan, ",\"individual_proofs\":") && scan_individual(answer, group, scan) &&
         scan_text(scan, ",\"overall_proof\":") && scan_proofs(answer->overall, answer->overall_n, group, scan) &&
         (!question->blank || (scan_text(scan, ",\"blank_proof\":") && scan_proofs(answer->blank, 2, group, scan))) &&
         scan_text(scan, "}");
}

static void write_proofs(struct scr_text *text, const struct scr_group *group, const struct scr_proof *proofs,
                         size_t count) {
  scr_text_add(text, "[");
  for (size_t i = 0; i < count; i++) {
    if (i > 0) scr_text_add(text, ",");
    scr_text_add_proof(text, group, &proofs[i]);
  }
  scr_text_add(text, "]");
}

static void answer_write(struct scr_text *text, const struct scr_group *group, const struct scr_question *question,
                         const struct scr_answer *answer) {
  scr_text_add(text, "{\"choices\":[");
  for (size_t i = 0; i < answer->choices_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    scr_text_add_ciphertext(text, group, &answer->choices[i]);
  }
  scr_text_add(text, "],\"individual_proofs\":[");
  for (size_t i = 0; i < answer->choices_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    write_proofs(text, group, &answer->individual[2 * i], 2);
  }
  scr_text_add(text, "],\"overall_proof\":");
  write_proofs(text, group, answer->overall, answer->overall_n);
  if (question->blank) {
    scr_text_add(text, ",\"blank_proof\":");
    write_proofs(text, group, answer->blank, 2);
  }
  scr_text_add(text, "}");
}

static void answer_add(struct scr_batch *batch, const struct scr_answer *answer, const struct scr_question *question,
                       size_t first) {
  size_t blank = question->blank ? 1 : 0;
  struct scr_batch_sum sum = {first + 2 * blank, answer->choices_n - blank};
  for (size_t i = 0; i < answer->choices_n; i++)
    (void)scr_proof_add_branches(batch, (struct scr_batch_sum){first + 2 * i, 1}, &answer->individual[2 * i], 2, 0);
  if (question->blank) {
    (void)scr_proof_add_branches(batch, (struct scr_batch_sum){first, 1}, &answer->blank[0], 1, 0);
    (void)scr_proof_add_branches(batch, sum, &answer->blank[1], 1, 0);
    (void)scr_proof_add_branches(batch, (struct scr_batch_sum){first, 1}, answer->overall, 1, 1);
  }
  (void)scr_proof_add_branches(batch, sum, answer->overall + blank, answer->overall_n - blank, question->min);
}

// PRF-2, PRF-3, PRF-4. Branches are two bases each.
static enum scr_status answer_judge(size_t *base, const struct scr_batch *batch, const struct scr_answer *answer,
                                    const struct scr_question *question, const struct scr_text *s0,
                                    const struct scr_text *s) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < answer->choices_n && status == SCR_OK; i++)
    status = scr_proof_judge_interval(batch, *base + 2 * i, s0, &answer->individual[2 * i], 2, SCR_E_BALLOT_INDIVIDUAL);
  size_t at = *base + 2 * answer->choices_n;
  *base = at + (question->blank ? 8 : 2);
  if (status != SCR_OK) return status;
  if (!question->blank)
    return scr_proof_judge_interval(batch, at, s, answer->overall, answer->overall_n, SCR_E_BALLOT_OVERALL);
  status = scr_proof_judge_blank(batch, at, at + 2, s, answer->blank, SCR_E_BALLOT_BLANK);
  if (status != SCR_OK) return status;
  return scr_proof_judge_blank_overall(batch, at + 4, at + 6, s, answer->overall, answer->overall_n,
                                       SCR_E_BALLOT_OVERALL);
}

const struct scr_question_type question_homomorphic = {
    .name = "Homomorphic",
    .read = question_read,
    .write = question_write,
    .ciphertexts = ciphertexts,
    .answer_reserve = answer_reserve,
    .answer_read = answer_read,
    .answer_scan = answer_scan,
    .answer_write = answer_write,
    .answer_add = answer_add,
    .answer_judge = answer_judge,
};
