// SPDX-License-Identifier: Apache-2.0
// Judging two checkpoints of one log (FRK-1, FRK-2, FRK-3, FRK-4, FRK-5).
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "scrutineer/fork.h"
#include "tests/support/log_kit.h"
#include "tests/support/suite.h"

#define SIZE 11

static struct log_kit kit;
static struct scr_log *honest, *other;  // the other one has different entries from `split` on
static struct scr_fork_evidence evidence;
static struct scr_fork_ruling ruling;

static void make_other(uint64_t split) {
  scr_log_free(other);
  ck_assert_int_eq(scr_log_new(&other), SCR_OK);
  log_kit_grow(other, split);
  while (scr_log_size(other) < SIZE) ck_assert_int_eq(scr_log_append(other, "another", 7), SCR_OK);
}

static void set_up(void) {
  log_kit_init(&kit);
  ck_assert_int_eq(scr_log_new(&honest), SCR_OK);
  log_kit_grow(honest, SIZE);
  make_other(4);
  evidence = (struct scr_fork_evidence){.log = kit.keys.log, .witnesses_n = KIT_WITNESSES};
  memcpy(evidence.witnesses, kit.witnesses, sizeof kit.witnesses);
}

static void tear_down(void) {
  scr_log_free(honest);
  scr_log_free(other);
  other = NULL;
  scr_fork_evidence_free(&evidence);
}

static void put(size_t i, const struct scr_log *log, uint64_t size, size_t witnesses) {
  scr_text_clear(&evidence.note[i]);
  log_kit_checkpoint(&evidence.note[i], &kit, scr_log_tree(log), size, witnesses);
}

static enum scr_fork_reason judged(void) {
  scr_fork_judge(&ruling, &evidence);
  return ruling.reason;
}

START_TEST(two_roots_of_one_size_are_a_fork_by_themselves) {
  put(0, honest, SIZE, 0);
  put(1, other, SIZE, 0);
  ck_assert_int_eq(judged(), SCR_FORK_ROOTS);
  ck_assert_int_eq(scr_fork_reason_verdict(ruling.reason), SCR_FORK_PROVEN);
  ck_assert_uint_eq(ruling.checkpoint[1].size, SIZE);
  put(1, honest, SIZE, 0);
  ck_assert_int_eq(judged(), SCR_FORK_SAME);
  put(1, other, 4, 0);
  put(0, honest, 4, 0);
  ck_assert_int_eq(judged(), SCR_FORK_SAME);
}
END_TEST

START_TEST(different_sizes_alone_decide_nothing) {
  put(0, honest, SIZE, 0);
  put(1, other, SIZE - 1, 0);
  ck_assert_int_eq(judged(), SCR_FORK_SIZES);
  ck_assert_int_eq(scr_fork_reason_verdict(ruling.reason), SCR_FORK_UNDECIDED);
  put(1, honest, SIZE - 1, 0);
  ck_assert_int_eq(judged(), SCR_FORK_SIZES);
  put(1, honest, 0, 0);
  ck_assert_int_eq(judged(), SCR_FORK_GROWN);
}
END_TEST

// Of every pair of sizes and every place where the logs part, in both orders.
START_TEST(the_larger_tree_shows_whether_it_begins_with_the_smaller_one) {
  for (uint64_t split = 0; split < SIZE; split++) {
    make_other(split);
    for (uint64_t small = 1; small < SIZE; small++)
      for (uint64_t large = small + 1; large <= SIZE; large++) {
        size_t first = (small + large) % 2;
        put(first, other, small, 0);
        put(1 - first, honest, large, 0);
        evidence.has_prefix = false;
        ck_assert(scr_fork_show(&evidence, scr_log_tree(honest)));
        ck_assert_int_eq(judged(), split < small ? SCR_FORK_PREFIX : SCR_FORK_GROWN);
        evidence.has_prefix = false;
        ck_assert(scr_fork_show(&evidence, scr_log_tree(other)) == (split >= large));
      }
  }
}
END_TEST

START_TEST(another_tree_shows_nothing) {
  put(0, honest, SIZE, 0);
  put(1, honest, 5, 0);
  ck_assert(!scr_fork_show(&evidence, scr_log_tree(other)));
  put(1, honest, SIZE, 0);
  ck_assert(!scr_fork_show(&evidence, scr_log_tree(honest)));
  put(0, honest, 5, 0);
  make_other(SIZE);
  struct scr_log *shorter;
  ck_assert_int_eq(scr_log_new(&shorter), SCR_OK);
  log_kit_grow(shorter, SIZE - 1);
  ck_assert(!scr_fork_show(&evidence, scr_log_tree(shorter)));
  ck_assert(scr_fork_show(&evidence, scr_log_tree(other)));
  scr_log_free(shorter);
}
END_TEST

