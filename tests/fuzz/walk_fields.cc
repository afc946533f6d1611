// Every field of every method times every hostile value, then values upon each other at random:
//
//   walk_fields [INPUTS [SEED]]
//
// After each input the engine still answers; an error is one of those that are documented, in words
// that name a field of the request; what was refused has changed nothing; what was taken names the
// resources of one tenant, and is not given back with fields that nobody knows; and no input is out
// of all proportion in the work that it makes. Watches, which have no handler here, are left to
// tests/e2e. Prints how many inputs there were; an input that breaks
// one of these rules is printed, and ends it with status 1.
#include <time.h>

#include <cstdio>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/stubs/logging.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "tests/e2e/bad_values.h"
#include "tests/e2e/hostile_values.h"
#include "tests/fuzz/field_world.h"

namespace ringback::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What a request may cost: some, and more the larger it is. A machine of tests is slow, and slower
// still with sanitizers; what grows out of proportion is a hundred times above this.
constexpr double kSecondsEach = 1.0;
constexpr double kSecondsPerMegabyte = 4.0;
constexpr size_t kMixedBytes = 4096;

// The codes that a request can bring upon itself.
bool IsDocumented(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:
      return true;
    default:
      return false;
  }
}

// Whether a path such as "caller.phones[0].number" leads to a field of the message.
bool IsField(const Descriptor* message, std::string_view path) {
  for (const absl::string_view step :
       absl::StrSplit(absl::string_view(path.data(), path.size()), '.')) {
    if (message == nullptr) return false;
    const size_t bracket = step.find('[');
    const FieldDescriptor* field = message->FindFieldByName(std::string(step.substr(0, bracket)));
    if (field == nullptr ||
        (bracket != step.npos && !field->is_repeated() && field->message_type() == nullptr)) {
      return false;
    }
    message = field->message_type();
  }
  return true;
}

// The tenants whose resources a request names, where the contract says that a resource is named.
// The name of what is created is ignored.
void AddTenants(const Message& message, bool with_name, std::set<std::string>* tenants) {
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const v1::FieldRules rules = RulesOf(field);
    if (rules.output_only() || field.is_repeated()) continue;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const bool is_update = message.GetDescriptor()->FindFieldByName("update_mask") != nullptr;
      if (reflection.HasField(message, &field))
        AddTenants(reflection.GetMessage(message, &field), is_update, tenants);
    } else if (!rules.resource().empty() && (with_name || field.name() != "name")) {
      std::string name = reflection.GetString(message, &field);
      if (name.empty() && field.name() == "parent") name = "tenants/default";
      const std::vector<std::string> parts = absl::StrSplit(name, '/');
      if (parts.size() > 1 && parts[1] != "-") tenants->insert(parts[1]);
    }
  }
}

double ProcessorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// What is said of a problem, cut to what a person reads.
std::string Shown(std::string_view text) {
  return absl::CHexEscape(std::string(text.substr(0, 300))) + (text.size() > 300 ? "..." : "");
}

class FieldWalk {
 public:
  FieldWalk(int inputs, unsigned seed) : inputs_(inputs), random_(seed) {}

  bool Run() {
    const size_t methods = FieldWorld().methods().size();
    for (size_t i = 0; i < methods; ++i) WalkMethod(i, methods);
    std::printf("%d inputs for %zu fields of %zu methods: %d taken, %d refused\n", count_,
                fields_.size(), methods, taken_, count_ - taken_);
    std::printf("%.1f s; the most that one took was %.0f ms: %s\n", ProcessorSeconds(),
                1000 * slowest_, slowest_what_.c_str());
    for (const auto& [where, problem] : problems_) {
      std::fprintf(stderr, "%s: %d inputs, such as\n  %s\n", where.c_str(), problem.count,
                   problem.sample.c_str());
    }
    return problems_.empty();
  }

 private:
  // All of one method, in a world of its own: what it did to the resources is gone afterwards.
  void WalkMethod(size_t index, size_t methods) {
    const FieldWorld world;
    const Method& method = world.methods()[index];
    if (method.kind == Method::Kind::kWatch) return;  // has no handler: tests/e2e/watch_test.cc
    world_ = &world;
    get_tenant_ = world.Find("ringback.v1.TenantService.GetTenant");
    look_up_ = world.Find("ringback.v1.CallerContextService.LookupCaller");
    std::vector<std::string> small;
    const auto good = world.GoodRequest(method);
    ForEachHostileRequest(*good, world.Names(), [&](const BadRequest& bad) {
      where_ = absl::StrCat(method.full_name, " ", bad.field);
      fields_.insert(where_);
      const std::string wire = bad.request.SerializePartialAsString();
      Try(method, wire, absl::StrCat(bad.what, " in ", bad.field), bad.breaks ? bad.field : "");
      if (wire.size() <= kMixedBytes) small.push_back(wire);
    });
    where_ = method.full_name + " mixed";
    const int share = inputs_ * static_cast<int>(index + 1) / static_cast<int>(methods);
    while (count_ < share && !small.empty()) Try(method, Mixed(small), "values mixed", "");
  }

  // Two or three inputs upon each other, as protobuf merges what is written one after the other,
  // and some of them with bytes that are damaged.
  std::string Mixed(const std::vector<std::string>& small) {
    std::string wire;
    for (unsigned n = 2 + random_() % 2; n > 0; --n) wire += small[random_() % small.size()];
    if (random_() % 4 == 0) {
      for (unsigned n = 1 + random_() % 4; n > 0 && !wire.empty(); --n)
        wire[random_() % wire.size()] = static_cast<char>(random_());
    }
    if (random_() % 16 == 0) wire.resize(random_() % (wire.size() + 1));
    return wire;
  }

