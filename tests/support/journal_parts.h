// SPDX-License-Identifier: Apache-2.0
// What the parts of the journal kit share. Tests include journal_kit.h and journal_forge.h.
#ifndef SCRUTINEER_TESTS_JOURNAL_PARTS_H
#define SCRUTINEER_TESTS_JOURNAL_PARTS_H

#include "tests/support/journal_kit.h"

static inline void require(enum scr_status status, const char *what) {
  if (status != SCR_OK) kit_stop("%s: %s", what, scr_status_id(status));
}

// The checkpoint of the first `size` entries, signed by the board; signed in the board's name by a role.
void jkit_sign_size(struct scr_text *note, const struct jkit *jkit, const struct scr_log *log, uint64_t size);
void jkit_sign_size_by(struct scr_text *note, const struct jkit *jkit, const struct scr_log *log, uint64_t size,
                       enum jkit_role by);
// Adds the cosignatures of witnesses 0 to n - 1; keeps a checkpoint as log/cosigned/SIZE.
void jkit_cosign_note(struct scr_text *note, const struct jkit *jkit, size_t n, uint64_t time);
void jkit_put_cosigned(const struct jkit *jkit, const struct scr_text *note, uint64_t size);

#endif
