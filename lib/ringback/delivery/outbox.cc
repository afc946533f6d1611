#include "ringback/delivery/outbox.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/one_line.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/text.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/caller_table.h"
#include "ringback/records/outbox_table.h"
#include "ringback/records/tenant_table.h"
#include "ringback/records/webhook_table.h"

namespace ringback {
namespace {

using v1::Delivery;

constexpr size_t kSubjectBytes = 120;

absl::Status NotSetUp(std::string_view field, std::string_view problem) {
  return MakeError(absl::StatusCode::kFailedPrecondition, v1::ERROR_REASON_NOT_SET_UP,
                   absl::StrCat(std::string(field), ": ", std::string(problem)),
                   {{"field", field}});
}

// The webhook that the tenant's messages go to; it must be there and take them.
absl::StatusOr<WebhookRecord> TargetWebhook(WriteScope& scope, std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto webhook,
                            ReadWebhook(scope.session, scope.tenant_id(), LastSegment(name)));
  if (!webhook) return NotSetUp("handoff.webhook", absl::StrCat(std::string(name), " is gone"));
  if (webhook->webhook.disabled()) {
    return NotSetUp("handoff.webhook", absl::StrCat(std::string(name), " is disabled"));
  }
  return *std::move(webhook);
}

// "Tracy", or "" for nobody.
absl::StatusOr<std::string> AgentShownAs(WriteScope& scope, std::string_view agent) {
  if (agent.empty()) return std::string();
  RINGBACK_ASSIGN_OR_RETURN(const v1::Agent found,
                            ReadAgentOrId(scope.session, scope.tenant_id(), LastSegment(agent)));
  return OneLine(found.display_name());
}

// "Robert Jones, +12024561414", or "" for nobody.
absl::StatusOr<std::string> CallerShownAs(WriteScope& scope, std::string_view caller) {
  if (caller.empty()) return std::string();
  RINGBACK_ASSIGN_OR_RETURN(const auto found,
                            ReadCaller(scope.session, scope.tenant_id(), IdOf(caller)));
  if (!found) return std::string();
  std::string shown = OneLine(found->caller.display_name());
  for (const v1::Phone& phone : found->caller.phones())
    absl::StrAppend(&shown, ", ", phone.number());
  return shown;
}

absl::StatusOr<std::string> QuestionText(WriteScope& scope, const v1::Question& question) {
  RINGBACK_ASSIGN_OR_RETURN(const std::string caller, CallerShownAs(scope, question.caller()));
  RINGBACK_ASSIGN_OR_RETURN(const std::string agent, AgentShownAs(scope, question.agent()));
  std::string text =
      absl::StrCat("We were asked something that your documentation does not answer:\n\n",
                   CleanLines(question.text()), "\n\n");
  if (!caller.empty()) absl::StrAppend(&text, "Asked by: ", caller, "\n");
  if (!agent.empty()) absl::StrAppend(&text, "Taken by: ", agent, "\n");
  absl::StrAppend(&text, "When:     ",
                  absl::FormatTime("%A, %-d %B %Y, %H:%M (%Z)",
                                   absl::FromUnixMicros(ToMicros(question.create_time())),
                                   scope.tenant.time_zone),
                  "\nQuestion: ", question.name(),
                  "\n\nThe answer becomes part of the documentation.\n");
  return text;
}

}  // namespace

bool HasHandoff(const v1::Tenant& tenant) {
  return !tenant.handoff().email().empty() || !tenant.handoff().webhook().empty();
}

absl::StatusOr<Delivery> QueueForTeam(WriteScope& scope, const TeamMessage& message) {
  const v1::HandoffRules& handoff = scope.tenant.tenant.handoff();
  DeliveryRecord record{.caller = IdOf(message.caller),
                        .lead = IdOf(message.lead),
                        .agent = std::string(LastSegment(message.agent))};
  Delivery& delivery = record.delivery;
  delivery.set_kind(message.kind);
  delivery.set_resource(message.resource);
  if (!handoff.webhook().empty()) {
    RINGBACK_ASSIGN_OR_RETURN(const WebhookRecord webhook, TargetWebhook(scope, handoff.webhook()));
    delivery.set_webhook(webhook.webhook.name());
    record.place = PlaceOfWebhook(webhook.id);
    record.body = message.json;
  } else if (!handoff.email().empty()) {
    delivery.set_channel(v1::CHANNEL_EMAIL);
    delivery.set_recipient(handoff.email());
    delivery.set_subject(message.subject);
    record.place = std::string(kPlaceTeam);
    record.body = message.text;
  } else {
    return NotSetUp("handoff", absl::StrCat(scope.tenant.tenant.name(),
                                            " has neither an e-mail address nor a webhook for it"));
  }
  RINGBACK_RETURN_IF_ERROR(
      QueueDelivery(scope.session, scope.tenant_id(), scope.now_us(), &record));
  scope.WakeAt(scope.context.now);
  return delivery;
}

absl::StatusOr<bool> QueueQuestion(WriteScope& scope, const v1::Question& question) {
  if (!HasHandoff(scope.tenant.tenant)) return false;
  TeamMessage message{.kind = Delivery::KIND_QUESTION,
                      .resource = question.name(),
                      .caller = question.caller(),
                      .agent = question.agent()};
  message.subject =
      absl::StrCat("Question: ", std::string(CutUtf8(OneLine(question.text()), kSubjectBytes)));
  RINGBACK_ASSIGN_OR_RETURN(message.text, QuestionText(scope, question));
  if (!google::protobuf::util::MessageToJsonString(question, &message.json).ok()) {
    return absl::InternalError("a question has no JSON");
  }
  const absl::StatusOr<Delivery> queued = QueueForTeam(scope, message);
  // A webhook that takes nothing is as good as none: the question is kept all the same.
  if (absl::IsFailedPrecondition(queued.status())) return false;
  if (!queued.ok()) return queued.status();
  return true;
}

}  // namespace ringback
