// SPDX-License-Identifier: Apache-2.0
// Ballots read fast, for who has many of them: scr_ballot_new on the one form that it accepts, in one pass, into a form that is
// used again and again.
#ifndef SCRUTINEER_BOARD_BALLOT_SCAN_H
#define SCRUTINEER_BOARD_BALLOT_SCAN_H

#include "scrutineer/ballot.h"

// The spelling of the credential of a ballot of this election, pointing into its bytes; nothing else is looked at. False: it
// does not begin as such a ballot does.
bool ballot_scan_credential(const char **spelling, size_t *spelling_length, const struct scr_election *election,
                            const char *bytes, size_t length);

// Reads a ballot into `ballot`, which scr_ballot_new_blank_form made for this election; whatever it held is overwritten. True:
// the values are those that scr_ballot_new gives, but nothing is known yet of the elements' membership in the group, which is
// the one thing that scr_ballot_new may still refuse (SCR_E_ELEMENT_MEMBER). False: scr_ballot_new refuses the bytes, and says
// why; what `ballot` holds then has no meaning.
bool ballot_scan(struct scr_ballot *ballot, const struct scr_election *election, const char *bytes, size_t length);

#endif
