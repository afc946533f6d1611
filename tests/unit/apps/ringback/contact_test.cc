#include "apps/ringback/contacts/contact.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<v1::Caller> Read(const std::vector<std::string>& headers,
                                const std::vector<std::string>& cells) {
  const absl::StatusOr<Columns> columns = MapColumns(headers, {}, std::nullopt);
  if (!columns.ok()) return columns.status();
  return ReadContact(*columns, {2, cells});
}

std::vector<std::string> Numbers(const v1::Caller& caller) {
  std::vector<std::string> numbers;
  for (const v1::Phone& phone : caller.phones()) {
    numbers.push_back(phone.label() + "=" + phone.number());
  }
  return numbers;
}

TEST(ReadContact, TakesARowOfHubSpot) {
  const auto caller =
      Read({"Record ID", "Salutation", "First Name", "Last Name", "Email", "Phone Number",
            "Mobile Phone Number", "Street Address", "City", "State/Region", "Postal Code"},
           {"17", "Mr.", "Robert", "Jones", "robert@example.com", "(202) 555-0123",
            "+1 202 555 0143", "12 Sample Street", "Springfield", "VA", "22150"});
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->honorific(), "Mr.");
  EXPECT_EQ(caller->family_name(), "Jones");
  EXPECT_THAT(Numbers(*caller), ElementsAre("work=(202) 555-0123", "mobile=+1 202 555 0143"));
  EXPECT_EQ(caller->service_address(), "12 Sample Street, Springfield, VA 22150");
  EXPECT_EQ(caller->external_ids(0).system(), "hubspot");
  EXPECT_EQ(caller->external_ids(0).id(), "17");
}

