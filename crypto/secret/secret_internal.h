// SPDX-License-Identifier: Apache-2.0
// The one way from secret to public. In builds for the constant-time check (SCRUTINEER_CTIME) memory that holds secrets
// is marked undefined for valgrind, and a declassified value is marked defined again; elsewhere both are nothing.
#ifndef SCRUTINEER_CRYPTO_SECRET_INTERNAL_H
#define SCRUTINEER_CRYPTO_SECRET_INTERNAL_H

#include "crypto/group_internal.h"
#include "scrutineer/secret.h"

#ifdef SCRUTINEER_CTIME
#include <valgrind/memcheck.h>
#define CLASSIFY(pointer, length) VALGRIND_MAKE_MEM_UNDEFINED(pointer, length)
#define DECLASSIFY(pointer, length) VALGRIND_MAKE_MEM_DEFINED(pointer, length)
#else
#define CLASSIFY(pointer, length) ((void)(pointer), (void)(length))
#define DECLASSIFY(pointer, length) ((void)(pointer), (void)(length))
#endif

// --- selecting without branching ---

// All ones if a = b, else 0. A mask is as secret as what it was made of.
uint64_t mask_equal(uint32_t a, uint32_t b);
// All ones if a < b, else 0.
uint64_t mask_below(uint32_t a, uint32_t b);
// masked = value where the mask is all ones, else 0.
void scalar_mask(struct scr_secret_scalar *masked, const struct scr_secret_scalar *value, uint64_t mask);
// chosen = a where the mask is all ones, else b.
void element_select(struct scr_element *chosen, const struct scr_element *a, const struct scr_element *b,
                    uint64_t mask);

// --- from secret to public ---

void publish_scalar(struct scr_scalar *scalar, const struct scr_secret_scalar *secret);
void publish_element(struct scr_element *element);  // in place

// --- powers and products that stay secret ---

// base^secret. The base is public.
void exp_secret(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                const struct scr_secret_scalar *secret);
// a b, both secret, both members.
void mul_secret(struct scr_element *product, const struct scr_group *group, const struct scr_element *a,
                const struct scr_element *b);

// --- hexadecimal ---

// Reads `count` bytes from twice as many lower-case digits; false, and no bytes that mean anything, if one isn't such a digit.
bool hex_read(uint8_t *bytes, size_t count, const char *hex);

// --- Base58 ---

#define BASE58 58

char base58_character(uint32_t digit);  // 0 <= digit < 58
uint32_t base58_digit(char character);  // 58 if it is not of the alphabet

// --- what a person types ---

bool is_typed_blank(char character);  // white space, which is no secret

#endif
