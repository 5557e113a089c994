// SPDX-License-Identifier: Apache-2.0
// What the tests of the ceremony share: a run with everybody's secrets at hand, and the small ways to spoil a message.
#ifndef SCRUTINEER_TESTS_CEREMONY_RUN_H
#define SCRUTINEER_TESTS_CEREMONY_RUN_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "board/secret/pki.h"
#include "scrutineer/json.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
#define SIZE_MAX_HERE 5

enum { CERTIFICATE, COMMIT, AGREE, REVEAL, KEY, STEPS };

// A run, with everybody's secrets at hand. Trustees are counted from 0 here; 1 is the one who cheats.
static struct run {
  struct scr_ceremony ceremony;
  struct scr_secret_seed seeds[SIZE_MAX_HERE];
  struct scr_text texts[STEPS][SIZE_MAX_HERE];
  struct scr_message messages[STEPS][SIZE_MAX_HERE];
  struct scr_secret_scalar shares[SIZE_MAX_HERE];
} run, other;
enum { HONEST = 0, CHEAT = 1, THIRD = 2 };

static inline enum scr_status make(struct scr_text *out, struct scr_blame *blame, struct run *in, int step, size_t i) {
  const struct scr_ceremony *c = &in->ceremony;
  const struct scr_message(*m)[SIZE_MAX_HERE] = (const struct scr_message(*)[SIZE_MAX_HERE])in->messages;
  switch (step) {
    case CERTIFICATE: return scr_secret_ceremony_certificate(out, c, &in->seeds[i]);
    case COMMIT: return scr_secret_ceremony_commit(out, blame, c, &in->seeds[i], m[CERTIFICATE]);
    case AGREE: return scr_secret_ceremony_agree(out, blame, c, &in->seeds[i], m[CERTIFICATE], m[COMMIT]);
    case REVEAL: return scr_secret_ceremony_reveal(out, blame, c, &in->seeds[i], m[CERTIFICATE], m[COMMIT], m[AGREE]);
    default:
      return scr_secret_ceremony_finish(out, &in->shares[i], blame, c, &in->seeds[i], m[CERTIFICATE], m[COMMIT],
                                        m[AGREE], m[REVEAL]);
  }
}

static inline enum scr_status put_together(struct scr_text *out, struct scr_blame *blame, const struct run *in) {
  return scr_ceremony_assemble(out, blame, &in->ceremony, in->messages[CERTIFICATE], in->messages[COMMIT],
                               in->messages[AGREE], in->messages[REVEAL], in->messages[KEY]);
}

// Puts a message in the place of another; takes the text.
static inline void put(struct run *in, int step, size_t i, struct scr_text *text) {
  ck_assert_int_eq(scr_text_ok(text), SCR_OK);
  scr_text_free(&in->texts[step][i]);
  in->texts[step][i] = *text;
  in->messages[step][i] = (struct scr_message){text->bytes, text->length};
}

static inline void go(struct run *in, int from, int to) {
  struct scr_blame blame;
  for (int step = from; step < to; step++) {
    for (size_t i = 0; i < in->ceremony.size; i++) {
      struct scr_text out = SCR_TEXT_INIT;
      enum scr_status status = make(&out, &blame, in, step, i);
      ck_assert_msg(status == SCR_OK, "step %d of %zu: %s", step, i + 1, scr_status_id(status));
      put(in, step, i, &out);
    }
  }
}

static inline void start(struct run *in, const char *group, uint32_t threshold, uint32_t size) {
  in->ceremony = (struct scr_ceremony){scr_group_by_name(group), "KitKitKitKit11", size, threshold};
  for (uint32_t i = 0; i < size; i++) ck_assert_int_eq(scr_secret_seed_new(&in->seeds[i], i + 1), SCR_OK);
}

static inline void forget(struct run *in) {
  for (int step = 0; step < STEPS; step++)
    for (size_t i = 0; i < SIZE_MAX_HERE; i++) scr_text_free(&in->texts[step][i]);
  memset(in, 0, sizeof *in);
}

static inline void tear_down(void) {
  forget(&run);
  forget(&other);
}

static inline json_t *parse(const struct scr_text *text) {
  json_t *json = NULL;
  ck_assert_int_eq(scr_json_read(&json, text->bytes, text->length), SCR_OK);
  return json;
}

// --- cheating: what is forged, as its forger would ---

static inline struct pki_keys keys_of(const struct run *in, size_t i) {
  struct pki_keys keys;
  pki_keys_derive(&keys, in->ceremony.group, &in->seeds[i]);
  return keys;
}

