// SPDX-License-Identifier: Apache-2.0
// Command lines: finding the command, parsing its options, printing help.
#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/console.h"
#include "cli/suggest.h"
#include "scrutineer/self_test.h"

#define OPTIONS_MAX 40

static const struct option_spec common[] = {
    {"quiet", 'q', NULL, "say nothing but results and errors"},
    {"help", 'h', NULL, "print this help"},
    {NULL, 0, NULL, NULL},
};

// --- values ---

const char *option_at(const struct arguments *arguments, const char *name, size_t index) {
  for (size_t i = 0; i < arguments->values_n; i++)
    if (strcmp(arguments->values[i].name, name) == 0 && index-- == 0) return arguments->values[i].value;
  return NULL;
}

const char *option(const struct arguments *arguments, const char *name) {
  const char *value = NULL;
  for (size_t i = 0; i < arguments->values_n; i++)
    if (strcmp(arguments->values[i].name, name) == 0) value = arguments->values[i].value;
  return value;
}

const char *option_or(const struct arguments *arguments, const char *name, const char *otherwise) {
  const char *value = option(arguments, name);
  return value ? value : otherwise;
}

bool option_number(uint64_t *number, const struct arguments *arguments, const char *name, uint64_t min, uint64_t max) {
  const char *value = option(arguments, name);
  if (!value) return true;
  char *end;
  unsigned long long read = strtoull(value, &end, 10);
  if (*value >= '0' && *value <= '9' && *end == '\0' && read >= min && read <= max) {
    *number = read;
    return true;
  }
  complain("--%s takes a whole number from %llu to %llu, not \"%s\"", name, (unsigned long long)min,
           (unsigned long long)max, value);
  return false;
}

// --- help ---

static void print_option(const struct option_spec *spec) {
  char left[64];
  char letter[5] = "    ";
  if (spec->letter) (void)snprintf(letter, sizeof letter, "-%c, ", spec->letter);
  (void)snprintf(left, sizeof left, "%s--%s%s%s", letter, spec->name, spec->argument ? " " : "",
                 spec->argument ? spec->argument : "");
  print("  %-30s %s\n", left, spec->help);
}

static void print_synopsis(const char *program, const struct command *command) {
  print("%s", program);
  if (command->noun) print(" %s", command->noun);
  if (command->verb) print(" %s", command->verb);
  print(" [OPTION...]%s%s\n", command->operands[0] ? " " : "", command->operands);
}

static void print_help(const char *program, const struct command *command) {
  print("Usage: ");
  print_synopsis(program, command);
  print("\n%s.\n", command->summary);
  if (command->text) print("\n%s\n", command->text);
  print("\nOptions:\n");
  for (const struct option_spec *spec = command->options; spec->name; spec++) print_option(spec);
  for (const struct option_spec *spec = common; spec->name; spec++) print_option(spec);
  if (command->example) print("\nExample:\n  %s\n", command->example);
}

static void print_overview(const char *program, const struct command *commands, const char *noun) {
  print("Usage: %s NOUN VERB [OPTION...] [ARGUMENT...]\n", program);
  print("Ballots that prove themselves: %s.\n\n", noun ? noun : "the commands of every role");
  for (const struct command *command = commands; command->noun; command++) {
    char name[40];
    if (noun && strcmp(command->noun, noun) != 0) continue;
    (void)snprintf(name, sizeof name, "%s%s%s", command->noun, command->verb ? " " : "",
                   command->verb ? command->verb : "");
    print("  %-24s %s\n", name, command->summary);
  }
  print("\n\"%s NOUN VERB --help\" explains one of them.\n", program);
}

// --- parsing ---

static size_t add_specs(struct option *longs, char *letters, size_t count, const struct option_spec *specs) {
  for (; specs->name; specs++) {
    assert(count < OPTIONS_MAX);
    longs[count++] =
        (struct option){specs->name, specs->argument ? required_argument : no_argument, NULL, specs->letter};
    if (specs->letter) {
      char pair[3] = {specs->letter, specs->argument ? ':' : '\0', '\0'};
      strcat(letters, pair);
    }
  }
  return count;
}

static const char *name_of(const struct option *longs, size_t count, int letter, int index) {
  if (letter == 0) return longs[index].name;
  for (size_t i = 0; i < count; i++)
    if (longs[i].val == letter) return longs[i].name;
  return NULL;
}

