// SPDX-License-Identifier: Apache-2.0
// Writing a board with its journal: what is durable when, what is never written to, and what is left after a crash at any place.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "tests/support/journal_forge.h"

static struct jkit *jkit;

#define OK(x) ck_assert_int_eq((x), SCR_OK)
#define REFUSED(x, status) ck_assert_str_eq(scr_status_id(x), scr_status_id(status))

static void set_up(void) {
  static const struct jkit_plan plan;
  jkit = jkit_new(&plan);
  OK(jkit_open_voting(jkit));
  OK(jkit_cast(jkit, 0, 0, J_ONLINE));
}

static void tear_down(void) {
  jkit_free(jkit);
}

// --- files ---

static void get(struct scr_text *bytes, const char *path) {
  char piece[4096];
  FILE *file = fopen(path, "rb");
  scr_text_clear(bytes);
  scr_text_add(bytes, "");
  if (!file) return;
  for (size_t count; (count = fread(piece, 1, sizeof piece, file)) > 0;) scr_text_add_bytes(bytes, piece, count);
  fclose(file);
}

static void put(const char *path, const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0) kit_stop("%s can't be written", path);
}

static const char *in_public(const char *name) {
  static char paths[4][300];
  static unsigned next;
  char *path = paths[next++ % 4];
  (void)snprintf(path, sizeof paths[0], "%s/%s", jkit->public_folder, name);
  return path;
}

// What a writer makes durable, in this order.
enum { ARCHIVE, LINES, KEPT, CHECKPOINT, FILES };
struct state {
  struct scr_text file[FILES];
};

static const char *path_of(int file) {
  switch (file) {
    case ARCHIVE: return jkit->path;
    case LINES: return in_public("journal.jsonl");
    case KEPT: return jkit->kept;
    default: return in_public("log/checkpoint");
  }
}

static void save(struct state *state) {
  for (int i = 0; i < FILES; i++) get(&state->file[i], path_of(i));
}

static void restore_file(const struct state *state, int file) {
  put(path_of(file), state->file[file].bytes, state->file[file].length);
}

static void restore(const struct state *state) {
  for (int i = 0; i < FILES; i++) restore_file(state, i);
}

static void free_state(struct state *state) {
  for (int i = 0; i < FILES; i++) scr_text_free(&state->file[i]);
}

static void expect_file(const struct state *state, int file) {
  struct scr_text found = SCR_TEXT_INIT;
  get(&found, path_of(file));
  ck_assert_msg(found.length == state->file[file].length &&
                    memcmp(found.bytes, state->file[file].bytes, found.length) == 0,
                "%s is another", path_of(file));
  scr_text_free(&found);
}

static void expect_begins(const struct state *state, int file) {
  struct scr_text found = SCR_TEXT_INIT;
  get(&found, path_of(file));
  ck_assert_msg(found.length >= state->file[file].length &&
                    memcmp(found.bytes, state->file[file].bytes, state->file[file].length) == 0,
                "%s lost something", path_of(file));
  scr_text_free(&found);
}

static void limit_files(rlim_t size) {
  struct rlimit limit;
  (void)signal(SIGXFSZ, SIG_IGN);
  if (getrlimit(RLIMIT_FSIZE, &limit) != 0) abort();
  limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) abort();
}

static enum scr_status act(enum scr_act_kind kind) {
  struct scr_act made = {.kind = kind, .reason = SCR_REASON_SCHEDULE};
  return jkit_act(jkit, &made, JKIT_BY(J_OFFICER));
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

// --- after a crash: BRD-2, BRD-3, BRD-8 ---

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
  Suite *suite = suite_create("the journal's writer");
  TCase *tests = tcase_create("writing"), *crash = tcase_create("crashes");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_checked_fixture(crash, set_up_to_crash, tear_down_after_crash);
  suite_add_tcase(suite, tests);
  suite_add_tcase(suite, crash);
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
  tcase_add_test(tests, what_was_signed_is_kept_before_it_is_published);
  tcase_add_loop_test(tests, what_could_not_be_signed_is_not_acknowledged_and_nothing_more_is_written, 0, 2);
  tcase_add_loop_test(tests, a_full_disk_is_no_acknowledgement, 0, 2);
  tcase_add_test(tests, a_ballot_that_is_refused_leaves_no_trace_in_a_batch);
  tcase_add_loop_test(tests, a_crash_at_the_very_beginning_is_recovered, 0, 5);
  tcase_add_loop_test(crash, a_crash_while_the_archive_is_written_loses_nothing, 0, 3);
  tcase_add_loop_test(crash, a_crash_while_the_lines_are_written_loses_nothing, 0, 3);
  tcase_add_test(crash, after_it_was_signed_everything_is_there);
  tcase_add_test(crash, the_tails_are_kept);
  tcase_add_loop_test(crash, damage_before_what_was_signed_is_refused_and_nothing_changes, 0, 6);
  tcase_add_test(crash, an_act_that_was_torn_is_dropped_and_the_ones_before_stay);
  tcase_add_loop_test(crash, a_tail_that_can_not_be_kept_is_not_cut, 0, 2);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
