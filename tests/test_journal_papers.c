// SPDX-License-Identifier: Apache-2.0
// What the journal takes and what it refuses about votes on paper: the papers that are handed out, and their counts.
#include "tests/support/rules_fixture.h"

// --- papers: PAP-1, PAP-2, PAP-3, PAP-6 ---

// A count at the hall of three papers, two of them for the first answer.
static struct scr_act a_count(uint64_t *votes) {
  struct scr_act act = {.kind = SCR_ACT_PAPER_COUNT, .point = "hall"};
  votes[0] = 2;
  votes[1] = 0;
  act.paper = (struct scr_paper_count){.issued = 4,
                                       .replaced = 1,
                                       .returned = 3,
                                       .weight = 3,
                                       .valid = 2,
                                       .valid_weight = 2,
                                       .votes_n = 2,
                                       .votes = votes};
  act.paper.rejected[SCR_REASON_MISTAKE] = 1;
  return act;
}

static void hand_out_papers(size_t count) {
  for (size_t i = 0; i < count; i++) TAKEN(do_void(i, SCR_REASON_PAPER));
  TAKEN(close_method(SCR_METHOD_MEETING));
}

static enum scr_status enter_count(struct scr_act *act) {
  return jkit_act(jkit, act, JKIT_BY(J_OFFICER, J_TINA, J_ALEC));
}

START_TEST(a_count_of_papers_is_entered_after_its_method_is_closed) {
  uint64_t votes[2];
  struct scr_act act = a_count(votes);
  for (size_t i = 0; i < 3; i++) TAKEN(do_void(i, SCR_REASON_PAPER));
  REFUSED(enter_count(&act), SCR_E_JOURNAL_ORDER);
  TAKEN(close_method(SCR_METHOD_MEETING));
  ck_assert(scr_journal_count_is_due(scr_board_journal(jkit->board), 1));
  TAKEN(enter_count(&act));
  ck_assert(!scr_journal_count_is_due(scr_board_journal(jkit->board), 1));
  ck_assert_uint_eq(scr_journal_paper_voters(scr_board_journal(jkit->board)), 3);
  ck_assert_uint_eq(scr_journal_paper_votes(scr_board_journal(jkit->board))[0], 2);
  jkit->now += JKIT_SLOT;
  act.made = 0;
  REFUSED(enter_count(&act), SCR_E_JOURNAL_REPEATED);
  REFUSED(do_void(3, SCR_REASON_PAPER), SCR_E_JOURNAL_CLOSED);
  TAKEN(do_void(3, SCR_REASON_LOST));
}
END_TEST

START_TEST(the_numbers_of_a_count_add_up) {
  uint64_t votes[2];
  hand_out_papers(3);
  const struct scr_act right = a_count(votes);
  struct scr_act act = right;
#define WRONG(change)                                \
  do {                                               \
    act = a_count(votes);                            \
    change;                                          \
    REFUSED(enter_count(&act), SCR_E_JOURNAL_PAPER); \
  } while (0)
  WRONG(act.paper.replaced = 5);
  WRONG(act.paper.returned = 4);
  WRONG(act.paper.unaccounted = 1);
  WRONG(act.paper.rejected[SCR_REASON_MISTAKE] = 0);
  WRONG(act.paper.rejected[SCR_REASON_OTHER] = 1);
  WRONG(act.paper.valid = 3);
  WRONG(act.paper.valid_weight = 4);
  WRONG(act.paper.valid_weight = 1);
  WRONG(act.paper.weight = 4);
  WRONG(act.paper.valid_weight = 3; votes[0] = 3);
  WRONG(votes[0] = 3);
  WRONG(votes[0] = 1);
  WRONG(votes[1] = 1);
  WRONG(votes[1] = 3; votes[0] = 0);
  act = a_count(votes);
  TAKEN(enter_count(&act));
}
END_TEST

START_TEST(papers_are_as_many_as_the_credentials_that_were_voided_for_them) {
  uint64_t votes[2];
  hand_out_papers(2);
  struct scr_act act = a_count(votes);
  REFUSED(enter_count(&act), SCR_E_JOURNAL_VOIDS);
  act.paper.replaced = 2;
  act.paper.returned = 2;
  act.paper.rejected[SCR_REASON_MISTAKE] = 0;
  act.paper.weight = 2;
  TAKEN(enter_count(&act));
}
END_TEST

START_TEST(voids_for_other_reasons_are_no_papers) {
  uint64_t votes[2];
  TAKEN(do_void(4, SCR_REASON_LOST));
  hand_out_papers(2);
  struct scr_act act = a_count(votes);
  REFUSED(enter_count(&act), SCR_E_JOURNAL_VOIDS);
}
END_TEST

START_TEST(the_election_stays_open_until_papers_are_counted) {
  uint64_t votes[2];
  struct scr_act act = a_count(votes);
  hand_out_papers(3);
  TAKEN(jkit_close_methods(jkit));
  REFUSED(jkit_close_voting(jkit), SCR_E_JOURNAL_ORDER);
  TAKEN(enter_count(&act));
  jkit->now += JKIT_SLOT;
  TAKEN(jkit_close_voting(jkit));
}
END_TEST

