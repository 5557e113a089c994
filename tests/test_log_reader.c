// SPDX-License-Identifier: Apache-2.0
// Logs that are read from their folder a bundle at a time: what is read a second time is what it was at first, or it is refused.
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/log/reader.h"
#include "tests/support/folder.h"
#include "tests/support/log_kit.h"
#include "tests/support/suite.h"

#define SIZE 600  // two full bundles, and one of 88

static char folder[200];
static struct log_kit kit;
static struct scr_log *entries;
static struct scr_text note;
static struct log_reader *reader;
static uint64_t taken, bytes_max;
static struct scr_tile wrong;

static void write_log(uint64_t size) {
  uint64_t old_size = scr_log_size(entries);
  log_kit_grow(entries, size - old_size);
  scr_text_clear(&note);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), size, 1);
  ck_assert_int_eq(scr_log_write(entries, folder, old_size, note.bytes, note.length), SCR_OK);
}

static void set_up(void) {
  ck_assert(folder_make(folder, sizeof folder));
  bytes_max = UINT64_MAX;
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  write_log(SIZE);
}

static void tear_down(void) {
  log_reader_free(reader);
  reader = NULL;
  scr_log_free(entries);
  scr_text_free(&note);
  ck_assert(folder_remove(folder));
}

static void expect_entry(uint64_t index, const struct scr_log_entry *entry) {
  struct scr_log_entry expected = scr_log_entry_at(entries, index);
  ck_assert_uint_eq(entry->length, expected.length);
  if (entry->length) ck_assert_mem_eq(entry->bytes, expected.bytes, entry->length);
}

static enum scr_status take(void *context, const struct scr_log_entry *entry) {
  const uint64_t *limit = context;
  errno = 0;  // whoever takes entries may call anything
  if (taken == *limit) return SCR_E_LIMIT;
  expect_entry(taken++, entry);
  return SCR_OK;
}

static enum scr_status open_taking(uint64_t limit) {
  struct scr_text found = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  log_reader_free(reader);
  reader = NULL;
  taken = 0;
  struct log_pass pass = {.bytes_max = bytes_max, .take = take, .context = &limit};
  enum scr_status status = log_reader_open(&reader, &found, &checkpoint, &witnessing, folder, &kit.keys, &pass);
  wrong = pass.wrong;
  if (status == SCR_OK) ck_assert_uint_eq(checkpoint.size, log_reader_size(reader));
  scr_text_free(&found);
  return status;
}

static enum scr_status read_bundle(uint64_t index) {
  const struct scr_log_entry *bundle = NULL;
  unsigned width = 0;
  enum scr_status status = log_reader_bundle(&bundle, &width, reader, index);
  if (status != SCR_OK) return status;
  uint64_t left = log_reader_size(reader) - index * SCR_TILE_WIDTH;
  ck_assert_uint_eq(width, left < SCR_TILE_WIDTH ? left : SCR_TILE_WIDTH);
  for (unsigned i = 0; i < width; i++) expect_entry(index * SCR_TILE_WIDTH + i, &bundle[i]);
  return SCR_OK;
}

START_TEST(all_entries_are_shown_once_and_can_be_read_again_in_any_order) {
  ck_assert_int_eq(open_taking(UINT64_MAX), SCR_OK);
  ck_assert_uint_eq(taken, SIZE);
  static const uint64_t order[] = {2, 0, 0, 1, 2, 2, 1, 0};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) ck_assert_int_eq(read_bundle(order[i]), SCR_OK);
}
END_TEST

START_TEST(whoever_takes_entries_may_end_it) {
  ck_assert_int_eq(open_taking(300), SCR_E_LIMIT);
  ck_assert_uint_eq(taken, 300);
  ck_assert_ptr_null(reader);
}
END_TEST

static void expect_wrong(enum scr_status status, unsigned level, uint64_t index, unsigned width) {
  ck_assert_int_eq(open_taking(UINT64_MAX), status);
  ck_assert_uint_eq(wrong.level, level);
  ck_assert_uint_eq(wrong.index, index);
  ck_assert_uint_eq(wrong.width, width);
}

static uint64_t file_size(const char *name) {
  char path[300];
  struct stat status;
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  ck_assert_int_eq(stat(path, &status), 0);
  return (uint64_t)status.st_size;
}

static const char *const bundles[] = {"tile/entries/000", "tile/entries/001", "tile/entries/002.p/88"};

