#include "tests/e2e/bad_values.h"

#include <cstdint>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/unknown_field_set.h"
#include "ringback/v1/field_rules.pb.h"
#include "tests/e2e/hostile_values.h"

namespace ringback::test {
namespace {

using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using v1::FieldRules;

std::string GoodText(const FieldRules& rules) {
  if (!rules.resource().empty()) return NameOf(rules.resource());
  return rules.client_id() ? "a1" : "text";
}

// The last value of an enum: one that says how something ended, where an enum has such.
int LastValue(const FieldDescriptor& field) {
  return field.enum_type()->value(field.enum_type()->value_count() - 1)->number();
}

void FillRequired(Message* message, bool name_only);

// Sets the field to a value that keeps its rules; one item if it is repeated.
void SetGood(Message* message, const FieldDescriptor& field) {
  const auto& reflection = *message->GetReflection();
  const FieldRules rules = RulesOf(field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.is_repeated()) {
        reflection.AddString(message, &field, GoodText(rules));
      } else {
        reflection.SetString(message, &field, GoodText(rules));
      }
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (field.is_repeated()) {
        reflection.AddEnumValue(message, &field, LastValue(field));
      } else {
        reflection.SetEnumValue(message, &field, LastValue(field));
      }
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection.SetInt32(message, &field, static_cast<int32_t>(rules.max()));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection.SetInt64(message, &field, rules.max());
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!field.is_map()) {
        FillRequired(field.is_repeated() ? reflection.AddMessage(message, &field)
                                         : reflection.MutableMessage(message, &field),
                     false);
      }
      break;
    default:
      break;
  }
}

bool IsUpdate(const Message& request) {
  return request.GetDescriptor()->FindFieldByName("update_mask") != nullptr;
}

void FillRequired(Message* message, bool name_only) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    if (name_only ? field.name() == "name" : RulesOf(field).required()) SetGood(message, field);
  }
}

// A span that a request must have ends after its start.
void EndAfterStart(Message* request) {
  const FieldDescriptor* end = request->GetDescriptor()->FindFieldByName("end_time");
  if (end == nullptr || !RulesOf(*end).required()) return;
  const auto& reflection = *request->GetReflection();
  static_cast<Timestamp*>(reflection.MutableMessage(request, end))->set_seconds(3600);
}

// How a request is walked through.
struct Walk {
  bool only_breaking = true;  // leave out what may be taken
  size_t huge = 0;            // bytes of the largest text
  const std::vector<std::string>& names;
};

// Walks through a request and gives one field after the other one hostile value after the other.
class Breaker {
 public:
  Breaker(Message* root, const Walk& walk, const std::function<void(const BadRequest&)>& use)
      : root_(root), walk_(walk), use_(use) {}

  void Go(Message* message, const std::string& prefix, bool name_only);

 private:
  // Changes the request, hands it over, and puts it back as it was.
  void Try(Message* message, const std::string& what, const std::string& path, bool breaks,
           const std::function<void()>& change) {
    if (walk_.only_breaking && !breaks) return;
    const std::unique_ptr<Message> before(message->New());
    before->CopyFrom(*message);
    change();
    use_({what, path, *root_, breaks});
    message->CopyFrom(*before);
  }

