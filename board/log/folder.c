// SPDX-License-Identifier: Apache-2.0
// A log as a folder of files: written so that a reader never sees a checkpoint whose tiles aren't there, and read back
// with every file checked.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/file.h"
#include "board/log/folder_lock.h"
#include "scrutineer/board.h"
#include "scrutineer/log.h"

#define BUNDLE_BYTES_MAX (SCR_TILE_WIDTH * (2 + (size_t)SCR_LOG_ENTRY_MAX))
#define FILE_MODE 0644
#define FOLDER_MODE 0755

// --- writing ---

// Makes the folders of a path that lie below the folder of the log, whose name has `known` characters.
static enum scr_status make_folders(char *path, size_t known) {
  enum scr_status status = SCR_OK;
  for (char *slash = strchr(path + known + 1, '/'); slash && status == SCR_OK; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdir(path, FOLDER_MODE) == 0) {
      if (!file_sync_folder(path)) status = SCR_E_IO;
    } else if (errno != EEXIST) {
      status = SCR_E_IO;
    }
    *slash = '/';
  }
  return status;
}

static enum scr_status write_file(const char *folder, const struct scr_tile *tile, const struct scr_text *bytes) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/", folder);
  scr_text_add_tile_path(&path, tile);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = scr_text_ok(bytes);
  if (status == SCR_OK) status = make_folders(path.bytes, strlen(folder));
  if (status == SCR_OK) status = scr_file_write(path.bytes, bytes->bytes, bytes->length, FILE_MODE, true);
  scr_text_free(&path);
  return status;
}

static enum scr_status write_bundle(const struct scr_log *log, const char *folder, const struct scr_tile *tile) {
  const struct scr_tile bundle = {SCR_TILE_ENTRIES, tile->index, tile->width};
  struct scr_text bytes = SCR_TEXT_INIT;
  for (unsigned i = 0; i < tile->width; i++) {
    struct scr_log_entry entry = scr_log_entry_at(log, tile->index * SCR_TILE_WIDTH + i);
    scr_text_add_bundled(&bytes, &entry);
  }
  enum scr_status status = write_file(folder, &bundle, &bytes);
  scr_text_free(&bytes);
  return status;
}

static enum scr_status write_tile(const struct scr_log *log, const char *folder, const struct scr_tile *tile) {
  struct scr_text bytes = SCR_TEXT_INIT;
  scr_text_add_tile(&bytes, scr_log_tree(log), tile);
  enum scr_status status = write_file(folder, tile, &bytes);
  scr_text_free(&bytes);
  return status;
}

// Whether the note is a checkpoint of the log as it is.
static enum scr_status check_note(const struct scr_log *log, const char *bytes, size_t length) {
  struct scr_note note;
  struct scr_checkpoint checkpoint;
  struct scr_hash root;
  enum scr_status status = scr_note_parse(&note, bytes, length);
  if (status == SCR_OK) status = scr_checkpoint_parse(&checkpoint, note.text, note.text_length);
  if (status != SCR_OK) return status;
  scr_merkle_root(&root, scr_log_tree(log), scr_log_size(log));
  return checkpoint.size == scr_log_size(log) && scr_hash_equal(&checkpoint.root, &root) ? SCR_OK : SCR_E_LOG_ROOT;
}

// The folder's checkpoint, if it has one, is of an earlier state of this log, at old_size or after: so no log is
// written over another, and no tile is left out in between.
static enum scr_status check_earlier(const struct scr_log *log, const char *folder, uint64_t old_size) {
  struct scr_text path = SCR_TEXT_INIT, bytes = SCR_TEXT_INIT;
  struct scr_note note;
  struct scr_checkpoint earlier = {.size = 0};
  struct scr_hash root;
  scr_text_add_format(&path, "%s/checkpoint", folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = folder_read_file(&bytes, path.bytes, SCR_NOTE_BYTES_MAX);
  bool none = status == SCR_E_IO && errno == ENOENT;
  if (status == SCR_OK) status = scr_note_parse(&note, bytes.bytes ? bytes.bytes : "", bytes.length);
  if (status == SCR_OK) status = scr_checkpoint_parse(&earlier, note.text, note.text_length);
  if (none) {
    status = SCR_OK;
    scr_merkle_root(&earlier.root, scr_log_tree(log), 0);
  }
  if (status == SCR_OK && (earlier.size < old_size || earlier.size > scr_log_size(log))) status = SCR_E_LOG_CONSISTENCY;
  if (status == SCR_OK) {
    scr_merkle_root(&root, scr_log_tree(log), earlier.size);
    if (!scr_hash_equal(&root, &earlier.root)) status = SCR_E_LOG_CONSISTENCY;
  }
  scr_text_free(&path);
  scr_text_free(&bytes);
  return status;
}

static enum scr_status write_checkpoint(const char *folder, const char *note, size_t length) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/checkpoint", folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = scr_file_write(path.bytes, note, length, FILE_MODE, true);
  scr_text_free(&path);
  return status;
}

static enum scr_status write_all(const struct scr_log *log, const char *folder, uint64_t old_size, const char *note,
                                 size_t length) {
  struct scr_tile tile = {0, 0, 0};
  enum scr_status status = check_earlier(log, folder, old_size);
  while (status == SCR_OK && scr_tile_next(&tile, old_size, scr_log_size(log))) {
    status = write_tile(log, folder, &tile);
    if (status == SCR_OK && tile.level == 0) status = write_bundle(log, folder, &tile);
  }
  if (status == SCR_OK) status = write_checkpoint(folder, note, length);
  return status;
}

