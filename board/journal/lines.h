// SPDX-License-Identifier: Apache-2.0
// The journal as people read it, journal.jsonl: one entry on each line. For the writer it is what was made durable first.
#ifndef SCRUTINEER_BOARD_JOURNAL_LINES_H
#define SCRUTINEER_BOARD_JOURNAL_LINES_H

#include <stdio.h>

#include "scrutineer/log.h"

// Reads the lines of a file into a log. *end is where the last whole line ends, and *torn whether something follows it: a
// line without its line feed, one that is too long or empty, or one with a zero byte. A file that isn't there has no lines.
enum scr_status journal_lines_read(struct scr_log **log, uint64_t *end, bool *torn, const char *path);
// Compares the file's lines with the entries of the log, which are shown in order. While a board is being written, the file may
// have more: it is opened with the first entry, when it is known how many there are.
struct journal_comparison {
  const char *path;
  FILE *stream;
  char *line;
  enum scr_status status;
  int error;  // errno of the failure
};

#define JOURNAL_COMPARISON(path) \
  { path, NULL, NULL, SCR_OK, 0 }

void journal_comparison_show(struct journal_comparison *comparison, const struct scr_log_entry *entry);
// After all entries, or none: SCR_E_JOURNAL_LINES if they weren't the file's first lines, or there is no file; SCR_E_IO with errno.
enum scr_status journal_comparison_end(struct journal_comparison *comparison);
// Leaves errno as it is.
void journal_comparison_free(struct journal_comparison *comparison);

#endif
