// SPDX-License-Identifier: Apache-2.0
// A small election with a journal, in a folder, with every key at hand. Whatever can't be done that a test doesn't ask about
// ends the program.
#ifndef SCRUTINEER_TESTS_JOURNAL_KIT_H
#define SCRUTINEER_TESTS_JOURNAL_KIT_H

#include "scrutineer/board.h"
#include "scrutineer/secret.h"
#include "tests/support/election_kit.h"

#define JKIT_OPENS UINT64_C(1800000000)  // a slot begins
#define JKIT_SLOT 900
#define JKIT_WITNESSES 3

// Roles that sign. The entry points: online (a PIN), hall (a desk), letter (by post, checks nothing).
enum jkit_role { J_BOARD, J_OFFICER, J_REGISTRAR, J_ONLINE, J_HALL, J_LETTER, J_TINA, J_ALEC, J_ROLES };

struct jkit_plan {
  uint64_t method_minimum;  // 0: no results by method
  bool weighted;      // weights 2, 3, 2, 3 ... for members and spares alike
  bool no_witnesses;  // otherwise three, of whom two are a quorum
  bool blank;         // a blank vote is allowed
  bool no_window;     // voting neither opens nor closes at a given time
  void (*spoil)(struct scr_setup_record *record);  // the record is made wrong; the board is not opened
};

#define JKIT_MEMBERS 5
#define JKIT_SPARES 2  // voters JKIT_MEMBERS and JKIT_MEMBERS + 1

struct jkit {
  struct jkit_plan plan;
  struct kit_election *kit;
  struct scr_setup_record *record;
  struct scr_secret_signing_key key[J_ROLES], witness[JKIT_WITNESSES];
  char folder[80], path[160], public_folder[120], kept[120];
  uint64_t now;  // what the writer's clock says
  struct scr_journal_files files;
  struct scr_board *board;  // open, or NULL
  struct scr_hash tracker;  // of the last ballot that was cast
  struct scr_text ballot;   // its bytes
  struct scr_acceptance acceptance;
};

struct jkit *jkit_new(const struct jkit_plan *plan);
void jkit_free(struct jkit *jkit);

// The public credential of a voter, spelled; good until eight more were asked for.
const char *jkit_credential(const struct jkit *jkit, size_t voter);
// Closes the board and opens it again: what scr_board_open_journal says.
enum scr_status jkit_reopen(struct jkit *jkit);
void jkit_close(struct jkit *jkit);
// A file in the public folder: its bytes; and put there.
void jkit_get_file(struct scr_text *bytes, const struct jkit *jkit, const char *name);
void jkit_put_file(const struct jkit *jkit, const char *name, const struct scr_text *bytes);

// Makes a ballot for answer `choice` (0 or 1), lets it in by an entry point, and casts it.
enum scr_status jkit_cast(struct jkit *jkit, size_t voter, size_t choice, enum jkit_role point);
// In two steps: makes and signs, to be spoiled; casts what is there.
void jkit_make_ballot(struct jkit *jkit, size_t voter, size_t choice, enum jkit_role point);
void jkit_accept(struct jkit *jkit, const char *by, enum jkit_role key, uint64_t came);
enum scr_status jkit_cast_made(struct jkit *jkit);

// Signs an act by roles (ended by J_ROLES) and enters it. act->made is set where it is 0. The strings are borrowed.
enum scr_status jkit_act(struct jkit *jkit, struct scr_act *act, const enum jkit_role *by);
#define JKIT_BY(...) ((const enum jkit_role[]){__VA_ARGS__, J_ROLES})
// The same, sealed and signed only.
void jkit_sign_act(struct scr_signed_act *sealed, const struct jkit *jkit, const struct scr_act *act,
                   const enum jkit_role *by);
enum scr_status jkit_open_voting(struct jkit *jkit);
enum scr_status jkit_close_methods(struct jkit *jkit);
enum scr_status jkit_close_voting(struct jkit *jkit);  // the act and EndBallots
// Witnesses 0 to n - 1 cosign the checkpoint at a time, kept as log/cosigned/SIZE.
void jkit_cosign(struct jkit *jkit, size_t n, uint64_t time);
enum scr_status jkit_tally(struct jkit *jkit);
enum scr_status jkit_share(struct jkit *jkit);
enum scr_status jkit_result(struct jkit *jkit);
enum scr_status jkit_declare(struct jkit *jkit);
// An election from its opening to its declared result: voters 0, 1, 2 online, in the hall and by letter.
void jkit_run(struct jkit *jkit);

struct scr_report *jkit_verify(struct jkit *jkit);
// Verifies, and requires that exactly this check fails, with this status; or that the verdict is this one. Both close the
// board.
void jkit_expect_only(struct jkit *jkit, enum scr_check_id id, enum scr_status status);
void jkit_expect_verdict(struct jkit *jkit, enum scr_verdict verdict);

#endif
