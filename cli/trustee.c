// SPDX-License-Identifier: Apache-2.0
// The trustees' commands: a single key, the steps of the ceremony, and putting the trustees document together. A step reads
// what the others published in public/trustees/ and adds this trustee's message to it.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/trustee_key.h"

static const struct option_spec step_options[] = {ELECTION_OPTION, NO_OPTION};

// A trustee at work.
struct work {
  const char *folder;
  const char *name;
  struct definition *definition;
  struct scr_ceremony ceremony;
  struct scr_secret_seed seed;
};

// The messages of one step, one for each member, in order.
struct messages {
  size_t count;
  struct scr_text texts[SCR_TRUSTEES_MAX];
  struct scr_message list[SCR_TRUSTEES_MAX];
};

static void free_messages(struct messages *messages) {
  for (size_t i = 0; messages && i < messages->count; i++) scr_text_free(&messages->texts[i]);
  free(messages);
}

static char *message_path(const struct work *work, const char *name, const char *step) {
  struct scr_text path = SCR_TEXT_INIT;
  scr_text_add_format(&path, "%s/public/trustees/%s.%s.json", work->folder, name, step);
  char *copy = join(scr_text_ok(&path) == SCR_OK ? path.bytes : "", NULL, NULL);
  scr_text_free(&path);
  return copy;
}

// All members' messages of a step; complains about the first that is missing, and NULL.
static struct messages *load_messages(const struct work *work, const char *step) {
  struct messages *messages = calloc(1, sizeof *messages);
  bool good = messages != NULL;
  for (size_t i = 0; i < work->definition->members_n && good; i++) {
    const char *name = work->definition->members[i].text;
    char *path = message_path(work, name, step);
    messages->count = i + 1;
    good = file_exists(path);
    if (!good) {
      complain("%s has not published its %s yet: there is no %s", name, step, path);
      advise("wait for the file from %s, and put it there", name);
    }
    good = good && read_file(&messages->texts[i], path, SCR_CEREMONY_BYTES_MAX);
    messages->list[i] = (struct scr_message){messages->texts[i].bytes, messages->texts[i].length};
    free(path);
  }
  if (good) return messages;
  free_messages(messages);
  return NULL;
}

static bool publish(const struct work *work, const char *step, const struct scr_text *text) {
  char *path = message_path(work, work->name, step);
  bool written = write_file(path, text, PUBLIC_FILE, false);
  if (written) print("%s\n", path);
  if (written) message("Give this file to the other trustees and to the returning officer.");
  free(path);
  return written;
}

// The position of a name among the members or the mandatory trustees, from 1; 0 if it is not there.
static uint32_t position_of(const struct trustee_name *names, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(names[i].text, name) == 0) return (uint32_t)i + 1;
  return 0;
}

static bool begin(struct work *work, const struct arguments *arguments) {
  *work = (struct work){.folder = election_folder(arguments), .name = arguments->positional[0]};
  work->definition = calloc(1, sizeof *work->definition);
  if (!work->definition || !definition_load(work->definition, work->folder)) return false;
  work->ceremony = (struct scr_ceremony){work->definition->election.group, work->definition->election.uuid,
                                         (uint32_t)work->definition->members_n, work->definition->threshold};
  return true;
}

static void end(struct work *work) {
  scr_secret_wipe(&work->seed, sizeof work->seed);
  if (work->definition) definition_free(work->definition);
  free(work->definition);
}

static bool is_member(const struct work *work) {
  if (position_of(work->definition->members, work->definition->members_n, work->name) > 0) return true;
  complain("%s is not a member of the trustees' group of this election", work->name);
  return false;
}

// --- blame ---

static const char *name_of(const struct work *work, uint32_t trustee) {
  bool known = trustee >= 1 && trustee <= work->definition->members_n;
  return known ? work->definition->members[trustee - 1].text : "nobody in particular";
}

// Says whom, and on which evidence; publishes a signed statement that the run is aborted.
static int report_failure(const struct work *work, const char *step, enum scr_status status,
                          const struct scr_blame *blame) {
  int code = fail(status, "the ceremony can't go on (%s)", step);
  char evidence[SCR_HASH_HEX + 1];
  if (blame->trustee == 0) return code;
  scr_hash_hex(evidence, &blame->evidence);
  if (blame->sender_or_receiver)
    advise("it is %s or %s: what was sealed between them can't be judged by others", name_of(work, blame->trustee),
           work->name);
  else
    advise("it is %s, on the signed message with the hash %s", name_of(work, blame->trustee), evidence);
  struct scr_text text = SCR_TEXT_INIT;
  if (scr_secret_ceremony_abort(&text, &work->ceremony, &work->seed, step, status, blame) == SCR_OK)
    (void)publish(work, "abort", &text);
  advise("\"trustee restart\" puts this run aside, so that a new one can begin");
  scr_text_free(&text);
  return code;
}

