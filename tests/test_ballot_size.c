// SPDX-License-Identifier: Apache-2.0
// The largest possible ballot: no real one is above it, and none is far below (LIM-2).
#include <check.h>
#include <stdio.h>

#include "scrutineer/ballot.h"
#include "tests/support/election_kit.h"
#include "tests/support/suite.h"

static const char *const groups[] = {"Ed25519", "BELENIOS-2048", "RFC-3526-2048"};

// One question with `answers` answers, and a second one where `two`.
static struct kit_plan plan_of(const char *group, size_t answers, uint32_t min, uint32_t max, bool blank, bool two) {
  struct kit_plan plan = {.group = group, .voters = 1, .singles = 1, .votes_n = 1};
  plan.questions[0] = (struct kit_question){.title = "Who?", .min = min, .max = max, .blank = blank};
  for (size_t i = 0; i < answers; i++) plan.questions[0].answers[i] = "A";
  if (two) plan.questions[1] = (struct kit_question){.title = "And?", .answers = {"B", "C"}, .min = 0, .max = 2};
  size_t first = blank ? 1 : 0;
  for (size_t i = 0; i < max; i++) plan.votes[0].votes[first + i] = 1;
  return plan;
}

static void compare(struct kit_plan plan) {
  struct kit_election *kit = kit_make(&plan);
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_ballot(&text, kit->election, ballot);
  ck_assert_int_eq(scr_text_ok(&text), SCR_OK);
  uint64_t bound = scr_election_ballot_size(kit->election);
  ck_assert_uint_ge(bound, text.length);
  ck_assert_msg(bound - text.length <= text.length / 20, "%s: %zu bytes, at most %llu", plan.group, text.length,
                (unsigned long long)bound);
  scr_text_free(&text);
  scr_ballot_free(ballot);
  kit_election_free(kit);
}

START_TEST(ballots_of_every_shape_are_below_their_bound_and_near_it) {
  const char *group = groups[_i];
  compare(plan_of(group, 1, 0, 1, false, false));
  compare(plan_of(group, 2, 1, 1, false, false));
  compare(plan_of(group, 3, 0, 3, true, false));
  compare(plan_of(group, 4, 1, 2, true, true));
  compare(plan_of(group, 7, 0, 7, false, true));
}
END_TEST

// The bound is exact: with every number at its longest, nothing is left over. Scalars are set to q - 1; elements of
// Ed25519 have one length.
START_TEST(the_longest_numbers_reach_the_bound) {
  struct kit_plan plan = plan_of("Ed25519", 3, 1, 2, true, true);
  struct kit_election *kit = kit_make(&plan);
  struct scr_ballot *ballot = kit_ballot(kit, 0);
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_scalar zero, one, largest;
  const struct scr_group *group = kit->election->group;
  scr_scalar_from_u64(&zero, group, 0);
  scr_scalar_from_u64(&one, group, 1);
  scr_scalar_sub(&largest, group, &zero, &one);
  const struct scr_proof longest = {largest, largest};
  for (size_t i = 0; i < ballot->answers_n; i++) {
    struct scr_answer *answer = &ballot->answers[i];
    for (size_t j = 0; j < 2 * answer->choices_n; j++) answer->individual[j] = longest;
    for (size_t j = 0; j < answer->overall_n; j++) answer->overall[j] = longest;
    answer->blank[0] = answer->blank[1] = longest;
  }
  ballot->signature = longest;
  scr_text_add_ballot(&text, kit->election, ballot);
  ck_assert_uint_eq(scr_election_ballot_size(kit->election), text.length);
  scr_text_free(&text);
  scr_ballot_free(ballot);
  kit_election_free(kit);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ballot_size");
  TCase *tests = tcase_create("sizes");
  tcase_add_loop_test(tests, ballots_of_every_shape_are_below_their_bound_and_near_it, 0,
                      sizeof groups / sizeof *groups);
  tcase_add_test(tests, the_longest_numbers_reach_the_bound);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
