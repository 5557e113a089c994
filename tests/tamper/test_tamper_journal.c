// SPDX-License-Identifier: Apache-2.0
// A board that writes another journal beside its archive, with whoever would have to go along: entries, times, entry points.
#include "tests/tamper/journal_fixture.h"

// --- entries and events: JRN-1, JRN-6 ---

START_TEST(the_entry_of_a_ballot_is_missing) {
  jkit_remove_line(&lines, line_of(BALLOT, 1));
  expect(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_EVENT);
}
END_TEST

START_TEST(the_entry_of_a_ballot_stands_twice) {
  size_t at = line_of(BALLOT, 1);
  jkit_insert_line(&lines, at, lines.line[at].bytes, lines.line[at].length);
  expect(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_EVENT);
}
END_TEST

START_TEST(the_entries_of_two_ballots_are_swapped) {
  jkit_move_line(&lines, line_of(BALLOT, 2), line_of(BALLOT, 1));
  expect_only(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_EVENT);
}
END_TEST

START_TEST(an_entry_names_an_event_that_is_not_there) {
  size_t at = line_of(_i ? EVENT("EncryptedTally") : BALLOT, 0);
  take(at);
  entry.event.byte[3] ^= 1;
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_EVENT);
}
END_TEST

START_TEST(an_entry_says_that_its_event_is_of_another_type) {
  size_t at = line_of(EVENT("Result"), 0);
  take(at);
  entry.type = SCR_EVENT_PARTIAL_DECRYPTION;
  put_back(at);
  expect(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_EVENT);
}
END_TEST

START_TEST(an_entry_point_signs_for_another_ballot_than_the_events) {
  size_t at = line_of(BALLOT, 0);
  take(at);
  entry.acceptance.ballot.byte[0] ^= 1;
  jkit_reaccept(&entry, jkit, "online", J_ONLINE);
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_EVENT);
}
END_TEST

START_TEST(an_entry_stands_for_an_event_that_the_archive_does_not_have) {
  size_t at = line_of(EVENT("Result"), 0);
  jkit_insert_line(&lines, lines.count, lines.line[at].bytes, lines.line[at].length);
  expect(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_MISSING);
}
END_TEST

START_TEST(an_act_stands_before_the_setup) {
  jkit_move_line(&lines, 1, 0);
  expect(SCR_CHECK_JOURNAL_EVENTS, SCR_E_JOURNAL_MISSING);
}
END_TEST

// JRN-12: what the journal doesn't have yet is not declared either.
START_TEST(events_that_the_journal_does_not_have_leave_it_incomplete) {
  size_t left = line_of(_i ? EVENT("Result") : BALLOT, 0);
  while (lines.count > left) jkit_remove_line(&lines, left);
  jkit_write_lines(jkit, &lines);
  struct scr_report *report = jkit_verify(jkit);
  const struct scr_check *check = &report->checks[SCR_CHECK_JOURNAL_EVENTS];
  ck_assert_int_eq(check->state, SCR_STATE_NOT_CHECKABLE);
  ck_assert_msg(strstr(check->why, _i ? "1 event " : "7 events ") != NULL, "%s", check->why);
  ck_assert(!report->declared);
  kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
}
END_TEST

START_TEST(an_entry_that_can_not_be_read_is_refused) {
  static const char *const entries[] = {
      "{\"slot\": 2000000,\"event\":\"\",\"type\":\"Setup\"}", "not JSON", "{}", "[]", "{\"slot\":2000001}",
      "{\"slot\":2000001,\"notice\":{},\"signatures\":[]}",
  };
  jkit_insert_line(&lines, lines.count, entries[_i], strlen(entries[_i]));
  jkit_write_lines(jkit, &lines);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_eq(report->checks[SCR_CHECK_JOURNAL_ENTRIES].failures_n, 1);
  ck_assert_int_ne(report->checks[SCR_CHECK_JOURNAL_ENTRIES].failures[0].status, SCR_OK);
  kit_expect_only(report, SCR_CHECK_JOURNAL_ENTRIES, report->checks[SCR_CHECK_JOURNAL_ENTRIES].failures[0].status, -1);
}
END_TEST

