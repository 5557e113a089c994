// SPDX-License-Identifier: Apache-2.0
#include "board/journal/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scrutineer/archive.h"

// The next line of a stream into `line`, which has room for SCR_LOG_ENTRY_MAX + 2 bytes; its length without the line feed.
// False at the end of what is whole.
static bool next_line(char *line, size_t *length, FILE *stream) {
  size_t count = 0;
  for (int c; count <= SCR_LOG_ENTRY_MAX && (c = getc_unlocked(stream)) != EOF; line[count++] = (char)c) {
    if (c == '\0') return false;
    if (c != '\n') continue;
    *length = count;
    return count > 0;
  }
  return false;
}

static enum scr_status read_lines(struct scr_log *log, uint64_t *end, FILE *stream) {
  char *line = malloc(SCR_LOG_ENTRY_MAX + 2);
  size_t length;
  enum scr_status status = line ? SCR_OK : SCR_E_MEMORY;
  while (status == SCR_OK && next_line(line, &length, stream)) {
    status = scr_log_size(log) < SCR_LOG_ENTRIES_MAX ? scr_log_append(log, line, length) : SCR_E_LIMIT;
    if (status == SCR_OK) *end += length + 1;
  }
  free(line);
  return status == SCR_OK && ferror(stream) ? SCR_E_IO : status;
}

// NULL with errno; a pipe would be waited for.
static FILE *open_regular(const char *path) {
  struct stat stat;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return NULL;
  bool regular = fstat(file, &stat) == 0 && S_ISREG(stat.st_mode);
  FILE *stream = regular ? fdopen(file, "rb") : NULL;
  if (stream) return stream;
  (void)close(file);
  errno = EINVAL;
  return NULL;
}

enum scr_status journal_lines_read(struct scr_log **log, uint64_t *end, bool *torn, const char *path) {
  struct scr_log *read = NULL;
  uint64_t at = 0, size = 0;
  enum scr_status status = scr_log_new(&read);
  if (status != SCR_OK) return status;
  FILE *stream = open_regular(path);
  if (!stream && errno != ENOENT) status = SCR_E_IO;
  if (stream) {
    status = read_lines(read, &at, stream);
    if (status == SCR_OK && fseeko(stream, 0, SEEK_END) != 0) status = SCR_E_IO;
    if (status == SCR_OK) size = (uint64_t)ftello(stream);
    (void)fclose(stream);
  }
  if (status == SCR_OK) {
    *log = read;
    *end = at;
    *torn = size > at;
  } else {
    scr_log_free(read);
  }
  return status;
}

// --- comparing ---

static void fail_comparison(struct journal_comparison *comparison, enum scr_status status) {
  comparison->error = errno;
  comparison->status = status;
}

static void open_comparison(struct journal_comparison *comparison) {
  comparison->stream = open_regular(comparison->path);
  if (!comparison->stream) fail_comparison(comparison, errno == ENOENT ? SCR_E_JOURNAL_LINES : SCR_E_IO);
  if (comparison->stream) comparison->line = malloc(SCR_LOG_ENTRY_MAX + 2);
  if (comparison->stream && !comparison->line) fail_comparison(comparison, SCR_E_MEMORY);
}

void journal_comparison_show(struct journal_comparison *comparison, const struct scr_log_entry *entry) {
  size_t length;
  if (!comparison->stream && comparison->status == SCR_OK) open_comparison(comparison);
  if (comparison->status != SCR_OK) return;
  bool same = next_line(comparison->line, &length, comparison->stream) && length == entry->length &&
              memcmp(comparison->line, entry->bytes, length) == 0;
  if (!same) fail_comparison(comparison, ferror(comparison->stream) ? SCR_E_IO : SCR_E_JOURNAL_LINES);
}

enum scr_status journal_comparison_end(struct journal_comparison *comparison) {
  if (!comparison->stream && comparison->status == SCR_OK) open_comparison(comparison);
  if (comparison->status != SCR_OK) errno = comparison->error;
  return comparison->status;
}

void journal_comparison_free(struct journal_comparison *comparison) {
  int error = errno;
  if (comparison->stream) (void)fclose(comparison->stream);
  free(comparison->line);
  errno = error;
}
