// SPDX-License-Identifier: Apache-2.0
// The files that the journal comes in: the setup record, the log, what people read, what witnesses cosigned; what is missing of
// them; and elections with a journal that are valid however unusual.
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tamper/journal_fixture.h"

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

static void put_note(const char *name, struct scr_text *note) {
  jkit_put_file(jkit, name, note);
  scr_text_free(note);
}

static void remove_file(const char *name) {
  char path[300];
  (void)snprintf(path, sizeof path, "%s/%s", jkit->public_folder, name);
  ck_assert_int_eq(remove(path), 0);
}

static void change_file(const char *name, const char *old, const char *new) {
  struct scr_text bytes = SCR_TEXT_INIT;
  jkit_get_file(&bytes, jkit, name);
  kit_replace(&bytes, old, new);
  put_note(name, &bytes);
}

static void expect_now(enum scr_check_id id, enum scr_status status) {
  jkit_lines_free(&lines);
  jkit_expect_only(jkit, id, status);
}

// --- the setup record: REC-6, REC-7 ---

// All that the journal would show depends on it.
static void expect_record(enum scr_status status) {
  jkit_close(jkit);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_ne(report->checks[SCR_CHECK_JOURNAL_EVENTS].state, SCR_STATE_PASS);
  kit_expect_only(report, SCR_CHECK_JOURNAL_RECORD, status, -1);
}

START_TEST(the_setup_record_was_changed) {
  change_file("setup.json", "\"slot\":900", "\"slot\":800");
  jkit_lines_free(&lines);
  expect_record(SCR_E_RECORD_HASH);
}
END_TEST

START_TEST(the_setup_record_is_of_another_election) {
  static const struct jkit_plan plan;
  struct jkit *first = jkit;
  struct scr_text record = SCR_TEXT_INIT;
  jkit = jkit_new(&plan);
  jkit_get_file(&record, jkit, "setup.json");
  jkit_free(jkit);
  jkit = first;
  put_note("setup.json", &record);
  jkit_lines_free(&lines);
  expect_record(SCR_E_RECORD_HASH);
}
END_TEST

START_TEST(the_setup_record_is_not_there) {
  remove_file("setup.json");
  jkit_lines_free(&lines);
  expect_record(SCR_E_JOURNAL_MISSING);
}
END_TEST

static void other_members(struct scr_setup_record *record) {
  record->members++;
}
static void other_weight(struct scr_setup_record *record) {
  record->weight++;
}
static void other_trustees(struct scr_setup_record *record) {
  record->trustees.byte[0] ^= 1;
}
static void other_credentials(struct scr_setup_record *record) {
  record->credentials.byte[0] ^= 1;
}
static void other_election(struct scr_setup_record *record) {
  record->uuid[0] = record->uuid[0] == 'A' ? 'B' : 'A';
}
static void fewer_spares(struct scr_setup_record *record) {
  free(record->spares[--record->spares_n]);
}
static void unknown_spare(struct scr_setup_record *record) {
  char *last = record->spares[0] + strlen(record->spares[0]) - 1;
  *last = *last == '0' ? '1' : '0';
}

START_TEST(the_setup_record_does_not_fit_the_election) {
  static void (*const spoil[])(struct scr_setup_record *) = {
      other_members, other_weight, other_trustees, other_credentials, other_election, fewer_spares, unknown_spare};
  struct jkit_plan plan = {.spoil = spoil[_i]};
  jkit_lines_free(&lines);
  tear_down();
  begin(&plan);
  ck_assert_int_eq(jkit_reopen(jkit), SCR_E_RECORD_FIT);
  kit_expect(jkit_verify(jkit), SCR_CHECK_JOURNAL_RECORD, SCR_E_RECORD_FIT, -1);
}
END_TEST

// --- the log: JRN-13 ---

START_TEST(what_people_read_is_another_journal) {
  if (_i == 0) change_file("journal.jsonl", "\"entry\":\"online\"", "\"entry\":\"hall\"");
  if (_i == 1) remove_file("journal.jsonl");
  if (_i == 2) {
    struct scr_text bytes = SCR_TEXT_INIT;
    jkit_get_file(&bytes, jkit, "journal.jsonl");
    bytes.length -= 1;  // the last line's end
    put_note("journal.jsonl", &bytes);
  }
  expect_now(SCR_CHECK_JOURNAL_LOG, SCR_E_JOURNAL_LINES);
}
END_TEST

