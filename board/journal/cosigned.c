// SPDX-License-Identifier: Apache-2.0
#include "board/journal/cosigned.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/log/wire.h"

void cosigned_free(struct cosigned_list *list) {
  free(list->items);
  *list = (struct cosigned_list){0, NULL};
}

static enum scr_status read_note(struct scr_text *note, const char *path) {
  char piece[8192];
  size_t count;
  FILE *stream = fopen(path, "rbe");
  if (!stream) return SCR_E_IO;
  while (note->length <= SCR_NOTE_BYTES_MAX && (count = fread(piece, 1, sizeof piece, stream)) > 0)
    scr_text_add_bytes(note, piece, count);
  enum scr_status status = ferror(stream) ? SCR_E_IO : scr_text_ok(note);
  (void)fclose(stream);
  return status;
}

static enum scr_status read_one(struct cosigned *item, const char *folder, const char *name,
                                const struct scr_log_keys *keys) {
  struct scr_text path = SCR_TEXT_INIT, note = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  scr_text_add_format(&path, "%s/cosigned/%s", folder, name);
  enum scr_status status = scr_text_ok(&path);
  if (status == SCR_OK) status = read_note(&note, path.bytes);
  if (status == SCR_OK)
    status = scr_checkpoint_open(&checkpoint, &item->witnessing, note.bytes ? note.bytes : "", note.length, keys);
  if (status == SCR_OK && checkpoint.size != item->size) status = SCR_E_LOG_CHECKPOINT;
  if (status == SCR_OK) item->root = checkpoint.root;
  scr_text_free(&path);
  scr_text_free(&note);
  return status;
}

static int compare_sizes(const void *a, const void *b) {
  const struct cosigned *left = a, *right = b;
  return left->size < right->size ? -1 : left->size > right->size;
}

// Files with other names are none of ours.
static enum scr_status add_entry(struct cosigned_list *list, uint64_t *wrong, const char *folder, const char *name,
                                 const struct scr_log_keys *keys) {
  uint64_t size;
  if (!wire_number(&size, name, strlen(name))) return SCR_OK;
  if (list->count == COSIGNED_MAX) return SCR_E_LIMIT;
  struct cosigned *grown = realloc(list->items, (list->count + 1) * sizeof *grown);
  if (!grown) return SCR_E_MEMORY;
  list->items = grown;
  grown[list->count] = (struct cosigned){.size = size};
  enum scr_status status = read_one(&grown[list->count], folder, name, keys);
  if (status == SCR_OK)
    list->count++;
  else
    *wrong = size;
  return status;
}

enum scr_status cosigned_read(struct cosigned_list *list, uint64_t *wrong, const char *log_folder,
                              const struct scr_log_keys *keys) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/cosigned", log_folder);
  *list = (struct cosigned_list){0, NULL};
  *wrong = 0;
  enum scr_status status = scr_text_ok(&path);
  DIR *folder = status == SCR_OK ? opendir(path.bytes) : NULL;
  if (status == SCR_OK && !folder && errno != ENOENT) status = SCR_E_IO;
  for (struct dirent *entry; status == SCR_OK && folder && (entry = readdir(folder));)
    status = add_entry(list, wrong, log_folder, entry->d_name, keys);
  if (folder) (void)closedir(folder);
  scr_text_free(&path);
  if (list->count > 1) qsort(list->items, list->count, sizeof *list->items, compare_sizes);
  if (status != SCR_OK) cosigned_free(list);
  return status;
}

enum scr_status cosigned_check(const struct cosigned_list *list, uint64_t *wrong, const struct scr_log *log) {
  for (size_t i = 0; i < list->count; i++) {
    struct scr_hash root;
    *wrong = list->items[i].size;
    if (list->items[i].size > scr_log_size(log)) return SCR_E_JOURNAL_OLD;
    scr_merkle_root(&root, scr_log_tree(log), list->items[i].size);
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
