#include "tests/fuzz/field_world.h"

#include <cstdio>
#include <cstdlib>
#include <future>
#include <utility>

#include "google/protobuf/descriptor.h"
#include "ringback/model/validate.h"
#include "ringback/store/open.h"
#include "ringback/v1/field_rules.pb.h"
#include "tests/e2e/bad_values.h"
#include "tests/e2e/hostile_values.h"

namespace ringback::test {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kDefault = "tenants/default";
constexpr std::string_view kOther = "tenants/other";

// Monday, in the morning.
absl::Time Now() { return absl::FromCivil(absl::CivilHour(2030, 10, 7, 10), absl::UTCTimeZone()); }

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "no world: %s\n", value.status().ToString().c_str());
    std::abort();
  }
  return *std::move(value);
}

// What the rules beside the fields do not say: without these the request is refused as a whole. A
// value that begins with "tenants/*/" is the resource of that form.
struct Wanted {
  std::string_view method;
  std::string_view field;
  std::string_view value;
};
constexpr Wanted kWanted[] = {
    {"CreateCaller", "caller.display_name", "Sample Jones"},
    {"CreateCaller", "caller.phones.number", "+12025550143"},
    {"UpdateCaller", "caller.display_name", "Sample Smith"},
    {"CreateCallNote", "call_note.caller", "tenants/*/callers/*"},
    {"StartAttempt", "attempt.dialed_number", "+12025550143"},
    {"RecordAttempt", "attempt.dialed_number", "+12025550143"},
    {"RecordAttempt", "attempt.outcome", "OUTCOME_NO_ANSWER"},
    {"CreateWebhook", "webhook.url", "https://example.com/x"},
    {"BookAppointment", "appointment.caller", "tenants/*/callers/*"},
    {"BookAppointment", "appointment.slot.start_time", "1917770400"},
    {"BookAppointment", "appointment.slot.end_time", "1917774000"},
    {"MoveAppointment", "slot.start_time", "1917777600"},
    {"MoveAppointment", "slot.end_time", "1917781200"},
    {"CreateCadence", "cadence.steps.channel", "CHANNEL_CALL"},
    {"UpdateCadence", "cadence.steps.channel", "CHANNEL_CALL"},
    {"EnrolLead", "cadence", "tenants/*/cadences/*"},
    {"UpdateTenant", "tenant.display_name", "Sample Heating"},
    {"UpdateTenant", "tenant.handoff.email", "sample@example.com"},
    {"UpdateWebhook", "webhook.url", "https://example.com/x"},
    {"ReturnLead", "text", "text"},
    {"CloseLead", "state", "STATE_WON"},
    {"CompleteDueContact", "new_attempt.outcome", "OUTCOME_NO_ANSWER"},
    {"StartCall", "ani", "+12025550143"},
    {"LookupCaller", "ani", "+12025550143"},
};

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Sets the field at a path such as "caller.phones.number"; of repeated messages, in the first.
void SetAt(Message* message, std::string_view path, const std::string& value) {
  const auto& reflection = *message->GetReflection();
  const size_t dot = path.find('.');
  const auto* field = message->GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) {
    std::fprintf(stderr, "no field %s in %s\n", std::string(path).c_str(),
                 message->GetDescriptor()->full_name().c_str());
    std::abort();
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (field->is_repeated() && reflection.FieldSize(*message, field) == 0)
      reflection.AddMessage(message, field);
    Message* inner = field->is_repeated() ? reflection.MutableRepeatedMessage(message, field, 0)
                                          : reflection.MutableMessage(message, field);
    SetAt(inner, dot == path.npos ? "seconds" : path.substr(dot + 1), value);
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    reflection.SetEnum(message, field, field->enum_type()->FindValueByName(value));
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
    reflection.SetInt64(message, field, std::atoll(value.c_str()));
  } else {
    reflection.SetString(message, field, value);
  }
}

// Whether the method makes something, or sets up what another one needs for that.
bool Makes(const Method& method) {
  const size_t dot = method.full_name.rfind('.');
  const std::string_view verb = std::string_view(method.full_name).substr(dot + 1);
  for (const std::string_view start :
       {"Create", "Start", "Record", "Book", "Enrol", "Lease", "HandOff", "Ask", "UpdateTenant"}) {
    if (verb.substr(0, start.size()) == start) return true;
  }
  return false;
}

// "tenants/default/callers/1" -> "tenants/*/callers/*".
std::string PatternOf(std::string_view name) {
  std::string pattern;
  bool is_id = false;
  for (const char c : name) {
    if (c == '/') {
      is_id = !is_id;
      pattern += is_id ? "/*" : "/";
    } else if (!is_id) {
      pattern += c;
    }
  }
  return pattern;
}

}  // namespace

FieldWorld::FieldWorld() : clock_(Now()) {
  const std::string path = folder_.File("calls.db");
  rooms_ = OrDie(Rooms::Open(OrDie(store::Open("sqlite:" + path)), &clock_));
  table_ = std::make_unique<MethodTable>(rooms_.get());
  if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(db_, "SELECT COALESCE(SUM(last_seq), 0) FROM event_counters", -1, &count_,
                         nullptr) != SQLITE_OK) {
    std::fprintf(stderr, "no second connection\n");
    std::abort();
  }
  names_["tenants/*"] = kDefault;
  // Some need others, which come later in the table.
  for (bool more = true; more;) {
    more = false;
    for (const Method& method : methods()) {
      if (method.kind != Method::Kind::kWrite || !Makes(method)) continue;
      more = Create(method, kDefault) || more;
      Create(method, kOther);
    }
  }
}

