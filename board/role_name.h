// SPDX-License-Identifier: Apache-2.0
// Short names of roles.
#ifndef SCRUTINEER_BOARD_ROLE_NAME_H
#define SCRUTINEER_BOARD_ROLE_NAME_H

#include <stdbool.h>

#include "scrutineer/setup_record.h"

#define ROLE_OFFICER "officer"
#define ROLE_REGISTRAR "registrar"

// Letters, digits and hyphens, at most SCR_ROLE_NAME_MAX, no hyphen first: a role's name is part of paths, and of commands
// that are printed to be pasted.
bool role_name_is_valid(const char *name);

#endif
