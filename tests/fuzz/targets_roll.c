// SPDX-License-Identifier: Apache-2.0
// The members' roll: CSV from outside, and the form in which it is kept.
#include <string.h>

#include "scrutineer/roll.h"
#include "tests/fuzz/fuzz.h"

static bool same_member(const struct scr_member *a, const struct scr_member *b) {
  return strcmp(a->number, b->number) == 0 && strcmp(a->name, b->name) == 0 && strcmp(a->branch, b->branch) == 0 &&
         strcmp(a->email, b->email) == 0 && strcmp(a->address, b->address) == 0 && a->eligible == b->eligible &&
         a->weight == b->weight;
}

// A roll without errors is kept and read again as the same.
static void keep(const struct scr_roll *roll) {
  struct scr_text kept = SCR_TEXT_INIT, again = SCR_TEXT_INIT;
  struct scr_roll *read;
  scr_text_add_roll(&kept, roll);
  FUZZ_REQUIRE(scr_text_ok(&kept) == SCR_OK);
  FUZZ_REQUIRE(scr_roll_read(&read, kept.bytes, kept.length) == SCR_OK);
  FUZZ_REQUIRE(scr_roll_errors(read) == 0 && scr_roll_count(read) == scr_roll_count(roll));
  for (size_t i = 0; i < scr_roll_count(roll); i++) {
    const struct scr_member *member = scr_roll_member(roll, i);
    FUZZ_REQUIRE(same_member(member, scr_roll_member(read, i)));
    FUZZ_REQUIRE(scr_roll_find(roll, member->number) == member);
  }
  scr_text_add_roll(&again, read);
  FUZZ_REQUIRE(fuzz_wrote(&again, kept.bytes, kept.length));
  scr_text_free(&kept);
  scr_roll_free(read);
}

static void look_at(struct scr_roll *roll) {
  size_t count, errors = 0;
  const struct scr_roll_finding *findings = scr_roll_findings(&count, roll);
  for (size_t i = 0; i < count; i++) errors += scr_roll_problem_is_error(findings[i].problem);
  FUZZ_REQUIRE((errors > 0) == (scr_roll_errors(roll) > 0));
  FUZZ_REQUIRE((scr_roll_count(roll) > 0) == (errors == 0));
  if (errors == 0) keep(roll);
  scr_roll_free(roll);
}

void fuzz_roll(const char *bytes, size_t length) {
  static const char *const columns[SCR_MEMBER_FIELDS] = {NULL};
  static const char separators[] = {',', ';', '\t'};
  struct scr_roll *roll;
  for (size_t i = 0; i < sizeof separators; i++)
    if (scr_roll_import(&roll, bytes, length, separators[i], columns) == SCR_OK) look_at(roll);
  if (scr_roll_read(&roll, bytes, length) == SCR_OK) look_at(roll);
}
