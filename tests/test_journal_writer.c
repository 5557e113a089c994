// SPDX-License-Identifier: Apache-2.0
// Writing a board with its journal: what is never written to, and what is durable when.
#include <signal.h>
#include <sys/resource.h>

#include "tests/support/journal_forge.h"
#include "tests/support/writer_fixture.h"

static void limit_files(rlim_t size) {
  struct rlimit limit;
  (void)signal(SIGXFSZ, SIG_IGN);
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) abort();
  limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) abort();
}

// --- opening: BRD-1, BRD-6, BRD-7 ---

START_TEST(a_journal_begins_with_the_setup_and_goes_on_where_it_was) {
  uint64_t size = scr_log_size(scr_board_log(jkit->board));
  ck_assert_uint_eq(size, 3);
  OK(jkit_reopen(jkit));
  ck_assert_uint_eq(scr_log_size(scr_board_log(jkit->board)), size);
  ck_assert_uint_eq(scr_board_events(jkit->board), 2);
  REFUSED(jkit_cast_made(jkit), SCR_E_BALLOT_REPLAY);
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  OK(jkit_reopen(jkit));
  ck_assert_uint_eq(scr_log_size(scr_board_log(jkit->board)), size + 1);
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
}
END_TEST

START_TEST(a_board_with_a_journal_is_not_opened_without_it) {
  struct scr_board *board = NULL;
  jkit_close(jkit);
  REFUSED(scr_board_open(&board, jkit->path), SCR_E_JOURNAL_MISSING);
  ck_assert_ptr_null(board);
}
END_TEST

START_TEST(there_is_one_writer_with_a_journal) {
  struct scr_board *board = NULL;
  REFUSED(scr_board_open_journal(&board, jkit->path, &jkit->files), SCR_E_LOCKED);
  struct scr_recovered recovered;
  REFUSED(scr_board_recover_journal(&recovered, jkit->path, &jkit->files, in_public("tail"), true), SCR_E_LOCKED);
}
END_TEST

// BRD-9: two copies of a folder that share what was signed last would fork the log, both in good faith.
START_TEST(two_copies_with_one_state_are_not_written_to_at_once) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_board *board = NULL;
  char path[300];
  jkit_get_file(&bytes, jkit, "board.bel");
  jkit_put_file(jkit, "copy.bel", &bytes);
  scr_text_free(&bytes);
  (void)snprintf(path, sizeof path, "%s/copy.bel", jkit->public_folder);
  REFUSED(scr_board_open_journal(&board, path, &jkit->files), SCR_E_LOCKED);
  jkit_close(jkit);
  OK(scr_board_open_journal(&board, path, &jkit->files));
  scr_board_close(board);
}
END_TEST

// The folder as it was before the last ballot; what was signed last is elsewhere, and knows better.
START_TEST(a_restored_backup_is_not_written_to) {
  struct state before = {0};
  save(&before);
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  jkit_close(jkit);
  restore_file(&before, ARCHIVE);
  restore_file(&before, LINES);
  restore_file(&before, CHECKPOINT);
  REFUSED(jkit_reopen(jkit), SCR_E_JOURNAL_OLD);
  struct scr_recovered recovered;
  REFUSED(scr_board_recover_journal(&recovered, jkit->path, &jkit->files, in_public("tail"), false), SCR_E_JOURNAL_OLD);
  expect_file(&before, ARCHIVE);
  expect_file(&before, LINES);
  free_state(&before);
}
END_TEST

START_TEST(a_copy_that_was_edited_is_not_written_to) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct jkit_lines lines;
  struct scr_entry entry;
  struct scr_recovered recovered;
  jkit_close(jkit);
  jkit_read_lines(&lines, jkit);
  jkit_entry(&entry, jkit, &lines.line[1]);
  entry.act.act.made--;
  jkit_resign(&entry, jkit, JKIT_BY(J_OFFICER));
  jkit_put_entry(&lines.line[1], &entry);
  for (size_t i = 0; i < lines.count; i++) scr_text_add_format(&bytes, "%s\n", lines.line[i].bytes);
  jkit_lines_free(&lines);
  put(path_of(LINES), bytes.bytes, bytes.length);
  REFUSED(jkit_reopen(jkit), SCR_E_LOG_CONSISTENCY);
  REFUSED(scr_board_recover_journal(&recovered, jkit->path, &jkit->files, in_public("tail"), false),
          SCR_E_LOG_CONSISTENCY);
  scr_text_free(&bytes);
}
END_TEST

