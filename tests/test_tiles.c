// SPDX-License-Identifier: Apache-2.0
// A log as a folder of tiles and bundles: which files there are, round trips, growth, and every file tampered with
// (LOG-12, LOG-13, LOG-14, LOG-15).
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scrutineer/board.h"
#include "tests/support/folder.h"
#include "tests/support/log_kit.h"
#include "tests/support/suite.h"

static struct log_kit kit;
static struct scr_log *entries;
static struct scr_log *back;  // read from the folder
static struct scr_text note, note_back;
static struct scr_checkpoint checkpoint;
static struct scr_witnessing witnessing;
static char folder[200];

static void set_up(void) {
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  ck_assert(folder_make(folder, sizeof folder));
}

static void tear_down(void) {
  scr_log_free(entries);
  scr_log_free(back);
  scr_text_free(&note);
  scr_text_free(&note_back);
  ck_assert(folder_remove(folder));
}

// Grows the log to `size` and writes what is new.
static void grow_to(uint64_t size) {
  uint64_t old_size = scr_log_size(entries);
  log_kit_grow(entries, size - old_size);
  scr_text_clear(&note);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), size, 1);
  ck_assert_int_eq(scr_log_write(entries, folder, old_size, note.bytes, note.length), SCR_OK);
}

static enum scr_status read_back(void) {
  scr_log_free(back);
  back = NULL;
  return scr_log_read(&back, &note_back, &checkpoint, &witnessing, folder, &kit.keys);
}

