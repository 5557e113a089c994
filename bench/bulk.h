// SPDX-License-Identifier: Apache-2.0
// Simulated voters in bulk, for boards that something is measured on (make_board.c). Nothing here is secret: every vote and
// every key follows from a seed, and whoever makes such a board holds its trustees' secrets too. So all elements of all ballots
// are powers of g with known exponents, in variable time, from one table. Real ballots are made in crypto/secret and
// board/secret, and share no code with this.
#ifndef SCRUTINEER_BENCH_BULK_H
#define SCRUTINEER_BENCH_BULK_H

#include "crypto/table.h"
#include "scrutineer/ballot.h"

// --- numbers that follow from a seed (bulk_powers.c) ---

struct seed {
  uint8_t key[32];
};

struct stream {
  const struct seed *seed;
  uint64_t number, block;
  size_t used;
  uint8_t bytes[512];
};

// For each purpose another seed, and for each number another stream.
void seed_for(struct seed *seed, const char *phrase, const char *purpose);
struct stream stream_of(const struct seed *seed, uint64_t number);
uint32_t stream_below(struct stream *stream, uint32_t bound);  // each nearly as likely as any other
void stream_scalar(struct scr_scalar *scalar, struct stream *stream, const struct scr_group *group);

// --- powers of g (bulk_powers.c) ---

struct powers {
  const struct scr_group *group;
  const struct kernel *kernel;
  void *context;
  struct table table;
};

// A table for about so many powers. False: no memory.
bool powers_make(struct powers *powers, const struct scr_group *group, uint64_t expected);
void powers_free(struct powers *powers);
// elements[i] = g^(exponents[i]). There is room for POWERS_ROOM(count) elements.
#define POWERS_ROOM(count) ((count) + KERNEL_LANES_MAX)
bool powers_of_g(struct scr_element *elements, const struct powers *powers, const struct scr_scalar *exponents,
                 size_t count);

// challenge = SHA-256(text) mod q,  response = w - secret challenge
void bulk_respond(struct scr_proof *proof, const struct scr_group *group, const struct scr_text *text,
                  const struct scr_scalar *w, const struct scr_scalar *secret);

// --- ballots (bulk_ballots.c) ---

// What all ballots have in common.
struct voters {
  const struct scr_election *election;
  const struct powers *powers;
  struct scr_scalar secret;  // of the election's key
  struct seed credentials, choices;
  uint64_t credentials_n, ballots_n;
  uint64_t time;  // of the archive
};

// The secret of a credential. Ballot i is of credential i modulo their number: the last one of each counts.
void voters_credential(struct scr_scalar *secret, const struct voters *voters, uint64_t number);

struct chunk_ballot {
  struct scr_ballot *ballot;
  struct scr_scalar credential, signature;  // secret, and the number behind its commitment
  struct scr_scalar *nonces;                // one for each ciphertext
  uint32_t *votes;
  size_t end;  // of its record, in the chunk's
  struct scr_hash name;
};

// Ballots that one thread makes together. Its memory is used again for the next ones.
struct chunk {
  const struct voters *voters;
  uint64_t first;
  size_t count;
  struct chunk_ballot *ballots;
  size_t powers_n;
  struct scr_scalar *exponents;
  struct scr_element *elements;
  struct scr_text records;  // the ballots as data records of an archive, one after another
  struct scr_text text, statement, whole;
  // What the ballots that count come to, cell by cell, over all that this chunk ever made.
  struct scr_scalar *nonce_sums;
  uint64_t *vote_sums;
  uint64_t counted;
  bool failed;  // for want of memory
};

size_t chunk_ballots(const struct voters *voters);  // how many are made together
bool chunk_make(struct chunk *chunk, const struct voters *voters);
void chunk_free(struct chunk *chunk);
// Makes `count` ballots from `first` on: their records.
void chunk_fill(struct chunk *chunk);

#endif
