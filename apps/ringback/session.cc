#include "apps/ringback/session.h"

#include <cstdio>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "apps/ringback/describe.h"
#include "google/protobuf/util/json_util.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/network_address.h"

namespace ringback::cli {

namespace {

constexpr std::string_view kTenants = "tenants/";
constexpr std::pair<std::string_view, std::string_view> kFlags[] = {
    {"target", "--server"},
    {"tls_ca", "--tls-ca"},
    {"tls_certificate", "--tls-cert"},
    {"tls_key", "--tls-key"}};
constexpr char kErrorInfo[] = "type.googleapis.com/google.rpc.ErrorInfo";

}  // namespace

absl::StatusOr<const Client*> Session::Connect() {
  if (client_.has_value()) return &*client_;
  if (options_.store.empty()) {
    absl::StatusOr<Client> client = ConnectToServer();
    if (!client.ok()) return client.status();
    client_ = *std::move(client);
    return &*client_;
  }
  absl::StatusOr<std::unique_ptr<LocalStore>> store = open_store_(options_.store);
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  client_.emplace(store_->channel());
  return &*client_;
}

absl::StatusOr<Client> Session::ConnectToServer() const {
  const absl::Status target = CheckTarget("target", options_.server);
  if (!target.ok()) return absl::Status(target.code(), MessageNaming(target, kFlags));
  if (options_.tls.ca.empty()) return Client::Connect(options_.server);
  absl::StatusOr<Client> client = Client::ConnectTls(options_.server, options_.tls);
  if (client.ok()) return client;
  return absl::Status(client.status().code(), MessageNaming(client.status(), kFlags));
}

absl::Status Session::NoTls(const std::string& words) const {
  // A server that misses our certificate closes the connection when the handshake is over for us.
  const bool after_handshake = !absl::StrContains(words, "handshake failed");
  return absl::UnavailableError(absl::StrCat(
      "no TLS with ", options_.server, ": ", words,
      after_handshake && options_.tls.certificate.empty()
          ? " (start ringbackd; or does it ask for a certificate, --tls-cert and --tls-key?)"
          : ""));
}

absl::Status Session::Explain(const absl::Status& status) const {
  // The server's own errors carry a reason; what has none comes from the way there.
  const bool on_the_way = !status.GetPayload(kErrorInfo).has_value();
  if (status.code() == absl::StatusCode::kUnavailable && on_the_way && options_.store.empty()) {
    if (!options_.tls.ca.empty()) return NoTls(std::string(status.message()));
    return absl::UnavailableError(
        absl::StrCat("no server answers at ", options_.server,
                     "; start ringbackd, or open a file with --store sqlite:PATH; one that has TLS "
                     "needs --tls-ca"));
  }
  if (status.code() == absl::StatusCode::kCancelled && on_the_way) {
    return absl::CancelledError("the server ended the call, as it does when it goes down");
  }
  if (status.code() == absl::StatusCode::kDeadlineExceeded && on_the_way) {
    return absl::DeadlineExceededError(
        absl::StrCat("no answer within ", options_.timeout_seconds,
                     " s; it may have been done all the same (--timeout gives it longer)"));
  }
  return status;
}

absl::StatusOr<absl::TimeZone> Session::ZoneOf(const std::string& tenant) {
  v1::GetTenantRequest request;
  request.set_name(tenant);
  const absl::StatusOr<v1::Tenant> found =
      Call(&Client::tenants, &v1::TenantService::Stub::GetTenant, request);
  if (!found.ok()) return found.status();
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!found->time_zone().empty() && !absl::LoadTimeZone(found->time_zone(), &zone)) {
    return absl::FailedPreconditionError(
        absl::StrCat("this machine does not know the time zone ", Quote(found->time_zone()), " of ",
                     tenant, "; install tzdata, or write times with their offset"));
  }
  return zone;
}

absl::StatusOr<Clock> Session::GetClock() {
  if (!zone_.has_value()) {
    const absl::StatusOr<absl::TimeZone> zone = ZoneOf(parent());
    if (!zone.ok()) return zone.status();
    zone_ = *zone;
  }
  return Clock{absl::Now(), *zone_};
}

Clock Session::ClockForPrinting() {
  const absl::StatusOr<Clock> clock = GetClock();
  if (clock.ok()) return *clock;
  zone_ = absl::UTCTimeZone();
  return Clock{absl::Now(), *zone_};
}

Clock Session::ClockOf(const std::string& tenant) {
  if (tenant == parent()) return ClockForPrinting();
  const absl::StatusOr<absl::TimeZone> zone = tenant.empty() ? absl::UTCTimeZone() : ZoneOf(tenant);
  return Clock{absl::Now(), zone.ok() ? *zone : absl::UTCTimeZone()};
}

std::string Session::parent() const { return std::string(kTenants) + tenant_id(); }

std::string Session::tenant_id() const {
  const std::string& tenant = options_.tenant;
  return tenant.starts_with(kTenants) ? tenant.substr(kTenants.size()) : tenant;
}

std::chrono::microseconds Session::timeout() const {
  return std::chrono::microseconds(static_cast<int64_t>(options_.timeout_seconds * 1e6));
}

void Session::ShowResource(const google::protobuf::Message& resource) {
  if (options_.json) {
    Print(ToJson(resource, /*pretty=*/true));
  } else if (options_.quiet) {
    const auto* name = resource.GetDescriptor()->FindFieldByName("name");
    if (name == nullptr) return;
    Print(OneLine(resource.GetReflection()->GetString(resource, name)) + "\n");
  } else {
    Print(Describe(resource, ClockForPrinting(), ink()));
  }
}

void Session::Print(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

std::string ToJson(const google::protobuf::Message& message, bool pretty) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = pretty;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "";
  json = EscapeHidden(json);
  // Printed with white space, protobuf ends the text with a line break itself.
  return pretty ? json : json + "\n";
}

}  // namespace ringback::cli
