#include "ringback/network_address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kUnixAbstract = "unix-abstract:";

// The path has a 0 at its end, the abstract name one at its beginning.
constexpr size_t kMaxPathBytes = sizeof(sockaddr_un::sun_path) - 1;

// RFC 1035.
constexpr size_t kMaxNameBytes = 253;

constexpr char kForms[] =
    "; write 127.0.0.1:PORT, [::1]:PORT, HOST:PORT or unix:PATH, with a port of 0 to 65535";

absl::Status WrongForm(std::string_view field, std::string_view text, std::string_view problem) {
  return InvalidField(field, Quote(text) + " " + std::string(problem) + kForms);
}

template <typename Address>
bool IsIp(int family, const std::string& host) {
  Address address;
  return inet_pton(family, host.c_str(), &address) == 1;
}

// A name that a resolver may be asked for. What ends in a number would be taken for an address in
// an old form: "127.1", "0x7f.1".
bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > kMaxNameBytes) return false;
  size_t label = 0;
  for (size_t i = 0; i <= host.size(); ++i) {
    if (i < host.size() && host[i] != '.') {
      if (!absl::ascii_isalnum(static_cast<unsigned char>(host[i])) && host[i] != '-') return false;
      continue;
    }
    const std::string_view part = host.substr(label, i - label);
    if (part.empty() || part.size() > 63 || part.front() == '-' || part.back() == '-') return false;
    label = i + 1;
  }
  const std::string_view last = host.substr(host.rfind('.') + 1);
  return !absl::ascii_isdigit(static_cast<unsigned char>(last.front()));
}

absl::StatusOr<uint16_t> ReadPort(std::string_view field, std::string_view text,
                                  std::string_view port) {
  uint32_t number = 0;
  const bool digits =
      !port.empty() && port.size() <= 5 &&
      std::all_of(port.begin(), port.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (port.empty()) return WrongForm(field, text, "has no port");
  if (!digits || (port.size() > 1 && port.front() == '0') ||
      !absl::SimpleAtoi(absl::string_view(port.data(), port.size()), &number) || number > 65535) {
    return WrongForm(field, text, "has the port " + Quote(port));
  }
  return static_cast<uint16_t>(number);
}

absl::StatusOr<ListenAddress> ReadUnix(std::string_view field, std::string_view text,
                                       std::string_view scheme) {
  const bool abstract = scheme == kUnixAbstract;
  const std::string_view path = text.substr(scheme.size());
  if (path.empty()) return WrongForm(field, text, abstract ? "has no name" : "has no path");
  if (path.size() > kMaxPathBytes) {
    return InvalidField(field, absl::StrCat("a path of ", path.size(), " bytes, ", Quote(path),
                                            "; a Unix socket takes at most ", kMaxPathBytes));
  }
  // gRPC's clients read an address as a URI, in which these do not stand for themselves.
  for (const unsigned char c : path) {
    if (absl::ascii_iscntrl(c) || c == '%' || c == '?' || c == '#' || c == ' ') {
      return InvalidField(
          field, absl::StrCat(Quote(text), " has ", Quote(std::string(1, static_cast<char>(c))),
                              " in its path, which clients could not name"));
    }
  }
  ListenAddress address;
  address.kind = abstract ? ListenAddress::Kind::kUnixAbstract : ListenAddress::Kind::kUnixPath;
  address.host = std::string(path);
  return address;
}

bool StartsWith(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

}  // namespace

absl::StatusOr<ListenAddress> ReadListenAddress(std::string_view field, std::string_view text) {
  for (const std::string_view scheme : {kUnix, kUnixAbstract}) {
    if (StartsWith(text, scheme)) return ReadUnix(field, text, scheme);
  }
  const bool bracketed = StartsWith(text, "[");
  const size_t colon = bracketed ? text.find(']') + 1 : text.find(':');
  if (bracketed && colon == 0) return WrongForm(field, text, "has no closing bracket");
  ListenAddress address;
  address.host = std::string(bracketed ? text.substr(1, colon - 2) : text.substr(0, colon));
  if (bracketed && !IsIp<in6_addr>(AF_INET6, address.host)) {
    return WrongForm(field, text, "has no IPv6 address in its brackets");
  }
  if (!bracketed && !IsIp<in_addr>(AF_INET, address.host) && !IsHostName(address.host)) {
    return WrongForm(field, text, address.host.empty() ? "has no host" : "has no host that can be");
  }
  if (colon >= text.size()) return WrongForm(field, text, "has no port");
  if (text[colon] != ':' || text.find(':', colon + 1) != std::string_view::npos) {
    return WrongForm(field, text, "is not HOST:PORT");
  }
  RINGBACK_ASSIGN_OR_RETURN(address.port, ReadPort(field, text, text.substr(colon + 1)));
  return address;
}

std::string TextOf(const ListenAddress& address) {
  switch (address.kind) {
    case ListenAddress::Kind::kUnixPath:
      return std::string(kUnix) + address.host;
    case ListenAddress::Kind::kUnixAbstract:
      return std::string(kUnixAbstract) + address.host;
    case ListenAddress::Kind::kTcp:
      break;
  }
  const bool brackets = address.host.find(':') != std::string::npos;
  return brackets ? absl::StrCat("[", address.host, "]:", address.port)
                  : absl::StrCat(address.host, ":", address.port);
}

bool IsOfThisMachine(const ListenAddress& address) {
  if (address.kind != ListenAddress::Kind::kTcp) return true;
  if (absl::AsciiStrToLower(address.host) == "localhost") return true;
  in_addr v4;
  if (inet_pton(AF_INET, address.host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, address.host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

absl::Status CheckTarget(std::string_view field, std::string_view target) {
  std::string_view address = target;
  bool has_scheme = false;
  // "dns:///HOST:PORT", "dns://SERVER/HOST:PORT", "dns:HOST:PORT"; "ipv4:" and "ipv6:" may have
  // several, of which gRPC takes each.
  for (const std::string_view scheme : {"dns:", "ipv4:", "ipv6:"}) {
    if (!StartsWith(target, scheme)) continue;
    has_scheme = true;
    address = target.substr(scheme.size());
    if (StartsWith(address, "//"))
      address = address.substr(std::min(address.find('/', 2), address.size()));
    if (StartsWith(address, "/")) address.remove_prefix(1);
    break;
  }
  while (true) {
    const size_t comma = has_scheme ? address.find(',') : std::string_view::npos;
    const auto read = ReadListenAddress(field, address.substr(0, comma));
    if (!read.ok()) return read.status();
    if (read->kind == ListenAddress::Kind::kTcp && read->port == 0) {
      return InvalidField(field,
                          absl::StrCat(Quote(target), " has the port 0, at which nobody is"));
    }
    if (comma == std::string_view::npos) return absl::OkStatus();
    address.remove_prefix(comma + 1);
  }
}

}  // namespace ringback
