// SPDX-License-Identifier: Apache-2.0
// The journal's files in an election's public folder.
#ifndef SCRUTINEER_BOARD_JOURNAL_FILES_H
#define SCRUTINEER_BOARD_JOURNAL_FILES_H

#include "scrutineer/log.h"
#include "scrutineer/setup_record.h"

#define SETUP_RECORD "setup.json"
#define JOURNAL_LINES "journal.jsonl"
#define JOURNAL_LOG "log"
#define JOURNAL_METHODS "methods.json"

// Reads a file of at most `limit` bytes; *there is false, and the text empty, where there is none.
enum scr_status journal_file_read(struct scr_text *text, bool *there, const char *path, size_t limit);
// The record in a public folder, if it is the one that the election's description names: SCR_E_RECORD_HASH if it is another,
// or the election names none; SCR_E_JOURNAL_MISSING if there is none.
enum scr_status setup_record_load(struct scr_setup_record **record, const char *folder,
                                  const struct scr_election *election);
// The checkpoint in a file, which the board must have signed; *there is false, and its size 0, where there is none. It has no
// origin.
enum scr_status signed_checkpoint_read(struct scr_checkpoint *checkpoint, bool *there,
                                       const struct scr_setup_record *record, const char *path);
// That the log begins with it: SCR_E_JOURNAL_OLD if the log has fewer entries, SCR_E_LOG_CONSISTENCY.
enum scr_status signed_checkpoint_check(const struct scr_checkpoint *checkpoint, const struct scr_log *log);

#endif
