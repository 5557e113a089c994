// SPDX-License-Identifier: Apache-2.0
// What witnesses cosigned of a journal: of another one, at another time, by fewer, or too late.
#include "tests/tamper/journal_fixture.h"

// --- what was cosigned: JRN-8, JRN-10, JRN-13 ---

// Of a journal in which the online ballot came by the hall.
static void fork_lines(struct jkit_lines *other) {
  jkit_read_lines(other, jkit);
  kit_replace(&other->line[2], "\"entry\":\"online\"", "\"entry\":\"hall\"");
}

START_TEST(a_checkpoint_of_another_journal_was_cosigned) {
  static struct jkit_lines other;
  struct scr_text note = SCR_TEXT_INIT;
  fork_lines(&other);
  jkit_checkpoint(&note, jkit, &other, 8, J_BOARD, 2, jkit->now);
  jkit_lines_free(&other);
  put_note("log/cosigned/8", &note);
  expect_now(SCR_CHECK_JOURNAL_LOG, SCR_E_LOG_CONSISTENCY);
}
END_TEST

START_TEST(a_longer_journal_was_cosigned) {
  struct scr_text note = SCR_TEXT_INIT;
  jkit_checkpoint(&note, jkit, &lines, 14, J_BOARD, 2, jkit->now);
  jkit_remove_line(&lines, 13);
  jkit_write_lines(jkit, &lines);
  put_note("log/cosigned/14", &note);
  jkit_expect_only(jkit, SCR_CHECK_JOURNAL_LOG, SCR_E_JOURNAL_OLD);
}
END_TEST

START_TEST(a_cosigned_checkpoint_has_the_name_of_another_size) {
  struct scr_text note = SCR_TEXT_INIT;
  jkit_get_file(&note, jkit, "log/cosigned/10");
  put_note("log/cosigned/9", &note);
  expect_now(SCR_CHECK_JOURNAL_LOG, SCR_E_LOG_CHECKPOINT);
}
END_TEST

START_TEST(a_cosigned_checkpoint_is_not_of_the_boards_key) {
  struct scr_text note = SCR_TEXT_INIT;
  jkit_checkpoint(&note, jkit, &lines, 9, J_OFFICER, 2, jkit->now);
  put_note("log/cosigned/9", &note);
  expect_now(SCR_CHECK_JOURNAL_LOG, SCR_E_NOTE_UNSIGNED);
}
END_TEST

START_TEST(other_files_beside_what_was_cosigned_are_no_harm) {
  struct scr_text note = SCR_TEXT_INIT;
  scr_text_add(&note, "half");
  put_note("log/cosigned/.10.tmp", &note);
  jkit_lines_free(&lines);
  jkit_expect_verdict(jkit, SCR_VERDICT_VALID);
}
END_TEST

// A slot either way is for clocks; the entries up to the EndBallots are of slot 2000002, as are those after.
START_TEST(the_time_of_a_cosignature_does_not_fit_the_entries) {
  static const int slots[] = {-1, 1, 2, -2};
  lines.cosigned[0].time = (uint64_t)((int64_t)jkit->now + (int64_t)slots[_i] * JKIT_SLOT);
  if (_i < 2)
    expect_verdict(SCR_VERDICT_VALID);
  else  // and what doesn't fit makes no quorum
    expect(SCR_CHECK_JOURNAL_TIMES, SCR_E_JOURNAL_COSIGNED);
}
END_TEST

// One liar, or one wrong clock, can't spoil an election: it isn't counted, and it is named.
START_TEST(one_witness_whose_time_does_not_fit_decides_nothing) {
  struct jkit_cosigned right = lines.cosigned[0];
  lines.cosigned[1] = (struct jkit_cosigned){11, 1, 1};
  lines.cosigned[0] = right;
  lines.cosigned_n = 2;
  jkit_write_lines(jkit, &lines);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_VALID);
  bool named = false;
  for (size_t i = 0; i < report->notes_n; i++) named |= strstr(report->notes[i], "witness.invalid/w1 on 11") != NULL;
  ck_assert(named);
  scr_report_free(report);
}
END_TEST

START_TEST(a_witness_whose_time_does_not_fit_makes_no_quorum) {
  lines.cosigned[0].witnesses = 1;
  lines.cosigned[1] = (struct jkit_cosigned){lines.cosigned[0].size + 1, 1, 1};
  lines.cosigned_n = 2;
  expect_only(SCR_CHECK_JOURNAL_QUORUM, SCR_E_JOURNAL_QUORUM);
}
END_TEST

