// SPDX-License-Identifier: Apache-2.0
// SHA-256 and the two spellings of a hash: lower-case hexadecimal (64 characters) and unpadded Base64 (43 characters).
#ifndef SCRUTINEER_HASH_H
#define SCRUTINEER_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scrutineer/status.h"

SCR_C_BEGIN

#define SCR_HASH_BYTES 32
#define SCR_HASH_HEX 64     // characters, without the NUL
#define SCR_HASH_BASE64 43  // characters, without the NUL

struct scr_hash {
  uint8_t byte[SCR_HASH_BYTES];
};

// SHA-256 of the bytes. Public data; variable time only in the length.
SCR_API void scr_hash(struct scr_hash *hash, const void *bytes, size_t length);

// The same of bytes that come piece by piece. A hasher that was begun, or is a copy of one that was, holds memory until its end.
struct scr_hasher {
  void *context;
};
SCR_API void scr_hash_begin(struct scr_hasher *hasher);
SCR_API void scr_hash_add(struct scr_hasher *hasher, const void *bytes, size_t length);
// Another hasher that has seen the same bytes: for texts that begin alike.
SCR_API void scr_hash_copy(struct scr_hasher *copy, const struct scr_hasher *hasher);
SCR_API void scr_hash_end(struct scr_hash *hash, struct scr_hasher *hasher);

SCR_API bool scr_hash_equal(const struct scr_hash *a, const struct scr_hash *b);

SCR_API void scr_hash_hex(char hex[SCR_HASH_HEX + 1], const struct scr_hash *hash);
SCR_API void scr_hash_base64(char base64[SCR_HASH_BASE64 + 1], const struct scr_hash *hash);

// Read a hash in its one spelling; SCR_E_TEXT otherwise (upper case, padding, other length, stray low bits).
SCR_API SCR_MUST_USE enum scr_status scr_hash_from_hex(struct scr_hash *hash, const char *hex, size_t length);
SCR_API SCR_MUST_USE enum scr_status scr_hash_from_base64(struct scr_hash *hash, const char *base64, size_t length);

SCR_C_END
#endif
