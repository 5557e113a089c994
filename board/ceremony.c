// SPDX-License-Identifier: Apache-2.0
// The ceremony's messages: reading and checking them.
#include "board/ceremony.h"

#include <stdlib.h>
#include <string.h>

#include "scrutineer/json.h"
#include "scrutineer/threshold.h"

enum scr_status transcript_blame(struct transcript *transcript, size_t i, enum scr_status status, enum scr_fault fault,
                                 const struct scr_message *evidence) {
  if (status == SCR_E_MEMORY) return status;
  *transcript->blame = (struct scr_blame){.fault = fault, .trustee = (uint32_t)i + 1};
  if (evidence) scr_hash(&transcript->blame->evidence, evidence->bytes, evidence->length);
  return status;
}

// --- bodies ---

static void add_head(struct scr_text *text, const char *step, const struct transcript *transcript, uint32_t index) {
  scr_text_add_format(text, "{\"step\":\"%s\",\"uuid\":\"%s\",\"run\":\"%s\",\"index\":%u", step,
                      transcript->ceremony->uuid, transcript->run, index);
}

void add_commit_body(struct scr_text *text, const struct transcript *transcript, uint32_t index,
                     const struct scr_hash *commitment) {
  add_head(text, "commit", transcript, index);
  scr_text_add(text, ",\"commitment\":\"");
  scr_text_add_hex(text, commitment->byte, SCR_HASH_BYTES);
  scr_text_add(text, "\"}");
}

void add_agree_body(struct scr_text *text, const struct transcript *transcript, uint32_t index) {
  add_head(text, "agree", transcript, index);
  scr_text_add(text, ",\"commitments\":[");
  for (uint32_t i = 0; i < transcript->ceremony->size; i++) {
    scr_text_add(text, i > 0 ? ",\"" : "\"");
    scr_text_add_hex(text, transcript->commitments[i].byte, SCR_HASH_BYTES);
    scr_text_add(text, "\"");
  }
  scr_text_add(text, "]}");
}

void add_reveal_body(struct scr_text *text, const struct transcript *transcript, uint32_t index, const char *content,
                     size_t length) {
  struct scr_hash hash;
  scr_hash(&hash, content, length);
  add_head(text, "reveal", transcript, index);
  scr_text_add(text, ",\"content\":\"");
  scr_text_add_hex(text, hash.byte, SCR_HASH_BYTES);
  scr_text_add(text, "\"}");
}

// SHA-256 over identifier, run, index and commitments: a hash that fits one trustee in one run alone (CER-1).
enum scr_status hash_commitments(struct scr_hash *hash, const struct transcript *transcript, uint32_t index,
                                 const struct scr_element *commitments) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add(&text, "scrutineer-commitment|");
  add_head(&text, "commitment", transcript, index);
  scr_text_add(&text, ",\"coefexps\":[");
  for (uint32_t k = 0; k < transcript->ceremony->threshold; k++) {
    if (k > 0) scr_text_add(&text, ",");
    scr_text_add_json_element(&text, transcript->ceremony->group, &commitments[k]);
  }
  scr_text_add(&text, "]}");
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) scr_hash(hash, text.bytes, text.length);
  scr_text_free(&text);
  return status;
}

// --- certificates ---

static enum scr_status read_json(json_t **json, const struct scr_message *message) {
  if (message->length > SCR_CEREMONY_BYTES_MAX) return SCR_E_LIMIT;
  return scr_json_read(json, message->bytes ? message->bytes : "", message->length);
}

// A certificate is what makes a key known as the trustee's: before it stands, nothing can be signed evidence.
static enum scr_status read_certificate(struct transcript *transcript, const struct scr_message *message, size_t i) {
  json_t *json = NULL;
  struct trustee *trustee = &transcript->trustees.trustees[i];
  enum scr_status status = read_json(&json, message);
  if (status == SCR_OK) status = trustee_read_certificate(trustee, transcript->ceremony->group, json);
  if (status == SCR_OK && !trustee->has_context) status = SCR_E_SETUP_CONTEXT;
  if (status == SCR_OK) status = trustee_check_certificate(&transcript->trustees, &transcript->item, i);
  for (size_t j = 0; j < i && status == SCR_OK; j++)
    if (scr_element_equal(&transcript->trustees.trustees[j].verification, &trustee->verification))
      status = SCR_E_CEREMONY_SET;
  json_decref(json);
  return status == SCR_OK ? SCR_OK : transcript_blame(transcript, i, status, SCR_FAULT_COPY, NULL);
}

