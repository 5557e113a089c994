// SPDX-License-Identifier: Apache-2.0
// Files, secrets from prompts, and questions to the person at the terminal.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/echo.h"
#include "scrutineer/board.h"

// Whether standard input is still to be had: what was read once is gone.
static bool take_standard_input(void) {
  static bool taken;
  if (taken) complain("- stands for standard input, and can be given once");
  if (taken) return false;
  taken = true;
  return true;
}

// Appends what a stream has; stops one byte above the limit.
static void read_stream(struct scr_text *text, FILE *stream, size_t limit) {
  char buffer[16384];
  size_t count;
  while (text->length <= limit && (count = fread(buffer, 1, sizeof buffer, stream)) > 0)
    scr_text_add_secret(text, buffer, count);
  sodium_memzero(buffer, sizeof buffer);
}

bool read_file(struct scr_text *text, const char *path, size_t limit) {
  bool standard_input = strcmp(path, "-") == 0;
  struct stat stat;
  if (standard_input && !take_standard_input()) return false;
  FILE *stream = standard_input ? stdin : fopen(path, "rbe");
  if (!stream || fstat(fileno(stream), &stat) != 0 || S_ISDIR(stat.st_mode)) {
    complain("%s can't be read: %s", path, stream && S_ISDIR(stat.st_mode) ? "it is a folder" : strerror(errno));
    if (stream && !standard_input) (void)fclose(stream);
    return false;
  }
  if (!standard_input)
    (void)setvbuf(stream, NULL, _IONBF, 0);  // as standard input from the start: what is read may be secret
  read_stream(text, stream, limit);
  int error = ferror(stream) != 0 ? errno : 0;
  if (!standard_input) (void)fclose(stream);
  if (error)
    complain("%s can't be read: %s", path, strerror(error));
  else if (text->length > limit)
    complain("%s is larger than %zu bytes, the limit for this kind of file", path, limit);
  else if (scr_text_ok(text) != SCR_OK)
    complain("out of memory while reading %s", path);
  else
    return true;
  return false;
}

// --- standard input as a file ---

static bool write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    length -= (size_t)written;
  }
  return true;
}

// A file without a name, which is gone when the program ends.
static int open_unnamed(const char *folder) {
  char *path = join(folder, "scrutineer-XXXXXX", NULL);
  int file = mkstemp(path);  // mode 0600
  if (file >= 0) (void)unlink(path);
  free(path);
  return file;
}

static bool copy_standard_input(int file, const char *folder) {
  char buffer[65536];
  struct stat stat;
  uint64_t size = fstat(STDIN_FILENO, &stat) == 0 && S_ISREG(stat.st_mode) ? (uint64_t)stat.st_size : 0;
  for (uint64_t length = 0; size <= STANDARD_INPUT_MAX && length <= STANDARD_INPUT_MAX;) {
    ssize_t count = read(STDIN_FILENO, buffer, sizeof buffer);
    if (count == 0) return true;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) complain("standard input can't be read: %s", strerror(errno));
    if (count < 0) return false;
    if (!write_all(file, buffer, (size_t)count)) {
      complain("standard input can't be kept in %s: %s", folder, strerror(errno));
      advise("name the file itself, or a roomier folder with TMPDIR");
      return false;
    }
    length += (uint64_t)count;
  }
  complain("standard input is larger than %" PRIu64 " bytes, the limit for it", STANDARD_INPUT_MAX);
  advise("name the file itself");
  return false;
}

bool keep_standard_input(void) {
  const char *folder = getenv("TMPDIR") && getenv("TMPDIR")[0] ? getenv("TMPDIR") : "/tmp";
  if (!take_standard_input()) return false;
  int file = open_unnamed(folder);
  if (file < 0) {
    complain("standard input can't be kept in %s: %s", folder, strerror(errno));
    return false;
  }
  bool kept = copy_standard_input(file, folder);
  if (kept && dup2(file, STDIN_FILENO) < 0) {
    complain("standard input can't be kept: %s", strerror(errno));
    kept = false;
  }
  (void)close(file);
  return kept;
}

// --- secrets ---

// Keeps the first line, without its end.
static void keep_line(struct scr_text *text) {
  size_t length = 0;
  while (length < text->length && text->bytes[length] != '\n' && text->bytes[length] != '\r') length++;
  if (!text->bytes) return;
  sodium_memzero(text->bytes + length, text->length - length);
  text->length = length;
}

static bool prompt_for(struct scr_text *text, const char *prompt) {
  if (!echo_off()) {
    complain("%s is wanted, and there is no terminal to ask for it", prompt);
    advise("name a file that holds it (- for standard input)");
    return false;
  }
  (void)fprintf(stderr, "%s: ", prompt);
  char line[1024];
  bool got = fgets(line, sizeof line, stdin) != NULL;
  echo_on();
  (void)fputc('\n', stderr);
  if (got) scr_text_add_secret(text, line, strlen(line));
  sodium_memzero(line, sizeof line);
  return got;
}

