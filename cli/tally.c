// SPDX-License-Identifier: Apache-2.0
// The tally's commands. Each verifies the whole board first: nothing is added up, decrypted or declared on trust.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/append.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/tally_methods.h"
#include "cli/trustee_key.h"
#include "cli/verify.h"
#include "scrutineer/json.h"

// Verifies the board and wants it in the phase. Otherwise complains, shows what is wrong, and gives the exit code; the caller
// releases *session in any case.
static int verified_board(struct scr_session **session, const char *path, enum scr_phase phase, const char *otherwise) {
  *session = path ? verify_with_progress(path) : NULL;
  if (!*session) return CANNOT;
  const struct scr_report *report = scr_session_report(*session);
  if (report->verdict == SCR_VERDICT_INVALID || report->verdict == SCR_VERDICT_CANNOT_CHECK) {
    show_report(report);
    complain("%s does not verify: nothing is done with it", path);
    return report->verdict == SCR_VERDICT_INVALID ? INVALID : CANNOT;
  }
  if (report->phase == phase) return DONE;
  complain("the election is %s", scr_phase_name(report->phase));
  advise("%s", otherwise);
  return MISUSE;
}

// --- encrypt ---

#define SMALL_OPTION \
  { "small", 's', NULL, "allow a tally of fewer ballots than the election's minimum" }

static const struct option_spec encrypt_options[] = {
    ELECTION_OPTION,
    SMALL_OPTION,
    {"dry-run", 'n', NULL, "verify and add up, and put nothing on the board"},
    NO_OPTION,
};

// How many ballots must count (REC-14): what the setup record says, where there is one, for nobody can change that afterwards.
static bool find_minimum(uint64_t *minimum, const struct arguments *arguments, const struct scr_report *report) {
  *minimum = report->minimum;
  if (report->checks[SCR_CHECK_JOURNAL_RECORD].state == SCR_STATE_PASS) return true;
  struct definition *definition = calloc(1, sizeof *definition);
  bool good = definition && definition_load(definition, election_folder(arguments));
  if (good) *minimum = definition->minimum;
  if (definition) definition_free(definition);
  free(definition);
  return good;
}

// A tally of very few ballots tells how people voted. The officer looks at it, and each trustee for itself.
static bool is_large_enough(const struct arguments *arguments, const struct scr_report *report) {
  uint64_t minimum, count = report->ballots_counted;
  if (!find_minimum(&minimum, arguments, report)) return false;
  if (count == 0 || count >= minimum || option(arguments, "small")) return true;
  complain("%" PRIu64 " ballot%s counted, fewer than the minimum of %" PRIu64
           ": the result could tell how people voted",
           count, count == 1 ? " is" : "s are", minimum);
  advise("--small does it all the same");
  return false;
}

static int add_up(const char *path, const struct scr_session *session, bool dry_run) {
  struct board_end end = board_end_of(path, session, dry_run);
  uint64_t ballots = scr_session_tally(session)->ballots;
  int code = append_tally(&end, session);
  if (code == DONE)
    print(dry_run ? "The encrypted tally of %" PRIu64 " ballot%s would be put on the board.\n"
                  : "The encrypted tally of %" PRIu64 " ballot%s is on the board. The trustees decrypt it.\n",
          ballots, plural(ballots));
  return code;
}

static int encrypt_run(const struct arguments *arguments) {
  char *path = find_board(arguments);
  struct scr_session *session;
  int code = verified_board(&session, path, SCR_PHASE_CLOSED, "the tally is made once, after the election was closed");
  if (code == DONE && !is_large_enough(arguments, scr_session_report(session))) code = MISUSE;
  if (code == DONE) code = add_up(path, session, option(arguments, "dry-run") != NULL);
  scr_session_free(session);
  free(path);
  return code;
}

// --- decrypt ---

static const struct option_spec decrypt_options[] = {
    ELECTION_OPTION,
    {"board", 'b', "FILE", "the election's public archive, instead of the one in the folder"},
    {"output", 'o', "FILE", "where the partial decryption goes (default: public/decryptions/NUMBER.json)"},
    SMALL_OPTION,
    {"dry-run", 'n', NULL, "verify everything and read the key, and decrypt nothing"},
    NO_OPTION,
};

