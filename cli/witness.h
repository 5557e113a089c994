// SPDX-License-Identifier: Apache-2.0
// The witness's commands that have a file of their own.
#ifndef SCRUTINEER_CLI_WITNESS_H
#define SCRUTINEER_CLI_WITNESS_H

#include "cli/cli.h"

extern const struct option_spec witness_follow_options[];
int witness_follow_run(const struct arguments *arguments);

#endif
