// SPDX-License-Identifier: Apache-2.0
// Asking witnesses to cosign a checkpoint (C2SP tlog-witness, the log's side): all at once, and none can hold the others up,
// or have anything taken for its cosignature that its key hasn't made. What witnesses answer is public data, and hostile.
#ifndef SCRUTINEER_WITNESS_CLIENT_H
#define SCRUTINEER_WITNESS_CLIENT_H

#include "scrutineer/checkpoint.h"
#include "witness/fetch.h"

#define WITNESS_ANSWER_MAX 65536  // bytes

// Whom to ask. `url` is what stands before /add-checkpoint.
struct witness_peer {
  const struct scr_note_key *key;  // of type SCR_NOTE_COSIGNATURE
  const char *url;
  uint64_t cosigned_size;  // of the latest checkpoint that it is known to have cosigned; 0 if none is
};

// What became of it. X(symbol, stable id, sentence)
// clang-format off
#define WITNESS_OUTCOMES(X)                                                                                              \
  X(WITNESS_COSIGNED, "cosigned", "has cosigned")                                                                        \
  X(WITNESS_SILENT, "no-answer", "did not answer in time")                                                               \
  X(WITNESS_UNREACHABLE, "unreachable", "can't be reached")                                                              \
  X(WITNESS_TALKATIVE, "too-large", "answered with more than a witness has to say")                                      \
  X(WITNESS_BAD_SIGNATURE, "bad-signature", "answered with a cosignature that does not hold")                            \
  X(WITNESS_BAD_ANSWER, "bad-answer", "answered with something that is no cosignature of its own")                       \
  X(WITNESS_AHEAD, "ahead", "has cosigned a larger checkpoint than this one: this log has gone back, perhaps to an old copy") \
  X(WITNESS_DISAGREES, "disagrees", "does not find that this checkpoint continues what it has cosigned: keep both, and find out why") \
  X(WITNESS_DOES_NOT_KNOW, "unknown-log", "does not watch this log")                                                     \
  X(WITNESS_FORBIDS, "forbidden", "does not take the log's signature: it may know another key")                          \
  X(WITNESS_BUSY, "unavailable", "can't keep its state at the moment")                                                   \
  X(WITNESS_REFUSES, "refused", "refuses")
// clang-format on
enum witness_outcome {
#define X(symbol, id, sentence) symbol,
  WITNESS_OUTCOMES(X)
#undef X
      WITNESS_OUTCOMES_N
};
const char *witness_outcome_id(enum witness_outcome outcome);
const char *witness_outcome_sentence(enum witness_outcome outcome);

struct witness_reply {
  enum witness_outcome outcome;
  uint64_t time;  // of the cosignature, seconds since 1970
  uint64_t size;  // where it is AHEAD: what the witness has cosigned
  long status;    // of HTTP; 0 if there was no answer
  bool
      is_behind;  // the first answer was 409 with a size up to this one: worth a second question, with a proof from `size`
  char problem[FETCH_PROBLEM_MAX];  // of SILENT and UNREACHABLE, in libcurl's words
  struct scr_text lines;            // of COSIGNED: the signature lines of this witness
};
void witness_reply_free(struct witness_reply *reply);  // what it holds

// Appends the body of add-checkpoint; old_size <= the checkpoint's size <= the tree's. WIT-11.
void scr_text_add_witness_request(struct scr_text *body, const char *note, size_t length, const struct scr_merkle *tree,
                                  uint64_t old_size, uint64_t size);
// What an answer says, given the text that was to be cosigned (of `size` entries). The reply is zeroed before. Nothing is taken
// from it but a cosignature that holds, or a size. WIT-12.
void witness_reply_read(struct witness_reply *reply, const struct scr_note_key *witness, const struct scr_note *note,
                        uint64_t size, long status, const char *content_type, const char *body, size_t length);

// Asks all at once; the second question of one that was behind is asked in what is left of the time. The note is a checkpoint
// that the log has signed, of the tree or of an earlier state of it. Appends it to `merged`, with the cosignatures that are on
// it and those that were got. replies[i] is what became of peers[i], to be freed whatever the status. What
// scr_checkpoint_open says of the note; SCR_E_LOG_ROOT if it isn't of this tree; SCR_E_MEMORY.
SCR_MUST_USE enum scr_status witness_collect(struct scr_text *merged, struct witness_reply *replies,
                                             const struct witness_peer *peers, size_t peers_n, const char *note,
                                             size_t length, const struct scr_log_keys *keys,
                                             const struct scr_merkle *tree, long milliseconds);

#endif
