// SPDX-License-Identifier: Apache-2.0
// How large a ballot of an election can be, from the exact form that ballot.c and question_homomorphic.c write.
#include <string.h>

#include "scrutineer/ballot.h"

// Characters of a text that stands in the record as it is.
#define LENGTH(text) (sizeof text - 1)
#define HEXADECIMAL_ELEMENT 64  // GRP-3
#define DECIMAL_ELEMENT 617     // of 2048 bits: 2^2048 < 10^617
#define DECIMAL_HASH 78         // of 256 bits

// What is not counted but measured: the longest spelling of a number of each kind.
struct widths {
  uint64_t element, scalar;
};

// q - 1 has as many digits as a scalar can have.
static uint64_t scalar_width(const struct scr_group *group) {
  struct scr_scalar zero, one, largest;
  struct scr_text text = SCR_TEXT_INIT;
  scr_scalar_from_u64(&zero, group, 0);
  scr_scalar_from_u64(&one, group, 1);
  scr_scalar_sub(&largest, group, &zero, &one);
  scr_text_add_scalar(&text, group, &largest);
  uint64_t width = scr_text_ok(&text) == SCR_OK ? text.length : DECIMAL_ELEMENT;
  scr_text_free(&text);
  return width;
}

// count things between brackets, with commas.
static uint64_t list(uint64_t count, uint64_t each) {
  return 2 + count * each + (count > 0 ? count - 1 : 0);
}

// One of `branches` proofs. A challenge that stands alone is a hash; those of several branches add up to one, modulo q.
static uint64_t proof(const struct widths *widths, uint64_t branches) {
  uint64_t challenge = branches == 1 && widths->scalar > DECIMAL_HASH ? DECIMAL_HASH : widths->scalar;
  return LENGTH("{\"challenge\":\"\",\"response\":\"\"}") + challenge + widths->scalar;
}

static uint64_t answer(const struct widths *widths, const struct scr_question *question) {
  uint64_t choices = scr_question_ciphertexts(question), blank = question->blank ? 1 : 0;
  uint64_t ciphertext = LENGTH("{\"alpha\":\"\",\"beta\":\"\"}") + 2 * widths->element;
  uint64_t overall = (uint64_t)question->max - question->min + 1 + blank;
  return LENGTH("{\"choices\":,\"individual_proofs\":,\"overall_proof\":}") + list(choices, ciphertext) +
         list(choices, list(2, proof(widths, 2))) + list(overall, proof(widths, overall)) +
         blank * (LENGTH(",\"blank_proof\":") + list(2, proof(widths, 2)));
}

// LIM-2.
uint64_t scr_election_ballot_size(const struct scr_election *election) {
  bool hexadecimal = strcmp(scr_group_name(election->group), "Ed25519") == 0;
  const struct widths widths = {hexadecimal ? HEXADECIMAL_ELEMENT : DECIMAL_ELEMENT, scalar_width(election->group)};
  uint64_t size = LENGTH("{\"election_uuid\":\"\",\"election_hash\":\"\",\"credential\":\"\",\"answers\":[]") +
                  strlen(election->uuid) + SCR_HASH_BASE64 + widths.element;
  for (size_t i = 0; i < election->questions_n; i++) size += (i > 0 ? 1 : 0) + answer(&widths, &election->questions[i]);
  return size + LENGTH(",\"signature\":{\"hash\":\"\",\"proof\":}}") + SCR_HASH_BASE64 + proof(&widths, 1);
}
