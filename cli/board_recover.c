// SPDX-License-Identifier: Apache-2.0
// Recovering a board, and its journal, after an interrupted write (BRD-3, BRD-8).
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/board.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/verify.h"
#include "cli/writer.h"

const struct option_spec board_recover_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "say what would be dropped, and change nothing"},
    JSON_OPTION,
    NO_OPTION,
};

static bool has_lines(const char *kept) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "%s.jsonl", kept);
  bool there = scr_text_ok(&name) == SCR_OK && file_exists(name.bytes);
  scr_text_free(&name);
  return there;
}

// A name beside the board that is not there yet, for its tail; with ".jsonl" for that of the journal.
static void name_kept(struct scr_text *kept, const char *path) {
  long long now = (long long)time(NULL);
  do {
    scr_text_clear(kept);
    scr_text_add_format(kept, "%s.dropped-%lld", path, now++);
  } while (scr_text_ok(kept) == SCR_OK && (file_exists(kept->bytes) || has_lines(kept->bytes)));
}

// What recovery is about: the board at a path, and its journal, if it has one.
struct subject {
  const char *path;
  bool has_journal, only_look;
  struct scr_text kept, kept_lines;  // where tails go
  struct scr_recovered found;
};

static void add_tail(struct scr_text *text, uint64_t bytes, const struct scr_text *kept, bool only_look) {
  scr_text_add_format(text, "\"bytes\":%" PRIu64, bytes);
  if (bytes == 0 || only_look) return;
  scr_text_add(text, ",\"kept\":");
  scr_text_add_json(text, kept->bytes, kept->length);
}

static void print_json(enum scr_status status, const struct subject *subject) {
  struct scr_text text = SCR_TEXT_INIT;
  const struct scr_recovered *found = &subject->found;
  bool whole = found->archive_bytes + found->journal_bytes == 0;
  const char *state = status != SCR_OK ? "refused" : whole ? "whole" : subject->only_look ? "unfinished" : "recovered";
  scr_text_add_format(&text, "{\"schema\":\"scrutineer-recover-1\",\"state\":\"%s\"", state);
  if (status != SCR_OK) scr_text_add_format(&text, ",\"reason\":\"%s\"", scr_status_id(status));
  if (status == SCR_OK) scr_text_add(&text, ",");
  if (status == SCR_OK) add_tail(&text, found->archive_bytes, &subject->kept, subject->only_look);
  if (status == SCR_OK && subject->has_journal) {
    scr_text_add(&text, ",\"journal\":{");
    add_tail(&text, found->journal_bytes, &subject->kept_lines, subject->only_look);
    scr_text_add(&text, "}");
  }
  scr_text_add(&text, "}\n");
  if (scr_text_ok(&text) == SCR_OK) print_text(&text);
  scr_text_free(&text);
}

static void print_tail(const char *what, uint64_t bytes, const struct scr_text *kept, bool only_look) {
  if (bytes == 0) return;
  print("%s ends with %" PRIu64 " byte%s of an unfinished write, which ", what, bytes, plural(bytes));
  if (only_look)
    print("would be dropped.\n");
  else
    print("%s moved to %s.\n", bytes == 1 ? "was" : "were", kept->bytes);
}

static void print_outcome(const struct subject *subject) {
  const struct scr_recovered *found = &subject->found;
  if (found->archive_bytes + found->journal_bytes == 0) {
    print("%s is whole%s: there is nothing to recover.\n", subject->path,
          subject->has_journal ? ", and its journal too" : "");
    return;
  }
  print_tail(subject->path, found->archive_bytes, &subject->kept, subject->only_look);
  print_tail("Its journal", found->journal_bytes, &subject->kept_lines, subject->only_look);
  print(
      "Our writer acknowledges an event only when it is whole on the disk, so an interrupted write leaves nothing here "
      "that\n"
      "was acknowledged. A file that was cut when it was copied looks the same: compare it with another copy "
      "(scrutineer\n"
      "board diff).\n");
}

static int tell_failure(enum scr_status status, const char *path) {
  int code = fail(status, "%s can't be recovered", path);
  if (status == SCR_E_JOURNAL_STATE)
    advise("nothing was changed: bring the file that tells what was signed last (see scrutineer-board(1))");
  else if (status == SCR_E_JOURNAL_OLD)
    advise("nothing was changed: something that was signed is missing or damaged here; find a newer copy");
  else
    advise(scr_status_class(status) == SCR_CLASS_IO
             ? "nothing was changed"
             : "nothing was changed: this is no interrupted write; verify the board, and compare it with a copy");
  return code;
}

static enum scr_status recover_files(struct subject *subject) {
  char *journal = journal_folder(subject->path);
  subject->has_journal = journal != NULL;
  free(journal);
  name_kept(&subject->kept, subject->path);
  scr_text_add_format(&subject->kept_lines, "%s.jsonl", subject->kept.bytes ? subject->kept.bytes : "");
  enum scr_status status = scr_text_ok(&subject->kept);
  if (status == SCR_OK) status = scr_text_ok(&subject->kept_lines);
  if (status != SCR_OK) return status;
  if (subject->has_journal)
    return writer_recover(&subject->found, subject->path, subject->kept.bytes, subject->only_look);
  return scr_board_recover(&subject->found.archive_bytes, subject->path, subject->kept.bytes, subject->only_look);
}

// `path` is NULL where no archive was found.
static int recover(const struct arguments *arguments, const char *path) {
  struct subject subject = {.path = path, .only_look = option(arguments, "dry-run") != NULL};
  enum scr_status status = path ? recover_files(&subject) : SCR_E_IO;
  int code = !path ? CANNOT : status == SCR_OK ? DONE : tell_failure(status, path);
  if (option(arguments, "json"))
    print_json(status, &subject);
  else if (status == SCR_OK)
    print_outcome(&subject);
  scr_text_free(&subject.kept);
  scr_text_free(&subject.kept_lines);
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
