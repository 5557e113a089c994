// SPDX-License-Identifier: Apache-2.0
// The only header that declares secret values and what is done with them. Its functions live in crypto/secret/ and in the
// library that verifiers do not link. All are constant time in their secret inputs unless they say otherwise, never branch
// or index on them, and wipe what they held on every path. Outputs that are public are declassified in one commented place
// each.
// SEC-2.
#ifndef SCRUTINEER_SECRET_H
#define SCRUTINEER_SECRET_H

#include "scrutineer/proof.h"

SCR_C_BEGIN

// To be called once, before anything of this header and before jansson is used: from then on jansson, through which secret
// documents pass, overwrites what it gives back (SEC-5). What jansson allocates for the caller, json_dumps() say, is given back
// with the function that json_get_alloc_funcs() tells, not with free().
SCR_API void scr_secret_init(void);

// A secret number modulo a group's order. It never converts to a scr_scalar but through a function named for it.
struct scr_secret_scalar {
  uint64_t limb[SCR_LIMBS];
};

SCR_API void scr_secret_scalar_wipe(struct scr_secret_scalar *secret);
SCR_API void scr_secret_wipe(void *bytes, size_t length);

// --- randomness ---

// Fresh bytes from OpenSSL's private generator; SCR_E_RANDOM when it fails.
SCR_API SCR_MUST_USE enum scr_status scr_secret_random_bytes(uint8_t *bytes, size_t length);
// A number uniform modulo q (to within 2^-128).
SCR_API SCR_MUST_USE enum scr_status scr_secret_scalar_random(struct scr_secret_scalar *secret,
                                                              const struct scr_group *group);
// `length` characters of the Base58 alphabet, each uniform, and a NUL. For identifiers and credentials.
SCR_API SCR_MUST_USE enum scr_status scr_secret_random_base58(char *string, size_t length);

// Nonces for one proof: a stream seeded with 32 fresh bytes, the secret, the purpose and all that the proof is about, so
// that neither a weak generator nor a repeated statement repeats a nonce.
struct scr_secret_nonces {
  uint8_t key[64];
  uint64_t counter;
};
SCR_API SCR_MUST_USE enum scr_status scr_secret_nonces_init(struct scr_secret_nonces *nonces,
                                                            const struct scr_secret_scalar *secret, const char *purpose,
                                                            const void *about, size_t about_length);
SCR_API void scr_secret_nonces_next(struct scr_secret_scalar *nonce, struct scr_secret_nonces *nonces,
                                    const struct scr_group *group);
SCR_API void scr_secret_nonces_wipe(struct scr_secret_nonces *nonces);

// --- numbers and powers ---

SCR_API void scr_secret_scalar_add(struct scr_secret_scalar *sum, const struct scr_group *group,
                                   const struct scr_secret_scalar *a, const struct scr_secret_scalar *b);
SCR_API void scr_secret_scalar_sub(struct scr_secret_scalar *difference, const struct scr_group *group,
                                   const struct scr_secret_scalar *a, const struct scr_secret_scalar *b);
SCR_API void scr_secret_scalar_mul(struct scr_secret_scalar *product, const struct scr_group *group,
                                   const struct scr_secret_scalar *a, const struct scr_secret_scalar *b);
SCR_API void scr_secret_scalar_from_public(struct scr_secret_scalar *secret, const struct scr_scalar *scalar);
// Up to 512 secret bytes as a big-endian number modulo q.
SCR_API void scr_secret_scalar_from_bytes(struct scr_secret_scalar *secret, const struct scr_group *group,
                                          const uint8_t *bytes, size_t length);
// To and from decimal, for key files. Formatting and parsing do not branch on digits' values; the length is public.
SCR_API SCR_MUST_USE enum scr_status scr_secret_scalar_parse(struct scr_secret_scalar *secret,
                                                             const struct scr_group *group, const char *string,
                                                             size_t length);
SCR_API void scr_secret_add_scalar(struct scr_text *text, const struct scr_group *group,
                                   const struct scr_secret_scalar *secret);  // leading zeros to full width

// base^secret, published: the result is public from then on. The base is public.
SCR_API void scr_secret_exp(struct scr_element *power, const struct scr_group *group, const struct scr_element *base,
                            const struct scr_secret_scalar *secret);

