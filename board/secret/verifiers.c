// SPDX-License-Identifier: Apache-2.0
// The list of verifiers of all PINs: what an entry point keeps of them. Whoever has it can try PINs out, so it is a secret; it
// has no PIN and no name in it. What is compared in it, handles and credentials, may be told by the time.
#include <stdlib.h>
#include <string.h>

#include "board/question.h"  // json_copy_string
#include "scrutineer/election.h"
#include "scrutineer/json.h"
#include "scrutineer/secret.h"

#define FORMAT "scrutineer-verifiers-1"

void scr_secret_verifiers_free(struct scr_secret_verifiers *verifiers) {
  for (size_t i = 0; i < verifiers->count && verifiers->entries; i++) {
    scr_secret_wipe(verifiers->entries[i].verifier, sizeof verifiers->entries[i].verifier);
    free(verifiers->entries[i].credential);
  }
  free(verifiers->entries);
  free(verifiers->by_credential);
  free(verifiers->uuid);
  *verifiers = (struct scr_secret_verifiers){0};
}

// --- order ---

static int compare_handles(const void *a, const void *b) {
  return strcmp(((const struct scr_secret_verifier *)a)->handle, ((const struct scr_secret_verifier *)b)->handle);
}

// qsort has no context: pointers are sorted, and turned into indices.
static int compare_credentials(const void *a, const void *b) {
  return strcmp((*(const struct scr_secret_verifier *const *)a)->credential,
                (*(const struct scr_secret_verifier *const *)b)->credential);
}

// Credentials in their order; each stands once.
static enum scr_status index_credentials(struct scr_secret_verifiers *verifiers) {
  size_t count = verifiers->count;
  const struct scr_secret_verifier **sorted = calloc(count + 1, sizeof *sorted);
  size_t *by_credential = calloc(count + 1, sizeof *by_credential);
  enum scr_status status = sorted && by_credential ? SCR_OK : SCR_E_MEMORY;
  for (size_t i = 0; i < count && status == SCR_OK; i++) sorted[i] = &verifiers->entries[i];
  if (status == SCR_OK) qsort(sorted, count, sizeof *sorted, compare_credentials);
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    by_credential[i] = (size_t)(sorted[i] - verifiers->entries);
    if (i > 0 && strcmp(sorted[i - 1]->credential, sorted[i]->credential) == 0) status = SCR_E_VERIFIERS_FORM;
  }
  free(sorted);
  if (status == SCR_OK) {
    free(verifiers->by_credential);
    verifiers->by_credential = by_credential;
  } else {
    free(by_credential);
  }
  return status;
}

static bool handles_ascend(const struct scr_secret_verifiers *verifiers) {
  for (size_t i = 1; i < verifiers->count; i++)
    if (strcmp(verifiers->entries[i - 1].handle, verifiers->entries[i].handle) >= 0) return false;
  return true;
}

enum scr_status scr_secret_verifiers_sort(struct scr_secret_verifiers *verifiers) {
  qsort(verifiers->entries, verifiers->count, sizeof *verifiers->entries, compare_handles);
  return handles_ascend(verifiers) ? index_credentials(verifiers) : SCR_E_VERIFIERS_FORM;
}

struct scr_secret_verifier *scr_secret_verifiers_find(const struct scr_secret_verifiers *verifiers,
                                                      const char *handle) {
  struct scr_secret_verifier wanted = {.credential = NULL};
  size_t length = strlen(handle);
  if (length != SCR_HANDLE_LENGTH) return NULL;
  memcpy(wanted.handle, handle, length);
  return bsearch(&wanted, verifiers->entries, verifiers->count, sizeof wanted, compare_handles);
}

