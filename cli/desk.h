// SPDX-License-Identifier: Apache-2.0
// The desk: where people vote who don't vote online, electronically or on paper. What it knows of every credential comes from
// what is published, so that a copy of the public folder is enough, and no network.
#ifndef SCRUTINEER_CLI_DESK_H
#define SCRUTINEER_CLI_DESK_H

#include "cli/official.h"
#include "cli/replay.h"

// What the journal says of a credential beyond its state. Entry points are indexes in the setup record.
struct desk_credential {
  uint64_t came;           // slot of its last ballot
  enum scr_reason reason;  // why it was voided
  size_t void_point;       // for a paper: where that was handed out
  size_t heir;             // the spare that took its place, or SIZE_MAX
};

// What was handed out at an entry point.
struct desk_point {
  uint64_t voids, voids_weight;  // credentials that were voided for papers
  bool counted;
};

struct desk {
  struct replay replay;
  struct desk_credential *credentials;  // by position in the list
  struct desk_point points[SCR_ENTRY_POINTS_MAX];
};
// Of an election's folder or its public folder. DONE, or the exit code after complaining; desk_close in either case.
int desk_open(struct desk *desk, const char *folder);
void desk_close(struct desk *desk);

const struct scr_setup_record *desk_record(const struct desk *desk);
const struct scr_election *desk_election(const struct desk *desk);
const struct scr_credentials *desk_credentials(const struct desk *desk);
// To sign acts with; borrowed, not to be freed.
struct office desk_office(const struct desk *desk, const char *folder);
// The position of a credential, or of the spare that was reissued in its place.
size_t desk_current(const struct desk *desk, size_t position);
// "as of entry 12 of the journal": what the desk can't know is what came after that.
void text_add_as_of(struct scr_text *text, const struct desk *desk);
// What is known of a credential: "has voted online", and if wanted when: ", 2026-03-06 17:00 to 17:15".
void text_add_credential_state(struct scr_text *text, const struct desk *desk, size_t position, bool when);
// One word: "free", "voted", "voided", "frozen" or "spare".
const char *credential_state_word(const struct desk *desk, size_t position);

// --- the commands, a file each ---

extern const struct option_spec desk_list_options[];
int desk_list_run(const struct arguments *arguments);
extern const struct option_spec desk_void_options[];
int desk_void_run(const struct arguments *arguments);
extern const struct option_spec desk_count_options[];
int desk_count_run(const struct arguments *arguments);

#endif
