// SPDX-License-Identifier: Apache-2.0
// What the journal takes and what it refuses, rule by rule: the writer and the verifier have the same judge. Here: who signs,
// by which entry points ballots come, and when. Which requirement a test is for stands before its group.
#include "tests/support/rules_fixture.h"

// --- signers: JRN-2, JRN-4, JRN-5 ---

START_TEST(an_act_of_the_officer_is_signed_by_the_officer_alone) {
  struct scr_act act = {.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE};
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  const enum jkit_role nobody[] = {J_ROLES};
  REFUSED(jkit_act(jkit, &act, nobody), SCR_E_JOURNAL_SIGNERS);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)));
}
END_TEST

START_TEST(the_signature_of_another_key_in_a_roles_name_is_refused) {
  struct scr_act act = {.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE};
  struct scr_signed_act *sealed = calloc(1, sizeof *sealed);
  act.made = scr_board_slot(jkit->board);
  jkit_sign_act(sealed, jkit, &act, JKIT_BY(J_TINA));
  (void)snprintf(sealed->signatures[0].by, sizeof sealed->signatures[0].by, "officer");
  REFUSED(scr_board_act(jkit->board, sealed), SCR_E_JOURNAL_SIGNATURE);
  scr_text_free(&sealed->body);
  jkit_sign_act(sealed, jkit, &act, JKIT_BY(J_OFFICER));
  sealed->signatures[0].bytes[7] ^= 1;
  REFUSED(scr_board_act(jkit->board, sealed), SCR_E_JOURNAL_SIGNATURE);
  sealed->signatures[0].bytes[7] ^= 1;
  TAKEN(scr_board_act(jkit->board, sealed));
  scr_text_free(&sealed->body);
  free(sealed);
}
END_TEST

START_TEST(a_signature_over_another_election_is_refused) {
  struct scr_act act = {.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE};
  struct scr_signed_act *sealed = calloc(1, sizeof *sealed);
  char *fingerprint = jkit->kit->election->fingerprint;
  act.made = scr_board_slot(jkit->board);
  fingerprint[0] = fingerprint[0] == 'A' ? 'B' : 'A';
  jkit_sign_act(sealed, jkit, &act, JKIT_BY(J_OFFICER));
  REFUSED(scr_board_act(jkit->board, sealed), SCR_E_JOURNAL_SIGNATURE);
  scr_text_free(&sealed->body);
  free(sealed);
}
END_TEST

START_TEST(nobody_signs_for_two) {
  struct scr_act act = void_of(0, SCR_REASON_LOST);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_HALL)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_TINA, J_TINA)), SCR_E_JOURNAL_SIGNERS);
}
END_TEST

START_TEST(a_void_is_signed_by_an_entry_point_and_one_second_official) {
  struct scr_act act = void_of(0, SCR_REASON_LOST);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER, J_TINA)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_LETTER)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_ALEC)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA, J_OFFICER)), SCR_E_JOURNAL_SIGNERS);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_LETTER, J_REGISTRAR)));
}
END_TEST

START_TEST(audited_ballots_are_signed_by_one_entry_point) {
  struct scr_hash hash = {{1}};
  struct scr_act act = {.kind = SCR_ACT_AUDITED, .hashes_n = 1, .hashes = &hash};
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_SIGNERS);
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_ONLINE)), SCR_E_JOURNAL_SIGNERS);
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_ONLINE)));
}
END_TEST

START_TEST(an_act_stands_once) {
  struct scr_act act = {.kind = SCR_ACT_NOTICE, .reason = SCR_REASON_SCHEDULE};
  TAKEN(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)));
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_REPEATED);
}
END_TEST

START_TEST(the_election_is_opened_once) {
  struct scr_act act = {.kind = SCR_ACT_OPEN};
  jkit->now += JKIT_SLOT;
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_REPEATED);
}
END_TEST

START_TEST(no_ballot_comes_before_the_opening) {
  static const struct jkit_plan plan;
  struct jkit *opened = jkit;
  jkit = jkit_new(&plan);
  REFUSED(jkit_cast(jkit, 0, 0, J_ONLINE), SCR_E_JOURNAL_ORDER);
  TAKEN(jkit_open_voting(jkit));
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  jkit_free(jkit);
  jkit = opened;
}
END_TEST

// --- entry points: JRN-3 ---

START_TEST(a_ballot_comes_by_an_entry_point_of_the_record_that_signed_for_it) {
  jkit_make_ballot(jkit, 0, 0, J_ONLINE);
  jkit_accept(jkit, "shed", J_ONLINE, scr_board_slot(jkit->board));
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_POINT);
  jkit_accept(jkit, "hall", J_ONLINE, scr_board_slot(jkit->board));
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_SIGNATURE);
  jkit_accept(jkit, "officer", J_OFFICER, scr_board_slot(jkit->board));
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_POINT);
  jkit_accept(jkit, "hall", J_HALL, scr_board_slot(jkit->board));
  TAKEN(jkit_cast_made(jkit));
}
END_TEST

