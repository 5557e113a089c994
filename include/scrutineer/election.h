// SPDX-License-Identifier: Apache-2.0
// The documents that an election is set up with: the election itself with its questions, and the list of credentials.
#ifndef SCRUTINEER_ELECTION_H
#define SCRUTINEER_ELECTION_H

#include "scrutineer/elgamal.h"

SCR_C_BEGIN

#define SCR_BASE58 "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// Limits, enforced before any work (doc/limits.md) (LIM-1).
#define SCR_QUESTIONS_MAX 100
#define SCR_ANSWERS_MAX 1000
#define SCR_UUID_MIN 14  // characters of SCR_BASE58
#define SCR_UUID_MAX 64
#define SCR_CREDENTIALS_MAX (UINT64_C(1) << 24)
#define SCR_WEIGHT_MAX (UINT64_C(1) << 40)    // of all credentials together
#define SCR_DOCUMENT_MAX (UINT64_C(4) << 20)  // bytes of an election document
#define SCR_BALLOT_MAX (UINT64_C(4) << 20)    // bytes of a ballot
#define SCR_CREDENTIALS_BYTES_MAX (UINT64_C(1) << 30)

struct scr_question_type;  // how a kind of question is read, answered and counted (board/question.h)

// A homomorphic question: each answer is chosen (1) or not (0), from min to max of them; or, where blank is allowed, none.
struct scr_question {
  const struct scr_question_type *type;
  char *title;
  size_t answers_n;
  char **answers;
  uint32_t min;
  uint32_t max;
  bool blank;
};

struct scr_election {
  struct scr_hash hash;                   // of the document's bytes
  char fingerprint[SCR_HASH_BASE64 + 1];  // the same in Base64
  char *name;
  char *description;
  char *uuid;
  const struct scr_group *group;
  struct scr_element public_key;
  size_t questions_n;
  struct scr_question *questions;
  size_t ciphertexts_n;  // of one ballot, over all questions
};

// Reads an election's document: its exact bytes. SCR_E_SETUP_* for what is wrong or not supported, SCR_E_JSON_*,
// SCR_E_ELEMENT_*. The key's identity is refused.
SCR_API SCR_MUST_USE enum scr_status scr_election_new(struct scr_election **election, const char *bytes, size_t length);
SCR_API void scr_election_free(struct scr_election *election);
// Appends the document of an election (version 1; hash, fingerprint and ciphertexts_n are not looked at).
SCR_API void scr_text_add_election(struct scr_text *text, const struct scr_election *election);
// How many ciphertexts an answer to the question has: one for each answer, and a leading one where blank is allowed.
SCR_API size_t scr_question_ciphertexts(const struct scr_question *question);
// Whether min, max and the answers of a question make sense; SCR_E_SETUP_QUESTIONS, SCR_E_SETUP_BOUNDS, SCR_E_LIMIT.
SCR_API SCR_MUST_USE enum scr_status scr_question_check(const struct scr_question *question);
// 14 to 64 Base58 characters.
SCR_API bool scr_uuid_is_valid(const char *uuid, size_t length);

// The list of public credentials with their weights, in the record's order.
struct scr_credentials;

// Reads the list and checks that every credential is a member of the group, on `threads` processors (0: all of them). *at is
// the 0-based position of the entry that is wrong.
SCR_API SCR_MUST_USE enum scr_status scr_credentials_new(struct scr_credentials **credentials, size_t *at,
                                                         const struct scr_group *group, const char *bytes,
                                                         size_t length, unsigned threads);
// The same without looking at the elements, for who only wants to know whether one spelling is on a list that others check.
SCR_API SCR_MUST_USE enum scr_status scr_credentials_new_unchecked(struct scr_credentials **credentials,
                                                                   const char *bytes, size_t length);
SCR_API void scr_credentials_free(struct scr_credentials *credentials);
SCR_API size_t scr_credentials_count(const struct scr_credentials *credentials);
SCR_API uint64_t scr_credentials_total_weight(const struct scr_credentials *credentials);
SCR_API uint64_t scr_credentials_weight(const struct scr_credentials *credentials, size_t position);
// Whether the list has weights at all.
SCR_API bool scr_credentials_weighted(const struct scr_credentials *credentials);
// The position of a credential (an element in the record's spelling), or SIZE_MAX.
SCR_API size_t scr_credentials_find(const struct scr_credentials *credentials, const char *element, size_t length);

SCR_C_END
#endif
