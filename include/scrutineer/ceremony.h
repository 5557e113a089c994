// SPDX-License-Identifier: Apache-2.0
// The ceremony in which a threshold group makes its key (doc/ceremony.md). Each step takes what all trustees published
// in the steps before, and gives what this one publishes: messages are JSON documents, one for each trustee, in the order of
// their numbers. Nothing here reads or writes files.
//
//   certificate   who takes part, under which keys
//   commit        the hash of the trustee's polynomial commitments, signed: nobody has seen another's yet
//   agree         a signature over all of those hashes: everybody saw the same
//   reveal        the commitments, the agreement that the record wants, and for each trustee its share, sealed; all of it
//                 signed
//   finish        the trustee's verification key; its secret share stays with it
//
// The secret between the steps is one seed; the polynomial follows from the seed and the set of certificates, so a step can
// be repeated and gives the same, and another set of certificates gives another polynomial.
#ifndef SCRUTINEER_CEREMONY_H
#define SCRUTINEER_CEREMONY_H

#include "scrutineer/secret.h"
#include "scrutineer/trustees.h"

SCR_C_BEGIN

#define SCR_SEED_LENGTH 22
#define SCR_CEREMONY_BYTES_MAX (UINT64_C(1) << 20)  // of one message

struct scr_ceremony {
  const struct scr_group *group;
  const char *uuid;  // the election's; borrowed
  uint32_t size;
  uint32_t threshold;
};

// A trustee's secret during the ceremony. Wipe it after use.
struct scr_secret_seed {
  char seed[SCR_SEED_LENGTH + 1];
  uint32_t index;  // from 1
};

struct scr_message {
  const char *bytes;
  size_t length;
};

// Whose fault it is when a step fails (CER-2).
enum scr_fault {
  SCR_FAULT_NONE,  // nobody's in particular
  SCR_FAULT_COPY,  // the message in the trustee's place was not signed by it in this run: damaged on its way, exchanged, or
                   // of another run. It shows nothing about the trustee
  SCR_FAULT_TRUSTEE,  // the trustee's: it signed a message that shows it
  SCR_FAULT_EITHER,   // the trustee's or another's: what was signed can't show which of the two
};

struct scr_blame {
  enum scr_fault fault;
  uint32_t trustee;          // from 1; 0: nobody in particular
  uint32_t other;            // with SCR_FAULT_EITHER: the other one, from 1
  struct scr_hash evidence;  // hash of the signed message; zero where there is none
};

SCR_API SCR_MUST_USE enum scr_status scr_secret_seed_new(struct scr_secret_seed *seed, uint32_t index);

// The steps. Arrays have `size` messages.
SCR_API SCR_MUST_USE enum scr_status scr_secret_ceremony_certificate(struct scr_text *out,
                                                                     const struct scr_ceremony *ceremony,
                                                                     const struct scr_secret_seed *seed);
SCR_API SCR_MUST_USE enum scr_status scr_secret_ceremony_commit(struct scr_text *out, struct scr_blame *blame,
                                                                const struct scr_ceremony *ceremony,
                                                                const struct scr_secret_seed *seed,
                                                                const struct scr_message *certificates);
SCR_API SCR_MUST_USE enum scr_status scr_secret_ceremony_agree(struct scr_text *out, struct scr_blame *blame,
                                                               const struct scr_ceremony *ceremony,
                                                               const struct scr_secret_seed *seed,
                                                               const struct scr_message *certificates,
                                                               const struct scr_message *commits);
SCR_API SCR_MUST_USE enum scr_status scr_secret_ceremony_reveal(struct scr_text *out, struct scr_blame *blame,
                                                                const struct scr_ceremony *ceremony,
                                                                const struct scr_secret_seed *seed,
                                                                const struct scr_message *certificates,
                                                                const struct scr_message *commits,
                                                                const struct scr_message *agreements);
// Gives the public key document of this trustee and its secret share.
SCR_API SCR_MUST_USE enum scr_status scr_secret_ceremony_finish(
    struct scr_text *out, struct scr_secret_scalar *share, struct scr_blame *blame, const struct scr_ceremony *ceremony,
    const struct scr_secret_seed *seed, const struct scr_message *certificates, const struct scr_message *commits,
    const struct scr_message *agreements, const struct scr_message *reveals);
// A signed statement that this trustee aborts the run, and why: for what a signed message shows (SCR_FAULT_TRUSTEE,
// SCR_FAULT_EITHER), nothing else. It names the run, so that it can't be taken for one about another run.
SCR_API SCR_MUST_USE enum scr_status scr_secret_ceremony_abort(struct scr_text *out,
                                                               const struct scr_ceremony *ceremony,
                                                               const struct scr_secret_seed *seed,
                                                               const struct scr_message *certificates, const char *step,
                                                               enum scr_status reason, const struct scr_blame *blame);

// Public: the hash of all certificates, which names the run. Trustees compare it by voice: no file can vouch for the
// certificates. SCR_E_SETUP_*, SCR_E_CEREMONY_SET as the steps.
SCR_API SCR_MUST_USE enum scr_status scr_ceremony_run(struct scr_hash *run, const struct scr_ceremony *ceremony,
                                                      const struct scr_message *certificates);

// Public: the hash of what trustee `index` signs in the step agree, which is the list of all commitments. A trustee keeps it
// with its seed, and agrees to no other list as long as the seed lives (CER-5): agreeing again, after it has revealed,
// would let another choose its own polynomial knowing this one. Errors and blame as the step.
SCR_API SCR_MUST_USE enum scr_status scr_ceremony_list(struct scr_hash *list, struct scr_blame *blame,
                                                       const struct scr_ceremony *ceremony, uint32_t index,
                                                       const struct scr_message *certificates,
                                                       const struct scr_message *commits);

// Public: the group's part of the trustees document. What it gives passes scr_trustees_check, or a status says why not.
SCR_API SCR_MUST_USE enum scr_status scr_ceremony_assemble(
    struct scr_text *out, struct scr_blame *blame, const struct scr_ceremony *ceremony,
    const struct scr_message *certificates, const struct scr_message *commits, const struct scr_message *agreements,
    const struct scr_message *reveals, const struct scr_message *keys);

// What a mandatory trustee publishes of its secret key: {"pok":...,"public_key":...}.
SCR_API SCR_MUST_USE enum scr_status scr_secret_single_key(struct scr_text *out, const struct scr_group *group,
                                                           const struct scr_secret_scalar *secret);

SCR_C_END
#endif
