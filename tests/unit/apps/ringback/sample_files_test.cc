// The sample exports, as they lie in examples/data.
#include <map>
#include <string>
#include <vector>

#include "apps/ringback/contacts/contact.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/phone/phone_number.h"

namespace ringback::cli {
namespace {

using ::testing::ElementsAre;

struct File {
  Columns columns;
  std::vector<v1::Caller> contacts;
};

File ReadSample(const std::string& name) {
  File file;
  auto reader = CsvReader::Open("examples/data/" + name);
  EXPECT_TRUE(reader.ok()) << reader.status();
  if (!reader.ok()) return file;
  CsvRecord record;
  EXPECT_TRUE(*(*reader)->Next(&record));
  file.columns = *MapColumns(record.cells, {}, std::nullopt);
  while (*(*reader)->Next(&record)) {
    if (IsReportFooter(file.columns, record)) continue;
    const absl::StatusOr<v1::Caller> contact = ReadContact(file.columns, record);
    EXPECT_TRUE(contact.ok()) << name << ", line " << record.line << ": " << contact.status();
    if (contact.ok()) file.contacts.push_back(*contact);
  }
  return file;
}

TEST(SampleFiles, HeatingCompanyHasTheCasesThatTheDemoShows) {
  const File file = ReadSample("sample_heating_hubspot.csv");
  EXPECT_EQ(file.columns.source, Source::kHubSpot);
  ASSERT_EQ(file.contacts.size(), 30u);
  std::map<std::string, int> owners;
  int without_number = 0;
  for (const v1::Caller& contact : file.contacts) {
    without_number += contact.phones().empty() ? 1 : 0;
    EXPECT_NE(contact.annotations().at("note").find("(sample)"), std::string::npos);
    for (const std::string& email : contact.emails()) {
      EXPECT_NE(email.find("example.com"), std::string::npos) << email;
    }
    for (const v1::Phone& phone : contact.phones()) {
      const absl::StatusOr<ReadNumber> number = ReadDialable(phone.number(), "US");
      EXPECT_TRUE(number.ok()) << phone.number() << ": " << number.status();
      if (number.ok()) ++owners[number->number.ToE164()];
    }
  }
  EXPECT_EQ(without_number, 1);
  EXPECT_EQ(owners["+12025550123"], 2);
  EXPECT_EQ(owners["+12025550160"], 2);
  EXPECT_EQ(owners["+493023125101"], 2);
}

TEST(SampleFiles, MrJonesHasAMobileAndSharesTheLandline) {
  const File file = ReadSample("sample_heating_hubspot.csv");
  const v1::Caller& jones = file.contacts.at(0);
  EXPECT_EQ(jones.honorific() + " " + jones.given_name() + " " + jones.family_name(),
            "Mr. Robert Jones");
  EXPECT_EQ(jones.household(), "jones");
  ASSERT_EQ(jones.phones_size(), 2);
  EXPECT_EQ(jones.phones(1).number(), "+12025550143");
  EXPECT_EQ(jones.phones(1).raw_input(), "+1 202 555 0143");
  EXPECT_EQ(jones.annotations().at("note"), "(sample) Gas boiler, 2014.\nAutumn check every year.");
  EXPECT_EQ(file.contacts.at(1).household(), "jones");
}

TEST(SampleFiles, SalesforceReportIsReadWithoutItsFooter) {
  const File file = ReadSample("sample_salesforce.csv");
  EXPECT_EQ(file.columns.source, Source::kSalesforce);
  ASSERT_EQ(file.contacts.size(), 3u);
  EXPECT_EQ(file.contacts[0].external_ids(0).id().size(), 18u);
  EXPECT_EQ(file.contacts[1].service_address(),
            "200 Sample Plaza, 2nd floor, Washington, DC 20001, United States");
  EXPECT_TRUE(file.contacts[1].phones(0).do_not_call());
  EXPECT_EQ(file.contacts[1].phones_size(), 1);
}

TEST(SampleFiles, GoogleIsReadInBothItsForms) {
  const File now = ReadSample("sample_google.csv");
  EXPECT_EQ(now.columns.source, Source::kGoogle);
  ASSERT_EQ(now.contacts.size(), 3u);
  EXPECT_THAT(now.contacts[0].emails(),
              ElementsAre("robert.jones@example.com", "rjones@example.com"));
  EXPECT_EQ(now.contacts[0].service_address(), "12 Sample Street, Springfield, VA 22150, US");
  EXPECT_EQ(now.contacts[1].given_name(), "Mary Ann");
  EXPECT_EQ(now.contacts[1].phones_size(), 2);
  EXPECT_EQ(now.contacts[2].company(), "Sample Hotel");

  const File old = ReadSample("sample_google_old.csv");
  EXPECT_EQ(old.columns.source, Source::kGoogle);
  ASSERT_EQ(old.contacts.size(), 2u);
  EXPECT_EQ(old.contacts[0].phones(0).label(), "mobile");
  EXPECT_EQ(old.contacts[1].company(), "Sample Hotel");
}

}  // namespace
}  // namespace ringback::cli
