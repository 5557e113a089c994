// SPDX-License-Identifier: Apache-2.0
// The kernel of edwards25519 with AVX2: four points at once, one in each 64-bit lane.
//
// Points and formulas are those of crypto/kernel_ed25519.c: extended coordinates with the complete addition of Hisil, Wong,
// Carter and Dawson, "Twisted Edwards Curves Revisited" (2008), as RFC 8032, section 5.1.4 has it.
#include "crypto/kernel.h"

#if defined(__x86_64__) && defined(__AVX2__)

#include <assert.h>
#include <immintrin.h>
#include <string.h>

#define LANES 4
#define INLINE static inline __attribute__((always_inline))

// --- the field: ten limbs in radix 2^25.5, of 26 and 25 bits in turns ---

// "Tight" limbs are what a carry leaves: even ones below 2^26 + 2^14, odd ones below 2^25 + 2^18. VPMULUDQ multiplies the low
// 32 bits of a lane, so that sums and differences of a few tight limbs go into products as they are. Bounds are multiples of
// tight limbs: "3 times" is below 3 (2^26 + 2^14) and 3 (2^25 + 2^18).
#define LIMBS 10
#define TIGHT_EVEN ((INT64_C(1) << 26) + (INT64_C(1) << 14))
#define TIGHT_ODD ((INT64_C(1) << 25) + (INT64_C(1) << 18))
#define LOW_26 ((INT64_C(1) << 26) - 1)
#define LOW_25 ((INT64_C(1) << 25) - 1)

struct fe {
  __m256i v[LIMBS];
};

INLINE __m256i constant(int64_t value) {
  return _mm256_set1_epi64x(value);
}

// Limbs are below so many times tight ones.
INLINE void check_times(const struct fe *a, int64_t times) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  for (int i = 0; i < LIMBS; i++) {
    uint64_t lanes[LANES];
    _mm256_storeu_si256((__m256i *)lanes, a->v[i]);
    for (int l = 0; l < LANES; l++) assert(lanes[l] < (uint64_t)(times * (i % 2 ? TIGHT_ODD : TIGHT_EVEN)));
  }
#else
  (void)a;
  (void)times;
#endif
}

// The same in every lane.
#define ALL(v) \
  { v, v, v, v }
#define CONSTANT(v0, v1, v2, v3, v4, v5, v6, v7, v8, v9)                                         \
  {                                                                                              \
    { ALL(v0), ALL(v1), ALL(v2), ALL(v3), ALL(v4), ALL(v5), ALL(v6), ALL(v7), ALL(v8), ALL(v9) } \
  }
static const struct fe zero, one = CONSTANT(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
// -121665/121666, twice that, and 2^((p - 1)/4)
static const struct fe d =
    CONSTANT(0x35978a3, 0xd37284, 0x3156ebd, 0x6a0a0e, 0x1c029, 0x179e898, 0x3a03cbb, 0x1ce7198, 0x2e2b6ff, 0x1480db3);
static const struct fe d2 =
    CONSTANT(0x2b2f159, 0x1a6e509, 0x22add7a, 0xd4141d, 0x38052, 0xf3d130, 0x3407977, 0x19ce331, 0x1c56dff, 0x901b67);
static const struct fe sqrt_minus_1 =
    CONSTANT(0x20ea0b0, 0x186c9d2, 0x8f189d, 0x35697f, 0xbd0c60, 0x1fbd7a7, 0x2804c9e, 0x1e16569, 0x4fc1d, 0xae0c92);

INLINE struct fe add(const struct fe *a, const struct fe *b) {
  struct fe r;
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) r.v[i] = _mm256_add_epi64(a->v[i], b->v[i]);
  return r;
}

// a + n p - b, where n p has limbs that are above those of b.
INLINE struct fe sub_from(const struct fe *a, int64_t n, const struct fe *b) {
  struct fe r;
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) {
    __m256i multiple = constant(n * (i % 2 ? LOW_25 : i > 0 ? LOW_26 : LOW_26 - 18));
    r.v[i] = _mm256_sub_epi64(_mm256_add_epi64(a->v[i], multiple), b->v[i]);
  }
  return r;
}

