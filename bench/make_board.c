// SPDX-License-Identifier: Apache-2.0
// Makes a whole simulated board, from the setup to the result, to measure with: bulk.h says how. It takes no vote from anybody and
// adds to no board: it makes its own trustees, credentials and votes, all of which follow from a seed.
#include <getopt.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bulk.h"
#include "bench/bulk_archive.h"
#include "board/parallel.h"
#include "scrutineer/json.h"
#include "scrutineer/tally.h"

#define TIME 1767225600  // of the archive: the first second of 2026
#define CHUNKS 16        // that are made before they are written
#define NAME "Benchmark"
#define DESCRIPTION "Simulated by bench-make-board: every vote and every key of it is public."

static const char usage[] =
    "Usage: bench-make-board [OPTION...] BOARD.bel\n"
    "\n"
    "Makes a whole simulated board: setup, ballots, encrypted tally, partial decryptions, result. For measuring alone: "
    "nothing\n"
    "in it is secret. Every vote, every credential and the trustees' keys follow from the seed, so that the same "
    "options make\n"
    "the same bytes. It casts no real vote and continues no board: BOARD.bel must not exist.\n"
    "\n"
    "  --group GROUP      Ed25519 (default), BELENIOS-2048 or RFC-3526-2048\n"
    "  --ballots N        (default 1000)\n"
    "  --credentials N    on the list (default: one for each ballot); where there are fewer than ballots, some vote "
    "again\n"
    "  --questions N      (default 1)\n"
    "  --answers N        of each question (default 2)\n"
    "  --min N, --max N   how many answers may be chosen (default 1)\n"
    "  --trustees N       all of whom decrypt (default 1)\n"
    "  --seed TEXT        what everything follows from (default: 1)\n"
    "  --threads N        (default: one for each processor)\n"
    "  --help             this text\n"
    "\n"
    "Example: bench-make-board --ballots 100000 board.bel && scrutineer-verify board.bel\n";

struct plan {
  const struct scr_group *group;
  uint64_t ballots, credentials, questions, answers, min, max, trustees, threads;
  const char *seed;
  const char *path;
};

static const char *unfinished;  // the file that is being written

static _Noreturn void stop(const char *what, const char *why) {
  (void)fprintf(stderr, "bench-make-board: %s: %s\n", what, why);
  if (unfinished) (void)unlink(unfinished);
  exit(1);
}

static void require(bool condition, const char *what) {
  if (!condition) stop(what, "out of memory or disk");
}

static void require_status(enum scr_status status, const char *what) {
  if (status != SCR_OK) stop(what, scr_status_sentence(status));
}

// --- trustees ---

// Mandatory ones. Their secrets come from one stream each, which goes on with the numbers behind their proofs.
struct trustee {
  struct stream stream;
  struct scr_scalar secret;
  struct scr_element key;
};

struct board {
  const struct plan *plan;
  struct powers powers;
  struct seed trustee_seed;
  struct trustee *trustees;
  struct scr_election *election;
  struct voters voters;
  struct archive_writer writer;
};

static void power_of_g(struct scr_element *power, const struct board *board, const struct scr_scalar *exponent) {
  struct scr_element room[POWERS_ROOM(1)];
  require(powers_of_g(room, &board->powers, exponent, 1), "a power");
  *power = room[0];
}

// As scr_secret_single_key, but that the proof follows from the seed.
static void add_trustee(struct scr_text *document, struct board *board, struct trustee *trustee) {
  const struct scr_group *group = board->plan->group;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_element commitment;
  struct scr_proof proof;
  struct scr_scalar w;
  stream_scalar(&trustee->secret, &trustee->stream, group);
  stream_scalar(&w, &trustee->stream, group);
  power_of_g(&trustee->key, board, &trustee->secret);
  power_of_g(&commitment, board, &w);
  scr_text_add_format(&text, "pok|%s|", scr_group_name(group));
  scr_text_add_element(&text, group, &trustee->key);
  scr_text_add(&text, "|");
  scr_text_add_element(&text, group, &commitment);
  bulk_respond(&proof, group, &text, &w, &trustee->secret);
  scr_text_add(document, document->length > 1 ? ",[\"Single\",{\"pok\":" : "[\"Single\",{\"pok\":");
  scr_text_add_proof(document, group, &proof);
  scr_text_add(document, ",\"public_key\":");
  scr_text_add_json_element(document, group, &trustee->key);
  scr_text_add(document, "}]");
  scr_text_free(&text);
}

