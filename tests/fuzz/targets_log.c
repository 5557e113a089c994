// SPDX-License-Identifier: Apache-2.0
// What a log is read from: keys, notes, checkpoints, proofs as files, bundles. Each has one spelling.
#include <string.h>

#include "scrutineer/log.h"
#include "tests/fuzz/fuzz.h"

void fuzz_vkey(const char *bytes, size_t length) {
  struct scr_note_key key;
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_note_key_parse(&key, bytes, length) != SCR_OK) return;
  scr_text_add_note_key(&again, &key);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
}

// Text, empty line and signature lines are all of a note; and no key that wasn't asked for has signed it.
void fuzz_note(const char *bytes, size_t length) {
  static const char known[] = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  struct scr_note_key key;
  struct scr_note note;
  struct scr_note_signer signer = {false, 0};
  struct scr_text again = SCR_TEXT_INIT;
  if (scr_note_parse(&note, bytes, length) != SCR_OK) return;
  FUZZ_REQUIRE(note.text_length > 0 && note.signatures_n > 0);
  scr_text_add_bytes(&again, note.text, note.text_length);
  scr_text_add(&again, "\n");
  for (size_t i = 0; i < note.signatures_n; i++)
    scr_text_add_bytes(&again, note.signatures[i].line, note.signatures[i].line_length);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  FUZZ_REQUIRE(scr_note_key_parse(&key, known, strlen(known)) == SCR_OK);
  if (scr_note_check(&signer, &note, &key, 1) == SCR_OK) {
    FUZZ_REQUIRE(signer.has_signed);
    FUZZ_REQUIRE(note.text_length == 28 && memcmp(note.text, "This is an example message.\n", 28) == 0);
  } else {
    FUZZ_REQUIRE(!signer.has_signed);
  }
}

// Written again from what was read, a checkpoint is how its text begins.
void fuzz_checkpoint(const char *bytes, size_t length) {
  struct scr_checkpoint checkpoint;
  struct scr_text origin = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  if (scr_checkpoint_parse(&checkpoint, bytes, length) != SCR_OK) return;
  scr_text_add_bytes(&origin, checkpoint.origin, checkpoint.origin_length);
  FUZZ_REQUIRE(scr_text_ok(&origin) == SCR_OK);
  scr_text_add_checkpoint(&again, origin.bytes, checkpoint.size, &checkpoint.root);
  FUZZ_REQUIRE(again.length <= length);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, again.length));
  scr_text_free(&origin);
}

// A proof that is read is written the same, and its check ends for any leaf and root.
void fuzz_tlog_proof(const char *bytes, size_t length) {
  struct scr_tlog_proof proof;
  struct scr_text again = SCR_TEXT_INIT;
  struct scr_hash leaf;
  if (scr_tlog_proof_parse(&proof, bytes, length) != SCR_OK) return;
  scr_text_add_tlog_proof(&again, &proof);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes, length));
  scr_hash(&leaf, bytes, length);
  for (unsigned bits = 0; bits < 64; bits++)
    FUZZ_REQUIRE(scr_merkle_check_inclusion(&leaf, UINT64_MAX >> bits, &leaf, proof.index, &proof.path) != SCR_OK ||
                 (proof.path.length == 0 && proof.index == 0 && bits == 63));
}

// As many entries as the first byte says.
void fuzz_bundle(const char *bytes, size_t length) {
  struct scr_log_entry entries[SCR_TILE_WIDTH];
  struct scr_text again = SCR_TEXT_INIT;
  if (length == 0) return;
  unsigned width = (unsigned char)bytes[0] + 1u;
  if (scr_bundle_read(entries, width, bytes + 1, length - 1) != SCR_OK) return;
  for (unsigned i = 0; i < width; i++) scr_text_add_bundled(&again, &entries[i]);
  FUZZ_REQUIRE(fuzz_wrote(&again, bytes + 1, length - 1));
}
