// SPDX-License-Identifier: Apache-2.0
// Comparing the journals beside two copies of a board: what each event's entry says of when and by which way it came, and the
// official acts, stand in no archive.
#ifndef SCRUTINEER_CLI_JOURNAL_DIFF_H
#define SCRUTINEER_CLI_JOURNAL_DIFF_H

#include "cli/cli.h"

enum journal_diff_state {
  JOURNALS_NONE,  // neither copy has one beside it
  JOURNALS_ONE,   // one has, so that nothing was compared
  JOURNALS_CONTINUE,
  JOURNALS_SHORTER,
  JOURNALS_DIFFER,
  JOURNALS_UNREADABLE
};

struct journal_diff {
  enum journal_diff_state state;
  bool in_old;           // JOURNALS_ONE: which copy has it
  uint64_t old_entries;  // compared, or in all with JOURNALS_CONTINUE
  uint64_t new_entries;
  uint64_t entry;    // JOURNALS_DIFFER, JOURNALS_SHORTER: the first that isn't the same, or isn't there
  char *folders[2];  // of the old and the new copy; NULL where there is none
};

// Of two archives. JOURNALS_UNREADABLE after complaining. journal_diff_free in any case.
void journal_diff(struct journal_diff *diff, const char *old_archive, const char *new_archive);
void journal_diff_free(struct journal_diff *diff);
// ",\"journal\":\"continues\",..." of the JSON report; nothing where there is none.
void journal_diff_print_json(const struct journal_diff *diff);
// For people. The exit code.
int journal_diff_tell(const struct journal_diff *diff);

#endif
