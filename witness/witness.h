// SPDX-License-Identifier: Apache-2.0
// The protocol of a witness (C2SP tlog-witness): what it answers to a checkpoint that it is asked to cosign. No
// network, no files, no clock: the caller has those, and the state lies behind an interface. Requests are public data,
// and hostile.
#ifndef SCRUTINEER_WITNESS_WITNESS_H
#define SCRUTINEER_WITNESS_WITNESS_H

#include "scrutineer/checkpoint.h"
#include "scrutineer/secret.h"

#define WITNESS_BODY_MAX 65536                // bytes of a request
#define WITNESS_ORIGIN_MAX SCR_NOTE_NAME_MAX  // bytes of the origin of a log that is watched

// The answers, as HTTP has them.
enum witness_status {
  WITNESS_OK = 200,
  WITNESS_MALFORMED = 400,  // no request of this form, or its old size is above the checkpoint's
  WITNESS_FORBIDDEN = 403,  // the log's key has not signed, or has a signature that doesn't hold
  WITNESS_UNKNOWN = 404,    // no log of this origin is watched; or nothing has been cosigned for it yet
  WITNESS_METHOD = 405,
  WITNESS_CONFLICT = 409,  // the old size isn't that of the latest checkpoint that was cosigned
  WITNESS_TOO_LARGE = 413,
  WITNESS_INCONSISTENT = 422,  // the log isn't shown to have grown from what was cosigned
  WITNESS_UNAVAILABLE = 503    // the state can't be read or kept: nothing is cosigned
};

// Who cosigns.
struct witness {
  struct scr_note_key key;  // of type SCR_NOTE_COSIGNATURE
  struct scr_secret_signing_key secret;
};

// A log that is watched, and the latest checkpoint that was cosigned for it: size 0 and the root of the empty tree if
// none was.
struct witness_log {
  char origin[WITNESS_ORIGIN_MAX + 1];
  struct scr_note_key key;  // of type SCR_NOTE_ED25519
  uint64_t size;
  struct scr_hash root;
};

// A log of which nothing has been cosigned. False if the origin is empty, too long, or can't be the line of a note; or
// if the key is of another type.
bool witness_log_init(struct witness_log *log, const char *origin, size_t length, const struct scr_note_key *key);

// --- requests ---

// What add-checkpoint is asked; borrowed from the body.
struct witness_request {
  uint64_t old_size;
  struct scr_merkle_proof proof;
  struct scr_note note;
  struct scr_checkpoint checkpoint;  // its form was read, no more
};

// Takes a body apart. WIT-1.
bool witness_request_parse(struct witness_request *request, const char *body, size_t length);
// Whether this may be cosigned, given the log of the request's origin (NULL: none is watched), with the checks in the
// order of the specification: WITNESS_OK, _UNKNOWN, _FORBIDDEN, _MALFORMED, _CONFLICT, _INCONSISTENT. WIT-2 to WIT-5.
enum witness_status witness_judge(const struct witness_request *request, const struct witness_log *log);

// --- the state ---

// Where the logs and their states are kept. Any status but SCR_OK means that nothing is known of the state, or that
// nothing is sure to be kept.
struct witness_store {
  void *context;
  // Reads the log of an origin; *found is false if none is watched.
  enum scr_status (*find)(void *context, struct witness_log *log, bool *found, const char *origin, size_t length);
  // Puts `next` and its cosigned checkpoint in the place of `expected`, if that is what is there: at once for
  // everybody, and durable when SCR_OK is the answer. *stored is false, and nothing changes, if something else is
  // there.
  enum scr_status (*replace)(void *context, bool *stored, const struct witness_log *expected,
                             const struct witness_log *next, const char *note, size_t length);
};

// --- answers ---

struct witness_answer {
  enum witness_status status;
  const char *content_type;
  struct scr_text body;
  // What is worth a line in the operator's log.
  char origin[WITNESS_ORIGIN_MAX + 1];  // cut off if it is longer; "" where the request couldn't be read
  uint64_t old_size, size;
};

#define WITNESS_TEXT "text/plain; charset=utf-8"
#define WITNESS_SIZE "text/x.tlog.size"

void witness_answer_free(struct witness_answer *answer);
// A status, with a sentence for people. The answer is zeroed, or was filled before.
void witness_answer_with(struct witness_answer *answer, enum witness_status status);

// Answers add-checkpoint at a time (seconds since 1970). A cosignature is in the answer only if the store keeps what it
// says. The answer is zeroed before. WIT-6, WIT-7.
void witness_add_checkpoint(struct witness_answer *answer, const struct witness *witness,
                            const struct witness_store *store, uint64_t time, const char *body, size_t length);

#endif
