// SPDX-License-Identifier: Apache-2.0
// A strict reader of CSV files.
#include "board/csv.h"

#include <string.h>

// --- UTF-8 ---

size_t utf8_next(uint32_t *point, const char *bytes, size_t length) {
  static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
  if (length == 0) return 0;
  unsigned char lead = (unsigned char)bytes[0];
  size_t count = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
  if (count == 0 || count > length) return 0;
  uint32_t value = count == 1 ? lead : lead & (0x7fu >> count);
  for (size_t i = 1; i < count; i++) {
    unsigned char next = (unsigned char)bytes[i];
    if (next >> 6 != 2) return 0;
    value = value << 6 | (next & 0x3f);
  }
  if (value < smallest[count] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return 0;
  *point = value;
  return count;
}

// --- records ---

enum scr_status csv_begin(struct csv *csv, const char *bytes, size_t length, char separator) {
  *csv = (struct csv){
      .bytes = bytes, .length = length, .line = 1, .next_line = 1, .separator = separator, .storage = SCR_TEXT_INIT};
  for (size_t at = 0; at < length;) {
    uint32_t point;
    size_t count = utf8_next(&point, bytes + at, length - at);
    if (count == 0 || point == 0) {
      csv->problem = count == 0 ? "not UTF-8" : "a NUL character";
      return SCR_E_TEXT;
    }
    if (point == '\n') csv->line++;
    at += count;
  }
  csv->line = 1;
  if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) csv->at = 3;
  return SCR_OK;
}

void csv_free(struct csv *csv) {
  scr_text_free(&csv->storage);
}

const char *csv_field(const struct csv *csv, size_t index) {
  return csv->storage.bytes + csv->offsets[index];
}

static bool at_line_end(const struct csv *csv) {
  const char *rest = csv->bytes + csv->at;
  size_t left = csv->length - csv->at;
  return left == 0 || rest[0] == '\n' || (rest[0] == '\r' && left > 1 && rest[1] == '\n');
}

static void skip_line_end(struct csv *csv) {
  if (csv->at < csv->length && csv->bytes[csv->at] == '\r') csv->at++;
  if (csv->at < csv->length) csv->at++;
  csv->next_line++;
}

static enum scr_status wrong(struct csv *csv, const char *problem) {
  csv->problem = problem;
  while (!at_line_end(csv)) csv->at++;
  skip_line_end(csv);
  return SCR_E_TEXT;
}

// The field in quotes, whose first quote is at hand; a doubled quote is one.
static enum scr_status read_quoted(struct csv *csv) {
  for (csv->at++; csv->at < csv->length; csv->at++) {
    char c = csv->bytes[csv->at];
    if (c == '"') {
      csv->at++;
      if (csv->at == csv->length || csv->bytes[csv->at] != '"') return SCR_OK;
    }
    if (c == '\n') csv->next_line++;
    scr_text_add_bytes(&csv->storage, &c, 1);
  }
  return wrong(csv, "a quoted field that is not closed");
}

static enum scr_status read_plain(struct csv *csv) {
  size_t start = csv->at;
  while (!at_line_end(csv) && csv->bytes[csv->at] != csv->separator) {
    char c = csv->bytes[csv->at];
    if (c == '"') return wrong(csv, "a quote inside a field that does not begin with one");
    if (c == '\r') return wrong(csv, "a carriage return that is not part of a line's end");
    csv->at++;
  }
  scr_text_add_bytes(&csv->storage, csv->bytes + start, csv->at - start);
  return SCR_OK;
}

static enum scr_status read_field(struct csv *csv) {
  size_t start = csv->storage.length;
  if (csv->fields_n == CSV_FIELDS_MAX) return wrong(csv, "too many fields");
  csv->offsets[csv->fields_n++] = start;
  bool quoted = csv->at < csv->length && csv->bytes[csv->at] == '"';
  enum scr_status status = quoted ? read_quoted(csv) : read_plain(csv);
  if (status != SCR_OK) return status;
  if (csv->storage.length - start > CSV_FIELD_BYTES_MAX) return wrong(csv, "a field that is too long");
  scr_text_add_bytes(&csv->storage, "", 1);
  if (!at_line_end(csv) && csv->bytes[csv->at] != csv->separator)
    return wrong(csv, "something between a closing quote and the next separator");
  return scr_text_ok(&csv->storage);
}

enum scr_status csv_next(struct csv *csv, bool *end) {
  *end = csv->at >= csv->length;
  if (*end) return SCR_OK;
  csv->line = csv->next_line;
  csv->fields_n = 0;
  scr_text_clear(&csv->storage);
  for (;;) {
    enum scr_status status = read_field(csv);
    if (status != SCR_OK) return status;
    if (at_line_end(csv)) break;
    csv->at++;  // the separator
  }
  skip_line_end(csv);
  return SCR_OK;
}
