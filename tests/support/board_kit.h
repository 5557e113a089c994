// SPDX-License-Identifier: Apache-2.0
// A whole archive in memory, to be changed and sealed again as far as whoever holds the board could: hashes, references
// between documents, heights and parents. Public data only. What can't be done ends the program: this is for tests and the
// demonstration.
#ifndef SCRUTINEER_TESTS_BOARD_KIT_H
#define SCRUTINEER_TESTS_BOARD_KIT_H

#include "scrutineer/archive.h"

struct kit_event {
  struct scr_event event;
  size_t data_n;
  struct scr_text data[SCR_STEP_DATA_MAX];  // the documents that stand before it, in the record's order
};

struct kit_board {
  uint64_t time;
  size_t events_n;
  struct kit_event *events;
};

// Reads an archive whose events can all be read; says what is wrong, and ends the program, otherwise.
struct kit_board *kit_read(const char *path);
struct kit_board *kit_copy(const struct kit_board *board);
void kit_free(struct kit_board *board);

// Makes references, payloads, heights and parents right again.
void kit_seal(struct kit_board *board);
// Makes only the parents right, from event `from` on: for changes to the events themselves.
void kit_chain(struct kit_board *board, size_t from);
void kit_bytes(struct scr_text *bytes, const struct kit_board *board);
void kit_write(const struct kit_board *board, const char *path);

// The index-th event (from 0) of a type.
size_t kit_find(const struct kit_board *board, enum scr_event_type type, size_t index);
size_t kit_count(const struct kit_board *board, enum scr_event_type type);
void kit_remove(struct kit_board *board, size_t at);
// Puts a copy of the event at `from` before the event at `to`.
void kit_insert_copy(struct kit_board *board, size_t from, size_t to);

// Replaces a document.
void kit_set(struct scr_text *document, const char *bytes, size_t length);
// Replaces the first occurrence of `old` in a document; ends the program if there is none.
void kit_replace(struct scr_text *document, const char *old, const char *new);

// Says what is wrong in printf's manner and ends the program.
_Noreturn void kit_stop(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
