// SPDX-License-Identifier: Apache-2.0
// What the setup record commits to: the roll, and which entry of it stands behind each public credential. Both are roots of hash
// trees (merkle.h) over entries in canonical JSON; each value in them is committed to on its own, so that one can be opened
// and the others stay closed. This is the form of the entries and the check of what is opened; making them is the registrar's,
// in secret.h. Public data; variable time.
#ifndef SCRUTINEER_COMMITMENTS_H
#define SCRUTINEER_COMMITMENTS_H

#include "scrutineer/hash.h"
#include "scrutineer/roll.h"

SCR_C_BEGIN

// The parts of an entry of the roll: the fields of enum scr_member_field in their order, then the member's public credential
// in the record's spelling, which is empty for who has none.
#define SCR_ROLL_CREDENTIAL SCR_MEMBER_FIELDS
#define SCR_ROLL_PARTS (SCR_MEMBER_FIELDS + 1)
SCR_API const char *scr_roll_part_name(unsigned part);

// SHA-256 of the salt's 32 bytes and the value's.
SCR_API void scr_commitment(struct scr_hash *commitment, const struct scr_hash *salt, const char *value);

// The entry at a position of the roll, from 0: {"position":N,"number":"HEX","name":"HEX",...,"credential":"HEX"}.
SCR_API void scr_text_add_roll_entry(struct scr_text *text, uint64_t position,
                                     const struct scr_hash commitments[SCR_ROLL_PARTS]);

// What stands behind a public credential: a position of the roll, or the index of a spare in the setup record.
struct scr_link {
  bool is_spare;
  uint64_t index;
};
SCR_API void scr_text_add_link(struct scr_text *text, const struct scr_link *link);  // "member 17", "spare 3"
// The entry at a position of the list of credentials: {"position":N,"link":"HEX"}.
SCR_API void scr_text_add_link_entry(struct scr_text *text, uint64_t position, const struct scr_hash *commitment);

SCR_C_END
#endif
