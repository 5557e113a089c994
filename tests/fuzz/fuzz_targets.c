// SPDX-License-Identifier: Apache-2.0
// The table of targets. CMakeLists.txt names them once more; the test fuzz-corpus-has-every-target holds both lists together.
#include <string.h>

#include "tests/fuzz/fuzz.h"

const struct fuzz_target fuzz_targets[] = {
    {"json", fuzz_json},
    {"element", fuzz_element},
    {"scalar", fuzz_scalar},
    {"hash", fuzz_hash},
    {"code", fuzz_code},
    {"credential", fuzz_credential},
    {"event", fuzz_event},
    {"election", fuzz_election},
    {"credentials", fuzz_credentials},
    {"trustees", fuzz_trustees},
    {"setup-record", fuzz_setup_record},
    {"verifiers", fuzz_verifiers},
    {"ballot", fuzz_ballot},
    {"scan", fuzz_scan},
    {"tally", fuzz_tally},
    {"decryption", fuzz_decryption},
    {"result", fuzz_result},
    {"opening", fuzz_opening},
    {"archive", fuzz_archive},
    {"board", fuzz_board},
    {"shard", fuzz_shard},
    {"state", fuzz_state},
    {"ceremony", fuzz_ceremony},
    {"roll", fuzz_roll},
    {"vkey", fuzz_vkey},
    {"note", fuzz_note},
    {"checkpoint", fuzz_checkpoint},
    {"tlog-proof", fuzz_tlog_proof},
    {"bundle", fuzz_bundle},
    {"act", fuzz_act},
    {"acceptance", fuzz_acceptance},
    {"entry", fuzz_entry},
    {"journal", fuzz_journal},
    {"receipt", fuzz_receipt},
    {"witness", fuzz_witness},
    {"fork", fuzz_fork},
    {"reply", fuzz_reply},
};
const size_t fuzz_targets_n = sizeof fuzz_targets / sizeof *fuzz_targets;

const struct fuzz_target *fuzz_target_by_name(const char *name) {
  for (size_t i = 0; i < fuzz_targets_n; i++)
    if (strcmp(fuzz_targets[i].name, name) == 0) return &fuzz_targets[i];
  return NULL;
}