// LOG-14.
enum scr_status scr_log_write(const struct scr_log *log, const char *folder, uint64_t old_size, const char *note,
                              size_t length) {
  enum scr_status status = check_note(log, note, length);
  if (status != SCR_OK) return status;
  int lock = folder_lock(folder);
  if (lock < 0) return SCR_E_IO;
  status = write_all(log, folder, old_size, note, length);
  folder_unlock(lock);
  return status;
}

// --- reading ---

// The tile's file, or the full one's where a partial one isn't there any more; *width is what was read.
static enum scr_status read_tile_file(struct scr_text *bytes, unsigned *width, const char *folder, struct scr_tile tile,
                                      size_t limit) {
  struct scr_text path = SCR_TEXT_INIT;
  enum scr_status status;
  for (;;) {
    scr_text_add_format(&path, "%s/", folder);
    scr_text_add_tile_path(&path, &tile);
    status = scr_text_ok(&path);
    if (status == SCR_OK) status = folder_read_file(bytes, path.bytes, limit);
    scr_text_free(&path);
    if (status != SCR_E_IO || errno != ENOENT || tile.width == SCR_TILE_WIDTH) break;
    tile.width = SCR_TILE_WIDTH;
  }
  if (status == SCR_OK) *width = tile.width;
  return status;
}

// `bytes` is memory to read into. The full bundle may stand for a partial one: then its first entries are taken.
static enum scr_status read_bundle(struct scr_log *log, struct scr_text *bytes, const char *folder,
                                   const struct scr_tile *tile) {
  const struct scr_tile bundle = {SCR_TILE_ENTRIES, tile->index, tile->width};
  struct scr_log_entry entries[SCR_TILE_WIDTH];
  unsigned width = 0;
  enum scr_status status = read_tile_file(bytes, &width, folder, bundle, BUNDLE_BYTES_MAX);
  if (status == SCR_OK) status = scr_bundle_read(entries, width, bytes->bytes ? bytes->bytes : "", bytes->length);
  for (unsigned i = 0; i < tile->width && status == SCR_OK; i++)
    status = scr_log_append(log, entries[i].bytes, entries[i].length);
  return status;
}

static enum scr_status read_entries(struct scr_log *log, struct scr_text *bytes, const char *folder,
                                    const struct scr_checkpoint *checkpoint) {
  struct scr_tile tile = {0, 0, 0};
  struct scr_hash root;
  enum scr_status status = SCR_OK;
  while (status == SCR_OK && scr_tile_next(&tile, 0, checkpoint->size) && tile.level == 0)
    status = read_bundle(log, bytes, folder, &tile);
  if (status != SCR_OK) return status;
  scr_merkle_root(&root, scr_log_tree(log), scr_log_size(log));
  return scr_hash_equal(&root, &checkpoint->root) ? SCR_OK : SCR_E_LOG_ROOT;
}

// The file begins with the hashes that it must have, and goes on only if it is the full tile in place of a partial one.
static enum scr_status check_tile(struct scr_text *bytes, const struct scr_log *log, const char *folder,
                                  const struct scr_tile *tile) {
  struct scr_text expected = SCR_TEXT_INIT;
  unsigned width = 0;
  scr_text_add_tile(&expected, scr_log_tree(log), tile);
  enum scr_status status = scr_text_ok(&expected);
  if (status == SCR_OK) status = read_tile_file(bytes, &width, folder, *tile, SCR_TILE_WIDTH * SCR_HASH_BYTES);
  if (status == SCR_E_LIMIT) status = SCR_E_LOG_TILE;
  if (status == SCR_OK &&
      (bytes->length != width * SCR_HASH_BYTES || memcmp(bytes->bytes, expected.bytes, expected.length) != 0))
    status = SCR_E_LOG_TILE;
  scr_text_free(&expected);
  return status;
}

static enum scr_status check_tiles(struct scr_text *bytes, const struct scr_log *log, const char *folder) {
  struct scr_tile tile = {0, 0, 0};
  enum scr_status status = SCR_OK;
  while (status == SCR_OK && scr_tile_next(&tile, 0, scr_log_size(log))) status = check_tile(bytes, log, folder, &tile);
  return status;
}

static enum scr_status read_checkpoint(struct scr_text *note, struct scr_checkpoint *checkpoint,
                                       struct scr_witnessing *witnessing, const char *folder,
                                       const struct scr_log_keys *keys) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/checkpoint", folder);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = folder_read_file(note, path.bytes, SCR_NOTE_BYTES_MAX);
  if (status == SCR_OK)
    status = scr_checkpoint_open(checkpoint, witnessing, note->bytes ? note->bytes : "", note->length, keys);
  if (status == SCR_OK && checkpoint->size > SCR_LOG_ENTRIES_MAX) status = SCR_E_LIMIT;
  scr_text_free(&path);
  return status;
}

// LOG-15.
enum scr_status scr_log_read(struct scr_log **log, struct scr_text *note, struct scr_checkpoint *checkpoint,
                             struct scr_witnessing *witnessing, const char *folder, const struct scr_log_keys *keys) {
  struct scr_text note_bytes = SCR_TEXT_INIT, bytes = SCR_TEXT_INIT;
  struct scr_checkpoint head;
  struct scr_witnessing found;
  struct scr_log *read = NULL;
  enum scr_status status = read_checkpoint(&note_bytes, &head, &found, folder, keys);
  if (status == SCR_OK) status = scr_log_new(&read);
  if (status == SCR_OK) status = read_entries(read, &bytes, folder, &head);
  if (status == SCR_OK) status = check_tiles(&bytes, read, folder);
  if (status == SCR_OK) {
    scr_text_free(note);
    *log = read;
    *note = note_bytes;
    *checkpoint = head;
    *witnessing = found;
  } else {
    scr_log_free(read);
    scr_text_free(&note_bytes);
  }
  int error = errno;
  scr_text_free(&bytes);
  errno = error;
  return status;
}
