// SPDX-License-Identifier: Apache-2.0
// A log in memory: its entries one after another, and the tree over them.
#include "scrutineer/log.h"

#include <assert.h>
#include <stdlib.h>

struct scr_log {
  struct scr_text bytes;  // the entries, one after another
  size_t *ends;           // of each in bytes
  size_t capacity;
  struct scr_merkle *tree;
};

enum scr_status scr_log_new(struct scr_log **log) {
  struct scr_log *made = calloc(1, sizeof *made);
  if (!made) return SCR_E_MEMORY;
  enum scr_status status = scr_merkle_new(&made->tree);
  if (status == SCR_OK)
    *log = made;
  else
    free(made);
  return status;
}

void scr_log_free(struct scr_log *log) {
  if (!log) return;
  scr_text_free(&log->bytes);
  scr_merkle_free(log->tree);
  free(log->ends);
  free(log);
}

static bool reserve_one(struct scr_log *log) {
  if (scr_log_size(log) < log->capacity) return true;
  size_t capacity = log->capacity ? 2 * log->capacity : 64;
  size_t *ends = realloc(log->ends, capacity * sizeof *ends);
  if (!ends) return false;
  log->ends = ends;
  log->capacity = capacity;
  return true;
}

// An append to the text that fails leaves its bytes as they were: that it failed is all that has to be undone.
enum scr_status scr_log_append(struct scr_log *log, const void *bytes, size_t length) {
  if (length > SCR_LOG_ENTRY_MAX || log->bytes.length + length > SCR_LOG_BYTES_MAX) return SCR_E_LIMIT;
  uint64_t size = scr_log_size(log);
  size_t before = log->bytes.length;
  struct scr_hash leaf;
  enum scr_status status = reserve_one(log) ? scr_merkle_leaf(&leaf, bytes, length) : SCR_E_MEMORY;
  if (status != SCR_OK) return status;
  scr_text_add_bytes(&log->bytes, bytes, length);
  status = scr_text_ok(&log->bytes);
  log->ends[size] = log->bytes.length;
  if (status == SCR_OK) status = scr_merkle_append(log->tree, &leaf);
  if (status != SCR_OK) {
    log->bytes.length = before;
    log->bytes.failed = false;
  }
  return status;
}

uint64_t scr_log_size(const struct scr_log *log) {
  return scr_merkle_size(log->tree);
}

struct scr_log_entry scr_log_entry_at(const struct scr_log *log, uint64_t index) {
  assert(index < scr_log_size(log));
  size_t begin = index ? log->ends[index - 1] : 0;
  return (struct scr_log_entry){log->bytes.bytes + begin, log->ends[index] - begin};
}

const struct scr_merkle *scr_log_tree(const struct scr_log *log) {
  return log->tree;
}
