// SPDX-License-Identifier: Apache-2.0
// The entry points' commands that have files of their own.
#ifndef SCRUTINEER_CLI_ENTRY_H
#define SCRUTINEER_CLI_ENTRY_H

#include "cli/cli.h"

extern const struct option_spec entry_accept_options[];
int entry_accept_run(const struct arguments *arguments);
extern const struct option_spec entry_verifiers_options[];
int entry_verifiers_run(const struct arguments *arguments);

#endif
