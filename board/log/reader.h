// SPDX-License-Identifier: Apache-2.0
// Reading a log from its folder, bundle after bundle, with little of it in memory: a hash for each full bundle, and one bundle.
#ifndef SCRUTINEER_BOARD_LOG_READER_H
#define SCRUTINEER_BOARD_LOG_READER_H

#include "scrutineer/log.h"

struct log_reader;

// How all of a log is read, the first time.
struct log_pass {
  uint64_t bytes_max;  // of all bundles together
  // What is done with each entry, in order; anything but SCR_OK ends it.
  enum scr_status (*take)(void *context, const struct scr_log_entry *entry);
  void *context;
  struct scr_tile wrong;  // after a failure: the tile or bundle that it is about; with a width of 0, it is about none
};

// Reads the folder's checkpoint, all entries and all tiles, and checks that they fit together: what scr_log_read says, with
// SCR_E_LIMIT also for too many bytes. `note` receives the checkpoint's bytes.
enum scr_status log_reader_open(struct log_reader **reader, struct scr_text *note, struct scr_checkpoint *checkpoint,
                                struct scr_witnessing *witnessing, const char *folder, const struct scr_log_keys *keys,
                                struct log_pass *pass);
void log_reader_free(struct log_reader *reader);
uint64_t log_reader_size(const struct log_reader *reader);

// The entries of bundle `index`, which has one at least; read again if it isn't the one at hand. They are borrowed until the next call
// for another bundle or for a root. SCR_E_CHANGED if they aren't what they were at first (VER-8); SCR_E_IO; SCR_E_MEMORY.
enum scr_status log_reader_bundle(const struct scr_log_entry **entries, unsigned *width, struct log_reader *reader,
                                  uint64_t index);
// The root over the first `size` entries, of no more than there are; reads their last bundle again, with the same failures.
enum scr_status log_reader_root(struct scr_hash *root, struct log_reader *reader, uint64_t size);

#endif
