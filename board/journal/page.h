// SPDX-License-Identifier: Apache-2.0
// Pages and texts for people, made from what others wrote.
#ifndef SCRUTINEER_BOARD_JOURNAL_PAGE_H
#define SCRUTINEER_BOARD_JOURNAL_PAGE_H

#include "scrutineer/text.h"

// A text as it may be shown: U+FFFD in place of what is no UTF-8, of control characters, and of what changes the direction of the
// text; and the same as characters of HTML or SVG, also within a quoted attribute.
void text_add_shown(struct scr_text *text, const char *from);
void text_add_html(struct scr_text *text, const char *from);

// A page without scripts or anything from elsewhere, which its policy forbids too: only this style is let through.
void page_begin(struct scr_text *text, const char *title, const char *style);
void page_end(struct scr_text *text);

#endif
