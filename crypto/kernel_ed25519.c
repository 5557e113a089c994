// SPDX-License-Identifier: Apache-2.0
// The portable kernel of edwards25519 (RFC 8032, section 5.1): -x^2 + y^2 = 1 + d x^2 y^2 modulo p = 2^255 - 19.
//
// Points are in extended coordinates (X : Y : Z : T), x = X/Z, y = Y/Z, x y = T/Z. The formulas are those of Hisil, Wong,
// Carter and Dawson, "Twisted Edwards Curves Revisited" (2008): since -1 is a square and d is not, the addition is complete,
// right for every two points of the curve, also equal and opposite ones and those of small order.
#include <string.h>

#include "crypto/kernel.h"

// --- the field: five limbs in radix 2^51 ---

// "Tight" limbs are below 2^51 + 2^14: what products are. Products take limbs below 2^54.
struct fe {
  uint64_t v[5];
};

__extension__ typedef unsigned __int128 uint128;

#define LOW_51 ((UINT64_C(1) << 51) - 1)

static const struct fe zero = {{0}};
static const struct fe one = {{1}};
// -121665/121666, and twice that
static const struct fe d = {{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}};
static const struct fe d2 = {{0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}};
// 2^((p - 1)/4)
static const struct fe sqrt_minus_1 = {
    {0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}};

// Columns 0 to 3 of a product are below (1 + 4 * 19) 2^108, so that what they carry is below 2^64. Column 4 is below
// 5 * 2^108 + 2^64: 19 times what it carries is below 95 * 2^57 + 2^18 < 2^63.6.
static inline struct fe fe_carry_wide(uint128 c0, uint128 c1, uint128 c2, uint128 c3, uint128 c4) {
  struct fe r;
  c1 += (uint64_t)(c0 >> 51);
  c2 += (uint64_t)(c1 >> 51);
  c3 += (uint64_t)(c2 >> 51);
  c4 += (uint64_t)(c3 >> 51);
  uint64_t r0 = ((uint64_t)c0 & LOW_51) + 19 * (uint64_t)(c4 >> 51);
  r.v[0] = r0 & LOW_51;
  r.v[1] = ((uint64_t)c1 & LOW_51) + (r0 >> 51);
  r.v[2] = (uint64_t)c2 & LOW_51;
  r.v[3] = (uint64_t)c3 & LOW_51;
  r.v[4] = (uint64_t)c4 & LOW_51;
  return r;
}

static inline struct fe fe_mul(const struct fe *a, const struct fe *b) {
  const uint64_t *x = a->v, *y = b->v;
  uint64_t y1 = 19 * y[1], y2 = 19 * y[2], y3 = 19 * y[3], y4 = 19 * y[4];  // below 2^58.3
  uint128 c0 = (uint128)x[0] * y[0] + (uint128)x[1] * y4 + (uint128)x[2] * y3 + (uint128)x[3] * y2 + (uint128)x[4] * y1;
  uint128 c1 =
      (uint128)x[0] * y[1] + (uint128)x[1] * y[0] + (uint128)x[2] * y4 + (uint128)x[3] * y3 + (uint128)x[4] * y2;
  uint128 c2 =
      (uint128)x[0] * y[2] + (uint128)x[1] * y[1] + (uint128)x[2] * y[0] + (uint128)x[3] * y4 + (uint128)x[4] * y3;
  uint128 c3 =
      (uint128)x[0] * y[3] + (uint128)x[1] * y[2] + (uint128)x[2] * y[1] + (uint128)x[3] * y[0] + (uint128)x[4] * y4;
  uint128 c4 =
      (uint128)x[0] * y[4] + (uint128)x[1] * y[3] + (uint128)x[2] * y[2] + (uint128)x[3] * y[1] + (uint128)x[4] * y[0];
  return fe_carry_wide(c0, c1, c2, c3, c4);
}

