// The figures: what kind each is, and how it is made of facts.
#ifndef RINGBACK_REPORTS_FIGURES_H_
#define RINGBACK_REPORTS_FIGURES_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "ringback/reports/fact.h"
#include "ringback/reports/grouping.h"
#include "ringback/v1/report.pb.h"

namespace ringback {

// The figures of each report, in the order of their codes.
absl::Span<const FigureCode> ConversionFigures();
absl::Span<const FigureCode> FollowUpFigures();
absl::Span<const FigureCode> CoachingFigures();

// What a fact's value is in a ReportRecord: seconds where the facts have microseconds.
double ShownValue(FigureCode code, int64_t value);

// What the facts of one figure come to.
class FigureSum {
 public:
  void Add(const Fact& fact);

  // The figure. Not const: puts what a percentile is of in order.
  v1::ReportFigure Figure(FigureCode code);

 private:
  int64_t counted_ = 0;
  int64_t total_ = 0;
  int64_t sum_ = 0;
  std::vector<int64_t> values_;  // of a percentile
  std::string currency_;
  bool mixed_currencies_ = false;
};

// Adds facts up, all together and in groups.
class FigureSums : public FactSink {
 public:
  // Of `codes` alone. What `grouping` is must outlive this; nullptr for no groups.
  FigureSums(absl::Span<const FigureCode> codes, Grouping* grouping);

  void Take(const Subject& subject, const Fact& fact) override;

  // The figures of all; without key and display name.
  v1::ReportGroup Total();
  // The groups by their keys, without display names.
  std::vector<v1::ReportGroup> Groups();

 private:
  using Sums = std::array<FigureSum, v1::ReportFigure::Code_ARRAYSIZE>;

  v1::ReportGroup MakeGroup(Sums& sums) const;

  const absl::Span<const FigureCode> codes_;
  std::array<bool, v1::ReportFigure::Code_ARRAYSIZE> wanted_ = {};
  Grouping* const grouping_;
  Sums total_;
  std::map<std::string, Sums, std::less<>> groups_;
};

}  // namespace ringback

#endif  // RINGBACK_REPORTS_FIGURES_H_
