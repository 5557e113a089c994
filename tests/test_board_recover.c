// SPDX-License-Identifier: Apache-2.0
// After a crash: recovery drops exactly what was never acknowledged, and touches nothing that was damaged in another
// way. Comparing boards: the first byte that differs.
#include "tests/support/board_fixture.h"
#include "tests/support/suite.h"

// --- after a crash ---

// An interrupted write of the event at `event`, cut at every byte.
static void tear_event(size_t event) {
  size_t whole_end = ends[event - 1];
  uint64_t bytes;
  for (size_t cut = whole_end + 1; cut < ends[event]; cut++) {
    put(path, whole.bytes, cut);
    enum scr_status status = try_open();
    ck_assert_msg(status == SCR_E_ARCHIVE_TORN || status == SCR_E_ARCHIVE_ORDER, "cut at %zu: %s", cut,
                  scr_status_id(status));
    ck_assert_int_eq(scr_board_recover(&bytes, path, kept, true), SCR_OK);
    ck_assert_uint_eq(bytes, cut - whole_end);
    ck_assert(!is_there(kept));
    expect_bytes(path, whole.bytes, cut);
    bytes = 0;
    ck_assert_int_eq(scr_board_recover(&bytes, path, kept, false), SCR_OK);
    ck_assert_uint_eq(bytes, cut - whole_end);
    expect_bytes(path, whole.bytes, whole_end);
    expect_bytes(kept, whole.bytes + whole_end, cut - whole_end);
    ck_assert_int_eq(unlink(kept), 0);
  }
  ck_assert_int_eq(try_open(), SCR_OK);
}

START_TEST(a_tail_torn_at_any_byte_is_dropped_kept_and_the_board_before_is_back) {
  static const enum scr_event_type types[] = {SCR_EVENT_BALLOT, SCR_EVENT_END_BALLOTS, SCR_EVENT_ENCRYPTED_TALLY,
                                              SCR_EVENT_PARTIAL_DECRYPTION, SCR_EVENT_RESULT};
  tear_event(kit_find(kit, types[_i], 0));
}
END_TEST

START_TEST(a_whole_board_needs_no_recovery) {
  for (size_t i = 0; i < events_n; i++) {
    uint64_t bytes = 77;
    put_events(i + 1);
    ck_assert_int_eq(scr_board_recover(&bytes, path, kept, false), SCR_OK);
    ck_assert_uint_eq(bytes, 0);
    expect_bytes(path, whole.bytes, ends[i]);
    expect_files(1);
  }
}
END_TEST

START_TEST(what_was_dropped_is_kept_for_its_owner_alone_and_replaces_nothing) {
  uint64_t bytes;
  struct stat stat_of;
  put(path, whole.bytes, ends[2] - 1);
  put(kept, "old", 3);
  ck_assert_int_eq(scr_board_recover(&bytes, path, kept, false), SCR_E_IO);
  expect_bytes(kept, "old", 3);
  expect_bytes(path, whole.bytes, ends[2] - 1);
  ck_assert_int_eq(unlink(kept), 0);
  ck_assert_int_eq(scr_board_recover(&bytes, path, kept, false), SCR_OK);
  ck_assert_int_eq(stat(kept, &stat_of), 0);
  ck_assert_uint_eq(stat_of.st_mode & 07777, 0600);
}
END_TEST

START_TEST(zeros_after_the_last_event_are_blocks_that_were_never_written) {
  static const size_t counts[] = {1, 511, 512, 513, 70000};
  static const char zeros[70000];
  uint64_t bytes;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_bytes(&text, whole.bytes, ends[2]);
  scr_text_add_bytes(&text, zeros, counts[_i]);
  put(path, text.bytes, text.length);
  ck_assert_int_ne(try_open(), SCR_OK);
  ck_assert_int_eq(scr_board_recover(&bytes, path, kept, false), SCR_OK);
  ck_assert_uint_eq(bytes, counts[_i]);
  expect_bytes(path, whole.bytes, ends[2]);
  scr_text_free(&text);
}
END_TEST

// The board as it stands must be refused, and recovery must leave it alone.
static void expect_left_alone(const struct scr_text *damaged, const char *what, size_t at) {
  uint64_t bytes = 0;
  put(path, damaged->bytes, damaged->length);
  ck_assert_msg(try_open() != SCR_OK, "%s at %zu: it can be opened", what, at);
  enum scr_status status = scr_board_recover(&bytes, path, kept, false);
  ck_assert_msg(status != SCR_OK || bytes == 0, "%s at %zu: %zu bytes were dropped", what, at, (size_t)bytes);
  expect_bytes(path, damaged->bytes, damaged->length);
  ck_assert(!is_there(kept));
}

// Every bit of the headers of an event in the middle, of its ballot and of its own: what follows was acknowledged, so
// no damage to them may pass for the end of an interrupted write. (A size that was made larger is the treacherous one.)
START_TEST(no_damage_to_a_header_in_the_middle_makes_recovery_drop_what_follows) {
  size_t start = _i ? ends[2] + 512 + (kit->events[3].data[0].length + 511) / 512 * 512 : ends[2];
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_bytes(&text, whole.bytes, whole.length);
  for (size_t at = start; at < start + 512; at++) {
    for (unsigned bit = 0; bit < 8; bit++) {
      text.bytes[at] = (char)(whole.bytes[at] ^ (1 << bit));
      expect_left_alone(&text, "a flipped bit", at);
    }
    text.bytes[at] = whole.bytes[at];
  }
  scr_text_free(&text);
}
END_TEST

enum damage { GARBAGE, ZEROS_THEN_GARBAGE, TWO_BOARDS, PADDING, EVENT_TEXT, SIX_DATA, SIX_DATA_BEFORE_EVENTS, DAMAGES };

