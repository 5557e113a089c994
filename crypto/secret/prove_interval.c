// SPDX-License-Identifier: Apache-2.0
// Disjunctions: of several statements "this ciphertext encrypts that number" one is true, and the proof does not say
// which. Nor does its making: every branch is treated alike.
//
// The prover knows the nonce r of every ciphertext, so that alpha = g^r, whichever branch is true. For each branch j,
// with beta_j the ciphertext's beta divided by g^(number claimed), and with random w_j and c_j,
//   A_j = g^(w_j),   B_j = y^(w_j - r_j c_j) beta_j^(c_j)
// are the commitments of the simulated proof (c_j, w_j - r_j c_j), since g^(w - r c) alpha^c = g^w. In the true branch
// beta = y^r, so B = y^w for any c: there the commitments are also those of an honest proof, and its challenge may
// still be replaced. So the true branch's challenge takes up the difference between the hash and the sum of all
// challenges,
//   c_index += H(...) - sum_j c_j,   response_j = w_j - r_j c_j,
// and that addition, under a mask, is all that depends on the index.
#include <assert.h>
#include <stdlib.h>

#include "crypto/secret/secret_internal.h"

struct branch {
  struct scr_element beta;                // public: shifted, beta_j above
  const struct scr_secret_scalar *nonce;  // secret: r_j
  struct scr_secret_scalar w;             // secret
  struct scr_secret_scalar challenge;     // secret until published with the proof
};

struct disjunction {
  const struct scr_key *key;
  struct scr_text text;  // public: what the challenge is the hash of
  struct branch *branches;
  size_t branches_n;
  size_t branches_max;
};

// A failure to allocate shows in the text.
static void begin(struct disjunction *d, const struct scr_key *key, const char *prefix,
                  const struct scr_text *statement, size_t branches_max) {
  *d = (struct disjunction){.key = key, .text = SCR_TEXT_INIT, .branches_max = branches_max};
  d->branches = calloc(branches_max, sizeof *d->branches);
  scr_text_add(&d->text, prefix);
  scr_text_add_bytes(&d->text, statement->bytes, statement->length);
  scr_text_add(&d->text, "|");
  if (!d->branches || scr_text_ok(statement) != SCR_OK) d->text.failed = true;
}

static void finish(struct disjunction *d) {
  if (d->branches) scr_secret_wipe(d->branches, d->branches_max * sizeof *d->branches);
  free(d->branches);
  scr_text_free(&d->text);
}

static void add_branch(struct disjunction *d, const struct scr_element *beta, const struct scr_secret_scalar *nonce) {
  if (!d->branches) return;
  assert(d->branches_n < d->branches_max);
  struct branch *branch = &d->branches[d->branches_n++];
  branch->beta = *beta;
  branch->nonce = nonce;
}

// The branches that beta encrypts min, ..., max. All of this is public.
static void add_interval(struct disjunction *d, const struct scr_element *beta, const struct scr_secret_scalar *nonce,
                         uint32_t min, uint32_t max) {
  const struct scr_group *group = scr_key_group(d->key);
  struct scr_element inverse, shifted = *beta;  // of g; beta / g^number
  scr_element_div(&inverse, group, scr_group_identity(group), scr_group_generator(group));
  for (uint32_t number = 0;; number++) {
    if (number >= min) add_branch(d, &shifted, nonce);
    if (number == max) return;
    scr_element_mul(&shifted, group, &shifted, &inverse);
  }
}

// The proof's nonces depend on the statement and on every branch's beta.
static enum scr_status seed(struct scr_secret_nonces *nonces, const struct disjunction *d) {
  struct scr_text about = SCR_TEXT_INIT;
  scr_text_add_bytes(&about, d->text.bytes, d->text.length);
  for (size_t j = 0; j < d->branches_n; j++) {
    scr_text_add(&about, "|");
    scr_text_add_element(&about, scr_key_group(d->key), &d->branches[j].beta);
  }
  enum scr_status status = scr_text_ok(&about);
  if (status == SCR_OK)
    status = scr_secret_nonces_init(nonces, d->branches[0].nonce, "disjunction", about.bytes, about.length);
  scr_text_free(&about);
  return status;
}

// response = w - r c
static void response(struct scr_secret_scalar *result, const struct scr_group *group, const struct branch *branch) {
  scr_secret_scalar_mul(result, group, branch->nonce, &branch->challenge);
  scr_secret_scalar_sub(result, group, &branch->w, result);
}

// A = g^w,  B = y^(w - r c) beta^c. The factors of B are secret, for in the true branch c is not the proof's challenge.
static void commit(struct scr_element *a, struct scr_element *b, const struct scr_key *key,
                   const struct branch *branch) {
  const struct scr_group *group = scr_key_group(key);
  struct scr_secret_scalar exponent;  // secret
  struct scr_element left, right;     // secret
  response(&exponent, group, branch);
  scr_secret_exp(a, group, scr_group_generator(group), &branch->w);
  exp_secret(&left, group, scr_key_element(key), &exponent);
  exp_secret(&right, group, &branch->beta, &branch->challenge);
  mul_secret(b, group, &left, &right);
  publish_element(b);
  scr_secret_scalar_wipe(&exponent);
  scr_secret_wipe(&left, sizeof left);
  scr_secret_wipe(&right, sizeof right);
}

