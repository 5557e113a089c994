// SPDX-License-Identifier: Apache-2.0
// Writing the board: one writer at a time, append only, nothing acknowledged before it is durable.
#ifndef SCRUTINEER_BOARD_H
#define SCRUTINEER_BOARD_H

#include "scrutineer/archive.h"
#include "scrutineer/ballot.h"
#include "scrutineer/journal.h"
#include "scrutineer/log.h"
#include "scrutineer/tally.h"
#include "scrutineer/verify.h"

SCR_C_BEGIN

// A board that is open for writing and locked against other writers.
struct scr_board;

struct scr_document {
  const char *bytes;
  size_t length;
};

// Makes a new archive at `path` with its Setup event: written whole under another name, made durable, and put in place
// without ever replacing a file. `time` is in seconds since 1970. The documents are checked as the verifier would; *at as in
// scr_trustees_new and scr_credentials_new. SCR_E_IO with errno EEXIST if the file exists.
SCR_API SCR_MUST_USE enum scr_status scr_board_create(const char *path, uint64_t time, struct scr_document election,
                                                      struct scr_document trustees, struct scr_document credentials);

// Opens a board for writing: takes the lock (SCR_E_LOCKED if another writer has it), goes through the archive (hashes,
// chain and phases, not proofs), and refuses to go on where anything is wrong. SCR_E_ARCHIVE_TORN or SCR_E_ARCHIVE_ORDER at
// the end of the file are an interrupted write: scr_board_recover drops it.
SCR_API SCR_MUST_USE enum scr_status scr_board_open(struct scr_board **board, const char *path);
// SCR_E_JOURNAL_MISSING if the election has a journal: then it is opened with that.
SCR_API void scr_board_close(struct scr_board *board);

// What writing a journal beside the board takes. The strings, and the context, outlive the board.
struct scr_journal_files {
  const char *folder;  // the election's public folder: setup.json is there, journal.jsonl and log/ are written there
  const char *kept;    // a file outside the election's folder: the last checkpoint that was signed
  // Appends the signed note of a checkpoint's text: the board's key is elsewhere than in this library.
  enum scr_status (*sign)(void *context, struct scr_text *note, const char *text, size_t length);
  uint64_t (*now)(void *context);  // seconds since 1970
  void *context;
};
// Opens a board and its journal, which must agree with each other and with what was signed last. A board that has its Setup
// alone gets its journal now. SCR_E_JOURNAL_* and SCR_E_RECORD_*: SCR_E_JOURNAL_TORN and SCR_E_JOURNAL_MISSING are an
// interrupted write, as above; SCR_E_JOURNAL_OLD is a copy from before; SCR_E_JOURNAL_STATE if files->kept isn't there.
SCR_API SCR_MUST_USE enum scr_status scr_board_open_journal(struct scr_board **board, const char *path,
                                                            const struct scr_journal_files *files);
// The same for a dry run: what is added is judged as ever, and the board goes on as if it had it, but no file changes.
// files_or_null is NULL for a board without a journal.
SCR_API SCR_MUST_USE enum scr_status scr_board_open_dry(struct scr_board **board, const char *path,
                                                        const struct scr_journal_files *files_or_null);
// NULL where the board was opened without.
SCR_API const struct scr_journal *scr_board_journal(const struct scr_board *board);
SCR_API const struct scr_setup_record *scr_board_record(const struct scr_board *board);
SCR_API const struct scr_log *scr_board_log(const struct scr_board *board);
// Enters an official act, which must be signed by those who must; durable when this returns SCR_OK.
SCR_API SCR_MUST_USE enum scr_status scr_board_act(struct scr_board *board, const struct scr_signed_act *act);
// The slot that an entry made now would get.
SCR_API uint64_t scr_board_slot(const struct scr_board *board);

SCR_API const struct scr_election *scr_board_election(const struct scr_board *board);
SCR_API enum scr_phase scr_board_phase(const struct scr_board *board);
SCR_API uint64_t scr_board_events(const struct scr_board *board);

// Whether the board would take this ballot: size, replay, credential, form, signature, proofs, in this order.
// SCR_E_BALLOT_REPLAY if it is there already, which a caller may well take for success.
SCR_API SCR_MUST_USE enum scr_status scr_board_check_ballot(struct scr_ballot **ballot, struct scr_board *board,
                                                            const char *bytes, size_t length);
// Checks a ballot and appends it, on a board without a journal. When this returns SCR_OK, the ballot is durable.
SCR_API SCR_MUST_USE enum scr_status scr_board_cast(struct scr_hash *tracker, struct scr_board *board,
                                                    const char *bytes, size_t length);
// The same for many, with their proofs checked on all processors; statuses[i] says what became of each. One fsync for all.
// With a journal, acceptances[i] is what an entry point says of ballots[i]; without one, acceptances is NULL.
SCR_API SCR_MUST_USE enum scr_status scr_board_cast_all(enum scr_status *statuses, struct scr_hash *trackers,
                                                        struct scr_board *board, const struct scr_document *ballots,
                                                        const struct scr_acceptance *acceptances, size_t count);

// Appends any other event with its data records, in order; the last of them is the payload. SCR_E_CHAIN_PHASE if it is not
// legal now. What the documents say is the caller's responsibility: every caller here makes them itself from a verified
// board.
SCR_API SCR_MUST_USE enum scr_status scr_board_append(struct scr_board *board, enum scr_event_type type,
                                                      const struct scr_document *data, size_t data_n);

// Finds the end of the last whole event. Where bytes follow it and are an interrupted write, they are an unacknowledged
// tail: copied to `kept` (a new file) and cut off, unless only_look. *kept_bytes is the tail's length; 0 means that nothing
// needs recovery. A tail that is not an interrupted write (SCR_E_ARCHIVE_HEADER and others) is damage: nothing is changed.
SCR_API SCR_MUST_USE enum scr_status scr_board_recover(uint64_t *kept_bytes, const char *path, const char *kept,
                                                       bool only_look);

// What recovery dropped, or would.
struct scr_recovered {
  uint64_t archive_bytes, journal_bytes;
  uint64_t events, entries;  // what is left
};
// The same for a board with a journal, whose last signed checkpoint (files->kept) tells what was acknowledged: everything up
// to that must be whole in both and agree (SCR_E_JOURNAL_OLD, SCR_E_LOG_CONSISTENCY otherwise, and nothing is changed);
// behind it, both are cut where they stop agreeing. The tails are kept in new files, `kept` and `kept`.jsonl. files->sign is not
// called: the next scr_board_open_journal signs what is left.
SCR_API SCR_MUST_USE enum scr_status scr_board_recover_journal(struct scr_recovered *recovered, const char *path,
                                                               const struct scr_journal_files *files, const char *kept,
                                                               bool only_look);

// Whether `later` is `earlier` with more at its end; SCR_E_ARCHIVE_PREFIX if not, with *at the first byte that differs.
SCR_API SCR_MUST_USE enum scr_status scr_board_compare(uint64_t *at, const char *earlier, const char *later);

// --- durable files ---

// Writes a file whole or not at all: under another name, synced, renamed, the folder synced. `replace` allows an existing
// file to be replaced; otherwise SCR_E_IO with errno EEXIST.
SCR_API SCR_MUST_USE enum scr_status scr_file_write(const char *path, const void *bytes, size_t length, unsigned mode,
                                                    bool replace);

SCR_C_END
#endif
