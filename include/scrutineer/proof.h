// SPDX-License-Identifier: Apache-2.0
// Checking zero-knowledge proofs. Every function recomputes the commitments from challenges and responses, hashes them
// with the statement, and compares: it returns whether the proof holds. Nothing here is secret; all is variable time.
//
// Elements must come from scr_element_parse (so they are members of the group); `statement` is the text that a proof is
// bound to: S or S0 in the specification, section "Encrypted answers".
#ifndef SCRUTINEER_PROOF_H
#define SCRUTINEER_PROOF_H

#include "scrutineer/batch.h"

SCR_C_BEGIN

struct scr_proof {
  struct scr_scalar challenge;
  struct scr_scalar response;
};

// The result of a check that could not be completed for want of memory is SCR_E_MEMORY; a proof that does not hold gives
// the status that the caller names in `failure`; one that holds SCR_OK.

// Schnorr: knowledge of the logarithm of `key`. Challenge: SHA-256(prefix A) mod q, prefix up to and with the last bar:
// "pok|group|key|", "sigmsg|message|", "sig|hash|".
SCR_API SCR_MUST_USE enum scr_status scr_proof_check_schnorr(const struct scr_group *group,
                                                             const struct scr_element *key,
                                                             const struct scr_proof *proof, const char *prefix,
                                                             size_t prefix_length, enum scr_status failure);

// A signature of `message` ("sigmsg|message|A") and a proof of possession ("pok|group|key|A") are Schnorr proofs.
SCR_API SCR_MUST_USE enum scr_status scr_proof_check_signed(const struct scr_group *group,
                                                            const struct scr_element *key,
                                                            const struct scr_proof *proof, const char *message,
                                                            size_t message_length, enum scr_status failure);
SCR_API SCR_MUST_USE enum scr_status scr_proof_check_possession(const struct scr_group *group,
                                                                const struct scr_element *key,
                                                                const struct scr_proof *proof, enum scr_status failure);

// Interval membership: the plaintext of `ciphertext` is one of min..max; `proofs` has max - min + 1 of them.
SCR_API SCR_MUST_USE enum scr_status scr_proof_check_interval(const struct scr_key *key,
                                                              const struct scr_text *statement,
                                                              const struct scr_ciphertext *ciphertext,
                                                              const struct scr_proof *proofs, uint32_t min,
                                                              uint32_t max, enum scr_status failure);

// Possibly-blank votes: m0 = 0 or sum = 0 (two proofs); and m0 = 1 or sum in min..max (max - min + 2 proofs).
SCR_API SCR_MUST_USE enum scr_status scr_proof_check_blank(const struct scr_key *key, const struct scr_text *statement,
                                                           const struct scr_ciphertext *blank,
                                                           const struct scr_ciphertext *sum,
                                                           const struct scr_proof proofs[2], enum scr_status failure);
SCR_API SCR_MUST_USE enum scr_status scr_proof_check_blank_overall(const struct scr_key *key,
                                                                   const struct scr_text *statement,
                                                                   const struct scr_ciphertext *blank,
                                                                   const struct scr_ciphertext *sum,
                                                                   const struct scr_proof *proofs, uint32_t min,
                                                                   uint32_t max, enum scr_status failure);

// --- many together ---
//
// First what the proofs of all ballots at hand need is added to a batch, which is run; then each is judged. `base` is what
// scr_proof_add_branches gave.

// A sum of ciphertexts of a batch: of the elements from `first` on, alpha, beta, alpha, beta, ...
struct scr_batch_sum {
  size_t first;
  size_t count;  // of ciphertexts
};

// That the sum encrypts min, min + 1, ...: one proof each.
SCR_API size_t scr_proof_add_branches(struct scr_batch *batch, struct scr_batch_sum sum, const struct scr_proof *proofs,
                                      size_t count, uint32_t min);
SCR_API SCR_MUST_USE enum scr_status scr_proof_judge_interval(const struct scr_batch *batch, size_t base,
                                                              const struct scr_text *statement,
                                                              const struct scr_proof *proofs, size_t count,
                                                              enum scr_status failure);
// `blank` and `sum` have each one branch; in the overall proof the first branch is of `blank` with 1, the others of `sum`.
SCR_API SCR_MUST_USE enum scr_status scr_proof_judge_blank(const struct scr_batch *batch, size_t blank, size_t sum,
                                                           const struct scr_text *statement,
                                                           const struct scr_proof proofs[2], enum scr_status failure);
SCR_API SCR_MUST_USE enum scr_status scr_proof_judge_blank_overall(const struct scr_batch *batch, size_t blank,
                                                                   size_t sum, const struct scr_text *statement,
                                                                   const struct scr_proof *proofs, size_t count,
                                                                   enum scr_status failure);
// Schnorr: `base` has one commitment.
SCR_API SCR_MUST_USE enum scr_status scr_proof_judge_schnorr(const struct scr_batch *batch, size_t base,
                                                             const struct scr_proof *proof, const char *prefix,
                                                             size_t prefix_length, enum scr_status failure);

// Chaum-Pedersen: factor = alpha^x where trustee_key = g^x. `fingerprint` is the election's, 43 characters.
SCR_API SCR_MUST_USE enum scr_status scr_proof_check_decryption(const struct scr_group *group, const char *fingerprint,
                                                                const struct scr_element *trustee_key,
                                                                const struct scr_element *alpha,
                                                                const struct scr_element *factor,
                                                                const struct scr_proof *proof, enum scr_status failure);

SCR_C_END
#endif
