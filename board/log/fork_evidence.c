// SPDX-License-Identifier: Apache-2.0
// Evidence of a fork as a file: one canonical JSON document.
#include <string.h>

#include "scrutineer/fork.h"
#include "scrutineer/json.h"

#define FORMAT "scrutineer-fork-1"

void scr_fork_evidence_free(struct scr_fork_evidence *evidence) {
  for (size_t i = 0; i < 2; i++) scr_text_free(&evidence->note[i]);
}

// --- writing ---

static void add_vkey(struct scr_text *text, const struct scr_note_key *key) {
  struct scr_text vkey = SCR_TEXT_INIT;
  scr_text_add_note_key(&vkey, key);
  if (scr_text_ok(&vkey) == SCR_OK)
    scr_text_add_json(text, vkey.bytes, vkey.length);
  else
    text->failed = true;
  scr_text_free(&vkey);
}

static void add_hash(struct scr_text *text, const struct scr_hash *hash) {
  scr_text_add(text, "\"");
  scr_text_add_hex(text, hash->byte, SCR_HASH_BYTES);
  scr_text_add(text, "\"");
}

static void add_prefix(struct scr_text *text, const struct scr_fork_evidence *evidence) {
  scr_text_add(text, ",\"prefix\":");
  add_hash(text, &evidence->prefix);
  scr_text_add(text, ",\"proof\":[");
  for (size_t i = 0; i < evidence->proof.length; i++) {
    scr_text_add(text, i ? "," : "");
    add_hash(text, &evidence->proof.hash[i]);
  }
  scr_text_add(text, "]");
}

// FRK-4.
void scr_text_add_fork_evidence(struct scr_text *text, const struct scr_fork_evidence *evidence) {
  scr_text_add(text, "{\"format\":\"" FORMAT "\",\"log\":");
  add_vkey(text, &evidence->log);
  scr_text_add(text, ",\"witnesses\":[");
  for (size_t i = 0; i < evidence->witnesses_n; i++) {
    scr_text_add(text, i ? "," : "");
    add_vkey(text, &evidence->witnesses[i]);
  }
  scr_text_add(text, "],\"a\":");
  scr_text_add_json(text, evidence->note[0].bytes, evidence->note[0].length);
  scr_text_add(text, ",\"b\":");
  scr_text_add_json(text, evidence->note[1].bytes, evidence->note[1].length);
  if (evidence->has_prefix) add_prefix(text, evidence);
  scr_text_add(text, "}");
}

// --- reading ---

static enum scr_status read_format(const json_t *value) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status != SCR_OK) return status;
  return length == strlen(FORMAT) && memcmp(string, FORMAT, length) == 0 ? SCR_OK : SCR_E_TEXT;
}

static enum scr_status read_key(struct scr_note_key *key, enum scr_note_key_type type, const json_t *value) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status == SCR_OK) status = scr_note_key_parse(key, string, length);
  if (status == SCR_OK && key->type != type) status = SCR_E_NOTE_KEY_TYPE;
  return status;
}

static enum scr_status read_witnesses(struct scr_fork_evidence *evidence, const json_t *value) {
  enum scr_status status = scr_json_array(&evidence->witnesses_n, value, 0, SCR_NOTE_KEYS_MAX);
  for (size_t i = 0; i < evidence->witnesses_n && status == SCR_OK; i++)
    status = read_key(&evidence->witnesses[i], SCR_NOTE_COSIGNATURE, json_array_get(value, i));
  return status;
}

static enum scr_status read_note(struct scr_text *note, const json_t *value) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status == SCR_OK && length > SCR_NOTE_BYTES_MAX) status = SCR_E_LIMIT;
  if (status != SCR_OK) return status;
  scr_text_add_bytes(note, string, length);
  return scr_text_ok(note);
}

static enum scr_status read_proof(struct scr_merkle_proof *proof, const json_t *value) {
  enum scr_status status = scr_json_array(&proof->length, value, 0, SCR_MERKLE_PROOF_MAX);
  for (size_t i = 0; i < proof->length && status == SCR_OK; i++)
    status = scr_json_hash(&proof->hash[i], json_array_get(value, i));
  return status;
}

static enum scr_status read_prefix(struct scr_fork_evidence *evidence, struct scr_json_fields *fields) {
  json_t *value = NULL;
  scr_json_take_optional(&value, fields, "prefix");
  if (!value) return SCR_OK;
  evidence->has_prefix = true;
  enum scr_status status = scr_json_hash(&evidence->prefix, value);
  if (status == SCR_OK) status = scr_json_take(&value, fields, "proof");
  if (status == SCR_OK) status = read_proof(&evidence->proof, value);
  return status;
}

static enum scr_status read_fields(struct scr_fork_evidence *evidence, json_t *json) {
  struct scr_json_fields fields;
  json_t *value = NULL;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "format");
  if (status == SCR_OK) status = read_format(value);
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "log");
  if (status == SCR_OK) status = read_key(&evidence->log, SCR_NOTE_ED25519, value);
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "witnesses");
  if (status == SCR_OK) status = read_witnesses(evidence, value);
  for (size_t i = 0; i < 2; i++) {
    if (status == SCR_OK) status = scr_json_take(&value, &fields, i == 0 ? "a" : "b");
    if (status == SCR_OK) status = read_note(&evidence->note[i], value);
  }
  if (status == SCR_OK) status = read_prefix(evidence, &fields);
  if (status == SCR_OK) status = scr_json_end(&fields);
  return status;
}

enum scr_status scr_fork_evidence_read(struct scr_fork_evidence *evidence, const char *bytes, size_t length) {
  json_t *json;
  struct scr_fork_evidence read = {.note = {SCR_TEXT_INIT, SCR_TEXT_INIT}};
  if (length > SCR_FORK_BYTES_MAX) return SCR_E_LIMIT;
  if (length > 0 && bytes[length - 1] == '\n') length--;
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status != SCR_OK) return status;
  status = read_fields(&read, json);
  json_decref(json);
  if (status == SCR_OK)
    *evidence = read;
  else
    scr_fork_evidence_free(&read);
  return status;
}
