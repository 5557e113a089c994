// SPDX-License-Identifier: Apache-2.0
// Acts that were signed: written as files, and entered in the journal.
#ifndef SCRUTINEER_CLI_ACT_FILE_H
#define SCRUTINEER_CLI_ACT_FILE_H

#include "scrutineer/journal.h"

// To a file, or to standard output. DONE, or the exit code after complaining.
int act_write(const struct scr_signed_act *act, const char *path_or_null, bool replace);
// Enters acts one after another, until one isn't taken; in a dry run, says where they would come. DONE, or the exit code after
// complaining.
int acts_enter(const struct scr_signed_act *acts, size_t count, const char *folder, bool dry_run);

#endif
