// SPDX-License-Identifier: Apache-2.0
// Trustees who are not as many as they look, and what newer versions of the record have and was stripped from one.
#include <unistd.h>

#include "scrutineer/board.h"
#include "tests/support/suite.h"
#include "tests/tamper/trustees_fixture.h"

// TRU-8.
START_TEST(one_key_for_two_trustees_is_refused) {
  json_t *list = open_trustees();
  if (_i == 0)  // two mandatory trustees, one key
    ck_assert_int_eq(json_array_insert(list, 1, json_array_get(list, 0)), 0);
  else if (_i == 1)  // two members of the group
    copy_entry(json_array_get(json_array_get(list, 1), 1), "verification_keys", 0, 1);
  else  // a member who is a mandatory trustee too
    ck_assert_int_eq(json_array_set(json_object_get(json_array_get(json_array_get(list, 1), 1), "verification_keys"), 2,
                                    json_array_get(json_array_get(list, 0), 1)),
                     0);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_TWICE);
}
END_TEST

// Another commitment to the coefficient of x in the member's list, signed and agreed on by it.
static void commit_to(json_t *group, size_t member, const struct scr_element *commitment) {
  json_t *message = json_loads(
      json_string_value(json_object_get(json_array_get(json_object_get(group, "coefexps"), member), "message")), 0,
      NULL);
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_element(&text, kit->election->group, commitment);
  json_array_set_new(json_object_get(message, "coefexps"), 1, json_string(text.bytes));
  scr_text_clear(&text);
  scr_text_add_value(&text, message);
  replace_signed(group, "coefexps", member, text.bytes);
  scr_text_free(&text);
  json_decref(message);
}

static void read_commitment(struct scr_element *commitment, json_t *group, size_t member) {
  json_t *message = json_loads(
      json_string_value(json_object_get(json_array_get(json_object_get(group, "coefexps"), member), "message")), 0,
      NULL);
  const char *spelled = json_string_value(json_array_get(json_object_get(message, "coefexps"), 1));
  ck_assert_int_eq(scr_element_parse(commitment, kit->election->group, spelled, strlen(spelled)), SCR_OK);
  json_decref(message);
}

// With a coefficient that is nothing, fewer than the threshold could decrypt: each alone, here (TRU-9).
START_TEST(commitments_that_cancel_each_other_are_refused) {
  const struct scr_group *group = kit->election->group;
  json_t *json = open_group();
  struct scr_element commitment, others[2];
  if (_i == 0) {
    commit_to(json, 2, scr_group_identity(group));
  } else {
    for (size_t i = 0; i < 2; i++) read_commitment(&others[i], json, i);
    scr_element_div(&commitment, group, scr_group_identity(group), &others[0]);
    scr_element_div(&commitment, group, &commitment, &others[1]);
    commit_to(json, 2, &commitment);
  }
  close_trustees();
  struct scr_report *report = kit_verify(kit);
  ck_assert_str_eq(report->checks[SCR_CHECK_SETUP_TRUSTEES].failures[0].detail, _i == 0 ? "trustee 4" : "");
  kit_expect_only(report, SCR_CHECK_SETUP_TRUSTEES, _i == 0 ? SCR_E_ELEMENT_IDENTITY : SCR_E_SETUP_COMMITMENTS, 0);
}
END_TEST

// --- what was stripped ---

static void strip_contexts(json_t *group) {
  for (size_t i = 0; i < 3; i++) {
    const json_t *certificate = json_array_get(json_object_get(group, "certs"), i);
    json_t *old = json_loads(json_string_value(json_object_get(certificate, "message")), 0, NULL);
    struct scr_text message = SCR_TEXT_INIT;
    ck_assert_int_eq(json_object_del(old, "context"), 0);
    scr_text_add_value(&message, old);
    json_decref(old);
    replace_signed(group, "certs", i, message.bytes);
    scr_text_free(&message);
  }
}

// TRU-10.
START_TEST(agreements_that_were_stripped_are_missed) {
  ck_assert_int_eq(json_object_del(open_group(), "signatures"), 0);
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_AGREEMENT);
}
END_TEST