START_TEST(what_an_entry_point_signed_is_of_one_ballot_and_one_slot) {
  jkit_make_ballot(jkit, 0, 0, J_ONLINE);
  struct scr_acceptance of_another = jkit->acceptance;
  jkit_make_ballot(jkit, 1, 0, J_ONLINE);
  struct scr_acceptance right = jkit->acceptance;
  jkit->acceptance = of_another;
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_EVENT);
  jkit->acceptance.ballot = right.ballot;
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_SIGNATURE);
  jkit->acceptance = right;
  jkit->now += JKIT_SLOT;
  jkit->acceptance.came++;
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_SIGNATURE);
  jkit->acceptance = right;
  TAKEN(jkit_cast_made(jkit));
}
END_TEST

START_TEST(the_same_ballot_is_on_the_board_once) {
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  uint64_t size = scr_journal_size(scr_board_journal(jkit->board));
  REFUSED(jkit_cast_made(jkit), SCR_E_BALLOT_REPLAY);
  ck_assert_uint_eq(scr_journal_size(scr_board_journal(jkit->board)), size);
}
END_TEST

START_TEST(a_ballot_without_the_word_of_an_entry_point_is_refused) {
  enum scr_status status = SCR_OK;
  jkit_make_ballot(jkit, 0, 0, J_ONLINE);
  struct scr_document ballot = {jkit->ballot.bytes, jkit->ballot.length};
  TAKEN(scr_board_cast_all(&status, &jkit->tracker, jkit->board, &ballot, NULL, 1));
  ck_assert_int_eq(status, SCR_E_JOURNAL_POINT);
  ck_assert_uint_eq(scr_board_events(jkit->board), 1);
  TAKEN(jkit_cast_made(jkit));
}
END_TEST

// JRN-6.
START_TEST(the_event_of_a_ballot_has_the_ballot) {
  struct scr_entry *entry = calloc(1, sizeof *entry);
  struct scr_journal_event event = {.type = SCR_EVENT_BALLOT, .credential = SIZE_MAX};
  struct scr_rulings rulings;
  *entry = (struct scr_entry){.kind = SCR_ENTRY_BALLOT, .type = SCR_EVENT_BALLOT, .slot = scr_board_slot(jkit->board)};
  scr_journal_judge(&rulings, scr_board_journal(jkit->board), entry, &event, true);
  ck_assert_int_eq(rulings.status[SCR_RULE_EVENTS], SCR_E_JOURNAL_EVENT);
  event.has_payload = true;
  scr_journal_judge(&rulings, scr_board_journal(jkit->board), entry, &event, true);
  ck_assert_int_eq(rulings.status[SCR_RULE_EVENTS], SCR_OK);
  free(entry);
}
END_TEST

START_TEST(signatures_are_taken_on_trust_only_where_that_is_said) {
  struct scr_entry *entry = calloc(1, sizeof *entry);
  struct scr_rulings rulings;
  *entry = (struct scr_entry){.kind = SCR_ENTRY_BALLOT, .type = SCR_EVENT_BALLOT, .slot = scr_board_slot(jkit->board)};
  (void)snprintf(entry->acceptance.signature.by, sizeof entry->acceptance.signature.by, "online");
  scr_journal_judge(&rulings, scr_board_journal(jkit->board), entry, NULL, true);
  ck_assert_int_eq(rulings.status[SCR_RULE_POINTS], SCR_OK);
  scr_journal_judge(&rulings, scr_board_journal(jkit->board), entry, NULL, false);
  ck_assert_int_eq(rulings.status[SCR_RULE_POINTS], SCR_E_JOURNAL_SIGNATURE);
  struct scr_act notice = {.kind = SCR_ACT_NOTICE, .made = entry->slot};
  entry->kind = SCR_ENTRY_ACT;
  jkit_sign_act(&entry->act, jkit, &notice, JKIT_BY(J_OFFICER));
  entry->act.signatures[0].bytes[0] ^= 1;
  scr_journal_judge(&rulings, scr_board_journal(jkit->board), entry, NULL, true);
  ck_assert_int_eq(rulings.status[SCR_RULE_ACTS], SCR_OK);
  scr_journal_judge(&rulings, scr_board_journal(jkit->board), entry, NULL, false);
  ck_assert_int_eq(rulings.status[SCR_RULE_ACTS], SCR_E_JOURNAL_SIGNATURE);
  scr_entry_free(entry);
  free(entry);
}
END_TEST

// --- time: JRN-7, JRN-8 ---

START_TEST(a_ballot_came_within_the_window) {
  uint64_t first = scr_slot_of(jkit->record, JKIT_OPENS), last = first + 99;
  jkit->now = JKIT_OPENS + UINT64_C(100) * JKIT_SLOT;
  jkit_make_ballot(jkit, 0, 0, J_ONLINE);
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_WINDOW);
  jkit_accept(jkit, "online", J_ONLINE, first - 1);
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_WINDOW);
  jkit_accept(jkit, "online", J_ONLINE, last);
  TAKEN(jkit_cast_made(jkit));
  jkit_make_ballot(jkit, 1, 0, J_ONLINE);
  jkit_accept(jkit, "online", J_ONLINE, first);
  TAKEN(jkit_cast_made(jkit));
}
END_TEST

