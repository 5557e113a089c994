// SPDX-License-Identifier: Apache-2.0
// Definitions as a person writes them: sections in brackets, `key = value` lines, comments after a #.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board/csv.h"  // utf8_next
#include "board/question.h"
#include "cli/cli.h"
#include "cli/definition_parser.h"
#include "cli/zone.h"
#include "scrutineer/json.h"

const char definition_template[] =
    "# The definition of an election. Lines that start with # are comments.\n"
    "# Edit it, then: scrutineer election new THIS-FILE --election FOLDER\n"
    "\n"
    "[election]\n"
    "name = Selection of our candidate\n"
    "description = One vote for each member\n"
    "\n"
    "# The group that the election runs in: Ed25519 (fast; the default), BELENIOS-2048, or RFC-3526-2048.\n"
    "group = Ed25519\n"
    "\n"
    "# The voting window, in the zone below; both may be left out. Times are stored in UTC.\n"
    "# A time that the clocks of the zone skip or pass twice is refused.\n"
    "timezone = Europe/London\n"
    "# opens = 2027-03-01 09:00\n"
    "# closes = 2027-03-05 17:00\n"
    "\n"
    "# A tally of fewer ballots than this is refused: a very small one would tell how people voted.\n"
    "minimum = 10\n"
    "\n"
    "# The trustees, by short names (letters, digits, hyphens). All members of the group take part in making the key;\n"
    "# `threshold` of them suffice to open the tally. A mandatory trustee's part can't be done without.\n"
    "[trustees]\n"
    "threshold = 2\n"
    "member = anna\n"
    "member = ben\n"
    "member = chloe\n"
    "# mandatory = server\n"
    "\n"
    "# One section for each question. From min to max answers may be chosen; blank = yes allows a blank vote.\n"
    "[question]\n"
    "title = Who shall be our candidate?\n"
    "answer = First candidate\n"
    "answer = Second candidate\n"
    "min = 1\n"
    "max = 1\n"
    "blank = no\n"
    "\n"
    "# With this section the election has a journal beside the board: every ballot is signed by the entry point that "
    "let\n"
    "# it in, official acts are on it, and witnesses cosign it. Each name gets a key, made by its holder.\n"
    "# [board]\n"
    "# The log's name: where it will be published, without https://\n"
    "# origin = votes.example.org/selection\n"
    "# Times are public in slots of so many minutes. Credentials kept back, for members who lose theirs (of each "
    "weight).\n"
    "# slot = 15\n"
    "# spares = 20\n"
    "# Publish each method's result if it has so many ballots (30 is a good number); 0: no results by method.\n"
    "# method minimum = 0\n"
    "# Who signs counts of papers: tellers, and the candidates' agents.\n"
    "# teller = tina\n"
    "# agent = alec\n"
    "# Witnesses, and how many of them must cosign: the quorum is more than half. These names are for \"key add "
    "--as\";\n"
    "# in officer/witnesses, where their addresses stand, a witness is called as in its key.\n"
    "# witness = w1\n"
    "# witness = w2\n"
    "# witness = w3\n"
    "# quorum = 2\n"
    "#\n"
    "# One section for each entry point. Methods: online, meeting, telephone, post. It checks: pin, identity (a desk), "
    "or\n"
    "# nothing; without this line pin, for a meeting identity. Name, method and operator (who runs it) are required.\n"
    "# [entry]\n"
    "# name = online\n"
    "# method = online\n"
    "# check = pin\n"
    "# operator = Example Online Ltd\n";

bool parser_wrong(const struct parser *parser, const char *format, const char *what) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_format(&text, "%s:%zu: ", parser->path, parser->line);
  scr_text_add(&text, format);
  if (scr_text_ok(&text) == SCR_OK)
    complain("%s%s%s%s", text.bytes, what ? " \"" : "", what ? what : "", what ? "\"" : "");
  scr_text_free(&text);
  return false;
}

