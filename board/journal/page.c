// SPDX-License-Identifier: Apache-2.0
// Pages and texts for people, made from what others wrote.
#include "board/journal/page.h"

#include <string.h>

#include "board/csv.h"
#include "board/log/wire.h"

#define UNKNOWN "\xef\xbf\xbd"

static bool may_be_shown(uint32_t point) {
  bool control = point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x2028 || point == 0x2029;
  bool mark = point == 0x061c || point == 0x200e || point == 0x200f || point == 0xfeff;
  bool direction = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
  return !control && !mark && !direction;
}

// The next character of a text as it may be shown, with its bytes. Advances *text; false at its end.
static bool next_shown(uint32_t *point, const char **bytes, size_t *length, const char **text) {
  if (**text == '\0') return false;
  *bytes = *text;
  *length = utf8_next(point, *text, strnlen(*text, 4));
  *text += *length ? *length : 1;
  if (*length && may_be_shown(*point)) return true;
  *point = 0xfffd;
  *bytes = UNKNOWN;
  *length = sizeof UNKNOWN - 1;
  return true;
}

void text_add_shown(struct scr_text *text, const char *from) {
  uint32_t point;
  const char *bytes;
  size_t length;
  while (next_shown(&point, &bytes, &length, &from)) scr_text_add_bytes(text, bytes, length);
}

static const char *escape_of(uint32_t point) {
  switch (point) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
  }
}

// RCP-6.
void text_add_html(struct scr_text *text, const char *from) {
  uint32_t point;
  const char *bytes;
  size_t length;
  while (next_shown(&point, &bytes, &length, &from)) {
    const char *escape = escape_of(point);
    if (escape)
      scr_text_add(text, escape);
    else
      scr_text_add_bytes(text, bytes, length);
  }
}

void page_begin(struct scr_text *text, const char *title, const char *style) {
  struct scr_hash hash;
  scr_hash(&hash, style, strlen(style));
  scr_text_add(text,
               "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-");
  text_add_base64(text, hash.byte, SCR_HASH_BYTES);
  scr_text_add(text,
               "'; base-uri 'none'; form-action 'none'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
  text_add_html(text, title);
  scr_text_add(text, "</title>\n<style>");
  scr_text_add(text, style);
  scr_text_add(text, "</style>\n</head>\n<body>\n");
}

void page_end(struct scr_text *text) {
  scr_text_add(text, "</body>\n</html>\n");
}
