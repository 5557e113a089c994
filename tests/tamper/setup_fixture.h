// SPDX-License-Identifier: Apache-2.0
// What the tests of spoilt setups share: a board that ends after its setup, so that what is wrong there is all that is wrong.
#ifndef SCRUTINEER_TESTS_SETUP_FIXTURE_H
#define SCRUTINEER_TESTS_SETUP_FIXTURE_H

#include "tests/support/election_kit.h"

// One mandatory trustee (1), and two of three (2, 3, 4).
static const struct kit_plan plan = {
    .questions = {{"Who?", {"Ann", "Bea"}, 1, 1, false}},
    .voters = 3,
    .weights = {1, 2, 3},
    .singles = 1,
    .size = 3,
    .threshold = 2,
};

static struct kit_election *kit;

static void set_up(void) {
  kit = kit_make(&plan);
  while (kit->board->events_n > 1) kit_remove(kit->board, 1);
}

static void tear_down(void) {
  kit_election_free(kit);
}

static void expect(enum scr_check_id id, enum scr_status status) {
  kit_expect_only(kit_verify(kit), id, status, 0);
}

#endif
