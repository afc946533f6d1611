// How a receiver knows that a webhook's POST is ours.
#ifndef RINGBACK_SENDING_SIGNATURE_H_
#define RINGBACK_SENDING_SIGNATURE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace ringback {

// The value of the header Ringback-Signature: "t=SECONDS,v1=HEX", with the HMAC-SHA256 (RFC 2104)
// of "SECONDS.BODY" under `secret`. `seconds` since 1970.
std::string Signature(std::string_view secret, int64_t seconds, std::string_view body);

}  // namespace ringback

#endif  // RINGBACK_SENDING_SIGNATURE_H_
