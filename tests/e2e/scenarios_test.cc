// Runs tests/scenarios/scenarios.json over the C ABI, each scenario on a file and against a server.
// The README.md beside that file has the format. Python and Node run the same.
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bindings/c/ringback.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/e2e/served_engine.h"
#include "tests/e2e/socket_folder.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr char kAnyText[] = "${*}";
constexpr int32_t kPatienceMs = 10'000;

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json).ok());
  return json;
}

Value FromJson(std::string_view json) {
  Value value;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), &value);
  EXPECT_TRUE(status.ok()) << status.ToString() << ": " << json;
  return value;
}

// ---------------------------------------------------------------- values

Value Text(const char* text) {
  Value value;
  value.set_string_value(text);
  return value;
}

Value Number(double number) {
  Value value;
  value.set_number_value(number);
  return value;
}

Value Flag(int32_t flag) {
  EXPECT_TRUE(flag == 0 || flag == 1) << flag;
  Value value;
  value.set_bool_value(flag == 1);
  return value;
}

Value Object(std::map<std::string, Value> fields) {
  Value value;
  value.mutable_struct_value();
  for (auto& [name, field] : fields) {
    (*value.mutable_struct_value()->mutable_fields())[name] = std::move(field);
  }
  return value;
}

template <typename T>
Value List(const T* rows, size_t count, Value (*to_value)(T)) {
  Value value;
  value.mutable_list_value();
  for (size_t i = 0; i < count; ++i) *value.mutable_list_value()->add_values() = to_value(rows[i]);
  return value;
}

Value FromReason(const rb_reason* reason) {
  return Object({{"code", Number(reason->code)},
                 {"text", Text(reason->text)},
                 {"resource", Text(reason->resource)}});
}

Value FromAttempt(const rb_attempt* attempt) {
  return Object({{"name", Text(attempt->name)},
                 {"agent", Text(attempt->agent)},
                 {"dialed_number", Text(attempt->dialed_number)},
                 {"caller_id", Text(attempt->caller_id)},
                 {"campaign", Text(attempt->campaign)},
                 {"purpose", Text(attempt->purpose)},
                 {"offer", Text(attempt->offer)},
                 {"start_time_us", Number(static_cast<double>(attempt->start_time_us))},
                 {"end_time_us", Number(static_cast<double>(attempt->end_time_us))},
                 {"channel", Number(attempt->channel)},
                 {"outcome", Number(attempt->outcome)}});
}

Value FromLead(const rb_lead* lead) {
  return Object({{"name", Text(lead->name)},
                 {"interest", Text(lead->interest)},
                 {"owner", Text(lead->owner)},
                 {"team", Text(lead->team)},
                 {"state", Number(lead->state)}});
}

Value FromNote(const rb_note* note) {
  return Object({{"name", Text(note->name)},
                 {"agent", Text(note->agent)},
                 {"text", Text(note->text)},
                 {"note_time_us", Number(static_cast<double>(note->note_time_us))}});
}

Value FromMatch(const rb_match* match) {
  return Object({{"caller", Text(match->caller)},
                 {"display_name", Text(match->display_name)},
                 {"honorific", Text(match->honorific)},
                 {"given_name", Text(match->given_name)},
                 {"family_name", Text(match->family_name)},
                 {"company", Text(match->company)},
                 {"confidence", Number(match->confidence)},
                 {"do_not_call", Flag(match->do_not_call)},
                 {"score", Number(match->score)},
                 {"reasons", List(match->reasons, match->reason_count, FromReason)},
                 {"attempts", List(match->attempts, match->attempt_count, FromAttempt)},
                 {"leads", List(match->leads, match->lead_count, FromLead)},
                 {"notes", List(match->notes, match->note_count, FromNote)},
                 {"last_agent", Text(match->last_agent)},
                 {"last_agent_name", Text(match->last_agent_name)},
                 {"last_agent_presence", Number(match->last_agent_presence)}});
}

