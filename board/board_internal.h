// SPDX-License-Identifier: Apache-2.0
// A board that is open for writing: board.c opens it and appends, board_cast.c takes ballots, board_create.c makes one.
#ifndef SCRUTINEER_BOARD_BOARD_INTERNAL_H
#define SCRUTINEER_BOARD_BOARD_INTERNAL_H

#include "board/hash_set.h"
#include "board/journal/writer.h"
#include "scrutineer/board.h"

struct scr_board {
  int file;
  uint64_t size;  // of the archive, all of it durable
  uint64_t time;
  bool dry;     // nothing is written: what is added is judged and taken in memory alone (BRD-10)
  bool broken;  // a write failed in a way that leaves the disk's content unknown: nothing more is written
  enum scr_phase phase;
  uint64_t events;
  struct scr_hash last;  // event
  struct scr_election *election;
  struct scr_trustees *trustees;
  struct scr_credentials *credentials;
  struct scr_key *key;
  struct hash_set *ballots;
  const struct scr_journal_files *files;  // NULL: it has no journal
  struct journal_writer *journal;
};

// Events that are being put together, and what the board will be once they are durable.
struct append {
  struct scr_text bytes;
  enum scr_phase phase;
  uint64_t events;
  struct scr_hash last;
};

struct append board_begin(const struct scr_board *board);
// Adds an event behind its data; *event is what the journal is told of it. Nothing changes if it isn't legal.
enum scr_status board_add_event(struct append *append, struct scr_journal_event *event, const struct scr_board *board,
                                enum scr_event_type type, const struct scr_document *data, size_t data_n);
// Enters an event that was added in the journal, where the board has one. `acceptance` is NULL but for ballots.
enum scr_status board_enter(struct scr_board *board, const struct scr_journal_event *event,
                            const struct scr_acceptance *acceptance);
// Writes and syncs the archive, then the journal; of a dry board, neither.
enum scr_status board_commit(struct scr_board *board, struct append *append);
// What is said where the board is broken: SCR_E_IO with errno.
enum scr_status board_broken(void);

#endif
