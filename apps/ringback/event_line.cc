#include "apps/ringback/event_line.h"

#include "absl/strings/str_cat.h"
#include "apps/ringback/describe.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

// The name, or else the id, of a resource.
std::string Called(const std::string& resource, const NameOf& name_of) {
  if (resource.empty()) return "";
  const std::string name = name_of(resource);
  return name.empty() ? std::string(LastSegment(resource)) : name;
}

std::string Join(const std::string& left, const char* between, const std::string& right) {
  if (left.empty() || right.empty()) return left + right;
  return left + between + right;
}

std::string AttemptDetails(const v1::Event& event, const NameOf& name_of) {
  const v1::OutboundAttempt& attempt = event.attempt();
  std::string text = Called(attempt.agent(), name_of);
  text = Join(text, " → ", Join(Called(attempt.caller(), name_of), ", ", attempt.dialed_number()));
  text = Join(text, ", about ", attempt.purpose());
  // The payload is the attempt as it is now: what came after the start is not told with it.
  if (event.type() != v1::EVENT_TYPE_ATTEMPT_FINISHED) return text;
  return Join(text, ": ", Words(attempt.outcome()));
}

std::string CallDetails(const v1::Event& event, const NameOf& name_of) {
  const v1::Call& call = event.call();
  std::string from = call.ani_e164().empty() ? call.ani() : call.ani_e164();
  std::string text = from.empty() ? "withheld" : from;
  std::string who = Called(call.caller(), name_of);
  std::string how;
  if (!event.context().matches().empty()) {
    const v1::Match& match = event.context().matches(0);
    if (who.empty() && match.has_caller()) who = CallerText(match.caller());
    if (who.empty()) who = "a number that we rang";
    how = Words(match.confidence());
  }
  text = Join(text, ", ", who);
  if (!how.empty()) absl::StrAppend(&text, " (", how, ")");
  text = Join(text, " → ", Called(call.agent(), name_of));
  switch (event.type()) {
    case v1::EVENT_TYPE_CALL_ENDED:
      return Join(text, ": ", Words(call.outcome()));
    case v1::EVENT_TYPE_CALLER_IDENTIFIED:
      return Join(text, ": ", Words(call.identification()));
    default:
      return text;
  }
}

std::string Details(const v1::Event& event, const NameOf& name_of) {
  switch (event.payload_case()) {
    case v1::Event::kAttempt:
      return AttemptDetails(event, name_of);
    case v1::Event::kCall:
      return CallDetails(event, name_of);
    case v1::Event::kCaller:
      return CallerText(event.caller());
    case v1::Event::kLead:
      return Join(Called(event.lead().caller(), name_of), ", ",
                  Join(event.lead().interest(), ": ", Words(event.lead().state())));
    case v1::Event::kCallNote:
      return Join(Called(event.call_note().caller(), name_of), ": ", event.call_note().text());
    case v1::Event::kAgentResource:
      return Join(Join(std::string(LastSegment(event.agent_resource().name())), ", ",
                       event.agent_resource().display_name()),
                  ": ", Words(event.agent_resource().presence()));
    case v1::Event::kScript:
      return Join(std::string(LastSegment(event.script().name())), ", ",
                  Words(event.script().use()));
    case v1::Event::kTenant:
      return Join(std::string(LastSegment(event.tenant().name())), ", ",
                  event.tenant().display_name());
    case v1::Event::kDueContact:
      return Join(Called(event.due_contact().caller(), name_of), ", about ",
                  event.due_contact().purpose());
    case v1::Event::kCadence:
      return Join(std::string(LastSegment(event.resource())), ", ", event.cadence().display_name());
    case v1::Event::kArticle:
      return Join(std::string(LastSegment(event.article().name())), ", ",
                  absl::StrCat(event.article().title(), " (", event.article().revision(), ")"));
    case v1::Event::kQuestion:
      return Join(Called(event.question().caller(), name_of), ": ", event.question().text());
    case v1::Event::kAppointment:
      return Join(Called(event.appointment().caller(), name_of), ", ",
                  std::string(LastSegment(event.appointment().bookable_resource())));
    case v1::Event::kBookableResource:
      return Join(std::string(LastSegment(event.resource())), ", ",
                  event.bookable_resource().display_name());
    case v1::Event::kWebhook:
      return Join(std::string(LastSegment(event.resource())), ", ", event.webhook().url());
    case v1::Event::kDelivery:
      return Join(event.delivery().recipient() + event.delivery().webhook(), ": ",
                  event.delivery().last_error());
    case v1::Event::PAYLOAD_NOT_SET:
      break;
  }
  return event.resource();
}

}  // namespace

std::string EventLine(const v1::Event& event, const NameOf& name_of, const Clock& clock,
                      const Ink& ink) {
  constexpr size_t kTypeColumns = 18;
  std::string type = Words(event.type());
  if (type.size() < kTypeColumns) type.resize(kTypeColumns, ' ');
  const std::string time = absl::FormatTime("%H:%M:%S", FromProto(event.event_time()), clock.zone);
  return absl::StrCat(ink.Dim(time), "  ", ink.Bold(OneLine(type)), "  ",
                      OneLine(Details(event, name_of)));
}

}  // namespace ringback::cli
