#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "google/protobuf/util/json_util.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

using FollowUp = v1::FollowUpService::Stub;

std::vector<Flag> CadenceFlags() {
  return {{"--display-name", "cadence.display_name", "What people call it"},
          {"--step", "cadence.steps",
           "A step, in the order of the steps: OFFSET:CHANNEL[:PURPOSE], such as 2d:call:\"your "
           "quote\""},
          {"--rule", "cadence.disposition_rules",
           "What a disposition does: OUTCOME:ACTION[:DELAY[:RETRIES]], such as busy:retry:15m:3"},
          {"--max-touches", "cadence.max_touches", "The most touches of a lead"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

// Reads the whole of a file; "-" is the standard input.
absl::StatusOr<std::string> ReadAll(const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) return absl::InvalidArgumentError("--file: " + Quote(path) + " cannot be read");
  }
  std::istream& in = path == "-" ? std::cin : file;
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

// The cadence that a file has as JSON, as `cadence get --json` prints it.
absl::StatusOr<v1::Cadence> ReadCadenceFile(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadAll(path);
  if (!text.ok()) return text.status();
  v1::Cadence cadence;
  const auto status = google::protobuf::util::JsonStringToMessage(*text, &cadence);
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--file: ", Quote(path), " is no cadence: ", std::string(status.message())));
  }
  // What the server says of a cadence is not what is asked of it.
  cadence.clear_name();
  cadence.clear_etag();
  cadence.clear_create_time();
  cadence.clear_update_time();
  return cadence;
}

void NameFields(const v1::Cadence& cadence, google::protobuf::FieldMask* mask) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  cadence.GetReflection()->ListFields(cadence, &fields);
  for (const auto* field : fields) mask->add_paths(field->name());
}

void NameFields(const v1::Cadence&, v1::CreateCadenceRequest*) {}
void NameFields(const v1::Cadence& cadence, v1::UpdateCadenceRequest* request) {
  NameFields(cadence, request->mutable_update_mask());
}

// Adds a verb that saves a cadence: of flags, or of a file.
template <typename Request>
void AddSave(CLI::App& group, Command* chosen, const VerbText& text, const std::vector<Flag>& flags,
             Method<FollowUp, Request, v1::Cadence> method) {
  CLI::App& app = AddSubcommand(group, text);
  auto bound = BindFlags(app, Request::default_instance(), flags);
  auto path = std::make_shared<std::string>();
  app.add_option("--file", *path, "A file that has the cadence as JSON; - is the standard input")
      ->excludes(app.get_option("--step"))
      ->excludes(app.get_option("--rule"));
  const auto run = [bound, path, method](Session& session) -> absl::Status {
    Request request;
    if (!path->empty()) {
      absl::StatusOr<v1::Cadence> cadence = ReadCadenceFile(*path);
      if (!cadence.ok()) return cadence.status();
      NameFields(*cadence, &request);
      *request.mutable_cadence() = *std::move(cadence);
    }
    absl::Status filled = FillRequest(bound, session, &request);
    if (!filled.ok()) return filled;
    const absl::StatusOr<v1::Cadence> saved = session.Call(method.stub, method.call, request);
    if (saved.ok()) session.ShowResource(*saved);
    return saved.status();
  };
  app.callback([chosen, run] { *chosen = run; });
}

std::vector<Column<v1::Cadence>> CadenceColumns() {
  return {
      {"CADENCE", [](const v1::Cadence& c, const Clock&) { return c.name(); }},
      {"CALLED", [](const v1::Cadence& c, const Clock&) { return c.display_name(); }},
      {"STEPS", [](const v1::Cadence& c, const Clock&) { return std::to_string(c.steps_size()); }},
      {"OVER",
       [](const v1::Cadence& c, const Clock&) {
         const auto& steps = c.steps();
         const int64_t seconds = steps.empty() ? 0 : steps[steps.size() - 1].offset().seconds();
         return seconds == 0 ? "" : SpokenLength(absl::Seconds(seconds));
       }},
      {"MOST TOUCHES",
       [](const v1::Cadence& c, const Clock&) {
         return c.max_touches() == 0 ? "" : std::to_string(c.max_touches());
       }},
  };
}

const Flag kLead = {"LEAD", "name", "The lead: a name or an id", true};
const Flag kAgent = {"--agent", "agent", "The agent who says so"};
const Flag kRequestId = {"--request-id", "request_id", "Makes it safe to repeat"};

