// SPDX-License-Identifier: Apache-2.0
// The table of ballots by method and time.
#include <stdlib.h>
#include <string.h>

#include "cli/board.h"
#include "cli/commands.h"
#include "cli/published.h"
#include "scrutineer/ballot_table.h"

const struct option_spec board_table_options[] = {
    ELECTION_OPTION,
    {"svg", 's', "FILE", "write the chart, as SVG (- for standard output)"},
    {"page", 'p', "FILE", "write a page with chart and numbers, which needs no network (- for standard output)"},
    JSON_OPTION,
    NO_OPTION,
};

typedef void add_form(struct scr_text *text, const struct scr_ballot_table *table, const struct scr_election *election,
                      const struct scr_zone *zone);

static int put(const struct scr_ballot_table *table, const struct published *published, add_form *add, const char *path,
               const char *begins) {
  struct scr_text text = SCR_TEXT_INIT;
  add(&text, table, published->setup.election, &published->zone);
  int code = scr_text_ok(&text) == SCR_OK ? DONE : fail(SCR_E_MEMORY, "the table can't be made");
  if (code == DONE && strcmp(path, "-") == 0)
    print_text(&text);
  else if (code == DONE && !(may_replace(path, begins) && write_file(path, &text, PUBLIC_FILE, true)))
    code = CANNOT;
  scr_text_free(&text);
  return code;
}

static int put_all(const struct scr_ballot_table *table, const struct published *published,
                   const struct arguments *arguments) {
  const char *svg = option(arguments, "svg"), *page = option(arguments, "page");
  int code = DONE;
  if (svg) code = put(table, published, scr_text_add_table_chart, svg, CHART_BEGINS);
  if (page && code == DONE) code = put(table, published, scr_text_add_table_page, page, PAGE_BEGINS);
  if (option(arguments, "json") && code == DONE) {
    code = put(table, published, scr_text_add_table_json, "-", "");
    print("\n");
  } else if (!svg && !page) {
    code = put(table, published, scr_text_add_table_text, "-", "");
  }
  return code;
}

static int make_table(const struct published *published, const struct arguments *arguments) {
  struct scr_ballot_list *list = NULL;
  struct scr_ballot_table *table = NULL;
  const struct scr_election *election = published->setup.election;
  enum scr_status status = scr_ballot_list_new(&list, published->archive, published->log, published->record, election);
  if (status == SCR_OK)
    status = scr_ballot_table_new(&table, list, published->log, published->record, election, &published->zone);
  int code = status == SCR_OK ? put_all(table, published, arguments)
                              : fail(status, "the ballots in %s can't be counted", published->folder);
  scr_ballot_table_free(table);
  scr_ballot_list_free(list);
  return code;
}

int board_table_run(const struct arguments *arguments) {
  struct published published;
  int code = published_read(&published, election_folder(arguments));
  if (code == DONE) code = make_table(&published, arguments);
  published_free(&published);
  return code;
}