static void make_trustees(struct scr_text *document, struct board *board) {
  const struct plan *plan = board->plan;
  seed_for(&board->trustee_seed, plan->seed, "trustee");
  board->trustees = calloc(plan->trustees, sizeof *board->trustees);
  require(board->trustees, "the trustees");
  scr_text_add(document, "[");
  for (size_t i = 0; i < plan->trustees; i++) {
    board->trustees[i].stream = stream_of(&board->trustee_seed, i);
    add_trustee(document, board, &board->trustees[i]);
    scr_scalar_add(&board->voters.secret, plan->group, &board->voters.secret, &board->trustees[i].secret);
  }
  scr_text_add(document, "]");
}

// --- the election ---

static void add_question(struct scr_text *document, const struct plan *plan, size_t number) {
  scr_text_add(document, "{\"answers\":[");
  for (size_t i = 0; i < plan->answers; i++) scr_text_add_format(document, "%s\"Answer %zu\"", i > 0 ? "," : "", i + 1);
  scr_text_add_format(document, "],\"min\":%" PRIu64 ",\"max\":%" PRIu64 ",\"question\":\"Question %zu\"}", plan->min,
                      plan->max, number);
}

static void make_election(struct scr_text *document, struct board *board) {
  const struct plan *plan = board->plan;
  struct scr_element key;
  struct seed seed;
  seed_for(&seed, plan->seed, "identifier");
  struct stream stream = stream_of(&seed, 0);
  power_of_g(&key, board, &board->voters.secret);
  scr_text_add_format(
      document, "{\"version\":1,\"description\":\"%s\",\"name\":\"%s\",\"group\":\"%s\",\"public_key\":", DESCRIPTION,
      NAME, scr_group_name(plan->group));
  scr_text_add_json_element(document, plan->group, &key);
  scr_text_add(document, ",\"questions\":[");
  for (size_t i = 0; i < plan->questions; i++) {
    if (i > 0) scr_text_add(document, ",");
    add_question(document, plan, i + 1);
  }
  scr_text_add(document, "],\"uuid\":\"");
  for (int i = 0; i < SCR_UUID_MIN; i++) scr_text_add_bytes(document, &SCR_BASE58[stream_below(&stream, 58)], 1);
  scr_text_add(document, "\"}");
  require_status(scr_text_ok(document), "the election");
  require_status(scr_election_new(&board->election, document->bytes, document->length), "the election");
  board->voters.election = board->election;
  if (scr_election_ballot_size(board->election) > SCR_BALLOT_MAX) stop("the questions", "ballots would be too large");
}

// --- the list of credentials ---

#define PART 1024  // that one thread makes together

struct listing {
  const struct board *board;
  size_t count, stride;
  char *lines;  // the spellings, each with its NUL
};

static void list_part(void *context, size_t part) {
  struct listing *listing = context;
  const struct board *board = listing->board;
  size_t first = part * PART, count = listing->count - first < PART ? listing->count - first : PART;
  struct scr_scalar *secrets = calloc(PART, sizeof *secrets);
  struct scr_element *elements = malloc(POWERS_ROOM(PART) * sizeof *elements);
  struct scr_text text = SCR_TEXT_INIT;
  require(secrets && elements, "the credentials");
  for (size_t i = 0; i < count; i++) voters_credential(&secrets[i], &board->voters, first + i);
  require(powers_of_g(elements, &board->powers, secrets, count), "the credentials");
  for (size_t i = 0; i < count; i++) {
    scr_text_clear(&text);
    scr_text_add_element(&text, board->plan->group, &elements[i]);
    require(scr_text_ok(&text) == SCR_OK && text.length < listing->stride, "the credentials");
    memcpy(listing->lines + (first + i) * listing->stride, text.bytes, text.length + 1);
  }
  scr_text_free(&text);
  free(secrets);
  free(elements);
}

static int by_bytes(const void *a, const void *b) {
  return strcmp(a, b);
}

