// SPDX-License-Identifier: Apache-2.0
#include "board/journal/cosigned.h"

#include <errno.h>
#include <stdlib.h>

#include "board/log/cosigned_files.h"

void cosigned_free(struct cosigned_list *list) {
  free(list->items);
  *list = (struct cosigned_list){0};
}

enum scr_status cosigned_read(struct cosigned_list *list, uint64_t *wrong, const char *log_folder,
                              const struct scr_log_keys *keys) {
  struct cosigned_sizes sizes;
  *list = (struct cosigned_list){0};
  *wrong = 0;
  enum scr_status status = cosigned_list_sizes(&sizes, log_folder);
  if (status == SCR_OK && sizes.count > COSIGNED_MAX) status = SCR_E_LIMIT;
  if (status == SCR_OK) list->items = calloc(sizes.count ? sizes.count : 1, sizeof *list->items);
  if (status == SCR_OK && !list->items) status = SCR_E_MEMORY;
  for (; status == SCR_OK && list->count < sizes.count; list->count += status == SCR_OK) {
    struct cosigned *item = &list->items[list->count];
    *wrong = item->size = sizes.size[list->count];
    item->around = (struct scr_slots_around)SCR_SLOTS_AROUND_NONE;
    status = cosigned_open(&item->root, &item->witnessing, log_folder, item->size, keys);
  }
  int error = errno;
  free(sizes.size);
  if (status != SCR_OK) cosigned_free(list);
  errno = error;
  return status;
}

void cosigned_show_slot(struct cosigned_list *list, uint64_t entry, uint64_t slot) {
  while (list->next < list->count && list->items[list->next].size < entry) list->next++;
  for (size_t i = list->next; i < list->count && list->items[i].size <= entry + 1; i++)
    *(list->items[i].size == entry ? &list->items[i].around.next : &list->items[i].around.last) = slot;
}

enum scr_status cosigned_check(const struct cosigned_list *list, uint64_t *wrong, uint64_t log_size,
                               cosigned_root *root_of, void *log) {
  for (size_t i = 0; i < list->count; i++) {
    struct scr_hash root;
    *wrong = list->items[i].size;
    if (list->items[i].size > log_size) return SCR_E_JOURNAL_OLD;
    enum scr_status status = root_of(&root, log, list->items[i].size);
    if (status != SCR_OK) return status;
    if (!scr_hash_equal(&root, &list->items[i].root)) return SCR_E_LOG_CONSISTENCY;
  }
  return SCR_OK;
}

// JRN-10.
bool cosigned_quorum(const struct cosigned_list *list, uint64_t quorum, uint64_t from, uint64_t to) {
  for (size_t i = 0; i < list->count; i++) {
    const struct cosigned *item = &list->items[i];
    if (item->size >= from && item->size <= to && item->witnessing.count >= quorum) return true;
  }
  return false;
}

uint64_t cosigned_size(const struct cosigned_list *list, uint64_t quorum) {
  uint64_t size = 0;
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i].witnessing.count >= quorum && list->items[i].size > size) size = list->items[i].size;
  return size;
}
