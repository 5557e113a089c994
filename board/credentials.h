// SPDX-License-Identifier: Apache-2.0
// Reading a list of credentials that need not be in memory.
#ifndef SCRUTINEER_BOARD_CREDENTIALS_H
#define SCRUTINEER_BOARD_CREDENTIALS_H

#include "board/window.h"
#include "scrutineer/election.h"

// scr_credentials_new; without a group, scr_credentials_new_unchecked. The window is read to its end where the list is sound.
// Besides, SCR_E_IO, and SCR_E_CHANGED where the file is not what it was.
enum scr_status credentials_read(struct scr_credentials **credentials, size_t *at,
                                 const struct scr_group *group_or_null, struct window *window, unsigned threads);

// Whether those lines of a list of `count` that was read are members of which `is_known` doesn't say so: SCR_E_ELEMENT_* for
// the first that is none, and *at is its place; SCR_E_IO, SCR_E_CHANGED.
enum scr_status credentials_check_members(size_t *at, const struct scr_group *group, struct window *window,
                                          size_t count, bool (*is_known)(const void *context, size_t position),
                                          const void *context, unsigned threads);

#endif
