// SPDX-License-Identifier: Apache-2.0
// An election's journal gone through from its beginning, as it is published: where it stands now, for whoever goes on from
// there. That the log's key signed it is checked; the rules are the verifier's to check.
#ifndef SCRUTINEER_CLI_REPLAY_H
#define SCRUTINEER_CLI_REPLAY_H

#include "cli/published.h"

struct replay {
  struct published published;  // its setup has the credentials
  struct scr_journal *journal;
};

// An entry as it is passed. Of a ballot, `credential` is its position in the list, SIZE_MAX where that is unknown.
struct replayed {
  uint64_t index;
  const struct scr_entry *entry;
  size_t credential;
};

// Goes through the journal of an election's folder, or of its public folder; `visit` (or NULL) is called after each entry
// was taken. DONE, or the exit code after complaining; replay_free in either case.
int replay_read(struct replay *replay, const char *path, void (*visit)(void *context, const struct replayed *replayed),
                void *context);
void replay_free(struct replay *replay);

#endif
