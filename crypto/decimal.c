// SPDX-License-Identifier: Apache-2.0
// Decimal numbers, as residues and scalars are spelled.
#include <string.h>

#include "crypto/group_internal.h"

#define BYTES(byte) (UINT64_C(0x0101010101010101) * (byte))

// Eight decimal digits at once. Each byte must have the upper half 3, and still have it when 6 is added; then neighbours are put
// together three times, to numbers of two, four and eight digits.
static bool eight_digits(uint64_t *number, const char string[8]) {
  uint64_t word = 0;
  for (size_t i = 0; i < 8; i++) word |= (uint64_t)(unsigned char)string[i] << (8 * i);
  if (((word & BYTES(0xf0)) | ((word + BYTES(6)) & BYTES(0xf0)) >> 4) != BYTES(0x33)) return false;
  word = (word & BYTES(0x0f)) * (10 * 0x100 + 1) >> 8;
  word = (word & 0x00ff00ff00ff00ff) * (100 * 0x10000 + 1) >> 16;
  *number = (word & 0x0000ffff0000ffff) * (10000 * 0x100000000 + 1) >> 32;
  return true;
}

#define GROUP 16  // digits that are read at once
#define GROUP_FACTOR UINT64_C(10000000000000000)

static bool group_of_digits(uint64_t *number, const char string[GROUP]) {
  uint64_t upper, lower;
  if (!eight_digits(&upper, string) || !eight_digits(&lower, string + 8)) return false;
  *number = upper * 100000000 + lower;
  return true;
}

// GRP-6.
bool decimal_parse(uint64_t *limbs, size_t limbs_n, const char *string, size_t length) {
  if (length == 0 || length > DECIMAL_MAX || (length > 1 && string[0] == '0')) return false;
  char first[GROUP];  // the group that may be incomplete, filled up with zeros in front
  size_t first_n = (length - 1) % GROUP + 1;
  memset(first, '0', GROUP);
  memcpy(first + GROUP - first_n, string, first_n);
  mp_limb_t value[SCR_LIMBS + 2];  // 617 digits may need one limb more than 2048 bits
  mp_size_t value_n = 1;
  uint64_t group;
  if (!group_of_digits(&group, first)) return false;
  value[0] = group;
  for (size_t i = first_n; i < length; i += GROUP) {
    if (!group_of_digits(&group, string + i)) return false;
    mp_limb_t carry = mpn_mul_1(value, value, value_n, GROUP_FACTOR);
    carry += mpn_add_1(value, value, value_n, group);
    if (carry) value[value_n++] = carry;
  }
  if ((size_t)value_n > limbs_n) return false;
  memset(limbs, 0, limbs_n * sizeof *limbs);
  memcpy(limbs, value, (size_t)value_n * sizeof *limbs);
  return true;
}

void decimal_format(struct scr_text *text, const uint64_t *limbs, size_t limbs_n) {
  mp_limb_t scratch[SCR_LIMBS + 1];  // mpn_get_str destroys its input and wants one limb more
  while (limbs_n > 0 && limbs[limbs_n - 1] == 0) limbs_n--;
  if (limbs_n == 0) {
    scr_text_add(text, "0");
    return;
  }
  for (size_t i = 0; i < limbs_n; i++) scratch[i] = limbs[i];
  unsigned char digits[DECIMAL_MAX + 2];
  size_t digits_n = mpn_get_str(digits, 10, scratch, (mp_size_t)limbs_n);
  size_t skip = digits[0] == 0 ? 1 : 0;
  for (size_t i = skip; i < digits_n; i++) digits[i] = (unsigned char)(digits[i] + '0');
  scr_text_add_bytes(text, digits + skip, digits_n - skip);
}
