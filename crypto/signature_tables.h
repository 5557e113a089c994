// SPDX-License-Identifier: Apache-2.0
// Many Ed25519 signatures under few keys (RFC 8032, section 5.1.7), several times as fast as one by one, with the verdicts of
// libsodium's crypto_sign_verify_detached. Public data; variable time. Which keys are valid libsodium decides too, a libsodium that
// scr_self_test accepts: others take a key with a part of order 2 for one.
#ifndef SCRUTINEER_CRYPTO_SIGNATURE_TABLES_H
#define SCRUTINEER_CRYPTO_SIGNATURE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scrutineer/status.h"

#define SIGNATURE_KEY_BYTES 32
#define SIGNATURE_BYTES 64

// The keys, with tables of their powers, on the kernel that is chosen when they are made; at most 8 MiB of tables for up to 64
// keys. Nothing changes them afterwards: several threads may check with them.
struct signature_tables;

// For about `expected` signatures altogether, which the size of the tables follows; with too few of them there are no tables.
// SCR_E_MEMORY alone: a key that is none is one under which no signature holds.
SCR_MUST_USE enum scr_status signature_tables_new(struct signature_tables **tables,
                                                  const uint8_t (*keys)[SIGNATURE_KEY_BYTES], size_t keys_n,
                                                  uint64_t expected);
void signature_tables_free(struct signature_tables *tables);

struct signature {
  size_t key;            // its number
  const uint8_t *bytes;  // SIGNATURE_BYTES: R, and S
  const void *message;
  size_t length;
  bool holds;  // what is found
};

// Sets `holds` of every signature. SCR_E_MEMORY leaves all as they were.
SCR_MUST_USE enum scr_status signature_tables_check(const struct signature_tables *tables, struct signature *signatures,
                                                    size_t count);

#endif
