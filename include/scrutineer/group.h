// SPDX-License-Identifier: Apache-2.0
// The groups of prime order that elections run in, their elements and their scalars. Everything here is for public data
// and may take variable time; what touches secrets is declared in secret.h.
//
// Groups are compiled in and chosen by name (GRP-1). They are written multiplicatively, as the specification does, also
// where the group is an elliptic curve.
#ifndef SCRUTINEER_GROUP_H
#define SCRUTINEER_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scrutineer/hash.h"
#include "scrutineer/status.h"
#include "scrutineer/text.h"

SCR_C_BEGIN

#define SCR_LIMBS 32      // of 64 bits: 2048 bits, the largest element and the largest scalar
#define SCR_SPELLING 617  // characters of the longest spelling of either

// A member of a group. Residues modulo p: the number, least significant limb first. Ed25519: the 32 bytes of RFC 8032 in
// the first four limbs, the rest zero. Every scr_element that a decoder or an operation gives is a member of its group;
// scr_element_read alone leaves that open.
struct scr_element {
  uint64_t limb[SCR_LIMBS];
};

// A number modulo the group's order q, always below q, least significant limb first.
struct scr_scalar {
  uint64_t limb[SCR_LIMBS];
};

struct scr_group;  // compiled in, never freed

#define SCR_GROUP_COUNT 3

// The group of that name, or NULL: "Ed25519", "BELENIOS-2048", "RFC-3526-2048" (GRP-1).
SCR_API const struct scr_group *scr_group_by_name(const char *name);
SCR_API const struct scr_group *scr_group_at(size_t index);  // 0 to SCR_GROUP_COUNT - 1
SCR_API const char *scr_group_name(const struct scr_group *group);
SCR_API const struct scr_element *scr_group_generator(const struct scr_group *group);
SCR_API const struct scr_element *scr_group_identity(const struct scr_group *group);

// --- elements ---

// Reads an element in its one spelling and checks that it is a member of the group: decimal for residues, 64
// hexadecimal digits for Ed25519. The identity is a member; what must not be the identity is checked with
// scr_element_is_identity. SCR_E_ELEMENT_ENCODING, SCR_E_ELEMENT_MEMBER. The output is unchanged on failure.
SCR_API SCR_MUST_USE enum scr_status scr_element_parse(struct scr_element *element, const struct scr_group *group,
                                                       const char *string, size_t length);
// The same without the membership, which is still to be decided: reads the spelling alone. Residues are between 0 and p, both
// excluded; a point's y coordinate is below the field's prime. SCR_E_ELEMENT_ENCODING.
SCR_API SCR_MUST_USE enum scr_status scr_element_read(struct scr_element *element, const struct scr_group *group,
                                                      const char *string, size_t length);
SCR_API void scr_text_add_element(struct scr_text *text, const struct scr_group *group,
                                  const struct scr_element *element);

SCR_API bool scr_element_equal(const struct scr_element *a, const struct scr_element *b);
SCR_API bool scr_element_is_identity(const struct scr_group *group, const struct scr_element *element);

// Outputs may be the same object as any input.
SCR_API void scr_element_mul(struct scr_element *product, const struct scr_group *group, const struct scr_element *a,
                             const struct scr_element *b);
SCR_API void scr_element_div(struct scr_element *quotient, const struct scr_group *group, const struct scr_element *a,
                             const struct scr_element *b);
SCR_API void scr_element_exp_var(struct scr_element *power, const struct scr_group *group,
                                 const struct scr_element *base, const struct scr_scalar *exponent);

// --- scalars ---

// Reads a decimal number without leading zeros, below q. SCR_E_SCALAR_ENCODING, SCR_E_SCALAR_RANGE.
SCR_API SCR_MUST_USE enum scr_status scr_scalar_parse(struct scr_scalar *scalar, const struct scr_group *group,
                                                      const char *string, size_t length);
SCR_API void scr_text_add_scalar(struct scr_text *text, const struct scr_group *group, const struct scr_scalar *scalar);

SCR_API void scr_scalar_from_u64(struct scr_scalar *scalar, const struct scr_group *group, uint64_t number);
// The bytes as a big-endian number, modulo q (HSH-1). At most 512 bytes.
SCR_API void scr_scalar_from_bytes(struct scr_scalar *scalar, const struct scr_group *group, const uint8_t *bytes,
                                   size_t length);
SCR_API bool scr_scalar_equal(const struct scr_scalar *a, const struct scr_scalar *b);
SCR_API bool scr_scalar_is_zero(const struct scr_scalar *scalar);
SCR_API void scr_scalar_add(struct scr_scalar *sum, const struct scr_group *group, const struct scr_scalar *a,
                            const struct scr_scalar *b);
SCR_API void scr_scalar_sub(struct scr_scalar *difference, const struct scr_group *group, const struct scr_scalar *a,
                            const struct scr_scalar *b);
SCR_API void scr_scalar_mul(struct scr_scalar *product, const struct scr_group *group, const struct scr_scalar *a,
                            const struct scr_scalar *b);
// The inverse modulo q; a caller's bug if the scalar is zero.
SCR_API void scr_scalar_inverse_var(struct scr_scalar *inverse, const struct scr_group *group,
                                    const struct scr_scalar *scalar);

SCR_C_END
#endif