static enum scr_status name_run(struct transcript *transcript, const struct scr_message *certificates) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash hash;
  scr_text_add_format(&text, "scrutineer-ceremony|%s|", transcript->ceremony->uuid);
  for (uint32_t i = 0; i < transcript->ceremony->size; i++)
    scr_text_add_bytes(&text, certificates[i].bytes, certificates[i].length);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) {
    scr_hash(&hash, text.bytes, text.length);
    scr_hash_hex(transcript->run, &hash);
  }
  scr_text_free(&text);
  return status;
}

enum scr_status transcript_begin(struct transcript *transcript, const struct scr_ceremony *ceremony,
                                 struct scr_blame *blame, const struct scr_message *certificates) {
  *blame = (struct scr_blame){0};
  *transcript = (struct transcript){.ceremony = ceremony, .blame = blame};
  if (ceremony->size < 1 || ceremony->size > SCR_TRUSTEES_MAX || ceremony->threshold < 1 ||
      ceremony->threshold > ceremony->size)
    return SCR_E_SETUP_TRUSTEES;
  transcript->item = (struct item){.is_group = true, .threshold = ceremony->threshold, .count = ceremony->size};
  transcript->trustees = (struct scr_trustees){.group = ceremony->group, .count = ceremony->size, .items_n = 1};
  transcript->trustees.items = &transcript->item;
  transcript->trustees.trustees = calloc(ceremony->size, sizeof *transcript->trustees.trustees);
  enum scr_status status = transcript->trustees.trustees ? SCR_OK : SCR_E_MEMORY;
  for (uint32_t i = 0; i < ceremony->size && status == SCR_OK; i++)
    status = read_certificate(transcript, &certificates[i], i);
  return status == SCR_OK ? name_run(transcript, certificates) : status;
}

void transcript_free(struct transcript *transcript) {
  for (size_t i = 0; transcript->trustees.trustees && i < transcript->trustees.count; i++)
    trustee_clear(&transcript->trustees.trustees[i]);
  free(transcript->trustees.trustees);
  transcript->trustees.trustees = NULL;
}

enum scr_status scr_ceremony_run(struct scr_hash *run, const struct scr_ceremony *ceremony,
                                 const struct scr_message *certificates) {
  struct transcript transcript;
  struct scr_blame blame;
  enum scr_status status = transcript_begin(&transcript, ceremony, &blame, certificates);
  if (status == SCR_OK) status = scr_hash_from_hex(run, transcript.run, SCR_HASH_HEX);
  transcript_free(&transcript);
  return status;
}

// --- signed bodies ---

static bool begins_with(const struct signed_message *message, const struct scr_text *head) {
  return message->length >= head->length && memcmp(message->bytes, head->bytes, head->length) == 0;
}

// The message that trustee i signed in this step of this run. Anything else in its place shows nothing about it.
static enum scr_status read_signed_by(struct signed_message *message, struct transcript *transcript, const char *step,
                                      const struct scr_message *document, size_t i) {
  json_t *json = NULL;
  struct scr_text head = SCR_TEXT_INIT;
  add_head(&head, step, transcript, (uint32_t)i + 1);
  scr_text_add(&head, ",");
  enum scr_status status = scr_text_ok(&head);
  if (status == SCR_OK) status = read_json(&json, document);
  if (status == SCR_OK) status = trustee_read_signed(message, transcript->ceremony->group, json);
  if (status == SCR_OK)
    status = scr_proof_check_signed(transcript->ceremony->group, &transcript->trustees.trustees[i].verification,
                                    &message->signature, message->bytes, message->length, SCR_E_CEREMONY_SIGNATURE);
  if (status == SCR_OK && !begins_with(message, &head)) status = SCR_E_CEREMONY_SET;
  json_decref(json);
  scr_text_free(&head);
  return status == SCR_OK ? SCR_OK : transcript_blame(transcript, i, status, SCR_FAULT_COPY, NULL);
}

static bool is_text(const struct signed_message *message, const struct scr_text *expected) {
  return message->length == expected->length && memcmp(message->bytes, expected->bytes, expected->length) == 0;
}

