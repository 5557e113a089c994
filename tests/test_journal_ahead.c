// SPDX-License-Identifier: Apache-2.0
// Entries that are read ahead, in groups and bundles, on several threads: each has its own verdict, beside wrong signatures anywhere.
#include <check.h>
#include <stdlib.h>

#include "board/journal/ahead.h"
#include "tests/support/journal_forge.h"
#include "tests/support/suite.h"

#define BALLOTS 300  // more than a bundle has entries, and enough that entry points have tables

static struct jkit *jkit;
static struct jkit_lines lines;
static bool damaged[JKIT_LINES];

static void set_up(void) {
  static const struct jkit_plan plan = {.no_witnesses = true, .no_window = true};
  jkit = jkit_new(&plan);
  ck_assert_int_eq(jkit_open_voting(jkit), SCR_OK);
  for (size_t i = 0; i < BALLOTS; i++)
    ck_assert_int_eq(jkit_cast(jkit, i % JKIT_MEMBERS, i % 2, i % 3 ? J_ONLINE : J_LETTER), SCR_OK);
  jkit_read_lines(&lines, jkit);
}

static void tear_down(void) {
  jkit_free(jkit);
}

// R, S, the word of another entry point, or the ballot.
static void damage(size_t at) {
  struct scr_entry entry;
  jkit_entry(&entry, jkit, &lines.line[at]);
  ck_assert_int_eq(entry.kind, SCR_ENTRY_BALLOT);
  switch (at % 4) {
    case 0: entry.acceptance.signature.bytes[3] ^= 1; break;
    case 1: entry.acceptance.signature.bytes[40] ^= 1; break;
    case 2: jkit_reaccept(&entry, jkit, "online", J_HALL); break;
    default: entry.acceptance.ballot.byte[0] ^= 1; break;
  }
  jkit_put_entry(&lines.line[at], &entry);
  damaged[at] = true;
}

// The Setup's event and the opening come first.
static void damage_all(void) {
  static const size_t some[] = {2, 7, 8, 39, 63, 64, 101, 130, 255, 256, 263, 264, 300, 301};
  for (size_t i = 0; i < sizeof some / sizeof *some; i++) damage(some[i]);
}

static enum scr_status pass(void *context, const struct scr_log_entry *entry) {
  (void)context;
  (void)entry;
  return SCR_OK;
}

static void expect_each(struct log_reader *reader, const struct scr_journal *journal, uint64_t known,
                        unsigned threads) {
  struct journal_ahead *ahead;
  ck_assert_int_eq(journal_ahead_new(&ahead, reader, journal, known, threads), SCR_OK);
  for (uint64_t i = 0; i < log_reader_size(reader); i++) {
    const struct ahead_entry *entry;
    ck_assert_int_eq(journal_ahead_next(&entry, ahead), SCR_OK);
    ck_assert_int_eq(entry->status, SCR_OK);
    bool is_ballot = entry->entry.kind == SCR_ENTRY_BALLOT;
    ck_assert_msg(entry->holds == (i < known || (is_ballot && !damaged[i])), "entry %u", (unsigned)i);
  }
  journal_ahead_free(ahead);
}

START_TEST(each_entry_has_its_own_verdict) {
  static const unsigned threads[] = {1, 3, 20};
  static const uint64_t known[] = {0, 100, 257};
  char folder[200];
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  struct log_pass log_pass = {.bytes_max = UINT64_MAX, .take = pass};
  struct log_reader *reader;
  struct scr_journal *journal;
  struct scr_log_keys keys = scr_setup_record_log_keys(jkit->record);
  damage_all();
  jkit_write_lines(jkit, &lines);
  (void)snprintf(folder, sizeof folder, "%s/log", jkit->public_folder);
  ck_assert_int_eq(log_reader_open(&reader, &note, &checkpoint, &witnessing, folder, &keys, &log_pass), SCR_OK);
  ck_assert_int_eq(scr_journal_new(&journal, jkit->record, jkit->kit->election, jkit->kit->credentials), SCR_OK);
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 3; j++) expect_each(reader, journal, known[i], threads[j]);
  scr_journal_free(journal);
  log_reader_free(reader);
  scr_text_free(&note);
}
END_TEST

// And so has each in the report, which counts them all and keeps the first ten.
START_TEST(the_report_names_each_of_them) {
  size_t wrong = 0;
  damage_all();
  for (size_t i = 0; i < JKIT_LINES; i++) wrong += damaged[i];
  jkit_write_lines(jkit, &lines);
  struct scr_report *report = jkit_verify(jkit);
  const struct scr_check *points = &report->checks[SCR_CHECK_JOURNAL_POINTS];
  ck_assert_int_eq(points->state, SCR_STATE_FAIL);
  ck_assert_uint_eq(points->failures_n, wrong);
  size_t at = 0;
  for (size_t i = 0; i < SCR_FAILURES_MAX; i++, at++) {
    char expected[40];
    while (!damaged[at]) at++;
    (void)snprintf(expected, sizeof expected, "entry %zu of the journal", at);
    ck_assert_msg(strstr(points->failures[i].detail, expected) != NULL, "%s", points->failures[i].detail);
  }
  scr_report_free(report);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("reading ahead");
  TCase *tests = tcase_create("ahead");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, each_entry_has_its_own_verdict);
  tcase_add_test(tests, the_report_names_each_of_them);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
