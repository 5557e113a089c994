// SPDX-License-Identifier: Apache-2.0
// What an observer is told of a board that it follows. Entries are shown as they can be read at a glance; the verifier says
// whether they are right.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/follow.h"
#include "cli/witness_key.h"
#include "scrutineer/ballot.h"
#include "scrutineer/json.h"

#define RAW_MAX 120  // bytes that are shown of an entry that isn't understood
#define FOLLOW_SCHEMA "{\"schema\":\"scrutineer-follow-1\",\"what\":"

// --- entries ---

static const char *string_of(const json_t *object, const char *key) {
  const char *string = json_string_value(json_object_get(object, key));
  return string ? string : "";
}

static void print_time(const struct follower *follower, json_int_t slot) {
  char text[32] = "";
  struct tm parts;
  const struct scr_setup_record *record = follower->log_keys.record;
  if (slot < 0 || slot > UINT32_MAX) return;
  if (!record) {
    print("  slot %lld", (long long)slot);
    return;
  }
  time_t begin = (time_t)scr_slot_begin(record, (uint64_t)slot);
  if (gmtime_r(&begin, &parts) && strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts)) print("  %s UTC", text);
}

static void print_code_of(const char *tracker) {
  struct scr_hash hash;
  char code[SCR_CODE_LENGTH + 1];
  if (scr_hash_from_base64(&hash, tracker, strlen(tracker)) != SCR_OK &&
      scr_hash_from_hex(&hash, tracker, strlen(tracker)) != SCR_OK)
    return;
  scr_ballot_code(code, &hash);
  print("  %s", code);
}

// A line for people: when, and what; false if it has not the form of an entry of a journal.
static bool print_understood(const struct follower *follower, uint64_t index, const json_t *json) {
  const json_t *slot = json_object_get(json, "slot"), *act = json_object_get(json, "act");
  const char *what = act ? string_of(act, "kind") : string_of(json, "type");
  if (!json_is_integer(slot) || !what[0]) return false;
  print("%8" PRIu64, index);
  print_time(follower, json_integer_value(slot));
  print("  %s%s", act ? "act: " : "", shown(what));
  if (string_of(json, "entry")[0]) print(" (%s)", shown(string_of(json, "entry")));
  if (string_of(json, "ballot")[0]) print_code_of(string_of(json, "ballot"));
  if (act && string_of(act, "reason")[0]) print("  %s", shown(string_of(act, "reason")));
  print("\n");
  return true;
}

static void print_raw(uint64_t index, const struct scr_log_entry *entry) {
  struct scr_text text = SCR_TEXT_INIT;
  size_t length = entry->length < RAW_MAX ? entry->length : RAW_MAX;
  for (size_t i = 0; i < length; i++) {
    char byte = entry->bytes[i];
    scr_text_add_bytes(&text, byte >= ' ' && byte <= '~' ? &byte : ".", 1);
  }
  scr_text_add(&text, entry->length > RAW_MAX ? "..." : "");
  print("%8" PRIu64 "  %s\n", index, scr_text_ok(&text) == SCR_OK ? text.bytes : "");
  scr_text_free(&text);
}

static void print_entry_json(uint64_t index, const struct scr_log_entry *entry, bool is_json) {
  struct scr_text text = SCR_TEXT_INIT;
  print(FOLLOW_SCHEMA "\"entry\",\"index\":%" PRIu64, index);
  if (is_json) {
    scr_text_add_bytes(&text, entry->bytes, entry->length);
    print(",\"entry\":");
  } else {
    scr_text_add_hex(&text, (const uint8_t *)entry->bytes, entry->length);
    print(",\"hex\":\"");
  }
  print_text(&text);
  print(is_json ? "}\n" : "\"}\n");
  scr_text_free(&text);
}

static void say_entry(const struct follower *follower, uint64_t index, const struct scr_log_entry *entry) {
  json_t *json = NULL;
  bool is_json = scr_json_read(&json, entry->bytes, entry->length) == SCR_OK;
  if (follower->json)
    print_entry_json(index, entry, is_json);
  else if (!is_json || !json_is_object(json) || !print_understood(follower, index, json))
    print_raw(index, entry);
  json_decref(json);
}

