// gRPC by bytes alone: for requests that no stub would send, and for services without a stub here.
#ifndef TESTS_E2E_RAW_CALL_H_
#define TESTS_E2E_RAW_CALL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"

namespace ringback::test {

// One call of any method. Used by one thread. Every step waits at most half a minute.
class RawCall {
 public:
  // Begins a call of "/package.Service/Method".
  RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& path);
  // Cancels what is not finished.
  ~RawCall();

  bool Write(std::string_view request);
  bool WritesDone();
  // False when no more comes.
  bool Read(std::string* response);
  grpc::Status Finish();

 private:
  bool Await();

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

// One request, at most one response. `response` may be nullptr.
grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                     std::string_view request, std::string* response = nullptr);

// The values of a field in the wire format of any message: texts and messages, and numbers.
std::vector<std::string> TextsIn(std::string_view wire, int field);
std::vector<uint64_t> NumbersIn(std::string_view wire, int field);

// A message of one field of text.
std::string TextField(int field, std::string_view text);

}  // namespace ringback::test

#endif  // TESTS_E2E_RAW_CALL_H_
