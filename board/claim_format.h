// SPDX-License-Identifier: Apache-2.0
// What the files of shards and of states have in common.
#ifndef SCRUTINEER_BOARD_CLAIM_FORMAT_H
#define SCRUTINEER_BOARD_CLAIM_FORMAT_H

#include "scrutineer/claim.h"
#include "scrutineer/json.h"
#include "sources.h"  // made with the program: the hash of its sources

// Who made a claim. Another program may have checked less, though its version is the same.
#define CLAIM_SOFTWARE SCRUTINEER_VERSION "+" SCRUTINEER_SOURCES

// "schema", "software", and the archive: its election, number of events, and last event.
void claim_add_archive(struct scr_text *text, const char *schema, const struct scr_claim *claim);
enum scr_status claim_read_archive(struct scr_claim *claim, struct scr_json_fields *fields, const char *schema);
// A number of things, under its key.
void claim_add_number(struct scr_text *text, const char *key, uint64_t number);
enum scr_status claim_take_number(uint64_t *number, struct scr_json_fields *fields, const char *key);

#endif
