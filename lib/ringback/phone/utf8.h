// UTF-8, one code point at a time.
#ifndef RINGBACK_PHONE_UTF8_H_
#define RINGBACK_PHONE_UTF8_H_

#include <cstddef>
#include <string_view>

namespace ringback {

// A code point and the bytes that it takes. `length` 0: the bytes are not UTF-8.
struct Utf8Point {
  char32_t value = 0;
  size_t length = 0;
};

// Decodes the first code point of `text`. Overlong forms, surrogates and values above U+10FFFF are
// not UTF-8 (RFC 3629), nor is empty text.
Utf8Point DecodeUtf8(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_PHONE_UTF8_H_
