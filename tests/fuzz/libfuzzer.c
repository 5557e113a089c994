// SPDX-License-Identifier: Apache-2.0
// One target under libFuzzer: FUZZ_TARGET is its name.
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__ubsan_default_options(void);

static const struct fuzz_target *target;

// Undefined behaviour is a finding, not a remark.
const char *__ubsan_default_options(void) {
  return "halt_on_error=1:print_stacktrace=1";
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  target = fuzz_target_by_name(FUZZ_TARGET);
  FUZZ_REQUIRE(target);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  target->run((const char *)data, size);
  return 0;
}
