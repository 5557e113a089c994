// SPDX-License-Identifier: Apache-2.0
// How a program with Check begins a case and ends.
#ifndef SCRUTINEER_TESTS_SUITE_H
#define SCRUTINEER_TESTS_SUITE_H

#include <check.h>
#include <stdlib.h>

static inline TCase *begin_case(Suite *suite, const char *name, SFun setup, SFun teardown) {
  TCase *tests = tcase_create(name);
  tcase_add_checked_fixture(tests, setup, teardown);
  suite_add_tcase(suite, tests);
  return tests;
}

// What main returns.
static inline int run_suite(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