START_TEST(no_quorum_cosigned_the_close_before_the_shares) {
  struct jkit_cosigned *cosigned = &lines.cosigned[0];
  ck_assert_uint_eq(cosigned->size, 10);
  if (_i == 0) lines.cosigned_n = 0;
  if (_i == 1) cosigned->witnesses = 1;
  if (_i == 2) cosigned->size = 9;   // the close, and not yet EndBallots
  if (_i == 3) cosigned->size = 12;  // with the first share
  if (_i == 4) cosigned->size = 14;
  if (_i == 5) {  // two halves make no quorum
    lines.cosigned[1] = (struct jkit_cosigned){11, cosigned->time, 1};
    cosigned->witnesses = 1;
    lines.cosigned_n = 2;
  }
  expect_only(SCR_CHECK_JOURNAL_QUORUM, SCR_E_JOURNAL_QUORUM);
}
END_TEST

START_TEST(a_quorum_that_cosigned_between_close_and_shares_is_enough) {
  lines.cosigned[0].size = 10 + (unsigned)_i;
  lines.cosigned[0].witnesses = 2 + (unsigned)_i;
  expect_verdict(SCR_VERDICT_VALID);
}
END_TEST

START_TEST(before_the_shares_the_quorum_is_only_due) {
  jkit_lines_free(&lines);
  tear_down();
  set_up_alone();
  OK(jkit_close_methods(jkit));
  OK(jkit_close_voting(jkit));
  if (_i) jkit_cosign(jkit, 2, jkit->now);
  jkit_close(jkit);
  struct scr_report *report = jkit_verify(jkit);
  const struct scr_check *check = &report->checks[SCR_CHECK_JOURNAL_QUORUM];
  ck_assert_int_eq(check->state, _i ? SCR_STATE_PASS : SCR_STATE_NOT_CHECKABLE);
  if (!_i) ck_assert_str_eq(check->why, "the close is not cosigned yet");
  kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
}
END_TEST

// What comes after it the board could still show otherwise to somebody else; a larger one without a quorum adds nothing.
START_TEST(how_much_a_quorum_has_cosigned_is_said) {
  static const char *const notes[] = {
      "a quorum of witnesses has cosigned the first 10 of 14 entries of the journal",
      "no quorum of witnesses has cosigned anything yet: the journal is the board's word alone", NULL};
  static const uint64_t sizes[] = {10, 0, 14};
  struct scr_text json = SCR_TEXT_INIT;
  char field[40];
  lines.cosigned[1] = (struct jkit_cosigned){14, lines.cosigned[0].time, _i == 2 ? 2 : 1};
  if (_i == 1) lines.cosigned[0].witnesses = 1;
  lines.cosigned_n = 2;
  jkit_write_lines(jkit, &lines);
  jkit_close(jkit);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_uint_eq(report->cosigned, sizes[_i]);
  ck_assert_uint_eq(report->notes_n, notes[_i] ? 1 : 0);
  if (notes[_i]) ck_assert_str_eq(report->notes[0], notes[_i]);
  scr_text_add_report(&json, report);
  (void)snprintf(field, sizeof field, "\"cosigned\":%d,", (int)sizes[_i]);
  OK(scr_text_ok(&json));
  ck_assert_ptr_nonnull(strstr(json.bytes, field));
  scr_text_free(&json);
  scr_report_free(report);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("what was cosigned");
  TCase *tests = begin_case(suite, "tampered", set_up, tear_down);
  tcase_add_test(tests, a_checkpoint_of_another_journal_was_cosigned);
  tcase_add_test(tests, a_longer_journal_was_cosigned);
  tcase_add_test(tests, a_cosigned_checkpoint_has_the_name_of_another_size);
  tcase_add_test(tests, a_cosigned_checkpoint_is_not_of_the_boards_key);
  tcase_add_test(tests, other_files_beside_what_was_cosigned_are_no_harm);
  tcase_add_loop_test(tests, the_time_of_a_cosignature_does_not_fit_the_entries, 0, 4);
  tcase_add_test(tests, one_witness_whose_time_does_not_fit_decides_nothing);
  tcase_add_test(tests, a_witness_whose_time_does_not_fit_makes_no_quorum);
  tcase_add_loop_test(tests, no_quorum_cosigned_the_close_before_the_shares, 0, 6);
  tcase_add_loop_test(tests, a_quorum_that_cosigned_between_close_and_shares_is_enough, 0, 2);
  tcase_add_loop_test(tests, before_the_shares_the_quorum_is_only_due, 0, 2);
  tcase_add_loop_test(tests, how_much_a_quorum_has_cosigned_is_said, 0, 3);
  return run_suite(suite);
}
