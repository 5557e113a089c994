// SPDX-License-Identifier: Apache-2.0
// An archive that changes while it is verified, and is as it was when the run ends: what is read a second time must be what the
// chain's hashes are about, or nothing is said of the board (VER-8). Calls of the verifier are found by the linker (--wrap), so
// that the file changes just then.
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/credentials.h"
#include "board/log/reader.h"
#include "tests/support/journal_kit.h"
#include "tests/support/suite.h"

#define BLOCK 512
#define BALLOTS 80  // more than a chunk: some are read again

static char path[] = "/tmp/changing-XXXXXX";
static int file;
static bool armed;
static unsigned changes;

static void set_up(void) {
  strcpy(path, "/tmp/changing-XXXXXX");
  file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  armed = false;
  changes = 0;
}

static void tear_down(void) {
  (void)close(file);
  (void)unlink(path);
}

static void write_board(struct scr_text *bytes, struct kit_election *kit) {
  kit_seal(kit->board);
  kit_bytes(bytes, kit->board);
  ck_assert_int_eq(write(file, bytes->bytes, bytes->length), (ssize_t)bytes->length);
}

static struct scr_report *verify(void) {
  struct scr_report *report;
  armed = true;
  ck_assert_int_eq(scr_verify(&report, path, &(struct scr_verify_options){.threads = 1}), SCR_OK);
  armed = false;
  return report;
}

static void put(const struct scr_text *bytes) {
  ck_assert_int_eq(pwrite(file, bytes->bytes, bytes->length, 0), (ssize_t)bytes->length);
}

static void expect_changed(void) {
  struct scr_report *report = verify();
  ck_assert_uint_gt(changes, 0);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_CANNOT_CHECK);
  ck_assert_int_eq(report->cause, SCR_E_CHANGED);
  scr_report_free(report);
}

// --- a ballot that was replaced ---

static struct kit_plan plan = {
    .questions = {{"Who?", {"Alder", "Birch", NULL}, 0, 1, true}},
    .voters = 5,
    .singles = 1,
    .votes_n = 1,
    .votes = {{0, {0, 1, 0}}},
};

static struct scr_text original, changed;

// Every ballot's record but one is where that one was, too.
static void copy_over(struct scr_text *bytes, uint64_t from, uint64_t length, uint64_t to) {
  memcpy(bytes->bytes + to, bytes->bytes + from, length);
}

enum scr_status __real_scr_archive_read_at(struct scr_text *bytes, struct scr_hash *name, struct scr_archive *archive,
                                           uint64_t offset);
enum scr_status __wrap_scr_archive_read_at(struct scr_text *bytes, struct scr_hash *name, struct scr_archive *archive,
                                           uint64_t offset);
enum scr_status __wrap_scr_archive_read_at(struct scr_text *bytes, struct scr_hash *name, struct scr_archive *archive,
                                           uint64_t offset) {
  if (armed) put(&changed), changes++;
  enum scr_status status = __real_scr_archive_read_at(bytes, name, archive, offset);
  if (armed) put(&original);
  return status;
}

// The ballots' records are of one size; each stands where the one before it stood.
static void move_ballots(void) {
  struct scr_archive *archive;
  struct scr_record record;
  uint64_t before = 0, length = 0;
  bool end;
  scr_text_add_bytes(&changed, original.bytes, original.length);
  ck_assert_int_eq(scr_archive_open(&archive, path), SCR_OK);
  for (;;) {
    ck_assert_int_eq(scr_archive_next(&record, &end, archive), SCR_OK);
    if (end) break;
    if (record.kind != SCR_RECORD_DATA || !strstr(record.bytes, "\"credential\"")) continue;
    const uint64_t size = scr_archive_offset(archive) - record.offset;
    if (before > 0 && size == length) copy_over(&changed, record.offset, size, before);
    before = record.offset;
    length = size;
  }
  scr_archive_close(archive);
}

