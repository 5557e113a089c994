// SPDX-License-Identifier: Apache-2.0
// What a group is made of. Only crypto/ and the tests (which make tiny groups) look inside.
#ifndef SCRUTINEER_CRYPTO_GROUP_INTERNAL_H
#define SCRUTINEER_CRYPTO_GROUP_INTERNAL_H

#include <gmp.h>

#include "scrutineer/group.h"

_Static_assert(sizeof(mp_limb_t) == sizeof(uint64_t) && GMP_NAIL_BITS == 0, "64-bit limbs without nails are assumed");

struct group_ops {
  // The spelling alone: SCR_E_ELEMENT_ENCODING, and the output is unchanged then.
  enum scr_status (*read)(struct scr_element *, const struct scr_group *, const char *, size_t);
  bool (*is_member)(const struct scr_group *, const struct scr_element *);  // of what was read
  void (*format)(struct scr_text *, const struct scr_group *, const struct scr_element *);
  void (*mul)(struct scr_element *, const struct scr_group *, const struct scr_element *, const struct scr_element *);
  void (*div)(struct scr_element *, const struct scr_group *, const struct scr_element *, const struct scr_element *);
  void (*exp_var)(struct scr_element *, const struct scr_group *, const struct scr_element *,
                  const struct scr_scalar *);
};

struct scr_group {
  const char *name;
  const struct group_ops *ops;
  bool safe_prime;  // p = 2q + 1: members are the quadratic residues
  size_t p_limbs;   // residues only
  size_t q_limbs;
  uint64_t p[SCR_LIMBS];
  uint64_t q[SCR_LIMBS];
  struct scr_element identity;
  struct scr_element generator;
};

extern const struct group_ops group_modp_ops;
extern const struct group_ops group_ed25519_ops;

// Whether a residue is a square; where p = 2q + 1, whether it is a member (GRP-4).
bool group_is_residue(const struct scr_group *group, const struct scr_element *element);

#define DECIMAL_MAX SCR_SPELLING  // digits of a 2048-bit number

// Decimal digits to limbs: a canonical number (digits alone, no leading zero) below 2^(64 limbs_n). False otherwise.
bool decimal_parse(uint64_t *limbs, size_t limbs_n, const char *string, size_t length);
void decimal_format(struct scr_text *text, const uint64_t *limbs, size_t limbs_n);

#endif