// How far a lead is in its cadence is of the lead.
void AddEnrolmentVerbs(CLI::App& group, Command* chosen) {
  AddVerb(
      group, chosen,
      {"enrol", "Begins a cadence for a lead",
       "ringback lead enrol 0sczz0z40pd2q --cadence web-leads"},
      {kLead,
       {"--cadence", "cadence", "The cadence; the tenant's default when it is not said"},
       {"--start", "start_time", "When it begins, if not now"},
       kAgent,
       kRequestId},
      Method<FollowUp, v1::EnrolLeadRequest, v1::Lead>{&Client::follow_up, &FollowUp::EnrolLead});
  AddVerb(group, chosen,
          {"pause", "Holds a lead's cadence", "ringback lead pause 0sczz0z40pd2q --until +7d"},
          {kLead,
           {"--until", "resume_time", "When it goes on; with \"lead resume\" when it is not said"},
           kAgent,
           kRequestId},
          Method<FollowUp, v1::PauseEnrolmentRequest, v1::Lead>{&Client::follow_up,
                                                                &FollowUp::PauseEnrolment});
  AddVerb(group, chosen,
          {"resume", "Goes on with a cadence that is paused", "ringback lead resume 0sczz0z40pd2q"},
          {kLead, kAgent, kRequestId},
          Method<FollowUp, v1::ResumeEnrolmentRequest, v1::Lead>{&Client::follow_up,
                                                                 &FollowUp::ResumeEnrolment});
  AddVerb(group, chosen,
          {"unenrol", "Ends a lead's cadence",
           "ringback lead unenrol 0sczz0z40pd2q --reason \"they moved away\""},
          {kLead, {"--reason", "reason", "Why"}, kAgent, kRequestId},
          Method<FollowUp, v1::EndEnrolmentRequest, v1::Lead>{&Client::follow_up,
                                                              &FollowUp::EndEnrolment});
}

}  // namespace

void AddCadenceCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "cadence", "Planned sequences of touches that leads follow");
  std::vector<Flag> create = CadenceFlags();
  create.push_back({"ID", "cadence_id", "The id: a-z, 0-9 and '-'", true});
  AddSave(group, chosen,
          {"create", "Adds a cadence",
           "ringback cadence create web-leads --step 0d:call:\"your heating check\" --step 2h:call "
           "--step 1d:email --step 3d:call"},
          create,
          Method<FollowUp, v1::CreateCadenceRequest, v1::Cadence>{&Client::follow_up,
                                                                  &FollowUp::CreateCadence});
  const Flag cadence = {"CADENCE", "name", "The cadence: a name or an id", true};
  AddVerb(group, chosen, {"get", "Shows a cadence", "ringback cadence get web-leads"}, {cadence},
          Method<FollowUp, v1::GetCadenceRequest, v1::Cadence>{&Client::follow_up,
                                                               &FollowUp::GetCadence});
  AddList(
      group, chosen, {"list", "Lists the cadences", "ringback cadence list"}, {},
      Method<FollowUp, v1::ListCadencesRequest, v1::ListCadencesResponse>{&Client::follow_up,
                                                                          &FollowUp::ListCadences},
      [](const v1::ListCadencesResponse& page) { return page.cadences(); }, CadenceColumns());
  std::vector<Flag> update = CadenceFlags();
  update.push_back({"CADENCE", "cadence.name", "The cadence: a name or an id", true});
  update.push_back({"--etag", "cadence.etag", "Only if it is still this version"});
  AddSave(group, chosen,
          {"update", "Changes what is named; leads that follow it go on by the new steps",
           "ringback cadence update web-leads --max-touches 6"},
          update,
          Method<FollowUp, v1::UpdateCadenceRequest, v1::Cadence>{&Client::follow_up,
                                                                  &FollowUp::UpdateCadence});
  AddVerb(group, chosen,
          {"delete", "Removes a cadence that no lead follows", "ringback cadence delete web-leads"},
          {cadence, {"--etag", "etag", "Only if it is still this version"}, kRequestId},
          Method<FollowUp, v1::DeleteCadenceRequest, v1::Cadence>{&Client::follow_up,
                                                                  &FollowUp::DeleteCadence});
  AddEnrolmentVerbs(*root.get_subcommand("lead"), chosen);
}

}  // namespace ringback::cli
