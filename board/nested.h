// SPDX-License-Identifier: Apache-2.0
// The record nests, by question and answer, what the code holds in one flat array; the way in.
#ifndef SCRUTINEER_BOARD_NESTED_H
#define SCRUTINEER_BOARD_NESTED_H

#include <jansson.h>

#include "scrutineer/tally.h"

typedef enum scr_status cell_reader(void *cells, size_t cell, const struct scr_election *election, json_t *value);

// Reads an array of arrays with one entry for each ciphertext of a ballot; `shape` where there are more or fewer.
enum scr_status nested_read(void *cells, const struct scr_election *election, const json_t *json, cell_reader *read,
                            enum scr_status shape);

#endif
