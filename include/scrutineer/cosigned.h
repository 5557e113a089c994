// SPDX-License-Identifier: Apache-2.0
// What witnesses have said of a log's states, kept for ever in the log's folder: cosigned/SIZE holds the checkpoint of that
// size with every cosignature that was obtained. Public data; variable time.
#ifndef SCRUTINEER_COSIGNED_H
#define SCRUTINEER_COSIGNED_H

#include "scrutineer/log.h"

SCR_C_BEGIN

// For each witness, the size of the largest checkpoint in cosigned/ that it has cosigned; 0 where there is none. SCR_E_IO with
// errno; what scr_checkpoint_open says of a file there, whose size is then in *at.
SCR_API SCR_MUST_USE enum scr_status scr_cosigned_sizes(uint64_t sizes[SCR_NOTE_KEYS_MAX], uint64_t *at,
                                                        const char *folder, const struct scr_log_keys *keys);

// Takes a checkpoint that the log has signed into the log's folder: merges it with cosigned/SIZE, if that is there, and puts
// it in the place of the folder's checkpoint if that is the same but for its signatures (*current says whether). `merged`
// receives what is in cosigned/SIZE now. Programs that do this at once, or write the log (scr_log_write), wait for each other,
// so that no cosignature is lost and no newer checkpoint is replaced. SCR_E_LOG_CONSISTENCY if a checkpoint of this size and
// another root was cosigned before; errors of scr_checkpoint_open for the note, or for what is there; SCR_E_IO with errno.
// WIT-13.
SCR_API SCR_MUST_USE enum scr_status scr_cosigned_add(struct scr_text *merged, bool *current, const char *folder,
                                                      const char *note, size_t length, const struct scr_log_keys *keys);

SCR_C_END
#endif