// --- single keys ---

static int key_run(const struct arguments *arguments) {
  struct work work;
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_secret_scalar secret = {{0}};
  int code = CANNOT;
  if (begin(&work, arguments)) {
    if (position_of(work.definition->mandatory, work.definition->mandatory_n, work.name) == 0) {
      complain("%s is not a mandatory trustee of this election", work.name);
      advise("members of the group make their key together: scrutineer trustee certificate %s", work.name);
      code = MISUSE;
    } else {
      enum scr_status status = scr_secret_single_key(&text, &secret, work.definition->election.group);
      if (status != SCR_OK)
        code = fail(status, "a key can't be made");
      else if (key_write(work.folder, work.name, work.definition, &secret) && publish(&work, "key", &text))
        code = DONE;
    }
  }
  scr_secret_scalar_wipe(&secret);
  scr_text_free(&text);
  end(&work);
  return code;
}

// --- the ceremony ---

static int certificate_run(const struct arguments *arguments) {
  struct work work;
  struct scr_text text = SCR_TEXT_INIT;
  int code = CANNOT;
  if (begin(&work, arguments) && is_member(&work)) {
    uint32_t index = position_of(work.definition->members, work.definition->members_n, work.name);
    enum scr_status status = scr_secret_seed_new(&work.seed, index);
    if (status == SCR_OK) status = scr_secret_ceremony_certificate(&text, &work.ceremony, &work.seed);
    if (status != SCR_OK)
      code = fail(status, "a certificate can't be made");
    else if (seed_write(work.folder, work.name, work.definition, &work.seed) && publish(&work, "certificate", &text))
      code = DONE;
  }
  scr_text_free(&text);
  end(&work);
  return code;
}

enum { CERTIFICATES, COMMITS, AGREEMENTS, REVEALS, STEPS };
static const char *const step_names[STEPS] = {"certificate", "commit", "agree", "reveal"};

// What the steps before `step` published.
static bool load_steps(struct messages *loaded[STEPS], const struct work *work, int step) {
  for (int i = 0; i < step; i++)
    if (!(loaded[i] = load_messages(work, step_names[i]))) return false;
  return true;
}

static enum scr_status make_message(struct scr_text *text, struct scr_blame *blame, const struct work *work, int step,
                                    struct messages *const loaded[STEPS]) {
  switch (step) {
    case COMMITS:
      return scr_secret_ceremony_commit(text, blame, &work->ceremony, &work->seed, loaded[CERTIFICATES]->list);
    case AGREEMENTS:
      return scr_secret_ceremony_agree(text, blame, &work->ceremony, &work->seed, loaded[CERTIFICATES]->list,
                                       loaded[COMMITS]->list);
    default:
      return scr_secret_ceremony_reveal(text, blame, &work->ceremony, &work->seed, loaded[CERTIFICATES]->list,
                                        loaded[COMMITS]->list, loaded[AGREEMENTS]->list);
  }
}

static int run_step(const struct arguments *arguments, int step) {
  struct work work;
  struct scr_blame blame = {0};
  struct scr_text text = SCR_TEXT_INIT;
  struct messages *loaded[STEPS] = {NULL};
  int code = CANNOT;
  if (begin(&work, arguments) && is_member(&work) &&
      seed_read(&work.seed, work.folder, work.name, work.definition) && load_steps(loaded, &work, step)) {
    enum scr_status status = make_message(&text, &blame, &work, step, loaded);
    if (status != SCR_OK)
      code = report_failure(&work, step_names[step], status, &blame);
    else if (publish(&work, step_names[step], &text))
      code = DONE;
  }
  for (int i = 0; i < STEPS; i++) free_messages(loaded[i]);
  scr_text_free(&text);
  end(&work);
  return code;
}

static int commit_run(const struct arguments *arguments) {
  return run_step(arguments, COMMITS);
}

static int agree_run(const struct arguments *arguments) {
  return run_step(arguments, AGREEMENTS);
}

