// SPDX-License-Identifier: Apache-2.0
// The curve edwards25519 in plain arithmetic (RFC 8032, section 5.1): affine points and GMP's integers, for comparing with.
#ifndef SCRUTINEER_TESTS_SUPPORT_EDWARDS_H
#define SCRUTINEER_TESTS_SUPPORT_EDWARDS_H

#include <gmp.h>
#include <stdbool.h>

#include "crypto/group_internal.h"

struct edwards {
  mpz_t x, y;
};

extern mpz_t edwards_p, edwards_d;

void edwards_open(void);  // before anything else
void edwards_close(void);

void edwards_init(struct edwards *points, size_t count);  // identities
void edwards_clear(struct edwards *points, size_t count);
void edwards_set(struct edwards *r, const struct edwards *a);
bool edwards_equal(const struct edwards *a, const struct edwards *b);
bool edwards_is_identity(const struct edwards *a);
void edwards_add(struct edwards *r, const struct edwards *a, const struct edwards *b);
void edwards_negate(struct edwards *r, const struct edwards *a);

// The point with this y below p and this sign of x; false: there is none.
bool edwards_from_y(struct edwards *r, const mpz_t y, bool sign);
void edwards_spell_y(struct scr_element *element, const mpz_t y, bool sign);
void edwards_spell(struct scr_element *element, const struct edwards *a);

// What every addition in extended coordinates ends with: x = (b - a) / (zz + c), y = (b + a) / (zz - c). The numbers need
// not come from points; false: a divisor is zero.
bool edwards_finish(struct edwards *r, const mpz_t a, const mpz_t b, const mpz_t c, const mpz_t zz);

#endif
