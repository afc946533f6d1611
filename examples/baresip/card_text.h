// A card, as the console and other programs get it.
#ifndef RINGBACK_EXAMPLES_BARESIP_CARD_TEXT_H_
#define RINGBACK_EXAMPLES_BARESIP_CARD_TEXT_H_

#include <re.h>

#include "bindings/c/ringback.h"

// Prints the card in the lines that an agent reads: re_printf("%H", card_print, card).
int card_print(struct re_printf* pf, const rb_card* card);

// Prints all of the card as one line of JSON, its keys those of rb_card.
int card_print_json(struct re_printf* pf, const rb_card* card);

// Writes what fits into `size` bytes, at least 128: JSON with "name", "purpose", "agent" and
// "confidence" of the best match. Long names and purposes are cut.
void card_summary_json(char* text, size_t size, const rb_card* card);

#endif  // RINGBACK_EXAMPLES_BARESIP_CARD_TEXT_H_
