#include "ringback/reports/group_names.h"

#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/resource_name.h"
#include "ringback/records/tenant_table.h"

namespace ringback {
namespace {

std::string NameOfNone(v1::ReportDimension dimension) {
  switch (dimension) {
    case v1::REPORT_DIMENSION_AGENT:
      return "nobody";
    case v1::REPORT_DIMENSION_TEAM:
      return "no team";
    case v1::REPORT_DIMENSION_SOURCE:
      return "no source";
    case v1::REPORT_DIMENSION_CAMPAIGN:
      return "no campaign";
    default:
      return "";
  }
}

// "WEB_FORM:autumn page" is shown as "web form: autumn page".
std::string NameOfSource(std::string_view key) {
  const size_t colon = key.find(':');
  std::string shown = absl::AsciiStrToLower(std::string(key.substr(0, colon)));
  for (char& c : shown) {
    if (c == '_') c = ' ';
  }
  if (colon == std::string_view::npos) return shown;
  absl::StrAppend(&shown, shown.empty() ? "" : ": ", std::string(key.substr(colon + 1)));
  return shown;
}

absl::StatusOr<std::string> NameOf(store::Session& session, v1::ReportDimension dimension,
                                   const std::string& key) {
  if (key.empty()) return NameOfNone(dimension);
  switch (dimension) {
    case v1::REPORT_DIMENSION_AGENT: {
      RINGBACK_ASSIGN_OR_RETURN(const v1::Agent agent,
                                ReadAgentOrId(session, TenantOf(key), LastSegment(key)));
      return agent.display_name().empty() ? std::string(LastSegment(key)) : agent.display_name();
    }
    case v1::REPORT_DIMENSION_TENANT: {
      RINGBACK_ASSIGN_OR_RETURN(const TenantRecord tenant, ReadTenant(session, LastSegment(key)));
      return tenant.tenant.display_name().empty() ? tenant.id : tenant.tenant.display_name();
    }
    case v1::REPORT_DIMENSION_SOURCE:
      return NameOfSource(key);
    default:
      return key;
  }
}

}  // namespace

absl::Status NameGroups(store::Session& session, v1::ReportDimension dimension,
                        std::vector<v1::ReportGroup>* groups) {
  for (v1::ReportGroup& group : *groups) {
    RINGBACK_ASSIGN_OR_RETURN(*group.mutable_display_name(),
                              NameOf(session, dimension, group.key()));
  }
  return absl::OkStatus();
}

}  // namespace ringback
