// SPDX-License-Identifier: Apache-2.0
// The commands of a witness of logs: its key, the logs that it watches, its server.
#include "cli/witness.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/witness_key.h"
#include "scrutineer/json.h"
#include "witness/http.h"

#define WITNESS_OPTION \
  { "witness", 'w', "DIR", "the witness's folder (default: here)" }

static char *in_folder(const struct arguments *arguments, const char *name) {
  return join(option_or(arguments, "witness", "."), name, NULL);
}

static void add_vkey(struct scr_text *text, const struct scr_note_key *key) {
  scr_text_clear(text);
  scr_text_add_note_key(text, key);
}

// The database; complains, and false.
static bool open_database(struct witness_database **database, const struct arguments *arguments, bool create) {
  char *path = in_folder(arguments, "witness.sqlite");
  enum scr_status status = witness_database_open(database, path, create);
  if (status != SCR_OK) {
    (void)fail(status, "%s can't be used", path);
    if (!file_exists(path)) advise("\"scrutineer witness watch\" makes it, with the first log");
  }
  free(path);
  return status == SCR_OK;
}

// --- key ---

static const struct option_spec key_options[] = {
    {"output", 'o', "FILE", "the key's file, which must not be there yet (default: key.json)"}, JSON_OPTION, NO_OPTION};

static int key_run(const struct arguments *arguments) {
  const char *name = arguments->positional[0], *path = option_or(arguments, "output", "key.json");
  struct witness witness;
  struct scr_text vkey = SCR_TEXT_INIT;
  int code = witness_key_make(&witness, name);
  if (code == DONE && (!make_folder_of(path) || !witness_key_write(path, &witness))) code = CANNOT;
  if (code == DONE) {
    add_vkey(&vkey, &witness.key);
    if (option(arguments, "json")) {
      print("{\"schema\":\"scrutineer-witness-key-1\",\"name\":");
      print_json(witness.key.name);
      print(",\"vkey\":");
      print_json(vkey.bytes);
      print("}\n");
    } else {
      print("%s\n", vkey.bytes);
    }
    message("The secret key is in %s: nobody else may read it. The line above is for everybody.", path);
  }
  scr_secret_signing_key_wipe(&witness.secret);
  scr_text_free(&vkey);
  return code;
}

// --- watch ---

static const struct option_spec watch_options[] = {
    WITNESS_OPTION, {"origin", 0, "TEXT", "the log's origin, where it isn't the key's name"}, NO_OPTION};

static bool read_log(struct witness_log *log, const struct arguments *arguments) {
  const char *vkey = arguments->positional[0];
  struct scr_note_key key;
  enum scr_status status = scr_note_key_parse(&key, vkey, strlen(vkey));
  if (status == SCR_OK && key.type != SCR_NOTE_ED25519) status = SCR_E_NOTE_KEY_TYPE;
  if (status != SCR_OK) {
    (void)fail(status, "\"%s\" can't be watched", shown(vkey));
    return false;
  }
  const char *origin = option_or(arguments, "origin", key.name);
  if (witness_log_init(log, origin, strlen(origin), &key)) return true;
  complain("\"%s\" can't be the origin of a log: one line, of 1 to %d bytes", shown(origin), WITNESS_ORIGIN_MAX);
  return false;
}

// What it means that a log of this origin is there already.
static int meet(struct witness_database *database, const struct witness_log *log) {
  struct witness_store store = witness_database_store(database);
  struct witness_log there;
  bool found = false;
  enum scr_status status = store.find(store.context, &there, &found, log->origin, strlen(log->origin));
  if (status != SCR_OK || !found) return fail(status != SCR_OK ? status : SCR_E_IO, "the log can't be added");
  if (memcmp(there.key.public_key, log->key.public_key, sizeof there.key.public_key) == 0 &&
      strcmp(there.key.name, log->key.name) == 0) {
    message("%s is watched already, at size %" PRIu64 ".", shown(log->origin), there.size);
    return DONE;
  }
  complain("%s is watched already, with another key", shown(log->origin));
  advise("a log that changes its key takes another origin, so that nobody can pass for it");
  return MISUSE;
}

