// SPDX-License-Identifier: Apache-2.0
// What a witness answers (WIT-1 to WIT-8), with a store that fails when it is told to.
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/log_kit.h"
#include "tests/support/suite.h"
#include "witness/witness.h"

#define SIZE 11
#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static struct log_kit kit;
static struct scr_log *entries, *fork_entries;  // the second differs from the fourth entry on
static struct witness witness;
static struct witness_answer answer;
static struct scr_text body;

// A store in memory.
static struct {
  bool watched;
  struct witness_log log;
  char note[4096];
  unsigned finds, replaces;  // calls
  unsigned fail_find;        // the call that fails, from 1; 0: none
  bool fail_replace;
  struct witness_log *meanwhile;  // comes in before the next replacement
} memory;

static bool is_same(const struct witness_log *a, const struct witness_log *b) {
  return a->size == b->size && scr_hash_equal(&a->root, &b->root);
}

static enum scr_status memory_find(void *context, struct witness_log *log, bool *found, const char *origin,
                                   size_t length) {
  (void)context;
  if (++memory.finds == memory.fail_find) return SCR_E_LOCKED;
  *found = memory.watched && length == strlen(memory.log.origin) && memcmp(origin, memory.log.origin, length) == 0;
  if (*found) *log = memory.log;
  return SCR_OK;
}

static enum scr_status memory_replace(void *context, bool *stored, const struct witness_log *expected,
                                      const struct witness_log *next, const char *note, size_t length) {
  (void)context;
  memory.replaces++;
  if (memory.meanwhile) memory.log = *memory.meanwhile;
  memory.meanwhile = NULL;
  *stored = memory.fail_replace;  // what a store that fails says beside it doesn't count
  if (memory.fail_replace) return SCR_E_IO;
  *stored = is_same(expected, &memory.log);
  if (!*stored) return SCR_OK;
  memory.log = *next;
  ck_assert_uint_lt(length, sizeof memory.note);
  memcpy(memory.note, note, length);
  memory.note[length] = '\0';
  return SCR_OK;
}

static const struct witness_store memory_store = {NULL, memory_find, memory_replace};

static void set_up(void) {
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  ck_assert_int_eq(scr_log_new(&fork_entries), SCR_OK);
  log_kit_grow(entries, SIZE);
  log_kit_grow(fork_entries, 3);
  while (scr_log_size(fork_entries) < SIZE) ck_assert_int_eq(scr_log_append(fork_entries, "x", 1), SCR_OK);
  witness = (struct witness){kit.witnesses[0], kit.witness_secrets[0]};
  memset(&memory, 0, sizeof memory);
  memory.watched = true;
  ck_assert(witness_log_init(&memory.log, KIT_ORIGIN, strlen(KIT_ORIGIN), &kit.keys.log));
}

static void tear_down(void) {
  scr_log_free(entries);
  scr_log_free(fork_entries);
  scr_text_free(&body);
  witness_answer_free(&answer);
  memset(&answer, 0, sizeof answer);
}

static void ask_store(const struct witness_store *store) {
  witness_answer_free(&answer);
  memset(&answer, 0, sizeof answer);
  witness_add_checkpoint(&answer, &witness, store, KIT_TIME, body.bytes, body.length);
}

static void ask(void) {
  ask_store(&memory_store);
}

static void request_of(const struct scr_log *log, uint64_t old_size, uint64_t size) {
  scr_text_clear(&body);
  log_kit_request(&body, &kit, scr_log_tree(log), old_size, size);
}

static void request(uint64_t old_size, uint64_t size) {
  request_of(entries, old_size, size);
}

// What is asked now: proof lines and a text that the log signs.
static void request_text(const char *head, const char *text) {
  scr_text_clear(&body);
  scr_text_add(&body, head);
  ck_assert_int_eq(scr_secret_note_sign(&body, text, strlen(text), &kit.keys.log, &kit.log_secret), SCR_OK);
}

// In the place of the first bytes of what is asked.
static void put_first(const char *head, size_t dropped) {
  struct scr_text rest = SCR_TEXT_INIT;
  scr_text_add_bytes(&rest, body.bytes + dropped, body.length - dropped);
  scr_text_clear(&body);
  scr_text_add(&body, head);
  scr_text_add_bytes(&body, rest.bytes, rest.length);
  scr_text_free(&rest);
}

