// SPDX-License-Identifier: Apache-2.0
// A trustee's steps in the ceremony.
#include "scrutineer/ceremony.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "board/ceremony.h"
#include "board/secret/pki.h"
#include "crypto/secret/secret_internal.h"
#include "scrutineer/json.h"
#include "scrutineer/threshold.h"

enum scr_status scr_secret_seed_new(struct scr_secret_seed *seed, uint32_t index) {
  seed->index = index;
  return scr_secret_random_base58(seed->seed, SCR_SEED_LENGTH);
}

// --- the polynomial ---

// f(x) = a_0 + a_1 x + ... with coefficients from the seed and the run.
struct polynomial {
  uint32_t terms;
  struct scr_secret_scalar coefficients[SCR_TRUSTEES_MAX];
};

// CER-4.
static void derive_polynomial(struct polynomial *polynomial, const struct transcript *transcript,
                              const struct scr_secret_seed *seed) {
  static const char label[] = "scrutineer-polynomial|";
  struct scr_secret_nonces stream = {.counter = 0};
  crypto_auth_hmacsha512_state state;
  crypto_auth_hmacsha512_init(&state, (const unsigned char *)seed->seed, SCR_SEED_LENGTH);
  crypto_auth_hmacsha512_update(&state, (const unsigned char *)label, sizeof label - 1);
  crypto_auth_hmacsha512_update(&state, (const unsigned char *)transcript->run, SCR_HASH_HEX);
  crypto_auth_hmacsha512_final(&state, stream.key);
  polynomial->terms = transcript->ceremony->threshold;
  for (uint32_t k = 0; k < polynomial->terms; k++)
    scr_secret_nonces_next(&polynomial->coefficients[k], &stream, transcript->ceremony->group);
  scr_secret_nonces_wipe(&stream);
  scr_secret_wipe(&state, sizeof state);
}

static void commit_to(struct scr_element *commitments, const struct scr_group *group,
                      const struct polynomial *polynomial) {
  for (uint32_t k = 0; k < polynomial->terms; k++)
    scr_secret_exp(&commitments[k], group, scr_group_generator(group), &polynomial->coefficients[k]);
}

// f(index), by Horner's rule.
static void evaluate(struct scr_secret_scalar *value, const struct scr_group *group,
                     const struct polynomial *polynomial, uint32_t index) {
  struct scr_scalar x;
  struct scr_secret_scalar at;
  scr_scalar_from_u64(&x, group, index);
  scr_secret_scalar_from_public(&at, &x);
  *value = (struct scr_secret_scalar){{0}};
  for (uint32_t k = polynomial->terms; k-- > 0;) {
    scr_secret_scalar_mul(value, group, value, &at);
    scr_secret_scalar_add(value, group, value, &polynomial->coefficients[k]);
  }
}

// --- what every step begins with ---

// One trustee in one step.
struct step {
  struct transcript transcript;
  struct pki_keys keys;
  struct polynomial polynomial;
  struct scr_element commitments[SCR_TRUSTEES_MAX];  // its own
};

static bool is_own(const struct step *step, const struct scr_secret_seed *seed) {
  const struct trustee *own = &step->transcript.trustees.trustees[seed->index - 1];
  return scr_element_equal(&own->verification, &step->keys.verification) &&
         scr_element_equal(&own->encryption, &step->keys.encryption);
}

static enum scr_status begin(struct step **step, struct scr_blame *blame, const struct scr_ceremony *ceremony,
                             const struct scr_secret_seed *seed, const struct scr_message *certificates) {
  *step = calloc(1, sizeof **step);
  if (!*step) return SCR_E_MEMORY;
  enum scr_status status = transcript_begin(&(*step)->transcript, ceremony, blame, certificates);
  if (status != SCR_OK) return status;
  if (seed->index < 1 || seed->index > ceremony->size) return SCR_E_CEREMONY_SET;
  pki_keys_derive(&(*step)->keys, ceremony->group, seed);
  if (!is_own(*step, seed))
    return transcript_blame(&(*step)->transcript, seed->index - 1, SCR_E_KEY_MISMATCH, SCR_FAULT_COPY, NULL);
  derive_polynomial(&(*step)->polynomial, &(*step)->transcript, seed);
  commit_to((*step)->commitments, ceremony->group, &(*step)->polynomial);
  return SCR_OK;
}

