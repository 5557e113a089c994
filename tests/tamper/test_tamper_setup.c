// SPDX-License-Identifier: Apache-2.0
// Setups that must be refused: the documents that everything else hangs on.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/json.h"
#include "tests/support/suite.h"
#include "tests/tamper/setup_fixture.h"

#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"  // sealed later

// What is well formed and of an unknown kind is neither valid nor invalid: it can't be checked, and that is said.
static void expect_unsupported(enum scr_status status) {
  struct scr_report *report = kit_verify(kit);
  ck_assert_str_eq(scr_status_id(report->cause), scr_status_id(status));
  ck_assert_int_eq(report->checks[SCR_CHECK_SETUP_ELECTION].state, SCR_STATE_NOT_CHECKABLE);
  ck_assert_int_eq(report->checks[SCR_CHECK_BALLOTS_PROOFS].state, SCR_STATE_NOT_CHECKABLE);
  kit_expect_verdict(report, SCR_VERDICT_CANNOT_CHECK);
}

START_TEST(the_untouched_setup_is_valid_so_far) {
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_INCOMPLETE);
}
END_TEST

// --- the election ---

START_TEST(an_unknown_group_cannot_be_checked) {
  kit_replace(kit_setup(kit, KIT_ELECTION), "\"group\":\"Ed25519\"",
              _i == 0 ? "\"group\":\"Ed448\"" : "\"group\":\"\"");
  expect_unsupported(SCR_E_SETUP_GROUP);
}
END_TEST

// Parameters of a group in the record, as older versions had them, are not taken from there.
START_TEST(a_group_with_parameters_of_its_own_is_refused) {
  kit_replace(kit_setup(kit, KIT_ELECTION), "\"group\":\"Ed25519\"",
              "\"group\":{\"g\":\"2\",\"p\":\"23\",\"q\":\"11\"}");
  expect(SCR_CHECK_SETUP_ELECTION, SCR_E_JSON_TYPE);
}
END_TEST

START_TEST(a_later_version_cannot_be_checked) {
  kit_replace(kit_setup(kit, KIT_ELECTION), "\"version\":1", _i == 0 ? "\"version\":2" : "\"version\":0");
  expect_unsupported(SCR_E_SETUP_VERSION);
}
END_TEST

// SET-5.
START_TEST(a_question_of_another_type_cannot_be_checked) {
  static const char *const questions[] = {
      "[{\"type\":\"NonHomomorphic\",\"value\":{\"answers\":[\"A\",\"B\"],\"question\":\"Rank\"}}]",
      "[{\"type\":\"Lists\",\"value\":{\"answers\":[[\"A\",\"B\"]],\"question\":\"List\"}}]",
  };
  kit_replace(kit_setup(kit, KIT_ELECTION),
              "[{\"answers\":[\"Ann\",\"Bea\"],\"min\":1,\"max\":1,\"question\":\"Who?\"}]", questions[_i]);
  expect_unsupported(SCR_E_SETUP_QUESTION_TYPE);
}
END_TEST

