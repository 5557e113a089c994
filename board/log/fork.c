// SPDX-License-Identifier: Apache-2.0
// Judging whether a log has signed two checkpoints that contradict each other. Nobody's word counts but that of the log's
// key, so whoever holds the evidence can judge alone.
#include "scrutineer/fork.h"

#include <string.h>

static const struct {
  enum scr_fork_verdict verdict;
  const char *id, *sentence;
} reasons[SCR_FORK_REASONS_N] = {
#define X(symbol, verdict, id, sentence) {SCR_FORK_##verdict, id, sentence},
    SCR_FORK_REASONS(X)
#undef X
};

const char *scr_fork_reason_id(enum scr_fork_reason reason) {
  return reasons[reason].id;
}

const char *scr_fork_reason_sentence(enum scr_fork_reason reason) {
  return reasons[reason].sentence;
}

enum scr_fork_verdict scr_fork_reason_verdict(enum scr_fork_reason reason) {
  return reasons[reason].verdict;
}

// --- who says what ---

static enum scr_status open_note(struct scr_checkpoint *checkpoint, const struct scr_text *note,
                                 const struct scr_note_key *log) {
  const struct scr_log_keys keys = {.log = *log};
  struct scr_witnessing nobody;
  return scr_checkpoint_open(checkpoint, &nobody, note->bytes ? note->bytes : "", note->length, &keys);
}

// FRK-5. Each witness by itself: a line in its name that doesn't hold is not its word, and takes nothing from the log's.
static void find_cosigners(bool cosigned[SCR_NOTE_KEYS_MAX], const struct scr_fork_evidence *evidence,
                           const struct scr_text *text) {
  struct scr_note note;
  struct scr_note_signer signer;
  if (scr_note_parse(&note, text->bytes, text->length) != SCR_OK) return;
  for (size_t j = 0; j < evidence->witnesses_n; j++)
    cosigned[j] = scr_note_check(&signer, &note, &evidence->witnesses[j], 1) == SCR_OK;
}

// --- the verdict ---

// FRK-2: what the larger tree begins with is fixed by its root, whoever worked it out.
static enum scr_fork_reason judge_prefix(const struct scr_fork_evidence *evidence, const struct scr_checkpoint *smaller,
                                         const struct scr_checkpoint *larger) {
  if (smaller->size == 0) return SCR_FORK_GROWN;  // every log begins with nothing
  if (!evidence->has_prefix) return SCR_FORK_SIZES;
  if (scr_merkle_check_consistency(&evidence->prefix, smaller->size, &larger->root, larger->size, &evidence->proof) !=
      SCR_OK)
    return SCR_FORK_PROOF;
  return scr_hash_equal(&evidence->prefix, &smaller->root) ? SCR_FORK_GROWN : SCR_FORK_PREFIX;
}

static enum scr_fork_reason judge(const struct scr_fork_evidence *evidence, const struct scr_checkpoint of[2]) {
  if (of[0].size < of[1].size) return judge_prefix(evidence, &of[0], &of[1]);
  if (of[0].size > of[1].size) return judge_prefix(evidence, &of[1], &of[0]);
  return scr_hash_equal(&of[0].root, &of[1].root) ? SCR_FORK_SAME : SCR_FORK_ROOTS;  // FRK-1
}

// FRK-3: without the log's signature under both there is no verdict, whatever they say.
void scr_fork_judge(struct scr_fork_ruling *ruling, const struct scr_fork_evidence *evidence) {
  struct scr_fork_ruling found = {.reason = SCR_FORK_UNSIGNED};
  for (size_t i = 0; i < 2; i++) {
    found.status[i] = open_note(&found.checkpoint[i], &evidence->note[i], &evidence->log);
    if (found.status[i] == SCR_OK) find_cosigners(found.cosigned[i], evidence, &evidence->note[i]);
  }
  if (found.status[0] == SCR_OK && found.status[1] == SCR_OK) found.reason = judge(evidence, found.checkpoint);
  *ruling = found;
}

bool scr_fork_show(struct scr_fork_evidence *evidence, const struct scr_merkle *tree) {
  struct scr_checkpoint of[2];
  struct scr_hash root;
  for (size_t i = 0; i < 2; i++)
    if (open_note(&of[i], &evidence->note[i], &evidence->log) != SCR_OK) return false;
  if (of[0].size == of[1].size) return false;
  const struct scr_checkpoint *smaller = &of[of[0].size > of[1].size], *larger = &of[of[0].size < of[1].size];
  if (larger->size > scr_merkle_size(tree)) return false;
  scr_merkle_root(&root, tree, larger->size);
  if (!scr_hash_equal(&root, &larger->root)) return false;
  scr_merkle_root(&evidence->prefix, tree, smaller->size);
  scr_merkle_consistency(&evidence->proof, tree, smaller->size, larger->size);
  evidence->has_prefix = true;
  return true;
}