START_TEST(without_a_window_a_ballot_may_come_at_any_time) {
  static const struct jkit_plan plan = {.no_window = true};
  struct jkit *opened = jkit;
  begin(&plan);
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  jkit->now += 400 * JKIT_SLOT;
  TAKEN(jkit_cast(jkit, 1, 0, J_ONLINE));
  jkit_free(jkit);
  jkit = opened;
}
END_TEST

START_TEST(nothing_was_signed_in_a_slot_that_has_not_begun) {
  struct scr_act act = {.kind = SCR_ACT_NOTICE, .made = scr_board_slot(jkit->board) + 1};
  REFUSED(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)), SCR_E_JOURNAL_SLOT);
  jkit_make_ballot(jkit, 0, 0, J_ONLINE);
  jkit_accept(jkit, "online", J_ONLINE, scr_board_slot(jkit->board) + 1);
  REFUSED(jkit_cast_made(jkit), SCR_E_JOURNAL_SLOT);
}
END_TEST

START_TEST(a_clock_that_goes_back_makes_no_earlier_slot) {
  jkit->now += UINT64_C(3) * JKIT_SLOT;
  TAKEN(jkit_cast(jkit, 0, 0, J_ONLINE));
  uint64_t slot = scr_journal_slot(scr_board_journal(jkit->board));
  jkit->now -= UINT64_C(2) * JKIT_SLOT;
  TAKEN(jkit_cast(jkit, 1, 0, J_ONLINE));
  ck_assert_uint_eq(scr_journal_slot(scr_board_journal(jkit->board)), slot);
}
END_TEST

START_TEST(cosignatures_lie_between_the_entries_around_them_with_a_slot_to_spare) {
  const struct scr_setup_record *record = jkit->record;
  uint64_t at = 9;
  // With the first two of four entries: from slot 2000000 (one to spare) to 2000006.
  const struct {
    uint64_t size;
    struct scr_slots_around around;
    uint64_t slot;
    bool fits;
    uint64_t at;
  } cases[] = {{2, {2000001, 2000005}, 1999999, false, 1},
               {2, {2000001, 2000005}, 2000000, true, 0},
               {2, {2000001, 2000005}, 2000006, true, 0},
               {2, {2000001, 2000005}, 2000007, false, 2},
               {4, {2000009, UINT64_MAX}, 2000007, false, 3},
               {4, {2000009, UINT64_MAX}, 2000008, true, 0},
               {4, {2000009, UINT64_MAX}, 3000000, true, 0},
               {0, {0, 2000000}, 2000001, true, 0},
               {0, {0, 2000000}, 2000002, false, 0},
               {9, SCR_SLOTS_AROUND_NONE, 2000000, true, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    enum scr_status status = scr_journal_check_time(&at, record, cases[i].size, &cases[i].around,
                                                    scr_slot_begin(record, cases[i].slot));
    ck_assert_msg(status == (cases[i].fits ? SCR_OK : SCR_E_JOURNAL_COSIGNED), "case %zu", i);
    if (!cases[i].fits) ck_assert_uint_eq(at, cases[i].at);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("journal rules");
  TCase *tests = begin_case(suite, "plain", set_up, tear_down);
  tcase_add_test(tests, an_act_of_the_officer_is_signed_by_the_officer_alone);
  tcase_add_test(tests, the_signature_of_another_key_in_a_roles_name_is_refused);
  tcase_add_test(tests, a_signature_over_another_election_is_refused);
  tcase_add_test(tests, nobody_signs_for_two);
  tcase_add_test(tests, a_void_is_signed_by_an_entry_point_and_one_second_official);
  tcase_add_test(tests, audited_ballots_are_signed_by_one_entry_point);
  tcase_add_test(tests, an_act_stands_once);
  tcase_add_test(tests, the_election_is_opened_once);
  tcase_add_test(tests, no_ballot_comes_before_the_opening);
  tcase_add_test(tests, a_ballot_comes_by_an_entry_point_of_the_record_that_signed_for_it);
  tcase_add_test(tests, what_an_entry_point_signed_is_of_one_ballot_and_one_slot);
  tcase_add_test(tests, the_same_ballot_is_on_the_board_once);
  tcase_add_test(tests, a_ballot_without_the_word_of_an_entry_point_is_refused);
  tcase_add_test(tests, the_event_of_a_ballot_has_the_ballot);
  tcase_add_test(tests, signatures_are_taken_on_trust_only_where_that_is_said);
  tcase_add_test(tests, a_ballot_came_within_the_window);
  tcase_add_test(tests, without_a_window_a_ballot_may_come_at_any_time);
  tcase_add_test(tests, nothing_was_signed_in_a_slot_that_has_not_begun);
  tcase_add_test(tests, a_clock_that_goes_back_makes_no_earlier_slot);
  tcase_add_test(tests, cosignatures_lie_between_the_entries_around_them_with_a_slot_to_spare);
  return run_suite(suite);
}
