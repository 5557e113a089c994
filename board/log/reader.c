// SPDX-License-Identifier: Apache-2.0
#include "board/log/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "board/log/folder_lock.h"

#define BUNDLE_BYTES_MAX (SCR_TILE_WIDTH * (2 + (size_t)SCR_LOG_ENTRY_MAX))
#define NONE UINT64_MAX

struct log_reader {
  struct scr_text folder;
  struct scr_checkpoint checkpoint;
  struct scr_merkle *bundles;  // the roots of all full bundles
  struct scr_hash partial;     // the root of the last bundle, if that isn't full
  struct scr_tile at;          // whose file is read
  // The bundle at hand:
  uint64_t index;  // NONE: none is
  unsigned width;
  struct scr_text bytes;
  struct scr_log_entry entries[SCR_TILE_WIDTH];
  struct scr_merkle *leaves;
};

void log_reader_free(struct log_reader *reader) {
  if (!reader) return;
  scr_text_free(&reader->folder);
  scr_text_free(&reader->bytes);
  scr_merkle_free(reader->bundles);
  scr_merkle_free(reader->leaves);
  free(reader);
}

uint64_t log_reader_size(const struct log_reader *reader) {
  return reader->checkpoint.size;
}

// --- files ---

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

// The tile's file, or the full one's where a partial one isn't there any more; *width is what was read.
static enum scr_status read_tile_file(struct scr_text *bytes, unsigned *width, struct log_reader *reader,
                                      struct scr_tile tile, size_t limit) {
  struct scr_text path = SCR_TEXT_INIT;
  enum scr_status status;
  reader->at = tile;
  for (;;) {
    scr_text_add_format(&path, "%s/", reader->folder.bytes);
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

// --- bundles ---

static unsigned width_of(const struct log_reader *reader, uint64_t index) {
  uint64_t left = reader->checkpoint.size - index * SCR_TILE_WIDTH;
  return left < SCR_TILE_WIDTH ? (unsigned)left : SCR_TILE_WIDTH;
}

// Takes a bundle to hand. The full one may stand for a partial one: then its first entries are taken.
static enum scr_status load(struct log_reader *reader, uint64_t index) {
  const struct scr_tile bundle = {SCR_TILE_ENTRIES, index, width_of(reader, index)};
  unsigned found = 0;
  reader->index = NONE;
  enum scr_status status = read_tile_file(&reader->bytes, &found, reader, bundle, BUNDLE_BYTES_MAX);
  const char *bytes = reader->bytes.bytes ? reader->bytes.bytes : "";
  if (status == SCR_OK) status = scr_bundle_read(reader->entries, found, bytes, reader->bytes.length);
  scr_merkle_clear(reader->leaves);
  for (unsigned i = 0; i < bundle.width && status == SCR_OK; i++) {
    struct scr_hash leaf;
    status = scr_merkle_leaf(&leaf, reader->entries[i].bytes, reader->entries[i].length);
    if (status == SCR_OK) status = scr_merkle_append(reader->leaves, &leaf);
  }
  if (status != SCR_OK) return status;
  reader->index = index;
  reader->width = bundle.width;
  return SCR_OK;
}

static enum scr_status keep_root(struct log_reader *reader) {
  struct scr_hash root;
  scr_merkle_root(&root, reader->leaves, reader->width);
  if (reader->width == SCR_TILE_WIDTH) return scr_merkle_append(reader->bundles, &root);
  reader->partial = root;
  return SCR_OK;
}

enum scr_status log_reader_bundle(const struct scr_log_entry **entries, unsigned *width, struct log_reader *reader,
                                  uint64_t index) {
  enum scr_status status = reader->index == index ? SCR_OK : load(reader, index);
  if (status == SCR_E_LOG_BUNDLE || status == SCR_E_LIMIT) status = SCR_E_CHANGED;
  if (status != SCR_OK) return status;
  struct scr_hash root;
  scr_merkle_root(&root, reader->leaves, reader->width);
  const struct scr_hash *kept =
      reader->width == SCR_TILE_WIDTH ? scr_merkle_subtree(reader->bundles, 0, index) : &reader->partial;
  if (!scr_hash_equal(&root, kept)) {
    reader->index = NONE;
    return SCR_E_CHANGED;
  }
  *entries = reader->entries;
  *width = reader->width;
  return SCR_OK;
}

enum scr_status log_reader_root(struct scr_hash *root, struct log_reader *reader, uint64_t size) {
  const struct scr_log_entry *entries;
  unsigned width;
  enum scr_status status = SCR_OK;
  if (size % SCR_TILE_WIDTH != 0) status = log_reader_bundle(&entries, &width, reader, size / SCR_TILE_WIDTH);
  if (status == SCR_OK)
    scr_merkle_root_of_parts(root, reader->bundles, size / SCR_TILE_WIDTH, reader->leaves, size % SCR_TILE_WIDTH);
  return status;
}

// --- the first time ---

// The file begins with the hashes that it must have, and goes on only if it is the full tile in place of a partial one. Of the
// hashes, `tree` has those of the tile's level from `first` on.
static enum scr_status check_tile(struct log_reader *reader, const struct scr_tile *tile, const struct scr_merkle *tree,
                                  uint64_t first) {
  struct scr_text bytes = SCR_TEXT_INIT;
  unsigned found = 0;
  enum scr_status status = read_tile_file(&bytes, &found, reader, *tile, SCR_TILE_WIDTH * SCR_HASH_BYTES);
  if (status == SCR_E_LIMIT) status = SCR_E_LOG_TILE;
  if (status == SCR_OK && bytes.length != found * SCR_HASH_BYTES) status = SCR_E_LOG_TILE;
  for (unsigned i = 0; i < tile->width && status == SCR_OK; i++) {
    unsigned level = tile->level == 0 ? 0 : 8 * (tile->level - 1);  // `bundles` has no levels below a bundle's root
    const struct scr_hash *hash = scr_merkle_subtree(tree, level, first + i);
    if (memcmp(bytes.bytes + (size_t)i * SCR_HASH_BYTES, hash->byte, SCR_HASH_BYTES) != 0) status = SCR_E_LOG_TILE;
  }
  scr_text_free(&bytes);
  return status;
}

// The first fault of a tile, which is told after all of the entries'.
struct fault {
  enum scr_status status;
  int error;  // errno
  struct scr_tile tile;
};

static enum scr_status read_bundle(struct log_reader *reader, struct fault *fault, uint64_t index,
                                   const struct log_pass *pass) {
  enum scr_status status = load(reader, index);
  if (status == SCR_OK) status = keep_root(reader);
  if (status == SCR_OK && fault->status == SCR_OK) {
    fault->status = check_tile(reader, &(struct scr_tile){0, index, reader->width}, reader->leaves, 0);
    fault->error = errno;
    fault->tile = reader->at;
  }
  if (status == SCR_OK) reader->at = (struct scr_tile){0};  // what may fail now is about no file
  for (unsigned i = 0; i < reader->width && status == SCR_OK; i++)
    status = pass->take(pass->context, &reader->entries[i]);
  return status;
}

static enum scr_status check_upper_tiles(struct log_reader *reader) {
  struct scr_tile tile = {0, 0, 0};
  enum scr_status status = SCR_OK;
  while (status == SCR_OK && scr_tile_next(&tile, 0, reader->checkpoint.size))
    if (tile.level > 0) status = check_tile(reader, &tile, reader->bundles, tile.index * SCR_TILE_WIDTH);
  return status;
}

static enum scr_status read_all(struct log_reader *reader, const struct log_pass *pass) {
  uint64_t size = reader->checkpoint.size, bytes = 0;
  struct fault fault = {.status = SCR_OK};
  enum scr_status status = SCR_OK;
  struct scr_hash root;
  for (uint64_t index = 0; index * SCR_TILE_WIDTH < size && status == SCR_OK; index++) {
    status = read_bundle(reader, &fault, index, pass);
    bytes += reader->bytes.length;
    if (status == SCR_OK && bytes > pass->bytes_max) status = SCR_E_LIMIT;
  }
  if (status != SCR_OK) return status;
  scr_merkle_root_of_parts(&root, reader->bundles, size / SCR_TILE_WIDTH, reader->leaves, size % SCR_TILE_WIDTH);
  if (!scr_hash_equal(&root, &reader->checkpoint.root)) return SCR_E_LOG_ROOT;
  if (fault.status == SCR_OK) return check_upper_tiles(reader);
  reader->at = fault.tile;
  errno = fault.error;
  return fault.status;
}

// LOG-15.
enum scr_status log_reader_open(struct log_reader **reader, struct scr_text *note, struct scr_checkpoint *checkpoint,
                                struct scr_witnessing *witnessing, const char *folder, const struct scr_log_keys *keys,
                                struct log_pass *pass) {
  struct scr_text note_bytes = SCR_TEXT_INIT;
  struct scr_witnessing found;
  struct log_reader *made = calloc(1, sizeof *made);
  pass->wrong = (struct scr_tile){0};
  if (!made) return SCR_E_MEMORY;
  made->index = NONE;
  scr_text_add(&made->folder, folder);
  enum scr_status status = scr_text_ok(&made->folder);
  if (status == SCR_OK) status = read_checkpoint(&note_bytes, &made->checkpoint, &found, folder, keys);
  if (status == SCR_OK) status = scr_merkle_new(&made->bundles);
  if (status == SCR_OK) status = scr_merkle_new(&made->leaves);
  if (status == SCR_OK) status = read_all(made, pass);
  if (status == SCR_OK) {
    scr_text_free(note);
    *reader = made;
    *note = note_bytes;
    *checkpoint = made->checkpoint;
    *witnessing = found;
  } else {
    int error = errno;
    pass->wrong = made->at;
    log_reader_free(made);
    scr_text_free(&note_bytes);
    errno = error;
  }
  return status;
}

// --- all of it in memory ---

static enum scr_status append(void *context, const struct scr_log_entry *entry) {
  return scr_log_append(context, entry->bytes, entry->length);
}

enum scr_status scr_log_read(struct scr_log **log, struct scr_text *note, struct scr_checkpoint *checkpoint,
                             struct scr_witnessing *witnessing, const char *folder, const struct scr_log_keys *keys) {
  struct log_reader *reader = NULL;
  struct scr_log *read = NULL;
  enum scr_status status = scr_log_new(&read);
  if (status != SCR_OK) return status;
  struct log_pass pass = {.bytes_max = SCR_LOG_PASSING_MAX, .take = append, .context = read};
  status = log_reader_open(&reader, note, checkpoint, witnessing, folder, keys, &pass);
  log_reader_free(reader);
  if (status == SCR_OK)
    *log = read;
  else
    scr_log_free(read);
  return status;
}
