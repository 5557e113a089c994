// SPDX-License-Identifier: Apache-2.0
// Secret bytes from their hexadecimal digits.
#include "crypto/secret/secret_internal.h"

// The digit's value, and *good keeps its ones only if it is a digit: modulo 256, `c - '0'` is below 10 for the digits
// alone, and `c - 'a'` below 6 for the letters.
static uint32_t hex_digit(uint64_t *good, char character) {
  uint32_t c = (unsigned char)character;
  uint64_t decimal = mask_below((c - '0') & 0xff, 10), letter = mask_below((c - 'a') & 0xff, 6);
  *good &= decimal | letter;
  return (uint32_t)(((c - '0') & decimal) | ((c - 'a' + 10) & letter));
}

bool hex_read(uint8_t *bytes, size_t count, const char *hex) {
  uint64_t good = UINT64_MAX;  // all ones while every character is a digit
  for (size_t i = 0; i < count; i++) {
    uint32_t high = hex_digit(&good, hex[2 * i]);
    bytes[i] = (uint8_t)(high << 4 | hex_digit(&good, hex[2 * i + 1]));
  }
  DECLASSIFY(&good, sizeof good);  // whether the file is well formed
  return good != 0;
}