static void make_credentials(struct scr_text *document, struct board *board) {
  size_t count = (size_t)board->plan->credentials;
  size_t stride = board->plan->group->p_limbs > 0 ? SCR_SPELLING + 1 : SCR_HASH_HEX + 1;
  struct listing listing = {board, count, stride, malloc(count * stride)};
  require(listing.lines, "the credentials");
  parallel_for((unsigned)board->plan->threads, (count + PART - 1) / PART, list_part, &listing);
  qsort(listing.lines, count, stride, by_bytes);
  scr_text_add(document, "[\"");
  for (size_t i = 0; i < count; i++) {
    if (i > 0) scr_text_add(document, "\",\"");
    scr_text_add(document, listing.lines + i * stride);
  }
  scr_text_add(document, "\"]");
  free(listing.lines);
  if (document->length > SCR_CREDENTIALS_BYTES_MAX) stop("the credentials", "the list would be too large");
}

static void write_setup(struct board *board) {
  enum { ELECTION, TRUSTEES, CREDENTIALS, SETUP, DOCUMENTS };
  static const char *const keys[] = {"{\"election\":\"", "\",\"trustees\":\"", "\",\"credentials\":\""};
  struct scr_text documents[DOCUMENTS] = {0};
  make_trustees(&documents[TRUSTEES], board);
  make_election(&documents[ELECTION], board);
  make_credentials(&documents[CREDENTIALS], board);
  for (size_t i = 0; i < SETUP; i++) {
    struct scr_hash hash;
    scr_hash(&hash, documents[i].bytes, documents[i].length);
    scr_text_add(&documents[SETUP], keys[i]);
    scr_text_add_hex(&documents[SETUP], hash.byte, SCR_HASH_BYTES);
  }
  scr_text_add(&documents[SETUP], "\"}");
  require(archive_add(&board->writer, SCR_EVENT_SETUP, documents, DOCUMENTS), "the setup");
  for (size_t i = 0; i < DOCUMENTS; i++) scr_text_free(&documents[i]);
}

// --- ballots ---

static void fill_one(void *context, size_t i) {
  chunk_fill((struct chunk *)context + i);
}

static void write_chunk(struct board *board, const struct chunk *chunk) {
  size_t begin = 0;
  require(!chunk->failed, "the ballots");
  for (size_t i = 0; i < chunk->count; i++) {
    const struct chunk_ballot *made = &chunk->ballots[i];
    require(archive_add_ballot(&board->writer, chunk->records.bytes + begin, made->end - begin, &made->name),
            "the ballots");
    begin = made->end;
  }
}

static void write_ballots(struct board *board, struct chunk *chunks) {
  const struct voters *voters = &board->voters;
  size_t together = chunk_ballots(voters);
  for (uint64_t next = 0; next < voters->ballots_n;) {
    size_t used = 0;
    for (; used < CHUNKS && next < voters->ballots_n; used++) {
      uint64_t left = voters->ballots_n - next;
      chunks[used].first = next;
      chunks[used].count = left < together ? (size_t)left : together;
      next += chunks[used].count;
    }
    parallel_for((unsigned)board->plan->threads, used, fill_one, chunks);
    for (size_t i = 0; i < used; i++) write_chunk(board, &chunks[i]);
  }
}

// --- the end ---

// What the counted ballots come to: the sum's ciphertexts are (g^nonces, y^nonces g^votes).
struct sums {
  struct scr_scalar *nonces;
  uint64_t *votes;
  struct scr_tally *tally;
};

static void add_up(struct sums *sums, const struct board *board, const struct chunk *chunks) {
  const struct scr_group *group = board->plan->group;
  size_t cells = board->election->ciphertexts_n;
  *sums = (struct sums){calloc(cells, sizeof *sums->nonces), calloc(cells, sizeof *sums->votes), NULL};
  require(sums->nonces && sums->votes, "the tally");
  require_status(scr_tally_new(&sums->tally, board->election), "the tally");
  for (size_t i = 0; i < CHUNKS; i++) {
    for (size_t cell = 0; cell < cells; cell++) {
      scr_scalar_add(&sums->nonces[cell], group, &sums->nonces[cell], &chunks[i].nonce_sums[cell]);
      sums->votes[cell] += chunks[i].vote_sums[cell];
    }
    sums->tally->ballots += chunks[i].counted;
  }
  sums->tally->weight = sums->tally->ballots;
  for (size_t cell = 0; cell < cells; cell++) {
    struct scr_scalar exponent, votes;
    scr_scalar_from_u64(&votes, group, sums->votes[cell]);
    scr_scalar_mul(&exponent, group, &board->voters.secret, &sums->nonces[cell]);
    scr_scalar_add(&exponent, group, &exponent, &votes);
    power_of_g(&sums->tally->cells[cell].alpha, board, &sums->nonces[cell]);
    power_of_g(&sums->tally->cells[cell].beta, board, &exponent);
  }
}

