// SPDX-License-Identifier: Apache-2.0
#include "tests/support/board_kit.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void kit_stop(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)fputs("board kit: ", stderr);
  (void)vfprintf(stderr, format, arguments);
  (void)fputs("\n", stderr);
  va_end(arguments);
  exit(3);
}

static void require(enum scr_status status, const char *what) {
  if (status != SCR_OK) kit_stop("%s: %s [%s]", what, scr_status_sentence(status), scr_status_id(status));
}

static void *allocate(size_t count, size_t size) {
  void *memory = calloc(count ? count : 1, size);
  if (!memory) kit_stop("out of memory");
  return memory;
}

void kit_set(struct scr_text *document, const char *bytes, size_t length) {
  struct scr_text text = SCR_TEXT_INIT;
  scr_text_add_bytes(&text, bytes, length);
  require(scr_text_ok(&text), "a document");
  scr_text_free(document);
  *document = text;
}

void kit_replace(struct scr_text *document, const char *old, const char *new) {
  char *at = document->bytes ? strstr(document->bytes, old) : NULL;
  if (!at) kit_stop("there is no %s to replace", old);
  struct scr_text text = SCR_TEXT_INIT;
  size_t before = (size_t)(at - document->bytes);
  scr_text_add_bytes(&text, document->bytes, before);
  scr_text_add(&text, new);
  scr_text_add_bytes(&text, at + strlen(old), document->length - before - strlen(old));
  require(scr_text_ok(&text), "a document");
  scr_text_free(document);
  *document = text;
}

// --- events ---

static struct kit_event *make_room(struct kit_board *board, size_t at) {
  struct kit_event *events = realloc(board->events, (board->events_n + 1) * sizeof *events);
  if (!events) kit_stop("out of memory");
  memmove(&events[at + 1], &events[at], (board->events_n - at) * sizeof *events);
  events[at] = (struct kit_event){0};
  board->events = events;
  board->events_n++;
  return &events[at];
}

static void clear_event(struct kit_event *event) {
  for (size_t i = 0; i < event->data_n; i++) scr_text_free(&event->data[i]);
}

static struct kit_event copy_event(const struct kit_event *event) {
  struct kit_event copy = {.event = event->event, .data_n = event->data_n};
  for (size_t i = 0; i < event->data_n; i++) kit_set(&copy.data[i], event->data[i].bytes, event->data[i].length);
  return copy;
}

struct kit_board *kit_read(const char *path) {
  struct kit_board *board = allocate(1, sizeof *board);
  struct scr_archive *archive;
  struct scr_step step = {0};
  bool end = false;
  require(scr_archive_open(&archive, path), path);
  board->time = scr_archive_time(archive);
  for (;;) {
    require(scr_step_next(&step, &end, archive), path);
    if (end) break;
    struct kit_event *event = make_room(board, board->events_n);
    event->event = step.event;
    event->data_n = step.data_n;
    for (size_t i = 0; i < step.data_n; i++)
      kit_set(&event->data[i], step.data[i].bytes.bytes, step.data[i].bytes.length);
  }
  scr_step_free(&step);
  scr_archive_close(archive);
  return board;
}

struct kit_board *kit_copy(const struct kit_board *board) {
  struct kit_board *copy = allocate(1, sizeof *copy);
  copy->time = board->time;
  copy->events_n = board->events_n;
  copy->events = allocate(board->events_n, sizeof *copy->events);
  for (size_t i = 0; i < board->events_n; i++) copy->events[i] = copy_event(&board->events[i]);
  return copy;
}

void kit_free(struct kit_board *board) {
  if (!board) return;
  for (size_t i = 0; i < board->events_n; i++) clear_event(&board->events[i]);
  free(board->events);
  free(board);
}

size_t kit_count(const struct kit_board *board, enum scr_event_type type) {
  size_t count = 0;
  for (size_t i = 0; i < board->events_n; i++) count += board->events[i].event.type == type;
  return count;
}

size_t kit_find(const struct kit_board *board, enum scr_event_type type, size_t index) {
  for (size_t i = 0; i < board->events_n; i++)
    if (board->events[i].event.type == type && index-- == 0) return i;
  kit_stop("the board has no such %s", scr_event_type_name(type));
}

