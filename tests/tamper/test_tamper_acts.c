// SPDX-License-Identifier: Apache-2.0
// A board that writes other acts into its journal, with whoever would have to go along: who signed them, what they freeze, void
// and reissue, and their order.
#include "tests/tamper/journal_fixture.h"

// --- acts: JRN-4, JRN-5 ---

START_TEST(an_act_is_signed_by_another_than_who_may) {
  size_t at = line_of(ACT("close-method"), 0);
  take(at);
  jkit_resign(&entry, jkit, _i ? JKIT_BY(J_OFFICER, J_TINA) : JKIT_BY(J_REGISTRAR));
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_SIGNERS);
}
END_TEST

START_TEST(the_signature_of_an_act_does_not_hold) {
  size_t at = line_of(ACT("declare"), 0);
  take(at);
  if (_i) jkit_resign(&entry, jkit, JKIT_BY(J_TINA));
  if (_i) (void)snprintf(entry.act.signatures[0].by, sizeof entry.act.signatures[0].by, "officer");
  if (!_i) entry.act.signatures[0].bytes[9] ^= 1;
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_SIGNATURE);
}
END_TEST

// The very same, while voting and after.
START_TEST(an_act_stands_twice) {
  size_t at = line_of(_i ? ACT("confirm") : ACT("notice"), 0);
  jkit_insert_line(&lines, at + 1, lines.line[at].bytes, lines.line[at].length);
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_REPEATED);
}
END_TEST

static void set_up_with_notices(void) {
  struct scr_act notice = {.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE}, confirm = {.kind = SCR_ACT_CONFIRM};
  set_up();
  jkit_insert_act(&lines, 2, jkit, &notice, JKIT_BY(J_OFFICER));
  jkit_insert_act(&lines, lines.count, jkit, &confirm, JKIT_BY(J_OFFICER));
}

START_TEST(acts_are_done_once_in_other_words_too) {
  struct scr_act open = {.kind = SCR_ACT_OPEN, .made = 1};
  struct scr_act closed = {.kind = SCR_ACT_CLOSE_METHOD, .made = 1, .method = SCR_METHOD_ONLINE};
  size_t at = line_of(ACT("close-method"), 0) + 1;
  jkit_insert_act(&lines, at, jkit, _i ? &closed : &open, JKIT_BY(J_OFFICER));
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_REPEATED);
}
END_TEST

START_TEST(what_is_done_while_voting_is_not_done_after_the_close) {
  struct scr_act act = void_of(4, SCR_REASON_LOST);
  jkit_insert_act(&lines, line_of(EVENT("EndBallots"), 0) + (unsigned)_i, jkit, &act, JKIT_BY(J_HALL, J_TINA));
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_CLOSED);
}
END_TEST

START_TEST(a_credential_with_a_ballot_is_voided_after_it) {
  struct scr_act act = void_of(0, SCR_REASON_LOST);
  jkit_insert_act(&lines, line_of(BALLOT, 0) + 1, jkit, &act, JKIT_BY(J_HALL, J_TINA));
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_HAS_BALLOT);
}
END_TEST

START_TEST(appeals_come_before_the_declaration) {
  struct scr_act act = {.kind = SCR_ACT_CONFIRM};
  jkit_insert_act(&lines, line_of(ACT("declare"), 0), jkit, &act, JKIT_BY(J_OFFICER));
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_ORDER);
}
END_TEST

// --- freezes: FRZ-1, FRZ-2 ---

// Voter 0 votes in the hall, and then online: lines Setup, open, ballot, ballot.
static void set_up_to_freeze(void) {
  set_up_alone();
  OK(jkit_cast(jkit, 0, 0, J_HALL));
  OK(jkit_cast(jkit, 0, 1, J_ONLINE));
  OK(jkit_cast(jkit, 1, 1, J_HALL));
  count_out();
  read_lines();
}

static struct scr_act freeze_of(size_t voter, size_t at) {
  struct scr_act act = {
      .kind = SCR_ACT_FREEZE, .credential = own(jkit_credential(jkit, voter)), .reason = SCR_REASON_NOT_MINE};
  take(at);
  act.ballot = entry.acceptance.ballot;
  scr_entry_free(&entry);
  return act;
}

START_TEST(a_ballot_follows_a_freeze) {
  struct scr_act act = freeze_of(0, 2);
  jkit_insert_act(&lines, 3, jkit, &act, JKIT_BY(J_HALL, J_OFFICER));
  expect_only(SCR_CHECK_JOURNAL_CREDENTIALS, SCR_E_JOURNAL_FROZEN);
}
END_TEST