static const char *path_of(const char *name) {
  static char path[300];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static size_t load(char *bytes, size_t limit, const char *name) {
  FILE *file = fopen(path_of(name), "rb");
  ck_assert_ptr_nonnull(file);
  size_t length = fread(bytes, 1, limit, file);
  ck_assert_int_eq(fclose(file), 0);
  return length;
}

static void store(const char *name, const char *bytes, size_t length) {
  ck_assert_int_eq(scr_file_write(path_of(name), bytes, length, 0644, true), SCR_OK);
}

// --- which tiles ---

static void ck_assert_path(unsigned level, uint64_t index, unsigned width, const char *expected) {
  const struct scr_tile tile = {level, index, width};
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_tile_path(&path, &tile);
  ck_assert_str_eq(path.bytes, expected);
  scr_text_free(&path);
}

START_TEST(paths_are_three_digits_a_folder) {
  ck_assert_path(0, 0, 256, "tile/0/000");
  ck_assert_path(0, 1234067, 256, "tile/0/x001/x234/067");
  ck_assert_path(2, 1000, 17, "tile/2/x001/000.p/17");
  ck_assert_path(0, 999, 1, "tile/0/999.p/1");
  ck_assert_path(SCR_TILE_ENTRIES, 0, 5, "tile/entries/000.p/5");
  ck_assert_path(SCR_TILE_ENTRIES, 999000, 256, "tile/entries/x999/000");
  ck_assert_path(0, UINT64_C(72057594037927935), 256, "tile/0/x072/x057/x594/x037/x927/935");
}
END_TEST

struct counted {
  size_t full[SCR_TILE_LEVELS], partial[SCR_TILE_LEVELS];
  unsigned width[SCR_TILE_LEVELS];  // of the partial one
};

static struct counted count(uint64_t old_size, uint64_t size) {
  struct counted counted = {{0}, {0}, {0}};
  struct scr_tile tile = {0, 0, 0};
  while (scr_tile_next(&tile, old_size, size)) {
    if (tile.width == SCR_TILE_WIDTH)
      counted.full[tile.level]++;
    else
      counted.partial[tile.level]++;
    if (tile.width < SCR_TILE_WIDTH) counted.width[tile.level] = tile.width;
  }
  return counted;
}

// The numbers that C2SP tlog-tiles gives.
START_TEST(the_specification_s_sizes_have_the_specification_s_tiles) {
  struct counted of = count(0, 70000);
  ck_assert_uint_eq(of.full[0], 273);
  ck_assert_uint_eq(of.partial[0], 1);
  ck_assert_uint_eq(of.width[0], 112);
  ck_assert_uint_eq(of.full[1], 1);
  ck_assert_uint_eq(of.partial[1], 1);
  ck_assert_uint_eq(of.width[1], 17);
  ck_assert_uint_eq(of.full[2], 0);
  ck_assert_uint_eq(of.partial[2], 1);
  ck_assert_uint_eq(of.width[2], 1);
  ck_assert_uint_eq(of.full[3] + of.partial[3], 0);
  of = count(0, 256);
  ck_assert_uint_eq(of.full[0], 1);
  ck_assert_uint_eq(of.partial[0], 0);
  ck_assert_uint_eq(of.full[1], 0);
  ck_assert_uint_eq(of.width[1], 1);
  of = count(0, 0);
  ck_assert_uint_eq(of.full[0] + of.partial[0], 0);
}
END_TEST

START_TEST(growth_names_each_new_tile_and_no_old_one) {
  struct counted of = count(255, 257);
  ck_assert_uint_eq(of.full[0], 1);  // the one that was partial
  ck_assert_uint_eq(of.width[0], 1);
  ck_assert_uint_eq(of.width[1], 1);
  of = count(257, 258);
  ck_assert_uint_eq(of.full[0], 0);
  ck_assert_uint_eq(of.width[0], 2);
  ck_assert_uint_eq(of.partial[1], 0);  // as it was
  of = count(258, 258);
  ck_assert_uint_eq(of.full[0] + of.partial[0], 0);
  of = count(70000, 70001);
  ck_assert_uint_eq(of.full[0], 0);
  ck_assert_uint_eq(of.width[0], 113);
  ck_assert_uint_eq(of.partial[1] + of.partial[2] + of.full[1], 0);
}
END_TEST

START_TEST(the_largest_size_has_all_levels) {
  struct scr_tile tile = {0, 0, 0};
  unsigned levels = 0, tiles = 0;
  for (; scr_tile_next(&tile, UINT64_MAX - 1, UINT64_MAX); tiles++) levels += tile.level;
  ck_assert_uint_eq(tiles, 1);
  ck_assert_uint_eq(levels, 0);
  tile = (struct scr_tile){0, 0, 0};
  for (tiles = 0; scr_tile_next(&tile, UINT64_MAX - 256, UINT64_MAX); tiles++) levels = tile.level;
  ck_assert_uint_eq(tiles, 3);  // a full one, a partial one, and one above them
  ck_assert_uint_eq(levels, 1);
  tile = (struct scr_tile){SCR_TILE_LEVELS - 1, 0, 255};
  ck_assert(!scr_tile_next(&tile, 0, UINT64_MAX));
}
END_TEST

START_TEST(every_hash_of_a_tile_is_the_root_of_what_it_spans) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_merkle *part;
  struct scr_hash root;
  const struct scr_tile tile = {1, 0, 2};
  log_kit_grow(entries, 600);
  scr_text_add_tile(&bytes, scr_log_tree(entries), &tile);
  ck_assert_uint_eq(bytes.length, 2 * SCR_HASH_BYTES);
  ck_assert_int_eq(scr_merkle_new(&part), SCR_OK);
  for (uint64_t i = 256; i < 512; i++)
    ck_assert_int_eq(scr_merkle_append(part, scr_merkle_subtree(scr_log_tree(entries), 0, i)), SCR_OK);
  scr_merkle_root(&root, part, 256);
  ck_assert_mem_eq(bytes.bytes + SCR_HASH_BYTES, root.byte, SCR_HASH_BYTES);
  scr_merkle_free(part);
  scr_text_free(&bytes);
}
END_TEST

// --- bundles ---