// While it is written, lines are there before the log has them.
START_TEST(lines_that_were_not_signed_yet_are_no_harm) {
  struct scr_text bytes = SCR_TEXT_INIT;
  jkit_get_file(&bytes, jkit, "journal.jsonl");
  scr_text_add(&bytes, _i ? "{\"slot\":2000" : "{}\n");
  put_note("journal.jsonl", &bytes);
  jkit_lines_free(&lines);
  jkit_expect_verdict(jkit, SCR_VERDICT_VALID);
}
END_TEST

START_TEST(a_file_of_the_log_was_changed) {
  static const char *const names[] = {"log/tile/0/000.p/14", "log/tile/entries/000.p/14"};
  struct scr_text bytes = SCR_TEXT_INIT;
  jkit_get_file(&bytes, jkit, names[_i]);
  bytes.bytes[40] ^= 1;
  put_note(names[_i], &bytes);
  jkit_lines_free(&lines);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_ne(report->checks[SCR_CHECK_JOURNAL_EVENTS].state, SCR_STATE_PASS);
  kit_expect_only(report, SCR_CHECK_JOURNAL_LOG, _i ? SCR_E_LOG_ROOT : SCR_E_LOG_TILE, -1);
}
END_TEST

START_TEST(a_file_of_the_log_is_missing) {
  static const char *const names[] = {"log/checkpoint", "log/tile/0/000.p/14", "log/tile/entries/000.p/14"};
  remove_file(names[_i]);
  expect_now(SCR_CHECK_JOURNAL_LOG, SCR_E_JOURNAL_MISSING);
}
END_TEST

// A disk that fails says nothing of the board.
START_TEST(what_can_not_be_read_is_not_held_against_the_board) {
  static const char *const names[] = {"journal.jsonl", "log/checkpoint", "setup.json", "log/cosigned/10"};
  char path[300];
  remove_file(names[_i]);
  (void)snprintf(path, sizeof path, "%s/%s", jkit->public_folder, names[_i]);
  ck_assert_int_eq(mkdir(path, 0755), 0);
  jkit_lines_free(&lines);
  struct scr_report *report = jkit_verify(jkit);
  for (int id = 0; id < SCR_CHECK_COUNT; id++) ck_assert_uint_eq(report->checks[id].failures_n, 0);
  ck_assert_int_eq(report->cause, SCR_E_IO);
  kit_expect_verdict(report, SCR_VERDICT_CANNOT_CHECK);
}
END_TEST

START_TEST(the_checkpoint_is_signed_by_another_key) {
  struct scr_text note = SCR_TEXT_INIT;
  jkit_checkpoint(&note, jkit, &lines, lines.count, J_OFFICER, 0, 0);
  put_note("log/checkpoint", &note);
  expect_now(SCR_CHECK_JOURNAL_LOG, SCR_E_NOTE_UNSIGNED);
}
END_TEST

START_TEST(the_signature_of_the_checkpoint_does_not_hold) {
  struct scr_text note = SCR_TEXT_INIT;
  jkit_get_file(&note, jkit, "log/checkpoint");
  char *at = &note.bytes[note.length - 20];
  *at = *at == 'A' ? 'B' : 'A';
  put_note("log/checkpoint", &note);
  expect_now(SCR_CHECK_JOURNAL_LOG, SCR_E_NOTE_SIGNATURE);
}
END_TEST

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