START_TEST(hashes_that_do_not_lead_to_the_larger_root_decide_nothing) {
  put(0, honest, 5, 0);
  put(1, honest, SIZE, 0);
  ck_assert(scr_fork_show(&evidence, scr_log_tree(honest)));
  evidence.prefix.byte[0] ^= 1;
  ck_assert_int_eq(judged(), SCR_FORK_PROOF);
  evidence.prefix.byte[0] ^= 1;
  for (size_t i = 0; i < evidence.proof.length; i++) {
    evidence.proof.hash[i].byte[31] ^= 1;
    ck_assert_int_eq(judged(), SCR_FORK_PROOF);
    evidence.proof.hash[i].byte[31] ^= 1;
  }
  evidence.proof.length--;
  ck_assert_int_eq(judged(), SCR_FORK_PROOF);
  evidence.proof.length++;
  ck_assert_int_eq(judged(), SCR_FORK_GROWN);
}
END_TEST

START_TEST(what_the_log_has_not_signed_is_no_evidence) {
  put(0, honest, SIZE, 2);
  put(1, other, SIZE, 0);
  evidence.note[1].bytes[sizeof KIT_ORIGIN] ^= 1;  // the size's first digit
  ck_assert_int_eq(judged(), SCR_FORK_UNSIGNED);
  ck_assert_int_eq(ruling.status[0], SCR_OK);
  ck_assert_int_eq(ruling.status[1], SCR_E_NOTE_SIGNATURE);
  put(1, other, SIZE, 0);
  scr_text_free(&evidence.note[0]);
  ck_assert_int_eq(judged(), SCR_FORK_UNSIGNED);
  ck_assert_int_eq(ruling.status[0], SCR_E_NOTE_FORM);
  put(0, honest, SIZE, 0);
  struct scr_secret_signing_key secret;
  log_kit_key(&evidence.log, &secret, KIT_ORIGIN, SCR_NOTE_ED25519, 99);
  ck_assert_int_eq(judged(), SCR_FORK_UNSIGNED);
  ck_assert_int_eq(ruling.status[0], SCR_E_NOTE_UNSIGNED);
}
END_TEST

START_TEST(a_witness_that_signed_both_sides_is_known) {
  put(0, honest, SIZE, 1);
  put(1, other, SIZE, 2);
  ck_assert_int_eq(judged(), SCR_FORK_ROOTS);
  ck_assert(ruling.cosigned[0][0] && ruling.cosigned[1][0]);
  ck_assert(!ruling.cosigned[0][1] && ruling.cosigned[1][1]);
  ck_assert(!ruling.cosigned[0][2] && !ruling.cosigned[1][2]);
}
END_TEST

// Otherwise a log could take its own signature back with a line in a witness's name.
START_TEST(a_line_in_a_witness_s_name_takes_nothing_from_the_log_s_word) {
  put(0, honest, SIZE, 1);
  put(1, other, SIZE, 1);
  char *in_line = &evidence.note[1].bytes[evidence.note[1].length - 9];
  *in_line = *in_line == 'A' ? 'B' : 'A';
  ck_assert_int_eq(judged(), SCR_FORK_ROOTS);
  ck_assert(ruling.cosigned[0][0] && !ruling.cosigned[1][0]);
}
END_TEST

// --- as a file ---

static void read_back(const struct scr_text *text, enum scr_status expected) {
  struct scr_fork_evidence read;
  struct scr_text again = SCR_TEXT_INIT;
  enum scr_status status = scr_fork_evidence_read(&read, text->bytes, text->length);
  ck_assert_msg(status == expected, "%s for %s", scr_status_id(status), text->bytes);
  if (status != SCR_OK) return;
  scr_text_add_fork_evidence(&again, &read);
  ck_assert_uint_le(again.length, text->length);
  ck_assert_mem_eq(again.bytes, text->bytes, again.length);
  scr_fork_judge(&ruling, &read);
  scr_text_free(&again);
  scr_fork_evidence_free(&read);
}

START_TEST(evidence_is_written_and_read_the_same) {
  struct scr_text text = SCR_TEXT_INIT;
  put(0, honest, SIZE, 2);
  put(1, other, SIZE, 0);
  scr_text_add_fork_evidence(&text, &evidence);
  read_back(&text, SCR_OK);
  ck_assert_int_eq(ruling.reason, SCR_FORK_ROOTS);
  ck_assert(ruling.cosigned[0][1]);
  scr_text_clear(&text);
  put(1, other, 5, 0);
  ck_assert(scr_fork_show(&evidence, scr_log_tree(honest)));
  scr_text_add_fork_evidence(&text, &evidence);
  scr_text_add(&text, "\n");
  read_back(&text, SCR_OK);
  ck_assert_int_eq(ruling.reason, SCR_FORK_PREFIX);
  scr_text_free(&text);
}
END_TEST

