// SPDX-License-Identifier: Apache-2.0
// The writer of the board: one at a time, whole events in their phases or nothing, and nothing lost on a full disk.
#include <fcntl.h>
#include <sys/wait.h>

#include "board/file.h"
#include "tests/support/board_fixture.h"
#include "tests/support/suite.h"

// --- writing ---

START_TEST(the_archive_is_byte_for_byte_what_another_implementation_writes) {
  struct scr_hash tracker, expected;
  ck_assert_int_eq(create(), SCR_OK);
  expect_bytes(path, whole.bytes, ends[0]);
  struct scr_board *board = open_board();
  for (size_t i = 1; i < events_n; i++) {
    if (kit->events[i].event.type == SCR_EVENT_BALLOT) {
      const struct scr_text *bytes = &kit->events[i].data[0];
      ck_assert_int_eq(scr_board_cast(&tracker, board, bytes->bytes, bytes->length), SCR_OK);
      scr_hash(&expected, bytes->bytes, bytes->length);
      ck_assert(scr_hash_equal(&tracker, &expected));
    } else {
      ck_assert_int_eq(append_from_kit(board, i), SCR_OK);
    }
    expect_bytes(path, whole.bytes, ends[i]);
    ck_assert_uint_eq(scr_board_events(board), i + 1);
  }
  ck_assert_int_eq(scr_board_phase(board), SCR_PHASE_DONE);
  scr_board_close(board);
  expect_files(1);
}
END_TEST

START_TEST(making_a_board_never_replaces_anything) {
  put(path, "old", 3);
  ck_assert_int_eq(create(), SCR_E_IO);
  ck_assert_int_eq(errno, EEXIST);
  expect_bytes(path, "old", 3);
  ck_assert_int_eq(unlink(path), 0);
  ck_assert_int_eq(symlink("elsewhere", path), 0);  // a name that is taken, though nothing is behind it
  ck_assert_int_eq(create(), SCR_E_IO);
  ck_assert_int_eq(errno, EEXIST);
  ck_assert_int_eq(unlink(path), 0);
  ck_assert_int_eq(mkdir(path, 0755), 0);
  ck_assert_int_eq(create(), SCR_E_IO);
  expect_files(1);
}
END_TEST

START_TEST(a_board_is_made_only_of_documents_that_the_verifier_accepts) {
  static const enum scr_status expected[] = {SCR_E_SETUP_KEY, SCR_E_SETUP_POK, SCR_E_SETUP_CREDENTIALS,
                                             SCR_E_JSON_SYNTAX};
  struct scr_text *data = kit->events[0].data;
  struct kit_board *other = kit_read("fixtures/ed-thr2of3-plus-server.bel");
  if (_i == 0) kit_set(&data[1], other->events[0].data[1].bytes, other->events[0].data[1].length);
  if (_i == 1) {  // another digit in the first proof of possession
    char *digit = strstr(data[1].bytes, "\"response\":\"") + strlen("\"response\":\"");
    *digit = *digit == '1' ? '2' : '1';
  }
  if (_i == 2) kit_set(&data[2], "[]", 2);
  if (_i == 3) kit_set(&data[0], "x", 1);
  ck_assert_int_eq(create(), expected[_i]);
  expect_files(0);
  kit_free(other);
}
END_TEST

START_TEST(a_ballot_that_is_there_already_is_told_and_not_added) {
  struct scr_hash trackers[3];
  enum scr_status statuses[3];
  struct scr_ballot *checked = NULL;
  const struct scr_document twice[3] = {ballot(1), ballot(0), ballot(1)};
  put_events(2);  // with the first ballot
  struct scr_board *board = open_board();
  ck_assert_int_eq(scr_board_cast(&trackers[0], board, ballot(0).bytes, ballot(0).length), SCR_E_BALLOT_REPLAY);
  ck_assert_int_eq(scr_board_check_ballot(&checked, board, ballot(0).bytes, ballot(0).length), SCR_E_BALLOT_REPLAY);
  ck_assert_ptr_null(checked);
  expect_bytes(path, whole.bytes, ends[1]);
  ck_assert_int_eq(scr_board_cast_all(statuses, trackers, board, twice, NULL, 3), SCR_OK);
  ck_assert_int_eq(statuses[0], SCR_OK);
  ck_assert_int_eq(statuses[1], SCR_E_BALLOT_REPLAY);
  ck_assert_int_eq(statuses[2], SCR_E_BALLOT_REPLAY);
  expect_bytes(path, whole.bytes, ends[2]);
  scr_board_close(board);
  board = open_board();
  ck_assert_int_eq(scr_board_cast(&trackers[0], board, ballot(1).bytes, ballot(1).length), SCR_E_BALLOT_REPLAY);
  scr_board_close(board);
}
END_TEST

