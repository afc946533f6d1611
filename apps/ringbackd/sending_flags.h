// The flags of ringbackd that say how mail, webhooks and letters go out.
#ifndef RINGBACK_APPS_RINGBACKD_SENDING_FLAGS_H_
#define RINGBACK_APPS_RINGBACKD_SENDING_FLAGS_H_

#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "ringback/sending/sender.h"

namespace ringback {

struct SendingFlags {
  std::string smtp;
  std::string smtp_from;
  std::string smtp_user;
  std::string smtp_password_file;
  bool smtp_allow_cleartext = false;
  std::string send_ca;
  bool allow_private_webhooks = false;
  std::string letters;
  double retry_seconds = absl::ToDoubleSeconds(kFirstRetry);
};

// Adds the flags to `app`; parsing fills `flags`, which must outlive it.
void AddSendingFlags(CLI::App& app, SendingFlags* flags);

// What they say; the log goes to spdlog. Reads the file of the password. INVALID_ARGUMENT when it
// cannot be read.
absl::StatusOr<SenderOptions> SenderOptionsOf(const SendingFlags& flags);

// An error of SenderOptionsOf or of Sender::Start, with flags in the place of fields.
std::string SendingError(const absl::Status& status);

}  // namespace ringback

#endif  // RINGBACK_APPS_RINGBACKD_SENDING_FLAGS_H_
