// SPDX-License-Identifier: Apache-2.0
// The journal's writer and the verifier over it, from opening to declaring.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/journal_kit.h"
#include "tests/support/suite.h"

static struct jkit *jkit;

static void set_up(void) {
  static const struct jkit_plan plan;
  jkit = jkit_new(&plan);
}

static void tear_down(void) {
  jkit_free(jkit);
}

START_TEST(an_election_with_a_journal_verifies_from_opening_to_declaring) {
  jkit_run(jkit);
  struct scr_report *report = jkit_verify(jkit);
  for (int id = 0; id < SCR_CHECK_COUNT; id++)  // results by method are not wanted here
    ck_assert_msg(id == SCR_CHECK_JOURNAL_METHODS || report->checks[id].state == SCR_STATE_PASS, "%s", scr_check_name((enum scr_check_id)id));
  ck_assert_int_eq(report->verdict, SCR_VERDICT_VALID);
  scr_report_free(report);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("journal");
  TCase *tests = tcase_create("journal");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, an_election_with_a_journal_verifies_from_opening_to_declaring);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
