// SPDX-License-Identifier: Apache-2.0
// What held a secret is overwritten before its memory is given back (SEC-5). Every block that the libraries free or
// move is looked through by way of the linker (--wrap).
#include <malloc.h>

#include "scrutineer/text.h"
#include "tests/support/ceremony_run.h"
#include "tests/support/suite.h"

// What is looked for: in no public text.
static const char *pattern = "Hidden57Word";
static unsigned found, looked_at;

static void look(void *block) {
  if (!block) return;
  looked_at++;
  if (memmem(block, malloc_usable_size(block), pattern, strlen(pattern))) found++;
}

void __real_free(void *block);
void __wrap_free(void *block);
void __wrap_free(void *block) {
  look(block);
  __real_free(block);
}

// A block that is moved is given back as it is.
void *__real_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size) {
  look(block);
  return __real_realloc(block, size);
}

static void expect_nothing_left(void) {
  ck_assert_uint_gt(looked_at, 0);
  ck_assert_uint_eq(found, 0);
}

static void begin(void) {
  found = looked_at = 0;
}

// --- texts ---

static void add_bytes(struct scr_text *text) {
  scr_text_add_bytes(text, "0123456789", 10);
}
static void add_string(struct scr_text *text) {
  scr_text_add(text, "0123456789");
}
static void add_number(struct scr_text *text) {
  scr_text_add_u64(text, UINT64_MAX);
}
static void add_hex(struct scr_text *text) {
  scr_text_add_hex(text, (const uint8_t *)"0123456789", 10);
}
static void add_formatted(struct scr_text *text) {
  scr_text_add_format(text, "%d %s", 12345, "0123456789");
}
static void add_json(struct scr_text *text) {
  scr_text_add_json(text, "01\"23\n45\177678", 12);
}
static void add_secret(struct scr_text *text) {
  scr_text_add_secret(text, "0123456789", 10);
}

static void (*const appends[])(struct scr_text *) = {add_bytes,     add_string, add_number, add_hex,
                                                     add_formatted, add_json,   add_secret};

START_TEST(a_secret_text_grows_and_goes_without_leaving_a_copy) {
  struct scr_text text = SCR_TEXT_INIT, whole = SCR_TEXT_SECRET;
  begin();
  scr_text_add(&text, "public at first");
  scr_text_add_secret(&text, pattern, strlen(pattern));
  scr_text_add(&whole, pattern);
  for (int i = 0; i < 2000; i++) {
    appends[_i](&text);
    appends[_i](&whole);
  }
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  ck_assert_uint_gt(text.capacity, 16384);
  ck_assert_ptr_nonnull(memmem(text.bytes, text.length, pattern, strlen(pattern)));
  scr_text_clear(&text);  // keeps what it holds, and what it is
  scr_text_free(&text);
  scr_text_free(&whole);
  expect_nothing_left();
  ck_assert(!text.secret && !whole.secret);
}
END_TEST

START_TEST(a_text_that_is_wiped_is_as_one_that_was_secret) {
  struct scr_text text = SCR_TEXT_INIT;
  begin();
  scr_text_add(&text, pattern);
  scr_text_wipe(&text);
  expect_nothing_left();
}
END_TEST

// So that the tests above can't pass by looking at nothing.
START_TEST(a_public_text_would_be_noticed) {
  struct scr_text text = SCR_TEXT_INIT;
  begin();
  scr_text_add(&text, pattern);
  for (int i = 0; i < 2000; i++) appends[_i == 6 ? 0 : _i](&text);
  ck_assert_uint_gt(found, 0);
  scr_text_free(&text);
}
END_TEST

// --- documents and messages ---

START_TEST(a_document_that_is_read_leaves_no_copy_of_what_was_written_again) {
  struct scr_text text = SCR_TEXT_SECRET;
  json_t *json = NULL;
  begin();
  scr_text_add_format(&text, "{\"secret\":\"%s\",\"more\":\"", pattern);
  for (int i = 0; i < 100; i++) scr_text_add(&text, "0123456789");
  scr_text_add(&text, "\"}");
  ck_assert_int_eq(scr_json_read(&json, text.bytes, text.length), SCR_OK);
  json_decref(json);  // jansson's own memory is the program's to wipe
  scr_text_free(&text);
  expect_nothing_left();
}
END_TEST

START_TEST(a_message_that_is_signed_sealed_and_opened_leaves_none) {
  struct scr_text sealed = SCR_TEXT_INIT, opened = SCR_TEXT_INIT, message = SCR_TEXT_SECRET;
  struct scr_hash evidence;
  start(&run, "Ed25519", 2, 3);
  struct pki_keys from = keys_of(&run, HONEST), to = keys_of(&run, THIRD);
  begin();
  for (int i = 0; i < 40; i++) scr_text_add_format(&message, "\"%s\"", pattern);  // escaped, it grows
  ck_assert_int_eq(pki_seal(&sealed, run.ceremony.group, &from, &to.encryption, message.bytes, message.length), SCR_OK);
  ck_assert_int_eq(
      pki_open(&opened, &evidence, run.ceremony.group, &to, &from.verification, sealed.bytes, sealed.length), SCR_OK);
  ck_assert_mem_eq(opened.bytes, message.bytes, message.length);
  scr_text_free(&message);
  scr_text_free(&sealed);
  scr_text_free(&opened);
  expect_nothing_left();
}
END_TEST

START_TEST(a_whole_ceremony_leaves_no_share) {
  pattern = "\"secret";  // as in {"secret":"..."}, escaped or not: no public message has it
  begin();
  start(&run, "Ed25519", 2, 3);
  go(&run, CERTIFICATE, STEPS);
  tear_down();
  expect_nothing_left();
}
END_TEST

// Jansson gives back through the library's own function, once that was asked for.
START_TEST(what_jansson_parsed_is_overwritten) {
  static const char document[] = "{\"key\":[\"Hidden57Word\",1],\"Hidden57Word\":\"Hidden57Word\"}";
  json_t *json;
  begin();
  scr_secret_init();
  ck_assert_int_eq(scr_json_read(&json, document, sizeof document - 1), SCR_OK);
  json_decref(json);
  ck_assert_uint_ge(looked_at, 4);
  expect_nothing_left();
}
END_TEST

int main(void) {
  Suite *suite = suite_create("secret memory");
  TCase *tests = tcase_create("secret memory");
  tcase_add_checked_fixture(tests, NULL, tear_down);
  tcase_add_loop_test(tests, a_secret_text_grows_and_goes_without_leaving_a_copy, 0, COUNT(appends));
  tcase_add_test(tests, a_text_that_is_wiped_is_as_one_that_was_secret);
  tcase_add_loop_test(tests, a_public_text_would_be_noticed, 0, COUNT(appends));
  tcase_add_test(tests, a_document_that_is_read_leaves_no_copy_of_what_was_written_again);
  tcase_add_test(tests, a_message_that_is_signed_sealed_and_opened_leaves_none);
  tcase_add_test(tests, a_whole_ceremony_leaves_no_share);
  tcase_add_test(tests, what_jansson_parsed_is_overwritten);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