static void end(struct step *step) {
  if (!step) return;
  transcript_free(&step->transcript);
  scr_secret_wipe(step, sizeof *step);
  free(step);
}

// --- the steps ---

enum scr_status scr_secret_ceremony_certificate(struct scr_text *out, const struct scr_ceremony *ceremony,
                                                const struct scr_secret_seed *seed) {
  struct pki_keys keys;
  struct scr_text message = SCR_TEXT_INIT;
  pki_keys_derive(&keys, ceremony->group, seed);
  scr_text_add_format(&message,
                      "{\"context\":{\"group\":\"%s\",\"size\":%u,\"threshold\":%u,\"index\":%u},\"verification\":",
                      scr_group_name(ceremony->group), ceremony->size, ceremony->threshold, seed->index);
  scr_text_add_json_element(&message, ceremony->group, &keys.verification);
  scr_text_add(&message, ",\"encryption\":");
  scr_text_add_json_element(&message, ceremony->group, &keys.encryption);
  scr_text_add(&message, "}");
  enum scr_status status = scr_text_ok(&message);
  if (status == SCR_OK) status = pki_sign(out, ceremony->group, &keys, message.bytes, message.length);
  pki_keys_wipe(&keys);
  scr_text_free(&message);
  return status;
}

static enum scr_status sign_body(struct scr_text *out, const struct step *step, const struct scr_text *body) {
  enum scr_status status = scr_text_ok(body);
  if (status != SCR_OK) return status;
  return pki_sign(out, step->transcript.ceremony->group, &step->keys, body->bytes, body->length);
}

enum scr_status scr_secret_ceremony_commit(struct scr_text *out, struct scr_blame *blame,
                                           const struct scr_ceremony *ceremony, const struct scr_secret_seed *seed,
                                           const struct scr_message *certificates) {
  struct step *step;
  struct scr_hash hash;
  struct scr_text body = SCR_TEXT_INIT;
  enum scr_status status = begin(&step, blame, ceremony, seed, certificates);
  if (status == SCR_OK) status = hash_commitments(&hash, &step->transcript, seed->index, step->commitments);
  if (status == SCR_OK) {
    add_commit_body(&body, &step->transcript, seed->index, &hash);
    status = sign_body(out, step, &body);
  }
  scr_text_free(&body);
  end(step);
  return status;
}

enum scr_status scr_secret_ceremony_agree(struct scr_text *out, struct scr_blame *blame,
                                          const struct scr_ceremony *ceremony, const struct scr_secret_seed *seed,
                                          const struct scr_message *certificates, const struct scr_message *commits) {
  struct step *step;
  struct scr_text body = SCR_TEXT_INIT;
  enum scr_status status = begin(&step, blame, ceremony, seed, certificates);
  if (status == SCR_OK) status = transcript_commits(&step->transcript, commits);
  if (status == SCR_OK) {
    add_agree_body(&body, &step->transcript, seed->index);
    status = sign_body(out, step, &body);
  }
  scr_text_free(&body);
  end(step);
  return status;
}

// The commitments as the record has them: {"coefexps":[...]}, signed.
static enum scr_status add_coefficients(struct scr_text *out, const struct step *step) {
  struct scr_text message = SCR_TEXT_INIT;
  scr_text_add(&message, "{\"coefexps\":[");
  for (uint32_t k = 0; k < step->polynomial.terms; k++) {
    if (k > 0) scr_text_add(&message, ",");
    scr_text_add_json_element(&message, step->transcript.ceremony->group, &step->commitments[k]);
  }
  scr_text_add(&message, "]}");
  enum scr_status status = sign_body(out, step, &message);
  scr_text_free(&message);
  return status;
}

