// SPDX-License-Identifier: Apache-2.0
// What the journal takes and what it refuses about a credential: it is frozen, its ballot replaced, it is voided, and a spare
// is given for it; and what was opened for an audit.
#include "tests/support/rules_fixture.h"

static struct scr_act freeze_of(size_t voter) {
  return (struct scr_act){.kind = SCR_ACT_FREEZE,
                          .credential = own(jkit_credential(jkit, voter)),
                          .ballot = jkit->tracker,
                          .reason = SCR_REASON_NOT_MINE};
}

static enum scr_status do_freeze(size_t voter) {
  struct scr_act act = freeze_of(voter);
  return jkit_act(jkit, &act, JKIT_BY(J_HALL, J_OFFICER));
}

static enum scr_status do_reissue(size_t voter, size_t spare) {
  struct scr_act act = reissue_of(voter, spare);
  return jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR, J_HALL));
}

// --- freezing: FRZ-1, FRZ-2 ---

START_TEST(after_a_freeze_the_desks_ballot_is_the_last_one) {
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  TAKEN(jkit_cast(jkit, 0, 1, J_HALL));
  TAKEN(do_freeze(0));
  ck_assert_int_eq(scr_journal_credential(scr_board_journal(jkit->board),
                                          scr_credentials_find(jkit->kit->credentials, jkit_credential(jkit, 0),
                                                               strlen(jkit_credential(jkit, 0))))
                       .state,
                   SCR_CREDENTIAL_FROZEN);
  REFUSED(jkit_cast(jkit, 0, 0, J_ONLINE), SCR_E_JOURNAL_FROZEN);
  REFUSED(jkit_cast(jkit, 0, 0, J_HALL), SCR_E_JOURNAL_FROZEN);
  TAKEN(jkit_cast(jkit, 1, 0, J_HALL));
}
END_TEST

START_TEST(nothing_but_the_ballot_of_a_desk_is_frozen) {
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  struct scr_act act = freeze_of(0);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_ONLINE, J_OFFICER)), SCR_E_JOURNAL_FREEZE);
}
END_TEST

START_TEST(a_freeze_is_the_very_next_entry) {
  struct scr_act notice = {.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE};
  TAKEN(jkit_cast(jkit, 0, 0, J_HALL));
  struct scr_act late = freeze_of(0);
  TAKEN(jkit_act(jkit, &notice, JKIT_BY(J_OFFICER)));
  REFUSED(jkit_act(jkit, &late, JKIT_BY(J_HALL, J_OFFICER)), SCR_E_JOURNAL_FREEZE);
  TAKEN(jkit_cast(jkit, 1, 0, J_HALL));
  REFUSED(jkit_act(jkit, &late, JKIT_BY(J_HALL, J_OFFICER)), SCR_E_JOURNAL_FREEZE);
}
END_TEST

START_TEST(a_freeze_names_the_ballot_and_its_credential) {
  TAKEN(jkit_cast(jkit, 0, 0, J_HALL));
  struct scr_act act = freeze_of(1);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_OFFICER)), SCR_E_JOURNAL_FREEZE);
  act = freeze_of(0);
  act.ballot.byte[0] ^= 1;
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_OFFICER)), SCR_E_JOURNAL_FREEZE);
  act = freeze_of(0);
  act.credential = own("nobody's");
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
  TAKEN(do_freeze(0));
}
END_TEST

START_TEST(a_freeze_is_signed_by_that_desk_and_a_second_official) {
  TAKEN(jkit_cast(jkit, 0, 0, J_HALL));
  struct scr_act act = freeze_of(0);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_LETTER, J_OFFICER)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_ALEC)), SCR_E_JOURNAL_SIGNERS);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)));
}
END_TEST

START_TEST(the_same_two_lift_a_freeze_once) {
  TAKEN(jkit_cast(jkit, 0, 0, J_HALL));
  TAKEN(do_freeze(0));
  struct scr_act act = {.kind = SCR_ACT_LIFT,
                        .credential = own(jkit_credential(jkit, 0)),
                        .entry = last_entry(),
                        .reason = SCR_REASON_MISTAKE};
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_OFFICER, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_HALL)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_OFFICER)), SCR_E_JOURNAL_SIGNERS);
  struct scr_act wrong = act;
  wrong.entry--;
  REFUSED(jkit_act(jkit, &wrong, JKIT_BY(J_HALL, J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
  wrong = act;
  wrong.credential = own(jkit_credential(jkit, 1));
  REFUSED(jkit_act(jkit, &wrong, JKIT_BY(J_HALL, J_OFFICER)), SCR_E_JOURNAL_REFERENCE);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_HALL)));
  TAKEN(jkit_cast(jkit, 0, 1, J_ONLINE));
  jkit->now += JKIT_SLOT;
  act.made = 0;
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_HALL)), SCR_E_JOURNAL_REPEATED);
}
END_TEST

