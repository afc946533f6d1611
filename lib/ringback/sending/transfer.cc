#include "ringback/sending/transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

#include "ringback/delivery/public_address.h"

namespace ringback {
namespace {

constexpr long kConnectSeconds = 10;

CURL* NewCurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return curl_easy_init();
}

}  // namespace

Transfer::Transfer(absl::Duration timeout, const std::string& ca_file,
                   const std::atomic<bool>& stop)
    : curl_(NewCurl()), stop_(stop) {
  Set(CURLOPT_ERRORBUFFER, error_);
  Set(CURLOPT_NOSIGNAL, 1L);
  Set(CURLOPT_PROXY, "");
  Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  Set(CURLOPT_FOLLOWLOCATION, 0L);
  Set(CURLOPT_CONNECTTIMEOUT, std::min(kConnectSeconds, absl::ToInt64Seconds(timeout)));
  Set(CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(timeout)));
  Set(CURLOPT_WRITEFUNCTION, &OnReceived);
  Set(CURLOPT_WRITEDATA, this);
  Set(CURLOPT_XFERINFOFUNCTION, &OnProgress);
  Set(CURLOPT_XFERINFODATA, this);
  Set(CURLOPT_NOPROGRESS, 0L);
  if (!ca_file.empty()) Set(CURLOPT_CAINFO, ca_file.c_str());
}

void Transfer::RefusePrivateAddresses() {
  Set(CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket);
  Set(CURLOPT_OPENSOCKETDATA, this);
}

void Transfer::AddHeader(const std::string& header) {
  headers_.reset(curl_slist_append(headers_.release(), header.c_str()));
}

CURLcode Transfer::Perform() {
  Set(CURLOPT_HTTPHEADER, headers_.get());
  return curl_easy_perform(curl_.get());
}

long Transfer::ResponseCode() const {
  long code = 0;
  curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &code);
  return code;
}

std::string Transfer::ErrorText(CURLcode code) const {
  return error_[0] != '\0' ? error_ : curl_easy_strerror(code);
}

size_t Transfer::OnReceived(char*, size_t size, size_t count, void* transfer) {
  auto* self = static_cast<Transfer*>(transfer);
  self->received_ += size * count;
  return self->talked_too_much() ? 0 : size * count;
}

int Transfer::OnProgress(void* transfer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(transfer)->stop_ ? 1 : 0;
}

curl_socket_t Transfer::OnOpenSocket(void* transfer, curlsocktype, curl_sockaddr* address) {
  auto* self = static_cast<Transfer*>(transfer);
  const std::string_view why = WhyNotPublic(address->addr);
  if (!why.empty()) {
    self->refused_ = std::string(why);
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace ringback
