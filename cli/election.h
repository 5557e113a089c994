// SPDX-License-Identifier: Apache-2.0
// The election's commands that have files of their own.
#ifndef SCRUTINEER_CLI_ELECTION_H
#define SCRUTINEER_CLI_ELECTION_H

#include "cli/cli.h"

extern const struct option_spec election_status_options[];
int election_status_run(const struct arguments *arguments);
extern const struct option_spec election_record_options[];
int election_record_run(const struct arguments *arguments);
extern const struct option_spec election_rehearse_options[];
int election_rehearse_run(const struct arguments *arguments);
extern const struct option_spec election_close_options[];
int election_close_run(const struct arguments *arguments);
extern const struct option_spec election_declare_options[];
int election_declare_run(const struct arguments *arguments);

#endif
