// SPDX-License-Identifier: Apache-2.0
// A log as a folder of files, written so that a reader never sees a checkpoint whose tiles aren't there.
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "board/file.h"
#include "board/log/folder_lock.h"
#include "scrutineer/board.h"
#include "scrutineer/log.h"

#define FILE_MODE 0644
#define FOLDER_MODE 0755

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
