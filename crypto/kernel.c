// SPDX-License-Identifier: Apache-2.0
// Which kernel computes: the fastest that fits the group and the processor (GRP-8).
#include "crypto/kernel.h"

#include <stdatomic.h>
#include <string.h>

#include "scrutineer/elgamal.h"

// Faster ones first, portable ones last.
static const struct kernel *const kernels[] = {
    &kernel_modp_ifma,    &kernel_ed25519_ifma,  &kernel_modp_avx2,
    &kernel_ed25519_avx2, &kernel_modp_portable, &kernel_ed25519_portable,
};
#define KERNELS (sizeof kernels / sizeof *kernels)

static const char *_Atomic wanted;

const struct kernel *kernel_fitting(const struct scr_group *group, size_t i) {
  for (size_t k = 0; k < KERNELS; k++)
    if (kernels[k]->fits(group) && i-- == 0) return kernels[k];
  return NULL;
}

void kernel_use(const char *name) {
  wanted = name;
}

void scr_use_portable_kernels(void) {
  kernel_use("portable");
}

const struct kernel *kernel_choose(const struct scr_group *group) {
  const char *name = wanted;
  const struct kernel *kernel;
  for (size_t i = 0; name && (kernel = kernel_fitting(group, i)); i++)
    if (strcmp(kernel->name, name) == 0) return kernel;
  return kernel_fitting(group, 0);
}
