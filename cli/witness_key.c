// SPDX-License-Identifier: Apache-2.0
// A witness's key file: a role's, with a name and a kind of its own.
#include "cli/witness_key.h"

#include <string.h>

#include "board/log/wire.h"  // wire_is_name
#include "cli/role_key.h"

void print_json(const char *string) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_json(&text, string, strlen(string));
  print_text(&text);
  scr_text_free(&text);
}

static void take_key(struct witness *witness, struct role_key *key) {
  witness->key = key->key;
  witness->secret = key->secret;
  role_key_wipe(key);
}

static bool is_name(const char *name) {
  return is_schemeless(name) && strlen(name) <= SCR_NOTE_NAME_MAX && wire_is_name(name, strlen(name));
}

int witness_key_make(struct witness *witness, const char *name) {
  struct role_key key = {0};
  *witness = (struct witness){0};
  if (!is_name(name)) {
    complain("\"%s\" can't be a witness's name", shown(name));
    advise("a URL without https://, spaces and +, of at most %d bytes: witness.example.org/w1", SCR_NOTE_NAME_MAX);
    return MISUSE;
  }
  int code = role_key_make(&key, name, SCR_NOTE_COSIGNATURE);
  take_key(witness, &key);
  return code;
}

bool witness_key_write(const char *path, const struct witness *witness) {
  struct role_key key = {witness->key, witness->secret};
  bool written = role_key_write(path, &key);
  role_key_wipe(&key);
  return written;
}

int witness_key_read(struct witness *witness, const char *path) {
  struct role_key key = {0};
  int code = role_key_read_witness(&key, path);
  take_key(witness, &key);
  return code;
}
