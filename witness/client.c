// SPDX-License-Identifier: Apache-2.0
// Asking witnesses to cosign, and what is believed of their answers.
#include "witness/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board/log/wire.h"

#define SIZE_TYPE "text/x.tlog.size"

static const struct {
  const char *id, *sentence;
} outcomes[WITNESS_OUTCOMES_N] = {
#define X(symbol, id, sentence) {id, sentence},
    WITNESS_OUTCOMES(X)
#undef X
};

const char *witness_outcome_id(enum witness_outcome outcome) {
  return outcomes[outcome].id;
}

const char *witness_outcome_sentence(enum witness_outcome outcome) {
  return outcomes[outcome].sentence;
}

void witness_reply_free(struct witness_reply *reply) {
  scr_text_free(&reply->lines);
}

// --- asking ---

// WIT-11. From size 0, and for the same size, the proof is empty.
void scr_text_add_witness_request(struct scr_text *body, const char *note, size_t length, const struct scr_merkle *tree,
                                  uint64_t old_size, uint64_t size) {
  struct scr_merkle_proof proof = {.length = 0};
  scr_merkle_consistency(&proof, tree, old_size, size);
  scr_text_add(body, "old ");
  scr_text_add_u64(body, old_size);
  scr_text_add(body, "\n");
  for (size_t i = 0; i < proof.length; i++) {
    text_add_base64(body, proof.hash[i].byte, SCR_HASH_BYTES);
    scr_text_add(body, "\n");
  }
  scr_text_add(body, "\n");
  scr_text_add_bytes(body, note, length);
}

// --- what an answer says ---

// The last line of this witness's, borrowed; NULL if there is none. One line is enough, and more would leave less room in
// the note for other witnesses.
static const struct scr_note_signature *line_of(const struct scr_note *note, const struct scr_note_key *witness) {
  for (size_t i = note->signatures_n; i-- > 0;)
    if (scr_note_signature_is_by(&note->signatures[i], witness)) return &note->signatures[i];
  return NULL;
}

static void add_note(struct scr_text *whole, const struct scr_note *note, const char *lines, size_t length) {
  scr_text_add_bytes(whole, note->text, note->text_length);
  scr_text_add(whole, "\n");
  scr_text_add_bytes(whole, lines, length);
}

static enum scr_status check_line(struct scr_note_signer *signer, const struct scr_note *note,
                                  const struct scr_note_signature *line, const struct scr_note_key *witness) {
  struct scr_text whole = SCR_TEXT_INIT;
  struct scr_note alone;
  add_note(&whole, note, line->line, line->line_length);
  enum scr_status status = scr_text_ok(&whole);
  if (status == SCR_OK) status = scr_note_parse(&alone, whole.bytes, whole.length);
  if (status == SCR_OK) status = scr_note_check(signer, &alone, witness, 1);
  scr_text_free(&whole);
  return status;
}

// The answer's lines stand under the text as signatures of a note would. Only this witness's is kept, so that nothing else
// that it sends goes on to anybody.
static void read_cosignature(struct witness_reply *reply, const struct scr_note_key *witness,
                             const struct scr_note *note, const char *body, size_t length) {
  struct scr_text whole = SCR_TEXT_INIT;
  struct scr_note answered;
  struct scr_note_signer signer = {false, 0};
  add_note(&whole, note, body, length);
  enum scr_status status = scr_text_ok(&whole);
  if (status == SCR_OK) status = scr_note_parse(&answered, whole.bytes, whole.length);
  bool is_lines = status == SCR_OK && answered.text_length == note->text_length;  // and no text before them
  const struct scr_note_signature *line = is_lines ? line_of(&answered, witness) : NULL;
  if (line) status = check_line(&signer, note, line, witness);
  if (line && status == SCR_E_NOTE_SIGNATURE) reply->outcome = WITNESS_BAD_SIGNATURE;
  if (line && status == SCR_OK) {
    scr_text_add_bytes(&reply->lines, line->line, line->line_length);
    if (scr_text_ok(&reply->lines) == SCR_OK) reply->outcome = WITNESS_COSIGNED;
    reply->time = signer.time;
  }
  scr_text_free(&whole);
}