static enum scr_status add_agreement(struct scr_text *out, struct step *step, const struct scr_secret_seed *seed) {
  const struct scr_group *group = step->transcript.ceremony->group;
  struct trustee own = step->transcript.trustees.trustees[seed->index - 1];
  struct scr_text message = SCR_TEXT_INIT;
  struct scr_proof signature;
  own.commitments = step->commitments;
  scr_text_add_agreement(&message, &step->transcript.trustees, &step->transcript.item, &own);
  enum scr_status status = scr_text_ok(&message);
  if (status == SCR_OK) status = scr_secret_sign(&signature, group, &step->keys.signing, message.bytes, message.length);
  if (status == SCR_OK) scr_text_add_proof(out, group, &signature);
  scr_text_free(&message);
  return status;
}

// {"secret":"..."} sealed for trustee j + 1, as a JSON string.
static enum scr_status add_share(struct scr_text *out, const struct step *step, size_t j) {
  const struct scr_group *group = step->transcript.ceremony->group;
  struct scr_secret_scalar share;
  struct scr_text message = SCR_TEXT_SECRET, sealed = SCR_TEXT_INIT;
  evaluate(&share, group, &step->polynomial, (uint32_t)j + 1);
  scr_text_add(&message, "{\"secret\":\"");
  scr_secret_add_scalar(&message, group, &share);
  scr_text_add(&message, "\"}");
  enum scr_status status = scr_text_ok(&message);
  if (status == SCR_OK)
    status = pki_seal(&sealed, group, &step->keys, &step->transcript.trustees.trustees[j].encryption, message.bytes,
                      message.length);
  if (status == SCR_OK) scr_text_add_json(out, sealed.bytes, sealed.length);
  scr_secret_scalar_wipe(&share);
  scr_text_free(&message);
  scr_text_free(&sealed);
  return status;
}

// Signs all that is there, and closes the document.
static enum scr_status add_seal(struct scr_text *reveal, const struct step *step, const struct scr_secret_seed *seed) {
  const struct scr_group *group = step->transcript.ceremony->group;
  struct scr_text body = SCR_TEXT_INIT;
  struct scr_proof seal;
  enum scr_status status = scr_text_ok(reveal);
  if (status == SCR_OK) {
    add_reveal_body(&body, &step->transcript, seed->index, reveal->bytes, reveal->length);
    status = scr_text_ok(&body);
  }
  if (status == SCR_OK) status = scr_secret_sign(&seal, group, &step->keys.signing, body.bytes, body.length);
  scr_text_free(&body);
  if (status != SCR_OK) return status;
  scr_text_add(reveal, ",\"seal\":");
  scr_text_add_proof(reveal, group, &seal);
  scr_text_add(reveal, "}");
  return scr_text_ok(reveal);
}

enum scr_status scr_secret_ceremony_reveal(struct scr_text *out, struct scr_blame *blame,
                                           const struct scr_ceremony *ceremony, const struct scr_secret_seed *seed,
                                           const struct scr_message *certificates, const struct scr_message *commits,
                                           const struct scr_message *agreements) {
  struct step *step;
  struct scr_text reveal = SCR_TEXT_INIT;
  enum scr_status status = begin(&step, blame, ceremony, seed, certificates);
  if (status == SCR_OK) status = transcript_commits(&step->transcript, commits);
  if (status == SCR_OK) status = transcript_agreements(&step->transcript, agreements);
  scr_text_add(&reveal, "{\"coefexps\":");
  if (status == SCR_OK) status = add_coefficients(&reveal, step);
  scr_text_add(&reveal, ",\"signature\":");
  if (status == SCR_OK) status = add_agreement(&reveal, step, seed);
  scr_text_add(&reveal, ",\"shares\":[");
  for (size_t j = 0; j < ceremony->size && status == SCR_OK; j++) {
    if (j > 0) scr_text_add(&reveal, ",");
    status = add_share(&reveal, step, j);
  }
  scr_text_add(&reveal, "]");
  if (status == SCR_OK) status = add_seal(&reveal, step, seed);
  end(step);
  if (status == SCR_OK) scr_text_add_bytes(out, reveal.bytes, reveal.length);
  scr_text_free(&reveal);
  return status == SCR_OK ? scr_text_ok(out) : status;
}