START_TEST(a_bundle_holds_just_its_entries) {
  static const char bytes[] = "\0\3abc\0\0\0\1d";
  struct scr_log_entry read[SCR_TILE_WIDTH];
  ck_assert_int_eq(scr_bundle_read(read, 3, bytes, sizeof bytes - 1), SCR_OK);
  ck_assert_uint_eq(read[0].length, 3);
  ck_assert_mem_eq(read[0].bytes, "abc", 3);
  ck_assert_uint_eq(read[1].length, 0);
  ck_assert_mem_eq(read[2].bytes, "d", 1);
  ck_assert_int_eq(scr_bundle_read(read, 2, bytes, sizeof bytes - 1), SCR_E_LOG_BUNDLE);
  ck_assert_int_eq(scr_bundle_read(read, 4, bytes, sizeof bytes - 1), SCR_E_LOG_BUNDLE);
  for (size_t length = 0; length < sizeof bytes - 1; length++)
    ck_assert_int_eq(scr_bundle_read(read, 3, bytes, length), SCR_E_LOG_BUNDLE);
  ck_assert_int_eq(scr_bundle_read(read, 1, "\xff\xff", 2), SCR_E_LOG_BUNDLE);
}
END_TEST

START_TEST(an_entry_has_at_most_65535_bytes) {
  char *bytes = calloc(1, SCR_LOG_ENTRY_MAX + 1);
  ck_assert_ptr_nonnull(bytes);
  ck_assert_int_eq(scr_log_append(entries, bytes, SCR_LOG_ENTRY_MAX + 1), SCR_E_LIMIT);
  ck_assert_uint_eq(scr_log_size(entries), 0);
  ck_assert_int_eq(scr_log_append(entries, bytes, SCR_LOG_ENTRY_MAX), SCR_OK);
  scr_text_clear(&note);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), 1, 0);
  ck_assert_int_eq(scr_log_write(entries, folder, 0, note.bytes, note.length), SCR_OK);
  ck_assert_int_eq(read_back(), SCR_OK);
  ck_assert_uint_eq(scr_log_entry_at(back, 0).length, SCR_LOG_ENTRY_MAX);
  free(bytes);
}
END_TEST

// --- the folder ---

static void ck_assert_same_entries(void) {
  ck_assert_uint_eq(scr_log_size(back), scr_log_size(entries));
  for (uint64_t i = 0; i < scr_log_size(entries); i++) {
    struct scr_log_entry a = scr_log_entry_at(entries, i), b = scr_log_entry_at(back, i);
    if (a.length != b.length || (a.length && memcmp(a.bytes, b.bytes, a.length) != 0)) ck_abort_msg("an entry differs");
  }
}

START_TEST(a_log_is_read_as_it_was_written_at_every_size_it_had) {
  static const uint64_t sizes[] = {0, 1, 2, 255, 256, 257, 300, 512, 700};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    grow_to(sizes[i]);
    ck_assert_int_eq(read_back(), SCR_OK);
    ck_assert_same_entries();
    ck_assert_uint_eq(checkpoint.size, sizes[i]);
    ck_assert_uint_eq(witnessing.count, 1);
    ck_assert_str_eq(note_back.bytes, note.bytes);
  }
  struct stat status;  // partial tiles of earlier checkpoints are still there
  ck_assert_int_eq(stat(path_of("tile/0/000.p/255"), &status), 0);
  ck_assert_int_eq(stat(path_of("tile/entries/001.p/44"), &status), 0);
}
END_TEST

static size_t files;
static int count_file(const char *path, const struct stat *status, int type, struct FTW *walk) {
  (void)path;
  (void)status;
  (void)walk;
  files += type == FTW_F;
  return 0;
}

START_TEST(a_log_of_70000_entries_is_277_tiles_and_274_bundles) {
  grow_to(70000);
  files = 0;
  ck_assert_int_eq(nftw(folder, count_file, 16, FTW_PHYS), 0);
  ck_assert_uint_eq(files, 277 + 274 + 1);
  ck_assert_int_eq(read_back(), SCR_OK);
  ck_assert_same_entries();
}
END_TEST