START_TEST(what_is_published_is_looked_at_as_well_as_what_is_kept) {
  struct state before = {0}, after = {0};
  save(&before);
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  save(&after);
  jkit_close(jkit);
  restore(&before);
  restore_file(&after, CHECKPOINT);  // and what is kept is of before
  REFUSED(jkit_reopen(jkit), SCR_E_JOURNAL_OLD);
  free_state(&before);
  free_state(&after);
}
END_TEST

// Without the log's folder, too: that is made anew from the lines, and not every backup has it.
START_TEST(a_board_of_which_it_is_not_known_what_was_signed_last_is_not_written_to) {
  struct scr_recovered recovered;
  jkit_close(jkit);
  ck_assert_int_eq(unlink(jkit->kept), 0);
  if (_i) ck_assert_int_eq(unlink(in_public("log/checkpoint")), 0);
  REFUSED(jkit_reopen(jkit), SCR_E_JOURNAL_STATE);
  REFUSED(scr_board_recover_journal(&recovered, jkit->path, &jkit->files, in_public("tail"), false),
          SCR_E_JOURNAL_STATE);
}
END_TEST

START_TEST(what_is_kept_must_be_what_the_board_signed) {
  struct state state = {0};
  save(&state);
  jkit_close(jkit);
  state.file[KEPT].bytes[state.file[KEPT].length - 20] ^= 1;
  restore_file(&state, KEPT);
  ck_assert_int_ne(jkit_reopen(jkit), SCR_OK);
  put(jkit->kept, "", 0);
  ck_assert_int_ne(jkit_reopen(jkit), SCR_OK);
  free_state(&state);
}
END_TEST

START_TEST(another_setup_record_or_none_is_refused) {
  static const struct jkit_plan plan;
  struct scr_text record = SCR_TEXT_INIT;
  jkit_close(jkit);
  ck_assert_int_eq(unlink(in_public("setup.json")), 0);
  REFUSED(jkit_reopen(jkit), SCR_E_JOURNAL_MISSING);
  struct jkit *other = jkit_new(&plan);
  jkit_get_file(&record, other, "setup.json");
  jkit_free(other);
  jkit_put_file(jkit, "setup.json", &record);
  REFUSED(jkit_reopen(jkit), SCR_E_RECORD_HASH);
  scr_text_free(&record);
}
END_TEST

START_TEST(a_board_and_a_journal_that_do_not_agree_are_not_written_to) {
  struct jkit_lines lines;
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  jkit_read_lines(&lines, jkit);
  if (_i == 0) jkit_remove_line(&lines, 2);
  if (_i == 1) jkit_remove_line(&lines, 3);
  if (_i == 2) jkit_insert_line(&lines, 4, lines.line[3].bytes, lines.line[3].length);
  if (_i == 3) kit_replace(&lines.line[3], "\"type\"", "\"tipe\"");
  jkit_write_lines(jkit, &lines);
  static const enum scr_status expected[] = {SCR_E_JOURNAL_EVENT, SCR_E_JOURNAL_MISSING, SCR_E_JOURNAL_MISSING,
                                             SCR_E_JSON_FIELD};
  REFUSED(jkit_reopen(jkit), expected[_i]);
}
END_TEST

// --- what is durable when: JRN-11 ---

static bool sign_fails;
static enum scr_status (*sign_really)(void *context, struct scr_text *note, const char *text, size_t length);
static struct state *at_signing;

static enum scr_status sign(void *context, struct scr_text *note, const char *text, size_t length) {
  if (at_signing) save(at_signing);
  return sign_fails ? SCR_E_IO : sign_really(context, note, text, length);
}

static void watch_signing(void) {
  sign_really = jkit->files.sign;
  jkit->files.sign = sign;
  OK(jkit_reopen(jkit));
}

START_TEST(the_archive_and_the_lines_are_written_before_anything_is_signed) {
  struct state before = {0}, then = {0}, after = {0};
  watch_signing();
  save(&before);
  at_signing = &then;
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  save(&after);
  for (int i = 0; i < FILES; i++) {
    const struct scr_text *expected = i <= LINES ? &after.file[i] : &before.file[i];
    ck_assert_uint_eq(then.file[i].length, expected->length);
    ck_assert_mem_eq(then.file[i].bytes, expected->bytes, expected->length);
  }
  ck_assert_uint_gt(after.file[ARCHIVE].length, before.file[ARCHIVE].length);
  ck_assert_str_eq(after.file[KEPT].bytes, after.file[CHECKPOINT].bytes);
  free_state(&before);
  free_state(&then);
  free_state(&after);
}
END_TEST

