// SPDX-License-Identifier: Apache-2.0
// The archive file (.bel): records one after another, each named by its hash, and the events that chain them.
#ifndef SCRUTINEER_ARCHIVE_H
#define SCRUTINEER_ARCHIVE_H

#include <stdio.h>

#include "scrutineer/hash.h"
#include "scrutineer/text.h"

SCR_C_BEGIN

#define SCR_RECORD_MAX (UINT64_C(16) << 20)  // bytes of a record other than the list of credentials

enum scr_event_type {
  SCR_EVENT_SETUP,
  SCR_EVENT_BALLOT,
  SCR_EVENT_END_BALLOTS,
  SCR_EVENT_ENCRYPTED_TALLY,
  SCR_EVENT_SHUFFLE,
  SCR_EVENT_END_SHUFFLES,
  SCR_EVENT_PARTIAL_DECRYPTION,
  SCR_EVENT_RESULT,
  SCR_EVENT_TYPES
};
SCR_API const char *scr_event_type_name(enum scr_event_type type);  // "EndBallots"

struct scr_event {
  bool has_parent;
  struct scr_hash parent;
  uint64_t height;
  enum scr_event_type type;
  bool has_payload;
  struct scr_hash payload;
};
SCR_API SCR_MUST_USE enum scr_status scr_event_read(struct scr_event *event, const char *bytes, size_t length);
SCR_API void scr_text_add_event(struct scr_text *text, const struct scr_event *event);

// --- phases ---

// The states of an election. Each event is legal in exactly the states that scr_phase_next gives a successor for.
enum scr_phase {
  SCR_PHASE_EMPTY,    // nothing yet
  SCR_PHASE_VOTING,   // set up: ballots come in
  SCR_PHASE_CLOSED,   // no more ballots
  SCR_PHASE_TALLIED,  // the encrypted tally is there: partial decryptions come in
  SCR_PHASE_DONE,     // the result is there: nothing may follow
  SCR_PHASES
};
SCR_API const char *scr_phase_name(enum scr_phase phase);
// The phase after an event of this type; SCR_E_CHAIN_PHASE if it is not legal.
SCR_API SCR_MUST_USE enum scr_status scr_phase_next(enum scr_phase *next, enum scr_phase phase,
                                                    enum scr_event_type type);

// --- reading ---

enum scr_record_kind { SCR_RECORD_DATA, SCR_RECORD_EVENT };

struct scr_record {
  enum scr_record_kind kind;
  struct scr_hash name;  // the hash that names it
  bool hash_holds;       // whether the bytes have that hash
  uint64_t offset;       // of its header in the file
  const char *bytes;     // borrowed until the next read
  size_t length;
  bool left;  // the bytes are not here, but in the file alone: in the verifier, of a long list of credentials
};

struct scr_archive;

// Opens an archive and reads its first record. The file is read sequentially, one record in memory at a time. With SCR_E_IO,
// errno says what failed: EISDIR for a folder, EINVAL for what else is no regular file.
SCR_API SCR_MUST_USE enum scr_status scr_archive_open(struct scr_archive **archive, const char *path);
SCR_API void scr_archive_close(struct scr_archive *archive);
SCR_API uint64_t scr_archive_time(const struct scr_archive *archive);  // seconds since 1970, from its first record
// The next record. *end is true, and nothing else is set, after the last one. SCR_E_ARCHIVE_* if what follows is not one;
// reading can't go on then.
SCR_API SCR_MUST_USE enum scr_status scr_archive_next(struct scr_record *record, bool *end,
                                                      struct scr_archive *archive);
// The offset after the last record that was read whole.
SCR_API uint64_t scr_archive_offset(const struct scr_archive *archive);
SCR_API uint64_t scr_archive_size(const struct scr_archive *archive);
// The data record at an offset that an earlier read gave, and its hash; used for what has to be looked at twice. The file may have
// been changed since: whoever wants the same record compares the hash.
SCR_API SCR_MUST_USE enum scr_status scr_archive_read_at(struct scr_text *bytes, struct scr_hash *name,
                                                         struct scr_archive *archive, uint64_t offset);

// --- events with their data ---

#define SCR_STEP_DATA_MAX 5

struct scr_step_data {
  struct scr_hash name;
  uint64_t offset;
  struct scr_text bytes;
  bool hash_holds;
  uint64_t left_length;  // bytes that are in the file alone, and not in `bytes`; else 0
};

// An event and the data records that stand before it, which belong to it.
struct scr_step {
  struct scr_event event;
  struct scr_hash event_hash;
  bool event_hash_holds;
  uint64_t offset;  // of the event's header
  size_t data_n;
  struct scr_step_data data[SCR_STEP_DATA_MAX];
};
SCR_API void scr_step_free(struct scr_step *step);
// The next event with its data. SCR_E_ARCHIVE_ORDER if more data stand before an event than any event has, or data without
// an event at the end (*at_end is then true; an interrupted writer leaves that).
SCR_API SCR_MUST_USE enum scr_status scr_step_next(struct scr_step *step, bool *end, struct scr_archive *archive);
// Whether every record of the step has the hash that names it.
SCR_API bool scr_step_hashes_hold(const struct scr_step *step);
// Whether the data are those that an event of this type has, in order, with the references that they must make to each
// other: SCR_E_ARCHIVE_ORDER, SCR_E_CHAIN_PAYLOAD. What the documents say is not looked at, except hashes.
SCR_API SCR_MUST_USE enum scr_status scr_step_check(const struct scr_step *step);

// --- writing ---

// Appends a record, or the first one, in the archive's exact bytes.
SCR_API void scr_text_add_record(struct scr_text *text, struct scr_hash *name, uint64_t time, enum scr_record_kind kind,
                                 const char *bytes, size_t length);
SCR_API void scr_text_add_archive_header(struct scr_text *text, uint64_t time);

SCR_C_END
#endif
