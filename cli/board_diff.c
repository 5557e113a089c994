// SPDX-License-Identifier: Apache-2.0
// Comparing two copies of a board (BRD-4): whether the later one begins with the earlier one, and where it doesn't.
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/board.h"
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/journal_diff.h"
#include "cli/verify.h"

const struct option_spec board_diff_options[] = {JSON_OPTION, NO_OPTION};

#define SCHEMA "{\"schema\":\"scrutineer-diff-1\",\"state\":"

// The event that a byte of the file belongs to.
struct place {
  bool found;
  uint64_t start;  // of its first record
  bool hashes_hold;
  uint64_t event;
  enum scr_event_type type;
  uint64_t ballot;  // its number among the ballots, 0 if it is none
  struct scr_hash tracker;
};

struct copy {
  char *path;
  uint64_t at;  // the byte to look for
  enum scr_status status;
  int error;  // errno
  uint64_t size, events, ballots;
  struct place place;
};

// --- reading ---

static bool take_step(void *context, const struct scr_step *step) {
  struct copy *copy = context;
  uint64_t start = step->data_n > 0 ? step->data[0].offset : step->offset;
  bool ballot = step->event.type == SCR_EVENT_BALLOT && step->data_n == 1;
  copy->events++;
  copy->ballots += ballot;
  if (start > copy->at) return true;
  copy->place = (struct place){.found = true,
                               .start = start,
                               .hashes_hold = scr_step_hashes_hold(step),
                               .event = step->event.height,
                               .type = step->event.type};
  if (ballot) copy->place.ballot = copy->ballots;
  if (ballot) copy->place.tracker = step->data[0].name;
  return true;
}

static void read_copy(struct copy *copy, uint64_t at) {
  struct stat stat_of;
  copy->at = at;
  copy->size = stat(copy->path, &stat_of) == 0 ? (uint64_t)stat_of.st_size : 0;
  copy->status = visit_steps(copy->path, take_step, copy);
  copy->error = errno;
}

// Nothing of it can be read, so that there is nothing to compare.
static bool is_unreadable(const struct copy *copy) {
  enum scr_class class = scr_status_class(copy->status);
  return class == SCR_CLASS_IO || class == SCR_CLASS_MEMORY || copy->status == SCR_E_ARCHIVE_EMPTY ||
         copy->status == SCR_E_ARCHIVE_FIRST;
}

// --- telling ---

static int tell_unreadable(const struct copy *copy, const char *which, bool json) {
  if (json) print(SCHEMA "\"cannot-check\",\"copy\":\"%s\",\"reason\":\"%s\"}\n", which, scr_status_id(copy->status));
  errno = copy->error;
  return fail(copy->status, is_unreadable(copy) ? "%s can't be read" : "%s can't be read to its end", copy->path);
}

static int tell_shorter(const struct copy *earlier, const struct copy *later, bool json) {
  if (json)
    print(SCHEMA "\"shorter\",\"reason\":\"%s\",\"old_events\":%" PRIu64 ",\"new_events\":%" PRIu64 "}\n",
          scr_status_id(SCR_E_ARCHIVE_PREFIX), earlier->events, later->events);
  int code = fail(SCR_E_ARCHIVE_PREFIX, "%s is shorter: it ends after %" PRIu64 " of %s's %" PRIu64 " event%s",
                  later->path, later->events, earlier->path, earlier->events, plural(earlier->events));
  if (later->status != SCR_OK) advise("%s ends inside event %" PRIu64 ": it was cut", later->path, later->events);
  advise("the earlier copy is named first: were they given in the wrong order?");
  return code;
}

static void print_place(const struct place *place) {
  char tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  print(",\"event\":%" PRIu64 ",\"type\":\"%s\"", place->event, scr_event_type_name(place->type));
  if (place->ballot == 0) return;
  scr_hash_base64(tracker, &place->tracker);
  scr_ballot_code(code, &place->tracker);
  print(",\"ballot\":%" PRIu64 ",\"tracker\":\"%s\",\"code\":\"%s\"", place->ballot, tracker, code);
}

static void advise_place(const char *path, const struct place *place) {
  char tracker[SCR_HASH_BASE64 + 1], code[SCR_CODE_LENGTH + 1];
  if (place->ballot == 0) {
    advise("there, %s has event %" PRIu64 ", %s", path, place->event, scr_event_type_name(place->type));
    return;
  }
  scr_hash_base64(tracker, &place->tracker);
  scr_ballot_code(code, &place->tracker);
  advise("there, %s has event %" PRIu64 ", %s: ballot %" PRIu64 ", short code %s, tracker %s", path, place->event,
         scr_event_type_name(place->type), place->ballot, code, tracker);
}

