// SPDX-License-Identifier: Apache-2.0
// The cosigned checkpoints that a board keeps: log/cosigned/SIZE, all of them.
#ifndef SCRUTINEER_BOARD_JOURNAL_COSIGNED_H
#define SCRUTINEER_BOARD_JOURNAL_COSIGNED_H

#include "scrutineer/journal.h"

#define COSIGNED_MAX 100000  // files

struct cosigned {
  uint64_t size;
  struct scr_hash root;
  struct scr_witnessing witnessing;
  struct scr_slots_around around;  // as far as entries were shown
};

struct cosigned_list {
  size_t count, next;      // `next`: the first that doesn't end before the entry shown last
  struct cosigned *items;  // by size
};

// Reads all of them; a folder that isn't there has none. What scr_checkpoint_open says of the first that is wrong, or
// SCR_E_LOG_CHECKPOINT if its name isn't its size; *wrong is then the size in its name. SCR_E_LIMIT.
enum scr_status cosigned_read(struct cosigned_list *list, uint64_t *wrong, const char *log_folder,
                              const struct scr_log_keys *keys);
void cosigned_free(struct cosigned_list *list);
// Entries are shown in order.
void cosigned_show_slot(struct cosigned_list *list, uint64_t entry, uint64_t slot);
// The root over a log's first `size` entries.
typedef enum scr_status cosigned_root(struct scr_hash *root, void *log, uint64_t size);
// That each is a checkpoint of a log with log_size entries: SCR_E_LOG_CONSISTENCY, or SCR_E_JOURNAL_OLD if it spans more than the
// log has; what `root_of` says.
enum scr_status cosigned_check(const struct cosigned_list *list, uint64_t *wrong, uint64_t log_size,
                               cosigned_root *root_of, void *log);
// Whether a quorum cosigned one with more than `from` - 1 and fewer than `to` + 1 entries.
bool cosigned_quorum(const struct cosigned_list *list, uint64_t quorum, uint64_t from, uint64_t to);
// Entries of the largest one that a quorum cosigned; 0 if there is none.
uint64_t cosigned_size(const struct cosigned_list *list, uint64_t quorum);

#endif
