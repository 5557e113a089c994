// SPDX-License-Identifier: Apache-2.0
// Archives whose own bytes are not the exact ones: headers, lengths, padding, what stands before, between and after.
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

#define BLOCK 512

static const struct kit_plan plan = {
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}},
    .voters = 2,
    .singles = 1,
    .votes_n = 2,
    .votes = {{0, {1, 0}}, {1, {0, 1}}},
};

static struct kit_election *kit;
static struct scr_text bytes;

static void set_up(void) {
  kit = kit_make(&plan);
  bytes = (struct scr_text)SCR_TEXT_INIT;
  kit_bytes(&bytes, kit->board);
}

static void tear_down(void) {
  scr_text_free(&bytes);
  kit_election_free(kit);
}

// Where the n-th record's header stands; the BELENIOS record is the 0th.
static size_t record_at(size_t n) {
  size_t at = 0;
  while (n-- > 0) at += BLOCK + (strtoull(bytes.bytes + at + 124, NULL, 8) + BLOCK - 1) / BLOCK * BLOCK;
  ck_assert_uint_lt(at, bytes.length);
  return at;
}

// Makes the checksum of a header right.
static void seal_header(size_t at) {
  unsigned char *header = (unsigned char *)bytes.bytes + at;
  unsigned sum = 0;
  char field[16];
  memset(header + 148, ' ', 8);
  for (size_t i = 0; i < BLOCK; i++) sum += header[i];
  (void)snprintf(field, sizeof field, "%06o", sum);
  memcpy(header + 148, field, 6);
  header[154] = '\0';
}

static void expect(enum scr_status status) {
  kit_expect(kit_verify_bytes(&bytes), SCR_CHECK_ARCHIVE_FORM, status, -1);
}

static void expect_unreadable(enum scr_status status) {
  struct scr_report *report = kit_verify_bytes(&bytes);
  ck_assert_str_eq(scr_status_id(report->cause), scr_status_id(status));
  kit_expect_verdict(report, SCR_VERDICT_CANNOT_CHECK);
}

// Every bit that is flipped anywhere is noticed: here one bit in every 97 bytes, another bit each time.
START_TEST(a_flipped_bit_is_noticed) {
  for (size_t i = (size_t)_i; i < bytes.length; i += 97 * 8) {
    bytes.bytes[i] = (char)(bytes.bytes[i] ^ 1 << (i % 8));
    struct scr_report *report = kit_verify_bytes(&bytes);
    ck_assert_msg(
        report->verdict == SCR_VERDICT_INVALID || (report->verdict == SCR_VERDICT_CANNOT_CHECK && i < 2 * BLOCK),
        "byte %zu", i);
    scr_report_free(report);
    bytes.bytes[i] = (char)(bytes.bytes[i] ^ 1 << (i % 8));
  }
}
END_TEST

// Before the list of credentials no events can be told; after it, the record whose bytes changed is the one that fails.
START_TEST(a_record_that_does_not_have_its_name_is_refused) {
  size_t at = record_at(6) + BLOCK;  // the first ballot
  char *digit = strstr(bytes.bytes + at, "\"response\":\"") + strlen("\"response\":\"");
  *digit = *digit == '1' ? '2' : '1';
  kit_expect(kit_verify_bytes(&bytes), SCR_CHECK_ARCHIVE_HASHES, SCR_E_ARCHIVE_HASH, 1);
}
END_TEST

// ARC-3.
START_TEST(an_event_that_does_not_have_its_name_is_refused) {
  size_t at = record_at(7);  // the first ballot's event: give it another name, in a header that is right otherwise
  bytes.bytes[at] = bytes.bytes[at] == '0' ? '1' : '0';
  seal_header(at);
  kit_expect(kit_verify_bytes(&bytes), SCR_CHECK_ARCHIVE_HASHES, SCR_E_ARCHIVE_HASH, 1);
}
END_TEST

