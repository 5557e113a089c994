// SPDX-License-Identifier: Apache-2.0
// Ballots: reading, writing and checking them.
#ifndef SCRUTINEER_BALLOT_H
#define SCRUTINEER_BALLOT_H

#include "scrutineer/election.h"
#include "scrutineer/proof.h"

SCR_C_BEGIN

#define SCR_CODE_LENGTH 15  // a short code: 12 characters in four groups of three

// The answer to one homomorphic question.
struct scr_answer {
  size_t choices_n;                // scr_question_ciphertexts
  struct scr_ciphertext *choices;  // the blank ciphertext first, where there is one
  struct scr_proof *individual;    // two for each choice
  size_t overall_n;
  struct scr_proof *overall;
  struct scr_proof blank[2];  // where the question allows blank
};

struct scr_ballot {
  struct scr_hash tracker;      // hash of the ballot's bytes
  struct scr_hash signed_hash;  // hash of the same without its signature
  char credential_text[SCR_SPELLING + 1];
  struct scr_element credential;
  size_t answers_n;
  struct scr_answer *answers;
  bool is_signed;
  struct scr_hash stated_hash;  // the hash that the signature states
  struct scr_proof signature;
};

// Reads a ballot for an election: form, shape, and membership of every element; SCR_E_BALLOT_ELECTION,
// SCR_E_BALLOT_SHAPE, SCR_E_JSON_*, SCR_E_ELEMENT_*, SCR_E_SCALAR_*. A ballot without signature can be read (for audits);
// scr_ballot_check refuses it.
SCR_API SCR_MUST_USE enum scr_status scr_ballot_new(struct scr_ballot **ballot, const struct scr_election *election,
                                                    const char *bytes, size_t length);
// An empty ballot with room for the election's answers, to be filled in.
SCR_API SCR_MUST_USE enum scr_status scr_ballot_new_blank_form(struct scr_ballot **ballot,
                                                               const struct scr_election *election);
SCR_API void scr_ballot_free(struct scr_ballot *ballot);
// Appends the ballot's exact bytes, with its signature if is_signed.
SCR_API void scr_text_add_ballot(struct scr_text *text, const struct scr_election *election,
                                 const struct scr_ballot *ballot);

// How many bytes a signed ballot of the election has at most, whatever is voted: every number in the longest spelling that
// a ballot whose proofs hold can have. An election for which this is above SCR_BALLOT_MAX may take no ballot at all (LIM-2).
// The election's key, hash and fingerprint are not looked at.
SCR_API uint64_t scr_election_ballot_size(const struct scr_election *election);

// Signature and all proofs: SCR_OK or the first thing that does not hold. Whether the credential is on the list and whether
// the ballot is a replay are not looked at here.
SCR_API SCR_MUST_USE enum scr_status scr_ballot_check(const struct scr_ballot *ballot,
                                                      const struct scr_election *election, const struct scr_key *key);
// Its proofs alone.
SCR_API SCR_MUST_USE enum scr_status scr_ballot_check_proofs(const struct scr_ballot *ballot,
                                                             const struct scr_election *election,
                                                             const struct scr_key *key);

// Many ballots together: each is added to a batch, the batch is run, and each is judged. The ballot is borrowed until then,
// and its elements may be such of which the spelling alone was read: only where all are members do the other answers count.
struct scr_ballot_place {
  size_t element;  // its first: the credential, then the choices' alpha and beta
  size_t elements_n;
  size_t base;
};
SCR_API void scr_ballot_add(struct scr_ballot_place *place, struct scr_batch *batch, const struct scr_ballot *ballot,
                            const struct scr_election *election);
// Its elements alone, which are known to be members: to add them up with scr_batch_multiply.
SCR_API void scr_ballot_add_members(struct scr_ballot_place *place, struct scr_batch *batch,
                                    const struct scr_ballot *ballot, const struct scr_election *election);
SCR_API bool scr_ballot_has_members(const struct scr_batch *batch, const struct scr_ballot_place *place);
SCR_API SCR_MUST_USE enum scr_status scr_ballot_judge_signature(const struct scr_batch *batch,
                                                                const struct scr_ballot_place *place,
                                                                const struct scr_ballot *ballot);
SCR_API SCR_MUST_USE enum scr_status scr_ballot_judge_proofs(const struct scr_batch *batch,
                                                             const struct scr_ballot_place *place,
                                                             const struct scr_ballot *ballot,
                                                             const struct scr_election *election);

// What the proofs of an answer are bound to: S0 = fingerprint | credential, and S = S0 | alpha,beta,... of all choices.
SCR_API void scr_text_add_statement(struct scr_text *text, const struct scr_election *election,
                                    const struct scr_element *credential, const struct scr_answer *answer_or_null);
// The sum of an answer's choices; without the blank ciphertext where the question has one.
SCR_API void scr_answer_sum(struct scr_ciphertext *sum, const struct scr_group *group,
                            const struct scr_question *question, const struct scr_answer *answer);

// The short code of a tracker, for people: its first 60 bits in Crockford's Base32, as XXX-XXX-XXX-XXX. A look-up, not the
// proof: only the whole tracker identifies a ballot.
SCR_API void scr_ballot_code(char code[SCR_CODE_LENGTH + 1], const struct scr_hash *tracker);
// What a person typed (any case, O for 0, I and L for 1, hyphens and spaces ignored) in the form above; SCR_E_TEXT.
SCR_API SCR_MUST_USE enum scr_status scr_ballot_code_read(char code[SCR_CODE_LENGTH + 1], const char *typed,
                                                          size_t length);

SCR_C_END
#endif
