// SPDX-License-Identifier: Apache-2.0
// The registrar's handles as files.
#include "cli/handles.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/pairs.h"

void handles_free(struct handles *handles) {
  free(handles->entries);
  *handles = (struct handles){0};
}

// --- making ---

static int compare_handles(const void *a, const void *b) {
  return strcmp(((const struct handle *)a)->text, ((const struct handle *)b)->text);
}

// PIN-2: each stands once. Two equal ones of 58^10 would mean that the generator is broken.
static enum scr_status are_distinct(const struct handles *handles) {
  struct handle *sorted = calloc(handles->count + 1, sizeof *sorted);
  enum scr_status status = sorted ? SCR_OK : SCR_E_MEMORY;
  if (sorted) {
    memcpy(sorted, handles->entries, handles->count * sizeof *sorted);
    qsort(sorted, handles->count, sizeof *sorted, compare_handles);
  }
  for (size_t i = 1; i < handles->count && status == SCR_OK; i++)
    if (compare_handles(&sorted[i - 1], &sorted[i]) == 0) status = SCR_E_RANDOM;
  free(sorted);
  return status;
}

static enum scr_status make(struct handles *handles, size_t count) {
  handles->entries = calloc(count + 1, sizeof *handles->entries);
  enum scr_status status = handles->entries ? SCR_OK : SCR_E_MEMORY;
  for (; handles->count < count && status == SCR_OK; handles->count++)
    status = scr_secret_handle_generate(handles->entries[handles->count].text);
  return status == SCR_OK ? are_distinct(handles) : status;
}

// SEC-3.
static int write_kept(const char *folder, const char *name, const struct scr_text *text) {
  char *path = join(folder, name, NULL);
  bool written = write_file(path, text, SECRET_FILE, true);
  free(path);
  return written ? DONE : CANNOT;
}

int handles_keep(const char *folder, const struct issued_list *members, const struct issued_list *spares) {
  struct handles handles = {0};
  struct scr_text text = SCR_TEXT_SECRET;
  enum scr_status status = make(&handles, members->count + spares->count);
  int code = status == SCR_OK ? DONE : fail(status, "the handles can't be made");
  scr_text_add(&text, "number,handle\n");
  for (size_t i = 0; code == DONE && i < handles.count; i++) {
    if (i < members->count) scr_text_add_csv(&text, members->entries[i].number);
    scr_text_add_format(&text, ",%s\n", handles.entries[i].text);
  }
  if (code == DONE) code = write_kept(folder, HANDLES_FILE, &text);
  scr_text_wipe(&text);
  handles_free(&handles);
  return code;
}

// --- reading ---

struct reading {
  struct handles *handles;
  const struct issued_list *members;
  size_t capacity;
};

static bool has_room(struct reading *reading) {
  if (reading->handles->count < reading->capacity) return true;
  size_t capacity = 2 * reading->capacity + 64;
  struct handle *grown = realloc(reading->handles->entries, capacity * sizeof *grown);
  if (!grown) return false;
  reading->handles->entries = grown;
  reading->capacity = capacity;
  return true;
}

static const char *add_handle(void *context, const char *number, const char *handle) {
  struct reading *reading = context;
  size_t at = reading->handles->count;
  const char *expected = at < reading->members->count ? reading->members->entries[at].number : "";
  if (strcmp(number, expected) != 0) return "another member than the credentials were issued to";
  if (!scr_secret_handle_is(handle, strlen(handle))) return "not a handle";
  if (!has_room(reading)) return "out of memory";
  memcpy(reading->handles->entries[reading->handles->count++].text, handle, SCR_HANDLE_LENGTH + 1);
  return NULL;
}

int handles_load(struct handles *handles, const char *folder, const struct issued_list *members,
                 const struct issued_list *spares_or_null) {
  *handles = (struct handles){0};
  struct reading reading = {handles, members, 0};
  char *path = join(folder, HANDLES_FILE, NULL);
  bool good = pairs_read(path, "number", "handle", add_handle, &reading);
  size_t wanted = members->count + (spares_or_null ? spares_or_null->count : 0);
  if (good && (handles->count < wanted || (spares_or_null && handles->count > wanted))) {
    complain("%s has %zu handles, and %zu credentials were issued", path, handles->count, wanted);
    good = false;
  }
  if (!good) advise("it was made with the credentials: restore it from a copy of that time");
  free(path);
  return good ? DONE : CANNOT;
}

// --- the officer's list ---

struct handed {
  const char *handle, *credential;
};

static int compare_handed(const void *a, const void *b) {
  return strcmp(((const struct handed *)a)->handle, ((const struct handed *)b)->handle);
}

// PIN-2: by handle, so that the order says nothing about the roll.
int handles_hand_out(const char *folder, const struct issued_list *members, const struct issued_list *spares) {
  struct handles handles;
  struct scr_text text = SCR_TEXT_SECRET;
  int code = handles_load(&handles, folder, members, spares);
  struct handed *handed = code == DONE ? calloc(handles.count + 1, sizeof *handed) : NULL;
  if (code == DONE && !handed) code = fail(SCR_E_MEMORY, "the officer's list can't be made");
  for (size_t i = 0; code == DONE && i < handles.count; i++) {
    const struct issued *issued = i < members->count ? &members->entries[i] : &spares->entries[i - members->count];
    handed[i] = (struct handed){handles.entries[i].text, issued->public_key};
  }
  if (code == DONE) qsort(handed, handles.count, sizeof *handed, compare_handed);
  scr_text_add(&text, "handle,credential\n");
  for (size_t i = 0; code == DONE && i < handles.count; i++)
    scr_text_add_format(&text, "%s,%s\n", handed[i].handle, handed[i].credential);
  if (code == DONE) code = write_kept(folder, OFFICER_HANDLES_FILE, &text);
  scr_text_wipe(&text);
  free(handed);
  handles_free(&handles);
  return code;
}