static void write_tally(struct board *board, const struct sums *sums) {
  struct scr_text documents[2] = {0};
  struct scr_hash hash;
  scr_text_add_encrypted_tally(&documents[0], board->election, sums->tally);
  require(scr_text_ok(&documents[0]) == SCR_OK, "the tally");
  scr_hash(&hash, documents[0].bytes, documents[0].length);
  scr_text_add_sized_tally(&documents[1], sums->tally, &hash);
  require(archive_add(&board->writer, SCR_EVENT_ENCRYPTED_TALLY, documents, 2), "the tally");
  scr_text_free(&documents[0]);
  scr_text_free(&documents[1]);
}

// As scr_secret_prove_decryption, but that the proof follows from the seed: alpha = g^nonce, so alpha^w = g^(nonce w).
static void prove_cell(struct scr_partial_decryption *decryption, const struct board *board, struct trustee *trustee,
                       const struct scr_scalar *nonce, size_t cell) {
  const struct scr_group *group = board->plan->group;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_scalar w, exponent;
  struct scr_element a, b;
  stream_scalar(&w, &trustee->stream, group);
  scr_scalar_mul(&exponent, group, nonce, &trustee->secret);
  power_of_g(&decryption->factors[cell], board, &exponent);
  scr_scalar_mul(&exponent, group, nonce, &w);
  power_of_g(&a, board, &w);
  power_of_g(&b, board, &exponent);
  scr_text_add_format(&text, "decrypt|%s|", board->election->fingerprint);
  scr_text_add_element(&text, group, &trustee->key);
  scr_text_add(&text, "|");
  scr_text_add_element(&text, group, &a);
  scr_text_add(&text, ",");
  scr_text_add_element(&text, group, &b);
  require_status(scr_text_ok(&text), "a partial decryption");
  bulk_respond(&decryption->proofs[cell], group, &text, &w, &trustee->secret);
  scr_text_free(&text);
}

static void write_decryption(struct board *board, const struct sums *sums, size_t owner) {
  struct scr_partial_decryption *decryption;
  struct scr_text documents[2] = {0};
  struct scr_hash hash;
  require_status(scr_partial_decryption_new(&decryption, board->election), "a partial decryption");
  for (size_t cell = 0; cell < decryption->cells_n; cell++)
    prove_cell(decryption, board, &board->trustees[owner - 1], &sums->nonces[cell], cell);
  scr_text_add_partial_decryption(&documents[0], board->election, decryption);
  require_status(scr_text_ok(&documents[0]), "a partial decryption");
  scr_hash(&hash, documents[0].bytes, documents[0].length);
  scr_text_add_owned(&documents[1], owner, &hash);
  require(archive_add(&board->writer, SCR_EVENT_PARTIAL_DECRYPTION, documents, 2), "a partial decryption");
  scr_text_free(&documents[0]);
  scr_text_free(&documents[1]);
  scr_partial_decryption_free(decryption);
}

static void write_end(struct board *board, const struct chunk *chunks) {
  struct scr_text result = SCR_TEXT_INIT;
  struct sums sums;
  add_up(&sums, board, chunks);
  require(archive_add(&board->writer, SCR_EVENT_END_BALLOTS, NULL, 0), "the end of the ballots");
  write_tally(board, &sums);
  for (size_t owner = 1; owner <= board->plan->trustees; owner++) write_decryption(board, &sums, owner);
  scr_text_add_result(&result, board->election, sums.votes);
  require(archive_add(&board->writer, SCR_EVENT_RESULT, &result, 1), "the result");
  (void)printf("%s: %" PRIu64 " ballots, %" PRIu64 " of them counted, %" PRIu64 " credentials\n", board->plan->path,
               board->plan->ballots, sums.tally->ballots, board->plan->credentials);
  scr_text_free(&result);
  scr_tally_free(sums.tally);
  free(sums.nonces);
  free(sums.votes);
}

// --- all of it ---

