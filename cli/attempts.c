// SPDX-License-Identifier: Apache-2.0
// Wrong tries, by public credential: {"format":"scrutineer-attempts-1","entries":[{"credential":..,"verifier":HASH,"wrong":N}]}.
// The hash tells which PIN was tried: tries of an earlier one don't count against one that took its place.
#include "cli/attempts.h"

#include <stdlib.h>
#include <string.h>

#include "board/log/folder_lock.h"
#include "board/question.h"  // json_copy_string
#include "cli/cli.h"
#include "scrutineer/json.h"
#include "scrutineer/secret.h"

#define FORMAT "scrutineer-attempts-1"
#define ATTEMPTS_BYTES_MAX (UINT64_C(256) << 20)

struct attempt {
  char *credential;
  struct scr_hash verifier;
  uint64_t wrong;
};

// The file, held by this program alone while it is open.
struct attempts {
  char *path;
  int lock;
  size_t count;
  struct attempt *entries;  // with room for one more
};

// --- the file ---

static void close_attempts(struct attempts *attempts) {
  for (size_t i = 0; i < attempts->count; i++) free(attempts->entries[i].credential);
  free(attempts->entries);
  free(attempts->path);
  folder_unlock(attempts->lock);
}

static enum scr_status read_entry(struct attempt *attempt, json_t *json) {
  struct scr_json_fields fields;
  json_t *credential, *verifier, *wrong;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&credential, &fields, "credential");
  if (status == SCR_OK) status = scr_json_take(&verifier, &fields, "verifier");
  if (status == SCR_OK) status = scr_json_take(&wrong, &fields, "wrong");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK) status = scr_json_hash(&attempt->verifier, verifier);
  if (status == SCR_OK) status = scr_json_uint(&attempt->wrong, wrong, ATTEMPTS_MAX);
  return status == SCR_OK ? json_copy_string(&attempt->credential, credential) : status;
}

static enum scr_status read_all(struct attempts *attempts, json_t *json) {
  struct scr_json_fields fields;
  json_t *format, *entries;
  size_t count = 0;
  enum scr_status status = scr_json_fields(&fields, json);
  if (status == SCR_OK) status = scr_json_take(&format, &fields, "format");
  if (status == SCR_OK) status = scr_json_take(&entries, &fields, "entries");
  if (status == SCR_OK) status = scr_json_end(&fields);
  if (status == SCR_OK && (!json_is_string(format) || strcmp(json_string_value(format), FORMAT) != 0))
    status = SCR_E_JSON_FIELD;
  if (status == SCR_OK) status = scr_json_array(&count, entries, 0, SCR_VERIFIERS_MAX);
  if (status == SCR_OK) attempts->entries = calloc(count + 1, sizeof *attempts->entries);
  if (status == SCR_OK && !attempts->entries) status = SCR_E_MEMORY;
  for (size_t i = 0; i < count && status == SCR_OK; i++) {
    attempts->count = i + 1;
    status = read_entry(&attempts->entries[i], json_array_get(entries, i));
  }
  return status;
}

// Without the file nobody knows how many tries there were: it is not begun anew by itself.
static int open_attempts(struct attempts *attempts, const char *folder) {
  struct scr_text text = SCR_TEXT_INIT;
  json_t *json = NULL;
  *attempts = (struct attempts){.path = join(folder, "attempts.json", NULL), .lock = folder_lock(folder)};
  int code = CANNOT;
  if (attempts->lock < 0)
    complain("the folder %s can't be locked, so tries can't be counted", folder);
  else if (read_file(&text, attempts->path, ATTEMPTS_BYTES_MAX))
    code = DONE;
  if (code == DONE) {
    enum scr_status status = scr_json_read(&json, text.bytes, text.length);
    if (status == SCR_OK) status = read_all(attempts, json);
    if (status != SCR_OK) code = fail(status, "%s can't be used", attempts->path);
  }
  if (code != DONE) advise("no PIN is looked at without it: it says how many wrong ones were tried");
  json_decref(json);
  scr_text_free(&text);
  return code;
}

