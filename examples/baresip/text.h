// Text that others wrote, made fit for a console and for JSON.
#ifndef RINGBACK_EXAMPLES_BARESIP_TEXT_H_
#define RINGBACK_EXAMPLES_BARESIP_TEXT_H_

#include <re.h>

// Copies `from` (NULL is empty) into `to`, which holds `size` bytes, at least 1. Control characters
// become blanks, bytes that are not UTF-8 become "?", and what does not fit is cut off between
// characters.
void text_copy(char* to, size_t size, const char* from);

// As text_copy(), and undoes the backslashes of a SIP quoted-string (RFC 3261, 25.1).
void text_copy_unquoted(char* to, size_t size, const char* from);

// Prints text as text_copy() leaves it, of any length: re_printf("%H", text_print, from).
int text_print(struct re_printf* pf, const char* from);

#endif  // RINGBACK_EXAMPLES_BARESIP_TEXT_H_
