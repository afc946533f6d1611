// A delivery to a webhook.
#ifndef RINGBACK_SENDING_WEBHOOK_POST_H_
#define RINGBACK_SENDING_WEBHOOK_POST_H_

#include <atomic>
#include <string>

#include "absl/time/time.h"
#include "ringback/delivery/dispatch.h"
#include "ringback/sending/try_outcome.h"

namespace ringback {

struct WebhookOptions {
  // Also http, and also to addresses of this machine and of private networks.
  bool allow_private = false;
  // A PEM file with the authorities that vouch for receivers; "" for the system's.
  std::string ca_file = {};
  absl::Duration timeout = absl::Seconds(20);
};

// Posts a consignment, signed at `now`. 2xx is accepted; 408, 425, 429, 5xx and what the network
// says may work another time; other answers, redirects among them, and refused addresses are for
// good. Blocks.
TryOutcome PostWebhook(const Consignment& consignment, const WebhookOptions& options,
                       absl::Time now, const std::atomic<bool>& stop);

}  // namespace ringback

#endif  // RINGBACK_SENDING_WEBHOOK_POST_H_