// --- replacing: JRN-14 ---

START_TEST(a_ballot_that_came_before_the_one_that_stands_does_not_replace_it) {
  jkit_make_ballot(jkit, 0, 0, J_ONLINE);
  struct scr_acceptance withheld = jkit->acceptance;
  struct scr_text ballot = jkit->ballot;
  jkit->ballot = (struct scr_text)SCR_TEXT_INIT;
  jkit->now += JKIT_SLOT;
  TAKEN(jkit_cast(jkit, 0, 1, J_HALL));
  scr_text_free(&jkit->ballot);
  jkit->ballot = ballot;
  jkit->acceptance = withheld;
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_SLOT);
  jkit_accept(jkit, "online", J_ONLINE, withheld.came + 1);
  TAKEN(jkit_cast_made(jkit));
}
END_TEST

// --- voiding and reissuing: FRZ-3, FRZ-4, FRZ-5 ---

START_TEST(nothing_is_cast_under_a_voided_credential) {
  TAKEN(do_void(0, SCR_REASON_LOST));
  REFUSED(jkit_cast(jkit, 0, 0, J_ONLINE), SCR_E_JOURNAL_VOIDED);
  jkit->now += JKIT_SLOT;
  REFUSED(do_void(0, SCR_REASON_LOST), SCR_E_JOURNAL_REPEATED);
}
END_TEST

START_TEST(a_credential_with_a_ballot_is_not_voided) {
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  REFUSED(do_void(0, SCR_REASON_LOST), SCR_E_JOURNAL_HAS_BALLOT);
}
END_TEST

START_TEST(only_a_members_credential_is_voided) {
  REFUSED(do_void(JKIT_MEMBERS, SCR_REASON_LOST), SCR_E_JOURNAL_SPARE);
  struct scr_act act = void_of(0, SCR_REASON_LOST);
  act.credential = own("nobody's");
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)), SCR_E_JOURNAL_REFERENCE);
}
END_TEST

START_TEST(a_spare_takes_a_ballot_after_its_reissue_alone) {
  REFUSED(jkit_cast(jkit, JKIT_MEMBERS, 0, J_ONLINE), SCR_E_JOURNAL_SPARE);
  TAKEN(do_void(0, SCR_REASON_LOST));
  REFUSED(jkit_cast(jkit, JKIT_MEMBERS, 0, J_ONLINE), SCR_E_JOURNAL_SPARE);
  TAKEN(do_reissue(0, JKIT_MEMBERS));
  TAKEN(jkit_cast(jkit, JKIT_MEMBERS, 0, J_ONLINE));
  REFUSED(jkit_cast(jkit, JKIT_MEMBERS + 1, 0, J_ONLINE), SCR_E_JOURNAL_SPARE);
}
END_TEST

START_TEST(there_is_one_spare_for_each_void) {
  TAKEN(do_void(0, SCR_REASON_LOST));
  TAKEN(do_reissue(0, JKIT_MEMBERS));
  REFUSED(do_reissue(0, JKIT_MEMBERS + 1), SCR_E_JOURNAL_REPEATED);
  TAKEN(do_void(1, SCR_REASON_LOST));
  REFUSED(do_reissue(1, JKIT_MEMBERS), SCR_E_JOURNAL_SPARE);
  REFUSED(do_reissue(1, 2), SCR_E_JOURNAL_SPARE);
  TAKEN(do_reissue(1, JKIT_MEMBERS + 1));
}
END_TEST

START_TEST(a_spare_is_for_a_voided_credential) {
  REFUSED(do_reissue(0, JKIT_MEMBERS), SCR_E_JOURNAL_REFERENCE);
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  REFUSED(do_reissue(0, JKIT_MEMBERS), SCR_E_JOURNAL_HAS_BALLOT);
  struct scr_act act = reissue_of(1, JKIT_MEMBERS);
  act.spare = own("nobody's");
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR, J_HALL)), SCR_E_JOURNAL_REFERENCE);
  TAKEN(do_void(1, SCR_REASON_LOST));
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR, J_HALL)), SCR_E_JOURNAL_REFERENCE);
  act = reissue_of(1, JKIT_MEMBERS);
  act.credential = own("nobody's");
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR, J_HALL)), SCR_E_JOURNAL_REFERENCE);
}
END_TEST

