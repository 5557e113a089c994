// SPDX-License-Identifier: Apache-2.0
// verify --shard: a part of the work, for verify merge.
#ifndef SCRUTINEER_CLI_VERIFY_SHARD_H
#define SCRUTINEER_CLI_VERIFY_SHARD_H

#include "cli/cli.h"
#include "scrutineer/verify.h"

// "2/8", or 0 of 0 if the option was not given; false after complaining.
bool read_part(struct scr_part *part, const struct arguments *arguments);
int verify_part(const struct arguments *arguments, const char *path, struct scr_verify_options options);

#endif
