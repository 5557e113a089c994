// SPDX-License-Identifier: Apache-2.0
// What the tests of the journal's rules share: an election that is open, and acts that are signed by who may.
#ifndef SCRUTINEER_TESTS_RULES_FIXTURE_H
#define SCRUTINEER_TESTS_RULES_FIXTURE_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/acts_fixture.h"
#include "tests/support/suite.h"

#define TAKEN(x) ck_assert_int_eq((x), SCR_OK)
#define REFUSED(x, status) ck_assert_int_eq((x), (status))

static inline void begin(const struct jkit_plan *plan) {
  jkit = jkit_new(plan);
  ck_assert_int_eq(jkit_open_voting(jkit), SCR_OK);
}

static inline void set_up(void) {
  static const struct jkit_plan plan;
  begin(&plan);
}

static inline void set_up_weighted(void) {
  static const struct jkit_plan plan = {.weighted = true, .blank = true};
  begin(&plan);
}

static inline enum scr_status do_void(size_t voter, enum scr_reason reason) {
  struct scr_act act = void_of(voter, reason);
  return jkit_act(jkit, &act, JKIT_BY(J_HALL, J_TINA));
}

static inline enum scr_status close_method(enum scr_method method) {
  struct scr_act act = {.kind = SCR_ACT_CLOSE_METHOD, .method = method};
  return jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
}

// The entry of what was entered last.
static inline uint64_t last_entry(void) {
  return scr_journal_size(scr_board_journal(jkit->board)) - 1;
}

#endif
