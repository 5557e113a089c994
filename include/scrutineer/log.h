// SPDX-License-Identifier: Apache-2.0
// A log of entries: in memory with its hash tree, and as a folder of files that anyone can serve and fetch (C2SP
// tlog-tiles): the latest checkpoint, the tree in tiles of 256 hashes, and the entries in bundles of 256. Public data;
// variable time.
#ifndef SCRUTINEER_LOG_H
#define SCRUTINEER_LOG_H

#include "scrutineer/checkpoint.h"

SCR_C_BEGIN

#define SCR_LOG_ENTRY_MAX 65535                  // bytes: a bundle gives lengths in two bytes
#define SCR_LOG_ENTRIES_MAX (UINT64_C(1) << 28)  // that are read from a folder
#define SCR_LOG_BYTES_MAX (UINT64_C(2) << 30)    // of all entries together, where a log is kept in memory
#define SCR_LOG_PASSING_MAX (UINT64_C(64) << 30)  // and where it is read and not kept
#define SCR_TILE_WIDTH 256                       // hashes of a full tile, entries of a full bundle
#define SCR_TILE_LEVELS 8                        // enough for every size below 2^64

// --- tiles ---

// The hashes over each 256^level entries, of which this tile has those from 256 * index on; or with level
// SCR_TILE_ENTRIES, the bundle of the entries from 256 * index on.
#define SCR_TILE_ENTRIES SCR_TILE_LEVELS
struct scr_tile {
  unsigned level;
  uint64_t index;
  unsigned width;  // 1 to 256; below 256 it is a partial one
};

// Steps through the tiles, full and partial, that a log of `size` entries has and one of old_size (<= size) had not.
// Begin with a zeroed tile. False, and the tile unchanged, after the last one. Bundles are as the tiles of level 0.
SCR_API bool scr_tile_next(struct scr_tile *tile, uint64_t old_size, uint64_t size);
// Where a tile or bundle is in the folder: tile/0/x001/067, tile/entries/000.p/5.
SCR_API void scr_text_add_tile_path(struct scr_text *text, const struct scr_tile *tile);
// Appends a tile's bytes, 32 for each hash; level < SCR_TILE_LEVELS, and the tree has all that the tile spans.
SCR_API void scr_text_add_tile(struct scr_text *text, const struct scr_merkle *tree, const struct scr_tile *tile);

struct scr_log_entry {
  const char *bytes;
  size_t length;
};

// Takes a bundle of exactly `width` entries apart, borrowed from the bytes. SCR_E_LOG_BUNDLE if it breaks off or goes
// on.
SCR_API SCR_MUST_USE enum scr_status scr_bundle_read(struct scr_log_entry entries[SCR_TILE_WIDTH], unsigned width,
                                                     const char *bytes, size_t length);
// Appends an entry as it stands in a bundle; length <= SCR_LOG_ENTRY_MAX.
SCR_API void scr_text_add_bundled(struct scr_text *text, const struct scr_log_entry *entry);

// --- the log in memory ---

struct scr_log;

SCR_API SCR_MUST_USE enum scr_status scr_log_new(struct scr_log **log);  // empty
SCR_API void scr_log_free(struct scr_log *log);
// SCR_E_LIMIT if it is longer than SCR_LOG_ENTRY_MAX, or the log than SCR_LOG_BYTES_MAX. A failure leaves the log as it was.
SCR_API SCR_MUST_USE enum scr_status scr_log_append(struct scr_log *log, const void *bytes, size_t length);
SCR_API uint64_t scr_log_size(const struct scr_log *log);
// Entry `index` (< size), borrowed until the log grows.
SCR_API struct scr_log_entry scr_log_entry_at(const struct scr_log *log, uint64_t index);
SCR_API const struct scr_merkle *scr_log_tree(const struct scr_log *log);

// --- the log as a folder ---

// Writes what a log of old_size (<= size) entries had not, and then the checkpoint: `note` is a signed one of the log
// as it is, and SCR_E_LOG_ROOT is the answer to any other; its signatures are not looked at. The folder exists; folders
// in it are made. A checkpoint that is there already must be of an earlier state of this log, with old_size entries or
// more; where there is none, old_size must be 0: otherwise SCR_E_LOG_CONSISTENCY, and nothing is written. Each file is
// there whole or not at all, and the checkpoint comes last, so that what it spans is always there. After an interrupted
// write, write again from the same old_size. Partial tiles of earlier checkpoints stay. SCR_E_IO with errno.
SCR_API SCR_MUST_USE enum scr_status scr_log_write(const struct scr_log *log, const char *folder, uint64_t old_size,
                                                   const char *note, size_t length);
// Reads the folder's checkpoint, and all of its entries and tiles, and checks that they fit together: what
// scr_checkpoint_open says of `checkpoint` with these keys; SCR_E_LIMIT for more than SCR_LOG_ENTRIES_MAX entries;
// SCR_E_LOG_BUNDLE; SCR_E_LOG_ROOT; SCR_E_LOG_TILE; SCR_E_IO with errno if a file can't be read (ENOENT: is missing).
// Where a partial tile or bundle isn't there, the full one is read. `note` receives the bytes of the checkpoint, with
// its origin.
SCR_API SCR_MUST_USE enum scr_status scr_log_read(struct scr_log **log, struct scr_text *note,
                                                  struct scr_checkpoint *checkpoint, struct scr_witnessing *witnessing,
                                                  const char *folder, const struct scr_log_keys *keys);

SCR_C_END
#endif