static int reveal_run(const struct arguments *arguments) {
  return run_step(arguments, REVEALS);
}

static int finish_run(const struct arguments *arguments) {
  struct work work;
  struct scr_blame blame = {0};
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_secret_scalar share = {{0}};
  struct messages *loaded[STEPS] = {NULL};
  int code = CANNOT;
  if (begin(&work, arguments) && is_member(&work) &&
      seed_read(&work.seed, work.folder, work.name, work.definition) && load_steps(loaded, &work, STEPS)) {
    enum scr_status status = scr_secret_ceremony_finish(&text, &share, &blame, &work.ceremony, &work.seed,
                                                        loaded[CERTIFICATES]->list, loaded[COMMITS]->list,
                                                        loaded[AGREEMENTS]->list, loaded[REVEALS]->list);
    if (status != SCR_OK)
      code = report_failure(&work, "finish", status, &blame);
    else if (key_write(work.folder, work.name, work.definition, &share) && publish(&work, "key", &text))
      code = DONE;
  }
  for (int i = 0; i < STEPS; i++) free_messages(loaded[i]);
  scr_secret_scalar_wipe(&share);
  scr_text_free(&text);
  end(&work);
  return code;
}

// --- restart ---

static const struct option_spec restart_options[] = {
    ELECTION_OPTION,
    {"yes", 'y', NULL, "do not ask"},
    NO_OPTION,
};

static void move_aside(const char *path, const char *folder, const char *name) {
  char *to = join(folder, name, NULL);
  if (file_exists(path) && rename(path, to) != 0) complain("%s can't be moved", path);
  free(to);
}

// The messages are kept, since they may be evidence; the secrets of the run are of no further use and are left to the
// trustee, in the same folder.
static int restart(const struct work *work) {
  static const char *const kinds[] = {"certificate", "commit", "agree", "reveal", "key", "abort"};
  char stamp[40];
  (void)snprintf(stamp, sizeof stamp, "aborted-%lld", (long long)time(NULL));
  char *aside = join(work->folder, "public/trustees", stamp);
  bool made = make_folder(aside, 0755);
  for (size_t i = 0; made && i < work->definition->members_n; i++) {
    const char *name = work->definition->members[i].text;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
      char *path = message_path(work, name, kinds[k]);
      move_aside(path, aside, strrchr(path, '/') + 1);
      free(path);
    }
    char *own = join(work->folder, "trustees", name), *seed = join(own, "seed.json", NULL);
    char *key = join(own, "key.json", NULL), *kept_seed = join(own, stamp, NULL);
    if (file_exists(seed) && make_folder(kept_seed, 0700)) {
      move_aside(seed, kept_seed, "seed.json");
      move_aside(key, kept_seed, "key.json");
    }
    free(own);
    free(seed);
    free(key);
    free(kept_seed);
  }
  if (made) print("The run was put aside in %s. A new one begins with \"trustee certificate\".\n", aside);
  free(aside);
  return made ? DONE : CANNOT;
}

static int restart_run(const struct arguments *arguments) {
  struct work work;
  int code = CANNOT;
  if (begin(&work, arguments)) {
    char *board = board_path(work.folder, work.definition);
    code = MISUSE;
    if (file_exists(board))
      complain("the election is open: its trustees can't be changed");
    else if (option(arguments, "yes") || confirm("Put this run of the ceremony aside?"))
      code = restart(&work);
    else
      complain("nothing was changed; --yes does it without asking");
    free(board);
  }
  end(&work);
  return code;
}

// --- the trustees document ---

static bool add_singles(struct scr_text *document, const struct work *work) {
  for (size_t i = 0; i < work->definition->mandatory_n; i++) {
    const char *name = work->definition->mandatory[i].text;
    char *path = message_path(work, name, "key");
    struct scr_text key = SCR_TEXT_INIT;
    bool read = file_exists(path);
    if (!read) complain("%s has not published its key yet: there is no %s", name, path);
    read = read && read_file(&key, path, SCR_CEREMONY_BYTES_MAX);
    scr_text_add(document, i > 0 ? ",[\"Single\"," : "[\"Single\",");
    scr_text_add_bytes(document, key.bytes ? key.bytes : "", key.length);
    scr_text_add(document, "]");
    scr_text_free(&key);
    free(path);
    if (!read) return false;
  }
  return true;
}

