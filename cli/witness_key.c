// SPDX-License-Identifier: Apache-2.0
// A witness's key file.
#include "cli/witness_key.h"

#include <string.h>

#include "scrutineer/json.h"

#define KEY_FORMAT "scrutineer-witness-key-1"
#define KEY_MAX 4096

void print_json(const char *string) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_json(&text, string, strlen(string));
  print_text(&text);
  scr_text_free(&text);
}

// A URL without its scheme, as the specification of cosignatures wants it.
static bool is_schemeless(const char *name) {
  return name[0] != '/' && !strstr(name, "://");
}

static enum scr_status name_key(struct witness *witness, const char *name, size_t length) {
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  scr_secret_signing_key_publish(public_key, &witness->secret);
  return scr_note_key_make(&witness->key, name, length, SCR_NOTE_COSIGNATURE, public_key);
}

int witness_key_make(struct witness *witness, const char *name) {
  *witness = (struct witness){0};
  enum scr_status status = scr_secret_signing_key_generate(&witness->secret);
  if (status != SCR_OK) return fail(status, "a key can't be made");
  if (is_schemeless(name) && name_key(witness, name, strlen(name)) == SCR_OK) return DONE;
  complain("\"%s\" can't be a witness's name", shown(name));
  advise("a URL without https://, spaces and +, of at most %d bytes: witness.example.org/w1", SCR_NOTE_NAME_MAX);
  return MISUSE;
}

// SEC-3.
bool witness_key_write(const char *path, const struct witness *witness) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_secret(&text, "", 0);
  scr_text_add(&text, "{\"format\":\"" KEY_FORMAT "\",\"name\":");
  scr_text_add_json(&text, witness->key.name, strlen(witness->key.name));
  scr_text_add_secret(&text, ",\"secret\":\"", 11);
  scr_secret_add_signing_key(&text, &witness->secret);
  scr_text_add_secret(&text, "\"}", 2);
  bool written = write_file(path, &text, SECRET_FILE, false);
  scr_text_wipe(&text);
  return written;
}

static enum scr_status take_string(json_t **value, struct scr_json_fields *fields, const char *key) {
  enum scr_status status = scr_json_take(value, fields, key);
  return status == SCR_OK && !json_is_string(*value) ? SCR_E_KEY_FORM : status;
}

static enum scr_status parse_key(struct witness *witness, json_t *json) {
  struct scr_json_fields fields;
  json_t *format, *name, *secret;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = take_string(&format, &fields, "format");
  if (status == SCR_OK && strcmp(json_string_value(format), KEY_FORMAT) != 0) status = SCR_E_KEY_FORM;
  if (status == SCR_OK) status = take_string(&name, &fields, "name");
  if (status == SCR_OK) status = take_string(&secret, &fields, "secret");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK)
    status = scr_secret_signing_key_read(&witness->secret, json_string_value(secret), json_string_length(secret));
  if (status == SCR_OK) status = name_key(witness, json_string_value(name), json_string_length(name));
  return status;
}

int witness_key_read(struct witness *witness, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  json_t *json = NULL;
  *witness = (struct witness){0};
  int code = CANNOT;
  if (!file_exists(path)) {
    complain("there is no %s", path);
    advise("\"scrutineer witness key NAME -o %s\" makes it", path);
  } else if (read_file(&text, path, KEY_MAX)) {
    enum scr_status status = scr_json_read(&json, text.bytes, text.length);
    if (status == SCR_OK) status = parse_key(witness, json);
    code = status == SCR_OK ? DONE : fail(status, "%s can't be used", path);
  }
  json_decref(json);
  scr_text_wipe(&text);
  return code;
}
