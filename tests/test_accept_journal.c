// SPDX-License-Identifier: Apache-2.0
// What must be accepted, however unusual: elections with a journal at the edges of what the rules allow.
#include "tests/tamper/journal_fixture.h"

// Results by method are not wanted here.
static void expect_all_pass(struct scr_report *report) {
  for (int id = 0; id < SCR_CHECK_COUNT; id++)
    ck_assert_msg(id == SCR_CHECK_JOURNAL_METHODS || report->checks[id].state == SCR_STATE_PASS, "%s",
                  scr_check_name((enum scr_check_id)id));
  kit_expect_verdict(report, SCR_VERDICT_VALID);
}

START_TEST(without_witnesses_a_quorum_can_not_be_checked_and_all_else_is_valid) {
  static const struct jkit_plan plan = {.no_witnesses = true};
  jkit_lines_free(&lines);
  tear_down();
  begin(&plan);
  jkit_run(jkit);
  jkit_close(jkit);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_eq(report->checks[SCR_CHECK_JOURNAL_QUORUM].state, SCR_STATE_NOT_CHECKABLE);
  ck_assert_str_eq(report->checks[SCR_CHECK_JOURNAL_QUORUM].why, "the setup record names no witnesses");
  ck_assert_uint_eq(report->witnesses, 0);
  kit_expect_verdict(report, SCR_VERDICT_VALID);
}
END_TEST

START_TEST(an_election_without_ballots_is_valid) {
  count_out();
  jkit_close(jkit);
  expect_all_pass(jkit_verify(jkit));
}
END_TEST

static void hand_out(size_t voter) {
  struct scr_act act = {
      .kind = SCR_ACT_VOID, .credential = own(jkit_credential(jkit, voter)), .reason = SCR_REASON_PAPER};
  OK(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)));
}

static void count_papers(uint64_t voters) {
  uint64_t votes[2] = {voters, 0};
  struct scr_act act = {.kind = SCR_ACT_PAPER_COUNT, .point = "hall"};
  act.paper = (struct scr_paper_count){.issued = voters,
                                       .returned = voters,
                                       .weight = voters,
                                       .valid = voters,
                                       .valid_weight = voters,
                                       .votes_n = 2,
                                       .votes = votes};
  struct scr_act meeting = {.kind = SCR_ACT_CLOSE_METHOD, .method = SCR_METHOD_MEETING};
  OK(jkit_act(jkit, &meeting, JKIT_BY(J_OFFICER)));
  OK(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA, J_ALEC)));
}

START_TEST(an_election_on_paper_alone_is_valid) {
  for (size_t i = 0; i < JKIT_MEMBERS; i++) hand_out(i);
  count_papers(JKIT_MEMBERS);
  count_out();
  jkit_close(jkit);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_uint_eq(report->paper_voters, JKIT_MEMBERS);
  ck_assert_uint_eq(report->paper_votes[0], JKIT_MEMBERS);
  ck_assert_uint_eq(report->ballots_counted, 0);
  expect_all_pass(report);
}
END_TEST

// Every member has a ballot or a paper.
START_TEST(ballots_and_papers_may_be_all_the_members) {
  for (size_t i = 0; i < 3; i++) hand_out(i);
  OK(jkit_cast(jkit, 3, 0, J_ONLINE));
  OK(jkit_cast(jkit, 4, 0, J_LETTER));
  count_papers(3);
  count_out();
  jkit_close(jkit);
  expect_all_pass(jkit_verify(jkit));
}
END_TEST

START_TEST(one_voter_votes_again_by_every_way) {
  static const enum jkit_role ways[] = {J_ONLINE, J_HALL, J_LETTER, J_HALL, J_ONLINE, J_LETTER, J_ONLINE};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) OK(jkit_cast(jkit, 0, i % 2, ways[i]));
  const struct scr_journal *journal = scr_board_journal(jkit->board);
  ck_assert_uint_eq(scr_journal_ballots(journal, 0), 3);
  ck_assert_uint_eq(scr_journal_ballots(journal, 1), 2);
  ck_assert_uint_eq(scr_journal_counted(journal, 0), 1);
  ck_assert_uint_eq(scr_journal_counted(journal, 1), 0);
  ck_assert_uint_eq(scr_journal_counted(journal, 2), 0);
  count_out();
  jkit_close(jkit);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_uint_eq(report->ballots_counted, 1);
  expect_all_pass(report);
}
END_TEST

static void freeze_last(size_t voter) {
  struct scr_act act = {.kind = SCR_ACT_FREEZE,
                        .credential = own(jkit_credential(jkit, voter)),
                        .ballot = jkit->tracker,
                        .reason = SCR_REASON_COERCION};
  OK(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_OFFICER)));
}