bool parser_too_many(const struct parser *parser, const char *what, size_t max) {
  complain("%s:%zu: too many %s: at most %zu", parser->path, parser->line, what, max);
  return false;
}

bool parser_copy(char **to, const char *value) {
  free(*to);
  *to = strdup(value);
  return *to != NULL;
}

bool parser_number(const struct parser *parser, uint64_t *to, const char *value, uint64_t max) {
  char *end;
  unsigned long long read = strtoull(value, &end, 10);
  if (!isdigit((unsigned char)value[0]) || *end != '\0' || read > max)
    return parser_wrong(parser, "not a whole number, or too large:", value);
  *to = read;
  return true;
}

// --- times ---

// "YYYY-MM-DD HH:MM" in the definition's zone.
static bool parse_time(const struct parser *parser, int64_t *to, const char *value) {
  struct tm local = {0};
  const char *end = strptime(value, "%Y-%m-%d %H:%M", &local);
  if (!end || *end != '\0') return parser_wrong(parser, "not a time of the form 2027-03-01 09:00:", value);
  time_t seconds = 0;
  switch (zone_to_utc(&seconds, parser->definition->timezone, &local)) {
    case ZONE_NEVER: return parser_wrong(parser, "there is no such time in this zone:", value);
    case ZONE_TWICE:
      return parser_wrong(parser, "the clocks of this zone pass this time twice, choose another:", value);
    default: break;
  }
  if (seconds <= 0) return parser_wrong(parser, "not a time that can be used:", value);
  *to = seconds;
  return true;
}

static bool parse_end(const struct parser *parser, int64_t *to, const char *value) {
  if (!parse_time(parser, to, value)) return false;
  return *to > (int64_t)time(NULL) ? true : parser_wrong(parser, "voting would have closed already:", value);
}

static bool parse_zone(const struct parser *parser, const char *value) {
  struct definition *definition = parser->definition;
  if (definition->opens || definition->closes)
    return parser_wrong(parser, "timezone must stand before the times", NULL);
  if (!zone_is_known(value) || strlen(value) >= sizeof definition->timezone)
    return parser_wrong(parser, "not a known time zone:", value);
  (void)snprintf(definition->timezone, sizeof definition->timezone, "%s", value);
  return true;
}

// --- keys ---

static bool election_key(struct parser *parser, const char *key, const char *value) {
  struct definition *definition = parser->definition;
  struct scr_election *election = &definition->election;
  if (strcmp(key, "name") == 0) return parser_copy(&election->name, value);
  if (strcmp(key, "description") == 0) return parser_copy(&election->description, value);
  if (strcmp(key, "timezone") == 0) return parse_zone(parser, value);
  if (strcmp(key, "opens") == 0) return parse_time(parser, &definition->opens, value);
  if (strcmp(key, "closes") == 0) return parse_end(parser, &definition->closes, value);
  if (strcmp(key, "minimum") == 0) return parser_number(parser, &definition->minimum, value, SCR_JSON_NUMBER_MAX);
  if (strcmp(key, "group") != 0) return parser_wrong(parser, "unknown key in [election]:", key);
  election->group = scr_group_by_name(value);
  return election->group ? true : parser_wrong(parser, "unknown group (Ed25519, BELENIOS-2048, RFC-3526-2048):", value);
}

static bool is_taken(const struct definition *definition, const char *name) {
  for (size_t i = 0; i < definition->mandatory_n; i++)
    if (strcmp(definition->mandatory[i].text, name) == 0) return true;
  for (size_t i = 0; i < definition->members_n; i++)
    if (strcmp(definition->members[i].text, name) == 0) return true;
  return false;
}

