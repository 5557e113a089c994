// SPDX-License-Identifier: Apache-2.0
// A board that is open for writing, with its journal where the election has one: then the board's key is wanted, in
// officer/board.key.json beside the public folder, and what was signed last is kept outside the election's folder.
#ifndef SCRUTINEER_CLI_WRITER_H
#define SCRUTINEER_CLI_WRITER_H

#include "cli/cli.h"
#include "scrutineer/board.h"

struct writer;

// Opens the board at a path; complains, with what to do, and NULL. In a dry run, what is added is judged and never written.
struct writer *writer_open(const char *board_path, bool dry_run);
void writer_close(struct writer *writer);  // NULL-safe
struct scr_board *writer_board(struct writer *writer);

// Appends the board's signed checkpoint of its first `size` entries: the same bytes whenever it is asked for.
enum scr_status writer_sign(struct scr_text *note, struct writer *writer, uint64_t size);

// Where the last signed checkpoint of an election is kept: $SCRUTINEER_STATE/UUID.checkpoint, or in
// $XDG_STATE_HOME/scrutineer, or in ~/.local/state/scrutineer. To be freed; NULL after complaining that there is no such place.
char *kept_path(const char *uuid);
// Recovers a board with its journal, as scr_board_recover_journal. `dropped` is where the tails go.
enum scr_status writer_recover(struct scr_recovered *recovered, const char *board_path, const char *dropped,
                               bool only_look);

#endif
