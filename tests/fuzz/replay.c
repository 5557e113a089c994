// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target over every file of a folder, in any build: replay TARGET FOLDER|FILE. Without arguments it names the
// targets. Exits 0, 2 (usage, or a folder without files: there is nothing to pass), or is aborted by what it finds.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/fuzz/fuzz.h"

#define FILE_MAX (16 << 20)

// The bytes alone, in memory of just their size, so that reading past them is seen.
static bool run_file(const struct fuzz_target *target, const char *path) {
  static char buffer[FILE_MAX];
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  size_t length = fread(buffer, 1, sizeof buffer, file);
  bool whole = !ferror(file) && feof(file);
  (void)fclose(file);
  char *bytes = malloc(length ? length : 1);
  if (!whole || !bytes) {
    free(bytes);
    return false;
  }
  memcpy(bytes, buffer, length);
  (void)fprintf(stderr, "%s\n", path);  // the last one named is the one that aborts
  target->run(bytes, length);
  free(bytes);
  return true;
}

static int run_folder(const struct fuzz_target *target, const char *path) {
  struct dirent **entries;
  size_t count = 0;
  bool good = true;
  int found = scandir(path, &entries, NULL, alphasort);
  for (int i = 0; i < found; i++) {
    char name[4096];
    (void)snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
    if (entries[i]->d_name[0] != '.' && good) {
      good = run_file(target, name);
      count++;
    }
    free(entries[i]);
  }
  if (found >= 0) free(entries);
  if (good && count > 0) return 0;
  (void)fprintf(stderr, "replay: %s: %s\n", path, count > 0 ? "a file can't be read" : "no files");
  return 2;
}

int main(int argc, char **argv) {
  if (argc == 1) {
    for (size_t i = 0; i < fuzz_targets_n; i++) (void)printf("%s\n", fuzz_targets[i].name);
    return 0;
  }
  const struct fuzz_target *target = argc == 3 ? fuzz_target_by_name(argv[1]) : NULL;
  struct stat about;
  if (!target || stat(argv[2], &about) != 0) {
    (void)fprintf(stderr, "Usage: replay TARGET FOLDER|FILE\n");
    return 2;
  }
  if (S_ISDIR(about.st_mode)) return run_folder(target, argv[2]);
  return run_file(target, argv[2]) ? 0 : 2;
}
