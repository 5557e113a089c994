// SPDX-License-Identifier: Apache-2.0
// Opened ballots: a voter who audits instead of casting gives away what a ballot was made with, and anyone can check that
// the ballot holds the votes it was said to hold. What is opened is not signed, so it can't be cast.
#ifndef SCRUTINEER_OPENING_H
#define SCRUTINEER_OPENING_H

#include "scrutineer/ballot.h"

SCR_C_BEGIN

struct scr_opening {
  struct scr_ballot *ballot;  // unsigned
  size_t cells_n;             // the election's ciphertexts_n
  uint32_t *votes;            // 0 or 1 each
  struct scr_scalar *nonces;
};

// Reads an opening of a ballot of this election: {"format":...,"ballot":"...","votes":[...],"nonces":[...]}. The ballot is
// JSON in a string, so that its bytes are exact.
SCR_API SCR_MUST_USE enum scr_status scr_opening_new(struct scr_opening **opening, const struct scr_election *election,
                                                     const char *bytes, size_t length);
SCR_API void scr_opening_free(struct scr_opening *opening);
SCR_API void scr_text_add_opening(struct scr_text *text, const struct scr_election *election,
                                  const struct scr_ballot *ballot, const uint32_t *votes,
                                  const struct scr_scalar *nonces);
// That every ciphertext is (g^nonce, y^nonce g^vote), and that the ballot's proofs hold: SCR_E_BALLOT_OPENING, or what
// scr_ballot_check_proofs says.
SCR_API SCR_MUST_USE enum scr_status scr_opening_check(const struct scr_opening *opening,
                                                       const struct scr_election *election, const struct scr_key *key);

SCR_C_END
#endif