Value FromCard(const rb_card& card) {
  return Object({{"ani", Text(card.ani)},
                 {"e164", Text(card.e164)},
                 {"national", Text(card.national)},
                 {"region", Text(card.region)},
                 {"tenant", Text(card.tenant)},
                 {"withheld", Flag(card.withheld)},
                 {"valid", Flag(card.valid)},
                 {"verify_identity", Flag(card.verify_identity)},
                 {"partial", Flag(card.partial)},
                 {"opening_line", Text(card.opening_line)},
                 {"next_steps", List(card.next_steps, card.next_step_count, Text)},
                 {"matches", List(card.matches, card.match_count, FromMatch)}});
}

// ---------------------------------------------------------------- what is expected

// What of `expected` does not hold for `actual`, one line each; empty when all of it holds.
std::string Differences(const Value& expected, const Value& actual, const std::string& where) {
  const auto differs = [&] {
    return absl::StrCat(where, ": expected ", ToJson(expected), ", got ", ToJson(actual), "\n");
  };
  if (expected.kind_case() == Value::kStringValue && expected.string_value() == kAnyText) {
    return actual.string_value().empty() ? differs() : "";
  }
  if (expected.kind_case() != actual.kind_case()) return differs();
  std::string found;
  switch (expected.kind_case()) {
    case Value::kStructValue:
      for (const auto& [name, value] : expected.struct_value().fields()) {
        const auto& fields = actual.struct_value().fields();
        const auto field = fields.find(name);
        const std::string at = absl::StrCat(where, ".", name);
        if (value.has_null_value() && field != fields.end()) {
          absl::StrAppend(&found, at, ": expected nothing, got ", ToJson(field->second), "\n");
        } else if (!value.has_null_value() && field == fields.end()) {
          absl::StrAppend(&found, at, ": expected ", ToJson(value), ", got nothing\n");
        } else if (!value.has_null_value()) {
          absl::StrAppend(&found, Differences(value, field->second, at));
        }
      }
      return found;
    case Value::kListValue:
      if (expected.list_value().values_size() != actual.list_value().values_size()) {
        return differs();
      }
      for (int i = 0; i < expected.list_value().values_size(); ++i) {
        absl::StrAppend(&found,
                        Differences(expected.list_value().values(i), actual.list_value().values(i),
                                    absl::StrCat(where, "[", i, "]")));
      }
      return found;
    case Value::kNumberValue:
      return std::abs(expected.number_value() - actual.number_value()) <= 1e-9 ? "" : differs();
    default:
      return ToJson(expected) == ToJson(actual) ? "" : differs();
  }
}

// The string at a path such as "matches.0.caller.name".
std::string AtPath(const Value& value, const std::string& path) {
  const Value* at = &value;
  for (const std::string& key : std::vector<std::string>(absl::StrSplit(path, '.'))) {
    if (at->has_list_value()) {
      const int index = std::atoi(key.c_str());
      if (index >= at->list_value().values_size()) return "";
      at = &at->list_value().values(index);
    } else {
      const auto& fields = at->struct_value().fields();
      const auto field = fields.find(key);
      if (field == fields.end()) return "";
      at = &field->second;
    }
  }
  return at->string_value();
}

// ---------------------------------------------------------------- running

// How a step ended: `value` is the answer, when `code` is RB_OK.
struct Ended {
  int code = RB_OK;
  std::string message;
  std::string reason;
  std::string field;
  Value value = Object({});
};

Ended Failed(int code) {
  const rb_error* error = rb_last_error();
  EXPECT_EQ(error->code, code);
  return {code, error->message, error->reason, error->field, {}};
}

Ended TakeJson(int code, rb_buffer* buffer) {
  if (code != RB_OK) {
    EXPECT_EQ(buffer->data, nullptr);
    return Failed(code);
  }
  Ended ended;
  ended.value = FromJson(std::string_view(buffer->data, buffer->size));
  rb_buffer_free(buffer);
  return ended;
}

