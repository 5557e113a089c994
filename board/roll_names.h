// SPDX-License-Identifier: Apache-2.0
// What may be odd about a name. Names are UTF-8.
#ifndef SCRUTINEER_BOARD_ROLL_NAMES_H
#define SCRUTINEER_BOARD_ROLL_NAMES_H

#include <stdbool.h>

bool name_has_invisible(const char *name);
bool name_mixes_scripts(const char *name);

#endif
