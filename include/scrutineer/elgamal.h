// SPDX-License-Identifier: Apache-2.0
// Exponential ElGamal on public data: ciphertexts, and the election's key prepared for checking many proofs.
#ifndef SCRUTINEER_ELGAMAL_H
#define SCRUTINEER_ELGAMAL_H

#include "scrutineer/group.h"

SCR_C_BEGIN

// (g^r, y^r g^m): an encryption of the small number m under the key y.
struct scr_ciphertext {
  struct scr_element alpha;
  struct scr_element beta;
};

// The ciphertext (1, 1), with which every sum starts.
SCR_API void scr_ciphertext_zero(struct scr_ciphertext *zero, const struct scr_group *group);
// The homomorphic sum: the ciphertext of the sum of both plaintexts. Outputs may alias inputs.
SCR_API void scr_ciphertext_add(struct scr_ciphertext *sum, const struct scr_group *group,
                                const struct scr_ciphertext *a, const struct scr_ciphertext *b);
SCR_API void scr_ciphertext_sub(struct scr_ciphertext *difference, const struct scr_group *group,
                                const struct scr_ciphertext *a, const struct scr_ciphertext *b);
// The ciphertext of weight times the plaintext.
SCR_API void scr_ciphertext_scale_var(struct scr_ciphertext *product, const struct scr_group *group,
                                      const struct scr_ciphertext *a, uint64_t weight);
SCR_API bool scr_ciphertext_equal(const struct scr_ciphertext *a, const struct scr_ciphertext *b);

// An election's public key y, prepared for checking proofs with tables for g and y; read-only after _new, so threads may
// share it.
struct scr_key;
SCR_API struct scr_key *scr_key_new(const struct scr_group *group, const struct scr_element *y);  // NULL: no memory
// The same for about so many exponentiations of g and y, which the size of the tables is chosen by.
SCR_API struct scr_key *scr_key_new_for(const struct scr_group *group, const struct scr_element *y, uint64_t powers);
SCR_API void scr_key_free(struct scr_key *key);
SCR_API const struct scr_group *scr_key_group(const struct scr_key *key);
// Keys that are made from now on do without the processor's vector instructions: for measuring, and for whoever doubts them.
SCR_API void scr_use_portable_kernels(void);
SCR_API const struct scr_element *scr_key_element(const struct scr_key *key);
SCR_API void scr_key_exp_g_var(struct scr_element *power, const struct scr_key *key, const struct scr_scalar *exponent);
SCR_API void scr_key_exp_y_var(struct scr_element *power, const struct scr_key *key, const struct scr_scalar *exponent);

// Discrete logarithms of small numbers by baby steps and giant steps. `bound` is at most 2^40; time and memory grow
// with its square root. The table is made once for all answers of an election; NULL when memory ran out.
struct scr_logarithm;
SCR_API struct scr_logarithm *scr_logarithm_new(const struct scr_group *group, uint64_t bound);
SCR_API void scr_logarithm_free(struct scr_logarithm *logarithm);
// The number m with g^m = element and 0 <= m <= bound, checked by exponentiation; SCR_E_RESULT_RANGE if there is none.
SCR_API SCR_MUST_USE enum scr_status scr_logarithm_find_var(uint64_t *m, const struct scr_logarithm *logarithm,
                                                            const struct scr_element *element);

SCR_C_END
#endif