// --- the last step ---

static enum scr_status read_share(struct scr_secret_scalar *share, const struct scr_group *group,
                                  const struct scr_text *message) {
  json_t *json = NULL, *secret;
  struct scr_json_fields fields;
  enum scr_status status = scr_json_read(&json, message->bytes, message->length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&secret, &fields, "secret");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && !json_is_string(secret)) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK)
    status = scr_secret_scalar_parse(share, group, json_string_value(secret), json_string_length(secret));
  json_decref(json);
  return status;
}

// g^share = prod over k of A_k^(index^k)
static enum scr_status check_share(const struct step *step, size_t sender, uint32_t index,
                                   const struct scr_secret_scalar *share) {
  const struct scr_group *group = step->transcript.ceremony->group;
  struct scr_element actual, expected;
  scr_secret_exp(&actual, group, scr_group_generator(group), share);
  scr_threshold_evaluate_var(&expected, group, step->transcript.trustees.trustees[sender].commitments,
                             step->polynomial.terms, index);
  return scr_element_equal(&actual, &expected) ? SCR_OK : SCR_E_CEREMONY_SHARE;
}

// One sender's share for us. What was signed and is wrong is the sender's fault; what can't be opened, or was not
// signed, may be either's, since only the two of them could know what was sealed (CER-2). The evidence then is the
// reveal that the sender signed with the box in it.
static enum scr_status take_share(struct scr_secret_scalar *share, struct step *step, size_t sender, uint32_t index,
                                  const json_t *sealed, const struct scr_message *reveal) {
  const struct scr_group *group = step->transcript.ceremony->group;
  struct scr_text message = SCR_TEXT_SECRET;
  struct scr_hash evidence = {{0}};
  enum scr_status status = json_is_string(sealed) ? SCR_OK : SCR_E_JSON_TYPE;
  if (status == SCR_OK)
    status = pki_open(&message, &evidence, group, &step->keys, &step->transcript.trustees.trustees[sender].verification,
                      json_string_value(sealed), json_string_length(sealed));
  bool opened = status == SCR_OK;
  if (status == SCR_OK) status = read_share(share, group, &message);
  if (status == SCR_OK) status = check_share(step, sender, index, share);
  scr_text_free(&message);
  if (status == SCR_OK || status == SCR_E_MEMORY) return status;
  (void)transcript_blame(&step->transcript, sender, status, opened ? SCR_FAULT_TRUSTEE : SCR_FAULT_EITHER, reveal);
  if (opened) step->transcript.blame->evidence = evidence;
  if (!opened) step->transcript.blame->other = index;
  return status;
}

static enum scr_status add_public_key(struct scr_text *out, const struct scr_group *group,
                                      const struct scr_secret_scalar *secret, const struct pki_keys *keys) {
  struct scr_element key;
  struct scr_proof possession, signature;
  struct scr_text spelled = SCR_TEXT_INIT;
  scr_secret_exp(&key, group, scr_group_generator(group), secret);
  scr_text_add_element(&spelled, group, &key);
  enum scr_status status = scr_text_ok(&spelled);
  if (status == SCR_OK) status = scr_secret_prove_possession(&possession, group, secret, &key);
  if (status == SCR_OK && keys)
    status = scr_secret_sign(&signature, group, &keys->signing, spelled.bytes, spelled.length);
  if (status == SCR_OK) {
    scr_text_add(out, "{\"pok\":");
    scr_text_add_proof(out, group, &possession);
    scr_text_add_format(out, ",\"public_key\":\"%s\"", spelled.bytes);
    if (keys) scr_text_add(out, ",\"signature\":");
    if (keys) scr_text_add_proof(out, group, &signature);
    scr_text_add(out, "}");
    status = scr_text_ok(out);
  }
  scr_text_free(&spelled);
  return status;
}