// Of a tight b: adds twice a tight limb.
INLINE struct fe sub(const struct fe *a, const struct fe *b) {
  check_times(b, 1);
  return sub_from(a, 2, b);
}

// Moves what limb i has above its bits into the next; above the last, 2^255 = 19.
INLINE void carry_limb(struct fe *a, int i) {
  __m256i high = _mm256_srli_epi64(a->v[i], i % 2 ? 25 : 26);
  a->v[i] = _mm256_and_si256(a->v[i], constant(i % 2 ? LOW_25 : LOW_26));
  if (i == LIMBS - 1)  // 19 = 1 + 2 + 16: a carry may have more than 32 bits
    high = _mm256_add_epi64(high, _mm256_add_epi64(_mm256_slli_epi64(high, 1), _mm256_slli_epi64(high, 4)));
  a->v[(i + 1) % LIMBS] = _mm256_add_epi64(a->v[(i + 1) % LIMBS], high);
}

// Columns to tight limbs, in two chains side by side. Columns are below 2^63, so that a limb carries less than 2^38 and the
// last one, 19 times, less than 2^43. What limbs 5 and 0 have then, they carry once more: less than 2^14 into limb 6 and less
// than 2^18 into limb 1.
INLINE void carry(struct fe *a) {
#ifdef SCRUTINEER_CHECK_BOUNDS
  for (int i = 0; i < LIMBS; i++) assert(_mm256_movemask_pd(_mm256_castsi256_pd(a->v[i])) == 0);
#endif
#pragma GCC unroll 6
  for (int i = 0; i < 6; i++) {
    carry_limb(a, i);
    carry_limb(a, (i + 5) % LIMBS);
  }
  check_times(a, 1);
}

INLINE __m256i times(__m256i a, __m256i b) {
  return _mm256_mul_epu32(a, b);
}

// The empty statement keeps a compiler from changing the order of the sums: the ten columns stay in registers then.
INLINE void add_product(__m256i *sum, __m256i a, __m256i b) {
  *sum = _mm256_add_epi64(*sum, _mm256_mul_epu32(a, b));
  __asm__("" : "+x"(*sum));
}

// Limbs i and j meet in column i + j, or 19 times in column i + j - 10, and twice where both are odd: 2^25.5 isn't in a limb.
//
// For factors of tight limbs, column 0 is the largest: below (1 + 4 * 19) TIGHT_EVEN^2 + 5 * 2 * 19 TIGHT_ODD^2 < 126 * 2^52.
// With a below 5 times and b below 3 times tight limbs, columns are below 2^63, and 19 b and 2 a below 2^32.
INLINE struct fe mul_columns(const struct fe *a, const struct fe *b) {
  struct fe c = zero, b19;
#pragma GCC unroll 10
  for (int j = 1; j < LIMBS; j++) b19.v[j] = times(b->v[j], constant(19));
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) {
    __m256i once = a->v[i], twice = _mm256_add_epi64(once, once);
#pragma GCC unroll 10
    for (int j = 0; j < LIMBS; j++)
      add_product(&c.v[(i + j) % LIMBS], i % 2 && j % 2 ? twice : once, i + j < LIMBS ? b->v[j] : b19.v[j]);
  }
  return c;
}

// The same columns, each pair of different limbs once and doubled. Of limbs below 2 times tight ones: 38 of them are below 2^32.
INLINE struct fe square_columns(const struct fe *a) {
  struct fe c = zero, wrapped;  // what limbs 5 to 9 are multiplied with where they wrap: 19 times, odd ones 38 times
  check_times(a, 2);
#pragma GCC unroll 5
  for (int j = 5; j < LIMBS; j++) wrapped.v[j] = times(a->v[j], constant(j % 2 ? 38 : 19));
#pragma GCC unroll 10
  for (int i = 0; i < LIMBS; i++) {
    __m256i once = a->v[i], twice = _mm256_add_epi64(once, once), four_times = _mm256_add_epi64(twice, twice);
#pragma GCC unroll 10
    for (int j = i; j < LIMBS; j++) {
      if (i + j < LIMBS)
        add_product(&c.v[i + j], i == j ? (i % 2 ? twice : once) : (i % 2 && j % 2 ? four_times : twice), a->v[j]);
      else  // of an odd and an even limb, one factor is doubled, and it is the odd one's
        add_product(&c.v[i + j - LIMBS], i == j || (i % 2 == 0 && j % 2) ? once : twice, wrapped.v[j]);
    }
  }
  return c;
}

