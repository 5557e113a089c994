// SPDX-License-Identifier: Apache-2.0
// Cosigned checkpoints in the log's folder (WIT-13).
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "scrutineer/cosigned.h"
#include "tests/support/folder.h"
#include "tests/support/log_kit.h"
#include "tests/support/suite.h"

static struct log_kit kit;
static struct scr_log *entries;
static char work[200];

static void set_up(void) {
  struct scr_text note = SCR_TEXT_INIT;
  ck_assert(folder_make(work, sizeof work));
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  log_kit_grow(entries, 9);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), 9, 0);
  ck_assert_int_eq(scr_log_write(entries, work, 0, note.bytes, note.length), SCR_OK);
  scr_text_free(&note);
}

static void tear_down(void) {
  scr_log_free(entries);
  ck_assert(folder_remove(work));
}

static void read_file(struct scr_text *text, const char *name) {
  char path[300], bytes[8192];
  (void)snprintf(path, sizeof path, "%s/%s", work, name);
  FILE *stream = fopen(path, "rbe");
  ck_assert_msg(stream != NULL, "%s", path);
  scr_text_add_bytes(text, bytes, fread(bytes, 1, sizeof bytes, stream));
  (void)fclose(stream);
}

static void write_file(const char *name, const char *bytes, size_t length) {
  char path[300];
  (void)snprintf(path, sizeof path, "%s/%s", work, name);
  FILE *stream = fopen(path, "wbe");
  ck_assert_ptr_nonnull(stream);
  ck_assert_uint_eq(fwrite(bytes, 1, length, stream), length);
  ck_assert_int_eq(fclose(stream), 0);
}

// The checkpoint of this size with cosignatures of the witnesses from `first` on.
static void make_note(struct scr_text *note, uint64_t size, size_t first, size_t count) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash root;
  scr_text_clear(note);
  log_kit_checkpoint(note, &kit, scr_log_tree(entries), size, 0);
  scr_merkle_root(&root, scr_log_tree(entries), size);
  scr_text_add_checkpoint(&text, KIT_ORIGIN, size, &root);
  for (size_t i = first; i < first + count; i++)
    ck_assert_int_eq(
        scr_secret_cosign(note, text.bytes, text.length, KIT_TIME, &kit.witnesses[i], &kit.witness_secrets[i]), SCR_OK);
  scr_text_free(&text);
}

static bool current;
static size_t count_in(const char *name) {
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  read_file(&note, name);
  ck_assert_int_eq(scr_checkpoint_open(&checkpoint, &witnessing, note.bytes, note.length, &kit.keys), SCR_OK);
  scr_text_free(&note);
  return witnessing.count;
}

static enum scr_status add(uint64_t size, size_t first, size_t count) {
  struct scr_text note = SCR_TEXT_INIT, merged = SCR_TEXT_INIT;
  make_note(&note, size, first, count);
  enum scr_status status = scr_cosigned_add(&merged, &current, work, note.bytes, note.length, &kit.keys);
  scr_text_free(&note);
  scr_text_free(&merged);
  return status;
}

START_TEST(cosignatures_come_together_and_none_is_lost) {
  ck_assert_int_eq(add(9, 0, 1), SCR_OK);
  ck_assert(current);
  ck_assert_uint_eq(count_in("cosigned/9"), 1);
  ck_assert_uint_eq(count_in("checkpoint"), 1);
  ck_assert_int_eq(add(9, 1, 2), SCR_OK);
  ck_assert_uint_eq(count_in("cosigned/9"), 3);
  ck_assert_int_eq(add(9, 0, 0), SCR_OK);
  ck_assert_uint_eq(count_in("checkpoint"), 3);
}
END_TEST

START_TEST(a_newer_checkpoint_stays_in_its_place) {
  struct scr_text before = SCR_TEXT_INIT, after = SCR_TEXT_INIT;
  read_file(&before, "checkpoint");
  ck_assert_int_eq(add(5, 0, 2), SCR_OK);
  ck_assert(!current);
  read_file(&after, "checkpoint");
  ck_assert_uint_eq(before.length, after.length);
  ck_assert_mem_eq(before.bytes, after.bytes, after.length);
  ck_assert_uint_eq(count_in("cosigned/5"), 2);
  scr_text_free(&before);
  scr_text_free(&after);
}
END_TEST

START_TEST(another_root_of_a_size_is_refused) {
  struct scr_log *honest = entries;
  struct scr_text before = SCR_TEXT_INIT, after = SCR_TEXT_INIT;
  ck_assert_int_eq(add(9, 0, 2), SCR_OK);
  read_file(&before, "cosigned/9");
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  for (int i = 0; i < 9; i++) ck_assert_int_eq(scr_log_append(entries, "x", 1), SCR_OK);
  ck_assert_int_eq(add(9, 2, 1), SCR_E_LOG_CONSISTENCY);
  read_file(&after, "cosigned/9");
  ck_assert_str_eq(before.bytes, after.bytes);
  scr_log_free(honest);
  scr_text_free(&before);
  scr_text_free(&after);
}
END_TEST

