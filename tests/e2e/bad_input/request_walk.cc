#include "tests/e2e/bad_input/request_walk.h"

#include <utility>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/dynamic_message.h"
#include "ringback/v1/field_rules.pb.h"

namespace ringback::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

// Replaced in the bytes of a request by as many bytes that are not UTF-8.
constexpr char kMark[] = "QZXQZX";
constexpr char kNotUtf8[] = "\xC3(\xFF(\xC0(";

const v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::rules);
}

bool IsTime(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "google.protobuf.Timestamp";
}
bool IsDuration(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "google.protobuf.Duration";
}
bool IsMask(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "google.protobuf.FieldMask";
}

std::string ValidText(const FieldDescriptor& field, const NameFor& name_for) {
  const v1::FieldRules& rules = RulesOf(field);
  if (!rules.resource().empty()) return name_for(rules.resource());
  if (field.name() == "number" || field.name() == "dialed_number") return "+12025550143";
  return "valid";
}

void SetSeconds(Message* message, int64_t seconds, int32_t nanos) {
  const Descriptor& type = *message->GetDescriptor();
  message->GetReflection()->SetInt64(message, type.FindFieldByName("seconds"), seconds);
  message->GetReflection()->SetInt32(message, type.FindFieldByName("nanos"), nanos);
}

// Sets what is required, in this message and in the resources that it cannot do without.
void FillRequired(Message* message, const NameFor& name_for) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    const bool is_name_of_updated = field.name() == "name";
    if ((!RulesOf(field).required() && !is_name_of_updated) || field.is_repeated()) continue;
    const auto* reflection = message->GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      reflection->SetString(message, &field, ValidText(field, name_for));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      reflection->SetEnumValue(message, &field, 2);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      reflection->SetInt32(message, &field, 5);
    } else if (IsTime(field)) {
      SetSeconds(reflection->MutableMessage(message, &field), 1'900'000'000, 0);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      FillRequired(reflection->MutableMessage(message, &field), name_for);
    }
  }
}

// Walks one request type and collects what it breaks.
class Breaker {
 public:
  Breaker(const Descriptor& type, const NameFor& name_for) : type_(type), name_for_(name_for) {}

  std::vector<BrokenRequest> Run() {
    Walk(type_, "", [](Message* request) { return request; });
    return std::move(broken_);
  }

 private:
  // Goes from a whole request to the message in it whose fields are being broken.
  using Locate = std::function<Message*(Message*)>;

