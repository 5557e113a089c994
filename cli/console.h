// SPDX-License-Identifier: Apache-2.0
// What only main and the option parser set.
#ifndef SCRUTINEER_CLI_CONSOLE_H
#define SCRUTINEER_CLI_CONSOLE_H

#include <stdbool.h>

void console_program(const char *name);  // for the start of error messages
void console_quiet(bool quiet);

#endif
