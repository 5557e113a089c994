// SPDX-License-Identifier: Apache-2.0
// Keys of roles that sign.
#include "cli/role_key.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/quote.h"
#include "scrutineer/json.h"

#define KEY_MAX 4096

static const char *format_of(enum scr_note_key_type type) {
  return type == SCR_NOTE_COSIGNATURE ? "scrutineer-witness-key-1" : "scrutineer-signing-key-1";
}

// --- secret keys ---

bool is_schemeless(const char *name) {
  return name[0] != '/' && !strstr(name, "://");
}

static enum scr_status name_key(struct role_key *key, const char *name, size_t length, enum scr_note_key_type type) {
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  scr_secret_signing_key_publish(public_key, &key->secret);
  return scr_note_key_make(&key->key, name, length, type, public_key);
}

int role_key_make(struct role_key *key, const char *name, enum scr_note_key_type type) {
  *key = (struct role_key){0};
  enum scr_status status = scr_secret_signing_key_generate(&key->secret);
  if (status == SCR_OK) status = name_key(key, name, strlen(name), type);
  return status == SCR_OK ? DONE : fail(status, "a key for \"%s\" can't be made", shown(name));
}

// SEC-3.
bool role_key_write(const char *path, const struct role_key *key) {
  struct scr_text text = SCR_TEXT_SECRET;
  scr_text_add_format(&text, "{\"format\":\"%s\",\"name\":", format_of(key->key.type));
  scr_text_add_json(&text, key->key.name, strlen(key->key.name));
  scr_text_add(&text, ",\"secret\":\"");
  scr_secret_add_signing_key(&text, &key->secret);
  scr_text_add(&text, "\"}");
  bool written = write_file(path, &text, SECRET_FILE, false);
  scr_text_wipe(&text);
  return written;
}

static enum scr_status take_string(json_t **value, struct scr_json_fields *fields, const char *key) {
  enum scr_status status = scr_json_take(value, fields, key);
  return status == SCR_OK && !json_is_string(*value) ? SCR_E_KEY_FORM : status;
}

static enum scr_status parse_key(struct role_key *key, json_t *json, enum scr_note_key_type type) {
  struct scr_json_fields fields;
  json_t *format, *name, *secret;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = take_string(&format, &fields, "format");
  if (status == SCR_OK && strcmp(json_string_value(format), format_of(type)) != 0) status = SCR_E_KEY_FORM;
  if (status == SCR_OK) status = take_string(&name, &fields, "name");
  if (status == SCR_OK) status = take_string(&secret, &fields, "secret");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK)
    status = scr_secret_signing_key_read(&key->secret, json_string_value(secret), json_string_length(secret));
  return status == SCR_OK ? name_key(key, json_string_value(name), json_string_length(name), type) : status;
}

static int read_key(struct role_key *key, const char *path, enum scr_note_key_type type) {
  struct scr_text text = SCR_TEXT_INIT;
  json_t *json = NULL;
  *key = (struct role_key){0};
  int code = CANNOT;
  if (file_is_missing(path)) {
    complain("there is no %s", path);
    if (type == SCR_NOTE_COSIGNATURE)
      advise("\"scrutineer witness key NAME -o %s\" makes it", path);
    else
      advise("its holder makes it, and alone has it: scrutineer key make --help");
  } else if (read_file(&text, path, KEY_MAX)) {
    enum scr_status status = scr_json_read(&json, text.bytes, text.length);
    if (status == SCR_OK) status = parse_key(key, json, type);
    code = status == SCR_OK ? DONE : fail(status, "%s can't be used", path);
  }
  json_decref(json);
  scr_text_wipe(&text);
  return code;
}

int role_key_read(struct role_key *key, const char *path) {
  return read_key(key, path, SCR_NOTE_ED25519);
}

int role_key_read_witness(struct role_key *key, const char *path) {
  return read_key(key, path, SCR_NOTE_COSIGNATURE);
}

void role_key_wipe(struct role_key *key) {
  scr_secret_signing_key_wipe(&key->secret);
}

char *role_key_path(const char *folder, const struct role *role) {
  static const char *const folders[] = {
      [ROLE_BOARD] = "officer", [ROLE_OF_OFFICER] = "officer", [ROLE_OF_REGISTRAR] = "registrar",
      [ROLE_ENTRY] = "entry",   [ROLE_TELLER] = "tellers",     [ROLE_AGENT] = "agents"};
  const char *of = folders[role->kind];
  if (role->kind == ROLE_BOARD) return join(folder, of, "board.key.json");
  if (role->kind == ROLE_OF_OFFICER || role->kind == ROLE_OF_REGISTRAR) return join(folder, of, "key.json");
  char *own = join(folder, of, role->name), *path = join(own, "key.json", NULL);
  free(own);
  return path;
}