START_TEST(a_freeze_that_two_others_lift_stays) {
  struct scr_act act = freeze_of(0, 2);
  struct scr_act lift = {
      .kind = SCR_ACT_LIFT, .credential = own(jkit_credential(jkit, 0)), .entry = 3, .reason = SCR_REASON_MISTAKE};
  jkit_insert_act(&lines, 3, jkit, &act, JKIT_BY(J_HALL, J_OFFICER));
  jkit_insert_act(&lines, 4, jkit, &lift, _i ? JKIT_BY(J_HALL, J_OFFICER) : JKIT_BY(J_HALL, J_TINA));
  if (_i)
    expect_verdict(SCR_VERDICT_VALID);
  else
    expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_SIGNERS);
}
END_TEST

START_TEST(a_freeze_comes_later_than_right_after) {
  struct scr_act act = freeze_of(1, 4);
  jkit_insert_act(&lines, 6, jkit, &act, JKIT_BY(J_HALL, J_OFFICER));
  expect(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_FREEZE);
}
END_TEST

START_TEST(a_freeze_is_signed_by_another_desk_or_by_nobody_else) {
  struct scr_act act = freeze_of(1, 4);
  static const enum jkit_role by[][3] = {
      {J_HALL, J_ROLES}, {J_LETTER, J_OFFICER, J_ROLES}, {J_HALL, J_ALEC, J_ROLES}, {J_OFFICER, J_TINA, J_ROLES}};
  jkit_insert_act(&lines, 5, jkit, &act, by[_i]);
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_SIGNERS);
}
END_TEST

START_TEST(what_did_not_come_by_a_desk_is_frozen) {
  struct scr_act act = freeze_of(0, 3);
  jkit_insert_act(&lines, 4, jkit, &act, JKIT_BY(J_ONLINE, J_OFFICER));
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_FREEZE);
}
END_TEST

// --- voided, spare, audited: FRZ-3, FRZ-4, FRZ-5, FRZ-6 ---

START_TEST(a_ballot_is_cast_under_a_credential_that_was_voided) {
  struct scr_act act = void_of(0, SCR_REASON_LOST);
  jkit_insert_act(&lines, line_of(BALLOT, 0), jkit, &act, JKIT_BY(J_HALL, J_TINA));
  expect_only(SCR_CHECK_JOURNAL_CREDENTIALS, SCR_E_JOURNAL_VOIDED);
}
END_TEST

START_TEST(a_spare_has_a_ballot_before_it_is_reissued) {
  size_t at = line_of(ACT("reissue"), 0);
  if (_i == 0) jkit_move_line(&lines, at, at + 1);
  if (_i == 1) jkit_remove_line(&lines, at);
  expect_only(SCR_CHECK_JOURNAL_CREDENTIALS, SCR_E_JOURNAL_SPARE);
}
END_TEST

START_TEST(a_spare_is_reissued_for_nothing_that_was_voided) {
  jkit_remove_line(&lines, line_of(ACT("void"), 0));
  expect(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_REFERENCE);
}
END_TEST

START_TEST(a_spare_is_reissued_by_one_alone) {
  size_t at = line_of(ACT("reissue"), 0);
  take(at);
  jkit_resign(&entry, jkit, JKIT_BY(J_REGISTRAR));
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_SIGNERS);
}
END_TEST

START_TEST(a_ballot_has_something_of_one_that_was_opened) {
  struct scr_ballot *ballot;
  struct scr_text alpha = SCR_TEXT_INIT;
  struct scr_hash hash;
  jkit_lines_free(&lines);
  tear_down();
  set_up_alone();
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  OK(scr_ballot_new(&ballot, jkit->kit->election, jkit->ballot.bytes, jkit->ballot.length));
  scr_text_add_element(&alpha, jkit->kit->election->group, &ballot->answers[0].choices[_i].alpha);
  scr_hash(&hash, alpha.bytes, alpha.length);
  scr_text_free(&alpha);
  scr_ballot_free(ballot);
  count_out();
  read_lines();
  struct scr_act act = {.kind = SCR_ACT_AUDITED, .hashes_n = 1, .hashes = &hash};
  jkit_insert_act(&lines, 2, jkit, &act, JKIT_BY(J_ONLINE));
  expect_only(SCR_CHECK_JOURNAL_AUDITED, SCR_E_JOURNAL_AUDITED);
}
END_TEST

