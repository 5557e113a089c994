// SPDX-License-Identifier: Apache-2.0
// A board holder who writes another journal: its lines taken apart, changed, and sealed again.
#ifndef SCRUTINEER_TESTS_JOURNAL_FORGE_H
#define SCRUTINEER_TESTS_JOURNAL_FORGE_H

#include "tests/support/journal_kit.h"

#define JKIT_LINES 400

// A checkpoint that witnesses cosigned, all at one time.
struct jkit_cosigned {
  uint64_t size, time;
  size_t witnesses;
};
struct jkit_lines {
  size_t count;
  struct scr_text line[JKIT_LINES];
  size_t cosigned_n;
  struct jkit_cosigned cosigned[JKIT_LINES];
};
void jkit_read_lines(struct jkit_lines *lines, const struct jkit *jkit);
// Writes the journal anew from these lines, signed by the board and cosigned by witnesses who go along with it. Frees the lines.
void jkit_write_lines(struct jkit *jkit, struct jkit_lines *lines);
size_t jkit_find_line(const struct jkit_lines *lines, const char *part);
// What was cosigned goes on to span the same entries.
void jkit_remove_line(struct jkit_lines *lines, size_t at);
void jkit_insert_line(struct jkit_lines *lines, size_t at, const char *bytes, size_t length);
void jkit_move_line(struct jkit_lines *lines, size_t from, size_t to);  // `to` as it is without the line
// Reads and writes a line as an entry.
void jkit_entry(struct scr_entry *entry, const struct jkit *jkit, const struct scr_text *line);
void jkit_put_entry(struct scr_text *line, struct scr_entry *entry);  // frees it
// Signs an entry's act anew, by roles (ended by J_ROLES); or its ballot, by one.
void jkit_resign(struct scr_entry *entry, const struct jkit *jkit, const enum jkit_role *by);
void jkit_reaccept(struct scr_entry *entry, const struct jkit *jkit, const char *by, enum jkit_role key);
// Puts an act before line `at`, in the slot of the line before.
void jkit_insert_act(struct jkit_lines *lines, size_t at, const struct jkit *jkit, struct scr_act *act,
                     const enum jkit_role *by);
// A checkpoint of the first `size` of these lines, signed by a role and cosigned by n witnesses.
void jkit_checkpoint(struct scr_text *note, const struct jkit *jkit, const struct jkit_lines *lines, uint64_t size,
                     enum jkit_role by, size_t n, uint64_t time);
void jkit_lines_free(struct jkit_lines *lines);

#endif
