// SPDX-License-Identifier: Apache-2.0
// What the commands of the command line have in common: how a command is described and found, what it prints, and with
// which code it ends.
//
// Results go to standard output, messages and progress to standard error; progress only where that is a terminal.
#ifndef SCRUTINEER_CLI_CLI_H
#define SCRUTINEER_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scrutineer/status.h"
#include "scrutineer/text.h"

// How a program ends: part of its contract (VER-4).
enum exit_code {
  DONE = 0,       // verified and complete; or what was asked for is done
  INVALID = 1,    // the evidence is invalid
  MISUSE = 2,     // the command line, or what was asked for, is wrong
  CANNOT = 3,     // can't check or can't do: unreadable, malformed beyond reading, out of memory
  INCOMPLETE = 4  // valid so far, but the election is not complete; or not enough for an answer yet
};

struct option_spec {
  const char *name;      // long name; NULL ends the list
  char letter;           // or 0
  const char *argument;  // its name in the help, or NULL for a flag
  const char *help;
};

#define VALUES_MAX 64

struct option_value {
  const char *name;
  const char *value;
};

struct command;

// A command line after parsing.
struct arguments {
  const struct command *command;
  size_t values_n;
  struct option_value values[VALUES_MAX];
  size_t positional_n;
  char **positional;
};

struct command {
  const char *noun;
  const char *verb;      // NULL where the noun is the whole command
  const char *operands;  // "FILE...", for the synopsis
  size_t operands_min, operands_max;
  const char *summary;
  const char *text;  // the help's body
  const char *example;
  const struct option_spec *options;
  int (*run)(const struct arguments *arguments);
};

// --- options ---

// The value of an option (the last one given), or NULL; for a flag, not NULL if given.
const char *option(const struct arguments *arguments, const char *name);
const char *option_or(const struct arguments *arguments, const char *name, const char *otherwise);
// The index-th value of an option that may be repeated, or NULL.
const char *option_at(const struct arguments *arguments, const char *name, size_t index);
// A whole number from min to max; false after saying what is wrong.
bool option_number(uint64_t *number, const struct arguments *arguments, const char *name, uint64_t min, uint64_t max);

// Parses and runs. `commands` ends with an entry whose noun is NULL.
int run_command(const char *program, const struct command *commands, int argc, char **argv);
// Runs a program that is one command.
int run_single(const char *program, const struct command *command, int argc, char **argv);

// --- messages ---

// Prints to standard output; a failed write is remembered, and finish_output says so.
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void print_text(const struct scr_text *text);
int finish_output(int code);
// Prints a line to standard error, unless --quiet was given.
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Prints "scrutineer: ..." to standard error.
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
// Says what can be done about it, on a line of its own.
void advise(const char *format, ...) __attribute__((format(printf, 1, 2)));
// None of these changes errno. complain() with the status's sentence and id, and the system's words where a file failed; gives the exit code.
int fail(enum scr_status status, const char *format, ...) __attribute__((format(printf, 2, 3)));
int exit_code_of(enum scr_status status);
// A text from outside as it may be shown: one line, without control characters or characters that change the direction of
// what follows (U+FFFD stands for them), so that a name can't pass for a verdict or talk to the terminal. The result is
// good until eight more were asked for.
const char *shown(const char *text);
// "s" for every count but 1.
const char *plural(uint64_t count);
// Colours for standard output: empty strings where it is no terminal, or NO_COLOR is set.
const char *green(void);
const char *red(void);
const char *yellow(void);
const char *bold(void);
const char *plain(void);

// A line on standard error that is drawn over; nothing where that is no terminal or --quiet was given.
void progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void progress_end(void);

// --- files ---

#define PUBLIC_FILE 0644
// SEC-3.
#define SECRET_FILE 0600

// Reads a whole file ("-": standard input, which can be had once) of at most `limit` bytes; complains, and false, if it can't.
bool read_file(struct scr_text *text, const char *path, size_t limit);
// Puts a copy without a name in standard input's place, so that STANDARD_INPUT can be opened, and sought in, like any file;
// complains, and false.
#define STANDARD_INPUT "/dev/stdin"
#define STANDARD_INPUT_MAX (UINT64_C(8) << 30)
bool keep_standard_input(void);
// Reads a secret: a file, "-", or, where path is NULL, a prompt without echo. The first line without its end.
bool read_secret(struct scr_text *text, const char *path, const char *prompt);
// Writes a file whole or not at all; complains, and false, if it can't. An existing file is replaced only if `replace`.
bool write_file(const char *path, const struct scr_text *text, unsigned mode, bool replace);
// Whether a file may be written there: there is none, or an empty one, or it begins like one of the same kind. Else complains:
// what was named by mistake is not to be lost. Looks for the folder, too.
bool may_replace(const char *path, const char *begins);
#define PAGE_BEGINS "<!DOCTYPE html>"
#define CHART_BEGINS "<svg "
// Makes a folder (and those above it) if it is not there.
bool make_folder(const char *path, unsigned mode);
// The folder that a secret file will be in, for its owner alone.
bool make_folder_of(const char *path);
bool is_folder(const char *path);
// What a path stands for: of a folder its .json files, in the order of their names, else the path itself. False with errno
// set; free_list in either case.
struct file_list {
  size_t count;
  char **paths;
};
bool list_json(struct file_list *list, const char *path);
void free_list(struct file_list *list);
bool file_exists(const char *path);
// False also where that can't be known, because a folder may not be looked into: reading it says why.
bool file_is_missing(const char *path);
// Asks on the terminal; anything but y or yes is no, and so it is where there is no terminal.
bool confirm(const char *question);
// folder/name[/more], to be freed; ends the program when memory runs out.
char *join(const char *folder, const char *name, const char *more);

#endif
