// SPDX-License-Identifier: Apache-2.0
// After a crash: what an interrupted write left at the end of the archive. And comparing two boards.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "board/file.h"
#include "scrutineer/board.h"

// --- recovery ---

// Goes through whole events; *end is where the last of them ends, 0 if there is none. The status is what stopped the
// reading (a record that doesn't have its hash is damage), and *unfinished whether an appending writer that was
// interrupted leaves such a thing: a record torn, or documents without their event.
static enum scr_status find_end(uint64_t *end, uint64_t *size, bool *unfinished, const char *path) {
  struct scr_archive *archive = NULL;
  struct scr_step step = {0};
  bool done = false;
  *end = 0;
  enum scr_status status = scr_archive_open(&archive, path);
  if (status == SCR_OK) *size = scr_archive_size(archive);
  while (status == SCR_OK) {
    status = scr_step_next(&step, &done, archive);
    if (status == SCR_OK && done) break;
    if (status == SCR_OK && !scr_step_hashes_hold(&step)) status = SCR_E_ARCHIVE_HASH;
    if (status == SCR_OK) *end = scr_archive_offset(archive);
  }
  scr_step_free(&step);
  scr_archive_close(archive);
  *unfinished = status == SCR_E_ARCHIVE_TORN || (status == SCR_E_ARCHIVE_ORDER && done);
  return status;
}

// Where the file grew before its blocks were written, zeros stand there.
static bool is_zero(const struct scr_text *tail) {
  for (size_t i = 0; i < tail->length; i++)
    if (tail->bytes[i] != 0) return false;
  return true;
}

enum scr_status file_read_tail(struct scr_text *tail, int file, uint64_t from, uint64_t size) {
  char buffer[65536];
  for (uint64_t at = from; at < size;) {
    ssize_t count = pread(file, buffer, sizeof buffer, (off_t)at);
    if (count == 0) errno = EIO;  // the file was cut meanwhile
    if (count <= 0) return SCR_E_IO;
    scr_text_add_bytes(tail, buffer, (size_t)count);
    at += (uint64_t)count;
  }
  return scr_text_ok(tail);
}

enum scr_status file_cut(int file, uint64_t end, const struct scr_text *tail, const char *kept) {
  enum scr_status status = scr_file_write(kept, tail->bytes ? tail->bytes : "", tail->length, 0600, false);
  if (status == SCR_OK && (ftruncate(file, (off_t)end) != 0 || fsync(file) != 0)) status = SCR_E_IO;
  return status;
}

// BRD-3.
static enum scr_status recover(uint64_t *kept_bytes, int file, const char *path, const char *kept, bool only_look) {
  uint64_t end = 0, size = 0;
  struct scr_text tail = SCR_TEXT_INIT;
  bool unfinished;
  enum scr_status found = find_end(&end, &size, &unfinished, path);
  if (found == SCR_OK || end == 0) {  // whole, or no board: a board is put in place with its setup
    *kept_bytes = 0;
    return found;
  }
  enum scr_status status = size - end > SCR_RECORD_MAX * 8 ? SCR_E_LIMIT : file_read_tail(&tail, file, end, size);
  if (status == SCR_OK && !unfinished && !is_zero(&tail)) status = found;  // damage
  if (status == SCR_OK && !only_look) status = file_cut(file, end, &tail, kept);
  if (status == SCR_OK) *kept_bytes = size - end;
  scr_text_free(&tail);
  return status;
}

enum scr_status scr_board_recover(uint64_t *kept_bytes, const char *path, const char *kept, bool only_look) {
  int file = open(path, (only_look ? O_RDONLY : O_RDWR) | O_CLOEXEC);
  if (file < 0) return SCR_E_IO;
  enum scr_status status = SCR_OK;
  if (flock(file, LOCK_EX | LOCK_NB) != 0) status = errno == EWOULDBLOCK ? SCR_E_LOCKED : SCR_E_IO;
  if (status == SCR_OK) status = recover(kept_bytes, file, path, kept, only_look);
  int error = errno;
  (void)close(file);
  errno = error;
  return status;
}

// --- comparing ---

static enum scr_status compare_streams(uint64_t *at, FILE *earlier, FILE *later) {
  char a[65536], b[65536];
  *at = 0;
  for (;;) {
    size_t count = fread(a, 1, sizeof a, earlier);
    if (count == 0) return ferror(earlier) ? SCR_E_IO : SCR_OK;
    size_t other = fread(b, 1, count, later);
    size_t same = 0;
    while (same < other && a[same] == b[same]) same++;
    *at += same;
    if (same < count) return ferror(later) ? SCR_E_IO : SCR_E_ARCHIVE_PREFIX;
  }
}

// BRD-4.
enum scr_status scr_board_compare(uint64_t *at, const char *earlier, const char *later) {
  FILE *a = fopen(earlier, "rbe"), *b = fopen(later, "rbe");
  enum scr_status status = a && b ? compare_streams(at, a, b) : SCR_E_IO;
  int error = errno;
  if (a) (void)fclose(a);
  if (b) (void)fclose(b);
  errno = error;
  return status;
}