static inline struct fe fe_square(const struct fe *a) {
  const uint64_t *x = a->v;
  uint64_t x0 = 2 * x[0], x1 = 2 * x[1], x3 = 19 * x[3], x4 = 19 * x[4], x34 = 2 * x4;  // below 2^59.3
  uint128 c0 = (uint128)x[0] * x[0] + (uint128)x1 * x4 + (uint128)x[2] * (2 * x3);
  uint128 c1 = (uint128)x0 * x[1] + (uint128)x[2] * x34 + (uint128)x[3] * x3;
  uint128 c2 = (uint128)x0 * x[2] + (uint128)x[1] * x[1] + (uint128)x[3] * x34;
  uint128 c3 = (uint128)x0 * x[3] + (uint128)x1 * x[2] + (uint128)x[4] * x4;
  uint128 c4 = (uint128)x0 * x[4] + (uint128)x1 * x[3] + (uint128)x[2] * x[2];
  return fe_carry_wide(c0, c1, c2, c3, c4);
}

static struct fe fe_square_times(const struct fe *a, unsigned times) {
  struct fe r = fe_square(a);
  while (--times > 0) r = fe_square(&r);
  return r;
}

// Of tight limbs; the sum of two is below 2^53 and goes into products as it is.
static inline struct fe fe_add(const struct fe *a, const struct fe *b) {
  struct fe r;
  for (int i = 0; i < 5; i++) r.v[i] = a->v[i] + b->v[i];
  return r;
}

// a + 4p - b, for limbs below 2^53 - 76: limbs of the difference are below 2^54 when those of a are below 2^53.
static inline struct fe fe_sub(const struct fe *a, const struct fe *b) {
  struct fe r;
  r.v[0] = a->v[0] + 4 * (LOW_51 - 18) - b->v[0];
  for (int i = 1; i < 5; i++) r.v[i] = a->v[i] + 4 * LOW_51 - b->v[i];
  return r;
}

// The one representative below p, of limbs below 2^63.
static struct fe fe_freeze(const struct fe *a) {
  struct fe r = *a;
  for (int pass = 0; pass < 2; pass++) {  // after the first 2^255 + 2^18 at most, after the second below 2p
    for (int i = 0; i < 4; i++) {
      r.v[i + 1] += r.v[i] >> 51;
      r.v[i] &= LOW_51;
    }
    r.v[0] += 19 * (r.v[4] >> 51);
    r.v[4] &= LOW_51;
  }
  // The number is at least p just when adding 19 reaches 2^255; then it is the number + 19 - 2^255.
  uint64_t carry = 19;
  for (int i = 0; i < 5; i++) carry = (r.v[i] + carry) >> 51;
  carry *= 19;
  for (int i = 0; i < 5; i++) {
    carry += r.v[i];
    r.v[i] = carry & LOW_51;
    carry >>= 51;
  }
  return r;
}

static bool fe_equal(const struct fe *a, const struct fe *b) {
  struct fe x = fe_freeze(a), y = fe_freeze(b);
  return memcmp(&x, &y, sizeof x) == 0;
}

// *a250 = a^(2^250 - 1), *a11 = a^11: what the exponents p - 2 and (p - 5)/8 have in common.
static void fe_power_chain(struct fe *a250, struct fe *a11, const struct fe *a) {
  struct fe t, a2 = fe_square(a);
  t = fe_square_times(&a2, 2);
  struct fe a9 = fe_mul(&t, a);
  *a11 = fe_mul(&a9, &a2);
  t = fe_square(a11);
  struct fe n5 = fe_mul(&t, &a9);  // a^(2^5 - 1), and so on
  t = fe_square_times(&n5, 5);
  struct fe n10 = fe_mul(&t, &n5);
  t = fe_square_times(&n10, 10);
  struct fe n20 = fe_mul(&t, &n10);
  t = fe_square_times(&n20, 20);
  struct fe n40 = fe_mul(&t, &n20);
  t = fe_square_times(&n40, 10);
  struct fe n50 = fe_mul(&t, &n10);
  t = fe_square_times(&n50, 50);
  struct fe n100 = fe_mul(&t, &n50);
  t = fe_square_times(&n100, 100);
  t = fe_mul(&t, &n100);
  t = fe_square_times(&t, 50);
  *a250 = fe_mul(&t, &n50);
}

