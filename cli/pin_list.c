// SPDX-License-Identifier: Apache-2.0
// PINs by handle.
#include "cli/pin_list.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/pairs.h"

void pin_list_wipe(struct pin_list *list) {
  if (list->entries) scr_secret_wipe(list->entries, list->capacity * sizeof *list->entries);
  free(list->entries);
  *list = (struct pin_list){0};
}

// No realloc: it could leave a copy behind (SEC-5).
bool pin_list_reserve(struct pin_list *list, size_t count) {
  if (count <= list->capacity) return true;
  size_t capacity = count > 2 * list->capacity ? count : 2 * list->capacity;
  struct pin_list grown = {list->count, capacity, calloc(capacity, sizeof *grown.entries)};
  if (!grown.entries) return false;
  if (list->count > 0) memcpy(grown.entries, list->entries, list->count * sizeof *grown.entries);
  pin_list_wipe(list);
  *list = grown;
  return true;
}

static int compare_entries(const void *a, const void *b) {
  return memcmp(((const struct pin_entry *)a)->handle, ((const struct pin_entry *)b)->handle, SCR_HANDLE_LENGTH);
}

static struct pin_entry *find(const struct pin_list *list, const char *handle) {
  struct pin_entry wanted = {{0}, {{0}}};
  if (strlen(handle) != SCR_HANDLE_LENGTH || list->count == 0) return NULL;
  memcpy(wanted.handle, handle, SCR_HANDLE_LENGTH);
  return bsearch(&wanted, list->entries, list->count, sizeof wanted, compare_entries);
}

const struct pin_entry *pin_list_find(const struct pin_list *list, const char *handle) {
  return find(list, handle);
}

// A new entry before the first handle that is larger.
static struct pin_entry *make_place(struct pin_list *list, const char *handle) {
  size_t at = 0;
  while (at < list->count && strcmp(list->entries[at].handle, handle) < 0) at++;
  struct pin_entry *entry = &list->entries[at];
  memmove(entry + 1, entry, (list->count++ - at) * sizeof *entry);
  memcpy(entry->handle, handle, SCR_HANDLE_LENGTH + 1);
  return entry;
}

bool pin_list_put(struct pin_list *list, const char *handle, const struct scr_secret_pin *pin_or_null) {
  struct pin_entry *entry = find(list, handle);
  if (!pin_or_null) {
    if (!entry) return true;
    size_t after = list->count - 1 - (size_t)(entry - list->entries);
    memmove(entry, entry + 1, after * sizeof *entry);
    scr_secret_wipe(&list->entries[--list->count], sizeof *entry);
    return true;
  }
  if (!entry) {
    if (!pin_list_reserve(list, list->count + 1)) return false;
    entry = make_place(list, handle);
  }
  entry->pin = *pin_or_null;
  return true;
}

// Puts all in their order. What is sorted are pointers: qsort may leave a copy of what it sorts behind (SEC-5).
static int compare_pointers(const void *a, const void *b) {
  return compare_entries(*(const struct pin_entry *const *)a, *(const struct pin_entry *const *)b);
}

static bool sort(struct pin_list *list) {
  struct pin_list sorted = {list->count, list->count, calloc(list->count + 1, sizeof *sorted.entries)};
  const struct pin_entry **order = calloc(list->count + 1, sizeof *order);
  bool good = sorted.entries && order;
  for (size_t i = 0; good && i < list->count; i++) order[i] = &list->entries[i];
  if (good) qsort(order, list->count, sizeof *order, compare_pointers);
  for (size_t i = 0; good && i < list->count; i++) sorted.entries[i] = *order[i];
  free(order);
  pin_list_wipe(good ? list : &sorted);
  if (good) *list = sorted;
  return good;
}

// --- files ---

static const char *add_pin(void *context, const char *handle, const char *typed) {
  struct pin_list *list = context;
  if (!scr_secret_handle_is(handle, strlen(handle))) return "not a handle";
  if (!pin_list_reserve(list, list->count + 1)) return "out of memory";
  struct pin_entry *entry = &list->entries[list->count];
  if (scr_secret_pin_read(&entry->pin, typed, strlen(typed)) != SCR_OK) return "not a PIN";
  memcpy(entry->handle, handle, SCR_HANDLE_LENGTH + 1);
  list->count++;
  return NULL;
}

bool pin_list_read(struct pin_list *list, const char *path) {
  *list = (struct pin_list){0};
  if (!pairs_read(path, "handle", "pin", add_pin, list)) return false;
  if (!sort(list)) {
    complain("out of memory");
    return false;
  }
  for (size_t i = 1; i < list->count; i++) {
    if (compare_entries(&list->entries[i - 1], &list->entries[i]) != 0) continue;
    complain("%s has the handle %s twice", path, list->entries[i].handle);
    return false;
  }
  return true;
}

// SEC-3.
bool pin_list_write(const struct pin_list *list, const char *path, bool replace) {
  struct scr_text text = SCR_TEXT_SECRET;
  scr_text_add(&text, "handle,pin\n");
  for (size_t i = 0; i < list->count; i++) {
    scr_text_add_format(&text, "%s,", list->entries[i].handle);
    scr_secret_add_pin(&text, &list->entries[i].pin);
    scr_text_add(&text, "\n");
  }
  bool written = write_file(path, &text, SECRET_FILE, replace);
  scr_text_wipe(&text);
  return written;
}
