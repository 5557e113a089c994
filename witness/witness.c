// SPDX-License-Identifier: Apache-2.0
// What a witness answers.
#include "witness/witness.h"

#include <string.h>

#include "board/log/checkpoint_form.h"
#include "board/log/wire.h"

// --- logs ---

bool witness_log_init(struct witness_log *log, const char *origin, size_t length, const struct scr_note_key *key) {
  struct witness_log made = {.key = *key};
  if (length == 0 || length > WITNESS_ORIGIN_MAX || key->type != SCR_NOTE_ED25519) return false;
  memcpy(made.origin, origin, length);
  made.origin[length] = '\n';
  if (memchr(origin, '\n', length) || !scr_note_is_text(made.origin, length + 1)) return false;
  made.origin[length] = '\0';
  scr_hash(&made.root, "", 0);
  *log = made;
  return true;
}

// --- requests ---

static bool read_old_size(uint64_t *old_size, struct wire_lines *lines) {
  const char *line;
  size_t length;
  return wire_line(&line, &length, lines) && wire_skip(&line, &length, "old ") && wire_number(old_size, line, length);
}

// Up to the empty line.
static bool read_proof(struct scr_merkle_proof *proof, struct wire_lines *lines) {
  const char *line;
  size_t length;
  proof->length = 0;
  while (wire_line(&line, &length, lines)) {
    if (length == 0) return true;
    if (proof->length == SCR_MERKLE_PROOF_MAX || !wire_hash(&proof->hash[proof->length++], line, length)) return false;
  }
  return false;
}

// WIT-1.
bool witness_request_parse(struct witness_request *request, const char *body, size_t length) {
  struct wire_lines lines = {body, length};
  struct witness_request read;
  if (length > WITNESS_BODY_MAX) return false;
  if (!read_old_size(&read.old_size, &lines) || !read_proof(&read.proof, &lines)) return false;
  if (scr_note_parse(&read.note, lines.at, lines.left) != SCR_OK) return false;
  if (!checkpoint_read(&read.checkpoint, read.note.text, read.note.text_length)) return false;
  *request = read;
  return true;
}

// The last check is all that the specification wants of roots and proofs: equal roots and no hashes between equal
// sizes, and so the root of nothing at size 0, which is what the state has there; no hashes from size 0; RFC 6962
// otherwise. WIT-2, WIT-3, WIT-4, WIT-5.
enum witness_status witness_judge(const struct witness_request *request, const struct witness_log *log) {
  const struct scr_checkpoint *checkpoint = &request->checkpoint;
  struct scr_note_signer signer;
  if (!log) return WITNESS_UNKNOWN;
  if (scr_note_check(&signer, &request->note, &log->key, 1) != SCR_OK) return WITNESS_FORBIDDEN;
  if (request->old_size > checkpoint->size) return WITNESS_MALFORMED;
  if (request->old_size != log->size) return WITNESS_CONFLICT;
  if (scr_merkle_check_consistency(&log->root, log->size, &checkpoint->root, checkpoint->size, &request->proof) !=
      SCR_OK)
    return WITNESS_INCONSISTENT;
  return WITNESS_OK;
}

// --- answers ---

void witness_answer_free(struct witness_answer *answer) {
  scr_text_free(&answer->body);
}

static const char *sentence_of(enum witness_status status) {
  switch (status) {
    case WITNESS_OK: return "done";
    case WITNESS_MALFORMED: return "not a request of this form, or the old size is above the checkpoint's";
    case WITNESS_FORBIDDEN: return "the log's key has not signed this";
    case WITNESS_UNKNOWN: return "not found";
    case WITNESS_METHOD: return "not with this method";
    case WITNESS_CONFLICT: return "the old size is not that of the latest cosigned checkpoint";
    case WITNESS_TOO_LARGE: return "the request is too large";
    case WITNESS_INCONSISTENT: return "the log is not shown to be the one that was cosigned, with entries added";
    case WITNESS_UNAVAILABLE: break;
  }
  return "the witness can't answer now";
}

void witness_answer_with(struct witness_answer *answer, enum witness_status status) {
  answer->status = status;
  answer->content_type = WITNESS_TEXT;
  scr_text_clear(&answer->body);
  scr_text_add_format(&answer->body, "%s\n", sentence_of(status));
}