enum scr_status scr_secret_ceremony_finish(struct scr_text *out, struct scr_secret_scalar *share,
                                           struct scr_blame *blame, const struct scr_ceremony *ceremony,
                                           const struct scr_secret_seed *seed, const struct scr_message *certificates,
                                           const struct scr_message *commits, const struct scr_message *agreements,
                                           const struct scr_message *reveals) {
  struct step *step;
  json_t *shares[SCR_TRUSTEES_MAX] = {NULL};
  struct scr_secret_scalar sum = {{0}}, one = {{0}};
  enum scr_status status = begin(&step, blame, ceremony, seed, certificates);
  if (status == SCR_OK) status = transcript_commits(&step->transcript, commits);
  if (status == SCR_OK) status = transcript_agreements(&step->transcript, agreements);
  if (status == SCR_OK) status = transcript_reveals(&step->transcript, reveals, shares);
  for (size_t i = 0; i < ceremony->size && status == SCR_OK; i++) {
    status = take_share(&one, step, i, seed->index, json_array_get(shares[i], seed->index - 1), &reveals[i]);
    if (status == SCR_OK) scr_secret_scalar_add(&sum, ceremony->group, &sum, &one);
  }
  if (status == SCR_OK) status = add_public_key(out, ceremony->group, &sum, &step->keys);
  if (status == SCR_OK) *share = sum;
  for (size_t i = 0; i < SCR_TRUSTEES_MAX; i++) json_decref(shares[i]);
  scr_secret_scalar_wipe(&sum);
  scr_secret_scalar_wipe(&one);
  end(step);
  return status;
}

// --- aborting, and single keys ---

// CER-2.
enum scr_status scr_secret_ceremony_abort(struct scr_text *out, const struct scr_ceremony *ceremony,
                                          const struct scr_secret_seed *seed, const struct scr_message *certificates,
                                          const char *step, enum scr_status reason, const struct scr_blame *blame) {
  struct pki_keys keys;
  struct scr_hash run;
  struct scr_text body = SCR_TEXT_INIT;
  assert(blame->fault == SCR_FAULT_TRUSTEE || blame->fault == SCR_FAULT_EITHER);
  enum scr_status status = scr_ceremony_run(&run, ceremony, certificates);
  if (status != SCR_OK) return status;
  pki_keys_derive(&keys, ceremony->group, seed);
  scr_text_add_format(&body, "{\"step\":\"abort\",\"uuid\":\"%s\",\"run\":\"", ceremony->uuid);
  scr_text_add_hex(&body, run.byte, SCR_HASH_BYTES);
  scr_text_add_format(&body, "\",\"index\":%u,\"at\":\"%s\",\"reason\":\"%s\"", seed->index, step,
                      scr_status_id(reason));
  scr_text_add_format(&body, ",\"trustee\":%u,\"or\":%u,\"evidence\":\"", blame->trustee, blame->other);
  scr_text_add_hex(&body, blame->evidence.byte, SCR_HASH_BYTES);
  scr_text_add(&body, "\"}");
  status = scr_text_ok(&body);
  if (status == SCR_OK) status = pki_sign(out, ceremony->group, &keys, body.bytes, body.length);
  pki_keys_wipe(&keys);
  scr_text_free(&body);
  return status;
}

enum scr_status scr_secret_single_key(struct scr_text *out, const struct scr_group *group,
                                      const struct scr_secret_scalar *secret) {
  return add_public_key(out, group, secret, NULL);
}
