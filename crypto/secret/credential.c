// SPDX-License-Identifier: Apache-2.0
// Credentials: issuing, typing and deriving. Three forms exist; hyphens are part of what is hashed.
//   3.x                XXXXX-XXXXXX-XXXXX-XXXXXX
//   3.x as we print it XXXXX-XXXXXX-XXXXX-XXXXXX-CCC, CCC from a hash of what is before it
//   2.0                XXX-XXX-XXX-XXX-XXC, or the same without hyphens: 14 digits and a checksum modulo 53
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"

#define SHAPE_TYPED "XXXXX-XXXXXX-XXXXX-XXXXXX-XXX"
#define SHAPE_20 "XXX-XXX-XXX-XXX-XXX"
#define SHAPE_20_PLAIN "XXXXXXXXXXXXXXX"
#define LENGTH_20 (sizeof SHAPE_20 - 1)
#define LENGTH_20_PLAIN (sizeof SHAPE_20_PLAIN - 1)
#define CHECK_MODULUS_20 53
#define ITERATIONS_20 1000

_Static_assert(sizeof SHAPE_TYPED == SCR_CREDENTIAL_TYPED + 1, "the printed form's length");

// The shape of a credential of this length, or NULL; only the first `length` characters of it count.
static const char *shape_of(size_t length) {
  if (length == SCR_CREDENTIAL_TYPED || length == SCR_CREDENTIAL_LENGTH) return SHAPE_TYPED;
  if (length == LENGTH_20) return SHAPE_20;
  return length == LENGTH_20_PLAIN ? SHAPE_20_PLAIN : NULL;
}

// Declassified: whether every character is one that may stand in its place.
static bool has_shape(const char *string, size_t length, const char *shape) {
  uint64_t wrong = 0;
  for (size_t i = 0; i < length; i++) {
    if (shape[i] == 'X')
      wrong |= mask_equal(base58_digit(string[i]), BASE58);
    else
      wrong |= ~mask_equal((unsigned char)string[i], (unsigned char)shape[i]);
  }
  DECLASSIFY(&wrong, sizeof wrong);
  return wrong == 0;
}

// CRD-1.
enum scr_status scr_secret_credential_generate(char credential[SCR_CREDENTIAL_LENGTH + 1]) {
  char made[SCR_CREDENTIAL_LENGTH + 1];  // secret
  enum scr_status status = scr_secret_random_base58(made, SCR_CREDENTIAL_LENGTH);
  if (status == SCR_OK) {
    memcpy(credential, made, sizeof made);
    for (size_t i = 0; i < SCR_CREDENTIAL_LENGTH; i++)
      if (SHAPE_TYPED[i] == '-') credential[i] = '-';
  }
  scr_secret_wipe(made, sizeof made);
  return status;
}

// --- what a person types ---

// The first 8 bytes of SHA-256("scrutineer-credential-check|" credential), modulo 58^3, as three digits (CRD-3).
static void check_group(char group[3], const char *credential) {
  static const char label[] = "scrutineer-credential-check|";
  uint8_t message[sizeof label - 1 + SCR_CREDENTIAL_LENGTH], hash[crypto_hash_sha256_BYTES];  // secret
  memcpy(message, label, sizeof label - 1);
  memcpy(message + sizeof label - 1, credential, SCR_CREDENTIAL_LENGTH);
  crypto_hash_sha256(hash, message, sizeof message);
  uint64_t number = 0;
  for (size_t i = 0; i < 8; i++) number = number << 8 | hash[i];
  number %= BASE58 * BASE58 * BASE58;
  group[0] = base58_character((uint32_t)(number / (BASE58 * BASE58)));
  group[1] = base58_character((uint32_t)(number / BASE58 % BASE58));
  group[2] = base58_character((uint32_t)(number % BASE58));
  scr_secret_wipe(message, sizeof message);
  scr_secret_wipe(hash, sizeof hash);
}

void scr_secret_credential_print(char typed[SCR_CREDENTIAL_TYPED + 1],
                                 const char credential[SCR_CREDENTIAL_LENGTH + 1]) {
  memcpy(typed, credential, SCR_CREDENTIAL_LENGTH);
  typed[SCR_CREDENTIAL_LENGTH] = '-';
  check_group(typed + SCR_CREDENTIAL_LENGTH + 1, credential);
  typed[SCR_CREDENTIAL_TYPED] = '\0';
}

// Declassified: whether the check group fits.
static bool fits_check_group(const char *typed) {
  char expected[3];
  check_group(expected, typed);
  int different = sodium_memcmp(expected, typed + SCR_CREDENTIAL_LENGTH + 1, sizeof expected);
  scr_secret_wipe(expected, sizeof expected);
  DECLASSIFY(&different, sizeof different);
  return different == 0;
}