// What a trustee remembers for ever: the one tally of this election that it decrypted. Two tallies that differ by one
// ballot would reveal that ballot.
// So would two ways to divide one tally by methods.
static enum scr_status hash_tally(struct scr_hash *hash, const struct scr_session *session) {
  const struct scr_election *election = scr_session_report(session)->election;
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_format(&text, "%s|", election->fingerprint);
  scr_text_add_encrypted_tally(&text, election, scr_session_tally(session));
  for (int i = 0; i < SCR_METHOD_COUNT; i++) {
    const struct scr_tally *part = scr_session_method_tally(session, (enum scr_method)i);
    if (!part) continue;
    scr_text_add_format(&text, "|%s|", scr_method_name((enum scr_method)i));
    scr_text_add_encrypted_tally(&text, election, part);
  }
  enum scr_status status = scr_text_ok(&text);
  if (status == SCR_OK) scr_hash(hash, text.bytes, text.length);
  scr_text_free(&text);
  return status;
}

// Writes down the tally before it is decrypted, or compares it with the one written down (DEC-3).
static int remember_tally(const char *folder, const char *name, const struct scr_hash *hash, bool dry_run) {
  int code = remember_once(folder, name, "decrypted.txt", hash, SCR_E_SECOND_TALLY, dry_run);
  if (code == MISUSE) advise("two tallies that differ by one ballot would reveal that ballot");
  return code;
}

// Whose secret it is: the number of the trustee with that public key, 0 if nobody's.
static size_t find_owner(const struct scr_trustees *trustees, const struct scr_group *group,
                         const struct scr_secret_scalar *secret) {
  struct scr_element key;
  scr_secret_exp(&key, group, scr_group_generator(group), secret);
  for (size_t owner = 1; owner <= scr_trustees_count(trustees); owner++)
    if (scr_element_equal(&key, scr_trustees_key(trustees, owner))) return owner;
  return 0;
}

static int write_decryption(const struct arguments *arguments, const struct scr_election *election,
                            const struct scr_partial_decryption *decryption, size_t owner) {
  struct scr_text text = SCR_TEXT_INIT, path = SCR_TEXT_INIT;
  scr_text_add_partial_decryption(&text, election, decryption);
  scr_text_add_format(&path, "%s/public/decryptions/%zu.json", election_folder(arguments), owner);
  const char *to = option(arguments, "output");
  char *folder = join(election_folder(arguments), "public/decryptions", NULL);
  bool written = scr_text_ok(&path) == SCR_OK && (to || make_folder(folder, 0755));
  if (!to) to = path.bytes;
  written = written && may_replace(to, "{\"decryption_factors\":") && write_file(to, &text, PUBLIC_FILE, true);
  if (written) print("%s\n", to);
  if (written) message("Give this file to the returning officer: \"scrutineer tally add\" puts it on the board.");
  scr_text_free(&text);
  scr_text_free(&path);
  free(folder);
  return written ? DONE : CANNOT;
}

static int decrypt_tally(const struct arguments *arguments, const struct scr_session *session,
                         const struct scr_secret_scalar *secret) {
  const struct scr_election *election = scr_session_report(session)->election;
  const struct scr_tally *tally = scr_session_tally(session);
  struct scr_partial_decryption *decryption = NULL;
  struct scr_hash hash;
  size_t owner = find_owner(scr_session_trustees(session), election->group, secret);
  if (owner == 0) return fail(SCR_E_KEY_MISMATCH, "%s is no trustee of this election", arguments->positional[0]);
  enum scr_status status = hash_tally(&hash, session);
  if (status != SCR_OK) return fail(status, "the tally can't be decrypted");
  bool dry_run = option(arguments, "dry-run") != NULL;
  int remembered = remember_tally(election_folder(arguments), arguments->positional[0], &hash, dry_run);
  if (remembered == DONE && dry_run)
    print("The tally of %" PRIu64 " ballot%s would be decrypted, as trustee %zu.\n", tally->ballots,
          plural(tally->ballots), owner);
  if (remembered != DONE || dry_run) return remembered;
  status =
      scr_secret_decrypt(&decryption, election, tally, scr_trustees_key(scr_session_trustees(session), owner), secret);
  int code = status == SCR_OK ? write_decryption(arguments, election, decryption, owner)
                              : fail(status, "the tally can't be decrypted");
  if (code == DONE) code = methods_decrypt(session, election_folder(arguments), owner, secret);
  scr_partial_decryption_free(decryption);
  return code;
}

