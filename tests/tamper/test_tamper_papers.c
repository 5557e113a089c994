// SPDX-License-Identifier: Apache-2.0
// A board that writes other counts of papers into its journal, or declares another result, with whoever would have to go along.
#include "tests/tamper/journal_fixture.h"

// --- papers: PAP-1, PAP-2, PAP-3, PAP-4 ---

// Voters 3 and 4 have papers in the hall, both for Ann; voter 0 votes online for Bea.
static void set_up_with_papers(void) {
  uint64_t votes[2] = {2, 0};
  struct scr_act count = {.kind = SCR_ACT_PAPER_COUNT, .point = "hall"};
  set_up_alone();
  OK(jkit_cast(jkit, 0, 1, J_ONLINE));
  for (size_t i = 3; i < 5; i++) {
    struct scr_act act = void_of(i, SCR_REASON_PAPER);
    OK(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)));
  }
  count.paper = (struct scr_paper_count){
      .issued = 2, .returned = 2, .weight = 2, .valid = 2, .valid_weight = 2, .votes_n = 2, .votes = votes};
  struct scr_act meeting = {.kind = SCR_ACT_CLOSE_METHOD, .method = SCR_METHOD_MEETING};
  OK(jkit_act(jkit, &meeting, JKIT_BY(J_OFFICER)));
  OK(jkit_act(jkit, &count, JKIT_BY(J_OFFICER, J_TINA, J_ALEC)));
  count_out();
  read_lines();
}

static void change_count(void (*change)(struct scr_act *act), const enum jkit_role *by) {
  size_t at = line_of(ACT("paper-count"), 0);
  take(at);
  change(&entry.act.act);
  jkit_resign(&entry, jkit, by);
  put_back(at);
}
#define EVERYBODY JKIT_BY(J_OFFICER, J_TINA, J_ALEC)

START_TEST(papers_are_declared_with_the_ballots) {
  expect_verdict(SCR_VERDICT_VALID);
}
END_TEST

static void lose_one(struct scr_act *act) {
  act->paper.unaccounted = 1;
}
static void return_one_more(struct scr_act *act) {
  act->paper.returned = 3;
}
static void reject_one(struct scr_act *act) {
  act->paper.rejected[SCR_REASON_RULES] = 1;
}
static void replace_too_many(struct scr_act *act) {
  act->paper.replaced = 3;
}
static void give_no_vote(struct scr_act *act) {
  act->paper.valid = act->paper.valid_weight = 1;
  act->paper.rejected[SCR_REASON_RULES] = 1;
}

START_TEST(a_count_does_not_add_up) {
  static void (*const changes[])(struct scr_act *) = {lose_one, return_one_more, reject_one, replace_too_many,
                                                      give_no_vote};
  change_count(changes[_i], EVERYBODY);
  expect_only(SCR_CHECK_JOURNAL_PAPER, SCR_E_JOURNAL_PAPER);
}
END_TEST

static void issue_one_more(struct scr_act *act) {
  act->paper.issued++;
  act->paper.weight++;
  act->paper.unaccounted++;
}

START_TEST(more_papers_are_counted_than_credentials_were_voided_for_them) {
  change_count(issue_one_more, EVERYBODY);
  expect_only(SCR_CHECK_JOURNAL_PAPER, SCR_E_JOURNAL_VOIDS);
}
END_TEST

START_TEST(a_credential_was_not_voided_for_its_paper) {
  jkit_remove_line(&lines, line_of(ACT("void"), 1));
  expect_only(SCR_CHECK_JOURNAL_PAPER, SCR_E_JOURNAL_VOIDS);
}
END_TEST

START_TEST(papers_are_counted_twice) {
  size_t at = line_of(ACT("paper-count"), 0);
  take(at);
  jkit_insert_line(&lines, at + 1, lines.line[at].bytes, lines.line[at].length);
  entry.act.act.made--;
  jkit_resign(&entry, jkit, EVERYBODY);
  put_back(at);
  expect(SCR_CHECK_JOURNAL_PAPER, SCR_E_JOURNAL_REPEATED);
}
END_TEST

START_TEST(papers_are_not_counted_at_all) {
  jkit_remove_line(&lines, line_of(ACT("paper-count"), 0));
  expect(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

START_TEST(papers_are_counted_before_their_method_is_closed) {
  jkit_move_line(&lines, line_of(ACT("paper-count"), 0), line_of(ACT("close-method"), 0));
  expect_only(SCR_CHECK_JOURNAL_ORDER, SCR_E_JOURNAL_ORDER);
}
END_TEST

static void nothing(struct scr_act *act) {
  (void)act;
}
static void alec_refuses(struct scr_act *act) {
  act->paper.refusals_n = 1;
  (void)snprintf(act->paper.refusals[0], sizeof act->paper.refusals[0], "alec");
}

START_TEST(an_agent_has_not_signed_a_count_and_that_is_not_stated) {
  change_count(nothing, JKIT_BY(J_OFFICER, J_TINA));
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_SIGNERS);
}
END_TEST

START_TEST(an_agent_who_signed_is_said_to_have_refused) {
  change_count(alec_refuses, EVERYBODY);
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_SIGNERS);
}
END_TEST

