// SPDX-License-Identifier: Apache-2.0
// The registrar's command that has a file of its own.
#ifndef SCRUTINEER_CLI_CREDENTIAL_H
#define SCRUTINEER_CLI_CREDENTIAL_H

#include "cli/cli.h"

extern const struct option_spec credential_issue_options[];
int credential_issue_run(const struct arguments *arguments);

#endif
