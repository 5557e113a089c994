// SPDX-License-Identifier: Apache-2.0
// Boards whose ballots are checked in several chunks: revotes within a chunk and across chunks, weights, refused ballots among
// good ones, and the same report whatever the number of threads (VER-3, BAL-5).
#include <check.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

#define BALLOTS 100  // several chunks, the last one not full

static struct kit_plan plan = {
    .questions = {{"Who?", {"Alder", "Birch", NULL}, 0, 1, true}},
    .voters = 5,
    .singles = 1,
    .votes_n = 1,
    .votes = {{0, {0, 1, 0}}},
};

// Voters vote again and again, at random, and at last somebody votes for Birch: Alder has fewer votes than there are voters, so
// that one more for Alder is still a number that the votes could give.
static struct kit_election *make_board(const uint64_t *weights) {
  static const uint32_t votes[][3] = {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0, 0, 0}};
  struct kit_plan wanted = plan;
  if (weights) memcpy(wanted.weights, weights, wanted.voters * sizeof *weights);
  struct kit_election *kit = kit_make(&wanted);
  for (size_t i = 1; i < BALLOTS; i++)
    kit_cast(kit, kit_new_ballot(kit, randombytes_uniform(5), votes[i + 1 < BALLOTS ? randombytes_uniform(4) : 1]));
  return kit;
}

static void write_board(char *path, struct kit_election *kit) {
  struct scr_text bytes = SCR_TEXT_INIT;
  kit_seal(kit->board);
  kit_bytes(&bytes, kit->board);
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(write(file, bytes.bytes, bytes.length), (ssize_t)bytes.length);
  ck_assert_int_eq(close(file), 0);
  scr_text_free(&bytes);
}

// The report on one thread; that on others is the same, byte for byte.
static struct scr_report *verify(struct kit_election *kit) {
  char path[] = "/tmp/chunks-XXXXXX";
  struct scr_report *first = NULL;
  struct scr_text expected = SCR_TEXT_INIT;
  write_board(path, kit);
  for (unsigned threads = 1; threads <= 8; threads++) {
    struct scr_report *report;
    struct scr_text text = SCR_TEXT_INIT;
    ck_assert_int_eq(scr_verify(&report, path, &(struct scr_verify_options){.threads = threads}), SCR_OK);
    scr_text_add_report(threads == 1 ? &expected : &text, report);
    if (threads == 1) {
      first = report;
      continue;
    }
    ck_assert_str_eq(text.bytes, expected.bytes);
    scr_report_free(report);
    scr_text_free(&text);
  }
  ck_assert_int_eq(unlink(path), 0);
  scr_text_free(&expected);
  return first;
}

static void expect_sound(const uint64_t *weights) {
  struct kit_election *kit = make_board(weights);
  kit_recount(kit);
  struct scr_report *report = verify(kit);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_VALID);
  ck_assert_uint_eq(report->ballots_accepted, BALLOTS);
  scr_report_free(report);
  kit_election_free(kit);
}

START_TEST(revotes_across_chunks) {
  expect_sound(NULL);
}
END_TEST

START_TEST(weights_across_chunks) {
  expect_sound((const uint64_t[]){1, 2, 1, 7, 3});
}
END_TEST

// What is wrong with some ballots is said of these and of no other, and a sum that counted one ballot more is found.
START_TEST(refused_ballots_among_good_ones) {
  static const size_t places[] = {3, 31, 32, 70, 99};
  struct kit_election *kit = make_board(NULL);
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    struct scr_ballot *ballot = kit_ballot(kit, places[i]);
    struct scr_scalar *response = &ballot->answers[0].overall[0].response;
    scr_scalar_add(response, kit->election->group, response, &ballot->answers[0].overall[0].challenge);
    for (size_t voter = 0; voter < 5; voter++)
      if (scr_element_equal(&ballot->credential, &kit->credential_key[voter]))
        kit_sign(kit, ballot, &kit->credential[voter]);
    kit_put_ballot(kit, places[i], ballot);
  }
  kit_recount(kit);
  struct scr_report *report = verify(kit);
  const struct scr_check *check = &report->checks[SCR_CHECK_BALLOTS_PROOFS];
  ck_assert_int_eq(report->verdict, SCR_VERDICT_INVALID);
  ck_assert_uint_eq(check->failures_n, sizeof places / sizeof *places);
  for (size_t i = 0; i < check->failures_n; i++) ck_assert_uint_eq(check->failures[i].ballot, places[i] + 1);
  for (int id = 0; id < SCR_CHECK_JOURNAL_FIRST; id++)
    ck_assert(id == SCR_CHECK_BALLOTS_PROOFS || report->checks[id].failures_n == 0);
  scr_report_free(report);
  kit_election_free(kit);
}
END_TEST

START_TEST(a_superseded_ballot_that_was_counted_is_found) {
  struct kit_election *kit = make_board(NULL);
  struct scr_ballot *first = kit_ballot(kit, 0);
  kit_recount(kit);
  struct scr_tally *tally = kit_tally(kit);
  scr_tally_add(tally, kit->election, first, 1);
  tally->ballots--;  // the number is right
  tally->weight--;
  kit_count_out(kit, tally);
  scr_tally_free(tally);
  struct scr_report *report = verify(kit);
  ck_assert_int_eq(report->checks[SCR_CHECK_TALLY_SUM].failures[0].status, SCR_E_TALLY_SUM);
  ck_assert_int_eq(report->verdict, SCR_VERDICT_INVALID);
  scr_report_free(report);
  scr_ballot_free(first);
  kit_election_free(kit);
}
END_TEST

static void cut_short(void *context, uint64_t bytes, uint64_t size, uint64_t ballots) {
  (void)bytes, (void)size, (void)ballots;
  ck_assert_int_eq(truncate(context, 0), 0);
}

// A file that is cut while it is read ends the run with chunks still in the queue, whose threads must not outlive what they use.
START_TEST(a_board_that_vanishes_while_it_is_read) {
  char path[] = "/tmp/chunks-XXXXXX";
  struct kit_election *kit = make_board(NULL);
  kit_recount(kit);
  for (unsigned threads = 1; threads <= 4; threads++) {
    struct scr_report *report;
    memcpy(path, "/tmp/chunks-XXXXXX", sizeof path);
    write_board(path, kit);
    struct scr_verify_options options = {.threads = threads, .progress = cut_short, .context = path};
    ck_assert_int_eq(scr_verify(&report, path, &options), SCR_OK);
    ck_assert_int_ne(report->verdict, SCR_VERDICT_VALID);
    scr_report_free(report);
    ck_assert_int_eq(unlink(path), 0);
  }
  kit_election_free(kit);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("chunks");
  TCase *tcase = tcase_create("chunks");
  tcase_add_test(tcase, revotes_across_chunks);
  tcase_add_test(tcase, weights_across_chunks);
  tcase_add_test(tcase, refused_ballots_among_good_ones);
  tcase_add_test(tcase, a_superseded_ballot_that_was_counted_is_found);
  tcase_add_test(tcase, a_board_that_vanishes_while_it_is_read);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}