START_TEST(no_spare_is_given_to_who_has_a_paper) {
  TAKEN(do_void(0, SCR_REASON_PAPER));
  REFUSED(do_reissue(0, JKIT_MEMBERS), SCR_E_JOURNAL_REFERENCE);
}
END_TEST

START_TEST(a_reissue_is_signed_by_the_registrar_and_a_desk) {
  TAKEN(do_void(0, SCR_REASON_LOST));
  struct scr_act act = reissue_of(0, JKIT_MEMBERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR, J_ONLINE)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_HALL)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_HALL)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_REGISTRAR, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_REGISTRAR)));
}
END_TEST

START_TEST(a_spare_has_the_weight_of_what_it_replaces) {
  TAKEN(do_void(0, SCR_REASON_LOST));                         // weight 2
  REFUSED(do_reissue(0, JKIT_MEMBERS), SCR_E_JOURNAL_SPARE);  // weight 3
  TAKEN(do_reissue(0, JKIT_MEMBERS + 1));
}
END_TEST

// --- audits: FRZ-6 ---

START_TEST(what_was_opened_for_an_audit_is_not_cast) {
  struct scr_ballot *ballot;
  struct scr_text alpha = SCR_TEXT_INIT;
  struct scr_hash hash;
  jkit_make_ballot(jkit, 0, 0, J_ONLINE);
  TAKEN(scr_ballot_new(&ballot, jkit->kit->election, jkit->ballot.bytes, jkit->ballot.length));
  scr_text_add_element(&alpha, jkit->kit->election->group, &ballot->answers[0].choices[1].alpha);
  scr_hash(&hash, alpha.bytes, alpha.length);
  scr_text_free(&alpha);
  scr_ballot_free(ballot);
  struct scr_act act = {.kind = SCR_ACT_AUDITED, .hashes_n = 1, .hashes = &hash};
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_ONLINE)));
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_AUDITED);
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
}
END_TEST

START_TEST(what_stands_on_the_board_is_not_said_to_have_been_opened) {
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  struct scr_journal_event event = {.has_first = false};
  scr_journal_event_look(&event, jkit->ballot.bytes, jkit->ballot.length);
  ck_assert(event.has_first);
  struct scr_act act = {.kind = SCR_ACT_AUDITED, .hashes_n = 1, .hashes = &event.first};
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_ONLINE)), SCR_E_JOURNAL_AUDITED);
  TAKEN(jkit_reopen(jkit));
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_ONLINE)), SCR_E_JOURNAL_AUDITED);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("journal rules: credentials");
  TCase *tests = begin_case(suite, "plain", set_up, tear_down);
  TCase *weighted = begin_case(suite, "weighted", set_up_weighted, tear_down);
  tcase_add_test(tests, after_a_freeze_the_desks_ballot_is_the_last_one);
  tcase_add_test(tests, nothing_but_the_ballot_of_a_desk_is_frozen);
  tcase_add_test(tests, a_freeze_is_the_very_next_entry);
  tcase_add_test(tests, a_freeze_names_the_ballot_and_its_credential);
  tcase_add_test(tests, a_freeze_is_signed_by_that_desk_and_a_second_official);
  tcase_add_test(tests, the_same_two_lift_a_freeze_once);
  tcase_add_test(tests, a_ballot_that_came_before_the_one_that_stands_does_not_replace_it);
  tcase_add_test(tests, what_stands_on_the_board_is_not_said_to_have_been_opened);
  tcase_add_test(tests, nothing_is_cast_under_a_voided_credential);
  tcase_add_test(tests, a_credential_with_a_ballot_is_not_voided);
  tcase_add_test(tests, only_a_members_credential_is_voided);
  tcase_add_test(tests, a_spare_takes_a_ballot_after_its_reissue_alone);
  tcase_add_test(tests, there_is_one_spare_for_each_void);
  tcase_add_test(tests, a_spare_is_for_a_voided_credential);
  tcase_add_test(tests, no_spare_is_given_to_who_has_a_paper);
  tcase_add_test(tests, a_reissue_is_signed_by_the_registrar_and_a_desk);
  tcase_add_test(tests, what_was_opened_for_an_audit_is_not_cast);
  tcase_add_test(weighted, a_spare_has_the_weight_of_what_it_replaces);
  return run_suite(suite);
}
