// SPDX-License-Identifier: Apache-2.0
// Who signs which act, in words for whoever has the wrong signatures on one (JRN-5).
#ifndef SCRUTINEER_CLI_ACT_SIGNERS_H
#define SCRUTINEER_CLI_ACT_SIGNERS_H

#include "scrutineer/journal.h"

// Says who signs an act of this kind, who has signed it, and which of them are missing or are not of those who sign it.
void advise_signers(const struct scr_signed_act *act, const struct scr_setup_record *record);
// Who is missing on it, with commas between; empty where nobody is. To be freed.
struct scr_text signers_missing(const struct scr_signed_act *act, const struct scr_setup_record *record);
// PAP-3: whether a count says that this teller or agent refuses to sign it.
bool count_is_refused_by(const struct scr_paper_count *paper, const char *name);
// Whether a role is of those who sign this act, beside those who have; complains, saying who they are.
bool signers_take(const struct scr_signed_act *act, const struct scr_setup_record *record, const char *role);

#endif
