// SPDX-License-Identifier: Apache-2.0
// The encrypted tally, partial decryptions, and the result. Ciphertexts, factors and numbers of votes stand in one flat
// array in the order of the questions and their answers (election->ciphertexts_n of them); the record nests them.
#ifndef SCRUTINEER_TALLY_H
#define SCRUTINEER_TALLY_H

#include "scrutineer/election.h"
#include "scrutineer/trustees.h"

SCR_C_BEGIN

struct scr_tally {
  uint64_t ballots;
  uint64_t weight;
  size_t cells_n;
  struct scr_ciphertext *cells;
};

SCR_API SCR_MUST_USE enum scr_status scr_tally_new(struct scr_tally **tally, const struct scr_election *election);
SCR_API void scr_tally_free(struct scr_tally *tally);

struct scr_ballot;
// Adds a ballot's choices `weight` times, or takes them away again.
SCR_API void scr_tally_add(struct scr_tally *tally, const struct scr_election *election,
                           const struct scr_ballot *ballot, uint64_t weight);
SCR_API void scr_tally_remove(struct scr_tally *tally, const struct scr_election *election,
                              const struct scr_ballot *ballot, uint64_t weight);

// The record's documents of a tally: the ciphertexts, and the sized tally, which names them by hash.
SCR_API void scr_text_add_encrypted_tally(struct scr_text *text, const struct scr_election *election,
                                          const struct scr_tally *tally);
SCR_API void scr_text_add_sized_tally(struct scr_text *text, const struct scr_tally *tally,
                                      const struct scr_hash *encrypted_tally);
SCR_API SCR_MUST_USE enum scr_status scr_tally_read(struct scr_tally **tally, const struct scr_election *election,
                                                    const char *encrypted, size_t encrypted_length, const char *sized,
                                                    size_t sized_length);

struct scr_partial_decryption {
  size_t cells_n;
  struct scr_element *factors;
  struct scr_proof *proofs;
};

SCR_API SCR_MUST_USE enum scr_status scr_partial_decryption_new(struct scr_partial_decryption **decryption,
                                                                const struct scr_election *election);
SCR_API SCR_MUST_USE enum scr_status scr_partial_decryption_read(struct scr_partial_decryption **decryption,
                                                                 const struct scr_election *election, const char *bytes,
                                                                 size_t length);
SCR_API void scr_partial_decryption_free(struct scr_partial_decryption *decryption);
SCR_API void scr_text_add_partial_decryption(struct scr_text *text, const struct scr_election *election,
                                             const struct scr_partial_decryption *decryption);
// Every proof, against the trustee's key and the tally.
SCR_API SCR_MUST_USE enum scr_status scr_partial_decryption_check(const struct scr_partial_decryption *decryption,
                                                                  const struct scr_election *election,
                                                                  const struct scr_tally *tally,
                                                                  const struct scr_element *trustee_key);

// {"owner":n,"payload":"hash"}: who made a partial decryption.
SCR_API void scr_text_add_owned(struct scr_text *text, uint64_t owner, const struct scr_hash *payload);
SCR_API SCR_MUST_USE enum scr_status scr_owned_read(uint64_t *owner, struct scr_hash *payload, const char *bytes,
                                                    size_t length);

// The result: votes[election->ciphertexts_n].
SCR_API void scr_text_add_result(struct scr_text *text, const struct scr_election *election, const uint64_t *votes);
SCR_API SCR_MUST_USE enum scr_status scr_result_read(uint64_t *votes, const struct scr_election *election,
                                                     const char *bytes, size_t length);

// The votes that the tally decrypts to, from the partial decryptions of those present (decryptions[owner - 1], NULL where
// absent). The quorum of the smallest numbers is tried first, as the specification has it, and where that one gives no numbers of
// votes, that of those whose parts fit each other; used[owner - 1], if it is not NULL, says whose were used.
// SCR_E_RESULT_QUORUM, SCR_E_RESULT_RANGE, SCR_E_RESULT_PARTS (some don't fit, and which was not found), SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_result_compute(uint64_t *votes, bool *used,
                                                        const struct scr_election *election,
                                                        const struct scr_trustees *trustees,
                                                        const struct scr_tally *tally,
                                                        struct scr_partial_decryption *const *decryptions);

// Whether these votes are what the tally decrypts to: by exponentiation, so that no logarithm is needed. SCR_E_RESULT_QUORUM,
// SCR_E_RESULT_RANGE (above the tally's weight), SCR_E_RESULT_VALUE, SCR_E_RESULT_PARTS; *at is the cell that is wrong. Quorums and used
// as above.
SCR_API SCR_MUST_USE enum scr_status scr_result_check(size_t *at, bool *used, const uint64_t *votes,
                                                      const struct scr_election *election,
                                                      const struct scr_trustees *trustees,
                                                      const struct scr_tally *tally,
                                                      struct scr_partial_decryption *const *decryptions);

// Flat arrays and the record's nested ones, for anything with one entry for each ciphertext.
typedef void scr_cell_writer(struct scr_text *text, const struct scr_election *election, const void *cells,
                             size_t cell);
SCR_API void scr_text_add_nested(struct scr_text *text, const struct scr_election *election, const void *cells,
                                 scr_cell_writer *write);

SCR_C_END
#endif