bool read_secret(struct scr_text *text, const char *path, const char *prompt) {
  bool got = path ? read_file(text, path, 65536) : prompt_for(text, prompt);
  if (got) keep_line(text);
  return got;
}

bool write_file(const char *path, const struct scr_text *text, unsigned mode, bool replace) {
  if (scr_text_ok(text) != SCR_OK) {
    complain("out of memory while writing %s", path);
    return false;
  }
  if (scr_file_write(path, text->bytes, text->length, mode, replace) == SCR_OK) return true;
  complain("%s can't be written: %s", path, strerror(errno));
  if (errno == EEXIST) advise("nothing was changed; move the file away first if it should be made anew");
  return false;
}

static bool folder_is_there(const char *path) {
  char *copy = join(path, NULL, NULL);
  const char *folder = dirname(copy);
  bool there = access(folder, W_OK) == 0;
  if (!there) complain("nothing can be written in %s: %s", folder, strerror(errno));
  free(copy);
  return there;
}

static bool begins_so(const char *path, const char *begins) {
  char bytes[64];
  size_t length = strlen(begins);
  struct stat stat;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool regular = length <= sizeof bytes && file >= 0 && fstat(file, &stat) == 0 && S_ISREG(stat.st_mode);
  bool same = regular && (stat.st_size == 0 ||
                          (read(file, bytes, length) == (ssize_t)length && memcmp(bytes, begins, length) == 0));
  if (file >= 0) (void)close(file);
  return same;
}

bool may_replace(const char *path, const char *begins) {
  size_t length = strlen(path);
  if (length == 0 || path[length - 1] == '/') {
    complain("\"%s\" is no name of a file", path);
    return false;
  }
  if (!folder_is_there(path)) return false;
  if (access(path, F_OK) != 0 || begins_so(path, begins)) return true;
  complain("%s is there, and is something else: it stays as it is", path);
  advise("name another file");
  return false;
}

bool make_folder(const char *path, unsigned mode) {
  char *copy = join(path, NULL, NULL);
  bool made = true;
  for (char *slash = strchr(copy + 1, '/'); made && slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    made = mkdir(copy, 0755) == 0 || errno == EEXIST;
    *slash = '/';
  }
  made = made && (mkdir(copy, (mode_t)mode) == 0 || errno == EEXIST);
  if (!made) complain("the folder %s can't be made: %s", path, strerror(errno));
  free(copy);
  return made;
}

bool make_folder_of(const char *path) {
  char *copy = join(path, NULL, NULL);
  const char *folder = dirname(copy);
  bool made = strcmp(folder, ".") == 0 || make_folder(folder, 0700);
  free(copy);
  return made;
}

bool is_folder(const char *path) {
  struct stat stat_of;
  return stat(path, &stat_of) == 0 && S_ISDIR(stat_of.st_mode);
}

static int is_json(const struct dirent *entry) {
  size_t length = strlen(entry->d_name);
  return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

static bool list_folder(struct file_list *list, const char *path) {
  struct dirent **entries;
  int count = scandir(path, &entries, is_json, alphasort);
  if (count < 0) return false;
  list->paths = calloc((size_t)count + 1, sizeof *list->paths);
  for (int i = 0; i < count; i++) {
    if (list->paths) list->paths[list->count++] = join(path, entries[i]->d_name, NULL);
    free(entries[i]);
  }
  free(entries);
  return list->paths != NULL;
}

bool list_json(struct file_list *list, const char *path) {
  *list = (struct file_list){0, NULL};
  if (is_folder(path)) return list_folder(list, path);
  list->paths = calloc(1, sizeof *list->paths);
  if (!list->paths) return false;
  list->paths[list->count++] = join(path, NULL, NULL);
  return true;
}

void free_list(struct file_list *list) {
  for (size_t i = 0; i < list->count; i++) free(list->paths[i]);
  free(list->paths);
}

bool file_exists(const char *path) {
  return access(path, F_OK) == 0;
}

bool file_is_missing(const char *path) {
  return access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

bool confirm(const char *question) {
  if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) return false;
  char line[64];
  (void)fprintf(stderr, "%s [y/N] ", question);
  if (!fgets(line, sizeof line, stdin)) return false;
  return strcmp(line, "y\n") == 0 || strcmp(line, "yes\n") == 0;
}

char *join(const char *folder, const char *name, const char *more) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s%s%s%s%s", folder, name ? "/" : "", name ? name : "", more ? "/" : "",
                      more ? more : "");
  if (scr_text_ok(&path) != SCR_OK) {
    complain("out of memory");
    exit(CANNOT);
  }
  return path.bytes;
}
