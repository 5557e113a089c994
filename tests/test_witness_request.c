// SPDX-License-Identifier: Apache-2.0
// What is a request to a witness, and what is almost one (WIT-1).
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/log_kit.h"
#include "tests/support/suite.h"
#include "witness/witness.h"

#define EMPTY_ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static struct log_kit kit;
static struct scr_text body;
static struct witness_request read;

static void set_up(void) {
  log_kit_init(&kit);
}

static void tear_down(void) {
  scr_text_free(&body);
}

// A body of what stands before the checkpoint, and its text, which the log signs.
static void request_text(const char *head, const char *text) {
  scr_text_clear(&body);
  scr_text_add(&body, head);
  ck_assert_int_eq(scr_secret_note_sign(&body, text, strlen(text), &kit.keys.log, &kit.log_secret), SCR_OK);
}

static void accept(void) {
  ck_assert(witness_request_parse(&read, body.bytes, body.length));
}

static void refuse(void) {
  read.old_size = 77;
  ck_assert_msg(!witness_request_parse(&read, body.bytes, body.length), "%s", body.bytes);
  ck_assert_uint_eq(read.old_size, 77);
}

// WIT-1.
START_TEST(a_request_is_read) {
  request_text("old 9223372036854775807\n" EMPTY_ROOT "\n\n", KIT_ORIGIN "\n0\n" EMPTY_ROOT "\nmore\n");
  accept();
  ck_assert_uint_eq(read.old_size, INT64_MAX);
  ck_assert_uint_eq(read.proof.length, 1);
  ck_assert_uint_eq(read.proof.hash[0].byte[0], 0xe3);
  ck_assert_uint_eq(read.checkpoint.size, 0);
  ck_assert_uint_eq(read.checkpoint.origin_length, strlen(KIT_ORIGIN));
  ck_assert_uint_eq(read.note.signatures_n, 1);
  request_text("old 0\n\n", KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
  accept();
  ck_assert_uint_eq(read.old_size, 0);
  ck_assert_uint_eq(read.proof.length, 0);
}
END_TEST

// WIT-1.
START_TEST(what_is_no_request_is_400) {
  static const char *const sizes[] = {"",
                                      " ",
                                      "00",
                                      "-0",
                                      "+0",
                                      "0 ",
                                      " 0",
                                      "0x0",
                                      "0\r",
                                      "0\n\n\n\n",
                                      "0.0",
                                      "9223372036854775808",
                                      "18446744073709551616"};
  static const char *const lines[] = {
      "AAAA", EMPTY_ROOT " ", "47DEQpj8HBSa",
      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"};
  static const char *const heads[] = {"", "\n", "old\n\n", " old 0\n\n", "OLD 0\n\n", "new 0\n\n", "old 0\n"};
  char head[200];
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    (void)snprintf(head, sizeof head, "old %s\n\n", sizes[i]);
    request_text(head, KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
    refuse();
  }
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    (void)snprintf(head, sizeof head, "old 0\n%s\n\n", lines[i]);
    request_text(head, KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
    refuse();
  }
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
    request_text(heads[i], KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
    refuse();
  }
  static const char *const texts[] = {KIT_ORIGIN "\n", KIT_ORIGIN "\n0\n", KIT_ORIGIN "\n00\n" EMPTY_ROOT "\n",
                                      KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n\nmore\n", "\n0\n" EMPTY_ROOT "\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    request_text("old 0\n\n", texts[i]);
    refuse();
  }
}
END_TEST

// WIT-1.
START_TEST(a_request_that_breaks_off_is_400) {
  request_text("old 5\n" EMPTY_ROOT "\n\n", KIT_ORIGIN "\n11\n" EMPTY_ROOT "\n");
  accept();
  for (size_t length = body.length; length-- > 0;) {
    body.length = length;
    refuse();
  }
}
END_TEST

// WIT-1.
START_TEST(there_are_at_most_63_hashes) {
  for (int hashes = 63; hashes <= 64; hashes++) {
    struct scr_text head = SCR_TEXT_INIT;
    scr_text_add(&head, "old 0\n");
    for (int i = 0; i < hashes; i++) scr_text_add(&head, EMPTY_ROOT "\n");
    scr_text_add(&head, "\n");
    request_text(head.bytes, KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
    hashes == 63 ? accept() : refuse();
    scr_text_free(&head);
  }
}
END_TEST

// WIT-1: what is in bounds for a note, and yet not for a request.
START_TEST(a_request_has_at_most_64_kib) {
  request_text("old 0\n\n", KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
  size_t note = body.length;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add(&text, KIT_ORIGIN "\n0\n" EMPTY_ROOT "\n");
  while (text.length + note + 2 < WITNESS_BODY_MAX) scr_text_add(&text, "x");
  scr_text_add(&text, "\n");
  for (int more = 0; more < 400 && body.length <= WITNESS_BODY_MAX; more++) {
    struct scr_text grown = SCR_TEXT_INIT;
    scr_text_add_bytes(&grown, text.bytes, text.length - 1 - 300);
    for (int i = 0; i < more; i++) scr_text_add(&grown, "y");
    scr_text_add(&grown, "\n");
    request_text("old 0\n\n", grown.bytes);
    body.length <= WITNESS_BODY_MAX ? accept() : refuse();
    scr_text_free(&grown);
  }
  ck_assert_uint_gt(body.length, WITNESS_BODY_MAX);
  scr_text_free(&text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("requests to a witness");
  TCase *form = tcase_create("form");
  tcase_add_checked_fixture(form, set_up, tear_down);
  tcase_add_test(form, a_request_is_read);
  tcase_add_test(form, what_is_no_request_is_400);
  tcase_add_test(form, a_request_that_breaks_off_is_400);
  tcase_add_test(form, there_are_at_most_63_hashes);
  tcase_add_test(form, a_request_has_at_most_64_kib);
  suite_add_tcase(suite, form);
  return run_suite(suite);
}
