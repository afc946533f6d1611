#include "tests/e2e/bad_values.h"

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "ringback/v1/field_rules.pb.h"

namespace ringback::test {
namespace {

using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using v1::FieldRules;

FieldRules RulesOf(const FieldDescriptor& field) { return field.options().GetExtension(v1::rules); }

// A name of the first pattern: "tenants/*/callers/*" -> "tenants/default/callers/0abcdefghjkmn".
std::string NameOf(const std::string& pattern) {
  std::string name;
  for (const char c : pattern.substr(0, pattern.find(','))) {
    if (c != '*') {
      name.push_back(c);
    } else {
      name += name == "tenants/" ? "default" : "0abcdefghjkmn";
    }
  }
  return name;
}

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

// Walks through a request and breaks one rule after the other.
class Breaker {
 public:
  Breaker(Message* root, const std::function<void(const BadRequest&)>& use)
      : root_(root), use_(use) {}

  void Walk(Message* message, const std::string& prefix, bool name_only);

 private:
  // Changes the request, hands it over, and puts it back as it was.
  void Try(Message* message, const std::string& what, const std::string& path,
           const std::function<void()>& change) {
    const std::unique_ptr<Message> before(message->New());
    before->CopyFrom(*message);
    change();
    use_({what, path, *root_});
    message->CopyFrom(*before);
  }

