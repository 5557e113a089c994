// SPDX-License-Identifier: Apache-2.0
// Events, and the phases that they lead through.
#include "board/event.h"

#include <string.h>

#include "board/scan.h"
#include "scrutineer/json.h"

static const char *const type_names[SCR_EVENT_TYPES] = {
    "Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result",
};

const char *scr_event_type_name(enum scr_event_type type) {
  return type_names[type];
}

enum scr_status event_type_read(enum scr_event_type *type, const json_t *value) {
  if (!json_is_string(value)) return SCR_E_JSON_TYPE;
  for (int i = 0; i < SCR_EVENT_TYPES; i++) {
    if (strcmp(json_string_value(value), type_names[i]) != 0) continue;
    *type = (enum scr_event_type)i;
    return SCR_OK;
  }
  return SCR_E_CHAIN_TYPE;
}

static enum scr_status read_fields(struct scr_event *event, json_t *json) {
  struct scr_json_fields fields;
  json_t *parent, *height, *type, *payload;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status != SCR_OK) return status;
  scr_json_take_optional(&parent, &fields, "parent");
  status = scr_json_take(&height, &fields, "height");
  if (status == SCR_OK) status = scr_json_take(&type, &fields, "type");
  if (status != SCR_OK) return status;
  scr_json_take_optional(&payload, &fields, "payload");
  status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_uint(&event->height, height, SCR_JSON_NUMBER_MAX);
  if (status == SCR_OK) status = event_type_read(&event->type, type);
  if (status == SCR_OK && parent) status = scr_json_hash(&event->parent, parent);
  if (status == SCR_OK && payload) status = scr_json_hash(&event->payload, payload);
  event->has_parent = parent != NULL;
  event->has_payload = payload != NULL;
  return status;
}

static bool scan_hash(struct scr_hash *hash, struct scan *scan) {
  const char *hex;
  size_t length;
  return scan_spelling(&hex, &length, scan) && scr_hash_from_hex(hash, hex, length) == SCR_OK;
}

// A number as JSON has it: no sign, no leading zero, nine digits at most.
static bool scan_height(uint64_t *height, struct scan *scan) {
  size_t digits = 0;
  for (*height = 0; scan->left > 0 && *scan->at >= '0' && *scan->at <= '9'; digits++, scan->at++, scan->left--) {
    if (digits == 9 || (digits == 1 && *height == 0)) return false;
    *height = 10 * *height + (uint64_t)(*scan->at - '0');
  }
  return digits > 0;
}

// A ballot's event in its one form, read without a tree of values: there is one for each ballot. False for anything else.
static bool scan_ballot_event(struct scr_event *event, const char *bytes, size_t length) {
  struct scan scan = {bytes, length};
  *event = (struct scr_event){.type = SCR_EVENT_BALLOT, .has_parent = true, .has_payload = true};
  return scan_text(&scan, "{\"parent\":\"") && scan_hash(&event->parent, &scan) && scan_text(&scan, ",\"height\":") &&
         scan_height(&event->height, &scan) && scan_text(&scan, ",\"type\":\"Ballot\",\"payload\":\"") &&
         scan_hash(&event->payload, &scan) && scan_text(&scan, "}") && scan.left == 0;
}

enum scr_status scr_event_read(struct scr_event *event, const char *bytes, size_t length) {
  json_t *json = NULL;
  struct scr_event read = {0};
  if (scan_ballot_event(&read, bytes, length)) {
    *event = read;
    return SCR_OK;
  }
  read = (struct scr_event){0};
  enum scr_status status = scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_fields(&read, json);
  json_decref(json);
  if (status == SCR_OK) *event = read;
  return status;
}

void scr_text_add_event(struct scr_text *text, const struct scr_event *event) {
  char hex[SCR_HASH_HEX + 1];
  scr_text_add(text, "{");
  if (event->has_parent) {
    scr_hash_hex(hex, &event->parent);
    scr_text_add_format(text, "\"parent\":\"%s\",", hex);
  }
  scr_text_add(text, "\"height\":");
  scr_text_add_u64(text, event->height);
  scr_text_add_format(text, ",\"type\":\"%s\"", type_names[event->type]);
  if (event->has_payload) {
    scr_hash_hex(hex, &event->payload);
    scr_text_add_format(text, ",\"payload\":\"%s\"", hex);
  }
  scr_text_add(text, "}");
}

// --- phases ---

const char *scr_phase_name(enum scr_phase phase) {
  static const char *const names[SCR_PHASES] = {"empty", "voting", "closed", "tallied", "done"};
  return names[phase];
}

// Shuffles belong to ranked questions; an election with those is refused at its setup, so no phase admits them (EVT-2).
enum scr_status scr_phase_next(enum scr_phase *next, enum scr_phase phase, enum scr_event_type type) {
  static const struct {
    enum scr_phase from;
    enum scr_event_type type;
    enum scr_phase to;
  } steps[] = {
      {SCR_PHASE_EMPTY, SCR_EVENT_SETUP, SCR_PHASE_VOTING},
      {SCR_PHASE_VOTING, SCR_EVENT_BALLOT, SCR_PHASE_VOTING},
      {SCR_PHASE_VOTING, SCR_EVENT_END_BALLOTS, SCR_PHASE_CLOSED},
      {SCR_PHASE_CLOSED, SCR_EVENT_ENCRYPTED_TALLY, SCR_PHASE_TALLIED},
      {SCR_PHASE_TALLIED, SCR_EVENT_PARTIAL_DECRYPTION, SCR_PHASE_TALLIED},
      {SCR_PHASE_TALLIED, SCR_EVENT_RESULT, SCR_PHASE_DONE},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    if (steps[i].from != phase || steps[i].type != type) continue;
    *next = steps[i].to;
    return SCR_OK;
  }
  return SCR_E_CHAIN_PHASE;
}
