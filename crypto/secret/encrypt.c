// SPDX-License-Identifier: Apache-2.0
// Encrypting a choice.
#include "crypto/secret/secret_internal.h"

// Declassified: that the vote is 0 or 1, as the ballot's proofs say.
static bool is_vote(uint32_t vote) {
  uint64_t is = mask_below(vote, 2);
  DECLASSIFY(&is, sizeof is);
  return is != 0;
}

// alpha = g^r,  beta = y^r g^vote: y^r and y^r g are both computed, and a mask takes one of them (ENC-1).
enum scr_status scr_secret_encrypt(struct scr_ciphertext *ciphertext, struct scr_secret_scalar *nonce,
                                   const struct scr_key *key, uint32_t vote) {
  const struct scr_group *group = scr_key_group(key);
  const struct scr_element *g = scr_group_generator(group);
  struct scr_element zero, one;  // secret: the encryptions of both votes
  if (!is_vote(vote)) return SCR_E_BALLOT_CHOICE;
  enum scr_status status = scr_secret_scalar_random(nonce, group);
  if (status != SCR_OK) return status;
  scr_secret_exp(&ciphertext->alpha, group, g, nonce);
  exp_secret(&zero, group, scr_key_element(key), nonce);
  mul_secret(&one, group, &zero, g);
  element_select(&ciphertext->beta, &one, &zero, mask_equal(vote, 1));
  publish_element(&ciphertext->beta);
  scr_secret_wipe(&zero, sizeof zero);
  scr_secret_wipe(&one, sizeof one);
  return SCR_OK;
}