static enum scr_status never_sign(void *context, struct scr_text *note, const char *text, size_t length) {
  (void)context, (void)note, (void)text, (void)length;
  kit_stop("a dry run signs");
  return SCR_E_IO;
}

// BRD-10; of a journal whose last entries have no published checkpoint yet, too.
START_TEST(a_dry_run_judges_everything_and_writes_nothing) {
  struct state before = {0};
  save(&before);
  OK(jkit_cast(jkit, 1, 0, J_HALL));
  if (_i) restore_file(&before, CHECKPOINT);
  jkit_close(jkit);
  save(&before);
  jkit->files.sign = never_sign;
  OK(scr_board_open_dry(&jkit->board, jkit->path, &jkit->files));
  OK(jkit_cast(jkit, 2, 0, J_HALL));
  REFUSED(jkit_cast_made(jkit), SCR_E_BALLOT_REPLAY);
  OK(act(SCR_ACT_NOTICE));
  OK(jkit_close_methods(jkit));
  OK(jkit_close_voting(jkit));
  ck_assert_uint_eq(scr_board_events(jkit->board), 5);
  ck_assert_int_eq(scr_board_phase(jkit->board), SCR_PHASE_CLOSED);
  REFUSED(act(SCR_ACT_CLOSE), SCR_E_JOURNAL_REPEATED);
  REFUSED(jkit_cast(jkit, 0, 1, J_ONLINE), SCR_E_CHAIN_PHASE);
  jkit_close(jkit);
  for (int i = 0; i < FILES; i++) expect_file(&before, i);
  free_state(&before);
}
END_TEST

START_TEST(who_only_looks_or_is_refused_makes_no_file) {
  jkit_close(jkit);
  ck_assert_int_eq(unlink(in_public("journal.jsonl")), 0);
  REFUSED(scr_board_open_dry(&jkit->board, jkit->path, &jkit->files), SCR_E_JOURNAL_MISSING);
  ck_assert_int_ne(access(in_public("journal.jsonl"), F_OK), 0);
  REFUSED(jkit_reopen(jkit), SCR_E_JOURNAL_MISSING);
  ck_assert_int_ne(access(in_public("journal.jsonl"), F_OK), 0);
}
END_TEST

START_TEST(what_was_signed_is_kept_before_it_is_published) {
  struct state before = {0}, after = {0};
  save(&before);
  ck_assert_int_eq(rename(in_public("log/tile"), in_public("log/tiles")), 0);
  put(in_public("log/tile"), "in the way", 10);
  REFUSED(act(SCR_ACT_NOTICE), SCR_E_IO);
  save(&after);
  ck_assert(strcmp(after.file[KEPT].bytes, before.file[KEPT].bytes) != 0);
  ck_assert_str_eq(after.file[CHECKPOINT].bytes, before.file[CHECKPOINT].bytes);
  ck_assert_int_eq(unlink(in_public("log/tile")), 0);
  ck_assert_int_eq(rename(in_public("log/tiles"), in_public("log/tile")), 0);
  OK(jkit_reopen(jkit));
  save(&before);
  ck_assert_str_eq(before.file[CHECKPOINT].bytes, after.file[KEPT].bytes);
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  free_state(&before);
  free_state(&after);
}
END_TEST

START_TEST(what_could_not_be_signed_is_not_acknowledged_and_nothing_more_is_written) {
  struct state before = {0}, after = {0};
  watch_signing();
  save(&before);
  sign_fails = true;
  if (_i)
    REFUSED(act(SCR_ACT_NOTICE), SCR_E_IO);
  else
    REFUSED(jkit_cast(jkit, 1, 0, J_HALL), SCR_E_IO);
  sign_fails = false;
  save(&after);
  expect_file(&before, KEPT);
  expect_file(&before, CHECKPOINT);
  // Broken until it is opened again.
  REFUSED(act(SCR_ACT_DISPUTE), SCR_E_IO);
  REFUSED(jkit_cast(jkit, 2, 0, J_HALL), SCR_E_IO);
  REFUSED(scr_board_append(jkit->board, SCR_EVENT_END_BALLOTS, NULL, 0), SCR_E_IO);
  expect_file(&after, ARCHIVE);
  expect_file(&after, LINES);
  OK(jkit_reopen(jkit));
  ck_assert_uint_eq(scr_log_size(scr_board_log(jkit->board)), 4);
  if (!_i) {
    jkit_make_ballot(jkit, 2, 0, J_HALL);
    OK(jkit_cast_made(jkit));
  }
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  free_state(&before);
  free_state(&after);
}
END_TEST

