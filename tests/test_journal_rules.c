// SPDX-License-Identifier: Apache-2.0
// What the journal takes and what it refuses, rule by rule: the writer and the verifier have the same judge. Which requirement
// a test is for stands before its group.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/journal_kit.h"

static struct jkit *jkit;

static void begin(const struct jkit_plan *plan) {
  jkit = jkit_new(plan);
  ck_assert_int_eq(jkit_open_voting(jkit), SCR_OK);
}

static void set_up(void) {
  static const struct jkit_plan plan;
  begin(&plan);
}

static void set_up_weighted(void) {
  static const struct jkit_plan plan = {.weighted = true, .blank = true};
  begin(&plan);
}

static void tear_down(void) {
  jkit_free(jkit);
}

static char *own(const char *string) {
  return (char *)(uintptr_t)string;  // borrowed by an act that is not freed
}

// --- acts, as they are mostly made ---

static struct scr_act freeze_of(size_t voter) {
  return (struct scr_act){.kind = SCR_ACT_FREEZE,
                          .credential = own(jkit_credential(jkit, voter)),
                          .ballot = jkit->tracker,
                          .reason = SCR_REASON_NOT_MINE};
}

static struct scr_act void_of(size_t voter, enum scr_reason reason) {
  return (struct scr_act){.kind = SCR_ACT_VOID, .credential = own(jkit_credential(jkit, voter)), .reason = reason};
}

static struct scr_act reissue_of(size_t voter, size_t spare) {
  return (struct scr_act){.kind = SCR_ACT_REISSUE,
                          .credential = own(jkit_credential(jkit, voter)),
                          .spare = own(jkit_credential(jkit, spare)),
                          .reason = SCR_REASON_LOST};
}

static enum scr_status do_void(size_t voter, enum scr_reason reason) {
  struct scr_act act = void_of(voter, reason);
  return jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA));
}

static enum scr_status do_reissue(size_t voter, size_t spare) {
  struct scr_act act = reissue_of(voter, spare);
  return jkit_act(jkit, &act, JKIT_BY(J_REGISTRAR, J_HALL));
}

static enum scr_status do_freeze(size_t voter) {
  struct scr_act act = freeze_of(voter);
  return jkit_act(jkit, &act, JKIT_BY(J_HALL, J_OFFICER));
}

// The entry of what was entered last.
static uint64_t last_entry(void) {
  return scr_journal_size(scr_board_journal(jkit->board)) - 1;
}

#define TAKEN(x) ck_assert_int_eq((x), SCR_OK)
#define REFUSED(x, status) ck_assert_int_eq((x), (status))

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
  const uint64_t slots[4] = {2000000, 2000001, 2000005, 2000009};
  uint64_t at = 9;
  // Spanning the first two: from slot 2000000 (one to spare) to 2000006.
  const struct {
    uint64_t size, slot;
    bool fits;
    uint64_t at;
  } cases[] = {{2, 1999999, false, 1}, {2, 2000000, true, 0}, {2, 2000006, true, 0}, {2, 2000007, false, 2},
               {4, 2000007, false, 3}, {4, 2000008, true, 0}, {4, 3000000, true, 0}, {0, 2000001, true, 0},
               {0, 2000002, false, 0}, {9, 2000000, true, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    enum scr_status status =
        scr_journal_check_time(&at, record, slots, 4, cases[i].size, scr_slot_begin(record, cases[i].slot));
    ck_assert_msg(status == (cases[i].fits ? SCR_OK : SCR_E_JOURNAL_COSIGNED), "case %zu", i);
    if (!cases[i].fits) ck_assert_uint_eq(at, cases[i].at);
  }
}
END_TEST

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
  ck_assert(scr_journal_is_audited(scr_board_journal(jkit->board), &hash));
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

static enum scr_status close_method(enum scr_method method) {
  struct scr_act act = {.kind = SCR_ACT_CLOSE_METHOD, .method = method};
  return jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
}

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
  Suite *suite = suite_create("journal rules");
  TCase *tests = tcase_create("plain"), *weighted = tcase_create("weighted");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_checked_fixture(weighted, set_up_weighted, tear_down);
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
  tcase_add_test(tests, after_a_freeze_the_desks_ballot_is_the_last_one);
  tcase_add_test(tests, nothing_but_the_ballot_of_a_desk_is_frozen);
  tcase_add_test(tests, a_freeze_is_the_very_next_entry);
  tcase_add_test(tests, a_freeze_names_the_ballot_and_its_credential);
  tcase_add_test(tests, a_freeze_is_signed_by_that_desk_and_a_second_official);
  tcase_add_test(tests, the_same_two_lift_a_freeze_once);
  tcase_add_test(tests, a_ballot_that_came_before_the_one_that_stands_does_not_replace_it);
  tcase_add_test(tests, what_stands_on_the_board_is_not_said_to_have_been_opened);
  tcase_add_test(tests, before_the_opening_nothing_is_voided_and_nothing_closed);
  tcase_add_test(tests, an_election_that_was_abandoned_goes_no_further);
  tcase_add_test(tests, papers_are_handed_out_at_desks_or_come_by_post_while_that_is_open);
  tcase_add_test(tests, nothing_is_cast_under_a_voided_credential);
  tcase_add_test(tests, a_credential_with_a_ballot_is_not_voided);
  tcase_add_test(tests, only_a_members_credential_is_voided);
  tcase_add_test(tests, a_spare_takes_a_ballot_after_its_reissue_alone);
  tcase_add_test(tests, there_is_one_spare_for_each_void);
  tcase_add_test(tests, a_spare_is_for_a_voided_credential);
  tcase_add_test(tests, no_spare_is_given_to_who_has_a_paper);
  tcase_add_test(tests, a_reissue_is_signed_by_the_registrar_and_a_desk);
  tcase_add_test(tests, what_was_opened_for_an_audit_is_not_cast);
  tcase_add_test(tests, a_closed_method_takes_no_ballot_and_the_others_do);
  tcase_add_test(tests, the_election_is_closed_after_every_method);
  tcase_add_test(tests, after_the_close_nothing_is_frozen_voided_or_counted);
  tcase_add_test(tests, no_share_is_taken_before_a_quorum_cosigned_the_close);
  tcase_add_test(tests, an_abandoned_election_takes_no_ballot);
  tcase_add_test(tests, a_candidate_who_withdraws_is_one_of_the_answers);
  tcase_add_test(tests, an_answer_is_to_a_dispute);
  tcase_add_test(tests, appeals_and_confirmation_follow_what_is_declared);
  tcase_add_test(tests, what_is_declared_is_the_sum_of_ballots_and_papers);
  tcase_add_test(tests, a_count_of_papers_is_entered_after_its_method_is_closed);
  tcase_add_test(tests, the_numbers_of_a_count_add_up);
  tcase_add_test(tests, papers_are_as_many_as_the_credentials_that_were_voided_for_them);
  tcase_add_test(tests, voids_for_other_reasons_are_no_papers);
  tcase_add_test(tests, the_election_stays_open_until_papers_are_counted);
  tcase_add_loop_test(tests, tellers_and_agents_sign_a_count_or_their_refusal_is_stated, 0, 2);
  tcase_add_test(tests, a_count_is_of_an_entry_point);
  tcase_add_test(weighted, a_spare_has_the_weight_of_what_it_replaces);
  tcase_add_test(weighted, a_weighted_count_is_of_the_weight_that_was_voided);
  suite_add_tcase(suite, tests);
  suite_add_tcase(suite, weighted);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
