// SPDX-License-Identifier: Apache-2.0
// verify --save-state and --since: what was found, kept under a key of the user's own.
#ifndef SCRUTINEER_CLI_VERIFY_STATE_H
#define SCRUTINEER_CLI_VERIFY_STATE_H

#include "cli/cli.h"
#include "scrutineer/verify.h"

// The state that --since names, if it was given; the exit code after complaining.
int read_since(struct scr_state *state, const struct arguments *arguments);
// Whether there is a key for --save-state, if that was given: it is made if there is none; false after complaining.
bool can_save(const struct arguments *arguments);
// Keeps what a session found where --save-state says, if it was given; false after complaining.
bool save_state(const struct arguments *arguments, const struct scr_session *session);

#endif
