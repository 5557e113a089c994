// SPDX-License-Identifier: Apache-2.0
#include "cli/journal_diff.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/journal/files.h"
#include "cli/quote.h"
#include "cli/verify.h"

// --- reading ---

// A journal's lines, one after the other.
struct lines {
  FILE *file;
  char *line;
  size_t size;
  ssize_t length;
  uint64_t count;  // of those that were read
};

static bool open_lines(struct lines *lines, const char *folder) {
  char *path = join(folder, JOURNAL_LINES, NULL);
  lines->file = fopen(path, "re");
  if (!lines->file) complain("%s can't be read: %s", path, strerror(errno));
  free(path);
  return lines->file != NULL;
}

static void close_lines(struct lines *lines) {
  if (lines->file) (void)fclose(lines->file);
  free(lines->line);
}

// What has no end yet was still being written, and is no entry.
static bool next_line(struct lines *lines) {
  lines->length = getline(&lines->line, &lines->size, lines->file);
  bool whole = lines->length > 0 && lines->line[lines->length - 1] == '\n';
  lines->count += whole;
  return whole;
}

static enum journal_diff_state compare(struct lines *earlier, struct lines *later) {
  while (next_line(earlier)) {
    if (!next_line(later)) return JOURNALS_SHORTER;
    if (earlier->length != later->length || memcmp(earlier->line, later->line, (size_t)earlier->length) != 0)
      return JOURNALS_DIFFER;
  }
  while (next_line(later)) continue;
  return JOURNALS_CONTINUE;
}

static enum journal_diff_state compare_files(struct journal_diff *diff) {
  struct lines lines[2] = {{.file = NULL}, {.file = NULL}};
  enum journal_diff_state state = JOURNALS_UNREADABLE;
  if (open_lines(&lines[0], diff->folders[0]) && open_lines(&lines[1], diff->folders[1])) {
    state = compare(&lines[0], &lines[1]);
    for (size_t i = 0; i < 2 && state != JOURNALS_UNREADABLE; i++) {
      if (!ferror(lines[i].file)) continue;
      complain("the journal in %s can't be read to its end", diff->folders[i]);
      state = JOURNALS_UNREADABLE;
    }
  }
  diff->old_entries = lines[0].count;
  diff->new_entries = lines[1].count;
  diff->entry = lines[0].count ? lines[0].count - 1 : 0;
  for (size_t i = 0; i < 2; i++) close_lines(&lines[i]);
  return state;
}

// What comes from standard input has nothing beside it.
static char *folder_beside(const char *archive) {
  return strcmp(archive, STANDARD_INPUT) == 0 ? NULL : journal_folder(archive);
}

void journal_diff(struct journal_diff *diff, const char *old_archive, const char *new_archive) {
  *diff = (struct journal_diff){.folders = {folder_beside(old_archive), folder_beside(new_archive)}};
  diff->in_old = diff->folders[0] != NULL;
  if (!diff->folders[0] && !diff->folders[1])
    diff->state = JOURNALS_NONE;
  else if (!diff->folders[0] || !diff->folders[1])
    diff->state = JOURNALS_ONE;
  else
    diff->state = compare_files(diff);
}

void journal_diff_free(struct journal_diff *diff) {
  for (size_t i = 0; i < 2; i++) free(diff->folders[i]);
}

// --- telling ---

void journal_diff_print_json(const struct journal_diff *diff) {
  static const char *const states[] = {NULL, "not-compared", "continues", "shorter", "differs", "cannot-check"};
  if (diff->state == JOURNALS_NONE) return;
  print(",\"journal\":\"%s\"", states[diff->state]);
  if (diff->state == JOURNALS_CONTINUE)
    print(",\"old_entries\":%" PRIu64 ",\"new_entries\":%" PRIu64, diff->old_entries, diff->new_entries);
  if (diff->state == JOURNALS_SHORTER || diff->state == JOURNALS_DIFFER) print(",\"entry\":%" PRIu64, diff->entry);
}

// The board has signed both journals, or one of the copies was changed by somebody else: the log's signature tells.
static int tell_difference(const struct journal_diff *diff) {
  const char *earlier = diff->folders[0], *later = diff->folders[1];
  if (diff->state == JOURNALS_SHORTER)
    complain("the journal in %s is shorter than that in %s: it has no entry %" PRIu64, later, earlier, diff->entry);
  else
    complain("the journal in %s does not continue that in %s: they differ from entry %" PRIu64 " on", later, earlier,
             diff->entry);
  advise("whether the board has signed both: scrutineer judge fork %s %s --setup FILE", quoted(earlier), quoted(later));
  return INVALID;
}

int journal_diff_tell(const struct journal_diff *diff) {
  switch (diff->state) {
    case JOURNALS_UNREADABLE: return CANNOT;
    case JOURNALS_SHORTER:
    case JOURNALS_DIFFER: return tell_difference(diff);
    case JOURNALS_ONE:
      message("The journal was not compared: only the %s copy has one beside it.", diff->in_old ? "earlier" : "later");
      return DONE;
    default: return DONE;
  }
}
