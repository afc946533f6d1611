// One libcurl transfer, set up as all of ours are.
#ifndef RINGBACK_SENDING_TRANSFER_H_
#define RINGBACK_SENDING_TRANSFER_H_

#include <curl/curl.h>

#include <atomic>
#include <memory>
#include <string>

#include "absl/time/time.h"

namespace ringback {

// A transfer. Used by one thread, and not movable: libcurl keeps pointers to it.
class Transfer {
 public:
  // Gives up after `timeout`, and soon after `stop` becomes true. `ca_file`: the authorities that
  // must vouch for the other end; "" for the system's. No proxy, no redirects, no cookies, and
  // nothing that the environment says.
  Transfer(absl::Duration timeout, const std::string& ca_file, const std::atomic<bool>& stop);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // From now on connects to addresses of the public Internet alone. What a name resolves to is
  // looked at when the connection is made, so that a name that answers otherwise a second time is
  // of no use.
  void RefusePrivateAddresses();

  template <typename Value>
  void Set(CURLoption option, Value value) {
    curl_easy_setopt(curl_.get(), option, value);
  }
  void AddHeader(const std::string& header);

  // Runs it. What the other end sends back is dropped; when it is more than a megabyte the transfer
  // ends there.
  CURLcode Perform();

  CURL* curl() { return curl_.get(); }
  // The last code that the other end answered with; 0 for none.
  long ResponseCode() const;
  // What went wrong, in words. Has no URL in it, but names the host.
  std::string ErrorText(CURLcode code) const;
  // Why an address was refused: "a loopback address"; "" when none was.
  const std::string& refused() const { return refused_; }
  bool stopped() const { return stop_; }
  // The other end said more than we read.
  bool talked_too_much() const { return received_ > kMaxReceived; }

 private:
  static constexpr size_t kMaxReceived = 1 << 20;

  struct FreeCurl {
    void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  static size_t OnReceived(char* data, size_t size, size_t count, void* transfer);
  static int OnProgress(void* transfer, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  static curl_socket_t OnOpenSocket(void* transfer, curlsocktype purpose, curl_sockaddr* address);

  const std::unique_ptr<CURL, FreeCurl> curl_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  const std::atomic<bool>& stop_;
  size_t received_ = 0;
  std::string refused_;
  char error_[CURL_ERROR_SIZE] = "";
};

}  // namespace ringback

#endif  // RINGBACK_SENDING_TRANSFER_H_