START_TEST(a_bad_ballot_is_refused_among_good_ones) {
  struct scr_hash trackers[3];
  enum scr_status statuses[3];
  struct scr_text bad = SCR_TEXT_INIT;
  put_events(1);
  kit_set(&bad, ballot(1).bytes, ballot(1).length);
  char *digit = strstr(bad.bytes, "\"individual_proofs\"");  // inside a proof, behind the first response's quotes
  digit = strstr(digit, "\"response\":\"") + strlen("\"response\":\"");
  *digit = *digit == '1' ? '2' : '1';
  const struct scr_document mixed[3] = {ballot(0), document(&bad), ballot(1)};
  struct scr_board *board = open_board();
  ck_assert_int_eq(scr_board_cast_all(statuses, trackers, board, mixed, NULL, 3), SCR_OK);
  ck_assert_int_eq(statuses[0], SCR_OK);
  ck_assert_int_eq(scr_status_class(statuses[1]), SCR_CLASS_INVALID);
  ck_assert_int_eq(statuses[2], SCR_OK);
  expect_bytes(path, whole.bytes, ends[2]);
  scr_board_close(board);
  scr_text_free(&bad);
}
END_TEST

// The order that board.h gives: what is on the board already is told before any proof is checked. This one has a bad
// proof, on a board that was opened without looking at proofs.
START_TEST(a_replay_costs_no_proofs) {
  struct scr_ballot *checked = NULL;
  struct scr_text *data = &kit->events[1].data[0];
  char *digit = strstr(strstr(data->bytes, "\"individual_proofs\""), "\"response\":\"") + strlen("\"response\":\"");
  *digit = *digit == '1' ? '2' : '1';
  while (kit->events_n > 2) kit_remove(kit, kit->events_n - 1);
  kit_seal(kit);
  kit_write(kit, path);
  struct scr_board *board = open_board();
  ck_assert_int_eq(scr_board_check_ballot(&checked, board, data->bytes, data->length), SCR_E_BALLOT_REPLAY);
  scr_board_close(board);
}
END_TEST

// Nothing of a ballot is read before its credential is known to be on the list (BRD-5): this one is no ballot behind it.
START_TEST(an_unknown_credential_costs_no_reading) {
  struct scr_ballot *checked = NULL;
  struct scr_text bytes = SCR_TEXT_INIT;
  put_events(1);
  kit_set(&bytes, ballot(0).bytes, ballot(0).length);
  char *credential = strstr(bytes.bytes, "\"credential\":\"") + strlen("\"credential\":\"");
  strcpy(strchr(credential, ','), ",junk");
  bytes.length = strlen(bytes.bytes);
  struct scr_board *board = open_board();
  ck_assert_int_eq(scr_board_check_ballot(&checked, board, bytes.bytes, bytes.length), SCR_E_JSON_SYNTAX);
  credential[0] = credential[0] == '0' ? '1' : '0';
  ck_assert_int_eq(scr_board_check_ballot(&checked, board, bytes.bytes, bytes.length), SCR_E_BALLOT_CREDENTIAL);
  bytes.bytes[2]++;  // another election's, or no ballot at all: left to the reading
  ck_assert_int_eq(scr_board_check_ballot(&checked, board, bytes.bytes, bytes.length), SCR_E_JSON_SYNTAX);
  scr_board_close(board);
  scr_text_free(&bytes);
}
END_TEST

// --- phases ---