// a^(p - 2), p - 2 = 2^5 (2^250 - 1) + 11
static struct fe fe_inverse(const struct fe *a) {
  struct fe a250, a11;
  fe_power_chain(&a250, &a11, a);
  a250 = fe_square_times(&a250, 5);
  return fe_mul(&a250, &a11);
}

// a^((p - 5)/8), (p - 5)/8 = 2^2 (2^250 - 1) + 1
static struct fe fe_power_root(const struct fe *a) {
  struct fe a250, a11;
  fe_power_chain(&a250, &a11, a);
  a250 = fe_square_times(&a250, 2);
  return fe_mul(&a250, a);
}

// --- points ---

// Limbs are tight.
struct point {
  struct fe x, y, z, t;
};

// Affine Niels form: y + x, y - x, 2 d x y. Limbs are tight.
struct niels {
  struct fe sum, difference, product;
};

#define VECTOR_BYTES 192
#define ENTRY_BYTES 128
_Static_assert(sizeof(struct point) <= VECTOR_BYTES && sizeof(struct niels) <= ENTRY_BYTES, "they fit");

static const struct point identity = {{{0}}, {{1}}, {{1}}, {{0}}};

static const struct point *at(const void *vectors, size_t i) {
  return (const struct point *)(const void *)((const uint8_t *)vectors + i * VECTOR_BYTES);
}

static struct point *at_mutable(void *vectors, size_t i) {
  return (struct point *)(void *)((uint8_t *)vectors + i * VECTOR_BYTES);
}

// The last step of additions and doublings. Limbs are below 2^54.
static inline void complete(struct point *out, const struct fe *e, const struct fe *f, const struct fe *g,
                            const struct fe *h) {
  out->x = fe_mul(e, f);
  out->y = fe_mul(g, h);
  out->z = fe_mul(f, g);
  out->t = fe_mul(e, h);
}

// Section 3.1 with a = -1 and k = 2d (RFC 8032, section 5.1.4): 9 products.
static void point_add(struct point *out, const struct point *p, const struct point *q) {
  struct fe minus_p = fe_sub(&p->y, &p->x), minus_q = fe_sub(&q->y, &q->x);
  struct fe plus_p = fe_add(&p->y, &p->x), plus_q = fe_add(&q->y, &q->x);
  struct fe a = fe_mul(&minus_p, &minus_q);
  struct fe b = fe_mul(&plus_p, &plus_q);
  struct fe c = fe_mul(&p->t, &d2);
  c = fe_mul(&c, &q->t);
  struct fe zz = fe_mul(&p->z, &q->z);
  zz = fe_add(&zz, &zz);
  struct fe e = fe_sub(&b, &a), f = fe_sub(&zz, &c), g = fe_add(&zz, &c), h = fe_add(&b, &a);
  complete(out, &e, &f, &g, &h);
}

// The same with Z = 1 on one side: 7 products.
static void point_add_niels(struct point *out, const struct point *p, const struct niels *q) {
  struct fe minus = fe_sub(&p->y, &p->x), plus = fe_add(&p->y, &p->x);
  struct fe a = fe_mul(&minus, &q->difference);
  struct fe b = fe_mul(&plus, &q->sum);
  struct fe c = fe_mul(&p->t, &q->product);
  struct fe zz = fe_add(&p->z, &p->z);
  struct fe e = fe_sub(&b, &a), f = fe_sub(&zz, &c), g = fe_add(&zz, &c), h = fe_add(&b, &a);
  complete(out, &e, &f, &g, &h);
}

