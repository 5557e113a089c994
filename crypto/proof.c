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

// --- disjunctions ---

// A disjunction being checked: the text to hash so far, and the sum of the challenges.
struct disjunction {
  const struct scr_key *key;
  struct scr_text text;
  struct scr_scalar challenges;
  bool first;
};

static void begin(struct disjunction *d, const struct scr_key *key, const char *prefix,
                  const struct scr_text *statement) {
  *d = (struct disjunction){.key = key, .text = SCR_TEXT_INIT, .challenges = {{0}}, .first = true};
  scr_text_add(&d->text, prefix);
  scr_text_add_bytes(&d->text, statement->bytes, statement->length);
  scr_text_add(&d->text, "|");
  if (scr_text_ok(statement) != SCR_OK) d->text.failed = true;
}

// One branch, that `ciphertext` / (1, shift) encrypts 0:
//   A = g^response alpha^challenge,  B = y^response (beta / shift)^challenge
static void branch(struct disjunction *d, const struct scr_proof *proof, const struct scr_element *alpha,
                   const struct scr_element *beta_shifted) {
  const struct scr_group *group = scr_key_group(d->key);
  struct scr_element a, b;
  scr_key_exp_g_var(&a, d->key, &proof->response);
  commitment(&a, group, &a, alpha, &proof->challenge);
  scr_key_exp_y_var(&b, d->key, &proof->response);
  commitment(&b, group, &b, beta_shifted, &proof->challenge);
  if (!d->first) scr_text_add(&d->text, ",");
  d->first = false;
  scr_text_add_element(&d->text, group, &a);
  scr_text_add(&d->text, ",");
  scr_text_add_element(&d->text, group, &b);
  scr_scalar_add(&d->challenges, group, &d->challenges, &proof->challenge);
}

// The branches that `ciphertext` encrypts min, ..., max, one proof each.
static void branches(struct disjunction *d, const struct scr_ciphertext *ciphertext, const struct scr_proof *proofs,
                     uint32_t min, uint32_t max) {
  const struct scr_group *group = scr_key_group(d->key);
  struct scr_scalar exponent;
  struct scr_element shifted;
  scr_scalar_from_u64(&exponent, group, min);
  scr_key_exp_g_var(&shifted, d->key, &exponent);
  scr_element_div(&shifted, group, &ciphertext->beta, &shifted);
  for (uint32_t j = 0; j <= max - min; j++) {
    branch(d, &proofs[j], &ciphertext->alpha, &shifted);
    if (j < max - min) scr_element_div(&shifted, group, &shifted, scr_group_generator(group));
  }
}

static enum scr_status finish(struct disjunction *d, enum scr_status failure) {
  enum scr_status status = compare_challenge(scr_key_group(d->key), &d->text, &d->challenges, failure);
  scr_text_free(&d->text);
  return status;
}

// PRF-2, PRF-3.
enum scr_status scr_proof_check_interval(const struct scr_key *key, const struct scr_text *statement,
                                         const struct scr_ciphertext *ciphertext, const struct scr_proof *proofs,
                                         uint32_t min, uint32_t max, enum scr_status failure) {
  assert(min <= max);
  struct disjunction d;
  begin(&d, key, "prove|", statement);
  scr_text_add_element(&d.text, scr_key_group(key), &ciphertext->alpha);
  scr_text_add(&d.text, ",");
  scr_text_add_element(&d.text, scr_key_group(key), &ciphertext->beta);
  scr_text_add(&d.text, "|");
  branches(&d, ciphertext, proofs, min, max);
  return finish(&d, failure);
}

// PRF-4.
enum scr_status scr_proof_check_blank(const struct scr_key *key, const struct scr_text *statement,
                                      const struct scr_ciphertext *blank, const struct scr_ciphertext *sum,
                                      const struct scr_proof proofs[2], enum scr_status failure) {
  struct disjunction d;
  begin(&d, key, "bproof0|", statement);
  branch(&d, &proofs[0], &blank->alpha, &blank->beta);
  branch(&d, &proofs[1], &sum->alpha, &sum->beta);
  return finish(&d, failure);
}

enum scr_status scr_proof_check_blank_overall(const struct scr_key *key, const struct scr_text *statement,
                                              const struct scr_ciphertext *blank, const struct scr_ciphertext *sum,
                                              const struct scr_proof *proofs, uint32_t min, uint32_t max,
                                              enum scr_status failure) {
  assert(min <= max);
  struct disjunction d;
  struct scr_element shifted;
  begin(&d, key, "bproof1|", statement);
  scr_element_div(&shifted, scr_key_group(key), &blank->beta, scr_group_generator(scr_key_group(key)));
  branch(&d, &proofs[0], &blank->alpha, &shifted);
  branches(&d, sum, proofs + 1, min, max);
  return finish(&d, failure);
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
