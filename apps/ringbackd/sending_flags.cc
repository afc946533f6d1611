#include "apps/ringbackd/sending_flags.h"

#include <spdlog/spdlog.h>

#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr size_t kMaxPassword = 1024;

// The fields of SenderOptions, and the flags that set them.
constexpr std::pair<std::string_view, std::string_view> kFlags[] = {
    {"smtp", "--smtp"},           {"smtp_from", "--smtp-from"},
    {"smtp_user", "--smtp-user"}, {"smtp_password_file", "--smtp-password-file"},
    {"letters", "--letters"},     {"send_ca", "--send-ca"}};

// The first line of a file: editors end files with a line end.
absl::StatusOr<std::string> ReadPassword(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path);
  std::string password;
  if (!file || !std::getline(file, password) || password.empty() ||
      password.size() > kMaxPassword) {
    return InvalidField("smtp_password_file",
                        Quote(path) + " cannot be read, or its first line is no password");
  }
  if (password.back() == '\r') password.pop_back();
  return password;
}

absl::Status CheckReadable(const std::string& path) {
  if (path.empty() || std::ifstream(path)) return absl::OkStatus();
  return InvalidField("send_ca", Quote(path) + " cannot be read");
}

}  // namespace

void AddSendingFlags(CLI::App& app, SendingFlags* flags) {
  app.add_option("--smtp", flags->smtp,
                 "Where mail goes out: smtp://HOST:PORT, with STARTTLS, or smtps://HOST:PORT; "
                 "without it mail stays queued");
  app.add_option("--smtp-from", flags->smtp_from, "The address that mail comes from");
  app.add_option("--smtp-user", flags->smtp_user, "Who we are to the mail server");
  app.add_option("--smtp-password-file", flags->smtp_password_file,
                 "A file whose first line is the password of --smtp-user");
  app.add_flag("--smtp-allow-cleartext", flags->smtp_allow_cleartext,
               "Send mail also to a mail server that has no STARTTLS; never with a password");
  app.add_option("--send-ca", flags->send_ca,
                 "A PEM file with the authorities, in the place of the system's, that must vouch "
                 "for the mail server and for webhooks");
  app.add_flag("--allow-private-webhooks", flags->allow_private_webhooks,
               "Webhooks may be http, and may lead to this machine and to private networks");
  app.add_option("--letters", flags->letters,
                 "The folder for letters, a PDF a day and tenant; without it letters stay queued");
  app.add_option("--retry-seconds", flags->retry_seconds,
                 "How long after its first failure something is tried again; each time after that "
                 "it takes 2.5 times as long")
      ->check(CLI::Range(0.01, 3600.0))
      ->capture_default_str();
}

absl::StatusOr<SenderOptions> SenderOptionsOf(const SendingFlags& flags) {
  SenderOptions options;
  options.mail.url = flags.smtp;
  options.mail.from = flags.smtp_from;
  options.mail.user = flags.smtp_user;
  RINGBACK_ASSIGN_OR_RETURN(options.mail.password, ReadPassword(flags.smtp_password_file));
  RINGBACK_RETURN_IF_ERROR(CheckReadable(flags.send_ca));
  options.mail.ca_file = flags.send_ca;
  options.mail.allow_cleartext = flags.smtp_allow_cleartext;
  options.webhooks.ca_file = flags.send_ca;
  options.webhooks.allow_private = flags.allow_private_webhooks;
  options.letters_folder = flags.letters;
  options.first_retry = absl::Seconds(flags.retry_seconds);
  options.log = [](std::string_view line) { spdlog::warn("{}", line); };
  return options;
}

std::string SendingError(const absl::Status& status) { return MessageNaming(status, kFlags); }

}  // namespace ringback