static bool trustees_key(struct parser *parser, const char *key, const char *value) {
  struct definition *definition = parser->definition;
  uint64_t threshold;
  if (strcmp(key, "threshold") == 0) {
    if (!parser_number(parser, &threshold, value, SCR_TRUSTEES_MAX)) return false;
    definition->threshold = (uint32_t)threshold;
    return true;
  }
  bool mandatory = strcmp(key, "mandatory") == 0;
  if (!mandatory && strcmp(key, "member") != 0) return parser_wrong(parser, "unknown key in [trustees]:", key);
  if (!role_name_is_valid(value)) return parser_wrong(parser, "not a short name (letters, digits, hyphens):", value);
  if (is_taken(definition, value)) return parser_wrong(parser, "this trustee stands twice:", value);
  if (definition->mandatory_n + definition->members_n == SCR_TRUSTEES_MAX)
    return parser_too_many(parser, "trustees", SCR_TRUSTEES_MAX);
  struct trustee_name *name =
      mandatory ? &definition->mandatory[definition->mandatory_n++] : &definition->members[definition->members_n++];
  (void)snprintf(name->text, sizeof name->text, "%s", value);
  return true;
}

static bool add_answer(const struct parser *parser, const char *value) {
  struct scr_question *question = parser->question;
  if (question->answers_n == SCR_ANSWERS_MAX) return parser_too_many(parser, "answers in a question", SCR_ANSWERS_MAX);
  char **answers = realloc(question->answers, (question->answers_n + 1) * sizeof *answers);
  if (!answers) return parser_wrong(parser, "out of memory", NULL);
  question->answers = answers;
  answers[question->answers_n] = strdup(value);
  return answers[question->answers_n++] != NULL;
}

static bool question_key(struct parser *parser, const char *key, const char *value) {
  struct scr_question *question = parser->question;
  uint64_t bound;
  if (strcmp(key, "title") == 0) return parser_copy(&question->title, value);
  if (strcmp(key, "answer") == 0) return add_answer(parser, value);
  if (strcmp(key, "blank") == 0) {
    question->blank = strcmp(value, "yes") == 0;
    return question->blank || strcmp(value, "no") == 0 ? true : parser_wrong(parser, "blank is yes or no, not", value);
  }
  if (strcmp(key, "min") != 0 && strcmp(key, "max") != 0)
    return parser_wrong(parser, "unknown key in [question]:", key);
  if (!parser_number(parser, &bound, value, SCR_ANSWERS_MAX)) return false;
  *(strcmp(key, "min") == 0 ? &question->min : &question->max) = (uint32_t)bound;
  return true;
}

// --- lines ---

static bool begin_question(struct parser *parser) {
  struct scr_election *election = &parser->definition->election;
  if (election->questions_n == SCR_QUESTIONS_MAX) return parser_too_many(parser, "questions", SCR_QUESTIONS_MAX);
  struct scr_question *questions = realloc(election->questions, (election->questions_n + 1) * sizeof *questions);
  if (!questions) return parser_wrong(parser, "out of memory", NULL);
  election->questions = questions;
  parser->question = &questions[election->questions_n++];
  scr_text_free(&parser->seen_in_part);
  *parser->question = (struct scr_question){.type = &question_homomorphic, .min = 1, .max = 1};
  return true;
}

static bool section_line(struct parser *parser, const char *line) {
  if (strcmp(line, "[election]") == 0)
    parser->section = ELECTION;
  else if (strcmp(line, "[trustees]") == 0)
    parser->section = TRUSTEES;
  else if (strcmp(line, "[question]") == 0)
    parser->section = QUESTION;
  else if (strcmp(line, "[board]") == 0)
    return parser_begin_board(parser);
  else if (strcmp(line, "[entry]") == 0)
    return parser_begin_entry(parser);
  else
    return parser_wrong(parser, "unknown section", line);
  return parser->section == QUESTION ? begin_question(parser) : true;
}

static char *trim(char *text) {
  while (isspace((unsigned char)*text)) text++;
  char *end = text + strlen(text);
  while (end > text && isspace((unsigned char)end[-1])) *--end = '\0';
  return text;
}