START_TEST(a_refusal_that_is_stated_is_accepted) {
  change_count(alec_refuses, JKIT_BY(J_OFFICER, J_TINA));
  expect_verdict(SCR_VERDICT_VALID);
}
END_TEST

// Five ballots, two of them under spares that nobody reissued, and two papers: seven of five members.
START_TEST(ballots_and_papers_are_more_than_the_members) {
  uint64_t votes[2] = {2, 0};
  struct scr_act count = {.kind = SCR_ACT_PAPER_COUNT, .point = "hall"};
  count.paper = (struct scr_paper_count){
      .issued = 2, .returned = 2, .weight = 2, .valid = 2, .valid_weight = 2, .votes_n = 2, .votes = votes};
  jkit_lines_free(&lines);
  tear_down();
  set_up_with_spares();
  for (size_t i = 0; i < 2; i++) {
    struct scr_act act = void_of(3 + i, SCR_REASON_PAPER);
    jkit_remove_line(&lines, line_of(ACT("reissue"), 0));
    jkit_remove_line(&lines, line_of("\"reason\":\"lost\"", 0));
    jkit_insert_act(&lines, 2, jkit, &act, JKIT_BY(J_HALL, J_TINA));
  }
  jkit_insert_act(&lines, line_of(ACT("close"), 0), jkit, &count, EVERYBODY);
  expect(SCR_CHECK_JOURNAL_PAPER, SCR_E_JOURNAL_PAPER);
}
END_TEST

// --- what is declared: PAP-5 ---

START_TEST(what_is_declared_is_not_the_sum) {
  size_t at = line_of(ACT("declare"), 0);
  take(at);
  if (_i < 3) entry.act.act.columns[_i][0]++;
  if (_i == 0 || _i == 1) entry.act.act.columns[2][0]++;
  if (_i == 3) entry.act.act.result.byte[1] ^= 1;
  jkit_resign(&entry, jkit, JKIT_BY(J_OFFICER));
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_DECLARED, SCR_E_JOURNAL_DECLARED);
}
END_TEST

START_TEST(votes_on_paper_are_moved_when_they_are_declared) {
  size_t at = line_of(ACT("declare"), 0);
  take(at);
  entry.act.act.columns[1][0]--, entry.act.act.columns[1][1]++;
  entry.act.act.columns[2][0]--, entry.act.act.columns[2][1]++;
  jkit_resign(&entry, jkit, JKIT_BY(J_OFFICER));
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_DECLARED, SCR_E_JOURNAL_DECLARED);
}
END_TEST

START_TEST(it_is_declared_twice) {
  size_t at = line_of(ACT("declare"), 0);
  take(at);
  entry.act.act.made--;
  jkit_insert_line(&lines, at + 1, lines.line[at].bytes, lines.line[at].length);
  jkit_resign(&entry, jkit, JKIT_BY(J_OFFICER));
  put_back(at);
  expect_only(SCR_CHECK_JOURNAL_ACTS, SCR_E_JOURNAL_REPEATED);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered papers");
  TCase *tests = begin_case(suite, "plain", set_up, tear_down);
  TCase *papers = begin_case(suite, "papers", set_up_with_papers, tear_down);
  tcase_add_test(papers, papers_are_declared_with_the_ballots);
  tcase_add_loop_test(papers, a_count_does_not_add_up, 0, 5);
  tcase_add_test(papers, more_papers_are_counted_than_credentials_were_voided_for_them);
  tcase_add_test(papers, a_credential_was_not_voided_for_its_paper);
  tcase_add_test(papers, papers_are_counted_twice);
  tcase_add_test(papers, papers_are_not_counted_at_all);
  tcase_add_test(papers, papers_are_counted_before_their_method_is_closed);
  tcase_add_test(papers, an_agent_has_not_signed_a_count_and_that_is_not_stated);
  tcase_add_test(papers, an_agent_who_signed_is_said_to_have_refused);
  tcase_add_test(papers, a_refusal_that_is_stated_is_accepted);
  tcase_add_test(tests, ballots_and_papers_are_more_than_the_members);
  tcase_add_loop_test(tests, what_is_declared_is_not_the_sum, 0, 4);
  tcase_add_test(papers, votes_on_paper_are_moved_when_they_are_declared);
  tcase_add_test(tests, it_is_declared_twice);
  return run_suite(suite);
}