class Runner {
 public:
  explicit Runner(const std::string& target) {
    if (rb_open(target.c_str(), nullptr, &client_) != RB_OK) {
      ADD_FAILURE() << target << ": " << rb_last_error()->message;
    }
  }
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  ~Runner() {
    for (const auto& [name, watcher] : watchers_) {
      EXPECT_EQ(rb_watcher_close(watcher), RB_OK) << name;
    }
    EXPECT_EQ(rb_close(client_), RB_OK);
  }

  // Ends at the first step that does not hold.
  void Run(const Struct& scenario) {
    int number = 0;
    for (const Value& step : scenario.fields().at("steps").list_value().values()) {
      const Value given = Substituted(step);
      SCOPED_TRACE(absl::StrCat("step ", number++, ": ", ToJson(given).substr(0, 200)));
      RunStep(given.struct_value());
      if (testing::Test::HasFailure()) return;
    }
  }

 private:
  using Fields = google::protobuf::Map<std::string, Value>;

  static Value Get(const Fields& fields, const std::string& name) {
    const auto field = fields.find(name);
    return field == fields.end() ? Object({}) : field->second;
  }

  Value Substituted(const Value& value) const {
    Value result = value;
    if (value.has_string_value()) {
      result.set_string_value(Substituted(value.string_value()));
    } else if (value.has_list_value()) {
      for (Value& item : *result.mutable_list_value()->mutable_values()) item = Substituted(item);
    } else if (value.has_struct_value()) {
      for (auto& [name, field] : *result.mutable_struct_value()->mutable_fields()) {
        field = Substituted(field);
      }
    }
    return result;
  }

  std::string Substituted(std::string_view text) const {
    std::string result;
    while (true) {
      const size_t start = text.find("${");
      result += text.substr(0, start);
      if (start == std::string_view::npos) return result;
      const size_t end = text.find('}', start);
      const std::string name(text.substr(start + 2, end - start - 2));
      const auto saved = saved_.find(name);
      if (saved == saved_.end() && name != "*") ADD_FAILURE() << name << " was not saved";
      result += saved == saved_.end() ? "${" + name + "}" : saved->second;
      text.remove_prefix(end + 1);
    }
  }

  void RunStep(const Struct& step) {
    const Fields& fields = step.fields();
    Ended ended;
    Value expected = Object({});
    if (fields.contains("call")) {
      ended = Call(fields.at("call").string_value(), Get(fields, "request"));
      expected = Get(fields, "response");
    } else if (fields.contains("lookup")) {
      ended = Lookup(fields.at("lookup").struct_value().fields());
      expected = Get(fields, "card");
    } else if (fields.contains("watch")) {
      ended = Watch(fields.at("watch"), fields.at("as").string_value());
    } else if (fields.contains("next")) {
      ended = Next(fields.at("next").string_value());
      expected = Get(fields, "event");
    } else if (fields.contains("close")) {
      ASSERT_EQ(rb_watcher_close(watchers_.at(fields.at("close").string_value())), RB_OK);
      watchers_.erase(fields.at("close").string_value());
    } else {
      FAIL() << "no such step";
    }
    if (fields.contains("error")) return CheckError(Get(fields, "error"), ended);
    ASSERT_EQ(ended.code, RB_OK) << ended.message;
    ASSERT_EQ(Differences(expected, ended.value, ""), "");
    const Value save = Get(fields, "save");
    for (const auto& [name, path] : save.struct_value().fields()) {
      saved_[name] = AtPath(ended.value, path.string_value());
      ASSERT_NE(saved_[name], "") << path.string_value() << " of " << ToJson(ended.value);
    }
  }