// ARC-1.
START_TEST(a_header_that_is_not_the_exact_one_is_refused) {
  static const struct {
    size_t at;
    const char *bytes;
    size_t length;
  } changes[] = {
      {100, "0000755", 7},
      {108, "0001750", 7},
      {116, "0000001", 7},
      {136, "00000000000", 11},
      {156, "5", 1},
      {157, "link", 4},
      {257, "ustar", 6},
      {265, "root", 4},
      {511, "x", 1},
      {64, ".data.jsom", 10},
      {64, ".json\0\0\0\0\0", 10},
      {0, "A", 1},
      {0, "../../etc/passwd", 17},
      {135, " ", 1},
      {155, "\0", 1},
  };
  size_t at = record_at(6);
  memcpy(bytes.bytes + at + changes[_i].at, changes[_i].bytes, changes[_i].length);
  if (changes[_i].at != 155) seal_header(at);
  expect(SCR_E_ARCHIVE_HEADER);
}
END_TEST

START_TEST(a_wrong_checksum_is_refused) {
  size_t at = record_at(6);
  bytes.bytes[at + 153] = bytes.bytes[at + 153] == '0' ? '1' : '0';
  expect(SCR_E_ARCHIVE_HEADER);
}
END_TEST

START_TEST(padding_that_is_not_zero_is_refused) {
  size_t next = record_at(7);
  ck_assert_int_eq(bytes.bytes[next - 1], 0);
  bytes.bytes[next - 1] = 'x';
  expect(SCR_E_ARCHIVE_PADDING);
}
END_TEST

// 8 GiB less one byte is the largest length that there is room for; also 2^32 and 2^32 + the true length.
START_TEST(lengths_beyond_any_record_are_refused_before_any_work) {
  static const char *const lengths[] = {"77777777777", "40000000000", "40000012000", "00100000001"};
  size_t at = record_at(6);
  memcpy(bytes.bytes + at + 124, lengths[_i], 11);
  seal_header(at);
  expect(SCR_E_LIMIT);
}
END_TEST

START_TEST(a_length_that_is_no_number_is_refused) {
  static const char *const lengths[] = {"0000000001x", "-0000000001", "0000000 100", "00000000008"};
  size_t at = record_at(6);
  memcpy(bytes.bytes + at + 124, lengths[_i], 11);
  seal_header(at);
  expect(SCR_E_ARCHIVE_HEADER);
}
END_TEST

START_TEST(a_length_past_the_end_is_a_torn_record) {
  size_t last = record_at(0), n = 0;
  while (last + BLOCK < bytes.length) {
    size_t next = last + BLOCK + (strtoull(bytes.bytes + last + 124, NULL, 8) + BLOCK - 1) / BLOCK * BLOCK;
    if (next >= bytes.length) break;
    last = next, n++;
  }
  ck_assert_uint_gt(n, 5);
  memcpy(bytes.bytes + last + 124, "00000004000", 11);
  seal_header(last);
  expect(SCR_E_ARCHIVE_TORN);
}
END_TEST

START_TEST(an_archive_that_ends_inside_a_record_is_torn) {
  static const size_t missing[] = {1, 100, 511, 512, 700, 1023};
  bytes.length -= missing[_i];
  struct scr_report *report = kit_verify_bytes(&bytes);
  bool torn = report->checks[SCR_CHECK_ARCHIVE_FORM].failures_n == 1 &&
              report->checks[SCR_CHECK_ARCHIVE_FORM].failures[0].status == SCR_E_ARCHIVE_TORN;
  ck_assert(torn);
  kit_expect_verdict(report, SCR_VERDICT_INVALID);
}
END_TEST

// Whole records without their event at the end: an interrupted write, or a record that nothing refers to.
START_TEST(records_without_an_event_at_the_end_are_refused) {
  struct scr_hash name;
  scr_text_add_record(&bytes, &name, kit->board->time, SCR_RECORD_DATA, "{}", 2);
  kit_expect_only(kit_verify_bytes(&bytes), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_ARCHIVE_ORDER, -1);
}
END_TEST

START_TEST(more_records_than_any_event_has_are_refused) {
  struct scr_hash name;
  for (int i = 0; i < 6; i++) scr_text_add_record(&bytes, &name, kit->board->time, SCR_RECORD_DATA, "{}", 2);
  kit_expect_only(kit_verify_bytes(&bytes), SCR_CHECK_ARCHIVE_RECORDS, SCR_E_ARCHIVE_ORDER, -1);
}
END_TEST

