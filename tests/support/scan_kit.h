// SPDX-License-Identifier: Apache-2.0
// What holds of the two readers of ballots, whatever the bytes: the test and the fuzz target ask for the same.
#ifndef SCRUTINEER_TESTS_SCAN_KIT_H
#define SCRUTINEER_TESTS_SCAN_KIT_H

#include "scrutineer/ballot.h"

struct kit_readings {
  bool scanned;
  enum scr_status read;
};

// Reads the bytes with ballot_scan, into a form for the election, and with scr_ballot_new. NULL, or how they disagree:
// - what scr_ballot_new reads is scanned, and what is scanned it reads, unless an element is no member;
// - all values are the same.
const char *kit_read_both_ways(struct kit_readings *readings, struct scr_ballot *form,
                               const struct scr_election *election, const char *bytes, size_t length);

#endif
