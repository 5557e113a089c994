// SPDX-License-Identifier: Apache-2.0
// A log and three witnesses with keys that are always the same, and what they sign.
#ifndef SCRUTINEER_TESTS_LOG_KIT_H
#define SCRUTINEER_TESTS_LOG_KIT_H

#include "scrutineer/log.h"
#include "scrutineer/secret.h"

#define KIT_WITNESSES 3
#define KIT_ORIGIN "example.org/selection/log"
#define KIT_TIME UINT64_C(1700000000)  // of the first witness; the others' are one second later each

struct log_kit {
  struct scr_secret_signing_key log_secret, witness_secrets[KIT_WITNESSES];
  struct scr_note_key witnesses[KIT_WITNESSES];
  struct scr_log_keys keys;  // of the log and these witnesses
};

void log_kit_init(struct log_kit *kit);
// A key whose seed is 32 such bytes.
void log_kit_key(struct scr_note_key *key, struct scr_secret_signing_key *secret, const char *name,
                 enum scr_note_key_type type, uint8_t seed_byte);
// Appends a checkpoint of the kit's log over the first `size` leaves, with the cosignatures of the first witnesses.
void log_kit_checkpoint(struct scr_text *note, const struct log_kit *kit, const struct scr_merkle *tree, uint64_t size,
                        size_t witnesses);
// Appends what a witness is asked to cosign it with: its proof from old_size is that of this tree, none where old_size
// is 0 or above the size.
void log_kit_request(struct scr_text *body, const struct log_kit *kit, const struct scr_merkle *tree, uint64_t old_size,
                     uint64_t size);
// Appends `count` entries that are all different and have 0 to 40 bytes.
void log_kit_grow(struct scr_log *log, uint64_t count);

#endif
