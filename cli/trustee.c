// SPDX-License-Identifier: Apache-2.0
// The trustees' commands: a single key, and the steps of the ceremony. A step reads what the others published in
// public/trustees/ and adds this trustee's message to it.
#include "cli/trustee.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/trustee_key.h"

static const struct option_spec step_options[] = {ELECTION_OPTION, NO_OPTION};

static bool is_member(const struct work *work) {
  if (trustee_position(work->definition->members, work->definition->members_n, work->name) > 0) return true;
  complain("%s is not a member of the trustees' group of this election", work->name);
  return false;
}

// --- blame ---

void explain_blame(const struct work *work, const struct scr_blame *blame) {
  char evidence[SCR_HASH_HEX + 1];
  const char *name = member_name(work, blame->trustee), *other = member_name(work, blame->other);
  scr_hash_hex(evidence, &blame->evidence);
  switch (blame->fault) {
    case SCR_FAULT_NONE: break;
    case SCR_FAULT_COPY:
      advise("the file in %s's place is damaged, exchanged, or of another run: it is not what %s signed in this one",
             name, name);
      advise("it shows nothing about %s: get the file from %s again, and repeat the step", name, name);
      break;
    case SCR_FAULT_TRUSTEE: advise("it is %s, on the signed message with the hash %s", name, evidence); break;
    case SCR_FAULT_EITHER:
      advise("it is %s or %s: the signed message with the hash %s can't show which of the two", name, other, evidence);
      break;
  }
}

// Says whom, and on which evidence. What a signed message shows is put down in a signed statement that the run is
// aborted.
static int report_failure(const struct work *work, const struct messages *certificates, const char *step,
                          enum scr_status status, const struct scr_blame *blame) {
  int code = fail(status, "the ceremony can't go on (%s)", step);
  explain_blame(work, blame);
  if (blame->fault != SCR_FAULT_TRUSTEE && blame->fault != SCR_FAULT_EITHER) return code;
  struct scr_text text = SCR_TEXT_INIT;
  if (scr_secret_ceremony_abort(&text, &work->ceremony, &work->seed, certificates->list, step, status, blame) == SCR_OK)
    (void)publish_message(work, "abort", &text);
  advise("\"trustee restart\" puts this run aside, so that a new one can begin");
  scr_text_free(&text);
  return code;
}

// --- single keys ---

// The key that is there, from an earlier try, or a new one.
static int get_key(struct scr_secret_scalar *secret, const struct work *work) {
  const struct scr_election *election = &work->definition->election;
  if (key_exists(work->folder, work->name))
    return key_read(secret, work->folder, work->name, election->group, election->uuid) ? DONE : CANNOT;
  enum scr_status status = scr_secret_scalar_random(secret, election->group);
  if (status != SCR_OK) return fail(status, "a key can't be made");
  return key_write(work->folder, work->name, work->definition, secret) ? DONE : CANNOT;
}

static int publish_key(const struct work *work) {
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_secret_scalar secret = {{0}};
  int code = get_key(&secret, work);
  if (code == DONE) {
    enum scr_status status = scr_secret_single_key(&text, work->definition->election.group, &secret);
    if (status != SCR_OK)
      code = fail(status, "the key can't be published");
    else if (!publish_message(work, "key", &text))
      code = CANNOT;
  }
  scr_secret_scalar_wipe(&secret);
  scr_text_free(&text);
  return code;
}

static int key_run(const struct arguments *arguments) {
  struct work work;
  int code = CANNOT;
  if (work_begin(&work, arguments)) {
    if (trustee_position(work.definition->mandatory, work.definition->mandatory_n, work.name) == 0) {
      complain("%s is not a mandatory trustee of this election", work.name);
      advise("members of the group make their key together: scrutineer trustee certificate %s", work.name);
      code = MISUSE;
    } else {
      code = is_published(&work, "key") ? DONE : publish_key(&work);
    }
  }
  work_end(&work);
  return code;
}

// --- the ceremony ---

