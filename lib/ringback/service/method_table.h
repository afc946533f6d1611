// The one table of methods. gRPC reads it; what calls methods by their names, such as the C ABI and
// the command line, comes by gRPC.
#ifndef RINGBACK_SERVICE_METHOD_TABLE_H_
#define RINGBACK_SERVICE_METHOD_TABLE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "ringback/model/request_context.h"
#include "ringback/rooms.h"

namespace ringback {

// One method of the contract.
struct Method {
  enum class Kind {
    kRead,   // changes nothing
    kWrite,  // OK means durable
    kWatch,  // a stream of events
  };
  using Handler = std::function<absl::Status(const google::protobuf::Message& request,
                                             const RequestContext& context,
                                             google::protobuf::Message* response)>;

  std::string full_name;  // "ringback.v1.CallerService.CreateCaller"
  std::string path;       // "/ringback.v1.CallerService/CreateCaller", as gRPC names it
  Kind kind = Kind::kRead;
  const google::protobuf::Message* request = nullptr;   // the prototype
  const google::protobuf::Message* response = nullptr;  // the prototype
  // How long a request that comes without a deadline may take.
  absl::Duration patience;
  Handler handler;  // empty for kWatch

  // Serialised messages. The two below are there for methods that are answered faster this way, and
  // empty for the others.
  using Bytes = std::shared_ptr<const std::string>;
  using Answered = std::function<void(absl::StatusOr<Bytes>)>;

  // The answer to a serialised request, as of `now`, if it is in memory, else nullptr. Never
  // blocks.
  std::function<Bytes(std::string_view request, absl::Time now)> at_hand;

  // Answers a serialised request by the deadline, on threads of its own.
  std::function<void(std::string request, const RequestContext& context, Answered answered)> begin;
};

// Every method over `rooms`, which must outlive the table. Immutable; safe from any thread.
class MethodTable {
 public:
  explicit MethodTable(Rooms* rooms);

  const std::vector<Method>& methods() const { return methods_; }

  // The method by its full name or its path, or nullptr.
  const Method* Find(std::string_view name) const;

 private:
  std::vector<Method> methods_;
};

}  // namespace ringback

#endif  // RINGBACK_SERVICE_METHOD_TABLE_H_
