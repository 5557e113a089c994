// SPDX-License-Identifier: Apache-2.0
// scrutineer-verify: the verifier alone. It links the open library and nothing that handles a secret.
#include <string.h>

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

static const struct command merge = {
    .operands = "ARCHIVE SHARD...",
    .operands_min = 2,
    .operands_max = 1 + SCR_SHARDS_MAX,
    .summary = "Verifies an archive, relying on shards for the ballots' proofs",
    .text = verify_merge_text,
    .example = "scrutineer-verify merge election/public/board.bel shard-*.json",
    .options = verify_merge_options,
    .run = verify_merge_run,
};

// A folder of that name is ./merge.
int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "merge") == 0)
    return run_single("scrutineer-verify merge", &merge, argc - 1, argv + 1);
  return run_single("scrutineer-verify", &verify, argc, argv);
}
