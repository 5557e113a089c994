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
// That a log, of which `entries` stand, begins with what the board signed last: in the file `kept`, and as published in the
// public folder; *published is that one's size, 0 if there is none. SCR_E_JOURNAL_OLD if fewer entries stand;
// SCR_E_LOG_CONSISTENCY; SCR_E_JOURNAL_STATE if nothing is kept and it is not the very beginning; what scr_checkpoint_open says.
// BRD-7.
enum scr_status signed_last_check(uint64_t *published, const struct scr_setup_record *record, const char *folder,
                                  const char *kept, const struct scr_log *log, uint64_t entries);

#endif
