// SPDX-License-Identifier: Apache-2.0
// The second factor at an entry point: PINs, checked against verifiers that the returning officer made.
#ifndef SCRUTINEER_CLI_ENTRY_PIN_H
#define SCRUTINEER_CLI_ENTRY_PIN_H

#include "cli/cli.h"
#include "cli/pin_list.h"

// DIR/entry/NAME, to be freed.
char *entry_point_folder(const char *folder, const char *name);

// What an entry point that asks for PINs has at hand.
struct entry_pins {
  char *folder;  // its own
  struct scr_secret_verifiers verifiers;
  struct pin_list list;   // of --pins
  const char *list_path;  // NULL: no --pins
  const char *pin_path;   // NULL: no --pin
};
// Reads the verifiers, which must be this election's, and what --pin and --pins name. DONE, or the exit code after
// complaining; close in any case.
int entry_pins_open(struct entry_pins *pins, const struct arguments *arguments, const char *point, const char *uuid);
// Asks for the PIN of a ballot's credential and checks it. DONE; INVALID if the ballot is not let in, after complaining; CANNOT.
int entry_pins_check(struct entry_pins *pins, const char *credential, const char *ballot);
void entry_pins_close(struct entry_pins *pins);

#endif
