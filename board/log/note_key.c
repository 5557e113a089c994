// SPDX-License-Identifier: Apache-2.0
// Verifier keys: whose signatures on notes are known.
#include <sodium.h>
#include <string.h>

#include "board/log/wire.h"
#include "scrutineer/note.h"

#define ID_HEX 8           // digits of a key's id
#define MATERIAL_BYTES 33  // type and public key
#define MATERIAL_BASE64 44

// The first four bytes of SHA-256 of name, newline, type and public key.
static uint32_t key_id(const char *name, size_t name_length, enum scr_note_key_type type, const uint8_t *public_key) {
  uint8_t input[SCR_NOTE_NAME_MAX + 2 + SCR_NOTE_PUBLIC_KEY_BYTES];
  struct scr_hash hash;
  memcpy(input, name, name_length);
  input[name_length] = '\n';
  input[name_length + 1] = (uint8_t)type;
  memcpy(input + name_length + 2, public_key, SCR_NOTE_PUBLIC_KEY_BYTES);
  scr_hash(&hash, input, name_length + 2 + SCR_NOTE_PUBLIC_KEY_BYTES);
  return (uint32_t)hash.byte[0] << 24 | (uint32_t)hash.byte[1] << 16 | (uint32_t)hash.byte[2] << 8 | hash.byte[3];
}

// LOG-5.
enum scr_status scr_note_key_make(struct scr_note_key *key, const char *name, size_t name_length,
                                  enum scr_note_key_type type, const uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES]) {
  if (name_length > SCR_NOTE_NAME_MAX || !wire_is_name(name, name_length)) return SCR_E_NOTE_KEY;
  if (!crypto_core_ed25519_is_valid_point(public_key)) return SCR_E_NOTE_KEY;
  struct scr_note_key made = {.id = key_id(name, name_length, type, public_key), .type = type};
  memcpy(made.name, name, name_length);
  memcpy(made.public_key, public_key, SCR_NOTE_PUBLIC_KEY_BYTES);
  *key = made;
  return SCR_OK;
}

// The type is in the first byte, whatever the kind of key that follows, and how long it is.
static enum scr_status read_material(uint8_t material[MATERIAL_BYTES], const char *base64, size_t length) {
  size_t read_n;
  if (length < 4 || !wire_base64(material, &read_n, 3, base64, 4)) return SCR_E_NOTE_KEY;
  if (material[0] != SCR_NOTE_ED25519 && material[0] != SCR_NOTE_COSIGNATURE) return SCR_E_NOTE_KEY_TYPE;
  if (length != MATERIAL_BASE64 || !wire_base64(material, &read_n, MATERIAL_BYTES, base64, length))
    return SCR_E_NOTE_KEY;
  return read_n == MATERIAL_BYTES ? SCR_OK : SCR_E_NOTE_KEY;
}

static void spell_id(char hex[ID_HEX + 1], uint32_t id) {
  const uint8_t bytes[4] = {(uint8_t)(id >> 24), (uint8_t)(id >> 16), (uint8_t)(id >> 8), (uint8_t)id};
  sodium_bin2hex(hex, ID_HEX + 1, bytes, sizeof bytes);
}

enum scr_status scr_note_key_parse(struct scr_note_key *key, const char *vkey, size_t length) {
  const char *plus = length ? memchr(vkey, '+', length) : NULL;
  if (!plus) return SCR_E_NOTE_KEY;
  size_t name_length = (size_t)(plus - vkey), rest = length - name_length;
  if (rest < ID_HEX + 2 || plus[ID_HEX + 1] != '+') return SCR_E_NOTE_KEY;
  uint8_t material[MATERIAL_BYTES];
  struct scr_note_key made;
  char id[ID_HEX + 1];
  enum scr_status status = read_material(material, plus + ID_HEX + 2, rest - (ID_HEX + 2));
  if (status == SCR_OK)
    status = scr_note_key_make(&made, vkey, name_length, (enum scr_note_key_type)material[0], material + 1);
  if (status != SCR_OK) return status;
  spell_id(id, made.id);
  if (memcmp(plus + 1, id, ID_HEX) != 0) return SCR_E_NOTE_KEY;
  *key = made;
  return SCR_OK;
}

void scr_text_add_note_key(struct scr_text *text, const struct scr_note_key *key) {
  uint8_t material[MATERIAL_BYTES] = {(uint8_t)key->type};
  char id[ID_HEX + 1];
  memcpy(material + 1, key->public_key, SCR_NOTE_PUBLIC_KEY_BYTES);
  spell_id(id, key->id);
  scr_text_add_format(text, "%s+%s+", key->name, id);
  text_add_base64(text, material, sizeof material);
}
