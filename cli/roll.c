// SPDX-License-Identifier: Apache-2.0
// The roll's commands: import and check.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/registrar.h"

static const struct option_spec import_options[] = {
    ELECTION_OPTION,
    {"column", 'c', "FIELD=NAME", "the header's name for number, name, branch, email, address, eligible or weight"},
    {"separator", 's', "WORD", "comma (the default), semicolon or tab"},
    {"dry-run", 'n', NULL, "check the file, and import nothing"},
    {"replace", 'r', NULL, "replace a roll that was imported before"},
    NO_OPTION,
};

static bool parse_separator(char *separator, const char *word) {
  static const struct {
    const char *word;
    char separator;
  } known[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcmp(word, known[i].word) != 0) continue;
    *separator = known[i].separator;
    return true;
  }
  complain("--separator is comma, semicolon or tab, not \"%s\"", word);
  return false;
}

static bool parse_columns(const char *columns[SCR_MEMBER_FIELDS], const struct arguments *arguments) {
  const char *given;
  for (size_t i = 0; (given = option_at(arguments, "column", i)); i++) {
    const char *equals = strchr(given, '=');
    int field = 0;
    while (equals && field < SCR_MEMBER_FIELDS) {
      const char *name = scr_member_field_name((enum scr_member_field)field);
      if (strlen(name) == (size_t)(equals - given) && strncmp(name, given, strlen(name)) == 0) break;
      field++;
    }
    if (!equals || field == SCR_MEMBER_FIELDS) {
      complain("--column wants FIELD=NAME with a known field, not \"%s\"", given);
      return false;
    }
    columns[field] = equals + 1;
  }
  return true;
}

static void print_finding(const struct scr_roll_finding *finding, bool json) {
  const char *kind = scr_roll_problem_is_error(finding->problem) ? "error" : "finding";
  if (json) {
    print("{\"schema\":\"scrutineer-roll-finding-1\",\"kind\":\"%s\",\"id\":\"%s\",\"line\":%zu,\"other_line\":%zu}\n",
          kind, scr_roll_problem_id(finding->problem), finding->line, finding->other_line);
    return;
  }
  print("line %zu: %s: %s", finding->line, kind, scr_roll_problem_sentence(finding->problem));
  if (finding->detail) print(" (%s)", finding->detail);
  if (finding->other_line) print(" (line %zu)", finding->other_line);
  print(" [%s]\n", scr_roll_problem_id(finding->problem));
}

static void print_findings(const struct scr_roll *roll, bool errors_alone, bool json) {
  size_t count;
  const struct scr_roll_finding *findings = scr_roll_findings(&count, roll);
  for (size_t i = 0; i < count; i++)
    if (!errors_alone || scr_roll_problem_is_error(findings[i].problem)) print_finding(&findings[i], json);
}

// What is seen in the file alone, and is gone once the roll is imported: told at the import, or never.
static void print_passing_findings(const struct scr_roll *roll) {
  size_t count;
  const struct scr_roll_finding *findings = scr_roll_findings(&count, roll);
  for (size_t i = 0; i < count; i++)
    if (findings[i].problem == SCR_ROLL_BLANKS || findings[i].problem == SCR_ROLL_IGNORED)
      print_finding(&findings[i], false);
}

static size_t count_findings(const struct scr_roll *roll) {
  size_t count, findings = 0;
  const struct scr_roll_finding *all = scr_roll_findings(&count, roll);
  for (size_t i = 0; i < count; i++) findings += !scr_roll_problem_is_error(all[i].problem);
  return findings;
}

static int store_roll(const struct arguments *arguments, const struct scr_roll *roll) {
  struct scr_text text = SCR_TEXT_INIT;
  const char *folder = election_folder(arguments);
  char *path = join(folder, ROLL_FILE, NULL), *own = join(folder, "registrar", NULL);
  scr_text_add_roll(&text, roll);
  bool written = make_folder(own, 0700) && write_file(path, &text, SECRET_FILE, option(arguments, "replace") != NULL);
  scr_text_wipe(&text);
  free(path);
  free(own);
  return written ? DONE : CANNOT;
}

static const char *s_of(size_t count) {
  return count == 1 ? "" : "s";
}