// --- order: JRN-9 ---

START_TEST(nobody_opened_the_election) {
  jkit_remove_line(&lines, line_of(ACT("open"), 0));
  expect(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

START_TEST(nobody_closed_the_election) {
  jkit_remove_line(&lines, line_of(ACT("close"), 0));
  expect_only(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

START_TEST(a_method_was_not_closed) {
  jkit_remove_line(&lines, line_of(ACT("close-method"), (size_t)_i));
  expect_only(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

START_TEST(a_ballot_came_by_a_method_that_was_closed) {
  struct scr_act act = {.kind = SCR_ACT_CLOSE_METHOD, .method = SCR_METHOD_ONLINE};
  jkit_remove_line(&lines, line_of("\"method\":\"online\"", 0));
  jkit_insert_act(&lines, line_of(BALLOT, 0), jkit, &act, JKIT_BY(J_OFFICER));
  expect_only(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_CLOSED);
}
END_TEST

START_TEST(a_ballot_came_after_the_close) {
  jkit_move_line(&lines, line_of(ACT("close"), 0), line_of(BALLOT, 2));
  expect(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

START_TEST(a_ballot_came_after_the_election_was_abandoned) {
  struct scr_act act = {.kind = SCR_ACT_ABANDON, .reason = SCR_REASON_TECHNICAL};
  jkit_insert_act(&lines, line_of(BALLOT, 2), jkit, &act, JKIT_BY(J_OFFICER));
  expect(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

START_TEST(the_entry_of_a_share_stands_before_that_of_the_tally) {
  jkit_move_line(&lines, line_of(EVENT("PartialDecryption"), 0), line_of(EVENT("EncryptedTally"), 0));
  expect(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

START_TEST(it_was_declared_before_there_was_a_result) {
  jkit_move_line(&lines, line_of(ACT("declare"), 0), line_of(EVENT("Result"), 0));
  expect(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered acts");
  TCase *tests = begin_case(suite, "plain", set_up, tear_down);
  TCase *notices = begin_case(suite, "notices", set_up_with_notices, tear_down);
  TCase *freezes = begin_case(suite, "freezes", set_up_to_freeze, tear_down);
  TCase *spares = begin_case(suite, "spares", set_up_with_spares, tear_down);
  tcase_add_loop_test(tests, an_act_is_signed_by_another_than_who_may, 0, 2);
  tcase_add_loop_test(tests, the_signature_of_an_act_does_not_hold, 0, 2);
  tcase_add_loop_test(notices, an_act_stands_twice, 0, 2);
  tcase_add_loop_test(tests, acts_are_done_once_in_other_words_too, 0, 2);
  tcase_add_loop_test(tests, what_is_done_while_voting_is_not_done_after_the_close, 0, 2);
  tcase_add_test(tests, a_credential_with_a_ballot_is_voided_after_it);
  tcase_add_test(tests, appeals_come_before_the_declaration);
  tcase_add_test(freezes, a_ballot_follows_a_freeze);
  tcase_add_loop_test(freezes, a_freeze_that_two_others_lift_stays, 0, 2);
  tcase_add_test(freezes, a_freeze_comes_later_than_right_after);
  tcase_add_loop_test(freezes, a_freeze_is_signed_by_another_desk_or_by_nobody_else, 0, 4);
  tcase_add_test(freezes, what_did_not_come_by_a_desk_is_frozen);
  tcase_add_test(tests, a_ballot_is_cast_under_a_credential_that_was_voided);
  tcase_add_loop_test(spares, a_spare_has_a_ballot_before_it_is_reissued, 0, 2);
  tcase_add_test(spares, a_spare_is_reissued_for_nothing_that_was_voided);
  tcase_add_test(spares, a_spare_is_reissued_by_one_alone);
  tcase_add_loop_test(tests, a_ballot_has_something_of_one_that_was_opened, 0, 2);
  tcase_add_test(tests, nobody_opened_the_election);
  tcase_add_test(tests, nobody_closed_the_election);
  tcase_add_loop_test(tests, a_method_was_not_closed, 0, 3);
  tcase_add_test(tests, a_ballot_came_by_a_method_that_was_closed);
  tcase_add_test(tests, a_ballot_came_after_the_close);
  tcase_add_test(tests, a_ballot_came_after_the_election_was_abandoned);
  tcase_add_test(tests, the_entry_of_a_share_stands_before_that_of_the_tally);
  tcase_add_test(tests, it_was_declared_before_there_was_a_result);
  return run_suite(suite);
}