START_TEST(a_replaced_ballot_must_be_the_one_that_was_counted) {
  struct kit_election *kit = kit_make(&plan);
  for (size_t i = 1; i < BALLOTS; i++) kit_cast(kit, kit_new_ballot(kit, i % 5, (const uint32_t[]){0, 0, 1}));
  kit_recount(kit);
  write_board(&original, kit);
  move_ballots();
  expect_changed();
  scr_text_clear(&changed);
  scr_text_add_bytes(&changed, original.bytes, original.length);
  struct scr_report *report = verify();  // as it was
  ck_assert_int_eq(report->verdict, SCR_VERDICT_VALID);
  scr_report_free(report);
  kit_election_free(kit);
  scr_text_free(&original);
  scr_text_free(&changed);
}
END_TEST

// --- a list of credentials that is wrong, and read again for the reason ---

#define LIST 20000  // more than a window

enum scr_status __real_credentials_read(struct scr_credentials **credentials, size_t *at,
                                        const struct scr_group *group_or_null, struct window *window, unsigned threads);
enum scr_status __wrap_credentials_read(struct scr_credentials **credentials, size_t *at,
                                        const struct scr_group *group_or_null, struct window *window, unsigned threads);
enum scr_status __wrap_credentials_read(struct scr_credentials **credentials, size_t *at,
                                        const struct scr_group *group_or_null, struct window *window,
                                        unsigned threads) {
  const bool again = armed && group_or_null;
  if (again) put(&changed), changes++;
  if (again) ck_assert_int_eq(window_rewind(window), SCR_OK);
  enum scr_status status = __real_credentials_read(credentials, at, group_or_null, window, threads);
  if (again) put(&original);
  return status;
}

// The voters' credentials, and the multiples of the generator; where it is wrong, one stands twice.
static void make_list(struct scr_text *list, const struct kit_election *kit, bool wrong) {
  const struct scr_group *group = kit->election->group;
  struct scr_element element = *scr_group_generator(group);
  scr_text_clear(list);
  for (size_t i = 0; i < LIST; i++) {
    scr_text_add(list, i == 0 ? "[\"" : ",\"");
    scr_text_add_element(list, group, i < 5 ? &kit->credential_key[i] : &element);
    scr_text_add(list, "\"");
    if (!wrong || i != LIST / 2) scr_element_mul(&element, group, &element, scr_group_generator(group));
  }
  scr_text_add(list, "]");
}

START_TEST(a_list_that_was_wrong_is_not_right_afterwards) {
  struct kit_election *kit = kit_make(&plan);
  make_list(kit_setup(kit, KIT_CREDENTIALS), kit, false);
  kit_seal(kit->board);
  kit_bytes(&changed, kit->board);
  make_list(kit_setup(kit, KIT_CREDENTIALS), kit, true);
  write_board(&original, kit);
  ck_assert_uint_eq(changed.length, original.length);
  expect_changed();
  scr_text_clear(&changed);
  scr_text_add_bytes(&changed, original.bytes, original.length);
  kit_expect_only(verify(), SCR_CHECK_SETUP_CREDENTIALS, SCR_E_SETUP_CREDENTIALS, -1);  // as it was
  kit_election_free(kit);
  scr_text_free(&original);
  scr_text_free(&changed);
}
END_TEST

// --- a list that is read again for the members ---

enum scr_status __real_credentials_check_members(size_t *at, const struct scr_group *group, struct window *window,
                                                 size_t count, bool (*is_known)(const void *context, size_t position),
                                                 const void *context, unsigned threads);
enum scr_status __wrap_credentials_check_members(size_t *at, const struct scr_group *group, struct window *window,
                                                 size_t count, bool (*is_known)(const void *context, size_t position),
                                                 const void *context, unsigned threads);
enum scr_status __wrap_credentials_check_members(size_t *at, const struct scr_group *group, struct window *window,
                                                 size_t count, bool (*is_known)(const void *context, size_t position),
                                                 const void *context, unsigned threads) {
  if (armed) put(&changed), changes++;
  if (armed) ck_assert_int_eq(window_rewind(window), SCR_OK);
  enum scr_status status = __real_credentials_check_members(at, group, window, count, is_known, context, threads);
  if (armed) put(&original);
  return status;
}

