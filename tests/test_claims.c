// SPDX-License-Identifier: Apache-2.0
// Going on from a state and sharing out in shards: the report is that of one run, whatever the board is; what is foreign or stale
// is refused (INC-2, INC-4).
#include <signal.h>

#include "tests/support/claims_fixture.h"
#include "tests/support/suite.h"

// The report without what it relied on.
static void take_report(struct scr_text *text, size_t events, const struct scr_verify_options *options) {
  struct scr_session *session = run(events, options);
  struct scr_report report = *scr_session_report(session);
  report.relied_n = 0;
  scr_text_add_report(text, &report);
  ck_assert_int_eq(scr_text_ok(text), SCR_OK);
  scr_session_free(session);
}

static void expect_same_report(const struct scr_verify_options *options) {
  struct scr_text expected = SCR_TEXT_INIT, actual = SCR_TEXT_INIT;
  take_report(&expected, EVENTS, &(struct scr_verify_options){.threads = 1});
  take_report(&actual, EVENTS, options);
  ck_assert_str_eq(actual.bytes, expected.bytes);
  scr_text_free(&expected);
  scr_text_free(&actual);
}

// Nothing is said of the evidence, and `cause` is why.
static void expect_refusal(struct scr_session *session, enum scr_status cause) {
  const struct scr_report *report = scr_session_report(session);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_CANNOT_CHECK);
  ck_assert_int_eq(report->cause, cause);
  for (int id = 0; id < SCR_CHECK_COUNT; id++) ck_assert_int_eq(report->checks[id].state, SCR_STATE_NOT_CHECKABLE);
  ck_assert_uint_eq(report->events + report->credentials + report->ballots_accepted + report->relied_n, 0);
  ck_assert(!report->votes && !report->election && !report->has_journal);
  scr_session_free(session);
}

static void expect_refused(size_t events, const struct scr_verify_options *options, enum scr_status cause) {
  expect_refusal(run(events, options), cause);
}

// --- states ---

static void go_on_from_everywhere(void) {
  static const size_t places[] = {1, 2, 32, 33, 34, 50, 1 + BALLOTS, 2 + BALLOTS, EVENTS - 2, EVENTS};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    struct scr_state state = state_after(places[i]);
    expect_same_report(&(struct scr_verify_options){.threads = i % 2 ? 3 : 1, .state = &state});
    scr_state_clear(&state);
  }
}

START_TEST(a_run_goes_on_from_any_state) {
  go_on_from_everywhere();
}
END_TEST

START_TEST(and_with_weights) {
  tear_down();
  make((const uint64_t[]){1, 2, 1, 7, 3});
  go_on_from_everywhere();
}
END_TEST

START_TEST(states_may_follow_each_other) {
  struct scr_state first = state_after(20), second, whole = state_after(60);
  struct scr_session *session = run(60, &(struct scr_verify_options){.state = &first});
  ck_assert_int_eq(scr_session_state(&second, session), SCR_OK);
  struct scr_text a = SCR_TEXT_INIT, b = SCR_TEXT_INIT;
  scr_text_add_state(&a, &second, &key);
  scr_text_add_state(&b, &whole, &key);
  ck_assert_str_eq(a.bytes, b.bytes);
  scr_session_free(session);
  scr_state_clear(&first);
  scr_state_clear(&second);
  scr_state_clear(&whole);
  scr_text_free(&a);
  scr_text_free(&b);
}
END_TEST

// The run says on what it relied, and what came since is checked wholly.
START_TEST(what_came_since_is_checked) {
  struct scr_state state = state_after(40);
  spoil(45);
  kit_recount(kit);
  seal();
  struct scr_session *session = run(EVENTS, &(struct scr_verify_options){.state = &state});
  const struct scr_report *report = scr_session_report(session);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_INVALID);
  ck_assert_uint_eq(report->checks[SCR_CHECK_BALLOTS_PROOFS].failures_n, 1);
  ck_assert_uint_eq(report->checks[SCR_CHECK_BALLOTS_PROOFS].failures[0].event, 46);
  ck_assert_uint_eq(report->relied_n, 1);
  ck_assert_uint_eq(report->relied[0].part.of, 0);
  ck_assert_uint_eq(report->relied[0].end, 40);
  ck_assert_uint_eq(report->relied[0].ballots, 39);
  scr_session_free(session);
  scr_state_clear(&state);
}
END_TEST