static void replace_in(size_t at, const char *old, const char *new) {
  kit_replace(&lines.line[at], old, new);
}

START_TEST(an_entry_is_of_the_one_form) {
  static const struct {
    const char *part, *old, *new;
    enum scr_status status;
  } cases[] = {
      {ACT("declare"), "{\"slot\"", "{ \"slot\"", SCR_E_JSON_CANONICAL},
      {ACT("declare"), "}]}", "}],\"more\":1}", SCR_E_JSON_FIELD},
      {ACT("declare"), "\"kind\":\"declare\"", "\"kind\":\"proclaim\"", SCR_E_TEXT},
      {ACT("declare"), "\"by\":\"officer\"", "\"by\":\"Mr. Smith\"", SCR_E_TEXT},
      {ACT("declare"), "\"made\":", "\"more\":1,\"made\":", SCR_E_JSON_FIELD},
  };
  replace_in(line_of(cases[_i].part, 0), cases[_i].old, cases[_i].new);
  jkit_write_lines(jkit, &lines);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_eq(report->checks[SCR_CHECK_JOURNAL_ENTRIES].state, SCR_STATE_FAIL);
  ck_assert(!report->declared);
  kit_expect_only(report, SCR_CHECK_JOURNAL_ENTRIES, cases[_i].status, -1);
}
END_TEST

START_TEST(an_entry_may_not_be_longer_than_a_bundle_can_say) {
  char *zeros = malloc(SCR_LOG_ENTRY_MAX);
  memset(zeros, '0', SCR_LOG_ENTRY_MAX);
  jkit_insert_line(&lines, lines.count, zeros, SCR_LOG_ENTRY_MAX);
  free(zeros);
  jkit_write_lines(jkit, &lines);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_eq(report->checks[SCR_CHECK_JOURNAL_LOG].state, SCR_STATE_PASS);
  kit_expect_only(report, SCR_CHECK_JOURNAL_ENTRIES, report->checks[SCR_CHECK_JOURNAL_ENTRIES].failures[0].status, -1);
}
END_TEST

// --- time: JRN-7 ---

START_TEST(the_clock_goes_back) {
  size_t at = line_of(_i ? ACT("close") : BALLOT, _i ? 0 : 1);
  take(at);
  entry.slot -= 2;
  if (!_i) entry.acceptance.came = entry.slot - 1;
  if (_i) entry.act.act.made -= 3;
  if (_i) jkit_resign(&entry, jkit, JKIT_BY(J_OFFICER));
  if (!_i) jkit_reaccept(&entry, jkit, "hall", J_HALL);
  put_back(at);
  if (_i)
    expect_only(SCR_CHECK_JOURNAL_TIMES, SCR_E_JOURNAL_SLOT);
  else  // that is before the window, too
    expect(SCR_CHECK_JOURNAL_TIMES, SCR_E_JOURNAL_SLOT);
}
END_TEST

START_TEST(a_later_slot_than_that_of_the_entry_was_signed_for) {
  size_t at = line_of(_i ? ACT("declare") : BALLOT, 0);
  take(at);
  if (_i) {
    entry.act.act.made = entry.slot + 1;
    jkit_resign(&entry, jkit, JKIT_BY(J_OFFICER));
  } else {
    entry.acceptance.came = entry.slot + 1;
    jkit_reaccept(&entry, jkit, "online", J_ONLINE);
  }
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_TIMES, SCR_E_JOURNAL_SLOT);
}
END_TEST

START_TEST(a_ballot_came_before_the_window_opened) {
  size_t at = line_of(BALLOT, 0);
  take(at);
  entry.acceptance.came = scr_slot_of(jkit->record, JKIT_OPENS) - 1;
  jkit_reaccept(&entry, jkit, "online", J_ONLINE);
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_TIMES, SCR_E_JOURNAL_WINDOW);
}
END_TEST