// Products are tight; the factors' bounds are above.
static __attribute__((noinline)) void fe_mul(struct fe *r, const struct fe *a, const struct fe *b) {
  check_times(a, 5);
  check_times(b, 3);
  struct fe columns = mul_columns(a, b);
  carry(&columns);
  *r = columns;
}

static __attribute__((noinline)) void fe_square_times(struct fe *r, const struct fe *a, unsigned n) {
  struct fe t = *a;
  while (n-- > 0) {
    t = square_columns(&t);
    carry(&t);
  }
  *r = t;
}

#include "crypto/simd/ed25519_chain.h"

// The one representative below p, of limbs below 15 times tight ones.
static struct fe freeze(const struct fe *a) {
  struct fe r = *a;
  check_times(a, 15);
  for (int i = 0; i < LIMBS; i++) carry_limb(&r, i);  // limb 9 carries less than 2^5: below 2^255 + 2^10 < 2p then
  // The number is at least p just when adding 19 reaches 2^255; then it is the number + 19 - 2^255.
  __m256i c = constant(19);
  for (int i = 0; i < LIMBS; i++) c = _mm256_srli_epi64(_mm256_add_epi64(r.v[i], c), i % 2 ? 25 : 26);
  c = times(c, constant(19));
  for (int i = 0; i < LIMBS; i++) {
    c = _mm256_add_epi64(c, r.v[i]);
    r.v[i] = _mm256_and_si256(c, constant(i % 2 ? LOW_25 : LOW_26));
    c = _mm256_srli_epi64(c, i % 2 ? 25 : 26);
  }
  return r;
}

// Masks have all bits of a lane or none. Lanes where both are the same, of frozen elements.
static __m256i same(const struct fe *a, const struct fe *b) {
  __m256i mask = constant(-1);
  for (int i = 0; i < LIMBS; i++) mask = _mm256_and_si256(mask, _mm256_cmpeq_epi64(a->v[i], b->v[i]));
  return mask;
}

// b where the mask is.
static struct fe choose(__m256i mask, const struct fe *a, const struct fe *b) {
  struct fe r;
  for (int i = 0; i < LIMBS; i++) r.v[i] = _mm256_blendv_epi8(a->v[i], b->v[i], mask);
  return r;
}

// --- points ---

// Limbs are tight.
struct point {
  struct fe x, y, z, t;
};

// Affine Niels form: y + x, y - x, 2 d x y, limbs tight.
struct niels {
  struct fe sum, difference, product;
};

static const struct point identity = {.y = {{ALL(1)}}, .z = {{ALL(1)}}};

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

// --- memory ---

// In memory a lane's point is in one piece: 20 words of two limbs each, the coordinates in order; a vector is four of them. An
// entry is in the same form. Whatever takes points from here and there copies few lines so, and arithmetic transposes them.
#define POINT_BYTES 160
#define VECTOR_BYTES (LANES * POINT_BYTES)
#define ENTRY_BYTES 128
#define POINT_BLOCKS 5  // of four words
#define ENTRY_BLOCKS 4  // the last word is unused
_Static_assert(sizeof(struct point) == POINT_BLOCKS * 8 * sizeof(__m256i), "blocks of eight limbs");
_Static_assert(sizeof(struct niels) <= ENTRY_BLOCKS * 8 * sizeof(__m256i), "blocks of eight limbs");
_Static_assert(sizeof(struct fe) <= VECTOR_BYTES, "scratch takes one for each vector");

union rows {
  __m256i limb[POINT_BLOCKS * 8];
  struct point point;
  struct niels niels;
};