START_TEST(nothing_is_kept_of_what_is_wrong) {
  struct scr_state state;
  spoil(45);
  kit_recount(kit);
  seal();
  struct scr_session *session = run(EVENTS, &(struct scr_verify_options){.threads = 2});
  ck_assert_int_eq(scr_session_state(&state, session), SCR_E_STATE_ARCHIVE);
  scr_session_free(session);
  session = run(EVENTS, &(struct scr_verify_options){.part = {1, 1}});
  ck_assert_int_eq(scr_session_state(&state, session), SCR_E_STATE_ARCHIVE);
  scr_session_free(session);
}
END_TEST

// Of another election, of a board with another past, and of one that was cut back.
START_TEST(the_state_of_another_board_is_refused) {
  struct scr_state state = state_after(40);
  struct scr_verify_options options = {.state = &state};
  expect_refused(39, &options, SCR_E_STATE_ARCHIVE);
  struct scr_ballot *ballot = kit_new_ballot(kit, 1, (const uint32_t[]){0, 0, 1});
  kit_put_ballot(kit, 20, ballot);
  kit_recount(kit);
  seal();
  expect_refused(EVENTS, &options, SCR_E_STATE_ARCHIVE);
  expect_refused(40, &options, SCR_E_STATE_ARCHIVE);
  tear_down();
  board = (struct scr_text)SCR_TEXT_INIT;
  make(NULL);
  expect_refused(EVENTS, &options, SCR_E_STATE_ARCHIVE);
  scr_state_clear(&state);
}
END_TEST

// --- shards ---

static void share_out(size_t count, uint64_t wrong) {
  struct scr_claim shards[8];
  size_t at;
  uint64_t failing = 0, ballots = 0;
  make_shards(shards, count, EVENTS);
  for (size_t i = 0; i < count; i++) {
    failing += shards[i].failing_n;
    ballots += shards[i].ballots;
  }
  ck_assert_uint_eq(failing, wrong);
  ck_assert_uint_eq(ballots, BALLOTS);
  ck_assert_int_eq(scr_shards_order(&at, shards, count), SCR_OK);
  expect_same_report(&(struct scr_verify_options){.threads = 3, .shards = shards, .shards_n = count});
  clear_shards(shards, count);
}

START_TEST(shards_give_the_report_of_one_run) {
  share_out((size_t)_i, 0);
}
END_TEST

START_TEST(and_where_ballots_are_wrong) {
  spoil(3), spoil(40), spoil(41), spoil(69);
  kit_recount(kit);
  seal();
  share_out((size_t)_i, 4);
}
END_TEST

// Each in its own way; shards find all of them, and the merge says what is wrong.
START_TEST(and_whatever_is_wrong_with_them) {
  spoil_signature(5), spoil_element(36), spoil(66);
  seal();
  struct scr_session *session = run(EVENTS, &(struct scr_verify_options){.threads = 1});
  const struct scr_check *checks = scr_session_report(session)->checks;
  ck_assert_uint_eq(checks[SCR_CHECK_BALLOTS_SIGNATURES].failures_n, 1);
  ck_assert_uint_eq(checks[SCR_CHECK_BALLOTS_FORM].failures_n, 1);
  ck_assert_uint_eq(checks[SCR_CHECK_BALLOTS_PROOFS].failures_n, 1);
  scr_session_free(session);
  share_out((size_t)_i, 3);
}
END_TEST

// Of a board that has grown since: the new ballots are checked where the shards are merged.
START_TEST(shards_of_an_earlier_board) {
  struct scr_claim shards[SHARDS];
  make_shards(shards, SHARDS, 50);
  expect_same_report(&(struct scr_verify_options){.shards = shards, .shards_n = SHARDS});
  clear_shards(shards, SHARDS);
}
END_TEST

// A shard is believed about what it says, and about nothing else.
START_TEST(what_shards_say_is_believed_of_proofs_alone) {
  struct scr_claim shards[SHARDS];
  struct scr_tally *tally = kit_tally(kit);
  tally->ballots++;
  kit_put_tally(kit, tally);
  scr_tally_free(tally);
  seal();
  make_shards(shards, SHARDS, EVENTS);
  expect_same_report(&(struct scr_verify_options){.shards = shards, .shards_n = SHARDS});
  clear_shards(shards, SHARDS);
}
END_TEST

