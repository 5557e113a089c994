// SPDX-License-Identifier: Apache-2.0
// Reading an archive from front to back. Every header is built again from what it says and compared byte by byte, so that
// nothing can hide between the records.
#include "scrutineer/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/archive_format.h"
#include "board/clock.h"
#include "scrutineer/election.h"

// The setup's third: BELENIOS, election, trustees, credentials.
#define CREDENTIALS_RECORD 3
#define PIECE ((size_t)1 << 16)

struct scr_archive {
  FILE *file;
  uint64_t size;
  uint64_t offset;  // after the last record read whole
  uint64_t time;
  bool leaves_list;  // of credentials, where it is long
  size_t records;    // before this place, up to the list of credentials, which alone may be large
  double hash_seconds;
  char *buffer;
  size_t capacity;
};

static enum scr_status read_bytes(struct scr_archive *archive, void *bytes, size_t length) {
  if (fread(bytes, 1, length, archive->file) == length) return SCR_OK;
  off_t end = ferror(archive->file) ? -1 : ftello(archive->file);
  if (end < 0) return SCR_E_IO;
  return (uint64_t)end < archive->size ? SCR_E_CHANGED : SCR_E_ARCHIVE_TORN;  // it was longer when it was opened
}

static enum scr_status reserve(struct scr_archive *archive, size_t length) {
  if (length <= archive->capacity) return SCR_OK;
  char *buffer = realloc(archive->buffer, length);
  if (!buffer) return SCR_E_MEMORY;
  archive->buffer = buffer;
  archive->capacity = length;
  return SCR_OK;
}

static bool all_zero(const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (bytes[i] != 0) return false;
  return true;
}

// The header at the current place.
static enum scr_status read_header(unsigned char header[BLOCK], uint64_t *size, struct scr_archive *archive) {
  enum scr_status status = read_bytes(archive, header, BLOCK);
  if (status != SCR_OK) return status;
  return archive_header_size(size, header) ? SCR_OK : SCR_E_ARCHIVE_HEADER;
}

// Whether the body that a header announces may be there. Only a header that is right in itself is believed about its length: a
// damaged one must not pass for the end of an interrupted write.
static enum scr_status check_size(const struct scr_archive *archive, uint64_t size) {
  uint64_t limit = archive->records == CREDENTIALS_RECORD ? SCR_CREDENTIALS_BYTES_MAX : SCR_RECORD_MAX;
  if (size > limit) return SCR_E_LIMIT;
  return archive_padded(size) > archive->size - archive->offset - BLOCK ? SCR_E_ARCHIVE_TORN : SCR_OK;
}

// The body, into the buffer.
static enum scr_status read_body(struct scr_archive *archive, uint64_t size) {
  uint64_t padded = archive_padded(size);
  enum scr_status status = check_size(archive, size);
  if (status == SCR_OK) status = reserve(archive, (size_t)padded + 1);  // and a NUL, for texts
  if (status == SCR_OK) status = read_bytes(archive, archive->buffer, (size_t)padded);
  if (status == SCR_OK && !all_zero(archive->buffer + size, (size_t)(padded - size))) status = SCR_E_ARCHIVE_PADDING;
  return status;
}

// The body's hash alone.
static enum scr_status pass_body(struct scr_hash *hash, struct scr_archive *archive, uint64_t size) {
  struct scr_hasher hasher;
  uint64_t padding = archive_padded(size) - size;
  enum scr_status status = check_size(archive, size);
  if (status == SCR_OK) status = reserve(archive, PIECE);
  if (status != SCR_OK) return status;
  scr_hash_begin(&hasher);
  for (uint64_t left = size; left > 0 && status == SCR_OK;) {
    size_t piece = left < PIECE ? (size_t)left : PIECE;
    status = read_bytes(archive, archive->buffer, piece);
    scr_hash_add(&hasher, archive->buffer, piece);
    left -= piece;
  }
  scr_hash_end(hash, &hasher);
  if (status == SCR_OK) status = read_bytes(archive, archive->buffer, (size_t)padding);
  return status == SCR_OK && !all_zero(archive->buffer, (size_t)padding) ? SCR_E_ARCHIVE_PADDING : status;
}

static bool header_is(const unsigned char header[BLOCK], const char *name, uint64_t size, uint64_t time) {
  unsigned char expected[BLOCK];
  archive_header(expected, name, size, time);
  return memcmp(header, expected, BLOCK) == 0;
}

static enum scr_status read_first(struct scr_archive *archive) {
  unsigned char header[BLOCK];
  uint64_t size;
  if (archive->size == 0) return SCR_E_ARCHIVE_EMPTY;
  if (archive->size < BLOCK) return SCR_E_ARCHIVE_FIRST;
  enum scr_status status = read_header(header, &size, archive);
  if (scr_status_class(status) == SCR_CLASS_IO) return status;
  if (memcmp(header, FIRST_NAME, sizeof FIRST_NAME) != 0) return SCR_E_ARCHIVE_FIRST;
  if (status == SCR_OK) status = read_body(archive, size);
  if (status == SCR_OK) status = archive_timestamp_read(&archive->time, archive->buffer, (size_t)size);
  if (status == SCR_OK && !header_is(header, FIRST_NAME, size, archive->time)) status = SCR_E_ARCHIVE_HEADER;
  if (status == SCR_OK) archive->offset = BLOCK + archive_padded(size);
  if (status == SCR_OK) archive->records = 1;
  return status;
}

