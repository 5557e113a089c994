// SPDX-License-Identifier: Apache-2.0
// Cosigned checkpoints in the log's folder.
#include "scrutineer/cosigned.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "board/log/cosigned_files.h"
#include "board/log/folder_lock.h"
#include "board/log/wire.h"
#include "scrutineer/board.h"

#define FOLDER "cosigned"
#define FILE_MODE 0644
#define FOLDER_MODE 0755

static enum scr_status read_named(struct scr_text *note, const char *folder, const char *name, uint64_t size) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/%s", folder, name);
  if (strcmp(name, FOLDER) == 0) scr_text_add_format(&path, "/%llu", (unsigned long long)size);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = folder_read_file(note, path.bytes, SCR_NOTE_BYTES_MAX);
  if (status == SCR_OK) scr_text_add(note, "");  // never without bytes
  scr_text_free(&path);
  return status;
}

// --- which there are ---

static enum scr_status add_size(struct cosigned_sizes *sizes, size_t *capacity, uint64_t size) {
  if (sizes->count == *capacity) {
    size_t wanted = *capacity ? 2 * *capacity : 64;
    uint64_t *grown = realloc(sizes->size, wanted * sizeof *grown);
    if (!grown) return SCR_E_MEMORY;
    sizes->size = grown;
    *capacity = wanted;
  }
  sizes->size[sizes->count++] = size;
  return SCR_OK;
}

static enum scr_status list_folder(struct cosigned_sizes *sizes, const char *path) {
  size_t capacity = 0;
  enum scr_status status = SCR_OK;
  DIR *listing = opendir(path);
  if (!listing) return errno == ENOENT ? SCR_OK : SCR_E_IO;
  errno = 0;
  for (const struct dirent *file; status == SCR_OK && (file = readdir(listing)); errno = 0) {
    uint64_t size;
    if (wire_number(&size, file->d_name, strlen(file->d_name))) status = add_size(sizes, &capacity, size);
  }
  int error = errno;
  if (status == SCR_OK && error != 0) status = SCR_E_IO;
  (void)closedir(listing);
  errno = error;
  return status;
}

static int by_size(const void *a, const void *b) {
  const uint64_t *first = a, *second = b;
  return (*first > *second) - (*first < *second);
}

enum scr_status cosigned_list_sizes(struct cosigned_sizes *sizes, const char *log_folder) {
  struct scr_text path = SCR_TEXT_INIT;
  *sizes = (struct cosigned_sizes){NULL, 0};
  scr_text_add_format(&path, "%s/" FOLDER, log_folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = list_folder(sizes, path.bytes);
  if (sizes->count > 0) qsort(sizes->size, sizes->count, sizeof *sizes->size, by_size);
  int error = errno;
  scr_text_free(&path);
  errno = error;
  return status;
}

enum scr_status cosigned_open(struct scr_hash *root, struct scr_witnessing *witnessing, const char *log_folder,
                              uint64_t size, const struct scr_log_keys *keys) {
  struct scr_text note = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  enum scr_status status = read_named(&note, log_folder, FOLDER, size);
  if (status == SCR_OK) status = scr_checkpoint_open(&checkpoint, witnessing, note.bytes, note.length, keys);
  if (status == SCR_OK && checkpoint.size != size) status = SCR_E_LOG_CHECKPOINT;
  if (status == SCR_OK && root) *root = checkpoint.root;
  int error = errno;
  scr_text_free(&note);
  errno = error;
  return status;
}

// The latest first, until every witness has one.
enum scr_status scr_cosigned_sizes(uint64_t found[SCR_NOTE_KEYS_MAX], uint64_t *at, const char *folder,
                                   const struct scr_log_keys *keys) {
  struct cosigned_sizes sizes;
  uint64_t latest[SCR_NOTE_KEYS_MAX] = {0};
  size_t missing = keys->witnesses_n;
  enum scr_status status = cosigned_list_sizes(&sizes, folder);
  for (size_t i = sizes.count; i-- > 0 && status == SCR_OK && missing > 0;) {
    struct scr_witnessing witnessing;
    *at = sizes.size[i];
    status = cosigned_open(NULL, &witnessing, folder, sizes.size[i], keys);
    for (size_t j = 0; j < keys->witnesses_n && status == SCR_OK; j++) {
      if (!witnessing.by[j].has_signed || latest[j] > 0) continue;
      latest[j] = sizes.size[i];
      missing--;
    }
  }
  free(sizes.size);
  if (status == SCR_OK) memcpy(found, latest, sizeof latest);
  return status;
}

// --- adding to them ---

// The last line of the key's in the first note that has one.
static void add_line(struct scr_text *out, const struct scr_note_key *key, const struct scr_note *newer,
                     const struct scr_note *older) {
  const struct scr_note *const notes[] = {newer, older};
  for (size_t n = 0; n < 2 && notes[n]; n++)
    for (size_t i = notes[n]->signatures_n; i-- > 0;)
      if (scr_note_signature_is_by(&notes[n]->signatures[i], key)) {
        scr_text_add_bytes(out, notes[n]->signatures[i].line, notes[n]->signatures[i].line_length);
        return;
      }
}

static bool is_same_text(const struct scr_note *a, const struct scr_note *b) {
  return a->text_length == b->text_length && memcmp(a->text, b->text, a->text_length) == 0;
}

// Both notes hold, and say the same; `older` may be NULL.
static enum scr_status merge(struct scr_text *out, const struct scr_note *newer, const struct scr_note *older,
                             const struct scr_log_keys *keys) {
  if (older && !is_same_text(newer, older)) return SCR_E_LOG_CONSISTENCY;
  scr_text_add_bytes(out, newer->text, newer->text_length);
  scr_text_add(out, "\n");
  add_line(out, &keys->log, newer, older);
  for (size_t i = 0; i < keys->witnesses_n; i++) add_line(out, &keys->witnesses[i], newer, older);
  return scr_text_ok(out);
}

// A note that holds; a file that isn't there is an empty text.
static enum scr_status open_note(struct scr_note *note, struct scr_checkpoint *checkpoint, const struct scr_text *bytes,
                                 const struct scr_log_keys *keys) {
  struct scr_witnessing witnessing;
  enum scr_status status = scr_checkpoint_open(checkpoint, &witnessing, bytes->bytes, bytes->length, keys);
  return status == SCR_OK ? scr_note_parse(note, bytes->bytes, bytes->length) : status;
}

static enum scr_status write_named(const char *folder, const char *name, uint64_t size, const struct scr_text *note) {
  struct scr_text path = SCR_TEXT_INIT;
  bool in_folder = strcmp(name, FOLDER) == 0;
  scr_text_add_format(&path, "%s/%s", folder, name);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK && in_folder && mkdir(path.bytes, FOLDER_MODE) != 0 && errno != EEXIST) status = SCR_E_IO;
  if (in_folder) scr_text_add_format(&path, "/%llu", (unsigned long long)size);
  if (status == SCR_OK) status = scr_text_ok(&path);
  if (status == SCR_OK) status = scr_file_write(path.bytes, note->bytes, note->length, FILE_MODE, true);
  int error = errno;
  scr_text_free(&path);
  errno = error;
  return status;
}

