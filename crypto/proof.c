// SPDX-License-Identifier: Apache-2.0
// Checking proofs: commitments from challenge and response, then one hash.
#include "scrutineer/proof.h"

#include <assert.h>
#include <string.h>

// The hash of `text` as a number modulo q equals `expected`; SCR_E_MEMORY if the text could not be put together.
// HSH-1.
static enum scr_status compare_challenge(const struct scr_group *group, const struct scr_text *text,
                                         const struct scr_scalar *expected, enum scr_status failure) {
  if (scr_text_ok(text) != SCR_OK) return SCR_E_MEMORY;
  struct scr_hash hash;
  struct scr_scalar challenge;
  scr_hash(&hash, text->bytes, text->length);
  scr_scalar_from_bytes(&challenge, group, hash.byte, SCR_HASH_BYTES);
  return scr_scalar_equal(&challenge, expected) ? SCR_OK : failure;
}

// A = base1^response * base2^challenge, with base1's power already at hand.
static void commitment(struct scr_element *a, const struct scr_group *group, const struct scr_element *power,
                       const struct scr_element *base2, const struct scr_scalar *challenge) {
  struct scr_element second;
  scr_element_exp_var(&second, group, base2, challenge);
  scr_element_mul(a, group, power, &second);
}

enum scr_status scr_proof_check_schnorr(const struct scr_group *group, const struct scr_element *key,
                                        const struct scr_proof *proof, const char *prefix, size_t prefix_length,
                                        enum scr_status failure) {
  struct scr_element a;
  struct scr_text text = SCR_TEXT_SECRET;  // what is signed may be secret: trustees sign what they seal for each other
  scr_element_exp_var(&a, group, scr_group_generator(group), &proof->response);
  commitment(&a, group, &a, key, &proof->challenge);
  scr_text_add_bytes(&text, prefix, prefix_length);
  scr_text_add_element(&text, group, &a);
  enum scr_status status = compare_challenge(group, &text, &proof->challenge, failure);
  scr_text_free(&text);
  return status;
}

// PRF-1.
enum scr_status scr_proof_check_signed(const struct scr_group *group, const struct scr_element *key,
                                       const struct scr_proof *proof, const char *message, size_t message_length,
                                       enum scr_status failure) {
  struct scr_text prefix = SCR_TEXT_SECRET;
  scr_text_add(&prefix, "sigmsg|");
  scr_text_add_bytes(&prefix, message, message_length);
  scr_text_add(&prefix, "|");
  enum scr_status status = scr_text_ok(&prefix);
  if (status == SCR_OK) status = scr_proof_check_schnorr(group, key, proof, prefix.bytes, prefix.length, failure);
  scr_text_free(&prefix);
  return status;
}

// PRF-1.
enum scr_status scr_proof_check_possession(const struct scr_group *group, const struct scr_element *key,
                                           const struct scr_proof *proof, enum scr_status failure) {
  struct scr_text prefix = SCR_TEXT_INIT;
  scr_text_add_format(&prefix, "pok|%s|", scr_group_name(group));
  scr_text_add_element(&prefix, group, key);
  scr_text_add(&prefix, "|");
  enum scr_status status = scr_text_ok(&prefix);
  if (status == SCR_OK) status = scr_proof_check_schnorr(group, key, proof, prefix.bytes, prefix.length, failure);
  scr_text_free(&prefix);
  return status;
}

// PRF-1.
enum scr_status scr_proof_judge_schnorr(const struct scr_batch *batch, size_t base, const struct scr_proof *proof,
                                        const char *prefix, size_t prefix_length, enum scr_status failure) {
  const struct scr_group *group = scr_key_group(scr_batch_key(batch));
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_bytes(&text, prefix, prefix_length);
  scr_text_add_batch_commitment(&text, batch, base, 0);
  enum scr_status status = compare_challenge(group, &text, &proof->challenge, failure);
  scr_text_free(&text);
  return status;
}

// --- disjunctions ---