START_TEST(what_does_not_hold_is_not_kept) {
  struct scr_text note = SCR_TEXT_INIT, merged = SCR_TEXT_INIT;
  make_note(&note, 9, 0, 1);
  char *in_line = &note.bytes[note.length - 9];
  *in_line = *in_line == 'A' ? 'B' : 'A';
  ck_assert_int_eq(scr_cosigned_add(&merged, &current, work, note.bytes, note.length, &kit.keys), SCR_E_NOTE_SIGNATURE);
  ck_assert_uint_eq(count_in("checkpoint"), 0);
  ck_assert_int_eq(add(9, 1, 1), SCR_OK);
  write_file("cosigned/9", note.bytes, note.length);
  ck_assert_int_eq(add(9, 2, 1), SCR_E_NOTE_SIGNATURE);
  ck_assert_uint_eq(count_in("checkpoint"), 1);
  scr_text_free(&note);
  scr_text_free(&merged);
}
END_TEST

START_TEST(the_sizes_are_the_largest_of_each_witness) {
  uint64_t sizes[SCR_NOTE_KEYS_MAX], at = 0;
  ck_assert_int_eq(scr_cosigned_sizes(sizes, &at, work, &kit.keys), SCR_OK);
  ck_assert(sizes[0] == 0 && sizes[1] == 0 && sizes[2] == 0);
  ck_assert_int_eq(add(5, 0, 2), SCR_OK);
  ck_assert_int_eq(add(9, 0, 1), SCR_OK);
  ck_assert_int_eq(add(3, 1, 1), SCR_OK);
  write_file("cosigned/.9.tmp", "x", 1);
  write_file("cosigned/010", "x", 1);
  ck_assert_int_eq(scr_cosigned_sizes(sizes, &at, work, &kit.keys), SCR_OK);
  ck_assert(sizes[0] == 9 && sizes[1] == 5 && sizes[2] == 0);
}
END_TEST

START_TEST(a_file_of_another_size_or_of_none_is_refused_and_named) {
  struct scr_text note = SCR_TEXT_INIT;
  uint64_t sizes[SCR_NOTE_KEYS_MAX], at = 0;
  ck_assert_int_eq(add(5, 0, 2), SCR_OK);
  make_note(&note, 5, 0, 1);
  write_file("cosigned/8", note.bytes, note.length);
  ck_assert_int_eq(scr_cosigned_sizes(sizes, &at, work, &kit.keys), SCR_E_LOG_CHECKPOINT);
  ck_assert_uint_eq(at, 8);
  write_file("cosigned/8", "", 0);
  ck_assert_int_eq(scr_cosigned_sizes(sizes, &at, work, &kit.keys), SCR_E_NOTE_FORM);
  scr_text_free(&note);
}
END_TEST

START_TEST(a_folder_that_is_missing_is_an_error) {
  struct scr_text note = SCR_TEXT_INIT, merged = SCR_TEXT_INIT;
  make_note(&note, 9, 0, 1);
  errno = 0;
  ck_assert_int_eq(scr_cosigned_add(&merged, &current, "/nowhere", note.bytes, note.length, &kit.keys), SCR_E_IO);
  ck_assert_int_eq(errno, ENOENT);
  scr_text_free(&note);
}
END_TEST

// --- who writes at once ---

static int waited;
static void *add_in_thread(void *context) {
  (void)context;
  ck_assert_int_eq(add(9, 0, 1), SCR_OK);
  waited = 1;
  return NULL;
}
static void *write_in_thread(void *context) {
  struct scr_text note = SCR_TEXT_INIT;
  (void)context;
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), 9, 0);
  ck_assert_int_eq(scr_log_write(entries, work, 9, note.bytes, note.length), SCR_OK);
  scr_text_free(&note);
  waited = 1;
  return NULL;
}

START_TEST(writers_of_a_folder_wait_for_each_other) {
  void *(*const writers[])(void *) = {add_in_thread, write_in_thread};
  pthread_t thread;
  int lock = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ck_assert_int_eq(flock(lock, LOCK_EX), 0);
  waited = 0;
  ck_assert_int_eq(pthread_create(&thread, NULL, writers[_i], NULL), 0);
  (void)usleep(200000);
  ck_assert_int_eq(waited, 0);
  ck_assert_int_eq(flock(lock, LOCK_UN), 0);
  ck_assert_int_eq(pthread_join(thread, NULL), 0);
  ck_assert_int_eq(waited, 1);
  (void)close(lock);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("cosigned");
  TCase *tcase = tcase_create("cosigned");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, cosignatures_come_together_and_none_is_lost);
  tcase_add_test(tcase, a_newer_checkpoint_stays_in_its_place);
  tcase_add_test(tcase, another_root_of_a_size_is_refused);
  tcase_add_test(tcase, what_does_not_hold_is_not_kept);
  tcase_add_test(tcase, the_sizes_are_the_largest_of_each_witness);
  tcase_add_test(tcase, a_file_of_another_size_or_of_none_is_refused_and_named);
  tcase_add_test(tcase, a_folder_that_is_missing_is_an_error);
  tcase_add_loop_test(tcase, writers_of_a_folder_wait_for_each_other, 0, 2);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
