// SPDX-License-Identifier: Apache-2.0
// Fuzz targets: each feeds one decoder with bytes from outside, and checks more than that nothing crashes. A target's corpus
// stands in corpus/<name>/; replay.c runs a target over it in any build, libfuzzer.c makes new input with clang.
#ifndef SCRUTINEER_TESTS_FUZZ_H
#define SCRUTINEER_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scrutineer/setup_record.h"
#include "scrutineer/verify.h"

struct fuzz_target {
  const char *name;
  void (*run)(const char *bytes, size_t length);
};

extern const struct fuzz_target fuzz_targets[];
extern const size_t fuzz_targets_n;
const struct fuzz_target *fuzz_target_by_name(const char *name);  // NULL if there is none

// --- what targets are made of (support.c) ---

// A property that any input must leave true; the process aborts where it doesn't.
#define FUZZ_REQUIRE(condition)                                  \
  do {                                                           \
    if (!(condition)) fuzz_fail(#condition, __FILE__, __LINE__); \
  } while (0)
_Noreturn void fuzz_fail(const char *condition, const char *file, int line);

// Whether the text is exactly these bytes; the text is freed.
bool fuzz_wrote(struct scr_text *text, const char *bytes, size_t length);

// An election that stands in tests/fixtures, verified: the documents of other elections' targets are read against it.
struct fuzz_fixture {
  const char *file;
  struct scr_session *session;
  const struct scr_report *report;
  const struct scr_election *election;
  struct scr_hash *names;  // of its records, in order
  size_t names_n;
  char **credentials;  // as its list spells them
  size_t credentials_n;
};
#define FUZZ_CREDENTIALS 4   // that every fixture has at the least
#define FUZZ_FIRST_MEMBER 1  // in journals, the credential before it is a spare
#define FUZZ_FIXTURES 4
const struct fuzz_fixture *fuzz_fixture_at(size_t index);
// A setup record of no election in particular, with two entry points.
const struct scr_setup_record *fuzz_record(void);
// Whether a document is one of the fixture's own: nobody who fuzzes can make another that its checks accept.
bool fuzz_is_of(const struct fuzz_fixture *fixture, const char *bytes, size_t length);

// --- the targets ---

void fuzz_json(const char *bytes, size_t length);
void fuzz_element(const char *bytes, size_t length);
void fuzz_scalar(const char *bytes, size_t length);
void fuzz_hash(const char *bytes, size_t length);
void fuzz_code(const char *bytes, size_t length);
void fuzz_credential(const char *bytes, size_t length);
void fuzz_event(const char *bytes, size_t length);
void fuzz_election(const char *bytes, size_t length);
void fuzz_credentials(const char *bytes, size_t length);
void fuzz_trustees(const char *bytes, size_t length);
void fuzz_setup_record(const char *bytes, size_t length);
void fuzz_verifiers(const char *bytes, size_t length);
void fuzz_ballot(const char *bytes, size_t length);
void fuzz_scan(const char *bytes, size_t length);
void fuzz_tally(const char *bytes, size_t length);
void fuzz_decryption(const char *bytes, size_t length);
void fuzz_result(const char *bytes, size_t length);
void fuzz_opening(const char *bytes, size_t length);
void fuzz_archive(const char *bytes, size_t length);
void fuzz_shard(const char *bytes, size_t length);
void fuzz_state(const char *bytes, size_t length);
void fuzz_board(const char *bytes, size_t length);
void fuzz_ceremony(const char *bytes, size_t length);
void fuzz_roll(const char *bytes, size_t length);
void fuzz_vkey(const char *bytes, size_t length);
void fuzz_note(const char *bytes, size_t length);
void fuzz_checkpoint(const char *bytes, size_t length);
void fuzz_tlog_proof(const char *bytes, size_t length);
void fuzz_bundle(const char *bytes, size_t length);
void fuzz_act(const char *bytes, size_t length);
void fuzz_acceptance(const char *bytes, size_t length);
void fuzz_entry(const char *bytes, size_t length);
void fuzz_journal(const char *bytes, size_t length);
void fuzz_receipt(const char *bytes, size_t length);
void fuzz_witness(const char *bytes, size_t length);
void fuzz_fork(const char *bytes, size_t length);
void fuzz_reply(const char *bytes, size_t length);

#endif