static void make_damage(struct scr_text *text, enum damage damage) {
  struct scr_hash name;
  static const char zeros[512];
  char garbage[512];
  memset(garbage, 'x', sizeof garbage);
  scr_text_add_bytes(text, whole.bytes, damage < SIX_DATA ? whole.length : ends[2]);
  if (damage == ZEROS_THEN_GARBAGE) scr_text_add_bytes(text, zeros, sizeof zeros);
  if (damage == GARBAGE || damage == ZEROS_THEN_GARBAGE) scr_text_add_bytes(text, garbage, sizeof garbage);
  if (damage == TWO_BOARDS) scr_text_add_bytes(text, whole.bytes, whole.length);
  if (damage == PADDING) text->bytes[ends[3] - 1] = 1;
  if (damage == EVENT_TEXT) text->bytes[ends[3] - 512] = 'x';
  for (int i = 0; i < 6 && damage >= SIX_DATA; i++)
    scr_text_add_record(text, &name, kit->time, SCR_RECORD_DATA, garbage, (size_t)i + 1);
  if (damage == SIX_DATA_BEFORE_EVENTS) scr_text_add_bytes(text, whole.bytes + ends[2], whole.length - ends[2]);
}

// All there, and one byte is another: no interrupted write, and not whole either.
START_TEST(a_record_that_does_not_have_its_hash_is_damage) {
  struct scr_text text = SCR_TEXT_INIT;
  uint64_t bytes;
  scr_text_add_bytes(&text, whole.bytes, whole.length);
  text.bytes[ends[1] + 512 + 100] ^= 1;  // in the second ballot
  expect_left_alone(&text, "another byte", 0);
  ck_assert_int_eq(scr_board_recover(&bytes, path, kept, true), SCR_E_ARCHIVE_HASH);
  scr_text_free(&text);
}
END_TEST

START_TEST(damage_that_no_interrupted_write_leaves_is_refused) {
  struct scr_text text = SCR_TEXT_INIT;
  uint64_t bytes;
  make_damage(&text, (enum damage)_i);
  expect_left_alone(&text, "damage", (size_t)_i);
  ck_assert_int_ne(scr_board_recover(&bytes, path, kept, true), SCR_OK);
  ck_assert_int_ne(scr_board_recover(&bytes, path, kept, false), SCR_OK);
  scr_text_free(&text);
}
END_TEST

// A board is put in place whole: one that ends inside its setup is no interrupted write of ours, and cutting it would
// leave no board at all.
START_TEST(what_is_no_board_to_begin_with_is_left_alone) {
  static const char junk[] = "This is not an archive, and never was one.";
  struct scr_text text = SCR_TEXT_INIT;
  if (_i == 0) scr_text_add_bytes(&text, junk, sizeof junk);
  if (_i == 1) scr_text_add_bytes(&text, whole.bytes, 700);
  if (_i == 2) scr_text_add_bytes(&text, whole.bytes, ends[0] - 1);
  if (_i == 3) scr_text_add(&text, "");
  expect_left_alone(&text, "no board", text.length);
  scr_text_free(&text);
}
END_TEST

// --- comparing ---

START_TEST(comparing_finds_the_first_byte_that_differs) {
  static const size_t places[] = {0, 1, 65535, 65536, 65537, 131071, 131072, 199999};
  char *bytes = calloc(1, 200000), other[96];
  uint64_t at;
  ck_assert_ptr_nonnull(bytes);
  (void)snprintf(other, sizeof other, "%s/other", folder);
  put(path, bytes, 200000);
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    bytes[places[i]] = 1;
    if (places[i] < 199999) bytes[199999] = 1;  // and once more, later
    put(other, bytes, 200000);
    memset(bytes, 0, 200000);
    ck_assert_int_eq(scr_board_compare(&at, path, other), SCR_E_ARCHIVE_PREFIX);
    ck_assert_uint_eq(at, places[i]);
    put(other, bytes, places[i]);  // shorter: the earlier one is not in it
    ck_assert_int_eq(scr_board_compare(&at, path, other), SCR_E_ARCHIVE_PREFIX);
    ck_assert_uint_eq(at, places[i]);
    ck_assert_int_eq(scr_board_compare(&at, other, path), SCR_OK);  // the other way round it is
  }
  ck_assert_int_eq(scr_board_compare(&at, path, path), SCR_OK);
  ck_assert_int_eq(scr_board_compare(&at, path, kept), SCR_E_IO);
  ck_assert_int_eq(scr_board_compare(&at, kept, path), SCR_E_IO);
  ck_assert_int_eq(scr_board_compare(&at, folder, path), SCR_E_IO);
  ck_assert_int_eq(scr_board_compare(&at, path, folder), SCR_E_IO);
  free(bytes);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("board recover");
  TCase *tests = tcase_create("board recover");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, a_tail_torn_at_any_byte_is_dropped_kept_and_the_board_before_is_back, 0, 5);
  tcase_add_test(tests, a_whole_board_needs_no_recovery);
  tcase_add_test(tests, what_was_dropped_is_kept_for_its_owner_alone_and_replaces_nothing);
  tcase_add_loop_test(tests, zeros_after_the_last_event_are_blocks_that_were_never_written, 0, 5);
  tcase_add_loop_test(tests, no_damage_to_a_header_in_the_middle_makes_recovery_drop_what_follows, 0, 2);
  tcase_add_test(tests, a_record_that_does_not_have_its_hash_is_damage);
  tcase_add_loop_test(tests, damage_that_no_interrupted_write_leaves_is_refused, 0, DAMAGES);
  tcase_add_loop_test(tests, what_is_no_board_to_begin_with_is_left_alone, 0, 4);
  tcase_add_test(tests, comparing_finds_the_first_byte_that_differs);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
