// SPDX-License-Identifier: Apache-2.0
// damage-board: changes one thing on a board and seals the whole chain again, as whoever holds the board could. For the
// demonstration: a verifier that only looked at hashes would notice nothing.
#include <stdlib.h>
#include <string.h>

#include "scrutineer/ballot.h"
#include "scrutineer/tally.h"
#include "tests/support/board_kit.h"

static const char usage[] =
    "Usage: damage-board FROM.bel TO.bel turn N    turn a ballot around: swap its first two choices, with their "
    "proofs\n"
    "       damage-board FROM.bel TO.bel drop N    leave a ballot out\n"
    "       damage-board FROM.bel TO.bel move      move one vote in the result from the first answer to the second\n"
    "       damage-board FROM.bel TO.bel key       put a key of the damager's in place of the trustees'\n"
    "\n"
    "N is a place among the ballots that are counted, from 1: those that no later ballot of the same voter replaced.\n"
    "Every hash, height and parent is made right again, so that only the mathematics can tell. What was damaged is\n"
    "printed: the ballot's event and its tracker.\n";

static struct scr_election *election_of(const struct kit_board *board) {
  struct scr_election *election;
  const struct scr_text *document = &board->events[0].data[0];
  enum scr_status status = scr_election_new(&election, document->bytes, document->length);
  if (status != SCR_OK) kit_stop("the election can't be read: %s", scr_status_sentence(status));
  return election;
}

// A ballot's credential: what stands between the quotes. Sets its length.
static const char *credential_of(size_t *length, const struct kit_event *event) {
  static const char key[] = "\"credential\":\"";
  const char *at = strstr(event->data[0].bytes, key);
  if (!at) kit_stop("a ballot without credential");
  at += strlen(key);
  *length = strcspn(at, "\"");
  return at;
}

static bool is_counted(const struct kit_board *board, size_t at) {
  size_t length, other_length;
  const char *credential = credential_of(&length, &board->events[at]);
  for (size_t i = at + 1; i < board->events_n && board->events[i].event.type == SCR_EVENT_BALLOT; i++) {
    const char *other = credential_of(&other_length, &board->events[i]);
    if (length == other_length && memcmp(credential, other, length) == 0) return false;
  }
  return true;
}

// The event of the n-th counted ballot; says which it is.
static size_t ballot_at(const struct kit_board *board, const char *number) {
  char *end, tracker[SCR_HASH_BASE64 + 1];
  unsigned long n = strtoul(number, &end, 10), counted = 0;
  for (size_t i = 0; i < board->events_n && *number >= '0' && *number <= '9' && *end == '\0'; i++) {
    if (board->events[i].event.type != SCR_EVENT_BALLOT || !is_counted(board, i) || ++counted != n) continue;
    scr_hash_base64(tracker, &board->events[i].event.payload);
    (void)printf("event %zu, tracker %s\n", i, tracker);
    return i;
  }
  kit_stop("there is no counted ballot %s", number);
}

// Whose vote went to one answer goes to the other. The signature can't be made again without the voter's credential.
static void turn(struct kit_board *board, const char *number) {
  struct scr_election *election = election_of(board);
  struct scr_text *document = &board->events[ballot_at(board, number)].data[0];
  struct scr_ballot *ballot;
  enum scr_status status = scr_ballot_new(&ballot, election, document->bytes, document->length);
  if (status != SCR_OK) kit_stop("ballot %s can't be read: %s", number, scr_status_sentence(status));
  struct scr_answer *answer = &ballot->answers[0];
  if (answer->choices_n < 2) kit_stop("the first question has one choice only");
  struct scr_ciphertext choice = answer->choices[0];
  answer->choices[0] = answer->choices[1];
  answer->choices[1] = choice;
  for (size_t i = 0; i < 2; i++) {
    struct scr_proof proof = answer->individual[i];
    answer->individual[i] = answer->individual[2 + i];
    answer->individual[2 + i] = proof;
  }
  scr_text_clear(document);
  scr_text_add_ballot(document, election, ballot);
  scr_ballot_free(ballot);
  scr_election_free(election);
}

static void move(struct kit_board *board) {
  struct scr_election *election = election_of(board);
  struct scr_text *document = &board->events[kit_find(board, SCR_EVENT_RESULT, 0)].data[0];
  uint64_t *votes = calloc(election->ciphertexts_n, sizeof *votes);
  if (!votes || election->ciphertexts_n < 2 ||
      scr_result_read(votes, election, document->bytes, document->length) != SCR_OK || votes[0] == 0)
    kit_stop("the result has no vote that could be moved");
  votes[0]--;
  votes[1]++;
  scr_text_clear(document);
  scr_text_add_result(document, election, votes);
  free(votes);
  scr_election_free(election);
}

// The first credential is as good a key as any: whoever holds it could read what is encrypted under it.
static void replace_key(struct kit_board *board) {
  static const char field[] = "\"public_key\":\"";
  struct scr_text *document = &board->events[0].data[0];
  struct scr_text changed = SCR_TEXT_INIT;
  const char *credential = board->events[0].data[2].bytes + 2;  // ["..."
  const char *key = strstr(document->bytes, field);
  if (!key) kit_stop("the election has no key");
  key += sizeof field - 1;
  scr_text_add_bytes(&changed, document->bytes, (size_t)(key - document->bytes));
  scr_text_add_bytes(&changed, credential, strcspn(credential, "\","));
  scr_text_add(&changed, strchr(key, '"'));
  kit_set(document, changed.bytes, changed.length);
  scr_text_free(&changed);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--help") == 0) return fputs(usage, stdout) < 0;
  bool has_number = argc == 5 && (strcmp(argv[3], "turn") == 0 || strcmp(argv[3], "drop") == 0);
  if (!has_number && !(argc == 4 && (strcmp(argv[3], "move") == 0 || strcmp(argv[3], "key") == 0))) {
    (void)fputs(usage, stderr);
    return 2;
  }
  struct kit_board *board = kit_read(argv[1]);
  if (strcmp(argv[3], "key") == 0)
    replace_key(board);
  else if (!has_number)
    move(board);
  else if (strcmp(argv[3], "turn") == 0)
    turn(board, argv[4]);
  else
    kit_remove(board, ballot_at(board, argv[4]));
  kit_seal(board);
  kit_write(board, argv[2]);
  kit_free(board);
  return 0;
}