// --- proofs, as proof.h checks them ---

// Schnorr over `prefix` (ends with its bar), e.g. "sig|hash|".
SCR_API SCR_MUST_USE enum scr_status scr_secret_prove_schnorr(struct scr_proof *proof, const struct scr_group *group,
                                                              const struct scr_secret_scalar *secret,
                                                              const char *prefix, size_t prefix_length);
SCR_API SCR_MUST_USE enum scr_status scr_secret_sign(struct scr_proof *proof, const struct scr_group *group,
                                                     const struct scr_secret_scalar *secret, const char *message,
                                                     size_t message_length);
SCR_API SCR_MUST_USE enum scr_status scr_secret_prove_possession(struct scr_proof *proof, const struct scr_group *group,
                                                                 const struct scr_secret_scalar *secret,
                                                                 const struct scr_element *key);
SCR_API SCR_MUST_USE enum scr_status scr_secret_prove_decryption(struct scr_proof *proof, const struct scr_group *group,
                                                                 const char *fingerprint,
                                                                 const struct scr_secret_scalar *secret,
                                                                 const struct scr_element *trustee_key,
                                                                 const struct scr_element *alpha,
                                                                 const struct scr_element *factor);

// --- voting ---

// An encryption of `vote` (0 or 1, secret) under key; `nonce` is made here and given back for the proofs and for opening.
// Computes both y^r and y^r g and selects in constant time. SCR_E_BALLOT_CHOICE for any other vote (the only thing that is
// branched on).
SCR_API SCR_MUST_USE enum scr_status scr_secret_encrypt(struct scr_ciphertext *ciphertext,
                                                        struct scr_secret_scalar *nonce, const struct scr_key *key,
                                                        uint32_t vote);

// Disjunctions. Which statement is true is secret; a number that stands for none of them gives SCR_E_BALLOT_CHOICE (the only
// thing that is branched on). That it is the true one is not looked at: the proof of a false one doesn't hold.
// The ciphertext's plaintext is min + index (index is secret, 0 <= index <= max - min); max - min + 1 proofs.
SCR_API SCR_MUST_USE enum scr_status scr_secret_prove_interval(struct scr_proof *proofs, const struct scr_key *key,
                                                               const struct scr_text *statement,
                                                               const struct scr_ciphertext *ciphertext,
                                                               const struct scr_secret_scalar *nonce, uint32_t index,
                                                               uint32_t min, uint32_t max);
// m0 = 0 or sum = 0. `is_blank` (0 or 1, secret) says which branch is true: 0 the first, 1 the second.
SCR_API SCR_MUST_USE enum scr_status scr_secret_prove_blank(
    struct scr_proof proofs[2], const struct scr_key *key, const struct scr_text *statement,
    const struct scr_ciphertext *blank, const struct scr_ciphertext *sum, const struct scr_secret_scalar *blank_nonce,
    const struct scr_secret_scalar *sum_nonce, uint32_t is_blank);
// m0 = 1 or sum in min..max. `branch` (secret): 0 if blank, else 1 + (sum - min); max - min + 2 proofs.
SCR_API SCR_MUST_USE enum scr_status scr_secret_prove_blank_overall(
    struct scr_proof *proofs, const struct scr_key *key, const struct scr_text *statement,
    const struct scr_ciphertext *blank, const struct scr_ciphertext *sum, const struct scr_secret_scalar *blank_nonce,
    const struct scr_secret_scalar *sum_nonce, uint32_t branch, uint32_t min, uint32_t max);

// --- credentials ---

#define SCR_CREDENTIAL_LENGTH 25  // XXXXX-XXXXXX-XXXXX-XXXXXX
#define SCR_CREDENTIAL_TYPED 29   // the same with a check group: ...-XXX
#define SCR_CREDENTIAL_MAX 32

SCR_API SCR_MUST_USE enum scr_status scr_secret_credential_generate(char credential[SCR_CREDENTIAL_LENGTH + 1]);
// What is printed for a person: the credential and a check group of three characters.
SCR_API void scr_secret_credential_print(char typed[SCR_CREDENTIAL_TYPED + 1],
                                         const char credential[SCR_CREDENTIAL_LENGTH + 1]);
