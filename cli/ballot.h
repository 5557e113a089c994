// SPDX-License-Identifier: Apache-2.0
// The ballot's commands that have files of their own.
#ifndef SCRUTINEER_CLI_BALLOT_H
#define SCRUTINEER_CLI_BALLOT_H

#include "cli/cli.h"
#include "scrutineer/election.h"
#include "scrutineer/secret.h"

extern const struct option_spec ballot_make_options[];
int ballot_make_run(const struct arguments *arguments);
extern const struct option_spec ballot_simulate_options[];
int ballot_simulate_run(const struct arguments *arguments);

// From what a person typed to the secret and the public credential, which must be on the list; complains, and false.
bool ballot_read_credential(struct scr_secret_scalar *secret, struct scr_element *public_key,
                            const struct scr_election *election, const struct scr_credentials *credentials,
                            const char *typed, size_t length);

#endif