START_TEST(an_event_out_of_phase_is_refused_and_nothing_is_written) {
  size_t close = kit_find(kit, SCR_EVENT_END_BALLOTS, 0), tally = kit_find(kit, SCR_EVENT_ENCRYPTED_TALLY, 0);
  const size_t boards[] = {1, close, close + 1, tally + 1, events_n - 1, events_n};
  static const enum scr_phase phases[] = {SCR_PHASE_VOTING,  SCR_PHASE_VOTING,  SCR_PHASE_CLOSED,
                                          SCR_PHASE_TALLIED, SCR_PHASE_TALLIED, SCR_PHASE_DONE};
  static const bool legal[SCR_PHASES][SCR_EVENT_TYPES] = {
      [SCR_PHASE_VOTING] = {[SCR_EVENT_BALLOT] = true, [SCR_EVENT_END_BALLOTS] = true},
      [SCR_PHASE_CLOSED] = {[SCR_EVENT_ENCRYPTED_TALLY] = true},
      [SCR_PHASE_TALLIED] = {[SCR_EVENT_PARTIAL_DECRYPTION] = true, [SCR_EVENT_RESULT] = true},
  };
  const struct scr_document any = {"{}", 2};
  struct scr_hash tracker;
  put_events(boards[_i]);
  struct scr_board *board = open_board();
  ck_assert_int_eq(scr_board_phase(board), phases[_i]);
  for (int type = 0; type < SCR_EVENT_TYPES; type++)
    if (!legal[phases[_i]][type])
      ck_assert_msg(scr_board_append(board, (enum scr_event_type)type, &any, 1) == SCR_E_CHAIN_PHASE, "%s when %s",
                    scr_event_type_name((enum scr_event_type)type), scr_phase_name(phases[_i]));
  if (phases[_i] != SCR_PHASE_VOTING)
    ck_assert_int_eq(scr_board_cast(&tracker, board, ballot(0).bytes, ballot(0).length), SCR_E_CHAIN_PHASE);
  ck_assert_int_eq(scr_board_phase(board), phases[_i]);
  expect_bytes(path, whole.bytes, ends[boards[_i] - 1]);
  scr_board_close(board);
}
END_TEST

START_TEST(a_board_with_anything_wrong_is_not_written_to) {
  static const enum scr_status expected[] = {SCR_E_CHAIN_HEIGHT, SCR_E_CHAIN_PARENT, SCR_E_CHAIN_PHASE,
                                             SCR_E_CHAIN_PHASE,  SCR_E_ARCHIVE_HASH, SCR_E_CHAIN_PAYLOAD,
                                             SCR_E_CHAIN_PHASE,  SCR_E_CHAIN_PHASE};
  if (_i == 0) kit->events[3].event.height++;
  if (_i == 1) kit->events[3].event.parent.byte[0] ^= 1;
  if (_i == 2) kit_remove(kit, kit_find(kit, SCR_EVENT_END_BALLOTS, 0));
  if (_i == 3) kit_insert_copy(kit, events_n - 1, events_n);  // a second result
  if (_i == 5) kit->events[3].event.payload.byte[0] ^= 1;
  if (_i == 6) kit_insert_copy(kit, 0, 1);                                  // a second setup
  while (_i == 7 && kit->events_n > 0) kit_remove(kit, kit->events_n - 1);  // no setup
  if (_i == 2 || _i == 3 || _i == 6) kit_seal(kit);
  if (_i == 0 || _i == 5) kit_chain(kit, 4);
  kit_write(kit, path);
  if (_i == 4) {
    whole.bytes[ends[2] + 600] ^= 1;
    put(path, whole.bytes, whole.length);
  }
  ck_assert_str_eq(scr_status_id(try_open()), scr_status_id(expected[_i]));
}
END_TEST

// --- one writer ---