// From what a person typed (spaces at the ends ignored) to the credential: with the check group, which is verified and
// stripped, or without, or the form of version 2.0 (XXX-XXX-XXX-XXX-XXC, or its 15 characters without hyphens, which is
// another credential), whose checksum is verified. SCR_E_CREDENTIAL_FORM, SCR_E_CREDENTIAL_CHECK. Variable time in the form
// and in whether there is a mistake, not otherwise in the characters.
SCR_API SCR_MUST_USE enum scr_status scr_secret_credential_read(char credential[SCR_CREDENTIAL_MAX], const char *typed,
                                                                size_t length);
// The secret exponent of a credential in the election `uuid`; 3.x form, or the 2.0 form by PBKDF2.
SCR_API SCR_MUST_USE enum scr_status scr_secret_credential_derive(struct scr_secret_scalar *secret,
                                                                  const struct scr_group *group, const char *uuid,
                                                                  const char *credential);

// --- PINs: the second factor that an entry point checks ---

#define SCR_HANDLE_LENGTH 10     // Base58 characters that stand for a credential, and say nothing about it
#define SCR_PIN_DIGITS 8         // of 10^8 PINs one
#define SCR_PIN_TYPED 9          // 1234-5678
#define SCR_VERIFIER_LENGTH 97   // $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH
#define SCR_PIN_OPERATIONS 2     // Argon2id's passes over the memory, and
#define SCR_PIN_MEMORY 19922944  // its memory for one check, in bytes (19 MiB): doc/entry-points.md says why

struct scr_secret_pin {
  char digit[SCR_PIN_DIGITS];  // '0' to '9'
};

// Whether a handle is of the form that is issued. Public.
SCR_API bool scr_secret_handle_is(const char *handle, size_t length);
// A fresh handle, not secret by itself; SCR_E_RANDOM.
SCR_API SCR_MUST_USE enum scr_status scr_secret_handle_generate(char handle[SCR_HANDLE_LENGTH + 1]);
// A fresh PIN, each as likely as any other (PIN-1); SCR_E_RANDOM. Wipe it after use.
SCR_API SCR_MUST_USE enum scr_status scr_secret_pin_generate(struct scr_secret_pin *pin);
SCR_API void scr_secret_pin_wipe(struct scr_secret_pin *pin);
// Appends it as it is printed, 1234-5678, to a text that is secret from then on.
SCR_API void scr_secret_add_pin(struct scr_text *text, const struct scr_secret_pin *pin);
// From what a person typed: white space at the ends is ignored, and a hyphen or a blank may stand in the middle.
// SCR_E_PIN_FORM. Variable time in the form alone.
SCR_API SCR_MUST_USE enum scr_status scr_secret_pin_read(struct scr_secret_pin *pin, const char *typed, size_t length);
// What an entry point keeps instead of the PIN: Argon2id, with a salt of its own, over the election's identifier, the handle
// and the PIN, so that it fits no other election and no other handle (PIN-3). Who has it can try out PINs: keep it secret.
// Time and memory access are Argon2id's, which depend on the PIN from the second half of its first pass on. SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_secret_pin_verifier(char verifier[SCR_VERIFIER_LENGTH + 1],
                                                             const struct scr_secret_pin *pin, const char *uuid,
                                                             const char *handle);
// SCR_E_PIN_WRONG; SCR_E_MEMORY. NULL for the verifier stands for somebody who has none: no PIN is right then, and finding
// out takes as long. The verifier must be of the form.
SCR_API SCR_MUST_USE enum scr_status scr_secret_pin_check(const char *verifier_or_null,
                                                          const struct scr_secret_pin *pin, const char *uuid,
                                                          const char *handle);
// Whether it is a verifier with exactly the parameters above: none that is cheaper to try, or dearer to check.
SCR_API bool scr_secret_verifier_is(const char *verifier, size_t length);

// --- verifiers of all PINs, as the officer makes and an entry point keeps them (board/secret/) ---

#define SCR_VERIFIERS_MAX 200000                       // entries
#define SCR_VERIFIERS_BYTES_MAX (UINT64_C(256) << 20)  // of the file

struct scr_secret_verifier {
  char handle[SCR_HANDLE_LENGTH + 1];
  char *credential;  // public, in the record's spelling
  char verifier[SCR_VERIFIER_LENGTH + 1];
};