START_TEST(tellers_and_agents_sign_a_count_or_their_refusal_is_stated) {
  uint64_t votes[2];
  hand_out_papers(3);
  struct scr_act act = a_count(votes);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_TINA, J_ALEC)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR, J_TINA, J_ALEC)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA, J_ALEC, J_HALL)), SCR_E_JOURNAL_SIGNERS);
  act.paper.refusals_n = 1;
  (void)snprintf(act.paper.refusals[0], sizeof act.paper.refusals[0], "alec");
  REFUSED(enter_count(&act), SCR_E_JOURNAL_SIGNERS);
  struct scr_act nobody = act;
  nobody.paper.refusals_n = 2;
  (void)snprintf(nobody.paper.refusals[1], sizeof nobody.paper.refusals[1], "stranger");
  REFUSED(jkit_act(jkit, &nobody, JKIT_BY(J_OFFICER, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  struct scr_act another = act;  // nobody says what alec did
  (void)snprintf(another.paper.refusals[0], sizeof another.paper.refusals[0], _i ? "tina" : "stranger");
  REFUSED(jkit_act(jkit, &another, JKIT_BY(J_OFFICER, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  act.paper.refusals_n = 2;
  (void)snprintf(act.paper.refusals[1], sizeof act.paper.refusals[1], "tina");
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_SIGNERS);
  act.paper.refusals_n = 1;
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA)));
}
END_TEST

START_TEST(papers_are_handed_out_at_desks_or_come_by_post_while_that_is_open) {
  struct scr_act act = void_of(0, SCR_REASON_PAPER);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_ONLINE, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_LETTER, J_TINA)));
  TAKEN(close_method(SCR_METHOD_MEETING));
  act = void_of(1, SCR_REASON_PAPER);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)), SCR_E_JOURNAL_CLOSED);
  act = void_of(1, SCR_REASON_LOST);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_ONLINE, J_TINA)));
}
END_TEST

START_TEST(a_count_is_of_an_entry_point) {
  uint64_t votes[2];
  hand_out_papers(3);
  struct scr_act act = a_count(votes);
  (void)snprintf(act.point, sizeof act.point, "shed");
  REFUSED(enter_count(&act), SCR_E_JOURNAL_REFERENCE);
}
END_TEST

START_TEST(a_weighted_count_is_of_the_weight_that_was_voided) {
  uint64_t votes[3] = {2, 3, 0};  // blank, Ann, Bea
  struct scr_act act = {.kind = SCR_ACT_PAPER_COUNT, .point = "hall"};
  hand_out_papers(2);  // weights 2 and 3
  act.paper = (struct scr_paper_count){
      .issued = 2, .returned = 2, .weight = 5, .valid = 2, .valid_weight = 5, .votes_n = 3, .votes = votes};
  struct scr_act wrong = act;
  wrong.paper.weight = 6;
  REFUSED(enter_count(&wrong), SCR_E_JOURNAL_VOIDS);
  wrong = act;
  wrong.paper.valid_weight = 1;
  votes[0] = 0, votes[1] = 1;
  REFUSED(enter_count(&wrong), SCR_E_JOURNAL_PAPER);
  wrong.paper.valid_weight = 6;  // more than all papers have
  votes[0] = 2, votes[1] = 4;
  REFUSED(enter_count(&wrong), SCR_E_JOURNAL_PAPER);
  wrong = act;
  wrong.paper.issued = wrong.paper.returned = 3;  // of the right weight, and one paper too many
  wrong.paper.rejected[SCR_REASON_MISTAKE] = 1;
  votes[0] = 2, votes[1] = 3;
  REFUSED(enter_count(&wrong), SCR_E_JOURNAL_VOIDS);
  votes[0] = 6, votes[1] = 0;
  REFUSED(enter_count(&act), SCR_E_JOURNAL_PAPER);
  votes[0] = 2, votes[1] = 2;
  REFUSED(enter_count(&act), SCR_E_JOURNAL_PAPER);
  votes[1] = 3;
  TAKEN(enter_count(&act));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("journal rules: papers");
  TCase *tests = begin_case(suite, "plain", set_up, tear_down);
  TCase *weighted = begin_case(suite, "weighted", set_up_weighted, tear_down);
  tcase_add_test(tests, papers_are_handed_out_at_desks_or_come_by_post_while_that_is_open);
  tcase_add_test(tests, a_count_of_papers_is_entered_after_its_method_is_closed);
  tcase_add_test(tests, the_numbers_of_a_count_add_up);
  tcase_add_test(tests, papers_are_as_many_as_the_credentials_that_were_voided_for_them);
  tcase_add_test(tests, voids_for_other_reasons_are_no_papers);
  tcase_add_test(tests, the_election_stays_open_until_papers_are_counted);
  tcase_add_loop_test(tests, tellers_and_agents_sign_a_count_or_their_refusal_is_stated, 0, 2);
  tcase_add_test(tests, a_count_is_of_an_entry_point);
  tcase_add_test(weighted, a_weighted_count_is_of_the_weight_that_was_voided);
  return run_suite(suite);
}