static void lift_last(size_t voter) {
  struct scr_act act = {.kind = SCR_ACT_LIFT,
                        .credential = own(jkit_credential(jkit, voter)),
                        .entry = scr_journal_size(scr_board_journal(jkit->board)) - 1,
                        .reason = SCR_REASON_MISTAKE};
  OK(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_HALL)));
}

START_TEST(a_credential_is_frozen_and_lifted_twice) {
  for (size_t i = 0; i < 2; i++) {
    OK(jkit_cast(jkit, 0, i, J_HALL));
    freeze_last(0);
    lift_last(0);
  }
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  freeze_last(1);
  count_out();
  jkit_close(jkit);
  expect_all_pass(jkit_verify(jkit));
}
END_TEST

static void officer(struct scr_act act) {
  OK(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)));
}

// All that are not part of every election, in a slot each.
START_TEST(every_kind_of_act_has_its_place) {
  struct scr_hash hash = {{7}};
  struct scr_act audited = {.kind = SCR_ACT_AUDITED, .hashes_n = 1, .hashes = &hash};
  struct scr_act lost = {
      .kind = SCR_ACT_VOID, .credential = own(jkit_credential(jkit, 4)), .reason = SCR_REASON_STOLEN};
  struct scr_act reissue = {.kind = SCR_ACT_REISSUE,
                            .credential = own(jkit_credential(jkit, 4)),
                            .spare = own(jkit_credential(jkit, 6)),
                            .reason = SCR_REASON_STOLEN};
  officer((struct scr_act){.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE});
  officer((struct scr_act){.kind = SCR_ACT_DISPUTE, .reason = SCR_REASON_COUNT});
  officer((struct scr_act){.kind = SCR_ACT_ANSWER, .entry = 3, .reason = SCR_REASON_COUNT});
  officer((struct scr_act){.kind = SCR_ACT_WITHDRAW, .reason = SCR_REASON_OTHER, .votes = SCR_VOTES_VOID});
  officer((struct scr_act){.kind = SCR_ACT_SUSPEND, .answer = 1, .votes = SCR_VOTES_RERUN});
  jkit->now += JKIT_SLOT;
  OK(jkit_act(jkit, &audited, JKIT_BY(J_HALL)));
  OK(jkit_act(jkit, &lost, JKIT_BY(J_ONLINE, J_TINA)));
  OK(jkit_act(jkit, &reissue, JKIT_BY(J_REGISTRAR, J_HALL)));
  OK(jkit_cast(jkit, 6, 1, J_ONLINE));
  OK(jkit_cast(jkit, 0, 1, J_HALL));
  freeze_last(0);
  hand_out(1);
  count_papers(1);
  jkit->now += JKIT_SLOT;
  count_out();
  officer((struct scr_act){.kind = SCR_ACT_APPEALED, .until = JKIT_OPENS});
  officer((struct scr_act){.kind = SCR_ACT_DISPUTE, .reason = SCR_REASON_RULES});
  officer((struct scr_act){.kind = SCR_ACT_CONFIRM});
  officer((struct scr_act){.kind = SCR_ACT_SET_ASIDE, .reason = SCR_REASON_COURT});
  officer((struct scr_act){.kind = SCR_ACT_SUPERSEDE, .uuid = own("AAAAAAAAAAAAAA")});
  jkit_close(jkit);
  expect_all_pass(jkit_verify(jkit));
}
END_TEST

START_TEST(with_weights_blank_votes_or_without_a_window_it_is_valid) {
  static const struct jkit_plan plans[] = {{.weighted = true, .blank = true}, {.no_window = true}};
  tear_down();
  begin(&plans[_i]);
  jkit_run(jkit);
  jkit_close(jkit);
  expect_all_pass(jkit_verify(jkit));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("valid journals");
  TCase *tests = begin_case(suite, "declared", set_up, tear_down);
  TCase *valid = begin_case(suite, "open", set_up_alone, tear_down);
  tcase_add_test(tests, without_witnesses_a_quorum_can_not_be_checked_and_all_else_is_valid);
  tcase_add_test(valid, an_election_without_ballots_is_valid);
  tcase_add_test(valid, an_election_on_paper_alone_is_valid);
  tcase_add_test(valid, ballots_and_papers_may_be_all_the_members);
  tcase_add_test(valid, one_voter_votes_again_by_every_way);
  tcase_add_test(valid, a_credential_is_frozen_and_lifted_twice);
  tcase_add_test(valid, every_kind_of_act_has_its_place);
  tcase_add_loop_test(valid, with_weights_blank_votes_or_without_a_window_it_is_valid, 0, 2);
  return run_suite(suite);
}
