// SPDX-License-Identifier: Apache-2.0
// Growable text with a sticky failure.
#include "scrutineer/text.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void scr_text_free(struct scr_text *text) {
  if (text->secret && text->bytes) sodium_memzero(text->bytes, text->capacity);
  free(text->bytes);
  *text = (struct scr_text)SCR_TEXT_INIT;
}

void scr_text_clear(struct scr_text *text) {
  text->length = 0;
  text->failed = false;
}

void scr_text_wipe(struct scr_text *text) {
  text->secret = true;
  scr_text_free(text);
}

// The capacity after growing to hold `more` further bytes and a NUL, or 0 if that overflows.
static size_t grown(const struct scr_text *text, size_t more) {
  if (more >= SIZE_MAX / 2 - text->length) return 0;
  size_t needed = text->length + more + 1;
  size_t capacity = text->capacity ? text->capacity : 256;
  while (capacity < needed) capacity *= 2;
  return capacity;
}

// Makes room. A moved secret is wiped where it was, which realloc would not do (SEC-5).
static bool reserve(struct scr_text *text, size_t more) {
  if (text->failed) return false;
  size_t capacity = grown(text, more);
  if (capacity == text->capacity && capacity) return true;
  char *bytes = NULL;
  if (capacity && text->secret) {
    bytes = malloc(capacity);
    if (bytes && text->bytes) {
      memcpy(bytes, text->bytes, text->length);
      sodium_memzero(text->bytes, text->capacity);
      free(text->bytes);
    }
  } else if (capacity) {
    bytes = realloc(text->bytes, capacity);
  }
  if (!bytes) {
    text->failed = true;
    return false;
  }
  text->bytes = bytes;
  text->capacity = capacity;
  return true;
}

static void append(struct scr_text *text, const void *bytes, size_t length) {
  if (!reserve(text, length)) return;
  if (length) memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
  text->bytes[text->length] = '\0';
}

void scr_text_add_bytes(struct scr_text *text, const void *bytes, size_t length) {
  append(text, bytes, length);
}

void scr_text_add_secret(struct scr_text *text, const void *bytes, size_t length) {
  text->secret = true;
  append(text, bytes, length);
}

void scr_text_add(struct scr_text *text, const char *string) {
  append(text, string, strlen(string));
}

void scr_text_add_u64(struct scr_text *text, uint64_t number) {
  char digits[21];
  int length = snprintf(digits, sizeof digits, "%" PRIu64, number);
  append(text, digits, (size_t)length);
}

void scr_text_add_hex(struct scr_text *text, const uint8_t *bytes, size_t length) {
  static const char digit[] = "0123456789abcdef";
  for (size_t i = 0; i < length; i++) {
    char pair[2] = {digit[bytes[i] >> 4], digit[bytes[i] & 15]};
    append(text, pair, 2);
  }
}

void scr_text_add_format(struct scr_text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0) {
    text->failed = true;
  } else if (reserve(text, (size_t)length)) {
    (void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

// JSN: the short escapes where JSON has them, \u00xx in lower case for the other controls and for DEL, nothing else.
static void add_json_character(struct scr_text *text, unsigned char c) {
  switch (c) {
    case '"': append(text, "\\\"", 2); return;
    case '\\': append(text, "\\\\", 2); return;
    case '\b': append(text, "\\b", 2); return;
    case '\f': append(text, "\\f", 2); return;
    case '\n': append(text, "\\n", 2); return;
    case '\r': append(text, "\\r", 2); return;
    case '\t': append(text, "\\t", 2); return;
    default: break;
  }
  if (c < 0x20 || c == 0x7f) {
    append(text, "\\u00", 4);
    scr_text_add_hex(text, &c, 1);
  } else {
    append(text, &c, 1);
  }
}

void scr_text_add_json(struct scr_text *text, const char *bytes, size_t length) {
  append(text, "\"", 1);
  size_t plain = 0;  // start of the run that needs no escape
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)bytes[i];
    if (c >= 0x20 && c != 0x7f && c != '"' && c != '\\') continue;
    append(text, bytes + plain, i - plain);
    add_json_character(text, c);
    plain = i + 1;
  }
  append(text, bytes + plain, length - plain);
  append(text, "\"", 1);
}

enum scr_status scr_text_ok(const struct scr_text *text) {
  return text->failed ? SCR_E_MEMORY : SCR_OK;
}
