// SPDX-License-Identifier: Apache-2.0
// The trustees' small key infrastructure.
#include "board/secret/pki.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"
#include "scrutineer/json.h"

#define ALGORITHM "AES-GCM"
#define TAG_BYTES 16

// --- keys ---

// SHA-256 of prefix and seed, modulo q.
static void derive(struct scr_secret_scalar *secret, struct scr_element *public_key, const struct scr_group *group,
                   const char *prefix, const struct scr_secret_seed *seed) {
  struct scr_hash hash;
  char input[3 + SCR_SEED_LENGTH + 1];
  memcpy(input, prefix, 3);
  memcpy(input + 3, seed->seed, SCR_SEED_LENGTH);
  scr_hash(&hash, input, 3 + SCR_SEED_LENGTH);
  scr_secret_scalar_from_bytes(secret, group, hash.byte, SCR_HASH_BYTES);
  scr_secret_exp(public_key, group, scr_group_generator(group), secret);
  scr_secret_wipe(&hash, sizeof hash);
  scr_secret_wipe(input, sizeof input);
}

void pki_keys_derive(struct pki_keys *keys, const struct scr_group *group, const struct scr_secret_seed *seed) {
  derive(&keys->signing, &keys->verification, group, "sk|", seed);
  derive(&keys->decryption, &keys->encryption, group, "dk|", seed);
}

void pki_keys_wipe(struct pki_keys *keys) {
  scr_secret_wipe(keys, sizeof *keys);
}

// --- signatures ---

enum scr_status pki_sign(struct scr_text *out, const struct scr_group *group, const struct pki_keys *keys,
                         const char *message, size_t length) {
  struct scr_proof signature;
  enum scr_status status = scr_secret_sign(&signature, group, &keys->signing, message, length);
  if (status != SCR_OK) return status;
  struct scr_text quoted = SCR_TEXT_SECRET;  // the message may be one
  scr_text_add_json(&quoted, message, length);
  scr_text_add_secret(out, "{\"message\":", 11);
  if (scr_text_ok(&quoted) == SCR_OK)
    scr_text_add_secret(out, quoted.bytes, quoted.length);
  else
    out->failed = true;
  scr_text_add(out, ",\"signature\":");
  scr_text_add_proof(out, group, &signature);
  scr_text_add(out, "}");
  scr_text_free(&quoted);
  return scr_text_ok(out);
}

// --- the symmetric part ---

struct symmetric {
  uint8_t key[32];
  uint8_t iv[32];
};

// key = SHA-256("key|" g^s), iv = SHA-256("iv|" alpha). Spelling g^s in decimal takes a time that depends on it; it is used
// once, on its owner's machine.
static enum scr_status symmetric_keys(struct symmetric *symmetric, const struct scr_group *group,
                                      const struct scr_element *shared, const struct scr_element *alpha) {
  struct scr_text text = SCR_TEXT_SECRET;
  struct scr_hash hash;
  scr_text_add(&text, "key|");
  scr_text_add_element(&text, group, shared);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) {
    scr_hash(&hash, text.bytes, text.length);
    memcpy(symmetric->key, hash.byte, sizeof symmetric->key);
  }
  scr_text_wipe(&text);
  scr_text_add(&text, "iv|");
  scr_text_add_element(&text, group, alpha);
  if (status == SCR_OK) status = scr_text_ok(&text);
  if (status == SCR_OK) {
    scr_hash(&hash, text.bytes, text.length);
    memcpy(symmetric->iv, hash.byte, sizeof symmetric->iv);
  }
  scr_secret_wipe(&hash, sizeof hash);
  scr_text_free(&text);
  return status;
}

// AES-256-GCM with an IV of 32 bytes; out has length + TAG_BYTES.
static enum scr_status encrypt(uint8_t *out, const struct symmetric *symmetric, const char *message, size_t length) {
  int count = 0, last = 0;
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  bool good = context && EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, NULL, NULL) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_IVLEN, sizeof symmetric->iv, NULL) == 1 &&
              EVP_EncryptInit_ex(context, NULL, NULL, symmetric->key, symmetric->iv) == 1 &&
              EVP_EncryptUpdate(context, out, &count, (const unsigned char *)message, (int)length) == 1 &&
              EVP_EncryptFinal_ex(context, out + count, &last) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, out + length) == 1;
  EVP_CIPHER_CTX_free(context);
  return good ? SCR_OK : SCR_E_MEMORY;
}