  void BreakText(Message* message, const FieldDescriptor& field, const std::string& path,
                 bool required);
  void BreakItems(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakMap(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakEnum(Message* message, const FieldDescriptor& field, const std::string& path,
                 bool required);
  void BreakNumber(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakTime(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakDuration(Message* message, const FieldDescriptor& field, const std::string& path);
  void BreakMask(Message* message, const FieldDescriptor& field, const std::string& path);

  Message* const root_;
  const std::function<void(const BadRequest&)>& use_;
};

void Breaker::BreakText(Message* message, const FieldDescriptor& field, const std::string& path,
                        bool required) {
  const auto& reflection = *message->GetReflection();
  const FieldRules rules = RulesOf(field);
  std::vector<std::pair<std::string, std::string>> values = {
      {"text that is one byte too long", std::string(rules.max_bytes() + 1, 'x')},
      {"10 MB of text", std::string(10 << 20, 'x')},
      {"text that is not UTF-8", "caf\xE9"},
      {"text of half a character", "\xF0\x9F\x93"}};
  if (required) values.emplace_back("no text", "");
  if (!rules.resource().empty()) {
    const std::string good = NameOf(rules.resource());
    const bool id_alone = rules.resource().ends_with(",*");
    for (const std::string& bad :
         {std::string(id_alone ? "X" : "x"), std::string("/"), good + "/", good + "/x/y",
          "/" + good, good + " ", " " + good, "T" + good.substr(1), "tenants//" + good.substr(8),
          good.substr(8), std::string("tenants/default/things/1"), good + "\n", good + "?x=1",
          std::string("tenants/../callers/1"), std::string("http://") + good}) {
      values.emplace_back("the resource name " + bad, bad);
    }
    // Which tenant a request is about is said by these.
    if (path != "parent" && field.name() != "name") {
      const size_t collection = good.find('/', good.find('/') + 1);
      values.emplace_back("a name of another tenant",
                          "tenants/elsewhere" + good.substr(collection));
    }
  }
  if (rules.client_id()) {
    for (const char* bad : {"Upper", "-dash", "with space", "a/b", "ü", "a.b", "a_b"}) {
      values.emplace_back(std::string("the id ") + bad, bad);
    }
  }
  for (const auto& [what, value] : values) {
    Try(message, what, path, [&, &value = value] { reflection.SetString(message, &field, value); });
  }
}

void Breaker::BreakItems(Message* message, const FieldDescriptor& field, const std::string& path) {
  const auto& reflection = *message->GetReflection();
  const FieldRules rules = RulesOf(field);
  Try(message, "one item too many", path, [&] {
    reflection.ClearField(message, &field);
    for (uint32_t i = 0; i <= rules.max_items(); ++i) SetGood(message, field);
  });
  const std::string second = path + "[1]";
  const auto add_one = [&] {
    reflection.ClearField(message, &field);
    SetGood(message, field);
  };
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    Try(message, "an item that is too long", second, [&] {
      add_one();
      reflection.AddString(message, &field, std::string(rules.max_bytes() + 1, 'x'));
    });
    Try(message, "an item that is not UTF-8", second, [&] {
      add_one();
      reflection.AddString(message, &field, "caf\xE9");
    });
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    for (const int value : {0, 99, -1}) {
      Try(message, "an item of value " + std::to_string(value), second, [&] {
        add_one();
        reflection.AddEnumValue(message, &field, value);
      });
    }
  } else {
    add_one();
    SetGood(message, field);
    Walk(reflection.MutableRepeatedMessage(message, &field, 1), second + ".", false);
    reflection.ClearField(message, &field);
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
  Try(message, "one entry too many", path, [&] {
    for (uint32_t i = 0; i <= rules.max_items(); ++i) add("key " + std::to_string(i), "value");
  });
  const std::string too_long(rules.max_bytes() + 1, 'x');
  Try(message, "a key that is too long", path + "[0]", [&] { add(too_long, "value"); });
  Try(message, "a value that is too long", path + "[0]", [&] { add("key", too_long); });
}

void Breaker::BreakEnum(Message* message, const FieldDescriptor& field, const std::string& path,
                        bool required) {
  std::vector<int> values = {99, -1, std::numeric_limits<int>::max()};
  if (required) values.push_back(0);
  for (const int value : values) {
    Try(message, "the value " + std::to_string(value), path,
        [&] { message->GetReflection()->SetEnumValue(message, &field, value); });
  }
}

void Breaker::BreakNumber(Message* message, const FieldDescriptor& field, const std::string& path) {
  const auto& reflection = *message->GetReflection();
  const FieldRules rules = RulesOf(field);
  const bool is_short = field.cpp_type() == FieldDescriptor::CPPTYPE_INT32;
  std::vector<int64_t> values = {rules.max() + 1, rules.min() - 1};
  values.push_back(is_short ? std::numeric_limits<int32_t>::max()
                            : std::numeric_limits<int64_t>::max());
  values.push_back(is_short ? std::numeric_limits<int32_t>::min()
                            : std::numeric_limits<int64_t>::min());
  for (const int64_t value : values) {
    Try(message, "the number " + std::to_string(value), path, [&] {
      if (is_short) {
        reflection.SetInt32(message, &field, static_cast<int32_t>(value));
      } else {
        reflection.SetInt64(message, &field, value);
      }
    });
  }
}

void Breaker::BreakTime(Message* message, const FieldDescriptor& field, const std::string& path) {
  constexpr int64_t kYear9999 = 253402300799;
  const std::pair<int64_t, int32_t> times[] = {{kYear9999, 0},
                                               {7258118400, 0},
                                               {-1, 0},
                                               {std::numeric_limits<int64_t>::max(), 0},
                                               {std::numeric_limits<int64_t>::min(), 0},
                                               {1000, -1},
                                               {1000, 1000000000}};
  for (const auto& [seconds, nanos] : times) {
    Try(message, "the time " + std::to_string(seconds) + " s " + std::to_string(nanos) + " ns",
        path, [&, seconds = seconds, nanos = nanos] {
          auto* time =
              static_cast<Timestamp*>(message->GetReflection()->MutableMessage(message, &field));
          time->set_seconds(seconds);
          time->set_nanos(nanos);
        });
  }
}

void Breaker::BreakDuration(Message* message, const FieldDescriptor& field,
                            const std::string& path) {
  const FieldRules rules = RulesOf(field);
  const std::pair<int64_t, int32_t> spans[] = {{rules.max() + 1, 0},
                                               {rules.min() - 1, 0},
                                               {-1, 0},
                                               {std::numeric_limits<int64_t>::max(), 0},
                                               {rules.min(), 1}};
  for (const auto& [seconds, nanos] : spans) {
    Try(message, "the span " + std::to_string(seconds) + " s " + std::to_string(nanos) + " ns",
        path, [&, seconds = seconds, nanos = nanos] {
          auto* span =
              static_cast<Duration*>(message->GetReflection()->MutableMessage(message, &field));
          span->set_seconds(seconds);
          span->set_nanos(nanos);
        });
  }
}

void Breaker::BreakMask(Message* message, const FieldDescriptor& field, const std::string& path) {
  const FieldRules rules = RulesOf(field);
  const auto mask = [&] {
    return static_cast<FieldMask*>(message->GetReflection()->MutableMessage(message, &field));
  };
  Try(message, "one path too many", path, [&] {
    for (uint32_t i = 0; i <= rules.max_items(); ++i) mask()->add_paths("display_name");
  });
  Try(message, "a path that is too long", path + "[0]",
      [&] { mask()->add_paths(std::string(rules.max_bytes() + 1, 'x')); });
}

void Breaker::Walk(Message* message, const std::string& prefix, bool name_only) {
  const auto& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    const FieldRules rules = RulesOf(field);
    if (rules.output_only()) continue;
    const std::string path = prefix + field.name();
    const bool required = name_only ? field.name() == "name" : rules.required();
    if (field.is_map()) {
      BreakMap(message, field, path);
    } else if (field.is_repeated()) {
      BreakItems(message, field, path);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      BreakText(message, field, path, required);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      BreakEnum(message, field, path, required);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
               field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      BreakNumber(message, field, path);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field.message_type() == Timestamp::descriptor()) {
        BreakTime(message, field, path);
      } else if (field.message_type() == Duration::descriptor()) {
        BreakDuration(message, field, path);
      } else if (field.message_type() == FieldMask::descriptor()) {
        BreakMask(message, field, path);
      } else {
        const bool was_set = reflection.HasField(*message, &field);
        if (required)
          Try(message, "nothing", path, [&] { reflection.ClearField(message, &field); });
        const bool update = message == root_ && IsUpdate(*root_);
        Message* inner = reflection.MutableMessage(message, &field);
        FillRequired(inner, update);
        Walk(inner, path + ".", update);
        if (!was_set) reflection.ClearField(message, &field);
      }
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
  Breaker(request.get(), use).Walk(request.get(), "", false);
}

}  // namespace ringback::test