struct scr_secret_verifiers {
  char *uuid;
  size_t count;
  struct scr_secret_verifier *entries;  // by handle
  size_t *by_credential;                // indices, in the order of the credentials; set by _read and _sort
};

SCR_API void scr_secret_verifiers_free(struct scr_secret_verifiers *verifiers);  // what it holds, wiped; not itself
// Reads canonical JSON, entries ascending by handle, every credential once: SCR_E_VERIFIERS_FORM, SCR_E_JSON_*, SCR_E_LIMIT,
// SCR_E_MEMORY. *verifiers is set, and to be freed, only where it is SCR_OK. (PIN-4)
SCR_API SCR_MUST_USE enum scr_status scr_secret_verifiers_read(struct scr_secret_verifiers *verifiers,
                                                               const char *bytes, size_t length);
// Puts entries in the file's order. SCR_E_VERIFIERS_FORM if a handle or a credential stands twice; SCR_E_MEMORY.
SCR_API SCR_MUST_USE enum scr_status scr_secret_verifiers_sort(struct scr_secret_verifiers *verifiers);
SCR_API void scr_secret_add_verifiers(struct scr_text *text, const struct scr_secret_verifiers *verifiers);
// The entry, or NULL.
SCR_API struct scr_secret_verifier *scr_secret_verifiers_find(const struct scr_secret_verifiers *verifiers,
                                                              const char *handle);
SCR_API struct scr_secret_verifier *scr_secret_verifiers_find_credential(const struct scr_secret_verifiers *verifiers,
                                                                         const char *credential);

// --- on the record (board/secret/) ---

struct scr_election;
struct scr_ballot;
struct scr_tally;
struct scr_partial_decryption;

// Fills in a ballot: votes[i] is 0 or 1 (secret) for each of the election's ciphertexts, in the order of questions and
// answers, the blank choice first where there is one. The ballot is not signed yet; its signed_hash is the commitment that
// a voter notes before deciding. `nonces` receives one number for each ciphertext: what opens the ballot; NULL if it will
// not be opened. SCR_E_BALLOT_CHOICE if a question does not permit the votes (the only thing that is branched on).
SCR_API SCR_MUST_USE enum scr_status scr_secret_ballot_make(
    struct scr_ballot **ballot, struct scr_secret_scalar *nonces, const struct scr_election *election,
    const struct scr_key *key, const struct scr_element *credential, const uint32_t *votes);
// Signs it; the tracker is set.
SCR_API SCR_MUST_USE enum scr_status scr_secret_ballot_sign(struct scr_ballot *ballot,
                                                            const struct scr_election *election,
                                                            const struct scr_secret_scalar *secret);
// A trustee's partial decryption of a tally that it has verified, with its proofs. SCR_E_KEY_MISMATCH if the secret does
// not belong to trustee_key.
SCR_API SCR_MUST_USE enum scr_status scr_secret_decrypt(struct scr_partial_decryption **decryption,
                                                        const struct scr_election *election,
                                                        const struct scr_tally *tally,
                                                        const struct scr_element *trustee_key,
                                                        const struct scr_secret_scalar *secret);
// Gives the nonces of a ballot away, to open it for an audit: they are public from then on.
SCR_API void scr_secret_scalar_publish(struct scr_scalar *scalar, const struct scr_secret_scalar *secret);

// --- signing notes (RFC 8032, Ed25519) ---

#define SCR_SIGNING_KEY_HEX 64  // characters of a key in a key file, without the NUL

// A key that signs notes. Wipe it after use.
struct scr_secret_signing_key {
  uint8_t bytes[64];  // the seed of 32 bytes, which is the secret, and the public key that follows from it
};

// A fresh one; SCR_E_RANDOM.
SCR_API SCR_MUST_USE enum scr_status scr_secret_signing_key_generate(struct scr_secret_signing_key *key);
SCR_API void scr_secret_signing_key_wipe(struct scr_secret_signing_key *key);
SCR_API void scr_secret_signing_key_publish(uint8_t public_key[32], const struct scr_secret_signing_key *key);
// The seed as 64 lower-case hexadecimal digits, for key files, and back: SCR_E_KEY_FORM. Both in a time that depends on
// nothing but whether the form is right.
SCR_API void scr_secret_add_signing_key(struct scr_text *text, const struct scr_secret_signing_key *key);
SCR_API SCR_MUST_USE enum scr_status scr_secret_signing_key_read(struct scr_secret_signing_key *key, const char *hex,
                                                                 size_t length);
