#include "apps/ringback/verb.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/field_values.h"
#include "google/protobuf/field_mask.pb.h"
#include "ringback/v1/field_rules.pb.h"

namespace ringback::cli {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// A field that is not there is reported when the flag is used (SetField).
bool IsSwitch(const FieldDescriptor* field) {
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
}

std::string HelpOf(const Flag& flag, const FieldDescriptor* field) {
  if (field == nullptr || field->enum_type() == nullptr) return flag.help;
  return absl::StrCat(flag.help, ": ", EnumChoices(*field->enum_type()));
}

// Whether a flag's value is a field of the resource that an update changes; then its path there.
std::string MaskPath(const Flag& flag) {
  const size_t dot = flag.field.find('.');
  const std::string path = dot == std::string::npos ? "" : flag.field.substr(dot + 1);
  return path == "name" || path == "etag" ? "" : path;
}

absl::Status FillMask(const std::vector<BoundFlag>& flags, const FieldDescriptor& mask_field,
                      Message* request) {
  auto* mask = static_cast<google::protobuf::FieldMask*>(
      request->GetReflection()->MutableMessage(request, &mask_field));
  for (const BoundFlag& bound : flags) {
    const std::string path = MaskPath(bound.flag);
    if (bound.option->count() > 0 && !path.empty()) mask->add_paths(path);
  }
  if (mask->paths().empty()) {
    return absl::InvalidArgumentError("say what to change; --help lists the options");
  }
  return absl::OkStatus();
}

// What a request must have is there, also when no flag says anything of it: a resource may be all
// defaults.
void AddRequiredMessages(Message* request) {
  const auto* type = request->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const bool message = field->message_type() != nullptr && !field->is_repeated();
    if (message && field->options().GetExtension(v1::rules).required())
      request->GetReflection()->MutableMessage(request, field);
  }
}

}  // namespace

CLI::App& AddGroup(CLI::App& root, const std::string& name, const std::string& help) {
  CLI::App& group = *root.add_subcommand(name, help);
  group.require_subcommand(1);
  return group;
}

CLI::App& AddSubcommand(CLI::App& group, const VerbText& text) {
  CLI::App& app = *group.add_subcommand(text.name, text.help);
  app.footer("Example:\n  " + text.example);
  return app;
}

std::vector<BoundFlag> BindFlags(CLI::App& app, const Message& request,
                                 const std::vector<Flag>& flags) {
  std::vector<BoundFlag> bound;
  for (const Flag& flag : flags) {
    const FieldDescriptor* field = FindField(request.GetDescriptor(), flag.field);
    const bool is_switch = IsSwitch(field);
    const std::string help = HelpOf(flag, field);
    // Without a variable: CLI11 keeps the words as they were written.
    CLI::Option* option =
        is_switch ? app.add_flag(flag.name, flag.help) : app.add_option(flag.name, help);
    if (field != nullptr && field->is_repeated()) {
      option->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args(false);
    }
    if (flag.required) option->required();
    bound.push_back({flag, option});
  }
  return bound;
}

absl::Status FillRequest(const std::vector<BoundFlag>& flags, Session& session, Message* request) {
  const Surroundings surroundings = {session.tenant_id(),
                                     [&session] { return session.GetClock(); }};
  const auto* type = request->GetDescriptor();
  if (type->FindFieldByName("parent") != nullptr) {
    absl::Status status = SetField(request, "parent", {session.parent()}, surroundings);
    if (!status.ok()) return status;
  }
  AddRequiredMessages(request);
  for (const BoundFlag& bound : flags) {
    if (bound.option->count() == 0) continue;
    const std::vector<std::string> values = IsSwitch(FindField(type, bound.flag.field))
                                                ? std::vector<std::string>{"true"}
                                                : bound.option->results();
    absl::Status status = SetField(request, bound.flag.field, values, surroundings);
    if (status.ok()) continue;
    // What the server says about the time zone is not about the flag.
    if (status.code() != absl::StatusCode::kInvalidArgument) return status;
    return absl::InvalidArgumentError(
        absl::StrCat(bound.flag.name, ": ", std::string(status.message())));
  }
  const FieldDescriptor* mask = type->FindFieldByName("update_mask");
  return mask == nullptr ? absl::OkStatus() : FillMask(flags, *mask, request);
}

std::shared_ptr<ListLimits> BindLimits(CLI::App& app) {
  auto limits = std::make_shared<ListLimits>();
  app.add_option("--limit", limits->limit, "How many to list; 0 lists all")
      ->capture_default_str()
      ->check(CLI::Range(0, 1000000000));
  app.add_option("--page-token", limits->page_token, "Go on after an earlier list");
  return limits;
}

void PrintMore(const Session& session, const std::string& next_page_token) {
  if (next_page_token.empty() || session.options().quiet) return;
  std::fprintf(stderr, "there are more: --page-token %s\n", OneLine(next_page_token).c_str());
}

}  // namespace ringback::cli
