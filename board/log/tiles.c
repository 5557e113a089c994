// SPDX-License-Identifier: Apache-2.0
// Tiles and bundles: which there are, where, and their bytes.
#include <assert.h>

#include "scrutineer/log.h"

// How many hashes a log of this size has on a tile level: one for each full 256^level entries.
static uint64_t hashes_on(unsigned level, uint64_t size) {
  return level < SCR_TILE_LEVELS ? size >> (8 * level) : 0;
}

// LOG-12.
bool scr_tile_next(struct scr_tile *tile, uint64_t old_size, uint64_t size) {
  assert(old_size <= size);
  unsigned level = tile->level;
  uint64_t index = tile->width ? tile->index + 1 : old_size / SCR_TILE_WIDTH;
  while (level < SCR_TILE_LEVELS) {
    uint64_t count = hashes_on(level, size);
    if (count > hashes_on(level, old_size) && index <= (count - 1) / SCR_TILE_WIDTH) {
      uint64_t width = count - index * SCR_TILE_WIDTH;
      *tile = (struct scr_tile){level, index, width < SCR_TILE_WIDTH ? (unsigned)width : SCR_TILE_WIDTH};
      return true;
    }
    level++;
    index = hashes_on(level, old_size) / SCR_TILE_WIDTH;
  }
  return false;
}

// --- paths ---

static void add_leading(struct scr_text *text, uint64_t thousands) {
  if (thousands >= 1000) add_leading(text, thousands / 1000);
  scr_text_add_format(text, "x%03u/", (unsigned)(thousands % 1000));
}

// Three digits a folder; all but the last begin with an x, so that no name is both a file and a folder.
void scr_text_add_tile_path(struct scr_text *text, const struct scr_tile *tile) {
  if (tile->level == SCR_TILE_ENTRIES)
    scr_text_add(text, "tile/entries/");
  else
    scr_text_add_format(text, "tile/%u/", tile->level);
  if (tile->index >= 1000) add_leading(text, tile->index / 1000);
  scr_text_add_format(text, "%03u", (unsigned)(tile->index % 1000));
  if (tile->width < SCR_TILE_WIDTH) scr_text_add_format(text, ".p/%u", tile->width);
}

// --- bytes ---

void scr_text_add_tile(struct scr_text *text, const struct scr_merkle *tree, const struct scr_tile *tile) {
  for (unsigned i = 0; i < tile->width; i++) {
    const struct scr_hash *hash = scr_merkle_subtree(tree, 8 * tile->level, tile->index * SCR_TILE_WIDTH + i);
    scr_text_add_bytes(text, hash->byte, SCR_HASH_BYTES);
  }
}

// LOG-13.
enum scr_status scr_bundle_read(struct scr_log_entry entries[SCR_TILE_WIDTH], unsigned width, const char *bytes,
                                size_t length) {
  struct scr_log_entry read[SCR_TILE_WIDTH];
  size_t at = 0;
  assert(width >= 1 && width <= SCR_TILE_WIDTH);
  for (unsigned i = 0; i < width; i++) {
    if (length - at < 2) return SCR_E_LOG_BUNDLE;
    size_t entry_length = (size_t)(unsigned char)bytes[at] << 8 | (unsigned char)bytes[at + 1];
    at += 2;
    if (length - at < entry_length) return SCR_E_LOG_BUNDLE;
    read[i] = (struct scr_log_entry){bytes + at, entry_length};
    at += entry_length;
  }
  if (at != length) return SCR_E_LOG_BUNDLE;
  for (unsigned i = 0; i < width; i++) entries[i] = read[i];
  return SCR_OK;
}

void scr_text_add_bundled(struct scr_text *text, const struct scr_log_entry *entry) {
  assert(entry->length <= SCR_LOG_ENTRY_MAX);
  const uint8_t length[2] = {(uint8_t)(entry->length >> 8), (uint8_t)entry->length};
  scr_text_add_bytes(text, length, sizeof length);
  scr_text_add_bytes(text, entry->bytes, entry->length);
}