// Section 3.3 (RFC 8032, section 5.1.4): 4 squares and 4 products, of which T, that no doubling reads, is one.
static void point_double(struct point *point, bool with_t) {
  struct fe sum = fe_add(&point->x, &point->y);
  struct fe a = fe_square(&point->x), b = fe_square(&point->y), c = fe_square(&point->z);
  sum = fe_square(&sum);
  struct fe h = fe_add(&a, &b), e = fe_sub(&h, &sum), g = fe_sub(&a, &b);
  c = fe_add(&c, &c);
  // g below 2^53.4 (tight + 4p), c below 2^52.1: the sum is below 2^54.
  struct fe f = fe_add(&c, &g);
  point->x = fe_mul(&e, &f);
  point->y = fe_mul(&g, &h);
  point->z = fe_mul(&f, &g);
  if (with_t) point->t = fe_mul(&e, &h);
}

// RFC 8032, section 5.1.3.
static bool decompress(struct point *point, const struct scr_element *element) {
  const uint64_t *w = element->limb;
  bool sign = w[3] >> 63;
  struct fe y = {{w[0] & LOW_51, (w[0] >> 51 | w[1] << 13) & LOW_51, (w[1] >> 38 | w[2] << 26) & LOW_51,
                  (w[2] >> 25 | w[3] << 39) & LOW_51, w[3] >> 12 & LOW_51}};
  struct fe yy = fe_square(&y);
  struct fe u = fe_sub(&yy, &one);
  struct fe v = fe_mul(&yy, &d);
  v = fe_add(&v, &one);
  // x = u v^3 (u v^7)^((p-5)/8)
  struct fe v3 = fe_square(&v);
  v3 = fe_mul(&v3, &v);
  struct fe v7 = fe_square(&v3);
  v7 = fe_mul(&v7, &v);
  struct fe x = fe_mul(&u, &v7);
  x = fe_power_root(&x);
  x = fe_mul(&x, &v3);
  x = fe_mul(&x, &u);
  struct fe check = fe_square(&x);
  check = fe_mul(&check, &v);
  if (!fe_equal(&check, &u)) {
    struct fe minus_u = fe_sub(&one, &yy);
    if (!fe_equal(&check, &minus_u)) return false;
    x = fe_mul(&x, &sqrt_minus_1);
  }
  x = fe_freeze(&x);
  if (sign && memcmp(&x, &zero, sizeof x) == 0) return false;
  if (sign != (x.v[0] & 1)) x = fe_sub(&zero, &x);
  x = fe_freeze(&x);
  *point = (struct point){x, y, one, fe_mul(&x, &y)};
  return true;
}

// X of scratch's point i becomes 1/Z of the vectors' point i, with one inversion (Montgomery's trick). Z is never zero.
static void invert_all(void *scratch, const void *vectors, size_t count) {
  if (count == 0) return;
  at_mutable(scratch, 0)->x = at(vectors, 0)->z;
  for (size_t i = 1; i < count; i++) at_mutable(scratch, i)->x = fe_mul(&at(scratch, i - 1)->x, &at(vectors, i)->z);
  struct fe inverse = fe_inverse(&at(scratch, count - 1)->x);  // of the product of the first i + 1
  for (size_t i = count - 1; i > 0; i--) {
    at_mutable(scratch, i)->x = fe_mul(&inverse, &at(scratch, i - 1)->x);
    inverse = fe_mul(&inverse, &at(vectors, i)->z);
  }
  at_mutable(scratch, 0)->x = inverse;
}

// --- the kernel ---

static bool fits(const struct scr_group *group) {
  return group->p_limbs == 0;
}

static char no_context;  // everything is a constant

static void *open_context(const struct scr_group *group) {
  (void)group;
  return &no_context;
}

static void close_context(void *context) {
  (void)context;
}

