// SPDX-License-Identifier: Apache-2.0
// The election of the journal kit from its tally to its declared result.
#include <stdlib.h>

#include "tests/support/journal_kit.h"
#include "tests/support/journal_parts.h"

static struct scr_session *look(struct jkit *jkit) {
  struct scr_session *session;
  struct scr_verify_options options = {.threads = 1, .journal = jkit->public_folder};
  require(scr_session_new(&session, jkit->path, &options), "the board");
  return session;
}

enum scr_status jkit_tally(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  struct scr_text data[2] = {SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_hash hash;
  scr_text_add_encrypted_tally(&data[0], jkit->kit->election, scr_session_tally(session));
  scr_hash(&hash, data[0].bytes, data[0].length);
  scr_text_add_sized_tally(&data[1], scr_session_tally(session), &hash);
  struct scr_document documents[2] = {{data[0].bytes, data[0].length}, {data[1].bytes, data[1].length}};
  enum scr_status status = scr_board_append(jkit->board, SCR_EVENT_ENCRYPTED_TALLY, documents, 2);
  scr_text_free(&data[0]);
  scr_text_free(&data[1]);
  scr_session_free(session);
  return status;
}

enum scr_status jkit_share(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  struct scr_text data[2] = {SCR_TEXT_INIT, SCR_TEXT_INIT};
  struct scr_partial_decryption *share;
  struct scr_hash hash;
  require(scr_secret_decrypt(&share, jkit->kit->election, scr_session_tally(session),
                             scr_trustees_key(jkit->kit->trustees, 1), &jkit->kit->trustee[0]),
          "a share");
  scr_text_add_partial_decryption(&data[0], jkit->kit->election, share);
  scr_hash(&hash, data[0].bytes, data[0].length);
  scr_text_add_owned(&data[1], 1, &hash);
  struct scr_document documents[2] = {{data[0].bytes, data[0].length}, {data[1].bytes, data[1].length}};
  enum scr_status status = scr_board_append(jkit->board, SCR_EVENT_PARTIAL_DECRYPTION, documents, 2);
  scr_partial_decryption_free(share);
  scr_text_free(&data[0]);
  scr_text_free(&data[1]);
  scr_session_free(session);
  return status;
}

enum scr_status jkit_result(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  struct scr_text text = SCR_TEXT_INIT;
  uint64_t votes[KIT_CELLS];
  require(scr_result_compute(votes, NULL, jkit->kit->election, scr_session_trustees(session),
                             scr_session_tally(session), scr_session_decryptions(session)),
          "the result");
  scr_text_add_result(&text, jkit->kit->election, votes);
  struct scr_document document = {text.bytes, text.length};
  enum scr_status status = scr_board_append(jkit->board, SCR_EVENT_RESULT, &document, 1);
  scr_text_free(&text);
  scr_session_free(session);
  return status;
}

enum scr_status jkit_declare(struct jkit *jkit) {
  struct scr_session *session = look(jkit);
  const struct scr_report *report = scr_session_report(session);
  struct scr_act act = {.kind = SCR_ACT_DECLARE, .columns_n = jkit->kit->election->ciphertexts_n};
  uint64_t total[KIT_CELLS];
  for (size_t i = 0; i < act.columns_n; i++) total[i] = report->votes[i] + report->paper_votes[i];
  act.columns[0] = report->votes;
  act.columns[1] = report->paper_votes;
  act.columns[2] = total;
  act.result = scr_journal_result(scr_board_journal(jkit->board));
  enum scr_status status = jkit_act(jkit, &act, JKIT_BY(J_OFFICER));
  scr_session_free(session);
  return status;
}

void jkit_run(struct jkit *jkit) {
  require(jkit_open_voting(jkit), "opening");
  require(jkit_cast(jkit, 0, 0, J_ONLINE), "a ballot");
  jkit->now += JKIT_SLOT;
  require(jkit_cast(jkit, 1, 1, J_HALL), "a ballot");
  require(jkit_cast(jkit, 2, 0, J_LETTER), "a ballot");
  jkit->now += JKIT_SLOT;
  require(jkit_close_methods(jkit), "closing the methods");
  require(jkit_close_voting(jkit), "closing");
  if (!jkit->plan.no_witnesses) jkit_cosign(jkit, 2, jkit->now);
  require(jkit_tally(jkit), "the tally");
  require(jkit_share(jkit), "a share");
  require(jkit_result(jkit), "the result");
  require(jkit_declare(jkit), "declaring");
}
