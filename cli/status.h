// SPDX-License-Identifier: Apache-2.0
// Where an election stands, and the next step: what the parts of "election status" share.
#ifndef SCRUTINEER_CLI_STATUS_H
#define SCRUTINEER_CLI_STATUS_H

#include "cli/definition.h"
#include "cli/folder.h"
#include "cli/replay.h"

#define STATUS_COMMANDS_MAX 256   // more than there are roles, or trustees
#define STATUS_COMMANDS_SHOWN 12  // to people

// What is known of the election from the folder alone; nothing is verified.
struct standing {
  const char *folder;
  struct definition *definition;
  enum scr_phase phase;
  uint64_t ballots;
  bool has_board;
  bool is_another;                       // the board is another election's
  bool decrypted[SCR_TRUSTEES_MAX + 1];  // by owner
  int64_t now;
  // Of an election with a journal, once it has a board:
  bool has_journal, opened, declared;
  bool close_cosigned, all_cosigned;  // the close is, and every entry, by a quorum; or none is wanted
  struct replay replay;
};

// The next step: what is to be said first, and who does what. Where it is several people's, each has a command, and `who`
// names all of them.
struct next {
  struct scr_text remark, who;
  size_t commands_n;
  struct {
    const char *who;
    struct scr_text command;
  } commands[STATUS_COMMANDS_MAX];
};

static inline const char *text_of(const struct scr_text *text) {
  return text->bytes ? text->bytes : "";
}
// Adds a command, which `who` gives next.
void next_add(struct next *next, const char *who, const struct standing *standing, const char *command,
              const char *operand);
// While there is something to vote with them.
void next_say_letters(struct next *next, const struct standing *standing);
extern const char status_officer[];
// "anna", "anna and ben", "anna, ben or chloe": one name more.
void add_one_name(struct scr_text *list, const char *name, bool first, bool last, const char *word);

// Whether public/NAME is there, and a trustee's message of the ceremony.
bool standing_has(const struct standing *standing, const char *name);
bool standing_has_message(const struct standing *standing, const char *trustee, const char *step);

// --- before it is open ---

void next_before_opening(struct next *next, const struct standing *standing);

// --- elections with a journal ---

// Reads the journal of an election that has a board. DONE, or the exit code after complaining.
int standing_read_journal(struct standing *standing);
// The next step where the journal wants one; false where it is the same as without a journal.
bool next_with_journal(struct next *next, const struct standing *standing);

#endif