// REC-13.
START_TEST(a_journal_that_the_election_does_not_name_is_no_journal_of_it) {
  const struct kit_plan plain = {
      .questions = {{.title = "Who?", .answers = {"Ann"}, .min = 1, .max = 1}}, .voters = 2, .singles = 1};
  const char *const descriptions[] = {"For tests", "[scrutineer-setup-1 0123]", "[scrutineer-setup-2 x] and more"};
  struct kit_plan plan = plain;
  plan.description = descriptions[_i];
  struct kit_election *other = kit_make(&plan);
  char path[300];
  (void)snprintf(path, sizeof path, "%s/other.bel", jkit->public_folder);
  kit_write(other->board, path);
  struct scr_verify_options options = {.threads = 1, .journal = jkit->public_folder};
  struct scr_report *report;
  OK(scr_verify(&report, path, &options));
  kit_expect_only(report, SCR_CHECK_JOURNAL_RECORD, SCR_E_RECORD_HASH, -1);
  options.journal = NULL;
  OK(scr_verify(&report, path, &options));
  ck_assert_int_eq(report->verdict, _i == 0 ? SCR_VERDICT_VALID : SCR_VERDICT_INVALID);
  scr_report_free(report);
  kit_election_free(other);
}
END_TEST

// An archive that was copied before the journal was.
START_TEST(an_archive_that_is_older_than_the_journal_is_incomplete) {
  struct scr_text bytes = SCR_TEXT_INIT;
  jkit_lines_free(&lines);
  tear_down();
  set_up_alone();
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  jkit_get_file(&bytes, jkit, "board.bel");
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  jkit_put_file(jkit, "board.bel", &bytes);
  scr_text_free(&bytes);
  read_lines();
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_INCOMPLETE);
  ck_assert_int_eq(report->checks[SCR_CHECK_JOURNAL_EVENTS].state, SCR_STATE_NOT_CHECKABLE);
  ck_assert_ptr_nonnull(strstr(report->checks[SCR_CHECK_JOURNAL_EVENTS].why, "older than the journal"));
  scr_report_free(report);
}
END_TEST

