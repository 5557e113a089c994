// SPDX-License-Identifier: Apache-2.0
// The state of a witness on the disk (WIT-6, WIT-7): it is there after opening it again, goes only on, and is no answer
// while it can't be written.
#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/folder.h"
#include "tests/support/log_kit.h"
#include "tests/support/suite.h"
#include "witness/store.h"

#define SIZE 11

static struct log_kit kit;
static struct scr_log *entries;
static struct witness witness;
static struct witness_answer answer;
static struct scr_text body;
static char folder[200], path[300];
static struct witness_database *database;

static void set_up(void) {
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  log_kit_grow(entries, SIZE);
  witness = (struct witness){kit.witnesses[0], kit.witness_secrets[0]};
  ck_assert(folder_make(folder, sizeof folder));
  strcat(strcpy(path, folder), "/witness.sqlite");
  ck_assert_int_eq(witness_database_open(&database, path, true), SCR_OK);
}

static void tear_down(void) {
  witness_database_close(database);
  ck_assert(folder_remove(folder));
  scr_log_free(entries);
  scr_text_free(&body);
  witness_answer_free(&answer);
  memset(&answer, 0, sizeof answer);
}

static void watch(bool expected) {
  bool added = !expected;
  struct witness_log log;
  ck_assert(witness_log_init(&log, KIT_ORIGIN, strlen(KIT_ORIGIN), &kit.keys.log));
  ck_assert_int_eq(witness_database_watch(database, &added, &log), SCR_OK);
  ck_assert(added == expected);
}

static void reopen(void) {
  witness_database_close(database);
  ck_assert_int_eq(witness_database_open(&database, path, false), SCR_OK);
}

static void ask(uint64_t old_size, uint64_t size, enum witness_status status) {
  struct witness_store store = witness_database_store(database);
  scr_text_clear(&body);
  log_kit_request(&body, &kit, scr_log_tree(entries), old_size, size);
  witness_answer_free(&answer);
  memset(&answer, 0, sizeof answer);
  witness_add_checkpoint(&answer, &witness, &store, KIT_TIME, body.bytes, body.length);
  ck_assert_int_eq(answer.status, status);
}

START_TEST(what_was_cosigned_is_there_after_opening_again) {
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_hash hash;
  bool found = true;
  scr_hash(&hash, KIT_ORIGIN, strlen(KIT_ORIGIN));
  ask(0, 5, WITNESS_UNKNOWN);
  watch(true);
  ck_assert_int_eq(witness_database_checkpoint(&note, &found, database, &hash), SCR_OK);
  ck_assert(!found);
  ask(0, 5, WITNESS_OK);
  reopen();
  watch(false);
  ask(0, 5, WITNESS_CONFLICT);
  ask(5, 5, WITNESS_OK);
  ask(5, 8, WITNESS_OK);
  reopen();
  ask(5, 8, WITNESS_CONFLICT);
  ck_assert_str_eq(answer.body.bytes, "8\n");
  ck_assert_int_eq(witness_database_checkpoint(&note, &found, database, &hash), SCR_OK);
  ck_assert(found);
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  ck_assert_int_eq(scr_checkpoint_open(&checkpoint, &witnessing, note.bytes, note.length, &kit.keys), SCR_OK);
  ck_assert_uint_eq(checkpoint.size, 8);
  ck_assert_uint_eq(witnessing.count, 1);
  scr_text_free(&note);
}
END_TEST

// WIT-6: two who expect the same state; and one who expects another root of the same size.
START_TEST(a_state_is_replaced_only_where_it_is_the_expected_one) {
  struct witness_store store = witness_database_store(database);
  struct witness_log log, next;
  bool stored = true, found = false;
  watch(true);
  ask(0, 3, WITNESS_OK);
  ck_assert_int_eq(store.find(store.context, &log, &found, KIT_ORIGIN, strlen(KIT_ORIGIN)), SCR_OK);
  next = log;
  next.size = 5;
  ck_assert_int_eq(store.replace(store.context, &stored, &log, &next, "a", 1), SCR_OK);
  ck_assert(stored);
  ck_assert_int_eq(store.replace(store.context, &stored, &log, &next, "b", 1), SCR_OK);
  ck_assert(!stored);
  log = next;
  log.root.byte[0] ^= 1;
  ck_assert_int_eq(store.replace(store.context, &stored, &log, &next, "b", 1), SCR_OK);
  ck_assert(!stored);
}
END_TEST

