// The time zone of a country that has one.
#include "ringback/phone/region_zone.h"

#include <string>

#include "gtest/gtest.h"

namespace ringback {
namespace {

std::string NameOf(const char* region) {
  const auto zone = ZoneOfRegion(region);
  return zone ? zone->name() : "";
}

TEST(RegionZone, IsThatOfACountryWhoseClocksAgree) {
  EXPECT_EQ(NameOf("DE"), "Europe/Berlin")
      << "one village has a zone of its own, and the same time";
  EXPECT_EQ(NameOf("GB"), "Europe/London");
  EXPECT_EQ(NameOf("FR"), "Europe/Paris");
  EXPECT_EQ(NameOf("AT"), "Europe/Vienna");
  EXPECT_EQ(NameOf("IN"), "Asia/Kolkata");
}

TEST(RegionZone, IsNotGuessedWhereClocksDiffer) {
  for (const char* region : {"US", "CA", "AU", "BR", "RU", "ES", "PT", "MX"})
    EXPECT_EQ(NameOf(region), "") << region;
}

TEST(RegionZone, IsNotThereForWhatIsNoRegion) {
  for (const char* region : {"", "de", "001", "ZZ", "Germany"}) EXPECT_EQ(NameOf(region), "");
}

}  // namespace
}  // namespace ringback