START_TEST(a_second_writer_is_refused_while_the_first_is_there) {
  uint64_t bytes;
  put_events(2);
  struct scr_board *board = open_board();
  ck_assert_int_eq(try_open(), SCR_E_LOCKED);
  ck_assert_int_eq(scr_board_recover(&bytes, path, kept, true), SCR_E_LOCKED);
  ck_assert_int_eq(scr_board_recover(&bytes, path, kept, false), SCR_E_LOCKED);
  pid_t child = fork();
  if (child == 0) _exit(try_open() == SCR_E_LOCKED ? 0 : 1);
  int status = -1;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  scr_board_close(board);
  ck_assert_int_eq(try_open(), SCR_OK);
}
END_TEST

START_TEST(a_writer_that_was_killed_leaves_no_lock) {
  int ready[2], status;
  char byte;
  put_events(2);
  ck_assert_int_eq(pipe(ready), 0);
  pid_t child = fork();
  if (child == 0) {
    struct scr_board *board = NULL;
    byte = scr_board_open(&board, path) == SCR_OK ? 'y' : 'n';
    if (write(ready[1], &byte, 1) == 1) pause();
    _exit(1);
  }
  ck_assert_int_eq(read(ready[0], &byte, 1), 1);
  ck_assert_int_eq(byte, 'y');
  ck_assert_int_eq(try_open(), SCR_E_LOCKED);
  ck_assert_int_eq(kill(child, SIGKILL), 0);
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  ck_assert_int_eq(try_open(), SCR_OK);
}
END_TEST

// --- full disks and durable files ---

START_TEST(a_full_disk_leaves_the_board_as_it_was_and_it_goes_on_when_there_is_room) {
  static const size_t room[] = {0, 1, 512, 700};
  size_t close = kit_find(kit, SCR_EVENT_END_BALLOTS, 0);
  put_events(close + 1);
  struct scr_board *board = open_board();
  limit_files(ends[close] + room[_i]);
  enum scr_status status = append_from_kit(board, close + 1);
  limit_files(RLIM_INFINITY);
  ck_assert_int_eq(status, SCR_E_IO);
  expect_bytes(path, whole.bytes, ends[close]);
  ck_assert_int_eq(scr_board_phase(board), SCR_PHASE_CLOSED);
  ck_assert_uint_eq(scr_board_events(board), close + 1);
  ck_assert_int_eq(append_from_kit(board, close + 1), SCR_OK);
  expect_bytes(path, whole.bytes, ends[close + 1]);
  scr_board_close(board);
}
END_TEST

// "Already there" may well be taken for success: it must not be said of a ballot that the disk never got.
START_TEST(a_ballot_that_the_disk_did_not_take_is_never_said_to_be_there) {
  struct scr_hash trackers[2];
  enum scr_status statuses[2] = {SCR_E_IO, SCR_E_IO};
  const struct scr_document ballots[2] = {ballot(1), ballot(2)};
  struct scr_ballot *checked = NULL;
  put_events(2);
  struct scr_board *board = open_board();
  limit_files(ends[2] + 100);  // the first would fit: a batch is durable as a whole
  enum scr_status status = scr_board_cast_all(statuses, trackers, board, ballots, NULL, 2);
  limit_files(RLIM_INFINITY);
  ck_assert_int_eq(status, SCR_E_IO);
  expect_bytes(path, whole.bytes, ends[1]);
  enum scr_status again = scr_board_cast(&trackers[0], board, ballots[0].bytes, ballots[0].length);
  enum scr_status look = scr_board_check_ballot(&checked, board, ballots[0].bytes, ballots[0].length);
  scr_ballot_free(checked);
  scr_board_close(board);
  ck_assert_msg(again != SCR_E_BALLOT_REPLAY, "cast again: %s", scr_status_id(again));
  ck_assert_msg(look != SCR_E_BALLOT_REPLAY, "looked at: %s", scr_status_id(look));
  if (again == SCR_OK) return;
  board = open_board();
  ck_assert_int_eq(scr_board_cast(&trackers[0], board, ballots[0].bytes, ballots[0].length), SCR_OK);
  expect_bytes(path, whole.bytes, ends[2]);
  scr_board_close(board);
}
END_TEST

