// SPDX-License-Identifier: Apache-2.0
// A witness's key file.
#ifndef SCRUTINEER_CLI_WITNESS_KEY_H
#define SCRUTINEER_CLI_WITNESS_KEY_H

#include "cli/cli.h"
#include "witness/witness.h"

// All complain where they fail, and then give the exit code; the secret is to be wiped in any case.
int witness_key_make(struct witness *witness, const char *name);
bool witness_key_write(const char *path, const struct witness *witness);
int witness_key_read(struct witness *witness, const char *path);

// A string as JSON has it.
void print_json(const char *string);

#endif
