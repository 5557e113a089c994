// SPDX-License-Identifier: Apache-2.0
// The cosigned checkpoints that a board keeps: log/cosigned/SIZE, all of them.
#ifndef SCRUTINEER_BOARD_JOURNAL_COSIGNED_H
#define SCRUTINEER_BOARD_JOURNAL_COSIGNED_H

#include "scrutineer/log.h"

#define COSIGNED_MAX 100000  // files

struct cosigned {
  uint64_t size;
  struct scr_hash root;
  struct scr_witnessing witnessing;
};

struct cosigned_list {
  size_t count;
  struct cosigned *items;  // by size
};

// Reads all of them; a folder that isn't there has none. What scr_checkpoint_open says of the first that is wrong, or
// SCR_E_LOG_CHECKPOINT if its name isn't its size; *wrong is then the size in its name. SCR_E_LIMIT.
enum scr_status cosigned_read(struct cosigned_list *list, uint64_t *wrong, const char *log_folder,
                              const struct scr_log_keys *keys);
void cosigned_free(struct cosigned_list *list);
// That each is a checkpoint of this log: SCR_E_LOG_CONSISTENCY, or SCR_E_JOURNAL_OLD if it spans more than the log has.
enum scr_status cosigned_check(const struct cosigned_list *list, uint64_t *wrong, const struct scr_log *log);
// Whether a quorum cosigned one with more than `from` - 1 and fewer than `to` + 1 entries.
bool cosigned_quorum(const struct cosigned_list *list, uint64_t quorum, uint64_t from, uint64_t to);
// Entries of the largest one that a quorum cosigned; 0 if there is none.
uint64_t cosigned_size(const struct cosigned_list *list, uint64_t quorum);

#endif
