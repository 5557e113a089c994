// SPDX-License-Identifier: Apache-2.0
// The interface of a type of question. One exists today: homomorphic; list and ranked questions would be further ones.
#ifndef SCRUTINEER_BOARD_QUESTION_H
#define SCRUTINEER_BOARD_QUESTION_H

#include <jansson.h>

#include "scrutineer/ballot.h"

struct scan;  // board/scan.h

struct scr_question_type {
  const char *name;
  enum scr_status (*read)(struct scr_question *, json_t *);
  void (*write)(struct scr_text *, const struct scr_question *);
  size_t (*ciphertexts)(const struct scr_question *);
  // Allocates the arrays of an answer.
  enum scr_status (*answer_reserve)(struct scr_answer *, const struct scr_question *);
  enum scr_status (*answer_read)(struct scr_answer *, const struct scr_group *, const struct scr_question *, json_t *);
  // The same of canonical text, into an answer that has its arrays, and without deciding membership. False for any other text.
  bool (*answer_scan)(struct scr_answer *, const struct scr_group *, const struct scr_question *, struct scan *);
  void (*answer_write)(struct scr_text *, const struct scr_group *, const struct scr_question *,
                       const struct scr_answer *);
  // Adds what the proofs need to a batch, where the answer's choices are the elements from `first` on; and judges them after
  // the run, bound to s0 (for single choices) and s (for the answer as a whole). *base is the answer's first base; then what
  // comes after its last.
  void (*answer_add)(struct scr_batch *, const struct scr_answer *, const struct scr_question *, size_t first);
  enum scr_status (*answer_judge)(size_t *base, const struct scr_batch *, const struct scr_answer *,
                                  const struct scr_question *, const struct scr_text *s0, const struct scr_text *s);
};

extern const struct scr_question_type question_homomorphic;

// A copy of a JSON string, SCR_E_JSON_TYPE or SCR_E_MEMORY.
enum scr_status json_copy_string(char **copy, const json_t *value);
// The same for a text that people read, where U+0000 is allowed; the copy has U+2400 in its place.
enum scr_status json_copy_text(char **copy, const json_t *value);

#endif
