// SPDX-License-Identifier: Apache-2.0
#include "cli/desk_form.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FORM_BYTES_MAX (1u << 20)

// Numbers of the form that are one each. X(key, member of the count, only where people have weights)
// clang-format off
#define NUMBERS(X)                            \
  X("issued", issued, false)                  \
  X("replaced", replaced, false)              \
  X("returned", returned, false)              \
  X("unaccounted", unaccounted, false)        \
  X("weight", weight, true)                   \
  X("valid", valid, false)                    \
  X("valid weight", valid_weight, true)
// clang-format on

enum {
#define X(key, member, weighted) NUMBER_##member,
  NUMBERS(X)
#undef X
      NUMBERS_N
};

struct reading {
  const struct desk *desk;
  struct scr_act *act;
  const char *path;
  size_t line;
  bool seen[NUMBERS_N], seen_reason[SCR_REASONS_N], *seen_cell;
};

static int wrong(const struct reading *reading, const char *what, const char *word) {
  complain("%s:%zu: %s: %s", shown(reading->path), reading->line, shown(word), what);
  return MISUSE;
}

static char *trim(char *text) {
  text += strspn(text, " \t\r");
  for (size_t n = strlen(text); n > 0 && strchr(" \t\r", text[n - 1]); n--) text[n - 1] = '\0';
  return text;
}

static int read_number(uint64_t *number, bool *seen, const struct reading *reading, const char *key,
                       const char *value) {
  size_t length = strlen(value);
  if (*seen) return wrong(reading, "stands twice", key);
  if (length == 0) return wrong(reading, "no number", key);
  if (length > 13 || strspn(value, "0123456789") != length)
    return wrong(reading, "not a whole number", value);
  *number = strtoull(value, NULL, 10);
  if (*number > SCR_PAPER_MAX) return wrong(reading, "too large", value);
  *seen = true;
  return DONE;
}

// --- answers: by number (1, or 2.1 for the second question's first), or by name ---

size_t form_cell(const struct scr_election *election, size_t question, size_t answer) {
  size_t cell = 0;
  for (size_t i = 0; i < question; i++) cell += scr_question_ciphertexts(&election->questions[i]);
  return answer == SIZE_MAX ? cell : cell + election->questions[question].blank + answer;
}

static bool read_place(size_t *place, const char **word, size_t count) {
  size_t digits = strspn(*word, "0123456789");
  if (digits == 0 || digits > 6) return false;
  *place = strtoul(*word, NULL, 10) - 1;
  *word += digits;
  return *place < count;
}

static bool cell_by_place(size_t *cell, const struct scr_election *election, const char *word) {
  size_t question = 0, answer;
  if (election->questions_n > 1) {
    if (!read_place(&question, &word, election->questions_n) || *word++ != '.') return false;
  }
  if (!read_place(&answer, &word, election->questions[question].answers_n) || *word) return false;
  *cell = form_cell(election, question, answer);
  return true;
}

// How many answers have this name.
static size_t cells_by_name(size_t *cell, const struct scr_election *election, const char *word) {
  size_t found = 0;
  for (size_t i = 0; i < election->questions_n; i++) {
    for (size_t j = 0; j < election->questions[i].answers_n; j++) {
      if (strcmp(election->questions[i].answers[j], word) != 0) continue;
      *cell = form_cell(election, i, j);
      found++;
    }
  }
  return found;
}

static int read_votes(struct reading *reading, const char *word, const char *value) {
  const struct scr_election *election = desk_election(reading->desk);
  size_t cell = 0, named = cells_by_name(&cell, election, word);
  bool placed = named == 0 && cell_by_place(&cell, election, word);
  if (named > 1) return wrong(reading, "more than one answer has this name: give its number", word);
  if (named == 0 && !placed)
    return wrong(reading,
                 election->questions_n > 1 ? "no answer: give its name, or QUESTION.ANSWER in numbers"
                                           : "no answer: give its name or its number",
                 word);
  return read_number(&reading->act->paper.votes[cell], &reading->seen_cell[cell], reading, word, value);
}

static int read_blank(struct reading *reading, const char *word, const char *value) {
  const struct scr_election *election = desk_election(reading->desk);
  size_t question = 0;
  bool good = election->questions_n == 1 && !*word;
  if (!good) good = read_place(&question, &word, election->questions_n) && !*word;
  if (!good) return wrong(reading, "blank wants the number of a question", word);
  if (!election->questions[question].blank) return wrong(reading, "this question has no blank vote", "blank");
  size_t cell = form_cell(election, question, SIZE_MAX);
  return read_number(&reading->act->paper.votes[cell], &reading->seen_cell[cell], reading, "blank", value);
}

// --- lines ---

static int read_rejected(struct reading *reading, const char *word, const char *value) {
  enum scr_reason reason;
  if (!scr_reason_by_name(&reason, word))
    return wrong(reading, "not one of the reasons (\"scrutineer act make --help\" lists them)", word);
  return read_number(&reading->act->paper.rejected[reason], &reading->seen_reason[reason], reading, word, value);
}

