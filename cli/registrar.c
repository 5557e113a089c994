// SPDX-License-Identifier: Apache-2.0
// The registrar's files.
#include "cli/registrar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/question.h"  // json_copy_string
#include "cli/cli.h"
#include "cli/quote.h"
#include "scrutineer/election.h"
#include "scrutineer/json.h"

#define FORMAT "scrutineer-credentials-1"
#define SPARES_FORMAT "scrutineer-spares-1"

struct scr_roll *load_roll(const char *folder) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_roll *roll = NULL;
  char *path = join(folder, ROLL_FILE, NULL);
  if (file_is_missing(path)) {
    complain("there is no roll in %s", path);
    advise("scrutineer roll import -e %s members.csv", quoted(folder));
  } else if (read_file(&text, path, 2 * SCR_ROLL_BYTES_MAX)) {
    enum scr_status status = scr_roll_read(&roll, text.bytes, text.length);
    if (status != SCR_OK) (void)fail(status, "%s can't be used", path);
  }
  scr_text_wipe(&text);
  free(path);
  return roll;
}

void issued_free(struct issued_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    scr_secret_wipe(list->entries[i].credential, sizeof list->entries[i].credential);
    free(list->entries[i].number);
    free(list->entries[i].public_key);
  }
  free(list->entries);
  *list = (struct issued_list){0};
}

void scr_text_add_issued(struct scr_text *text, const struct issued_list *list, bool are_spares) {
  scr_text_add_format(text, "{\"format\":\"%s\",\"credentials\":[", are_spares ? SPARES_FORMAT : FORMAT);
  for (size_t i = 0; i < list->count; i++) {
    const struct issued *issued = &list->entries[i];
    scr_text_add(text, i > 0 ? ",{\"number\":" : "{\"number\":");
    scr_text_add_json(text, issued->number, strlen(issued->number));
    scr_text_add(text, ",\"credential\":\"");
    scr_text_add_secret(text, issued->credential, SCR_CREDENTIAL_LENGTH);
    scr_text_add_format(text, "\",\"public\":\"%s\",\"weight\":", issued->public_key);
    scr_text_add_number(text, issued->weight);
    scr_text_add(text, "}");
  }
  scr_text_add(text, "]}");
}

static enum scr_status read_entry(struct issued *issued, json_t *json) {
  struct scr_json_fields fields;
  json_t *number, *credential, *public_key, *weight;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&number, &fields, "number");
  if (status == SCR_OK) status = scr_json_take(&credential, &fields, "credential");
  if (status == SCR_OK) status = scr_json_take(&public_key, &fields, "public");
  if (status == SCR_OK) status = scr_json_take(&weight, &fields, "weight");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && json_string_length(credential) != SCR_CREDENTIAL_LENGTH) status = SCR_E_CREDENTIAL_FORM;
  if (status == SCR_OK) memcpy(issued->credential, json_string_value(credential), SCR_CREDENTIAL_LENGTH + 1);
  if (status == SCR_OK) status = json_copy_string(&issued->number, number);
  if (status == SCR_OK) status = json_copy_string(&issued->public_key, public_key);
  return status == SCR_OK ? scr_json_number(&issued->weight, weight) : status;
}

static enum scr_status read_list(struct issued_list *list, json_t *json, bool are_spares) {
  struct scr_json_fields fields;
  json_t *format, *entries;
  size_t count;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = scr_json_take(&entries, &fields, "credentials");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_array(&count, entries, are_spares ? 0 : 1, SCR_CREDENTIALS_MAX);
  if (status != SCR_OK) return status;
  if (!json_is_string(format) || strcmp(json_string_value(format), are_spares ? SPARES_FORMAT : FORMAT) != 0)
    return SCR_E_JSON_FIELD;
  list->entries = calloc(count + 1, sizeof *list->entries);
  if (!list->entries) return SCR_E_MEMORY;
  list->count = count;
  for (size_t i = 0; i < count && status == SCR_OK; i++)
    status = read_entry(&list->entries[i], json_array_get(entries, i));
  return status;
}

static bool load_list(struct issued_list *list, const char *folder, const char *file, bool are_spares) {
  struct scr_text text = SCR_TEXT_INIT;
  json_t *json = NULL;
  char *path = join(folder, file, NULL);
  *list = (struct issued_list){0};
  bool loaded = !file_is_missing(path);
  if (!loaded) {
    complain("there are no credentials in %s", path);
    advise("scrutineer credential issue -e %s", quoted(folder));
  }
  loaded = loaded && read_file(&text, path, SCR_CREDENTIALS_BYTES_MAX);
  if (loaded) {
    enum scr_status status = scr_json_read(&json, text.bytes, text.length);
    if (status == SCR_OK) status = read_list(list, json, are_spares);
    loaded = status == SCR_OK;
    if (!loaded) (void)fail(status, "%s can't be used", path);
  }
  json_decref(json);
  scr_text_wipe(&text);
  free(path);
  return loaded;
}

bool issued_load(struct issued_list *list, const char *folder) {
  return load_list(list, folder, CREDENTIALS_FILE, false);
}

bool spares_load(struct issued_list *list, const char *folder) {
  return load_list(list, folder, SPARES_FILE, true);
}

// --- the public order ---

int issued_compare(const struct issued *a, const struct issued *b) {
  size_t a_length = strlen(a->public_key), b_length = strlen(b->public_key);
  if (a_length != b_length) return a_length < b_length ? -1 : 1;
  return strcmp(a->public_key, b->public_key);
}

static int compare_listed(const void *a, const void *b) {
  return issued_compare(((const struct listed *)a)->issued, ((const struct listed *)b)->issued);
}

struct listed *issued_sort(size_t *count, const struct issued_list *members, const struct issued_list *spares) {
  size_t n = 0;
  struct listed *sorted = calloc(members->count + spares->count + 1, sizeof *sorted);
  if (!sorted) return NULL;
  for (size_t i = 0; i < members->count; i++) sorted[n++] = (struct listed){&members->entries[i], false, i};
  for (size_t i = 0; i < spares->count; i++) sorted[n++] = (struct listed){&spares->entries[i], true, i};
  // CRD-4: by key, so that the order says nothing about the roll.
  qsort(sorted, n, sizeof *sorted, compare_listed);
  *count = n;
  return sorted;
}

// --- finding ---

const struct issued *issued_find(const struct issued_list *list, const char *number) {
  for (size_t i = 0; i < list->count; i++)
    if (strcmp(list->entries[i].number, number) == 0) return &list->entries[i];
  return NULL;
}
