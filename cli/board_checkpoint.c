// SPDX-License-Identifier: Apache-2.0
// Having the log's checkpoint cosigned by the witnesses of the setup record.
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/board.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/log_keys.h"
#include "cli/witness_key.h"
#include "scrutineer/cosigned.h"
#include "scrutineer/log.h"
#include "witness/client.h"

#define ADDRESSES_MAX 65536  // bytes of the file

const struct option_spec board_checkpoint_options[] = {
    ELECTION_OPTION,
    {"witness", 'w', "NAME=URL", "where a witness is, besides officer/witnesses; may be repeated"},
    {"timeout", 't', "S", "seconds that witnesses have for their answer (default: 10)"},
    JSON_OPTION,
    NO_OPTION,
};

// What there is to cosign, and who is asked.
struct collection {
  struct log_keys log_keys;
  char *folder;                        // of the log
  char *url[SCR_NOTE_KEYS_MAX];        // of each witness of the record, NULL where none is known
  bool has_signed[SCR_NOTE_KEYS_MAX];  // this very checkpoint
  uint64_t sizes[SCR_NOTE_KEYS_MAX];   // that each has cosigned last
  struct scr_log *log;
  struct scr_text note;
  struct scr_checkpoint checkpoint;
  size_t peers_n;
  struct witness_peer peers[SCR_NOTE_KEYS_MAX];
  size_t witness[SCR_NOTE_KEYS_MAX];  // which one peers[i] is
  struct witness_reply replies[SCR_NOTE_KEYS_MAX];
};

static void free_collection(struct collection *collection) {
  for (size_t i = 0; i < SCR_NOTE_KEYS_MAX; i++) free(collection->url[i]);
  for (size_t i = 0; i < collection->peers_n; i++) witness_reply_free(&collection->replies[i]);
  free(collection->folder);
  scr_log_free(collection->log);
  scr_text_free(&collection->note);
  free_log_keys(&collection->log_keys);
  free(collection);
}

// --- where witnesses are ---

// Whether this is what the witness is called: its name, or its whole verifier key where several have one name.
static bool is_called(const struct scr_note_key *key, const char *name, size_t length) {
  struct scr_text vkey = SCR_TEXT_INIT;
  scr_text_add_note_key(&vkey, key);
  bool is = strlen(key->name) == length && memcmp(key->name, name, length) == 0;
  is = is || (scr_text_ok(&vkey) == SCR_OK && vkey.length == length && memcmp(vkey.bytes, name, length) == 0);
  scr_text_free(&vkey);
  return is;
}

static int refuse_name(const struct scr_log_keys *keys, const char *name, size_t name_length, size_t count,
                       const char *where) {
  char *copy = strndup(name, name_length);
  complain("%s: the setup record has %s \"%s\"", where, count ? "more than one witness" : "no witness",
           copy ? shown(copy) : "");
  free(copy);
  if (count) advise("give its verifier key in the place of the name");
  for (size_t i = 0; i < keys->witnesses_n && count == 0; i++) advise("it has %s", shown(keys->witnesses[i].name));
  return MISUSE;
}

static int add_address(struct collection *collection, const char *name, size_t name_length, const char *url,
                       const char *where) {
  const struct scr_log_keys *keys = &collection->log_keys.keys;
  size_t count = 0, found = 0;
  if (!fetch_is_url(url)) {
    complain("%s: \"%s\" is no address of a witness: http:// or https://, a host, perhaps a path", where, shown(url));
    return MISUSE;
  }
  for (size_t i = 0; i < keys->witnesses_n; i++) {
    if (!is_called(&keys->witnesses[i], name, name_length)) continue;
    found = i;
    count++;
  }
  if (count != 1) return refuse_name(keys, name, name_length, count, where);
  free(collection->url[found]);
  collection->url[found] = join(url, NULL, NULL);
  return DONE;
}

// Lines "NAME URL"; empty ones, and those that begin with #, are passed over.
static int read_addresses(struct collection *collection, const char *path) {
  struct scr_text text = SCR_TEXT_INIT;
  char *rest = NULL;
  int code = read_file(&text, path, ADDRESSES_MAX) ? DONE : CANNOT;
  char *line = code == DONE && text.bytes ? strtok_r(text.bytes, "\r\n", &rest) : NULL;
  for (; line && code == DONE; line = strtok_r(NULL, "\r\n", &rest)) {
    line += strspn(line, " \t");
    size_t name_length = strcspn(line, " \t");
    char *url = line + name_length + strspn(line + name_length, " \t");
    url[strcspn(url, " \t")] = '\0';
    if (line[0] != '\0' && line[0] != '#') code = add_address(collection, line, name_length, url, path);
  }
  scr_text_free(&text);
  return code;
}

