// SPDX-License-Identifier: Apache-2.0
// CSV files with two columns.
#include "cli/pairs.h"

#include <string.h>

#include "board/csv.h"
#include "cli/cli.h"
#include "scrutineer/secret.h"

// False at the end, or after complaining; *good tells which.
static bool next_line(bool *good, struct csv *csv, const char *path) {
  bool end = false;
  *good = csv_next(csv, &end) == SCR_OK;
  if (!*good) complain("%s, line %zu: %s", path, csv->line, csv->problem ? csv->problem : "out of memory");
  if (*good && !end && csv->fields_n != 2) {
    complain("%s, line %zu: two fields are wanted", path, csv->line);
    *good = false;
  }
  return *good && !end;
}

static bool read_header(struct csv *csv, const char *path, const char *first, const char *second) {
  bool good;
  bool is_there = next_line(&good, csv, path);
  if (!good) return false;
  if (is_there && strcmp(csv_field(csv, 0), first) == 0 && strcmp(csv_field(csv, 1), second) == 0) return true;
  complain("%s doesn't begin with the line \"%s,%s\"", path, first, second);
  return false;
}

bool pairs_read(const char *path, const char *first, const char *second,
                const char *(*add)(void *context, const char *left, const char *right), void *context) {
  struct scr_text text = SCR_TEXT_SECRET;
  struct csv csv = {0};
  bool good = read_file(&text, path, PAIRS_BYTES_MAX);
  if (good) {
    good = csv_begin(&csv, text.bytes ? text.bytes : "", text.length, ',') == SCR_OK;
    if (!good) complain("%s, line %zu: %s", path, csv.line, csv.problem);
    csv.storage.secret = true;  // fields may be PINs
    good = good && read_header(&csv, path, first, second);
  }
  while (good && next_line(&good, &csv, path)) {
    const char *problem = add(context, csv_field(&csv, 0), csv_field(&csv, 1));
    if (problem) complain("%s, line %zu: %s", path, csv.line, problem);
    good = !problem;
  }
  csv_free(&csv);
  scr_text_wipe(&text);
  return good;
}

// RFC 4180.
void scr_text_add_csv(struct scr_text *text, const char *field) {
  if (!strpbrk(field, ",\"\r\n")) {
    scr_text_add(text, field);
    return;
  }
  scr_text_add(text, "\"");
  for (; *field; field++) {
    if (*field == '"') scr_text_add(text, "\"");
    scr_text_add_bytes(text, field, 1);
  }
  scr_text_add(text, "\"");
}