// A regular file alone has a size and can be sought in; a pipe is not waited for.
static enum scr_status open_file(struct scr_archive *archive, const char *path) {
  struct stat stat;
  int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return SCR_E_IO;
  archive->file = fdopen(descriptor, "rb");
  if (!archive->file) {
    (void)close(descriptor);
    return SCR_E_MEMORY;
  }
  (void)setvbuf(archive->file, NULL, _IOFBF, PIECE);  // fewer calls of the kernel than with a page each
  if (fstat(descriptor, &stat) != 0) return SCR_E_IO;
  archive->size = (uint64_t)stat.st_size;
  if (S_ISREG(stat.st_mode)) return SCR_OK;
  errno = S_ISDIR(stat.st_mode) ? EISDIR : EINVAL;
  return SCR_E_IO;
}

enum scr_status scr_archive_open(struct scr_archive **archive, const char *path) {
  struct scr_archive *opened = calloc(1, sizeof *opened);
  if (!opened) return SCR_E_MEMORY;
  enum scr_status status = open_file(opened, path);
  if (status == SCR_OK) status = read_first(opened);
  if (status == SCR_OK)
    *archive = opened;
  else
    scr_archive_close(opened);
  return status;
}

void scr_archive_close(struct scr_archive *archive) {
  if (!archive) return;
  int error = errno;  // it may be why the archive is closed
  if (archive->file) (void)fclose(archive->file);
  free(archive->buffer);
  free(archive);
  errno = error;
}

uint64_t scr_archive_time(const struct scr_archive *archive) {
  return archive->time;
}

uint64_t scr_archive_offset(const struct scr_archive *archive) {
  return archive->offset;
}

uint64_t scr_archive_size(const struct scr_archive *archive) {
  return archive->size;
}

double archive_hash_seconds(const struct scr_archive *archive) {
  return archive->hash_seconds;
}

void archive_leave_list(struct scr_archive *archive) {
  archive->leaves_list = true;
}

enum scr_status archive_window(struct window *window, const struct scr_archive *archive, uint64_t offset,
                               uint64_t length) {
  return window_of_file(window, fileno(archive->file), offset + BLOCK, length);
}

// The record's bytes, unless they are left where they are, and their hash.
static enum scr_status take_body(struct scr_record *record, struct scr_hash *hash, struct scr_archive *archive,
                                 uint64_t size) {
  record->left = archive->leaves_list && archive->records == CREDENTIALS_RECORD && size > WINDOW_BYTES;
  record->length = (size_t)size;
  record->bytes = NULL;
  enum scr_status status = record->left ? pass_body(hash, archive, size) : read_body(archive, size);
  if (status != SCR_OK || record->left) return status;
  double start = seconds_now();
  scr_hash(hash, archive->buffer, (size_t)size);
  archive->hash_seconds += seconds_since(&start);
  record->bytes = archive->buffer;
  return SCR_OK;
}

// ARC-3.
enum scr_status scr_archive_next(struct scr_record *record, bool *end, struct scr_archive *archive) {
  unsigned char header[BLOCK];
  char name[80];
  uint64_t size;
  struct scr_record read;
  struct scr_hash actual;
  *end = archive->offset == archive->size;
  if (*end) return SCR_OK;
  enum scr_status status = read_header(header, &size, archive);
  if (status != SCR_OK) return status;
  if (!archive_name_read(&read.name, &read.kind, header)) return SCR_E_ARCHIVE_HEADER;
  archive_record_name(name, &read.name, read.kind);
  if (!header_is(header, name, size, archive->time)) return SCR_E_ARCHIVE_HEADER;
  status = take_body(&read, &actual, archive, size);
  if (status != SCR_OK) return status;
  read.hash_holds = scr_hash_equal(&actual, &read.name);
  read.offset = archive->offset;
  archive->offset += BLOCK + archive_padded(size);
  if (archive->records <= CREDENTIALS_RECORD) archive->records++;
  *record = read;
  return SCR_OK;
}

void archive_give(struct scr_text *text, struct scr_archive *archive, const struct scr_record *record) {
  char *free_bytes = text->bytes;
  size_t free_capacity = text->capacity;
  archive->buffer[record->length] = '\0';
  *text = (struct scr_text){.bytes = archive->buffer, .length = record->length, .capacity = archive->capacity};
  archive->buffer = free_bytes;
  archive->capacity = free_capacity;
}

enum scr_status scr_archive_read_at(struct scr_text *bytes, struct scr_hash *name, struct scr_archive *archive,
                                    uint64_t offset) {
  struct scr_record record;
  bool end;
  off_t back = ftello(archive->file);
  uint64_t back_offset = archive->offset;
  size_t back_records = archive->records;
  if (back < 0 || fseeko(archive->file, (off_t)offset, SEEK_SET) != 0) return SCR_E_IO;
  archive->offset = offset;
  enum scr_status status = scr_archive_next(&record, &end, archive);
  if (status == SCR_OK && (end || !record.hash_holds)) status = SCR_E_ARCHIVE_HASH;
  if (status == SCR_OK) archive_give(bytes, archive, &record);
  if (status == SCR_OK) *name = record.name;
  archive->offset = back_offset;
  archive->records = back_records;
  return fseeko(archive->file, back, SEEK_SET) == 0 ? status : SCR_E_IO;
}
