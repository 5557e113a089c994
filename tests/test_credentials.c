// SPDX-License-Identifier: Apache-2.0
// Long lists of credentials, which are checked in blocks, and read from a file a window at a time; and the set of hashes, which
// grows.
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/credentials.h"
#include "board/hash_set.h"
#include "scrutineer/election.h"
#include "tests/support/suite.h"

#define COUNT 20000  // more than two blocks, and more than a window
#define WEIGHTED_FROM 5000
static const size_t places[] = {0, 4095, 4096, COUNT - 1};
#define PLACES (sizeof places / sizeof *places)

static const struct scr_group *group;
static char spellings[COUNT][SCR_HASH_HEX + 1];  // of members
static const char *lines[COUNT];

static void make_spellings(void) {
  group = scr_group_by_name("Ed25519");
  struct scr_element element = *scr_group_generator(group);
  struct scr_text text = SCR_TEXT_INIT;
  for (size_t i = 0; i < COUNT; i++) {
    scr_text_clear(&text);
    scr_text_add_element(&text, group, &element);
    memcpy(spellings[i], text.bytes, text.length + 1);
    scr_element_mul(&element, group, &element, scr_group_generator(group));
  }
  scr_text_free(&text);
}

static void reset(void) {
  for (size_t i = 0; i < COUNT; i++) lines[i] = spellings[i];
}

// The same from a file, where it stands between other things.
static void expect_from_file(const struct scr_text *text, enum scr_status expected, size_t expected_at,
                             unsigned threads) {
  struct scr_credentials *credentials = NULL;
  struct window window;
  struct scr_hash hash;
  size_t at;
  FILE *file = tmpfile();
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(
      fputs("before", file) >= 0 && fwrite(text->bytes, text->length, 1, file) == 1 && fputs("]", file) >= 0, true);
  ck_assert_int_eq(fflush(file), 0);
  ck_assert_int_eq(window_of_file(&window, fileno(file), 6, text->length), SCR_OK);
  ck_assert_int_eq(credentials_read(&credentials, &at, group, &window, threads), expected);
  ck_assert_uint_eq(at, expected_at);
  if (expected == SCR_OK) {
    ck_assert_uint_eq(scr_credentials_count(credentials), COUNT);
    for (size_t i = 0; i < COUNT; i++)
      ck_assert_uint_eq(scr_credentials_find(credentials, spellings[i], SCR_HASH_HEX), i);
    scr_hash(&hash, text->bytes, text->length);
    ck_assert(window_has_hash(&window, &hash));
  }
  scr_credentials_free(credentials);
  window_close(&window);
  ck_assert_int_eq(fclose(file), 0);
}

static enum scr_status read_list(struct scr_credentials **credentials, size_t *at, unsigned threads) {
  struct scr_text text = SCR_TEXT_INIT;
  for (size_t i = 0; i < COUNT; i++) scr_text_add_format(&text, "%c\"%s\"", i == 0 ? '[' : ',', lines[i]);
  scr_text_add(&text, "]");
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  enum scr_status status = scr_credentials_new(credentials, at, group, text.bytes, text.length, threads);
  expect_from_file(&text, status, *at, threads);
  scr_text_free(&text);
  return status;
}

START_TEST(every_credential_of_a_long_list_is_found) {
  struct scr_credentials *credentials;
  size_t at;
  reset();
  ck_assert_int_eq(read_list(&credentials, &at, 2), SCR_OK);
  ck_assert_uint_eq(scr_credentials_count(credentials), COUNT);
  ck_assert_uint_eq(scr_credentials_total_weight(credentials), COUNT);
  ck_assert(!scr_credentials_weighted(credentials));
  for (size_t i = 0; i < COUNT; i++) {
    ck_assert_uint_eq(scr_credentials_find(credentials, spellings[i], SCR_HASH_HEX), i);
    ck_assert_uint_eq(scr_credentials_find(credentials, spellings[i], SCR_HASH_HEX - 1), SIZE_MAX);
    ck_assert_uint_eq(scr_credentials_weight(credentials, i), 1);
  }
  scr_credentials_free(credentials);
}
END_TEST

// A weight that is not written down is 1, before the first that is and after it.
START_TEST(weights_may_begin_late) {
  static char weighted[SCR_HASH_HEX + 3];
  struct scr_credentials *credentials;
  size_t at;
  reset();
  (void)snprintf(weighted, sizeof weighted, "%s,7", spellings[WEIGHTED_FROM]);
  lines[WEIGHTED_FROM] = weighted;
  ck_assert_int_eq(read_list(&credentials, &at, 2), SCR_OK);
  ck_assert(scr_credentials_weighted(credentials));
  ck_assert_uint_eq(scr_credentials_total_weight(credentials), COUNT + 6);
  for (size_t i = 0; i < COUNT; i++)
    ck_assert_uint_eq(scr_credentials_weight(credentials, i), i == WEIGHTED_FROM ? 7 : 1);
  ck_assert_uint_eq(scr_credentials_find(credentials, spellings[WEIGHTED_FROM], SCR_HASH_HEX), WEIGHTED_FROM);
  scr_credentials_free(credentials);
}
END_TEST

// What may be wrong with a line. A second one is last.
static const struct {
  const char *line;
  enum scr_status status;
} wrong[] = {
    {"", SCR_E_ELEMENT_ENCODING},
    {"0000000000000000000000000000000000000000000000000000000000000001", SCR_E_ELEMENT_IDENTITY},
    {"0000000000000000000000000000000000000000000000000000000000000002", SCR_E_ELEMENT_MEMBER},
    {"6666666666666666666666666666666666666666666666666666666666666658,x", SCR_E_SETUP_WEIGHT},
    {"6666666666666666666666666666666666666666666666666666666666666658,9999999999999", SCR_E_SETUP_WEIGHT},
};
#define WRONG (sizeof wrong / sizeof *wrong)

