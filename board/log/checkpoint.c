// SPDX-License-Identifier: Apache-2.0
// Checkpoints of a log: what they say, and who says so.
#include "scrutineer/checkpoint.h"

#include <assert.h>
#include <string.h>

#include "board/log/checkpoint_form.h"
#include "board/log/wire.h"

// --- the text ---

static bool is_root_of_nothing(const struct scr_hash *root) {
  struct scr_hash empty;
  scr_hash(&empty, "", 0);
  return scr_hash_equal(root, &empty);
}

bool checkpoint_read(struct scr_checkpoint *checkpoint, const char *text, size_t length) {
  struct wire_lines lines = {text, length};
  struct scr_checkpoint read;
  const char *line;
  size_t line_length;
  if (!scr_note_is_text(text, length)) return false;
  if (!wire_line(&read.origin, &read.origin_length, &lines) || read.origin_length == 0) return false;
  if (!wire_line(&line, &line_length, &lines) || !wire_number(&read.size, line, line_length)) return false;
  if (!wire_line(&line, &line_length, &lines) || !wire_hash(&read.root, line, line_length)) return false;
  while (wire_line(&line, &line_length, &lines))
    if (line_length == 0) return false;
  *checkpoint = read;
  return true;
}

// LOG-9.
enum scr_status scr_checkpoint_parse(struct scr_checkpoint *checkpoint, const char *text, size_t length) {
  struct scr_checkpoint read;
  if (!checkpoint_read(&read, text, length)) return SCR_E_LOG_CHECKPOINT;
  if (read.size == 0 && !is_root_of_nothing(&read.root)) return SCR_E_LOG_CHECKPOINT;
  *checkpoint = read;
  return SCR_OK;
}

void scr_text_add_checkpoint(struct scr_text *text, const char *origin, uint64_t size, const struct scr_hash *root) {
  scr_text_add(text, origin);
  scr_text_add(text, "\n");
  scr_text_add_u64(text, size);
  scr_text_add(text, "\n");
  text_add_base64(text, root->byte, SCR_HASH_BYTES);
  scr_text_add(text, "\n");
}

// --- who signed it ---

// The log's word is not a witness's, and a key counts once, under whichever names it is listed.
static bool counts(const struct scr_witnessing *witnessing, const struct scr_log_keys *keys, size_t i) {
  const uint8_t *key = keys->witnesses[i].public_key;
  if (!witnessing->by[i].has_signed || memcmp(key, keys->log.public_key, SCR_NOTE_PUBLIC_KEY_BYTES) == 0) return false;
  for (size_t j = 0; j < i; j++)
    if (witnessing->by[j].has_signed && memcmp(key, keys->witnesses[j].public_key, SCR_NOTE_PUBLIC_KEY_BYTES) == 0)
      return false;
  return true;
}

static bool have_types(const struct scr_log_keys *keys) {
  for (size_t i = 0; i < keys->witnesses_n; i++)
    if (keys->witnesses[i].type != SCR_NOTE_COSIGNATURE) return false;
  return keys->log.type == SCR_NOTE_ED25519;
}

// The log must have signed; witnesses may have.
static enum scr_status check_signers(struct scr_witnessing *witnessing, const struct scr_note *note,
                                     const struct scr_log_keys *keys) {
  struct scr_note_signer log;
  struct scr_witnessing found = {.count = 0};
  assert(keys->witnesses_n <= SCR_NOTE_KEYS_MAX);
  if (!have_types(keys)) return SCR_E_NOTE_KEY_TYPE;
  enum scr_status status = scr_note_check(&log, note, &keys->log, 1);
  if (status != SCR_OK) return status;
  status = scr_note_check(found.by, note, keys->witnesses, keys->witnesses_n);
  if (status != SCR_OK && status != SCR_E_NOTE_UNSIGNED) return status;
  for (size_t i = 0; i < keys->witnesses_n; i++) found.count += counts(&found, keys, i);
  *witnessing = found;
  return SCR_OK;
}

static enum scr_status open_note(struct scr_checkpoint *checkpoint, struct scr_witnessing *witnessing,
                                 struct scr_note *note, const char *bytes, size_t length,
                                 const struct scr_log_keys *keys) {
  struct scr_checkpoint read;
  struct scr_witnessing found;
  enum scr_status status = scr_note_parse(note, bytes, length);
  if (status == SCR_OK) status = check_signers(&found, note, keys);
  if (status == SCR_OK) status = scr_checkpoint_parse(&read, note->text, note->text_length);
  if (status != SCR_OK) return status;
  if (read.origin_length != strlen(keys->log.name) || memcmp(read.origin, keys->log.name, read.origin_length) != 0)
    return SCR_E_LOG_ORIGIN;
  *checkpoint = read;
  *witnessing = found;
  return SCR_OK;
}

// LOG-10.
enum scr_status scr_checkpoint_open(struct scr_checkpoint *checkpoint, struct scr_witnessing *witnessing,
                                    const char *bytes, size_t length, const struct scr_log_keys *keys) {
  struct scr_note note;
  return open_note(checkpoint, witnessing, &note, bytes, length, keys);
}

// --- keeping what is known ---

// Of a key that has signed more than once, the last line: what was appended later was most likely signed later.
static void add_line_of(struct scr_text *out, const struct scr_note *note, const struct scr_note_key *key) {
  for (size_t i = note->signatures_n; i-- > 0;)
    if (scr_note_signature_is_by(&note->signatures[i], key)) {
      scr_text_add_bytes(out, note->signatures[i].line, note->signatures[i].line_length);
      return;
    }
}

enum scr_status scr_checkpoint_tidy(struct scr_text *out, const char *bytes, size_t length,
                                    const struct scr_log_keys *keys) {
  struct scr_note note;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  enum scr_status status = open_note(&checkpoint, &witnessing, &note, bytes, length, keys);
  if (status != SCR_OK) return status;
  scr_text_add_bytes(out, note.text, note.text_length);
  scr_text_add(out, "\n");
  add_line_of(out, &note, &keys->log);
  for (size_t i = 0; i < keys->witnesses_n; i++) add_line_of(out, &note, &keys->witnesses[i]);
  return scr_text_ok(out);
}
