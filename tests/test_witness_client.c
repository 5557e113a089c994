// SPDX-License-Identifier: Apache-2.0
// What is asked of witnesses, and what is believed of their answers (WIT-10, WIT-11, WIT-12). Over a network: follow.sh.
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/log_kit.h"
#include "tests/support/suite.h"
#include "witness/client.h"
#include "witness/witness.h"

#define SIZE 11

static struct log_kit kit;
static struct scr_log *entries;
static struct scr_text bytes;   // of the checkpoint that was sent
static struct scr_note note;    // likewise
static struct scr_text answer;  // a cosignature by the first witness
static struct witness_reply reply;

static void cosign(struct scr_text *line, size_t witness, uint64_t time) {
  ck_assert_int_eq(scr_secret_cosign(line, note.text, note.text_length, time, &kit.witnesses[witness],
                                     &kit.witness_secrets[witness]),
                   SCR_OK);
}

static void set_up(void) {
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&entries), SCR_OK);
  log_kit_grow(entries, SIZE);
  log_kit_checkpoint(&bytes, &kit, scr_log_tree(entries), SIZE, 0);
  ck_assert_int_eq(scr_note_parse(&note, bytes.bytes, bytes.length), SCR_OK);
  cosign(&answer, 0, KIT_TIME);
}

static void tear_down(void) {
  scr_log_free(entries);
  scr_text_free(&bytes);
  scr_text_free(&answer);
  witness_reply_free(&reply);
}

static enum witness_outcome read_answer(long status, const char *type, const char *body, size_t length) {
  witness_reply_free(&reply);
  reply = (struct witness_reply){.outcome = WITNESS_UNREACHABLE};
  witness_reply_read(&reply, &kit.witnesses[0], &note, SIZE, status, type, body, length);
  ck_assert((reply.outcome == WITNESS_COSIGNED) == (reply.lines.length > 0));
  ck_assert((reply.outcome == WITNESS_COSIGNED) == (reply.time > 0));
  return reply.outcome;
}

static enum witness_outcome read_200(const struct scr_text *body) {
  return read_answer(200, "text/plain", body->bytes ? body->bytes : "", body->length);
}

// --- questions ---

// What we ask is what our own witness reads, and accepts.
START_TEST(a_question_is_what_a_witness_reads) {
  for (uint64_t old_size = 0; old_size <= SIZE; old_size++) {
    struct scr_text body = SCR_TEXT_INIT;
    struct witness_request request;
    struct witness_log log;
    scr_text_add_witness_request(&body, bytes.bytes, bytes.length, scr_log_tree(entries), old_size, SIZE);
    ck_assert(witness_request_parse(&request, body.bytes, body.length));
    ck_assert_uint_eq(request.old_size, old_size);
    ck_assert(witness_log_init(&log, KIT_ORIGIN, strlen(KIT_ORIGIN), &kit.keys.log));
    log.size = old_size;
    scr_merkle_root(&log.root, scr_log_tree(entries), old_size);
    ck_assert_int_eq(witness_judge(&request, &log), WITNESS_OK);
    scr_text_free(&body);
  }
}
END_TEST

// --- answers ---

START_TEST(a_cosignature_that_holds_is_taken_and_nothing_else) {
  struct scr_text more = SCR_TEXT_INIT;
  ck_assert_int_eq(read_200(&answer), WITNESS_COSIGNED);
  ck_assert_uint_eq(reply.time, KIT_TIME);
  ck_assert_str_eq(reply.lines.bytes, answer.bytes);
  cosign(&more, 1, KIT_TIME);
  scr_text_add_bytes(&more, answer.bytes, answer.length);
  cosign(&more, 2, KIT_TIME);
  scr_text_add(&more, "\xe2\x80\x94 stranger AAAAAAA=\n");
  ck_assert_int_eq(read_200(&more), WITNESS_COSIGNED);
  ck_assert_str_eq(reply.lines.bytes, answer.bytes);
  scr_text_free(&more);
}
END_TEST