const char *role_key_name(const struct definition_board *board, const struct role *role) {
  if (role->kind == ROLE_WITNESS) return NULL;
  return role->kind == ROLE_BOARD ? board->origin : role->name;
}

// --- public keys ---

char *public_key_path(const char *folder, const char *role_name) {
  return join(folder, "public/keys", role_name);
}

int public_key_read(struct scr_note_key *key, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  if (!read_file(&text, path, KEY_MAX)) return CANNOT;
  size_t length = text.length;
  if (length > 0 && text.bytes[length - 1] == '\n') length--;
  enum scr_status status = scr_note_key_parse(key, text.bytes, length);
  scr_text_free(&text);
  return status == SCR_OK ? DONE : fail(status, "%s is not a public key", path);
}

// KEY-2.
bool public_key_fits(const struct scr_note_key *key, const struct definition_board *board, const struct role *role,
                     const char *path) {
  enum scr_note_key_type type = role->kind == ROLE_WITNESS ? SCR_NOTE_COSIGNATURE : SCR_NOTE_ED25519;
  const char *name = role_key_name(board, role);
  if (key->type != type) {
    complain("%s is of another kind than the key of %s: %s", path, role_kind_words(role->kind),
             type == SCR_NOTE_COSIGNATURE ? "no witness's" : "a witness's");
    return false;
  }
  if (name && strcmp(name, key->name) != 0) {
    complain("%s is the key of \"%s\", not of \"%s\"", path, shown(key->name), shown(name));
    return false;
  }
  return true;
}

bool public_key_is_taken(const struct scr_note_key *key, const char *folder, const struct definition_board *board,
                         const struct role *role) {
  struct role other;
  bool taken = false;
  for (size_t i = 0; !taken && role_at(&other, board, i); i++) {
    struct scr_note_key there;
    char *path = public_key_path(folder, other.name);
    taken = strcmp(other.name, role->name) != 0 && file_exists(path) && public_key_read(&there, path) == DONE &&
            memcmp(there.public_key, key->public_key, sizeof there.public_key) == 0;
    free(path);
    if (taken)
      complain("the key for %s \"%s\" is that of %s \"%s\": each role has a key of its own",
               role_kind_words(role->kind), role->name, role_kind_words(other.kind), other.name);
  }
  return taken;
}

int public_key_publish(const struct scr_note_key *key, const char *folder, const struct definition_board *board,
                       const struct role *role) {
  if (public_key_is_taken(key, folder, board, role)) return MISUSE;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_note_key there;
  char *keys = join(folder, "public/keys", NULL), *path = public_key_path(folder, role->name);
  int code = make_folder(keys, 0755) ? DONE : CANNOT;
  if (code == DONE && file_exists(path)) {
    code = public_key_read(&there, path);
    if (code == DONE && (there.type != key->type || strcmp(there.name, key->name) != 0 ||
                         memcmp(there.public_key, key->public_key, sizeof there.public_key) != 0)) {
      complain("%s is there already, with another key", path);
      advise("a key that was lost, or is somebody else's, is removed by hand before the election is opened");
      code = MISUSE;
    }
  } else if (code == DONE) {
    scr_text_add_note_key(&text, key);
    scr_text_add(&text, "\n");
    code = write_file(path, &text, PUBLIC_FILE, false) ? DONE : CANNOT;
  }
  scr_text_free(&text);
  free(keys);
  free(path);
  return code;
}

void scr_text_add_key_command(struct scr_text *text, const char *folder, const struct role *role) {
  if (role->kind == ROLE_WITNESS)
    scr_text_add_format(text, "scrutineer key add -e %s FILE --as %s", quoted(folder), quoted(role->name));
  else
    scr_text_add_format(text, "scrutineer key make -e %s %s", quoted(folder), quoted(role->name));
}

int role_public_key(struct scr_note_key *key, const char *folder, const struct definition_board *board,
                    const struct role *role) {
  struct scr_text command = SCR_TEXT_INIT;
  char *path = public_key_path(folder, role->name);
  int code = CANNOT;
  if (file_is_missing(path)) {
    scr_text_add_key_command(&command, folder, role);
    complain("there is no %s: the key of %s", path, role_kind_words(role->kind));
    advise("%s", command.bytes ? command.bytes : "");
  } else {
    code = public_key_read(key, path);
    if (code == DONE && !public_key_fits(key, board, role, path)) code = MISUSE;
  }
  scr_text_free(&command);
  free(path);
  return code;
}
