// SPDX-License-Identifier: Apache-2.0
// Recovering a board after an interrupted write (BRD-3).
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/board.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/verify.h"

const struct option_spec board_recover_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "say what would be dropped, and change nothing"},
    JSON_OPTION,
    NO_OPTION,
};

// A name beside the board that is not there yet.
static void name_kept(struct scr_text *kept, const char *path) {
  long long now = (long long)time(NULL);
  do {
    scr_text_clear(kept);
    scr_text_add_format(kept, "%s.dropped-%lld", path, now++);
  } while (scr_text_ok(kept) == SCR_OK && file_exists(kept->bytes));
}

static void print_json(enum scr_status status, uint64_t bytes, const char *kept) {
  struct scr_text text = SCR_TEXT_INIT;
  const char *state = status != SCR_OK ? "refused" : bytes == 0 ? "whole" : kept ? "recovered" : "unfinished";
  scr_text_add_format(&text, "{\"schema\":\"scrutineer-recover-1\",\"state\":\"%s\"", state);
  if (status != SCR_OK) scr_text_add_format(&text, ",\"reason\":\"%s\"", scr_status_id(status));
  if (status == SCR_OK) scr_text_add_format(&text, ",\"bytes\":%" PRIu64, bytes);
  if (status == SCR_OK && bytes > 0 && kept) {
    scr_text_add(&text, ",\"kept\":");
    scr_text_add_json(&text, kept, strlen(kept));
  }
  scr_text_add(&text, "}\n");
  if (scr_text_ok(&text) == SCR_OK) print_text(&text);
  scr_text_free(&text);
}

static void print_outcome(const char *path, uint64_t bytes, const char *kept) {
  if (bytes == 0) {
    print("%s is whole: there is nothing to recover.\n", path);
    return;
  }
  print("%s ends with an unfinished record of %" PRIu64 " byte%s, which ", path, bytes, plural(bytes));
  if (kept)
    print("was moved to %s.\n", kept);
  else
    print("would be dropped.\n");
  print(
      "Our writer acknowledges an event only when it is whole on the disk, so an interrupted write leaves nothing here "
      "that\n"
      "was acknowledged. A file that was cut when it was copied looks the same: compare it with another copy "
      "(scrutineer\n"
      "board diff).\n");
}

static int tell_failure(enum scr_status status, const char *path) {
  int code = fail(status, "%s can't be recovered", path);
  advise(scr_status_class(status) == SCR_CLASS_IO
             ? "nothing was changed"
             : "nothing was changed: this is no interrupted write; verify the board, and compare it with a copy");
  return code;
}

// `path` is NULL where no archive was found.
static int recover(const struct arguments *arguments, const char *path) {
  bool only_look = option(arguments, "dry-run") != NULL, json = option(arguments, "json") != NULL;
  struct scr_text kept = SCR_TEXT_INIT;
  uint64_t bytes = 0;
  enum scr_status status = SCR_E_IO;
  int code = CANNOT;
  if (path) {
    name_kept(&kept, path);
    status = scr_text_ok(&kept);
    if (status == SCR_OK) status = scr_board_recover(&bytes, path, kept.bytes, only_look);
    code = status == SCR_OK ? DONE : tell_failure(status, path);
  }
  if (json)
    print_json(status, bytes, only_look ? NULL : kept.bytes);
  else if (status == SCR_OK)
    print_outcome(path, bytes, only_look ? NULL : kept.bytes);
  scr_text_free(&kept);
  return code;
}

int board_recover_run(const struct arguments *arguments) {
  const char *named = arguments->positional_n > 0 ? arguments->positional[0] : election_folder(arguments);
  if (strcmp(named, "-") == 0) {
    complain("standard input can't be recovered: name the board's file");
    return MISUSE;
  }
  char *path = find_archive(named);
  int code = recover(arguments, path);
  free(path);
  return code;
}
