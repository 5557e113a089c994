// SPDX-License-Identifier: Apache-2.0
// Short names of roles.
#include "board/role_name.h"

#include <string.h>

bool role_name_is_valid(const char *name) {
  size_t length = strlen(name);
  return length >= 1 && length <= SCR_ROLE_NAME_MAX && name[0] != '-' &&
         strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == length;
}
