// SPDX-License-Identifier: Apache-2.0
// Going on from a state of a board with a journal: the entries that it is about must be the log's first ones, their signatures are
// taken as verified, and every entry that came since is judged wholly (INC-3).
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/journal_forge.h"
#include "tests/support/suite.h"

#define OK(call) ck_assert_int_eq(call, SCR_OK)

static struct jkit *jkit;

static void set_up(void) {
  static const struct jkit_plan plan;
  jkit = jkit_new(&plan);
  OK(jkit_open_voting(jkit));
}

static void tear_down(void) {
  jkit_free(jkit);
}

static struct scr_session *run(const struct scr_state *state) {
  struct scr_session *session;
  struct scr_verify_options options = {.threads = 2, .journal = jkit->public_folder, .state = state};
  OK(scr_session_new(&session, jkit->path, &options));
  return session;
}

static struct scr_state take_state(void) {
  struct scr_state state;
  struct scr_session *session = run(NULL);
  OK(scr_session_state(&state, session));
  ck_assert(state.has_journal);
  scr_session_free(session);
  return state;
}

static void take_report(struct scr_text *text, const struct scr_state *state) {
  struct scr_session *session = run(state);
  struct scr_report report = *scr_session_report(session);
  ck_assert_uint_eq(report.relied_n, state != NULL);
  report.relied_n = 0;
  scr_text_add_report(text, &report);
  scr_session_free(session);
}

static void expect_same_report(const struct scr_state *state) {
  struct scr_text expected = SCR_TEXT_INIT, actual = SCR_TEXT_INIT;
  take_report(&expected, NULL);
  take_report(&actual, state);
  ck_assert_str_eq(actual.bytes, expected.bytes);
  scr_text_free(&expected);
  scr_text_free(&actual);
}

static void finish(void) {
  jkit->now = JKIT_OPENS + 100 * JKIT_SLOT;
  OK(jkit_close_methods(jkit));
  OK(jkit_close_voting(jkit));
  jkit_cosign(jkit, 2, jkit->now);
  OK(jkit_tally(jkit));
  OK(jkit_share(jkit));
  OK(jkit_result(jkit));
  OK(jkit_declare(jkit));
}

START_TEST(a_run_goes_on_beside_a_journal) {
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  OK(jkit_cast(jkit, 1, 1, J_HALL));
  jkit_close(jkit);
  struct scr_state state = take_state();
  ck_assert_uint_eq(state.entries, 4);
  expect_same_report(&state);
  OK(jkit_reopen(jkit));
  OK(jkit_cast(jkit, 2, 1, J_LETTER));
  OK(jkit_cast(jkit, 0, 1, J_ONLINE));
  jkit_close(jkit);
  expect_same_report(&state);
  OK(jkit_reopen(jkit));
  finish();
  jkit_close(jkit);
  expect_same_report(&state);
  scr_state_clear(&state);
  state = take_state();
  expect_same_report(&state);
  scr_state_clear(&state);
}
END_TEST

// An archive that was verified alone, and then beside its journal: the entries are all new.
START_TEST(a_state_without_a_journal_vouches_for_no_entry) {
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  jkit_close(jkit);
  struct scr_session *session;
  struct scr_state state;
  OK(scr_session_new(&session, jkit->path, &(struct scr_verify_options){.threads = 1}));
  OK(scr_session_state(&state, session));
  ck_assert(!state.has_journal);
  scr_session_free(session);
  expect_same_report(&state);
  scr_state_clear(&state);
}
END_TEST

static void expect_refused(const struct scr_state *state) {
  struct scr_session *session = run(state);
  const struct scr_report *report = scr_session_report(session);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_CANNOT_CHECK);
  ck_assert_int_eq(report->cause, SCR_E_STATE_JOURNAL);
  for (int id = 0; id < SCR_CHECK_COUNT; id++) ck_assert_int_eq(report->checks[id].state, SCR_STATE_NOT_CHECKABLE);
  scr_session_free(session);
}

