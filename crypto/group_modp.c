// SPDX-License-Identifier: Apache-2.0
// The subgroup of order q of the integers modulo a prime p, in variable time.
#include <assert.h>
#include <string.h>

#include "crypto/group_internal.h"

// x^q = 1, or, where p = 2q + 1, that x is a quadratic residue, which the Jacobi symbol says exactly (GRP-4).
bool group_is_residue(const struct scr_group *group, const struct scr_element *element) {
  mpz_t x, p;
  mpz_roinit_n(x, element->limb, (mp_size_t)group->p_limbs);
  mpz_roinit_n(p, group->p, (mp_size_t)group->p_limbs);
  return mpz_jacobi(x, p) == 1;
}

static bool is_member(const struct scr_group *group, const struct scr_element *element) {
  mpz_t x, p, q, power;
  if (group->safe_prime) return group_is_residue(group, element);
  mpz_roinit_n(x, element->limb, (mp_size_t)group->p_limbs);
  mpz_roinit_n(p, group->p, (mp_size_t)group->p_limbs);
  mpz_roinit_n(q, group->q, (mp_size_t)group->q_limbs);
  mpz_init(power);
  mpz_powm(power, x, q, p);
  bool member = mpz_cmp_ui(power, 1) == 0;
  mpz_clear(power);
  return member;
}

// GRP-2.
static enum scr_status read(struct scr_element *element, const struct scr_group *group, const char *string,
                            size_t length) {
  struct scr_element number;
  if (!decimal_parse(number.limb, SCR_LIMBS, string, length)) return SCR_E_ELEMENT_ENCODING;
  if (mpn_zero_p(number.limb, SCR_LIMBS) || mpn_cmp(number.limb, group->p, SCR_LIMBS) >= 0)
    return SCR_E_ELEMENT_ENCODING;
  *element = number;
  return SCR_OK;
}

static void format(struct scr_text *text, const struct scr_group *group, const struct scr_element *element) {
  decimal_format(text, element->limb, group->p_limbs);
}

static void mul(struct scr_element *product, const struct scr_group *group, const struct scr_element *a,
                const struct scr_element *b) {
  mp_size_t n = (mp_size_t)group->p_limbs;
  mp_limb_t value[2 * SCR_LIMBS], quotient[SCR_LIMBS + 1];
  mpn_mul_n(value, a->limb, b->limb, n);
  struct scr_element result = {{0}};
  mpn_tdiv_qr(quotient, result.limb, 0, value, 2 * n, group->p, n);
  *product = result;
}

static void store(struct scr_element *element, const struct scr_group *group, const mpz_t value) {
  struct scr_element result = {{0}};
  for (size_t i = 0; i < group->p_limbs; i++) result.limb[i] = mpz_getlimbn(value, (mp_size_t)i);
  *element = result;
}

static void divide(struct scr_element *quotient, const struct scr_group *group, const struct scr_element *a,
                   const struct scr_element *b) {
  mpz_t value, p, inverse;
  mpz_roinit_n(value, b->limb, (mp_size_t)group->p_limbs);
  mpz_roinit_n(p, group->p, (mp_size_t)group->p_limbs);
  mpz_init(inverse);
  int exists = mpz_invert(inverse, value, p);
  assert(exists);  // members are not zero
  (void)exists;
  struct scr_element inverted;
  store(&inverted, group, inverse);
  mpz_clear(inverse);
  mul(quotient, group, a, &inverted);
}

static void exp_var(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                    const struct scr_scalar *exponent) {
  mpz_t b, e, p, result;
  mpz_roinit_n(b, base->limb, (mp_size_t)group->p_limbs);
  mpz_roinit_n(e, exponent->limb, (mp_size_t)group->q_limbs);
  mpz_roinit_n(p, group->p, (mp_size_t)group->p_limbs);
  mpz_init(result);
  mpz_powm(result, b, e, p);
  store(power, group, result);
  mpz_clear(result);
}

const struct group_ops group_modp_ops = {
    .read = read,
    .is_member = is_member,
    .format = format,
    .mul = mul,
    .div = divide,
    .exp_var = exp_var,
};