// A full disk: the archive's event; the journal's line.
START_TEST(a_full_disk_is_no_acknowledgement) {
  struct state before = {0};
  struct scr_recovered recovered = {0};
  save(&before);
  jkit_make_ballot(jkit, 1, 0, J_HALL);
  limit_files(_i ? before.file[LINES].length + 20 : before.file[ARCHIVE].length + 20);
  enum scr_status status = _i ? act(SCR_ACT_NOTICE) : jkit_cast_made(jkit);
  limit_files(RLIM_INFINITY);
  REFUSED(status, SCR_E_IO);
  expect_file(&before, ARCHIVE);
  REFUSED(jkit_cast_made(jkit), SCR_E_IO);
  enum scr_status again = jkit_reopen(jkit);
  if (_i) {
    REFUSED(again, SCR_E_JOURNAL_TORN);
    OK(scr_board_recover_journal(&recovered, jkit->path, &jkit->files, in_public("tail"), false));
    ck_assert_uint_eq(recovered.journal_bytes, 20);
    ck_assert_uint_eq(recovered.archive_bytes, 0);
    again = jkit_reopen(jkit);
  }
  OK(again);
  expect_file(&before, LINES);
  OK(jkit_cast_made(jkit));
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  free_state(&before);
}
END_TEST

START_TEST(a_ballot_that_is_refused_leaves_no_trace_in_a_batch) {
  struct scr_document ballots[3];
  struct scr_text bytes[3] = {SCR_TEXT_INIT, SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_acceptance acceptances[3];
  struct scr_hash trackers[3];
  enum scr_status statuses[3];
  for (size_t i = 0; i < 3; i++) {
    jkit_make_ballot(jkit, 1 + i, 0, J_HALL);
    scr_text_add_bytes(&bytes[i], jkit->ballot.bytes, jkit->ballot.length);
    ballots[i] = (struct scr_document){bytes[i].bytes, bytes[i].length};
    acceptances[i] = jkit->acceptance;
  }
  acceptances[1].signature.bytes[0] ^= 1;
  OK(scr_board_cast_all(statuses, trackers, jkit->board, ballots, acceptances, 3));
  OK(statuses[0]);
  REFUSED(statuses[1], SCR_E_JOURNAL_SIGNATURE);
  OK(statuses[2]);
  ck_assert_uint_eq(scr_board_events(jkit->board), 4);
  OK(jkit_reopen(jkit));
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  for (size_t i = 0; i < 3; i++) scr_text_free(&bytes[i]);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("the journal's writer");
  TCase *tests = begin_case(suite, "writing", set_up, tear_down);
  tcase_add_test(tests, a_journal_begins_with_the_setup_and_goes_on_where_it_was);
  tcase_add_test(tests, a_board_with_a_journal_is_not_opened_without_it);
  tcase_add_test(tests, there_is_one_writer_with_a_journal);
  tcase_add_test(tests, two_copies_with_one_state_are_not_written_to_at_once);
  tcase_add_test(tests, a_restored_backup_is_not_written_to);
  tcase_add_test(tests, a_copy_that_was_edited_is_not_written_to);
  tcase_add_test(tests, what_is_published_is_looked_at_as_well_as_what_is_kept);
  tcase_add_loop_test(tests, a_board_of_which_it_is_not_known_what_was_signed_last_is_not_written_to, 0, 2);
  tcase_add_test(tests, what_is_kept_must_be_what_the_board_signed);
  tcase_add_test(tests, another_setup_record_or_none_is_refused);
  tcase_add_loop_test(tests, a_board_and_a_journal_that_do_not_agree_are_not_written_to, 0, 4);
  tcase_add_test(tests, the_archive_and_the_lines_are_written_before_anything_is_signed);
  tcase_add_loop_test(tests, a_dry_run_judges_everything_and_writes_nothing, 0, 2);
  tcase_add_test(tests, who_only_looks_or_is_refused_makes_no_file);
  tcase_add_test(tests, what_was_signed_is_kept_before_it_is_published);
  tcase_add_loop_test(tests, what_could_not_be_signed_is_not_acknowledged_and_nothing_more_is_written, 0, 2);
  tcase_add_loop_test(tests, a_full_disk_is_no_acknowledgement, 0, 2);
  tcase_add_test(tests, a_ballot_that_is_refused_leaves_no_trace_in_a_batch);
  return run_suite(suite);
}
