// SPDX-License-Identifier: Apache-2.0
// Short codes of ballots, for people to read out and type: Crockford's Base32, which has no I, L, O or U.
#include <ctype.h>
#include <string.h>

#include "scrutineer/ballot.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define CHARACTERS 12  // 60 bits

static void group_in_threes(char code[SCR_CODE_LENGTH + 1], const char characters[CHARACTERS]) {
  size_t at = 0;
  for (size_t i = 0; i < CHARACTERS; i++) {
    if (i > 0 && i % 3 == 0) code[at++] = '-';
    code[at++] = characters[i];
  }
  code[at] = '\0';
}

void scr_ballot_code(char code[SCR_CODE_LENGTH + 1], const struct scr_hash *tracker) {
  uint64_t bits = 0;
  for (size_t i = 0; i < 8; i++) bits = bits << 8 | tracker->byte[i];
  char characters[CHARACTERS];
  for (size_t i = 0; i < CHARACTERS; i++) characters[i] = alphabet[bits >> (59 - 5 * i) & 31];
  group_in_threes(code, characters);
}

// The character that a typed one stands for, or NUL.
static char meant(char typed) {
  char c = (char)toupper((unsigned char)typed);
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  return c != '\0' && strchr(alphabet, c) ? c : '\0';
}

// BAL-6.
enum scr_status scr_ballot_code_read(char code[SCR_CODE_LENGTH + 1], const char *typed, size_t length) {
  char characters[CHARACTERS];
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    if (typed[i] == '-' || typed[i] == ' ') continue;
    char c = meant(typed[i]);
    if (!c || count == CHARACTERS) return SCR_E_TEXT;
    characters[count++] = c;
  }
  if (count != CHARACTERS) return SCR_E_TEXT;
  group_in_threes(code, characters);
  return SCR_OK;
}
