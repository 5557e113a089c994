// SPDX-License-Identifier: Apache-2.0
// The kernel of edwards25519 with AVX2: four points at once, one in each 64-bit lane.
//
// Points and formulas are those of crypto/kernel_ed25519.c: extended coordinates with the complete addition of Hisil, Wong,
// Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), as RFC 8032, section 5.1.4 has it.
#include "crypto/kernel.h"

#if defined(__x86_64__) && defined(__AVX2__)

#include <string.h>

#include "crypto/simd/ed25519_avx2_field.h"

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
  return (struct point){zero, one, one, zero};
}

// The last step of additions and doublings: e and g are at most 3 times tight limbs, f at most 4 times, h at most twice.
INLINE void complete(struct point *r, const struct fe *e, const struct fe *f, const struct fe *g, const struct fe *h) {
  fe_mul(&r->x, f, e);
  fe_mul(&r->y, g, h);
  fe_mul(&r->z, f, g);
  fe_mul(&r->t, e, h);
}

// a, b and c are tight, zz is at most twice a tight one.
INLINE void complete_addition(struct point *r, const struct fe *a, const struct fe *b, const struct fe *c,
                              const struct fe *zz) {
  struct fe e = sub(b, a), f = sub(zz, c), g = add(zz, c), h = add(b, a);
  complete(r, &e, &f, &g, &h);
}

// Section 3.1 with a = -1 and k = 2d: 9 products.
INLINE void add_points(struct point *r, const struct point *p, const struct point *q) {
  struct fe a, b, c, zz, minus_p = sub(&p->y, &p->x), minus_q = sub(&q->y, &q->x);
  struct fe plus_p = add(&p->y, &p->x), plus_q = add(&q->y, &q->x);
  fe_mul(&a, &minus_p, &minus_q);
  fe_mul(&b, &plus_p, &plus_q);
  fe_mul(&c, &p->t, &d2);
  fe_mul(&c, &c, &q->t);
  fe_mul(&zz, &p->z, &q->z);
  zz = add(&zz, &zz);
  complete_addition(r, &a, &b, &c, &zz);
}

// The same with Z = 1 on one side: 7 products.
INLINE void add_niels(struct point *r, const struct point *p, const struct niels *q) {
  struct fe a, b, c, minus = sub(&p->y, &p->x), plus = add(&p->y, &p->x), zz = add(&p->z, &p->z);
  fe_mul(&a, &minus, &q->difference);
  fe_mul(&b, &plus, &q->sum);
  fe_mul(&c, &p->t, &q->product);
  complete_addition(r, &a, &b, &c, &zz);
}

// Section 3.3: 4 squares and 4 products, of which T, that no doubling reads, is one. Sums are made of columns, and carried
// once. Even columns of a, b and c are below 2^59, odd ones below 2^58.5; sum's are below four times that. Limbs of 2^34 p are
// above 2^59.9 and 2^58.9, those of 2^36 p above four times that.
INLINE void double_points(struct point *r, const struct point *p, bool with_t) {
  struct fe xy = add(&p->x, &p->y);
  struct fe a = square_columns(&p->x), b = square_columns(&p->y), c = square_columns(&p->z), sum = square_columns(&xy);
  struct fe h = add(&a, &b);                           // below 2^60
  struct fe e = sub_from(&h, INT64_C(1) << 36, &sum);  // below 2^60 + 2^62
  struct fe g = sub_from(&a, INT64_C(1) << 34, &b);    // below 2^59 + 2^60
  c = add(&c, &c);
  struct fe f = add(&c, &g);  // below 2^61 + 2^59
  carry(&e), carry(&f), carry(&g), carry(&h);
  fe_mul(&r->x, &f, &e);
  fe_mul(&r->y, &g, &h);
  fe_mul(&r->z, &f, &g);
  if (with_t) fe_mul(&r->t, &e, &h);
}

INLINE void to_niels(struct niels *r, const struct fe *x, const struct fe *y) {
  r->sum = add(y, x);
  r->difference = sub(y, x);
  carry(&r->sum);
  carry(&r->difference);
  fe_mul(&r->product, x, y);
  fe_mul(&r->product, &r->product, &d2);
}

INLINE unsigned equal_lanes(const struct fe *a, const struct fe *b) {
  const struct fe x = freeze(a), y = freeze(b);
  return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(same(&x, &y)));
}

// In memory a lane's point is in one piece: 20 words of two limbs each, the coordinates in order; a vector is four of them. An
// entry is in the same form, its last word unused. Whatever takes points from here and there copies few lines so, and arithmetic
// transposes them.
typedef __m256i vec;
#define POINT_BYTES 160
#define VECTOR_BYTES (LANES * POINT_BYTES)
#define ENTRY_BYTES 128
#define POINT_BLOCKS 5  // of four words, that is eight limbs
#define ENTRY_BLOCKS 4