// One branch for each proof, that the ciphertext / (1, shift) encrypts 0, where shift = min, min + 1, ...
//   A = g^response alpha^challenge,  B = y^response (beta / g^shift)^challenge
size_t scr_proof_add_branches(struct scr_batch *batch, struct scr_batch_sum sum, const struct scr_proof *proofs,
                              size_t count, uint32_t min) {
  size_t base = scr_batch_add_base(batch, sum.first, sum.count, 2);
  for (size_t j = 0; j < count; j++) scr_batch_add_commitment(batch, &proofs[j], true, 0);
  (void)scr_batch_add_base(batch, sum.first + 1, sum.count, 2);
  for (size_t j = 0; j < count; j++) scr_batch_add_commitment(batch, &proofs[j], false, min + (uint32_t)j);
  return base;
}

// A disjunction being judged: the text to hash so far, and the sum of the challenges.
struct disjunction {
  const struct scr_batch *batch;
  const struct scr_group *group;
  struct scr_text text;
  struct scr_scalar challenges;
  bool first;
};

static void begin(struct disjunction *d, const struct scr_batch *batch, const char *prefix,
                  const struct scr_text *statement) {
  *d = (struct disjunction){
      .batch = batch, .group = scr_key_group(scr_batch_key(batch)), .text = SCR_TEXT_INIT, .first = true};
  scr_text_add(&d->text, prefix);
  scr_text_add_bytes(&d->text, statement->bytes, statement->length);
  scr_text_add(&d->text, "|");
  if (scr_text_ok(statement) != SCR_OK) d->text.failed = true;
}

static void take_branches(struct disjunction *d, size_t base, const struct scr_proof *proofs, size_t count) {
  for (size_t j = 0; j < count; j++) {
    if (!d->first) scr_text_add(&d->text, ",");
    d->first = false;
    scr_text_add_batch_commitment(&d->text, d->batch, base, j);
    scr_text_add(&d->text, ",");
    scr_text_add_batch_commitment(&d->text, d->batch, base + 1, j);
    scr_scalar_add(&d->challenges, d->group, &d->challenges, &proofs[j].challenge);
  }
}

static enum scr_status finish(struct disjunction *d, enum scr_status failure) {
  enum scr_status status = compare_challenge(d->group, &d->text, &d->challenges, failure);
  scr_text_free(&d->text);
  return status;
}

// PRF-2, PRF-3.
enum scr_status scr_proof_judge_interval(const struct scr_batch *batch, size_t base, const struct scr_text *statement,
                                         const struct scr_proof *proofs, size_t count, enum scr_status failure) {
  struct disjunction d;
  begin(&d, batch, "prove|", statement);
  scr_text_add_batch_base(&d.text, batch, base);
  scr_text_add(&d.text, ",");
  scr_text_add_batch_base(&d.text, batch, base + 1);
  scr_text_add(&d.text, "|");
  take_branches(&d, base, proofs, count);
  return finish(&d, failure);
}

// PRF-4.
enum scr_status scr_proof_judge_blank(const struct scr_batch *batch, size_t blank, size_t sum,
                                      const struct scr_text *statement, const struct scr_proof proofs[2],
                                      enum scr_status failure) {
  struct disjunction d;
  begin(&d, batch, "bproof0|", statement);
  take_branches(&d, blank, &proofs[0], 1);
  take_branches(&d, sum, &proofs[1], 1);
  return finish(&d, failure);
}

enum scr_status scr_proof_judge_blank_overall(const struct scr_batch *batch, size_t blank, size_t sum,
                                              const struct scr_text *statement, const struct scr_proof *proofs,
                                              size_t count, enum scr_status failure) {
  struct disjunction d;
  begin(&d, batch, "bproof1|", statement);
  take_branches(&d, blank, &proofs[0], 1);
  take_branches(&d, sum, proofs + 1, count - 1);
  return finish(&d, failure);
}

// --- one disjunction by itself ---