// A program that isn't ours.
static void other_program(const char *sql, int expected) {
  sqlite3 *sqlite;
  ck_assert_int_eq(sqlite3_open(path, &sqlite), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(sqlite, sql, NULL, NULL, NULL), expected);
  ck_assert_int_eq(sqlite3_close(sqlite), SQLITE_OK);
}

// WIT-6: whatever a program does, the database goes only on.
START_TEST(the_database_refuses_to_go_back) {
  struct witness_store store = witness_database_store(database);
  struct witness_log log, next;
  bool stored = false, found = false;
  watch(true);
  ask(0, 3, WITNESS_OK);
  ck_assert_int_eq(store.find(store.context, &log, &found, KIT_ORIGIN, strlen(KIT_ORIGIN)), SCR_OK);
  next = log;
  next.root.byte[0] ^= 1;
  ck_assert_int_ne(store.replace(store.context, &stored, &log, &next, "a", 1), SCR_OK);
  ck_assert(!stored);
  other_program("UPDATE log SET size = 2", SQLITE_CONSTRAINT);
  other_program("UPDATE log SET size = -1", SQLITE_CONSTRAINT);
  other_program("UPDATE log SET root = zeroblob(32)", SQLITE_CONSTRAINT);
  other_program("UPDATE log SET origin = 'another'", SQLITE_CONSTRAINT);
  other_program("UPDATE log SET checkpoint = NULL", SQLITE_CONSTRAINT);
  other_program("DELETE FROM log", SQLITE_CONSTRAINT);
  ask(3, 4, WITNESS_OK);  // and goes on working
}
END_TEST

// WIT-7.
START_TEST(a_database_that_another_program_writes_to_is_503_and_soon_let_go) {
  sqlite3 *other;
  watch(true);
  ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
  ask(0, 3, WITNESS_UNAVAILABLE);
  ck_assert_int_eq(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
  ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
  ask(0, 3, WITNESS_OK);
}
END_TEST

// WIT-7.
START_TEST(a_damaged_row_is_503) {
  watch(true);
  other_program("UPDATE log SET vkey = 'x', checkpoint = ''", SQLITE_OK);
  ask(0, 3, WITNESS_UNAVAILABLE);
}
END_TEST

static void count(void *context, const struct witness_log *log, bool cosigned) {
  unsigned *counts = context;
  counts[cosigned]++;
  ck_assert(strcmp(log->origin, KIT_ORIGIN) == 0 || strcmp(log->origin, "another") == 0);
}

START_TEST(every_log_is_listed) {
  struct witness_log log;
  bool added = false;
  unsigned counts[2] = {0, 0};
  watch(true);
  ask(0, 3, WITNESS_OK);
  ck_assert(witness_log_init(&log, "another", 7, &kit.keys.log));
  ck_assert_int_eq(witness_database_watch(database, &added, &log), SCR_OK);
  ck_assert_int_eq(witness_database_each(database, count, counts), SCR_OK);
  ck_assert_uint_eq(counts[0], 1);
  ck_assert_uint_eq(counts[1], 1);
}
END_TEST

START_TEST(what_is_no_database_of_a_witness_is_not_used) {
  struct witness_database *none = NULL;
  char other[160];
  ck_assert_int_eq(witness_database_open(&none, strcat(strcpy(other, folder), "/none"), false), SCR_E_IO);
  FILE *file = fopen(other, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_gt(
      fputs("this is no database, though it is long enough to begin with a header of one hundred bytes and "
            "more than that: at least it was meant to be",
            file),
      0);
  (void)fclose(file);
  ck_assert_int_eq(witness_database_open(&none, other, false), SCR_E_IO);
  ck_assert_int_eq(witness_database_open(&none, other, true), SCR_E_IO);
  ck_assert_int_eq(truncate(other, 0), 0);
  ck_assert_int_eq(witness_database_open(&none, other, false), SCR_E_IO);
  ck_assert_ptr_null(none);
  (void)unlink(other);
  (void)unlink(strcat(other, "-wal"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("the witness's store");
  TCase *disk = tcase_create("store");
  tcase_add_checked_fixture(disk, set_up, tear_down);
  tcase_add_test(disk, what_was_cosigned_is_there_after_opening_again);
  tcase_add_test(disk, a_state_is_replaced_only_where_it_is_the_expected_one);
  tcase_add_test(disk, the_database_refuses_to_go_back);
  tcase_add_test(disk, a_database_that_another_program_writes_to_is_503_and_soon_let_go);
  tcase_add_test(disk, a_damaged_row_is_503);
  tcase_add_test(disk, every_log_is_listed);
  tcase_add_test(disk, what_is_no_database_of_a_witness_is_not_used);
  suite_add_tcase(suite, disk);
  return run_suite(suite);
}