// The seed must be this member's: another's would speak in that one's name.
static int get_seed(struct work *work) {
  uint32_t position = trustee_position(work->definition->members, work->definition->members_n, work->name);
  if (!seed_read(&work->seed, work->folder, work->name, work->definition)) return CANNOT;
  if (work->seed.index == position) return DONE;
  return fail(SCR_E_KEY_MISMATCH, "the seed in trustees/%s is %s's", work->name, member_name(work, work->seed.index));
}

// The seed that is there, from an earlier try, or a new one.
static int make_seed(struct work *work) {
  if (seed_exists(work->folder, work->name)) return get_seed(work);
  uint32_t position = trustee_position(work->definition->members, work->definition->members_n, work->name);
  enum scr_status status = scr_secret_seed_new(&work->seed, position);
  if (status != SCR_OK) return fail(status, "a seed can't be made");
  return seed_write(work->folder, work->name, work->definition, &work->seed) ? DONE : CANNOT;
}

static int publish_certificate(struct work *work) {
  struct scr_text text = SCR_TEXT_INIT;
  int code = make_seed(work);
  if (code == DONE) {
    enum scr_status status = scr_secret_ceremony_certificate(&text, &work->ceremony, &work->seed);
    if (status != SCR_OK)
      code = fail(status, "a certificate can't be made");
    else if (!publish_message(work, "certificate", &text))
      code = CANNOT;
  }
  scr_text_free(&text);
  return code;
}

