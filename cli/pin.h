// SPDX-License-Identifier: Apache-2.0
// The returning officer's PINs.
#ifndef SCRUTINEER_CLI_PIN_H
#define SCRUTINEER_CLI_PIN_H

#include "cli/cli.h"
#include "cli/definition.h"

#define PINS_FILE "pins.csv"

// What the commands have in common: the election, and the officer's folder (--output, or DIR/officer).
struct pin_desk {
  struct definition *definition;
  const char *folder;                // of the election; borrowed
  char *pins_path, *verifiers_path;  // in the officer's folder
  char *output;
};
// DONE, or the exit code after complaining; close in any case.
int pin_desk_open(struct pin_desk *desk, const struct arguments *arguments);
void pin_desk_close(struct pin_desk *desk);

extern const struct option_spec pin_issue_options[];
int pin_issue_run(const struct arguments *arguments);

#endif