// Declassified: whether the last digit is 53 - (the digits before it, as one number) mod 53.
static bool fits_checksum_20(const char *typed, size_t length) {
  uint32_t remainder = 0;
  for (size_t i = 0; i < length - 1; i++)
    if (shape_of(length)[i] == 'X') remainder = (remainder * BASE58 + base58_digit(typed[i])) % CHECK_MODULUS_20;
  uint64_t fits = mask_equal(base58_digit(typed[length - 1]), CHECK_MODULUS_20 - remainder);
  DECLASSIFY(&fits, sizeof fits);
  return fits != 0;
}

// Declassified: white space at an end.
bool is_typed_blank(char character) {
  uint64_t space = mask_equal((unsigned char)character, ' ') | mask_equal((unsigned char)character, '\t') |
                   mask_equal((unsigned char)character, '\r') | mask_equal((unsigned char)character, '\n');
  DECLASSIFY(&space, sizeof space);
  return space != 0;
}

enum scr_status scr_secret_credential_read(char credential[SCR_CREDENTIAL_MAX], const char *typed, size_t length) {
  while (length > 0 && is_typed_blank(typed[length - 1])) length--;
  for (; length > 0 && is_typed_blank(typed[0]); typed++) length--;
  const char *shape = shape_of(length);
  if (!shape || !has_shape(typed, length, shape)) return SCR_E_CREDENTIAL_FORM;
  size_t kept = length;
  if (length == SCR_CREDENTIAL_TYPED) {
    if (!fits_check_group(typed)) return SCR_E_CREDENTIAL_CHECK;
    kept = SCR_CREDENTIAL_LENGTH;
  } else if (length != SCR_CREDENTIAL_LENGTH && !fits_checksum_20(typed, length)) {
    return SCR_E_CREDENTIAL_CHECK;
  }
  memset(credential, 0, SCR_CREDENTIAL_MAX);
  memcpy(credential, typed, kept);
  return SCR_OK;
}

// --- the secret exponent ---

// SHA-256("derive_credential|" uuid "|" i "|" credential), i = 0 or 1.
static void derive_half(uint8_t half[crypto_hash_sha256_BYTES], const char *uuid, char i, const char *credential) {
  static const char label[] = "derive_credential|";
  const uint8_t middle[] = {'|', (uint8_t)i, '|'};
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, (const uint8_t *)label, sizeof label - 1);
  crypto_hash_sha256_update(&state, (const uint8_t *)uuid, strlen(uuid));
  crypto_hash_sha256_update(&state, middle, sizeof middle);
  crypto_hash_sha256_update(&state, (const uint8_t *)credential, SCR_CREDENTIAL_LENGTH);
  crypto_hash_sha256_final(&state, half);
  scr_secret_wipe(&state, sizeof state);
}

// Both halves, one after the other, as one number of 512 bits modulo q (CRD-1).
static void derive_3x(struct scr_secret_scalar *secret, const struct scr_group *group, const char *uuid,
                      const char *credential) {
  uint8_t bytes[2 * crypto_hash_sha256_BYTES];  // secret
  derive_half(bytes, uuid, '0', credential);
  derive_half(bytes + crypto_hash_sha256_BYTES, uuid, '1', credential);
  scr_secret_scalar_from_bytes(secret, group, bytes, sizeof bytes);
  scr_secret_wipe(bytes, sizeof bytes);
}

// CRD-2.
static enum scr_status derive_20(struct scr_secret_scalar *secret, const struct scr_group *group, const char *uuid,
                                 const char *credential, size_t length) {
  uint8_t bytes[32];  // secret
  int made = PKCS5_PBKDF2_HMAC(credential, (int)length, (const uint8_t *)uuid, (int)strlen(uuid), ITERATIONS_20,
                               EVP_sha256(), sizeof bytes, bytes);
  if (made == 1) scr_secret_scalar_from_bytes(secret, group, bytes, sizeof bytes);
  scr_secret_wipe(bytes, sizeof bytes);
  return made == 1 ? SCR_OK : SCR_E_MEMORY;  // it fails for want of memory alone
}

// Declassified: where the string ends, since the form is public. At most SCR_CREDENTIAL_MAX.
static size_t credential_length(const char *credential) {
  size_t length = 0;
  for (uint64_t end = 0; length < SCR_CREDENTIAL_MAX; length++) {
    end = mask_equal((unsigned char)credential[length], '\0');
    DECLASSIFY(&end, sizeof end);
    if (end) break;
  }
  return length;
}

enum scr_status scr_secret_credential_derive(struct scr_secret_scalar *secret, const struct scr_group *group,
                                             const char *uuid, const char *credential) {
  size_t length = credential_length(credential);
  const char *shape = shape_of(length);
  if (!shape || length == SCR_CREDENTIAL_TYPED || !has_shape(credential, length, shape)) return SCR_E_CREDENTIAL_FORM;
  if (length != SCR_CREDENTIAL_LENGTH) return derive_20(secret, group, uuid, credential, length);
  derive_3x(secret, group, uuid, credential);
  return SCR_OK;
}
