#include "ringback/unix_address.h"

#include <sys/un.h>

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr std::string_view kScheme = "unix:";

// The path has a 0 at its end.
constexpr size_t kMaxPathBytes = sizeof(sockaddr_un::sun_path) - 1;

}  // namespace

absl::Status CheckUnixPath(std::string_view field, std::string_view address) {
  if (address.substr(0, kScheme.size()) != kScheme) return absl::OkStatus();
  const std::string_view path = address.substr(kScheme.size());
  if (path.size() <= kMaxPathBytes) return absl::OkStatus();
  return InvalidField(field, absl::StrCat("a path of ", path.size(), " bytes, ", Quote(path),
                                          "; a Unix socket takes at most ", kMaxPathBytes));
}

}  // namespace ringback
