// SPDX-License-Identifier: Apache-2.0
// Entries of the journal and what stands in them: their form, and what roles sign.
#include <sodium.h>
#include <string.h>

#include "board/event.h"
#include "board/journal/journal_internal.h"
#include "board/log/wire.h"

#define BASE64_SIGNATURE 88  // characters of a signature

// --- signatures of roles ---

// JRN-2.
void scr_text_add_signed_statement(struct scr_text *text, const char *kind, const char *fingerprint, const char *body,
                                   size_t length) {
  scr_text_add_format(text, "%s\n%s\n", kind, fingerprint);
  scr_text_add_bytes(text, body, length);
  scr_text_add(text, "\n");
}

enum scr_status scr_role_signature_check(const struct scr_role_signature *signature, const struct scr_note_key *key,
                                         const char *message, size_t length) {
  bool holds = crypto_sign_verify_detached(signature->bytes, (const uint8_t *)message, length, key->public_key) == 0;
  return holds ? SCR_OK : SCR_E_JOURNAL_SIGNATURE;
}

static enum scr_status read_signature(struct scr_role_signature *signature, const json_t *value) {
  const char *string;
  size_t length, bytes;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status != SCR_OK) return status;
  if (length != BASE64_SIGNATURE) return SCR_E_TEXT;
  bool read = wire_base64(signature->bytes, &bytes, SCR_NOTE_SIGNATURE_BYTES, string, length);
  return read && bytes == SCR_NOTE_SIGNATURE_BYTES ? SCR_OK : SCR_E_TEXT;
}

static void add_signature(struct scr_text *text, const struct scr_role_signature *signature) {
  scr_text_add(text, "\"signature\":\"");
  text_add_base64(text, signature->bytes, SCR_NOTE_SIGNATURE_BYTES);
  scr_text_add(text, "\"}");
}

// --- acts with their signatures ---

void scr_signed_act_free(struct scr_signed_act *act) {
  scr_act_free(&act->act);
  scr_text_free(&act->body);
  act->signatures_n = 0;
}

static enum scr_status read_signer(struct scr_role_signature *signature, json_t *json) {
  struct scr_json_fields fields;
  json_t *by, *bytes;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&by, &fields, "by");
  if (status == SCR_OK) status = scr_json_take(&bytes, &fields, "signature");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = role_name_read(signature->by, by);
  if (status == SCR_OK) status = read_signature(signature, bytes);
  return status;
}

static enum scr_status read_signers(struct scr_signed_act *act, const json_t *json) {
  size_t count;
  enum scr_status status = scr_json_array(&count, json, 0, SCR_ACT_SIGNATURES_MAX);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    status = read_signer(&act->signatures[i], json_array_get(json, i));
    if (status == SCR_OK) act->signatures_n = i + 1;
  }
  return status;
}

// The rest of an entry, or the whole of a file. What is read is canonical, so that writing the body again gives the bytes
// that were signed.
static enum scr_status take_signed_act(struct scr_signed_act *act, const struct scr_election *election,
                                       struct scr_json_fields *fields) {
  json_t *body, *signatures;
  enum scr_status status = scr_json_take(&body, fields, "act");
  if (status == SCR_OK) status = scr_json_take(&signatures, fields, "signatures");
  if (status == SCR_OK) status = scr_json_end(fields);
  if (status == SCR_OK) status = act_read_json(&act->act, election, body);
  if (status == SCR_OK) status = read_signers(act, signatures);
  if (status == SCR_OK) scr_text_add_value(&act->body, body);
  return status == SCR_OK ? scr_text_ok(&act->body) : status;
}

enum scr_status scr_signed_act_read(struct scr_signed_act *act, const struct scr_election *election, const char *bytes,
                                    size_t length) {
  struct scr_signed_act read = {.signatures_n = 0};
  struct scr_json_fields fields;
  json_t *json = NULL;
  enum scr_status status = length > SCR_LOG_ENTRY_MAX ? SCR_E_LIMIT : scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = take_signed_act(&read, election, &fields);
  json_decref(json);
  if (status == SCR_OK)
    *act = read;
  else
    scr_signed_act_free(&read);
  return status;
}

static void add_signed_act(struct scr_text *text, const struct scr_signed_act *act) {
  scr_text_add(text, "\"act\":");
  scr_text_add_bytes(text, act->body.bytes, act->body.length);
  scr_text_add(text, ",\"signatures\":[");
  for (size_t i = 0; i < act->signatures_n; i++) {
    scr_text_add_format(text, "%s{\"by\":\"%s\",", i ? "," : "", act->signatures[i].by);
    add_signature(text, &act->signatures[i]);
  }
  scr_text_add(text, "]}");
}

void scr_text_add_signed_act(struct scr_text *text, const struct scr_signed_act *act) {
  scr_text_add(text, "{");
  add_signed_act(text, act);
}

// --- what an entry point says of a ballot ---

// JRN-3.
void scr_text_add_acceptance_statement(struct scr_text *text, const struct scr_election *election,
                                       const struct scr_hash *ballot, const char *entry, uint64_t came) {
  char tracker[SCR_HASH_BASE64 + 1];
  struct scr_text body = SCR_TEXT_INIT;
  scr_hash_base64(tracker, ballot);
  scr_text_add_format(&body, "%s %s ", tracker, entry);
  scr_text_add_u64(&body, came);
  scr_text_add_signed_statement(text, SCR_STATEMENT_BALLOT, election->fingerprint, body.bytes, body.length);
  text->failed = text->failed || scr_text_ok(&body) != SCR_OK;
  scr_text_free(&body);
}

