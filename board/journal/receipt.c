// SPDX-License-Identifier: Apache-2.0
// Receipts: a proof of inclusion as a file (C2SP tlog-proof) whose extra data say in JSON what the proof is for. Nobody has
// signed those data: what they say beside the entry is compared with documents that somebody vouches for.
#include "scrutineer/receipt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "board/csv.h"
#include "scrutineer/json.h"

#define TIME_END UINT64_C(253402300800)  // the year 10000

// --- reading ---

static enum scr_status copy_string(char **copy, const json_t *value) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status != SCR_OK) return status;
  *copy = strndup(string, length);
  return *copy ? SCR_OK : SCR_E_MEMORY;
}

static enum scr_status expect_string(const json_t *value, const char *expected) {
  const char *string;
  size_t length;
  enum scr_status status = scr_json_string(&string, &length, value);
  if (status != SCR_OK) return status;
  return strcmp(string, expected) == 0 ? SCR_OK : SCR_E_RECEIPT_FORM;
}

static enum scr_status take_election(struct scr_receipt *receipt, struct scr_json_fields *fields) {
  json_t *uuid, *fingerprint, *name;
  struct scr_hash hash;
  char *text = NULL;
  enum scr_status status = scr_json_take(&uuid, fields, "uuid");
  if (status == SCR_OK) status = copy_string(&receipt->uuid, uuid);
  if (status == SCR_OK && !scr_uuid_is_valid(receipt->uuid, strlen(receipt->uuid))) status = SCR_E_TEXT;
  if (status == SCR_OK) status = scr_json_take(&fingerprint, fields, "fingerprint");
  if (status == SCR_OK) status = copy_string(&text, fingerprint);
  if (status == SCR_OK) status = scr_hash_from_base64(&hash, text, strlen(text));
  if (status == SCR_OK) scr_hash_base64(receipt->fingerprint, &hash);
  free(text);
  if (status == SCR_OK) status = scr_json_take(&name, fields, "election");
  if (status == SCR_OK) status = copy_string(&receipt->election, name);
  if (status == SCR_OK && strlen(receipt->election) > SCR_RECEIPT_NAME_MAX) status = SCR_E_LIMIT;
  return status;
}

static enum scr_status take_method(struct scr_receipt *receipt, struct scr_json_fields *fields) {
  json_t *method, *seconds;
  const char *name;
  size_t length;
  enum scr_status status = scr_json_take(&method, fields, "method");
  if (status == SCR_OK) status = scr_json_string(&name, &length, method);
  if (status == SCR_OK && !scr_method_by_name(&receipt->method, name)) status = SCR_E_TEXT;
  if (status == SCR_OK) status = scr_json_take(&seconds, fields, "slot_seconds");
  if (status == SCR_OK) status = scr_json_uint(&receipt->slot_seconds, seconds, SCR_SLOT_MAX);
  if (status == SCR_OK && receipt->slot_seconds < SCR_SLOT_MIN) status = SCR_E_NUMBER;
  return status;
}

// Whether it begins as a ballot's entry does: other entries have no receipts, and are not even read.
static enum scr_status expect_ballot(json_t *entry) {
  struct scr_json_fields fields;
  json_t *value;
  enum scr_status status = scr_json_fields(&fields, entry);
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "slot");
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "event");
  if (status == SCR_OK) status = scr_json_take(&value, &fields, "type");
  if (status == SCR_OK) status = expect_string(value, scr_event_type_name(SCR_EVENT_BALLOT));
  return status == SCR_OK || status == SCR_E_MEMORY ? status : SCR_E_RECEIPT_FORM;
}