  void Walk(const Descriptor& type, const std::string& prefix, const Locate& locate) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (RulesOf(field).output_only()) continue;
      const std::string path = prefix.empty() ? field.name() : prefix + "." + field.name();
      if (IsMask(field)) {
        BreakMask(field, path, locate);
      } else if (field.is_repeated()) {
        BreakList(field, path, locate);
      } else {
        BreakValue(field, path, locate);
      }
    }
  }

  void Add(const std::string& path, const std::string& how, const Locate& locate,
           const std::function<void(Message*)>& change) {
    std::unique_ptr<Message> request = ValidRequest(type_, name_for_);
    change(locate(request.get()));
    std::string wire = request->SerializeAsString();
    if (const size_t mark = wire.find(kMark); mark != std::string::npos) {
      wire.replace(mark, sizeof(kMark) - 1, kNotUtf8, sizeof(kNotUtf8) - 1);
    }
    broken_.push_back({path, how, std::move(wire)});
  }

  void BreakValue(const FieldDescriptor& field, const std::string& path, const Locate& locate) {
    const v1::FieldRules rules = RulesOf(field);
    const auto set_text = [&](const std::string& how, const std::string& text) {
      Add(path, how, locate, [&](Message* m) { m->GetReflection()->SetString(m, &field, text); });
    };
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        set_text("too long", std::string(rules.max_bytes() + 1, 'a'));
        set_text("not UTF-8", kMark);
        if (!rules.resource().empty()) {
          set_text("no resource name", "nonsense");
          set_text("another kind of resource", "tenants/default/somethings/x");
          set_text("half a name", "tenants/default/callers/");
        }
        if (rules.client_id()) set_text("no id", "Not An Id");
        // What an update does not give it does not change; whom it changes it must say.
        if (rules.required() && (!in_update_ || field.name() == "name")) set_text("missing", "");
        if (field.name() == "page_token" || field.name() == "resume_token")
          set_text("garbage token", "garbage");
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        Add(path, "unknown value", locate,
            [&](Message* m) { m->GetReflection()->SetEnumValue(m, &field, 9999); });
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        for (const int64_t value : {rules.min() - 1, rules.max() + 1}) {
          Add(path, "out of range", locate, [&](Message* m) {
            m->GetReflection()->SetInt32(m, &field, static_cast<int32_t>(value));
          });
        }
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        for (const int64_t value : {rules.min() - 1, rules.max() + 1}) {
          Add(path, "out of range", locate,
              [&](Message* m) { m->GetReflection()->SetInt64(m, &field, value); });
        }
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        BreakMessage(field, path, locate);
        break;
      default:
        break;
    }
  }

  void BreakMessage(const FieldDescriptor& field, const std::string& path, const Locate& locate) {
    const auto set_seconds = [&](const std::string& how, int64_t seconds, int32_t nanos) {
      Add(path, how, locate, [&](Message* m) {
        SetSeconds(m->GetReflection()->MutableMessage(m, &field), seconds, nanos);
      });
    };
    if (IsTime(field)) {
      set_seconds("year 9999", 253402300799, 0);
      set_seconds("before 1970", -1, 0);
      set_seconds("too many nanoseconds", 1'900'000'000, 1'000'000'000);
      set_seconds("negative nanoseconds", 1'900'000'000, -1);
    } else if (IsDuration(field)) {
      set_seconds("too long", RulesOf(field).max() + 1, 0);
      set_seconds("negative", -1, 0);
    } else {
      if (RulesOf(field).required()) {
        Add(path, "missing", locate,
            [&](Message* m) { m->GetReflection()->ClearField(m, &field); });
      }
      Walk(*field.message_type(), path, [this, locate, &field](Message* request) {
        Message* outer = locate(request);
        const bool had = outer->GetReflection()->HasField(*outer, &field);
        Message* inner = outer->GetReflection()->MutableMessage(outer, &field);
        if (!had) FillRequired(inner, name_for_);
        return inner;
      });
    }
  }

  void BreakMask(const FieldDescriptor& field, const std::string& path, const Locate& locate) {
    const auto set_paths = [&](const std::string& name, const std::string& how,
                               const std::vector<std::string>& paths) {
      Add(name, how, locate, [&](Message* m) {
        Message* mask = m->GetReflection()->MutableMessage(m, &field);
        for (const std::string& each : paths) {
          mask->GetReflection()->AddString(mask, mask->GetDescriptor()->FindFieldByName("paths"),
                                           each);
        }
      });
    };
    set_paths(path, "unknown path", {"no_such_field"});
    set_paths(path, "output only", {"create_time"});
    set_paths(path, "malformed path", {"..,"});
    set_paths(path, "too many", std::vector<std::string>(RulesOf(field).max_items() + 1, "etag"));
    set_paths(path + "[0]", "too long", {std::string(RulesOf(field).max_bytes() + 1, 'a')});
  }

  void BreakList(const FieldDescriptor& field, const std::string& path, const Locate& locate) {
    const v1::FieldRules rules = RulesOf(field);
    const auto add_item = [this, &field](Message* m, const std::string& text) {
      const auto* reflection = m->GetReflection();
      if (field.is_map()) {
        Message* entry = reflection->AddMessage(m, &field);
        entry->GetReflection()->SetString(entry, entry->GetDescriptor()->FindFieldByNumber(1),
                                          text);
        entry->GetReflection()->SetString(entry, entry->GetDescriptor()->FindFieldByNumber(2),
                                          text);
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        FillRequired(reflection->AddMessage(m, &field), name_for_);
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        reflection->AddEnumValue(m, &field, 1);
      } else {
        reflection->AddString(m, &field, text);
      }
    };
    Add(path, "too many", locate, [&](Message* m) {
      for (uint32_t i = 0; i <= rules.max_items(); ++i) add_item(m, "v" + std::to_string(i));
    });
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      for (const int value : {0, 9999}) {
        Add(path + "[0]", "unknown value", locate,
            [&](Message* m) { m->GetReflection()->AddEnumValue(m, &field, value); });
      }
    } else if (field.is_map() || field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      Add(path + "[0]", "too long", locate,
          [&](Message* m) { add_item(m, std::string(rules.max_bytes() + 1, 'a')); });
    } else {
      Walk(*field.message_type(), path + "[0]", [this, locate, &field](Message* request) {
        Message* outer = locate(request);
        Message* item = outer->GetReflection()->AddMessage(outer, &field);
        FillRequired(item, name_for_);
        return item;
      });
    }
  }

  const Descriptor& type_;
  const NameFor& name_for_;
  const bool in_update_ = type_.FindFieldByName("update_mask") != nullptr;
  std::vector<BrokenRequest> broken_;
};

void CollectWithoutLimit(const Descriptor& type, const std::string& prefix,
                         std::vector<std::string>* found) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const v1::FieldRules rules = RulesOf(field);
    if (rules.output_only() || IsTime(field)) continue;
    const std::string path = prefix + "." + field.name();
    const bool text =
        field.cpp_type() == FieldDescriptor::CPPTYPE_STRING || field.is_map() || IsMask(field);
    const bool list = field.is_repeated() || IsMask(field);
    const bool number = field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
                        field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 || IsDuration(field);
    if ((text && rules.max_bytes() == 0) || (list && rules.max_items() == 0) ||
        (number && rules.max() == 0)) {
      found->push_back(path);
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map() && !IsMask(field) &&
        !IsDuration(field)) {
      CollectWithoutLimit(*field.message_type(), path, found);
    }
  }
}

}  // namespace

std::unique_ptr<Message> ValidRequest(const Descriptor& type, const NameFor& name_for) {
  std::unique_ptr<Message> request(MessageFactory::generated_factory()->GetPrototype(&type)->New());
  FillRequired(request.get(), name_for);
  return request;
}

std::vector<BrokenRequest> BreakEveryField(const Descriptor& type, const NameFor& name_for) {
  return Breaker(type, name_for).Run();
}

std::vector<std::string> FieldsWithoutLimit(const Descriptor& type) {
  std::vector<std::string> found;
  CollectWithoutLimit(type, type.name(), &found);
  return found;
}

}  // namespace ringback::test
