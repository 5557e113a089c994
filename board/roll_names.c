// SPDX-License-Identifier: Apache-2.0
// What may be odd about a name: characters that can't be seen, and letters that pass for others.
#include "board/roll_names.h"

#include <string.h>

#include "board/csv.h"

// Controls, zero-width and direction-changing characters, and the byte-order mark. The joiners U+200C and U+200D are left
// out: names in Persian and in Indic scripts need them.
static bool is_invisible(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x200b || c == 0x200e || c == 0x200f ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

bool name_has_invisible(const char *name) {
  uint32_t c;
  for (size_t left = strlen(name), count; (count = utf8_next(&c, name, left)) > 0; name += count, left -= count)
    if (is_invisible(c)) return true;
  return false;
}

enum script { OTHER, LATIN, LOOKALIKE };

static enum script script_of(uint32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0x24f)) return LATIN;
  if ((c >= 0x370 && c <= 0x3ff) || (c >= 0x400 && c <= 0x52f)) return LOOKALIKE;  // Greek, Cyrillic
  return OTHER;
}

// Both in one word; words end at blanks, hyphens and the like.
bool name_mixes_scripts(const char *name) {
  bool latin = false, lookalike = false;
  uint32_t c;
  for (size_t left = strlen(name), count; (count = utf8_next(&c, name, left)) > 0; name += count, left -= count) {
    enum script script = script_of(c);
    if (script == OTHER && c < 0x80) latin = lookalike = false;
    latin |= script == LATIN;
    lookalike |= script == LOOKALIKE;
    if (latin && lookalike) return true;
  }
  return false;
}
