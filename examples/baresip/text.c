#include "text.h"

#include <string.h>

// How many bytes the character at `p` has; 0 when they are not UTF-8.
static size_t utf8_size(const unsigned char* p) {
  const size_t size = p[0] < 0x80                    ? 1
                      : p[0] >= 0xC2 && p[0] <= 0xDF ? 2
                      : (p[0] & 0xF0) == 0xE0        ? 3
                      : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4
                                                     : 0;
  for (size_t i = 1; i < size; ++i) {
    if ((p[i] & 0xC0) != 0x80) return 0;
  }
  if (size == 3 && p[0] == 0xE0 && p[1] < 0xA0) return 0;   // overlong
  if (size == 3 && p[0] == 0xED && p[1] >= 0xA0) return 0;  // surrogates
  if (size == 4 && p[0] == 0xF0 && p[1] < 0x90) return 0;   // overlong
  if (size == 4 && p[0] == 0xF4 && p[1] >= 0x90) return 0;  // above U+10FFFF
  return size;
}

// Takes the next character of *from: what stands for it, and its size.
static size_t next_character(const char** from, char to[4]) {
  const unsigned char* p = (const unsigned char*)*from;
  size_t size = utf8_size(p);
  if (size == 0) {
    to[0] = '?';
    *from += 1;
    return 1;
  }
  *from += size;
  const bool control = p[0] < 0x20 || p[0] == 0x7F || (size == 2 && p[0] == 0xC2 && p[1] < 0xA0);
  if (control) {
    to[0] = ' ';
    return 1;
  }
  memcpy(to, p, size);
  return size;
}

static void copy(char* to, size_t size, const char* from, bool unquote) {
  size_t used = 0;
  while (from && *from) {
    if (unquote && from[0] == '\\' && from[1]) ++from;
    char character[4];
    const size_t length = next_character(&from, character);
    if (used + length >= size) break;
    memcpy(to + used, character, length);
    used += length;
  }
  to[used] = '\0';
}

void text_copy(char* to, size_t size, const char* from) { copy(to, size, from, false); }

void text_copy_unquoted(char* to, size_t size, const char* from) { copy(to, size, from, true); }

int text_print(struct re_printf* pf, const char* from) {
  int err = 0;
  while (from && *from && !err) {
    char character[4];
    const size_t length = next_character(&from, character);
    err = pf->vph(character, length, pf->arg);
  }
  return err;
}
