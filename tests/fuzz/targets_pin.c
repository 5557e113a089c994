// SPDX-License-Identifier: Apache-2.0
// What an entry point takes in of PINs: the list of verifiers, and, by itself, a PIN that is typed and a verifier.
#include <string.h>

#include "scrutineer/secret.h"
#include "tests/fuzz/fuzz.h"

// What is read is written with the same digits, and read again.
static void pin_of(const char *bytes, size_t length) {
  struct scr_secret_pin pin, again;
  struct scr_text text = SCR_TEXT_INIT;
  if (scr_secret_pin_read(&pin, bytes, length) != SCR_OK) return;
  scr_secret_add_pin(&text, &pin);
  FUZZ_REQUIRE(text.length == SCR_PIN_TYPED);
  FUZZ_REQUIRE(scr_secret_pin_read(&again, text.bytes, text.length) == SCR_OK);
  FUZZ_REQUIRE(memcmp(&pin, &again, sizeof pin) == 0);
  for (size_t i = 0; i < SCR_PIN_DIGITS; i++) FUZZ_REQUIRE(pin.digit[i] >= '0' && pin.digit[i] <= '9');
  scr_text_wipe(&text);
}

// One form; and every entry is found by its handle and by its credential.
void fuzz_verifiers(const char *bytes, size_t length) {
  struct scr_secret_verifiers verifiers;
  struct scr_text again = SCR_TEXT_INIT;
  pin_of(bytes, length);
  FUZZ_REQUIRE(!scr_secret_verifier_is(bytes, length) || length == SCR_VERIFIER_LENGTH);
  if (scr_secret_verifiers_read(&verifiers, bytes, length) != SCR_OK) return;
  FUZZ_REQUIRE(verifiers.count > 0);
  for (size_t i = 0; i < verifiers.count; i++) {
    struct scr_secret_verifier *entry = &verifiers.entries[i];
    FUZZ_REQUIRE(scr_secret_verifiers_find(&verifiers, entry->handle) == entry);
    FUZZ_REQUIRE(scr_secret_verifiers_find_credential(&verifiers, entry->credential) == entry);
    FUZZ_REQUIRE(scr_secret_verifier_is(entry->verifier, strlen(entry->verifier)));
  }
  scr_secret_add_verifiers(&again, &verifiers);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  scr_secret_verifiers_free(&verifiers);
}
