// SPDX-License-Identifier: Apache-2.0
#include "cli/tally_methods.h"

#include <stdlib.h>

#include "scrutineer/methods.h"

// --- a trustee's part ---

// public/FOLDER/NAME of a decryption, to be freed.
static char *decryption_path(const char *folder, const char *in, const char *first, const char *second) {
  struct scr_text name = SCR_TEXT_INIT;
  scr_text_add_format(&name, "%s-%s.json", first, second);
  char *public = join(folder, in, NULL);
  char *path = join(public, scr_text_ok(&name) == SCR_OK ? name.bytes : "", NULL);
  scr_text_free(&name);
  free(public);
  return path;
}

static void spell_owner(char text[24], size_t owner) {
  (void)snprintf(text, 24, "%zu", owner);
}

static int write_decryption(const struct scr_election *election, const struct scr_partial_decryption *decryption,
                            const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_partial_decryption(&text, election, decryption);
  bool written = write_file(path, &text, PUBLIC_FILE, true);
  if (written) print("%s\n", path);
  scr_text_free(&text);
  return written ? DONE : CANNOT;
}

static int decrypt_one(const struct scr_session *session, const char *folder, size_t owner,
                       const struct scr_secret_scalar *secret, enum scr_method method) {
  const struct scr_election *election = scr_session_report(session)->election;
  const struct scr_tally *tally = scr_session_method_tally(session, method);
  struct scr_partial_decryption *decryption = NULL;
  char number[24];
  enum scr_status status =
      scr_secret_decrypt(&decryption, election, tally, scr_trustees_key(scr_session_trustees(session), owner), secret);
  spell_owner(number, owner);
  char *path = decryption_path(folder, "public/decryptions", number, scr_method_name(method));
  int code = status == SCR_OK ? write_decryption(election, decryption, path)
                              : fail(status, "the sum of %s can't be decrypted", scr_method_name(method));
  scr_partial_decryption_free(decryption);
  free(path);
  return code;
}

int methods_decrypt(const struct scr_session *session, const char *folder, size_t owner,
                    const struct scr_secret_scalar *secret) {
  int code = DONE;
  for (int i = 0; i < SCR_METHOD_COUNT && code == DONE; i++)
    if (scr_session_method_tally(session, (enum scr_method)i))
      code = decrypt_one(session, folder, owner, secret, (enum scr_method)i);
  return code;
}

// --- taking them in ---

// The trustee whose decryption of this sum it is; 0 if nobody's.
static size_t find_decrypter(const struct scr_session *session, const struct scr_tally *tally,
                             const struct scr_partial_decryption *decryption) {
  const struct scr_trustees *trustees = scr_session_trustees(session);
  for (size_t owner = 1; owner <= scr_trustees_count(trustees); owner++)
    if (scr_partial_decryption_check(decryption, scr_session_report(session)->election, tally,
                                     scr_trustees_key(trustees, owner)) == SCR_OK)
      return owner;
  return 0;
}

static int keep(const char *folder, enum scr_method method, size_t owner, const struct scr_text *bytes, bool dry_run) {
  char number[24];
  char *methods = join(folder, "public/methods", NULL);
  spell_owner(number, owner);
  char *path = decryption_path(folder, "public/methods", scr_method_name(method), number);
  bool kept = dry_run || (make_folder(methods, 0755) && write_file(path, bytes, PUBLIC_FILE, true));
  if (kept)
    print("The partial decryption of trustee %zu of the ballots that came %s %s.\n", owner, scr_method_words(method),
          dry_run ? "would be taken" : "is taken");
  free(methods);
  free(path);
  return kept ? DONE : CANNOT;
}

int methods_add(bool *taken, const struct scr_session *session, const char *folder, const struct scr_text *bytes,
                bool dry_run) {
  const struct scr_election *election = scr_session_report(session)->election;
  struct scr_partial_decryption *decryption = NULL;
  int code = DONE;
  *taken = false;
  if (scr_partial_decryption_read(&decryption, election, bytes->bytes, bytes->length) != SCR_OK) return DONE;
  for (int i = 0; i < SCR_METHOD_COUNT && !*taken; i++) {
    const struct scr_tally *tally = scr_session_method_tally(session, (enum scr_method)i);
    size_t owner = tally ? find_decrypter(session, tally, decryption) : 0;
    if (owner == 0) continue;
    *taken = true;
    code = keep(folder, (enum scr_method)i, owner, bytes, dry_run);
  }
  scr_partial_decryption_free(decryption);
  return code;
}

