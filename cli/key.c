// SPDX-License-Identifier: Apache-2.0
// The keys of the roles that an election's journal knows: making one's own, and bringing what others have made. An entry
// point's too, under its own noun (entry.c).
#include "cli/key.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/quote.h"
#include "cli/role_key.h"

const struct option_spec key_make_options[] = {
    ELECTION_OPTION,
    {"output", 'o', "FILE", "the secret key's file (default: in the role's own folder)"},
    NO_OPTION,
};

// The definition, which must have a board; NULL after complaining. Free it with drop_definition in either case.
static struct definition *load_definition(const char *folder) {
  struct definition *definition = calloc(1, sizeof *definition);
  bool loaded = definition && definition_load(definition, folder);
  if (loaded && !definition->board) {
    complain("this election has no journal: its definition has no [board], so no role has a key");
    loaded = false;
  }
  if (loaded) return definition;
  if (definition) definition_free(definition);
  free(definition);
  return NULL;
}

static void drop_definition(struct definition *definition) {
  if (definition) definition_free(definition);
  free(definition);
}

// KEY-3: keys that ballots are bound to don't change.
static bool is_fixed(const char *folder) {
  char *record = join(folder, "public/setup.json", NULL);
  bool fixed = file_exists(record);
  if (fixed) complain("%s is there: the keys of this election are fixed", record);
  free(record);
  return fixed;
}

static bool find_role(struct role *role, const struct definition_board *board, const char *name) {
  struct role listed;
  if (role_by_name(role, board, name)) return true;
  complain("the definition has no role \"%s\"", shown(name));
  struct scr_text names = SCR_TEXT_INIT;
  for (size_t i = 0; role_at(&listed, board, i); i++)
    scr_text_add_format(&names, "%s%s", i > 0 ? ", " : "", listed.name);
  advise("it has %s", names.bytes ? names.bytes : "");
  scr_text_free(&names);
  return false;
}

// --- make ---

// A secret key that is there already is the role's: its public key is written again where it is missing.
static int make_key(const char *folder, const struct definition_board *board, const struct role *role,
                    const char *path) {
  struct role_key key;
  bool there = file_exists(path);
  int code = there ? role_key_read(&key, path) : role_key_make(&key, role_key_name(board, role), SCR_NOTE_ED25519);
  if (code == DONE && there && !public_key_fits(&key.key, board, role, path)) code = MISUSE;
  if (code == DONE && !there && !(make_folder_of(path) && role_key_write(path, &key))) code = CANNOT;
  if (code == DONE) code = public_key_publish(&key.key, folder, board, role);
  role_key_wipe(&key);
  if (code == DONE) {
    char *public_path = public_key_path(folder, role->name);
    print("%s\n", public_path);
    message(there ? "The secret key was in %s already." : "The secret key is in %s: nobody else may read it.", path);
    if (role->kind != ROLE_BOARD && role->kind != ROLE_OF_OFFICER)  // those are the returning officer's own
      message("Give that public file to the returning officer, who adds it: scrutineer key add FILE");
    free(public_path);
  }
  return code;
}

int key_make(const char *folder, const char *name, bool entry_only, const char *path_or_null) {
  struct definition *definition = load_definition(folder);
  struct role role;
  int code = MISUSE;
  if (!definition) return CANNOT;
  if (is_fixed(folder) || !find_role(&role, definition->board, name)) {
    code = MISUSE;
  } else if (role.kind == ROLE_WITNESS || (entry_only && role.kind != ROLE_ENTRY)) {
    complain("\"%s\" is %s: %s", shown(role.name), role_kind_words(role.kind),
             role.kind == ROLE_WITNESS ? "it makes its key itself, with \"scrutineer witness key\""
                                       : "its key is made with \"scrutineer key make\"");
  } else {
    char *path = path_or_null ? join(path_or_null, NULL, NULL) : role_key_path(folder, &role);
    code = make_key(folder, definition->board, &role, path);
    free(path);
  }
  drop_definition(definition);
  return code;
}

static int make_run(const struct arguments *arguments) {
  return key_make(election_folder(arguments), arguments->positional[0], false, option(arguments, "output"));
}

// --- add ---

static const struct option_spec add_options[] = {
    ELECTION_OPTION,
    {"as", 'a', "NAME", "the role whose key it is, where the key's name doesn't say it: a witness"},
    NO_OPTION,
};

// The role that a key says that it is of: by the log's origin, or by its short name.
static const char *said_name(const struct scr_note_key *key, const struct definition_board *board) {
  return strcmp(key->name, board->origin) == 0 ? "board" : key->name;
}

static int add_run(const struct arguments *arguments) {
  const char *folder = election_folder(arguments), *path = arguments->positional[0];
  struct definition *definition = load_definition(folder);
  struct scr_note_key key;
  struct role role;
  if (!definition) return CANNOT;
  const struct definition_board *board = definition->board;
  int code = is_fixed(folder) ? MISUSE : public_key_read(&key, path);
  if (code == DONE && (!find_role(&role, board, option_or(arguments, "as", said_name(&key, board))) ||
                       !public_key_fits(&key, board, &role, path)))
    code = MISUSE;
  if (code == DONE) code = public_key_publish(&key, folder, board, &role);
  if (code == DONE)
    message("The key of %s \"%s\" is in public/keys/%s.", role_kind_words(role.kind), shown(role.name), shown(role.name));
  if (code == DONE && role.kind == ROLE_WITNESS)
    message("In officer/witnesses and for --witness it is called as in its key: %s", shown(key.name));
  drop_definition(definition);
  return code;
}

const struct command key_commands[] = {
    {
        .noun = "key",
        .verb = "make",
        .operands = "ROLE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Makes the key that a role signs with",
        .text =
            "ROLE is board, officer, registrar, or the name of an entry point, a teller or an agent of the definition. "
            "Its\n"
            "holder makes it, on a machine of their own that has public/definition.json. The secret key stays there,\n"
            "readable by its holder alone: officer/board.key.json, officer/key.json, registrar/key.json,\n"
            "entry/NAME/key.json, tellers/NAME/key.json or agents/NAME/key.json. The public one goes to "
            "public/keys/ROLE.",
        .example = "scrutineer key make -e election/ tina",
        .options = key_make_options,
        .run = make_run,
    },
    {
        .noun = "key",
        .verb = "add",
        .operands = "FILE",
        .operands_min = 1,
        .operands_max = 1,
        .summary = "Adds the public key that a role has made elsewhere",
        .text = "FILE has the key on one line. It is taken if the definition expects it and no other role has it; none "
                "is replaced.",
        .example = "scrutineer key add -e election/ w1.vkey --as w1",
        .options = add_options,
        .run = add_run,
    },
    {0},
};
