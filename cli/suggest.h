// SPDX-License-Identifier: Apache-2.0
// What a mistyped command was meant to be.
#ifndef SCRUTINEER_CLI_SUGGEST_H
#define SCRUTINEER_CLI_SUGGEST_H

#include "cli/cli.h"

// Advises the command that is nearest to a noun and a verb (or NULL) that there are not together; where none is near, the
// verbs of the noun, or where the commands are listed.
void suggest_command(const char *program, const struct command *commands, const char *noun, const char *verb_or_null);

#endif
