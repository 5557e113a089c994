// SPDX-License-Identifier: Apache-2.0
#include "crypto/table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define WINDOW_MIN 3
#define WINDOW_MAX 10
#define TABLE_BYTES_MAX (UINT64_C(22) << 20)

void *vectors_new(const struct kernel *kernel, size_t count) {
  return aligned_alloc(KERNEL_ALIGNMENT, kernel->vector_bytes * (count ? count : 1));
}

static size_t rows_of(const struct scr_group *group, unsigned window) {
  return (64 * group->q_limbs + window - 1) / window;
}

// In vector products: what the rows cost to fill, where to bring entries into their form is as dear as to multiply them, and what
// the exponentiations cost with them.
unsigned table_window_within(const struct kernel *kernel, const struct scr_group *group, uint64_t powers,
                             uint64_t bytes_max) {
  unsigned best = WINDOW_MIN;
  uint64_t best_cost = UINT64_MAX;
  for (unsigned window = WINDOW_MIN; window <= WINDOW_MAX; window++) {
    uint64_t rows = rows_of(group, window), digits = UINT64_C(1) << window;
    uint64_t filling = 2 * ((rows + kernel->lanes - 1) / kernel->lanes) * digits;
    uint64_t cost = filling + powers * rows / kernel->lanes;
    if (rows * digits * kernel->entry_bytes > bytes_max || cost >= best_cost) continue;
    best = window;
    best_cost = cost;
  }
  return best;
}

unsigned table_window(const struct kernel *kernel, const struct scr_group *group, uint64_t powers) {
  return table_window_within(kernel, group, powers, TABLE_BYTES_MAX);
}

unsigned exponent_bits(const struct scr_scalar *exponent, size_t bit, unsigned count) {
  size_t limb = bit / 64, shift = bit % 64;
  if (limb >= SCR_LIMBS) return 0;
  uint64_t bits = exponent->limb[limb] >> shift;
  if (shift + count > 64 && limb + 1 < SCR_LIMBS) bits |= exponent->limb[limb + 1] << (64 - shift);
  return (unsigned)(bits & ((1u << count) - 1));
}

// The base of each row, base^(2^(window row)), in the lanes of consecutive vectors.
static bool row_bases(struct scr_element *bases, const struct table *table, const struct kernel *kernel,
                      const void *context, const struct scr_element *base) {
  const struct scr_element *lanes[KERNEL_LANES_MAX];
  uint8_t *powers = vectors_new(kernel, table->rows), *scratch = vectors_new(kernel, table->rows);
  struct scr_element *given = malloc(table->rows * kernel->lanes * sizeof *given);
  bool made = powers && scratch && given;
  for (size_t l = 0; l < kernel->lanes; l++) lanes[l] = base;
  if (made) {
    (void)kernel->load(powers, context, lanes);
    for (size_t row = 1; row < table->rows; row++)
      kernel->square(powers + row * kernel->vector_bytes, context, powers + (row - 1) * kernel->vector_bytes,
                     table->window);
    kernel->store(given, context, powers, table->rows, scratch);
    for (size_t row = 0; row < table->rows; row++) bases[row] = given[row * kernel->lanes];
  }
  free(powers);
  free(scratch);
  free(given);
  return made;
}

// As many rows as there are lanes: each lane runs through the digits of its row.
static void fill_rows(struct table *table, size_t row, const struct scr_element *bases, const struct kernel *kernel,
                      const void *context, uint8_t *digits, void *scratch) {
  const struct scr_element *lanes[KERNEL_LANES_MAX];
  size_t digits_n = (size_t)1 << table->window, row_bytes = digits_n * table->entry_bytes;
  size_t count = table->rows - row < kernel->lanes ? table->rows - row : kernel->lanes;
  for (size_t l = 0; l < kernel->lanes; l++) lanes[l] = &bases[row + (l < count ? l : 0)];
  kernel->set_identity(digits, context);
  (void)kernel->load(digits + kernel->vector_bytes, context, lanes);
  for (size_t d = 2; d < digits_n; d++)
    kernel->mul(digits + d * kernel->vector_bytes, context, digits + (d - 1) * kernel->vector_bytes,
                digits + kernel->vector_bytes);
  kernel->to_entries(table->entries + row * row_bytes, table->entry_bytes, row_bytes, count, context, digits, digits_n,
                     scratch);
}

#define HUGE_PAGE (UINT64_C(2) << 20)

// A large table is read here and there: with large pages, where the system has them, the processor finds its way sooner.
static uint8_t *entries_new(size_t bytes) {
  if (bytes < HUGE_PAGE) return aligned_alloc(KERNEL_ALIGNMENT, bytes);
  bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  uint8_t *entries = aligned_alloc(HUGE_PAGE, bytes);
#ifdef MADV_HUGEPAGE
  if (entries) (void)madvise(entries, bytes, MADV_HUGEPAGE);  // without, it is slower and nothing else
#endif
  return entries;
}

bool table_make(struct table *table, const struct kernel *kernel, const void *context, const struct scr_group *group,
                const struct scr_element *base, unsigned window) {
  size_t digits_n = (size_t)1 << window;
  *table = (struct table){.window = window, .rows = rows_of(group, window), .entry_bytes = kernel->entry_bytes};
  table->entries = entries_new(table->rows * digits_n * kernel->entry_bytes);
  struct scr_element *bases = malloc(table->rows * sizeof *bases);
  uint8_t *digits = vectors_new(kernel, digits_n);
  void *scratch = vectors_new(kernel, digits_n);
  bool made = table->entries && bases && digits && scratch && row_bases(bases, table, kernel, context, base);
  for (size_t row = 0; made && row < table->rows; row += kernel->lanes)
    fill_rows(table, row, bases, kernel, context, digits, scratch);
  free(bases);
  free(digits);
  free(scratch);
  if (!made) table_free(table);
  return made;
}

void table_free(struct table *table) {
  free(table->entries);
  table->entries = NULL;
}

#define ROWS_AT_ONCE 64

// Of each lane, the entry of its exponent's digit in this row. False: every digit is 0.
static bool find_entries(const void **entries, size_t lanes, const struct table *any, const struct table *const *tables,
                         const struct scr_scalar *const *exponents, size_t row) {
  bool wanted = false;
  for (size_t l = 0; l < lanes; l++) {
    const struct table *table = tables[l] ? tables[l] : any;
    unsigned digit = tables[l] ? exponent_bits(exponents[l], row * any->window, any->window) : 0;
    entries[l] = table->entries + ((row << any->window) + digit) * any->entry_bytes;
    wanted |= digit != 0;
  }
  return wanted;
}

void table_mul(void *vector, const struct kernel *kernel, const void *context, const struct table *const *tables,
               const struct scr_scalar *const *exponents) {
  const struct table *any = NULL;
  const void *entries[ROWS_AT_ONCE * KERNEL_LANES_MAX];
  size_t count = 0;
  for (size_t l = 0; l < kernel->lanes; l++)
    if (tables[l]) any = tables[l];
  for (size_t row = 0; any && row < any->rows; row++) {
    if (find_entries(entries + count * kernel->lanes, kernel->lanes, any, tables, exponents, row)) count++;
    if (count < ROWS_AT_ONCE && row + 1 < any->rows) continue;
    kernel->mul_entries(vector, context, entries, count);
    count = 0;
  }
}
