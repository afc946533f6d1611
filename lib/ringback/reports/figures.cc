#include "ringback/reports/figures.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace ringback {
namespace {

using v1::ReportFigure;

constexpr FigureCode kConversionFigures[] = {
    ReportFigure::CODE_CONVERSATIONS,
    ReportFigure::CODE_ADVANCES,
    ReportFigure::CODE_CONVERSIONS,
    ReportFigure::CODE_VALUE_WON,
    ReportFigure::CODE_LOSSES,
    ReportFigure::CODE_LEADS,
    ReportFigure::CODE_DUDS,
    ReportFigure::CODE_CONVERSION_RATE,
    ReportFigure::CODE_FIRST_CALL_CLOSE_RATE,
    ReportFigure::CODE_LEADS_REACHED,
};

constexpr FigureCode kFollowUpFigures[] = {
    ReportFigure::CODE_SPEED_TO_LEAD_MEDIAN,
    ReportFigure::CODE_SPEED_TO_LEAD_P90,
    ReportFigure::CODE_UNTOUCHED_LEADS,
    ReportFigure::CODE_TOUCHES_TO_CLOSE,
    ReportFigure::CODE_TOUCHES,
    ReportFigure::CODE_CALLBACKS_EARNED,
    ReportFigure::CODE_CALLBACK_CONVERSION,
    ReportFigure::CODE_PROMISES_KEPT,
    ReportFigure::CODE_PROMISES_LATE,
};

constexpr FigureCode kCoachingFigures[] = {
    ReportFigure::CODE_CALLS_ASSESSED,
    ReportFigure::CODE_LET_US_LEAD,
    ReportFigure::CODE_AGREED_TO_DISCOVERY,
    ReportFigure::CODE_REVEALED_NEEDS,
    ReportFigure::CODE_EMBRACED_RECOMMENDATION,
    ReportFigure::CODE_VOICED_CONCERNS,
    ReportFigure::CODE_COMMITTED,
    ReportFigure::CODE_UNSTATED_NEEDS_FOUND,
    ReportFigure::CODE_INTAKE_COMPLETE,
};

constexpr double kMicrosPerSecond = 1'000'000.0;

// The per cent of a percentile; 0 for what is none.
int64_t PercentOf(FigureCode code) {
  if (code == ReportFigure::CODE_SPEED_TO_LEAD_MEDIAN) return 50;
  return code == ReportFigure::CODE_SPEED_TO_LEAD_P90 ? 90 : 0;
}

ReportFigure::Unit UnitOf(FigureCode code) {
  switch (code) {
    case ReportFigure::CODE_CONVERSATIONS:
    case ReportFigure::CODE_ADVANCES:
    case ReportFigure::CODE_CONVERSIONS:
    case ReportFigure::CODE_LOSSES:
    case ReportFigure::CODE_LEADS:
    case ReportFigure::CODE_DUDS:
    case ReportFigure::CODE_UNTOUCHED_LEADS:
    case ReportFigure::CODE_TOUCHES:
    case ReportFigure::CODE_PROMISES_LATE:
    case ReportFigure::CODE_CALLS_ASSESSED:
      return ReportFigure::UNIT_COUNT;
    case ReportFigure::CODE_VALUE_WON:
      return ReportFigure::UNIT_MONEY;
    case ReportFigure::CODE_SPEED_TO_LEAD_MEDIAN:
    case ReportFigure::CODE_SPEED_TO_LEAD_P90:
      return ReportFigure::UNIT_SECONDS;
    case ReportFigure::CODE_TOUCHES_TO_CLOSE:
      return ReportFigure::UNIT_MEAN;
    default:
      return ReportFigure::UNIT_SHARE;
  }
}

// By nearest rank: the value at place ceil(p * n), from 1. `values` is not empty.
int64_t Percentile(std::vector<int64_t>& values, int64_t percent) {
  const auto n = static_cast<int64_t>(values.size());
  const auto place = values.begin() + ((percent * n + 99) / 100 - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

}  // namespace

absl::Span<const FigureCode> ConversionFigures() { return kConversionFigures; }
absl::Span<const FigureCode> FollowUpFigures() { return kFollowUpFigures; }
absl::Span<const FigureCode> CoachingFigures() { return kCoachingFigures; }

double ShownValue(FigureCode code, int64_t value) {
  const bool is_time =
      UnitOf(code) == ReportFigure::UNIT_SECONDS || code == ReportFigure::CODE_UNTOUCHED_LEADS;
  return static_cast<double>(value) / (is_time ? kMicrosPerSecond : 1.0);
}

void FigureSum::Add(const Fact& fact) {
  if (fact.counted) ++counted_;
  sum_ += fact.value;
  if (PercentOf(fact.code) != 0) values_.push_back(fact.value);
  if (++total_ == 1) {
    currency_ = fact.currency;
  } else if (currency_ != fact.currency) {
    mixed_currencies_ = true;
  }
}

ReportFigure FigureSum::Figure(FigureCode code) {
  ReportFigure figure;
  figure.set_code(code);
  figure.set_unit(UnitOf(code));
  figure.set_count(counted_);
  switch (figure.unit()) {
    case ReportFigure::UNIT_SHARE:
      figure.set_total(total_);
      if (total_ > 0) figure.set_value(static_cast<double>(counted_) / static_cast<double>(total_));
      break;
    case ReportFigure::UNIT_SECONDS:
      if (!values_.empty())
        figure.set_value(ShownValue(code, Percentile(values_, PercentOf(code))));
      break;
    case ReportFigure::UNIT_MEAN:
      if (counted_ > 0) figure.set_value(static_cast<double>(sum_) / static_cast<double>(counted_));
      break;
    case ReportFigure::UNIT_MONEY:
      figure.set_value(static_cast<double>(sum_));
      if (!mixed_currencies_) figure.set_currency(currency_);
      break;
    default:
      figure.set_value(static_cast<double>(counted_));
  }
  return figure;
}

FigureSums::FigureSums(absl::Span<const FigureCode> codes, Grouping* grouping)
    : codes_(codes), grouping_(grouping) {
  for (const FigureCode code : codes) wanted_[static_cast<size_t>(code)] = true;
}

void FigureSums::Take(const Subject& subject, const Fact& fact) {
  const auto code = static_cast<size_t>(fact.code);
  if (!wanted_[code]) return;
  total_[code].Add(fact);
  if (grouping_ == nullptr) return;
  const std::string_view key = grouping_->KeyOf(subject);
  auto group = groups_.find(key);
  if (group == groups_.end()) group = groups_.try_emplace(std::string(key)).first;
  group->second[code].Add(fact);
}

v1::ReportGroup FigureSums::MakeGroup(Sums& sums) const {
  v1::ReportGroup group;
  for (const FigureCode code : codes_)
    *group.add_figures() = sums[static_cast<size_t>(code)].Figure(code);
  return group;
}

v1::ReportGroup FigureSums::Total() { return MakeGroup(total_); }

std::vector<v1::ReportGroup> FigureSums::Groups() {
  std::vector<v1::ReportGroup> made;
  for (auto& [key, sums] : groups_) {
    made.push_back(MakeGroup(sums));
    made.back().set_key(key);
  }
  return made;
}

}  // namespace ringback
