// SPDX-License-Identifier: Apache-2.0
// An election's definition: what the returning officer decides before there are keys and credentials. Written by a person
// as a text file (selection.conf), kept as public/definition.json, from which every role reads it.
#ifndef SCRUTINEER_CLI_DEFINITION_H
#define SCRUTINEER_CLI_DEFINITION_H

#include "cli/definition_board.h"
#include "scrutineer/election.h"
#include "scrutineer/trustees.h"

struct definition {
  struct scr_election election;  // its public_key, hash and fingerprint are not set yet
  size_t mandatory_n;
  struct trustee_name mandatory[SCR_TRUSTEES_MAX];
  uint32_t threshold;  // 0: no group
  size_t members_n;
  struct trustee_name members[SCR_TRUSTEES_MAX];
  char timezone[64];               // an IANA name, for showing times
  int64_t opens, closes;           // seconds since 1970, UTC; 0: not set
  uint64_t minimum;                // a tally of fewer ballots is refused, since it would tell how people voted
  struct definition_board *board;  // NULL: the election has no journal
};

// Reads what a person wrote; complains with the line, and false. `uuid` is the new election's identifier.
bool definition_parse(struct definition *definition, const char *path, const struct scr_text *text, const char *uuid);
// Reads DIR/public/definition.json, which others may have written: what a definition that a person wrote may not say is
// refused here too (DEF-1). Complains with the field, and false. Free with definition_free in either case.
bool definition_load(struct definition *definition, const char *folder);
void definition_free(struct definition *definition);
void scr_text_add_definition(struct scr_text *text, const struct definition *definition);

// UTC, or a zone that this system knows.
bool zone_is_known(const char *zone);
// What is wrong with the whole, or NULL: trustees, threshold, times.
const char *definition_problem(const struct definition *definition);

// The template for `election new --template`.
extern const char definition_template[];

// A time in the definition's zone, for people: "2026-03-06 17:00 Europe/London".
void definition_time(char text[96], const struct definition *definition, int64_t time);

#endif
