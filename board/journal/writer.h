// SPDX-License-Identifier: Apache-2.0
// Writing the journal beside the archive. The order in which things become durable: the archive's event, the journal's
// line, the signed checkpoint outside the election's folder, the log's files; then the caller may acknowledge. JRN-11.
#ifndef SCRUTINEER_BOARD_JOURNAL_WRITER_H
#define SCRUTINEER_BOARD_JOURNAL_WRITER_H

#include "scrutineer/board.h"

struct journal_writer;

// Reads the setup record, the lines, and what was signed last. The election and its credentials are borrowed. Next, the
// archive's events are shown one by one, and then settle() is called.
enum scr_status journal_writer_open(struct journal_writer **writer, const struct scr_journal_files *files,
                                    const struct scr_election *election, const struct scr_credentials *credentials,
                                    const struct scr_hash *trustees, const struct scr_hash *credentials_hash);
void journal_writer_free(struct journal_writer *writer);
// Takes the entries up to the one of this event, which the archive has. SCR_E_JOURNAL_MISSING if there is none; what the
// rules say.
enum scr_status journal_writer_show(struct journal_writer *writer, const struct scr_journal_event *event);
// All events were shown: takes what acts are left, and compares with what was signed last. Lines that have no checkpoint get
// one, if it may write. SCR_E_JOURNAL_OLD, SCR_E_JOURNAL_STATE, SCR_E_JOURNAL_TORN.
enum scr_status journal_writer_settle(struct journal_writer *writer, bool may_write);
// Whether nothing was ever written: the archive has its Setup, and the journal nothing.
bool journal_writer_is_new(const struct journal_writer *writer);

// The slot that an entry made now gets.
uint64_t journal_writer_slot(const struct journal_writer *writer);
// Judges an entry, with all signatures, and takes it. Anything but SCR_OK changes nothing. It is written with commit().
enum scr_status journal_writer_add(struct journal_writer *writer, const struct scr_entry *entry,
                                   const struct scr_journal_event *event);
// Makes what was added durable, once the archive is. After a failure nothing more may be written.
enum scr_status journal_writer_commit(struct journal_writer *writer);

const struct scr_setup_record *journal_writer_record(const struct journal_writer *writer);
const struct scr_journal *journal_writer_journal(const struct journal_writer *writer);
const struct scr_log *journal_writer_log(const struct journal_writer *writer);

#endif
