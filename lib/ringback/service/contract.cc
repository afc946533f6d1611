#include "ringback/service/contract.h"

#include "ringback/v1/appointment.pb.h"
#include "ringback/v1/article.pb.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/call.pb.h"
#include "ringback/v1/call_note.pb.h"
#include "ringback/v1/caller.pb.h"
#include "ringback/v1/caller_context.pb.h"
#include "ringback/v1/delivery.pb.h"
#include "ringback/v1/event.pb.h"
#include "ringback/v1/follow_up.pb.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/report.pb.h"
#include "ringback/v1/script.pb.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

std::vector<const ServiceDescriptor*> ListServices() {
  std::vector<const ServiceDescriptor*> services;
  // One file a resource, by a message of it.
  for (const FileDescriptor* file :
       {v1::Tenant::descriptor()->file(), v1::Caller::descriptor()->file(),
        v1::Lead::descriptor()->file(), v1::CallNote::descriptor()->file(),
        v1::OutboundAttempt::descriptor()->file(), v1::Call::descriptor()->file(),
        v1::CallerContext::descriptor()->file(), v1::Cadence::descriptor()->file(),
        v1::Script::descriptor()->file(), v1::Article::descriptor()->file(),
        v1::Appointment::descriptor()->file(), v1::Webhook::descriptor()->file(),
        v1::ConversionReport::descriptor()->file(), v1::Event::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  }
  return services;
}

}  // namespace

const std::vector<const ServiceDescriptor*>& ContractServices() {
  static const auto* services = new std::vector<const ServiceDescriptor*>(ListServices());
  return *services;
}

const MethodDescriptor* FindContractMethod(std::string_view name) {
  constexpr std::string_view kPackage = "ringback.v1.";
  if (name.substr(0, kPackage.size()) == kPackage) name.remove_prefix(kPackage.size());
  const size_t dot = name.find('.');
  if (dot == std::string_view::npos) return nullptr;
  for (const ServiceDescriptor* service : ContractServices()) {
    if (service->name() != name.substr(0, dot)) continue;
    return service->FindMethodByName(std::string(name.substr(dot + 1)));
  }
  return nullptr;
}

}  // namespace ringback