// The reverse: false if the tag does not fit.
static bool decrypt(uint8_t *out, const struct symmetric *symmetric, uint8_t *sealed, size_t length) {
  int count = 0, last = 0;
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  bool good = context && EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, NULL, NULL) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_IVLEN, sizeof symmetric->iv, NULL) == 1 &&
              EVP_DecryptInit_ex(context, NULL, NULL, symmetric->key, symmetric->iv) == 1 &&
              EVP_DecryptUpdate(context, out, &count, sealed, (int)(length - TAG_BYTES)) == 1 &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, sealed + length - TAG_BYTES) == 1 &&
              EVP_DecryptFinal_ex(context, out + count, &last) == 1;
  EVP_CIPHER_CTX_free(context);
  return good;
}

// --- sealing ---

// {"recipient":"...","message":"..."}, signed.
static enum scr_status sign_for(struct scr_text *out, const struct scr_group *group, const struct pki_keys *keys,
                                const struct scr_element *recipient, const char *message, size_t length) {
  struct scr_text inner = SCR_TEXT_SECRET;
  scr_text_add(&inner, "{\"recipient\":");
  scr_text_add_json_element(&inner, group, recipient);
  scr_text_add(&inner, ",\"message\":");
  scr_text_add_json(&inner, message, length);
  scr_text_add(&inner, "}");
  enum scr_status status = scr_text_ok(&inner);
  if (status == SCR_OK) status = pki_sign(out, group, keys, inner.bytes, inner.length);
  scr_text_free(&inner);
  return status;
}

// alpha = g^r, beta = ek^r g^s
struct envelope {
  struct scr_element alpha, beta;
  struct symmetric symmetric;
};

static enum scr_status make_envelope(struct envelope *envelope, const struct scr_group *group,
                                     const struct scr_element *recipient) {
  struct scr_secret_scalar r = {{0}}, s = {{0}};
  struct scr_element shared, mask;
  enum scr_status status = scr_secret_scalar_random(&r, group);
  if (status == SCR_OK) status = scr_secret_scalar_random(&s, group);
  if (status == SCR_OK) {
    scr_secret_exp(&envelope->alpha, group, scr_group_generator(group), &r);
    exp_secret(&mask, group, recipient, &r);
    exp_secret(&shared, group, scr_group_generator(group), &s);
    mul_secret(&envelope->beta, group, &mask, &shared);
    publish_element(&envelope->beta);
    status = symmetric_keys(&envelope->symmetric, group, &shared, &envelope->alpha);
  }
  scr_secret_scalar_wipe(&r);
  scr_secret_scalar_wipe(&s);
  scr_secret_wipe(&shared, sizeof shared);
  scr_secret_wipe(&mask, sizeof mask);
  return status;
}

static void add_envelope(struct scr_text *out, const struct scr_group *group, const struct envelope *envelope,
                         const uint8_t *data, size_t length) {
  scr_text_add(out, "{\"algorithm\":\"" ALGORITHM "\",\"alpha\":");
  scr_text_add_json_element(out, group, &envelope->alpha);
  scr_text_add(out, ",\"beta\":");
  scr_text_add_json_element(out, group, &envelope->beta);
  scr_text_add(out, ",\"data\":\"");
  scr_text_add_hex(out, data, length);
  scr_text_add(out, "\"}");
}

// CER-3.
enum scr_status pki_seal(struct scr_text *out, const struct scr_group *group, const struct pki_keys *keys,
                         const struct scr_element *recipient, const char *message, size_t length) {
  struct scr_text plain = SCR_TEXT_SECRET;
  struct envelope envelope;
  uint8_t *data = NULL;
  enum scr_status status = sign_for(&plain, group, keys, recipient, message, length);
  if (status == SCR_OK) status = make_envelope(&envelope, group, recipient);
  if (status == SCR_OK && !(data = malloc(plain.length + TAG_BYTES))) status = SCR_E_MEMORY;
  if (status == SCR_OK) status = encrypt(data, &envelope.symmetric, plain.bytes, plain.length);
  if (status == SCR_OK) {
    add_envelope(out, group, &envelope, data, plain.length + TAG_BYTES);
    status = scr_text_ok(out);
  }
  scr_secret_wipe(&envelope, sizeof envelope);
  scr_text_free(&plain);
  free(data);
  return status;
}

// --- opening ---

