// SPDX-License-Identifier: Apache-2.0
// Events, and the documents that an election is set up with.
#include <string.h>

#include "scrutineer/archive.h"
#include "scrutineer/json.h"
#include "scrutineer/setup_record.h"
#include "scrutineer/trustees.h"
#include "tests/fuzz/fuzz.h"

void fuzz_event(const char *bytes, size_t length) {
  struct scr_event event;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_event_read(&event, bytes, length) != SCR_OK) return;
  scr_text_add_event(&again, &event);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
}

// Canonical JSON, but for U+0000, of which the election that was read has the symbol, U+2400 (JSN-4).
static void add_without_nul(struct scr_text *text, const struct scr_text *json) {
  for (size_t i = 0, taken; i < json->length; i += taken) {
    bool nul = json->length - i >= 6 && memcmp(json->bytes + i, "\\u0000", 6) == 0;
    taken = nul ? 6 : json->bytes[i] == '\\' ? 2 : 1;
    if (nul)
      scr_text_add(text, "\xe2\x90\x80");
    else
      scr_text_add_bytes(text, json->bytes + i, taken);
  }
}

// Leaves out of a document that was read what the writer never writes: who ran the election, in which language, and
// "blank":false.
static void add_without_extras(struct scr_text *text, const char *bytes, size_t length) {
  struct scr_text rest = SCR_TEXT_INIT;
  json_t *json = NULL, *question;
  size_t i;
  FUZZ_REQUIRE(scr_json_read_with_nul(&json, bytes, length) == SCR_OK);
  (void)json_object_del(json, "administrator");
  (void)json_object_del(json, "credential_authority");
  (void)json_object_del(json, "language");
  json_array_foreach(json_object_get(json, "questions"), i, question) {
    if (json_is_false(json_object_get(question, "blank"))) (void)json_object_del(question, "blank");
  }
  scr_text_add_value(&rest, json);
  FUZZ_REQUIRE(scr_text_ok(&rest) == SCR_OK);
  add_without_nul(text, &rest);
  scr_text_free(&rest);
  json_decref(json);
}

void fuzz_election(const char *bytes, size_t length) {
  struct scr_election *election;
  struct scr_text again = SCR_TEXT_INIT, expected = SCR_TEXT_INIT;
  size_t cells = 0;
  if (scr_election_new(&election, bytes, length) != SCR_OK) return;
  for (size_t i = 0; i < election->questions_n; i++) {
    FUZZ_REQUIRE(scr_question_check(&election->questions[i]) == SCR_OK);
    cells += scr_question_ciphertexts(&election->questions[i]);
  }
  FUZZ_REQUIRE(cells == election->ciphertexts_n);
  FUZZ_REQUIRE(!scr_element_is_identity(election->group, &election->public_key));
  add_without_extras(&expected, bytes, length);
  scr_text_add_election(&again, election);
  FUZZ_REQUIRE(fuzz_wrote(&again, expected.bytes, expected.length));
  scr_text_free(&expected);
  scr_election_free(election);
}

// Every entry is found at its place, and the weights add up.
static void credentials_of(const struct scr_group *group, const char *bytes, size_t length) {
  struct scr_credentials *credentials;
  json_t *json = NULL, *entry;
  size_t at, i;
  uint64_t weight = 0;
  if (scr_credentials_new(&credentials, &at, group, bytes, length, 1) != SCR_OK) return;
  FUZZ_REQUIRE(scr_json_read(&json, bytes, length) == SCR_OK);
  FUZZ_REQUIRE(json_array_size(json) == scr_credentials_count(credentials));
  json_array_foreach(json, i, entry) {
    const char *string = json_string_value(entry);
    FUZZ_REQUIRE(scr_credentials_find(credentials, string, strcspn(string, ",")) == i);
    weight += scr_credentials_weight(credentials, i);
  }
  FUZZ_REQUIRE(weight == scr_credentials_total_weight(credentials) && weight <= SCR_WEIGHT_MAX);
  json_decref(json);
  scr_credentials_free(credentials);
}

void fuzz_credentials(const char *bytes, size_t length) {
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) credentials_of(scr_group_at(i), bytes, length);
}

// Whatever was read can be asked for all that a verifier asks: whether it holds or not.
static void trustees_of(const struct scr_group *group, const char *bytes, size_t length) {
  struct scr_trustees *trustees;
  struct scr_trustees_gaps gaps;
  struct scr_text summary = SCR_TEXT_INIT;
  struct scr_element key;
  size_t at = 0;
  bool present[SCR_TRUSTEES_MAX] = {false};
  if (scr_trustees_new(&trustees, &at, group, bytes, length) != SCR_OK) {
    FUZZ_REQUIRE(at <= SCR_TRUSTEES_MAX);
    return;
  }
  size_t count = scr_trustees_count(trustees);
  FUZZ_REQUIRE(count >= 1 && count <= SCR_TRUSTEES_MAX);
  enum scr_status status = scr_trustees_check(trustees, &at, &gaps);
  FUZZ_REQUIRE(status == SCR_OK || at <= count);
  FUZZ_REQUIRE(!scr_trustees_quorum(trustees, present));
  for (size_t i = 0; i < count; i++) present[i] = true;
  FUZZ_REQUIRE(scr_trustees_quorum(trustees, present));
  scr_trustees_combined_key(&key, trustees);
  scr_text_add_trustees_summary(&summary, trustees);
  FUZZ_REQUIRE(summary.length > 0);
  scr_text_free(&summary);
  scr_trustees_free(trustees);
}

void fuzz_trustees(const char *bytes, size_t length) {
  for (size_t i = 0; i < SCR_GROUP_COUNT; i++) trustees_of(scr_group_at(i), bytes, length);
}

// Whatever is found at the end of a description is what would be written there.
static void binding_of(const char *bytes, size_t length) {
  struct scr_text description = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  struct scr_hash record;
  scr_text_add_bytes(&description, bytes, length);
  scr_text_add(&description, "");
  FUZZ_REQUIRE(scr_text_ok(&description) == SCR_OK);
  size_t end = strlen(description.bytes);
  if (scr_description_record(&record, description.bytes)) {
    scr_text_add_bound_description(&again, NULL, &record);
    FUZZ_REQUIRE(again.length <= end);
    FUZZ_REQUIRE(fuzz_wrote(&again, bytes + end - again.length, again.length));
  }
  scr_text_free(&description);
}

// One form; and every entry point is found by its name.
void fuzz_setup_record(const char *bytes, size_t length) {
  struct scr_setup_record *record;
  struct scr_text again = SCR_TEXT_INIT;
  binding_of(bytes, length);
  if (scr_setup_record_new(&record, bytes, length) != SCR_OK) return;
  scr_text_add_setup_record(&again, record);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  FUZZ_REQUIRE(record->entry_points_n > 0 && record->members > 0 && record->slot > 0);
  FUZZ_REQUIRE(2 * record->quorum > record->witnesses_n || record->witnesses_n == 0);
  for (size_t i = 0; i < record->entry_points_n; i++) {
    const struct scr_entry_point *point = &record->entry_points[i];
    FUZZ_REQUIRE(scr_setup_record_entry_point(record, point->key.name, strlen(point->key.name)) == point);
  }
  scr_setup_record_free(record);
}
