#include "ringback/sending/mail.h"

#include <algorithm>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ringback/model/errors.h"
#include "ringback/model/one_line.h"
#include "ringback/model/text.h"
#include "ringback/sending/transfer.h"

namespace ringback {
namespace {

// A line with encoded words has at most 76 characters (RFC 2047, 2): 9 of "Subject: ", 12 around
// the text, and base 64 makes 4 of 3.
constexpr size_t kWordBytes = 39;
// What is longer than a line is folded, and only encoded words can be folded without a change.
constexpr size_t kPlainBytes = 60;
constexpr size_t kMaxAddress = 254;

bool IsPlain(std::string_view text) {
  return text.size() <= kPlainBytes && text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

// "Sample Heating" <office@example.com>, or the address alone.
std::string Mailbox(std::string_view name, const std::string& address) {
  std::string clean = OneLine(name);
  if (clean.empty()) return absl::StrCat("<", address, ">");
  if (!IsPlain(clean)) return absl::StrCat(HeaderText(clean), "\r\n <", address, ">");
  clean = absl::StrReplaceAll(clean, {{"\\", "\\\\"}, {"\"", "\\\""}});
  return absl::StrCat("\"", clean, "\" <", address, ">");
}

struct FreeMime {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
struct FreeRecipients {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void AddHeaders(const MailMessage& message, const MailOptions& options, Transfer* transfer) {
  transfer->AddHeader(absl::StrCat("Date: ", absl::FormatTime("%a, %d %b %Y %H:%M:%S +0000",
                                                              message.date, absl::UTCTimeZone())));
  transfer->AddHeader(absl::StrCat("From: ", Mailbox(message.from_name, options.from)));
  transfer->AddHeader(absl::StrCat("To: ", Mailbox("", message.to)));
  transfer->AddHeader(absl::StrCat("Subject: ", HeaderText(message.subject)));
  transfer->AddHeader(absl::StrCat("Message-ID: <", OneLine(message.message_id), ">"));
  // RFC 3834: nobody's out-of-office note is to answer.
  transfer->AddHeader("Auto-Submitted: auto-generated");
}

std::unique_ptr<curl_mime, FreeMime> MakeBody(CURL* curl, const std::string& text) {
  std::unique_ptr<curl_mime, FreeMime> mime(curl_mime_init(curl));
  curl_mimepart* part = curl_mime_addpart(mime.get());
  const std::string lines = absl::StrReplaceAll(CleanLines(text), {{"\n", "\r\n"}});
  curl_mime_data(part, lines.data(), lines.size());
  curl_mime_type(part, "text/plain; charset=utf-8");
  curl_mime_encoder(part, "quoted-printable");
  return mime;
}

TryOutcome OutcomeOf(const Transfer& transfer, CURLcode code) {
  if (code == CURLE_OK) return TryOutcome::Accepted();
  if (code == CURLE_ABORTED_BY_CALLBACK && transfer.stopped()) return TryOutcome::Stopped();
  if (code == CURLE_LOGIN_DENIED) {
    return TryOutcome::Failed("the mail server does not take our user and password");
  }
  if (code == CURLE_USE_SSL_FAILED) {
    return TryOutcome::Failed("the mail server offers no STARTTLS");
  }
  const long answer = transfer.ResponseCode();
  // What the server says beside the number may name people.
  if (answer >= 400 && answer < 600) {
    const std::string text = absl::StrCat("the mail server answered ", answer);
    return answer >= 500 ? TryOutcome::Refused(text) : TryOutcome::Failed(text);
  }
  return TryOutcome::Failed(transfer.ErrorText(code));
}

}  // namespace

absl::Status CheckMailOptions(const MailOptions& options) {
  if (options.url.empty()) return absl::OkStatus();
  const std::string_view url = options.url;
  if (url.substr(0, 7) != "smtp://" && url.substr(0, 8) != "smtps://") {
    return InvalidField("smtp", "must begin with smtp:// or smtps://");
  }
  if (url.find('@') != std::string_view::npos) {
    return InvalidField("smtp", "must have no user and no password");
  }
  if (!IsMailAddress(options.from)) {
    return InvalidField("smtp_from", Quote(options.from) + " is not an e-mail address");
  }
  if (options.user.empty() != options.password.empty()) {
    return InvalidField("smtp_user", "a user and a password belong together");
  }
  return absl::OkStatus();
}

bool IsMailAddress(std::string_view address) {
  const size_t at = address.find('@');
  return address.size() <= kMaxAddress && at != std::string_view::npos && at != 0 &&
         at + 1 != address.size() && address.find('@', at + 1) == std::string_view::npos &&
         std::all_of(address.begin(), address.end(), [](char c) {
           return c > ' ' && c != 0x7F &&
                  std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos;
         });
}

std::string HeaderText(std::string_view text) {
  std::string clean = OneLine(text);
  if (IsPlain(clean)) return clean;
  std::string header;
  std::string_view rest = clean;
  while (!rest.empty()) {
    const std::string_view word = CutUtf8(rest, kWordBytes);
    absl::StrAppend(&header, header.empty() ? "" : "\r\n ", "=?UTF-8?B?",
                    absl::Base64Escape(std::string(word)), "?=");
    rest.remove_prefix(word.size());
  }
  return header;
}

TryOutcome SendMail(const MailMessage& message, const MailOptions& options,
                    const std::atomic<bool>& stop) {
  if (!IsMailAddress(message.to)) {
    return TryOutcome::Refused("the address is not one that mail can be sent to");
  }
  Transfer transfer(options.timeout, options.ca_file, stop);
  transfer.Set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  transfer.Set(CURLOPT_URL, options.url.c_str());
  transfer.Set(CURLOPT_USE_SSL,
               static_cast<long>(options.allow_cleartext ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!options.user.empty()) {
    // A password goes over TLS or not at all.
    transfer.Set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    transfer.Set(CURLOPT_USERNAME, options.user.c_str());
    transfer.Set(CURLOPT_PASSWORD, options.password.c_str());
  }
  const std::string from = absl::StrCat("<", options.from, ">");
  const std::string to = absl::StrCat("<", message.to, ">");
  const std::unique_ptr<curl_slist, FreeRecipients> recipients(
      curl_slist_append(nullptr, to.c_str()));
  transfer.Set(CURLOPT_MAIL_FROM, from.c_str());
  transfer.Set(CURLOPT_MAIL_RCPT, recipients.get());
  AddHeaders(message, options, &transfer);
  const auto body = MakeBody(transfer.curl(), message.text);
  transfer.Set(CURLOPT_MIMEPOST, body.get());
  return OutcomeOf(transfer, transfer.Perform());
}

}  // namespace ringback
