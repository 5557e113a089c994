// SPDX-License-Identifier: Apache-2.0
// Following a board as an observer: what is known of it, and what is said.
#ifndef SCRUTINEER_CLI_FOLLOW_H
#define SCRUTINEER_CLI_FOLLOW_H

#include "cli/board_source.h"
#include "cli/log_keys.h"
#include "scrutineer/fork.h"

// X(symbol, id, sentence)
// clang-format off
#define FOLLOW_ALARMS(X)                                                                                                \
  X(ALARM_FORK, "fork", "The log has shown two versions of itself")                                                     \
  X(ALARM_EDIT, "edit", "Entries that were there have been changed: the log no longer begins with what it began with")  \
  X(ALARM_ROLLBACK, "rollback", "The log has gone back: it has fewer entries than it had")                              \
  X(ALARM_GONE, "gone", "The log's checkpoint is gone")                                                                 \
  X(ALARM_SIGNATURE, "signature", "What is shown as the log's checkpoint can't be believed")                            \
  X(ALARM_ENTRIES, "entries", "The entries that are shown are not those that the log has signed")
// clang-format on
enum follow_alarm {
#define X(symbol, id, sentence) symbol,
  FOLLOW_ALARMS(X)
#undef X
      FOLLOW_ALARMS_N
};

// The state of the log that was verified last.
struct follow_state {
  struct scr_log *log;               // NULL before the first
  struct scr_text note;              // as it was found
  struct scr_checkpoint checkpoint;  // its origin is borrowed from the note
  struct scr_witnessing witnessing;
};

struct follower {
  struct board_source source;
  struct log_keys log_keys;
  const char *folder;  // of the state, which is a log's folder itself
  bool json, once;
  struct follow_state last;
};

// --- what is said (follow_say.c) ---

void follow_say_entries(const struct follower *follower, const struct scr_log *log, uint64_t from);
void follow_say_checkpoint(const struct follower *follower, const struct follow_state *state);
// `evidence` is the file, or NULL; the exit code of an alarm.
int follow_say_alarm(const struct follower *follower, enum follow_alarm alarm, enum scr_status status,
                     const char *evidence);

#endif
