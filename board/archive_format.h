// SPDX-License-Identifier: Apache-2.0
// The bytes around a record: a header of 512 bytes in the old tar form, and padding.
#ifndef SCRUTINEER_BOARD_ARCHIVE_FORMAT_H
#define SCRUTINEER_BOARD_ARCHIVE_FORMAT_H

#include "board/window.h"
#include "scrutineer/archive.h"

#define BLOCK 512
#define FIRST_NAME "BELENIOS"

// The header of a record: name of at most 99 bytes, size, and time in seconds since 1970.
void archive_header(unsigned char header[BLOCK], const char *name, uint64_t size, uint64_t time);
// The octal size in a header, or false.
bool archive_header_size(uint64_t *size, const unsigned char header[BLOCK]);
// The name of a record: its hash and what it holds.
void archive_record_name(char name[80], const struct scr_hash *hash, enum scr_record_kind kind);
// The reverse: false if the name is not of that form.
bool archive_name_read(struct scr_hash *hash, enum scr_record_kind *kind, const unsigned char header[BLOCK]);
// {"version":1,"timestamp":"..."}: the time, which must be canonical and below 8^11.
enum scr_status archive_timestamp_read(uint64_t *time, const char *bytes, size_t length);
// Processor seconds that taking the records' hashes has cost since the archive was opened.
double archive_hash_seconds(const struct scr_archive *archive);
// Gives the bytes of the record that was read last over to a text, instead of a copy; what memory the text had holds the next.
// The record's own pointer to them is right as long as the text is.
void archive_give(struct scr_text *text, struct scr_archive *archive, const struct scr_record *record);
// From now on, the bytes of a long list of credentials are not taken into memory, but looked at where they are.
void archive_leave_list(struct scr_archive *archive);
// The record of this length whose header is at an offset that was read before.
enum scr_status archive_window(struct window *window, const struct scr_archive *archive, uint64_t offset,
                               uint64_t length);
// Bytes that a record of this size takes after its header.
uint64_t archive_padded(uint64_t size);

#endif
