// SPDX-License-Identifier: Apache-2.0
// A small election that is published with its setup record and journal, and every key at hand: what receipts are made from.
// Whatever can't be done ends the program.
#ifndef SCRUTINEER_TESTS_RECEIPT_KIT_H
#define SCRUTINEER_TESTS_RECEIPT_KIT_H

#include "scrutineer/receipt.h"
#include "tests/support/election_kit.h"
#include "tests/support/log_kit.h"

#define KIT_POINTS 2
#define KIT_FIRST_SLOT UINT64_C(1969000)  // of 900 seconds: the first ballot's; each has the next
#define KIT_BALLOTS 4

struct receipt_kit {
  struct log_kit log;
  struct scr_secret_signing_key point_secrets[KIT_POINTS];
  struct scr_text record_bytes;
  struct scr_setup_record *record;  // quorum 2 of 3
  struct kit_election *election;    // votes of voters 0, 1, 0, 2: the first is replaced by the third
  struct scr_log *journal;          // entry 0 is the setup's, then the ballots': online, meeting, meeting, online
};

// `name` is the election's. `witnesses` says whether the record has any.
struct receipt_kit *receipt_kit_make(const char *name, bool witnesses);
void receipt_kit_free(struct receipt_kit *kit);

// The entry of the ballot n (from 0) of the kit's board, signed by an entry point.
void receipt_kit_entry(struct scr_text *entry, const struct receipt_kit *kit, size_t n, size_t point, uint64_t came);
// Appends the checkpoint over the first `size` entries of a log, with so many cosignatures.
void receipt_kit_checkpoint(struct scr_text *note, const struct receipt_kit *kit, const struct scr_log *log,
                            uint64_t size, size_t witnesses);
// The receipt for entry `index` of the kit's journal under such a checkpoint.
void receipt_kit_receipt(struct scr_text *bytes, const struct receipt_kit *kit, uint64_t index, uint64_t size,
                         size_t witnesses);
// Publishes the board in folder/public, its first `size` entries in the log, with so many cosignatures under the checkpoint.
void receipt_kit_publish(const struct receipt_kit *kit, const char *folder, uint64_t size, size_t witnesses);
// Keeps a cosigned checkpoint there.
void receipt_kit_keep(const struct receipt_kit *kit, const char *folder, uint64_t size, size_t witnesses);

#endif