// A header without what is asked for: the file has other separators, or calls its columns by other names.
static void advise_header(const struct scr_roll *roll, const struct scr_text *bytes, char separator) {
  size_t count, commas = 0, semicolons = 0, tabs = 0;
  const struct scr_roll_finding *findings = scr_roll_findings(&count, roll);
  const char *field = NULL;
  for (size_t i = count; i-- > 0;)
    if (findings[i].problem == SCR_ROLL_COLUMN) field = findings[i].detail;
  if (!field) return;
  for (size_t i = 0; i < bytes->length && bytes->bytes[i] != '\n'; i++) {
    commas += bytes->bytes[i] == ',';
    semicolons += bytes->bytes[i] == ';';
    tabs += bytes->bytes[i] == '\t';
  }
  if (separator != ';' && semicolons > commas && semicolons > tabs)
    advise("the file seems to be separated by semicolons: --separator semicolon");
  else if (separator != '\t' && tabs > commas)
    advise("the file seems to be separated by tabs: --separator tab");
  else if (separator != ',' && commas > semicolons && commas > tabs)
    advise("the file seems to be separated by commas: --separator comma");
  else
    advise("--column %s=\"THE HEADER'S NAME\" says which column it is", field);
}

static int import_roll(const struct arguments *arguments, const struct scr_roll *roll, const char *path) {
  size_t eligible = 0;
  if (scr_roll_errors(roll) > 0) {
    print_findings(roll, true, false);
    complain("%s has %zu error%s: nothing was imported", path, scr_roll_errors(roll), s_of(scr_roll_errors(roll)));
    return MISUSE;
  }
  for (size_t i = 0; i < scr_roll_count(roll); i++) eligible += scr_roll_member(roll, i)->eligible;
  char *credentials = join(election_folder(arguments), CREDENTIALS_FILE, NULL);
  bool issued = file_exists(credentials);
  free(credentials);
  if (issued) {
    complain("the credentials were issued already: the roll can't be replaced");
    advise("who has a credential would no longer be who is on the roll; begin a new election");
    return MISUSE;
  }
  int code = option(arguments, "dry-run") ? DONE : store_roll(arguments, roll);
  if (code != DONE) return code;
  print_passing_findings(roll);
  size_t findings = count_findings(roll);
  size_t count = scr_roll_count(roll);
  print("%zu member%s, %zu of them eligible; %zu finding%s to look at%s\n", count, s_of(count), eligible, findings,
        s_of(findings), findings > 0 ? " (\"roll check\" lists them)" : "");
  return DONE;
}

static int import_run(const struct arguments *arguments) {
  const char *columns[SCR_MEMBER_FIELDS] = {NULL};
  char separator = ',';
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_roll *roll = NULL;
  const char *path = arguments->positional[0];
  struct definition *definition = calloc(1, sizeof *definition);
  int code = MISUSE;
  if (definition && parse_separator(&separator, option_or(arguments, "separator", "comma")) &&
      parse_columns(columns, arguments)) {
    code = CANNOT;
  }
  if (code == CANNOT && definition_load(definition, election_folder(arguments))) {
    if (read_file(&bytes, path, SCR_ROLL_BYTES_MAX)) {
      enum scr_status status = scr_roll_import(&roll, bytes.bytes ? bytes.bytes : "", bytes.length, separator, columns);
      code = status == SCR_OK ? import_roll(arguments, roll, path) : fail(status, "%s can't be imported", path);
      if (status == SCR_OK && scr_roll_errors(roll) > 0) advise_header(roll, &bytes, separator);
    }
  }
  scr_roll_free(roll);
  scr_text_wipe(&bytes);
  if (definition) definition_free(definition);
  free(definition);
  return code;
}

static const struct option_spec check_options[] = {ELECTION_OPTION, JSON_OPTION, NO_OPTION};

static int check_run(const struct arguments *arguments) {
  struct scr_roll *roll = load_roll(election_folder(arguments));
  if (!roll) return CANNOT;
  bool json = option(arguments, "json") != NULL;
  print_findings(roll, false, json);
  if (!json)
    print("%zu member%s, %zu finding%s\n", scr_roll_count(roll), s_of(scr_roll_count(roll)), count_findings(roll),
          s_of(count_findings(roll)));
  scr_roll_free(roll);
  return DONE;
}

const struct command roll_commands[] = {
    {
        .noun = "roll",
        .verb = "import",
        .operands = "FILE.csv",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Imports the members' roll from a CSV file",
        .text = "The file is UTF-8 with a header line. number and name are required; branch, email, address, eligible "
                "(yes\n"
                "or no) and weight are used where they are there. A repeated number, a missing field or a malformed "
                "line is\n"
                "an error, with its line, and nothing is imported. The roll is never public.",
        .example = "scrutineer roll import -e election/ --column number=\"Membership no\" members.csv",
        .options = import_options,
        .run = import_run,
    },
    {
        .noun = "roll",
        .verb = "check",
        .operands = "",
        .summary = "Lists what a registrar should look at in the roll",
        .text = "Same names, shared e-mail addresses, odd characters: findings, not errors. Lines are those of the "
                "roll's own\n"
                "order, the first member on line 2.",
        .example = "scrutineer roll check -e election/",
        .options = check_options,
        .run = check_run,
    },
    {0},
};
