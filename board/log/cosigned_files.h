// SPDX-License-Identifier: Apache-2.0
// Reading what is kept in a log's folder: cosigned/SIZE.
#ifndef SCRUTINEER_BOARD_LOG_COSIGNED_FILES_H
#define SCRUTINEER_BOARD_LOG_COSIGNED_FILES_H

#include "scrutineer/checkpoint.h"

struct cosigned_sizes {
  uint64_t *size;  // upwards; to be freed
  size_t count;
};
// A folder that isn't there has none; other names than those of sizes are files on their way, or none of ours. SCR_E_IO with
// errno.
enum scr_status cosigned_list_sizes(struct cosigned_sizes *sizes, const char *log_folder);
// What scr_checkpoint_open says of one, or SCR_E_LOG_CHECKPOINT if its name isn't its size; SCR_E_IO with errno. `root` may be
// NULL.
enum scr_status cosigned_open(struct scr_hash *root, struct scr_witnessing *witnessing, const char *log_folder,
                              uint64_t size, const struct scr_log_keys *keys);

#endif
