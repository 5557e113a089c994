// SPDX-License-Identifier: Apache-2.0
// What is left of a board with its journal after a crash at any place, and what recovery makes of it: BRD-2, BRD-3, BRD-8.
#include "tests/support/writer_fixture.h"

static void expect_begins(const struct state *state, int file) {
  struct scr_text found = SCR_TEXT_INIT;
  get(&found, path_of(file));
  ck_assert_msg(found.length >= state->file[file].length &&
                    memcmp(found.bytes, state->file[file].bytes, state->file[file].length) == 0,
                "%s lost something", path_of(file));
  scr_text_free(&found);
}

static struct state before, after;
static struct scr_text batch[2];
static struct scr_acceptance accepted[2];

static enum scr_status cast_batch(enum scr_status statuses[2]) {
  struct scr_document ballots[2];
  struct scr_hash trackers[2];
  for (size_t i = 0; i < 2; i++) ballots[i] = (struct scr_document){batch[i].bytes, batch[i].length};
  return scr_board_cast_all(statuses, trackers, jkit->board, ballots, accepted, 2);
}

// An act and two ballots at once came in: what the files were before, and after.
static void set_up_to_crash(void) {
  enum scr_status statuses[2];
  set_up();
  OK(act(SCR_ACT_DISPUTE));
  for (size_t i = 0; i < 2; i++) {
    jkit_make_ballot(jkit, 1 + i, 0, J_HALL);
    scr_text_add_bytes(&batch[i], jkit->ballot.bytes, jkit->ballot.length);
    accepted[i] = jkit->acceptance;
  }
  save(&before);
  OK(cast_batch(statuses));
  OK(statuses[0]);
  OK(statuses[1]);
  jkit_close(jkit);
  save(&after);
  restore(&before);
}

static void tear_down_after_crash(void) {
  free_state(&before);
  free_state(&after);
  for (size_t i = 0; i < 2; i++) scr_text_free(&batch[i]);
  tear_down();
}

static void drop_tails(void) {
  (void)unlink(in_public("tail"));
  (void)unlink(in_public("tail.jsonl"));
}

static enum scr_status recover(struct scr_recovered *recovered, bool only_look) {
  return scr_board_recover_journal(recovered, jkit->path, &jkit->files, in_public("tail"), only_look);
}

// What is there once more, after whatever recovery is needed: all that was there before; the files agree; recovery is done;
// the ballots can be cast, or are there; and the whole is what it would have been.
static void expect_recovered(const char *what, size_t at) {
  struct scr_recovered recovered, again, looked;
  enum scr_status statuses[2];
  ck_assert_msg(recover(&looked, true) == SCR_OK, "%s %zu", what, at);
  enum scr_status status = recover(&recovered, false);
  ck_assert_msg(status == SCR_OK, "%s %zu: %s", what, at, scr_status_id(status));
  ck_assert_mem_eq(&looked, &recovered, sizeof looked);
  OK(recover(&again, false));
  ck_assert_uint_eq(again.archive_bytes + again.journal_bytes, 0);
  ck_assert_uint_eq(again.entries, recovered.entries);
  ck_assert_uint_eq(again.events, recovered.events);
  expect_begins(&before, ARCHIVE);
  expect_begins(&before, LINES);
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  status = jkit_reopen(jkit);
  ck_assert_msg(status == SCR_OK, "%s %zu, reopened: %s", what, at, scr_status_id(status));
  OK(cast_batch(statuses));
  for (size_t i = 0; i < 2; i++)
    ck_assert_msg(statuses[i] == SCR_OK || statuses[i] == SCR_E_BALLOT_REPLAY, "%s %zu", what, at);
  for (int i = 0; i < FILES; i++) expect_file(&after, i);
  jkit_close(jkit);
  drop_tails();
  restore(&before);
}

// A file that grew from what it was to what it is, up to some byte; zeros stand for what was not written yet.
enum { TORN, ZERO_FILLED, HOLE };
static void write_grown(int file, size_t cut, int how) {
  struct scr_text bytes = SCR_TEXT_INIT;
  size_t old = before.file[file].length, new = after.file[file].length;
  scr_text_add_bytes(&bytes, after.file[file].bytes, new);
  if (how == TORN) bytes.length = cut;
  if (how == ZERO_FILLED) memset(bytes.bytes + cut, 0, new - cut);
  if (how == HOLE) memset(bytes.bytes + old, 0, cut - old);
  put(path_of(file), bytes.bytes, bytes.length);
  scr_text_free(&bytes);
}

