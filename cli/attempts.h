// SPDX-License-Identifier: Apache-2.0
// How many wrong PINs were tried at an entry point: entry/NAME/attempts.json, written before a PIN is looked at.
#ifndef SCRUTINEER_CLI_ATTEMPTS_H
#define SCRUTINEER_CLI_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#define ATTEMPTS_MAX 5  // wrong tries of one PIN, in all; what locks it is lifted by another PIN

// Begins to count in an entry point's folder. DONE, or the exit code after complaining.
int attempts_begin(const char *folder);
bool attempts_begun(const char *folder);
// Counts a try of a credential's PIN, of which there is this verifier (NULL: none), as a wrong one, for good unless it is taken
// back. *left is how many there are after it. DONE; INVALID if there was none left; another exit code after complaining.
int attempts_charge(uint64_t *left, const char *folder, const char *credential, const char *verifier_or_null);
// The PIN was right: takes one try back. DONE, or the exit code after complaining.
int attempts_take_back(const char *folder, const char *credential, const char *verifier_or_null);

#endif