static void make_board(const struct plan *plan) {
  struct chunk *chunks = calloc(CHUNKS, sizeof *chunks);
  struct board board = {.plan = plan};
  uint64_t powers = plan->credentials + plan->ballots * (2 + plan->questions * (6 * plan->answers + 2));
  require(chunks && powers_make(&board.powers, plan->group, powers), "the table");
  seed_for(&board.voters.credentials, plan->seed, "credential");
  seed_for(&board.voters.choices, plan->seed, "ballot");
  board.voters.powers = &board.powers;
  board.voters.credentials_n = plan->credentials;
  board.voters.ballots_n = plan->ballots;
  board.voters.time = TIME;
  if (!archive_begin(&board.writer, plan->path, TIME)) stop(plan->path, "can't be made, or exists already");
  unfinished = plan->path;
  write_setup(&board);
  for (size_t i = 0; i < CHUNKS; i++) require(chunk_make(&chunks[i], &board.voters), "the ballots");
  write_ballots(&board, chunks);
  write_end(&board, chunks);
  require(archive_end(&board.writer), plan->path);
  unfinished = NULL;
  for (size_t i = 0; i < CHUNKS; i++) chunk_free(&chunks[i]);
  free(chunks);
  free(board.trustees);
  scr_election_free(board.election);
  powers_free(&board.powers);
}

enum { GROUP = 1, BALLOTS, CREDENTIALS_N, QUESTIONS, ANSWERS, MIN, MAX, TRUSTEES_N, SEED, THREADS, HELP };

static const struct option options[] = {
    {"group", required_argument, NULL, GROUP},
    {"ballots", required_argument, NULL, BALLOTS},
    {"credentials", required_argument, NULL, CREDENTIALS_N},
    {"questions", required_argument, NULL, QUESTIONS},
    {"answers", required_argument, NULL, ANSWERS},
    {"min", required_argument, NULL, MIN},
    {"max", required_argument, NULL, MAX},
    {"trustees", required_argument, NULL, TRUSTEES_N},
    {"seed", required_argument, NULL, SEED},
    {"threads", required_argument, NULL, THREADS},
    {"help", no_argument, NULL, HELP},
    {0},
};

static _Noreturn void misuse(const char *what) {
  (void)fprintf(stderr, "bench-make-board: %s (see --help)\n", what);
  exit(2);
}

static uint64_t number(const char *text, uint64_t max) {
  uint64_t read = 0;
  for (const char *c = text; *c; c++) {
    if (*c < '0' || *c > '9' || read > max) misuse("an option wants a whole number");
    read = 10 * read + (uint64_t)(*c - '0');
  }
  if (!*text || read > max) misuse("a number is too large");
  return read;
}

static void take_option(struct plan *plan, int option) {
  switch (option) {
    case GROUP: plan->group = scr_group_by_name(optarg); break;
    case BALLOTS: plan->ballots = number(optarg, SCR_CREDENTIALS_MAX); break;
    case CREDENTIALS_N: plan->credentials = number(optarg, SCR_CREDENTIALS_MAX); break;
    case QUESTIONS: plan->questions = number(optarg, SCR_QUESTIONS_MAX); break;
    case ANSWERS: plan->answers = number(optarg, SCR_ANSWERS_MAX); break;
    case MIN: plan->min = number(optarg, SCR_ANSWERS_MAX); break;
    case MAX: plan->max = number(optarg, SCR_ANSWERS_MAX); break;
    case TRUSTEES_N: plan->trustees = number(optarg, SCR_TRUSTEES_MAX); break;
    case SEED: plan->seed = optarg; break;
    case THREADS: plan->threads = number(optarg, 256); break;
    case HELP: (void)fputs(usage, stdout); exit(0);
    default: exit(2);  // it was said what is wrong
  }
}

static void check_plan(struct plan *plan) {
  if (plan->credentials == 0) plan->credentials = plan->ballots;
  if (!plan->group) misuse("there is no such group");
  if (plan->ballots == 0 || plan->questions == 0 || plan->answers == 0 || plan->trustees == 0)
    misuse("there is at least one ballot, question, answer and trustee");
  if (plan->min > plan->max || plan->max > plan->answers) misuse("as many answers can't be chosen");
}

int main(int argc, char **argv) {
  struct plan plan = {.group = scr_group_by_name("Ed25519"),
                      .ballots = 1000,
                      .questions = 1,
                      .answers = 2,
                      .min = 1,
                      .max = 1,
                      .trustees = 1,
                      .seed = "1"};
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) take_option(&plan, option);
  if (optind + 1 != argc) misuse("one file is wanted");
  plan.path = argv[optind];
  check_plan(&plan);
  if (sodium_init() < 0) stop("libsodium", "it doesn't start");
  make_board(&plan);
  return 0;
}