// The leaf of the log is these exact bytes: canonical JSON within canonical JSON (RCP-1).
static enum scr_status take_entry(struct scr_receipt *receipt, struct scr_json_fields *fields) {
  static const struct scr_election none = {.name = NULL};  // a ballot's entry doesn't depend on it
  json_t *entry;
  enum scr_status status = scr_json_take(&entry, fields, "entry");
  if (status == SCR_OK) status = expect_ballot(entry);
  if (status != SCR_OK) return status;
  scr_text_add_value(&receipt->entry_bytes, entry);
  status = scr_text_ok(&receipt->entry_bytes);
  if (status == SCR_OK)
    status = scr_entry_read(&receipt->entry, &none, receipt->entry_bytes.bytes, receipt->entry_bytes.length);
  if (status != SCR_OK) return status;
  assert(receipt->entry.kind == SCR_ENTRY_BALLOT);  // as its type says
  scr_hash_base64(receipt->tracker, &receipt->entry.acceptance.ballot);
  scr_ballot_code(receipt->code, &receipt->entry.acceptance.ballot);
  return scr_receipt_end(receipt) <= TIME_END ? SCR_OK : SCR_E_RECEIPT_FORM;
}

static enum scr_status read_extra(struct scr_receipt *receipt) {
  json_t *json = NULL, *format;
  struct scr_json_fields fields;
  if (receipt->proof.extra_length == 0) return SCR_E_RECEIPT_FORM;
  enum scr_status status = scr_json_read(&json, (const char *)receipt->proof.extra, receipt->proof.extra_length);
  if (status == SCR_OK) status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = expect_string(format, SCR_RECEIPT_FORMAT);
  if (status == SCR_OK) status = take_election(receipt, &fields);
  if (status == SCR_OK) status = take_method(receipt, &fields);
  if (status == SCR_OK) status = take_entry(receipt, &fields);
  if (status == SCR_OK) status = scr_json_end(&fields);
  json_decref(json);
  return status;
}

static enum scr_status read_checkpoint(struct scr_receipt *receipt) {
  struct scr_note *note = malloc(sizeof *note);
  if (!note) return SCR_E_MEMORY;
  enum scr_status status = scr_note_parse(note, receipt->proof.note, receipt->proof.note_length);
  if (status == SCR_OK) status = scr_checkpoint_parse(&receipt->checkpoint, note->text, note->text_length);
  free(note);
  return status;
}

// RCP-1.
enum scr_status scr_receipt_new(struct scr_receipt **receipt, const char *bytes, size_t length) {
  struct scr_receipt *read = calloc(1, sizeof *read);
  if (!read) return SCR_E_MEMORY;
  scr_text_add_bytes(&read->bytes, bytes, length);  // the proof's parser has the limit
  enum scr_status status = scr_text_ok(&read->bytes);
  if (status == SCR_OK) status = scr_tlog_proof_parse(&read->proof, read->bytes.bytes, read->bytes.length);
  if (status == SCR_OK) status = read_extra(read);
  if (status == SCR_OK) status = read_checkpoint(read);
  if (status == SCR_OK)
    *receipt = read;
  else
    scr_receipt_free(read);
  return status;
}

void scr_receipt_free(struct scr_receipt *receipt) {
  if (!receipt) return;
  scr_entry_free(&receipt->entry);
  scr_text_free(&receipt->entry_bytes);
  scr_text_free(&receipt->bytes);
  free(receipt->uuid);
  free(receipt->election);
  free(receipt);
}

// Slots are below 2^32 and have at most 2^17 seconds.
uint64_t scr_receipt_begin(const struct scr_receipt *receipt) {
  return receipt->entry.acceptance.came * receipt->slot_seconds;
}

uint64_t scr_receipt_end(const struct scr_receipt *receipt) {
  return scr_receipt_begin(receipt) + receipt->slot_seconds;
}

// --- checking ---

// How many bytes of the name a receipt states: whole characters.
static size_t name_length(const char *name) {
  size_t length = strlen(name), at = 0, count;
  uint32_t point;
  if (length <= SCR_RECEIPT_NAME_MAX) return length;
  while ((count = utf8_next(&point, name + at, length - at)) > 0 && at + count <= SCR_RECEIPT_NAME_MAX) at += count;
  return at;
}

static bool names(const struct scr_receipt *receipt, const struct scr_election *election) {
  size_t length = name_length(election->name);
  return strlen(receipt->election) == length && memcmp(receipt->election, election->name, length) == 0;
}

