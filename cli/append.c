// SPDX-License-Identifier: Apache-2.0
// Continuing a board after its ballots.
#include "cli/append.h"

#include "cli/writer.h"

struct board_end board_end_of(const char *path, const struct scr_session *session, bool dry_run) {
  return (struct board_end){path, scr_session_report(session)->events, dry_run};
}

static int append(struct board_end *end, enum scr_event_type type, const struct scr_text *data, size_t data_n) {
  struct scr_document documents[2] = {{NULL, 0}, {NULL, 0}};
  for (size_t i = 0; i < data_n; i++) documents[i] = (struct scr_document){data[i].bytes, data[i].length};
  struct writer *writer = writer_open(end->path, end->dry_run);
  if (!writer) return CANNOT;
  struct scr_board *board = writer_board(writer);
  enum scr_status status = SCR_OK;
  if (scr_board_events(board) != end->events) status = SCR_E_CHAIN_PHASE;
  if (status == SCR_OK) status = scr_board_append(board, type, documents, data_n);
  writer_close(writer);
  if (status != SCR_OK) return fail(status, "the board can't be continued");
  if (!end->dry_run) end->events++;  // the next one is judged where this one would come
  return DONE;
}

int append_tally(struct board_end *end, const struct scr_session *session) {
  const struct scr_tally *tally = scr_session_tally(session);
  struct scr_text data[2] = {SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_hash hash;
  scr_text_add_encrypted_tally(&data[0], scr_session_report(session)->election, tally);
  enum scr_status status = scr_text_ok(&data[0]);
  if (status == SCR_OK) {
    scr_hash(&hash, data[0].bytes, data[0].length);
    scr_text_add_sized_tally(&data[1], tally, &hash);
    status = scr_text_ok(&data[1]);
  }
  int code =
      status == SCR_OK ? append(end, SCR_EVENT_ENCRYPTED_TALLY, data, 2) : fail(status, "the tally can't be written");
  scr_text_free(&data[0]);
  scr_text_free(&data[1]);
  return code;
}

int append_decryption(struct board_end *end, size_t owner, const struct scr_text *bytes) {
  struct scr_text data[2] = {*bytes, SCR_TEXT_INIT};  // the first is borrowed
  struct scr_hash hash;
  scr_hash(&hash, bytes->bytes, bytes->length);
  scr_text_add_owned(&data[1], owner, &hash);
  enum scr_status status = scr_text_ok(&data[1]);
  int code = status == SCR_OK ? append(end, SCR_EVENT_PARTIAL_DECRYPTION, data, 2)
                              : fail(status, "the partial decryption can't be written");
  scr_text_free(&data[1]);
  return code;
}

int append_result(struct board_end *end, const struct scr_election *election, const uint64_t *votes) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_result(&text, election, votes);
  enum scr_status status = scr_text_ok(&text);
  int code = status == SCR_OK ? append(end, SCR_EVENT_RESULT, &text, 1) : fail(status, "the result can't be written");
  scr_text_free(&text);
  return code;
}