// The hash in the body, which has nothing else in it than the head that was looked at.
static enum scr_status read_commit_body(struct scr_hash *hash, const struct transcript *transcript,
                                        const struct signed_message *message, size_t i) {
  json_t *json = NULL;
  struct scr_text expected = SCR_TEXT_INIT;
  enum scr_status status = scr_json_read(&json, message->bytes, message->length);
  if (status == SCR_OK) {
    const json_t *value = json_object_get(json, "commitment");
    status = value ? scr_json_hash(hash, value) : SCR_E_JSON_FIELD;
  }
  if (status == SCR_OK) {
    add_commit_body(&expected, transcript, (uint32_t)i + 1, hash);
    status = scr_text_ok(&expected);
  }
  if (status == SCR_OK && !is_text(message, &expected)) status = SCR_E_CEREMONY_SET;
  scr_text_free(&expected);
  json_decref(json);
  return status;
}

enum scr_status transcript_commits(struct transcript *transcript, const struct scr_message *commits) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < transcript->ceremony->size && status == SCR_OK; i++) {
    struct signed_message message = {0};
    status = read_signed_by(&message, transcript, "commit", &commits[i], i);
    if (status == SCR_OK) {
      status = read_commit_body(&transcript->commitments[i], transcript, &message, i);
      if (status != SCR_OK) status = transcript_blame(transcript, i, status, SCR_FAULT_TRUSTEE, &commits[i]);
    }
    free(message.bytes);
  }
  return status;
}

enum scr_status scr_ceremony_list(struct scr_hash *list, struct scr_blame *blame, const struct scr_ceremony *ceremony,
                                  uint32_t index, const struct scr_message *certificates,
                                  const struct scr_message *commits) {
  struct transcript transcript;
  struct scr_text body = SCR_TEXT_INIT;
  enum scr_status status = transcript_begin(&transcript, ceremony, blame, certificates);
  if (status == SCR_OK) status = transcript_commits(&transcript, commits);
  if (status == SCR_OK) {
    add_agree_body(&body, &transcript, index);
    status = scr_text_ok(&body);
  }
  if (status == SCR_OK) scr_hash(list, body.bytes, body.length);
  scr_text_free(&body);
  transcript_free(&transcript);
  return status;
}

// Whose commitment is another one in the list that was signed: SIZE_MAX if it is no list of as many hashes.
static size_t find_difference(const struct transcript *transcript, const struct signed_message *message) {
  json_t *json = NULL;
  size_t i = 0;
  struct scr_hash hash;
  if (scr_json_read(&json, message->bytes, message->length) != SCR_OK) return SIZE_MAX;
  const json_t *list = json_object_get(json, "commitments");
  bool whole = json_array_size(list) == transcript->ceremony->size;
  for (; whole && i < transcript->ceremony->size; i++) {
    whole = scr_json_hash(&hash, json_array_get(list, i)) == SCR_OK;
    if (whole && !scr_hash_equal(&hash, &transcript->commitments[i])) break;
  }
  json_decref(json);
  return whole && i < transcript->ceremony->size ? i : SIZE_MAX;
}

// Who signed another list than the one here: of another's commitment, one of the two signed what the other did not see.
static enum scr_status blame_list(struct transcript *transcript, size_t i, const struct signed_message *message,
                                  const struct scr_message *document) {
  size_t other = find_difference(transcript, message);
  bool own = other == SIZE_MAX || other == i;
  enum scr_status status =
      transcript_blame(transcript, i, SCR_E_CEREMONY_SET, own ? SCR_FAULT_TRUSTEE : SCR_FAULT_EITHER, document);
  if (!own) transcript->blame->other = (uint32_t)other + 1;
  return status;
}

// CER-1.
enum scr_status transcript_agreements(struct transcript *transcript, const struct scr_message *agreements) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < transcript->ceremony->size && status == SCR_OK; i++) {
    struct signed_message message = {0};
    struct scr_text expected = SCR_TEXT_INIT;
    add_agree_body(&expected, transcript, (uint32_t)i + 1);
    status = scr_text_ok(&expected);
    if (status == SCR_OK) status = read_signed_by(&message, transcript, "agree", &agreements[i], i);
    if (status == SCR_OK && !is_text(&message, &expected)) status = blame_list(transcript, i, &message, &agreements[i]);
    free(message.bytes);
    scr_text_free(&expected);
  }
  return status;
}

// --- reveals ---

