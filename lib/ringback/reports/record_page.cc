#include "ringback/reports/record_page.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/reports/figures.h"

namespace ringback {

std::string RecordPlace::ToText() const {
  return absl::StrCat(time_us, " ", row, " ", collection, " ", tenant);
}

absl::StatusOr<RecordPlace> RecordPlace::FromText(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), ' ');
  RecordPlace place;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &place.time_us) ||
      !absl::SimpleAtoi(parts[1], &place.row)) {
    return InvalidField("page_token", "not a token of this list; send next_page_token, or none");
  }
  place.collection = parts[2];
  place.tenant = parts[3];
  return place;
}

void RecordPage::Take(const Subject& subject, const Fact& fact) {
  if (fact.code != query_.code || (!fact.counted && !query_.show_total)) return;
  if (subject.time_us < query_.after.time_us) return;
  // Most records of a long list are behind the page.
  if (full() && subject.time_us > records_.rbegin()->place.time_us) return;
  if (query_.grouping != nullptr && query_.grouping->KeyOf(subject) != query_.group_key) return;
  Kept kept{.place = {.time_us = subject.time_us,
                      .row = subject.row,
                      .collection = std::string(subject.collection),
                      .tenant = std::string(subject.tenant)},
            .resource = subject.resource,
            .counted = fact.counted,
            .value = fact.value};
  if (!(query_.after < kept.place)) return;
  records_.insert(std::move(kept));
  if (records_.size() > query_.rows + 1) records_.erase(std::prev(records_.end()));
}

v1::ListReportRecordsResponse RecordPage::TakePage(std::string* last) const {
  v1::ListReportRecordsResponse page;
  last->clear();
  for (const Kept& kept : records_) {
    if (static_cast<size_t>(page.records_size()) == query_.rows) return page;
    v1::ReportRecord* record = page.add_records();
    record->set_resource(ResourceName(kept.place.tenant, kept.place.collection, kept.resource));
    *record->mutable_record_time() = FromMicros(kept.place.time_us);
    record->set_counted(kept.counted);
    record->set_value(ShownValue(query_.code, kept.value));
    if (full()) *last = kept.place.ToText();
  }
  return page;
}

}  // namespace ringback