// SET-1, JSN-4.
START_TEST(questions_that_make_no_sense_are_refused) {
  static const struct {
    const char *old, *new;
    enum scr_status status;
  } changes[] = {
      {"\"min\":1", "\"min\":2", SCR_E_SETUP_BOUNDS},  // min above max
      {"\"max\":1", "\"max\":3", SCR_E_SETUP_BOUNDS},  // max above the answers
      {"\"min\":1", "\"min\":-1", SCR_E_SETUP_BOUNDS},
      {"\"max\":1", "\"max\":4294967297", SCR_E_SETUP_BOUNDS},           // 2^32 + 1
      {"\"max\":1", "\"max\":9223372036854775807", SCR_E_SETUP_BOUNDS},  // 2^63 - 1
      {"[\"Ann\",\"Bea\"],\"min\":1,\"max\":1", "[],\"min\":0,\"max\":0", SCR_E_SETUP_QUESTIONS},
      {"[{\"answers\":[\"Ann\",\"Bea\"],\"min\":1,\"max\":1,\"question\":\"Who?\"}]", "[]", SCR_E_SETUP_QUESTIONS},
      {"\"min\":1,\"max\":1", "\"max\":1,\"min\":1", SCR_E_JSON_FIELD},
      {"\"min\":1,", "", SCR_E_JSON_FIELD},
      {"\"question\":\"Who?\"", "\"question\":\"Who?\",\"more\":1", SCR_E_JSON_FIELD},
      {"\"question\":\"Who?\"", "\"question\":null", SCR_E_JSON_TYPE},
      {"\"blank\"", "", SCR_E_JSON_TYPE},                                                // replaced below
      {"\"uuid\":\"KitKitKitKit11\"", "\"uuid\":\"KitKitKitKit1\"", SCR_E_SETUP_UUID},   // 13 characters
      {"\"uuid\":\"KitKitKitKit11\"", "\"uuid\":\"KitKitKitKit10\"", SCR_E_SETUP_UUID},  // no Base58
      {"\"uuid\":\"KitKitKitKit11\"", "\"uuid\":\"../KitKitKit11\"", SCR_E_SETUP_UUID},
      {"KitKitKitKit11", "KitKitKitKit11KitKitKitKit11KitKitKitKit11KitKitKitKit11KitKitKit", SCR_E_SETUP_UUID},  // 65
      {"KitKitKitKit11", "KitKitKitKit11\\u0000", SCR_E_TEXT},
      {"\"group\":\"Ed25519\"", "\"group\":\"Ed25519\\u0000\"", SCR_E_TEXT},
      {"\"uuid\":\"KitKitKitKit11\"", "\"uuid\":\"KitKitKitKit11\",\"x\":1", SCR_E_JSON_FIELD},
      {"\"uuid\":\"KitKitKitKit11\"", "\"uuid\":\"KitKitKitKit11\",\"administrator\":1", SCR_E_JSON_TYPE},
      {"\"uuid\":\"KitKitKitKit11\"", "\"uuid\":\"KitKitKitKit11\",\"credential_authority\":1", SCR_E_JSON_TYPE},
      {"\"name\":\"Kit\"", "\"name\":1", SCR_E_JSON_TYPE},
      {"\"description\":\"An election for tests\"", "\"description\":[]", SCR_E_JSON_TYPE},
      {"[\"Ann\",\"Bea\"]", "[\"Ann\",1]", SCR_E_JSON_TYPE},
      {"\"questions\":[", "\"questions\":[1,", SCR_E_JSON_TYPE},
  };
  if (_i == 11)
    kit_replace(kit_setup(kit, KIT_ELECTION), "\"min\":1", "\"blank\":1,\"min\":1");
  else
    kit_replace(kit_setup(kit, KIT_ELECTION), changes[_i].old, changes[_i].new);
  expect(SCR_CHECK_SETUP_ELECTION, changes[_i].status);
}
END_TEST

START_TEST(more_questions_or_answers_than_the_limit_are_refused) {
  struct scr_text *document = kit_setup(kit, KIT_ELECTION);
  json_t *json = json_loadb(document->bytes, document->length, 0, NULL),
         *questions = json_object_get(json, "questions");
  json_t *list = _i == 0 ? questions : json_object_get(json_array_get(questions, 0), "answers");
  size_t limit = _i == 0 ? SCR_QUESTIONS_MAX : SCR_ANSWERS_MAX;
  while (json_array_size(list) <= limit) ck_assert_int_eq(json_array_append(list, json_array_get(list, 0)), 0);
  scr_text_clear(document);
  scr_text_add_value(document, json);
  json_decref(json);
  expect(SCR_CHECK_SETUP_ELECTION, SCR_E_LIMIT);
}
END_TEST

