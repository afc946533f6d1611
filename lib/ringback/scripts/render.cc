#include "ringback/scripts/render.h"

namespace ringback {

absl::StatusOr<Rendered> RenderForLead(store::Session&, const TenantRecord&, v1::Script::Use,
                                       std::string_view, const v1::Lead&, std::string_view,
                                       std::string_view, absl::Time) {
  return absl::UnimplementedError("RenderForLead");
}

}  // namespace ringback
