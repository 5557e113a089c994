// SPDX-License-Identifier: Apache-2.0
// The files that the journal comes in: the setup record, the log, what people read; and what is missing of them.
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tamper/journal_fixture.h"

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

// --- the setup record: REC-6, REC-7, REC-13 ---

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
  if (_i == 3) change_file("journal.jsonl", "}\n", "\n");  // a line breaks off
  if (_i == 4) change_file("journal.jsonl", "}\n", "} \n");
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
  static const char *const named[] = {"log/tile/0/000.p/14", ""};  // the root is that of all
  struct scr_text bytes = SCR_TEXT_INIT;
  jkit_get_file(&bytes, jkit, names[_i]);
  bytes.bytes[40] ^= 1;
  put_note(names[_i], &bytes);
  jkit_lines_free(&lines);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_int_ne(report->checks[SCR_CHECK_JOURNAL_EVENTS].state, SCR_STATE_PASS);
  ck_assert_str_eq(report->checks[SCR_CHECK_JOURNAL_LOG].failures[0].detail, named[_i]);
  kit_expect_only(report, SCR_CHECK_JOURNAL_LOG, _i ? SCR_E_LOG_ROOT : SCR_E_LOG_TILE, -1);
}
END_TEST

START_TEST(a_file_of_the_log_is_missing) {
  static const char *const names[] = {"log/checkpoint", "log/tile/0/000.p/14", "log/tile/entries/000.p/14"};
  remove_file(names[_i]);
  jkit_lines_free(&lines);
  struct scr_report *report = jkit_verify(jkit);
  ck_assert_str_eq(report->checks[SCR_CHECK_JOURNAL_LOG].failures[0].detail, _i ? names[_i] : "");
  kit_expect(report, SCR_CHECK_JOURNAL_LOG, SCR_E_LOG_MISSING, -1);
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

int main(void) {
  Suite *suite = suite_create("the journal's files");
  TCase *tests = begin_case(suite, "tampered", set_up, tear_down);
  tcase_add_test(tests, the_setup_record_was_changed);
  tcase_add_test(tests, the_setup_record_is_of_another_election);
  tcase_add_test(tests, the_setup_record_is_not_there);
  tcase_add_loop_test(tests, the_setup_record_does_not_fit_the_election, 0, 7);
  tcase_add_loop_test(tests, what_people_read_is_another_journal, 0, 5);
  tcase_add_loop_test(tests, lines_that_were_not_signed_yet_are_no_harm, 0, 2);
  tcase_add_loop_test(tests, a_file_of_the_log_was_changed, 0, 2);
  tcase_add_loop_test(tests, a_file_of_the_log_is_missing, 0, 3);
  tcase_add_loop_test(tests, what_can_not_be_read_is_not_held_against_the_board, 0, 4);
  tcase_add_test(tests, the_checkpoint_is_signed_by_another_key);
  tcase_add_test(tests, the_signature_of_the_checkpoint_does_not_hold);
  tcase_add_loop_test(tests, a_journal_that_the_election_does_not_name_is_no_journal_of_it, 0, 3);
  tcase_add_test(tests, an_archive_that_is_older_than_the_journal_is_incomplete);
  tcase_add_test(tests, a_pipe_in_the_journals_place_is_not_waited_for);
  tcase_add_test(tests, without_its_journal_an_election_is_incomplete_and_why_is_said);
  tcase_add_test(tests, a_result_that_is_not_declared_is_incomplete);
  tcase_add_test(tests, an_election_that_was_abandoned_is_incomplete);
  tcase_add_test(tests, a_journal_that_the_election_does_not_name_is_none);
  return run_suite(suite);
}