static inline void sign(struct scr_text *out, size_t signer, const char *body, size_t length) {
  struct pki_keys keys = keys_of(&run, signer);
  ck_assert_int_eq(pki_sign(out, run.ceremony.group, &keys, body, length), SCR_OK);
}

// Another text in the message that the cheat signed at this step, signed by `signer`.
static inline void sign_changed(int step, const char *old, const char *new, size_t signer) {
  json_t *json = parse(&run.texts[step][CHEAT]);
  const char *message = json_string_value(json_object_get(json, "message"));
  struct scr_text body = SCR_TEXT_INIT, out = SCR_TEXT_INIT;
  const char *at = strstr(message, old);
  ck_assert_ptr_nonnull(at);
  scr_text_add_bytes(&body, message, (size_t)(at - message));
  scr_text_add(&body, new);
  scr_text_add(&body, at + strlen(old));
  sign(&out, signer, body.bytes, body.length);
  put(&run, step, CHEAT, &out);
  scr_text_free(&body);
  json_decref(json);
}

// Of whom: the hash that this one committed to is another in what the cheat signs at that step.
static inline void change_hash(int step, size_t of) {
  json_t *json = parse(&run.texts[COMMIT][of]), *body = NULL;
  const char *message = json_string_value(json_object_get(json, "message"));
  ck_assert_int_eq(scr_json_read(&body, message, strlen(message)), SCR_OK);
  const char *hash = json_string_value(json_object_get(body, "commitment"));
  char another[SCR_HASH_HEX + 1];
  memset(another, '0', SCR_HASH_HEX);
  another[SCR_HASH_HEX] = '\0';
  sign_changed(step, hash, another, CHEAT);
  json_decref(body);
  json_decref(json);
}
// Another digit after the last occurrence of `key`.
static inline void change_digit(int step, const char *key) {
  struct scr_text out = SCR_TEXT_INIT;
  scr_text_add_bytes(&out, run.texts[step][CHEAT].bytes, run.texts[step][CHEAT].length);
  char *at = NULL;
  for (char *found = out.bytes; (found = strstr(found, key)); found++) at = found + strlen(key);
  ck_assert_ptr_nonnull(at);
  *at = *at == '1' ? '2' : '1';
  put(&run, step, CHEAT, &out);
}

static inline void copy_from(const struct run *in, int step, size_t i) {
  struct scr_text out = SCR_TEXT_INIT;
  scr_text_add_bytes(&out, in->texts[step][i].bytes, in->texts[step][i].length);
  put(&run, step, CHEAT, &out);
}

static inline void lose(int step) {
  struct scr_text none = SCR_TEXT_INIT;
  put(&run, step, CHEAT, &none);
}

// Seals a reveal as its trustee would: `content` is the document up to its last bracket, without the closing brace. Takes it.
static inline void put_sealed(struct scr_text *content) {
  const struct scr_group *group = run.ceremony.group;
  struct pki_keys keys = keys_of(&run, CHEAT);
  struct scr_hash hash, name;
  struct scr_proof seal;
  struct scr_text body = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_ceremony_run(&name, &run.ceremony, run.messages[CERTIFICATE]), SCR_OK);
  scr_text_add_format(&body, "{\"step\":\"reveal\",\"uuid\":\"%s\",\"run\":\"", run.ceremony.uuid);
  scr_text_add_hex(&body, name.byte, SCR_HASH_BYTES);
  scr_text_add_format(&body, "\",\"index\":%d,\"content\":\"", CHEAT + 1);
  scr_hash(&hash, content->bytes, content->length);
  scr_text_add_hex(&body, hash.byte, SCR_HASH_BYTES);
  scr_text_add(&body, "\"}");
  ck_assert_int_eq(scr_secret_sign(&seal, group, &keys.signing, body.bytes, body.length), SCR_OK);
  scr_text_add(content, ",\"seal\":");
  scr_text_add_proof(content, group, &seal);
  scr_text_add(content, "}");
  scr_text_free(&body);
  put(&run, REVEAL, CHEAT, content);
}

// The cheat's reveal as it is, sealed again: takes the document.
static inline void put_resealed(json_t *json) {
  struct scr_text out = SCR_TEXT_INIT;
  json_object_del(json, "seal");
  scr_text_add_value(&out, json);
  out.length--;  // the closing brace
  json_decref(json);
  put_sealed(&out);
}

#endif