START_TEST(of_many_cosignatures_one_is_taken) {
  struct scr_text more = SCR_TEXT_INIT;
  for (uint64_t i = 0; i < 40; i++) cosign(&more, 0, KIT_TIME + 100 - i);
  ck_assert_int_eq(read_200(&more), WITNESS_COSIGNED);
  ck_assert_uint_eq(reply.lines.length, answer.length);
  ck_assert_uint_eq(reply.time, KIT_TIME + 61);
  scr_text_free(&more);
}
END_TEST

START_TEST(the_log_s_signature_is_no_witness_s) {
  struct scr_text lines = SCR_TEXT_INIT;
  scr_text_add_bytes(&lines, note.signatures[0].line, note.signatures[0].line_length);
  ck_assert_int_eq(read_200(&lines), WITNESS_BAD_ANSWER);
  scr_text_free(&lines);
}
END_TEST

START_TEST(other_words_for_a_cosignature_are_refused) {
  struct scr_text other = SCR_TEXT_INIT;
  cosign(&other, 1, KIT_TIME);
  ck_assert_int_eq(read_200(&other), WITNESS_BAD_ANSWER);
  scr_text_clear(&other);
  scr_text_add(&other, "\n");
  scr_text_add_bytes(&other, answer.bytes, answer.length);
  ck_assert_int_ne(read_200(&other), WITNESS_COSIGNED);
  scr_text_clear(&other);
  scr_text_add_bytes(&other, bytes.bytes, bytes.length);
  scr_text_add_bytes(&other, answer.bytes, answer.length);
  ck_assert_int_ne(read_200(&other), WITNESS_COSIGNED);
  ck_assert_int_eq(read_answer(200, "", answer.bytes, answer.length - 1), WITNESS_BAD_ANSWER);
  ck_assert_int_eq(read_answer(200, "", "", 0), WITNESS_BAD_ANSWER);
  char *in_line = &answer.bytes[answer.length - 9];
  *in_line = *in_line == 'A' ? 'B' : 'A';
  ck_assert_int_eq(read_200(&answer), WITNESS_BAD_SIGNATURE);
  scr_text_free(&other);
}
END_TEST

START_TEST(a_cosignature_of_another_checkpoint_is_refused) {
  struct scr_text earlier = SCR_TEXT_INIT;
  log_kit_checkpoint(&earlier, &kit, scr_log_tree(entries), SIZE - 1, 1);
  const char *line = strstr(earlier.bytes, "\n\xe2\x80\x94 witness1") + 1;
  ck_assert_int_eq(read_answer(200, "", line, strlen(line)), WITNESS_BAD_SIGNATURE);
  scr_text_free(&earlier);
}
END_TEST

