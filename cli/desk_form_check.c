// SPDX-License-Identifier: Apache-2.0
// Whether the numbers of a count fit (PAP-1, PAP-2), each sum said in words; and the empty form.
#include <inttypes.h>
#include <string.h>

#include "cli/desk_form.h"

// "3 too many", "1 too few"; empty where they are equal.
static const char *difference(char text[64], uint64_t is, uint64_t wanted) {
  text[0] = '\0';
  if (is > wanted) (void)snprintf(text, 64, "%" PRIu64 " too many", is - wanted);
  if (is < wanted) (void)snprintf(text, 64, "%" PRIu64 " too few", wanted - is);
  return text;
}

// Complains where two sums are not equal, each with its words.
static bool equal(const char *what, uint64_t is, const char *as, uint64_t wanted) {
  char by[64];
  if (is == wanted) return true;
  complain("%s: %" PRIu64 "; %s: %" PRIu64 ". That is %s.", what, is, as, wanted, difference(by, is, wanted));
  return false;
}

static bool at_most(const char *what, uint64_t is, const char *as, uint64_t limit) {
  if (is <= limit) return true;
  complain("%s: %" PRIu64 "; %s: %" PRIu64 ". That is %" PRIu64 " too many.", what, is, as, limit, is - limit);
  return false;
}

static bool check_papers(const struct scr_paper_count *paper) {
  uint64_t rejected = 0;
  for (int i = 0; i < SCR_REASONS_N; i++) rejected += paper->rejected[i];
  if (!at_most("replaced", paper->replaced, "issued", paper->issued)) return false;
  bool good = equal("returned and unaccounted together", paper->returned + paper->unaccounted,
                    "issued, without those replaced", paper->issued - paper->replaced);
  return equal("valid and rejected together", paper->valid + rejected, "returned", paper->returned) && good;
}

static bool check_weights(const struct scr_paper_count *paper, bool weighted) {
  bool good = true;
  if (!weighted) {
    good = equal("weight", paper->weight, "issued, without those replaced (everyone has one vote)",
                 paper->issued - paper->replaced);
    return equal("valid weight", paper->valid_weight, "valid (everyone has one vote)", paper->valid) && good;
  }
  good = at_most("valid weight", paper->valid_weight, "weight", paper->weight);
  return at_most("valid", paper->valid, "valid weight (everyone has at least one vote)", paper->valid_weight) && good;
}

// Each answer has at most the votes that are not blank, and all together between the least and the most that one paper may.
static bool check_question(const struct scr_paper_count *paper, const struct scr_election *election, size_t index) {
  const struct scr_question *question = &election->questions[index];
  uint64_t blank = question->blank ? paper->votes[form_cell(election, index, SIZE_MAX)] : 0, sum = 0;
  if (!at_most("blank", blank, "valid weight", paper->valid_weight)) return false;
  uint64_t voting = paper->valid_weight - blank;
  bool good = true;
  for (size_t i = 0; i < question->answers_n; i++) {
    uint64_t votes = paper->votes[form_cell(election, index, i)];
    good = at_most(shown(question->answers[i]), votes, "valid weight without blank", voting) && good;
    sum += votes;
  }
  if (question->min == question->max)
    return equal("votes for all answers together", sum, "what the valid papers have to give", question->max * voting) &&
           good;
  if (sum < question->min * voting)
    return equal("votes for all answers together", sum, "the least that the valid papers give", question->min * voting);
  return at_most("votes for all answers together", sum, "the most that the valid papers can give",
                 question->max * voting) &&
         good;
}

static bool check_questions(const struct scr_paper_count *paper, const struct scr_election *election) {
  bool good = true;
  for (size_t i = 0; i < election->questions_n; i++) {
    bool one = check_question(paper, election, i);
    if (!one && election->questions_n > 1) advise("in question %zu: %s", i + 1, shown(election->questions[i].title));
    good &= one;
  }
  return good;
}

static bool check_voids(const struct scr_paper_count *paper, const struct desk_point *point) {
  bool good = equal("issued, without those replaced", paper->issued - paper->replaced,
                    "credentials voided for papers at this entry point", point->voids);
  good = equal("weight", paper->weight, "weight of the credentials voided for papers", point->voids_weight) && good;
  if (!good) advise("a paper without a voided credential can't be counted, nor a void without its paper be left out");
  return good;
}

int form_check(const struct scr_act *act, const struct desk *desk) {
  const struct scr_setup_record *record = desk_record(desk);
  const struct scr_entry_point *point = scr_setup_record_entry_point(record, act->point, strlen(act->point));
  if (!check_papers(&act->paper)) return INVALID;  // what follows is told from these
  bool good = check_weights(&act->paper, scr_credentials_weighted(desk_credentials(desk)));
  if (good) good = check_questions(&act->paper, desk_election(desk));
  good = check_voids(&act->paper, &desk->points[point - record->entry_points]) && good;
  return good ? DONE : INVALID;
}

// --- the empty form ---

static void add_questions(struct scr_text *text, const struct scr_election *election) {
  bool many = election->questions_n > 1;
  for (size_t i = 0; i < election->questions_n; i++) {
    const struct scr_question *question = &election->questions[i];
    scr_text_add_format(text, "\n# %s\n", shown(question->title));
    for (size_t j = 0; j < question->answers_n; j++) {
      scr_text_add_format(text, "# %s\nvotes ", shown(question->answers[j]));
      if (many) scr_text_add_format(text, "%zu.", i + 1);
      scr_text_add_format(text, "%zu =\n", j + 1);
    }
    if (question->blank && many) scr_text_add_format(text, "blank %zu =\n", i + 1);
    if (question->blank && !many) scr_text_add(text, "blank =\n");
  }
}

void text_add_form(struct scr_text *text, const struct desk *desk, size_t point) {
  const struct desk_point *known = &desk->points[point];
  bool weighted = scr_credentials_weighted(desk_credentials(desk));
  scr_text_add_format(text,
                      "# A count of papers. Fill in the numbers, then: scrutineer desk count -e DIR FILE --by ROLE\n"
                      "point = %s\n\n"
                      "# Papers that were handed out, and of those the spoiled ones that came back for another paper.\n"
                      "# Credentials voided for papers here: %" PRIu64
                      ". So many are issued without those replaced.\n"
                      "issued =\nreplaced =\n",
                      desk_record(desk)->entry_points[point].key.name, known->voids);
  if (weighted)
    scr_text_add_format(text, "# The votes of these members together: %" PRIu64 ", by their weights.\nweight =\n",
                        known->voids_weight);
  scr_text_add(
      text,
      "\n# Papers in the box, and papers that were handed out and are not in it.\nreturned =\nunaccounted =\n"
      "\n# Of the papers in the box: those that count, and those that don't, a line for each reason.\nvalid =\n");
  if (weighted) scr_text_add(text, "# Votes of the valid papers.\nvalid weight =\n");
  scr_text_add(text, "# rejected rules = 1\n");
  add_questions(text, desk_election(desk));
  scr_text_add(text, "\n# Tellers and agents who were there and do not sign, a line for each.\n# refused = NAME\n");
}