START_TEST(a_full_tile_or_bundle_stands_for_a_partial_one) {
  char old_note[4096];
  grow_to(250);
  size_t length = load(old_note, sizeof old_note, "checkpoint");
  grow_to(300);
  store("checkpoint", old_note, length);
  ck_assert_int_eq(unlink(path_of("tile/0/000.p/250")), 0);
  ck_assert_int_eq(unlink(path_of("tile/entries/000.p/250")), 0);
  ck_assert_int_eq(read_back(), SCR_OK);
  ck_assert_uint_eq(scr_log_size(back), 250);
}
END_TEST

START_TEST(a_file_that_is_missing_is_named_by_the_system) {
  static const char *const names[] = {"tile/0/000", "tile/entries/000", "tile/entries/001.p/44", "tile/1/000.p/1",
                                      "checkpoint"};
  char bytes[65536];
  grow_to(300);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t length = load(bytes, sizeof bytes, names[i]);
    ck_assert_int_eq(unlink(path_of(names[i])), 0);
    errno = 0;
    ck_assert_int_eq(read_back(), SCR_E_IO);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_ptr_null(back);
    store(names[i], bytes, length);
  }
  ck_assert_int_eq(read_back(), SCR_OK);
}
END_TEST

START_TEST(a_tampered_tile_is_refused) {
  static const char *const names[] = {"tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"};
  char bytes[SCR_TILE_WIDTH * SCR_HASH_BYTES + 1];
  grow_to(300);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t length = load(bytes, sizeof bytes, names[i]);
    for (size_t at = 0; at < length; at += 509) {
      bytes[at] ^= 1;
      store(names[i], bytes, length);
      ck_assert_int_eq(read_back(), SCR_E_LOG_TILE);
      bytes[at] ^= 1;
    }
    store(names[i], bytes, length - 1);
    ck_assert_int_eq(read_back(), SCR_E_LOG_TILE);
    bytes[length] = 0;
    store(names[i], bytes, length + 1);
    ck_assert_int_eq(read_back(), SCR_E_LOG_TILE);
    store(names[i], bytes, 0);
    ck_assert_int_eq(read_back(), SCR_E_LOG_TILE);
    store(names[i], bytes, length);
  }
  ck_assert_int_eq(read_back(), SCR_OK);
}
END_TEST

START_TEST(a_tampered_bundle_is_refused) {
  static const char *const names[] = {"tile/entries/000", "tile/entries/001.p/44"};
  char bytes[65536];
  grow_to(300);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t length = load(bytes, sizeof bytes - 1, names[i]);
    bytes[length - 1] ^= 1;  // within the last entry
    store(names[i], bytes, length);
    ck_assert_int_eq(read_back(), SCR_E_LOG_ROOT);
    bytes[length - 1] ^= 1;
    bytes[1]++;  // the first entry's length
    store(names[i], bytes, length);
    ck_assert_int_eq(read_back(), SCR_E_LOG_BUNDLE);
    bytes[1]--;
    store(names[i], bytes, length - 1);
    ck_assert_int_eq(read_back(), SCR_E_LOG_BUNDLE);
    bytes[length] = 0;
    store(names[i], bytes, length + 1);
    ck_assert_int_eq(read_back(), SCR_E_LOG_BUNDLE);
    store(names[i], bytes, 0);
    ck_assert_int_eq(read_back(), SCR_E_LOG_BUNDLE);
    store(names[i], bytes, length);
  }
  ck_assert_int_eq(read_back(), SCR_OK);
}
END_TEST