// --- the results ---

static int read_kept(struct scr_method_result *result, const struct scr_session *session, const char *folder,
                     enum scr_method method) {
  const struct scr_election *election = scr_session_report(session)->election;
  int code = DONE;
  for (size_t owner = 1; owner <= scr_trustees_count(scr_session_trustees(session)) && code == DONE; owner++) {
    struct scr_text bytes = SCR_TEXT_INIT;
    char number[24];
    spell_owner(number, owner);
    char *path = decryption_path(folder, "public/methods", scr_method_name(method), number);
    if (file_exists(path) && !read_file(&bytes, path, SCR_RECORD_MAX)) code = CANNOT;
    if (code == DONE && bytes.length > 0) {
      enum scr_status status =
          scr_partial_decryption_read(&result->decryptions[owner - 1], election, bytes.bytes, bytes.length);
      if (status == SCR_OK)
        status = scr_partial_decryption_check(result->decryptions[owner - 1], election,
                                              scr_session_method_tally(session, method),
                                              scr_trustees_key(scr_session_trustees(session), owner));
      if (status != SCR_OK) code = fail(status, "%s can't be used", path);
    }
    scr_text_free(&bytes);
    free(path);
  }
  return code;
}

static enum scr_status copy_tally(struct scr_tally **copy, const struct scr_election *election,
                                  const struct scr_tally *tally) {
  enum scr_status status = scr_tally_new(copy, election);
  if (status != SCR_OK) return status;
  (*copy)->ballots = tally->ballots;
  (*copy)->weight = tally->weight;
  for (size_t i = 0; i < tally->cells_n; i++) (*copy)->cells[i] = tally->cells[i];
  return SCR_OK;
}

static int compute(struct scr_method_result *result, const struct scr_session *session, const char *folder,
                   enum scr_method method) {
  const struct scr_election *election = scr_session_report(session)->election;
  int code = read_kept(result, session, folder, method);
  if (code != DONE) return code;
  enum scr_status status = copy_tally(&result->tally, election, scr_session_method_tally(session, method));
  result->there = true;
  result->votes = calloc(election->ciphertexts_n, sizeof *result->votes);
  if (status == SCR_OK && !result->votes) status = SCR_E_MEMORY;
  if (status == SCR_OK)
    status = scr_result_compute(result->votes, NULL, election, scr_session_trustees(session), result->tally,
                                result->decryptions);
  if (status == SCR_E_RESULT_QUORUM) {
    complain("the ballots that came %s can't be counted for themselves yet: not enough partial decryptions were added",
             scr_method_words(method));
    advise("each trustee's \"tally decrypt\" wrote one for each method: \"scrutineer tally add\" takes them all");
    return MISUSE;
  }
  return status == SCR_OK ? DONE : fail(status, "the ballots that came %s can't be counted", scr_method_words(method));
}

static int write_results(const struct scr_session *session, const char *folder,
                         const struct scr_method_results *results) {
  struct scr_text text = SCR_TEXT_INIT;
  char *path = join(folder, "public/methods.json", NULL);
  scr_text_add_method_results(&text, scr_session_report(session)->election, results);
  bool written = write_file(path, &text, PUBLIC_FILE, true);
  if (written) print("The results by method are in %s.\n", path);
  scr_text_free(&text);
  free(path);
  return written ? DONE : CANNOT;
}

int methods_publish(const struct scr_session *session, const char *folder, bool dry_run) {
  struct scr_method_results *results = calloc(1, sizeof *results);
  bool any = false;
  int code = results ? DONE : fail(SCR_E_MEMORY, "the results by method can't be computed");
  for (int i = 0; i < SCR_METHOD_COUNT && code == DONE; i++) {
    if (!scr_session_method_tally(session, (enum scr_method)i)) continue;
    any = true;
    code = compute(&results->of[i], session, folder, (enum scr_method)i);
  }
  if (code == DONE && any && !dry_run) code = write_results(session, folder, results);
  if (results) scr_method_results_free(results);
  free(results);
  return code;
}