// The last slot of the window, and the one after it.
START_TEST(a_ballot_came_after_the_window_closed) {
  jkit_lines_free(&lines);
  tear_down();
  set_up_alone();
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  jkit->now = JKIT_OPENS + UINT64_C(200) * JKIT_SLOT;
  count_out();
  read_lines();
  size_t at = line_of(BALLOT, 0);
  take(at);
  entry.acceptance.came = entry.slot = scr_slot_of(jkit->record, JKIT_OPENS) + 99 + (unsigned)_i;
  jkit_reaccept(&entry, jkit, "online", J_ONLINE);
  put_back(at);
  if (_i)
    expect_only(SCR_CHECK_JOURNAL_TIMES, SCR_E_JOURNAL_WINDOW);
  else
    expect_verdict(SCR_VERDICT_VALID);
}
END_TEST

// --- entry points: JRN-3 ---

START_TEST(a_ballot_came_by_an_entry_point_that_there_is_not) {
  size_t at = line_of(BALLOT, 0);
  take(at);
  jkit_reaccept(&entry, jkit, _i ? "officer" : "shed", _i ? J_OFFICER : J_ONLINE);
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_POINTS, SCR_E_JOURNAL_POINT);
}
END_TEST

START_TEST(an_entry_points_signature_does_not_hold) {
  size_t at = line_of(BALLOT, 0);
  take(at);
  if (_i == 0) entry.acceptance.signature.bytes[5] ^= 1;
  if (_i == 1) jkit_reaccept(&entry, jkit, "online", J_HALL);
  if (_i == 2) (void)snprintf(entry.acceptance.signature.by, sizeof entry.acceptance.signature.by, "hall");
  if (_i == 3) {  // signed for the slot before
    entry.slot++;
    entry.acceptance.came++;
  }
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_POINTS, SCR_E_JOURNAL_SIGNATURE);
}
END_TEST

START_TEST(an_entry_point_signed_for_another_election) {
  char *fingerprint = jkit->kit->election->fingerprint, first = fingerprint[0];
  size_t at = line_of(BALLOT, 0);
  take(at);
  fingerprint[0] = first == 'A' ? 'B' : 'A';
  jkit_reaccept(&entry, jkit, "online", J_ONLINE);
  fingerprint[0] = first;
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_POINTS, SCR_E_JOURNAL_SIGNATURE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered journals");
  TCase *tests = begin_case(suite, "plain", set_up, tear_down);
  tcase_add_test(tests, the_entry_of_a_ballot_is_missing);
  tcase_add_test(tests, the_entry_of_a_ballot_stands_twice);
  tcase_add_test(tests, the_entries_of_two_ballots_are_swapped);
  tcase_add_loop_test(tests, an_entry_names_an_event_that_is_not_there, 0, 2);
  tcase_add_test(tests, an_entry_says_that_its_event_is_of_another_type);
  tcase_add_test(tests, an_entry_point_signs_for_another_ballot_than_the_events);
  tcase_add_test(tests, an_entry_stands_for_an_event_that_the_archive_does_not_have);
  tcase_add_test(tests, an_act_stands_before_the_setup);
  tcase_add_loop_test(tests, events_that_the_journal_does_not_have_leave_it_incomplete, 0, 2);
  tcase_add_loop_test(tests, an_entry_that_can_not_be_read_is_refused, 0, 6);
  tcase_add_loop_test(tests, an_entry_is_of_the_one_form, 0, 5);
  tcase_add_test(tests, an_entry_may_not_be_longer_than_a_bundle_can_say);
  tcase_add_loop_test(tests, the_clock_goes_back, 0, 2);
  tcase_add_loop_test(tests, a_later_slot_than_that_of_the_entry_was_signed_for, 0, 2);
  tcase_add_test(tests, a_ballot_came_before_the_window_opened);
  tcase_add_loop_test(tests, a_ballot_came_after_the_window_closed, 0, 2);
  tcase_add_loop_test(tests, a_ballot_came_by_an_entry_point_that_there_is_not, 0, 2);
  tcase_add_loop_test(tests, an_entry_points_signature_does_not_hold, 0, 4);
  tcase_add_test(tests, an_entry_point_signed_for_another_election);
  return run_suite(suite);
}
