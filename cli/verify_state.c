// SPDX-License-Identifier: Apache-2.0
// States of verified boards as files, and the key that they are known by.
#include "cli/verify_state.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STATE_BEGINS "{\"schema\":\"scrutineer-state-"

// --- the key ---

// To be freed; NULL after complaining.
static char *key_path(const struct arguments *arguments) {
  const char *given = option(arguments, "state-key"), *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
  if (given && strcmp(given, "-") != 0) return join(given, NULL, NULL);
  if (given) {
    complain("--state-key wants a file: the key is kept for later runs");
    return NULL;
  }
  if (config && config[0] == '/') return join(config, "scrutineer", "state.key");
  if (home && home[0] == '/') return join(home, ".config/scrutineer", "state.key");
  complain("where the key of your states is kept isn't known: there is no home folder");
  advise("name a file with --state-key");
  return NULL;
}

// Whoever else can read the key can forge states, and whoever can write it knows it.
static bool is_private(int file, const char *path) {
  struct stat stat_of;
  if (fstat(file, &stat_of) == 0 && stat_of.st_uid == geteuid() && (stat_of.st_mode & 077) == 0) return true;
  complain("%s is not yours alone: others could forge your states", path);
  advise("if it was nobody else's: chown it to yourself, and chmod 600; else move it away, and verify without --since");
  return false;
}

#define KEY_FILE_BYTES (2 * SCR_STATE_KEY_BYTES + 1)  // in hexadecimal, and a line feed

static bool read_key(struct scr_state_key *key, const char *path) {
  char bytes[KEY_FILE_BYTES + 1];
  struct scr_hash read_hash;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t length = file >= 0 ? read(file, bytes, sizeof bytes) : -1;
  bool good = false;
  if (length < 0)
    complain("%s can't be read: %s", path, strerror(errno));
  else if (length != KEY_FILE_BYTES || bytes[length - 1] != '\n' ||
           scr_hash_from_hex(&read_hash, bytes, KEY_FILE_BYTES - 1) != SCR_OK)
    complain("%s is not the key of states", path);
  else
    good = is_private(file, path);
  if (good) memcpy(key->byte, read_hash.byte, sizeof key->byte);
  if (file >= 0) (void)close(file);
  sodium_memzero(&read_hash, sizeof read_hash);
  sodium_memzero(bytes, sizeof bytes);
  return good;
}

// SEC-3.
static bool make_key(struct scr_state_key *key, const char *path) {
  struct scr_text text = SCR_TEXT_SECRET;
  char *copy = join(path, NULL, NULL);
  scr_state_key_generate(key);
  scr_text_add_hex(&text, key->byte, sizeof key->byte);
  scr_text_add(&text, "\n");
  bool made = make_folder(dirname(copy), 0700) && write_file(path, &text, SECRET_FILE, false);
  if (made) message("The key that your states will be known by is in %s.", path);
  scr_text_wipe(&text);
  free(copy);
  return made;
}

// --- the state ---

static int explain(enum scr_status status, const char *path) {
  (void)fail(status, "the state %s can't be relied on", path);
  advise("verify without --since, and keep a new state with --save-state");
  return CANNOT;
}

static int read_state(struct scr_state *state, const char *path, const char *key_file) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_state_key key;
  int code = CANNOT;
  if (file_is_missing(key_file)) {
    complain("there is no key in %s to know the state %s by", key_file, path);
    advise("verify without --since; --save-state makes the key, and keeps a state of your own");
  } else if (file_is_missing(path)) {
    complain("there is no state %s", path);
    advise("a first run makes it: the same command without --since, with --save-state %s", path);
  } else if (read_key(&key, key_file) && read_file(&text, path, SCR_STATE_BYTES_MAX)) {
    enum scr_status status = scr_state_read(state, text.bytes ? text.bytes : "", text.length, &key);
    code = status == SCR_OK ? DONE : explain(status, path);
  }
  sodium_memzero(&key, sizeof key);
  scr_text_free(&text);
  return code;
}

int read_since(struct scr_state *state, const struct arguments *arguments) {
  const char *path = option(arguments, "since");
  if (!path) return DONE;
  char *key = key_path(arguments);
  int code = key ? read_state(state, path, key) : MISUSE;
  free(key);
  return code;
}

bool can_save(const struct arguments *arguments) {
  struct scr_state_key key;
  const char *state = option(arguments, "save-state");
  if (!state) return true;
  if (!may_replace(state, STATE_BEGINS)) return false;
  char *path = key_path(arguments);
  bool ready = path && (file_exists(path) ? read_key(&key, path) : make_key(&key, path));
  sodium_memzero(&key, sizeof key);
  free(path);
  return ready;
}

static bool write_state(const char *path, const struct scr_state *state, const char *key_file) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_state_key key;
  bool written = read_key(&key, key_file);
  if (written) scr_text_add_state(&text, state, &key);
  sodium_memzero(&key, sizeof key);
  if (written && scr_text_ok(&text) != SCR_OK) complain("out of memory");
  written = written && scr_text_ok(&text) == SCR_OK && may_replace(path, STATE_BEGINS) &&
            write_file(path, &text, PUBLIC_FILE, true);
  scr_text_free(&text);
  return written;
}

// INC-2: only what was found without fault is kept.
bool save_state(const struct arguments *arguments, const struct scr_session *session) {
  const char *path = option(arguments, "save-state");
  struct scr_state state = {.tally = SCR_TEXT_INIT, .sized_tally = SCR_TEXT_INIT};
  if (!path) return true;
  enum scr_status status = scr_session_state(&state, session);
  if (status == SCR_E_STATE_ARCHIVE) {
    message("Nothing is kept in %s: only what was verified without fault is.", path);
    return true;
  }
  if (status != SCR_OK) {
    (void)fail(status, "%s can't be written", path);
    return false;
  }
  char *key = key_path(arguments);
  bool written = key && write_state(path, &state, key);
  if (written) message("What was found is kept in %s.", path);
  free(key);
  scr_state_clear(&state);
  return written;
}