// A board holder who signs another journal, with everybody going along: other entries, and fewer.
START_TEST(another_journal_is_refused) {
  struct jkit_lines lines;
  struct scr_entry entry;
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  OK(jkit_cast(jkit, 1, 1, J_HALL));
  jkit_close(jkit);
  struct scr_state state = take_state();
  jkit_read_lines(&lines, jkit);
  size_t at = jkit_find_line(&lines, "\"type\":\"Ballot\"");
  jkit_entry(&entry, jkit, &lines.line[at]);
  jkit_reaccept(&entry, jkit, "hall", J_HALL);
  jkit_put_entry(&lines.line[at], &entry);
  jkit_write_lines(jkit, &lines);
  expect_refused(&state);
  jkit_read_lines(&lines, jkit);
  jkit_remove_line(&lines, lines.count - 1);
  jkit_write_lines(jkit, &lines);
  expect_refused(&state);
  scr_state_clear(&state);
}
END_TEST

// Signatures of entries that came since are verified.
START_TEST(a_new_entry_is_judged) {
  struct jkit_lines lines;
  struct scr_entry entry;
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  jkit_close(jkit);
  struct scr_state state = take_state();
  OK(jkit_reopen(jkit));
  OK(jkit_cast(jkit, 1, 1, J_HALL));
  jkit_close(jkit);
  jkit_read_lines(&lines, jkit);
  jkit_entry(&entry, jkit, &lines.line[lines.count - 1]);
  jkit_reaccept(&entry, jkit, "hall", J_ONLINE);
  jkit_put_entry(&lines.line[lines.count - 1], &entry);
  jkit_write_lines(jkit, &lines);
  struct scr_session *session = run(&state);
  ck_assert_int_eq(scr_session_report(session)->verdict, SCR_VERDICT_INVALID);
  ck_assert_uint_eq(scr_session_report(session)->checks[SCR_CHECK_JOURNAL_POINTS].failures_n, 1);
  scr_session_free(session);
  scr_state_clear(&state);
}
END_TEST

// A ballot whose entry came after the state, though it stood on the board before: it is read after all, since it may hold what
// was opened for an audit.
START_TEST(a_ballot_with_a_new_entry_is_looked_at) {
  struct jkit_lines lines;
  struct scr_journal_event event = {.has_first = false};
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  jkit_make_ballot(jkit, 1, 1, J_HALL);
  scr_journal_event_look(&event, jkit->ballot.bytes, jkit->ballot.length);
  ck_assert(event.has_first);
  OK(jkit_cast_made(jkit));
  jkit_close(jkit);
  struct scr_state state = take_state();
  jkit_read_lines(&lines, jkit);
  state.entries = lines.count - 1;  // as if the last entry had not been there
  struct scr_act act = {.kind = SCR_ACT_AUDITED, .hashes_n = 1, .hashes = &event.first};
  struct scr_log *log;
  OK(scr_log_new(&log));
  for (size_t i = 0; i + 1 < lines.count; i++) OK(scr_log_append(log, lines.line[i].bytes, lines.line[i].length));
  scr_merkle_root(&state.root, scr_log_tree(log), state.entries);
  scr_log_free(log);
  jkit_insert_act(&lines, lines.count - 1, jkit, &act, JKIT_BY(J_ONLINE));
  jkit_write_lines(jkit, &lines);
  struct scr_session *session = run(&state);
  const struct scr_report *report = scr_session_report(session);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_INVALID);
  ck_assert_uint_eq(report->checks[SCR_CHECK_JOURNAL_AUDITED].failures_n, 1);
  scr_session_free(session);
  scr_state_clear(&state);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("claims-journal");
  TCase *tcase = tcase_create("claims-journal");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, a_run_goes_on_beside_a_journal);
  tcase_add_test(tcase, a_state_without_a_journal_vouches_for_no_entry);
  tcase_add_test(tcase, another_journal_is_refused);
  tcase_add_test(tcase, a_new_entry_is_judged);
  tcase_add_test(tcase, a_ballot_with_a_new_entry_is_looked_at);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
