// SPDX-License-Identifier: Apache-2.0
// A trustee's own files.
#include "cli/trustee_key.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "scrutineer/json.h"

#define KEY_FORMAT "scrutineer-key-1"
#define SEED_FORMAT "scrutineer-seed-1"
#define SECRET_MAX 65536

static char *secret_path(const char *folder, const char *name, const char *file) {
  char *trustees = join(folder, "trustees", name);
  char *path = join(trustees, file, NULL);
  free(trustees);
  return path;
}

static void add_head(struct scr_text *text, const char *format, const struct definition *definition) {
  scr_text_add_format(text, "{\"format\":\"%s\",\"uuid\":\"%s\",\"group\":\"%s\"", format, definition->election.uuid,
                      scr_group_name(definition->election.group));
}

// Whether the file is there already, with these bytes.
static bool is_written(const char *path, const struct scr_text *text) {
  struct scr_text there = SCR_TEXT_INIT;
  bool same = file_exists(path) && read_file(&there, path, SECRET_MAX) && there.length == text->length &&
              sodium_memcmp(there.bytes, text->bytes, text->length) == 0;
  scr_text_wipe(&there);
  return same;
}

// Never replaces another secret; the same one may be written again, by a step that was interrupted and is repeated.
static bool write_secret(const char *folder, const char *name, const char *file, struct scr_text *text) {
  char *own = join(folder, "trustees", name), *path = secret_path(folder, name, file);
  bool written = scr_text_ok(text) == SCR_OK && make_folder(own, 0700) &&
                 (is_written(path, text) || write_file(path, text, SECRET_FILE, false));
  scr_text_wipe(text);
  free(own);
  free(path);
  return written;
}

static bool secret_exists(const char *folder, const char *name, const char *file) {
  char *path = secret_path(folder, name, file);
  bool there = file_exists(path);
  free(path);
  return there;
}

bool key_exists(const char *folder, const char *name) {
  return secret_exists(folder, name, "key.json");
}

bool seed_exists(const char *folder, const char *name) {
  return secret_exists(folder, name, "seed.json");
}

bool key_write(const char *folder, const char *name, const struct definition *definition,
               const struct scr_secret_scalar *secret) {
  struct scr_text text = SCR_TEXT_SECRET;
  add_head(&text, KEY_FORMAT, definition);
  scr_text_add(&text, ",\"secret\":\"");
  scr_secret_add_scalar(&text, definition->election.group, secret);
  scr_text_add(&text, "\"}");
  return write_secret(folder, name, "key.json", &text);
}

bool seed_write(const char *folder, const char *name, const struct definition *definition,
                const struct scr_secret_seed *seed) {
  struct scr_text text = SCR_TEXT_SECRET;
  add_head(&text, SEED_FORMAT, definition);
  scr_text_add_format(&text, ",\"index\":%u,\"seed\":\"", seed->index);
  scr_text_add_secret(&text, seed->seed, SCR_SEED_LENGTH);
  scr_text_add(&text, "\"}");
  return write_secret(folder, name, "seed.json", &text);
}

int remember_once(const char *folder, const char *name, const char *file, const struct scr_hash *hash,
                  enum scr_status refusal, bool dry_run) {
  struct scr_text text = SCR_TEXT_INIT, known = SCR_TEXT_INIT;
  char *path = secret_path(folder, name, file);
  scr_text_add_hex(&text, hash->byte, SCR_HASH_BYTES);
  scr_text_add(&text, "\n");
  int code = CANNOT;
  if (!file_exists(path)) {
    if (dry_run || write_file(path, &text, SECRET_FILE, false)) code = DONE;
  } else if (read_file(&known, path, 4096)) {
    bool same = known.length == text.length && memcmp(known.bytes, text.bytes, text.length) == 0;
    code = same ? DONE : fail(refusal, "%s refuses (%s)", name, path);
  }
  scr_text_free(&text);
  scr_text_free(&known);
  free(path);
  return code;
}

// The fields of a secret file after checking what it is for; the document is to be released.
static enum scr_status read_head(struct scr_json_fields *fields, json_t **json, const struct scr_text *text,
                                 const char *format, const char *uuid, const char *group) {
  const char *const keys[3] = {"format", "uuid", "group"}, *const expected[3] = {format, uuid, group};
  enum scr_status status = scr_json_read(json, text->bytes, text->length);
  if (status == SCR_OK) status = scr_json_fields(fields, *json);
  for (size_t i = 0; i < 3 && status == SCR_OK; i++) {
    json_t *value;
    status = scr_json_take(&value, fields, keys[i]);
    if (status == SCR_OK && (!json_is_string(value) || strcmp(json_string_value(value), expected[i]) != 0))
      status = i == 0 ? SCR_E_KEY_FORM : SCR_E_KEY_MISMATCH;
  }
  return status;
}

static bool read_secret_file(struct scr_text *text, char **path, const char *folder, const char *name,
                             const char *file) {
  *path = secret_path(folder, name, file);
  if (!file_is_missing(*path)) return read_file(text, *path, SECRET_MAX);
  complain("there is no %s: is %s the trustee's name, and is this the trustee's machine?", *path, name);
  return false;
}

bool key_read(struct scr_secret_scalar *secret, const char *folder, const char *name, const struct scr_group *group,
              const char *uuid) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_json_fields fields;
  json_t *json = NULL, *value;
  char *path;
  bool read = read_secret_file(&text, &path, folder, name, "key.json");
  if (read) {
    enum scr_status status = read_head(&fields, &json, &text, KEY_FORMAT, uuid, scr_group_name(group));
    if (status == SCR_OK) status = scr_json_take(&value, &fields, "secret");
    if (status == SCR_OK) status = scr_json_end(&fields);
    if (status == SCR_OK && !json_is_string(value)) status = SCR_E_KEY_FORM;
    if (status == SCR_OK)
      status = scr_secret_scalar_parse(secret, group, json_string_value(value), json_string_length(value));
    read = status == SCR_OK;
    if (!read) (void)fail(status, "%s can't be used", path);
  }
  json_decref(json);
  scr_text_wipe(&text);
  free(path);
  return read;
}

static enum scr_status take_seed(struct scr_secret_seed *seed, struct scr_json_fields *fields) {
  json_t *index, *value;
  uint64_t number = 0;
  enum scr_status status = scr_json_take(&index, fields, "index");
  if (status == SCR_OK) status = scr_json_take(&value, fields, "seed");
  if (status == SCR_OK) status = scr_json_end(fields);
  if (status == SCR_OK) status = scr_json_uint(&number, index, SCR_TRUSTEES_MAX);
  if (status == SCR_OK && json_string_length(value) != SCR_SEED_LENGTH) status = SCR_E_KEY_FORM;
  if (status != SCR_OK) return status;
  seed->index = (uint32_t)number;
  memcpy(seed->seed, json_string_value(value), SCR_SEED_LENGTH + 1);
  return SCR_OK;
}

bool seed_read(struct scr_secret_seed *seed, const char *folder, const char *name,
               const struct definition *definition) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_json_fields fields;
  json_t *json = NULL;
  char *path;
  bool read = read_secret_file(&text, &path, folder, name, "seed.json");
  if (read) {
    enum scr_status status = read_head(&fields, &json, &text, SEED_FORMAT, definition->election.uuid,
                                       scr_group_name(definition->election.group));
    if (status == SCR_OK) status = take_seed(seed, &fields);
    read = status == SCR_OK;
    if (!read) (void)fail(status, "%s can't be used", path);
  }
  json_decref(json);
  scr_text_wipe(&text);
  free(path);
  return read;
}