// Whether the folder's checkpoint says the same; none says nothing.
static enum scr_status is_current(bool *current, const char *folder, const struct scr_note *note) {
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_note there;
  enum scr_status status = read_named(&bytes, folder, "checkpoint", 0);
  *current =
      status == SCR_OK && scr_note_parse(&there, bytes.bytes, bytes.length) == SCR_OK && is_same_text(&there, note);
  int error = errno;
  scr_text_free(&bytes);
  errno = error;
  return status == SCR_E_IO && errno == ENOENT ? SCR_OK : status;
}

static enum scr_status add_locked(struct scr_text *merged, bool *current, const char *folder,
                                  const struct scr_text *bytes, const struct scr_log_keys *keys) {
  struct scr_note newer, older;
  struct scr_checkpoint checkpoint, before;
  struct scr_text there = SCR_TEXT_INIT;
  enum scr_status status = open_note(&newer, &checkpoint, bytes, keys);
  if (status == SCR_OK) status = read_named(&there, folder, FOLDER, checkpoint.size);
  bool none = status == SCR_E_IO && errno == ENOENT;
  if (status == SCR_OK) status = open_note(&older, &before, &there, keys);
  if (none) status = SCR_OK;
  if (status == SCR_OK) status = merge(merged, &newer, none ? NULL : &older, keys);
  if (status == SCR_OK) status = write_named(folder, FOLDER, checkpoint.size, merged);
  if (status == SCR_OK) status = is_current(current, folder, &newer);
  if (status == SCR_OK && *current) status = write_named(folder, "checkpoint", 0, merged);
  int error = errno;
  scr_text_free(&there);
  errno = error;
  return status;
}

// WIT-13.
enum scr_status scr_cosigned_add(struct scr_text *merged, bool *current, const char *folder, const char *note,
                                 size_t length, const struct scr_log_keys *keys) {
  struct scr_text bytes = SCR_TEXT_INIT;
  scr_text_add_bytes(&bytes, note, length);
  enum scr_status status = scr_text_ok(&bytes);
  int lock = status == SCR_OK ? folder_lock(folder) : -1;
  if (status == SCR_OK && lock < 0) status = SCR_E_IO;
  if (status == SCR_OK) status = add_locked(merged, current, folder, &bytes, keys);
  folder_unlock(lock);
  int error = errno;
  scr_text_free(&bytes);
  errno = error;
  return status;
}