// Answers and names may be many; any other key stands once in its section.
static bool is_first(struct parser *parser, const char *key) {
  static const char *const repeatable[] = {"answer", "member", "mandatory", "teller", "agent", "witness"};
  struct scr_text *seen =
      parser->section == QUESTION || parser->section == ENTRY ? &parser->seen_in_part : &parser->seen;
  struct scr_text between = SCR_TEXT_INIT;
  for (size_t i = 0; i < sizeof repeatable / sizeof *repeatable; i++)
    if (strcmp(key, repeatable[i]) == 0) return true;
  scr_text_add_format(&between, "|%s|", key);
  bool first = !seen->bytes || !between.bytes || !strstr(seen->bytes, between.bytes);
  scr_text_add(seen, between.bytes ? between.bytes : "");
  scr_text_free(&between);
  return first;
}

static bool parse_line(struct parser *parser, char *line) {
  line = trim(line);
  if (line[0] == '\0' || line[0] == '#') return true;
  if (line[0] == '[') return section_line(parser, line);
  char *equals = strchr(line, '=');
  if (!equals) return parser_wrong(parser, "not a \"key = value\" line:", line);
  *equals = '\0';
  char *key = trim(line), *value = trim(equals + 1);
  if (value[0] == '\0') return parser_wrong(parser, "no value for", key);
  if (!is_first(parser, key)) return parser_wrong(parser, "this key stands twice:", key);
  switch (parser->section) {
    case ELECTION: return election_key(parser, key, value);
    case TRUSTEES: return trustees_key(parser, key, value);
    case QUESTION: return question_key(parser, key, value);
    case BOARD: return parser_board_key(parser, key, value);
    case ENTRY: return parser_entry_key(parser, key, value);
    default: return parser_wrong(parser, "a line before the first [section]:", key);
  }
}

// --- the whole ---

static bool check_questions(const struct parser *parser) {
  struct scr_election *election = &parser->definition->election;
  if (election->questions_n == 0) return parser_wrong(parser, "there is no [question]", NULL);
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    if (!question->title) return parser_wrong(parser, "a question has no title", NULL);
    if (scr_question_check(question) != SCR_OK)
      return parser_wrong(parser, "min and max do not fit the number of answers of", question->title);
    election->ciphertexts_n += scr_question_ciphertexts(question);
  }
  return true;
}

static bool check_whole(const struct parser *parser) {
  const struct definition *definition = parser->definition;
  if (!definition->election.name) return parser_wrong(parser, "the election has no name", NULL);
  const char *problem = definition_problem(definition);
  return problem ? parser_wrong(parser, problem, NULL) : check_questions(parser);
}

// UTF-8 without NUL; otherwise parser->line is that of the first byte that is wrong.
static bool is_text(struct parser *parser, const struct scr_text *text) {
  parser->line = 1;
  for (size_t at = 0; at < text->length;) {
    uint32_t point;
    size_t count = utf8_next(&point, text->bytes + at, text->length - at);
    if (count == 0 || point == 0) return false;
    if (point == '\n') parser->line++;
    at += count;
  }
  parser->line = 0;
  return true;
}

bool definition_parse(struct definition *definition, const char *path, const struct scr_text *text, const char *uuid) {
  memset(definition, 0, sizeof *definition);
  struct parser parser = {.definition = definition, .path = path};
  definition->election.group = scr_group_by_name("Ed25519");
  definition->minimum = 10;
  if (!is_text(&parser, text)) return parser_wrong(&parser, "not UTF-8 text", NULL);
  char *lines = strdup(text->bytes ? text->bytes : "");
  bool good = lines && parser_copy(&definition->election.uuid, uuid);
  for (char *rest = lines, *line; good && (line = strsep(&rest, "\n"));) {
    parser.line++;
    good = parse_line(&parser, line);
  }
  free(lines);
  scr_text_free(&parser.seen);
  scr_text_free(&parser.seen_in_part);
  if (good) good = parser_end_board(&parser);
  if (good && !definition->election.description) good = parser_copy(&definition->election.description, "");
  return good && check_whole(&parser);
}
