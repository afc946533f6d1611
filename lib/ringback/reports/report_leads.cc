#include "ringback/reports/report_leads.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ringback/base/status_macros.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/records/lead_table.h"

namespace ringback {

void FirstLeads::Take(const Subject& subject, const Fact& fact) {
  if (fact.code != code_) return;
  const int64_t first = order_ == Order::kLargestValueFirst ? -fact.value : 0;
  leads_.emplace(first, subject.time_us, subject.resource, std::string(subject.tenant));
  if (leads_.size() > most_) leads_.erase(std::prev(leads_.end()));
}

absl::Status FirstLeads::Read(store::Session& session, int64_t at_us,
                              google::protobuf::RepeatedPtrField<v1::ReportLead>* leads) const {
  for (const auto& [first, time_us, id, tenant] : leads_) {
    RINGBACK_ASSIGN_OR_RETURN(LeadRecord record,
                              NeedLead(session, ResourceName(tenant, "leads", id)));
    v1::ReportLead* shown = leads->Add();
    RINGBACK_RETURN_IF_ERROR(session.Query(
        "SELECT display_name FROM callers WHERE tenant = $1 AND id = $2",
        {tenant, IdOf(record.lead.caller())},
        [&](const store::Row& row) { shown->set_caller_display_name(std::string(row.Text(0))); }));
    const int64_t end_us =
        record.lead.has_close_time() ? std::min(ToMicros(record.lead.close_time()), at_us) : at_us;
    const int64_t age_us = end_us - ToMicros(record.lead.create_time());
    shown->set_age_seconds(std::max<int64_t>(age_us, 0) / 1'000'000);
    *shown->mutable_lead() = std::move(record.lead);
  }
  return absl::OkStatus();
}

}  // namespace ringback
