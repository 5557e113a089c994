// SPDX-License-Identifier: Apache-2.0
// Reading canonical text from left to right, without a tree of values: what stands at the place is taken, or nothing is said
// but that something else stands there. Nothing is allocated.
#ifndef SCRUTINEER_BOARD_SCAN_H
#define SCRUTINEER_BOARD_SCAN_H

#include <string.h>

#include "scrutineer/proof.h"

struct scan {
  const char *at;
  size_t left;
};

// Exactly these characters. Inline, so that the lengths of constants are known.
static inline bool scan_text(struct scan *scan, const char *text) {
  size_t length = strlen(text);
  if (scan->left < length || memcmp(scan->at, text, length) != 0) return false;
  scan->at += length;
  scan->left -= length;
  return true;
}

// What stands up to the next quote, which is taken too: it points into the text. False if it is longer than any spelling of a
// number or an element. The caller decides what it may be made of: neither escapes nor anything but ASCII.
bool scan_spelling(const char **spelling, size_t *length, struct scan *scan);

// Values as scr_json_element and its neighbours read them, but for the membership of elements (scr_element_read).
bool scan_proof(struct scr_proof *proof, const struct scr_group *group, struct scan *scan);
bool scan_ciphertext(struct scr_ciphertext *ciphertext, const struct scr_group *group, struct scan *scan);

#endif
