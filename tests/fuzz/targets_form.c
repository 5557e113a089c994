// SPDX-License-Identifier: Apache-2.0
// The smallest forms: JSON, numbers, elements, hashes, and what people type.
#include <string.h>

#include "scrutineer/ballot.h"
#include "scrutineer/json.h"
#include "scrutineer/secret.h"
#include "tests/fuzz/fuzz.h"

// What is read as canonical is written as it was.
void fuzz_json(const char *bytes, size_t length) {
  json_t *json = NULL;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_json_read(&json, bytes, length) != SCR_OK) return;
  scr_text_add_value(&again, json);
  json_decref(json);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
}

// One spelling for each element, and what is read can be calculated with.
static void element_of(const struct scr_group *group, const char *bytes, size_t length) {
  struct scr_element element, square;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_element_parse(&element, group, bytes, length) != SCR_OK) return;
  scr_text_add_element(&again, group, &element);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  scr_element_mul(&square, group, &element, &element);
  scr_element_div(&square, group, &square, &element);
  FUZZ_REQUIRE(scr_element_equal(&square, &element));
}

void fuzz_element(const char *bytes, size_t length) {
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) element_of(scr_group_at(i), bytes, length);
}

// One spelling for each number; the reader of key files, which allows leading zeros up to full width, gives the same.
static void scalar_of(const struct scr_group *group, const char *bytes, size_t length) {
  struct scr_scalar scalar;
  struct scr_secret_scalar secret;
  struct scr_text again = SCR_TEXT_INIT;
  bool kept = scr_secret_scalar_parse(&secret, group, bytes, length) == SCR_OK;
  if (scr_scalar_parse(&scalar, group, bytes, length) == SCR_OK) {
    scr_text_add_scalar(&again, group, &scalar);
    FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
    FUZZ_REQUIRE(kept);
  }
  if (!kept) return;
  while (length > 1 && bytes[0] == '0') {
    bytes++;
    length--;
  }
  FUZZ_REQUIRE(scr_scalar_parse(&scalar, group, bytes, length) == SCR_OK);
  FUZZ_REQUIRE(memcmp(scalar.limb, secret.limb, sizeof scalar.limb) == 0);
}

void fuzz_scalar(const char *bytes, size_t length) {
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) scalar_of(scr_group_at(i), bytes, length);
}

void fuzz_hash(const char *bytes, size_t length) {
  struct scr_hash hash;
  char hex[SCR_HASH_HEX + 1], base64[SCR_HASH_BASE64 + 1];
  if (scr_hash_from_hex(&hash, bytes, length) == SCR_OK) {
    scr_hash_hex(hex, &hash);
    FUZZ_REQUIRE(strlen(hex) == length && memcmp(hex, bytes, length) == 0);
  }
  if (scr_hash_from_base64(&hash, bytes, length) == SCR_OK) {
    scr_hash_base64(base64, &hash);
    FUZZ_REQUIRE(strlen(base64) == length && memcmp(base64, bytes, length) == 0);
  }
}

// Whatever is typed for a code leads to its one form, and the form to itself; a code of a tracker is in that form.
void fuzz_code(const char *bytes, size_t length) {
  char code[SCR_CODE_LENGTH + 1], again[SCR_CODE_LENGTH + 1];
  struct scr_hash hash;
  if (scr_ballot_code_read(code, bytes, length) != SCR_OK) {
    scr_hash(&hash, bytes, length);
    scr_ballot_code(code, &hash);
  }
  FUZZ_REQUIRE(scr_ballot_code_read(again, code, SCR_CODE_LENGTH) == SCR_OK);
  FUZZ_REQUIRE(strcmp(code, again) == 0);
}

// What is read as a credential is one: it gives a number, and what is printed of it is read as the same.
void fuzz_credential(const char *bytes, size_t length) {
  static const char uuid[] = "AAAAAAAAAAAAAA";
  char credential[SCR_CREDENTIAL_MAX], again[SCR_CREDENTIAL_MAX], typed[SCR_CREDENTIAL_TYPED + 1];
  struct scr_secret_scalar secret;
  if (scr_secret_credential_read(credential, bytes, length) != SCR_OK) return;
  FUZZ_REQUIRE(memchr(credential, '\0', sizeof credential));
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++)
    FUZZ_REQUIRE(scr_secret_credential_derive(&secret, scr_group_at(i), uuid, credential) == SCR_OK);
  FUZZ_REQUIRE(scr_secret_credential_read(again, credential, strlen(credential)) == SCR_OK);
  FUZZ_REQUIRE(strcmp(credential, again) == 0);
  if (strlen(credential) != SCR_CREDENTIAL_LENGTH) return;
  scr_secret_credential_print(typed, credential);
  FUZZ_REQUIRE(scr_secret_credential_read(again, typed, SCR_CREDENTIAL_TYPED) == SCR_OK);
  FUZZ_REQUIRE(strcmp(credential, again) == 0);
}
