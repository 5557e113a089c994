// SPDX-License-Identifier: Apache-2.0
// Official acts: made, signed by roles with the keys that are in this folder, and entered.
#ifndef SCRUTINEER_CLI_OFFICIAL_H
#define SCRUTINEER_CLI_OFFICIAL_H

#include "cli/cli.h"
#include "scrutineer/board.h"

// The election and its setup record, from an election's public folder.
struct office {
  const char *folder;  // of the election; borrowed
  struct scr_election *election;
  struct scr_setup_record *record;
  struct scr_credentials *credentials;
};
// DONE, or the exit code after complaining; free in any case.
int office_open(struct office *office, const char *folder);
void office_free(struct office *office);

// Sets an act's body from what it says. False when memory ran out.
bool act_seal(struct scr_signed_act *act, const struct scr_election *election);
// Adds the signature of a role of the setup record that may sign such an act, with its key from the role's folder or from
// `key_file`. DONE, or the exit code after complaining.
int act_sign(struct scr_signed_act *act, const struct office *office, const char *role, const char *key_file_or_null);
// Signs as the returning officer, and enters it on the board. The act's contents are the caller's. DONE, or the exit code.
int officer_acts(struct scr_board *board, const char *folder, const struct scr_act *act);
// The key of a role, which must be the one that the record has. DONE, or the exit code after complaining; to be wiped.
struct role_key;
int office_key(struct role_key *key, const struct scr_setup_record *record, const char *folder, const char *role,
               const char *key_file_or_null);

#endif
