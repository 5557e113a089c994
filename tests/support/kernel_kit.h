// SPDX-License-Identifier: Apache-2.0
// What the tests of kernels share.
#ifndef SCRUTINEER_TESTS_SUPPORT_KERNEL_KIT_H
#define SCRUTINEER_TESTS_SUPPORT_KERNEL_KIT_H

#include "crypto/kernel.h"

#define KIT_KERNELS_MAX 3  // that a group has, on any processor

// How many cases: what SCRUTINEER_CASES says, or so many.
long kit_cases(long otherwise);

void *kit_vectors_new(const struct kernel *kernel, size_t count);
void *kit_vector_at(const struct kernel *kernel, void *vectors, size_t i);

// That the group has every kernel which this processor can have: tests of one that isn't there would pass.
void kit_expect_kernels(const struct scr_group *group, bool vectors);

#endif