// Archives in which some record doesn't have its hash or its place, and that come to the same last event all the same: what was
// read is then not what that event vouches for.
enum { BALLOT_CHANGED, EVENT_CHANGED, EVENT_LEFT_OUT, BALLOT_TWICE, SETUP_CHANGED, BREAKS };

static void add_range(struct scr_text *text, uint64_t from, uint64_t to) {
  scr_text_add_bytes(text, board.bytes + from, (size_t)(to - from));
}

static struct scr_text broken_board(int how) {
  struct scr_text text = SCR_TEXT_INIT;
  add_range(&text, 0, ends[19]);
  if (how == BALLOT_TWICE) add_range(&text, ends[19], starts[20]);
  add_range(&text, how == EVENT_LEFT_OUT ? ends[20] : ends[19], board.length);
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  if (how == BALLOT_CHANGED) text.bytes[ends[19] + 512 + 400] ^= 1;
  if (how == EVENT_CHANGED) *strstr(text.bytes + starts[20] + 512, "\"height\":") = '\'';
  if (how == SETUP_CHANGED) *(char *)memmem(text.bytes, text.length, "Alder", 5) = 'E';
  return text;
}

START_TEST(nothing_is_claimed_of_a_broken_archive) {
  struct scr_claim shard, shards[SHARDS];
  struct scr_state state = state_after(40);
  make_shards(shards, SHARDS, EVENTS);
  struct scr_text text = broken_board(_i);
  struct scr_session *session = run_bytes(text.bytes, text.length, &(struct scr_verify_options){.part = {1, 1}});
  ck_assert_int_eq(scr_session_shard(&shard, session), SCR_E_SHARD_ARCHIVE);
  scr_session_free(session);
  struct scr_verify_options with_state = {.state = &state}, with_shards = {.shards = shards, .shards_n = SHARDS};
  expect_refusal(run_bytes(text.bytes, text.length, &with_state), SCR_E_STATE_ARCHIVE);
  expect_refusal(run_bytes(text.bytes, text.length, &with_shards), SCR_E_SHARD_ARCHIVE);
  clear_shards(shards, SHARDS);
  scr_state_clear(&state);
  scr_text_free(&text);
}
END_TEST

// The system takes the file away: of what was read until then nothing may be said.
static void close_it(void *context, uint64_t bytes, uint64_t size, uint64_t ballots) {
  (void)context, (void)bytes, (void)size, (void)ballots;
  for (int file = 3; file < 64; file++) {
    char link[32], name[64];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length > 0 && strncmp(name, path, (size_t)length) == 0) ck_assert_int_eq(close(file), 0);
  }
}

START_TEST(nothing_is_claimed_after_an_error) {
  struct scr_claim shard;
  struct scr_state state = state_after(40);
  struct scr_session *session = run(EVENTS, &(struct scr_verify_options){.part = {1, 1}, .progress = close_it});
  ck_assert_int_eq(scr_session_report(session)->cause, SCR_E_IO);
  ck_assert_int_eq(scr_session_shard(&shard, session), SCR_E_SHARD_ARCHIVE);
  scr_session_free(session);
  expect_refused(EVENTS, &(struct scr_verify_options){.state = &state, .progress = close_it}, SCR_E_IO);
  scr_state_clear(&state);
}
END_TEST

START_TEST(shards_of_another_archive_are_refused) {
  struct scr_claim shards[SHARDS];
  make_shards(shards, SHARDS, EVENTS);
  struct scr_verify_options options = {.shards = shards, .shards_n = SHARDS};
  expect_refused(EVENTS - 1, &options, SCR_E_SHARD_ARCHIVE);
  kit_put_ballot(kit, 20, kit_new_ballot(kit, 1, (const uint32_t[]){0, 0, 1}));
  kit_recount(kit);
  seal();
  expect_refused(EVENTS, &options, SCR_E_SHARD_ARCHIVE);
  clear_shards(shards, SHARDS);
}
END_TEST

