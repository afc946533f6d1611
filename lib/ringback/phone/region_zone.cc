#include "ringback/phone/region_zone.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"

namespace ringback {
namespace {

using ZonesByRegion = absl::flat_hash_map<std::string, std::vector<absl::TimeZone>>;

// Whether the clocks of both zones show the same time through a year: Germany has a second zone
// for one village. The year is fixed, so that the answer does not depend on the day.
bool SameClock(const absl::TimeZone& a, const absl::TimeZone& b) {
  constexpr int kYear = 2026;
  for (int month = 1; month <= 12; ++month) {
    for (const int day : {1, 15, 29}) {
      const absl::Time noon =
          absl::FromCivil(absl::CivilHour(kYear, month, day, 12), absl::UTCTimeZone());
      if (a.At(noon).offset != b.At(noon).offset) return false;
    }
  }
  return true;
}

// The table that comes with the system's time zones: lines of region, place, zone, remarks.
ZonesByRegion ReadTable() {
  const char* folder = std::getenv("TZDIR");
  std::ifstream table(std::string(folder != nullptr ? folder : "/usr/share/zoneinfo") +
                      "/zone.tab");
  ZonesByRegion zones;
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    absl::TimeZone zone;
    if (cells.size() >= 3 && absl::LoadTimeZone(cells[2], &zone)) zones[cells[0]].push_back(zone);
  }
  return zones;
}

absl::flat_hash_map<std::string, absl::TimeZone> ReadSingleZones() {
  absl::flat_hash_map<std::string, absl::TimeZone> single;
  for (const auto& [region, zones] : ReadTable()) {
    bool same = true;
    for (const absl::TimeZone& zone : zones) same = same && SameClock(zones.front(), zone);
    if (same) single[region] = zones.front();
  }
  return single;
}

}  // namespace

std::optional<absl::TimeZone> ZoneOfRegion(std::string_view region) {
  static const auto* const zones =
      new absl::flat_hash_map<std::string, absl::TimeZone>(ReadSingleZones());
  const auto found = zones->find(std::string(region));
  if (found == zones->end()) return std::nullopt;
  return found->second;
}

}  // namespace ringback