// DEC-5: two closes would be two tallies.
static bool close_is_settled(const struct scr_report *report) {
  if (!report->has_journal) return true;
  if (report->checks[SCR_CHECK_JOURNAL_RECORD].state != SCR_STATE_PASS) {
    complain("this election has a journal, which is not beside the board: nothing is decrypted without it");
    advise("take the whole public folder: setup.json, journal.jsonl and log/ with the archive");
    return false;
  }
  if (report->checks[SCR_CHECK_JOURNAL_EVENTS].state != SCR_STATE_PASS) {
    complain("the journal doesn't have all of the board's events yet: nothing is decrypted before");
    advise("the returning officer's next step enters them; then take the whole public folder anew");
    return false;
  }
  if (report->witnesses == 0 || report->checks[SCR_CHECK_JOURNAL_QUORUM].state == SCR_STATE_PASS) return true;
  complain("no quorum of witnesses has cosigned the close yet: nothing is decrypted before");
  advise("the returning officer has it cosigned: scrutineer board checkpoint");
  return false;
}

static int decrypt_run(const struct arguments *arguments) {
  struct scr_secret_scalar secret = {{0}};
  char *path = find_board(arguments);
  struct scr_session *session;
  int code =
      verified_board(&session, path, SCR_PHASE_TALLIED, "trustees decrypt the encrypted tally, before the result");
  if (code == DONE) {
    code = CANNOT;
    const struct scr_election *election = scr_session_report(session)->election;
    if (!is_large_enough(arguments, scr_session_report(session)) || !close_is_settled(scr_session_report(session)))
      code = MISUSE;
    else if (key_read(&secret, election_folder(arguments), arguments->positional[0], election->group, election->uuid))
      code = decrypt_tally(arguments, session, &secret);
  }
  scr_secret_scalar_wipe(&secret);
  scr_session_free(session);
  free(path);
  return code;
}

// --- add ---

static const struct option_spec add_options[] = {
    ELECTION_OPTION,
    {"dry-run", 'n', NULL, "check the files, and add nothing"},
    NO_OPTION,
};

// The trustee whose decryption it is: the one against whose key its proofs hold; 0 if nobody's.
static size_t find_decrypter(const struct scr_session *session, const struct scr_partial_decryption *decryption) {
  const struct scr_trustees *trustees = scr_session_trustees(session);
  for (size_t owner = 1; owner <= scr_trustees_count(trustees); owner++)
    if (scr_partial_decryption_check(decryption, scr_session_report(session)->election, scr_session_tally(session),
                                     scr_trustees_key(trustees, owner)) == SCR_OK)
      return owner;
  return 0;
}

// What is added in one run: the board is verified once, and each file is checked against what was verified.
struct adding {
  const char *folder;
  const struct scr_session *session;
  struct board_end end;
  bool added[SCR_TRUSTEES_MAX];
};

static bool is_missing(const struct adding *adding, size_t owner) {
  return owner > 0 && !scr_session_decryptions(adding->session)[owner - 1] && !adding->added[owner - 1];
}

static int add_to_board(struct adding *adding, size_t owner, const struct scr_text *bytes) {
  int code = append_decryption(&adding->end, owner, bytes);
  if (code == DONE) adding->added[owner - 1] = true;
  if (code == DONE)
    print("The partial decryption of trustee %zu %s on the board.\n", owner,
          adding->end.dry_run ? "would be put" : "is");
  return code;
}

// Where all ballots came by one method, its sum is that of the whole, and so are the decryptions: the board's comes first.
static int add_decryption(struct adding *adding, const char *path) {
  const struct scr_election *election = scr_session_report(adding->session)->election;
  struct scr_text bytes = SCR_TEXT_INIT;
  struct scr_partial_decryption *decryption = NULL;
  bool of_method = false;
  int code = read_file(&bytes, path, SCR_RECORD_MAX) ? DONE : CANNOT;
  enum scr_status status = SCR_OK;
  if (code == DONE) status = scr_partial_decryption_read(&decryption, election, bytes.bytes, bytes.length);
  size_t owner = code == DONE && status == SCR_OK ? find_decrypter(adding->session, decryption) : 0;
  bool missing = is_missing(adding, owner);
  if (code == DONE && missing) code = add_to_board(adding, owner, &bytes);
  if (code == DONE && !missing)
    code = methods_add(&of_method, adding->session, adding->folder, &bytes, adding->end.dry_run);
  if (code == DONE && !missing && !of_method) {
    if (status == SCR_OK) status = owner == 0 ? SCR_E_DECRYPTION_PROOF : SCR_E_DECRYPTION_TWICE;
    code = fail(status, "%s is not taken", path);
  }
  scr_partial_decryption_free(decryption);
  scr_text_free(&bytes);
  return code;
}

