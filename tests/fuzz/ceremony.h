// SPDX-License-Identifier: Apache-2.0
// The small ceremony whose messages stand in ceremony.txt: two trustees, both needed, on Ed25519. Their seeds are public, so
// that messages can be signed and sealed again after they were changed.
#ifndef SCRUTINEER_TESTS_FUZZ_CEREMONY_H
#define SCRUTINEER_TESTS_FUZZ_CEREMONY_H

#include "scrutineer/ceremony.h"

#define FUZZ_CEREMONY_SIZE 2

enum fuzz_step { FUZZ_CERTIFICATE, FUZZ_COMMIT, FUZZ_AGREE, FUZZ_REVEAL, FUZZ_KEY, FUZZ_STEPS };

static inline struct scr_ceremony fuzz_ceremony_terms(void) {
  return (struct scr_ceremony){scr_group_by_name("Ed25519"), "AAAAAAAAAAAAAA", FUZZ_CEREMONY_SIZE, FUZZ_CEREMONY_SIZE};
}

static inline struct scr_secret_seed fuzz_seed(uint32_t index) {
  struct scr_secret_seed seed = {"1111111111111111111111", index};
  seed.seed[0] = (char)('0' + index);
  return seed;
}

#endif
