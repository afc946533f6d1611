// The number that a SIP or tel URI carries.
#ifndef RINGBACK_PHONE_SIGNALLED_URI_H_
#define RINGBACK_PHONE_SIGNALLED_URI_H_

#include <string>
#include <string_view>

namespace ringback {

// What a URI, or text that is none, says about a number. The texts are as they came, with percent
// escapes undone; they may be anything.
struct SignalledUri {
  std::string number;         // any spelling; "" when the URI has no user part
  std::string phone_context;  // "+" and digits: what a local `number` begins with (RFC 3966); or ""
  std::string extension;      // digits, at most 20; or ""
  // `number` is the name of a user at a host, which may be an account like "alice42". It is a
  // telephone number only when it is written like one, without words.
  bool may_be_account = false;
};

// Takes the number out of `text`: a name-addr or addr-spec with a sip, sips or tel URI (RFC 3261
// section 25.1, RFC 3966), "user@host", or plain text. Of several addresses it takes the first.
SignalledUri UnwrapUri(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_PHONE_SIGNALLED_URI_H_
