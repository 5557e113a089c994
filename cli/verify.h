// SPDX-License-Identifier: Apache-2.0
// The verify command, which both programs have, and how a report is shown.
#ifndef SCRUTINEER_CLI_VERIFY_H
#define SCRUTINEER_CLI_VERIFY_H

#include "cli/cli.h"
#include "scrutineer/verify.h"

#define PORTABLE_OPTION                                                                                  \
  {                                                                                                      \
    "portable", 0, NULL,                                                                                 \
        "compute without the processor's vector instructions (for measuring, or if in doubt about them)" \
  }

extern const struct option_spec verify_options[];
extern const char verify_text[];
int verify_run(const struct arguments *arguments);

extern const struct option_spec verify_merge_options[];
extern const char verify_merge_text[];
int verify_merge_run(const struct arguments *arguments);

// Verifies with progress on standard error; `beside`: with the journal that stands beside the archive, if options.journal is
// NULL. NULL after complaining. The caller frees the session.
struct scr_session *run_session(const char *path, struct scr_verify_options options, bool beside);
// Whether what --journal names is there: a folder named by mistake is no evidence against a board. Complains.
bool journal_is_there(const struct arguments *arguments);
// Shows a session's report as --json asks; the exit code.
int show_session(const struct arguments *arguments, const char *path, const struct scr_session *session);

// The report for people, on standard output.
void show_report(const struct scr_report *report);
// The result alone: every question with its answers and votes.
void show_result(const struct scr_election *election, const uint64_t *votes);
// What a report has of it: with its papers, where there are any.
void show_votes(const struct scr_report *report);
int verdict_exit_code(const struct scr_report *report);
// The public folder that a board stands in, if that has a setup record and with it a journal; else NULL. To be freed.
char *journal_folder(const char *board_path);
// Verifies with progress on standard error; NULL after complaining. The caller frees the session.
struct scr_session *verify_with_progress(const char *path);
// The archive of an election's folder or the path itself, to be freed; NULL after complaining.
char *find_archive(const char *path);
// The same for what is only read: - is standard input.
char *find_archive_to_read(const char *path);

#endif
