// SPDX-License-Identifier: Apache-2.0
// Official acts, their signatures and what entry points sign, as documents: each field has its type and its values, and nothing else
// stands there (JRN-2, JRN-3, JRN-4).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/journal.h"
#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

#define SIGNATURE "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
#define SIGNED ",\"signatures\":[{\"by\":\"officer\",\"signature\":\"" SIGNATURE "\"}]}"
#define TRACKER "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define HASH "0000000000000000000000000000000000000000000000000000000000000001"

static struct kit_plan plan = {
    .questions = {{"Who?", {"Alder", "Birch", NULL}, 0, 1, true}},
    .voters = 1,
    .singles = 1,
};
static struct kit_election *kit;

static void set_up(void) {
  kit = kit_make(&plan);
}

static void tear_down(void) {
  kit_election_free(kit);
}

// One act of each kind of field.
enum { VOID, FREEZE, LIFT, METHOD, AUDITED, WITHDRAW, NOTICE, DECLARE, SUPERSEDE, PAPER, ACTS };
static const char *const bodies[ACTS] = {
    [VOID] = "{\"kind\":\"void\",\"made\":5,\"credential\":\"abc\",\"reason\":\"paper\"}",
    [FREEZE] =
        "{\"kind\":\"freeze\",\"made\":5,\"credential\":\"abc\",\"ballot\":\"" TRACKER "\",\"reason\":\"not-mine\"}",
    [LIFT] = "{\"kind\":\"lift\",\"made\":5,\"credential\":\"abc\",\"entry\":7,\"reason\":\"mistake\"}",
    [METHOD] = "{\"kind\":\"close-method\",\"made\":5,\"method\":\"online\"}",
    [AUDITED] = "{\"kind\":\"audited\",\"made\":5,\"hashes\":[\"" HASH "\"]}",
    [WITHDRAW] =
        "{\"kind\":\"withdraw\",\"made\":5,\"question\":0,\"answer\":1,\"reason\":\"died\",\"votes\":\"void\"}",
    [NOTICE] = "{\"kind\":\"notice\",\"made\":5,\"reason\":\"other\",\"document\":\"" HASH "\"}",
    [DECLARE] = "{\"kind\":\"declare\",\"made\":5,\"result\":\"" HASH
                "\",\"columns\":{\"encrypted\":[[0,1,2]],"
                "\"paper\":[[0,0,0]],\"total\":[[0,1,2]]}}",
    [SUPERSEDE] = "{\"kind\":\"supersede\",\"made\":5,\"uuid\":\"KitKitKitKit11\"}",
    [PAPER] =
        "{\"kind\":\"paper-count\",\"made\":5,\"point\":\"hall\",\"paper\":{\"issued\":9,\"replaced\":0,\"returned\":9,"
        "\"unaccounted\":0,\"rejected\":[{\"reason\":\"mistake\",\"papers\":1},{\"reason\":\"other\",\"papers\":2}],"
        "\"weight\":9,\"valid\":6,\"valid_weight\":6,\"votes\":[[1,2,3]],\"refusals\":[\"alec\"]}}",
};

static enum scr_status read_signed(const struct scr_text *bytes) {
  struct scr_signed_act act;
  enum scr_status status = scr_signed_act_read(&act, kit->election, bytes->bytes, bytes->length);
  if (status != SCR_OK) return status;
  struct scr_text again = SCR_TEXT_INIT, body = SCR_TEXT_INIT;
  scr_text_add_signed_act(&again, &act);
  ck_assert_str_eq(again.bytes, bytes->bytes);
  scr_text_add_act(&body, kit->election, &act.act);  // by its fields, and not as it stood there
  ck_assert_str_eq(body.bytes, act.body.bytes);
  scr_signed_act_free(&act);
  scr_text_free(&again);
  scr_text_free(&body);
  return SCR_OK;
}

// What is read with one part of it changed.
static enum scr_status read_changed(int act, const char *old, const char *new) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add(&text, "{\"act\":");
  scr_text_add(&text, bodies[act]);
  scr_text_add(&text, SIGNED);
  if (old) kit_replace(&text, old, new);
  enum scr_status status = read_signed(&text);
  scr_text_free(&text);
  return status;
}

