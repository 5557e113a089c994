// SPDX-License-Identifier: Apache-2.0
// Signing notes: a log its checkpoints, a witness what it has seen. The text is public; the key alone is secret.
#include <string.h>

#include "scrutineer/checkpoint.h"
#include "scrutineer/secret.h"

static bool belongs(const struct scr_note_key *key, enum scr_note_key_type type,
                    const struct scr_secret_signing_key *secret) {
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  scr_secret_signing_key_publish(public_key, secret);
  return key->type == type && memcmp(public_key, key->public_key, sizeof public_key) == 0;
}

// Appends what was put together, or nothing.
static enum scr_status finish(struct scr_text *out, struct scr_text *made) {
  enum scr_status status = scr_text_ok(made);
  if (status == SCR_OK) {
    scr_text_add_bytes(out, made->bytes, made->length);
    status = scr_text_ok(out);
  }
  scr_text_free(made);
  return status;
}

// LOG-16.
enum scr_status scr_secret_note_sign(struct scr_text *note, const char *text, size_t length,
                                     const struct scr_note_key *key, const struct scr_secret_signing_key *secret) {
  uint8_t signature[SCR_NOTE_SIGNATURE_BYTES];
  struct scr_text made = SCR_TEXT_INIT;
  if (!belongs(key, SCR_NOTE_ED25519, secret)) return SCR_E_KEY_MISMATCH;
  if (length > SCR_NOTE_BYTES_MAX) return SCR_E_LIMIT;
  if (!scr_note_is_text(text, length)) return SCR_E_NOTE_FORM;
  scr_secret_signing_key_sign(signature, secret, text, length);
  scr_text_add_bytes(&made, text, length);
  scr_text_add(&made, "\n");
  scr_text_add_note_signature(&made, key, signature, sizeof signature);
  if (made.length > SCR_NOTE_BYTES_MAX) {
    scr_text_free(&made);
    return SCR_E_LIMIT;
  }
  return finish(note, &made);
}

enum scr_status scr_secret_cosign(struct scr_text *line, const char *text, size_t length, uint64_t time,
                                  const struct scr_note_key *key, const struct scr_secret_signing_key *secret) {
  uint8_t signature[SCR_NOTE_COSIGNATURE_BYTES];
  struct scr_checkpoint checkpoint;
  struct scr_text message = SCR_TEXT_INIT, made = SCR_TEXT_INIT;
  if (!belongs(key, SCR_NOTE_COSIGNATURE, secret)) return SCR_E_KEY_MISMATCH;
  if (time == 0 || time > SCR_NOTE_TIME_MAX) return SCR_E_NUMBER;
  enum scr_status status = scr_checkpoint_parse(&checkpoint, text, length);
  if (status != SCR_OK) return status;
  scr_text_add_cosigned(&message, time, text, length);
  status = scr_text_ok(&message);
  if (status == SCR_OK) {
    for (size_t i = 0; i < 8; i++) signature[i] = (uint8_t)(time >> (56 - 8 * i));
    scr_secret_signing_key_sign(signature + 8, secret, message.bytes, message.length);
    scr_text_add_note_signature(&made, key, signature, sizeof signature);
    status = finish(line, &made);
  }
  scr_text_free(&message);
  return status;
}
