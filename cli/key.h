// SPDX-License-Identifier: Apache-2.0
// Making a role's key.
#ifndef SCRUTINEER_CLI_KEY_H
#define SCRUTINEER_CLI_KEY_H

#include "cli/cli.h"

extern const struct option_spec key_make_options[];
// Makes the key of a role of the definition in `folder`, or publishes again the one that is there; with entry_only an entry
// point's alone. The secret goes to the role's own folder unless a path is given. DONE, or the exit code after complaining.
int key_make(const char *folder, const char *name, bool entry_only, const char *path_or_null);

#endif
