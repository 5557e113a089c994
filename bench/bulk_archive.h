// SPDX-License-Identifier: Apache-2.0
// Writes a new archive from front to back, in the record's form, without reading it and without waiting for the disk: what the
// writer of real boards (board/board.c) does for every ballot, a benchmark can do without.
#ifndef SCRUTINEER_BENCH_BULK_ARCHIVE_H
#define SCRUTINEER_BENCH_BULK_ARCHIVE_H

#include "scrutineer/archive.h"

struct archive_writer {
  FILE *file;
  uint64_t time;
  uint64_t events;
  struct scr_hash last;  // event
  struct scr_text bytes, event;
};

// False if the file exists or can't be made.
bool archive_begin(struct archive_writer *writer, const char *path, uint64_t time);
// An event with its data, the payload last. False: no memory or no disk.
bool archive_add(struct archive_writer *writer, enum scr_event_type type, const struct scr_text *data, size_t data_n);
// A ballot whose data record was made before.
bool archive_add_ballot(struct archive_writer *writer, const char *record, size_t length, const struct scr_hash *name);
bool archive_end(struct archive_writer *writer);

#endif
