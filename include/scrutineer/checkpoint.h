// SPDX-License-Identifier: Apache-2.0
// Checkpoints of a log (C2SP tlog-checkpoint), cosigned by witnesses (C2SP tlog-cosignature), and proofs of inclusion
// that can be checked without a network (C2SP tlog-proof). Public data; variable time. The signing side is in secret.h.
#ifndef SCRUTINEER_CHECKPOINT_H
#define SCRUTINEER_CHECKPOINT_H

#include "scrutineer/merkle.h"
#include "scrutineer/note.h"

SCR_C_BEGIN

// --- checkpoints ---

// What a log says when it signs: how many entries it has, and the root of the tree over them.
struct scr_checkpoint {
  const char *origin;  // which log; borrowed from the text
  size_t origin_length;
  uint64_t size;  // below 2^63
  struct scr_hash root;
};

// Reads the text of a checkpoint, signatures aside: origin, size and root, each on a line, and perhaps further lines,
// which mean nothing here. SCR_E_LOG_CHECKPOINT, also if a log without entries has another root than that of the empty
// tree.
SCR_API SCR_MUST_USE enum scr_status scr_checkpoint_parse(struct scr_checkpoint *checkpoint, const char *text,
                                                          size_t length);
// Appends the text: three lines.
SCR_API void scr_text_add_checkpoint(struct scr_text *text, const char *origin, uint64_t size,
                                     const struct scr_hash *root);

// Whose word counts: the log's own key, of type SCR_NOTE_ED25519, whose name is the log's origin; and the witnesses, of
// type SCR_NOTE_COSIGNATURE, at most SCR_NOTE_KEYS_MAX.
struct scr_log_keys {
  struct scr_note_key log;
  const struct scr_note_key *witnesses;  // borrowed
  size_t witnesses_n;
};

// What the witnesses say.
struct scr_witnessing {
  struct scr_note_signer by[SCR_NOTE_KEYS_MAX];  // by[i] for witnesses[i]
  size_t
      count;  // witnesses with different keys, other than the log's, that have cosigned: what a quorum is compared with
};

// Reads a checkpoint that the log has signed, and who has cosigned it. The bytes must outlive the origin. What
// scr_note_parse and scr_note_check say, SCR_E_NOTE_UNSIGNED if the log hasn't signed it, whoever else has;
// SCR_E_NOTE_KEY_TYPE if one of the keys is of the wrong type; SCR_E_LOG_CHECKPOINT; SCR_E_LOG_ORIGIN. How many
// witnesses are enough is for the caller to say: none is no error here.
SCR_API SCR_MUST_USE enum scr_status scr_checkpoint_open(struct scr_checkpoint *checkpoint,
                                                         struct scr_witnessing *witnessing, const char *bytes,
                                                         size_t length, const struct scr_log_keys *keys);
// The same checkpoint with no other signatures than the log's and the witnesses', the last one of each: what remains of
// a checkpoint to which a witness's answer was appended as it came. Errors as above.
SCR_API SCR_MUST_USE enum scr_status scr_checkpoint_tidy(struct scr_text *note, const char *bytes, size_t length,
                                                         const struct scr_log_keys *keys);

// --- proofs as files ---

#define SCR_TLOG_PROOF_EXTRA_MAX 4096
#define SCR_TLOG_PROOF_BYTES_MAX (SCR_NOTE_BYTES_MAX + 16384)

struct scr_tlog_proof {
  size_t extra_length;                      // 0: there is no such line
  uint8_t extra[SCR_TLOG_PROOF_EXTRA_MAX];  // nobody has signed it
  uint64_t index;
  struct scr_merkle_proof path;
  const char *note;  // the checkpoint with its signatures, as it stands there; borrowed
  size_t note_length;
};

// Takes a proof apart, checking nothing but its form. The bytes must outlive it. SCR_E_LOG_PROOF; SCR_E_LIMIT if it is
// larger than SCR_TLOG_PROOF_BYTES_MAX or has too much extra data or too many hashes; and what scr_note_parse says.
SCR_API SCR_MUST_USE enum scr_status scr_tlog_proof_parse(struct scr_tlog_proof *proof, const char *bytes,
                                                          size_t length);
SCR_API void scr_text_add_tlog_proof(struct scr_text *text, const struct scr_tlog_proof *proof);
// That the log has signed a checkpoint under which this leaf stands at the proof's index; and who has cosigned it. What
// scr_checkpoint_open says, or SCR_E_LOG_INCLUSION.
SCR_API SCR_MUST_USE enum scr_status scr_tlog_proof_check(struct scr_checkpoint *checkpoint,
                                                          struct scr_witnessing *witnessing,
                                                          const struct scr_tlog_proof *proof,
                                                          const struct scr_hash *leaf, const struct scr_log_keys *keys);

SCR_C_END
#endif
