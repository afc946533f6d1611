#include "ringback/reports/grouping.h"

#include "absl/strings/str_cat.h"
#include "ringback/model/resource_name.h"
#include "ringback/reports/iso_week.h"

namespace ringback {
namespace {

constexpr std::string_view kSourcePrefix = "SOURCE_";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string SourceKey(v1::Lead::Source source, std::string_view name) {
  std::string key;
  if (source != v1::Lead::SOURCE_UNSPECIFIED) {
    key = v1::Lead::Source_Name(source).substr(kSourcePrefix.size());
  }
  if (!name.empty()) absl::StrAppend(&key, ":", View(name));
  return key;
}

NarrowedFacts::NarrowedFacts(const v1::ReportFilter& filter, FactSink* next)
    : filter_(filter), agent_(LastSegment(filter.agent())), next_(*next) {
  if (filter.agent() != agent_) agent_tenant_ = TenantOf(filter.agent());
}

void NarrowedFacts::Take(const Subject& subject, const Fact& fact) {
  if (!agent_.empty() && subject.agent != agent_) return;
  if (!agent_tenant_.empty() && subject.tenant != agent_tenant_) return;
  if (!filter_.team().empty() && subject.team != filter_.team()) return;
  if (filter_.source() != v1::Lead::SOURCE_UNSPECIFIED && subject.source != filter_.source())
    return;
  if (!filter_.source_name().empty() && subject.source_name != filter_.source_name()) return;
  if (!filter_.campaign().empty() && subject.campaign != filter_.campaign()) return;
  next_.Take(subject, fact);
}

void Grouping::SetZone(const absl::TimeZone& zone) {
  zone_ = zone;
  week_end_us_ = week_begin_us_ = 0;
}

std::string_view Grouping::WeekOf(int64_t time_us) {
  if (time_us < week_begin_us_ || time_us >= week_end_us_) {
    const absl::CivilDay monday = MondayOf(absl::ToCivilDay(absl::FromUnixMicros(time_us), zone_));
    week_begin_us_ = absl::ToUnixMicros(absl::FromCivil(monday, zone_));
    week_end_us_ = absl::ToUnixMicros(absl::FromCivil(monday + 7, zone_));
    week_ = IsoWeekOf(monday);
  }
  return week_;
}

std::string_view Grouping::KeyOf(const Subject& subject) {
  switch (dimension_) {
    case v1::REPORT_DIMENSION_TENANT:
      key_ = TenantName(subject.tenant);
      return key_;
    case v1::REPORT_DIMENSION_AGENT:
      key_.clear();
      if (!subject.agent.empty()) {
        absl::StrAppend(&key_, "tenants/", View(subject.tenant), "/agents/", View(subject.agent));
      }
      return key_;
    case v1::REPORT_DIMENSION_TEAM:
      return subject.team;
    case v1::REPORT_DIMENSION_SOURCE:
      key_ = SourceKey(subject.source, subject.source_name);
      return key_;
    case v1::REPORT_DIMENSION_CAMPAIGN:
      return subject.campaign;
    case v1::REPORT_DIMENSION_WEEK:
      return WeekOf(subject.time_us);
    default:
      return "";
  }
}

}  // namespace ringback
