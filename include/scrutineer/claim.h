// SPDX-License-Identifier: Apache-2.0
// What a run of the verifier may take from earlier runs: that the ballots of a range of events were checked. Either as a shard,
// which another run, perhaps on another machine, made of a part of the archive; or as a state, which this user's own verifier
// left after a whole run. doc/continuing.md has both files' forms, and what relying on them means.
//
// A claim names the archive by the hash of its last event: every event holds the hash of the one before and of its own data, so
// that a run which checks these hashes and comes to the same last event has read the same events with the same data.
#ifndef SCRUTINEER_CLAIM_H
#define SCRUTINEER_CLAIM_H

#include "scrutineer/tally.h"

SCR_C_BEGIN

#define SCR_SHARDS_MAX 10000
#define SCR_SHARD_FAILING_MAX 1000000
#define SCR_SHARD_BYTES_MAX (UINT64_C(32) << 20)  // of its file
#define SCR_STATE_BYTES_MAX (UINT64_C(64) << 20)

// Part `number`, from 1, of `of`: the events whose records begin in that part of the archive's bytes. 0 of 0: all.
struct scr_part {
  uint64_t number, of;
};

// That the elements of the ballots among the events first to end - 1 are members of the group, and their signatures and proofs
// hold, but for those that are named.
struct scr_claim {
  struct scr_part part;  // 0 of 0 for a state
  char fingerprint[SCR_HASH_BASE64 + 1];
  uint64_t events;       // of the archive that it is about,
  struct scr_hash head;  // and the hash of the last one
  uint64_t first, end;
  uint64_t ballots;   // among them
  uint64_t *failing;  // places of the events whose ballots don't hold, ascending
  uint64_t failing_n;
};
SCR_API void scr_claim_clear(struct scr_claim *claim);

// A shard's file: one JSON document. SCR_E_JSON_*, SCR_E_SHARD_FORM, SCR_E_CLAIM_VERSION: another version's.
SCR_API void scr_text_add_shard(struct scr_text *text, const struct scr_claim *claim);
SCR_API SCR_MUST_USE enum scr_status scr_shard_read(struct scr_claim *claim, const char *bytes, size_t length);
// Puts shards in order, and tells whether they are all of one archive and there is each part once: SCR_E_SHARD_ARCHIVE,
// SCR_E_SHARD_MISSING, SCR_E_SHARD_TWICE, SCR_E_SHARD_RANGE; *at is then the place, in the new order, of one that doesn't fit,
// or count.
SCR_API SCR_MUST_USE enum scr_status scr_shards_order(size_t *at, struct scr_claim *claims, size_t count);

// What is known after a whole run that found nothing wrong.
struct scr_state {
  struct scr_claim claim;
  struct scr_text tally, sized_tally;  // documents of the record: the sum of the ballots that count so far
  bool has_journal;
  uint64_t entries;      // of the journal, the last being that of an event, whose rules and signatures hold
  struct scr_hash root;  // of them
};
#define SCR_STATE_KEY_BYTES 32
// With it a user's own verifier knows its states again. It protects nothing but that: whoever has it can deceive its owner.
struct scr_state_key {
  uint8_t byte[SCR_STATE_KEY_BYTES];
};
SCR_API void scr_state_key_generate(struct scr_state_key *key);
SCR_API void scr_state_clear(struct scr_state *state);
// Its file: four lines, the last being the HMAC-SHA-256 (RFC 2104) of those before. SCR_E_STATE_MAC comes before everything
// else that could be wrong with it; then SCR_E_CLAIM_VERSION, SCR_E_JSON_*, SCR_E_STATE_FORM.
SCR_API void scr_text_add_state(struct scr_text *text, const struct scr_state *state, const struct scr_state_key *key);
SCR_API SCR_MUST_USE enum scr_status scr_state_read(struct scr_state *state, const char *bytes, size_t length,
                                                    const struct scr_state_key *key);

SCR_C_END
#endif