  void BreakUnknown(Message* message, const std::string& prefix);
  void BreakOutput(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakItems(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakTextItems(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakMap(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakScalar(Message* message, const FieldDescriptor& field, const std::string& path,
                   bool required);
  void BreakFraction(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakMessage(Message* message, const FieldDescriptor& field, const std::string& path,
                    bool required);

  Message* const root_;
  const Walk& walk_;
  const std::function<void(const BadRequest&)>& use_;
};

// Fields that nobody knows: they are no error, and are not kept.
void Breaker::BreakUnknown(Message* message, const std::string& prefix) {
  constexpr int kNobodys = 49151;
  const auto fields = [&] { return message->GetReflection()->MutableUnknownFields(message); };
  Try(message, "a number that nobody knows", prefix, false,
      [&] { fields()->AddVarint(kNobodys, ~uint64_t{0}); });
  Try(message, "text that nobody knows", prefix, false,
      [&] { fields()->AddLengthDelimited(kNobodys, std::string(walk_.huge, '\xFF')); });
  Try(message, "a group in a group that nobody knows", prefix, false, [&] {
    auto* group = fields();
    for (int depth = 0; depth < 50; ++depth) group = group->AddGroup(kNobodys);
  });
}

// What only the server sets is ignored.
void Breaker::BreakOutput(Message* message, const FieldDescriptor& field, const std::string& path) {
  Try(message, "what only the server sets", path, false, [&] { SetGood(message, field); });
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field.is_repeated()) {
    Try(message, "much of what only the server sets", path, false, [&] {
      message->GetReflection()->SetString(message, &field, std::string(walk_.huge, 'x'));
    });
  }
}

void Breaker::BreakTextItems(Message* message, const FieldDescriptor& field,
                             const std::string& path) {
  for (const auto& [what, value, breaks] :
       HostileTexts(RulesOf(field), false, walk_.huge, walk_.names)) {
    Try(message, "an item of " + what, path + "[1]", breaks, [&, &text = value] {
      message->GetReflection()->ClearField(message, &field);
      SetGood(message, field);
      message->GetReflection()->AddString(message, &field, text);
    });
  }
}

void Breaker::BreakItems(Message* message, const FieldDescriptor& field, const std::string& path) {
  const auto& reflection = *message->GetReflection();
  const FieldRules rules = RulesOf(field);
  for (const uint32_t more : {0u, 1u, 1000u}) {
    Try(message, std::to_string(more) + " items too many", path, more > 0, [&] {
      reflection.ClearField(message, &field);
      for (uint32_t i = 0; i < rules.max_items() + more; ++i) SetGood(message, field);
    });
  }
  const std::string second = path + "[1]";
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    BreakTextItems(message, field, path);
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    for (const auto& [what, value, breaks] : HostileEnums(*field.enum_type(), true)) {
      Try(message, "an item of " + what, second, breaks, [&, &number = value] {
        reflection.ClearField(message, &field);
        SetGood(message, field);
        reflection.AddEnumValue(message, &field, number);
      });
    }
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    const std::unique_ptr<Message> before(message->New());
    before->CopyFrom(*message);
    reflection.ClearField(message, &field);
    SetGood(message, field);
    SetGood(message, field);
    Go(reflection.MutableRepeatedMessage(message, &field, 1), second + ".", false);
    message->CopyFrom(*before);
  }
}

void Breaker::BreakMap(Message* message, const FieldDescriptor& field, const std::string& path) {
  const auto& reflection = *message->GetReflection();
  const FieldRules rules = RulesOf(field);
  const auto add = [&](const std::string& key, const std::string& value) {
    Message* entry = reflection.AddMessage(message, &field);
    const auto& of_entry = *entry->GetReflection();
    of_entry.SetString(entry, entry->GetDescriptor()->FindFieldByNumber(1), key);
    of_entry.SetString(entry, entry->GetDescriptor()->FindFieldByNumber(2), value);
  };
  for (const uint32_t more : {0u, 1u, 1000u}) {
    Try(message, std::to_string(more) + " entries too many", path, more > 0, [&] {
      for (uint32_t i = 0; i < rules.max_items() + more; ++i)
        add("key " + std::to_string(i), "value");
    });
  }
  for (const auto& [what, value, breaks] : HostileTexts(rules, false, walk_.huge, walk_.names)) {
    // Which of a text that is not UTF-8 in a map was meant, the error does not say.
    const bool says_where = breaks && value.size() > rules.max_bytes();
    Try(message, "a key of " + what, path + "[0]", says_where,
        [&, &text = value] { add(text, "value"); });
    Try(message, "a value of " + what, path + "[0]", says_where,
        [&, &text = value] { add("key", text); });
  }
}

void Breaker::BreakFraction(Message* message, const FieldDescriptor& field,
                            const std::string& path) {
  for (const auto& [what, value, breaks] : HostileFractions()) {
    Try(message, what, path, breaks, [&, &number = value] {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
        message->GetReflection()->SetDouble(message, &field, number);
      } else {
        message->GetReflection()->SetFloat(message, &field, static_cast<float>(number));
      }
    });
  }
}

void Breaker::BreakScalar(Message* message, const FieldDescriptor& field, const std::string& path,
                          bool required) {
  const auto& reflection = *message->GetReflection();
  const FieldRules rules = RulesOf(field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      for (const auto& [what, value, breaks] :
           HostileTexts(rules, required, walk_.huge, walk_.names)) {
        Try(message, what, path, breaks,
            [&, &text = value] { reflection.SetString(message, &field, text); });
      }
      // Which tenant a request is about is said by a parent or a name.
      if (!rules.resource().empty() && path != "parent" && field.name() != "name") {
        const std::string good = NameOf(rules.resource());
        const size_t collection = good.find('/', good.find('/') + 1);
        Try(message, "a name of another tenant", path, true, [&] {
          reflection.SetString(message, &field, "tenants/elsewhere" + good.substr(collection));
        });
      }
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      for (const auto& [what, value, breaks] : HostileEnums(*field.enum_type(), required)) {
        Try(message, what, path, breaks,
            [&, &number = value] { reflection.SetEnumValue(message, &field, number); });
      }
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      for (const auto& [what, value, breaks] : HostileNumbers(rules, true)) {
        Try(message, what, path, breaks, [&, &number = value] {
          reflection.SetInt32(message, &field, static_cast<int32_t>(number));
        });
      }
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      for (const auto& [what, value, breaks] : HostileNumbers(rules, false)) {
        Try(message, what, path, breaks,
            [&, &number = value] { reflection.SetInt64(message, &field, number); });
      }
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      for (const bool value : {false, true}) {
        Try(message, value ? "true" : "false", path, false,
            [&] { reflection.SetBool(message, &field, value); });
      }
      break;
    default:
      BreakFraction(message, field, path);
      break;
  }
}

// Sets seconds and nanoseconds of a Timestamp or a Duration.
template <typename T>
void SetMoment(Message* message, const FieldDescriptor& field, const Moment& value) {
  auto* moment = static_cast<T*>(message->GetReflection()->MutableMessage(message, &field));
  moment->set_seconds(value.seconds);
  moment->set_nanos(value.nanos);
}

void Breaker::BreakMessage(Message* message, const FieldDescriptor& field, const std::string& path,
                           bool required) {
  const auto& reflection = *message->GetReflection();
  if (field.message_type() == Timestamp::descriptor()) {
    for (const auto& [what, value, breaks] : HostileTimes()) {
      Try(message, what, path, breaks,
          [&, &time = value] { SetMoment<Timestamp>(message, field, time); });
    }
  } else if (field.message_type() == Duration::descriptor()) {
    for (const auto& [what, value, breaks] : HostileSpans(RulesOf(field))) {
      Try(message, what, path, breaks,
          [&, &span = value] { SetMoment<Duration>(message, field, span); });
    }
  } else if (field.message_type() == FieldMask::descriptor()) {
    for (const auto& [what, value, breaks] : HostilePaths(RulesOf(field))) {
      // Which of too many paths is wrong, the error does not say; a text that is not UTF-8 has the
      // path inside the mask.
      const bool says =
          breaks && (value.size() > 1 || value[0].size() > RulesOf(field).max_bytes());
      Try(message, what, value.size() > 1 ? path : path + "[0]", says, [&, &paths = value] {
        auto* mask = static_cast<FieldMask*>(reflection.MutableMessage(message, &field));
        mask->mutable_paths()->Assign(paths.begin(), paths.end());
      });
    }
  } else {
    const std::unique_ptr<Message> before(message->New());
    before->CopyFrom(*message);
    Try(message, "nothing", path, required, [&] { reflection.ClearField(message, &field); });
    const bool update = message == root_ && IsUpdate(*root_);
    Message* inner = reflection.MutableMessage(message, &field);
    FillRequired(inner, update);
    Go(inner, path + ".", update);
    message->CopyFrom(*before);
  }
}

void Breaker::Go(Message* message, const std::string& prefix, bool name_only) {
  BreakUnknown(message, prefix);
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    const FieldRules rules = RulesOf(field);
    const std::string path = prefix + field.name();
    const bool required = name_only ? field.name() == "name" : rules.required();
    if (rules.output_only()) {
      BreakOutput(message, field, path);
    } else if (field.is_map()) {
      BreakMap(message, field, path);
    } else if (field.is_repeated()) {
      BreakItems(message, field, path);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      BreakMessage(message, field, path, required);
    } else {
      BreakScalar(message, field, path, required);
    }
  }
}

}  // namespace

std::unique_ptr<Message> GoodRequest(const Message& prototype) {
  std::unique_ptr<Message> request(prototype.New());
  for (int i = 0; i < request->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *request->GetDescriptor()->field(i);
    if (!RulesOf(field).required()) continue;
    if (IsUpdate(*request) && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      FillRequired(request->GetReflection()->MutableMessage(request.get(), &field), true);
    } else {
      SetGood(request.get(), field);
    }
  }
  EndAfterStart(request.get());
  return request;
}

void ForEachBadRequest(const Message& prototype,
                       const std::function<void(const BadRequest&)>& use) {
  const std::unique_ptr<Message> request = GoodRequest(prototype);
  const std::vector<std::string> nobody;
  const Walk walk{true, 10 << 20, nobody};
  Breaker(request.get(), walk, use).Go(request.get(), "", false);
}

void ForEachHostileRequest(const Message& good, const std::vector<std::string>& names,
                           const std::function<void(const BadRequest&)>& use) {
  const std::unique_ptr<Message> request(good.New());
  request->CopyFrom(good);
  const Walk walk{false, 1 << 20, names};
  Breaker(request.get(), walk, use).Go(request.get(), "", false);
}

}  // namespace ringback::test
