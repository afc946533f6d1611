#include "ringback/phone/signalled_uri.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace ringback {
namespace {

constexpr size_t kMaxExtension = 20;

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool SameIgnoringCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase({a.data(), a.size()}, {b.data(), b.size()});
}

// Removes `prefix` from the front of `text`, whatever its case.
bool ConsumeScheme(std::string_view prefix, std::string_view& text) {
  if (!SameIgnoringCase(text.substr(0, prefix.size()), prefix)) return false;
  text = Trim(text.substr(prefix.size()));
  return true;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string UndoPercentEscapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? HexDigit(text[i + 1]) : -1;
    const int low = escape ? HexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

std::string DigitsOf(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

// The address inside `"Jones" <sip:…>`, `Jones <sip:…>`, `<sip:…>`; a quoted text alone is its own
// address. Display names say nothing about the number: anyone can write one there.
std::string_view AddressOf(std::string_view text) {
  if (text.starts_with('"')) {
    size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    if (end >= text.size()) return text.substr(1);
    const std::string_view rest = Trim(text.substr(end + 1));
    if (rest.empty()) return Trim(text.substr(1, end - 1));
    text = rest;
  }
  const size_t open = text.find('<');
  if (open == std::string_view::npos) return text;
  const size_t close = text.find('>', open);
  return Trim(text.substr(open + 1, close == text.npos ? close : close - open - 1));
}

void ReadParameter(std::string_view name, std::string_view value, SignalledUri& uri) {
  if (SameIgnoringCase(name, "user")) {
    if (SameIgnoringCase(value, "phone")) uri.may_be_account = false;
  } else if (SameIgnoringCase(name, "ext")) {
    const std::string digits = DigitsOf(value);
    if (uri.extension.empty() && digits.size() <= kMaxExtension) uri.extension = digits;
  } else if (SameIgnoringCase(name, "phone-context")) {
    // A context may also be a domain, which says nothing about the country.
    const std::string context = UndoPercentEscapes(value);
    if (uri.phone_context.empty() && context.starts_with('+')) {
      uri.phone_context = "+" + DigitsOf(context);
    }
  }
}

// Reads `;name=value;name` from `text`.
void ReadParameters(std::string_view text, SignalledUri& uri) {
  while (!text.empty()) {
    const size_t end = text.find(';');
    const std::string_view parameter = text.substr(0, end);
    const size_t equals = parameter.find('=');
    if (equals != std::string_view::npos) {
      ReadParameter(Trim(parameter.substr(0, equals)), Trim(parameter.substr(equals + 1)), uri);
    }
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

// Reads `number;name=value`. A ";" before a digit is a pause on the way to an extension, not a
// parameter.
void ReadSubscriber(std::string_view text, SignalledUri& uri) {
  size_t end = text.find(';');
  while (end != std::string_view::npos && end + 1 < text.size() &&
         !absl::ascii_isalpha(static_cast<unsigned char>(text[end + 1]))) {
    end = text.find(';', end + 1);
  }
  uri.number = UndoPercentEscapes(Trim(text.substr(0, end)));
  if (end != std::string_view::npos) ReadParameters(text.substr(end + 1), uri);
}

// Reads `host` or `number` behind "sip:", where no "@" tells which.
void ReadHostOrNumber(std::string_view text, SignalledUri& uri) {
  const std::string_view name = text.substr(0, text.find_first_of(":;?"));
  const bool host =
      name.starts_with('[') || (!name.starts_with('+') && name.find('.') != std::string_view::npos);
  if (!host) ReadSubscriber(text.substr(0, text.find_first_of(":?")), uri);
}

// Reads `user:password@host:port;parameters?headers`.
void ReadSip(std::string_view text, SignalledUri& uri) {
  uri.may_be_account = true;
  const size_t at = text.find('@');
  if (at == std::string_view::npos) return ReadHostOrNumber(text, uri);
  const std::string_view user = text.substr(0, at);
  ReadSubscriber(user.substr(0, user.find(':')), uri);
  std::string_view rest = text.substr(at + 1);
  rest = rest.substr(0, rest.find('?'));
  const std::string_view host = Trim(rest.substr(0, rest.find_first_of(":;")));
  const size_t parameters = rest.find(';');
  if (parameters != std::string_view::npos) ReadParameters(rest.substr(parameters + 1), uri);
  // RFC 3323 section 4.1.1.3: whatever the user part, nobody is at this host.
  if (SameIgnoringCase(host, "anonymous.invalid")) uri.number = "anonymous";
}

}  // namespace

SignalledUri UnwrapUri(std::string_view text) {
  SignalledUri uri;
  std::string_view address = AddressOf(Trim(text));
  const bool sip = ConsumeScheme("sip:", address) || ConsumeScheme("sips:", address);
  const bool tel = !sip && ConsumeScheme("tel:", address);
  if (tel) {
    while (address.starts_with('/')) address.remove_prefix(1);
    address = address.substr(0, address.find('?'));
  }
  if (sip || (!tel && address.find('@') != std::string_view::npos)) {
    ReadSip(address, uri);
  } else {
    ReadSubscriber(address, uri);
  }
  return uri;
}

}  // namespace ringback
