// SPDX-License-Identifier: Apache-2.0
// An election as it is published: its setup record, what the archive is set up with, and the journal's log.
#ifndef SCRUTINEER_CLI_PUBLISHED_H
#define SCRUTINEER_CLI_PUBLISHED_H

#include "cli/folder.h"
#include "scrutineer/receipt.h"

// The public folder of an election's folder, or the path itself; to be freed.
char *public_folder(const char *path);
// The setup record of a public folder: public/setup.json; to be freed.
char *record_path(const char *public);
// DONE, or the exit code after complaining.
int read_record(struct scr_setup_record **record, const char *path);

struct published {
  char *folder;   // the public one
  char *archive;  // its path
  struct scr_setup_record *record;
  struct setup setup;
  struct scr_log *log;
  struct scr_text note;  // the log's checkpoint
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  char zone_name[64];
  struct scr_zone zone;  // the election's, if its definition stands there, or UTC
};
// Reads all of it, and that it belongs together: the record is the one that the election's description names, and its key
// signed the log's checkpoint. DONE, or the exit code after complaining; published_free in either case.
int published_read(struct published *published, const char *path);
void published_free(struct published *published);
// The election of a public folder without its log: *election stays NULL where there is no archive. DONE, or the exit code.
int read_bound_election(struct setup *setup, const char *public, const struct scr_setup_record *record);
// The zone of the election whose public folder this is; `name` keeps it.
struct scr_zone published_zone(char name[64], const char *public);

// The checkpoints in public/log/cosigned that a quorum of witnesses has cosigned (all of them where the record has no
// witnesses), by size.
struct kept_notes {
  size_t count;
  struct kept_note {
    uint64_t size;
    struct scr_text note;
  } * notes;
};
int kept_notes_read(struct kept_notes *kept, const struct published *published);
void kept_notes_free(struct kept_notes *kept);
// The note for a receipt of this entry: the first cosigned one that spans it, so that the receipt stays the same however the
// log grows (RCP-5); the log's own where there is none yet.
const struct scr_text *kept_note_for(const struct kept_notes *kept, const struct published *published, uint64_t index);

#endif