static enum scr_status take_acceptance(struct scr_acceptance *acceptance, struct scr_json_fields *fields) {
  json_t *ballot, *entry, *came, *signature;
  enum scr_status status = scr_json_take(&ballot, fields, "ballot");
  if (status == SCR_OK) status = scr_json_take(&entry, fields, "entry");
  if (status == SCR_OK) status = scr_json_take(&came, fields, "came");
  if (status == SCR_OK) status = scr_json_take(&signature, fields, "signature");
  if (status == SCR_OK) status = scr_json_end(fields);
  if (status != SCR_OK) return status;
  if (!json_is_string(ballot)) return SCR_E_JSON_TYPE;
  status = scr_hash_from_base64(&acceptance->ballot, json_string_value(ballot), json_string_length(ballot));
  if (status == SCR_OK) status = role_name_read(acceptance->signature.by, entry);
  if (status == SCR_OK) status = scr_json_uint(&acceptance->came, came, SCR_ACT_MADE_MAX);
  if (status == SCR_OK) status = read_signature(&acceptance->signature, signature);
  return status;
}

enum scr_status scr_acceptance_read(struct scr_acceptance *acceptance, const char *bytes, size_t length) {
  struct scr_acceptance read;
  struct scr_json_fields fields;
  json_t *json = NULL;
  enum scr_status status = length > SCR_LOG_ENTRY_MAX ? SCR_E_LIMIT : scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = take_acceptance(&read, &fields);
  json_decref(json);
  if (status == SCR_OK) *acceptance = read;
  return status;
}

static void add_acceptance(struct scr_text *text, const struct scr_acceptance *acceptance) {
  char tracker[SCR_HASH_BASE64 + 1];
  scr_hash_base64(tracker, &acceptance->ballot);
  scr_text_add_format(text, "\"ballot\":\"%s\",\"entry\":\"%s\",\"came\":", tracker, acceptance->signature.by);
  scr_text_add_u64(text, acceptance->came);
  scr_text_add(text, ",");
  add_signature(text, &acceptance->signature);
}

void scr_text_add_acceptance(struct scr_text *text, const struct scr_acceptance *acceptance) {
  scr_text_add(text, "{");
  add_acceptance(text, acceptance);
}

// --- entries ---

void scr_entry_free(struct scr_entry *entry) {
  if (entry->kind == SCR_ENTRY_ACT) scr_signed_act_free(&entry->act);
  memset(entry, 0, sizeof *entry);
}

static enum scr_status take_event(struct scr_entry *entry, const json_t *event, struct scr_json_fields *fields) {
  json_t *type;
  enum scr_status status = scr_json_hash(&entry->event, event);
  if (status == SCR_OK) status = scr_json_take(&type, fields, "type");
  if (status == SCR_OK) status = event_type_read(&entry->type, type);
  if (status != SCR_OK) return status;
  entry->kind = entry->type == SCR_EVENT_BALLOT ? SCR_ENTRY_BALLOT : SCR_ENTRY_EVENT;
  return entry->kind == SCR_ENTRY_BALLOT ? take_acceptance(&entry->acceptance, fields) : scr_json_end(fields);
}

static enum scr_status read_entry(struct scr_entry *entry, const struct scr_election *election, json_t *json) {
  struct scr_json_fields fields;
  json_t *slot, *event;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&slot, &fields, "slot");
  if (status == SCR_OK) status = scr_json_uint(&entry->slot, slot, SCR_ACT_MADE_MAX);
  if (status != SCR_OK) return status;
  scr_json_take_optional(&event, &fields, "event");
  if (event) return take_event(entry, event, &fields);
  entry->kind = SCR_ENTRY_ACT;
  return take_signed_act(&entry->act, election, &fields);
}

// JRN-1.
enum scr_status scr_entry_read(struct scr_entry *entry, const struct scr_election *election, const char *bytes,
                               size_t length) {
  struct scr_entry read = {.kind = SCR_ENTRY_EVENT};
  json_t *json = NULL;
  enum scr_status status = length > SCR_LOG_ENTRY_MAX ? SCR_E_LIMIT : scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_entry(&read, election, json);
  json_decref(json);
  if (status == SCR_OK)
    *entry = read;
  else
    scr_entry_free(&read);
  return status;
}

void scr_text_add_entry(struct scr_text *text, const struct scr_entry *entry) {
  char hex[SCR_HASH_HEX + 1];
  scr_text_add(text, "{\"slot\":");
  scr_text_add_u64(text, entry->slot);
  scr_text_add(text, ",");
  if (entry->kind == SCR_ENTRY_ACT) {
    add_signed_act(text, &entry->act);
    return;
  }
  scr_hash_hex(hex, &entry->event);
  scr_text_add_format(text, "\"event\":\"%s\",\"type\":\"%s\"", hex, scr_event_type_name(entry->type));
  if (entry->kind == SCR_ENTRY_BALLOT) scr_text_add(text, ",");
  if (entry->kind == SCR_ENTRY_BALLOT) add_acceptance(text, &entry->acceptance);
  if (entry->kind == SCR_ENTRY_EVENT) scr_text_add(text, "}");
}