START_TEST(every_kind_of_field_is_read_and_written_the_same) {
  struct scr_act act;
  for (int i = 0; i < ACTS; i++) {
    ck_assert_int_eq(read_changed(i, NULL, NULL), SCR_OK);
    ck_assert_int_eq(scr_act_read(&act, kit->election, bodies[i], strlen(bodies[i])), SCR_OK);
    ck_assert_uint_eq(act.made, 5);
    scr_act_free(&act);
    ck_assert_int_eq(scr_act_read(&act, kit->election, "[]", 2), SCR_E_JSON_TYPE);
  }
}
END_TEST

START_TEST(what_is_not_of_the_form_is_refused) {
  static const struct {
    int act;
    const char *old, *new;
    enum scr_status status;
  } cases[] = {
      // around the act
      {VOID, "]}", "],\"more\":1}", SCR_E_JSON_FIELD},
      {VOID, "\"}]", "\",\"more\":1}]", SCR_E_JSON_FIELD},
      {VOID, "\"by\":\"officer\"", "\"by\":1", SCR_E_JSON_TYPE},
      {VOID, "\"by\":\"officer\"", "\"by\":\"Mr. Smith\"", SCR_E_TEXT},
      {VOID, SIGNATURE, "", SCR_E_TEXT},
      {VOID, "AA==", "AA", SCR_E_TEXT},
      {VOID, "AA==", "AAAA", SCR_E_TEXT},
      {VOID, "AA==", "A!==", SCR_E_TEXT},
      {VOID, "\"" SIGNATURE "\"", "1", SCR_E_JSON_TYPE},
      {VOID, "{\"act\":", "{\"fact\":", SCR_E_JSON_FIELD},
      {VOID, "\"signatures\":[", "\"signature\":[", SCR_E_JSON_FIELD},
      // its kind, and what it has
      {VOID, "\"void\"", "1", SCR_E_JSON_TYPE},
      {VOID, "\"void\"", "\"avoid\"", SCR_E_TEXT},
      {VOID, "\"made\":5", "\"made\":\"5\"", SCR_E_JSON_TYPE},
      {VOID, "\"made\":5", "\"made\":-5", SCR_E_NUMBER},
      {VOID, "\"paper\"}", "\"paper\",\"more\":1}", SCR_E_JSON_FIELD},
      {VOID, ",\"reason\":\"paper\"", "", SCR_E_JSON_FIELD},
      {VOID, "\"abc\"", "\"\"", SCR_E_TEXT},
      {VOID, "\"abc\"", "1", SCR_E_JSON_TYPE},
      {VOID, "\"reason\":\"paper\"", "\"reason\":1", SCR_E_JSON_TYPE},
      {VOID, "\"reason\":\"paper\"", "\"reason\":\"whim\"", SCR_E_TEXT},
      {FREEZE, "\"" TRACKER "\"", "1", SCR_E_JSON_TYPE},
      {FREEZE, TRACKER, "A", SCR_E_TEXT},
      {LIFT, "\"entry\":7", "\"entry\":\"7\"", SCR_E_JSON_TYPE},
      {METHOD, "\"online\"", "1", SCR_E_JSON_TYPE},
      {METHOD, "\"online\"", "\"by pigeon\"", SCR_E_TEXT},
      {AUDITED, "[\"" HASH "\"]", "[]", SCR_E_JSON_FIELD},
      {AUDITED, "\"" HASH "\"", "1", SCR_E_JSON_TYPE},
      {WITHDRAW, "\"question\":0", "\"question\":\"0\"", SCR_E_JSON_TYPE},
      {WITHDRAW, "\"answer\":1", "\"answer\":\"1\"", SCR_E_JSON_TYPE},
      {WITHDRAW, "\"votes\":\"void\"", "\"votes\":1", SCR_E_JSON_TYPE},
      {WITHDRAW, "\"votes\":\"void\"", "\"votes\":\"vanish\"", SCR_E_TEXT},
      {NOTICE, "\"" HASH "\"", "1", SCR_E_JSON_TYPE},
      {DECLARE, "\"total\":[[0,1,2]]", "\"total\":[[0,1,2]],\"more\":1", SCR_E_JSON_FIELD},
      {DECLARE, "\"paper\"", "\"pepper\"", SCR_E_JSON_FIELD},
      {DECLARE, "[[0,0,0]]", "[[0,0]]", SCR_E_JSON_FIELD},
      {SUPERSEDE, "KitKitKitKit11", "Kit", SCR_E_SETUP_UUID},
      {SUPERSEDE, "\"KitKitKitKit11\"", "1", SCR_E_JSON_TYPE},
      // papers
      {PAPER, "\"hall\"", "1", SCR_E_JSON_TYPE},
      {PAPER, "\"issued\":9", "\"issued\":\"9\"", SCR_E_NUMBER},
      {PAPER, "\"issued\":9", "\"issued\":\"1099511627777\"", SCR_E_NUMBER},  // 2^40 + 1
      {PAPER, "\"issued\":9", "\"issued\":\"1099511627776\"", SCR_OK},
      {PAPER, "[\"alec\"]", "[\"alec\"],\"more\":1", SCR_E_JSON_FIELD},
      {PAPER, "[\"alec\"]", "[1]", SCR_E_JSON_TYPE},
      {PAPER, "\"papers\":1}", "\"papers\":1,\"more\":1}", SCR_E_JSON_FIELD},
      {PAPER, "\"papers\":1}", "\"papers\":0}", SCR_E_NUMBER},
      {PAPER, "\"mistake\"", "\"whim\"", SCR_E_TEXT},
      {PAPER, "\"mistake\"", "1", SCR_E_JSON_TYPE},
      {PAPER, "\"mistake\"", "\"other\"", SCR_E_JSON_FIELD},  // twice
      {PAPER, "[[1,2,3]]", "[[1,2,3],[4]]", SCR_E_JSON_FIELD},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    enum scr_status status = read_changed(cases[i].act, cases[i].old, cases[i].new);
    ck_assert_msg(status == cases[i].status, "%s for %s: %s", cases[i].new, cases[i].old, scr_status_id(status));
  }
}
END_TEST