// The witness answers with this, tells nothing more, and its state is as it was.
static void refuse(enum witness_status status) {
  struct witness_log before = memory.log;
  ask();
  ck_assert_int_eq(answer.status, status);
  ck_assert_str_eq(answer.content_type, status == WITNESS_CONFLICT ? WITNESS_SIZE : WITNESS_TEXT);
  ck_assert_ptr_null(strstr(answer.body.bytes, "\u2014"));
  ck_assert(is_same(&before, &memory.log));
  ck_assert_uint_eq(memory.replaces, 0);
}

static void cosigned(uint64_t old_size, uint64_t size) {
  request(old_size, size);
  ask();
  ck_assert_int_eq(answer.status, WITNESS_OK);
  ck_assert_uint_eq(memory.log.size, size);
  memory.replaces = 0;
}

// --- 200 ---

// WIT-6, WIT-8.
START_TEST(a_growing_log_is_cosigned_and_kept_before_the_answer) {
  static const uint64_t sizes[] = {0, 0, 1, 2, 2, 7, 8, 11};
  for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++) {
    struct scr_checkpoint checkpoint;
    struct scr_witnessing witnessing;
    cosigned(sizes[i - 1], sizes[i]);
    ck_assert_str_eq(answer.content_type, WITNESS_TEXT);
    ck_assert_str_eq(answer.origin, KIT_ORIGIN);
    ck_assert_uint_eq(answer.old_size, sizes[i - 1]);
    ck_assert_uint_eq(answer.size, sizes[i]);
    ck_assert_int_eq(scr_checkpoint_open(&checkpoint, &witnessing, memory.note, strlen(memory.note), &kit.keys),
                     SCR_OK);
    ck_assert_uint_eq(checkpoint.size, sizes[i]);
    ck_assert(scr_hash_equal(&checkpoint.root, &memory.log.root));
    ck_assert_uint_eq(witnessing.count, 1);
    ck_assert_uint_eq(witnessing.by[0].time, KIT_TIME);
    // The answer is the last line of what is kept, and a line alone.
    ck_assert_str_eq(memory.note + strlen(memory.note) - answer.body.length, answer.body.bytes);
    ck_assert_ptr_eq(strchr(answer.body.bytes, '\n'), answer.body.bytes + answer.body.length - 1);
  }
}
END_TEST

// WIT-8.
START_TEST(lines_of_unknown_keys_are_passed_over_and_not_kept) {
  request(0, 3);
  scr_text_add(&body, "\u2014 stranger.example AAAAAAA=\n\u2014 " KIT_ORIGIN " AAAAAAA=\n");
  ask();
  ck_assert_int_eq(answer.status, WITNESS_OK);
  ck_assert_ptr_null(strstr(memory.note, "stranger"));
  ck_assert_ptr_null(strstr(memory.note, "AAAAAAA="));
}
END_TEST

START_TEST(further_lines_of_a_checkpoint_are_cosigned_with_it) {
  struct scr_hash root;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  scr_merkle_root(&root, scr_log_tree(entries), 3);
  scr_text_add_checkpoint(&text, KIT_ORIGIN, 3, &root);
  scr_text_add(&text, "more\n");
  request_text("old 0\n\n", text.bytes);
  ask();
  ck_assert_int_eq(answer.status, WITNESS_OK);
  ck_assert_ptr_nonnull(strstr(memory.note, "\nmore\n\n"));
  ck_assert_int_eq(scr_checkpoint_open(&checkpoint, &witnessing, memory.note, strlen(memory.note), &kit.keys), SCR_OK);
  ck_assert_uint_eq(witnessing.count, 1);
  scr_text_free(&text);
}
END_TEST

// The key's name need not be the origin.
START_TEST(a_log_may_have_another_name_than_its_key) {
  ck_assert(witness_log_init(&memory.log, "another origin", 14, &kit.keys.log));
  request_text("old 0\n\n", "another origin\n0\n" EMPTY_ROOT "\n");
  ask();
  ck_assert_int_eq(answer.status, WITNESS_OK);
  ck_assert_int_eq(strncmp(memory.note, "another origin\n0\n", 17), 0);
}
END_TEST

