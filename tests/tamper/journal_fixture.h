// SPDX-License-Identifier: Apache-2.0
// What the tests of a dishonest journal share: an election that went well, and the lines of its journal, to be changed and
// sealed again by the board and its witnesses.
#ifndef SCRUTINEER_TESTS_JOURNAL_FIXTURE_H
#define SCRUTINEER_TESTS_JOURNAL_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/acts_fixture.h"
#include "tests/support/journal_forge.h"
#include "tests/support/suite.h"

static struct jkit_lines lines;

#define OK(x) ck_assert_int_eq((x), SCR_OK)

static inline void begin(const struct jkit_plan *plan) {
  jkit = jkit_new(plan);
}

static inline void read_lines(void) {
  jkit_read_lines(&lines, jkit);
}

// Lines: Setup, open, ballots of 0 online, of 1 in the hall, of 2 by letter, three methods closed, close, EndBallots (this far
// two witnesses cosigned), EncryptedTally, PartialDecryption, Result, declare.
static inline void set_up(void) {
  static const struct jkit_plan plan;
  begin(&plan);
  jkit_run(jkit);
  read_lines();
}

static inline void set_up_alone(void) {
  static const struct jkit_plan plan;
  begin(&plan);
  OK(jkit_open_voting(jkit));
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

// Voters 3 and 4 lost theirs, and vote under spares: members 0, 1, 2 vote too.
static inline void set_up_with_spares(void) {
  set_up_alone();
  for (size_t i = 0; i < 2; i++) {
    struct scr_act act = void_of(3 + i, SCR_REASON_LOST), reissue = reissue_of(3 + i, JKIT_MEMBERS + i);
    OK(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)));
    OK(jkit_act(jkit, &reissue, JKIT_BY(J_REGISTRAR, J_HALL)));
    OK(jkit_cast(jkit, JKIT_MEMBERS + i, 0, J_ONLINE));
  }
  for (size_t i = 0; i < 3; i++) OK(jkit_cast(jkit, i, 1, J_LETTER));
  count_out();
  read_lines();
}

static inline void put_note(const char *name, struct scr_text *note) {
  jkit_put_file(jkit, name, note);
  scr_text_free(note);
}

// What was read and not changed is given back first.
static inline void expect_now(enum scr_check_id id, enum scr_status status) {
  jkit_lines_free(&lines);
  jkit_expect_only(jkit, id, status);
}

#endif
