// SPDX-License-Identifier: Apache-2.0
// What a check costs.
#ifndef SCRUTINEER_BOARD_CLOCK_H
#define SCRUTINEER_BOARD_CLOCK_H

// Processor seconds of this thread, right to a millisecond; they never go back.
double processor_seconds(void);
// How many have passed since *start, which is then set to now.
double processor_seconds_since(double *start);

#endif
