// SPDX-License-Identifier: Apache-2.0
// A trustee's partial decryption of the tally.
#include "crypto/secret/secret_internal.h"
#include "scrutineer/tally.h"

static enum scr_status check_key(const struct scr_group *group, const struct scr_element *key,
                                 const struct scr_secret_scalar *secret) {
  struct scr_element own;
  scr_secret_exp(&own, group, scr_group_generator(group), secret);
  return scr_element_equal(&own, key) ? SCR_OK : SCR_E_KEY_MISMATCH;
}

// factor = alpha^x, and the proof that the same x gives the trustee's key.
enum scr_status scr_secret_decrypt(struct scr_partial_decryption **decryption, const struct scr_election *election,
                                   const struct scr_tally *tally, const struct scr_element *trustee_key,
                                   const struct scr_secret_scalar *secret) {
  struct scr_partial_decryption *made = NULL;
  const struct scr_group *group = election->group;
  enum scr_status status = check_key(group, trustee_key, secret);
  if (status == SCR_OK) status = scr_partial_decryption_new(&made, election);
  for (size_t i = 0; status == SCR_OK && i < made->cells_n; i++) {
    const struct scr_element *alpha = &tally->cells[i].alpha;
    scr_secret_exp(&made->factors[i], group, alpha, secret);
    status = scr_secret_prove_decryption(&made->proofs[i], group, election->fingerprint, secret, trustee_key, alpha,
                                         &made->factors[i]);
  }
  if (status == SCR_OK)
    *decryption = made;
  else
    scr_partial_decryption_free(made);
  return status;
}