static unsigned load(void *vector, const void *context, const struct scr_element *const *elements) {
  (void)context;
  if (decompress(vector, elements[0])) return 1;
  *at_mutable(vector, 0) = identity;
  return 0;
}

static void store(struct scr_element *elements, const void *context, const void *vectors, size_t count, void *scratch) {
  (void)context;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++) {
    struct fe x = fe_mul(&at(vectors, i)->x, &at(scratch, i)->x), y = fe_mul(&at(vectors, i)->y, &at(scratch, i)->x);
    x = fe_freeze(&x);
    y = fe_freeze(&y);
    struct scr_element *out = &elements[i];
    memset(out, 0, sizeof *out);
    out->limb[0] = y.v[0] | y.v[1] << 51;
    out->limb[1] = y.v[1] >> 13 | y.v[2] << 38;
    out->limb[2] = y.v[2] >> 26 | y.v[3] << 25;
    out->limb[3] = y.v[3] >> 39 | y.v[4] << 12 | x.v[0] << 63;
  }
}

static void set_identity(void *vector, const void *context) {
  (void)context;
  *at_mutable(vector, 0) = identity;
}

static unsigned is_identity(const void *vector, const void *context) {
  (void)context;
  const struct point *point = at(vector, 0);
  return fe_equal(&point->x, &zero) && fe_equal(&point->y, &point->z);
}

static void pick(void *out, const void *vectors, const size_t *index) {
  *at_mutable(out, 0) = *at(vectors, index[0]);
}

static void mul(void *out, const void *context, const void *a, const void *b) {
  (void)context;
  point_add(out, at(a, 0), at(b, 0));
}

static void square(void *out, const void *context, const void *a, unsigned times) {
  (void)context;
  struct point point = *at(a, 0);
  while (times-- > 0) point_double(&point, times == 0);
  *at_mutable(out, 0) = point;
}

static void squares(void *vectors, const void *context, size_t count) {
  (void)context;
  struct point point = *at(vectors, 0);
  for (size_t i = 1; i < count; i++) {
    point_double(&point, true);
    *at_mutable(vectors, i) = point;
  }
}

static void mul_bucket(void *buckets, const void *context, const uint8_t *bucket, const void *factors,
                       const uint16_t *factor) {
  (void)context;
  struct point *sum = at_mutable(buckets, bucket[0]);
  point_add(sum, sum, at(factors, factor[0]));
}

static void to_entries(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                       const void *vectors, size_t count, void *scratch) {
  (void)context;
  (void)lane_stride;
  if (lanes_n == 0) return;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++) {
    struct fe x = fe_mul(&at(vectors, i)->x, &at(scratch, i)->x), y = fe_mul(&at(vectors, i)->y, &at(scratch, i)->x);
    struct fe sum = fe_add(&y, &x), difference = fe_sub(&y, &x), product = fe_mul(&x, &y);
    struct niels entry = {fe_freeze(&sum), fe_freeze(&difference), fe_mul(&product, &d2)};
    uint8_t bytes[ENTRY_BYTES] = {0};
    memcpy(bytes, &entry, sizeof entry);
    memcpy(first + i * vector_stride, bytes, sizeof bytes);
  }
}

static void mul_entries(void *vector, const void *context, const void *const *entries, size_t count) {
  (void)context;
  struct niels entry;
  for (size_t i = 0; i < count; i++) {
    if (i + 1 < count) prefetch_entries(entries + i + 1, 1, ENTRY_BYTES);
    memcpy(&entry, entries[i], sizeof entry);
    point_add_niels(vector, at(vector, 0), &entry);
  }
}

const struct kernel kernel_ed25519_portable = {
    .name = "portable",
    .lanes = 1,
    .vector_bytes = VECTOR_BYTES,
    .entry_bytes = ENTRY_BYTES,
    KERNEL_OPERATIONS,
};
