// SPDX-License-Identifier: Apache-2.0
// The writer of the board: one at a time, whole events or nothing, and after a crash exactly what was acknowledged. Boards in
// each phase are cut from an archive that another implementation made.
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "board/file.h"
#include "scrutineer/board.h"
#include "tests/support/board_kit.h"

#define FIXTURE "fixtures/ed-smoke.bel"
#define EVENTS_MAX 32

static struct kit_board *kit;
static struct scr_text whole;  // the fixture's bytes
static size_t events_n, ends[EVENTS_MAX];  // where each event ends
static char folder[64], path[80], kept[80];

// --- boards ---

static void get(struct scr_text *bytes, const char *from) {
  char buffer[4096];
  FILE *file = fopen(from, "rb");
  ck_assert_msg(file != NULL, "%s: %s", from, strerror(errno));
  scr_text_clear(bytes);
  for (size_t count; (count = fread(buffer, 1, sizeof buffer, file)) > 0;) scr_text_add_bytes(bytes, buffer, count);
  fclose(file);
}

static void put(const char *to, const char *bytes, size_t length) {
  FILE *file = fopen(to, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
  ck_assert_int_eq(fclose(file), 0);
}

static void put_events(size_t count) {
  put(path, whole.bytes, ends[count - 1]);
}

static void expect_bytes(const char *file, const char *bytes, size_t length) {
  struct scr_text found = SCR_TEXT_INIT;
  get(&found, file);
  ck_assert_msg(found.length == length && memcmp(found.bytes ? found.bytes : "", bytes, length) == 0,
                "%s has %zu bytes, not the %zu that are expected, or others", file, found.length, length);
  scr_text_free(&found);
}

static void expect_files(size_t wanted) {
  size_t count = 0;
  DIR *listing = opendir(folder);
  ck_assert_ptr_nonnull(listing);
  while (readdir(listing)) count++;
  closedir(listing);
  ck_assert_msg(count == wanted + 2, "%zu files, not %zu", count - 2, wanted);
}

static bool is_there(const char *file) {
  return access(file, F_OK) == 0;
}

static void set_up(void) {
  struct scr_archive *archive;
  struct scr_step step = {0};
  bool end;
  kit = kit_read(FIXTURE);
  get(&whole, FIXTURE);
  ck_assert_int_eq(scr_archive_open(&archive, FIXTURE), SCR_OK);
  for (events_n = 0; scr_step_next(&step, &end, archive) == SCR_OK && !end; events_n++)
    ends[events_n] = (size_t)scr_archive_offset(archive);
  scr_step_free(&step);
  scr_archive_close(archive);
  ck_assert_uint_eq(ends[events_n - 1], whole.length);
  (void)snprintf(folder, sizeof folder, "/tmp/scrutineer-board-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  (void)snprintf(path, sizeof path, "%s/board.bel", folder);
  (void)snprintf(kept, sizeof kept, "%s/kept", folder);
}

static void tear_down(void) {
  char name[400];
  DIR *listing = opendir(folder);
  for (struct dirent *entry; (entry = readdir(listing));) {
    (void)snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
    (void)remove(name);
  }
  closedir(listing);
  (void)rmdir(folder);
  kit_free(kit);
  scr_text_free(&whole);
}

static struct scr_document document(const struct scr_text *text) {
  return (struct scr_document){text->bytes, text->length};
}

static struct scr_document ballot(size_t n) {
  return document(&kit->events[kit_find(kit, SCR_EVENT_BALLOT, n)].data[0]);
}

static struct scr_board *open_board(void) {
  struct scr_board *board = NULL;
  ck_assert_int_eq(scr_board_open(&board, path), SCR_OK);
  return board;
}

static enum scr_status try_open(void) {
  struct scr_board *board = NULL;
  enum scr_status status = scr_board_open(&board, path);
  ck_assert((board != NULL) == (status == SCR_OK));
  scr_board_close(board);
  return status;
}

static enum scr_status append_from_kit(struct scr_board *board, size_t event) {
  struct scr_document data[SCR_STEP_DATA_MAX];
  for (size_t i = 0; i < kit->events[event].data_n; i++) data[i] = document(&kit->events[event].data[i]);
  return scr_board_append(board, kit->events[event].event.type, data, kit->events[event].data_n);
}

static enum scr_status create(void) {
  const struct scr_text *data = kit->events[0].data;
  return scr_board_create(path, kit->time, document(&data[0]), document(&data[1]), document(&data[2]));
}

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
  ck_assert_int_eq(scr_board_cast_all(statuses, trackers, board, twice, 3), SCR_OK);
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
  ck_assert_int_eq(scr_board_cast_all(statuses, trackers, board, mixed, 3), SCR_OK);
  ck_assert_int_eq(statuses[0], SCR_OK);
  ck_assert_int_eq(scr_status_class(statuses[1]), SCR_CLASS_INVALID);
  ck_assert_int_eq(statuses[2], SCR_OK);
  expect_bytes(path, whole.bytes, ends[2]);
  scr_board_close(board);
  scr_text_free(&bad);
}
END_TEST

// The order that board.h gives: what is on the board already is told before any proof is checked. This one has a bad proof,
// on a board that was opened without looking at proofs.
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

// --- phases ---

START_TEST(an_event_out_of_phase_is_refused_and_nothing_is_written) {
  static const enum scr_phase after[SCR_PHASES] = {[SCR_PHASE_VOTING] = 1};
  (void)after;
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
  static const enum scr_status expected[] = {SCR_E_CHAIN_HEIGHT, SCR_E_CHAIN_PARENT,  SCR_E_CHAIN_PHASE, SCR_E_CHAIN_PHASE,
                                             SCR_E_ARCHIVE_HASH, SCR_E_CHAIN_PAYLOAD, SCR_E_CHAIN_PHASE, SCR_E_CHAIN_PHASE};
  if (_i == 0) kit->events[3].event.height++;
  if (_i == 1) kit->events[3].event.parent.byte[0] ^= 1;
  if (_i == 2) kit_remove(kit, kit_find(kit, SCR_EVENT_END_BALLOTS, 0));
  if (_i == 3) kit_insert_copy(kit, events_n - 1, events_n);  // a second result
  if (_i == 5) kit->events[3].event.payload.byte[0] ^= 1;
  if (_i == 6) kit_insert_copy(kit, 0, 1);  // a second setup
  if (_i == 7) kit->events_n = 0;           // no setup
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

// Every bit of the headers of an event in the middle, of its ballot and of its own: what follows was acknowledged, so no
// damage to them may pass for the end of an interrupted write. (A size that was made larger is the treacherous one.)
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
  struct scr_text data = SCR_TEXT_INIT;
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
  scr_text_free(&data);
}

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

// A board is put in place whole: one that ends inside its setup is no interrupted write of ours, and cutting it would leave
// no board at all.
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

// --- full disks and durable files ---

// No file can grow beyond `size` until the limit is lifted: a write is short, and then fails.
static void limit_files(rlim_t size) {
  struct rlimit limit;
  ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
  signal(SIGXFSZ, SIG_IGN);
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(a_full_disk_leaves_the_board_as_it_was_and_it_goes_on_when_there_is_room) {
  static const size_t room[] = {0, 1, 512, 700};
  size_t close = kit_find(kit, SCR_EVENT_END_BALLOTS, 0);
  put_events(close + 1);
  struct scr_board *board = open_board();
  limit_files(ends[close] + room[_i]);
  ck_assert_int_eq(append_from_kit(board, close + 1), SCR_E_IO);
  limit_files(RLIM_INFINITY);
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
  ck_assert_int_eq(scr_board_cast_all(statuses, trackers, board, ballots, 2), SCR_E_IO);
  limit_files(RLIM_INFINITY);
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
  ck_assert_int_eq(create(), SCR_E_IO);
  expect_files(0);
  limit_files(RLIM_INFINITY);
  put(path, "old", 3);
  limit_files(1000);
  ck_assert_int_eq(scr_file_write(path, whole.bytes, whole.length, 0644, true), SCR_E_IO);
  ck_assert_int_eq(errno, EFBIG);
  expect_bytes(path, "old", 3);
  expect_files(1);
  limit_files(RLIM_INFINITY);
  put(path, whole.bytes, ends[2] - 1);  // a tail of more than 1000 bytes that can't be kept is not dropped
  limit_files(1000);
  ck_assert_int_eq(scr_board_recover(&bytes, path, kept, false), SCR_E_IO);
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
  umask(0777);
  ck_assert_int_eq(scr_file_write(path, "one", 3, 0640, false), SCR_OK);
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
  tcase_add_loop_test(tests, an_event_out_of_phase_is_refused_and_nothing_is_written, 0, 6);
  tcase_add_loop_test(tests, a_board_with_anything_wrong_is_not_written_to, 0, 8);
  tcase_add_test(tests, a_second_writer_is_refused_while_the_first_is_there);
  tcase_add_test(tests, a_writer_that_was_killed_leaves_no_lock);
  tcase_add_loop_test(tests, a_tail_torn_at_any_byte_is_dropped_kept_and_the_board_before_is_back, 0, 5);
  tcase_add_test(tests, a_whole_board_needs_no_recovery);
  tcase_add_test(tests, what_was_dropped_is_kept_for_its_owner_alone_and_replaces_nothing);
  tcase_add_loop_test(tests, zeros_after_the_last_event_are_blocks_that_were_never_written, 0, 5);
  tcase_add_loop_test(tests, no_damage_to_a_header_in_the_middle_makes_recovery_drop_what_follows, 0, 2);
  tcase_add_loop_test(tests, damage_that_no_interrupted_write_leaves_is_refused, 0, DAMAGES);
  tcase_add_loop_test(tests, what_is_no_board_to_begin_with_is_left_alone, 0, 4);
  tcase_add_test(tests, comparing_finds_the_first_byte_that_differs);
  tcase_add_loop_test(tests, a_full_disk_leaves_the_board_as_it_was_and_it_goes_on_when_there_is_room, 0, 4);
  tcase_add_test(tests, a_ballot_that_the_disk_did_not_take_is_never_said_to_be_there);
  tcase_add_test(tests, a_full_disk_leaves_old_files_and_no_others);
  tcase_add_test(tests, a_file_is_written_whole_with_its_mode_and_replaced_only_on_request);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