// Row i, word j becomes row j, word i.
INLINE void transpose(__m256i r[4]) {
  __m256i low01 = _mm256_unpacklo_epi64(r[0], r[1]), high01 = _mm256_unpackhi_epi64(r[0], r[1]);
  __m256i low23 = _mm256_unpacklo_epi64(r[2], r[3]), high23 = _mm256_unpackhi_epi64(r[2], r[3]);
  r[0] = _mm256_permute2x128_si256(low01, low23, 0x20);
  r[1] = _mm256_permute2x128_si256(high01, high23, 0x20);
  r[2] = _mm256_permute2x128_si256(low01, low23, 0x31);
  r[3] = _mm256_permute2x128_si256(high01, high23, 0x31);
}

// So many blocks of four words, each lane's from its own place; and back.
INLINE void gather(union rows *out, const void *const *lanes, const size_t blocks) {
#pragma GCC unroll 5
  for (size_t block = 0; block < blocks; block++) {
    __m256i word[LANES];
    for (size_t l = 0; l < LANES; l++) word[l] = _mm256_loadu_si256((const __m256i *)lanes[l] + block);
    transpose(word);
    for (size_t k = 0; k < 4; k++) {
      out->limb[8 * block + 2 * k] = _mm256_and_si256(word[k], constant(UINT32_MAX));
      out->limb[8 * block + 2 * k + 1] = _mm256_srli_epi64(word[k], 32);
    }
  }
}

INLINE void scatter(void *const *lanes, const union rows *in, const size_t blocks) {
#pragma GCC unroll 5
  for (size_t block = 0; block < blocks; block++) {
    __m256i word[4];
    for (size_t k = 0; k < 4; k++)
      word[k] = _mm256_or_si256(in->limb[8 * block + 2 * k], _mm256_slli_epi64(in->limb[8 * block + 2 * k + 1], 32));
    transpose(word);
    for (size_t l = 0; l < LANES; l++) _mm256_storeu_si256((__m256i *)lanes[l] + block, word[l]);
  }
}

INLINE void open_vector(union rows *out, const void *vectors, size_t i) {
  const uint8_t *first = (const uint8_t *)vectors + i * VECTOR_BYTES;
  const void *lanes[LANES];
  for (size_t l = 0; l < LANES; l++) lanes[l] = first + l * POINT_BYTES;
  gather(out, lanes, POINT_BLOCKS);
}

INLINE void close_vector(void *vector, const union rows *in) {
  void *lanes[LANES];
  for (size_t l = 0; l < LANES; l++) lanes[l] = (uint8_t *)vector + l * POINT_BYTES;
  scatter(lanes, in, POINT_BLOCKS);
}

INLINE struct fe *inverse_at(void *scratch, size_t i) {
  return (struct fe *)(void *)((uint8_t *)scratch + i * VECTOR_BYTES);
}

// Scratch gets 1/Z of every vector's points, with one inversion in each lane (Montgomery's trick). Z is never zero.
static void invert_all(void *scratch, const void *vectors, size_t count) {
  union rows rows;
  if (count == 0) return;
  open_vector(&rows, vectors, 0);
  *inverse_at(scratch, 0) = rows.point.z;
  for (size_t i = 1; i < count; i++) {
    open_vector(&rows, vectors, i);
    fe_mul(inverse_at(scratch, i), inverse_at(scratch, i - 1), &rows.point.z);
  }
  struct fe r = inverse(inverse_at(scratch, count - 1));  // of the product of the first i + 1
  for (size_t i = count - 1; i > 0; i--) {
    open_vector(&rows, vectors, i);
    fe_mul(inverse_at(scratch, i), &r, inverse_at(scratch, i - 1));
    fe_mul(&r, &r, &rows.point.z);
  }
  *inverse_at(scratch, 0) = r;
}

// x = X/Z and y = Y/Z of vector i.
static void affine(struct fe *x, struct fe *y, const void *vectors, size_t i, void *scratch) {
  union rows rows;
  open_vector(&rows, vectors, i);
  fe_mul(x, &rows.point.x, inverse_at(scratch, i));
  fe_mul(y, &rows.point.y, inverse_at(scratch, i));
}

// --- the kernel ---

// That the system keeps the registers is part of the answer.
static bool fits(const struct scr_group *group) {
  return group->p_limbs == 0 && __builtin_cpu_supports("avx2");
}

static char no_context;  // everything is a constant

static void *open_context(const struct scr_group *group) {
  (void)group;
  return &no_context;
}