  // `field`: the one that must be named, if it is known.
  void Try(const Method& method, const std::string& wire, const std::string& what,
           const std::string& field) {
    ++count_;
    what_ = Shown(what);
    const int64_t events = world_->EventCount();
    const double begin = ProcessorSeconds();
    const auto answer = world_->Call(method, wire);
    const double took = ProcessorSeconds() - begin;
    if (took > slowest_) {
      slowest_ = took;
      slowest_what_ = absl::StrCat(where_, ": ", what_);
    }
    if (took > kSecondsEach + kSecondsPerMegabyte * static_cast<double>(wire.size()) / (1 << 20))
      Problem(absl::StrCat("took ", took, " s for ", wire.size(), " bytes"), wire);
    if (answer.ok()) {
      ++taken_;
      if (!field.empty()) Problem("a broken rule was taken", wire);
      CheckAnswer(method, *answer, wire);
    } else {
      CheckError(method, answer.status(), field, wire);
    }
    const bool may_change = answer.ok() && method.kind == Method::Kind::kWrite;
    if (!may_change && world_->EventCount() != events) Problem("changed the store", wire);
    CheckThatItAnswers(wire);
  }

  void CheckAnswer(const Method& method, const std::string& answer, const std::string& wire) {
    const std::unique_ptr<Message> response(method.response->New());
    if (!response->ParseFromString(answer)) Problem("the answer cannot be read", wire);
    const size_t whole = response->ByteSizeLong();
    response->DiscardUnknownFields();
    if (response->ByteSizeLong() != whole) Problem("keeps a field that nobody knows", wire);
    const std::unique_ptr<Message> request(method.request->New());
    std::set<std::string> tenants;
    if (request->ParsePartialFromString(wire)) AddTenants(*request, true, &tenants);
    if (tenants.size() > 1) Problem("resources of two tenants were taken", wire);
  }

  void CheckError(const Method& method, const absl::Status& status, const std::string& field,
                  const std::string& wire) {
    const std::string said = status.ToString();
    if (!IsDocumented(status.code())) Problem(said, wire);
    const std::string reason = ReasonOf(status);
    v1::ErrorReason parsed = v1::ERROR_REASON_UNSPECIFIED;
    if (!v1::ErrorReason_Parse("ERROR_REASON_" + reason, &parsed) ||
        parsed == v1::ERROR_REASON_INTERNAL || parsed == v1::ERROR_REASON_UNSPECIFIED) {
      Problem("no reason of the contract: " + said, wire);
    }
    const std::string_view message(status.message().data(), status.message().size());
    if (message.empty() || message.size() > 1000 || !IsValidUtf8(message))
      Problem("an error without good words: " + said, wire);
    const std::string named = MetadataOf(status, "field");
    if (parsed == v1::ERROR_REASON_INVALID_FIELD && named.empty()) Problem("names no field", wire);
    if (status.code() == absl::StatusCode::kInvalidArgument && !named.empty() &&
        !IsField(method.request->GetDescriptor(), named)) {
      Problem("names what is no field of the request: " + named, wire);
    }
    if (!field.empty() && named != field)
      Problem(absl::StrCat("names \"", named, "\" in the place of \"", field, "\": ", said), wire);
  }

  // Its own answer, and now and then a look-up, which is what the engine is there for.
  void CheckThatItAnswers(const std::string& wire) {
    const auto tenant = world_->Call(*get_tenant_, "\x0a\x0ftenants/default");
    if (!tenant.ok()) Problem("no tenant afterwards: " + tenant.status().ToString(), wire);
    if (count_ % 16 != 0) return;
    const auto card = world_->Call(*look_up_, "\x12\x0c+12025550143");
    if (!card.ok()) Problem("no look-up afterwards: " + card.status().ToString(), wire);
  }

  // Keeps one input of each kind.
  void Problem(const std::string& problem, std::string_view wire) {
    Found& found = problems_[absl::StrCat(where_, ": ", Shown(problem).substr(0, 60))];
    if (found.count++ > 0) return;
    found.sample =
        absl::StrCat(what_, "\n  ", Shown(problem), "\n  ", wire.size(), " bytes: ", Shown(wire));
  }

  struct Found {
    int count = 0;
    std::string sample;
  };

  const int inputs_;
  std::minstd_rand random_;
  const FieldWorld* world_ = nullptr;
  const Method* get_tenant_ = nullptr;
  const Method* look_up_ = nullptr;
  int count_ = 0, taken_ = 0;
  std::set<std::string> fields_;
  std::string where_, what_, slowest_what_;
  double slowest_ = 0;
  std::map<std::string, Found> problems_;
};

}  // namespace
}  // namespace ringback::test

int main(int argc, char** argv) {
  google::protobuf::SetLogHandler(nullptr);  // else it says on each invalid text that it is one
  int inputs = 120'000;
  unsigned seed = 20301007;
  if ((argc > 1 && !absl::SimpleAtoi(argv[1], &inputs)) ||
      (argc > 2 && !absl::SimpleAtoi(argv[2], &seed))) {
    std::fprintf(stderr, "usage: walk_fields [INPUTS [SEED]]\n");
    return 2;
  }
  return ringback::test::FieldWalk(inputs, seed).Run() ? 0 : 1;
}
