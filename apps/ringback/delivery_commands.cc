#include "apps/ringback/commands.h"
#include "apps/ringback/enum_words.h"
#include "ringback/model/resource_name.h"

namespace ringback::cli {

namespace {

using Deliveries = v1::DeliveryService::Stub;

// Where it goes to, on one line.
std::string PlaceText(const v1::Delivery& delivery) {
  if (!delivery.webhook().empty()) return std::string(LastSegment(delivery.webhook()));
  return OneLine(delivery.recipient());
}

std::vector<Column<v1::Delivery>> DeliveryColumns() {
  return {
      {"DELIVERY", [](const v1::Delivery& d, const Clock&) { return d.name(); }},
      {"KIND", [](const v1::Delivery& d, const Clock&) { return Words(d.kind()); }},
      {"STATE", [](const v1::Delivery& d, const Clock&) { return Words(d.state()); }},
      {"TO", [](const v1::Delivery& d, const Clock&) { return PlaceText(d); }},
      {"ABOUT", [](const v1::Delivery& d, const Clock&) { return d.resource(); }},
      {"TRIES", [](const v1::Delivery& d, const Clock&) { return std::to_string(d.try_count()); }},
      {"NEXT TRY",
       [](const v1::Delivery& d, const Clock& clock) {
         return d.has_next_try_time() ? ShortTime(FromProto(d.next_try_time()), clock) : "";
       }},
      {"LAST ERROR", [](const v1::Delivery& d, const Clock&) { return d.last_error(); }},
  };
}

}  // namespace

void AddDeliveryCommands(CLI::App& root, Command* chosen) {
  CLI::App& group = AddGroup(root, "delivery", "What goes out by itself, and what did not");
  AddList(
      group, chosen,
      {"list", "Lists the deliveries, newest first", "ringback delivery list --state dead"},
      {{"--state", "state", "Only those in this state"},
       {"--webhook", "webhook", "Only those to this webhook"}},
      Method<Deliveries, v1::ListDeliveriesRequest, v1::ListDeliveriesResponse>{
          &Client::deliveries, &Deliveries::ListDeliveries},
      [](const v1::ListDeliveriesResponse& page) { return page.deliveries(); }, DeliveryColumns());
  AddVerb(group, chosen, {"get", "Shows a delivery", "ringback delivery get 0sczz0z40pd2q"},
          {{"DELIVERY", "name", "The delivery: a name or an id", true}},
          Method<Deliveries, v1::GetDeliveryRequest, v1::Delivery>{&Client::deliveries,
                                                                   &Deliveries::GetDelivery});
  AddVerb(group, chosen,
          {"retry", "Tries a dead delivery again", "ringback delivery retry 0sczz0z40pd2q"},
          {{"DELIVERY", "name", "The delivery: a name or an id", true},
           {"--request-id", "request_id", "Makes it safe to repeat"}},
          Method<Deliveries, v1::RetryDeliveryRequest, v1::Delivery>{&Client::deliveries,
                                                                     &Deliveries::RetryDelivery});
}

}  // namespace ringback::cli
