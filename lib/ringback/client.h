// The contract over a channel: the same code for a server on the network and for an engine in this
// process.
#ifndef RINGBACK_CLIENT_H_
#define RINGBACK_CLIENT_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"
#include "ringback/tls_files.h"
#include "ringback/v1/appointment.grpc.pb.h"
#include "ringback/v1/article.grpc.pb.h"
#include "ringback/v1/attempt.grpc.pb.h"
#include "ringback/v1/call.grpc.pb.h"
#include "ringback/v1/call_note.grpc.pb.h"
#include "ringback/v1/caller.grpc.pb.h"
#include "ringback/v1/caller_context.grpc.pb.h"
#include "ringback/v1/delivery.grpc.pb.h"
#include "ringback/v1/event.grpc.pb.h"
#include "ringback/v1/follow_up.grpc.pb.h"
#include "ringback/v1/lead.grpc.pb.h"
#include "ringback/v1/report.grpc.pb.h"
#include "ringback/v1/script.grpc.pb.h"
#include "ringback/v1/tenant.grpc.pb.h"

namespace ringback {

// One stub a service over one channel. Code that is written against it does not know whether the
// other end is a server (Connect) or an engine in this process (Engine::channel()). Safe from any
// thread; cheap to make.
class Client {
 public:
  // Over any channel.
  explicit Client(std::shared_ptr<grpc::Channel> channel);

  // To a server without TLS, which is only for one on this machine: "127.0.0.1:7443",
  // "unix:/run/ringback.sock", "dns:///localhost:7443". Does not wait for it; a call to a server
  // that is not there is UNAVAILABLE, and so is one to a `target` without a port, which
  // CheckTarget() of ringback/network_address.h tells apart.
  static Client Connect(const std::string& target);

  // To a server with TLS. `files.ca` has the authority that vouches for the server, whose
  // certificate must be for the host in `target`: a name, or an IP address among its subject
  // alternative names. Certificate and key are for a server that asks its clients for theirs.
  // INVALID_ARGUMENT for files that cannot be used, with the fields `tls_ca`, `tls_certificate` and
  // `tls_key`, for "unix:", which has no TLS, and for a `target` that CheckTarget() of
  // ringback/network_address.h refuses. Does not wait for the server either.
  static absl::StatusOr<Client> ConnectTls(const std::string& target, const TlsFiles& files);

  // What it talks over, for stubs of one's own.
  const std::shared_ptr<grpc::Channel>& channel() const { return stubs_->channel; }

  v1::TenantService::Stub& tenants() const { return *stubs_->tenants; }
  v1::CallerService::Stub& callers() const { return *stubs_->callers; }
  v1::LeadService::Stub& leads() const { return *stubs_->leads; }
  v1::NoteService::Stub& notes() const { return *stubs_->notes; }
  v1::AttemptService::Stub& attempts() const { return *stubs_->attempts; }
  v1::CallService::Stub& calls() const { return *stubs_->calls; }
  v1::CallerContextService::Stub& context() const { return *stubs_->context; }
  v1::FollowUpService::Stub& follow_up() const { return *stubs_->follow_up; }
  v1::ScriptService::Stub& scripts() const { return *stubs_->scripts; }
  v1::ArticleService::Stub& articles() const { return *stubs_->articles; }
  v1::AppointmentService::Stub& appointments() const { return *stubs_->appointments; }
  v1::DeliveryService::Stub& deliveries() const { return *stubs_->deliveries; }
  v1::ReportService::Stub& reports() const { return *stubs_->reports; }
  v1::EventService::Stub& events() const { return *stubs_->events; }

 private:
  struct Stubs {
    std::shared_ptr<grpc::Channel> channel;
    std::unique_ptr<v1::TenantService::Stub> tenants;
    std::unique_ptr<v1::CallerService::Stub> callers;
    std::unique_ptr<v1::LeadService::Stub> leads;
    std::unique_ptr<v1::NoteService::Stub> notes;
    std::unique_ptr<v1::AttemptService::Stub> attempts;
    std::unique_ptr<v1::CallService::Stub> calls;
    std::unique_ptr<v1::CallerContextService::Stub> context;
    std::unique_ptr<v1::FollowUpService::Stub> follow_up;
    std::unique_ptr<v1::ScriptService::Stub> scripts;
    std::unique_ptr<v1::ArticleService::Stub> articles;
    std::unique_ptr<v1::AppointmentService::Stub> appointments;
    std::unique_ptr<v1::DeliveryService::Stub> deliveries;
    std::unique_ptr<v1::ReportService::Stub> reports;
    std::unique_ptr<v1::EventService::Stub> events;
  };
  std::shared_ptr<const Stubs> stubs_;
};

// A gRPC error as an absl::Status that carries its ErrorInfo; ReasonOf() and MetadataOf() of
// ringback/model/errors.h read it. OK for OK.
absl::Status FromGrpcStatus(const grpc::Status& status);

// The other way: the code, the message, and google.rpc.Status with ErrorInfo as details (AIP-193).
grpc::Status ToGrpcStatus(const absl::Status& status);

}  // namespace ringback

#endif  // RINGBACK_CLIENT_H_
