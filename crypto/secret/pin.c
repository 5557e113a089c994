// SPDX-License-Identifier: Apache-2.0
// PINs, and what is kept of them to check them. A handle stands for a credential, so that who makes PINs learns no name.
#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"
#include "scrutineer/election.h"  // SCR_UUID_MAX

#define PINS 100000000u  // 10^SCR_PIN_DIGITS
#define PIN_BITS 27      // the fewest that have room for all PINs: three numbers of four are one
#define LABEL "scrutineer-pin/v1|"
#define MESSAGE_MAX (sizeof LABEL - 1 + SCR_UUID_MAX + 1 + SCR_HANDLE_LENGTH + 1 + SCR_PIN_DIGITS)

#define VERIFIER_HEAD "$argon2id$v=19$m=19456,t=2,p=1$"
#define SALT_BYTES 16
#define SALT_LENGTH 22  // characters of Base64 without padding
#define TAG_BYTES 32
#define TAG_LENGTH 43

_Static_assert(SCR_PIN_MEMORY / 1024 == 19456 && SCR_PIN_OPERATIONS == 2, "the head says the parameters");
_Static_assert(sizeof VERIFIER_HEAD - 1 + SALT_LENGTH + 1 + TAG_LENGTH == SCR_VERIFIER_LENGTH,
               "the length of a verifier");
_Static_assert(SCR_VERIFIER_LENGTH < crypto_pwhash_STRBYTES, "libsodium's form");

// --- handles ---

bool scr_secret_handle_is(const char *handle, size_t length) {
  if (length != SCR_HANDLE_LENGTH) return false;
  for (size_t i = 0; i < length; i++)
    if (base58_digit(handle[i]) == BASE58) return false;
  return true;
}

// Declassified: who was issued a handle may be secret; what it is is not. PIN-2.
enum scr_status scr_secret_handle_generate(char handle[SCR_HANDLE_LENGTH + 1]) {
  enum scr_status status = scr_secret_random_base58(handle, SCR_HANDLE_LENGTH);
  DECLASSIFY(handle, SCR_HANDLE_LENGTH + 1);
  return status;
}

// --- PINs ---

// Declassified: whether a number is one of the PINs. One that isn't is thrown away, and says nothing about the next.
static bool is_pin(uint32_t number) {
  uint64_t below = mask_below(number, PINS);
  DECLASSIFY(&below, sizeof below);
  return below != 0;
}

static enum scr_status draw(uint32_t *number) {
  uint8_t bytes[4];  // secret
  enum scr_status status = scr_secret_random_bytes(bytes, sizeof bytes);
  if (status == SCR_OK) {
    *number = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    *number >>= 32 - PIN_BITS;
  }
  scr_secret_wipe(bytes, sizeof bytes);
  return status;
}

// PIN-1: every PIN comes from exactly one of the numbers that are kept. Division by a constant is a multiplication.
enum scr_status scr_secret_pin_generate(struct scr_secret_pin *pin) {
  uint32_t number = PINS;  // secret
  enum scr_status status = draw(&number);
  while (status == SCR_OK && !is_pin(number)) status = draw(&number);
  for (size_t i = SCR_PIN_DIGITS; status == SCR_OK && i-- > 0; number /= 10) pin->digit[i] = (char)('0' + number % 10);
  scr_secret_wipe(&number, sizeof number);
  return status;
}

void scr_secret_pin_wipe(struct scr_secret_pin *pin) {
  scr_secret_wipe(pin, sizeof *pin);
}

void scr_secret_add_pin(struct scr_text *text, const struct scr_secret_pin *pin) {
  scr_text_add_secret(text, pin->digit, SCR_PIN_DIGITS / 2);
  scr_text_add_secret(text, "-", 1);
  scr_text_add_secret(text, pin->digit + SCR_PIN_DIGITS / 2, SCR_PIN_DIGITS / 2);
}

// Declassified: whether all are digits: `c - '0'` is below 10, modulo 256, for these alone.
static bool are_digits(const char digit[SCR_PIN_DIGITS]) {
  uint64_t good = UINT64_MAX;
  for (size_t i = 0; i < SCR_PIN_DIGITS; i++) good &= mask_below(((unsigned char)digit[i] - (uint32_t)'0') & 0xff, 10);
  DECLASSIFY(&good, sizeof good);
  return good != 0;
}

// Declassified: whether a hyphen or a blank parts the two groups.
static bool is_parted(char character) {
  uint64_t hyphen = mask_equal((unsigned char)character, '-');
  DECLASSIFY(&hyphen, sizeof hyphen);
  return hyphen != 0 || is_typed_blank(character);
}

