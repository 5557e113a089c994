// SPDX-License-Identifier: Apache-2.0
// The ceremony's messages: one of the second trustee's is replaced, and the first trustee goes on with what it has.
//
// Input: a digit for the step (0 certificate, 1 commit, 2 agree, 3 reveal, 4 key), a digit for what the rest of the
// input is (0 the message itself; 1 what the trustee signed; 2 of a reveal, the sealed share for the first trustee; 3
// what was sealed in it), and the rest.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/secret/pki.h"
#include "scrutineer/json.h"
#include "tests/fuzz/ceremony.h"
#include "tests/fuzz/fuzz.h"

#define FOREIGN 1  // position of the trustee whose message is replaced

enum form { FORM_RAW, FORM_SIGNED, FORM_SHARE, FORM_SEALED, FORMS };

// Line 2 * step + i + 1 of the file is the step's message of trustee i + 1.
struct messages {
  struct scr_message of[FUZZ_STEPS][FUZZ_CEREMONY_SIZE];
  struct pki_keys keys[FUZZ_CEREMONY_SIZE];
};

static struct messages load(void) {
  struct messages messages;
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  FILE *file = fopen(FUZZ_CEREMONY_FILE, "r");
  FUZZ_REQUIRE(file);
  for (size_t i = 0; i < FUZZ_STEPS * FUZZ_CEREMONY_SIZE; i++) {
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length = getline(&line, &capacity, file);
    FUZZ_REQUIRE(length > 1);
    messages.of[i / FUZZ_CEREMONY_SIZE][i % FUZZ_CEREMONY_SIZE] = (struct scr_message){line, (size_t)length - 1};
  }
  (void)fclose(file);
  for (uint32_t i = 0; i < FUZZ_CEREMONY_SIZE; i++) {
    const struct scr_secret_seed seed = fuzz_seed(i + 1);
    pki_keys_derive(&messages.keys[i], terms.group, &seed);
  }
  return messages;
}

// Whether the bytes can stand in a JSON string that the record's reader takes: UTF-8 without NUL.
static bool is_text(const char *bytes, size_t length) {
  json_t *string = json_stringn(bytes, length);
  json_decref(string);
  return string && !memchr(bytes, '\0', length);
}

// Seals a reveal as its trustee would: `out` is the document up to its last bracket, without the closing brace.
static void add_seal(struct scr_text *out, const struct messages *messages) {
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  struct scr_hash run, content;
  struct scr_proof seal;
  struct scr_text body = SCR_TEXT_INIT;
  FUZZ_REQUIRE(scr_ceremony_run(&run, &terms, messages->of[FUZZ_CERTIFICATE]) == SCR_OK);
  scr_hash(&content, out->bytes, out->length);
  scr_text_add_format(&body, "{\"step\":\"reveal\",\"uuid\":\"%s\",\"run\":\"", terms.uuid);
  scr_text_add_hex(&body, run.byte, SCR_HASH_BYTES);
  scr_text_add_format(&body, "\",\"index\":%d,\"content\":\"", FOREIGN + 1);
  scr_text_add_hex(&body, content.byte, SCR_HASH_BYTES);
  scr_text_add(&body, "\"}");
  FUZZ_REQUIRE(scr_secret_sign(&seal, terms.group, &messages->keys[FOREIGN].signing, body.bytes, body.length) ==
               SCR_OK);
  scr_text_add(out, ",\"seal\":");
  scr_text_add_proof(out, terms.group, &seal);
  scr_text_add(out, "}");
  scr_text_free(&body);
}

// The reveal with another value in it, sealed again; nothing where there is none.
static void replace_in_reveal(struct scr_text *out, const struct messages *messages, const char *key, json_t *value) {
  const struct scr_message *reveal = &messages->of[FUZZ_REVEAL][FOREIGN];
  json_t *json = NULL;
  if (!value) return;
  FUZZ_REQUIRE(scr_json_read(&json, reveal->bytes, reveal->length) == SCR_OK);
  json_object_del(json, "seal");
  if (strcmp(key, "shares") == 0)
    FUZZ_REQUIRE(json_array_set_new(json_object_get(json, key), 0, value) == 0);
  else
    FUZZ_REQUIRE(json_object_set_new(json, key, value) == 0);
  scr_text_add_value(out, json);
  json_decref(json);
  out->length--;  // the closing brace
  add_seal(out, messages);
}

static void sign(struct scr_text *out, const struct messages *messages, enum fuzz_step step, const char *bytes,
                 size_t length) {
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  json_t *value = NULL;
  struct scr_text text = SCR_TEXT_INIT;
  if (!is_text(bytes, length)) return;
  FUZZ_REQUIRE(pki_sign(&text, terms.group, &messages->keys[FOREIGN], bytes, length) == SCR_OK);
  if (step != FUZZ_REVEAL) {
    *out = text;
    return;
  }
  if (scr_json_read(&value, text.bytes, text.length) == SCR_OK) replace_in_reveal(out, messages, "coefexps", value);
  scr_text_free(&text);
}

