// E-mail by SMTP (RFC 5321), messages as RFC 5322 has them.
#ifndef RINGBACK_SENDING_MAIL_H_
#define RINGBACK_SENDING_MAIL_H_

#include <atomic>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ringback/sending/try_outcome.h"

namespace ringback {

struct MailOptions {
  // smtp://HOST:PORT, with STARTTLS, or smtps://HOST:PORT. "" sends no mail.
  std::string url = {};
  // The address that mail comes from.
  std::string from = {};
  // Who we are to the mail server; "" for nobody.
  std::string user = {};
  std::string password = {};
  // A PEM file with the authorities that vouch for the mail server; "" for the system's.
  std::string ca_file = {};
  // Also to a mail server that has no STARTTLS.
  bool allow_cleartext = false;
  absl::Duration timeout = absl::Seconds(60);
};

// INVALID_ARGUMENT names `smtp`, `smtp_from`, or `smtp_user` when the options cannot work.
absl::Status CheckMailOptions(const MailOptions& options);

// A plain-text message.
struct MailMessage {
  std::string to;         // an address
  std::string from_name;  // who writes; may be ""
  std::string subject;
  std::string text;        // UTF-8, lines end in \n
  std::string message_id;  // "id@domain": the same for each try, so that a receiver can tell
  absl::Time date;
};

// Whether a message can be sent to `address`: one mailbox, as RFC 5321 spells it without quotes.
bool IsMailAddress(std::string_view address);

// The text of a header, on one line as OneLine() has it; what is not plain ASCII is written as RFC
// 2047 has it, folded at 75 characters.
std::string HeaderText(std::string_view text);

// Sends a message. 5xx of the server is for good, but for a refused password; everything else may
// work another time. Blocks.
TryOutcome SendMail(const MailMessage& message, const MailOptions& options,
                    const std::atomic<bool>& stop);

}  // namespace ringback

#endif  // RINGBACK_SENDING_MAIL_H_