START_TEST(a_crash_while_the_archive_is_written_loses_nothing) {
  static const char *const names[] = {"archive torn at", "archive zeroed from", "archive with a hole up to"};
  size_t from = before.file[ARCHIVE].length, to = after.file[ARCHIVE].length;
  for (size_t cut = from; cut <= to; cut++) {
    if ((cut - from) % 331 != 0 && cut % 512 > 1 && cut != to) continue;  // where blocks begin, and here and there
    write_grown(ARCHIVE, cut, _i);
    expect_recovered(names[_i], cut - from);
  }
}
END_TEST

START_TEST(a_crash_while_the_lines_are_written_loses_nothing) {
  static const char *const names[] = {"lines torn at", "lines zeroed from", "lines with a hole up to"};
  size_t from = before.file[LINES].length, to = after.file[LINES].length;
  for (size_t cut = from; cut <= to; cut += 9) {
    restore_file(&after, ARCHIVE);
    write_grown(LINES, cut, _i);
    expect_recovered(names[_i], cut - from);
  }
  restore_file(&after, ARCHIVE);
  restore_file(&after, LINES);
  expect_recovered("nothing signed", 0);
}
END_TEST

// From here on it may have been acknowledged.
START_TEST(after_it_was_signed_everything_is_there) {
  struct scr_recovered recovered;
  for (int last = KEPT; last < FILES; last++) {
    for (int i = 0; i <= last; i++) restore_file(&after, i);
    OK(recover(&recovered, false));
    ck_assert_uint_eq(recovered.archive_bytes + recovered.journal_bytes, 0);
    expect_file(&after, ARCHIVE);
    expect_file(&after, LINES);
    jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
    OK(jkit_reopen(jkit));
    for (int i = 0; i < FILES; i++) expect_file(&after, i);
    jkit_close(jkit);
    restore(&before);
  }
}
END_TEST

START_TEST(the_tails_are_kept) {
  struct scr_recovered recovered;
  struct scr_text found = SCR_TEXT_INIT;
  size_t cut = after.file[LINES].length - 10;
  restore_file(&after, ARCHIVE);
  write_grown(LINES, cut, TORN);
  OK(recover(&recovered, false));
  ck_assert_uint_gt(recovered.archive_bytes, 0);
  ck_assert_uint_gt(recovered.journal_bytes, 0);
  ck_assert_uint_eq(recovered.events, 3);
  ck_assert_uint_eq(recovered.entries, 5);
  get(&found, in_public("tail"));
  ck_assert_uint_eq(found.length, recovered.archive_bytes);
  ck_assert_mem_eq(found.bytes, after.file[ARCHIVE].bytes + after.file[ARCHIVE].length - found.length, found.length);
  get(&found, in_public("tail.jsonl"));
  ck_assert_uint_eq(found.length, recovered.journal_bytes);
  ck_assert_mem_eq(found.bytes, after.file[LINES].bytes + cut - found.length, found.length);
  scr_text_free(&found);
}
END_TEST

// What was signed is refused to be cut, whatever is wrong with it.
START_TEST(damage_before_what_was_signed_is_refused_and_nothing_changes) {
  struct scr_recovered recovered;
  struct state damaged = {0};
  static const enum { FIRST_BALLOT, LAST_BALLOT, LINE_GONE, LINE_TORN, ARCHIVE_TORN, LINE_CHANGED } cases[] = {
      FIRST_BALLOT, LAST_BALLOT, LINE_GONE, LINE_TORN, ARCHIVE_TORN, LINE_CHANGED};
  restore(&after);
  save(&damaged);
  struct scr_text *archive = &damaged.file[ARCHIVE], *journal = &damaged.file[LINES];
  switch (cases[_i]) {
    case FIRST_BALLOT: archive->bytes[before.file[ARCHIVE].length - 1500] ^= 1; break;
    case LAST_BALLOT: archive->bytes[archive->length - 1500] ^= 1; break;
    case LINE_GONE: journal->length = before.file[LINES].length; break;
    case LINE_TORN: journal->length--; break;
    case ARCHIVE_TORN: archive->length -= 600; break;
    case LINE_CHANGED: journal->bytes[8] ^= 1; break;  // a digit of the first slot
  }
  restore(&damaged);
  ck_assert_int_ne(jkit_reopen(jkit), SCR_OK);
  ck_assert_int_ne(recover(&recovered, true), SCR_OK);
  enum scr_status status = recover(&recovered, false);
  ck_assert_msg(status == SCR_E_JOURNAL_OLD || status == SCR_E_LOG_CONSISTENCY, "%s", scr_status_id(status));
  for (int i = 0; i < FILES; i++) expect_file(&damaged, i);
  ck_assert_int_ne(access(in_public("tail"), F_OK), 0);
  ck_assert_int_ne(access(in_public("tail.jsonl"), F_OK), 0);
  free_state(&damaged);
}
END_TEST

