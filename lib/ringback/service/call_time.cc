#include "ringback/service/call_time.h"

#include <cstdint>

#include "absl/strings/numbers.h"

namespace ringback {

absl::Time CallTime::Of(const grpc::ServerContext& call) const {
  if (simulated_ != nullptr) {
    const auto& metadata = call.client_metadata();
    const auto found = metadata.find("ringback-now");
    int64_t micros = 0;
    if (found != metadata.end() &&
        absl::SimpleAtoi(absl::string_view(found->second.data(), found->second.size()), &micros)) {
      simulated_->MoveTo(absl::FromUnixMicros(micros));
    }
  }
  return clock_.Now();
}

}  // namespace ringback
