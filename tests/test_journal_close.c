// SPDX-License-Identifier: Apache-2.0
// In which order the journal takes things: methods closed, the close, its cosignatures, disputes, and what is declared.
#include "tests/support/rules_fixture.h"

// --- closing: JRN-9, JRN-10 ---

START_TEST(before_the_opening_nothing_is_voided_and_nothing_closed) {
  static const struct jkit_plan plan;
  struct jkit *opened = jkit;
  jkit = jkit_new(&plan);
  REFUSED(do_void(0, SCR_REASON_LOST), SCR_E_JOURNAL_ORDER);
  REFUSED(jkit_close_methods(jkit), SCR_E_JOURNAL_ORDER);
  jkit_free(jkit);
  jkit = opened;
}
END_TEST

START_TEST(an_election_that_was_abandoned_goes_no_further) {
  struct scr_act abandon = {.kind = SCR_ACT_ABANDON, .reason = SCR_REASON_TECHNICAL};
  struct scr_act dispute = {.kind = SCR_ACT_DISPUTE, .reason = SCR_REASON_COUNT};
  struct scr_act supersede = {.kind = SCR_ACT_SUPERSEDE, .uuid = jkit->kit->election->uuid};
  TAKEN(jkit_close_methods(jkit));
  TAKEN(jkit_close_voting(jkit));
  TAKEN(jkit_act(jkit, &abandon, JKIT_BY(J_OFFICER)));
  REFUSED(jkit_tally(jkit), SCR_E_JOURNAL_ORDER);
  struct scr_act withdraw = {.kind = SCR_ACT_WITHDRAW};
  REFUSED(jkit_act(jkit, &withdraw, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
  TAKEN(jkit_act(jkit, &dispute, JKIT_BY(J_OFFICER)));
  struct scr_act answer = {.kind = SCR_ACT_ANSWER, .entry = last_entry(), .reason = SCR_REASON_COUNT};
  struct scr_act notice = {.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_COUNT};
  TAKEN(jkit_act(jkit, &answer, JKIT_BY(J_OFFICER)));
  TAKEN(jkit_act(jkit, &notice, JKIT_BY(J_OFFICER)));
  REFUSED(jkit_act(jkit, &supersede, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
  supersede.uuid = own("1SE51NwXFybL5V");
  TAKEN(jkit_act(jkit, &supersede, JKIT_BY(J_OFFICER)));
}
END_TEST

START_TEST(a_closed_method_takes_no_ballot_and_the_others_do) {
  TAKEN(close_method(SCR_METHOD_ONLINE));
  REFUSED(jkit_cast(jkit, 0, 0, J_ONLINE), SCR_E_JOURNAL_CLOSED);
  TAKEN(jkit_cast(jkit, 0, 0, J_HALL));
  jkit->now += JKIT_SLOT;
  REFUSED(close_method(SCR_METHOD_ONLINE), SCR_E_JOURNAL_REPEATED);
  REFUSED(close_method(SCR_METHOD_TELEPHONE), SCR_E_JOURNAL_REFERENCE);
}
END_TEST

START_TEST(the_election_is_closed_after_every_method) {
  TAKEN(close_method(SCR_METHOD_ONLINE));
  TAKEN(close_method(SCR_METHOD_POST));
  REFUSED(jkit_close_voting(jkit), SCR_E_JOURNAL_ORDER);
  REFUSED(scr_board_append(jkit->board, SCR_EVENT_END_BALLOTS, NULL, 0), SCR_E_JOURNAL_ORDER);
  TAKEN(close_method(SCR_METHOD_MEETING));
  REFUSED(scr_board_append(jkit->board, SCR_EVENT_END_BALLOTS, NULL, 0), SCR_E_JOURNAL_ORDER);
  TAKEN(jkit_close_voting(jkit));
  ck_assert_uint_eq(scr_journal_closed_at(scr_board_journal(jkit->board)),
                    scr_journal_size(scr_board_journal(jkit->board)));
}
END_TEST

START_TEST(after_the_close_nothing_is_frozen_voided_or_counted) {
  TAKEN(jkit_close_methods(jkit));
  TAKEN(jkit_close_voting(jkit));
  REFUSED(do_void(0, SCR_REASON_LOST), SCR_E_JOURNAL_CLOSED);
  struct scr_act act = {.kind = SCR_ACT_CLOSE};
  jkit->now += JKIT_SLOT;
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_CLOSED);
  struct scr_act notice = {.kind = SCR_ACT_NOTICE};
  TAKEN(jkit_act(jkit, &notice, JKIT_BY(J_OFFICER)));
}
END_TEST

START_TEST(no_share_is_taken_before_a_quorum_cosigned_the_close) {
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  TAKEN(jkit_close_methods(jkit));
  jkit_cosign(jkit, 3, jkit->now);  // before the close
  TAKEN(jkit_close_voting(jkit));
  TAKEN(jkit_tally(jkit));
  REFUSED(jkit_share(jkit), SCR_E_JOURNAL_QUORUM);
  jkit_cosign(jkit, 1, jkit->now);
  TAKEN(jkit_reopen(jkit));
  REFUSED(jkit_share(jkit), SCR_E_JOURNAL_QUORUM);
  jkit_cosign(jkit, 2, jkit->now);
  TAKEN(jkit_reopen(jkit));
  TAKEN(jkit_share(jkit));
}
END_TEST

START_TEST(an_abandoned_election_takes_no_ballot) {
  struct scr_act act = {.kind = SCR_ACT_ABANDON, .reason = SCR_REASON_TECHNICAL};
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)));
  REFUSED(jkit_cast(jkit, 0, 0, J_ONLINE), SCR_E_JOURNAL_ORDER);
  jkit->now += JKIT_SLOT;
  act.made = 0;
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
}
END_TEST