static void commit_all(struct disjunction *d, struct scr_secret_nonces *nonces) {
  const struct scr_group *group = scr_key_group(d->key);
  for (size_t j = 0; j < d->branches_n; j++) {
    struct scr_element a, b;
    scr_secret_nonces_next(&d->branches[j].w, nonces, group);
    scr_secret_nonces_next(&d->branches[j].challenge, nonces, group);
    commit(&a, &b, d->key, &d->branches[j]);
    if (j > 0) scr_text_add(&d->text, ",");
    scr_text_add_element(&d->text, group, &a);
    scr_text_add(&d->text, ",");
    scr_text_add_element(&d->text, group, &b);
  }
}

// c_index += H(text) - sum_j c_j
static void settle(struct disjunction *d, uint32_t index) {
  const struct scr_group *group = scr_key_group(d->key);
  struct scr_hash hash;
  struct scr_secret_scalar missing, share;  // secret
  scr_hash(&hash, d->text.bytes, d->text.length);
  scr_secret_scalar_from_bytes(&missing, group, hash.byte, SCR_HASH_BYTES);
  for (size_t j = 0; j < d->branches_n; j++)
    scr_secret_scalar_sub(&missing, group, &missing, &d->branches[j].challenge);
  for (size_t j = 0; j < d->branches_n; j++) {
    scalar_mask(&share, &missing, mask_equal((uint32_t)j, index));
    scr_secret_scalar_add(&d->branches[j].challenge, group, &d->branches[j].challenge, &share);
  }
  scr_secret_scalar_wipe(&missing);
  scr_secret_scalar_wipe(&share);
}

static void publish(struct scr_proof *proofs, const struct disjunction *d) {
  struct scr_secret_scalar answer;  // secret until published
  for (size_t j = 0; j < d->branches_n; j++) {
    response(&answer, scr_key_group(d->key), &d->branches[j]);
    publish_scalar(&proofs[j].challenge, &d->branches[j].challenge);
    publish_scalar(&proofs[j].response, &answer);
  }
  scr_secret_scalar_wipe(&answer);
}

// Declassified: that some branch is said to be true. Nothing else would be proved.
static bool is_branch(const struct disjunction *d, uint32_t index) {
  uint64_t is = mask_below(index, (uint32_t)d->branches_n);
  DECLASSIFY(&is, sizeof is);
  return is != 0;
}

// Proves and releases the disjunction.
static enum scr_status prove(struct scr_proof *proofs, struct disjunction *d, uint32_t index) {
  struct scr_secret_nonces nonces;
  enum scr_status status = scr_text_ok(&d->text);
  if (status == SCR_OK && !is_branch(d, index)) status = SCR_E_BALLOT_CHOICE;
  if (status == SCR_OK) status = seed(&nonces, d);
  if (status == SCR_OK) {
    commit_all(d, &nonces);
    status = scr_text_ok(&d->text);
  }
  if (status == SCR_OK) {
    settle(d, index);
    publish(proofs, d);
  }
  scr_secret_nonces_wipe(&nonces);
  finish(d);
  return status;
}

enum scr_status scr_secret_prove_interval(struct scr_proof *proofs, const struct scr_key *key,
                                          const struct scr_text *statement, const struct scr_ciphertext *ciphertext,
                                          const struct scr_secret_scalar *nonce, uint32_t index, uint32_t min,
                                          uint32_t max) {
  assert(min <= max);
  struct disjunction d;
  begin(&d, key, "prove|", statement, (size_t)max - min + 1);
  scr_text_add_element(&d.text, scr_key_group(key), &ciphertext->alpha);
  scr_text_add(&d.text, ",");
  scr_text_add_element(&d.text, scr_key_group(key), &ciphertext->beta);
  scr_text_add(&d.text, "|");
  add_interval(&d, &ciphertext->beta, nonce, min, max);
  return prove(proofs, &d, index);
}

enum scr_status scr_secret_prove_blank(struct scr_proof proofs[2], const struct scr_key *key,
                                       const struct scr_text *statement, const struct scr_ciphertext *blank,
                                       const struct scr_ciphertext *sum, const struct scr_secret_scalar *blank_nonce,
                                       const struct scr_secret_scalar *sum_nonce, uint32_t is_blank) {
  struct disjunction d;
  begin(&d, key, "bproof0|", statement, 2);
  add_branch(&d, &blank->beta, blank_nonce);
  add_branch(&d, &sum->beta, sum_nonce);
  return prove(proofs, &d, is_blank);
}

enum scr_status scr_secret_prove_blank_overall(struct scr_proof *proofs, const struct scr_key *key,
                                               const struct scr_text *statement, const struct scr_ciphertext *blank,
                                               const struct scr_ciphertext *sum,
                                               const struct scr_secret_scalar *blank_nonce,
                                               const struct scr_secret_scalar *sum_nonce, uint32_t branch, uint32_t min,
                                               uint32_t max) {
  assert(min <= max);
  const struct scr_group *group = scr_key_group(key);
  struct disjunction d;
  struct scr_element shifted;
  begin(&d, key, "bproof1|", statement, (size_t)max - min + 2);
  scr_element_div(&shifted, group, &blank->beta, scr_group_generator(group));
  add_branch(&d, &shifted, blank_nonce);
  add_interval(&d, &sum->beta, sum_nonce, min, max);
  return prove(proofs, &d, branch);
}