static int watch_run(const struct arguments *arguments) {
  struct witness_log log;
  struct witness_database *database;
  bool added = false;
  if (!read_log(&log, arguments)) return MISUSE;
  if (!make_folder(option_or(arguments, "witness", "."), 0700)) return CANNOT;
  char *path = in_folder(arguments, "witness.sqlite");
  bool is_new = !file_exists(path);
  free(path);
  if (!open_database(&database, arguments, true)) return CANNOT;
  enum scr_status status = witness_database_watch(database, &added, &log);
  int code = status != SCR_OK ? fail(status, "the log can't be added") : added ? DONE : meet(database, &log);
  witness_database_close(database);
  if (code != DONE || !added) return code;
  message("%s is watched from now on, from size 0.", shown(log.origin));
  if (is_new)
    message(
        "The state is new. If this witness's key has cosigned before, make a new key: what it cosigned is forgotten.");
  return DONE;
}

// --- list ---

static const struct option_spec list_options[] = {WITNESS_OPTION, JSON_OPTION, NO_OPTION};

static void list_log(void *context, const struct witness_log *log, bool cosigned) {
  const bool *json = context;
  struct scr_text vkey = SCR_TEXT_INIT;
  char root[SCR_HASH_HEX + 1];
  scr_hash_hex(root, &log->root);
  add_vkey(&vkey, &log->key);
  if (*json) {
    print("{\"schema\":\"scrutineer-witness-log-1\",\"origin\":");
    print_json(log->origin);
    print(",\"vkey\":");
    print_json(vkey.bytes);
    print(",\"cosigned\":%s,\"size\":%" PRIu64 ",\"root\":\"%s\"}\n", cosigned ? "true" : "false", log->size, root);
  } else {
    print("%12" PRIu64 "  %.16s  %s%s\n", log->size, root, shown(log->origin),
          cosigned ? "" : " (nothing cosigned yet)");
  }
  scr_text_free(&vkey);
}

static int list_run(const struct arguments *arguments) {
  struct witness_database *database;
  bool json = option(arguments, "json") != NULL;
  if (!open_database(&database, arguments, false)) return CANNOT;
  enum scr_status status = witness_database_each(database, list_log, &json);
  witness_database_close(database);
  return status == SCR_OK ? DONE : fail(status, "the list can't be read");
}

// --- serve ---

static const struct option_spec serve_options[] = {
    WITNESS_OPTION,
    {"listen", 'l', "ADDRESS", "the address to listen on (default: 127.0.0.1, for a proxy before it)"},
    {"port", 'p', "N", "the port (default: 8080; 0: any that is free)"},
    {"key", 'k', "FILE", "the witness's key (default: key.json in its folder)"},
    NO_OPTION};

// One line for each request; what a stranger sent is made harmless.
static void report(void *context, const struct witness_answer *answer) {
  (void)context;
  if (answer->origin[0])
    message("%d %s %" PRIu64 " %" PRIu64, (int)answer->status, shown(answer->origin), answer->old_size, answer->size);
  else
    message("%d", (int)answer->status);
}

// Signals that end the program are waited for, here and not in the server's threads.
static void hold_signals(sigset_t *ending) {
  (void)sigemptyset(ending);
  (void)sigaddset(ending, SIGINT);
  (void)sigaddset(ending, SIGTERM);
  (void)sigprocmask(SIG_BLOCK, ending, NULL);
  (void)signal(SIGPIPE, SIG_IGN);
  (void)signal(SIGXFSZ, SIG_IGN);  // a full disk is an answer, 503
}

static int serve(const struct witness_server_options *options, const sigset_t *ending) {
  struct witness_server *server;
  struct scr_text vkey = SCR_TEXT_INIT;
  int received;
  enum scr_status status = witness_server_start(&server, options);
  if (status == SCR_E_TEXT) {
    complain("--listen takes an address in numbers, not \"%s\"", shown(options->address));
    return MISUSE;
  }
  if (status != SCR_OK) return fail(status, "%s, port %d, can't be listened on", options->address, (int)options->port);
  bool v6 = strchr(options->address, ':') != NULL;
  add_vkey(&vkey, &options->witness->key);
  print("http://%s%s%s:%d/\n%s\n", v6 ? "[" : "", options->address, v6 ? "]" : "", (int)witness_server_port(server),
        vkey.bytes);
  (void)fflush(stdout);
  while (sigwait(ending, &received) != 0) continue;
  witness_server_stop(server);
  scr_text_free(&vkey);
  return DONE;
}