struct scr_secret_verifier *scr_secret_verifiers_find_credential(const struct scr_secret_verifiers *verifiers,
                                                                 const char *credential) {
  size_t low = 0, high = verifiers->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    struct scr_secret_verifier *entry = &verifiers->entries[verifiers->by_credential[middle]];
    int order = strcmp(credential, entry->credential);
    if (order == 0) return entry;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

// --- the file ---

void scr_secret_add_verifiers(struct scr_text *text, const struct scr_secret_verifiers *verifiers) {
  scr_text_add(text, "{\"format\":\"" FORMAT "\",\"uuid\":");
  scr_text_add_json(text, verifiers->uuid, strlen(verifiers->uuid));
  scr_text_add(text, ",\"entries\":[");
  for (size_t i = 0; i < verifiers->count; i++) {
    const struct scr_secret_verifier *entry = &verifiers->entries[i];
    scr_text_add_format(text, "%s{\"handle\":\"%s\",\"credential\":", i > 0 ? "," : "", entry->handle);
    scr_text_add_json(text, entry->credential, strlen(entry->credential));
    scr_text_add(text, ",\"verifier\":\"");
    scr_text_add_secret(text, entry->verifier, SCR_VERIFIER_LENGTH);
    scr_text_add(text, "\"}");
  }
  scr_text_add(text, "]}");
}

static enum scr_status read_entry(struct scr_secret_verifier *entry, json_t *json) {
  struct scr_json_fields fields;
  json_t *handle, *credential, *verifier;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&handle, &fields, "handle");
  if (status == SCR_OK) status = scr_json_take(&credential, &fields, "credential");
  if (status == SCR_OK) status = scr_json_take(&verifier, &fields, "verifier");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status != SCR_OK) return status;
  if (!json_is_string(handle) || !scr_secret_handle_is(json_string_value(handle), json_string_length(handle)) ||
      !json_is_string(verifier) || !scr_secret_verifier_is(json_string_value(verifier), json_string_length(verifier)))
    return SCR_E_VERIFIERS_FORM;
  memcpy(entry->handle, json_string_value(handle), sizeof entry->handle);
  memcpy(entry->verifier, json_string_value(verifier), sizeof entry->verifier);
  return json_copy_string(&entry->credential, credential);
}

static bool is_uuid(const json_t *json) {
  return json_is_string(json) && scr_uuid_is_valid(json_string_value(json), json_string_length(json));
}

static enum scr_status read_list(struct scr_secret_verifiers *verifiers, json_t *json) {
  struct scr_json_fields fields;
  json_t *format, *uuid, *entries;
  size_t count = 0;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = scr_json_take(&uuid, &fields, "uuid");
  if (status == SCR_OK) status = scr_json_take(&entries, &fields, "entries");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && (!json_is_string(format) || strcmp(json_string_value(format), FORMAT) != 0 || !is_uuid(uuid)))
    status = SCR_E_VERIFIERS_FORM;
  if (status == SCR_OK) status = scr_json_array(&count, entries, 1, SCR_VERIFIERS_MAX);
  if (status == SCR_OK) status = json_copy_string(&verifiers->uuid, uuid);
  if (status == SCR_OK) verifiers->entries = calloc(count, sizeof *verifiers->entries);
  if (status == SCR_OK && !verifiers->entries) status = SCR_E_MEMORY;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    verifiers->count = i + 1;
    status = read_entry(&verifiers->entries[i], json_array_get(entries, i));
  }
  return status;
}

// PIN-4.
enum scr_status scr_secret_verifiers_read(struct scr_secret_verifiers *verifiers, const char *bytes, size_t length) {
  struct scr_secret_verifiers read = {0};
  json_t *json = NULL;
  enum scr_status status = length > SCR_VERIFIERS_BYTES_MAX ? SCR_E_LIMIT : scr_json_read(&json, bytes, length);
  if (status == SCR_OK) status = read_list(&read, json);
  if (status == SCR_OK && !handles_ascend(&read)) status = SCR_E_VERIFIERS_FORM;
  if (status == SCR_OK) status = index_credentials(&read);
  json_decref(json);
  if (status == SCR_OK)
    *verifiers = read;
  else
    scr_secret_verifiers_free(&read);
  return status;
}
