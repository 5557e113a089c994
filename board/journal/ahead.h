// SPDX-License-Identifier: Apache-2.0
// The entries of a journal, read before their turn: a bundle at a time, on all threads, the signatures under ballots verified.
#ifndef SCRUTINEER_BOARD_JOURNAL_AHEAD_H
#define SCRUTINEER_BOARD_JOURNAL_AHEAD_H

#include "board/log/reader.h"
#include "scrutineer/journal.h"

struct journal_ahead;

struct ahead_entry {
  enum scr_status status;  // of reading it
  struct scr_entry entry;
  bool holds;  // its signatures were verified: before, or now; false also for acts, which are few
};

// The log and the journal are borrowed; the signatures of the first `known` entries were verified before. Threads as for
// parallel_for.
enum scr_status journal_ahead_new(struct journal_ahead **ahead, struct log_reader *log,
                                  const struct scr_journal *journal, uint64_t known, unsigned threads);
void journal_ahead_free(struct journal_ahead *ahead);
// The next entry, of which there must be one; borrowed until the call after this. What log_reader_bundle says; SCR_E_MEMORY.
enum scr_status journal_ahead_next(const struct ahead_entry **entry, struct journal_ahead *ahead);

#endif