static int read_refused(struct reading *reading, const char *name) {
  struct scr_paper_count *paper = &reading->act->paper;
  const struct scr_setup_record *record = desk_record(reading->desk);
  bool known = false;
  for (size_t i = 0; i < record->tellers_n; i++) known |= strcmp(record->tellers[i].name, name) == 0;
  for (size_t i = 0; i < record->agents_n; i++) known |= strcmp(record->agents[i].name, name) == 0;
  if (!known) return wrong(reading, "neither a teller nor an agent of the setup record", name);
  for (size_t i = 0; i < paper->refusals_n; i++)
    if (strcmp(paper->refusals[i], name) == 0) return wrong(reading, "stands twice", name);
  (void)snprintf(paper->refusals[paper->refusals_n++], sizeof paper->refusals[0], "%s", name);
  return DONE;
}

static int read_point(struct reading *reading, const char *name) {
  if (reading->act->point[0]) return wrong(reading, "stands twice", "point");
  if (!scr_setup_record_entry_point(desk_record(reading->desk), name, strlen(name)))
    return wrong(reading, "no entry point of the setup record", name);
  (void)snprintf(reading->act->point, sizeof reading->act->point, "%s", name);
  return DONE;
}

// Where a key is a word and an operand; NULL if it is another.
static const char *after(const char *key, const char *word) {
  size_t length = strlen(word);
  if (strncmp(key, word, length) != 0) return NULL;
  if (key[length] == '\0') return key + length;
  return key[length] == ' ' ? key + length + strspn(key + length, " \t") : NULL;
}

static int read_pair(struct reading *reading, const char *key, const char *value) {
  struct scr_paper_count *paper = &reading->act->paper;
  const char *word;
  if (strcmp(key, "point") == 0) return read_point(reading, value);
  if (strcmp(key, "refused") == 0) return read_refused(reading, value);
#define X(name, member, weighted) \
  if (strcmp(key, name) == 0) return read_number(&paper->member, &reading->seen[NUMBER_##member], reading, key, value);
  NUMBERS(X)
#undef X
  if ((word = after(key, "rejected"))) return read_rejected(reading, word, value);
  if ((word = after(key, "votes"))) return read_votes(reading, word, value);
  if ((word = after(key, "blank"))) return read_blank(reading, word, value);
  return wrong(reading, "no such line in this form (--template prints one)", key);
}

static int read_line(struct reading *reading, char *line) {
  char *text = trim(line);
  if (text[0] == '\0' || text[0] == '#') return DONE;
  char *equals = strrchr(text, '=');  // the name of an answer may have one
  if (!equals) return wrong(reading, "not KEY = NUMBER", text);
  *equals = '\0';
  return read_pair(reading, trim(text), trim(equals + 1));
}

static int read_lines(struct reading *reading, char *text) {
  int code = DONE;
  char *rest = text, *line;
  while (code == DONE && (line = strsep(&rest, "\n"))) {
    reading->line++;
    code = read_line(reading, line);
  }
  return code;
}

// --- what is missing ---

static int missing(const struct reading *reading, const char *what, const char *which) {
  complain("%s: there is no line \"%s%s%s\"", shown(reading->path), what, which[0] ? " " : "", shown(which));
  return MISUSE;
}

static int check_answers(const struct reading *reading) {
  const struct scr_election *election = desk_election(reading->desk);
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    if (question->blank && !reading->seen_cell[form_cell(election, i, SIZE_MAX)]) return missing(reading, "blank", "");
    for (size_t j = 0; j < question->answers_n; j++)
      if (!reading->seen_cell[form_cell(election, i, j)]) return missing(reading, "votes", question->answers[j]);
  }
  return DONE;
}

// Where everyone has one vote, weights are the numbers of papers.
static int check_there(struct reading *reading) {
  struct scr_paper_count *paper = &reading->act->paper;
  bool weighted = scr_credentials_weighted(desk_credentials(reading->desk));
  if (!reading->act->point[0]) return missing(reading, "point", "");
#define X(key, member, if_weighted) \
  if (!reading->seen[NUMBER_##member] && (weighted || !(if_weighted))) return missing(reading, key, "");
  NUMBERS(X)
#undef X
  if (!reading->seen[NUMBER_weight] && paper->replaced <= paper->issued)
    paper->weight = paper->issued - paper->replaced;
  if (!reading->seen[NUMBER_valid_weight]) paper->valid_weight = paper->valid;
  return check_answers(reading);
}

int form_read(struct scr_act *act, const struct desk *desk, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  struct reading reading = {.desk = desk, .act = act, .path = path};
  act->kind = SCR_ACT_PAPER_COUNT;
  act->paper.votes_n = desk_election(desk)->ciphertexts_n;
  act->paper.votes = calloc(act->paper.votes_n, sizeof *act->paper.votes);
  reading.seen_cell = calloc(act->paper.votes_n, sizeof *reading.seen_cell);
  int code = act->paper.votes && reading.seen_cell ? DONE : fail(SCR_E_MEMORY, "the count can't be read");
  if (code == DONE && !read_file(&text, path, FORM_BYTES_MAX)) code = CANNOT;
  if (code == DONE && text.bytes && strlen(text.bytes) != text.length) code = wrong(&reading, "no text", path);
  if (code == DONE && text.bytes) code = read_lines(&reading, text.bytes);
  if (code == DONE) code = check_there(&reading);
  free(reading.seen_cell);
  scr_text_free(&text);
  return code;
}
