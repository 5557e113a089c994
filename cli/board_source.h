// SPDX-License-Identifier: Apache-2.0
// A board that somebody else publishes: its files, from a folder or over HTTP. What is read is hostile.
#ifndef SCRUTINEER_CLI_BOARD_SOURCE_H
#define SCRUTINEER_CLI_BOARD_SOURCE_H

#include "cli/cli.h"
#include "scrutineer/log.h"

struct board_source {
  char *where;  // a folder or a URL, of public/ or of the log in it; of an election's folder, its public/
  char *log;    // the log's own
  bool is_url;
  long milliseconds;  // for each answer
};

enum source_result {
  SOURCE_GOT,
  SOURCE_GONE,   // there is no such file (404, 410)
  SOURCE_FAILED  // after complaining
};

// Finds out where the log is. False after complaining.
bool source_open(struct board_source *source, const char *where, long milliseconds);
void source_close(struct board_source *source);
// A file of the log's, or beside it; the text is overwritten.
enum source_result source_get(struct scr_text *text, const struct board_source *source, const char *name, size_t limit);
enum source_result source_get_beside(struct scr_text *text, const struct board_source *source, const char *name,
                                     size_t limit);
// Appends to `log`, which has the entries before the first bundle, the bundles from that of entry old_size on, up to `size`
// entries. Where a partial bundle isn't there any more, the full one is taken. DONE, or the exit code after complaining.
int source_add_entries(struct scr_log *log, const struct board_source *source, uint64_t old_size, uint64_t size);

#endif