START_TEST(a_pipe_in_the_journals_place_is_not_waited_for) {
  char path[300];
  remove_file("journal.jsonl");
  (void)snprintf(path, sizeof path, "%s/journal.jsonl", jkit->public_folder);
  ck_assert_int_eq(mkfifo(path, 0644), 0);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_ne(report->verdict, SCR_VERDICT_VALID);
  scr_report_free(report);
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

// --- what is not there: JRN-12 ---

START_TEST(without_its_journal_an_election_is_incomplete_and_why_is_said) {
  struct scr_report *report;
  struct scr_verify_options options = {.threads = 1};
  jkit_lines_free(&lines);
  jkit_close(jkit);
  OK(scr_verify(&report, jkit->path, &options));
  for (enum scr_check_id id = SCR_CHECK_JOURNAL_FIRST; id < SCR_CHECK_COUNT; id++) {
    ck_assert_int_eq(report->checks[id].state, SCR_STATE_NOT_CHECKABLE);
    ck_assert_str_eq(report->checks[id].why, "the election has a journal, which is not here");
  }
  ck_assert(report->has_journal && !report->declared && report->phase == SCR_PHASE_DONE);
  kit_expect_verdict(report, SCR_VERDICT_INCOMPLETE);
}
END_TEST

START_TEST(a_result_that_is_not_declared_is_incomplete) {
  jkit_remove_line(&lines, line_of(ACT("declare"), 0));
  expect_verdict(SCR_VERDICT_INCOMPLETE);
}
END_TEST

START_TEST(an_election_that_was_abandoned_is_incomplete) {
  struct scr_act act = {.kind = SCR_ACT_ABANDON, .reason = SCR_REASON_COURT};
  jkit_lines_free(&lines);
  tear_down();
  set_up_alone();
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
  OK(jkit_act(jkit, &act, JKIT_BY(J_OFFICER)));
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
}
END_TEST

// REC-7, REC-13: a journal beside an election whose description names no setup record.
START_TEST(a_journal_that_the_election_does_not_name_is_none) {
  static const struct kit_plan plan = {.questions = {{.title = "Who?", .answers = {"Ann", "Bea"}, .max = 1}},
                                       .voters = 2,
                                       .singles = 1};
  struct kit_election *kit = kit_make(&plan);
  struct scr_verify_options options = {.threads = 1, .journal = jkit->public_folder};
  struct scr_report *report;
  char path[200];
  (void)snprintf(path, sizeof path, "%s/another.bel", jkit->folder);
  kit_seal(kit->board);
  kit_write(kit->board, path);
  kit_election_free(kit);
  jkit_lines_free(&lines);
  OK(scr_verify(&report, path, &options));
  ck_assert_int_eq(report->checks[SCR_CHECK_JOURNAL_LOG].state, SCR_STATE_NOT_CHECKABLE);
  kit_expect_only(report, SCR_CHECK_JOURNAL_RECORD, SCR_E_RECORD_HASH, -1);
}
END_TEST

// --- valid, however unusual ---

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
  Suite *suite = suite_create("the journal's files");
  TCase *tests = tcase_create("tampered"), *valid = tcase_create("valid");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_checked_fixture(valid, set_up_alone, tear_down);
  suite_add_tcase(suite, tests);
  suite_add_tcase(suite, valid);
  tcase_add_test(tests, the_setup_record_was_changed);
  tcase_add_test(tests, the_setup_record_is_of_another_election);
  tcase_add_test(tests, the_setup_record_is_not_there);
  tcase_add_loop_test(tests, the_setup_record_does_not_fit_the_election, 0, 7);
  tcase_add_loop_test(tests, what_people_read_is_another_journal, 0, 3);
  tcase_add_loop_test(tests, lines_that_were_not_signed_yet_are_no_harm, 0, 2);
  tcase_add_loop_test(tests, a_file_of_the_log_was_changed, 0, 2);
  tcase_add_loop_test(tests, a_file_of_the_log_is_missing, 0, 3);
  tcase_add_loop_test(tests, what_can_not_be_read_is_not_held_against_the_board, 0, 4);
  tcase_add_test(tests, the_checkpoint_is_signed_by_another_key);
  tcase_add_test(tests, the_signature_of_the_checkpoint_does_not_hold);
  tcase_add_test(tests, a_checkpoint_of_another_journal_was_cosigned);
  tcase_add_test(tests, a_longer_journal_was_cosigned);
  tcase_add_test(tests, a_cosigned_checkpoint_has_the_name_of_another_size);
  tcase_add_test(tests, a_cosigned_checkpoint_is_not_of_the_boards_key);
  tcase_add_test(tests, other_files_beside_what_was_cosigned_are_no_harm);
  tcase_add_loop_test(tests, the_time_of_a_cosignature_does_not_fit_the_entries, 0, 4);
  tcase_add_test(tests, one_witness_whose_time_does_not_fit_decides_nothing);
  tcase_add_test(tests, a_witness_whose_time_does_not_fit_makes_no_quorum);
  tcase_add_loop_test(tests, a_journal_that_the_election_does_not_name_is_no_journal_of_it, 0, 3);
  tcase_add_test(tests, an_archive_that_is_older_than_the_journal_is_incomplete);
  tcase_add_test(tests, a_pipe_in_the_journals_place_is_not_waited_for);
  tcase_add_loop_test(tests, no_quorum_cosigned_the_close_before_the_shares, 0, 6);
  tcase_add_loop_test(tests, a_quorum_that_cosigned_between_close_and_shares_is_enough, 0, 2);
  tcase_add_loop_test(tests, before_the_shares_the_quorum_is_only_due, 0, 2);
  tcase_add_loop_test(tests, how_much_a_quorum_has_cosigned_is_said, 0, 3);
  tcase_add_test(tests, without_its_journal_an_election_is_incomplete_and_why_is_said);
  tcase_add_test(tests, a_result_that_is_not_declared_is_incomplete);
  tcase_add_test(tests, an_election_that_was_abandoned_is_incomplete);
  tcase_add_test(tests, a_journal_that_the_election_does_not_name_is_none);
  tcase_add_test(tests, without_witnesses_a_quorum_can_not_be_checked_and_all_else_is_valid);
  tcase_add_test(valid, an_election_without_ballots_is_valid);
  tcase_add_test(valid, an_election_on_paper_alone_is_valid);
  tcase_add_test(valid, ballots_and_papers_may_be_all_the_members);
  tcase_add_test(valid, one_voter_votes_again_by_every_way);
  tcase_add_test(valid, a_credential_is_frozen_and_lifted_twice);
  tcase_add_test(valid, every_kind_of_act_has_its_place);
  tcase_add_loop_test(valid, with_weights_blank_votes_or_without_a_window_it_is_valid, 0, 2);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