#include "crypto/simd/ed25519_operations.h"

// --- the kernel ---

// That the system keeps the registers is part of the answer.
static bool fits(const struct scr_group *group) {
  return group->p_limbs == 0 && __builtin_cpu_supports("avx2");
}

// Bits `at` and up of a number of four words, 26 or 25 of them.
INLINE __m256i bits_at(const __m256i *words, unsigned at, int64_t mask) {
  __m256i v = _mm256_srli_epi64(words[at / 64], (int)(at % 64));
  if (at % 64 > 64 - 26 && at / 64 < 3)
    v = _mm256_or_si256(v, _mm256_slli_epi64(words[at / 64 + 1], (int)(64 - at % 64)));
  return _mm256_and_si256(v, constant(mask));
}

// Where limb i begins.
INLINE unsigned offset_of(unsigned i) {
  return (51 * i + 1) / 2;
}

// RFC 8032, section 5.1.3, with x = u v^3 (u v^7)^((p-5)/8).
static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  (void)context;
  __m256i w[LANES];
  for (size_t l = 0; l < LANES; l++) w[l] = _mm256_loadu_si256((const __m256i *)elements[l]->limb);
  transpose(w);
  __m256i sign = _mm256_sub_epi64(constant(0), _mm256_srli_epi64(w[3], 63));
  struct fe x, y, yy, v, v3, t;
  for (unsigned i = 0; i < LIMBS; i++) y.v[i] = bits_at(w, offset_of(i), i % 2 ? LOW_25 : LOW_26);
  fe_square_times(&yy, &y, 1);
  struct fe u = sub(&yy, &one);  // at most 3 times tight limbs
  fe_mul(&v, &yy, &d);
  v = add(&v, &one);  // at most twice
  fe_square_times(&t, &v, 1);
  fe_mul(&v3, &t, &v);
  fe_square_times(&t, &v3, 1);
  fe_mul(&t, &t, &v);
  fe_mul(&t, &t, &u);
  t = power_root(&t);
  fe_mul(&t, &t, &v3);
  fe_mul(&x, &t, &u);
  fe_square_times(&t, &x, 1);
  fe_mul(&t, &t, &v);  // u, or -u, or x isn't a root
  struct fe check = freeze(&t), minus_u = sub(&one, &yy);
  u = freeze(&u);
  minus_u = freeze(&minus_u);
  __m256i is_root = same(&check, &u), is_other = same(&check, &minus_u);
  fe_mul(&t, &x, &sqrt_minus_1);
  t = choose(is_root, &t, &x);
  x = freeze(&t);
  __m256i on_curve = _mm256_andnot_si256(_mm256_and_si256(sign, same(&x, &zero)), _mm256_or_si256(is_root, is_other));
  __m256i odd = _mm256_sub_epi64(constant(0), _mm256_and_si256(x.v[0], constant(1)));
  t = sub(&zero, &x);
  t = choose(_mm256_xor_si256(sign, odd), &x, &t);
  x = freeze(&t);
  fe_mul(&t, &x, &y);
  union rows rows = {
      .point = {choose(on_curve, &zero, &x), choose(on_curve, &one, &y), one, choose(on_curve, &zero, &t)}};
  close_vector(vector, 0, &rows);
  return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(on_curve));
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  (void)context;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++, elements += LANES) {
    struct fe x, y;
    affine(&x, &y, vectors, i, scratch);
    x = freeze(&x);
    y = freeze(&y);
    __m256i w[4] = {constant(0), constant(0), constant(0), _mm256_slli_epi64(x.v[0], 63)};
    for (unsigned j = 0; j < LIMBS; j++) {
      unsigned word = offset_of(j) / 64, shift = offset_of(j) % 64;
      w[word] = _mm256_or_si256(w[word], _mm256_slli_epi64(y.v[j], (int)shift));
      if (shift > 64 - 26 && word < 3)
        w[word + 1] = _mm256_or_si256(w[word + 1], _mm256_srli_epi64(y.v[j], (int)(64 - shift)));
    }
    transpose(w);
    for (size_t l = 0; l < LANES; l++) {
      memset(&elements[l], 0, sizeof elements[l]);
      _mm256_storeu_si256((__m256i *)(void *)elements[l].limb, w[l]);
    }
  }
}

const struct kernel kernel_ed25519_avx2 = {
    .name = "avx2",
    .lanes = LANES,
    .vector_bytes = VECTOR_BYTES,
    .entry_bytes = ENTRY_BYTES,
    KERNEL_OPERATIONS,
};

#else

NO_KERNEL(kernel_ed25519_avx2, "avx2");

#endif