// A size on a line. One that is larger than ours can't be answered with a proof.
static void read_conflict(struct witness_reply *reply, uint64_t size, const char *content_type, const char *body,
                          size_t length) {
  uint64_t cosigned;
  if (strcmp(content_type, SIZE_TYPE) != 0) return;
  if (length == 0 || body[length - 1] != '\n' || !wire_number(&cosigned, body, length - 1)) return;
  reply->size = cosigned;
  reply->is_behind = cosigned <= size;
  reply->outcome = reply->is_behind ? WITNESS_REFUSES : WITNESS_AHEAD;
}

// WIT-12.
void witness_reply_read(struct witness_reply *reply, const struct scr_note_key *witness, const struct scr_note *note,
                        uint64_t size, long status, const char *content_type, const char *body, size_t length) {
  reply->status = status;
  reply->outcome = WITNESS_BAD_ANSWER;
  switch (status) {
    case 200: read_cosignature(reply, witness, note, body, length); break;
    case 409: read_conflict(reply, size, content_type, body, length); break;
    case 403: reply->outcome = WITNESS_FORBIDS; break;
    case 404: reply->outcome = WITNESS_DOES_NOT_KNOW; break;
    case 422: reply->outcome = WITNESS_DISAGREES; break;
    case 503: reply->outcome = WITNESS_BUSY; break;
    default: reply->outcome = WITNESS_REFUSES;
  }
}

static void read_fetched(struct witness_reply *reply, const struct fetch *request, const struct scr_note_key *witness,
                         const struct scr_note *note, uint64_t size) {
  static const enum witness_outcome failures[] = {
      [FETCH_FAILED] = WITNESS_UNREACHABLE, [FETCH_TIMEOUT] = WITNESS_SILENT, [FETCH_TOO_LARGE] = WITNESS_TALKATIVE};
  witness_reply_free(reply);
  *reply = (struct witness_reply){.outcome = WITNESS_UNREACHABLE};
  if (request->outcome == FETCH_ANSWERED) {
    witness_reply_read(reply, witness, note, size, request->status, request->content_type,
                       request->answer.bytes ? request->answer.bytes : "", request->answer.length);
    return;
  }
  reply->outcome = failures[request->outcome];
  (void)snprintf(reply->problem, sizeof reply->problem, "%s", request->problem);
}

// --- all of them ---

// What is asked for, and of whom.
struct round {
  const struct witness_peer *peers;
  struct witness_reply *replies;
  size_t peers_n;
  const char *bytes;  // the checkpoint
  size_t length;
  struct scr_note note;
  uint64_t size;
  const struct scr_merkle *tree;
};

static void add_url(struct scr_text *url, const char *prefix) {
  size_t length = strlen(prefix);
  while (length > 0 && prefix[length - 1] == '/') length--;
  scr_text_add_bytes(url, prefix, length);
  scr_text_add(url, "/add-checkpoint");
}