TEST(ReadContact, TakesSeveralValuesOutOfOneCell) {
  const auto caller = Read({"First Name", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value"},
                           {"Mary", "a@example.com ::: b@example.com ::: A@example.com", "* Home",
                            "(202) 555-0123 ::: 202-555-0144;202-555-0145"});
  ASSERT_TRUE(caller.ok());
  EXPECT_THAT(caller->emails(), ElementsAre("a@example.com", "b@example.com"));
  EXPECT_THAT(Numbers(*caller),
              ElementsAre("home=(202) 555-0123", "home=202-555-0144", "home=202-555-0145"));
}

TEST(ReadContact, KeepsExtensionsWithTheirNumber) {
  const auto caller =
      Read({"name", "phone"}, {"x", "202-555-0160 ext. 12; tel:+12025550161;ext=7"});
  ASSERT_TRUE(caller.ok());
  EXPECT_THAT(Numbers(*caller), ElementsAre("=202-555-0160 ext. 12", "=tel:+12025550161;ext=7"));
}

TEST(ReadContact, NamesInPartsMakeTheWholeNameSuperfluous) {
  const auto whole = Read({"Name", "Phone"}, {"Robert Jones", "1"});
  EXPECT_EQ(whole->display_name(), "Robert Jones");
  const auto parts = Read({"Name", "Vorname", "Nachname"}, {"Dr. Jones", "Robert", "Jones"});
  EXPECT_EQ(parts->display_name(), "");
  EXPECT_EQ(parts->given_name(), "Robert");
}

TEST(ReadContact, DoNotCallMarksEveryNumber) {
  const auto caller = Read({"Contact ID", "Last Name", "Phone", "Mobile", "Do Not Call"},
                           {"003", "Jones", "1", "2", "1"});
  ASSERT_TRUE(caller.ok());
  ASSERT_EQ(caller->phones_size(), 2);
  EXPECT_TRUE(caller->phones(0).do_not_call());
  EXPECT_TRUE(caller->phones(1).do_not_call());
}

TEST(ReadContact, SalesforceIdsOf15And18CharactersAreOne) {
  const auto shorter = Read({"Contact ID", "Last Name"}, {"0036A00000AbCdE", "Jones"});
  const auto longer = Read({"Contact ID", "Last Name"}, {shorter->external_ids(0).id(), "Jones"});
  EXPECT_EQ(shorter->external_ids(0).id().size(), 18u);
  EXPECT_EQ(longer->external_ids(0).id(), shorter->external_ids(0).id());
}

TEST(ReadContact, RowWithoutAnIdGetsOneThatDependsOnWhoItIs) {
  const std::vector<std::string> headers = {"Vorname", "Nachname", "Telefon", "Ort"};
  const auto id = [&](std::vector<std::string> cells) {
    return Read(headers, cells)->external_ids(0).id();
  };
  const std::string first = id({"Jana", "Groß", "030 23125 101", "Berlin"});
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(first, id({"Jana", "Groß", "030 23125 101", "Potsdam"}));
  EXPECT_NE(first, id({"Jana", "Groß", "030 23125 102", "Berlin"}));
  EXPECT_NE(first, id({"Jan", "Groß", "030 23125 101", "Berlin"}));
}

TEST(ReadContact, IdOfARowNeverChangesBetweenReleases) {
  EXPECT_EQ(Read({"Name", "Phone"}, {"Robert Jones", "+12025550143"})->external_ids(0).id(),
            "0522309eab9ef3df318dacf6e52561c3");
}

TEST(ReadContact, WritesAddressesAsTheirCountryDoes) {
  const std::vector<std::string> headers = {"name", "street", "zip", "city", "state", "country"};
  EXPECT_EQ(Read(headers, {"x", "Musterstr. 3", "10115", "Berlin", "", "DE"})->service_address(),
            "Musterstr. 3, 10115 Berlin, DE");
  EXPECT_EQ(Read(headers, {"x", "14 Sample Mews\nFlat 2", "SW1A 1AA", "London", "", ""})
                ->service_address(),
            "14 Sample Mews, Flat 2, London SW1A 1AA");
  EXPECT_EQ(Read(headers, {"x", "", "", "", "", "Germany"})->service_address(), "");
}

TEST(ReadContact, NumbersAreOfTheCountryThatTheRowIsIn) {
  const std::vector<std::string> headers = {"name", "phone", "mobile", "country"};
  const auto british = Read(headers, {"x", "020 7946 0101 ext. 5", "+1 202 555 0143", "UK"});
  ASSERT_EQ(british->phones_size(), 2);
  EXPECT_EQ(british->phones(0).number(), "+442079460101");
  EXPECT_EQ(british->phones(0).extension(), "5");
  EXPECT_EQ(british->phones(0).raw_input(), "020 7946 0101 ext. 5");
  EXPECT_EQ(british->phones(1).number(), "+12025550143");
  const auto german = Read(headers, {"x", "030 23125-101", "", "Deutschland"});
  EXPECT_EQ(german->phones(0).number(), "+493023125101");
  const auto nowhere = Read(headers, {"x", "12", "020 7946 0101", "Atlantis"});
  EXPECT_EQ(nowhere->phones(0).number(), "12");
  EXPECT_EQ(nowhere->phones(1).number(), "020 7946 0101");
}

TEST(ReadContact, RowsThatCannotBeReadSayWhy) {
  const std::vector<std::string> headers = {"name", "phone"};
  const auto error = [&](std::vector<std::string> cells) {
    return std::string(Read(headers, cells).status().message());
  };
  EXPECT_THAT(error({"J\xFCrgen", "1"}),
              HasSubstr("column \"name\": \"J\uFFFDrgen\" is not UTF-8; the file may be Latin-1"));
  EXPECT_THAT(error({"", "-"}), HasSubstr("no name, company, phone or e-mail"));
  EXPECT_THAT(error({"x", "1", "2"}), HasSubstr("there are 3 cells, but 2 columns"));
  EXPECT_THAT(error({"x", "4.91712E+12"}), HasSubstr("was rounded by a spreadsheet"));
  EXPECT_TRUE(Read(headers, {"x"}).ok());
  EXPECT_TRUE(Read(headers, {"x", "1", ""}).ok());
}

TEST(ReadContact, LongNotesAreCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 600; ++i) text += "ü";
  const auto caller = Read({"name", "note"}, {"x", "a" + text});
  EXPECT_EQ(caller->annotations().at("note").size(), 999u);
}

TEST(IsReportFooter, IsWhatSalesforceWritesBelowAReport) {
  const auto columns = MapColumns({"Last Name", "Mailing Street"}, {}, std::nullopt);
  EXPECT_TRUE(IsReportFooter(*columns, {9, {"Grand Totals (3 records)"}}));
  EXPECT_TRUE(IsReportFooter(*columns, {9, {"Confidential Information - Do Not Distribute", ""}}));
  EXPECT_FALSE(IsReportFooter(*columns, {9, {"Jones", ""}}));
  EXPECT_FALSE(IsReportFooter(*columns, {9, {"Grand Totals", "a street"}}));
}

}  // namespace
}  // namespace ringback::cli
