// SPDX-License-Identifier: Apache-2.0
// The trustees' own small key infrastructure (specification, section "Public key infrastructure"): keys from a seed,
// signatures, and sealed messages from one trustee to another.
#ifndef SCRUTINEER_BOARD_SECRET_PKI_H
#define SCRUTINEER_BOARD_SECRET_PKI_H

#include "board/trustees_internal.h"
#include "scrutineer/ceremony.h"

struct pki_keys {
  struct scr_secret_scalar signing, decryption;
  struct scr_element verification, encryption;
};

void pki_keys_derive(struct pki_keys *keys, const struct scr_group *group, const struct scr_secret_seed *seed);
void pki_keys_wipe(struct pki_keys *keys);

// {"message":"...","signature":{...}}
enum scr_status pki_sign(struct scr_text *out, const struct scr_group *group, const struct pki_keys *keys,
                         const char *message, size_t length);
// Seals a secret message for a recipient's encryption key: signed inside, encrypted outside.
enum scr_status pki_seal(struct scr_text *out, const struct scr_group *group, const struct pki_keys *keys,
                         const struct scr_element *recipient, const char *message, size_t length);
// Opens what pki_seal made: *message is wiped by the caller. SCR_E_CEREMONY_CHANNEL where it can't be opened or is for
// someone else; SCR_E_CEREMONY_SIGNATURE where the sender did not sign it. *evidence is the hash of the signed message.
enum scr_status pki_open(struct scr_text *message, struct scr_hash *evidence, const struct scr_group *group,
                         const struct pki_keys *keys, const struct scr_element *sender, const char *sealed,
                         size_t length);

#endif