START_TEST(a_signed_act_is_an_object) {
  struct scr_signed_act act;
  ck_assert_int_eq(scr_signed_act_read(&act, kit->election, "[]", 2), SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_changed(METHOD, bodies[METHOD], "[]"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_changed(METHOD, "[{\"by\":\"officer\",\"signature\":\"" SIGNATURE "\"}]", "{}"),
                   SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_changed(METHOD, "{\"by\":\"officer\",\"signature\":\"" SIGNATURE "\"}", "1"), SCR_E_JSON_TYPE);
}
END_TEST

static enum scr_status read_acceptance(const char *old, const char *new) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_acceptance acceptance;
  scr_text_add(&text, "{\"ballot\":\"" TRACKER "\",\"entry\":\"hall\",\"came\":9,\"signature\":\"" SIGNATURE "\"}");
  if (old) kit_replace(&text, old, new);
  enum scr_status status = scr_acceptance_read(&acceptance, text.bytes, text.length);
  if (status == SCR_OK) ck_assert_str_eq(acceptance.signature.by, "hall");
  scr_text_free(&text);
  return status;
}

START_TEST(what_an_entry_point_signs_has_one_form) {
  ck_assert_int_eq(read_acceptance(NULL, NULL), SCR_OK);
  ck_assert_int_eq(read_acceptance("\"}", "\",\"more\":1}"), SCR_E_JSON_FIELD);
  ck_assert_int_eq(read_acceptance("\"" TRACKER "\"", "1"), SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_acceptance(TRACKER, "A"), SCR_E_TEXT);
  ck_assert_int_eq(read_acceptance("\"hall\"", "\"the hall\""), SCR_E_TEXT);
  ck_assert_int_eq(read_acceptance("\"came\":9", "\"came\":\"9\""), SCR_E_JSON_TYPE);
  ck_assert_int_eq(read_acceptance(SIGNATURE, "AA=="), SCR_E_TEXT);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("act forms");
  TCase *tests = tcase_create("act forms");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, every_kind_of_field_is_read_and_written_the_same);
  tcase_add_test(tests, what_is_not_of_the_form_is_refused);
  tcase_add_test(tests, a_signed_act_is_an_object);
  tcase_add_test(tests, what_an_entry_point_signs_has_one_form);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
