// SPDX-License-Identifier: Apache-2.0
// Output: results, messages, errors, progress. Whatever is said, errno is afterwards what it was: it may be about the
// failure that is told next.
#include "cli/console.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

static const char *program_name = "scrutineer";
static bool is_quiet;
static bool output_failed;
static int output_error;  // of the first write that failed
static bool progress_drawn;

void console_program(const char *name) {
  program_name = name;
}

void console_quiet(bool quiet) {
  is_quiet = quiet;
}

static void note_output(bool written) {
  if (!written && !output_failed) output_error = errno;
  if (!written) output_failed = true;
}

void print(const char *format, ...) {
  int error = errno;
  va_list arguments;
  va_start(arguments, format);
  note_output(vprintf(format, arguments) >= 0);
  va_end(arguments);
  errno = error;
}

void print_text(const struct scr_text *text) {
  int error = errno;
  note_output(text->length == 0 || fwrite(text->bytes, 1, text->length, stdout) == text->length);
  errno = error;
}

int finish_output(int code) {
  note_output(fflush(stdout) == 0);
  if (!output_failed) return code;
  complain("the output could not be written: %s", strerror(output_error));
  return CANNOT;
}

void message(const char *format, ...) {
  if (is_quiet) return;
  int error = errno;
  progress_end();
  va_list arguments;
  va_start(arguments, format);
  (void)vfprintf(stderr, format, arguments);
  va_end(arguments);
  (void)fputc('\n', stderr);
  errno = error;
}

static void complain_list(const char *format, va_list arguments) {
  progress_end();
  (void)fprintf(stderr, "%s: ", program_name);
  (void)vfprintf(stderr, format, arguments);
}

void complain(const char *format, ...) {
  int error = errno;
  va_list arguments;
  va_start(arguments, format);
  complain_list(format, arguments);
  va_end(arguments);
  (void)fputc('\n', stderr);
  errno = error;
}

void advise(const char *format, ...) {
  int error = errno;
  va_list arguments;
  va_start(arguments, format);
  (void)fputs("  ", stderr);
  (void)vfprintf(stderr, format, arguments);
  va_end(arguments);
  (void)fputc('\n', stderr);
  errno = error;
}

int exit_code_of(enum scr_status status) {
  switch (scr_status_class(status)) {
    case SCR_CLASS_OK: return DONE;
    case SCR_CLASS_INVALID: return INVALID;
    case SCR_CLASS_USAGE: return MISUSE;
    default: return CANNOT;
  }
}

int fail(enum scr_status status, const char *format, ...) {
  int error = errno;
  va_list arguments;
  va_start(arguments, format);
  complain_list(format, arguments);
  va_end(arguments);
  bool system = status == SCR_E_IO && error != 0;
  (void)fprintf(stderr, ": %s [%s]\n", system ? strerror(error) : scr_status_sentence(status), scr_status_id(status));
  errno = error;
  return exit_code_of(status);
}

// How many bytes the UTF-8 character has, and its number.
static size_t read_character(uint32_t *character, const char *text) {
  const unsigned char *bytes = (const unsigned char *)text;
  size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
  *character = length == 1 ? bytes[0] : bytes[0] & (0xffU >> (length + 1));
  for (size_t i = 1; i < length; i++) {
    if ((bytes[i] & 0xc0) != 0x80) {  // not UTF-8: one byte that is shown as unknown
      *character = 0;
      return 1;
    }
    *character = *character << 6 | (bytes[i] & 0x3f);
  }
  return length;
}

static bool may_be_shown(uint32_t character) {
  bool control =
      character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0x2028 || character == 0x2029;
  bool direction = (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
  return !control && !direction;
}

const char *shown(const char *text) {
  static struct scr_text kept[8];
  static size_t next;
  struct scr_text *line = &kept[next++ % 8];
  scr_text_clear(line);
  while (*text) {
    uint32_t character;
    size_t length = read_character(&character, text);
    if (may_be_shown(character))
      scr_text_add_bytes(line, text, length);
    else
      scr_text_add(line, "\xef\xbf\xbd");
    text += length;
  }
  scr_text_add(line, "");
  return scr_text_ok(line) == SCR_OK ? line->bytes : "";
}

const char *plural(uint64_t count) {
  return count == 1 ? "" : "s";
}

static const char *colour(const char *code) {
  static int wanted = -1;
  if (wanted < 0) {
    int error = errno;
    const char *no_color = getenv("NO_COLOR");
    wanted = isatty(STDOUT_FILENO) && !(no_color && no_color[0]);
    errno = error;
  }
  return wanted ? code : "";
}

const char *green(void) {
  return colour("\033[32m");
}

const char *red(void) {
  return colour("\033[31m");
}

const char *yellow(void) {
  return colour("\033[33m");
}

const char *bold(void) {
  return colour("\033[1m");
}

const char *plain(void) {
  return colour("\033[0m");
}

// At most ten times a second.
static bool is_due(void) {
  static struct timespec last;
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  double passed = (double)(now.tv_sec - last.tv_sec) + 1e-9 * (double)(now.tv_nsec - last.tv_nsec);
  if (passed < 0.1) return false;
  last = now;
  return true;
}

static void draw(const char *format, va_list arguments) {
  (void)fputs("\r\033[K", stderr);
  (void)vfprintf(stderr, format, arguments);
  progress_drawn = true;
}

// Any thread may call it; where two do at once, one is heard.
void progress(const char *format, ...) {
  static pthread_mutex_t drawing = PTHREAD_MUTEX_INITIALIZER;
  int error = errno;
  if (!is_quiet && isatty(STDERR_FILENO) && pthread_mutex_trylock(&drawing) == 0) {
    va_list arguments;
    va_start(arguments, format);
    if (is_due()) draw(format, arguments);
    va_end(arguments);
    (void)pthread_mutex_unlock(&drawing);
  }
  errno = error;
}

void progress_end(void) {
  int error = errno;
  if (progress_drawn) (void)fputs("\r\033[K", stderr);
  progress_drawn = false;
  errno = error;
}
