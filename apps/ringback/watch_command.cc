#include <cstdio>
#include <map>

#include "absl/strings/str_cat.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/describe.h"
#include "apps/ringback/enum_words.h"
#include "apps/ringback/event_line.h"
#include "apps/ringback/field_values.h"
#include "ringback/model/errors.h"

namespace ringback::cli {

namespace {

// What callers and agents are called, asked for once each.
class Names {
 public:
  explicit Names(Session& session) : session_(session) {}

  // Remembers what the event itself tells.
  void Learn(const v1::Event& event) {
    if (event.has_caller()) names_[event.caller().name()] = CallerText(event.caller());
    if (event.has_agent_resource()) {
      names_[event.agent_resource().name()] = event.agent_resource().display_name();
    }
  }

  std::string Of(const std::string& resource) {
    const auto known = names_.find(resource);
    if (known != names_.end()) return known->second;
    if (names_.size() >= kMost) names_.clear();
    return names_[resource] = Ask(resource);
  }

 private:
  static constexpr size_t kMost = 10'000;

  std::string Ask(const std::string& resource) {
    if (resource.find("/agents/") != std::string::npos) {
      v1::GetAgentRequest request;
      request.set_name(resource);
      const auto agent =
          session_.Call(&Client::tenants, &v1::TenantService::Stub::GetAgent, request);
      return agent.ok() ? agent->display_name() : "";
    }
    v1::GetCallerRequest request;
    request.set_name(resource);
    const auto caller =
        session_.Call(&Client::callers, &v1::CallerService::Stub::GetCaller, request);
    return caller.ok() ? CallerText(*caller) : "";
  }

  Session& session_;
  std::map<std::string, std::string> names_;
};

void PrintEvent(Session& session, const v1::Event& event, Names* names) {
  if (session.options().json) {
    session.Print(ToJson(event, /*pretty=*/false));
  } else if (session.options().quiet) {
    session.ShowResource(event);
  } else {
    names->Learn(event);
    const NameOf name_of = [names](const std::string& resource) { return names->Of(resource); };
    session.Print(EventLine(event, name_of, session.ClockForPrinting(), session.ink()) + "\n");
  }
}

absl::Status Watch(Session& session, const v1::WatchEventsRequest& request, int count) {
  const absl::StatusOr<const Client*> client = session.Connect();
  if (!client.ok()) return client.status();
  grpc::ClientContext context;
  const auto reader = (*client)->events().WatchEvents(&context, request);
  reader->WaitForInitialMetadata();
  if (context.GetServerInitialMetadata().count("ringback-resume-token") != 0) {
    std::fprintf(stderr, "watching %s\n", OneLine(session.parent()).c_str());
  }
  Names names(session);
  v1::Event event;
  int seen = 0;
  while (reader->Read(&event)) {
    PrintEvent(session, event, &names);
    if (++seen == count) break;
  }
  if (seen == count && count > 0) {
    context.TryCancel();
    reader->Finish();
    return absl::OkStatus();
  }
  absl::Status status = session.Explain(FromGrpcStatus(reader->Finish()));
  std::string token = MetadataOf(status, "resume_token");
  if (token.empty()) token = event.resume_token();
  if (status.ok() || token.empty()) return status;
  return {status.code(),
          absl::StrCat(std::string(status.message()), "; go on with: watch --resume ", token)};
}

}  // namespace

void AddWatchCommand(CLI::App& root, Command* chosen) {
  CLI::App& app =
      AddSubcommand(root, {"watch", "Prints what happens, live, a line an event",
                           "ringback watch --type attempt-started --type call-started"});
  const auto count = std::make_shared<int>(0);
  app.add_option("--count", *count, "End after so many events; 0 goes on")
      ->check(CLI::Range(0, 1000000000));
  auto flags = BindFlags(
      app, v1::WatchEventsRequest::default_instance(),
      {{"--type", "types", "Only these"},
       {"--agent", "agent", "Only what concerns this agent"},
       {"--resume", "resume_token", "Go on after an earlier watch; \"start\" for all there is"}});
  const auto run = [flags, count](Session& session) {
    v1::WatchEventsRequest request;
    absl::Status status = FillRequest(flags, session, &request);
    return status.ok() ? Watch(session, request, *count) : status;
  };
  app.callback([chosen, run] { *chosen = run; });
}

}  // namespace ringback::cli
