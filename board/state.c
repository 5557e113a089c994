// SPDX-License-Identifier: Apache-2.0
// States: what a whole run found, under a MAC with a key of the user's own. INC-1.
#include <sodium.h>
#include <string.h>

#include "board/claim_format.h"

#define SCHEMA "scrutineer-state-1"
#define MAC_BYTES crypto_auth_hmacsha256_BYTES
_Static_assert(SCR_STATE_KEY_BYTES == crypto_auth_hmacsha256_KEYBYTES, "the key is one of HMAC-SHA-256");

void scr_state_key_generate(struct scr_state_key *key) {
  randombytes_buf(key->byte, sizeof key->byte);
}

void scr_state_clear(struct scr_state *state) {
  scr_claim_clear(&state->claim);
  scr_text_free(&state->tally);
  scr_text_free(&state->sized_tally);
}

// --- writing ---

static void add_journal(struct scr_text *text, const struct scr_state *state) {
  char root[SCR_HASH_HEX + 1];
  scr_hash_hex(root, &state->root);
  if (state->has_journal) claim_add_number(text, "entries", state->entries);
  if (state->has_journal) scr_text_add_format(text, ",\"root\":\"%s\"", root);
}

static void add_mac(struct scr_text *text, const struct scr_state_key *key) {
  uint8_t mac[MAC_BYTES];
  if (scr_text_ok(text) != SCR_OK) return;
  (void)crypto_auth_hmacsha256(mac, (const unsigned char *)text->bytes, text->length, key->byte);
  scr_text_add_hex(text, mac, sizeof mac);
}

void scr_text_add_state(struct scr_text *text, const struct scr_state *state, const struct scr_state_key *key) {
  struct scr_text made = SCR_TEXT_INIT;
  claim_add_archive(&made, SCHEMA, &state->claim);
  claim_add_number(&made, "ballots", state->claim.ballots);
  add_journal(&made, state);
  scr_text_add(&made, "}\n");
  scr_text_add_bytes(&made, state->tally.bytes, state->tally.length);
  scr_text_add(&made, "\n");
  scr_text_add_bytes(&made, state->sized_tally.bytes, state->sized_tally.length);
  scr_text_add(&made, "\n");
  add_mac(&made, key);
  if (scr_text_ok(&made) != SCR_OK)
    text->failed = true;
  else
    scr_text_add_format(text, "%s\n", made.bytes);
  scr_text_free(&made);
}

// --- reading ---

// The bytes before the last line, which is their MAC. Compared in constant time, since the key is secret.
static enum scr_status check_mac(size_t *signed_length, const char *bytes, size_t length,
                                 const struct scr_state_key *key) {
  struct scr_hash mac;
  size_t line = SCR_HASH_HEX + 1;
  if (length <= line || bytes[length - 1] != '\n') return SCR_E_STATE_MAC;
  *signed_length = length - line;
  if (scr_hash_from_hex(&mac, bytes + *signed_length, SCR_HASH_HEX) != SCR_OK) return SCR_E_STATE_MAC;
  const unsigned char *message = (const unsigned char *)bytes;
  return crypto_auth_hmacsha256_verify(mac.byte, message, *signed_length, key->byte) == 0 ? SCR_OK : SCR_E_STATE_MAC;
}

// The next line, without its end.
static enum scr_status take_line(const char **line, size_t *line_length, const char **bytes, size_t *length) {
  const char *end = memchr(*bytes, '\n', *length);
  if (!end) return SCR_E_STATE_FORM;
  *line = *bytes;
  *line_length = (size_t)(end - *bytes);
  *length -= *line_length + 1;
  *bytes = end + 1;
  return SCR_OK;
}

static enum scr_status read_fields(struct scr_state *state, json_t *json) {
  struct scr_json_fields fields;
  json_t *root = NULL;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = claim_read_archive(&state->claim, &fields, SCHEMA);
  if (status == SCR_OK) status = claim_take_number(&state->claim.ballots, &fields, "ballots");
  state->has_journal = status == SCR_OK && fields.next;
  if (state->has_journal) status = claim_take_number(&state->entries, &fields, "entries");
  if (status == SCR_OK && state->has_journal) status = scr_json_take(&root, &fields, "root");
  if (status == SCR_OK && state->has_journal) status = scr_json_hash(&state->root, root);
  if (status == SCR_OK) status = scr_json_end(&fields);
  state->claim.end = state->claim.events;
  bool sound = state->claim.ballots < state->claim.events;
  return status == SCR_OK && !sound ? SCR_E_STATE_FORM : status;
}

static enum scr_status read_head(struct scr_state *state, const char *line, size_t length) {
  json_t *json = NULL;
  enum scr_status status = scr_json_read(&json, line, length);
  if (status == SCR_OK) status = read_fields(state, json);
  json_decref(json);
  return status;
}

static enum scr_status read_lines(struct scr_state *state, const char *bytes, size_t length) {
  const char *line;
  size_t line_length;
  enum scr_status status = take_line(&line, &line_length, &bytes, &length);
  if (status == SCR_OK) status = read_head(state, line, line_length);
  if (status == SCR_OK) status = take_line(&line, &line_length, &bytes, &length);
  if (status == SCR_OK) scr_text_add_bytes(&state->tally, line, line_length);
  if (status == SCR_OK) status = take_line(&line, &line_length, &bytes, &length);
  if (status == SCR_OK) scr_text_add_bytes(&state->sized_tally, line, line_length);
  if (status == SCR_OK && length > 0) status = SCR_E_STATE_FORM;
  if (status == SCR_OK) status = scr_text_ok(&state->tally);
  return status == SCR_OK ? scr_text_ok(&state->sized_tally) : status;
}

enum scr_status scr_state_read(struct scr_state *state, const char *bytes, size_t length,
                               const struct scr_state_key *key) {
  size_t signed_length = 0;
  struct scr_state read = {.tally = SCR_TEXT_INIT, .sized_tally = SCR_TEXT_INIT};
  enum scr_status status = check_mac(&signed_length, bytes, length, key);
  if (status == SCR_OK) status = read_lines(&read, bytes, signed_length);
  if (status == SCR_OK)
    *state = read;
  else
    scr_state_clear(&read);
  return status;
}
