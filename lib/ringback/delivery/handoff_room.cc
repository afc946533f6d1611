#include "ringback/delivery/handoff_room.h"

namespace ringback {

absl::StatusOr<v1::HandOffLeadResponse> HandoffRoom::HandOffLead(
    const v1::HandOffLeadRequest& request, const RequestContext& context) {
  return runner_.Write<v1::HandOffLeadResponse>(
      request, request.name(), context,
      [&](WriteScope&) -> absl::StatusOr<v1::HandOffLeadResponse> {
        return absl::UnimplementedError("HandOffLead");
      });
}

}  // namespace ringback
