// SPDX-License-Identifier: Apache-2.0
// Results by method, beside the tally's commands: what trustees decrypt, what is taken in, and what is published (MTH-1 to MTH-3).
#ifndef SCRUTINEER_CLI_TALLY_METHODS_H
#define SCRUTINEER_CLI_TALLY_METHODS_H

#include "cli/cli.h"
#include "scrutineer/secret.h"
#include "scrutineer/verify.h"

// A trustee's part of every method's sum that is due, written to public/decryptions/OWNER-METHOD.json, once the trustee has
// written down how the tally divides (DEC-3). DONE, or the exit code after complaining.
int methods_decrypt(const struct scr_session *session, const char *folder, size_t owner,
                    const struct scr_secret_scalar *secret);
// Takes a partial decryption of a method's sum into public/methods/. *taken is false, and nothing was done, if it is none. A
// dry run says what would be.
int methods_add(bool *taken, const struct scr_session *session, const char *folder, const struct scr_text *bytes,
                bool dry_run);
// Computes the results of all methods that are due and writes public/methods.json, unless in a dry run; nothing where none is.
// MISUSE where decryptions are missing.
int methods_publish(const struct scr_session *session, const char *folder, bool dry_run);

#endif