START_TEST(bytes_after_the_end_are_refused) {
  static const char zeros[2 * BLOCK];
  switch (_i) {
    case 0: scr_text_add(&bytes, "x"); break;
    case 1: scr_text_add_bytes(&bytes, zeros, sizeof zeros); break;  // what other archives of this kind end with
    default: scr_text_add_bytes(&bytes, zeros, 1); break;
  }
  expect(_i == 1 ? SCR_E_ARCHIVE_HEADER : SCR_E_ARCHIVE_TORN);
}
END_TEST

START_TEST(two_boards_one_after_the_other_are_refused) {
  struct scr_text twice = SCR_TEXT_INIT;
  scr_text_add_bytes(&twice, bytes.bytes, bytes.length);
  scr_text_add_bytes(&twice, bytes.bytes, bytes.length);
  scr_text_free(&bytes);
  bytes = twice;
  expect(SCR_E_ARCHIVE_HEADER);
}
END_TEST

// --- the first record ---

static void replace_first(const char *body) {
  struct scr_text changed = SCR_TEXT_INIT;
  char header[BLOCK];
  size_t next = record_at(1), length = strlen(body);
  memcpy(header, bytes.bytes, BLOCK);
  scr_text_add_bytes(&changed, header, BLOCK);
  scr_text_add(&changed, body);
  while (changed.length % BLOCK != 0) scr_text_add_bytes(&changed, "", 1);
  scr_text_add_bytes(&changed, bytes.bytes + next, bytes.length - next);
  (void)snprintf(header, sizeof header, "%011zo", length);
  memcpy(changed.bytes + 124, header, 11);
  scr_text_free(&bytes);
  bytes = changed;
  seal_header(0);
}

// ARC-2.
START_TEST(a_first_record_that_is_not_the_exact_one_is_refused) {
  static const struct {
    const char *body;
    enum scr_status status;
  } bodies[] = {
      {"{\"version\":2,\"timestamp\":\"1700000000\"}", SCR_E_ARCHIVE_VERSION},
      {"{\"version\":1,\"timestamp\":1700000000}", SCR_E_JSON_TYPE},
      {"{\"version\":1,\"timestamp\":\"01700000000\"}", SCR_E_NUMBER},
      {"{\"version\":1,\"timestamp\":\"-1\"}", SCR_E_NUMBER},
      {"{\"version\":1,\"timestamp\":\"\"}", SCR_E_NUMBER},
      {"{\"version\":1,\"timestamp\":\"99999999999\"}", SCR_E_NUMBER},
      {"{\"version\":1,\"timestamp\":\"1x00000000\"}", SCR_E_NUMBER},
      {"{\"version\":1,\"timestamp\":\"1/00000000\"}", SCR_E_NUMBER},
      {"{\"version\":1,\"timestamp\":\"18446744075409551616\"}", SCR_E_NUMBER},  // 2^64 and the header's own time
      {"{\"timestamp\":\"1700000000\",\"version\":1}", SCR_E_JSON_FIELD},
      {"{\"version\":1,\"timestamp\":\"1700000000\",\"x\":0}", SCR_E_JSON_FIELD},
      {"{\"version\":1, \"timestamp\":\"1700000000\"}", SCR_E_JSON_CANONICAL},
      {"{\"version\":1,\"timestamp\":\"1700000001\"}", SCR_E_ARCHIVE_HEADER},  // not the header's own time
  };
  replace_first(bodies[_i].body);
  expect_unreadable(bodies[_i].status);
}
END_TEST

START_TEST(what_is_no_archive_cannot_be_checked) {
  static const char gzip[] = "\x1f\x8b\x08";
  scr_text_clear(&bytes);
  switch (_i) {
    case 0: break;
    case 1: scr_text_add_bytes(&bytes, gzip, sizeof gzip); break;
    case 2: scr_text_add(&bytes, "BELENIOS"); break;
    default:
      for (int i = 0; i < 4096; i++) scr_text_add_bytes(&bytes, "\xff", 1);
  }
  expect_unreadable(_i == 0 ? SCR_E_ARCHIVE_EMPTY : SCR_E_ARCHIVE_FIRST);
}
END_TEST

