// SPDX-License-Identifier: Apache-2.0
// Ballots: their exact bytes, and whether their signature and proofs hold.
#include "scrutineer/ballot.h"

#include <stdlib.h>
#include <string.h>

#include "board/question.h"
#include "scrutineer/json.h"

// --- memory ---

static void free_answer(struct scr_answer *answer) {
  free(answer->choices);
  free(answer->individual);
  free(answer->overall);
}

void scr_ballot_free(struct scr_ballot *ballot) {
  if (!ballot) return;
  for (size_t i = 0; i < ballot->answers_n; i++) free_answer(&ballot->answers[i]);
  free(ballot->answers);
  free(ballot);
}

enum scr_status scr_ballot_new_blank_form(struct scr_ballot **ballot, const struct scr_election *election) {
  struct scr_ballot *form = calloc(1, sizeof *form);
  if (!form) return SCR_E_MEMORY;
  enum scr_status status = SCR_OK;
  form->answers = calloc(election->questions_n, sizeof *form->answers);
  if (!form->answers) status = SCR_E_MEMORY;
  for (size_t i = 0; i < election->questions_n && status == SCR_OK; i++) {
    form->answers_n = i + 1;
    status = election->questions[i].type->answer_reserve(&form->answers[i], &election->questions[i]);
  }
  if (status == SCR_OK)
    *ballot = form;
  else
    scr_ballot_free(form);
  return status;
}

// --- reading ---

// The ballot names this election, by identifier and by fingerprint.
static enum scr_status check_election(const struct scr_election *election, const json_t *uuid, const json_t *hash) {
  if (!json_is_string(uuid) || !json_is_string(hash)) return SCR_E_JSON_TYPE;
  if (strcmp(json_string_value(uuid), election->uuid) != 0) return SCR_E_BALLOT_ELECTION;
  if (strcmp(json_string_value(hash), election->fingerprint) != 0) return SCR_E_BALLOT_ELECTION;
  return SCR_OK;
}

// GRP-5.
static enum scr_status read_credential(struct scr_ballot *ballot, const struct scr_group *group, const json_t *value) {
  enum scr_status status = scr_json_element(&ballot->credential, group, value);
  if (status == SCR_OK && scr_element_is_identity(group, &ballot->credential)) status = SCR_E_ELEMENT_IDENTITY;
  if (status == SCR_OK) memcpy(ballot->credential_text, json_string_value(value), json_string_length(value) + 1);
  return status;
}

static enum scr_status read_answers(struct scr_ballot *ballot, const struct scr_election *election,
                                    const json_t *answers) {
  if (!json_is_array(answers)) return SCR_E_JSON_TYPE;
  if (json_array_size(answers) != election->questions_n) return SCR_E_BALLOT_SHAPE;
  enum scr_status status = SCR_OK;
  ballot->answers = calloc(election->questions_n, sizeof *ballot->answers);
  if (!ballot->answers) return SCR_E_MEMORY;
  ballot->answers_n = election->questions_n;
  for (size_t i = 0; i < election->questions_n && status == SCR_OK; i++)
    status = election->questions[i].type->answer_read(&ballot->answers[i], election->group, &election->questions[i],
                                                      json_array_get(answers, i));
  return status;
}

static enum scr_status read_signature(struct scr_ballot *ballot, const struct scr_group *group, json_t *signature) {
  if (!signature) return SCR_OK;
  struct scr_json_fields fields;
  json_t *hash, *proof;
  enum scr_status status = scr_json_fields(&fields, signature);
  if (status == SCR_OK) status = scr_json_take(&hash, &fields, "hash");
  if (status == SCR_OK) status = scr_json_take(&proof, &fields, "proof");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && !json_is_string(hash)) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK)
    status = scr_hash_from_base64(&ballot->stated_hash, json_string_value(hash), json_string_length(hash));
  if (status == SCR_OK) status = scr_json_proof(&ballot->signature, group, proof);
  ballot->is_signed = true;
  return status;
}

// BAL-1.
static enum scr_status read_ballot(struct scr_ballot *ballot, const struct scr_election *election, json_t *json,
                                   json_t **signature) {
  struct scr_json_fields fields;
  json_t *uuid, *hash, *credential, *answers;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&uuid, &fields, "election_uuid");
  if (status == SCR_OK) status = scr_json_take(&hash, &fields, "election_hash");
  if (status == SCR_OK) status = scr_json_take(&credential, &fields, "credential");
  if (status == SCR_OK) status = scr_json_take(&answers, &fields, "answers");
  if (status == SCR_OK) scr_json_take_optional(signature, &fields, "signature");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = check_election(election, uuid, hash);
  if (status == SCR_OK) status = read_credential(ballot, election->group, credential);
  if (status == SCR_OK) status = read_answers(ballot, election, answers);
  if (status == SCR_OK) status = read_signature(ballot, election->group, *signature);
  return status;
}

