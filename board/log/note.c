// SPDX-License-Identifier: Apache-2.0
// Signed notes: taking one apart, and whether known keys have signed it.
#include "scrutineer/note.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "board/csv.h"
#include "board/log/wire.h"

#define DASH "\xe2\x80\x94 "  // em dash and space begin a signature line
#define ID_BYTES 4
#define TIME_BYTES 8
#define SIGNATURE_BYTES_MAX (SCR_NOTE_BYTES_MAX / 4 * 3)  // what a line of a note can spell

// --- form ---

bool scr_note_is_text(const char *bytes, size_t length) {
  for (size_t at = 0, count; at < length; at += count) {
    uint32_t c;
    count = utf8_next(&c, bytes + at, length - at);
    if (count == 0 || (c < 0x20 && c != '\n')) return false;
  }
  return length > 0 && bytes[length - 1] == '\n';
}

// The length of the text: it ends before the last empty line. 0 if there is none.
static size_t find_text(const char *bytes, size_t length) {
  size_t end = length;
  while (end >= 2 && !(bytes[end - 1] == '\n' && bytes[end - 2] == '\n')) end--;
  return end >= 2 ? end - 1 : 0;
}

// A signature has at least one byte after the id; how long it must be, its kind says.
static bool read_id(uint32_t *id, const char *base64, size_t length) {
  uint8_t bytes[SIGNATURE_BYTES_MAX];
  size_t bytes_length;
  if (!wire_base64(bytes, &bytes_length, sizeof bytes, base64, length) || bytes_length <= ID_BYTES) return false;
  *id = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
  return true;
}

static bool read_signature(struct scr_note_signature *signature, const char *line, size_t length) {
  struct scr_note_signature read = {.line = line, .line_length = length + 1};
  if (!wire_skip(&line, &length, DASH)) return false;
  const char *space = length ? memchr(line, ' ', length) : NULL;
  if (!space) return false;
  read.name = line;
  read.name_length = (size_t)(space - line);
  read.base64 = space + 1;
  read.base64_length = length - read.name_length - 1;
  if (!wire_is_name(read.name, read.name_length) || !read_id(&read.id, read.base64, read.base64_length)) return false;
  *signature = read;
  return true;
}

// LOG-6.
enum scr_status scr_note_parse(struct scr_note *note, const char *bytes, size_t length) {
  if (length > SCR_NOTE_BYTES_MAX) return SCR_E_LIMIT;
  if (!scr_note_is_text(bytes, length)) return SCR_E_NOTE_FORM;
  struct scr_note read = {.text = bytes, .text_length = find_text(bytes, length)};
  if (read.text_length == 0) return SCR_E_NOTE_FORM;
  struct wire_lines lines = {bytes + read.text_length + 1, length - read.text_length - 1};
  const char *line;
  size_t line_length;
  while (wire_line(&line, &line_length, &lines)) {
    if (read.signatures_n == SCR_NOTE_SIGNATURES_MAX) return SCR_E_LIMIT;
    if (!read_signature(&read.signatures[read.signatures_n++], line, line_length)) return SCR_E_NOTE_FORM;
  }
  if (read.signatures_n == 0) return SCR_E_NOTE_FORM;
  *note = read;
  return SCR_OK;
}

// --- signatures ---

void scr_text_add_note_signature(struct scr_text *text, const struct scr_note_key *key, const uint8_t *signature,
                                 size_t length) {
  uint8_t bytes[ID_BYTES + SCR_NOTE_COSIGNATURE_BYTES] = {(uint8_t)(key->id >> 24), (uint8_t)(key->id >> 16),
                                                          (uint8_t)(key->id >> 8), (uint8_t)key->id};
  assert(length <= SCR_NOTE_COSIGNATURE_BYTES);
  memcpy(bytes + ID_BYTES, signature, length);
  scr_text_add_format(text, DASH "%s ", key->name);
  text_add_base64(text, bytes, ID_BYTES + length);
  scr_text_add(text, "\n");
}