// Up to the byte both are the same, so the event that it belongs to begins at the same place in both; where it doesn't,
// the new copy has nothing there that could be read as an event.
static int tell_difference(const struct copy *earlier, const struct copy *later, bool json) {
  if (json) {
    print(SCHEMA "\"differs\",\"reason\":\"%s\",\"byte\":%" PRIu64, scr_status_id(SCR_E_ARCHIVE_PREFIX), earlier->at);
    if (earlier->place.found) print_place(&earlier->place);
    print("}\n");
  }
  int code = fail(SCR_E_ARCHIVE_PREFIX, "%s does not continue %s: they differ from byte %" PRIu64 " on", later->path,
                  earlier->path, earlier->at);
  if (!earlier->place.found) {
    advise("that is before their first event: they are boards of different elections, or made at different times");
    return code;
  }
  bool setups = earlier->place.event == 0 && later->place.found && later->place.hashes_hold;
  if (setups) advise("their setups differ: they are boards of different elections");
  if (setups) return code;
  advise_place(earlier->path, &earlier->place);
  if (!later->place.found || later->place.start != earlier->place.start)
    advise("there, %s has nothing that can be read as an event", later->path);
  else if (!later->place.hashes_hold)
    advise("there, %s has bytes that don't have the hash that names them: it is damaged", later->path);
  else
    advise_place(later->path, &later->place);
  return code;
}

static void print_continued(const struct copy *earlier, const struct copy *later, const struct journal_diff *journals) {
  print("Nothing is missing or changed: %s %" PRIu64 " event%s of the earlier board %s there, and %" PRIu64
        " %s added.\n",
        earlier->events == 1 ? "the" : "all", earlier->events, plural(earlier->events),
        earlier->events == 1 ? "is" : "are", later->events - earlier->events,
        later->events - earlier->events == 1 ? "was" : "were");
  if (journals->state == JOURNALS_CONTINUE)
    print("So it is with the journal: all %" PRIu64 " entries are there, and %" PRIu64 " %s added.\n",
          journals->old_entries, journals->new_entries - journals->old_entries,
          journals->new_entries - journals->old_entries == 1 ? "was" : "were");
}

// The archives continue each other. Where the journals beside them don't, the boards don't.
static int tell_continued(const struct copy *earlier, const struct copy *later, bool json) {
  struct journal_diff journals;
  journal_diff(&journals, earlier->path, later->path);
  bool differ = journals.state == JOURNALS_DIFFER || journals.state == JOURNALS_SHORTER;
  if (json) {
    print(SCHEMA "\"%s\",\"old_events\":%" PRIu64 ",\"new_events\":%" PRIu64, differ ? "journal-differs" : "continues",
          earlier->events, later->events);
    journal_diff_print_json(&journals);
    print("}\n");
  } else if (!differ && journals.state != JOURNALS_UNREADABLE) {
    print_continued(earlier, later, &journals);
  }
  int code = journal_diff_tell(&journals);
  journal_diff_free(&journals);
  return code;
}

// --- the command ---

static int compare(struct copy *earlier, struct copy *later, bool json) {
  uint64_t at = 0;
  enum scr_status status = scr_board_compare(&at, earlier->path, later->path);
  int error = errno;
  read_copy(earlier, at);
  read_copy(later, at);
  if (is_unreadable(earlier)) return tell_unreadable(earlier, "old", json);
  if (is_unreadable(later)) return tell_unreadable(later, "new", json);
  if (status == SCR_E_ARCHIVE_PREFIX && at == later->size) return tell_shorter(earlier, later, json);
  if (status == SCR_E_ARCHIVE_PREFIX) return tell_difference(earlier, later, json);
  if (status != SCR_OK) {  // though both could be read right after
    if (json) print(SCHEMA "\"cannot-check\",\"reason\":\"%s\"}\n", scr_status_id(status));
    errno = error;
    return fail(status, "%s and %s can't be compared", earlier->path, later->path);
  }
  if (earlier->status != SCR_OK) return tell_unreadable(earlier, "old", json);
  if (later->status != SCR_OK) return tell_unreadable(later, "new", json);
  return tell_continued(earlier, later, json);
}

int board_diff_run(const struct arguments *arguments) {
  char *const *paths = arguments->positional;
  bool json = option(arguments, "json") != NULL;
  if (strcmp(paths[0], "-") == 0 && strcmp(paths[1], "-") == 0) {
    complain("one of the two can come from standard input, not both");
    return MISUSE;
  }
  struct copy earlier = {.path = find_archive_to_read(paths[0])}, later = {.path = find_archive_to_read(paths[1])};
  int code = CANNOT;
  if (earlier.path && later.path)
    code = compare(&earlier, &later, json);
  else if (json)
    print(SCHEMA "\"cannot-check\",\"copy\":\"%s\",\"reason\":\"%s\"}\n", earlier.path ? "new" : "old",
          scr_status_id(SCR_E_IO));
  free(earlier.path);
  free(later.path);
  return code;
}
