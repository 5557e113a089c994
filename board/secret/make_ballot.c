// SPDX-License-Identifier: Apache-2.0
// Making ballots. The votes are secret: they select, in constant time, among values that are computed in every case; the
// one thing that is branched on is whether a question permits them.
#include <stdlib.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"
#include "scrutineer/ballot.h"

// One question's answer being made.
struct making {
  const struct scr_key *key;
  const struct scr_question *question;
  struct scr_answer *answer;
  struct scr_secret_scalar *nonces;  // one for each choice
  const uint32_t *votes;             // secret
  uint32_t chosen;                   // secret: how many, the blank choice left out
};

// 0 or 1 each; nothing with blank, and from min to max without. No branch but on the outcome.
static bool is_permitted(const struct scr_question *question, const uint32_t *votes, uint32_t *chosen) {
  size_t first = question->blank ? 1 : 0, count = scr_question_ciphertexts(question);
  uint32_t bits = 0, sum = 0, blank = question->blank ? votes[0] : 0;
  for (size_t i = 0; i < count; i++) bits |= votes[i];
  for (size_t i = first; i < count; i++) sum += votes[i];
  uint32_t below = (sum - question->min) >> 31, above = (question->max - sum) >> 31;  // numbers are far below 2^31
  uint32_t some = (uint32_t) - (int32_t)sum >> 31;
  uint32_t wrong = (bits >> 1) | (blank & some) | (~blank & 1 & (below | above));
  *chosen = sum;
  DECLASSIFY(&wrong, sizeof wrong);  // that the votes are permitted is what the ballot's proofs say
  return wrong == 0;
}

// Encrypts every choice, and proves that each is 0 or 1.
static enum scr_status make_choices(struct making *m, const struct scr_text *s0) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < m->answer->choices_n && status == SCR_OK; i++) {
    status = scr_secret_encrypt(&m->answer->choices[i], &m->nonces[i], m->key, m->votes[i]);
    if (status == SCR_OK)
      status = scr_secret_prove_interval(&m->answer->individual[2 * i], m->key, s0, &m->answer->choices[i],
                                         &m->nonces[i], m->votes[i], 0, 1);
  }
  return status;
}

// The proofs about the sum; its nonce is the sum of the nonces.
static enum scr_status make_overall(struct making *m, const struct scr_text *s) {
  const struct scr_question *question = m->question;
  const struct scr_group *group = scr_key_group(m->key);
  struct scr_ciphertext sum;
  struct scr_secret_scalar nonce = {{0}};
  scr_answer_sum(&sum, group, question, m->answer);
  for (size_t i = question->blank ? 1 : 0; i < m->answer->choices_n; i++)
    scr_secret_scalar_add(&nonce, group, &nonce, &m->nonces[i]);
  enum scr_status status;
  if (question->blank) {
    uint32_t blank = m->votes[0];
    uint32_t branch = (1 + m->chosen - question->min) & (blank - 1);  // 0 if blank
    status =
        scr_secret_prove_blank(m->answer->blank, m->key, s, &m->answer->choices[0], &sum, &m->nonces[0], &nonce, blank);
    if (status == SCR_OK)
      status = scr_secret_prove_blank_overall(m->answer->overall, m->key, s, &m->answer->choices[0], &sum,
                                              &m->nonces[0], &nonce, branch, question->min, question->max);
  } else {
    status = scr_secret_prove_interval(m->answer->overall, m->key, s, &sum, &nonce, m->chosen - question->min,
                                       question->min, question->max);
  }
  scr_secret_scalar_wipe(&nonce);
  return status;
}

static enum scr_status make_answer(struct making *m, const struct scr_election *election,
                                   const struct scr_element *credential) {
  struct scr_text s0 = SCR_TEXT_INIT, s = SCR_TEXT_INIT;
  if (!is_permitted(m->question, m->votes, &m->chosen)) return SCR_E_BALLOT_CHOICE;
  scr_text_add_statement(&s0, election, credential, NULL);
  enum scr_status status = scr_text_ok(&s0);
  if (status == SCR_OK) status = make_choices(m, &s0);
  if (status == SCR_OK) {
    scr_text_add_statement(&s, election, credential, m->answer);
    status = scr_text_ok(&s);
  }
  if (status == SCR_OK) status = make_overall(m, &s);
  scr_secret_wipe(&m->chosen, sizeof m->chosen);
  scr_text_free(&s0);
  scr_text_free(&s);
  return status;
}

static enum scr_status hash_ballot(struct scr_hash *hash, const struct scr_election *election,
                                   const struct scr_ballot *ballot) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_ballot(&text, election, ballot);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) scr_hash(hash, text.bytes, text.length);
  scr_text_free(&text);
  return status;
}

static enum scr_status keep_credential(struct scr_ballot *ballot, const struct scr_group *group,
                                       const struct scr_element *credential) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, group, credential);
  enum scr_status status = scr_text_ok(&text);
  ballot->credential = *credential;
  if (status == SCR_OK) memcpy(ballot->credential_text, text.bytes, text.length + 1);
  scr_text_free(&text);
  return status;
}

enum scr_status scr_secret_ballot_make(struct scr_ballot **ballot, struct scr_secret_scalar *nonces,
                                       const struct scr_election *election, const struct scr_key *key,
                                       const struct scr_element *credential, const uint32_t *votes) {
  struct scr_ballot *made = NULL;
  struct scr_secret_scalar *own = calloc(election->ciphertexts_n, sizeof *own);
  enum scr_status status = own ? scr_ballot_new_blank_form(&made, election) : SCR_E_MEMORY;
  if (status == SCR_OK) status = keep_credential(made, election->group, credential);
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n && status == SCR_OK; i++) {
    struct making making = {.key = key,
                            .question = &election->questions[i],
                            .answer = &made->answers[i],
                            .nonces = own + cell,
                            .votes = votes + cell};
    status = make_answer(&making, election, credential);
    cell += made->answers[i].choices_n;
  }
  if (status == SCR_OK) status = hash_ballot(&made->signed_hash, election, made);
  if (status == SCR_OK && nonces) memcpy(nonces, own, election->ciphertexts_n * sizeof *own);
  if (own) scr_secret_wipe(own, election->ciphertexts_n * sizeof *own);
  free(own);
  if (status == SCR_OK)
    *ballot = made;
  else
    scr_ballot_free(made);
  return status;
}

enum scr_status scr_secret_ballot_sign(struct scr_ballot *ballot, const struct scr_election *election,
                                       const struct scr_secret_scalar *secret) {
  char prefix[4 + SCR_HASH_BASE64 + 2] = "sig|";
  scr_hash_base64(prefix + 4, &ballot->signed_hash);
  strcat(prefix, "|");
  enum scr_status status =
      scr_secret_prove_schnorr(&ballot->signature, election->group, secret, prefix, strlen(prefix));
  if (status != SCR_OK) return status;
  ballot->stated_hash = ballot->signed_hash;
  ballot->is_signed = true;
  return hash_ballot(&ballot->tracker, election, ballot);
}

void scr_secret_scalar_publish(struct scr_scalar *scalar, const struct scr_secret_scalar *secret) {
  memcpy(scalar->limb, secret->limb, sizeof scalar->limb);
  DECLASSIFY(scalar->limb, sizeof scalar->limb);  // opening a ballot is giving its nonces away
}