START_TEST(contexts_that_were_stripped_are_missed) {
  json_t *group = open_group();
  strip_contexts(group);
  if (_i == 1) ck_assert_int_eq(json_object_del(group, "signatures"), 0);  // the keys are still signed
  close_trustees();
  expect(SCR_CHECK_SETUP_TRUSTEES, SCR_E_SETUP_CONTEXT);
}
END_TEST

START_TEST(an_election_of_ours_is_not_made_without_what_older_versions_lack) {
  json_t *group = open_group();
  const struct scr_text *documents = kit->board->events[0].data;
  char path[] = "/tmp/scrutineer-older-XXXXXX/board.bel";
  for (size_t i = 0; i < 3; i++)
    ck_assert_int_eq(json_object_del(json_array_get(json_object_get(group, "verification_keys"), i), "signature"), 0);
  if (_i == 1) strip_contexts(group);
  if (_i == 1) ck_assert_int_eq(json_object_del(group, "signatures"), 0);
  close_trustees();
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_INCOMPLETE);  // another's is accepted
  *strrchr(path, '/') = '\0';
  ck_assert_ptr_nonnull(mkdtemp(path));
  path[strlen(path)] = '/';
  struct scr_document of[3];
  for (size_t i = 0; i < 3; i++) of[i] = (struct scr_document){documents[i].bytes, documents[i].length};
  ck_assert_int_eq(scr_board_create(path, 1, of[0], of[1], of[2]),
                   _i == 0 ? SCR_E_SETUP_VERIFICATION_KEY : SCR_E_SETUP_AGREEMENT);
  *strrchr(path, '/') = '\0';
  ck_assert_int_eq(rmdir(path), 0);  // nothing was made
}
END_TEST

START_TEST(a_signature_that_nothing_can_check_is_said_not_to_be_checked) {
  json_t *list = open_trustees();
  json_t *key = json_array_get(json_array_get(list, 0), 1);
  ck_assert_int_eq(json_object_set(key, "signature", json_object_get(key, "pok")), 0);
  close_trustees();
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->notes_n, 1);
  ck_assert_ptr_nonnull(strstr(report->notes[0], "not checked"));
  kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
}
END_TEST

// Before 2.5.1 there were no contexts and no agreements, and before 3.0 no signatures of keys: accepted, and said.
START_TEST(a_record_of_an_older_version_is_accepted_with_a_note) {
  json_t *group = open_group();
  strip_contexts(group);
  for (size_t i = 0; i < 3; i++)
    ck_assert_int_eq(json_object_del(json_array_get(json_object_get(group, "verification_keys"), i), "signature"), 0);
  ck_assert_int_eq(json_object_del(group, "signatures"), 0);
  close_trustees();
  struct scr_report *report = kit_verify(kit);
  ck_assert_uint_eq(report->notes_n, 2);
  ck_assert_ptr_nonnull(strstr(report->notes[0], "2.5.1"));
  ck_assert_ptr_nonnull(strstr(report->notes[1], "3.0"));
  kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
}
END_TEST

START_TEST(a_trustee_may_have_a_name) {
  json_t *list = open_trustees();
  ck_assert_int_eq(json_object_set_new(json_array_get(json_array_get(list, 0), 1), "name", json_string("Ann")), 0);
  close_trustees();
  kit_expect_verdict(kit_verify(kit), SCR_VERDICT_INCOMPLETE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered groups");
  TCase *tests = tcase_create("groups");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, one_key_for_two_trustees_is_refused, 0, 3);
  tcase_add_loop_test(tests, commitments_that_cancel_each_other_are_refused, 0, 2);
  tcase_add_test(tests, agreements_that_were_stripped_are_missed);
  tcase_add_loop_test(tests, contexts_that_were_stripped_are_missed, 0, 2);
  tcase_add_loop_test(tests, an_election_of_ours_is_not_made_without_what_older_versions_lack, 0, 2);
  tcase_add_test(tests, a_signature_that_nothing_can_check_is_said_not_to_be_checked);
  tcase_add_test(tests, a_record_of_an_older_version_is_accepted_with_a_note);
  tcase_add_test(tests, a_trustee_may_have_a_name);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
