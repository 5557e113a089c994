// SPDX-License-Identifier: Apache-2.0
#include "cli/writer.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/role_key.h"
#include "cli/verify.h"

struct writer {
  struct scr_journal_files files;
  struct scr_board *board;
  struct role_key key;
  char *public_folder, *kept;
};

struct scr_board *writer_board(struct writer *writer) {
  return writer->board;
}

void writer_close(struct writer *writer) {
  if (!writer) return;
  scr_board_close(writer->board);
  role_key_wipe(&writer->key);
  free(writer->public_folder);
  free(writer->kept);
  free(writer);
}

// --- places ---

static char *folder_of(const char *path) {
  char *copy = join(path, NULL, NULL);
  char *folder = join(dirname(copy), NULL, NULL);
  free(copy);
  return folder;
}

char *kept_path(const char *uuid) {
  const char *own = getenv("SCRUTINEER_STATE"), *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
  struct scr_text name = SCR_TEXT_INIT;
  char *folder = NULL, *path = NULL;
  if (own && own[0])
    folder = join(own, NULL, NULL);
  else if (state && state[0] == '/')
    folder = join(state, "scrutineer", NULL);
  else if (home && home[0] == '/')
    folder = join(home, ".local/state/scrutineer", NULL);
  if (!folder) {
    complain("there is no folder to keep in what the board signed last: neither HOME nor SCRUTINEER_STATE is set");
    return NULL;
  }
  scr_text_add_format(&name, "%s.checkpoint", uuid);
  if (scr_text_ok(&name) == SCR_OK && make_folder(folder, 0700)) path = join(folder, name.bytes, NULL);
  scr_text_free(&name);
  free(folder);
  return path;
}

// The identifier of a board is its file's name; what the file says is compared when it is opened.
static char *kept_path_of(const char *board_path) {
  char *copy = join(board_path, NULL, NULL);
  char *name = basename(copy), *dot = strrchr(name, '.');
  if (dot) *dot = '\0';
  char *path = kept_path(name);
  free(copy);
  return path;
}

// --- opening ---

static enum scr_status sign_note(void *context, struct scr_text *note, const char *text, size_t length) {
  const struct writer *writer = context;
  return scr_secret_note_sign(note, text, length, &writer->key.key, &writer->key.secret);
}

enum scr_status writer_sign(struct scr_text *note, struct writer *writer, uint64_t size) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash root;
  const char *origin = writer->key.key.name;
  scr_merkle_root(&root, scr_log_tree(scr_board_log(writer->board)), size);
  scr_text_add_checkpoint(&text, origin, size, &root);
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) status = sign_note(writer, note, text.bytes, text.length);
  scr_text_free(&text);
  return status;
}

static uint64_t now(void *context) {
  (void)context;
  return (uint64_t)time(NULL);
}

static bool read_board_key(struct writer *writer) {
  char *folder = folder_of(writer->public_folder), *path = join(folder, "officer/board.key.json", NULL);
  bool read = role_key_read(&writer->key, path) == DONE;
  free(folder);
  free(path);
  return read;
}

static void advise_on(enum scr_status status, const char *path, const struct writer *writer) {
  switch (status) {
    case SCR_E_ARCHIVE_TORN:
    case SCR_E_ARCHIVE_ORDER:
    case SCR_E_JOURNAL_TORN:
      advise("an earlier write was interrupted: \"scrutineer board recover %s\" drops what was never acknowledged",
             path);
      break;
    case SCR_E_JOURNAL_MISSING:
      advise(
          "where an earlier write was interrupted, \"scrutineer board recover %s\" drops what was never acknowledged",
          path);
      break;
    case SCR_E_LOCKED: advise("wait until the other program is done"); break;
    case SCR_E_JOURNAL_OLD:
      advise("%s is newer than this board. Nothing may be written to an older copy: find the newest one",
             writer->kept ? writer->kept : "what was signed last");
      break;
    case SCR_E_JOURNAL_STATE:
      advise("%s is where it is looked for. Bring that file from the machine that wrote last; if it is lost,",
             writer->kept ? writer->kept : "nowhere");
      advise("compare public/log/checkpoint with what the witnesses have, and then put a copy of it there");
      break;
    default: break;
  }
}

static enum scr_status open_board(struct writer *writer, const char *path, bool journal, bool dry_run) {
  writer->files = (struct scr_journal_files){
      .folder = writer->public_folder, .kept = writer->kept, .sign = sign_note, .now = now, .context = writer};
  if (dry_run) return scr_board_open_dry(&writer->board, path, journal ? &writer->files : NULL);
  return journal ? scr_board_open_journal(&writer->board, path, &writer->files) : scr_board_open(&writer->board, path);
}

struct writer *writer_open(const char *board_path, bool dry_run) {
  struct writer *writer = calloc(1, sizeof *writer);
  char *beside = journal_folder(board_path);
  bool journal = beside != NULL, ready = writer != NULL;
  free(beside);
  if (!writer) complain("out of memory");
  if (ready) writer->public_folder = folder_of(board_path);
  if (ready && journal) {
    writer->kept = kept_path_of(board_path);
    ready = writer->kept && read_board_key(writer);
  }
  if (ready) {
    enum scr_status status = open_board(writer, board_path, journal, dry_run);
    ready = status == SCR_OK;
    if (!ready) (void)fail(status, "%s can't be written to", board_path);
    if (!ready) advise_on(status, board_path, writer);
  }
  if (ready) return writer;
  writer_close(writer);
  return NULL;
}

enum scr_status writer_recover(struct scr_recovered *recovered, const char *board_path, const char *dropped,
                               bool only_look) {
  char *folder = folder_of(board_path), *kept = kept_path_of(board_path);
  struct scr_journal_files files = {.folder = folder, .kept = kept};
  enum scr_status status = SCR_E_IO;
  if (kept) status = scr_board_recover_journal(recovered, board_path, &files, dropped, only_look);
  free(folder);
  free(kept);
  return status;
}
