// SPDX-License-Identifier: Apache-2.0
// Flat arrays and the record's nested ones.
#include "board/nested.h"

#include "scrutineer/text.h"

void scr_text_add_nested(struct scr_text *text, const struct scr_election *election, const void *cells,
                         scr_cell_writer *write) {
  size_t cell = 0;
  scr_text_add(text, "[");
  for (size_t i = 0; i < election->questions_n; i++) {
    scr_text_add(text, i > 0 ? ",[" : "[");
    size_t count = scr_question_ciphertexts(&election->questions[i]);
    for (size_t j = 0; j < count; j++, cell++) {
      if (j > 0) scr_text_add(text, ",");
      write(text, election, cells, cell);
    }
    scr_text_add(text, "]");
  }
  scr_text_add(text, "]");
}

enum scr_status nested_read(void *cells, const struct scr_election *election, const json_t *json, cell_reader *read,
                            enum scr_status shape) {
  if (!json_is_array(json)) return SCR_E_JSON_TYPE;
  if (json_array_size(json) != election->questions_n) return shape;
  enum scr_status status = SCR_OK;
  size_t cell = 0;
  for (size_t i = 0; i < election->questions_n && status == SCR_OK; i++) {
    json_t *row = json_array_get(json, i);
    size_t count = scr_question_ciphertexts(&election->questions[i]);
    if (!json_is_array(row)) return SCR_E_JSON_TYPE;
    if (json_array_size(row) != count) return shape;
    for (size_t j = 0; j < count && status == SCR_OK; j++, cell++)
      status = read(cells, cell, election, json_array_get(row, j));
  }
  return status;
}
