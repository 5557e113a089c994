// SPDX-License-Identifier: Apache-2.0
// Checking many proofs together: what is asked for goes into a batch, scr_batch_run computes it all with the group's fastest
// kernel, and the answers are taken out. Public data; variable time. One batch is one thread's; the key may be shared.
//
// Elements come in as they were spelled, and the batch decides exactly whether they are members of the group: those that are
// not count as the identity, and nothing that was computed with them has a meaning.
#ifndef SCRUTINEER_BATCH_H
#define SCRUTINEER_BATCH_H

#include "scrutineer/elgamal.h"

SCR_C_BEGIN

struct scr_batch;
struct scr_proof;

SCR_API struct scr_batch *scr_batch_new(const struct scr_key *key);  // NULL: no memory. The key must outlive it
SCR_API void scr_batch_free(struct scr_batch *batch);
SCR_API void scr_batch_clear(struct scr_batch *batch);
SCR_API const struct scr_key *scr_batch_key(const struct scr_batch *batch);

// Each adds something and gives its number, counted from 0. Elements are borrowed until the batch is cleared, proofs until
// scr_batch_run returned. Want of memory is noted, and told by scr_batch_run.
SCR_API size_t scr_batch_add_element(struct scr_batch *batch, const struct scr_element *element);
// The same of one that is known to be a member, to multiply with.
SCR_API size_t scr_batch_add_member(struct scr_batch *batch, const struct scr_element *element);
// A base X: the product of the elements first, first + stride, ..., `count` of them.
SCR_API size_t scr_batch_add_base(struct scr_batch *batch, size_t first, size_t count, size_t stride);
// A commitment with the base added last: of_g: X^challenge g^response, else (X / g^shift)^challenge y^response.
SCR_API void scr_batch_add_commitment(struct scr_batch *batch, const struct scr_proof *proof, bool of_g,
                                      uint32_t shift);

// SCR_OK or SCR_E_MEMORY; once between clears. Where two commitments have one base, most of the work is shared, and lanes are
// full where there are many: it is therefore best to add all ballots at hand before running.
SCR_API SCR_MUST_USE enum scr_status scr_batch_run(struct scr_batch *batch);

SCR_API bool scr_batch_is_member(const struct scr_batch *batch, size_t element);
SCR_API const struct scr_element *scr_batch_base(const struct scr_batch *batch, size_t base);
SCR_API const struct scr_element *scr_batch_commitment(const struct scr_batch *batch, size_t base, size_t number);
// The same as scr_text_add_element with an element, a base and a commitment; what was spelled with many others is not spelled again.
SCR_API void scr_text_add_batch_element(struct scr_text *text, const struct scr_batch *batch, size_t element);
SCR_API void scr_text_add_batch_base(struct scr_text *text, const struct scr_batch *batch, size_t base);
SCR_API void scr_text_add_batch_commitment(struct scr_text *text, const struct scr_batch *batch, size_t base,
                                           size_t number);
// The product of some of the elements; SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_batch_multiply(struct scr_element *product, const struct scr_batch *batch,
                                                        const size_t *elements, size_t count);

SCR_C_END
#endif
