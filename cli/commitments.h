// SPDX-License-Identifier: Apache-2.0
// What the registrar commits to before voting: the roll, and who stands behind each public credential; and the secret that the
// salts follow from.
#ifndef SCRUTINEER_CLI_COMMITMENTS_H
#define SCRUTINEER_CLI_COMMITMENTS_H

#include "cli/registrar.h"
#include "scrutineer/commitments.h"

#define SALT_FILE "registrar/salt"
#define PUBLIC_COMMITMENTS "public/commitments.json"
#define PUBLIC_SPARES "public/spares.json"
#define PUBLIC_SPARES_MAX (UINT64_C(16) << 20)  // bytes

// Keeps the spares and a fresh salt, which replace what an interrupted run left; nothing public may depend on those yet. DONE,
// or the exit code after complaining.
int commitments_keep(const char *folder, const struct issued_list *spares);
// Makes public/commitments.json and public/spares.json from what is kept. The same.
int commitments_publish(const char *folder, const struct scr_roll *roll, const struct issued_list *members,
                        const struct issued_list *spares);
// DIR/registrar/salt. The same; the salt is to be wiped.
int salt_load(struct scr_secret_salt *salt, const char *folder);

// What public/commitments.json says.
struct commitments {
  struct scr_hash roll, links;
  uint64_t members, weight;
};
enum scr_status commitments_read(struct commitments *commitments, const char *bytes, size_t length);

#endif
