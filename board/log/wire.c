// SPDX-License-Identifier: Apache-2.0
// The small forms that the files of a log are made of. Each value has one spelling.
#include "board/log/wire.h"

#include <sodium.h>
#include <string.h>

#include "board/csv.h"

#define PIECE_BYTES 48   // a multiple of 3: pieces are spelled alone as they are within the whole
#define PIECE_BASE64 64  // characters

bool wire_line(const char **line, size_t *length, struct wire_lines *lines) {
  const char *end = lines->left ? memchr(lines->at, '\n', lines->left) : NULL;
  if (!end) return false;
  *line = lines->at;
  *length = (size_t)(end - lines->at);
  lines->at += *length + 1;
  lines->left -= *length + 1;
  return true;
}

bool wire_skip(const char **line, size_t *length, const char *prefix) {
  size_t prefix_length = strlen(prefix);
  if (*length < prefix_length || memcmp(*line, prefix, prefix_length) != 0) return false;
  *line += prefix_length;
  *length -= prefix_length;
  return true;
}

// --- Base64 ---

static size_t spell_piece(char base64[PIECE_BASE64 + 1], const uint8_t *bytes, size_t length) {
  size_t piece = length < PIECE_BYTES ? length : PIECE_BYTES;
  sodium_bin2base64(base64, PIECE_BASE64 + 1, bytes, piece, sodium_base64_VARIANT_ORIGINAL);
  return piece;
}

void text_add_base64(struct scr_text *text, const uint8_t *bytes, size_t length) {
  char base64[PIECE_BASE64 + 1];
  for (size_t at = 0; at < length;) {
    at += spell_piece(base64, bytes + at, length - at);
    scr_text_add(text, base64);
  }
}

static bool is_spelled(const uint8_t *bytes, size_t bytes_length, const char *base64, size_t length) {
  char again[PIECE_BASE64 + 1];
  if (length != (bytes_length + 2) / 3 * 4) return false;
  for (size_t at = 0; at < bytes_length; base64 += PIECE_BASE64) {
    at += spell_piece(again, bytes + at, bytes_length - at);
    if (memcmp(base64, again, strlen(again)) != 0) return false;
  }
  return true;
}

// Decoders differ on padding and on bits that carry nothing, so what was read is spelled again and compared. LOG-4.
bool wire_base64(uint8_t *bytes, size_t *bytes_length, size_t limit, const char *base64, size_t length) {
  size_t read_n = 0;
  if (sodium_base642bin(bytes, limit, base64, length, NULL, &read_n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
    return false;
  if (!is_spelled(bytes, read_n, base64, length)) return false;
  *bytes_length = read_n;
  return true;
}

bool wire_hash(struct scr_hash *hash, const char *base64, size_t length) {
  struct scr_hash read;
  size_t read_n;
  if (length != WIRE_HASH_BASE64 || !wire_base64(read.byte, &read_n, SCR_HASH_BYTES, base64, length)) return false;
  if (read_n != SCR_HASH_BYTES) return false;
  *hash = read;
  return true;
}

// --- numbers ---

// At most 19 digits, so the number stays below 2^64.
bool wire_number(uint64_t *number, const char *digits, size_t length) {
  if (length == 0 || length > 19 || (digits[0] == '0' && length > 1)) return false;
  uint64_t value = 0;
  for (size_t i = 0; i < length; i++) {
    if (digits[i] < '0' || digits[i] > '9') return false;
    value = 10 * value + (uint64_t)(digits[i] - '0');
  }
  if (value > WIRE_NUMBER_MAX) return false;
  *number = value;
  return true;
}

// --- names ---

// The characters with Unicode's property White_Space, but those below U+0020, which are control characters.
static bool is_white_space(uint32_t c) {
  if (c >= 0x2000 && c <= 0x200a) return true;
  return c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || c == 0x2028 || c == 0x2029 || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}

bool wire_is_name(const char *name, size_t length) {
  if (length == 0) return false;
  for (size_t at = 0, count; at < length; at += count) {
    uint32_t c;
    count = utf8_next(&c, name + at, length - at);
    if (count == 0 || c < 0x20 || c == '+' || is_white_space(c)) return false;
  }
  return true;
}
