// The short way to read a number that is E.164 already.
#ifndef RINGBACK_PHONE_PLAIN_E164_H_
#define RINGBACK_PHONE_PLAIN_E164_H_

#include <cstdint>
#include <string_view>

namespace ringback {

// The digits of `text` when it is "+" and 8 to 15 digits of a country and a shape for which the
// long way (libphonenumber) is known to give just these digits; else 0, which says nothing about
// `text`. Some 10 ns.
int64_t ReadPlainE164(std::string_view text);

}  // namespace ringback

#endif  // RINGBACK_PHONE_PLAIN_E164_H_