static int serve_run(const struct arguments *arguments) {
  struct witness witness;
  struct witness_server_options options = {.address = option_or(arguments, "listen", "127.0.0.1"), .report = report};
  uint64_t port = 8080;
  sigset_t ending;
  if (!option_number(&port, arguments, "port", 0, UINT16_MAX)) return MISUSE;
  options.port = (uint16_t)port;
  char *path = option(arguments, "key") ? join(option(arguments, "key"), NULL, NULL) : in_folder(arguments, "key.json");
  int code = witness_key_read(&witness, path);
  free(path);
  if (code == DONE && !open_database(&options.database, arguments, false)) code = CANNOT;
  if (code == DONE) {
    options.witness = &witness;
    hold_signals(&ending);
    code = serve(&options, &ending);
    witness_database_close(options.database);
  }
  scr_secret_signing_key_wipe(&witness.secret);
  return code;
}

const struct command witness_commands[] = {
    {
        .noun = "witness",
        .verb = "key",
        .operands = "NAME",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Makes a witness's key",
        .text =
            "NAME says which witness it is: a URL without its scheme, such as witness.example.org/w1. The secret key\n"
            "goes to a file that its owner alone can read; the public one is printed, for those who trust this "
            "witness.\n"
            "One key is for one witness and one state: it never signs beside another witness.sqlite.",
        .example = "scrutineer witness key witness.example.org/w1 -o witness/key.json",
        .options = key_options,
        .run = key_run,
    },
    {
        .noun = "witness",
        .verb = "watch",
        .operands = "VKEY",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Adds a log to those that a witness cosigns",
        .text =
            "VKEY is the log's verifier key, as the log publishes it: get it from somebody you trust. What was added\n"
            "stays. A server that is running takes it up at once.",
        .example = "scrutineer witness watch -w witness/ "
                   "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        .options = watch_options,
        .run = watch_run,
    },
    {
        .noun = "witness",
        .verb = "list",
        .operands = "",
        .summary = "Lists the logs that a witness watches, and how far",
        .text = "For each: the size that was cosigned last, the beginning of the root, the origin.",
        .example = "scrutineer witness list -w witness/",
        .options = list_options,
        .run = list_run,
    },
    {
        .noun = "witness",
        .verb = "serve",
        .operands = "",
        .summary = "Cosigns the checkpoints of the watched logs, over HTTP",
        .text = "Prints the address and the key, and answers until it is told to end (SIGTERM, or Ctrl-C). One line "
                "for each\n"
                "request goes to standard error: the answer, the log, the old size and the new one. 409 and 422 on a "
                "log that\n"
                "you watch want a person's look: doc/witness.md says which. It has no TLS: put a proxy before it.",
        .example = "scrutineer witness serve -w witness/ --port 8080",
        .options = serve_options,
        .run = serve_run,
    },
    {
        .noun = "witness",
        .verb = "follow",
        .operands = "BOARD",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Follows a board: shows what is new, and raises an alarm if anything that was there changes",
        .text =
            "BOARD is a folder or a URL: of public/, or of the log in it; or an election's folder. For observers: no key is\n"
            "needed. Only what is new is fetched, and it is taken in if it continues what was there. The state keeps all "
            "that was\n"
            "seen.\n"
            "With neither --setup nor --key, the board's own setup record is taken the first time: compare it with\n"
            "others'. Exit code 1, and a file of evidence, on an alarm: a fork, an edit, a rollback. doc/witness.md\n"
            "says what to do then.",
        .example = "scrutineer witness follow https://board.example.org/election --state seen --setup setup.json",
        .options = witness_follow_options,
        .run = witness_follow_run,
    },
    {0},
};
