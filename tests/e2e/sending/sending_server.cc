#include "tests/e2e/sending/sending_server.h"

#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace ringback::test {

void SendingServer::Serve(const std::vector<std::string>& flags) {
  if (server_ != nullptr) former_logs_ += server_->Log();
  server_.reset();
  flags_ = flags;
  std::vector<std::string> arguments = {"--store", "sqlite:" + folder_.File("calls.db"), "--listen",
                                        "127.0.0.1:0"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  server_ = std::make_unique<ServerProcess>(arguments, folder_.File("server.log"));
  ASSERT_TRUE(server_->listens()) << server_->Log();
  client_ = std::make_unique<Client>(
      grpc::CreateChannel(server_->addresses()[0], grpc::InsecureChannelCredentials()));
}

void SendingServer::KillAndServeAgain() {
  server_->Kill();
  Serve(std::vector<std::string>(flags_));
}

v1::Caller SendingServer::AddCaller(const std::string& name) {
  v1::CreateCallerRequest request;
  const size_t blank = name.find(' ');
  request.mutable_caller()->set_given_name(name.substr(0, blank));
  request.mutable_caller()->set_family_name(name.substr(blank + 1));
  v1::Caller caller;
  ExpectOk(Call(client_->callers(), &v1::CallerService::Stub::CreateCaller, request, &caller));
  return caller;
}

void SendingServer::Rename(const v1::Caller& caller, const std::string& given_name) {
  v1::UpdateCallerRequest request;
  request.mutable_caller()->set_name(caller.name());
  request.mutable_caller()->set_given_name(given_name);
  request.mutable_update_mask()->add_paths("given_name");
  v1::Caller changed;
  ExpectOk(Call(client_->callers(), &v1::CallerService::Stub::UpdateCaller, request, &changed));
}

std::vector<v1::Delivery> SendingServer::Deliveries() {
  v1::ListDeliveriesRequest request;
  request.set_page_size(1000);
  v1::ListDeliveriesResponse page;
  ExpectOk(Call(client_->deliveries(), &v1::DeliveryService::Stub::ListDeliveries, request, &page));
  return {page.deliveries().begin(), page.deliveries().end()};
}

std::string SendingServer::DeliveriesAsText() {
  std::string text;
  for (const v1::Delivery& delivery : Deliveries()) text += delivery.DebugString();
  return text;
}

std::vector<v1::Delivery> SendingServer::WaitForDeliveries(
    v1::Delivery::State state, size_t count,
    const std::function<bool(const v1::Delivery&)>& which) {
  const absl::Time until = absl::Now() + absl::Seconds(60);
  while (true) {
    std::vector<v1::Delivery> found;
    for (v1::Delivery& delivery : Deliveries()) {
      if (delivery.state() == state && (!which || which(delivery)))
        found.push_back(std::move(delivery));
    }
    if (found.size() >= count || absl::Now() > until) return found;
    absl::SleepFor(absl::Milliseconds(20));
  }
}

std::string SendingServer::AllLogs() const {
  return former_logs_ + (server_ == nullptr ? "" : server_->Log());
}

std::string SendingServer::Source(const std::string& name) { return "tests/e2e/sending/" + name; }

}  // namespace ringback::test