// {"coefexps":{...},"signature":{...},"shares":["...",...],"seal":{...}}
struct reveal {
  json_t *coefficients, *signature, *shares, *seal;  // borrowed from the document
};

static enum scr_status read_reveal(struct reveal *reveal, json_t *json) {
  struct scr_json_fields fields;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&reveal->coefficients, &fields, "coefexps");
  if (status == SCR_OK) status = scr_json_take(&reveal->signature, &fields, "signature");
  if (status == SCR_OK) status = scr_json_take(&reveal->shares, &fields, "shares");
  if (status == SCR_OK) status = scr_json_take(&reveal->seal, &fields, "seal");
  return status == SCR_OK ? scr_json_end(&fields) : status;
}

// The seal signs everything before it, for this run: without it, a share that was damaged on its way would look like
// one that its sender spoilt. The document is canonical and the seal its last field, so what is before it is known by
// writing the field again.
static enum scr_status check_seal(const struct transcript *transcript, size_t i, const struct reveal *reveal,
                                  const struct scr_message *document) {
  const struct scr_group *group = transcript->ceremony->group;
  struct scr_proof seal;
  struct scr_text text = SCR_TEXT_INIT;
  enum scr_status status = scr_json_proof(&seal, group, reveal->seal);
  if (status == SCR_OK) {
    scr_text_add(&text, ",\"seal\":");
    scr_text_add_value(&text, reveal->seal);
    status = scr_text_ok(&text);
  }
  if (status == SCR_OK) {
    size_t content = document->length - text.length - 1;
    scr_text_clear(&text);
    add_reveal_body(&text, transcript, (uint32_t)i + 1, document->bytes, content);
    status = scr_text_ok(&text);
  }
  if (status == SCR_OK)
    status = scr_proof_check_signed(group, &transcript->trustees.trustees[i].verification, &seal, text.bytes,
                                    text.length, SCR_E_CEREMONY_SIGNATURE);
  scr_text_free(&text);
  return status;
}

static enum scr_status take_reveal(struct transcript *transcript, const struct reveal *reveal, size_t i) {
  const struct scr_group *group = transcript->ceremony->group;
  struct trustee *trustee = &transcript->trustees.trustees[i];
  size_t count, size = transcript->ceremony->size;
  enum scr_status status = trustee_read_coefficients(trustee, group, reveal->coefficients, transcript->item.threshold);
  if (status == SCR_OK) status = scr_json_proof(&trustee->agreement, group, reveal->signature);
  if (status == SCR_OK) status = scr_json_array(&count, reveal->shares, size, size);
  trustee->has_agreement = status == SCR_OK;
  return status;
}

static enum scr_status check_reveal(const struct transcript *transcript, size_t i) {
  const struct trustee *trustee = &transcript->trustees.trustees[i];
  struct scr_hash hash;
  enum scr_status status = trustee_check_coefficients(&transcript->trustees, trustee);
  if (status == SCR_OK) status = trustee_check_agreement(&transcript->trustees, &transcript->item, trustee);
  if (status == SCR_OK) status = hash_commitments(&hash, transcript, (uint32_t)i + 1, trustee->commitments);
  if (status == SCR_OK && !scr_hash_equal(&hash, &transcript->commitments[i])) status = SCR_E_CEREMONY_COMMITMENT;
  return status;
}

// One trustee's reveal; *shares is to be released.
static enum scr_status open_reveal(struct transcript *transcript, json_t **shares, const struct scr_message *document,
                                   size_t i) {
  struct reveal reveal = {0};
  json_t *json = NULL;
  enum scr_status status = read_json(&json, document);
  if (status == SCR_OK) status = read_reveal(&reveal, json);
  if (status == SCR_OK) status = check_seal(transcript, i, &reveal, document);
  enum scr_fault fault = status == SCR_OK ? SCR_FAULT_TRUSTEE : SCR_FAULT_COPY;
  if (status == SCR_OK) status = take_reveal(transcript, &reveal, i);
  if (status == SCR_OK) status = check_reveal(transcript, i);
  if (status == SCR_OK) *shares = json_incref(reveal.shares);
  json_decref(json);
  if (status == SCR_OK) return status;
  return transcript_blame(transcript, i, status, fault, fault == SCR_FAULT_TRUSTEE ? document : NULL);
}