  static void CheckError(const Value& expected, const Ended& ended) {
    const std::string code = absl::StatusCodeToString(static_cast<absl::StatusCode>(ended.code));
    const Value actual = Object({{"code", Text(code.c_str())},
                                 {"reason", Text(ended.reason.c_str())},
                                 {"field", Text(ended.field.c_str())}});
    EXPECT_EQ(Differences(expected, actual, "error"), "") << ended.message;
    EXPECT_NE(ended.message, "");
  }

  Ended Call(const std::string& method, const Value& request) {
    const std::string json = ToJson(request);
    rb_buffer response;
    const int code =
        rb_call(client_, method.c_str(), RB_JSON, json.data(), json.size(), 0, &response);
    return TakeJson(code, &response);
  }

  Ended Lookup(const Fields& fields) {
    rb_lookup_request request = RB_LOOKUP_REQUEST_INIT;
    const auto text = [&](const std::string& name) -> const char* {
      const auto field = fields.find(name);
      return field == fields.end() ? nullptr : field->second.string_value().c_str();
    };
    request.ani = text("ani");
    request.dnis = text("dnis");
    request.agent = text("agent");
    request.name_hint = text("name_hint");
    request.parent = text("parent");
    request.verification = static_cast<int32_t>(Get(fields, "verification").number_value());
    request.timeout_ms = kPatienceMs;
    rb_card* card = nullptr;
    const int code = rb_lookup(client_, &request, &card);
    if (code != RB_OK) {
      EXPECT_EQ(card, nullptr);
      return Failed(code);
    }
    Ended ended;
    ended.value = FromCard(*card);
    rb_card_free(card);
    return ended;
  }

  Ended Watch(const Value& request, const std::string& name) {
    const std::string json = ToJson(request);
    rb_watcher watcher = 0;
    const int code = rb_watch(client_, RB_JSON, json.data(), json.size(), kPatienceMs, &watcher);
    if (code != RB_OK) return Failed(code);
    watchers_[name] = watcher;
    return {};
  }

  Ended Next(const std::string& name) {
    rb_buffer event;
    const int code = rb_watcher_next(watchers_.at(name), kPatienceMs, &event);
    return TakeJson(code, &event);
  }

  rb_client client_ = 0;
  std::map<std::string, rb_watcher> watchers_;
  std::map<std::string, std::string> saved_;
};

// A scenario, which a test that fails prints by its name.
struct Scenario {
  Struct content;
  std::string name() const { return content.fields().at("name").string_value(); }
};

void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name(); }

std::vector<Scenario> Scenarios() {
  const char* path = std::getenv("SCENARIOS");
  std::ifstream file(path == nullptr ? "" : path);
  const std::string json{std::istreambuf_iterator<char>(file), {}};
  std::vector<Scenario> scenarios;
  const Value all = FromJson(json);
  for (const Value& scenario : all.struct_value().fields().at("scenarios").list_value().values()) {
    scenarios.push_back({scenario.struct_value()});
  }
  return scenarios;
}

std::string NameOf(const testing::TestParamInfo<Scenario>& info) { return info.param.name(); }

class OnAFile : public testing::TestWithParam<Scenario> {};

TEST_P(OnAFile, Holds) {
  const ScratchFolder folder;
  Runner("sqlite:" + folder.File("calls.db")).Run(GetParam().content);
}

INSTANTIATE_TEST_SUITE_P(Scenario, OnAFile, testing::ValuesIn(Scenarios()), NameOf);

class OnAServer : public ServedEngineTest, public testing::WithParamInterface<Scenario> {
 protected:
  OnAServer() { options_.listen = {sockets_.Address("s")}; }

 private:
  const SocketFolder sockets_;
};

TEST_P(OnAServer, Holds) { Runner(server().addresses().at(0)).Run(GetParam().content); }

INSTANTIATE_TEST_SUITE_P(Scenario, OnAServer, testing::ValuesIn(Scenarios()), NameOf);

}  // namespace
}  // namespace ringback::test
