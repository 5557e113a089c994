// SPDX-License-Identifier: Apache-2.0
// What stands in events and in the journal's entries for them.
#ifndef SCRUTINEER_BOARD_EVENT_H
#define SCRUTINEER_BOARD_EVENT_H

#include <jansson.h>

#include "scrutineer/archive.h"

// "Setup" and the others: SCR_E_CHAIN_TYPE if there is no such type.
enum scr_status event_type_read(enum scr_event_type *type, const json_t *value);

#endif
