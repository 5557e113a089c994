// SPDX-License-Identifier: Apache-2.0
// Base58 characters without a table, since a look-up would depend on the secret digit. The alphabet is
// 123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz: ASCII order, without 0, I, O and l.
#include "crypto/secret/secret_internal.h"

// '1' + digit, plus what the alphabet skips up to there: after 9, H, N, Z and k.
char base58_character(uint32_t digit) {
  uint64_t character = '1' + digit;
  character += 7 & mask_below(8, digit);
  character += 1 & mask_below(16, digit);
  character += 1 & mask_below(21, digit);
  character += 6 & mask_below(32, digit);
  character += 1 & mask_below(43, digit);
  return (char)character;
}

uint32_t base58_digit(char character) {
  uint64_t found = BASE58;
  for (uint32_t digit = 0; digit < BASE58; digit++) {
    uint64_t here = mask_equal((unsigned char)character, (unsigned char)base58_character(digit));
    found ^= (found ^ digit) & here;
  }
  return (uint32_t)found;
}
