// SPDX-License-Identifier: Apache-2.0
// Arguments in commands that are printed to be pasted into a shell.
#ifndef SCRUTINEER_CLI_QUOTE_H
#define SCRUTINEER_CLI_QUOTE_H

// The argument as a shell reads it back, quoted only where it must be. What can't be shown stands as \ooo in $'...'.
// The result is good until eight more were asked for.
const char *quoted(const char *argument);

#endif
