// SPDX-License-Identifier: Apache-2.0
// The entry points' commands that have files of their own.
#ifndef SCRUTINEER_CLI_ENTRY_H
#define SCRUTINEER_CLI_ENTRY_H

#include "cli/cli.h"
#include "scrutineer/journal.h"

extern const struct option_spec entry_accept_options[];
int entry_accept_run(const struct arguments *arguments);
extern const struct option_spec entry_verifiers_options[];
int entry_verifiers_run(const struct arguments *arguments);

// What an entry point says of a ballot stands beside it, in BALLOT.accepted. To be freed; ends the program when memory runs out.
char *acceptance_path(const char *ballot);
// Reads such a file; false after complaining. *status tells whether what is in it can be used, and is for the caller to say.
bool acceptance_load(struct scr_acceptance *acceptance, enum scr_status *status, const char *path);

#endif