static enum scr_status compare_election(const struct scr_receipt *receipt, const struct scr_setup_record *record,
                                        const struct scr_election *election) {
  struct scr_hash bound;
  if (!scr_description_record(&bound, election->description) || !scr_hash_equal(&bound, &record->hash))
    return SCR_E_RECORD_HASH;
  if (strcmp(receipt->uuid, election->uuid) != 0) return SCR_E_RECEIPT_FACTS;
  if (strcmp(receipt->fingerprint, election->fingerprint) != 0) return SCR_E_RECEIPT_FACTS;
  return names(receipt, election) ? SCR_OK : SCR_E_RECEIPT_FACTS;
}

// The entry point signs the fingerprint with the tracker and the slot, so the signature vouches for it too.
static enum scr_status check_acceptance(const struct scr_receipt *receipt, const struct scr_entry_point *point) {
  const struct scr_acceptance *acceptance = &receipt->entry.acceptance;
  struct scr_election stated = {.name = NULL};
  struct scr_text message = SCR_TEXT_INIT;
  memcpy(stated.fingerprint, receipt->fingerprint, sizeof stated.fingerprint);
  scr_text_add_acceptance_statement(&message, &stated, &acceptance->ballot, acceptance->signature.by, acceptance->came);
  enum scr_status status = scr_text_ok(&message);
  if (status == SCR_OK)
    status = scr_role_signature_check(&acceptance->signature, &point->key, message.bytes, message.length);
  scr_text_free(&message);
  return status;
}

static enum scr_status check_inclusion(struct scr_witnessing *witnessing, const struct scr_receipt *receipt,
                                       const struct scr_setup_record *record) {
  struct scr_log_keys keys = scr_setup_record_log_keys(record);
  struct scr_checkpoint checkpoint;
  struct scr_hash leaf;
  enum scr_status status = scr_merkle_leaf(&leaf, receipt->entry_bytes.bytes, receipt->entry_bytes.length);
  if (status == SCR_OK) status = scr_tlog_proof_check(&checkpoint, witnessing, &receipt->proof, &leaf, &keys);
  return status;
}

// RCP-2, RCP-3.
enum scr_status scr_receipt_check(struct scr_receipt_finding *finding, const struct scr_receipt *receipt,
                                  const struct scr_setup_record *record, const struct scr_election *election) {
  const char *by = receipt->entry.acceptance.signature.by;
  struct scr_receipt_finding found = {.election_compared = election != NULL};
  if (strcmp(receipt->uuid, record->uuid) != 0) return SCR_E_RECEIPT_FACTS;
  if (receipt->slot_seconds != record->slot) return SCR_E_RECEIPT_FACTS;
  enum scr_status status = election ? compare_election(receipt, record, election) : SCR_OK;
  if (status != SCR_OK) return status;
  found.entry_point = scr_setup_record_entry_point(record, by, strlen(by));
  if (!found.entry_point) return SCR_E_JOURNAL_POINT;
  if (found.entry_point->method != receipt->method) return SCR_E_RECEIPT_FACTS;
  status = check_acceptance(receipt, found.entry_point);
  if (status == SCR_OK) status = check_inclusion(&found.witnessing, receipt, record);
  if (status != SCR_OK) return status;
  found.quorum = found.witnessing.count >= record->quorum;
  *finding = found;
  return SCR_OK;
}

// --- making ---

static void add_extra(struct scr_text *text, const struct scr_log_entry *entry, const struct scr_entry_point *point,
                      const struct scr_setup_record *record, const struct scr_election *election) {
  scr_text_add_format(text,
                      "{\"format\":\"" SCR_RECEIPT_FORMAT "\",\"uuid\":\"%s\",\"fingerprint\":\"%s\",\"election\":",
                      election->uuid, election->fingerprint);
  scr_text_add_json(text, election->name, name_length(election->name));
  scr_text_add_format(text, ",\"method\":\"%s\",\"slot_seconds\":", scr_method_name(point->method));
  scr_text_add_u64(text, record->slot);
  scr_text_add(text, ",\"entry\":");
  scr_text_add_bytes(text, entry->bytes, entry->length);
  scr_text_add(text, "}");
}

