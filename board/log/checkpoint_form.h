// SPDX-License-Identifier: Apache-2.0
// The form of a checkpoint alone: a witness has an answer of its own for a log without entries whose root isn't the
// empty tree's.
#ifndef SCRUTINEER_BOARD_LOG_CHECKPOINT_FORM_H
#define SCRUTINEER_BOARD_LOG_CHECKPOINT_FORM_H

#include "scrutineer/checkpoint.h"

// What scr_checkpoint_parse reads, whatever the root of a log without entries is.
bool checkpoint_read(struct scr_checkpoint *checkpoint, const char *text, size_t length);

#endif