// --- 404, 403 ---

// WIT-2.
START_TEST(an_unknown_origin_is_404_whatever_else_is_wrong) {
  memory.watched = false;
  request(0, 3);
  refuse(WITNESS_UNKNOWN);
  request_text("old 9\n\n", KIT_ORIGIN "\n3\n" EMPTY_ROOT "\n");
  body.bytes[body.length - 10] ^= 1;
  refuse(WITNESS_UNKNOWN);
}
END_TEST

// WIT-3.
START_TEST(a_checkpoint_without_the_log_s_signature_is_403) {
  request(0, 3);
  char *signature = strstr(body.bytes, "\u2014");
  ck_assert_ptr_nonnull(signature);
  body.length = (size_t)(signature - body.bytes);
  scr_text_add(&body, "\u2014 stranger.example AAAAAAA=\n");
  refuse(WITNESS_FORBIDDEN);
}
END_TEST

// WIT-3.
START_TEST(a_signature_of_the_log_that_does_not_hold_is_403_also_beside_one_that_does) {
  struct scr_text first = SCR_TEXT_INIT;
  request(0, 4);
  scr_text_add(&first, strstr(body.bytes, "\u2014"));  // holds for another checkpoint
  request(0, 3);
  scr_text_add_bytes(&body, first.bytes, first.length);
  refuse(WITNESS_FORBIDDEN);
  request(0, 3);
  strstr(body.bytes, "\n3\n")[1] = '4';
  refuse(WITNESS_FORBIDDEN);
  scr_text_free(&first);
}
END_TEST

// WIT-3: before anything is said about sizes, which are nobody's but the log's to ask for.
START_TEST(a_bad_signature_is_403_though_the_sizes_are_wrong_too) {
  cosigned(0, 5);
  request(9, 3);
  body.bytes[body.length - 10] ^= 1;
  refuse(WITNESS_FORBIDDEN);
  request(2, 3);
  body.bytes[body.length - 10] ^= 1;
  refuse(WITNESS_FORBIDDEN);
}
END_TEST

// --- 400 ---

