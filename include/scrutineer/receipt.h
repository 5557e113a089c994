// SPDX-License-Identifier: Apache-2.0
// Receipts for ballots: a proof, to be checked without a network, that the board took a ballot with this tracker, when, and
// by which method (doc/receipts.md). A receipt says nothing of what was voted: nothing of the ballot goes into it but its
// tracker (RCP-4). Public data; variable time.
#ifndef SCRUTINEER_RECEIPT_H
#define SCRUTINEER_RECEIPT_H

#include <time.h>

#include "scrutineer/journal.h"
#include "scrutineer/log.h"

SCR_C_BEGIN

#define SCR_RECEIPT_FORMAT "scrutineer-receipt-1"
#define SCR_RECEIPT_BYTES_MAX SCR_TLOG_PROOF_BYTES_MAX
#define SCR_RECEIPT_NAME_MAX 200  // bytes of the election's name, which is cut where it is longer

// A receipt as it was read. What it states is believed only after scr_receipt_check; the election's name only if that had
// the election to compare it with.
struct scr_receipt {
  struct scr_text bytes;  // the file
  char *uuid;
  char fingerprint[SCR_HASH_BASE64 + 1];
  char *election;  // the name, at most SCR_RECEIPT_NAME_MAX bytes
  enum scr_method method;
  uint64_t slot_seconds;  // length of a slot
  struct scr_text entry_bytes;
  struct scr_entry entry;  // of a ballot
  char tracker[SCR_HASH_BASE64 + 1];
  char code[SCR_CODE_LENGTH + 1];
  struct scr_tlog_proof proof;       // borrowed from the bytes
  struct scr_checkpoint checkpoint;  // what the proof's note says; borrowed from the bytes
};

// Reads a receipt, checking its form alone: SCR_E_RECEIPT_FORM if it is a proof of something else than a ballot's entry or of
// another format, or if its times are beyond the year 9999; what scr_tlog_proof_parse, scr_checkpoint_parse, scr_entry_read
// and the reading of JSON say; SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_receipt_new(struct scr_receipt **receipt, const char *bytes, size_t length);
SCR_API void scr_receipt_free(struct scr_receipt *receipt);
// When the entry point took the ballot: seconds since 1970, the end not in it.
SCR_API uint64_t scr_receipt_begin(const struct scr_receipt *receipt);
SCR_API uint64_t scr_receipt_end(const struct scr_receipt *receipt);

// What a check found, borrowed from the receipt and the record.
struct scr_receipt_finding {
  struct scr_witnessing witnessing;
  bool quorum;                                // as many witnesses as the record wants have cosigned
  bool election_compared;                     // the election was at hand: its name is vouched for too
  const struct scr_entry_point *entry_point;  // that signed for the ballot
};

// Checks a receipt against the setup record, and against the election if it is not NULL (RCP-2, RCP-3): that identifier,
// length of slots and method are the record's, and the record, fingerprint and name the election's (SCR_E_RECEIPT_FACTS,
// SCR_E_RECORD_HASH); that an entry point of the record (SCR_E_JOURNAL_POINT) signed for the ballot under this fingerprint
// (SCR_E_JOURNAL_SIGNATURE); and that the log signed a checkpoint under which the entry stands (as scr_tlog_proof_check
// says). A quorum that is not met is no error here.
SCR_API SCR_MUST_USE enum scr_status scr_receipt_check(struct scr_receipt_finding *finding,
                                                       const struct scr_receipt *receipt,
                                                       const struct scr_setup_record *record,
                                                       const struct scr_election *election);

// Appends the receipt for the ballot whose entry is the log's `index`, under a checkpoint of that log. The same arguments
// always give the same bytes (RCP-5). SCR_E_RECEIPT_ENTRY if that entry isn't a ballot's, or the checkpoint doesn't span it;
// SCR_E_LOG_ROOT if it is no checkpoint of this log; and what scr_receipt_check says of the outcome: nothing is given out
// that wouldn't stand up to it. Nothing is appended then.
SCR_API SCR_MUST_USE enum scr_status scr_text_add_receipt(struct scr_text *text, const struct scr_log *log,
                                                          uint64_t index, const char *note, size_t note_length,
                                                          const struct scr_setup_record *record,
                                                          const struct scr_election *election);

// --- times for people ---

// How times are shown: local() turns seconds since 1970 into the zone's calendar.
struct scr_zone {
  const char *name;  // "Europe/London"
  void (*local)(struct tm *local, void *context, int64_t seconds);
  void *context;
};
SCR_API extern const struct scr_zone scr_zone_utc;

// "Friday 6 March 2026, 17:00 to 17:15 (Europe/London)"; with the day of the end where that is another one.
SCR_API void scr_text_add_period(struct scr_text *text, const struct scr_zone *zone, uint64_t begin, uint64_t end);

// --- forms for people (RCP-6) ---
// Each states the same facts; none of them is checked here. Names are shown without control characters or such as change the
// direction of the text (U+FFFD stands for them).

// Lines of at most 72 columns.
SCR_API void scr_text_add_receipt_text(struct scr_text *text, const struct scr_receipt *receipt,
                                       const struct scr_zone *zone);
// One sentence to be read aloud, without digits but those of the election's name, and its line feed.
SCR_API void scr_text_add_receipt_sentence(struct scr_text *text, const struct scr_receipt *receipt,
                                           const struct scr_zone *zone);
// A page of HTML for one sheet of paper, in large print. `qr` is an <svg> element that is put in as it is, NULL for none.
SCR_API void scr_text_add_receipt_page(struct scr_text *text, const struct scr_receipt *receipt,
                                       const struct scr_zone *zone, const char *qr);

SCR_C_END
#endif
