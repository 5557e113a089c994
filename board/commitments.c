// SPDX-License-Identifier: Apache-2.0
// The entries that the setup record commits to.
#include "scrutineer/commitments.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

const char *scr_roll_part_name(unsigned part) {
  return part == SCR_ROLL_CREDENTIAL ? "credential" : scr_member_field_name((enum scr_member_field)part);
}

// REC-9.
void scr_commitment(struct scr_hash *commitment, const struct scr_hash *salt, const char *value) {
  crypto_hash_sha256_state state;
  (void)crypto_hash_sha256_init(&state);
  (void)crypto_hash_sha256_update(&state, salt->byte, SCR_HASH_BYTES);
  (void)crypto_hash_sha256_update(&state, (const uint8_t *)value, strlen(value));
  (void)crypto_hash_sha256_final(&state, commitment->byte);
  sodium_memzero(&state, sizeof state);  // a salt that stays closed may have gone through it
}

static void add_commitment(struct scr_text *text, const char *name, const struct scr_hash *commitment) {
  scr_text_add_format(text, ",\"%s\":\"", name);
  scr_text_add_hex(text, commitment->byte, SCR_HASH_BYTES);
  scr_text_add(text, "\"");
}

static void add_position(struct scr_text *text, uint64_t position) {
  scr_text_add_format(text, "{\"position\":%" PRIu64, position);
}

// REC-10.
void scr_text_add_roll_entry(struct scr_text *text, uint64_t position,
                             const struct scr_hash commitments[SCR_ROLL_PARTS]) {
  add_position(text, position);
  for (unsigned part = 0; part < SCR_ROLL_PARTS; part++)
    add_commitment(text, scr_roll_part_name(part), &commitments[part]);
  scr_text_add(text, "}");
}

void scr_text_add_link(struct scr_text *text, const struct scr_link *link) {
  scr_text_add_format(text, "%s %" PRIu64, link->is_spare ? "spare" : "member", link->index);
}

// REC-11.
void scr_text_add_link_entry(struct scr_text *text, uint64_t position, const struct scr_hash *commitment) {
  add_position(text, position);
  add_commitment(text, "link", commitment);
  scr_text_add(text, "}");
}
