// SPDX-License-Identifier: Apache-2.0
// The public side of Pedersen's distributed key generation and of Shamir's reconstruction in the exponent.
#ifndef SCRUTINEER_THRESHOLD_H
#define SCRUTINEER_THRESHOLD_H

#include "scrutineer/group.h"

SCR_C_BEGIN

// The committed polynomial in the exponent: prod over k of commitments[k]^(index^k), index from 1.
SCR_API void scr_threshold_evaluate_var(struct scr_element *value, const struct scr_group *group,
                                        const struct scr_element *commitments, size_t commitments_n, uint32_t index);

// Lagrange's coefficient at 0 of indices[position] among `indices` (distinct, from 1): prod k / (k - delta) mod q.
SCR_API void scr_threshold_lagrange_var(struct scr_scalar *coefficient, const struct scr_group *group,
                                        const uint32_t *indices, size_t indices_n, size_t position);

SCR_C_END
#endif
