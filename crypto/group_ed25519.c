// SPDX-License-Identifier: Apache-2.0
// The prime-order subgroup of edwards25519 over libsodium, which works on encoded points (32 bytes, RFC 8032). The record
// writes the same 32 bytes most significant first.
//
// libsodium refuses the identity as an argument and as a result of a multiplication. Members have order l or 1, and
// scalars are below l, so a product is the identity just when the scalar is zero or the point is the identity.
#include <assert.h>
#include <sodium.h>

#include "crypto/group_internal.h"
#include "crypto/point_bytes.h"

// The y coordinate is below 2^255 - 19, as RFC 8032, section 5.1.3 wants.
static bool is_canonical(const uint8_t bytes[POINT_BYTES]) {
  if ((bytes[31] & 0x7f) != 0x7f) return true;
  for (size_t i = 30; i > 0; i--)
    if (bytes[i] != 0xff) return true;
  return bytes[0] < 0xed;
}

// GRP-3.
static enum scr_status read(struct scr_element *element, const struct scr_group *group, const char *string,
                            size_t length) {
  (void)group;
  struct scr_hash reversed;  // 32 bytes in lower-case hexadecimal, like a hash
  if (scr_hash_from_hex(&reversed, string, length) != SCR_OK) return SCR_E_ELEMENT_ENCODING;
  uint8_t bytes[POINT_BYTES];
  for (size_t i = 0; i < POINT_BYTES; i++) bytes[i] = reversed.byte[POINT_BYTES - 1 - i];
  if (!is_canonical(bytes)) return SCR_E_ELEMENT_ENCODING;
  point_from_bytes(element, bytes);
  return SCR_OK;
}

// GRP-4.
static bool is_member(const struct scr_group *group, const struct scr_element *element) {
  uint8_t bytes[POINT_BYTES];
  point_to_bytes(bytes, element->limb);
  return scr_element_is_identity(group, element) || crypto_core_ed25519_is_valid_point(bytes);
}

static void format(struct scr_text *text, const struct scr_group *group, const struct scr_element *element) {
  (void)group;
  uint8_t bytes[POINT_BYTES], reversed[POINT_BYTES];
  point_to_bytes(bytes, element->limb);
  for (size_t i = 0; i < POINT_BYTES; i++) reversed[i] = bytes[POINT_BYTES - 1 - i];
  scr_text_add_hex(text, reversed, POINT_BYTES);
}

typedef int point_operation(unsigned char *, const unsigned char *, const unsigned char *);

static void combine(struct scr_element *result, const struct scr_element *a, const struct scr_element *b,
                    point_operation *operation) {
  uint8_t left[POINT_BYTES], right[POINT_BYTES], out[POINT_BYTES];
  point_to_bytes(left, a->limb);
  point_to_bytes(right, b->limb);
  int failed = operation(out, left, right);
  assert(!failed);  // members are points of the curve
  (void)failed;
  point_from_bytes(result, out);
}

static void mul(struct scr_element *product, const struct scr_group *group, const struct scr_element *a,
                const struct scr_element *b) {
  (void)group;
  combine(product, a, b, crypto_core_ed25519_add);
}

static void divide(struct scr_element *quotient, const struct scr_group *group, const struct scr_element *a,
                   const struct scr_element *b) {
  (void)group;
  combine(quotient, a, b, crypto_core_ed25519_sub);
}

static void exp_var(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                    const struct scr_scalar *exponent) {
  if (scr_scalar_is_zero(exponent) || scr_element_is_identity(group, base)) {
    *power = group->identity;
    return;
  }
  uint8_t scalar[POINT_BYTES], point[POINT_BYTES], out[POINT_BYTES];
  point_to_bytes(scalar, exponent->limb);
  point_to_bytes(point, base->limb);
  int failed = scr_element_equal(base, &group->generator) ? crypto_scalarmult_ed25519_base_noclamp(out, scalar)
                                                          : crypto_scalarmult_ed25519_noclamp(out, scalar, point);
  assert(!failed);
  (void)failed;
  point_from_bytes(power, out);
}

const struct group_ops group_ed25519_ops = {
    .read = read,
    .is_member = is_member,
    .format = format,
    .mul = mul,
    .div = divide,
    .exp_var = exp_var,
};