static enum scr_status read_envelope(struct envelope *envelope, uint8_t **data, size_t *length,
                                     const struct scr_group *group, json_t *json) {
  struct scr_json_fields fields;
  json_t *algorithm, *alpha, *beta, *hex;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&algorithm, &fields, "algorithm");
  if (status == SCR_OK) status = scr_json_take(&alpha, &fields, "alpha");
  if (status == SCR_OK) status = scr_json_take(&beta, &fields, "beta");
  if (status == SCR_OK) status = scr_json_take(&hex, &fields, "data");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && !(json_is_string(algorithm) && json_is_string(hex))) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK && strcmp(json_string_value(algorithm), ALGORITHM) != 0) status = SCR_E_CEREMONY_CHANNEL;
  if (status == SCR_OK) status = scr_json_element(&envelope->alpha, group, alpha);
  if (status == SCR_OK) status = scr_json_element(&envelope->beta, group, beta);
  if (status != SCR_OK) return status;
  size_t hex_length = json_string_length(hex);
  *data = malloc(hex_length / 2 + 1);
  if (!*data) return SCR_E_MEMORY;
  bool good = sodium_hex2bin(*data, hex_length / 2, json_string_value(hex), hex_length, NULL, length, NULL) == 0;
  return good && 2 * *length == hex_length && *length > TAG_BYTES ? SCR_OK : SCR_E_CEREMONY_CHANNEL;
}

// g^s = beta alpha^-dk, with the exponent negated rather than the power inverted: inversion takes variable time.
static enum scr_status open_envelope(struct envelope *envelope, const struct scr_group *group,
                                     const struct pki_keys *keys) {
  struct scr_element mask, shared;
  struct scr_secret_scalar minus = {{0}};
  scr_secret_scalar_sub(&minus, group, &minus, &keys->decryption);
  exp_secret(&mask, group, &envelope->alpha, &minus);
  mul_secret(&shared, group, &envelope->beta, &mask);
  scr_secret_scalar_wipe(&minus);
  enum scr_status status = symmetric_keys(&envelope->symmetric, group, &shared, &envelope->alpha);
  scr_secret_wipe(&mask, sizeof mask);
  scr_secret_wipe(&shared, sizeof shared);
  return status;
}

// The signed message inside: from the sender, for us.
static enum scr_status read_inside(struct scr_text *message, struct scr_hash *evidence, const struct scr_group *group,
                                   const struct pki_keys *keys, const struct scr_element *sender, const char *bytes,
                                   size_t length) {
  struct signed_message inner = {0};
  struct scr_json_fields fields;
  struct scr_element recipient;
  json_t *outer = NULL, *json = NULL, *to, *content;
  enum scr_status status = scr_json_read(&outer, bytes, length);
  if (status == SCR_OK) status = trustee_read_signed(&inner, group, outer);
  if (status == SCR_OK)
    status =
        scr_proof_check_signed(group, sender, &inner.signature, inner.bytes, inner.length, SCR_E_CEREMONY_SIGNATURE);
  if (status == SCR_OK) status = scr_json_read(&json, inner.bytes, inner.length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&to, &fields, "recipient");
  if (status == SCR_OK) status = scr_json_take(&content, &fields, "message");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_element(&recipient, group, to);
  if (status == SCR_OK && !scr_element_equal(&recipient, &keys->encryption)) status = SCR_E_CEREMONY_CHANNEL;
  if (status == SCR_OK && !json_is_string(content)) status = SCR_E_JSON_TYPE;
  if (status == SCR_OK) {
    scr_hash(evidence, inner.bytes, inner.length);
    scr_text_add_secret(message, json_string_value(content), json_string_length(content));
    status = scr_text_ok(message);
  }
  if (inner.bytes) scr_secret_wipe(inner.bytes, inner.length);
  free(inner.bytes);
  json_decref(outer);
  json_decref(json);
  return status;
}

enum scr_status pki_open(struct scr_text *message, struct scr_hash *evidence, const struct scr_group *group,
                         const struct pki_keys *keys, const struct scr_element *sender, const char *sealed,
                         size_t length) {
  struct envelope envelope;
  json_t *json = NULL;
  uint8_t *data = NULL, *plain = NULL;
  size_t data_length = 0;
  enum scr_status status = scr_json_read(&json, sealed, length);
  if (status == SCR_OK) status = read_envelope(&envelope, &data, &data_length, group, json);
  if (status == SCR_OK) status = open_envelope(&envelope, group, keys);
  if (status == SCR_OK && !(plain = malloc(data_length))) status = SCR_E_MEMORY;
  if (status == SCR_OK && !decrypt(plain, &envelope.symmetric, data, data_length)) status = SCR_E_CEREMONY_CHANNEL;
  if (status == SCR_OK)
    status = read_inside(message, evidence, group, keys, sender, (const char *)plain, data_length - TAG_BYTES);
  if (plain) scr_secret_wipe(plain, data_length);
  scr_secret_wipe(&envelope, sizeof envelope);
  free(plain);
  free(data);
  json_decref(json);
  return status;
}