static int write_attempts(const struct attempts *attempts) {
  struct scr_text text = SCR_TEXT_INIT;
  char hex[SCR_HASH_HEX + 1];
  const char *comma = "";
  scr_text_add(&text, "{\"format\":\"" FORMAT "\",\"entries\":[");
  for (size_t i = 0; i < attempts->count; i++) {
    const struct attempt *attempt = &attempts->entries[i];
    if (attempt->wrong == 0) continue;
    scr_hash_hex(hex, &attempt->verifier);
    scr_text_add_format(&text, "%s{\"credential\":", comma);
    scr_text_add_json(&text, attempt->credential, strlen(attempt->credential));
    scr_text_add_format(&text, ",\"verifier\":\"%s\",\"wrong\":", hex);
    scr_text_add_number(&text, attempt->wrong);
    scr_text_add(&text, "}");
    comma = ",";
  }
  scr_text_add(&text, "]}");
  bool written = write_file(attempts->path, &text, SECRET_FILE, true);
  scr_text_free(&text);
  return written ? DONE : CANNOT;
}

// --- counting ---

int attempts_begin(const char *folder) {
  struct attempts empty = {.path = join(folder, "attempts.json", NULL), .lock = -1};
  int code = write_attempts(&empty);
  close_attempts(&empty);
  return code;
}

bool attempts_begun(const char *folder) {
  char *path = join(folder, "attempts.json", NULL);
  bool begun = file_exists(path);
  free(path);
  return begun;
}

// The credential's entry, a new one if it has none; from 0 where another PIN has taken the place of the one that was tried.
static struct attempt *find(struct attempts *attempts, const char *credential, const char *verifier_or_null) {
  struct attempt *attempt = NULL;
  struct scr_hash verifier;
  scr_hash(&verifier, verifier_or_null ? verifier_or_null : "", verifier_or_null ? strlen(verifier_or_null) : 0);
  for (size_t i = 0; i < attempts->count && !attempt; i++)
    if (strcmp(attempts->entries[i].credential, credential) == 0) attempt = &attempts->entries[i];
  if (!attempt) {
    char *copy = strdup(credential);
    if (!copy) return NULL;
    attempt = &attempts->entries[attempts->count++];
    *attempt = (struct attempt){copy, verifier, 0};
  }
  if (!scr_hash_equal(&attempt->verifier, &verifier)) attempt->wrong = 0;
  attempt->verifier = verifier;
  return attempt;
}

// PIN-5: durable before anything is known about the PIN, so that no crash gives a try for nothing.
int attempts_charge(uint64_t *left, const char *folder, const char *credential, const char *verifier_or_null) {
  struct attempts attempts;
  int code = open_attempts(&attempts, folder);
  struct attempt *attempt = code == DONE ? find(&attempts, credential, verifier_or_null) : NULL;
  if (code == DONE && !attempt) code = fail(SCR_E_MEMORY, "a try can't be counted");
  *left = 0;
  if (code == DONE && attempt->wrong >= ATTEMPTS_MAX) {
    code = INVALID;
  } else if (code == DONE) {
    *left = ATTEMPTS_MAX - ++attempt->wrong;
    code = write_attempts(&attempts);
  }
  close_attempts(&attempts);
  return code;
}

int attempts_take_back(const char *folder, const char *credential, const char *verifier_or_null) {
  struct attempts attempts;
  int code = open_attempts(&attempts, folder);
  struct attempt *attempt = code == DONE ? find(&attempts, credential, verifier_or_null) : NULL;
  if (code == DONE && !attempt) code = fail(SCR_E_MEMORY, "a try can't be taken back");
  if (code == DONE && attempt->wrong > 0) attempt->wrong--;
  if (code == DONE) code = write_attempts(&attempts);
  close_attempts(&attempts);
  return code;
}
