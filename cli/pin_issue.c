// SPDX-License-Identifier: Apache-2.0
// pin issue: a PIN for each of the registrar's handles, and what entry points check them with.
#include <stdlib.h>
#include <string.h>

#include "board/parallel.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/pairs.h"
#include "cli/pin.h"
#include "cli/pin_list.h"
#include "cli/verifiers_file.h"
#include "scrutineer/election.h"

const struct option_spec pin_issue_options[] = {
    ELECTION_OPTION,
    {"output", 'o', "DIR", "the folder for the two files (default: the election's officer/)"},
    {"dry-run", 'n', NULL, "check the handles, and make nothing"},
    NO_OPTION,
};

struct pin_issuing {
  struct scr_secret_verifiers verifiers;  // handles and credentials from the registrar
  size_t capacity;
  struct pin_list pins;  // pins.entries[i] is that of verifiers.entries[i]
  enum scr_status *statuses;
};

// --- the registrar's list ---

static bool has_room(struct pin_issuing *issuing) {
  if (issuing->verifiers.count < issuing->capacity) return true;
  size_t capacity = 2 * issuing->capacity + 64;
  struct scr_secret_verifier *grown = realloc(issuing->verifiers.entries, capacity * sizeof *grown);
  if (!grown) return false;
  issuing->verifiers.entries = grown;
  issuing->capacity = capacity;
  return true;
}

static const char *add_handle(void *context, const char *handle, const char *credential) {
  struct pin_issuing *issuing = context;
  if (!scr_secret_handle_is(handle, strlen(handle))) return "not a handle";
  if (issuing->verifiers.count == SCR_VERIFIERS_MAX) return "too many handles";
  char *copy = has_room(issuing) ? strdup(credential) : NULL;
  if (!copy) return "out of memory";
  struct scr_secret_verifier *entry = &issuing->verifiers.entries[issuing->verifiers.count++];
  *entry = (struct scr_secret_verifier){.credential = copy};
  memcpy(entry->handle, handle, SCR_HANDLE_LENGTH + 1);
  return NULL;
}

// PIN-2: one handle for each credential of the public list, and no other.
static bool fits(const struct pin_issuing *issuing, const struct scr_credentials *credentials, const char *path) {
  for (size_t i = 0; i < issuing->verifiers.count; i++) {
    const struct scr_secret_verifier *entry = &issuing->verifiers.entries[i];
    if (scr_credentials_find(credentials, entry->credential, strlen(entry->credential)) != SIZE_MAX) continue;
    complain("%s: the credential of handle %s isn't on the public list", path, entry->handle);
    return false;
  }
  if (issuing->verifiers.count == scr_credentials_count(credentials)) return true;
  complain("%s has %zu handles, and the public list %zu credentials", path, issuing->verifiers.count,
           scr_credentials_count(credentials));
  return false;
}

static int check_list(const struct pin_issuing *issuing, const struct pin_desk *desk, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_credentials *credentials = NULL;
  char *list = join(desk->folder, "public/credentials.json", NULL);
  int code = read_file(&text, list, SCR_CREDENTIALS_BYTES_MAX) ? DONE : CANNOT;
  if (code == DONE) {
    enum scr_status status = scr_credentials_new_unchecked(&credentials, text.bytes ? text.bytes : "", text.length);
    if (status != SCR_OK) code = fail(status, "%s can't be used", list);
  }
  if (code == DONE && !fits(issuing, credentials, path)) code = MISUSE;
  if (code != DONE) advise("the registrar's registrar/handles-for-officer.csv of this election is wanted");
  scr_credentials_free(credentials);
  scr_text_free(&text);
  free(list);
  return code;
}

static int read_handles(struct pin_issuing *issuing, const struct pin_desk *desk, const char *path) {
  if (!pairs_read(path, "handle", "credential", add_handle, issuing)) return CANNOT;
  enum scr_status status = scr_secret_verifiers_sort(&issuing->verifiers);
  if (status != SCR_OK) return fail(status, "%s can't be used: a handle or a credential stands twice", path);
  return check_list(issuing, desk, path);
}

// --- making ---

static void make_one(void *context, size_t i) {
  struct pin_issuing *issuing = context;
  struct scr_secret_verifier *entry = &issuing->verifiers.entries[i];
  struct pin_entry *made = &issuing->pins.entries[i];
  memcpy(made->handle, entry->handle, sizeof made->handle);
  enum scr_status status = scr_secret_pin_generate(&made->pin);
  if (status == SCR_OK)
    status = scr_secret_pin_verifier(entry->verifier, &made->pin, issuing->verifiers.uuid, entry->handle);
  issuing->statuses[i] = status;
  if (i % 16 == 0) progress("made about %zu of %zu PINs", i, issuing->verifiers.count);
}

static int make_all(struct pin_issuing *issuing, const struct pin_desk *desk) {
  size_t count = issuing->verifiers.count;
  issuing->verifiers.uuid = strdup(desk->definition->election.uuid);
  issuing->statuses = calloc(count + 1, sizeof *issuing->statuses);
  if (!issuing->verifiers.uuid || !issuing->statuses || !pin_list_reserve(&issuing->pins, count))
    return fail(SCR_E_MEMORY, "the PINs can't be made");
  issuing->pins.count = count;
  parallel_for(0, count, make_one, issuing);
  progress_end();
  for (size_t i = 0; i < count; i++)
    if (issuing->statuses[i] != SCR_OK) return fail(issuing->statuses[i], "the PINs can't be made");
  return DONE;
}

// The PINs first: verifiers whose PINs nobody has would lock everybody out.
static int store(const struct pin_issuing *issuing, const struct pin_desk *desk) {
  if (!make_folder(desk->output, 0700)) return CANNOT;
  if (!pin_list_write(&issuing->pins, desk->pins_path, false)) return CANNOT;
  int code = verifiers_write(&issuing->verifiers, desk->verifiers_path, false);
  if (code == DONE) {
    print("%zu PIN%s made: %s for the printers,\n", issuing->verifiers.count,
          issuing->verifiers.count == 1 ? " was" : "s were", desk->pins_path);
    print("%s for the entry points that ask for PINs.\n", desk->verifiers_path);
  }
  return code;
}

static bool is_issued(const struct pin_desk *desk) {
  if (file_exists(desk->verifiers_path)) {
    complain("%s is there already: PINs are issued once", desk->verifiers_path);
    advise("a single one is made anew with \"scrutineer pin renew\"");
    return true;
  }
  if (!file_exists(desk->pins_path)) return false;
  complain("%s is there already, and no verifiers for it", desk->pins_path);
  advise("an interrupted run left it, and no PIN in it is of use: remove it, and issue again");
  return true;
}

int pin_issue_run(const struct arguments *arguments) {
  struct pin_desk desk;
  struct pin_issuing issuing = {0};
  int code = pin_desk_open(&desk, arguments);
  if (code == DONE && is_issued(&desk)) code = MISUSE;
  if (code == DONE) code = read_handles(&issuing, &desk, arguments->positional[0]);
  if (code == DONE && option(arguments, "dry-run")) {
    print("%zu PIN%s would be made.\n", issuing.verifiers.count, plural(issuing.verifiers.count));
  } else {
    if (code == DONE) code = make_all(&issuing, &desk);
    if (code == DONE) code = store(&issuing, &desk);
  }
  scr_secret_verifiers_free(&issuing.verifiers);
  pin_list_wipe(&issuing.pins);
  free(issuing.statuses);
  pin_desk_close(&desk);
  return code;
}
