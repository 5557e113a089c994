// SPDX-License-Identifier: Apache-2.0
// What the tests of the roll share: a roll that is imported from a text, and what is expected of its findings.
#ifndef SCRUTINEER_TESTS_ROLL_FIXTURE_H
#define SCRUTINEER_TESTS_ROLL_FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scrutineer/roll.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))
#define HEAD "number,name\n"

static const char *const defaults[SCR_MEMBER_FIELDS] = {NULL};
static struct scr_roll *roll;

static inline void let_go(void) {
  scr_roll_free(roll);
  roll = NULL;
}

static inline void import_bytes(const char *bytes, size_t length, char separator,
                                const char *const columns[SCR_MEMBER_FIELDS]) {
  let_go();
  ck_assert_int_eq(scr_roll_import(&roll, bytes, length, separator, columns), SCR_OK);
}

static inline void import(const char *text) {
  import_bytes(text, strlen(text), ',', defaults);
}

// How many findings of this kind there are; *first is the first of them.
static inline size_t findings_of(struct scr_roll_finding *first, enum scr_roll_problem problem) {
  size_t count, found = 0;
  const struct scr_roll_finding *all = scr_roll_findings(&count, roll);
  for (size_t i = count; i-- > 0;) {
    if (all[i].problem != problem) continue;
    *first = all[i];
    found++;
  }
  return found;
}

// Exactly one finding of this kind, there.
static inline void expect_finding(enum scr_roll_problem problem, size_t line, size_t other_line) {
  struct scr_roll_finding finding = {0};
  size_t found = findings_of(&finding, problem);
  ck_assert_msg(found == 1, "%s: found %zu times", scr_roll_problem_id(problem), found);
  ck_assert_msg(finding.line == line && finding.other_line == other_line, "%s: line %zu (%zu), not %zu (%zu)",
                scr_roll_problem_id(problem), finding.line, finding.other_line, line, other_line);
}

// One error and nothing imported.
static inline void expect_error(enum scr_roll_problem problem, size_t line, size_t other_line) {
  ck_assert(scr_roll_problem_is_error(problem));
  expect_finding(problem, line, other_line);
  ck_assert_uint_eq(scr_roll_errors(roll), 1);
  ck_assert_uint_eq(scr_roll_count(roll), 0);
  ck_assert_ptr_null(scr_roll_find(roll, "1"));
}

static inline void expect_member(size_t index, const char *number, const char *name, size_t line) {
  const struct scr_member *member = scr_roll_member(roll, index);
  ck_assert_str_eq(member->number, number);
  ck_assert_str_eq(member->name, name);
  ck_assert_uint_eq(member->line, line);
}

static inline char *repeated(const char *head, char c, size_t count, const char *tail) {
  size_t length = strlen(head);
  char *text = malloc(length + count + strlen(tail) + 1);
  ck_assert_ptr_nonnull(text);
  memcpy(text, head, length);
  memset(text + length, c, count);
  memcpy(text + length + count, tail, strlen(tail) + 1);
  return text;
}

#endif
