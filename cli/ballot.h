// SPDX-License-Identifier: Apache-2.0
// The ballot's commands that have files of their own.
#ifndef SCRUTINEER_CLI_BALLOT_H
#define SCRUTINEER_CLI_BALLOT_H

#include "cli/cli.h"
#include "scrutineer/election.h"
#include "scrutineer/secret.h"

extern const struct option_spec ballot_make_options[];
int ballot_make_run(const struct arguments *arguments);
extern const struct option_spec ballot_cast_options[];
int ballot_cast_run(const struct arguments *arguments);
extern const struct option_spec ballot_simulate_options[];
int ballot_simulate_run(const struct arguments *arguments);

// An opened ballot is no damaged one: whoever tries to cast it is told so (BAL-7).
bool ballot_is_opening(const struct scr_text *bytes);
// Says what is wrong with a typed credential that is none (SCR_E_CREDENTIAL_FORM): the place, never the characters.
void credential_explain(const char *typed, size_t length);
// Whether a credential was typed without its check group, so that a typing error can't be told.
bool credential_lacks_check(const char *typed, size_t length);

#endif