// A shard that counts one ballot less, one more, or none; one that names, beside its own, an event that is no ballot's.
START_TEST(shards_count_and_name_the_ballots_that_are_there) {
  struct scr_claim shards[SHARDS];
  struct scr_verify_options options = {.shards = shards, .shards_n = SHARDS};
  spoil(12);
  kit_recount(kit);
  seal();
  make_shards(shards, SHARDS, EVENTS);
  uint64_t *ballots = &shards[_i].ballots, right = *ballots;
  const uint64_t wrong[] = {right - 1, right + 1, 0};
  for (size_t i = 0; i < 3; i++) {
    *ballots = wrong[i];
    expect_refused(EVENTS, &options, SCR_E_SHARD_FORM);
  }
  *ballots = right;
  uint64_t *own = shards[_i].failing, own_n = shards[_i].failing_n;
  uint64_t named[] = {_i == 0 ? 0 : EVENTS - 2, 0};
  if (_i != 1) {  // that of the setup, or of a decryption
    if (own_n > 0) named[1] = own[0];
    shards[_i].failing = named;
    shards[_i].failing_n = 1 + own_n;
    expect_refused(EVENTS, &options, SCR_E_SHARD_FORM);
    shards[_i].failing = own;
    shards[_i].failing_n = own_n;
  }
  expect_same_report(&options);
  clear_shards(shards, SHARDS);
}
END_TEST

START_TEST(no_shard_of_what_cannot_be_read_or_is_unsound) {
  struct scr_claim shard;
  struct scr_session *session;
  write_bytes(board.bytes, ends[30] + 100);
  struct scr_verify_options options = {.part = {1, 1}};
  ck_assert_int_eq(scr_session_new(&session, path, &options), SCR_OK);
  ck_assert_int_eq(scr_session_shard(&shard, session), SCR_E_SHARD_ARCHIVE);
  ck_assert_int_eq(unlink(path), 0);
  scr_session_free(session);
  scr_text_clear(kit_setup(kit, KIT_CREDENTIALS));
  scr_text_add(kit_setup(kit, KIT_CREDENTIALS), "[]");
  seal();
  session = run(EVENTS, &options);
  ck_assert_int_eq(scr_session_shard(&shard, session), SCR_E_SHARD_ARCHIVE);
  scr_session_free(session);
}
END_TEST

// What would be answered wrongly, or not at all, is a bug of who asks.
static const struct scr_state no_state;
static const struct scr_claim no_claims[1];
static const struct scr_verify_options unsound[] = {
    {.part = {1, 0}},
    {.part = {0, 1}},
    {.part = {3, 2}},
    {.part = {1, SCR_SHARDS_MAX + 1}},
    {.part = {1, 2}, .state = &no_state},
    {.part = {1, 2}, .shards = no_claims, .shards_n = 1},
    {.part = {1, 2}, .journal = "."},
    {.state = &no_state, .shards = no_claims, .shards_n = 1},
};
#define UNSOUND (sizeof unsound / sizeof *unsound)

START_TEST(options_that_do_not_go_together_are_a_bug) {
  struct scr_session *session;
  (void)!scr_session_new(&session, path, &unsound[_i]);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("claims");
  TCase *tcase = tcase_create("claims");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, a_run_goes_on_from_any_state);
  tcase_add_test(tcase, and_with_weights);
  tcase_add_test(tcase, states_may_follow_each_other);
  tcase_add_test(tcase, what_came_since_is_checked);
  tcase_add_test(tcase, nothing_is_kept_of_what_is_wrong);
  tcase_add_test(tcase, the_state_of_another_board_is_refused);
  tcase_add_loop_test(tcase, shards_give_the_report_of_one_run, 1, 5);
  tcase_add_loop_test(tcase, and_whatever_is_wrong_with_them, 1, 4);
  tcase_add_loop_test(tcase, and_where_ballots_are_wrong, 1, 5);
  tcase_add_test(tcase, shards_of_an_earlier_board);
  tcase_add_test(tcase, what_shards_say_is_believed_of_proofs_alone);
  tcase_add_loop_test(tcase, nothing_is_claimed_of_a_broken_archive, 0, BREAKS);
  tcase_add_test(tcase, nothing_is_claimed_after_an_error);
  tcase_add_test(tcase, shards_of_another_archive_are_refused);
  tcase_add_loop_test(tcase, shards_count_and_name_the_ballots_that_are_there, 0, SHARDS);
  tcase_add_test(tcase, no_shard_of_what_cannot_be_read_or_is_unsound);
  tcase_add_loop_test_raise_signal(tcase, options_that_do_not_go_together_are_a_bug, SIGABRT, 0, UNSOUND);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