START_TEST(a_checkpoint_of_other_entries_is_refused) {
  struct scr_log *other;
  struct scr_text forked = SCR_TEXT_INIT;
  grow_to(10);
  ck_assert_int_eq(scr_log_new(&other), SCR_OK);
  ck_assert_int_eq(scr_log_append(other, "a fork", 6), SCR_OK);
  log_kit_grow(other, 9);
  log_kit_checkpoint(&forked, &kit, scr_log_tree(other), 10, 1);
  store("checkpoint", forked.bytes, forked.length);
  ck_assert_int_eq(read_back(), SCR_E_LOG_ROOT);
  forked.bytes[0] = 'f';
  store("checkpoint", forked.bytes, forked.length);
  ck_assert_int_eq(read_back(), SCR_E_NOTE_SIGNATURE);
  scr_log_free(other);
  scr_text_free(&forked);
}
END_TEST

START_TEST(a_size_beyond_the_limit_is_refused_before_any_work) {
  static const char text[] = KIT_ORIGIN "\n268435457\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  struct scr_text large = SCR_TEXT_INIT;
  ck_assert_int_eq(scr_secret_note_sign(&large, text, sizeof text - 1, &kit.keys.log, &kit.log_secret), SCR_OK);
  store("checkpoint", large.bytes, large.length);
  ck_assert_int_eq(read_back(), SCR_E_LIMIT);
  while (large.length <= SCR_NOTE_BYTES_MAX) scr_text_add(&large, "\u2014 a AAAAAAA=\n");
  store("checkpoint", large.bytes, large.length);
  ck_assert_int_eq(read_back(), SCR_E_LIMIT);
  scr_text_free(&large);
}
END_TEST

START_TEST(nothing_is_written_under_a_checkpoint_of_something_else) {
  struct scr_text other = SCR_TEXT_INIT;
  struct stat status;
  log_kit_grow(entries, 3);
  log_kit_checkpoint(&other, &kit, scr_log_tree(entries), 2, 0);
  ck_assert_int_eq(scr_log_write(entries, folder, 0, other.bytes, other.length), SCR_E_LOG_ROOT);
  ck_assert_int_eq(scr_log_write(entries, folder, 0, "text\n", 5), SCR_E_NOTE_FORM);
  ck_assert_int_eq(stat(path_of("tile"), &status), -1);
  ck_assert_int_eq(stat(path_of("checkpoint"), &status), -1);
  scr_text_clear(&other);
  log_kit_checkpoint(&other, &kit, scr_log_tree(entries), 3, 0);
  ck_assert_int_eq(scr_log_write(entries, "/nowhere/at/all", 0, other.bytes, other.length), SCR_E_IO);
  scr_text_free(&other);
}
END_TEST

START_TEST(no_log_is_written_over_another_or_with_a_gap) {
  struct scr_log *other;
  struct scr_text forked = SCR_TEXT_INIT;
  log_kit_grow(entries, 10);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), 10, 0);
  ck_assert_int_eq(scr_log_write(entries, folder, 1, note.bytes, note.length), SCR_E_LOG_CONSISTENCY);
  ck_assert_int_eq(scr_log_write(entries, folder, 0, note.bytes, note.length), SCR_OK);
  ck_assert_int_eq(scr_log_new(&other), SCR_OK);
  ck_assert_int_eq(scr_log_append(other, "a fork", 6), SCR_OK);
  log_kit_grow(other, 19);
  log_kit_checkpoint(&forked, &kit, scr_log_tree(other), 20, 0);
  ck_assert_int_eq(scr_log_write(other, folder, 10, forked.bytes, forked.length), SCR_E_LOG_CONSISTENCY);
  log_kit_grow(entries, 10);
  scr_text_clear(&note);
  log_kit_checkpoint(&note, &kit, scr_log_tree(entries), 20, 0);
  ck_assert_int_eq(scr_log_write(entries, folder, 11, note.bytes, note.length), SCR_E_LOG_CONSISTENCY);
  ck_assert_int_eq(read_back(), SCR_OK);
  ck_assert_uint_eq(scr_log_size(back), 10);
  ck_assert_int_eq(scr_log_write(entries, folder, 10, note.bytes, note.length), SCR_OK);
  scr_log_free(other);
  scr_text_free(&forked);
}
END_TEST

