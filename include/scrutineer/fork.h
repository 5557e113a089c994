// SPDX-License-Identifier: Apache-2.0
// Two checkpoints that one log has signed and that can't both be true: what shows it, as a file, and who judges it. A log only
// ever grows, so of two of its checkpoints the smaller one is the beginning of the larger one. Public data; variable time.
#ifndef SCRUTINEER_FORK_H
#define SCRUTINEER_FORK_H

#include "scrutineer/checkpoint.h"

SCR_C_BEGIN

#define SCR_FORK_BYTES_MAX (UINT64_C(1) << 19)  // of a file of evidence

// --- evidence ---

// Everything that a judge needs, and nobody's word but the log's own: the keys, two notes as they were found, in any order,
// and, where their sizes differ, what the larger tree has as the root of its first entries, with the proof that it begins so.
// These are hashes: whoever has them needs no entries. The root of a tree fixes them, so nobody can make others up.
struct scr_fork_evidence {
  struct scr_note_key log;
  size_t witnesses_n;
  struct scr_note_key witnesses[SCR_NOTE_KEYS_MAX];
  struct scr_text note[2];
  bool has_prefix;
  struct scr_hash prefix;         // the root over as many first entries as the smaller checkpoint has
  struct scr_merkle_proof proof;  // of consistency, from there to the larger checkpoint
};
SCR_API void scr_fork_evidence_free(struct scr_fork_evidence *evidence);  // what it holds, not itself

// {"format":"scrutineer-fork-1","log":VKEY,"witnesses":[VKEY...],"a":NOTE,"b":NOTE}, and where there is a prefix
// ,"prefix":HEX,"proof":[HEX...] before the last brace. FRK-4.
SCR_API void scr_text_add_fork_evidence(struct scr_text *text, const struct scr_fork_evidence *evidence);
// Reads that document, with or without a line feed at its end. The form alone: the notes are not opened. The evidence is
// zeroed before. SCR_E_JSON_*, SCR_E_NOTE_KEY*, SCR_E_TEXT, SCR_E_LIMIT, SCR_E_MEMORY; SCR_E_NOTE_KEY_TYPE also for a key
// that is no log's or no witness's.
SCR_API SCR_MUST_USE enum scr_status scr_fork_evidence_read(struct scr_fork_evidence *evidence, const char *bytes,
                                                            size_t length);

// --- judging ---

enum scr_fork_verdict { SCR_FORK_UNDECIDED, SCR_FORK_NONE, SCR_FORK_PROVEN };

// Why. X(symbol, verdict, stable id, sentence)
// clang-format off
#define SCR_FORK_REASONS(X)                                                                                              \
  X(SCR_FORK_UNSIGNED, UNDECIDED, "unsigned", "one of them, or both, is no checkpoint that this log has signed")         \
  X(SCR_FORK_SIZES, UNDECIDED, "sizes-differ", "their sizes differ, and nothing shows whether the larger one begins with the smaller one") \
  X(SCR_FORK_PROOF, UNDECIDED, "proof", "the hashes beside them do not lead to the root of the larger one")              \
  X(SCR_FORK_SAME, NONE, "same", "they have the same size and the same root")                                            \
  X(SCR_FORK_GROWN, NONE, "grown", "the larger one begins with the smaller one")                                         \
  X(SCR_FORK_ROOTS, PROVEN, "roots", "they have the same size and different roots")                                      \
  X(SCR_FORK_PREFIX, PROVEN, "prefix", "the larger one begins with other entries than the smaller one has")
// clang-format on
enum scr_fork_reason {
#define X(symbol, verdict, id, sentence) symbol,
  SCR_FORK_REASONS(X)
#undef X
      SCR_FORK_REASONS_N
};
SCR_API const char *scr_fork_reason_id(enum scr_fork_reason reason);
SCR_API const char *scr_fork_reason_sentence(enum scr_fork_reason reason);
SCR_API enum scr_fork_verdict scr_fork_reason_verdict(enum scr_fork_reason reason);

struct scr_fork_ruling {
  enum scr_fork_reason reason;
  enum scr_status status[2];            // of opening note[i] with the log's key
  struct scr_checkpoint checkpoint[2];  // where that is SCR_OK; borrowed from the evidence
  // Whether witnesses[j] has cosigned note[i]. A witness that has cosigned both sides of a fork has not done its duty.
  bool cosigned[2][SCR_NOTE_KEYS_MAX];
};

// FRK-1 to FRK-3, FRK-5. The keys are the evidence's own: that they are the election's is for the caller to see to.
SCR_API void scr_fork_judge(struct scr_fork_ruling *ruling, const struct scr_fork_evidence *evidence);
// Adds the prefix, if the sizes differ and this tree (it may have grown further) is that of the larger checkpoint. False, and
// nothing changes, if not.
SCR_API bool scr_fork_show(struct scr_fork_evidence *evidence, const struct scr_merkle *tree);

SCR_C_END
#endif
