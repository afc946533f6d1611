#include "ringback/sending/webhook_post.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ringback/base/version.h"
#include "ringback/sending/signature.h"
#include "ringback/sending/transfer.h"

namespace ringback {
namespace {

constexpr absl::Duration kMaxRetryAfter = absl::Hours(1);

TryOutcome OutcomeOf(Transfer& transfer) {
  const long code = transfer.ResponseCode();
  if (code >= 200 && code < 300) return TryOutcome::Accepted();
  const std::string answer = absl::StrCat("the receiver answered ", code);
  if (code >= 300 && code < 400) {
    return TryOutcome::Refused(absl::StrCat(answer, "; redirects are not followed"));
  }
  const bool later = code >= 500 || code == 408 || code == 425 || code == 429;
  if (!later) return TryOutcome::Refused(answer);
  TryOutcome outcome = TryOutcome::Failed(answer);
  curl_off_t wait = 0;
  if (curl_easy_getinfo(transfer.curl(), CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) {
    outcome.failure.retry_after = std::min(absl::Seconds(wait), kMaxRetryAfter);
  }
  return outcome;
}

}  // namespace

TryOutcome PostWebhook(const Consignment& consignment, const WebhookOptions& options,
                       absl::Time now, const std::atomic<bool>& stop) {
  Transfer transfer(options.timeout, options.ca_file, stop);
  if (!options.allow_private) transfer.RefusePrivateAddresses();
  transfer.Set(CURLOPT_PROTOCOLS_STR, options.allow_private ? "http,https" : "https");
  transfer.Set(CURLOPT_URL, consignment.url.c_str());
  transfer.Set(CURLOPT_USERAGENT, absl::StrCat("Ringback/", kVersion).c_str());
  transfer.Set(CURLOPT_POST, 1L);
  transfer.Set(CURLOPT_POSTFIELDS, consignment.body.data());
  transfer.Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(consignment.body.size()));
  transfer.AddHeader("Content-Type: application/json");
  // Without this libcurl asks first whether a long body is welcome.
  transfer.AddHeader("Expect:");
  transfer.AddHeader(
      absl::StrCat("Ringback-Signature: ",
                   Signature(consignment.secret, absl::ToUnixSeconds(now), consignment.body)));
  transfer.AddHeader(absl::StrCat("Ringback-Delivery: ", consignment.delivery.name()));
  transfer.AddHeader(absl::StrCat("Ringback-Event: ", consignment.event));
  const CURLcode code = transfer.Perform();
  if (!transfer.refused().empty() && code != CURLE_OK) {
    return TryOutcome::Refused(absl::StrCat("the host leads to ", transfer.refused(),
                                            "; webhooks go to public addresses"));
  }
  // A receiver that has answered has decided, however much it goes on to say.
  if (code == CURLE_OK || transfer.talked_too_much()) return OutcomeOf(transfer);
  if (code == CURLE_ABORTED_BY_CALLBACK && transfer.stopped()) return TryOutcome::Stopped();
  return TryOutcome::Failed(transfer.ErrorText(code));
}

}  // namespace ringback
