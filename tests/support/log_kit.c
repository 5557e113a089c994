// SPDX-License-Identifier: Apache-2.0
// A log and three witnesses.
#include "tests/support/log_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/log/wire.h"

// Not Check's assertion: programs without Check use the kit too.
static void require(enum scr_status status) {
  if (status == SCR_OK) return;
  (void)fprintf(stderr, "log_kit: %s\n", scr_status_id(status));
  abort();
}

void log_kit_key(struct scr_note_key *key, struct scr_secret_signing_key *secret, const char *name,
                 enum scr_note_key_type type, uint8_t seed_byte) {
  char hex[SCR_SIGNING_KEY_HEX + 1];
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
  for (size_t i = 0; i < SCR_SIGNING_KEY_HEX; i += 2) (void)snprintf(hex + i, 3, "%02x", seed_byte);
  require(scr_secret_signing_key_read(secret, hex, SCR_SIGNING_KEY_HEX));
  scr_secret_signing_key_publish(public_key, secret);
  require(scr_note_key_make(key, name, strlen(name), type, public_key));
}

void log_kit_init(struct log_kit *kit) {
  log_kit_key(&kit->keys.log, &kit->log_secret, KIT_ORIGIN, SCR_NOTE_ED25519, 1);
  for (size_t i = 0; i < KIT_WITNESSES; i++) {
    char name[32];
    (void)snprintf(name, sizeof name, "witness%u.example.net", (unsigned)i + 1);
    log_kit_key(&kit->witnesses[i], &kit->witness_secrets[i], name, SCR_NOTE_COSIGNATURE, (uint8_t)(i + 2));
  }
  kit->keys.witnesses = kit->witnesses;
  kit->keys.witnesses_n = KIT_WITNESSES;
}

void log_kit_checkpoint(struct scr_text *note, const struct log_kit *kit, const struct scr_merkle *tree, uint64_t size,
                        size_t witnesses) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_hash root;
  scr_merkle_root(&root, tree, size);
  scr_text_add_checkpoint(&text, KIT_ORIGIN, size, &root);
  require(scr_secret_note_sign(note, text.bytes, text.length, &kit->keys.log, &kit->log_secret));
  for (size_t i = 0; i < witnesses; i++)
    require(
        scr_secret_cosign(note, text.bytes, text.length, KIT_TIME + i, &kit->witnesses[i], &kit->witness_secrets[i]));
  scr_text_free(&text);
}

void log_kit_request(struct scr_text *body, const struct log_kit *kit, const struct scr_merkle *tree, uint64_t old_size,
                     uint64_t size) {
  struct scr_merkle_proof proof = {.length = 0};
  if (old_size > 0 && old_size <= size) scr_merkle_consistency(&proof, tree, old_size, size);
  scr_text_add(body, "old ");
  scr_text_add_u64(body, old_size);
  scr_text_add(body, "\n");
  for (size_t i = 0; i < proof.length; i++) {
    text_add_base64(body, proof.hash[i].byte, SCR_HASH_BYTES);
    scr_text_add(body, "\n");
  }
  scr_text_add(body, "\n");
  log_kit_checkpoint(body, kit, tree, size, 0);
}

void log_kit_grow(struct scr_log *log, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    char entry[64];
    uint64_t number = scr_log_size(log);
    int length = snprintf(entry, sizeof entry, "%llu%.*s", (unsigned long long)number, (int)(number % 30),
                          "..............................");
    require(scr_log_append(log, entry, number == 5 ? 0 : (size_t)length));
  }
}