// `from` in the document becomes `to`.
static void damaged(const char *from, const char *to, enum scr_status expected) {
  struct scr_text text = SCR_TEXT_INIT, bad = SCR_TEXT_INIT;
  scr_text_add_fork_evidence(&text, &evidence);
  const char *at = strstr(text.bytes, from);
  ck_assert_msg(at != NULL, "%s", from);
  scr_text_add_bytes(&bad, text.bytes, (size_t)(at - text.bytes));
  scr_text_add(&bad, to);
  scr_text_add(&bad, at + strlen(from));
  read_back(&bad, expected);
  scr_text_free(&text);
  scr_text_free(&bad);
}

START_TEST(what_is_almost_evidence_is_refused) {
  put(0, honest, SIZE, 0);
  put(1, other, 5, 0);
  ck_assert(scr_fork_show(&evidence, scr_log_tree(honest)));
  damaged("fork-1", "fork-2", SCR_E_TEXT);
  damaged("fork-1", "fork-10", SCR_E_TEXT);
  damaged("\"log\"", "\"key\"", SCR_E_JSON_FIELD);
  damaged("\"witnesses\":[\"witness1.example.net", "\"witnesses\":[\"x", SCR_E_NOTE_KEY);
  damaged("\"witnesses\":[", "\"witnesses\":[1,", SCR_E_JSON_TYPE);
  damaged("\"b\":", "\"b\":3,\"c\":", SCR_E_JSON_TYPE);
  damaged("\"prefix\":\"", "\"prefix\":\"0", SCR_E_TEXT);
  damaged("\"proof\":[", "\"proof\":[\"\",", SCR_E_TEXT);
  damaged("\"proof\":", "\"more\":", SCR_E_JSON_FIELD);
  damaged("]}", "],\"more\":1}", SCR_E_JSON_FIELD);
  damaged("{", "{ ", SCR_E_JSON_CANONICAL);
  struct scr_note_key log = evidence.log;
  evidence.log = kit.witnesses[0];
  damaged("{", "{", SCR_E_NOTE_KEY_TYPE);
  evidence.log = log;
  evidence.witnesses[1] = log;
  damaged("{", "{", SCR_E_NOTE_KEY_TYPE);
  damaged("{", "", SCR_E_JSON_SYNTAX);
}
END_TEST

START_TEST(evidence_has_a_limit_for_each_note_and_for_the_whole) {
  struct scr_text text = SCR_TEXT_INIT;
  put(0, honest, SIZE, 0);
  put(1, honest, SIZE, 0);
  while (evidence.note[1].length < SCR_NOTE_BYTES_MAX) scr_text_add(&evidence.note[1], "x");
  scr_text_add_fork_evidence(&text, &evidence);
  read_back(&text, SCR_OK);
  scr_text_add(&evidence.note[1], "x");
  scr_text_clear(&text);
  scr_text_add_fork_evidence(&text, &evidence);
  read_back(&text, SCR_E_LIMIT);
  scr_text_clear(&text);
  while (text.length < SCR_FORK_BYTES_MAX + 1) scr_text_add(&text, "\"");
  read_back(&text, SCR_E_LIMIT);
  scr_text_free(&text);
}
END_TEST

START_TEST(every_reason_has_a_verdict_and_an_id_of_its_own) {
  for (unsigned i = 0; i < SCR_FORK_REASONS_N; i++) {
    ck_assert(strlen(scr_fork_reason_sentence((enum scr_fork_reason)i)) > 10);
    for (unsigned j = 0; j < i; j++)
      ck_assert_str_ne(scr_fork_reason_id((enum scr_fork_reason)i), scr_fork_reason_id((enum scr_fork_reason)j));
  }
  ck_assert_int_eq(scr_fork_reason_verdict(SCR_FORK_GROWN), SCR_FORK_NONE);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("fork");
  TCase *judging = tcase_create("judging");
  tcase_add_checked_fixture(judging, set_up, tear_down);
  tcase_add_test(judging, two_roots_of_one_size_are_a_fork_by_themselves);
  tcase_add_test(judging, different_sizes_alone_decide_nothing);
  tcase_add_test(judging, the_larger_tree_shows_whether_it_begins_with_the_smaller_one);
  tcase_add_test(judging, another_tree_shows_nothing);
  tcase_add_test(judging, hashes_that_do_not_lead_to_the_larger_root_decide_nothing);
  tcase_add_test(judging, what_the_log_has_not_signed_is_no_evidence);
  tcase_add_test(judging, a_witness_that_signed_both_sides_is_known);
  tcase_add_test(judging, a_line_in_a_witness_s_name_takes_nothing_from_the_log_s_word);
  tcase_add_test(judging, evidence_is_written_and_read_the_same);
  tcase_add_test(judging, what_is_almost_evidence_is_refused);
  tcase_add_test(judging, evidence_has_a_limit_for_each_note_and_for_the_whole);
  tcase_add_test(judging, every_reason_has_a_verdict_and_an_id_of_its_own);
  suite_add_tcase(suite, judging);
  return run_suite(suite);
}