START_TEST(bundles_that_have_too_many_bytes_together_end_it) {
  bytes_max = file_size(bundles[0]) + file_size(bundles[1]) + file_size(bundles[2]);
  ck_assert_int_eq(open_taking(UINT64_MAX), SCR_OK);
  bytes_max--;
  expect_wrong(SCR_E_LIMIT, 0, 0, 0);
  ck_assert_int_eq(open_taking(300), SCR_E_LIMIT);
  ck_assert_uint_eq(wrong.width, 0);
}
END_TEST

START_TEST(the_root_of_every_size_is_that_of_the_log) {
  static const uint64_t sizes[] = {SIZE, 768, 769};  // and full bundles alone, and one entry more
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    if (sizes[i] > scr_log_size(entries)) write_log(sizes[i]);
    ck_assert_int_eq(open_taking(UINT64_MAX), SCR_OK);
    ck_assert_uint_eq(log_reader_size(reader), sizes[i]);
    for (uint64_t size = 0; size <= sizes[i]; size++) {
      struct scr_hash root, expected;
      scr_merkle_root(&expected, scr_log_tree(entries), size);
      ck_assert_int_eq(log_reader_root(&root, reader, size), SCR_OK);
      ck_assert_mem_eq(&root, &expected, sizeof root);
    }
  }
}
END_TEST

START_TEST(a_log_without_entries_has_the_root_of_nothing) {
  struct scr_log *empty;
  struct scr_hash root, expected;
  scr_text_clear(&note);
  ck_assert_int_eq(scr_log_new(&empty), SCR_OK);
  ck_assert(folder_remove(folder));
  ck_assert(folder_make(folder, sizeof folder));
  log_kit_checkpoint(&note, &kit, scr_log_tree(empty), 0, 1);
  ck_assert_int_eq(scr_log_write(empty, folder, 0, note.bytes, note.length), SCR_OK);
  ck_assert_int_eq(open_taking(0), SCR_OK);
  scr_merkle_root(&expected, scr_log_tree(empty), 0);
  ck_assert_int_eq(log_reader_root(&root, reader, 0), SCR_OK);
  ck_assert_mem_eq(&root, &expected, sizeof root);
  scr_log_free(empty);
}
END_TEST

// --- files that change ---

static void change(const char *name, size_t offset_from_end, int by) {
  char path[300];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r+b");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(fseek(file, -(long)offset_from_end, SEEK_END), 0);
  int byte = fgetc(file);
  ck_assert_int_eq(fseek(file, -(long)offset_from_end, SEEK_END), 0);
  ck_assert_int_eq(fputc(byte ^ by, file), byte ^ by);
  ck_assert_int_eq(fclose(file), 0);
}

// Another one is read before, so that none that changes is at hand.
START_TEST(an_entry_that_is_another_the_second_time_is_refused) {
  struct scr_hash root;
  uint64_t index = (uint64_t)_i;
  ck_assert_int_eq(open_taking(UINT64_MAX), SCR_OK);
  ck_assert_int_eq(read_bundle((index + 1) % 3), SCR_OK);
  change(bundles[index], 1, 1);
  ck_assert_int_eq(read_bundle(index), SCR_E_CHANGED);
  ck_assert_int_eq(read_bundle(index), SCR_E_CHANGED);  // it is not at hand now
  ck_assert_int_eq(log_reader_root(&root, reader, 256 * index + 80), SCR_E_CHANGED);
  change(bundles[index], 1, 1);
  ck_assert_int_eq(read_bundle(index), SCR_OK);
}
END_TEST

START_TEST(a_bundle_that_is_none_the_second_time_is_refused) {
  char path[300];
  ck_assert_int_eq(open_taking(UINT64_MAX), SCR_OK);
  (void)snprintf(path, sizeof path, "%s/%s", folder, bundles[0]);
  ck_assert_int_eq(truncate(path, 1000), 0);
  ck_assert_int_eq(read_bundle(0), SCR_E_CHANGED);
  ck_assert_int_eq(truncate(path, 17 << 20), 0);  // more than a bundle can have
  ck_assert_int_eq(read_bundle(0), SCR_E_CHANGED);
  ck_assert_int_eq(unlink(path), 0);
  ck_assert_int_eq(read_bundle(0), SCR_E_IO);
}
END_TEST