static void close_context(void *context) {
  (void)context;
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
  union rows rows = {.point = {choose(on_curve, &identity.x, &x), choose(on_curve, &identity.y, &y), one,
                               choose(on_curve, &identity.t, &t)}};
  close_vector(vector, &rows);
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

static void set_identity(void *vector, const void *context) {
  (void)context;
  union rows rows = {.point = identity};
  close_vector(vector, &rows);
}

static unsigned is_identity(const void *vector, const void *context) {
  (void)context;
  union rows rows;
  open_vector(&rows, vector, 0);
  struct fe x = freeze(&rows.point.x), y = freeze(&rows.point.y), z = freeze(&rows.point.z);
  return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_and_si256(same(&x, &zero), same(&y, &z))));
}

static void pick(void *out, const void *vectors, const size_t *index) {
  for (size_t l = 0; l < LANES; l++)
    memcpy((uint8_t *)out + l * POINT_BYTES, (const uint8_t *)vectors + index[l] * POINT_BYTES, POINT_BYTES);
}

static void mul(void *out, const void *context, const void *a, const void *b) {
  (void)context;
  union rows p, q;
  open_vector(&p, a, 0);
  open_vector(&q, b, 0);
  add_points(&p.point, &p.point, &q.point);
  close_vector(out, &p);
}

static void square(void *out, const void *context, const void *a, unsigned times) {
  (void)context;
  union rows p;
  open_vector(&p, a, 0);
  while (times-- > 0) double_points(&p.point, &p.point, times == 0);
  close_vector(out, &p);
}

static void mul_bucket(void *buckets, const void *context, const uint8_t *index, const void *v) {
  (void)context;
  void *lanes[LANES];
  union rows p, q;
  for (size_t l = 0; l < LANES; l++) lanes[l] = (uint8_t *)buckets + index[l] * (size_t)VECTOR_BYTES + l * POINT_BYTES;
  gather(&p, (const void *const *)lanes, POINT_BLOCKS);
  open_vector(&q, v, 0);
  add_points(&p.point, &p.point, &q.point);
  scatter(lanes, &p, POINT_BLOCKS);
}

static void to_entries(uint8_t *first, size_t vector_stride, size_t lane_stride, size_t lanes_n, const void *context,
                       const void *vectors, size_t count, void *scratch) {
  (void)context;
  invert_all(scratch, vectors, count);
  for (size_t i = 0; i < count; i++, first += vector_stride) {
    struct fe x, y;
    affine(&x, &y, vectors, i, scratch);
    union rows rows = {.point = identity};
    rows.niels.sum = add(&y, &x);
    rows.niels.difference = sub(&y, &x);
    carry(&rows.niels.sum);
    carry(&rows.niels.difference);
    fe_mul(&x, &x, &y);
    fe_mul(&rows.niels.product, &x, &d2);
    uint8_t entries[LANES][ENTRY_BYTES];
    void *lanes[LANES] = {entries[0], entries[1], entries[2], entries[3]};
    scatter(lanes, &rows, ENTRY_BLOCKS);
    for (size_t l = 0; l < lanes_n; l++) memcpy(first + l * lane_stride, entries[l], ENTRY_BYTES);
  }
}

static void mul_entries(void *vector, const void *context, const void *const *entries) {
  (void)context;
  union rows p, q;
  open_vector(&p, vector, 0);
  gather(&q, entries, ENTRY_BLOCKS);
  add_niels(&p.point, &p.point, &q.niels);
  close_vector(vector, &p);
}

const struct kernel kernel_ed25519_avx2 = {
    .name = "avx2",
    .lanes = LANES,
    .vector_bytes = VECTOR_BYTES,
    .entry_bytes = ENTRY_BYTES,
    .fits = fits,
    .open = open_context,
    .close = close_context,
    .load = load,
    .store = store,
    .set_identity = set_identity,
    .is_identity = is_identity,
    .pick = pick,
    .mul = mul,
    .square = square,
    .mul_bucket = mul_bucket,
    .to_entries = to_entries,
    .mul_entries = mul_entries,
};

#else

static bool fits(const struct scr_group *group) {
  (void)group;
  return false;
}

const struct kernel kernel_ed25519_avx2 = {.name = "avx2", .fits = fits};

#endif