// What the proof is for: fills in its extra data.
static enum scr_status state_facts(struct scr_tlog_proof *proof, const struct scr_log_entry *bytes,
                                   const struct scr_setup_record *record, const struct scr_election *election) {
  struct scr_text extra = SCR_TEXT_INIT;
  struct scr_entry *entry = calloc(1, sizeof *entry);
  const struct scr_entry_point *point = NULL;
  enum scr_status status = entry ? scr_entry_read(entry, election, bytes->bytes, bytes->length) : SCR_E_MEMORY;
  if (status == SCR_OK && entry->kind != SCR_ENTRY_BALLOT) status = SCR_E_RECEIPT_ENTRY;
  if (status == SCR_OK) {
    const char *by = entry->acceptance.signature.by;
    point = scr_setup_record_entry_point(record, by, strlen(by));
    if (!point) status = SCR_E_JOURNAL_POINT;
  }
  if (status == SCR_OK) {
    add_extra(&extra, bytes, point, record, election);
    status = scr_text_ok(&extra);
  }
  if (status == SCR_OK) {
    // A ballot's entry has less than 400 bytes, a name of 200 less than 1200 as JSON, and the rest less than 400.
    assert(extra.length <= SCR_TLOG_PROOF_EXTRA_MAX);
    memcpy(proof->extra, extra.bytes, extra.length);
    proof->extra_length = extra.length;
  }
  if (entry) scr_entry_free(entry);
  free(entry);
  scr_text_free(&extra);
  return status;
}

// The size of a checkpoint that is of this log and spans the entry.
static enum scr_status find_size(uint64_t *size, const struct scr_log *log, uint64_t index, const char *bytes,
                                 size_t length) {
  struct scr_note *note = malloc(sizeof *note);
  struct scr_checkpoint checkpoint;
  struct scr_hash root;
  enum scr_status status = note ? scr_note_parse(note, bytes, length) : SCR_E_MEMORY;
  if (status == SCR_OK) status = scr_checkpoint_parse(&checkpoint, note->text, note->text_length);
  free(note);
  if (status != SCR_OK) return status;
  if (checkpoint.size > scr_log_size(log)) return SCR_E_LOG_ROOT;
  scr_merkle_root(&root, scr_log_tree(log), checkpoint.size);
  if (!scr_hash_equal(&root, &checkpoint.root)) return SCR_E_LOG_ROOT;
  if (index >= checkpoint.size) return SCR_E_RECEIPT_ENTRY;
  *size = checkpoint.size;
  return SCR_OK;
}

// Whether whoever gets it can check it.
static enum scr_status stands(const struct scr_text *text, const struct scr_setup_record *record,
                              const struct scr_election *election) {
  struct scr_receipt *receipt = NULL;
  struct scr_receipt_finding finding;
  enum scr_status status = scr_text_ok(text);
  if (status == SCR_OK) status = scr_receipt_new(&receipt, text->bytes, text->length);
  if (status == SCR_OK) status = scr_receipt_check(&finding, receipt, record, election);
  scr_receipt_free(receipt);
  return status;
}

// RCP-5: what a receipt is made of has one spelling each, and no time, chance or key goes into it.
enum scr_status scr_text_add_receipt(struct scr_text *text, const struct scr_log *log, uint64_t index, const char *note,
                                     size_t note_length, const struct scr_setup_record *record,
                                     const struct scr_election *election) {
  struct scr_tlog_proof *proof = calloc(1, sizeof *proof);
  struct scr_text made = SCR_TEXT_INIT;
  uint64_t size = 0;
  enum scr_status status = proof ? find_size(&size, log, index, note, note_length) : SCR_E_MEMORY;
  if (status == SCR_OK) {
    struct scr_log_entry entry = scr_log_entry_at(log, index);
    status = state_facts(proof, &entry, record, election);
  }
  if (status == SCR_OK) {
    proof->index = index;
    scr_merkle_inclusion(&proof->path, scr_log_tree(log), index, size);
    proof->note = note;
    proof->note_length = note_length;
    scr_text_add_tlog_proof(&made, proof);
    status = stands(&made, record, election);
  }
  if (status == SCR_OK) scr_text_add_bytes(text, made.bytes, made.length);
  scr_text_free(&made);
  free(proof);
  return status == SCR_OK ? scr_text_ok(text) : status;
}
