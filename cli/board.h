// SPDX-License-Identifier: Apache-2.0
// The board's commands that have a file of their own.
#ifndef SCRUTINEER_CLI_BOARD_H
#define SCRUTINEER_CLI_BOARD_H

#include "cli/cli.h"

extern const struct option_spec board_diff_options[];
int board_diff_run(const struct arguments *arguments);

extern const struct option_spec board_page_options[];
int board_page_run(const struct arguments *arguments);

extern const struct option_spec board_journal_options[];
int board_journal_run(const struct arguments *arguments);

extern const struct option_spec board_table_options[];
int board_table_run(const struct arguments *arguments);

extern const struct option_spec board_recover_options[];
int board_recover_run(const struct arguments *arguments);

extern const struct option_spec board_checkpoint_options[];
int board_checkpoint_run(const struct arguments *arguments);

#endif