// The hash of the bytes without the signature. The document is canonical and the signature its last field, so the bytes to
// leave out are known by writing the field again.
static enum scr_status hash_unsigned(struct scr_hash *hash, const char *bytes, size_t length, const json_t *signature) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add(&text, ",\"signature\":");
  scr_text_add_value(&text, signature);
  enum scr_status status = scr_text_ok(&text);
  size_t left_out = text.length;
  scr_text_clear(&text);
  if (status == SCR_OK) {
    scr_text_add_bytes(&text, bytes, length - left_out - 1);
    scr_text_add(&text, "}");
    status = scr_text_ok(&text);
  }
  if (status == SCR_OK) scr_hash(hash, text.bytes, text.length);
  scr_text_free(&text);
  return status;
}

enum scr_status scr_ballot_new(struct scr_ballot **ballot, const struct scr_election *election, const char *bytes,
                               size_t length) {
  if (length > SCR_BALLOT_MAX) return SCR_E_LIMIT;
  json_t *json = NULL, *signature = NULL;
  struct scr_ballot *read = calloc(1, sizeof *read);
  enum scr_status status = read ? scr_json_read(&json, bytes, length) : SCR_E_MEMORY;
  if (status == SCR_OK) status = read_ballot(read, election, json, &signature);
  if (status == SCR_OK) {
    scr_hash(&read->tracker, bytes, length);
    read->signed_hash = read->tracker;
    if (signature) status = hash_unsigned(&read->signed_hash, bytes, length, signature);
  }
  json_decref(json);
  if (status == SCR_OK)
    *ballot = read;
  else
    scr_ballot_free(read);
  return status;
}

// --- writing ---

static void add_signature(struct scr_text *text, const struct scr_group *group, const struct scr_ballot *ballot) {
  char hash[SCR_HASH_BASE64 + 1];
  scr_hash_base64(hash, &ballot->stated_hash);
  scr_text_add_format(text, ",\"signature\":{\"hash\":\"%s\",\"proof\":", hash);
  scr_text_add_proof(text, group, &ballot->signature);
  scr_text_add(text, "}");
}

void scr_text_add_ballot(struct scr_text *text, const struct scr_election *election, const struct scr_ballot *ballot) {
  scr_text_add_format(text, "{\"election_uuid\":\"%s\",\"election_hash\":\"%s\",\"credential\":", election->uuid,
                      election->fingerprint);
  scr_text_add_json_element(text, election->group, &ballot->credential);
  scr_text_add(text, ",\"answers\":[");
  for (size_t i = 0; i < ballot->answers_n; i++) {
    if (i > 0) scr_text_add(text, ",");
    election->questions[i].type->answer_write(text, election->group, &election->questions[i], &ballot->answers[i]);
  }
  scr_text_add(text, "]");
  if (ballot->is_signed) add_signature(text, election->group, ballot);
  scr_text_add(text, "}");
}

// --- checking ---

void scr_text_add_statement(struct scr_text *text, const struct scr_election *election,
                            const struct scr_element *credential, const struct scr_answer *answer) {
  scr_text_add(text, election->fingerprint);
  scr_text_add(text, "|");
  scr_text_add_element(text, election->group, credential);
  for (size_t i = 0; answer && i < answer->choices_n; i++) {
    scr_text_add(text, i == 0 ? "|" : ",");
    scr_text_add_element(text, election->group, &answer->choices[i].alpha);
    scr_text_add(text, ",");
    scr_text_add_element(text, election->group, &answer->choices[i].beta);
  }
}

void scr_answer_sum(struct scr_ciphertext *sum, const struct scr_group *group, const struct scr_question *question,
                    const struct scr_answer *answer) {
  size_t first = question->blank ? 1 : 0;
  struct scr_ciphertext total = answer->choices[first];  // a question has at least one answer
  for (size_t i = first + 1; i < answer->choices_n; i++) scr_ciphertext_add(&total, group, &total, &answer->choices[i]);
  *sum = total;
}

typedef size_t add_element(struct scr_batch *batch, const struct scr_element *element);

static void add_elements(struct scr_ballot_place *place, struct scr_batch *batch, const struct scr_ballot *ballot,
                         const struct scr_election *election, add_element *add) {
  place->element = add(batch, &ballot->credential);
  for (size_t i = 0; i < ballot->answers_n; i++) {
    for (size_t j = 0; j < ballot->answers[i].choices_n; j++) {
      (void)add(batch, &ballot->answers[i].choices[j].alpha);
      (void)add(batch, &ballot->answers[i].choices[j].beta);
    }
  }
  place->elements_n = 1 + 2 * election->ciphertexts_n;
}