// LIM-1.
START_TEST(a_document_larger_than_the_limit_is_refused) {
  struct scr_text long_name = SCR_TEXT_INIT;
  scr_text_add(&long_name, "\"name\":\"");
  while (long_name.length <= SCR_DOCUMENT_MAX)
    scr_text_add(&long_name, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
  kit_replace(kit_setup(kit, KIT_ELECTION), "\"name\":\"", long_name.bytes);
  scr_text_free(&long_name);
  expect(SCR_CHECK_SETUP_ELECTION, SCR_E_LIMIT);
}
END_TEST

// What the definition of an election is held against, before there is a document.
START_TEST(a_question_is_checked_by_itself_too) {
  struct scr_question question = {.answers_n = 2, .min = 1, .max = 2};
  ck_assert_int_eq(scr_question_check(&question), SCR_OK);
  question.answers_n = SCR_ANSWERS_MAX + 1;
  ck_assert_int_eq(scr_question_check(&question), SCR_E_LIMIT);
  question.answers_n = 0;
  ck_assert_int_eq(scr_question_check(&question), SCR_E_SETUP_QUESTIONS);
}
END_TEST

// --- the key ---

static void set_public_key(const struct scr_element *key) {
  char old[160], new[160];
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_json_element(&text, kit->election->group, &kit->election->public_key);
  (void)snprintf(old, sizeof old, "\"public_key\":%s", text.bytes);
  scr_text_clear(&text);
  scr_text_add_json_element(&text, kit->election->group, key);
  (void)snprintf(new, sizeof new, "\"public_key\":%s", text.bytes);
  scr_text_free(&text);
  kit_replace(kit_setup(kit, KIT_ELECTION), old, new);
}

// SET-2.
START_TEST(a_key_that_is_not_the_trustees_is_refused) {
  // one that somebody else holds; one trustee's alone; the combination without the mandatory trustee
  struct scr_element key = kit->credential_key[0];
  if (_i == 1) key = *scr_trustees_key(kit->trustees, 1);
  if (_i == 2)
    scr_element_div(&key, kit->election->group, &kit->election->public_key, scr_trustees_key(kit->trustees, 1));
  set_public_key(&key);
  expect(SCR_CHECK_SETUP_KEY, SCR_E_SETUP_KEY);
}
END_TEST

START_TEST(the_identity_as_election_key_is_refused) {
  set_public_key(scr_group_identity(kit->election->group));
  expect(SCR_CHECK_SETUP_ELECTION, SCR_E_ELEMENT_IDENTITY);
}
END_TEST

// --- the credentials ---

static void edit_credentials(const char *line, bool replace) {
  struct scr_text *document = kit_setup(kit, KIT_CREDENTIALS);
  json_t *json = json_loadb(document->bytes, document->length, 0, NULL);
  if (replace)
    ck_assert_int_eq(json_array_set_new(json, 1, json_string(line)), 0);
  else
    ck_assert_int_eq(json_array_append_new(json, json_string(line)), 0);
  scr_text_clear(document);
  scr_text_add_value(document, json);
  json_decref(json);
}

// The same key again, also under another weight: it is the key that is the credential.
START_TEST(a_credential_that_stands_twice_is_refused) {
  struct scr_text line = SCR_TEXT_INIT;
  scr_text_add_element(&line, kit->election->group, &kit->credential_key[_i]);
  scr_text_add_format(&line, ",%d", 1);
  edit_credentials(line.bytes, false);
  scr_text_free(&line);
  expect(SCR_CHECK_SETUP_CREDENTIALS, SCR_E_SETUP_CREDENTIALS);
}
END_TEST

START_TEST(no_credentials_are_refused) {
  kit_set(kit_setup(kit, KIT_CREDENTIALS), "[]", 2);
  expect(SCR_CHECK_SETUP_CREDENTIALS, SCR_E_SETUP_CREDENTIALS);
}
END_TEST

// SET-3.
START_TEST(weights_that_are_none_are_refused) {
  static const char *const weights[] = {"-1",
                                        "",
                                        "01",
                                        "+1",
                                        "1.0",
                                        "1e3",
                                        " 1",
                                        "0x1",
                                        "1,1",
                                        "1099511627776",
                                        "99999999999999",
                                        "18446744073709551617"};
  struct scr_text line = SCR_TEXT_INIT;
  struct scr_element fresh;
  struct scr_scalar secret;
  kit_random(kit, &secret);
  kit_power(kit, &fresh, scr_group_generator(kit->election->group), &secret);
  scr_text_add_element(&line, kit->election->group, &fresh);
  scr_text_add_format(&line, ",%s", weights[_i]);
  edit_credentials(line.bytes, false);
  scr_text_free(&line);
  expect(SCR_CHECK_SETUP_CREDENTIALS, SCR_E_SETUP_WEIGHT);
}
END_TEST

START_TEST(an_identity_as_credential_is_refused) {
  struct scr_text line = SCR_TEXT_INIT;
  scr_text_add_element(&line, kit->election->group, scr_group_identity(kit->election->group));
  edit_credentials(line.bytes, true);
  scr_text_free(&line);
  expect(SCR_CHECK_SETUP_CREDENTIALS, SCR_E_ELEMENT_IDENTITY);
}
END_TEST

// Under which no ballot stands: points of small order, a member with one added to it, and no point at all (GRP-4).
START_TEST(a_credential_that_is_no_member_is_refused) {
  static const char *const outsiders[] = {
      "0000000000000000000000000000000000000000000000000000000000000000",
      "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
      "1999999999999999999999999999999999999999999999999999999999999995",
      "0000000000000000000000000000000000000000000000000000000000000002",
  };
  edit_credentials(outsiders[_i], true);
  expect(SCR_CHECK_SETUP_CREDENTIALS, SCR_E_ELEMENT_MEMBER);
}
END_TEST

// --- the setup data ---

// SET-4.
START_TEST(setup_data_that_name_other_documents_are_refused) {
  static const char *const keys[] = {"\"election\":\"", "\"trustees\":\"", "\"credentials\":\""};
  struct scr_text *document = kit_setup(kit, KIT_SETUP_DATA), bytes = SCR_TEXT_INIT;
  kit_seal(kit->board);
  char *at = strstr(document->bytes, keys[_i]) + strlen(keys[_i]);
  *at = *at == '0' ? '1' : '0';
  scr_hash(&kit->board->events[0].event.payload, document->bytes, document->length);  // all sealed but this
  kit_bytes(&bytes, kit->board);
  kit_expect_only(kit_verify_bytes(&bytes), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_SETUP_SETUP_DATA, 0);
  scr_text_free(&bytes);
}
END_TEST

START_TEST(setup_data_with_more_than_the_documents_are_refused) {
  struct scr_text *document = kit_setup(kit, KIT_SETUP_DATA);
  kit_replace(document, "\"}", _i == 0 ? "\",\"x\":1}" : "\",\"credentials_certificate\":\"x\"}");
  expect(SCR_CHECK_ARCHIVE_RECORDS, SCR_E_JSON_FIELD);
}
END_TEST

// A setup with a certificate of the credentials, which stands between them and the setup data.
static void add_certificate(const char *bytes, size_t length) {
  struct kit_event *event = &kit->board->events[0];
  kit_replace(kit_setup(kit, KIT_SETUP_DATA), "\"}", "\",\"credentials_certificate\":\"" NO_HASH "\"}");
  event->data[4] = event->data[3];
  event->data[3] = (struct scr_text)SCR_TEXT_INIT;
  event->data_n = 5;
  kit_set(&event->data[3], bytes, length);
}

// SET-6.
START_TEST(a_certificate_of_the_credentials_is_accepted_and_said_not_to_be_checked) {
  add_certificate("{\"signature\":\"x\"}", 17);
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->notes_n, 1);
  ck_assert_ptr_nonnull(strstr(report->notes[0], "does not check"));
  kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
}
END_TEST