// LOG-8.
void scr_text_add_cosigned(struct scr_text *message, uint64_t time, const char *text, size_t length) {
  scr_text_add(message, "cosignature/v1\ntime ");
  scr_text_add_u64(message, time);
  scr_text_add(message, "\n");
  scr_text_add_bytes(message, text, length);
}

static bool holds(const uint8_t *signature, const char *message, size_t length, const struct scr_note_key *key) {
  return crypto_sign_verify_detached(signature, (const uint8_t *)message, length, key->public_key) == 0;
}

// *time is what the signature begins with.
static enum scr_status check_cosignature(uint64_t *time, const uint8_t *bytes, const struct scr_note *note,
                                         const struct scr_note_key *key) {
  uint64_t said = 0;
  for (size_t i = 0; i < TIME_BYTES; i++) said = said << 8 | bytes[i];
  if (said == 0 || said > SCR_NOTE_TIME_MAX) return SCR_E_NOTE_SIGNATURE;
  struct scr_text message = SCR_TEXT_INIT;
  scr_text_add_cosigned(&message, said, note->text, note->text_length);
  enum scr_status status = scr_text_ok(&message);
  if (status == SCR_OK && !holds(bytes + TIME_BYTES, message.bytes, message.length, key)) status = SCR_E_NOTE_SIGNATURE;
  if (status == SCR_OK) *time = said;
  scr_text_free(&message);
  return status;
}

static enum scr_status check_signature(uint64_t *time, const struct scr_note *note,
                                       const struct scr_note_signature *signature, const struct scr_note_key *key) {
  uint8_t bytes[ID_BYTES + SCR_NOTE_COSIGNATURE_BYTES];
  size_t length, wanted = key->type == SCR_NOTE_COSIGNATURE ? SCR_NOTE_COSIGNATURE_BYTES : SCR_NOTE_SIGNATURE_BYTES;
  if (!wire_base64(bytes, &length, sizeof bytes, signature->base64, signature->base64_length) ||
      length != ID_BYTES + wanted)
    return SCR_E_NOTE_SIGNATURE;
  if (key->type == SCR_NOTE_COSIGNATURE) return check_cosignature(time, bytes + ID_BYTES, note, key);
  return holds(bytes + ID_BYTES, note->text, note->text_length, key) ? SCR_OK : SCR_E_NOTE_SIGNATURE;
}

bool scr_note_signature_is_by(const struct scr_note_signature *signature, const struct scr_note_key *key) {
  return signature->id == key->id && signature->name_length == strlen(key->name) &&
         memcmp(signature->name, key->name, signature->name_length) == 0;
}

// What the lines say of one key. Signing twice is no more than signing once, but every signature must hold.
static enum scr_status check_key(struct scr_note_signer *signer, const struct scr_note *note,
                                 const struct scr_note_key *key) {
  enum scr_status status = SCR_OK;
  for (size_t i = 0; i < note->signatures_n && status == SCR_OK; i++) {
    uint64_t time = 0;
    if (!scr_note_signature_is_by(&note->signatures[i], key)) continue;
    status = check_signature(&time, note, &note->signatures[i], key);
    signer->has_signed = true;
    if (time > signer->time) signer->time = time;
  }
  return status;
}

// LOG-7.
enum scr_status scr_note_check(struct scr_note_signer *signers, const struct scr_note *note,
                               const struct scr_note_key *keys, size_t keys_n) {
  assert(keys_n <= SCR_NOTE_KEYS_MAX);
  struct scr_note_signer found[SCR_NOTE_KEYS_MAX] = {{0}};
  enum scr_status status = SCR_OK;
  bool any = false;
  for (size_t i = 0; i < keys_n && status == SCR_OK; i++) {
    status = check_key(&found[i], note, &keys[i]);
    any = any || found[i].has_signed;
  }
  if (status == SCR_OK && !any) status = SCR_E_NOTE_UNSIGNED;
  if (status == SCR_OK) memcpy(signers, found, keys_n * sizeof *signers);
  return status;
}
