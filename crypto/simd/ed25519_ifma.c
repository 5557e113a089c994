// SPDX-License-Identifier: Apache-2.0
// The kernel of edwards25519 with AVX-512 IFMA: eight points at once, one in each 64-bit lane.
//
// Points and formulas are those of crypto/kernel_ed25519.c: extended coordinates with the complete addition of Hisil, Wong,
// Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), as RFC 8032, section 5.1.4 has it.
#include "crypto/kernel.h"

#if defined(__x86_64__) && defined(__AVX512F__) && defined(__AVX512IFMA__) && defined(__AVX512VL__) && \
    defined(__AVX512DQ__) && defined(__AVX512BW__)

#include <string.h>

#include "crypto/simd/ed25519_ifma_field.h"

// --- points ---

// Limbs are tight.
struct point {
  struct fe x, y, z, t;
};

// Affine Niels form: y + x, y - x, 2 d x y, limbs tight.
struct niels {
  struct fe sum, difference, product;
};

INLINE struct point identity_points(void) {
  return (struct point){ZERO, ONE, ONE, ZERO};
}

// The last step of additions and doublings, of wide limbs.
INLINE struct point complete(struct fe e, struct fe f, struct fe g, struct fe h, bool with_t) {
  struct point r;
  e = carry(e);
  f = carry(f);
  g = carry(g);
  h = carry(h);
  r.x = mul_tight(e, f);
  r.y = mul_tight(g, h);
  r.z = mul_tight(f, g);
  r.t = with_t ? mul_tight(e, h) : ZERO;
  return r;
}

// a, b and c are products, zz is at most twice one: sums are below 2^60 + 2^59 + 2^60 < 2^62.
INLINE struct point complete_addition(struct fe a, struct fe b, struct fe c, struct fe zz) {
  return complete(sub_product(b, a), sub_product(zz, c), add(zz, c), add(b, a), true);
}

// Section 3.1 with a = -1 and k = 2d: 9 products.
INLINE void add_points(struct point *r, const struct point *p, const struct point *q) {
  struct fe a = mul_wide(carry(sub(p->y, p->x)), carry(sub(q->y, q->x)));
  struct fe b = mul_wide(carry(add(p->y, p->x)), carry(add(q->y, q->x)));
  struct fe c = mul_wide(mul_tight(p->t, D2), q->t);
  struct fe zz = mul_wide(p->z, q->z);
  *r = complete_addition(a, b, c, add(zz, zz));
}

// The same with Z = 1 on one side: 7 products.
INLINE void add_niels(struct point *r, const struct point *p, const struct niels *q) {
  struct fe a = mul_wide(carry(sub(p->y, p->x)), q->difference);
  struct fe b = mul_wide(carry(add(p->y, p->x)), q->sum);
  struct fe c = mul_wide(p->t, q->product);
  *r = complete_addition(a, b, c, add(p->z, p->z));
}

// Section 3.3: 4 squares and 4 products, of which T, that no doubling reads, is one.
INLINE void double_points(struct point *r, const struct point *p, bool with_t) {
  struct fe a = square_wide(p->x), b = square_wide(p->y), c = square_wide(p->z);
  struct fe sum = square_wide(carry(add(p->x, p->y)));
  struct fe h = add(a, b);            // below 2^60
  struct fe e = sub_product(h, sum);  // below 2^61
  struct fe g = sub_product(a, b);    // below 2^60 + 2^59
  struct fe f = add(add(c, c), g);    // below 2^61 + 2^59
  *r = complete(e, f, g, h, with_t);
}

INLINE void to_niels(struct niels *r, const struct fe *x, const struct fe *y) {
  r->sum = carry(add(*y, *x));
  r->difference = carry(sub(*y, *x));
  r->product = mul_tight(mul_tight(*x, *y), D2);
}

INLINE unsigned equal_lanes(const struct fe *a, const struct fe *b) {
  return same(freeze(*a), freeze(*b));
}

// In memory a lane's point is in one piece: 20 words of one limb each, the coordinates in order, and four of nothing; a vector is
// eight of them. An entry is in the same form, its last word unused. Whatever takes points from here and there copies few lines so,
// and arithmetic transposes them.
typedef __m512i vec;
#define POINT_BYTES 192
#define VECTOR_BYTES (LANES * POINT_BYTES)
#define ENTRY_BYTES 128
#define POINT_BLOCKS 3  // of eight words
#define ENTRY_BLOCKS 2

