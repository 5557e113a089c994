// SPDX-License-Identifier: Apache-2.0
// A board that writes another journal beside its archive, with whoever would have to go along: entries, times, entry points,
// acts, credentials, papers, and what is declared.
#include "tests/tamper/journal_fixture.h"

// Lines: Setup, open, ballots of 0 online, of 1 in the hall, of 2 by letter, three methods closed, close, EndBallots (this far
// two witnesses cosigned), EncryptedTally, PartialDecryption, Result, declare.
static void set_up(void) {
  static const struct jkit_plan plan;
  begin(&plan);
  jkit_run(jkit);
  read_lines();
}

static void set_up_alone(void) {
  static const struct jkit_plan plan;
  begin(&plan);
  OK(jkit_open_voting(jkit));
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

// Voters 3 and 4 lost theirs, and vote under spares: members 0, 1, 2 vote too.
static void set_up_with_spares(void) {
  set_up_alone();
  for (size_t i = 0; i < 2; i++) {
    struct scr_act act = void_of(3 + i, SCR_REASON_LOST), reissue = reissue_of(3 + i, JKIT_MEMBERS + i);
    OK(jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA)));
    OK(jkit_act(jkit, &reissue, JKIT_BY(J_REGISTRAR, J_HALL)));
    OK(jkit_cast(jkit, JKIT_MEMBERS + i, 0, J_ONLINE));
  }
  for (size_t i = 0; i < 3; i++) OK(jkit_cast(jkit, i, 1, J_LETTER));
  count_out();
  read_lines();
}

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

static TCase *begin_case(Suite *suite, const char *name, void (*fixture)(void)) {
  TCase *tests = tcase_create(name);
  tcase_add_checked_fixture(tests, fixture, tear_down);
  suite_add_tcase(suite, tests);
  return tests;
}

int main(void) {
  Suite *suite = suite_create("tampered journals");
  TCase *tests = begin_case(suite, "plain", set_up), *notices = begin_case(suite, "notices", set_up_with_notices);
  TCase *freezes = begin_case(suite, "freezes", set_up_to_freeze), *spares = begin_case(suite, "spares", set_up_with_spares);
  TCase *papers = begin_case(suite, "papers", set_up_with_papers);
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
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
