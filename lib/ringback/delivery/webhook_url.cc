#include "ringback/delivery/webhook_url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ringback/base/status_macros.h"
#include "ringback/delivery/public_address.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr size_t kMaxHost = 253;  // RFC 1035
constexpr size_t kMaxLabel = 63;

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// Takes the scheme off; false for one that is not accepted.
bool TakeScheme(std::string_view* rest, bool allow_http) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (scheme == "http://" && !allow_http) break;
    if (absl::AsciiStrToLower(std::string(rest->substr(0, scheme.size()))) == scheme) {
      rest->remove_prefix(scheme.size());
      return true;
    }
  }
  return false;
}

// Whether a host could be taken for an IPv4 address: by its last label, as WHATWG's URL standard
// says. "127.1" and "0x7f000001" reach this machine too.
bool EndsInNumber(const std::vector<std::string>& labels) {
  const std::string& last = labels.back();
  return IsDigits(last) || last.substr(0, 2) == "0x";
}

absl::Status CheckName(std::string_view field, const std::string& host, bool allow_private) {
  std::string name = absl::AsciiStrToLower(host);
  if (!name.empty() && name.back() == '.') name.pop_back();
  const std::vector<std::string> labels = absl::StrSplit(name, '.');
  const bool form = !name.empty() && name.size() <= kMaxHost &&
                    std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
                      return !label.empty() && label.size() <= kMaxLabel &&
                             label.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") ==
                                 std::string::npos;
                    });
  if (!form) {
    return InvalidField(field, Quote(host) + " is not a host name (RFC 1123; IDN as punycode)");
  }
  in_addr ignored;
  if (EndsInNumber(labels) && inet_pton(AF_INET, name.c_str(), &ignored) != 1) {
    return InvalidField(field, Quote(host) + " is not an IPv4 address");
  }
  if (allow_private) return absl::OkStatus();
  if (labels.back() == "localhost") {
    return InvalidField(field, Quote(host) + " is this machine; webhooks go to public addresses");
  }
  if (const std::string_view why = WhyNotPublic(name); !why.empty()) {
    return InvalidField(field, absl::StrCat(Quote(host), " is ", std::string(why),
                                            "; webhooks go to public addresses"));
  }
  return absl::OkStatus();
}

absl::Status CheckIpv6(std::string_view field, const std::string& host, bool allow_private) {
  in6_addr ignored;
  if (inet_pton(AF_INET6, host.c_str(), &ignored) != 1) {
    return InvalidField(field, Quote(host) + " is not an IPv6 address");
  }
  const std::string_view why = WhyNotPublic(host);
  if (allow_private || why.empty()) return absl::OkStatus();
  return InvalidField(field, absl::StrCat(Quote(host), " is ", std::string(why),
                                          "; webhooks go to public addresses"));
}

absl::Status CheckPort(std::string_view field, std::string_view port) {
  if (port.empty()) return absl::OkStatus();
  port.remove_prefix(1);
  int number = 0;
  if (IsDigits(port) && port.size() <= 5) {
    for (const char c : port) number = number * 10 + (c - '0');
  }
  if (number >= 1 && number <= 65535) return absl::OkStatus();
  return InvalidField(field, "its port must be 1 to 65535");
}

// The host and, with its colon, the port of an authority.
absl::Status CheckAuthority(std::string_view field, std::string_view authority,
                            bool allow_private) {
  if (authority.find('@') != std::string_view::npos) {
    return InvalidField(field, "must have no user and no password");
  }
  if (!authority.empty() && authority.front() == '[') {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return InvalidField(field, "'[' without ']'");
    const std::string_view port = authority.substr(end + 1);
    if (!port.empty() && port.front() != ':') {
      return InvalidField(field, "']' is followed by neither a port nor a path");
    }
    RINGBACK_RETURN_IF_ERROR(CheckPort(field, port));
    return CheckIpv6(field, std::string(authority.substr(1, end - 1)), allow_private);
  }
  const size_t colon = std::min(authority.find(':'), authority.size());
  RINGBACK_RETURN_IF_ERROR(CheckPort(field, authority.substr(colon)));
  return CheckName(field, std::string(authority.substr(0, colon)), allow_private);
}

}  // namespace

absl::Status CheckWebhookUrl(std::string_view field, std::string_view url, bool allow_private) {
  for (const char c : url) {
    // RFC 3986 has no others; they are where two programs read one URL in two ways.
    if (c <= ' ' || c >= 0x7F ||
        std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos) {
      return InvalidField(field,
                          "must be ASCII without blanks, quotes, '<', '>', '\\', '^', '`', "
                          "'{', '|' or '}'; anything else as %XX");
    }
  }
  std::string_view rest = url;
  if (!TakeScheme(&rest, allow_private)) {
    return InvalidField(
        field, allow_private ? "must begin with https:// or http://" : "must begin with https://");
  }
  if (rest.find('#') != std::string_view::npos) {
    return InvalidField(field, "must have no fragment ('#')");
  }
  return CheckAuthority(field, rest.substr(0, std::min(rest.find_first_of("/?"), rest.size())),
                        allow_private);
}

}  // namespace ringback