static int certificate_run(const struct arguments *arguments) {
  struct work work;
  int code = CANNOT;
  if (work_begin(&work, arguments)) {
    code = MISUSE;
    if (is_member(&work)) code = is_published(&work, "certificate") ? DONE : publish_certificate(&work);
  }
  work_end(&work);
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

// Whoever exchanged a certificate could take part in its owner's place: people compare what no file can vouch for.
static void show_run(const struct work *work, const struct messages *certificates) {
  struct scr_hash run;
  char hex[SCR_HASH_HEX + 1];
  if (scr_ceremony_run(&run, &work->ceremony, certificates->list) != SCR_OK) return;
  scr_hash_hex(hex, &run);
  message(
      "All certificates together have the hash %.8s %.8s %.8s %.8s (and so on).\n"
      "Compare it with the other trustees by voice: everybody must have the same.",
      hex, hex + 8, hex + 16, hex + 24);
}

// The list is written down before anything is said about it. A trustee that has agreed to one, and may have revealed, takes
// part with no other list as long as its seed lives (CER-5).
static int remember_list(const struct work *work, struct messages *const loaded[STEPS]) {
  struct scr_hash list;
  struct scr_blame blame = {0};
  enum scr_status status = scr_ceremony_list(&list, &blame, &work->ceremony, work->seed.index,
                                             loaded[CERTIFICATES]->list, loaded[COMMITS]->list);
  if (status != SCR_OK) return fail(status, "the list of commitments can't be written down");
  int code = remember_once(work->folder, work->name, "agreed.txt", &list, SCR_E_SECOND_LIST, false);
  if (code == MISUSE)
    advise("a commitment was exchanged since: get the first one, or begin anew with \"trustee restart\"");
  return code;
}

static int take_step(struct work *work, int step) {
  struct scr_blame blame = {0};
  struct scr_text text = SCR_TEXT_INIT;
  struct messages *loaded[STEPS] = {NULL};
  int code = get_seed(work);
  if (code == DONE && !load_steps(loaded, work, step)) code = CANNOT;
  if (code == DONE) {
    enum scr_status status = make_message(&text, &blame, work, step, loaded);
    if (status != SCR_OK) code = report_failure(work, loaded[CERTIFICATES], step_names[step], status, &blame);
    if (code == DONE && step > COMMITS) code = remember_list(work, loaded);
    if (code == DONE && !publish_message(work, step_names[step], &text)) code = CANNOT;
    if (code == DONE && step == COMMITS) show_run(work, loaded[CERTIFICATES]);
  }
  for (int i = 0; i < STEPS; i++) free_messages(loaded[i]);
  scr_text_free(&text);
  return code;
}

static int run_step(const struct arguments *arguments, int step) {
  struct work work;
  int code = CANNOT;
  if (work_begin(&work, arguments)) {
    code = MISUSE;
    if (is_member(&work)) code = is_published(&work, step_names[step]) ? DONE : take_step(&work, step);
  }
  work_end(&work);
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

static int finish(struct work *work) {
  struct scr_blame blame = {0};
  struct scr_text text = SCR_TEXT_INIT;
  struct scr_secret_scalar share = {{0}};
  struct messages *loaded[STEPS] = {NULL};
  int code = get_seed(work);
  if (code == DONE && !load_steps(loaded, work, STEPS)) code = CANNOT;
  if (code == DONE) {
    enum scr_status status =
        scr_secret_ceremony_finish(&text, &share, &blame, &work->ceremony, &work->seed, loaded[CERTIFICATES]->list,
                                   loaded[COMMITS]->list, loaded[AGREEMENTS]->list, loaded[REVEALS]->list);
    if (status != SCR_OK)
      code = report_failure(work, loaded[CERTIFICATES], "finish", status, &blame);
    else if (!key_write(work->folder, work->name, work->definition, &share) || !publish_message(work, "key", &text))
      code = CANNOT;
  }
  for (int i = 0; i < STEPS; i++) free_messages(loaded[i]);
  scr_secret_scalar_wipe(&share);
  scr_text_free(&text);
  return code;
}

static int finish_run(const struct arguments *arguments) {
  struct work work;
  int code = CANNOT;
  if (work_begin(&work, arguments)) {
    code = MISUSE;
    if (is_member(&work)) code = is_published(&work, "key") ? DONE : finish(&work);
  }
  work_end(&work);
  return code;
}

#define STEP(word, run_function, summary_text, body)                                                   \
  {                                                                                                    \
    .noun = "trustee", .verb = word, .operands = "NAME", .operands_min = 1, .operands_max = 1,         \
    .summary = summary_text, .text = body, .example = "scrutineer trustee " word " -e election/ anna", \
    .options = step_options, .run = run_function,                                                      \
  }

const struct command trustee_commands[] = {
    STEP("key", key_run, "Makes a mandatory trustee's key",
         "The secret key stays in trustees/NAME/, the public one goes to public/trustees/."),
    STEP("certificate", certificate_run, "The ceremony, first step: says who takes part",
         "Every member of the group does this on its own machine."),
    STEP("commit", commit_run, "The ceremony, second step: commits to a polynomial",
         "Wants everybody's certificate, and prints the hash of them all: compare it with the others by voice.\n"
         "Nobody can choose its part after seeing another's."),
    STEP("agree", agree_run, "The ceremony, third step: signs that everybody committed",
         "Wants everybody's commitment. Nothing is opened before all have signed the same list."),
    STEP("reveal", reveal_run, "The ceremony, fourth step: opens the commitments and seals the shares",
         "Wants everybody's agreement. Each share can be opened by the trustee alone whom it is for."),
    STEP("finish", finish_run, "The ceremony, last step: checks the shares and keeps the key",
         "Wants everybody's shares. When something doesn't check, it says whose fault it is, on which signed message."),
    {
        .noun = "trustee",
        .verb = "assemble",
        .operands = "",
        .summary = "Puts the trustees' public keys together for the election",
        .text = "The returning officer's: wants every trustee's key in public/trustees/; makes public/trustees.json.",
        .example = "scrutineer trustee assemble -e election/",
        .options = step_options,
        .run = trustee_assemble_run,
    },
    {
        .noun = "trustee",
        .verb = "restart",
        .operands = "",
        .summary = "Puts an aborted run of the ceremony aside, so that a new one can begin",
        .text = "Its messages are kept in public/trustees/aborted-TIME/: they may be evidence.",
        .example = "scrutineer trustee restart -e election/",
        .options = trustee_restart_options,
        .run = trustee_restart_run,
    },
    {0},
};
