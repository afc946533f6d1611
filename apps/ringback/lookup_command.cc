#include "apps/ringback/card.h"
#include "apps/ringback/commands.h"

namespace ringback::cli {

namespace {

using Context = v1::CallerContextService::Stub;

void ShowCard(Session& session, const v1::CallerContext& card, const CLI::Option& at) {
  if (session.options().json) return session.Print(ToJson(card, /*pretty=*/true));
  if (session.options().quiet) {
    for (const v1::Match& match : card.matches()) {
      if (match.has_caller()) session.ShowResource(match.caller());
    }
    return;
  }
  Clock clock = session.ClockOf(card.tenant());
  // As of another moment, "12 minutes ago" is before that moment.
  if (at.count() > 0) {
    const absl::StatusOr<Clock> now = session.GetClock();
    const auto moment = now.ok() ? ParseTime(at.results().front(), *now) : now.status();
    if (moment.ok()) clock.now = *moment;
  }
  session.Print(RenderCard(card, clock, session.ink()));
}

}  // namespace

void AddLookupCommand(CLI::App& root, Command* chosen) {
  // The option is known only once the verb is made, and is read only when it runs.
  auto at = std::make_shared<CLI::Option*>(nullptr);
  CLI::App& app = AddVerb(
      root, chosen,
      {"lookup", "Shows who is calling, and why we called them",
       "ringback lookup +12025550143 --dnis +12025550100 --agent sam"},
      {{"NUMBER", "ani", "The calling number as it came; \"anonymous\" when withheld", true},
       {"--dnis", "dnis", "The number that was called"},
       {"--agent", "agent", "Who will pick up"},
       {"--at", "at_time", "As of when to answer; now unless given"},
       {"--name-hint", "name_hint", "The name that came with the call"},
       {"--verification", "verification", "What the network says about the number"}},
      Method<Context, v1::LookupCallerRequest, v1::CallerContext>{&Client::context,
                                                                  &Context::LookupCaller},
      std::function<void(Session&, const v1::CallerContext&)>(
          [at](Session& session, const v1::CallerContext& card) {
            ShowCard(session, card, **at);
          }));
  *at = app.get_option("--at");
}

}  // namespace ringback::cli
