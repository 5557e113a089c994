// SPDX-License-Identifier: Apache-2.0
// The list of verifiers as a file: officer/verifiers.json, and a copy of it in entry/NAME/.
#ifndef SCRUTINEER_CLI_VERIFIERS_FILE_H
#define SCRUTINEER_CLI_VERIFIERS_FILE_H

#include "scrutineer/secret.h"

#define VERIFIERS_FILE "verifiers.json"

// Reads it; it must be of this election. DONE, or the exit code after complaining (and nothing is to be freed then).
int verifiers_load(struct scr_secret_verifiers *verifiers, const char *path, const char *uuid);
int verifiers_write(const struct scr_secret_verifiers *verifiers, const char *path, bool replace);

#endif
