// Where a webhook may lead.
#ifndef RINGBACK_DELIVERY_WEBHOOK_URL_H_
#define RINGBACK_DELIVERY_WEBHOOK_URL_H_

#include <string_view>

#include "absl/status/status.h"

namespace ringback {

// Checks a webhook's URL: https (RFC 3986), without user, password or fragment, to a host that is
// no address of this machine or of a private network. With `allow_private` http and such addresses
// are accepted too. Names are not resolved here: where they lead is looked at when something is
// sent. INVALID_ARGUMENT names `field`; its text has nothing of the URL but the host, as the rest
// of it may be secret.
absl::Status CheckWebhookUrl(std::string_view field, std::string_view url, bool allow_private);

}  // namespace ringback

#endif  // RINGBACK_DELIVERY_WEBHOOK_URL_H_
