// SPDX-License-Identifier: Apache-2.0
// The small forms that the files of a log are made of: lines, Base64 with padding, decimal numbers, names of keys.
#ifndef SCRUTINEER_BOARD_LOG_WIRE_H
#define SCRUTINEER_BOARD_LOG_WIRE_H

#include "scrutineer/hash.h"
#include "scrutineer/text.h"

#define WIRE_HASH_BASE64 44  // characters of a hash, padded
#define WIRE_NUMBER_MAX INT64_MAX

struct wire_lines {
  const char *at;
  size_t left;
};

// The next line without its newline, borrowed; false if there is none that ends in one.
bool wire_line(const char **line, size_t *length, struct wire_lines *lines);
// Takes `prefix` off the front; false if it isn't there.
bool wire_skip(const char **line, size_t *length, const char *prefix);

// At most `limit` bytes, in their one spelling; false otherwise. The bytes are written even then.
bool wire_base64(uint8_t *bytes, size_t *bytes_length, size_t limit, const char *base64, size_t length);
bool wire_hash(struct scr_hash *hash, const char *base64, size_t length);
void text_add_base64(struct scr_text *text, const uint8_t *bytes, size_t length);

// A decimal number without sign or leading zeros, at most WIRE_NUMBER_MAX.
bool wire_number(uint64_t *number, const char *digits, size_t length);

// Whether the bytes can be the name of a key in a signature line: UTF-8, not empty, no space of Unicode, no control
// character, no `+`.
bool wire_is_name(const char *name, size_t length);

#endif
