// SPDX-License-Identifier: Apache-2.0
// Signed notes (C2SP signed-note) and the keys that verify them: what a log signs and what witnesses sign after it.
// Public data; variable time. The signing side is in secret.h.
//
// A note is text, an empty line, and signature lines "— name base64(id and signature)". Two kinds of Ed25519 signature
// are known (RFC 8032; of libsodium's verification, which refuses keys and commitments of small order and second
// spellings): over the text, and the cosignature of a witness (C2SP tlog-cosignature), over a time and the text.
#ifndef SCRUTINEER_NOTE_H
#define SCRUTINEER_NOTE_H

#include "scrutineer/hash.h"
#include "scrutineer/text.h"

SCR_C_BEGIN

#define SCR_NOTE_BYTES_MAX 65536
#define SCR_NOTE_SIGNATURES_MAX 64  // lines; the specification wants 16 at least
#define SCR_NOTE_KEYS_MAX 64        // that a note is checked against at once
#define SCR_NOTE_NAME_MAX 255       // bytes of the name of a known key
#define SCR_NOTE_PUBLIC_KEY_BYTES 32
#define SCR_NOTE_SIGNATURE_BYTES 64                                // of Ed25519
#define SCR_NOTE_COSIGNATURE_BYTES (8 + SCR_NOTE_SIGNATURE_BYTES)  // after the time
#define SCR_NOTE_TIME_MAX INT64_MAX

// --- keys ---

// The byte that stands for a kind of signature.
enum scr_note_key_type { SCR_NOTE_ED25519 = 0x01, SCR_NOTE_COSIGNATURE = 0x04 };

// A key that is known. Name and id together say which it is.
struct scr_note_key {
  char name[SCR_NOTE_NAME_MAX + 1];
  uint32_t id;  // the first 4 bytes of the SHA-256 of name, newline, type, public key
  enum scr_note_key_type type;
  uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES];
};

// SCR_E_NOTE_KEY if the name is empty, too long, not UTF-8, or holds a space of Unicode, a `+` or a control character;
// or if the public key isn't the one spelling of a point of prime order.
SCR_API SCR_MUST_USE enum scr_status scr_note_key_make(struct scr_note_key *key, const char *name, size_t name_length,
                                                       enum scr_note_key_type type,
                                                       const uint8_t public_key[SCR_NOTE_PUBLIC_KEY_BYTES]);
// Reads a verifier key: name, 8 lower-case hexadecimal digits of the id, Base64 of type and public key, joined by `+`.
// SCR_E_NOTE_KEY as above, or if the id isn't that of name and key; SCR_E_NOTE_KEY_TYPE if it is of a kind that isn't
// known.
SCR_API SCR_MUST_USE enum scr_status scr_note_key_parse(struct scr_note_key *key, const char *vkey, size_t length);
SCR_API void scr_text_add_note_key(struct scr_text *text, const struct scr_note_key *key);

// --- notes ---

// One signature line, borrowed from the note.
struct scr_note_signature {
  const char *line;  // as it stands there, with its newline
  size_t line_length;
  const char *name;
  size_t name_length;
  const char *base64;  // of 4 bytes id and the signature
  size_t base64_length;
  uint32_t id;
};

struct scr_note {
  const char *text;  // with its last newline; borrowed
  size_t text_length;
  struct scr_note_signature signatures[SCR_NOTE_SIGNATURES_MAX];
  size_t signatures_n;
};

// Takes a note apart; the bytes must outlive it. Nothing in it is to be believed before scr_note_check.
// SCR_E_NOTE_FORM; SCR_E_LIMIT if it has more than SCR_NOTE_BYTES_MAX bytes or more than SCR_NOTE_SIGNATURES_MAX
// signatures.
SCR_API SCR_MUST_USE enum scr_status scr_note_parse(struct scr_note *note, const char *bytes, size_t length);

// Whether the line bears the key's name and id.
SCR_API bool scr_note_signature_is_by(const struct scr_note_signature *signature, const struct scr_note_key *key);

// What a note says of one known key.
struct scr_note_signer {
  bool has_signed;
  uint64_t
      time;  // of a cosignature, seconds since 1970; the latest where the key has signed more than once; otherwise 0
};

// Verifies the signatures of the known keys; signers[i] is what was found for keys[i], keys_n <= SCR_NOTE_KEYS_MAX.
// Lines of other keys are passed over. SCR_E_NOTE_SIGNATURE if any signature of a known key doesn't hold, whatever else
// there is; SCR_E_NOTE_UNSIGNED if none of the keys has signed.
SCR_API SCR_MUST_USE enum scr_status scr_note_check(struct scr_note_signer *signers, const struct scr_note *note,
                                                    const struct scr_note_key *keys, size_t keys_n);

// --- what signing and verifying share ---

// Whether the bytes can be the text of a note: UTF-8 that ends in a newline and has no other control character.
SCR_API bool scr_note_is_text(const char *bytes, size_t length);
// A signature line; `signature` is what the key's type has (of a cosignature: 8 bytes time, big endian, first).
SCR_API void scr_text_add_note_signature(struct scr_text *text, const struct scr_note_key *key,
                                         const uint8_t *signature, size_t length);
// What a witness signs: "cosignature/v1", "time N", and the text of the note, a line each.
SCR_API void scr_text_add_cosigned(struct scr_text *message, uint64_t time, const char *text, size_t length);

SCR_C_END
#endif
