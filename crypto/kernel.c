// SPDX-License-Identifier: Apache-2.0
// Which kernel computes: the fastest that fits the group and the processor (GRP-8).
#include "crypto/kernel.h"

#include <stdatomic.h>

#include "scrutineer/elgamal.h"

static const struct kernel *const kernels[] = {
    &kernel_modp_ifma,
    &kernel_ed25519_ifma,
    &kernel_modp_portable,
    &kernel_ed25519_portable,
};
#define KERNELS (sizeof kernels / sizeof *kernels)

static atomic_bool portable;

void scr_use_portable_kernels(void) {
  portable = true;
}

const struct kernel *kernel_choose(const struct scr_group *group) {
  size_t i = 0;
  while (i + 1 < KERNELS && ((portable && kernels[i]->lanes > 1) || !kernels[i]->fits(group))) i++;
  return kernels[i];
}

const struct kernel *kernel_at(size_t number) {
  return number < KERNELS ? kernels[number] : NULL;
}
