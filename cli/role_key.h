// SPDX-License-Identifier: Apache-2.0
// Keys of roles that sign: the board, the returning officer, the registrar, entry points, tellers, agents, witnesses. The
// secret one is a file that its holder alone can read; the public one is a line in public/keys/, named for the role.
#ifndef SCRUTINEER_CLI_ROLE_KEY_H
#define SCRUTINEER_CLI_ROLE_KEY_H

#include "cli/definition.h"
#include "scrutineer/note.h"
#include "scrutineer/secret.h"

struct role_key {
  struct scr_note_key key;
  struct scr_secret_signing_key secret;
};

// --- secret keys ---

// All complain where they fail, and then give the exit code; the secret is to be wiped in any case. A witness's file says so
// in its format, and no other role's is read as one.
int role_key_make(struct role_key *key, const char *name, enum scr_note_key_type type);
bool role_key_write(const char *path, const struct role_key *key);
int role_key_read(struct role_key *key, const char *path);  // of any role but a witness
int role_key_read_witness(struct role_key *key, const char *path);
void role_key_wipe(struct role_key *key);

// Where a role's secret key is: officer/board.key.json, entry/NAME/key.json. To be freed. Not of a witness.
char *role_key_path(const char *folder, const struct role *role);
// What the role's key is called: the log's origin, or the role's name. NULL for a witness, which has a name of its own.
const char *role_key_name(const struct definition_board *board, const struct role *role);

// A URL without its scheme, as the specification of cosignatures wants it.
bool is_schemeless(const char *name);

// --- public keys ---

// public/keys/NAME, to be freed.
char *public_key_path(const char *folder, const char *role_name);
// Reads a file that has one verifier key on a line. DONE, or the exit code after complaining.
int public_key_read(struct scr_note_key *key, const char *path);
// Whether it is of the form that the role's key has: its kind and its name. Complains, naming the path.
bool public_key_fits(const struct scr_note_key *key, const struct definition_board *board, const struct role *role,
                     const char *path);
// Whether another role's key in public/keys/ is the same (REC-2). Complains, naming that role.
bool public_key_is_taken(const struct scr_note_key *key, const char *folder, const struct definition_board *board,
                         const struct role *role);
// Puts a key into public/keys/, where it may stand already; another one there is refused, and one that another role has. DONE,
// or the exit code after complaining.
int public_key_publish(const struct scr_note_key *key, const char *folder, const struct definition_board *board,
                       const struct role *role);
// The public key of a role of the definition, from public/keys/: checked; complains with the command that makes it.
int role_public_key(struct scr_note_key *key, const char *folder, const struct definition_board *board,
                    const struct role *role);
// The command that makes or brings a role's key, with the folder quoted, appended.
void scr_text_add_key_command(struct scr_text *text, const char *folder, const struct role *role);

#endif
