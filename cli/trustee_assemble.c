// SPDX-License-Identifier: Apache-2.0
// Putting a run of the ceremony aside, and putting the trustees document together.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/trustee.h"

// --- restart ---

const struct option_spec trustee_restart_options[] = {
    ELECTION_OPTION,
    {"yes", 'y', NULL, "do not ask"},
    NO_OPTION,
};

static void move_aside(const char *path, const char *folder, const char *name) {
  char *to = join(folder, name, NULL);
  if (file_exists(path) && rename(path, to) != 0) complain("%s can't be moved", path);
  free(to);
}

// The trustee's own files of the run are of no further use, and are left to it. The seed goes first: without it, what was
// agreed to with it binds nothing.
static void move_own_aside(const struct work *work, const char *name, const char *stamp) {
  static const char *const files[] = {"seed.json", "key.json", "agreed.txt"};
  char *own = join(work->folder, "trustees", name), *kept = join(own, stamp, NULL);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char *path = join(own, files[i], NULL);
    if (file_exists(path) && make_folder(kept, 0700)) move_aside(path, kept, files[i]);
    free(path);
  }
  free(own);
  free(kept);
}

// The messages are kept, since they may be evidence.
static int restart(const struct work *work) {
  static const char *const kinds[] = {"certificate", "commit", "agree", "reveal", "key", "abort"};
  char stamp[40];
  (void)snprintf(stamp, sizeof stamp, "aborted-%lld", (long long)time(NULL));
  char *aside = join(work->folder, "public/trustees", stamp);
  bool made = make_folder(aside, 0755);
  for (size_t i = 0; made && i < work->definition->members_n; i++) {
    const char *name = work->definition->members[i].text;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
      char *path = message_path(work, name, kinds[k]);
      move_aside(path, aside, strrchr(path, '/') + 1);
      free(path);
    }
    move_own_aside(work, name, stamp);
  }
  if (made) print("The run was put aside in %s. A new one begins with \"trustee certificate\".\n", aside);
  free(aside);
  return made ? DONE : CANNOT;
}

int trustee_restart_run(const struct arguments *arguments) {
  struct work work;
  int code = CANNOT;
  if (work_begin(&work, arguments)) {
    char *board = board_path(work.folder, work.definition);
    code = MISUSE;
    if (file_exists(board))
      complain("the election is open: its trustees can't be changed");
    else if (option(arguments, "yes") || confirm("Put this run of the ceremony aside?"))
      code = restart(&work);
    else
      complain("nothing was changed; --yes does it without asking");
    free(board);
  }
  work_end(&work);
  return code;
}

// --- the trustees document ---

static bool add_singles(struct scr_text *document, const struct work *work) {
  for (size_t i = 0; i < work->definition->mandatory_n; i++) {
    const char *name = work->definition->mandatory[i].text;
    char *path = message_path(work, name, "key");
    struct scr_text key = SCR_TEXT_INIT;
    bool read = !file_is_missing(path);
    if (!read) complain("%s has not published its key yet: there is no %s", name, path);
    read = read && read_file(&key, path, SCR_CEREMONY_BYTES_MAX);
    scr_text_add(document, i > 0 ? ",[\"Single\"," : "[\"Single\",");
    scr_text_add_bytes(document, key.bytes ? key.bytes : "", key.length);
    scr_text_add(document, "]");
    scr_text_free(&key);
    free(path);
    if (!read) return false;
  }
  return true;
}

static int add_group(struct scr_text *document, const struct work *work) {
  enum { CERTIFICATES, COMMITS, AGREEMENTS, REVEALS, KEYS, KINDS };
  static const char *const kinds[KINDS] = {"certificate", "commit", "agree", "reveal", "key"};
  struct messages *loaded[KINDS] = {NULL};
  struct scr_blame blame = {0};
  int code = DONE;
  if (work->definition->members_n == 0) return DONE;
  for (int i = 0; i < KINDS && code == DONE; i++)
    if (!(loaded[i] = load_messages(work, kinds[i]))) code = CANNOT;
  if (code == DONE) {
    if (work->definition->mandatory_n > 0) scr_text_add(document, ",");
    enum scr_status status =
        scr_ceremony_assemble(document, &blame, &work->ceremony, loaded[CERTIFICATES]->list, loaded[COMMITS]->list,
                              loaded[AGREEMENTS]->list, loaded[REVEALS]->list, loaded[KEYS]->list);
    if (status != SCR_OK) code = fail(status, "the group's key can't be put together");
    if (status != SCR_OK) explain_blame(work, &blame);
  }
  for (int i = 0; i < KINDS; i++) free_messages(loaded[i]);
  return code;
}

static int write_document(const struct work *work, const struct scr_text *document) {
  struct scr_trustees *trustees = NULL;
  struct scr_trustees_gaps gaps;
  struct scr_text summary = SCR_TEXT_INIT;
  size_t at = 0;
  char *path = join(work->folder, "public/trustees.json", NULL);
  enum scr_status status = scr_text_ok(document);
  if (status == SCR_OK)
    status = scr_trustees_new(&trustees, &at, work->definition->election.group, document->bytes, document->length);
  if (status == SCR_OK) status = scr_trustees_check(trustees, &at, &gaps);
  int code = status == SCR_OK ? DONE : fail(status, "trustee %zu", at);
  if (code == DONE && !write_file(path, document, PUBLIC_FILE, false)) code = CANNOT;
  if (code == DONE) {
    scr_text_add_trustees_summary(&summary, trustees);
    print("%s: %s\n", path, summary.bytes ? summary.bytes : "");
  }
  scr_text_free(&summary);
  scr_trustees_free(trustees);
  free(path);
  return code;
}

int trustee_assemble_run(const struct arguments *arguments) {
  struct work work;
  struct scr_text document = SCR_TEXT_INIT;
  int code = CANNOT;
  if (work_begin(&work, arguments)) {
    scr_text_add(&document, "[");
    if (add_singles(&document, &work)) code = add_group(&document, &work);
    scr_text_add(&document, "]");
    if (code == DONE) code = write_document(&work, &document);
  }
  scr_text_free(&document);
  work_end(&work);
  return code;
}
