#include "tests/simulate/server_line.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace ringback::simulate {

void Die(std::string_view why) {
  std::fprintf(stderr, "simulate: %.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

// No deadline: on a slow machine a card would be partial, and the figures not the same each time.
void ServerLine::Tell(grpc::ClientContext* context) {
  context->AddMetadata("ringback-now", absl::StrCat(absl::ToUnixMicros(agenda_.now())));
  ++requests_;
}

void ServerLine::Refused(const google::protobuf::Message& request, const absl::Status& status) {
  Die(absl::StrCat("at ", absl::FormatTime(agenda_.now(), absl::UTCTimeZone()), " ",
                   request.GetTypeName(), " was refused: ", status.ToString(), "\n",
                   request.ShortDebugString()));
}

}  // namespace ringback::simulate
