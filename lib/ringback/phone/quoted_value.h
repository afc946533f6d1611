// Values that others gave us, quoted so that they are safe in an error message.
#ifndef RINGBACK_PHONE_QUOTED_VALUE_H_
#define RINGBACK_PHONE_QUOTED_VALUE_H_

#include <string>
#include <string_view>

namespace ringback {

// `value` in double quotes, cut to its first 40 bytes (never inside a character; "…" marks the
// cut). Control characters, characters that change the direction of text and bytes that are not
// UTF-8 are escaped, and so are quotes and backslashes; the result is one line of valid UTF-8.
std::string QuotedValue(std::string_view value);

}  // namespace ringback

#endif  // RINGBACK_PHONE_QUOTED_VALUE_H_
