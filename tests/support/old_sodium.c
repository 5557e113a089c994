// SPDX-License-Identifier: Apache-2.0
// libsodium as its releases up to 1.0.20 were, in place of the installed one (--wrap): a point counts as a member also where
// its sum with the point of order 2 is one.
#include <sodium.h>
#include <string.h>

int __real_crypto_core_ed25519_is_valid_point(const unsigned char *point);
int __wrap_crypto_core_ed25519_is_valid_point(const unsigned char *point);

int __wrap_crypto_core_ed25519_is_valid_point(const unsigned char *point) {
  unsigned char two[32], sum[32];
  memset(two, 0xff, sizeof two);  // (0, -1)
  two[0] = 0xec;
  two[31] = 0x7f;
  if (__real_crypto_core_ed25519_is_valid_point(point)) return 1;
  return crypto_core_ed25519_add(sum, point, two) == 0 && __real_crypto_core_ed25519_is_valid_point(sum);
}
