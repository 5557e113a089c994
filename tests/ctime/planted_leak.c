// SPDX-License-Identifier: Apache-2.0
// The check checked: this program leaks a secret, by a branch or by an address, and memcheck must say so.
#include <stdio.h>
#include <string.h>

#include "crypto/secret/secret_internal.h"

static const char *const parities[] = {"even", "odd"};

int main(int count, char **arguments) {
  struct scr_secret_scalar secret;
  if (count != 2 || scr_secret_scalar_random(&secret, scr_group_at(0)) != SCR_OK) return 2;
  if (strcmp(arguments[1], "branch") == 0) {
    if (secret.limb[0] & 1) puts("odd");
  } else {
    puts(parities[secret.limb[0] & 1]);
  }
  return 0;
}
