// SPDX-License-Identifier: Apache-2.0
// Secret numbers in decimal, for key files. GMP's conversions take a time that depends on the number; these do not.
#include <string.h>

#include "crypto/secret/secret_internal.h"

#define DIGITS_MAX 617  // of a 2048-bit number

// Digits of q - 1: the full width. Public.
static size_t width(const struct scr_group *group) {
  mpz_t q;
  mpz_roinit_n(q, group->q, (mp_size_t)group->q_limbs);
  return mpz_sizeinbase(q, 10);  // exact or one too many: the same for every secret of the group
}

// value = 10 value + digit, in n limbs.
static void push_digit(mp_limb_t *value, size_t n, mp_limb_t digit) {
  mp_limb_t low[SCR_LIMBS + 1] = {digit};
  mpn_mul_1(value, value, (mp_size_t)n, 10);
  mpn_add_n(value, value, low, (mp_size_t)n);
  scr_secret_wipe(low, sizeof low);
}

// Declassified: whether the file holds a number below q, which whoever reads it is told.
static bool is_below_order(const mp_limb_t *value, const struct scr_group *group) {
  mp_limb_t difference[SCR_LIMBS + 1], order[SCR_LIMBS + 1] = {0};
  memcpy(order, group->q, group->q_limbs * sizeof *order);
  mp_limb_t below = mpn_sub_n(difference, value, order, (mp_size_t)group->q_limbs + 1);
  scr_secret_wipe(difference, sizeof difference);
  DECLASSIFY(&below, sizeof below);
  return below != 0;
}

// A number of at most width(q) digits is below 10 * 10 q, which one limb more than q's holds.
enum scr_status scr_secret_scalar_parse(struct scr_secret_scalar *secret, const struct scr_group *group,
                                        const char *string, size_t length) {
  if (length == 0 || length > width(group)) return SCR_E_SCALAR_ENCODING;
  mp_limb_t value[SCR_LIMBS + 1] = {0};  // secret
  uint64_t digits = UINT64_MAX;          // all ones while every character is a digit
  for (size_t i = 0; i < length; i++) {
    uint32_t digit = (uint32_t)(unsigned char)string[i] - '0';
    digits &= mask_below(digit & 0xff, 10);
    push_digit(value, group->q_limbs + 1, digit & 0xf);
  }
  DECLASSIFY(&digits, sizeof digits);  // whether the file is well formed
  enum scr_status status = SCR_OK;
  if (!digits)
    status = SCR_E_SCALAR_ENCODING;
  else if (!is_below_order(value, group))
    status = SCR_E_SCALAR_RANGE;
  if (status == SCR_OK) {
    memset(secret, 0, sizeof *secret);
    memcpy(secret->limb, value, group->q_limbs * sizeof *value);
  }
  scr_secret_wipe(value, sizeof value);
  return status;
}

// digits = 2 digits + bit. A digit d of 5 or more doubles to a carry: (d + 11) / 16 for d < 10.
static void push_bit(uint8_t *digits, size_t n, unsigned bit) {
  unsigned carry = bit;
  for (size_t i = n; i-- > 0;) {
    unsigned over = (digits[i] + 11u) >> 4;
    digits[i] = (uint8_t)(2 * digits[i] + carry - 10 * over);
    carry = over;
  }
}

void scr_secret_add_scalar(struct scr_text *text, const struct scr_group *group,
                           const struct scr_secret_scalar *secret) {
  uint8_t digits[DIGITS_MAX + 1] = {0};
  size_t n = width(group);
  for (size_t bit = 64 * group->q_limbs; bit-- > 0;)
    push_bit(digits, n, (unsigned)(secret->limb[bit / 64] >> (bit % 64)) & 1);
  for (size_t i = 0; i < n; i++) digits[i] = (uint8_t)(digits[i] + '0');
  scr_text_add_secret(text, digits, n);
  scr_secret_wipe(digits, sizeof digits);
}
