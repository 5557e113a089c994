// SPDX-License-Identifier: Apache-2.0
// The board of a rehearsal: dummy ballots under dummy credentials, for the real trustees' key.
#ifndef SCRUTINEER_CLI_REHEARSAL_H
#define SCRUTINEER_CLI_REHEARSAL_H

#include "cli/definition.h"

#define REHEARSAL_BALLOTS 5

// Makes the board at `path` up to its close; the trustees' document is read from the election's folder. The dummy
// credentials are wiped. DONE, or the exit code after complaining.
int rehearsal_make_board(const char *path, const char *folder, const struct definition *definition);

#endif
