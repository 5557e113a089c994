// SPDX-License-Identifier: Apache-2.0
// Results by method, where the setup record wants them: the trustees decrypt the sum of the ballots that came by each method,
// with the same proofs as the whole. They stand beside the archive, in methods.json. Public data; variable time. MTH-1 to MTH-3.
#ifndef SCRUTINEER_METHODS_H
#define SCRUTINEER_METHODS_H

#include "scrutineer/journal.h"
#include "scrutineer/tally.h"

SCR_C_BEGIN

#define SCR_METHODS_BYTES_MAX (UINT64_C(64) << 20)

// Which methods' results are published, once the ballots have ended: those with the record's minimum of counted ballots or
// more, as long as the ballots of all others together, which a subtraction tells, are none or as many too; where they are
// fewer, the smallest method that had enough is kept back with them (MTH-1). None where the record wants none.
SCR_API void scr_methods_due(bool due[SCR_METHOD_COUNT], const struct scr_journal *journal);

// One method's sum, who has decrypted it, and its votes.
struct scr_method_result {
  bool there;
  struct scr_tally *tally;
  struct scr_partial_decryption *decryptions[SCR_TRUSTEES_MAX];  // by owner - 1; NULL where absent
  uint64_t *votes;                                               // election->ciphertexts_n
};
struct scr_method_results {
  struct scr_method_result of[SCR_METHOD_COUNT];
};
SCR_API void scr_method_results_free(struct scr_method_results *results);  // what it holds, not itself
// The document: {"format":"scrutineer-methods-1","methods":[{"method":..,"encrypted_tally":..,"sized_tally":..,
// "decryptions":[{"owner":N,"decryption":..}],"result":..}]}, with the parts as the record has them. SCR_E_JSON_*, and what
// the readers of the parts say.
SCR_API SCR_MUST_USE enum scr_status scr_method_results_read(struct scr_method_results *results,
                                                             const struct scr_election *election, const char *bytes,
                                                             size_t length);
SCR_API void scr_text_add_method_results(struct scr_text *text, const struct scr_election *election,
                                         const struct scr_method_results *results);

SCR_C_END
#endif
