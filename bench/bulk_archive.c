// SPDX-License-Identifier: Apache-2.0
#include "bench/bulk_archive.h"

static bool write_out(struct archive_writer *writer) {
  struct scr_text *bytes = &writer->bytes;
  bool written = scr_text_ok(bytes) == SCR_OK && fwrite(bytes->bytes, 1, bytes->length, writer->file) == bytes->length;
  scr_text_clear(bytes);
  return written;
}

bool archive_begin(struct archive_writer *writer, const char *path, uint64_t time) {
  *writer = (struct archive_writer){.file = fopen(path, "wxe"), .time = time};
  if (!writer->file) return false;
  scr_text_add_archive_header(&writer->bytes, time);
  return write_out(writer);
}

// The event's record; `payload` is that of its last data.
static bool add_event(struct archive_writer *writer, enum scr_event_type type, const struct scr_hash *payload_or_null) {
  struct scr_event event = {.has_parent = writer->events > 0,
                            .parent = writer->last,
                            .height = writer->events,
                            .type = type,
                            .has_payload = payload_or_null != NULL};
  if (payload_or_null) event.payload = *payload_or_null;
  scr_text_clear(&writer->event);
  scr_text_add_event(&writer->event, &event);
  if (scr_text_ok(&writer->event) != SCR_OK) return false;
  scr_text_add_record(&writer->bytes, &writer->last, writer->time, SCR_RECORD_EVENT, writer->event.bytes,
                      writer->event.length);
  writer->events++;
  return write_out(writer);
}

bool archive_add(struct archive_writer *writer, enum scr_event_type type, const struct scr_text *data, size_t data_n) {
  struct scr_hash name;
  for (size_t i = 0; i < data_n; i++) {
    if (scr_text_ok(&data[i]) != SCR_OK) return false;
    scr_text_add_record(&writer->bytes, &name, writer->time, SCR_RECORD_DATA, data[i].bytes, data[i].length);
  }
  return add_event(writer, type, data_n > 0 ? &name : NULL);
}

bool archive_add_ballot(struct archive_writer *writer, const char *record, size_t length, const struct scr_hash *name) {
  return fwrite(record, 1, length, writer->file) == length && add_event(writer, SCR_EVENT_BALLOT, name);
}

bool archive_end(struct archive_writer *writer) {
  bool closed = fclose(writer->file) == 0;
  scr_text_free(&writer->bytes);
  scr_text_free(&writer->event);
  return closed;
}