// While a board is being written, the last bundle grows.
START_TEST(a_log_that_grew_meanwhile_is_read_as_it_was) {
  char path[300];
  ck_assert_int_eq(open_taking(UINT64_MAX), SCR_OK);
  ck_assert_int_eq(read_bundle(0), SCR_OK);
  write_log(1000);
  (void)snprintf(path, sizeof path, "%s/%s", folder, bundles[2]);
  ck_assert_int_eq(unlink(path), 0);  // the full one stands for it
  ck_assert_int_eq(read_bundle(2), SCR_OK);
}
END_TEST

START_TEST(the_file_that_is_wrong_is_named) {
  change("tile/0/001", 1, 1);
  expect_wrong(SCR_E_LOG_TILE, 0, 1, SCR_TILE_WIDTH);
  change("tile/0/001", 1, 1);
  change("tile/1/000.p/2", 1, 1);
  expect_wrong(SCR_E_LOG_TILE, 1, 0, 2);
  char path[300];
  (void)snprintf(path, sizeof path, "%s/%s", folder, bundles[2]);
  ck_assert_int_eq(unlink(path), 0);
  expect_wrong(SCR_E_IO, SCR_TILE_ENTRIES, 2, 88);
  (void)snprintf(path, sizeof path, "%s/checkpoint", folder);
  ck_assert_int_eq(unlink(path), 0);
  expect_wrong(SCR_E_IO, 0, 0, 0);
}
END_TEST

START_TEST(a_wrong_root_is_told_before_a_wrong_tile) {
  change("tile/0/000", 1, 1);
  expect_wrong(SCR_E_LOG_TILE, 0, 0, SCR_TILE_WIDTH);
  ck_assert_uint_eq(taken, SIZE);
  change("tile/0/002.p/88", 1, 1);
  expect_wrong(SCR_E_LOG_TILE, 0, 0, SCR_TILE_WIDTH);
  scr_text_clear(&note);
  struct scr_log *other;  // of as many entries, not these
  ck_assert_int_eq(scr_log_new(&other), SCR_OK);
  for (uint64_t i = 0; i < SIZE; i++) ck_assert_int_eq(scr_log_append(other, "x", 1), SCR_OK);
  log_kit_checkpoint(&note, &kit, scr_log_tree(other), SIZE, 1);
  char path[300];
  (void)snprintf(path, sizeof path, "%s/checkpoint", folder);
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(note.bytes, 1, note.length, file), note.length);
  ck_assert_int_eq(fclose(file), 0);
  expect_wrong(SCR_E_LOG_ROOT, 0, 0, 0);
  scr_log_free(other);
}
END_TEST

// A tile that can't be read hides no entry that isn't there.
START_TEST(a_fault_of_the_entries_is_told_before_a_tile_that_can_not_be_read) {
  char tile[300], bundle[300];
  (void)snprintf(tile, sizeof tile, "%s/tile/0/000", folder);
  (void)snprintf(bundle, sizeof bundle, "%s/%s", folder, bundles[1]);
  ck_assert_int_eq(unlink(tile), 0);
  ck_assert_int_eq(mkdir(tile, 0755), 0);
  errno = 0;
  ck_assert_int_eq(open_taking(UINT64_MAX), SCR_E_IO);
  ck_assert_int_eq(errno, EISDIR);
  ck_assert_uint_eq(taken, SIZE);
  ck_assert_int_eq(truncate(bundle, 0), 0);
  ck_assert_int_eq(open_taking(UINT64_MAX), SCR_E_LOG_BUNDLE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("log reader");
  TCase *tests = tcase_create("reader");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, all_entries_are_shown_once_and_can_be_read_again_in_any_order);
  tcase_add_test(tests, whoever_takes_entries_may_end_it);
  tcase_add_test(tests, bundles_that_have_too_many_bytes_together_end_it);
  tcase_add_test(tests, the_root_of_every_size_is_that_of_the_log);
  tcase_add_test(tests, a_log_without_entries_has_the_root_of_nothing);
  tcase_add_loop_test(tests, an_entry_that_is_another_the_second_time_is_refused, 0, 3);
  tcase_add_test(tests, a_bundle_that_is_none_the_second_time_is_refused);
  tcase_add_test(tests, a_log_that_grew_meanwhile_is_read_as_it_was);
  tcase_add_test(tests, the_file_that_is_wrong_is_named);
  tcase_add_test(tests, a_wrong_root_is_told_before_a_wrong_tile);
  tcase_add_test(tests, a_fault_of_the_entries_is_told_before_a_tile_that_can_not_be_read);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
