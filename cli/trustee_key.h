// SPDX-License-Identifier: Apache-2.0
// A trustee's own files in trustees/NAME/: the seed of the ceremony, the key, and what it did once and for all.
#ifndef SCRUTINEER_CLI_TRUSTEE_KEY_H
#define SCRUTINEER_CLI_TRUSTEE_KEY_H

#include "cli/definition.h"
#include "scrutineer/ceremony.h"

// Writes DIR/trustees/NAME/key.json; complains, and false.
bool key_write(const char *folder, const char *name, const struct definition *definition,
               const struct scr_secret_scalar *secret);
// Reads it; complains, and false.
bool key_read(struct scr_secret_scalar *secret, const char *folder, const char *name, const struct scr_group *group,
              const char *uuid);
bool key_exists(const char *folder, const char *name);
// The same for DIR/trustees/NAME/seed.json.
bool seed_write(const char *folder, const char *name, const struct definition *definition,
                const struct scr_secret_seed *seed);
bool seed_read(struct scr_secret_seed *seed, const char *folder, const char *name, const struct definition *definition);

bool seed_exists(const char *folder, const char *name);

// What a trustee does once and never otherwise: writes the hash down in DIR/trustees/NAME/FILE, durably, or compares it with
// the one that was written down. DONE, `refusal`'s exit code where it is another one, or CANNOT; complains. A dry run compares alone.
int remember_once(const char *folder, const char *name, const char *file, const struct scr_hash *hash,
                  enum scr_status refusal, bool dry_run);

#endif
