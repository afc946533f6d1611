// Checking requests against the rules that stand beside their fields.
#include "ringback/model/validate.h"

#include <functional>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/v1/attempt.pb.h"
#include "ringback/v1/call.pb.h"
#include "ringback/v1/call_note.pb.h"
#include "ringback/v1/caller.pb.h"
#include "ringback/v1/caller_context.pb.h"
#include "ringback/v1/event.pb.h"
#include "ringback/v1/field_rules.pb.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/tenant.pb.h"

namespace ringback {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string BadField(const Message& request) {
  return MetadataOf(Validate(request, kDefaultTenant), "field");
}

v1::CreateCallerRequest GoodCreate() {
  v1::CreateCallerRequest request;
  request.set_parent("tenants/default");
  request.mutable_caller()->set_given_name("Robert");
  request.mutable_caller()->add_phones()->set_number("+12024561414");
  return request;
}

TEST(Validate, TakesAGoodRequest) { EXPECT_TRUE(Validate(GoodCreate(), kDefaultTenant).ok()); }

TEST(Validate, NamesTheFirstFieldThatBreaksItsRule) {
  const auto bad = [](const std::function<void(v1::CreateCallerRequest&)>& change) {
    v1::CreateCallerRequest request = GoodCreate();
    change(request);
    return BadField(request);
  };
  EXPECT_EQ(bad([](auto& r) { r.set_parent("tenants/A"); }), "parent");
  EXPECT_EQ(bad([](auto& r) { r.clear_caller(); }), "caller");
  EXPECT_EQ(bad([](auto& r) { r.set_request_id(std::string(65, 'x')); }), "request_id");
  EXPECT_EQ(bad([](auto& r) { r.mutable_caller()->set_given_name(std::string(201, 'x')); }),
            "caller.given_name");
  EXPECT_EQ(bad([](auto& r) { r.mutable_caller()->add_phones(); }), "caller.phones[1].number");
  EXPECT_EQ(bad([](auto& r) { r.mutable_caller()->add_emails(std::string(255, 'x')); }),
            "caller.emails[0]");
  EXPECT_EQ(bad([](auto& r) {
              for (int i = 0; i < 21; ++i) r.mutable_caller()->add_emails("a@b");
            }),
            "caller.emails");
  EXPECT_EQ(bad([](auto& r) { r.mutable_caller()->add_external_ids()->set_system("x"); }),
            "caller.external_ids[0].id");
  EXPECT_EQ(bad([](auto& r) {
              (*r.mutable_caller()->mutable_annotations())["k"] = std::string(1001, 'x');
            }).substr(0, 18),
            "caller.annotations");
  EXPECT_EQ(bad([](auto& r) {
              (*r.mutable_caller()->mutable_annotations())[std::string(2000000, 'k')] = "v";
            }).substr(0, 18),
            "caller.annotations");
  EXPECT_EQ(bad([](auto& r) { r.mutable_caller()->set_name("callers/x"); }), "caller.name");
}

TEST(Validate, SaysTheRuleAndQuotesLittle) {
  v1::CreateCallerRequest request = GoodCreate();
  request.mutable_caller()->set_company(std::string(10 << 20, 'x'));
  const absl::Status status = Validate(request, kDefaultTenant);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_LT(status.message().size(), 200u);
  EXPECT_NE(status.message().find("at most 200"), absl::string_view::npos) << status;
}

TEST(Validate, OutputOnlyFieldsMayHoldAnything) {
  v1::CreateCallerRequest request = GoodCreate();
  request.mutable_caller()->mutable_create_time()->set_seconds(-1);
  request.mutable_caller()->add_missing_fields(static_cast<v1::IntakeField>(77));
  EXPECT_TRUE(Validate(request, kDefaultTenant).ok());
}

TEST(Validate, TimesAreInTheYears1970To2199) {
  v1::LookupCallerRequest request;
  for (const int64_t seconds : {int64_t{0}, int64_t{7258118399}}) {
    request.mutable_at_time()->set_seconds(seconds);
    EXPECT_TRUE(Validate(request, kDefaultTenant).ok()) << seconds;
  }
  for (const int64_t seconds :
       {int64_t{-1}, int64_t{7258118400}, int64_t{253402300799}, INT64_MAX, INT64_MIN}) {
    request.mutable_at_time()->set_seconds(seconds);
    EXPECT_EQ(BadField(request), "at_time") << seconds;
  }
  request.mutable_at_time()->set_seconds(1);
  for (const int32_t nanos : {-1, 1'000'000'000}) {
    request.mutable_at_time()->set_nanos(nanos);
    EXPECT_EQ(BadField(request), "at_time") << nanos;
  }
}

TEST(Validate, EnumValuesMustExist) {
  v1::LookupCallerRequest request;
  request.set_verification(static_cast<v1::Verification>(99));
  EXPECT_EQ(BadField(request), "verification");
  v1::WatchEventsRequest watch;
  watch.add_types(v1::EVENT_TYPE_CALL_STARTED);
  watch.add_types(static_cast<v1::EventType>(999));
  EXPECT_EQ(BadField(watch), "types[1]");
  watch.set_types(1, v1::EVENT_TYPE_UNSPECIFIED);
  EXPECT_EQ(BadField(watch), "types[1]");
}

TEST(Validate, DurationsAreWholeSecondsInTheirRange) {
  v1::CreateTenantRequest request;
  request.set_tenant_id("a");
  auto* window = request.mutable_tenant()->mutable_callback_window();
  window->set_seconds(60);
  EXPECT_TRUE(Validate(request, kDefaultTenant).ok());
  window->set_nanos(1);
  EXPECT_EQ(BadField(request), "tenant.callback_window");
  window->set_nanos(0);
  window->set_seconds(365 * 24 * 3600 + 1);
  EXPECT_EQ(BadField(request), "tenant.callback_window");
}

TEST(Validate, AnUpdateNeedsTheNameAloneButTheOtherRulesHold) {
  v1::UpdateLeadRequest request;
  EXPECT_EQ(BadField(request), "lead");
  request.mutable_lead()->set_interest("x");
  EXPECT_EQ(BadField(request), "lead.name");
  request.mutable_lead()->set_name("tenants/default/leads/b");
  EXPECT_TRUE(Validate(request, kDefaultTenant).ok()) << "the caller is not asked for";
  request.mutable_lead()->set_interest(std::string(501, 'x'));
  EXPECT_EQ(BadField(request), "lead.interest");
  request.mutable_lead()->clear_interest();
  request.mutable_update_mask()->add_paths(std::string(200, 'x'));
  EXPECT_EQ(BadField(request).substr(0, 11), "update_mask");
  request.mutable_update_mask()->clear_paths();
  for (int i = 0; i < 65; ++i) request.mutable_update_mask()->add_paths("interest");
  EXPECT_EQ(BadField(request).substr(0, 11), "update_mask");
}

TEST(Validate, RefusesNamesOfAnotherTenant) {
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_name("tenants/a/leads/b");
  update.mutable_lead()->set_owner("tenants/b/agents/tracy");
  EXPECT_EQ(MetadataOf(Validate(update, "a"), "field"), "lead.owner");
  EXPECT_TRUE(Validate(update, kEveryTenantId).ok());
  update.mutable_lead()->set_owner("tenants/a/agents/tracy");
  EXPECT_TRUE(Validate(update, "a").ok());
  // A filter too, and the empty parent is the default tenant's.
  v1::ListLeadsRequest list;
  list.set_owner("tenants/b/agents/tracy");
  const absl::Status refused = Validate(list, TenantOf(list.parent()));
  EXPECT_EQ(MetadataOf(refused, "field"), "owner");
  EXPECT_EQ(refused.message(),
            "owner: \"tenants/b/agents/tracy\" does not belong to tenants/default");
}

TEST(Validate, TakesAnAgentByTheIdAlone) {
  v1::StartCallRequest request;
  for (const char* agent : {"tracy", "tenants/a/agents/tracy", ""}) {
    request.set_agent(agent);
    EXPECT_TRUE(Validate(request, "a").ok()) << agent;
  }
  for (const char* agent : {"tenants/b/agents/tracy", "tenants/a/callers/tracy", "Tracy", "tracy ",
                            "tenants/a/agents/", "agents/tracy", "tenants/-/agents/tracy"}) {
    request.set_agent(agent);
    EXPECT_EQ(MetadataOf(Validate(request, "a"), "field"), "agent") << agent;
  }
}

TEST(TenantNameIn, IsTheParentTheNameOrThatOfTheUpdatedResource) {
  v1::CreateCallerRequest create;
  EXPECT_EQ(TenantNameIn(create), "");
  create.set_parent("tenants/a");
  EXPECT_EQ(TenantNameIn(create), "tenants/a");
  v1::GetLeadRequest get;
  get.set_name("tenants/b/leads/x");
  EXPECT_EQ(TenantNameIn(get), "tenants/b/leads/x");
  v1::UpdateLeadRequest update;
  EXPECT_EQ(TenantNameIn(update), "");
  update.mutable_lead()->set_name("tenants/c/leads/x");
  EXPECT_EQ(TenantNameIn(update), "tenants/c/leads/x");
  EXPECT_EQ(TenantNameIn(v1::CreateTenantRequest()), kEveryTenant);
}

TEST(ValidateResource, NamesTheFieldBelowItsPath) {
  v1::Lead lead;
  EXPECT_EQ(MetadataOf(ValidateResource(lead, "lead"), "field"), "lead.caller");
}

TEST(ParseRequest, NamesTheTextThatIsNotUtf8) {
  v1::CreateCallerRequest request = GoodCreate();
  request.mutable_caller()->add_emails("ab@sample.example");
  std::string wire = request.SerializeAsString();
  wire[wire.find("ab@") + 1] = '\xff';
  v1::CreateCallerRequest parsed;
  const absl::Status status = ParseRequest(wire, &parsed);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(MetadataOf(status, "field").find("caller.emails"), std::string::npos) << status;
}

void AddUnknownField(Message* message, const std::string& text) {
  message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(9999, text);
}

TEST(ParseRequest, DropsWhatNoRuleBounds) {
  v1::CreateCallerRequest request = GoodCreate();
  const std::string good = request.SerializeAsString();
  const std::string much(1 << 20, 'x');
  // At every depth: the request, the resource, an item of it, a time.
  AddUnknownField(&request, much);
  v1::Caller& caller = *request.mutable_caller();
  AddUnknownField(&caller, much);
  AddUnknownField(caller.mutable_phones(0), much);
  AddUnknownField(caller.mutable_create_time(), much);
  for (int i = 0; i < 1000; ++i) caller.add_missing_fields(v1::INTAKE_FIELD_EMAIL);
  v1::CreateCallerRequest parsed;
  ASSERT_TRUE(ParseRequest(request.SerializeAsString(), &parsed).ok());
  EXPECT_EQ(parsed.SerializeAsString(), good);
}

TEST(ParseRequest, TakesNoGarbage) {
  v1::CreateCallerRequest parsed;
  for (const std::string& wire :
       {std::string("garbage"), std::string("\x12\xff\xff\xff\xff\x0f", 6),
        std::string("\x12\x05", 2), std::string(1000, '\xff')}) {
    const absl::Status status = ParseRequest(wire, &parsed);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(status), "MALFORMED_REQUEST");
  }
  EXPECT_TRUE(ParseRequest("", &parsed).ok());
}

// Every text, list, and number that a client can set has a limit (what must hold: bad input).
void CheckLimits(const Descriptor& message, const std::string& path, int depth) {
  if (message.file()->package() != "ringback.v1" || depth > 4) return;
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    const v1::FieldRules& rules = field.options().GetExtension(v1::rules);
    if (rules.output_only()) continue;
    const std::string here = path + "." + field.name();
    const bool number = field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
                        field.cpp_type() == FieldDescriptor::CPPTYPE_INT64;
    EXPECT_TRUE(!field.is_repeated() || rules.max_items() > 0) << here;
    EXPECT_TRUE(field.type() != FieldDescriptor::TYPE_STRING || rules.max_bytes() > 0) << here;
    EXPECT_TRUE(!number || rules.max() > 0) << here;
    EXPECT_NE(field.type(), FieldDescriptor::TYPE_BYTES) << here;
    if (field.message_type() != nullptr && !field.is_map())
      CheckLimits(*field.message_type(), here, depth + 1);
  }
}

TEST(EveryFieldOfEveryRequest, HasALimit) {
  const google::protobuf::FileDescriptor* files[] = {v1::Caller::descriptor()->file(),
                                                     v1::Lead::descriptor()->file(),
                                                     v1::CallNote::descriptor()->file(),
                                                     v1::OutboundAttempt::descriptor()->file(),
                                                     v1::Call::descriptor()->file(),
                                                     v1::CallerContext::descriptor()->file(),
                                                     v1::WatchEventsRequest::descriptor()->file(),
                                                     v1::Tenant::descriptor()->file()};
  int requests = 0;
  for (const auto* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        CheckLimits(*file->service(i)->method(j)->input_type(),
                    file->service(i)->method(j)->input_type()->name(), 0);
        ++requests;
      }
    }
  }
  EXPECT_GE(requests, 34);
}

}  // namespace
}  // namespace ringback
