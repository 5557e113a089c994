// SPDX-License-Identifier: Apache-2.0
// The list of ballots as a page.
#include <stdlib.h>
#include <string.h>

#include "cli/board.h"
#include "cli/commands.h"
#include "cli/published.h"
#include "scrutineer/ballot_list.h"

const struct option_spec board_page_options[] = {
    ELECTION_OPTION,
    {"output", 'o', "FILE", "where to write it (- for standard output; default: find.html in the public folder)"},
    NO_OPTION,
};

static bool write_page(const char *path, const struct scr_text *page) {
  if (strcmp(path, "-") != 0) return may_replace(path, PAGE_BEGINS) && write_file(path, page, PUBLIC_FILE, true);
  print_text(page);
  return true;
}

static int make_page(const struct published *published, const char *output) {
  struct scr_ballot_list *list = NULL;
  struct scr_text page = SCR_TEXT_INIT;
  const struct scr_election *election = published->setup.election;
  enum scr_status status = scr_ballot_list_new(&list, published->archive, published->log, published->record, election);
  if (status == SCR_OK) {
    scr_text_add_find_page(&page, list, election, &published->zone);
    status = scr_text_ok(&page);
  }
  scr_ballot_list_free(list);
  int code = status == SCR_OK ? DONE : fail(status, "the ballots in %s can't be listed", published->folder);
  char *path = output ? join(output, NULL, NULL) : join(published->folder, "find.html", NULL);
  if (code == DONE && !write_page(path, &page)) code = CANNOT;
  free(path);
  scr_text_free(&page);
  return code;
}

int board_page_run(const struct arguments *arguments) {
  struct published published;
  int code = published_read(&published, election_folder(arguments));
  if (code == DONE) code = make_page(&published, option(arguments, "output"));
  published_free(&published);
  return code;
}