// --- candidates, disputes ---

START_TEST(a_candidate_who_withdraws_is_one_of_the_answers) {
  struct scr_act act = {.kind = SCR_ACT_WITHDRAW, .reason = SCR_REASON_OTHER, .votes = SCR_VOTES_VOID, .answer = 1};
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)));
  act.answer = 2;
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
  act.answer = 0;
  act.question = 1;
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
  act = (struct scr_act){.kind = SCR_ACT_SUSPEND, .answer = 2};
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
}
END_TEST

START_TEST(an_answer_is_to_a_dispute) {
  struct scr_act dispute = {.kind = SCR_ACT_DISPUTE, .reason = SCR_REASON_COUNT};
  TAKEN(jkit_act(jkit, &dispute, JKIT_BY(J_OFFICER)));
  struct scr_act act = {.kind = SCR_ACT_ANSWER, .entry = last_entry(), .reason = SCR_REASON_COUNT};
  struct scr_act wrong = act;
  wrong.entry--;
  REFUSED(jkit_act(jkit, &wrong, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)));
}
END_TEST

// --- declaring: PAP-5 ---

START_TEST(appeals_and_confirmation_follow_what_is_declared) {
  struct scr_act appealed = {.kind = SCR_ACT_APPEALED, .until = JKIT_OPENS + 1000000};
  struct scr_act confirm = {.kind = SCR_ACT_CONFIRM}, aside = {.kind = SCR_ACT_SET_ASIDE, .reason = SCR_REASON_COURT};
  REFUSED(jkit_act(jkit, &appealed, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
  REFUSED(jkit_act(jkit, &confirm, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
  REFUSED(jkit_act(jkit, &aside, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  TAKEN(jkit_close_methods(jkit));
  TAKEN(jkit_close_voting(jkit));
  jkit_cosign(jkit, 2, jkit->now);
  TAKEN(jkit_tally(jkit));
  TAKEN(jkit_share(jkit));
  TAKEN(jkit_result(jkit));
  TAKEN(jkit_declare(jkit));
  TAKEN(jkit_act(jkit, &appealed, JKIT_BY(J_OFFICER)));
  TAKEN(jkit_act(jkit, &confirm, JKIT_BY(J_OFFICER)));
  TAKEN(jkit_act(jkit, &aside, JKIT_BY(J_OFFICER)));
  struct scr_act again = {.kind = SCR_ACT_CONFIRM, .made = confirm.made - 1};
  REFUSED(jkit_act(jkit, &again, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
  struct scr_act withdraw = {.kind = SCR_ACT_WITHDRAW};
  REFUSED(jkit_act(jkit, &withdraw, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
  jkit->now += JKIT_SLOT;
  REFUSED(jkit_declare(jkit), SCR_E_JOURNAL_REPEATED);
  struct scr_act abandon = {.kind = SCR_ACT_ABANDON};
  REFUSED(jkit_act(jkit, &abandon, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_ORDER);
}
END_TEST

static enum scr_status declare(uint64_t encrypted, uint64_t paper, uint64_t total, bool other_result) {
  uint64_t columns[3][2] = {{encrypted, 0}, {paper, 0}, {total, 0}};
  struct scr_act act = {.kind = SCR_ACT_DECLARE,
                        .columns_n = 2,
                        .columns = {columns[0], columns[1], columns[2]},
                        .result = scr_journal_result(scr_board_journal(jkit->board))};
  act.result.byte[0] ^= other_result;
  return jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
}

START_TEST(what_is_declared_is_the_sum_of_ballots_and_papers) {
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  REFUSED(declare(1, 0, 1, false), SCR_E_JOURNAL_ORDER);
  TAKEN(jkit_close_methods(jkit));
  TAKEN(jkit_close_voting(jkit));
  jkit_cosign(jkit, 2, jkit->now);
  TAKEN(jkit_tally(jkit));
  TAKEN(jkit_share(jkit));
  TAKEN(jkit_result(jkit));
  REFUSED(declare(0, 0, 0, false), SCR_E_JOURNAL_DECLARED);
  REFUSED(declare(1, 1, 2, false), SCR_E_JOURNAL_DECLARED);
  REFUSED(declare(1, 0, 2, false), SCR_E_JOURNAL_DECLARED);
  REFUSED(declare(1, 0, 1, true), SCR_E_JOURNAL_DECLARED);
  TAKEN(declare(1, 0, 1, false));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("journal rules: closing");
  TCase *tests = begin_case(suite, "plain", set_up, tear_down);
  tcase_add_test(tests, before_the_opening_nothing_is_voided_and_nothing_closed);
  tcase_add_test(tests, an_election_that_was_abandoned_goes_no_further);
  tcase_add_test(tests, a_closed_method_takes_no_ballot_and_the_others_do);
  tcase_add_test(tests, the_election_is_closed_after_every_method);
  tcase_add_test(tests, after_the_close_nothing_is_frozen_voided_or_counted);
  tcase_add_test(tests, no_share_is_taken_before_a_quorum_cosigned_the_close);
  tcase_add_test(tests, an_abandoned_election_takes_no_ballot);
  tcase_add_test(tests, a_candidate_who_withdraws_is_one_of_the_answers);
  tcase_add_test(tests, an_answer_is_to_a_dispute);
  tcase_add_test(tests, appeals_and_confirmation_follow_what_is_declared);
  tcase_add_test(tests, what_is_declared_is_the_sum_of_ballots_and_papers);
  return run_suite(suite);
}
