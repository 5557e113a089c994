// SPDX-License-Identifier: Apache-2.0
// scrutineer-verify: the verifier alone. It links the open library and nothing that handles a secret.
#include "cli/verify.h"

static const struct command verify = {
    .operands = "[PATH]",
    .operands_max = 1,
    .summary = "Verifies an election from its public archive",
    .text = verify_text,
    .example = "scrutineer-verify election/public",
    .options = verify_options,
    .run = verify_run,
};

int main(int argc, char **argv) {
  return run_single("scrutineer-verify", &verify, argc, argv);
}
