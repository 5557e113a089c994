// SPDX-License-Identifier: Apache-2.0
// QR codes of whole files, for a terminal and as SVG.
#ifndef SCRUTINEER_CLI_QR_H
#define SCRUTINEER_CLI_QR_H

#include <stdbool.h>

#include "scrutineer/text.h"

struct qr;

// The smallest code that holds the bytes, with as much error correction as has room in it. NULL where no code is large enough
// (the largest holds 2,953 bytes), or memory is out.
struct qr *qr_new(const struct scr_text *bytes);
void qr_free(struct qr *qr);
// Lines of half blocks, light on dark, with a margin of four modules. With `inks`, each line sets black and white itself.
void qr_add_terminal(struct scr_text *text, const struct qr *qr, bool inks);
// An <svg> element. The title is put in as it is: no markup. With `caption` it also stands below the code, to be read.
void qr_add_svg(struct scr_text *text, const struct qr *qr, const char *title, bool caption);

#endif
