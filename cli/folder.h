// SPDX-License-Identifier: Apache-2.0
// An election's folder. public/ is what the roles exchange and anyone may have; each other folder holds one role's secrets
// and, in a real election, exists on that role's machine alone.
//
//   public/definition.json        what is voted on (election new)
//   public/credentials.json       the public credentials (credential issue)
//   public/trustees/NAME.json     a trustee's key, or its messages of the ceremony (trustee ...)
//   public/trustees.json          the trustees document (trustee assemble)
//   public/keys/NAME              the public keys of the roles that sign (key make, key add)
//   public/spares.json            which public credentials are spares, and
//   public/commitments.json       the commitments to the roll (credential issue)
//   public/setup.json             the setup record (election record); the last four only where there is a journal
//   public/UUID.bel               the board, from election open on
//   public/setup.json, journal.jsonl, log/   the setup record and the journal, where the election has one
//   public/decryptions/N.json     partial decryptions on their way to the board (tally decrypt)
//   registrar/                    the roll and the credentials; spares, handles, the commitments' salt, and a key
//   officer/                      the board's key and the returning officer's; PINs and their verifiers
//   entry/NAME/, tellers/NAME/, agents/NAME/    each one's key; of an entry point also verifiers of PINs
//   trustees/NAME/                a trustee's secrets
#ifndef SCRUTINEER_CLI_FOLDER_H
#define SCRUTINEER_CLI_FOLDER_H

#include "cli/cli.h"
#include "cli/definition.h"
#include "scrutineer/board.h"

// The folder that --election names, or the current one.
const char *election_folder(const struct arguments *arguments);
// public/UUID.bel, to be freed. Whether it is there is not looked at.
char *board_path(const char *folder, const struct definition *definition);
// The board of --election, or the file that --board names; to be freed; NULL after complaining.
char *find_board(const struct arguments *arguments);

// The election as the board's setup has it, with the credentials if wanted. DONE, or the exit code after complaining (nothing
// has to be freed then; find_board complained where the path is NULL). The setup's hashes, the
// trustees' proofs and that the election's key is theirs are checked; that each credential is a member of the group isn't.
struct setup {
  struct scr_election *election;
  struct scr_trustees *trustees;
  struct scr_credentials *credentials;
  struct scr_key *key;
};
int read_setup(struct setup *setup, const char *path, bool with_credentials);
void free_setup(struct setup *setup);

// Calls visit for every event of a board, in order, without checking more than its form. visit returns false to stop.
// SCR_OK, or what stopped the reading.
enum scr_status visit_steps(const char *path, bool (*visit)(void *context, const struct scr_step *step), void *context);

#endif