static int read_options(struct collection *collection, const struct arguments *arguments) {
  int code = DONE;
  for (size_t i = 0; option_at(arguments, "witness", i) && code == DONE; i++) {
    const char *value = option_at(arguments, "witness", i), *url = strchr(value, '=');
    if (!url) {
      complain("--witness takes NAME=URL, not \"%s\"", shown(value));
      return MISUSE;
    }
    code = add_address(collection, value, (size_t)(url - value), url + 1, "--witness");
  }
  return code;
}

static int find_addresses(struct collection *collection, const struct arguments *arguments) {
  char *path = join(election_folder(arguments), "officer", "witnesses");
  int code = file_exists(path) ? read_addresses(collection, path) : DONE;
  if (code == DONE) code = read_options(collection, arguments);
  free(path);
  return code;
}

// --- what is known ---

static int read_log(struct collection *collection) {
  struct scr_witnessing witnessing;
  const struct scr_log_keys *keys = &collection->log_keys.keys;
  enum scr_status status =
      scr_log_read(&collection->log, &collection->note, &collection->checkpoint, &witnessing, collection->folder, keys);
  if (status == SCR_OK) return DONE;
  int code = fail(status, "the log in %s can't be used", collection->folder);
  if (status == SCR_E_IO && errno == ENOENT) advise("it is there from \"scrutineer election open\" on");
  return code;
}

// What was got for this size before is put together with what the log has now, and who is in that needn't be asked.
static int read_cosigned(struct collection *collection) {
  const struct scr_log_keys *keys = &collection->log_keys.keys;
  struct scr_text merged = SCR_TEXT_INIT;
  struct scr_witnessing witnessing;
  struct scr_checkpoint same;
  uint64_t at = 0;
  bool current;
  enum scr_status status = scr_cosigned_sizes(collection->sizes, &at, collection->folder, keys);
  if (status != SCR_OK) {
    int code = fail(status, "%s/cosigned/%" PRIu64 " can't be used", collection->folder, at);
    scr_text_free(&merged);
    return code;
  }
  status =
      scr_cosigned_add(&merged, &current, collection->folder, collection->note.bytes, collection->note.length, keys);
  if (status == SCR_OK) status = scr_checkpoint_open(&same, &witnessing, merged.bytes, merged.length, keys);
  if (status != SCR_OK) {
    scr_text_free(&merged);
    return fail(status, "%s/cosigned/%" PRIu64 " can't be kept", collection->folder, collection->checkpoint.size);
  }
  for (size_t i = 0; i < keys->witnesses_n; i++) collection->has_signed[i] = witnessing.by[i].has_signed;
  scr_text_free(&collection->note);
  collection->note = merged;
  return DONE;
}

// --- asking ---

static void choose_peers(struct collection *collection) {
  const struct scr_log_keys *keys = &collection->log_keys.keys;
  for (size_t i = 0; i < keys->witnesses_n; i++) {
    if (collection->has_signed[i] || !collection->url[i]) continue;
    collection->witness[collection->peers_n] = i;
    collection->peers[collection->peers_n++] =
        (struct witness_peer){&keys->witnesses[i], collection->url[i], collection->sizes[i]};
  }
}

static int ask(struct collection *collection, struct scr_witnessing *witnessing, uint64_t seconds) {
  const struct scr_log_keys *keys = &collection->log_keys.keys;
  struct scr_text merged = SCR_TEXT_INIT, kept = SCR_TEXT_INIT;
  struct scr_checkpoint same;
  bool current = false;
  choose_peers(collection);
  progress("asking %zu witness%s", collection->peers_n, collection->peers_n == 1 ? "" : "es");
  enum scr_status status =
      witness_collect(&merged, collection->replies, collection->peers, collection->peers_n, collection->note.bytes,
                      collection->note.length, keys, scr_log_tree(collection->log), (long)seconds * 1000);
  progress_end();
  if (status == SCR_OK)
    status = scr_cosigned_add(&kept, &current, collection->folder, merged.bytes, merged.length, keys);
  if (status == SCR_OK) status = scr_checkpoint_open(&same, witnessing, kept.bytes, kept.length, keys);
  int code = status == SCR_OK ? DONE : fail(status, "cosignatures can't be kept in %s", collection->folder);
  if (code == DONE && !current) message("The log has grown meanwhile: its newest checkpoint is not this one.");
  scr_text_free(&merged);
  scr_text_free(&kept);
  return code;
}

// --- what is said ---

static const struct witness_reply *reply_of(const struct collection *collection, size_t witness) {
  for (size_t i = 0; i < collection->peers_n; i++)
    if (collection->witness[i] == witness) return &collection->replies[i];
  return NULL;
}

static const char *outcome_of(const struct collection *collection, size_t witness) {
  const struct witness_reply *reply = reply_of(collection, witness);
  if (reply) return witness_outcome_id(reply->outcome);
  return collection->has_signed[witness] ? "cosigned-before" : "no-address";
}

