// SPDX-License-Identifier: Apache-2.0
// Continuing a board after its ballots: the events that follow from what was verified.
#ifndef SCRUTINEER_CLI_APPEND_H
#define SCRUTINEER_CLI_APPEND_H

#include "cli/cli.h"
#include "scrutineer/board.h"

// A board as it was verified: what is appended must follow that, or nothing is.
struct board_end {
  const char *path;
  uint64_t events;
  bool dry_run;  // what is appended is judged, and never written
};
struct board_end board_end_of(const char *path, const struct scr_session *session, bool dry_run);

// Each appends one event and moves the end on: DONE, or the exit code after complaining. `bytes` is the partial
// decryption's document, which the caller has checked.
int append_tally(struct board_end *end, const struct scr_session *session);
int append_decryption(struct board_end *end, size_t owner, const struct scr_text *bytes);
int append_result(struct board_end *end, const struct scr_election *election, const uint64_t *votes);

#endif