enum scr_status scr_secret_pin_read(struct scr_secret_pin *pin, const char *typed, size_t length) {
  struct scr_secret_pin read;
  while (length > 0 && is_typed_blank(typed[length - 1])) length--;
  for (; length > 0 && is_typed_blank(typed[0]); typed++) length--;
  if (length != SCR_PIN_DIGITS && length != SCR_PIN_TYPED) return SCR_E_PIN_FORM;
  size_t half = SCR_PIN_DIGITS / 2, second = length - half;
  if (length == SCR_PIN_TYPED && !is_parted(typed[half])) return SCR_E_PIN_FORM;
  memcpy(read.digit, typed, half);
  memcpy(read.digit + half, typed + second, half);
  bool good = are_digits(read.digit);
  if (good) *pin = read;
  scr_secret_pin_wipe(&read);
  return good ? SCR_OK : SCR_E_PIN_FORM;
}

// --- verifiers ---

// LABEL uuid "|" handle "|" PIN: what Argon2id takes for the password (PIN-3). All but the PIN have a fixed length or no bar.
static size_t write_message(char message[MESSAGE_MAX], const struct scr_secret_pin *pin, const char *uuid,
                            const char *handle) {
  size_t uuid_length = strlen(uuid), handle_length = strlen(handle), at = sizeof LABEL - 1;
  assert(uuid_length <= SCR_UUID_MAX && handle_length <= SCR_HANDLE_LENGTH);
  memcpy(message, LABEL, at);
  memcpy(message + at, uuid, uuid_length);
  at += uuid_length;
  message[at++] = '|';
  memcpy(message + at, handle, handle_length);
  at += handle_length;
  message[at++] = '|';
  memcpy(message + at, pin->digit, SCR_PIN_DIGITS);
  return at + SCR_PIN_DIGITS;
}

enum scr_status scr_secret_pin_verifier(char verifier[SCR_VERIFIER_LENGTH + 1], const struct scr_secret_pin *pin,
                                        const char *uuid, const char *handle) {
  char message[MESSAGE_MAX];          // secret
  char made[crypto_pwhash_STRBYTES];  // zeros after its end
  size_t length = write_message(message, pin, uuid, handle);
  int result =
      crypto_pwhash_str_alg(made, message, length, SCR_PIN_OPERATIONS, SCR_PIN_MEMORY, crypto_pwhash_ALG_ARGON2ID13);
  scr_secret_wipe(message, sizeof message);
  if (result != 0) return SCR_E_MEMORY;  // it fails for want of memory alone
  assert(scr_secret_verifier_is(made, strlen(made)));
  memcpy(verifier, made, SCR_VERIFIER_LENGTH + 1);
  scr_secret_wipe(made, sizeof made);
  return SCR_OK;
}

// A verifier whose hash is zeros: nobody knows a PIN for it.
static const char nobodys[] = VERIFIER_HEAD "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

_Static_assert(sizeof nobodys - 1 == SCR_VERIFIER_LENGTH, "it has the form");

// libsodium compares in constant time, and tells a PIN that is wrong (EINVAL) from memory that is missing.
enum scr_status scr_secret_pin_check(const char *verifier_or_null, const struct scr_secret_pin *pin, const char *uuid,
                                     const char *handle) {
  char message[MESSAGE_MAX];                 // secret
  char known[crypto_pwhash_STRBYTES] = {0};  // libsodium wants zeros after its end
  size_t length = write_message(message, pin, uuid, handle);
  memcpy(known, verifier_or_null ? verifier_or_null : nobodys, SCR_VERIFIER_LENGTH);
  errno = 0;
  int result = crypto_pwhash_argon2id_str_verify(known, message, length);
  int error = errno;
  scr_secret_wipe(message, sizeof message);
  scr_secret_wipe(known, sizeof known);
  if (result == 0 && verifier_or_null) return SCR_OK;
  return result == 0 || error == EINVAL ? SCR_E_PIN_WRONG : SCR_E_MEMORY;
}

static bool is_base64(const char *string, size_t length, size_t bytes_n) {
  uint8_t bytes[TAG_BYTES];
  size_t count = 0;
  const char *end = NULL;
  int result = sodium_base642bin(bytes, sizeof bytes, string, length, NULL, &count, &end,
                                 sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  scr_secret_wipe(bytes, sizeof bytes);
  return result == 0 && count == bytes_n && end == string + length;
}

bool scr_secret_verifier_is(const char *verifier, size_t length) {
  size_t head = sizeof VERIFIER_HEAD - 1;
  return length == SCR_VERIFIER_LENGTH && memcmp(verifier, VERIFIER_HEAD, head) == 0 &&
         is_base64(verifier + head, SALT_LENGTH, SALT_BYTES) && verifier[head + SALT_LENGTH] == '$' &&
         is_base64(verifier + head + SALT_LENGTH + 1, TAG_LENGTH, TAG_BYTES);
}