// Signs public bytes. The nonce is RFC 8032's (section 5.1.6): SHA-512 of the second half of the expanded seed and the
// message. It needs no randomness, and is the same for the same message alone, so no generator can give the key away.
SCR_API void scr_secret_signing_key_sign(uint8_t signature[64], const struct scr_secret_signing_key *key,
                                         const void *message, size_t length);

struct scr_note_key;

// Appends the signed note: the text, an empty line, and the signature line of `key`. SCR_E_KEY_MISMATCH if it is not the key
// that belongs to `secret`, or not of type SCR_NOTE_ED25519; SCR_E_NOTE_FORM if this can't be the text of a note, and
// SCR_E_LIMIT if the note would be larger than one may be. A log signs no checkpoint that is inconsistent with one it signed
// before: whoever calls this has checked that.
SCR_API SCR_MUST_USE enum scr_status scr_secret_note_sign(struct scr_text *note, const char *text, size_t length,
                                                          const struct scr_note_key *key,
                                                          const struct scr_secret_signing_key *secret);
// Appends a witness's signature line for the text of a checkpoint at a time (seconds since 1970): what a witness answers, and
// what is put after the note that it was asked about. SCR_E_KEY_MISMATCH as above, with SCR_NOTE_COSIGNATURE;
// SCR_E_LOG_CHECKPOINT; SCR_E_NUMBER if the time is 0 or above SCR_NOTE_TIME_MAX.
SCR_API SCR_MUST_USE enum scr_status scr_secret_cosign(struct scr_text *line, const char *text, size_t length,
                                                       uint64_t time, const struct scr_note_key *key,
                                                       const struct scr_secret_signing_key *secret);

// --- the registrar's commitments to the roll (board/secret/; commitments.h) ---

#define SCR_SALT_HEX 64  // characters in the registrar's file, without the NUL

// What all salts follow from. Who has it can tell from a commitment what it is to, whatever was guessed. Wipe it after use.
struct scr_secret_salt {
  uint8_t bytes[32];
};

struct scr_roll;
struct scr_member;
struct scr_link;
struct scr_merkle;

// A fresh one; SCR_E_RANDOM.
SCR_API SCR_MUST_USE enum scr_status scr_secret_salt_generate(struct scr_secret_salt *secret);
SCR_API void scr_secret_salt_wipe(struct scr_secret_salt *secret);
// As 64 lower-case hexadecimal digits, and back: SCR_E_KEY_FORM.
SCR_API void scr_secret_add_salt(struct scr_text *text, const struct scr_secret_salt *secret);
SCR_API SCR_MUST_USE enum scr_status scr_secret_salt_read(struct scr_secret_salt *secret, const char *hex,
                                                          size_t length);
// The salt of one part of the entry at a position of the roll, and that of a position of the list of credentials: given away,
// it opens this value and no other. Until then it is secret: wipe it.
SCR_API void scr_secret_roll_salt(struct scr_hash *salt, const struct scr_secret_salt *secret, uint64_t position,
                                  unsigned part);
SCR_API void scr_secret_link_salt(struct scr_hash *salt, const struct scr_secret_salt *secret, uint64_t position);
// Appends an entry, which is public: the bytes that a proof of inclusion is about. `credential` is NULL for a member without
// one. Names and credentials may be told by the time.
SCR_API void scr_secret_add_roll_entry(struct scr_text *text, const struct scr_secret_salt *secret, uint64_t position,
                                       const struct scr_member *member, const char *credential);
// The trees over all entries; credentials[i] is that of the roll's member i, or NULL, and links[j] stands behind the public
// list's entry j. The caller frees *tree.
SCR_API SCR_MUST_USE enum scr_status scr_secret_commit_roll(struct scr_merkle **tree,
                                                            const struct scr_secret_salt *secret,
                                                            const struct scr_roll *roll,
                                                            const char *const *credentials);
SCR_API SCR_MUST_USE enum scr_status scr_secret_commit_links(struct scr_merkle **tree,
                                                             const struct scr_secret_salt *secret,
                                                             const struct scr_link *links, size_t count);

SCR_C_END
#endif