// WIT-1; test_witness_request.c has all that is none.
START_TEST(what_is_no_request_is_400) {
  request_text("old 00\n\n", KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
  refuse(WITNESS_MALFORMED);
  ck_assert_str_eq(answer.origin, "");
}
END_TEST

// WIT-1.
START_TEST(a_request_above_the_limit_is_413) {
  request(0, 3);
  while (body.length < WITNESS_BODY_MAX) scr_text_add(&body, "x");
  refuse(WITNESS_MALFORMED);
  scr_text_add(&body, "x");
  refuse(WITNESS_TOO_LARGE);
}
END_TEST

// WIT-4: also where the state has the size that is named.
START_TEST(an_old_size_above_the_checkpoint_s_is_400) {
  request(4, 3);
  refuse(WITNESS_MALFORMED);
  cosigned(0, 5);
  request(5, 3);
  refuse(WITNESS_MALFORMED);
}
END_TEST

// --- 409 ---

// WIT-4.
START_TEST(another_old_size_is_409_with_the_right_one) {
  cosigned(0, 5);
  for (uint64_t old_size = 0; old_size <= SIZE; old_size++) {
    if (old_size == 5) continue;
    request(old_size, SIZE);
    refuse(WITNESS_CONFLICT);
    ck_assert_str_eq(answer.body.bytes, "5\n");
  }
  request_of(fork_entries, 4, SIZE);
  refuse(WITNESS_CONFLICT);
  request_text("old 0\n\n", KIT_ORIGIN "\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
  refuse(WITNESS_CONFLICT);
}
END_TEST

// WIT-4.
START_TEST(a_log_that_was_never_cosigned_is_at_0) {
  request(1, SIZE);
  refuse(WITNESS_CONFLICT);
  ck_assert_str_eq(answer.body.bytes, "0\n");
}
END_TEST

// --- 422 ---

// WIT-5.
START_TEST(another_tree_is_422) {
  cosigned(0, 5);
  request_of(fork_entries, 5, SIZE);
  refuse(WITNESS_INCONSISTENT);
  request_of(fork_entries, 5, 5);
  refuse(WITNESS_INCONSISTENT);
}
END_TEST

// WIT-5.
START_TEST(a_proof_that_is_changed_cut_or_longer_is_422) {
  cosigned(0, 5);
  request(5, SIZE);
  char *first = strchr(body.bytes, '\n') + 1;
  first[0] = first[0] == 'A' ? 'B' : 'A';
  refuse(WITNESS_INCONSISTENT);
  request(5, SIZE);
  put_first("old 5\n", 6 + 45);  // without its first hash
  refuse(WITNESS_INCONSISTENT);
  request(5, SIZE);
  put_first("old 5\n" EMPTY_ROOT "\n", 6);
  refuse(WITNESS_INCONSISTENT);
}
END_TEST

// WIT-5.
START_TEST(hashes_that_prove_nothing_are_422) {
  request_text("old 0\n" EMPTY_ROOT "\n\n", KIT_ORIGIN "\n3\n" EMPTY_ROOT "\n");
  refuse(WITNESS_INCONSISTENT);
  cosigned(0, 5);
  request(5, 5);
  put_first("old 5\n" EMPTY_ROOT "\n", 6);
  refuse(WITNESS_INCONSISTENT);
}
END_TEST

// WIT-5: not 400, though it is nothing that our reader takes for a checkpoint.
START_TEST(a_log_without_entries_with_a_root_is_422) {
  request_text("old 0\n\n", KIT_ORIGIN "\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
  refuse(WITNESS_INCONSISTENT);
  cosigned(0, 0);
  request_text("old 0\n\n", KIT_ORIGIN "\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
  refuse(WITNESS_INCONSISTENT);
}
END_TEST

// --- 503 ---

static void refuse_unavailable(void) {
  struct witness_log before = memory.log;
  ask();
  ck_assert_int_eq(answer.status, WITNESS_UNAVAILABLE);
  ck_assert_ptr_null(strstr(answer.body.bytes, "\u2014"));
  ck_assert(is_same(&before, &memory.log));
}

// WIT-7.
START_TEST(nothing_is_cosigned_when_the_store_fails) {
  request(0, 3);
  memory.fail_find = 1;
  refuse_unavailable();
  ck_assert_uint_eq(memory.replaces, 0);
  memory.fail_find = 0;
  memory.fail_replace = true;
  refuse_unavailable();
  memory.fail_replace = false;
  ask();
  ck_assert_int_eq(answer.status, WITNESS_OK);
}
END_TEST

// WIT-7.
START_TEST(nothing_is_cosigned_without_a_time) {
  request(0, 3);
  witness_add_checkpoint(&answer, &witness, &memory_store, 0, body.bytes, body.length);
  ck_assert_int_eq(answer.status, WITNESS_UNAVAILABLE);
  ck_assert_uint_eq(memory.replaces, 0);
}
END_TEST

// WIT-6: the race of the specification.
START_TEST(whoever_comes_second_gets_409_and_takes_nothing_back) {
  struct witness_log other = memory.log;
  other.size = 7;
  scr_merkle_root(&other.root, scr_log_tree(entries), 7);
  request(0, 3);
  memory.meanwhile = &other;
  ask();
  ck_assert_int_eq(answer.status, WITNESS_CONFLICT);
  ck_assert_str_eq(answer.body.bytes, "7\n");
  ck_assert(is_same(&memory.log, &other));
  other.size = 8;
  scr_merkle_root(&other.root, scr_log_tree(entries), 8);
  request(7, 9);
  memory.meanwhile = &other;
  memory.fail_find = memory.finds + 2;
  ask();
  ck_assert_int_eq(answer.status, WITNESS_UNAVAILABLE);
}
END_TEST

// A store that says no, and then shows what was expected.
static enum scr_status never(void *context, bool *stored, const struct witness_log *expected,
                             const struct witness_log *next, const char *note, size_t length) {
  (void)context, (void)expected, (void)next, (void)note, (void)length;
  *stored = false;
  return SCR_OK;
}

// WIT-7.
START_TEST(a_store_that_contradicts_itself_is_503) {
  const struct witness_store store = {NULL, memory_find, never};
  request(0, 3);
  ask_store(&store);
  ck_assert_int_eq(answer.status, WITNESS_UNAVAILABLE);
  ck_assert_ptr_null(strstr(answer.body.bytes, "\u2014"));
}
END_TEST

// --- logs ---

START_TEST(a_log_has_a_line_for_its_origin_and_an_ed25519_key) {
  struct witness_log log;
  char origin[WITNESS_ORIGIN_MAX + 1];
  memset(origin, 'o', sizeof origin);
  ck_assert(witness_log_init(&log, origin, WITNESS_ORIGIN_MAX, &kit.keys.log));
  ck_assert_uint_eq(strlen(log.origin), WITNESS_ORIGIN_MAX);
  ck_assert_uint_eq(log.size, 0);
  ck_assert(!witness_log_init(&log, origin, WITNESS_ORIGIN_MAX + 1, &kit.keys.log));
  ck_assert(!witness_log_init(&log, "", 0, &kit.keys.log));
  ck_assert(!witness_log_init(&log, "a\nb", 3, &kit.keys.log));
  ck_assert(!witness_log_init(&log, "a\tb", 3, &kit.keys.log));
  ck_assert(!witness_log_init(&log, "a\xff", 2, &kit.keys.log));
  ck_assert(!witness_log_init(&log, "a", 1, &kit.witnesses[0]));
}
END_TEST

// An origin that is longer than any that is watched is cut off in the operator's log, and unknown.
START_TEST(a_long_origin_is_404) {
  struct scr_text text = SCR_TEXT_INIT;
  for (int i = 0; i < 1000; i++) scr_text_add(&text, "o");
  scr_text_add(&text, "\n0\n" EMPTY_ROOT "\n");
  request_text("old 0\n\n", text.bytes);
  refuse(WITNESS_UNKNOWN);
  ck_assert_uint_eq(strlen(answer.origin), WITNESS_ORIGIN_MAX);
  scr_text_free(&text);
}
END_TEST

static void add_protocol(Suite *suite) {
  TCase *protocol = tcase_create("protocol");
  tcase_add_checked_fixture(protocol, set_up, tear_down);
  tcase_add_test(protocol, a_growing_log_is_cosigned_and_kept_before_the_answer);
  tcase_add_test(protocol, lines_of_unknown_keys_are_passed_over_and_not_kept);
  tcase_add_test(protocol, further_lines_of_a_checkpoint_are_cosigned_with_it);
  tcase_add_test(protocol, a_log_may_have_another_name_than_its_key);
  tcase_add_test(protocol, an_unknown_origin_is_404_whatever_else_is_wrong);
  tcase_add_test(protocol, a_checkpoint_without_the_log_s_signature_is_403);
  tcase_add_test(protocol, a_signature_of_the_log_that_does_not_hold_is_403_also_beside_one_that_does);
  tcase_add_test(protocol, a_bad_signature_is_403_though_the_sizes_are_wrong_too);
  tcase_add_test(protocol, what_is_no_request_is_400);
  tcase_add_test(protocol, a_request_above_the_limit_is_413);
  tcase_add_test(protocol, an_old_size_above_the_checkpoint_s_is_400);
  tcase_add_test(protocol, another_old_size_is_409_with_the_right_one);
  tcase_add_test(protocol, a_log_that_was_never_cosigned_is_at_0);
  tcase_add_test(protocol, another_tree_is_422);
  tcase_add_test(protocol, a_proof_that_is_changed_cut_or_longer_is_422);
  tcase_add_test(protocol, hashes_that_prove_nothing_are_422);
  tcase_add_test(protocol, a_log_without_entries_with_a_root_is_422);
  tcase_add_test(protocol, nothing_is_cosigned_when_the_store_fails);
  tcase_add_test(protocol, nothing_is_cosigned_without_a_time);
  tcase_add_test(protocol, whoever_comes_second_gets_409_and_takes_nothing_back);
  tcase_add_test(protocol, a_store_that_contradicts_itself_is_503);
  tcase_add_test(protocol, a_log_has_a_line_for_its_origin_and_an_ed25519_key);
  tcase_add_test(protocol, a_long_origin_is_404);
  suite_add_tcase(suite, protocol);
}

int main(void) {
  Suite *suite = suite_create("witness");
  add_protocol(suite);
  return run_suite(suite);
}
