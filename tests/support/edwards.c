// SPDX-License-Identifier: Apache-2.0
#include "tests/support/edwards.h"

#include <string.h>

mpz_t edwards_p, edwards_d;
static mpz_t root_exponent, sqrt_minus_1, t1, t2, t3, t4;

void edwards_open(void) {
  mpz_inits(edwards_p, edwards_d, root_exponent, sqrt_minus_1, t1, t2, t3, t4, NULL);
  mpz_setbit(edwards_p, 255);
  mpz_sub_ui(edwards_p, edwards_p, 19);
  mpz_set_ui(t1, 121666);
  mpz_invert(t1, t1, edwards_p);
  mpz_mul_si(edwards_d, t1, -121665);
  mpz_mod(edwards_d, edwards_d, edwards_p);
  mpz_add_ui(root_exponent, edwards_p, 3);
  mpz_divexact_ui(root_exponent, root_exponent, 8);
  mpz_sub_ui(t1, edwards_p, 1);
  mpz_divexact_ui(t1, t1, 4);
  mpz_set_ui(t2, 2);
  mpz_powm(sqrt_minus_1, t2, t1, edwards_p);
}

void edwards_close(void) {
  mpz_clears(edwards_p, edwards_d, root_exponent, sqrt_minus_1, t1, t2, t3, t4, NULL);
}

void edwards_init(struct edwards *points, size_t count) {
  for (size_t i = 0; i < count; i++) {
    mpz_init(points[i].x);
    mpz_init_set_ui(points[i].y, 1);
  }
}

void edwards_clear(struct edwards *points, size_t count) {
  for (size_t i = 0; i < count; i++) mpz_clears(points[i].x, points[i].y, NULL);
}

void edwards_set(struct edwards *r, const struct edwards *a) {
  mpz_set(r->x, a->x);
  mpz_set(r->y, a->y);
}

bool edwards_equal(const struct edwards *a, const struct edwards *b) {
  return mpz_cmp(a->x, b->x) == 0 && mpz_cmp(a->y, b->y) == 0;
}

bool edwards_is_identity(const struct edwards *a) {
  return mpz_sgn(a->x) == 0 && mpz_cmp_ui(a->y, 1) == 0;
}

static bool divide(mpz_t r, const mpz_t a, const mpz_t b) {
  if (!mpz_invert(r, b, edwards_p)) return false;
  mpz_mul(r, r, a);
  mpz_mod(r, r, edwards_p);
  return true;
}

// x = (x1 y2 + x2 y1) / (1 + d x1 x2 y1 y2), y = (y1 y2 + x1 x2) / (1 - d x1 x2 y1 y2)
void edwards_add(struct edwards *r, const struct edwards *a, const struct edwards *b) {
  mpz_mul(t1, a->x, b->y);
  mpz_addmul(t1, b->x, a->y);
  mpz_mul(t2, a->y, b->y);
  mpz_mul(t3, a->x, b->x);
  mpz_mul(t4, t2, t3);
  mpz_add(t2, t2, t3);
  mpz_mul(t4, t4, edwards_d);
  mpz_add_ui(t3, t4, 1);
  mpz_ui_sub(t4, 1, t4);
  (void)divide(r->x, t1, t3);  // a divisor is never zero: d is no square
  (void)divide(r->y, t2, t4);
}

void edwards_negate(struct edwards *r, const struct edwards *a) {
  mpz_neg(r->x, a->x);
  mpz_mod(r->x, r->x, edwards_p);
  mpz_set(r->y, a->y);
}

// x^2 = (y^2 - 1) / (d y^2 + 1); of a square w, w^((p + 3)/8) is a root, or a root of -w.
bool edwards_from_y(struct edwards *r, const mpz_t y, bool sign) {
  mpz_mul(t1, y, y);
  mpz_mul(t2, t1, edwards_d);
  mpz_add_ui(t2, t2, 1);
  mpz_sub_ui(t1, t1, 1);
  (void)divide(t3, t1, t2);
  mpz_powm(t1, t3, root_exponent, edwards_p);
  for (int i = 0; i < 2; i++) {
    mpz_mul(t2, t1, t1);
    if (mpz_congruent_p(t2, t3, edwards_p)) break;
    if (i == 1) return false;
    mpz_mul(t1, t1, sqrt_minus_1);
    mpz_mod(t1, t1, edwards_p);
  }
  if (mpz_sgn(t1) == 0 && sign) return false;
  if (mpz_odd_p(t1) != sign) mpz_sub(t1, edwards_p, t1);
  mpz_set(r->x, t1);
  mpz_set(r->y, y);
  return true;
}

void edwards_spell_y(struct scr_element *element, const mpz_t y, bool sign) {
  memset(element, 0, sizeof *element);
  for (int i = 0; i < 4; i++) element->limb[i] = mpz_getlimbn(y, i);
  element->limb[3] |= (uint64_t)sign << 63;
}

void edwards_spell(struct scr_element *element, const struct edwards *a) {
  edwards_spell_y(element, a->y, mpz_odd_p(a->x));
}

bool edwards_finish(struct edwards *r, const mpz_t a, const mpz_t b, const mpz_t c, const mpz_t zz) {
  mpz_sub(t1, b, a);
  mpz_add(t2, zz, c);
  mpz_add(t3, b, a);
  mpz_sub(t4, zz, c);
  return divide(r->x, t1, t2) && divide(r->y, t3, t4);
}
