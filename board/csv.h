// SPDX-License-Identifier: Apache-2.0
// A strict reader of CSV files (RFC 4180; UTF-8; LF or CRLF).
#ifndef SCRUTINEER_BOARD_CSV_H
#define SCRUTINEER_BOARD_CSV_H

#include "scrutineer/text.h"

#define CSV_FIELDS_MAX 256
#define CSV_FIELD_BYTES_MAX 65536

// A file being read, record by record. `bytes` must outlive it.
struct csv {
  const char *bytes;
  size_t length;
  size_t at;
  size_t line;  // of the record at hand, from 1
  size_t next_line;
  char separator;
  struct scr_text storage;  // the record's fields, each with a NUL at its end
  size_t fields_n;
  size_t offsets[CSV_FIELDS_MAX];
  const char *problem;  // what is wrong, for people, where csv_next gives SCR_E_TEXT or SCR_E_LIMIT
};

// Checks that the bytes are UTF-8 without NUL, and skips a byte-order mark. SCR_E_TEXT (csv->problem, csv->line).
enum scr_status csv_begin(struct csv *csv, const char *bytes, size_t length, char separator);
// The next record; *end after the last one. SCR_E_TEXT, SCR_E_LIMIT, SCR_E_MEMORY. Reading can go on after SCR_E_TEXT: the
// rest of the line is skipped.
enum scr_status csv_next(struct csv *csv, bool *end);
const char *csv_field(const struct csv *csv, size_t index);
void csv_free(struct csv *csv);

// The number of bytes of the UTF-8 character at `bytes`, its code point in *point; 0 if there is none. Overlong forms,
// surrogates and numbers above U+10FFFF are none.
size_t utf8_next(uint32_t *point, const char *bytes, size_t length);

#endif