// WIT-4.
static void answer_conflict(struct witness_answer *answer, const struct witness_log *log) {
  answer->status = WITNESS_CONFLICT;
  answer->content_type = WITNESS_SIZE;
  scr_text_clear(&answer->body);
  scr_text_add_format(&answer->body, "%llu\n", (unsigned long long)log->size);
}

static void remember(struct witness_answer *answer, const struct witness_request *request) {
  size_t length = request->checkpoint.origin_length;
  if (length > WITNESS_ORIGIN_MAX) length = WITNESS_ORIGIN_MAX;
  memcpy(answer->origin, request->checkpoint.origin, length);
  answer->origin[length] = '\0';
  answer->old_size = request->old_size;
  answer->size = request->checkpoint.size;
}

// What is kept and shown to monitors: the text, the log's signature that was verified, and the cosignature. Nobody
// else's lines: whoever sent them could fill them with anything. WIT-8.
static void add_cosigned_note(struct scr_text *out, const struct scr_note *note, const struct scr_note_key *log,
                              const struct scr_text *cosignature) {
  const struct scr_note_signature *signature = note->signatures;
  while (!scr_note_signature_is_by(signature, log)) signature++;  // there is one: the judge has seen it
  scr_text_add_bytes(out, note->text, note->text_length);
  scr_text_add(out, "\n");
  scr_text_add_bytes(out, signature->line, signature->line_length);
  scr_text_add_bytes(out, cosignature->bytes, cosignature->length);
}

// The judge's word on what the store has now; *log is that, where there is one.
static enum witness_status consult(struct witness_log *log, const struct witness_store *store,
                                   const struct witness_request *request) {
  const struct scr_checkpoint *checkpoint = &request->checkpoint;
  bool found = false;
  if (store->find(store->context, log, &found, checkpoint->origin, checkpoint->origin_length) != SCR_OK)
    return WITNESS_UNAVAILABLE;
  return witness_judge(request, found ? log : NULL);
}

// Cosigns and stores; WITNESS_OK only if both are done. Another request may have come first: WITNESS_CONFLICT. WIT-6.
static enum witness_status cosign(struct scr_text *line, const struct witness *witness,
                                  const struct witness_store *store, uint64_t time,
                                  const struct witness_request *request, const struct witness_log *log) {
  struct scr_text kept = SCR_TEXT_INIT;
  struct witness_log next = *log;
  bool stored = false;
  next.size = request->checkpoint.size;
  next.root = request->checkpoint.root;
  enum scr_status status =
      scr_secret_cosign(line, request->note.text, request->note.text_length, time, &witness->key, &witness->secret);
  if (status == SCR_OK) {
    add_cosigned_note(&kept, &request->note, &log->key, line);
    status = scr_text_ok(&kept);
  }
  if (status == SCR_OK) status = store->replace(store->context, &stored, log, &next, kept.bytes, kept.length);
  scr_text_free(&kept);
  if (status != SCR_OK) return WITNESS_UNAVAILABLE;
  return stored ? WITNESS_OK : WITNESS_CONFLICT;
}

// WIT-7.
static void answer_request(struct witness_answer *answer, const struct witness *witness,
                           const struct witness_store *store, uint64_t time, const struct witness_request *request) {
  struct scr_text line = SCR_TEXT_INIT;
  struct witness_log log;
  enum witness_status status = consult(&log, store, request);
  if (status == WITNESS_OK) {
    status = cosign(&line, witness, store, time, request, &log);
    if (status == WITNESS_CONFLICT) {
      status = consult(&log, store, request);
      if (status == WITNESS_OK) status = WITNESS_UNAVAILABLE;  // a state that went back and forth: no store does that
    }
  }
  if (status == WITNESS_CONFLICT)
    answer_conflict(answer, &log);
  else
    witness_answer_with(answer, status);
  if (status == WITNESS_OK) {
    scr_text_clear(&answer->body);
    scr_text_add_bytes(&answer->body, line.bytes, line.length);
  }
  scr_text_free(&line);
}

void witness_add_checkpoint(struct witness_answer *answer, const struct witness *witness,
                            const struct witness_store *store, uint64_t time, const char *body, size_t length) {
  struct witness_request request;
  if (length > WITNESS_BODY_MAX) {
    witness_answer_with(answer, WITNESS_TOO_LARGE);
  } else if (!witness_request_parse(&request, body, length)) {
    witness_answer_with(answer, WITNESS_MALFORMED);
  } else {
    remember(answer, &request);
    answer_request(answer, witness, store, time, &request);
  }
}
