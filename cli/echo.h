// SPDX-License-Identifier: Apache-2.0
// The terminal without echo, while a secret is typed.
#ifndef SCRUTINEER_CLI_ECHO_H
#define SCRUTINEER_CLI_ECHO_H

#include <stdbool.h>

// Turns the echo of standard input's terminal off until echo_on; false where there is no terminal. If a signal ends the program
// meanwhile (Ctrl-C, a closed window), the terminal is left as it was.
bool echo_off(void);
void echo_on(void);

#endif
