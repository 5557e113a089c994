// SPDX-License-Identifier: Apache-2.0
// What the tests of a dishonest journal share: an election that went well, and the lines of its journal, to be changed and
// sealed again by the board and its witnesses.
#ifndef SCRUTINEER_TESTS_JOURNAL_FIXTURE_H
#define SCRUTINEER_TESTS_JOURNAL_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/journal_forge.h"

static struct jkit *jkit;
static struct jkit_lines lines;

#define OK(x) ck_assert_int_eq((x), SCR_OK)

static inline void begin(const struct jkit_plan *plan) {
  jkit = jkit_new(plan);
}

static inline void tear_down(void) {
  jkit_free(jkit);
}

static inline char *own(const char *string) {
  return (char *)(uintptr_t)string;  // borrowed by an act that is not freed
}

static inline void read_lines(void) {
  jkit_read_lines(&lines, jkit);
}

// The line with the n-th (from 0) of something.
static inline size_t line_of(const char *part, size_t n) {
  for (size_t i = 0; i < lines.count; i++)
    if (strstr(lines.line[i].bytes, part) && n-- == 0) return i;
  kit_stop("no line with %s", part);
}
#define BALLOT "\"type\":\"Ballot\""
#define EVENT(name) "\"type\":\"" name "\""
#define ACT(name) "\"act\":{\"kind\":\"" name "\""

// A line as an entry, and back.
static struct scr_entry entry;
static inline void take(size_t at) {
  jkit_entry(&entry, jkit, &lines.line[at]);
}
static inline void put_back(size_t at) {
  jkit_put_entry(&lines.line[at], &entry);
}

static inline void expect_only(enum scr_check_id id, enum scr_status status) {
  jkit_write_lines(jkit, &lines);
  jkit_expect_only(jkit, id, status);
}

// Where one change makes others wrong, too.
static inline void expect(enum scr_check_id id, enum scr_status status) {
  jkit_write_lines(jkit, &lines);
  kit_expect(jkit_verify(jkit), id, status, -1);
}

static inline void expect_verdict(enum scr_verdict verdict) {
  jkit_write_lines(jkit, &lines);
  jkit_expect_verdict(jkit, verdict);
}

// From the methods' close to the declaration.
static inline void count_out(void) {
  OK(jkit_close_methods(jkit));
  OK(jkit_close_voting(jkit));
  if (!jkit->plan.no_witnesses) jkit_cosign(jkit, 2, jkit->now);
  OK(jkit_tally(jkit));
  OK(jkit_share(jkit));
  OK(jkit_result(jkit));
  OK(jkit_declare(jkit));
}

#endif