static int add_run(const struct arguments *arguments) {
  char *board = find_board(arguments);
  struct scr_session *session;
  int code = verified_board(&session, board, SCR_PHASE_TALLIED,
                            "partial decryptions come between the encrypted tally and the result");
  if (code == DONE) {
    struct adding adding = {.folder = election_folder(arguments),
                            .session = session,
                            .end = board_end_of(board, session, option(arguments, "dry-run") != NULL)};
    for (size_t i = 0; i < arguments->positional_n && code == DONE; i++)
      code = add_decryption(&adding, arguments->positional[i]);
  }
  scr_session_free(session);
  free(board);
  return code;
}

// --- result ---

static const struct option_spec result_options[] = {
    ELECTION_OPTION,
    JSON_OPTION,
    {"dry-run", 'n', NULL, "show the result, and put nothing on the board"},
    NO_OPTION,
};

static void add_votes(struct scr_text *text, const struct scr_election *election, const void *cells, size_t cell) {
  (void)election;
  scr_text_add_format(text, "%" PRIu64, ((const uint64_t *)cells)[cell]);
}

// The result as the verifier's report has it.
static void show_result_json(const struct scr_election *election, const uint64_t *votes) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_format(&text, "{\"schema\":\"scrutineer-result-1\",\"uuid\":\"%s\",\"result\":", election->uuid);
  scr_text_add_nested(&text, election, votes, add_votes);
  scr_text_add(&text, "}\n");
  print_text(&text);
  scr_text_free(&text);
}

static int publish(const char *path, const struct scr_session *session, const struct arguments *arguments) {
  const struct scr_report *report = scr_session_report(session);
  const struct scr_election *election = report->election;
  bool dry_run = option(arguments, "dry-run") != NULL;
  struct board_end end = board_end_of(path, session, dry_run);
  uint64_t *votes = calloc(election->ciphertexts_n, sizeof *votes);
  enum scr_status status = votes ? scr_result_compute(votes, NULL, election, scr_session_trustees(session),
                                                      scr_session_tally(session), scr_session_decryptions(session))
                                 : SCR_E_MEMORY;
  int code = status == SCR_OK ? methods_publish(session, election_folder(arguments), dry_run) : DONE;
  if (code == DONE && status == SCR_OK) {
    code = append_result(&end, election, votes);
    if (code == DONE && option(arguments, "json"))
      show_result_json(election, votes);
    else if (code == DONE)
      show_result(election, votes);
    if (code == DONE && dry_run) message("This was a dry run: nothing was put on the board.");
  } else if (code == DONE && status == SCR_E_RESULT_QUORUM) {
    complain("there is no result yet: not enough partial decryptions are on the board");
    advise("trustees: %s; \"scrutineer tally add\" puts further ones there", report->trustees);
    code = MISUSE;
  } else if (code == DONE) {
    code = fail(status, "there is no result");
  }
  free(votes);
  return code;
}

static int result_run(const struct arguments *arguments) {
  char *path = find_board(arguments);
  struct scr_session *session;
  int code = verified_board(&session, path, SCR_PHASE_TALLIED, "the result comes once, after the partial decryptions");
  if (code == DONE) code = publish(path, session, arguments);
  scr_session_free(session);
  free(path);
  return code;
}

const struct command tally_commands[] = {
    {
        .noun = "tally",
        .verb = "encrypt",
        .operands = "",
        .summary = "Adds up the encrypted ballots, without opening any",
        .text = "Verifies the board first, and counts the last ballot of each credential.",
        .example = "scrutineer tally encrypt -e election/",
        .options = encrypt_options,
        .run = encrypt_run,
    },
    {
        .noun = "tally",
        .verb = "decrypt",
        .operands = "NAME",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "A trustee's part in decrypting the tally, with its proofs",
        .text = "Verifies the whole board and adds the ballots up again. Refuses for ever to decrypt a second, "
                "different tally\n"
                "of the same election.",
        .example = "scrutineer tally decrypt -e election/ anna",
        .options = decrypt_options,
        .run = decrypt_run,
    },
    {
        .noun = "tally",
        .verb = "add",
        .operands = "FILE...",
        .operands_min = 1,
        .operands_max = (SCR_METHOD_COUNT + 1) * SCR_TRUSTEES_MAX,
        .summary = "Puts trustees' partial decryptions on the board",
        .text = "Their proofs are checked first.",
        .example = "scrutineer tally add -e election/ election/public/decryptions/1.json",
        .options = add_options,
        .run = add_run,
    },
    {
        .noun = "tally",
        .verb = "result",
        .operands = "",
        .summary = "Computes the result and puts it on the board",
        .text = "Wants the partial decryptions of enough trustees. The result is determined by then; nothing can "
                "follow it.",
        .example = "scrutineer tally result -e election/",
        .options = result_options,
        .run = result_run,
    },
    {0},
};
