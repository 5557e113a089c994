// SPDX-License-Identifier: Apache-2.0
// The roll of members: who may vote. Never public; the registrar's.
#ifndef SCRUTINEER_ROLL_H
#define SCRUTINEER_ROLL_H

#include "scrutineer/text.h"

SCR_C_BEGIN

#define SCR_ROLL_BYTES_MAX (UINT64_C(256) << 20)
#define SCR_MEMBERS_MAX (UINT64_C(1) << 24)
#define SCR_NUMBER_BYTES_MAX 64
#define SCR_MEMBER_WEIGHT_MAX (UINT64_C(1) << 31)

enum scr_member_field {
  SCR_MEMBER_NUMBER,  // required, unique
  SCR_MEMBER_NAME,    // required
  SCR_MEMBER_BRANCH,
  SCR_MEMBER_EMAIL,
  SCR_MEMBER_ADDRESS,
  SCR_MEMBER_ELIGIBLE,  // yes or no; default yes
  SCR_MEMBER_WEIGHT,    // votes; default 1
  SCR_MEMBER_FIELDS
};
SCR_API const char *scr_member_field_name(enum scr_member_field field);  // "number": the column's default name

struct scr_member {
  const char *number, *name, *branch, *email, *address;  // never NULL
  bool eligible;
  uint64_t weight;
  size_t line;  // of the file it was read from
};

// X(symbol, stable id, is an error, sentence). An error stops the import; a finding is for a person to look at.
#define SCR_ROLL_PROBLEMS(X)                                                                                           \
  X(SCR_ROLL_LINE, "roll.line", true, "a malformed line")                                                              \
  X(SCR_ROLL_FIELDS, "roll.fields", true, "not as many fields as the header has")                                      \
  X(SCR_ROLL_COLUMN, "roll.column", true, "a required column is missing from the header, or stands twice")             \
  X(SCR_ROLL_MISSING, "roll.missing", true, "a required field is empty")                                               \
  X(SCR_ROLL_NUMBER, "roll.number-repeated", true, "a membership number that stands on an earlier line")               \
  X(SCR_ROLL_LONG, "roll.number-long", true, "a membership number of more than 64 bytes")                              \
  X(SCR_ROLL_ELIGIBLE, "roll.eligible", true, "eligible is neither yes nor no")                                        \
  X(SCR_ROLL_WEIGHT, "roll.weight", true, "a weight that is not a whole number from 1 to 2147483648")                  \
  X(SCR_ROLL_EMPTY, "roll.empty", true, "no members")                                                                  \
  X(SCR_ROLL_SAME_NAME, "roll.same-name", false, "the same name as on an earlier line")                                \
  X(SCR_ROLL_SAME_EMAIL, "roll.same-email", false, "the same e-mail address as on an earlier line")                    \
  X(SCR_ROLL_NO_EMAIL, "roll.no-email", false, "no e-mail address")                                                    \
  X(SCR_ROLL_BLANKS, "roll.blanks", false, "blanks around a field were dropped")                                       \
  X(SCR_ROLL_INVISIBLE, "roll.invisible", false, "an invisible or direction-changing character in a name")             \
  X(SCR_ROLL_MIXED, "roll.mixed-scripts", false, "Latin letters mixed with look-alikes of another script in one word") \
  X(SCR_ROLL_IGNORED, "roll.ignored-column", false, "a column that is not used")

enum scr_roll_problem {
#define X(symbol, id, error, sentence) symbol,
  SCR_ROLL_PROBLEMS(X)
#undef X
      SCR_ROLL_PROBLEM_COUNT
};

// Something about the roll, and where. No personal data but the line.
struct scr_roll_finding {
  enum scr_roll_problem problem;
  size_t line;
  size_t other_line;   // 0: none
  const char *detail;  // static text, or NULL
};

SCR_API const char *scr_roll_problem_id(enum scr_roll_problem problem);
SCR_API const char *scr_roll_problem_sentence(enum scr_roll_problem problem);
SCR_API bool scr_roll_problem_is_error(enum scr_roll_problem problem);

struct scr_roll;

// Reads a CSV file: its header names the columns; columns[field] is the header's name for a field (NULL: the default). All
// errors (up to 100) and findings (up to 10,000) are kept and can be had with scr_roll_findings. SCR_OK also where there are
// errors: scr_roll_errors then is not 0 and the roll has no members. SCR_E_MEMORY, SCR_E_LIMIT.
SCR_API SCR_MUST_USE enum scr_status scr_roll_import(struct scr_roll **roll, const char *bytes, size_t length,
                                                     char separator, const char *const columns[SCR_MEMBER_FIELDS]);
// Reads what scr_text_add_roll wrote.
SCR_API SCR_MUST_USE enum scr_status scr_roll_read(struct scr_roll **roll, const char *bytes, size_t length);
SCR_API void scr_text_add_roll(struct scr_text *text, const struct scr_roll *roll);
SCR_API void scr_roll_free(struct scr_roll *roll);  // overwrites the names

SCR_API size_t scr_roll_count(const struct scr_roll *roll);
SCR_API const struct scr_member *scr_roll_member(const struct scr_roll *roll, size_t index);
// The member with that number, or NULL.
SCR_API const struct scr_member *scr_roll_find(const struct scr_roll *roll, const char *number);
SCR_API size_t scr_roll_errors(const struct scr_roll *roll);
SCR_API const struct scr_roll_finding *scr_roll_findings(size_t *count, const struct scr_roll *roll);

SCR_C_END
#endif
