// SPDX-License-Identifier: Apache-2.0
// The setup record in an election's folder: composed from the definition and from what the roles have published.
#ifndef SCRUTINEER_CLI_RECORD_H
#define SCRUTINEER_CLI_RECORD_H

#include "cli/definition.h"
#include "scrutineer/setup_record.h"

#define SETUP_RECORD_FILE "public/setup.json"

// Puts the record together from public/, and checks it against the trustees' document and the list of credentials. All that is
// missing is named, with the command that makes it. DONE, or the exit code after complaining. The definition has a board.
int record_compose(struct scr_setup_record **record, struct scr_text *document, const char *folder,
                   const struct definition *definition);
// The same for a record that is in its place already, and must be that one; it is written if it isn't there (unless
// dry_run).
int record_settle(struct scr_setup_record **record, const char *folder, const struct definition *definition,
                  bool dry_run);
// What is in it, for people.
void record_show(const struct scr_setup_record *record);

#endif