void scr_ballot_add_members(struct scr_ballot_place *place, struct scr_batch *batch, const struct scr_ballot *ballot,
                            const struct scr_election *election) {
  add_elements(place, batch, ballot, election, scr_batch_add_member);
}

void scr_ballot_add(struct scr_ballot_place *place, struct scr_batch *batch, const struct scr_ballot *ballot,
                    const struct scr_election *election) {
  add_elements(place, batch, ballot, election, scr_batch_add_element);
  place->base = scr_batch_add_base(batch, place->element, 1, 1);
  if (ballot->is_signed) scr_batch_add_commitment(batch, &ballot->signature, true, 0);
  size_t first = place->element + 1;
  for (size_t i = 0; i < ballot->answers_n; i++) {
    election->questions[i].type->answer_add(batch, &ballot->answers[i], &election->questions[i], first);
    first += 2 * ballot->answers[i].choices_n;
  }
}

bool scr_ballot_has_members(const struct scr_batch *batch, const struct scr_ballot_place *place) {
  for (size_t i = 0; i < place->elements_n; i++)
    if (!scr_batch_is_member(batch, place->element + i)) return false;
  return true;
}

// BAL-3.
enum scr_status scr_ballot_judge_signature(const struct scr_batch *batch, const struct scr_ballot_place *place,
                                           const struct scr_ballot *ballot) {
  if (!ballot->is_signed) return SCR_E_BALLOT_UNSIGNED;
  if (!scr_hash_equal(&ballot->stated_hash, &ballot->signed_hash)) return SCR_E_BALLOT_HASH;
  char prefix[4 + SCR_HASH_BASE64 + 2] = "sig|";
  scr_hash_base64(prefix + 4, &ballot->stated_hash);
  strcat(prefix, "|");
  return scr_proof_judge_schnorr(batch, place->base, &ballot->signature, prefix, strlen(prefix),
                                 SCR_E_BALLOT_SIGNATURE);
}

// An answer whose choices are the batch's elements from `first` on.
static enum scr_status judge_answer(size_t *base, const struct scr_batch *batch, size_t first,
                                    const struct scr_answer *answer, const struct scr_question *question,
                                    const struct scr_text *s0) {
  struct scr_text s = SCR_TEXT_INIT;
  scr_text_add_bytes(&s, s0->bytes, s0->length);
  for (size_t i = 0; i < 2 * answer->choices_n; i++) {
    scr_text_add(&s, i == 0 ? "|" : ",");
    scr_text_add_batch_element(&s, batch, first + i);
  }
  enum scr_status status = scr_text_ok(&s);
  if (status == SCR_OK) status = question->type->answer_judge(base, batch, answer, question, s0, &s);
  scr_text_free(&s);
  return status;
}

enum scr_status scr_ballot_judge_proofs(const struct scr_batch *batch, const struct scr_ballot_place *place,
                                        const struct scr_ballot *ballot, const struct scr_election *election) {
  struct scr_text s0 = SCR_TEXT_INIT;
  size_t base = place->base + 1, first = place->element + 1;
  scr_text_add(&s0, election->fingerprint);
  scr_text_add(&s0, "|");
  scr_text_add_batch_element(&s0, batch, place->element);
  enum scr_status status = scr_text_ok(&s0);
  for (size_t i = 0; i < ballot->answers_n && status == SCR_OK; i++) {
    status = judge_answer(&base, batch, first, &ballot->answers[i], &election->questions[i], &s0);
    first += 2 * ballot->answers[i].choices_n;
  }
  scr_text_free(&s0);
  return status;
}

// One ballot by itself; `whole` with its signature.
static enum scr_status check(const struct scr_ballot *ballot, const struct scr_election *election,
                             const struct scr_key *key, bool whole) {
  struct scr_batch *batch = scr_batch_new(key);
  struct scr_ballot_place place;
  if (!batch) return SCR_E_MEMORY;
  scr_ballot_add(&place, batch, ballot, election);
  enum scr_status status = scr_batch_run(batch);
  if (status == SCR_OK && whole) status = scr_ballot_judge_signature(batch, &place, ballot);
  if (status == SCR_OK) status = scr_ballot_judge_proofs(batch, &place, ballot, election);
  scr_batch_free(batch);
  return status;
}

enum scr_status scr_ballot_check_proofs(const struct scr_ballot *ballot, const struct scr_election *election,
                                        const struct scr_key *key) {
  return check(ballot, election, key, false);
}

enum scr_status scr_ballot_check(const struct scr_ballot *ballot, const struct scr_election *election,
                                 const struct scr_key *key) {
  return check(ballot, election, key, true);
}
