// SPDX-License-Identifier: Apache-2.0
// What the tests of the journal's acts share: an election, and acts as they are mostly made.
#ifndef SCRUTINEER_TESTS_ACTS_FIXTURE_H
#define SCRUTINEER_TESTS_ACTS_FIXTURE_H

#include "tests/support/journal_kit.h"

static struct jkit *jkit;

static inline void tear_down(void) {
  jkit_free(jkit);
}

static inline char *own(const char *string) {
  return (char *)(uintptr_t)string;  // borrowed by an act that is not freed
}

static inline struct scr_act void_of(size_t voter, enum scr_reason reason) {
  return (struct scr_act){.kind = SCR_ACT_VOID, .credential = own(jkit_credential(jkit, voter)), .reason = reason};
}

static inline struct scr_act reissue_of(size_t voter, size_t spare) {
  return (struct scr_act){.kind = SCR_ACT_REISSUE,
                          .credential = own(jkit_credential(jkit, voter)),
                          .spare = own(jkit_credential(jkit, spare)),
                          .reason = SCR_REASON_LOST};
}

#endif