START_TEST(a_full_disk_leaves_old_files_and_no_others) {
  uint64_t bytes;
  limit_files(1000);
  enum scr_status status = create();
  limit_files(RLIM_INFINITY);
  ck_assert_int_eq(status, SCR_E_IO);
  expect_files(0);
  put(path, "old", 3);
  limit_files(1000);
  status = scr_file_write(path, whole.bytes, whole.length, 0644, true);
  int error = errno;
  limit_files(RLIM_INFINITY);
  ck_assert_int_eq(status, SCR_E_IO);
  ck_assert_int_eq(error, EFBIG);
  expect_bytes(path, "old", 3);
  expect_files(1);
  put(path, whole.bytes, ends[2] - 1);  // a tail of more than 1000 bytes that can't be kept is not dropped
  limit_files(1000);
  status = scr_board_recover(&bytes, path, kept, false);
  limit_files(RLIM_INFINITY);
  ck_assert_int_eq(status, SCR_E_IO);
  expect_bytes(path, whole.bytes, ends[2] - 1);
  expect_files(1);
  int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ck_assert_int_ge(full, 0);
  ck_assert(!file_write_all(full, "x", 1));
  ck_assert_int_eq(errno, ENOSPC);
  close(full);
}
END_TEST

START_TEST(a_file_is_written_whole_with_its_mode_and_replaced_only_on_request) {
  char below[96];
  struct stat stat_of;
  (void)snprintf(below, sizeof below, "%s/below", path);
  mode_t before = umask(0777);
  enum scr_status status = scr_file_write(path, "one", 3, 0640, false);
  (void)umask(before);
  ck_assert_int_eq(status, SCR_OK);
  ck_assert_int_eq(stat(path, &stat_of), 0);
  ck_assert_uint_eq(stat_of.st_mode & 07777, 0640);
  ck_assert_int_eq(scr_file_write(path, "two", 3, 0600, false), SCR_E_IO);
  ck_assert_int_eq(errno, EEXIST);
  expect_bytes(path, "one", 3);
  ck_assert_int_eq(scr_file_write(path, "three", 5, 0600, true), SCR_OK);
  expect_bytes(path, "three", 5);
  ck_assert_int_eq(stat(path, &stat_of), 0);
  ck_assert_uint_eq(stat_of.st_mode & 07777, 0600);
  ck_assert_int_eq(scr_file_write(path, "", 0, 0600, true), SCR_OK);
  expect_bytes(path, "", 0);
  ck_assert_int_eq(scr_file_write(below, "x", 1, 0600, true), SCR_E_IO);
  ck_assert_int_eq(errno, ENOTDIR);
  ck_assert_int_eq(scr_file_write(folder, "x", 1, 0600, true), SCR_E_IO);
  expect_files(1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("board");
  TCase *tests = tcase_create("board");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, the_archive_is_byte_for_byte_what_another_implementation_writes);
  tcase_add_test(tests, making_a_board_never_replaces_anything);
  tcase_add_loop_test(tests, a_board_is_made_only_of_documents_that_the_verifier_accepts, 0, 4);
  tcase_add_test(tests, a_ballot_that_is_there_already_is_told_and_not_added);
  tcase_add_test(tests, a_bad_ballot_is_refused_among_good_ones);
  tcase_add_test(tests, a_replay_costs_no_proofs);
  tcase_add_test(tests, an_unknown_credential_costs_no_reading);
  tcase_add_loop_test(tests, an_event_out_of_phase_is_refused_and_nothing_is_written, 0, 6);
  tcase_add_loop_test(tests, a_board_with_anything_wrong_is_not_written_to, 0, 8);
  tcase_add_test(tests, a_second_writer_is_refused_while_the_first_is_there);
  tcase_add_test(tests, a_writer_that_was_killed_leaves_no_lock);
  tcase_add_loop_test(tests, a_full_disk_leaves_the_board_as_it_was_and_it_goes_on_when_there_is_room, 0, 4);
  tcase_add_test(tests, a_ballot_that_the_disk_did_not_take_is_never_said_to_be_there);
  tcase_add_test(tests, a_full_disk_leaves_old_files_and_no_others);
  tcase_add_test(tests, a_file_is_written_whole_with_its_mode_and_replaced_only_on_request);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