static struct scr_batch_sum add_ciphertext(struct scr_batch *batch, const struct scr_ciphertext *ciphertext) {
  struct scr_batch_sum sum = {scr_batch_add_element(batch, &ciphertext->alpha), 1};
  (void)scr_batch_add_element(batch, &ciphertext->beta);
  return sum;
}

enum scr_status scr_proof_check_interval(const struct scr_key *key, const struct scr_text *statement,
                                         const struct scr_ciphertext *ciphertext, const struct scr_proof *proofs,
                                         uint32_t min, uint32_t max, enum scr_status failure) {
  assert(min <= max);
  struct scr_batch *batch = scr_batch_new(key);
  if (!batch) return SCR_E_MEMORY;
  size_t count = max - min + 1;
  size_t base = scr_proof_add_branches(batch, add_ciphertext(batch, ciphertext), proofs, count, min);
  enum scr_status status = scr_batch_run(batch);
  if (status == SCR_OK) status = scr_proof_judge_interval(batch, base, statement, proofs, count, failure);
  scr_batch_free(batch);
  return status;
}

enum scr_status scr_proof_check_blank(const struct scr_key *key, const struct scr_text *statement,
                                      const struct scr_ciphertext *blank, const struct scr_ciphertext *sum,
                                      const struct scr_proof proofs[2], enum scr_status failure) {
  struct scr_batch *batch = scr_batch_new(key);
  if (!batch) return SCR_E_MEMORY;
  size_t first = scr_proof_add_branches(batch, add_ciphertext(batch, blank), &proofs[0], 1, 0);
  size_t second = scr_proof_add_branches(batch, add_ciphertext(batch, sum), &proofs[1], 1, 0);
  enum scr_status status = scr_batch_run(batch);
  if (status == SCR_OK) status = scr_proof_judge_blank(batch, first, second, statement, proofs, failure);
  scr_batch_free(batch);
  return status;
}

enum scr_status scr_proof_check_blank_overall(const struct scr_key *key, const struct scr_text *statement,
                                              const struct scr_ciphertext *blank, const struct scr_ciphertext *sum,
                                              const struct scr_proof *proofs, uint32_t min, uint32_t max,
                                              enum scr_status failure) {
  assert(min <= max);
  struct scr_batch *batch = scr_batch_new(key);
  if (!batch) return SCR_E_MEMORY;
  size_t count = max - min + 2;
  size_t first = scr_proof_add_branches(batch, add_ciphertext(batch, blank), &proofs[0], 1, 1);
  size_t second = scr_proof_add_branches(batch, add_ciphertext(batch, sum), proofs + 1, count - 1, min);
  enum scr_status status = scr_batch_run(batch);
  if (status == SCR_OK) status = scr_proof_judge_blank_overall(batch, first, second, statement, proofs, count, failure);
  scr_batch_free(batch);
  return status;
}

// PRF-5.
enum scr_status scr_proof_check_decryption(const struct scr_group *group, const char *fingerprint,
                                           const struct scr_element *trustee_key, const struct scr_element *alpha,
                                           const struct scr_element *factor, const struct scr_proof *proof,
                                           enum scr_status failure) {
  struct scr_element a, b;
  struct scr_text text = SCR_TEXT_INIT;
  scr_element_exp_var(&a, group, scr_group_generator(group), &proof->response);
  commitment(&a, group, &a, trustee_key, &proof->challenge);
  scr_element_exp_var(&b, group, alpha, &proof->response);
  commitment(&b, group, &b, factor, &proof->challenge);
  scr_text_add_format(&text, "decrypt|%s|", fingerprint);
  scr_text_add_element(&text, group, trustee_key);
  scr_text_add(&text, "|");
  scr_text_add_element(&text, group, &a);
  scr_text_add(&text, ",");
  scr_text_add_element(&text, group, &b);
  enum scr_status status = compare_challenge(group, &text, &proof->challenge, failure);
  scr_text_free(&text);
  return status;
}