static bool parse_options(struct arguments *arguments, int argc, char **argv) {
  struct option longs[OPTIONS_MAX + 1] = {{0}};
  char letters[3 * OPTIONS_MAX + 2] = ":";
  size_t count = add_specs(longs, letters, 0, arguments->command->options);
  count = add_specs(longs, letters, count, common);
  optind = 1;
  opterr = 0;
  for (;;) {
    int index = 0;
    int letter = getopt_long(argc, argv, letters, longs, &index);
    if (letter == -1) break;
    if (letter == '?' || letter == ':') {
      complain(letter == ':' ? "%s wants a value" : "unknown option %s", argv[optind - 1]);
      return false;
    }
    if (arguments->values_n == VALUES_MAX) {
      complain("more than %d options", VALUES_MAX);
      return false;
    }
    arguments->values[arguments->values_n++] =
        (struct option_value){name_of(longs, count, letter, index), optarg ? optarg : ""};
  }
  arguments->positional = argv + optind;
  arguments->positional_n = (size_t)(argc - optind);
  return true;
}

static bool count_operands(const struct arguments *arguments) {
  const struct command *command = arguments->command;
  if (arguments->positional_n < command->operands_min) {
    complain("%s is missing", command->operands);
    return false;
  }
  if (arguments->positional_n > command->operands_max) {
    complain("unexpected \"%s\"", arguments->positional[command->operands_max]);
    return false;
  }
  return true;
}

static int run_parsed(const char *program, const struct command *command, int argc, char **argv) {
  struct arguments arguments = {.command = command};
  if (!parse_options(&arguments, argc, argv)) {
    advise("try --help");
    return MISUSE;
  }
  if (option(&arguments, "help")) {
    print_help(program, command);
    return DONE;
  }
  console_quiet(option(&arguments, "quiet") != NULL);
  if (!count_operands(&arguments)) {
    advise("try --help");
    return MISUSE;
  }
  return command->run(&arguments);
}

// What a program does before anything else. Standard input is not buffered: what is read may be a secret, and would stay in
// the buffer.
static void begin(const char *program) {
  console_program(program);
  (void)setvbuf(stdin, NULL, _IONBF, 0);
  enum scr_status status = scr_self_test();
  if (status == SCR_OK) return;
  int code = fail(status, "nothing can be computed here");
  if (status == SCR_E_SELF_TEST)
    advise(
        "libsodium, OpenSSL or GMP is broken or too old (libsodium up to 1.0.20 took points for members that are "
        "none)");
  exit(code);
}

int run_single(const char *program, const struct command *command, int argc, char **argv) {
  begin(program);
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    print("%s %s\n", program, SCRUTINEER_VERSION);
    return finish_output(DONE);
  }
  return finish_output(run_parsed(program, command, argc, argv));
}

static const struct command *find(const struct command *commands, const char *noun, const char *verb) {
  for (const struct command *command = commands; command->noun; command++) {
    if (strcmp(command->noun, noun) != 0) continue;
    if (!command->verb || (verb && strcmp(command->verb, verb) == 0)) return command;
  }
  return NULL;
}

static bool knows_noun(const struct command *commands, const char *noun) {
  for (const struct command *command = commands; command->noun; command++)
    if (strcmp(command->noun, noun) == 0) return true;
  return false;
}

static int run_overview(const char *program, const struct command *commands, int argc, char **argv) {
  const char *first = argc > 1 ? argv[1] : "--help";
  if (strcmp(first, "--version") == 0)
    print("%s %s\n", program, SCRUTINEER_VERSION);
  else if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || strcmp(first, "help") == 0)
    print_overview(program, commands, NULL);
  else if (knows_noun(commands, first) && (argc == 2 || argv[2][0] == '-'))
    print_overview(program, commands, first);
  else {
    complain("there is no command \"%s%s%s\"", first, argc > 2 ? " " : "", argc > 2 ? argv[2] : "");
    suggest_command(program, commands, first, argc > 2 && argv[2][0] != '-' ? argv[2] : NULL);
    return MISUSE;
  }
  return argc > 1 && (argc > 2 || first[0] == '-' || strcmp(first, "help") == 0) ? DONE : MISUSE;
}

int run_command(const char *program, const struct command *commands, int argc, char **argv) {
  begin(program);
  const struct command *command = argc > 1 ? find(commands, argv[1], argc > 2 ? argv[2] : NULL) : NULL;
  if (!command) return finish_output(run_overview(program, commands, argc, argv));
  int words = command->verb ? 2 : 1;
  return finish_output(run_parsed(program, command, argc - words, argv + words));
}
