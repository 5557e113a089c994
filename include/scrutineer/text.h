// SPDX-License-Identifier: Apache-2.0
// A growable run of bytes: what is hashed, written or printed is put together in one. A failed allocation is remembered,
// so that a caller appends as often as it needs and asks once (scr_text_ok) before it uses the bytes.
#ifndef SCRUTINEER_TEXT_H
#define SCRUTINEER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scrutineer/status.h"

SCR_C_BEGIN

struct scr_text {
  char *bytes;  // NUL-terminated after any append; not counted in length
  size_t length;
  size_t capacity;
  bool failed;  // an allocation failed: the bytes are not what was appended
  bool secret;  // memory that is given back is overwritten first
};

#define SCR_TEXT_INIT \
  { NULL, 0, 0, false, false }
#define SCR_TEXT_SECRET \
  { NULL, 0, 0, false, true }  // secret from the start, whatever is appended

SCR_API void scr_text_free(struct scr_text *text);   // releases the bytes; the struct is as after SCR_TEXT_INIT
SCR_API void scr_text_clear(struct scr_text *text);  // length 0, memory kept, failure forgotten
SCR_API void scr_text_wipe(struct scr_text *text);   // for secret bytes: overwrites all that was held, then frees

// Appends. After scr_text_add_secret the text is secret until it is freed: it leaves no copy behind when it grows, whatever is
// appended to it, nor when it is freed (SEC-5).
SCR_API void scr_text_add_bytes(struct scr_text *text, const void *bytes, size_t length);
SCR_API void scr_text_add(struct scr_text *text, const char *string);
SCR_API void scr_text_add_u64(struct scr_text *text, uint64_t number);  // decimal
SCR_API void scr_text_add_hex(struct scr_text *text, const uint8_t *bytes, size_t length);
SCR_API void scr_text_add_format(struct scr_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
SCR_API void scr_text_add_secret(struct scr_text *text, const void *bytes, size_t length);

// Appends a JSON string with its quotes, in the record's one form: UTF-8 as it is, `"` and `\` and control characters
// escaped, DEL as \u007f. The bytes must be UTF-8.
SCR_API void scr_text_add_json(struct scr_text *text, const char *bytes, size_t length);

// SCR_OK, or SCR_E_MEMORY if any append failed.
SCR_API SCR_MUST_USE enum scr_status scr_text_ok(const struct scr_text *text);

SCR_C_END
#endif