static long now_milliseconds(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// What one question is made of, besides the question.
struct question {
  size_t peer;
  struct scr_text url, body;
};

// Asks those whom `wanted` names, each with a proof from old_sizes[i].
static enum scr_status ask(const struct round *round, const bool *wanted, const uint64_t *old_sizes,
                           long milliseconds) {
  struct question *questions = calloc(round->peers_n, sizeof *questions);
  struct fetch *requests = calloc(round->peers_n, sizeof *requests);
  enum scr_status status = questions && requests ? SCR_OK : SCR_E_MEMORY;
  size_t count = 0;
  for (size_t i = 0; i < round->peers_n && status == SCR_OK; i++) {
    if (!wanted[i]) continue;
    struct question *question = &questions[count];
    question->peer = i;
    add_url(&question->url, round->peers[i].url);
    scr_text_add_witness_request(&question->body, round->bytes, round->length, round->tree, old_sizes[i], round->size);
    status = scr_text_ok(&question->url);
    if (status == SCR_OK) status = scr_text_ok(&question->body);
    requests[count++] =
        (struct fetch){.url = question->url.bytes, .body = &question->body, .limit = WITNESS_ANSWER_MAX};
  }
  if (status == SCR_OK) status = fetch_all(requests, count, milliseconds);
  for (size_t k = 0; k < count; k++) {
    size_t i = questions[k].peer;
    if (status == SCR_OK)
      read_fetched(&round->replies[i], &requests[k], round->peers[i].key, &round->note, round->size);
    fetch_free(&requests[k]);
    scr_text_free(&questions[k].url);
    scr_text_free(&questions[k].body);
  }
  free(questions);
  free(requests);
  return status;
}

// A witness that was behind is asked once more, and not again: one that names ever new sizes holds up nobody. WIT-11.
static enum scr_status ask_twice(const struct round *round, long milliseconds) {
  bool wanted[SCR_NOTE_KEYS_MAX] = {false};
  uint64_t old_sizes[SCR_NOTE_KEYS_MAX];
  long begin = now_milliseconds();
  bool again = false;
  for (size_t i = 0; i < round->peers_n; i++) {
    uint64_t known = round->peers[i].cosigned_size;
    wanted[i] = true;
    old_sizes[i] = known <= round->size ? known : 0;
  }
  enum scr_status status = ask(round, wanted, old_sizes, milliseconds);
  long left = milliseconds - (now_milliseconds() - begin);
  for (size_t i = 0; i < round->peers_n && status == SCR_OK; i++) {
    wanted[i] = round->replies[i].is_behind && round->replies[i].size != old_sizes[i];
    old_sizes[i] = round->replies[i].size;
    again = again || wanted[i];
  }
  return status == SCR_OK && again && left > 0 ? ask(round, wanted, old_sizes, left) : status;
}

static enum scr_status merge(struct scr_text *merged, const struct round *round, const struct scr_log_keys *keys) {
  struct scr_text note = SCR_TEXT_INIT;
  scr_text_add_bytes(&note, round->bytes, round->length);
  for (size_t i = 0; i < round->peers_n; i++)
    scr_text_add_bytes(&note, round->replies[i].lines.bytes, round->replies[i].lines.length);
  enum scr_status status = scr_text_ok(&note);
  if (status == SCR_OK) status = scr_checkpoint_tidy(merged, note.bytes, note.length, keys);
  scr_text_free(&note);
  return status;
}

enum scr_status witness_collect(struct scr_text *merged, struct witness_reply *replies,
                                const struct witness_peer *peers, size_t peers_n, const char *note, size_t length,
                                const struct scr_log_keys *keys, const struct scr_merkle *tree, long milliseconds) {
  struct scr_text tidy = SCR_TEXT_INIT;
  struct scr_checkpoint checkpoint;
  struct scr_witnessing witnessing;
  struct scr_hash root;
  struct round round = {.peers = peers, .replies = replies, .peers_n = peers_n, .tree = tree};
  for (size_t i = 0; i < peers_n; i++) replies[i] = (struct witness_reply){.outcome = WITNESS_UNREACHABLE};
  if (peers_n > SCR_NOTE_KEYS_MAX) return SCR_E_LIMIT;
  enum scr_status status = scr_checkpoint_tidy(&tidy, note, length, keys);
  if (status == SCR_OK) status = scr_checkpoint_open(&checkpoint, &witnessing, tidy.bytes, tidy.length, keys);
  if (status == SCR_OK) status = scr_note_parse(&round.note, tidy.bytes, tidy.length);
  if (status == SCR_OK && checkpoint.size > scr_merkle_size(tree)) status = SCR_E_LOG_ROOT;
  if (status == SCR_OK) {
    scr_merkle_root(&root, tree, checkpoint.size);
    if (!scr_hash_equal(&root, &checkpoint.root)) status = SCR_E_LOG_ROOT;
  }
  if (status == SCR_OK) {
    round.bytes = tidy.bytes;
    round.length = tidy.length;
    round.size = checkpoint.size;
    status = ask_twice(&round, milliseconds);
  }
  if (status == SCR_OK) status = merge(merged, &round, keys);
  scr_text_free(&tidy);
  return status;
}