START_TEST(the_first_wrong_line_is_named) {
  struct scr_credentials *credentials = NULL;
  size_t at;
  for (size_t i = 0; i < PLACES; i++) {
    reset();
    lines[COUNT - 1] = wrong[(_i + 1) % (int)WRONG].line;
    lines[places[i]] = wrong[_i].line;
    ck_assert_int_eq(read_list(&credentials, &at, i % 2 ? 1 : 3), wrong[_i].status);
    ck_assert_uint_eq(at, places[i]);
    ck_assert_ptr_null(credentials);
  }
}
END_TEST

START_TEST(a_credential_that_comes_again_is_named) {
  struct scr_credentials *credentials = NULL;
  size_t at;
  for (size_t i = 1; i < PLACES; i++) {
    reset();
    lines[places[i]] = spellings[places[i - 1]];
    ck_assert_int_eq(read_list(&credentials, &at, 2), SCR_E_SETUP_CREDENTIALS);
    ck_assert_uint_eq(at, places[i]);
  }
}
END_TEST

// Anywhere in a long list; a line longer than a window; and a file that ends early, or changes between being hashed and read.
START_TEST(a_long_list_that_is_none) {
  struct scr_text text = SCR_TEXT_INIT;
  reset();
  for (size_t i = 0; i < COUNT; i++) scr_text_add_format(&text, "%c\"%s\"", i == 0 ? '[' : ',', lines[i]);
  expect_from_file(&text, SCR_E_JSON_CANONICAL, 0, 1);
  scr_text_add(&text, "] ");
  expect_from_file(&text, SCR_E_JSON_CANONICAL, 0, 1);
  text.length--;
  for (size_t i = 0; i < text.length; i += 67 * 1009) {
    char byte = text.bytes[i];
    text.bytes[i] = ';';
    expect_from_file(&text, SCR_E_JSON_CANONICAL, 0, 1);
    text.bytes[i] = byte;
  }
  text.length = 0;
  scr_text_add(&text, "[\"");
  for (size_t i = 0; i < 2 * WINDOW_BYTES; i++) scr_text_add(&text, "0");
  scr_text_add(&text, "\"]");
  expect_from_file(&text, SCR_E_JSON_CANONICAL, 0, 1);
  scr_text_free(&text);
}
END_TEST

START_TEST(a_file_that_changes) {
  struct window window;
  struct scr_hash hash;
  FILE *file = tmpfile();
  ck_assert_ptr_nonnull(file);
  for (size_t i = 0; i < 3 * WINDOW_BYTES; i++) ck_assert_int_eq(fputc('a', file), 'a');
  ck_assert_int_eq(fflush(file), 0);
  ck_assert_int_eq(window_of_file(&window, fileno(file), 1, 3 * WINDOW_BYTES), SCR_OK);
  ck_assert_int_eq(window_advance(&window, window.length), SCR_OK);
  ck_assert_int_eq(window_advance(&window, window.length), SCR_E_CHANGED);
  window_close(&window);
  ck_assert_int_eq(window_of_file(&window, fileno(file), 0, 3), SCR_OK);
  scr_hash(&hash, "aaa", 3);
  ck_assert(window_has_hash(&window, &hash));
  window_close(&window);
  ck_assert_int_eq(window_of_file(&window, fileno(file), 0, 3), SCR_OK);
  scr_hash(&hash, "aab", 3);
  ck_assert(!window_has_hash(&window, &hash));
  window_close(&window);
  ck_assert_int_eq(fclose(file), 0);
}
END_TEST

// --- the set ---

#define HASHES 100000

static struct scr_hash nth_hash(uint64_t n) {
  struct scr_hash hash = {{0}};  // the zeroth is all zero
  memcpy(hash.byte, &n, sizeof n);
  return hash;
}

START_TEST(a_set_holds_what_was_added_and_nothing_else) {
  struct hash_set *set = hash_set_new();
  bool added;
  ck_assert_ptr_nonnull(set);
  for (uint64_t n = 0; n < 2 * HASHES; n += 2) {
    struct scr_hash hash = nth_hash(n), next = nth_hash(n + 1);
    ck_assert(!hash_set_has(set, &hash));
    ck_assert_int_eq(hash_set_add(&added, set, &hash), SCR_OK);
    ck_assert(added && hash_set_has(set, &hash) && !hash_set_has(set, &next));
  }
  for (uint64_t n = 0; n < 2 * HASHES; n += 2) {
    struct scr_hash hash = nth_hash(n), next = nth_hash(n + 1);
    ck_assert(hash_set_has(set, &hash) && !hash_set_has(set, &next));
    ck_assert_int_eq(hash_set_add(&added, set, &hash), SCR_OK);
    ck_assert(!added);
  }
  hash_set_free(set);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("credentials");
  TCase *tests = tcase_create("credentials");
  make_spellings();
  tcase_add_test(tests, every_credential_of_a_long_list_is_found);
  tcase_add_test(tests, weights_may_begin_late);
  tcase_add_loop_test(tests, the_first_wrong_line_is_named, 0, WRONG);
  tcase_add_test(tests, a_credential_that_comes_again_is_named);
  tcase_add_test(tests, a_long_list_that_is_none);
  tcase_add_test(tests, a_file_that_changes);
  tcase_add_test(tests, a_set_holds_what_was_added_and_nothing_else);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