// The same length: the last credential, of whom nobody voted, is no member; or all are shorter, and so more of them; or one is longer,
// and so fewer.
static void change_list(struct scr_text *list, int how) {
  const size_t length = list->length;
  if (how == 0) {
    memset(list->bytes + length - 66, 'e', 64);
    return;
  }
  scr_text_clear(list);
  scr_text_add(list, "[\"4\"");
  while (how == 1 && list->length + 8 < length) scr_text_add(list, ",\"4\"");
  scr_text_add(list, ",\"");
  while (list->length + 2 < length) scr_text_add(list, "4");
  scr_text_add(list, "\"]");
  ck_assert_uint_eq(list->length, length);
}

START_TEST(a_sound_list_is_not_accused_by_what_it_was_meanwhile) {
  struct kit_election *kit = kit_make(&plan);
  struct scr_text *list = kit_setup(kit, KIT_CREDENTIALS);
  make_list(list, kit, false);
  write_board(&original, kit);
  change_list(list, _i);
  kit_bytes(&changed, kit->board);
  ck_assert_uint_eq(changed.length, original.length);
  expect_changed();
  kit_election_free(kit);
  scr_text_free(&original);
  scr_text_free(&changed);
}
END_TEST

// --- an entry of the journal that was replaced ---

static struct jkit *jkit;
static struct scr_text bundle;  // with another entry

enum scr_status __real_log_reader_bundle(const struct scr_log_entry **entries, unsigned *width,
                                         struct log_reader *reader, uint64_t index);
enum scr_status __wrap_log_reader_bundle(const struct scr_log_entry **entries, unsigned *width,
                                         struct log_reader *reader, uint64_t index);
enum scr_status __wrap_log_reader_bundle(const struct scr_log_entry **entries, unsigned *width,
                                         struct log_reader *reader, uint64_t index) {
  if (armed) jkit_put_file(jkit, "log/tile/entries/000", &bundle), changes++;
  return __real_log_reader_bundle(entries, width, reader, index);
}

// Not the last bundle, which is in memory.
START_TEST(a_replaced_entry_must_be_the_one_that_was_signed) {
  static const struct jkit_plan small = {.no_witnesses = true, .no_window = true};
  struct scr_text original_bundle = SCR_TEXT_INIT;
  jkit = jkit_new(&small);
  ck_assert_int_eq(jkit_open_voting(jkit), SCR_OK);
  for (size_t i = 0; i < SCR_TILE_WIDTH; i++)
    ck_assert_int_eq(jkit_cast(jkit, i % JKIT_MEMBERS, i % 2, J_ONLINE), SCR_OK);
  jkit_close(jkit);
  jkit_get_file(&original_bundle, jkit, "log/tile/entries/000");
  scr_text_add_bytes(&bundle, original_bundle.bytes, original_bundle.length);
  bundle.bytes[bundle.length - 1] ^= 1;  // of its last entry
  armed = true;
  struct scr_report *report = jkit_verify(jkit);
  armed = false;
  ck_assert_uint_gt(changes, 0);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_CANNOT_CHECK);
  ck_assert_int_eq(report->cause, SCR_E_CHANGED);
  scr_report_free(report);
  jkit_put_file(jkit, "log/tile/entries/000", &original_bundle);
  jkit_expect_verdict(jkit, SCR_VERDICT_INCOMPLETE);
  jkit_free(jkit);
  scr_text_free(&bundle);
  scr_text_free(&original_bundle);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("changing files");
  TCase *tests = tcase_create("changing");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, a_replaced_ballot_must_be_the_one_that_was_counted);
  tcase_add_test(tests, a_list_that_was_wrong_is_not_right_afterwards);
  tcase_add_loop_test(tests, a_sound_list_is_not_accused_by_what_it_was_meanwhile, 0, 3);
  tcase_add_test(tests, a_replaced_entry_must_be_the_one_that_was_signed);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