#include "crypto/simd/ed25519_operations.h"

// --- the kernel ---

static bool fits(const struct scr_group *group) {
  return group->p_limbs == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512ifma") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}

// RFC 8032, section 5.1.3, with x = u v^3 (u v^7)^((p-5)/8).
static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  (void)context;
  __m512i w[4];
  for (size_t i = 0; i < 4; i++) {
    uint64_t words[LANES];
    for (size_t l = 0; l < LANES; l++) words[l] = elements[l]->limb[i];
    w[i] = _mm512_loadu_si512(words);
  }
  __mmask8 sign = _mm512_movepi64_mask(w[3]);
  __m512i low = constant(LOW_51);
  struct fe y = {{_mm512_and_si512(w[0], low),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[0], 51), _mm512_slli_epi64(w[1], 13)), low),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[1], 38), _mm512_slli_epi64(w[2], 26)), low),
                  _mm512_and_si512(_mm512_or_si512(_mm512_srli_epi64(w[2], 25), _mm512_slli_epi64(w[3], 39)), low),
                  _mm512_and_si512(_mm512_srli_epi64(w[3], 12), low)}};
  struct fe yy = carry(square_wide(y));
  struct fe u = carry(sub(yy, ONE));
  struct fe v = carry(add(mul_wide(yy, D), ONE));
  struct fe v3 = mul_tight(carry(square_wide(v)), v);
  struct fe v7 = mul_tight(carry(square_wide(v3)), v);
  struct fe uv7 = mul_tight(u, v7);
  struct fe x = mul_tight(mul_tight(power_root(&uv7), v3), u);
  struct fe check = freeze(mul_wide(carry(square_wide(x)), v));
  __mmask8 is_root = same(check, freeze(u));
  __mmask8 is_other = same(check, freeze(sub(ONE, yy)));
  x = freeze(choose(is_root, mul_tight(x, SQRT_MINUS_1), x));
  __mmask8 on_curve = (__mmask8)((is_root | is_other) & ~(sign & same(x, ZERO)));
  __mmask8 odd = _mm512_test_epi64_mask(x.v[0], constant(1));
  x = freeze(choose(sign ^ odd, x, sub(ZERO, x)));
  union rows rows = {
      .point = {choose(on_curve, ZERO, x), choose(on_curve, ONE, y), ONE, choose(on_curve, ZERO, mul_tight(x, y))}};
  close_vector(vector, 0, &rows);
  return on_curve;
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  (void)context;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++) {
    struct fe x, y;
    affine(&x, &y, vectors, i, scratch);
    x = freeze(x);
    y = freeze(y);
    uint64_t words[4][LANES];
    _mm512_storeu_si512(words[0], _mm512_or_si512(y.v[0], _mm512_slli_epi64(y.v[1], 51)));
    _mm512_storeu_si512(words[1], _mm512_or_si512(_mm512_srli_epi64(y.v[1], 13), _mm512_slli_epi64(y.v[2], 38)));
    _mm512_storeu_si512(words[2], _mm512_or_si512(_mm512_srli_epi64(y.v[2], 26), _mm512_slli_epi64(y.v[3], 25)));
    _mm512_storeu_si512(words[3],
                        _mm512_or_si512(_mm512_or_si512(_mm512_srli_epi64(y.v[3], 39), _mm512_slli_epi64(y.v[4], 12)),
                                        _mm512_slli_epi64(x.v[0], 63)));
    for (size_t l = 0; l < LANES; l++) {
      struct scr_element *out = &elements[i * LANES + l];
      memset(out, 0, sizeof *out);
      for (size_t j = 0; j < 4; j++) out->limb[j] = words[j][l];
    }
  }
}

const struct kernel kernel_ed25519_ifma = {
    .name = "avx512ifma",
    .lanes = LANES,
    .vector_bytes = VECTOR_BYTES,
    .entry_bytes = ENTRY_BYTES,
    KERNEL_OPERATIONS,
};

#else

NO_KERNEL(kernel_ed25519_ifma, "avx512ifma");

#endif
