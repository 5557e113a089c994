// SPDX-License-Identifier: Apache-2.0
// What the tests of spoilt ballots share: an election with three questions and four ballots, of which one is put back.
#ifndef SCRUTINEER_TESTS_VOTES_FIXTURE_H
#define SCRUTINEER_TESTS_VOTES_FIXTURE_H

#include "tests/support/election_kit.h"

// Cells: 0-1 the first question, 2-3 the second (of the same shape), 4-7 the third, 4 its blank.
static const struct kit_plan plan = {
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false},
                  {"Who else?", {"Cid", "Dan"}, 1, 1, false},
                  {"Which?", {"X", "Y", "Z"}, 1, 2, true}},
    .voters = 4,
    .singles = 1,
    .votes_n = 4,
    .votes = {{0, {1, 0, 1, 0, 0, 1, 1, 0}},
              {1, {1, 0, 0, 1, 0, 1, 0, 0}},
              {2, {1, 0, 1, 0, 1, 0, 0, 0}},
              {3, {0, 1, 0, 1, 0, 1, 0, 1}}},
};

static struct kit_election *kit;

static void set_up(void) {
  kit = kit_make(&plan);
}

static void tear_down(void) {
  kit_election_free(kit);
}

// Puts ballot n back, signed anew by its voter, has the trustees count, and expects one check to fail for this ballot.
static void expect_signed(struct scr_ballot *ballot, size_t n, enum scr_check_id id, enum scr_status status) {
  kit_sign(kit, ballot, &kit->credential[plan.votes[n].voter]);
  kit_put_ballot(kit, n, ballot);
  kit_recount(kit);
  kit_expect_only(kit_verify(kit), id, status, (long)n + 1);
}

#endif
