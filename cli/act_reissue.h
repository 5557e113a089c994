// SPDX-License-Identifier: Apache-2.0
// What a reissue is about, where the person who makes it doesn't say so by public credentials.
#ifndef SCRUTINEER_CLI_ACT_REISSUE_H
#define SCRUTINEER_CLI_ACT_REISSUE_H

#include "cli/official.h"

// Sets the credential, from a member's number where that is given, and, where it isn't set, the first free spare of the same
// weight. DONE, or the exit code after complaining.
int act_reissue_fill(struct scr_act *act, const struct office *office, const char *member_or_null);

#endif
