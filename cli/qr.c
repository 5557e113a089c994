// SPDX-License-Identifier: Apache-2.0
// QR codes, by libqrencode.
#include "cli/qr.h"

#include <limits.h>
#include <qrencode.h>
#include <stdlib.h>

#define QUIET 4     // modules of margin, which the standard wants
#define CAPTION 10  // modules of room for a line of text

struct qr {
  QRcode *code;
};

static QRcode *encode(const struct scr_text *bytes, QRecLevel level) {
  if (bytes->length == 0 || bytes->length > INT_MAX) return NULL;
  return QRcode_encodeData((int)bytes->length, (const unsigned char *)bytes->bytes, 0, level);
}

struct qr *qr_new(const struct scr_text *bytes) {
  QRcode *best = encode(bytes, QR_ECLEVEL_L);
  struct qr *qr = best ? malloc(sizeof *qr) : NULL;
  for (int level = QR_ECLEVEL_M; qr && level <= QR_ECLEVEL_H; level++) {
    QRcode *code = encode(bytes, (QRecLevel)level);
    if (!code || code->version > best->version) {
      QRcode_free(code);
      break;
    }
    QRcode_free(best);
    best = code;
  }
  if (qr)
    qr->code = best;
  else
    QRcode_free(best);
  return qr;
}

void qr_free(struct qr *qr) {
  if (qr) QRcode_free(qr->code);
  free(qr);
}

// Places outside the code are its margin.
static bool is_dark(const struct qr *qr, int x, int y) {
  int width = qr->code->width;
  return x >= 0 && y >= 0 && x < width && y < width && (qr->code->data[y * width + x] & 1);
}

void qr_add_terminal(struct scr_text *text, const struct qr *qr, bool inks) {
  static const char *const blocks[2][2] = {{"█", "▀"}, {"▄", " "}};  // [upper is dark][lower is dark]
  int end = qr->code->width + QUIET;
  for (int y = -QUIET; y < end; y += 2) {
    if (inks) scr_text_add(text, "\033[97;40m");
    for (int x = -QUIET; x < end; x++) scr_text_add(text, blocks[is_dark(qr, x, y)][is_dark(qr, x, y + 1)]);
    scr_text_add(text, inks ? "\033[0m\n" : "\n");
  }
}

// Each run of dark modules in a row is one rectangle.
static void add_row(struct scr_text *text, const struct qr *qr, int y) {
  for (int x = 0; x < qr->code->width; x++) {
    if (!is_dark(qr, x, y)) continue;
    int begin = x;
    while (is_dark(qr, x + 1, y)) x++;
    int length = x + 1 - begin;
    scr_text_add_format(text, "M%d %dh%dv1h-%dz", begin + QUIET, y + QUIET, length, length);
  }
}

void qr_add_svg(struct scr_text *text, const struct qr *qr, const char *title, bool caption) {
  int side = qr->code->width + 2 * QUIET, height = side + (caption ? CAPTION : 0);
  scr_text_add_format(text,
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
                      "shape-rendering=\"crispEdges\"><title>%s</title><path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/>"
                      "<path fill=\"#000\" d=\"",
                      side, height, title, side, height, side);
  for (int y = 0; y < qr->code->width; y++) add_row(text, qr, y);
  scr_text_add(text, "\"/>");
  if (caption)
    scr_text_add_format(text,
                        "<text x=\"%d\" y=\"%d\" font-size=\"5\" font-family=\"sans-serif\" text-anchor=\"middle\" "
                        "fill=\"#000\">%s</text>",
                        side / 2, side + CAPTION / 2, title);
  scr_text_add(text, "</svg>");
}
