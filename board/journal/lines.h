// SPDX-License-Identifier: Apache-2.0
// The journal as people read it, journal.jsonl: one entry on each line. For the writer it is what was made durable first.
#ifndef SCRUTINEER_BOARD_JOURNAL_LINES_H
#define SCRUTINEER_BOARD_JOURNAL_LINES_H

#include "scrutineer/log.h"

// Reads the lines of a file into a log. *end is where the last whole line ends, and *torn whether something follows it: a
// line without its line feed, one that is too long or empty, or one with a zero byte. A file that isn't there has no lines.
enum scr_status journal_lines_read(struct scr_log **log, uint64_t *end, bool *torn, const char *path);
// Whether the file begins with the entries of the log: SCR_E_JOURNAL_LINES. While a board is being written, it may have more.
enum scr_status journal_lines_check(const char *path, const struct scr_log *log);

#endif