static void print_witness_json(const struct collection *collection, const struct scr_witnessing *witnessing, size_t i) {
  const struct witness_reply *reply = reply_of(collection, i);
  print("%s{\"name\":", i ? "," : "");
  print_json(collection->log_keys.keys.witnesses[i].name);
  print(",\"outcome\":\"%s\"", outcome_of(collection, i));
  if (witnessing->by[i].has_signed) print(",\"time\":%" PRIu64, witnessing->by[i].time);
  if (reply && reply->status) print(",\"http\":%ld", reply->status);
  if (reply && reply->outcome == WITNESS_AHEAD) print(",\"size\":%" PRIu64, reply->size);
  print("}");
}

static void print_witness(const struct collection *collection, size_t i) {
  const struct witness_reply *reply = reply_of(collection, i);
  const char *name = shown(collection->log_keys.keys.witnesses[i].name);
  if (!reply) {
    print("  %s %s\n", name, collection->has_signed[i] ? "had cosigned" : "was not asked: no address is known");
    return;
  }
  print("  %s %s", name, witness_outcome_sentence(reply->outcome));
  if (reply->problem[0]) print(" (%s)", shown(reply->problem));
  if (reply->outcome == WITNESS_AHEAD) print(" (it has %" PRIu64 " entries)", reply->size);
  if (reply->outcome == WITNESS_REFUSES || reply->outcome == WITNESS_BAD_ANSWER) print(" (HTTP %ld)", reply->status);
  print("\n");
}

static int tell(const struct collection *collection, const struct scr_witnessing *witnessing, bool json) {
  const struct scr_setup_record *record = collection->log_keys.record;
  bool met = witnessing->count >= record->quorum;
  if (json) {
    print("{\"schema\":\"scrutineer-cosigned-1\",\"size\":%" PRIu64 ",\"cosigned\":%zu,\"quorum\":%" PRIu64
          ",\"met\":%s,\"witnesses\":[",
          collection->checkpoint.size, witnessing->count, record->quorum, met ? "true" : "false");
    for (size_t i = 0; i < record->witnesses_n; i++) print_witness_json(collection, witnessing, i);
    print("]}\n");
  } else {
    print("%" PRIu64 " entr%s, cosigned by %zu of %zu witnesses; %" PRIu64 " are wanted%s\n",
          collection->checkpoint.size, collection->checkpoint.size == 1 ? "y" : "ies", witnessing->count,
          record->witnesses_n, record->quorum, met ? "." : ", so this is not enough.");
    for (size_t i = 0; i < record->witnesses_n; i++) print_witness(collection, i);
  }
  return met ? DONE : INCOMPLETE;
}

// --- the command ---

// Without an address nobody can be asked; the quorum may be there all the same.
static bool has_nobody(const struct collection *collection) {
  for (size_t i = 0; i < collection->log_keys.keys.witnesses_n; i++)
    if (collection->url[i]) return false;
  return true;
}

static void advise_addresses(const struct arguments *arguments) {
  message(
      "No address of a witness is known. Write them to %s/officer/witnesses, a line \"NAME URL\" for each, or give\n"
      "--witness NAME=URL. The names are those of the setup record.",
      election_folder(arguments));
}

static int collect(struct collection *collection, const struct arguments *arguments, uint64_t seconds) {
  struct scr_witnessing witnessing = {.count = 0};
  char *path = join(election_folder(arguments), "public", SETUP_RECORD_FILE);
  int code = read_log_keys_file(&collection->log_keys, path);
  free(path);
  if (code != DONE) return code;
  if (collection->log_keys.keys.witnesses_n == 0) {
    message("The setup record of this election names no witness: there is nothing to collect.");
    advise("witnesses are named before the election: doc/witness.md says what they are good for");
    return DONE;
  }
  code = find_addresses(collection, arguments);
  if (code == DONE) code = read_log(collection);
  if (code == DONE) code = read_cosigned(collection);
  if (code == DONE && has_nobody(collection)) advise_addresses(arguments);
  if (code == DONE) code = ask(collection, &witnessing, seconds);
  return code == DONE ? tell(collection, &witnessing, option(arguments, "json") != NULL) : code;
}

int board_checkpoint_run(const struct arguments *arguments) {
  uint64_t seconds = FETCH_SECONDS_DEFAULT;
  if (!option_number(&seconds, arguments, "timeout", 1, FETCH_SECONDS_MAX)) return MISUSE;
  struct collection *collection = calloc(1, sizeof *collection);
  if (!collection) return fail(SCR_E_MEMORY, "no witness can be asked");
  collection->folder = join(election_folder(arguments), "public", "log");
  int code = collect(collection, arguments, seconds);
  free_collection(collection);
  return code;
}