void follow_say_entries(const struct follower *follower, const struct scr_log *log, uint64_t from) {
  for (uint64_t i = from; i < scr_log_size(log); i++) {
    struct scr_log_entry entry = scr_log_entry_at(log, i);
    say_entry(follower, i, &entry);
  }
}

// --- checkpoints ---

void follow_say_checkpoint(const struct follower *follower, const struct follow_state *state) {
  const struct scr_setup_record *record = follower->log_keys.record;
  uint64_t size = state->checkpoint.size;
  char root[SCR_HASH_HEX + 1];
  scr_hash_hex(root, &state->checkpoint.root);
  if (follower->json) {
    print(FOLLOW_SCHEMA "\"checkpoint\",\"size\":%" PRIu64 ",\"root\":\"%s\",\"cosigned\":%zu", size, root,
          state->witnessing.count);
    if (record) print(",\"witnesses\":%zu,\"quorum\":%" PRIu64, record->witnesses_n, record->quorum);
    print("}\n");
    return;
  }
  print("%" PRIu64 " entr%s, root %.16s", size, size == 1 ? "y" : "ies", root);
  if (record && record->witnesses_n)
    print(", cosigned by %zu of %zu witnesses (%" PRIu64 " are wanted%s)", state->witnessing.count, record->witnesses_n,
          record->quorum, state->witnessing.count < record->quorum ? ": not yet enough" : "");
  print("\n");
}

// --- alarms ---

static const struct {
  const char *id, *sentence;
} alarms[FOLLOW_ALARMS_N] = {
#define X(symbol, id, sentence) {id, sentence},
    FOLLOW_ALARMS(X)
#undef X
};

// What to do now, and what the evidence is worth.
static const char *const advices[FOLLOW_ALARMS_N] = {
    [ALARM_FORK] = "this proves it to anyone: publish the file, and tell the other observers and the witnesses",
    [ALARM_EDIT] = "this proves it to anyone: publish the file, and tell the other observers and the witnesses",
    [ALARM_ROLLBACK] =
        "that it showed more before is your word, and that of whoever has cosigned it: ask the witnesses",
    [ALARM_GONE] = "keep the state: it holds the last one; ask the board's operator, and the other observers",
    [ALARM_SIGNATURE] =
        ("this is no evidence against the log: anyone between it and you could have made it. Try another way to the "
         "board"),
    [ALARM_ENTRIES] =
        "nobody can be shown that: look whether other observers see the same, and ask the board's operator",
};

static void print_alarm_json(enum follow_alarm alarm, enum scr_status status, const char *evidence) {
  print(FOLLOW_SCHEMA "\"alarm\",\"alarm\":\"%s\",\"status\":\"%s\"", alarms[alarm].id, scr_status_id(status));
  if (evidence) print(",\"evidence\":");
  if (evidence) print_json(evidence);
  print("}\n");
}

int follow_say_alarm(const struct follower *follower, enum follow_alarm alarm, enum scr_status status,
                     const char *evidence) {
  if (follower->json)
    print_alarm_json(alarm, status, evidence);
  else
    print("%sALARM%s: %s.\n", red(), plain(), alarms[alarm].sentence);
  if (status != SCR_OK) message("  %s [%s]", scr_status_sentence(status), scr_status_id(status));
  if (evidence)  // FRK-6
    message("  The evidence is in %s: \"scrutineer judge fork %s %s\" checks it.", evidence, evidence,
            follower->log_keys.record ? "--setup FILE" : "--key VKEY");
  if (alarm == ALARM_SIGNATURE && !follower->last.log)
    advise("nothing of this log was seen before: is it %s of this election that was given?",
           follower->log_keys.record ? "the setup record" : "the key");
  advise("%s", advices[alarm]);
  if (follower->last.log) advise("the state in %s stays as it was before", follower->folder);
  return INVALID;
}