START_TEST(a_conflict_tells_a_size) {
  static const struct {
    const char *type, *body;
    enum witness_outcome outcome;
    bool is_behind;
  } cases[] = {
      {"text/x.tlog.size", "0\n", WITNESS_REFUSES, true},
      {"text/x.tlog.size", "11\n", WITNESS_REFUSES, true},
      {"text/x.tlog.size", "12\n", WITNESS_AHEAD, false},
      {"text/x.tlog.size", "9223372036854775807\n", WITNESS_AHEAD, false},
      {"text/x.tlog.size", "9223372036854775808\n", WITNESS_BAD_ANSWER, false},
      {"text/x.tlog.size", "011\n", WITNESS_BAD_ANSWER, false},
      {"text/x.tlog.size", "11", WITNESS_BAD_ANSWER, false},
      {"text/x.tlog.size", "11\n\n", WITNESS_BAD_ANSWER, false},
      {"text/x.tlog.size", "", WITNESS_BAD_ANSWER, false},
      {"text/plain", "11\n", WITNESS_BAD_ANSWER, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ck_assert_int_eq(read_answer(409, cases[i].type, cases[i].body, strlen(cases[i].body)), cases[i].outcome);
    ck_assert(reply.is_behind == cases[i].is_behind);
  }
}
END_TEST

START_TEST(a_cosignature_under_another_status_is_none) {
  static const long statuses[] = {201, 204, 302, 400, 403, 404, 409, 422, 500, 503, 0};
  for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
    ck_assert_int_ne(read_answer(statuses[i], "text/x.tlog.size", answer.bytes, answer.length), WITNESS_COSIGNED);
}
END_TEST

// --- what is collected ---

START_TEST(a_checkpoint_of_another_tree_is_not_sent) {
  struct scr_text merged = SCR_TEXT_INIT;
  struct scr_log *other;
  ck_assert_int_eq(scr_log_new(&other), SCR_OK);
  for (int i = 0; i < SIZE; i++) {
    ck_assert_int_eq(
        witness_collect(&merged, NULL, NULL, 0, bytes.bytes, bytes.length, &kit.keys, scr_log_tree(other), 1000),
        SCR_E_LOG_ROOT);
    ck_assert_int_eq(scr_log_append(other, "x", 1), SCR_OK);
  }
  ck_assert_int_eq(
      witness_collect(&merged, NULL, NULL, 0, bytes.bytes, bytes.length, &kit.keys, scr_log_tree(other), 1000),
      SCR_E_LOG_ROOT);
  ck_assert_int_eq(
      witness_collect(&merged, NULL, NULL, 0, bytes.bytes, bytes.length, &kit.keys, scr_log_tree(entries), 1000),
      SCR_OK);
  ck_assert_str_eq(merged.bytes, bytes.bytes);
  scr_log_free(other);
  scr_text_free(&merged);
}
END_TEST

START_TEST(addresses_are_http_with_a_host_and_no_more) {
  static const char *const good[] = {"http://a", "https://a.example:8080/b/c", "HTTP://[::1]:80/", "http://127.0.0.1/"};
  static const char *const bad[] = {
      "",          "a",           "http:",      "http://",   "http:///a",  "http://:80/", "ftp://a/",
      "file:///a", "http://u@a",  "http://a?b", "http://a#", "http://a b", "http://a\n",  "http://\xc3\xa4",
      "//a",       "http://a\\b", "-http://a",  "gopher://a"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) ck_assert_msg(fetch_is_url(good[i]), "%s", good[i]);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) ck_assert_msg(!fetch_is_url(bad[i]), "%s", bad[i]);
  ck_assert(fetch_looks_like_url("ftp://a") && !fetch_looks_like_url("a/b") && !fetch_looks_like_url("./http://a"));
}
END_TEST

START_TEST(every_outcome_has_an_id_of_its_own) {
  for (unsigned i = 0; i < WITNESS_OUTCOMES_N; i++) {
    ck_assert(strlen(witness_outcome_sentence((enum witness_outcome)i)) > 5);
    for (unsigned j = 0; j < i; j++)
      ck_assert_str_ne(witness_outcome_id((enum witness_outcome)i), witness_outcome_id((enum witness_outcome)j));
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("witness client");
  TCase *tcase = tcase_create("client");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_test(tcase, a_question_is_what_a_witness_reads);
  tcase_add_test(tcase, a_cosignature_that_holds_is_taken_and_nothing_else);
  tcase_add_test(tcase, of_many_cosignatures_one_is_taken);
  tcase_add_test(tcase, the_log_s_signature_is_no_witness_s);
  tcase_add_test(tcase, other_words_for_a_cosignature_are_refused);
  tcase_add_test(tcase, a_cosignature_of_another_checkpoint_is_refused);
  tcase_add_test(tcase, a_conflict_tells_a_size);
  tcase_add_test(tcase, a_cosignature_under_another_status_is_none);
  tcase_add_test(tcase, a_checkpoint_of_another_tree_is_not_sent);
  tcase_add_test(tcase, addresses_are_http_with_a_host_and_no_more);
  tcase_add_test(tcase, every_outcome_has_an_id_of_its_own);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
