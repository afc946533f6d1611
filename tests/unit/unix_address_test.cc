// Which paths a Unix socket can have.
#include "ringback/unix_address.h"

#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"

namespace ringback {
namespace {

std::string AddressWithPathOf(size_t bytes) { return "unix:/" + std::string(bytes - 1, 'x'); }

TEST(UnixAddress, APathAsLongAsASocketTakesIsRight) {
  EXPECT_EQ(CheckUnixPath("listen", AddressWithPathOf(107)), absl::OkStatus());
}

TEST(UnixAddress, ALongerPathIsAnErrorOfItsFieldThatSaysTheLimit) {
  const absl::Status status = CheckUnixPath("listen", AddressWithPathOf(108));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(status, "field"), "listen");
  const std::string message(status.message());
  EXPECT_NE(message.find("a path of 108 bytes"), std::string::npos) << message;
  EXPECT_NE(message.find("at most 107"), std::string::npos) << message;
}

TEST(UnixAddress, OtherAddressesMayBeLong) {
  const std::string name(200, 'x');
  EXPECT_EQ(CheckUnixPath("target", "dns:///" + name + ":7443"), absl::OkStatus());
  EXPECT_EQ(CheckUnixPath("target", "unix-abstract:" + name), absl::OkStatus());
  EXPECT_EQ(CheckUnixPath("target", ""), absl::OkStatus());
}

}  // namespace
}  // namespace ringback