static int add_group(struct scr_text *document, const struct work *work) {
  struct scr_blame blame = {0};
  if (work->definition->members_n == 0) return DONE;
  struct messages *certificates = load_messages(work, "certificate");
  struct messages *reveals = certificates ? load_messages(work, "reveal") : NULL;
  struct messages *keys = reveals ? load_messages(work, "key") : NULL;
  int code = CANNOT;
  if (keys) {
    if (work->definition->mandatory_n > 0) scr_text_add(document, ",");
    enum scr_status status =
        scr_ceremony_assemble(document, &blame, &work->ceremony, certificates->list, reveals->list, keys->list);
    code = DONE;
    if (status != SCR_OK)
      code = fail(status, "the group's key can't be put together (trustee: %s)", name_of(work, blame.trustee));
  }
  free_messages(certificates);
  free_messages(reveals);
  free_messages(keys);
  return code;
}

static int write_document(const struct work *work, const struct scr_text *document) {
  struct scr_trustees *trustees = NULL;
  struct scr_trustees_gaps gaps;
  struct scr_text summary = SCR_TEXT_INIT;
  size_t at = 0;
  char *path = join(work->folder, "public/trustees.json", NULL);
  enum scr_status status = scr_text_ok(document);
  if (status == SCR_OK)
    status = scr_trustees_new(&trustees, &at, work->definition->election.group, document->bytes, document->length);
  if (status == SCR_OK) status = scr_trustees_check(trustees, &at, &gaps);
  int code = status == SCR_OK ? DONE : fail(status, "trustee %zu", at);
  if (code == DONE && !write_file(path, document, PUBLIC_FILE, false)) code = CANNOT;
  if (code == DONE) {
    scr_text_add_trustees_summary(&summary, trustees);
    print("%s: %s\n", path, summary.bytes ? summary.bytes : "");
  }
  scr_text_free(&summary);
  scr_trustees_free(trustees);
  free(path);
  return code;
}

static int assemble_run(const struct arguments *arguments) {
  struct work work;
  struct scr_text document = SCR_TEXT_INIT;
  int code = CANNOT;
  if (begin(&work, arguments)) {
    scr_text_add(&document, "[");
    if (add_singles(&document, &work)) code = add_group(&document, &work);
    scr_text_add(&document, "]");
    if (code == DONE) code = write_document(&work, &document);
  }
  scr_text_free(&document);
  end(&work);
  return code;
}

#define STEP(word, run_function, summary_text, body)                                              \
  {                                                                                               \
    .noun = "trustee", .verb = word, .operands = "NAME", .operands_min = 1, .operands_max = 1,    \
    .summary = summary_text, .text = body, .example = "scrutineer trustee " word " -e election/ anna", \
    .options = step_options, .run = run_function,                                                 \
  }

const struct command trustee_commands[] = {
    STEP("key", key_run, "Makes a mandatory trustee's key",
         "The secret key stays in trustees/NAME/, the public one goes to public/trustees/."),
    STEP("certificate", certificate_run, "The ceremony, first step: says who takes part",
         "Every member of the group does this on its own machine. Compare the certificates' hashes by voice."),
    STEP("commit", commit_run, "The ceremony, second step: commits to a polynomial",
         "Wants everybody's certificate. Nobody can choose its part after seeing another's."),
    STEP("agree", agree_run, "The ceremony, third step: signs that everybody committed",
         "Wants everybody's commitment. Nothing is opened before all have signed the same list."),
    STEP("reveal", reveal_run, "The ceremony, fourth step: opens the commitments and seals the shares",
         "Wants everybody's agreement. Each share can be opened by the trustee alone whom it is for."),
    STEP("finish", finish_run, "The ceremony, last step: checks the shares and keeps the key",
         "Wants everybody's shares. When something doesn't check, it says who is to blame, on which signed message."),
    {
        .noun = "trustee",
        .verb = "assemble",
        .operands = "",
        .summary = "Puts the trustees' public keys together for the election",
        .text = "The returning officer's: wants every trustee's key in public/trustees/; makes public/trustees.json.",
        .example = "scrutineer trustee assemble -e election/",
        .options = step_options,
        .run = assemble_run,
    },
    {
        .noun = "trustee",
        .verb = "restart",
        .operands = "",
        .summary = "Puts an aborted run of the ceremony aside, so that a new one can begin",
        .text = "Its messages are kept in public/trustees/aborted-TIME/: they may be evidence.",
        .example = "scrutineer trustee restart -e election/",
        .options = restart_options,
        .run = restart_run,
    },
    {0},
};
