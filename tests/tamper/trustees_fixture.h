// SPDX-License-Identifier: Apache-2.0
// What the tests of spoilt trustees share: the trustees document of a setup is opened as JSON, changed and closed again.
#ifndef SCRUTINEER_TESTS_TRUSTEES_FIXTURE_H
#define SCRUTINEER_TESTS_TRUSTEES_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "board/secret/pki.h"
#include "scrutineer/json.h"
#include "tests/tamper/setup_fixture.h"

static json_t *trustees_json;

static inline json_t *open_trustees(void) {
  const struct scr_text *document = kit_setup(kit, KIT_TRUSTEES_DOCUMENT);
  trustees_json = json_loadb(document->bytes, document->length, 0, NULL);
  ck_assert_ptr_nonnull(trustees_json);
  return trustees_json;
}

static inline json_t *open_group(void) {
  return json_array_get(json_array_get(open_trustees(), 1), 1);
}

static void close_trustees(void) {
  struct scr_text *document = kit_setup(kit, KIT_TRUSTEES_DOCUMENT);
  scr_text_clear(document);
  scr_text_add_value(document, trustees_json);
  json_decref(trustees_json);
}

// Puts a copy of entry `from` of a list of the group at `to`.
static void copy_entry(json_t *group, const char *key, size_t from, size_t to) {
  json_t *list = json_object_get(group, key);
  json_t *copy = json_deep_copy(json_array_get(list, from));
  ck_assert_int_eq(json_array_set_new(list, to, copy), 0);
}

// Signs a message with the keys of group member `member` and puts it in the place of its entry in a list.
static void replace_signed(json_t *group, const char *list, size_t member, const char *message) {
  struct pki_keys keys;
  struct scr_text text = SCR_TEXT_INIT;
  pki_keys_derive(&keys, kit->election->group, &kit->seed[member]);
  ck_assert_int_eq(pki_sign(&text, kit->election->group, &keys, message, strlen(message)), SCR_OK);
  pki_keys_wipe(&keys);
  ck_assert_int_eq(
      json_array_set_new(json_object_get(group, list), member, json_loadb(text.bytes, text.length, 0, NULL)), 0);
  scr_text_free(&text);
}

#endif
