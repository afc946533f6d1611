// What reports are made of: one record, as one figure sees it.
#ifndef RINGBACK_REPORTS_FACT_H_
#define RINGBACK_REPORTS_FACT_H_

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "absl/types/span.h"
#include "ringback/v1/lead.pb.h"
#include "ringback/v1/report.pb.h"

namespace ringback {

using FigureCode = v1::ReportFigure::Code;

// Some of the figures.
class FigureSet {
 public:
  constexpr FigureSet(std::initializer_list<FigureCode> codes) {
    for (const FigureCode code : codes) bits_ |= BitOf(code);
  }
  static FigureSet Of(absl::Span<const FigureCode> codes) {
    FigureSet set({});
    for (const FigureCode code : codes) set.bits_ |= BitOf(code);
    return set;
  }
  constexpr bool Has(FigureCode code) const { return (bits_ & BitOf(code)) != 0; }
  constexpr bool HasAnyOf(const FigureSet& other) const { return (bits_ & other.bits_) != 0; }

 private:
  static_assert(v1::ReportFigure::Code_ARRAYSIZE <= 64);
  static constexpr uint64_t BitOf(FigureCode code) { return uint64_t{1} << code; }

  uint64_t bits_ = 0;
};

// A record, when it counts, and whose it is. The text is valid while the sink looks at it.
struct Subject {
  std::string_view tenant;      // id
  std::string_view collection;  // of the resource: "leads"
  int64_t resource = 0;         // its id
  int64_t row = 0;              // tells records of one resource at one time apart
  int64_t time_us = 0;
  std::string_view agent = {};  // id
  std::string_view team = {};
  v1::Lead::Source source = v1::Lead::SOURCE_UNSPECIFIED;
  std::string_view source_name = {};
  std::string_view campaign = {};
};

// What the record gives to a figure.
struct Fact {
  FigureCode code = v1::ReportFigure::CODE_UNSPECIFIED;
  bool counted = true;  // of a share: one of `count`, not of `total` alone
  int64_t value = 0;    // microseconds, touches, money
  std::string_view currency = {};
};

// Takes facts, in any order.
class FactSink {
 public:
  virtual ~FactSink() = default;
  virtual void Take(const Subject& subject, const Fact& fact) = 0;
};

}  // namespace ringback

#endif  // RINGBACK_REPORTS_FACT_H_
