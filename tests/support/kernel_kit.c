// SPDX-License-Identifier: Apache-2.0
#include "tests/support/kernel_kit.h"

#include <check.h>
#include <stdlib.h>

#include "scrutineer/elgamal.h"

long kit_cases(long otherwise) {
  const char *cases = getenv("SCRUTINEER_CASES");
  return cases ? strtol(cases, NULL, 10) : otherwise;
}

void *kit_vectors_new(const struct kernel *kernel, size_t count) {
  void *vectors = aligned_alloc(KERNEL_ALIGNMENT, count * kernel->vector_bytes);
  ck_assert_ptr_nonnull(vectors);
  return vectors;
}

void *kit_vector_at(const struct kernel *kernel, void *vectors, size_t i) {
  return (uint8_t *)vectors + i * kernel->vector_bytes;
}

void kit_expect_kernels(const struct scr_group *group, bool vectors) {
  const char *expected[KIT_KERNELS_MAX];
  size_t n = 0;
#if defined(__x86_64__)
  const bool ifma = __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512vl") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  if (vectors && ifma) expected[n++] = "avx512ifma";
  if (vectors && __builtin_cpu_supports("avx2")) expected[n++] = "avx2";
#else
  (void)vectors;
#endif
  expected[n++] = "portable";
  for (size_t i = 0; i < n; i++) {
    const struct kernel *kernel = kernel_fitting(group, i);
    ck_assert_ptr_nonnull(kernel);
    ck_assert_str_eq(kernel->name, expected[i]);
    kernel_use(kernel->name);
    ck_assert_ptr_eq(kernel_choose(group), kernel);
  }
  ck_assert_ptr_null(kernel_fitting(group, n));
  kernel_use(NULL);
  ck_assert_ptr_eq(kernel_choose(group), kernel_fitting(group, 0));
  scr_use_portable_kernels();
  ck_assert_str_eq(kernel_choose(group)->name, "portable");
  kernel_use(NULL);
}