START_TEST(a_certificate_is_no_hiding_place) {
  static const enum scr_status statuses[] = {SCR_E_JSON_SYNTAX, SCR_E_JSON_CANONICAL, SCR_E_LIMIT};
  char *large = calloc(1, (1u << 20) + 3);
  ck_assert_ptr_nonnull(large);
  memset(large, 'x', (1u << 20) + 2);
  large[0] = '[', large[1] = '"', large[1u << 20] = '"', large[(1u << 20) + 1] = ']';
  if (_i == 0) add_certificate("\xff\xfe", 2);
  if (_i == 1) add_certificate("[ ]", 3);
  if (_i == 2) add_certificate(large, (1u << 20) + 2);
  free(large);
  expect(SCR_CHECK_ARCHIVE_RECORDS, statuses[_i]);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered setups");
  TCase *tests = tcase_create("setup");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, the_untouched_setup_is_valid_so_far);
  tcase_add_loop_test(tests, an_unknown_group_cannot_be_checked, 0, 2);
  tcase_add_test(tests, a_group_with_parameters_of_its_own_is_refused);
  tcase_add_loop_test(tests, a_later_version_cannot_be_checked, 0, 2);
  tcase_add_loop_test(tests, a_question_of_another_type_cannot_be_checked, 0, 2);
  tcase_add_loop_test(tests, questions_that_make_no_sense_are_refused, 0, 25);
  tcase_add_loop_test(tests, more_questions_or_answers_than_the_limit_are_refused, 0, 2);
  tcase_add_test(tests, a_document_larger_than_the_limit_is_refused);
  tcase_add_test(tests, a_question_is_checked_by_itself_too);
  tcase_add_loop_test(tests, a_key_that_is_not_the_trustees_is_refused, 0, 3);
  tcase_add_test(tests, the_identity_as_election_key_is_refused);
  tcase_add_loop_test(tests, a_credential_that_stands_twice_is_refused, 0, 3);
  tcase_add_test(tests, no_credentials_are_refused);
  tcase_add_loop_test(tests, weights_that_are_none_are_refused, 0, 12);
  tcase_add_test(tests, an_identity_as_credential_is_refused);
  tcase_add_loop_test(tests, a_credential_that_is_no_member_is_refused, 0, 4);
  tcase_add_loop_test(tests, setup_data_that_name_other_documents_are_refused, 0, 3);
  tcase_add_loop_test(tests, setup_data_with_more_than_the_documents_are_refused, 0, 2);
  tcase_add_test(tests, a_certificate_of_the_credentials_is_accepted_and_said_not_to_be_checked);
  tcase_add_loop_test(tests, a_certificate_is_no_hiding_place, 0, 3);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