FieldWorld::~FieldWorld() {
  sqlite3_finalize(count_);
  sqlite3_close(db_);
  table_.reset();
  rooms_.reset();
}

// Calls a method that makes a resource, unless it is there already.
bool FieldWorld::Create(const Method& method, std::string_view tenant) {
  const std::unique_ptr<Message> request = GoodRequest(method);
  const auto* parent = request->GetDescriptor()->FindFieldByName("parent");
  const auto* id = request->GetDescriptor()->FindFieldByName("tenant_id");
  if (tenant == kOther) {
    if (parent == nullptr && id == nullptr) return false;
    // Names in the body are those of the first tenant: what needs one is refused.
    if (parent != nullptr)
      request->GetReflection()->SetString(request.get(), parent, std::string(tenant));
    if (id != nullptr) request->GetReflection()->SetString(request.get(), id, "other");
  }
  const auto answer = Call(method, request->SerializePartialAsString());
  if (!answer.ok()) return false;
  const std::unique_ptr<Message> response(method.response->New());
  return response->ParseFromString(*answer) && KeepNames(*response, tenant);
}

// Remembers the names of the resources in an answer.
bool FieldWorld::KeepNames(const Message& message, std::string_view tenant) {
  const auto& reflection = *message.GetReflection();
  bool kept = false;
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated()) continue;
    if (field->name() == "name" && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      const std::string name = reflection.GetString(message, field);
      if (tenant == kDefault && name.rfind(kDefault, 0) == 0) {
        kept = names_.emplace(PatternOf(name), name).second || kept;
      } else if (name.rfind(kOther, 0) == 0 && others_.size() < 20) {
        others_.push_back(name);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      kept = KeepNames(reflection.GetMessage(message, field), tenant) || kept;
    }
  }
  return kept;
}

// Puts the names of what is there into every field that takes one.
void FieldWorld::SetNames(Message* message) const {
  const auto& reflection = *message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(*message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field->is_map()) continue;
      const int count = field->is_repeated() ? reflection.FieldSize(*message, field) : 1;
      for (int i = 0; i < count; ++i) {
        SetNames(field->is_repeated() ? reflection.MutableRepeatedMessage(message, field, i)
                                      : reflection.MutableMessage(message, field));
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated()) {
      const std::string patterns = RulesOf(*field).resource();
      const auto found = names_.find(patterns.substr(0, patterns.find(',')));
      if (found != names_.end()) {
        reflection.SetString(message, field, found->second);
      } else if (patterns.empty() && field->name() == "agent" &&
                 names_.count("tenants/*/agents/*")) {
        reflection.SetString(message, field, names_.at("tenants/*/agents/*"));
      }
    }
  }
}

std::unique_ptr<Message> FieldWorld::GoodRequest(const Method& method) const {
  std::unique_ptr<Message> request = test::GoodRequest(*method.request);
  const auto* mask = request->GetDescriptor()->FindFieldByName("update_mask");
  if (mask != nullptr) {
    // Without a mask all of the resource is taken.
    Message* resource =
        request->GetReflection()->MutableMessage(request.get(), request->GetDescriptor()->field(0));
    resource->MergeFrom(*test::GoodRequest(*resource));
  }
  SetNames(request.get());
  for (const auto& [suffix, field, value] : kWanted) {
    if (!EndsWith(method.full_name, std::string(".") + std::string(suffix))) continue;
    const auto found = names_.find(std::string(value));
    SetAt(request.get(), field, found == names_.end() ? std::string(value) : found->second);
  }
  return request;
}

std::vector<std::string> FieldWorld::Names() const {
  std::vector<std::string> names;
  for (const auto& [pattern, name] : names_) names.push_back(name);
  names.insert(names.end(), others_.begin(), others_.end());
  return names;
}

int64_t FieldWorld::EventCount() const {
  sqlite3_step(count_);
  const int64_t count = sqlite3_column_int64(count_, 0);
  sqlite3_reset(count_);
  return count;
}

absl::StatusOr<std::string> FieldWorld::Call(const Method& method, std::string_view wire) const {
  RequestContext context;
  context.now = Now();
  context.deadline = absl::Now() + absl::Minutes(5);
  if (method.begin) {
    if (const auto at_hand = method.at_hand ? method.at_hand(wire, Now()) : nullptr)
      return *at_hand;
    std::promise<absl::StatusOr<Method::Bytes>> promise;
    method.begin(std::string(wire), context, [&promise](absl::StatusOr<Method::Bytes> answer) {
      promise.set_value(std::move(answer));
    });
    absl::StatusOr<Method::Bytes> answer = promise.get_future().get();
    if (!answer.ok()) return std::move(answer).status();
    return **answer;
  }
  const std::unique_ptr<Message> request(method.request->New());
  const std::unique_ptr<Message> response(method.response->New());
  if (absl::Status read = ParseRequest(wire, request.get()); !read.ok()) return read;
  if (absl::Status done = method.handler(*request, context, response.get()); !done.ok())
    return done;
  return response->SerializeAsString();
}

}  // namespace ringback::test