// A board that was made and whose journal was not begun yet, or only just.
START_TEST(a_crash_at_the_very_beginning_is_recovered) {
  struct scr_recovered recovered;
  struct scr_text line = SCR_TEXT_INIT;
  struct scr_journal_files *files = &jkit->files;
  static const size_t cuts[] = {0, 1, 50, SIZE_MAX};
  static const struct jkit_plan plan;
  tear_down();
  jkit = jkit_new(&plan);
  files = &jkit->files;
  jkit_close(jkit);
  get(&line, path_of(LINES));
  if (_i < 4) ck_assert_int_eq(unlink(jkit->kept), 0);
  ck_assert_int_eq(unlink(in_public("log/checkpoint")), 0);
  size_t cut = _i < 4 && cuts[_i] < line.length ? cuts[_i] : line.length;
  put(path_of(LINES), line.bytes, cut);
  if (cut == 0) ck_assert_int_eq(unlink(path_of(LINES)), 0);
  OK(scr_board_recover_journal(&recovered, jkit->path, files, in_public("tail"), false));
  ck_assert_uint_eq(recovered.archive_bytes, 0);  // the Setup stays
  ck_assert_uint_eq(recovered.events, 1);
  ck_assert_uint_eq(recovered.journal_bytes, cut < line.length ? cut : 0);
  OK(jkit_reopen(jkit));
  ck_assert_uint_eq(scr_log_size(scr_board_log(jkit->board)), 1);
  OK(jkit_open_voting(jkit));
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  scr_text_free(&line);
}
END_TEST

// Acts that no event follows stand for themselves.
START_TEST(an_act_that_was_torn_is_dropped_and_the_ones_before_stay) {
  struct scr_recovered recovered;
  struct state acted = {0};
  OK(jkit_reopen(jkit));
  OK(act(SCR_ACT_NOTICE));
  jkit_close(jkit);
  save(&acted);
  for (size_t cut = before.file[LINES].length; cut < acted.file[LINES].length; cut++) {
    restore(&before);
    put(path_of(LINES), acted.file[LINES].bytes, cut);
    OK(recover(&recovered, false));
    ck_assert_uint_eq(recovered.archive_bytes, 0);
    ck_assert_uint_eq(recovered.journal_bytes, cut - before.file[LINES].length);
    expect_file(&before, LINES);
    drop_tails();
  }
  restore(&before);
  restore_file(&acted, LINES);  // whole, and not signed
  OK(recover(&recovered, false));
  ck_assert_uint_eq(recovered.journal_bytes, 0);
  OK(jkit_reopen(jkit));
  jkit_close(jkit);
  for (int i = 0; i < FILES; i++) expect_file(&acted, i);
  free_state(&acted);
}
END_TEST

START_TEST(a_tail_that_can_not_be_kept_is_not_cut) {
  struct scr_recovered recovered;
  struct state torn = {0};
  restore_file(&after, ARCHIVE);
  write_grown(LINES, after.file[LINES].length - 1, TORN);
  save(&torn);
  put(in_public(_i ? "tail" : "tail.jsonl"), "old", 3);
  REFUSED(recover(&recovered, false), SCR_E_IO);
  expect_file(&torn, ARCHIVE);
  if (!_i) expect_file(&torn, LINES);
  drop_tails();
  expect_recovered("after a tail that could not be kept", 0);
  free_state(&torn);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("the journal after a crash");
  TCase *tests = begin_case(suite, "writing", set_up, tear_down);
  TCase *crash = begin_case(suite, "crashes", set_up_to_crash, tear_down_after_crash);
  tcase_add_loop_test(tests, a_crash_at_the_very_beginning_is_recovered, 0, 5);
  tcase_add_loop_test(crash, a_crash_while_the_archive_is_written_loses_nothing, 0, 3);
  tcase_add_loop_test(crash, a_crash_while_the_lines_are_written_loses_nothing, 0, 3);
  tcase_add_test(crash, after_it_was_signed_everything_is_there);
  tcase_add_test(crash, the_tails_are_kept);
  tcase_add_loop_test(crash, damage_before_what_was_signed_is_refused_and_nothing_changes, 0, 6);
  tcase_add_test(crash, an_act_that_was_torn_is_dropped_and_the_ones_before_stay);
  tcase_add_loop_test(crash, a_tail_that_can_not_be_kept_is_not_cut, 0, 2);
  return run_suite(suite);
}