// A replaced ballot is read a second time, to be taken out of the sum: the file may be another by then.
START_TEST(what_is_read_a_second_time_must_still_have_its_hash) {
  struct scr_archive *archive = NULL;
  struct scr_text again = SCR_TEXT_INIT;
  struct scr_hash name, expected;
  char path[] = "/tmp/scrutineer-again-XXXXXX";
  size_t at = record_at(6);  // the first ballot, behind the setup's five records and BELENIOS
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(write(file, bytes.bytes, bytes.length), (ssize_t)bytes.length);
  ck_assert_int_eq(scr_archive_open(&archive, path), SCR_OK);
  ck_assert_int_eq(scr_archive_read_at(&again, &name, archive, at), SCR_OK);
  ck_assert(strstr(again.bytes, "\"credential\"") != NULL);
  scr_hash(&expected, again.bytes, again.length);
  ck_assert(scr_hash_equal(&name, &expected));
  ck_assert_int_eq(scr_archive_read_at(&again, &name, archive, bytes.length), SCR_E_ARCHIVE_HASH);
  ck_assert_int_eq(pwrite(file, "#", 1, (off_t)(at + BLOCK + 5)), 1);
  ck_assert_int_eq(scr_archive_read_at(&again, &name, archive, at), SCR_E_ARCHIVE_HASH);
  ck_assert_int_eq(ftruncate(file, (off_t)(at + BLOCK + 5)), 0);
  ck_assert_int_eq(scr_archive_read_at(&again, &name, archive, at), SCR_E_CHANGED);
  scr_archive_close(archive);
  scr_text_free(&again);
  (void)close(file);
  (void)unlink(path);
}
END_TEST

// A pipe that nobody writes to must not be waited for.
START_TEST(what_is_no_regular_file_is_refused_at_once) {
  struct scr_archive *archive = NULL;
  char folder[] = "/tmp/scrutineer-pipe-XXXXXX", path[64];
  ck_assert_ptr_nonnull(mkdtemp(folder));
  (void)snprintf(path, sizeof path, "%s/pipe", folder);
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  ck_assert_int_eq(scr_archive_open(&archive, path), SCR_E_IO);
  ck_assert_int_eq(errno, EINVAL);
  ck_assert_int_eq(scr_archive_open(&archive, folder), SCR_E_IO);
  ck_assert_int_eq(errno, EISDIR);
  ck_assert_int_eq(scr_archive_open(&archive, "/dev/null"), SCR_E_IO);
  ck_assert_ptr_null(archive);
  (void)unlink(path);
  (void)rmdir(folder);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tampered archives");
  TCase *tests = tcase_create("archive");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, a_flipped_bit_is_noticed, 0, 8);
  tcase_add_test(tests, a_record_that_does_not_have_its_name_is_refused);
  tcase_add_test(tests, an_event_that_does_not_have_its_name_is_refused);
  tcase_add_loop_test(tests, a_header_that_is_not_the_exact_one_is_refused, 0, 15);
  tcase_add_test(tests, a_wrong_checksum_is_refused);
  tcase_add_test(tests, padding_that_is_not_zero_is_refused);
  tcase_add_loop_test(tests, lengths_beyond_any_record_are_refused_before_any_work, 0, 4);
  tcase_add_loop_test(tests, a_length_that_is_no_number_is_refused, 0, 4);
  tcase_add_test(tests, a_length_past_the_end_is_a_torn_record);
  tcase_add_loop_test(tests, an_archive_that_ends_inside_a_record_is_torn, 0, 6);
  tcase_add_test(tests, records_without_an_event_at_the_end_are_refused);
  tcase_add_test(tests, more_records_than_any_event_has_are_refused);
  tcase_add_loop_test(tests, bytes_after_the_end_are_refused, 0, 3);
  tcase_add_test(tests, two_boards_one_after_the_other_are_refused);
  tcase_add_loop_test(tests, a_first_record_that_is_not_the_exact_one_is_refused, 0, 13);
  tcase_add_loop_test(tests, what_is_no_archive_cannot_be_checked, 0, 4);
  tcase_add_test(tests, what_is_read_a_second_time_must_still_have_its_hash);
  tcase_add_test(tests, what_is_no_regular_file_is_refused_at_once);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