START_TEST(no_later_state_of_a_log_is_written_over) {
  struct scr_log *earlier;
  struct scr_text old_note = SCR_TEXT_INIT;
  grow_to(20);
  ck_assert_int_eq(scr_log_write(entries, folder, 10, note.bytes, note.length), SCR_OK);  // again
  ck_assert_int_eq(scr_log_new(&earlier), SCR_OK);
  log_kit_grow(earlier, 10);
  log_kit_checkpoint(&old_note, &kit, scr_log_tree(earlier), 10, 0);
  ck_assert_int_eq(scr_log_write(earlier, folder, 0, old_note.bytes, old_note.length), SCR_E_LOG_CONSISTENCY);
  ck_assert_int_eq(read_back(), SCR_OK);
  ck_assert_uint_eq(scr_log_size(back), 20);
  store("checkpoint", "no note\n", 8);
  ck_assert_int_eq(scr_log_write(entries, folder, 0, note.bytes, note.length), SCR_E_NOTE_FORM);
  scr_log_free(earlier);
  scr_text_free(&old_note);
}
END_TEST

// The folder of an interrupted write has the new tiles and the old checkpoint: it is still the old log, and writing
// again from the same size completes it.
START_TEST(an_interrupted_write_leaves_the_old_log_and_can_be_repeated) {
  char old_note[4096];
  grow_to(100);
  size_t length = load(old_note, sizeof old_note, "checkpoint");
  grow_to(600);
  store("checkpoint", old_note, length);
  ck_assert_int_eq(unlink(path_of("tile/1/000.p/2")), 0);
  ck_assert_int_eq(read_back(), SCR_OK);
  ck_assert_uint_eq(scr_log_size(back), 100);
  ck_assert_int_eq(scr_log_write(entries, folder, 100, note.bytes, note.length), SCR_OK);
  ck_assert_int_eq(read_back(), SCR_OK);
  ck_assert_same_entries();
}
END_TEST

int main(void) {
  Suite *suite = suite_create("tiles");
  TCase *which = tcase_create("which tiles"), *log = tcase_create("the folder");
  tcase_add_checked_fixture(which, set_up, tear_down);
  tcase_add_checked_fixture(log, set_up, tear_down);
  tcase_add_test(which, paths_are_three_digits_a_folder);
  tcase_add_test(which, the_specification_s_sizes_have_the_specification_s_tiles);
  tcase_add_test(which, growth_names_each_new_tile_and_no_old_one);
  tcase_add_test(which, the_largest_size_has_all_levels);
  tcase_add_test(which, every_hash_of_a_tile_is_the_root_of_what_it_spans);
  tcase_add_test(which, a_bundle_holds_just_its_entries);
  tcase_add_test(log, an_entry_has_at_most_65535_bytes);
  tcase_add_test(log, a_log_is_read_as_it_was_written_at_every_size_it_had);
  tcase_add_test(log, a_log_of_70000_entries_is_277_tiles_and_274_bundles);
  tcase_add_test(log, a_full_tile_or_bundle_stands_for_a_partial_one);
  tcase_add_test(log, a_file_that_is_missing_is_named_by_the_system);
  tcase_add_test(log, a_tampered_tile_is_refused);
  tcase_add_test(log, a_tampered_bundle_is_refused);
  tcase_add_test(log, a_checkpoint_of_other_entries_is_refused);
  tcase_add_test(log, a_size_beyond_the_limit_is_refused_before_any_work);
  tcase_add_test(log, nothing_is_written_under_a_checkpoint_of_something_else);
  tcase_add_test(log, no_log_is_written_over_another_or_with_a_gap);
  tcase_add_test(log, no_later_state_of_a_log_is_written_over);
  tcase_add_test(log, an_interrupted_write_leaves_the_old_log_and_can_be_repeated);
  suite_add_tcase(suite, which);
  suite_add_tcase(suite, log);
  return run_suite(suite);
}