enum scr_status transcript_reveals(struct transcript *transcript, const struct scr_message *reveals,
                                   json_t *shares[SCR_TRUSTEES_MAX]) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < transcript->ceremony->size && status == SCR_OK; i++) {
    json_t *list = NULL;
    status = open_reveal(transcript, &list, &reveals[i], i);
    if (shares)
      shares[i] = list;
    else
      json_decref(list);
  }
  return status;
}

// --- the record ---

// The proof and the signature stand beside the key and not under it: damage to them shows nothing about the trustee.
static enum scr_status check_key(struct transcript *transcript, const struct scr_message *message, size_t i) {
  json_t *json = NULL;
  struct trustee *trustee = &transcript->trustees.trustees[i];
  enum scr_status status = read_json(&json, message);
  if (status == SCR_OK) status = trustee_read_public_key(trustee, transcript->ceremony->group, json);
  if (status == SCR_OK && !trustee->has_key_signature) status = SCR_E_SETUP_VERIFICATION_KEY;
  if (status == SCR_OK)
    status =
        scr_proof_check_possession(transcript->ceremony->group, &trustee->key, &trustee->possession, SCR_E_SETUP_POK);
  if (status == SCR_OK) status = trustee_check_key_signature(&transcript->trustees, trustee);
  json_decref(json);
  return status == SCR_OK ? SCR_OK : transcript_blame(transcript, i, status, SCR_FAULT_COPY, NULL);
}

typedef void list_writer(struct scr_text *text, const struct scr_group *group, const struct trustee *trustee);

static void write_certificate(struct scr_text *text, const struct scr_group *group, const struct trustee *trustee) {
  scr_text_add_signed(text, group, &trustee->certificate);
}

static void write_coefficients(struct scr_text *text, const struct scr_group *group, const struct trustee *trustee) {
  scr_text_add_signed(text, group, &trustee->coefficients);
}

static void write_agreement(struct scr_text *text, const struct scr_group *group, const struct trustee *trustee) {
  scr_text_add_proof(text, group, &trustee->agreement);
}

static void add_list(struct scr_text *text, const struct transcript *transcript, const char *key, list_writer *write) {
  scr_text_add(text, key);
  for (size_t i = 0; i < transcript->ceremony->size; i++) {
    if (i > 0) scr_text_add(text, ",");
    write(text, transcript->ceremony->group, &transcript->trustees.trustees[i]);
  }
}

// A key that doesn't fit shows something about its owner only once every reveal is what was committed to: whoever exchanged
// its own reveal after all had finished would make another's key wrong (CER-2).
enum scr_status scr_ceremony_assemble(struct scr_text *out, struct scr_blame *blame,
                                      const struct scr_ceremony *ceremony, const struct scr_message *certificates,
                                      const struct scr_message *commits, const struct scr_message *agreements,
                                      const struct scr_message *reveals, const struct scr_message *keys) {
  struct transcript transcript;
  struct scr_trustees_gaps gaps;
  size_t at = 0;
  enum scr_status status = transcript_begin(&transcript, ceremony, blame, certificates);
  if (status == SCR_OK) status = transcript_commits(&transcript, commits);
  if (status == SCR_OK) status = transcript_agreements(&transcript, agreements);
  if (status == SCR_OK) status = transcript_reveals(&transcript, reveals, NULL);
  for (size_t i = 0; i < ceremony->size && status == SCR_OK; i++) status = check_key(&transcript, &keys[i], i);
  if (status == SCR_OK) status = scr_trustees_check(&transcript.trustees, &at, &gaps);
  if (status != SCR_OK && at > 0)
    status = transcript_blame(&transcript, at - 1, status, SCR_FAULT_TRUSTEE, &keys[at - 1]);
  if (status == SCR_OK) {
    scr_text_add_format(out, "[\"Pedersen\",{\"threshold\":%u", ceremony->threshold);
    add_list(out, &transcript, ",\"certs\":[", write_certificate);
    add_list(out, &transcript, "],\"coefexps\":[", write_coefficients);
    add_list(out, &transcript, "],\"signatures\":[", write_agreement);
    scr_text_add(out, "],\"verification_keys\":[");
    for (size_t i = 0; i < ceremony->size; i++) {
      if (i > 0) scr_text_add(out, ",");
      scr_text_add_bytes(out, keys[i].bytes, keys[i].length);
    }
    scr_text_add(out, "]}]");
    status = scr_text_ok(out);
  }
  transcript_free(&transcript);
  return status;
}
