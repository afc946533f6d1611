#include "absl/strings/str_join.h"
#include "apps/ringback/commands.h"

namespace ringback::cli {

namespace {

using Deliveries = v1::DeliveryService::Stub;

// What can be said about a webhook.
std::vector<Flag> WebhookFlags() {
  return {{"--event", "webhook.event_types", "A type of event that it wants: LEAD_CLOSED"},
          {"--secret", "webhook.secret",
           "The key of the signature. Others on this machine can see it: rather let the server "
           "make one, which create shows; \"\" makes a new one"},
          {"--disabled", "webhook.disabled", "Send nothing; --disabled=false ends that"},
          {"--request-id", "request_id", "Makes it safe to repeat"}};
}

std::vector<Column<v1::Webhook>> WebhookColumns() {
  return {
      {"WEBHOOK", [](const v1::Webhook& w, const Clock&) { return w.name(); }},
      {"URL", [](const v1::Webhook& w, const Clock&) { return w.url(); }},
      {"EVENTS",
       [](const v1::Webhook& w, const Clock&) { return absl::StrJoin(w.event_types(), ", "); }},
      {"DISABLED", [](const v1::Webhook& w, const Clock&) { return w.disabled() ? "yes" : ""; }},
  };
}

}  // namespace

void AddWebhookCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "webhook", "The HTTP servers that events are sent to");
  std::vector<Flag> create = WebhookFlags();
  create.push_back({"ID", "webhook_id", "The id: a-z, 0-9 and '-'", true});
  create.push_back({"--url", "webhook.url", "Where to: an https URL", true});
  AddVerb(group, chosen,
          {"create", "Adds a webhook, and shows its secret once",
           "ringback webhook create crm --url https://crm.example/hooks/ringback --event "
           "LEAD_CLOSED"},
          create,
          Method<Deliveries, v1::CreateWebhookRequest, v1::Webhook>{&Client::deliveries,
                                                                    &Deliveries::CreateWebhook});
  AddVerb(group, chosen, {"get", "Shows a webhook", "ringback webhook get crm"},
          {{"WEBHOOK", "name", "The webhook: a name or an id", true}},
          Method<Deliveries, v1::GetWebhookRequest, v1::Webhook>{&Client::deliveries,
                                                                 &Deliveries::GetWebhook});
  AddList(
      group, chosen, {"list", "Lists the webhooks", "ringback webhook list"}, {},
      Method<Deliveries, v1::ListWebhooksRequest, v1::ListWebhooksResponse>{
          &Client::deliveries, &Deliveries::ListWebhooks},
      [](const v1::ListWebhooksResponse& page) { return page.webhooks(); }, WebhookColumns());
  std::vector<Flag> update = WebhookFlags();
  update.push_back({"WEBHOOK", "webhook.name", "The webhook: a name or an id", true});
  update.push_back({"--url", "webhook.url", "Where to: an https URL"});
  update.push_back({"--etag", "webhook.etag", "Only if it is still this version"});
  AddVerb(group, chosen,
          {"update", "Changes what is named", "ringback webhook update crm --disabled"}, update,
          Method<Deliveries, v1::UpdateWebhookRequest, v1::Webhook>{&Client::deliveries,
                                                                    &Deliveries::UpdateWebhook});
  AddVerb(group, chosen,
          {"delete", "Removes a webhook, and gives up what is queued for it",
           "ringback webhook delete crm"},
          {{"WEBHOOK", "name", "The webhook: a name or an id", true},
           {"--etag", "etag", "Only if it is still this version"},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Deliveries, v1::DeleteWebhookRequest, v1::Webhook>{&Client::deliveries,
                                                                    &Deliveries::DeleteWebhook});
}

}  // namespace ringback::cli