void kit_remove(struct kit_board *board, size_t at) {
  clear_event(&board->events[at]);
  memmove(&board->events[at], &board->events[at + 1], (board->events_n - at - 1) * sizeof *board->events);
  board->events_n--;
}

void kit_insert_copy(struct kit_board *board, size_t from, size_t to) {
  struct kit_event copy = copy_event(&board->events[from]);
  *make_room(board, to) = copy;
}

// --- sealing ---

static void hex_of(char hex[SCR_HASH_HEX + 1], const struct scr_text *document) {
  struct scr_hash hash;
  scr_hash(&hash, document->bytes, document->length);
  scr_hash_hex(hex, &hash);
}

// Puts the hash of `referenced` behind "key":" in a document.
static void refer(struct scr_text *document, const char *key, const struct scr_text *referenced) {
  char marker[64], hex[SCR_HASH_HEX + 1];
  (void)snprintf(marker, sizeof marker, "\"%s\":\"", key);
  char *at = document->bytes ? strstr(document->bytes, marker) : NULL;
  if (!at || strlen(at) < strlen(marker) + SCR_HASH_HEX) return;  // a document that a test spoilt refers to nothing
  hex_of(hex, referenced);
  memcpy(at + strlen(marker), hex, SCR_HASH_HEX);
}

static void seal_references(struct kit_event *event) {
  static const char *const setup[] = {"election", "trustees", "credentials", "credentials_certificate"};
  switch (event->event.type) {
    case SCR_EVENT_SETUP:
      for (size_t i = 0; i + 1 < event->data_n && i < 4; i++)
        refer(&event->data[event->data_n - 1], setup[i], &event->data[i]);
      break;
    case SCR_EVENT_ENCRYPTED_TALLY:
      if (event->data_n == 2) refer(&event->data[1], "encrypted_tally", &event->data[0]);
      break;
    case SCR_EVENT_PARTIAL_DECRYPTION:
      if (event->data_n == 2) refer(&event->data[1], "payload", &event->data[0]);
      break;
    default: break;
  }
}

void kit_chain(struct kit_board *board, size_t from) {
  for (size_t i = from > 0 ? from : 1; i < board->events_n; i++) {
    struct scr_text bytes = SCR_TEXT_INIT;
    scr_text_add_event(&bytes, &board->events[i - 1].event);
    require(scr_text_ok(&bytes), "an event");
    scr_hash(&board->events[i].event.parent, bytes.bytes, bytes.length);
    board->events[i].event.has_parent = true;
    scr_text_free(&bytes);
  }
}

void kit_seal(struct kit_board *board) {
  for (size_t i = 0; i < board->events_n; i++) {
    struct kit_event *event = &board->events[i];
    seal_references(event);
    event->event.height = i;
    event->event.has_payload = event->data_n > 0;
    if (event->data_n > 0)
      scr_hash(&event->event.payload, event->data[event->data_n - 1].bytes, event->data[event->data_n - 1].length);
  }
  if (board->events_n > 0) board->events[0].event.has_parent = false;
  kit_chain(board, 1);
}

void kit_bytes(struct scr_text *bytes, const struct kit_board *board) {
  struct scr_hash name;
  scr_text_add_archive_header(bytes, board->time);
  for (size_t i = 0; i < board->events_n; i++) {
    const struct kit_event *event = &board->events[i];
    struct scr_text line = SCR_TEXT_INIT;
    for (size_t j = 0; j < event->data_n; j++)
      scr_text_add_record(bytes, &name, board->time, SCR_RECORD_DATA, event->data[j].bytes, event->data[j].length);
    scr_text_add_event(&line, &event->event);
    scr_text_add_record(bytes, &name, board->time, SCR_RECORD_EVENT, line.bytes, line.length);
    scr_text_free(&line);
  }
  require(scr_text_ok(bytes), "the archive");
}

void kit_write(const struct kit_board *board, const char *path) {
  struct scr_text bytes = SCR_TEXT_INIT;
  kit_bytes(&bytes, board);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(bytes.bytes, 1, bytes.length, file) != bytes.length || fclose(file) != 0)
    kit_stop("%s can't be written", path);
  scr_text_free(&bytes);
}