static void seal(struct scr_text *out, const struct messages *messages, const char *bytes, size_t length) {
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  struct scr_text text = SCR_TEXT_INIT;
  if (!is_text(bytes, length)) return;
  FUZZ_REQUIRE(pki_seal(&text, terms.group, &messages->keys[FOREIGN], &messages->keys[0].encryption, bytes, length) ==
               SCR_OK);
  replace_in_reveal(out, messages, "shares", json_stringn(text.bytes, text.length));
  scr_text_free(&text);
}

static void make(struct scr_text *out, const struct messages *messages, enum fuzz_step step, enum form form,
                 const char *bytes, size_t length) {
  if (form == FORM_RAW)
    scr_text_add_bytes(out, bytes, length);
  else if (form == FORM_SIGNED)
    sign(out, messages, step, bytes, length);
  else if (form == FORM_SHARE)
    replace_in_reveal(out, messages, "shares", json_stringn(bytes, length));
  else
    seal(out, messages, bytes, length);
}

// The key with which the first trustee finished fits what everybody committed to.
static void assemble_with(struct messages messages, const struct scr_text *key) {
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT;
  messages.of[FUZZ_KEY][0] = (struct scr_message){key->bytes, key->length};
  FUZZ_REQUIRE(scr_ceremony_assemble(&out, &blame, &terms, messages.of[FUZZ_CERTIFICATE], messages.of[FUZZ_COMMIT],
                                     messages.of[FUZZ_AGREE], messages.of[FUZZ_REVEAL],
                                     messages.of[FUZZ_KEY]) == SCR_OK);
  scr_text_free(&out);
}

// The first trustee finishes, or says who is to blame: never itself for a message of the other, and where the other's
// message or share was signed, the other alone.
static void finish(const struct messages *messages, enum fuzz_step step, enum form form) {
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  const struct scr_secret_seed seed = fuzz_seed(1);
  struct scr_secret_scalar share;
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT;
  enum scr_status status =
      scr_secret_ceremony_finish(&out, &share, &blame, &terms, &seed, messages->of[FUZZ_CERTIFICATE],
                                 messages->of[FUZZ_COMMIT], messages->of[FUZZ_AGREE], messages->of[FUZZ_REVEAL]);
  if (status != SCR_OK && (step == FUZZ_AGREE || step == FUZZ_REVEAL)) FUZZ_REQUIRE(blame.trustee == FOREIGN + 1);
  if (status == SCR_OK) assemble_with(*messages, &out);
  if (status != SCR_OK && form == FORM_SEALED) FUZZ_REQUIRE(blame.fault == SCR_FAULT_TRUSTEE);
  if (status != SCR_OK && form == FORM_RAW) FUZZ_REQUIRE(blame.fault == SCR_FAULT_COPY);
  scr_text_free(&out);
}

// What is assembled passes the record's own reading and checks.
static void assemble(const struct messages *messages, enum fuzz_step step) {
  const struct scr_ceremony terms = fuzz_ceremony_terms();
  struct scr_blame blame;
  struct scr_text out = SCR_TEXT_INIT;
  struct scr_trustees *trustees;
  struct scr_trustees_gaps gaps;
  size_t at;
  scr_text_add(&out, "[");
  enum scr_status status =
      scr_ceremony_assemble(&out, &blame, &terms, messages->of[FUZZ_CERTIFICATE], messages->of[FUZZ_COMMIT],
                            messages->of[FUZZ_AGREE], messages->of[FUZZ_REVEAL], messages->of[FUZZ_KEY]);
  scr_text_add(&out, "]");
  if (status == SCR_OK) {
    FUZZ_REQUIRE(scr_trustees_new(&trustees, &at, terms.group, out.bytes, out.length) == SCR_OK);
    FUZZ_REQUIRE(scr_trustees_check(trustees, &at, &gaps) == SCR_OK);
    scr_trustees_free(trustees);
  } else if (step != FUZZ_CERTIFICATE && step != FUZZ_COMMIT) {  // which others signed for, too
    FUZZ_REQUIRE(blame.trustee == FOREIGN + 1);
  }
  scr_text_free(&out);
}

void fuzz_ceremony(const char *bytes, size_t length) {
  static struct messages original;
  if (!original.of[0][0].bytes) original = load();
  if (length < 2) return;
  enum form form = (enum form)((unsigned char)(bytes[1] - '0') % FORMS);
  enum fuzz_step step =
      form >= FORM_SHARE ? FUZZ_REVEAL : (enum fuzz_step)((unsigned char)(bytes[0] - '0') % FUZZ_STEPS);
  struct messages messages = original;
  struct scr_text text = SCR_TEXT_INIT;
  make(&text, &messages, step, form, bytes + 2, length - 2);
  messages.of[step][FOREIGN] = (struct scr_message){text.bytes, text.length};
  if (text.length == 0) form = FORM_RAW;  // what can't stand in a message: there is none
  if (step != FUZZ_KEY) finish(&messages, step, form);
  assemble(&messages, step);
  scr_text_free(&text);
}
