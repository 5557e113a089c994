// SPDX-License-Identifier: Apache-2.0
// Proofs about one secret x: knowledge of it (Schnorr: signatures, possession of a key), and that a decryption factor
// was made with it (Chaum-Pedersen).
#include <string.h>

#include "crypto/secret/secret_internal.h"

// challenge = SHA-256(text) mod q,  response = w - x challenge. The challenge is public from the start.
static enum scr_status respond(struct scr_proof *proof, const struct scr_group *group, const struct scr_text *text,
                               const struct scr_secret_scalar *w, const struct scr_secret_scalar *x) {
  if (scr_text_ok(text) != SCR_OK) return SCR_E_MEMORY;
  struct scr_hash hash;
  struct scr_secret_scalar product;  // secret
  scr_hash(&hash, text->bytes, text->length);
  scr_scalar_from_bytes(&proof->challenge, group, hash.byte, SCR_HASH_BYTES);
  scr_secret_scalar_from_public(&product, &proof->challenge);
  scr_secret_scalar_mul(&product, group, &product, x);
  scr_secret_scalar_sub(&product, group, w, &product);
  publish_scalar(&proof->response, &product);
  scr_secret_scalar_wipe(&product);
  return SCR_OK;
}

// One nonce for the proof that `purpose` and `about` describe.
static enum scr_status make_nonce(struct scr_secret_scalar *w, const struct scr_group *group,
                                  const struct scr_secret_scalar *x, const char *purpose,
                                  const struct scr_text *about) {
  struct scr_secret_nonces nonces;
  if (scr_text_ok(about) != SCR_OK) return SCR_E_MEMORY;
  enum scr_status status = scr_secret_nonces_init(&nonces, x, purpose, about->bytes, about->length);
  if (status != SCR_OK) return status;
  scr_secret_nonces_next(w, &nonces, group);
  scr_secret_nonces_wipe(&nonces);
  return SCR_OK;
}

// A = g^w, hashed after the text, which is freed.
static enum scr_status prove_knowledge(struct scr_proof *proof, const struct scr_group *group,
                                       const struct scr_secret_scalar *x, struct scr_text *text) {
  struct scr_secret_scalar w;  // secret
  struct scr_element a;
  enum scr_status status = make_nonce(&w, group, x, "schnorr", text);
  if (status == SCR_OK) {
    scr_secret_exp(&a, group, scr_group_generator(group), &w);
    scr_text_add_element(text, group, &a);
    status = respond(proof, group, text, &w, x);
  }
  scr_secret_scalar_wipe(&w);
  scr_text_free(text);
  return status;
}

enum scr_status scr_secret_prove_schnorr(struct scr_proof *proof, const struct scr_group *group,
                                         const struct scr_secret_scalar *secret, const char *prefix,
                                         size_t prefix_length) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_bytes(&text, prefix, prefix_length);
  return prove_knowledge(proof, group, secret, &text);
}

enum scr_status scr_secret_sign(struct scr_proof *proof, const struct scr_group *group,
                                const struct scr_secret_scalar *secret, const char *message, size_t message_length) {
  struct scr_text text = SCR_TEXT_SECRET;  // the message may be one
  scr_text_add(&text, "sigmsg|");
  scr_text_add_bytes(&text, message, message_length);
  scr_text_add(&text, "|");
  return prove_knowledge(proof, group, secret, &text);
}

enum scr_status scr_secret_prove_possession(struct scr_proof *proof, const struct scr_group *group,
                                            const struct scr_secret_scalar *secret, const struct scr_element *key) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_format(&text, "pok|%s|", scr_group_name(group));
  scr_text_add_element(&text, group, key);
  scr_text_add(&text, "|");
  return prove_knowledge(proof, group, secret, &text);
}

// All that a proof of decryption is about, for its nonce: the factor says which alpha it is of.
static void describe_decryption(struct scr_text *about, const struct scr_group *group, const char *fingerprint,
                                const struct scr_element *trustee_key, const struct scr_element *alpha,
                                const struct scr_element *factor) {
  scr_text_add_format(about, "%s|", fingerprint);
  scr_text_add_element(about, group, trustee_key);
  scr_text_add(about, "|");
  scr_text_add_element(about, group, alpha);
  scr_text_add(about, ",");
  scr_text_add_element(about, group, factor);
}

// A = g^w,  B = alpha^w,  hashed as decrypt|fingerprint|X|A,B.
static void commit_decryption(struct scr_text *text, const struct scr_group *group, const char *fingerprint,
                              const struct scr_secret_scalar *w, const struct scr_element *trustee_key,
                              const struct scr_element *alpha) {
  struct scr_element a, b;
  scr_secret_exp(&a, group, scr_group_generator(group), w);
  scr_secret_exp(&b, group, alpha, w);
  scr_text_add_format(text, "decrypt|%s|", fingerprint);
  scr_text_add_element(text, group, trustee_key);
  scr_text_add(text, "|");
  scr_text_add_element(text, group, &a);
  scr_text_add(text, ",");
  scr_text_add_element(text, group, &b);
}

enum scr_status scr_secret_prove_decryption(struct scr_proof *proof, const struct scr_group *group,
                                            const char *fingerprint, const struct scr_secret_scalar *secret,
                                            const struct scr_element *trustee_key, const struct scr_element *alpha,
                                            const struct scr_element *factor) {
  struct scr_text about = SCR_TEXT_INIT, text = SCR_TEXT_INIT;
  struct scr_secret_scalar w;  // secret
  describe_decryption(&about, group, fingerprint, trustee_key, alpha, factor);
  enum scr_status status = make_nonce(&w, group, secret, "decryption", &about);
  if (status == SCR_OK) {
    commit_decryption(&text, group, fingerprint, &w, trustee_key, alpha);
    status = respond(proof, group, &text, &w, secret);
  }
  scr_secret_scalar_wipe(&w);
  scr_text_free(&about);
  scr_text_free(&text);
  return status;
}
