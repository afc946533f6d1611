#include "apps/ringback/contacts/columns.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::HasSubstr;

std::map<std::string, std::string> Mapping(const std::vector<std::string>& headers,
                                           const std::vector<std::string>& maps = {}) {
  const absl::StatusOr<Columns> columns = MapColumns(headers, maps, std::nullopt);
  EXPECT_TRUE(columns.ok()) << columns.status();
  std::map<std::string, std::string> mapping;
  for (size_t i = 0; columns.ok() && i < headers.size(); ++i) {
    mapping[headers[i]] = TargetText(columns->targets[i]);
  }
  return mapping;
}

TEST(RecognizeSource, KnowsTheExportsByTheirHeaders) {
  const std::vector<std::pair<std::vector<std::string>, Source>> cases = {
      {{"Record ID", "First Name", "Last Name", "Email"}, Source::kHubSpot},
      {{"Record ID - Contact", "First Name"}, Source::kHubSpot},
      {{"hs_object_id", "firstname", "phone"}, Source::kHubSpot},
      {{"First Name", "Email", "Lifecycle Stage"}, Source::kHubSpot},
      {{"First Name", "Last Name", "Contact ID", "Phone"}, Source::kSalesforce},
      {{"Salutation", "Mailing Street", "Phone"}, Source::kSalesforce},
      {{"Id", "FirstName", "LastName", "MobilePhone"}, Source::kSalesforce},
      {{"Name", "Given Name", "Phone 1 - Type", "Phone 1 - Value"}, Source::kGoogle},
      {{"First Name", "File As", "Labels", "E-mail 1 - Label"}, Source::kGoogle},
      {{"name", "phone"}, Source::kCsv},
      {{"Kundennummer", "Vorname", "Nachname", "Telefon"}, Source::kCsv},
  };
  for (const auto& [headers, source] : cases) {
    EXPECT_EQ(RecognizeSource(headers), source) << headers[0] << ", " << headers[1];
  }
}

TEST(MapColumns, KnowsHubSpotsLabels) {
  const auto mapping = Mapping({"Record ID", "Salutation", "First Name", "Last Name", "Email",
                                "Phone Number", "Mobile Phone Number", "Company Name",
                                "State/Region", "Country/Region", "Contact owner"});
  EXPECT_EQ(mapping.at("Record ID"), "external_id");
  EXPECT_EQ(mapping.at("Salutation"), "honorific");
  EXPECT_EQ(mapping.at("Phone Number"), "phone:work");
  EXPECT_EQ(mapping.at("Mobile Phone Number"), "phone:mobile");
  EXPECT_EQ(mapping.at("State/Region"), "state");
  EXPECT_EQ(mapping.at("Contact owner"), "ignore");
}

TEST(MapColumns, KnowsSalesforcesLabelsAndApiNames) {
  const auto labels = Mapping({"Contact ID", "Last Name", "Account Name", "Mailing Street",
                               "Mailing Zip/Postal Code", "Home Phone", "Asst. Phone", "Fax",
                               "Do Not Call", "Title"});
  EXPECT_EQ(labels.at("Account Name"), "company");
  EXPECT_EQ(labels.at("Mailing Zip/Postal Code"), "zip");
  EXPECT_EQ(labels.at("Home Phone"), "phone:home");
  EXPECT_EQ(labels.at("Asst. Phone"), "phone:assistant");
  EXPECT_EQ(labels.at("Fax"), "ignore");
  EXPECT_EQ(labels.at("Do Not Call"), "do_not_call");
  EXPECT_EQ(labels.at("Title"), "annotation:job_title");
  const auto names = Mapping({"Id", "FirstName", "LastName", "MobilePhone", "MailingPostalCode",
                              "Account.Name", "DoNotCall"});
  EXPECT_EQ(names.at("Id"), "external_id");
  EXPECT_EQ(names.at("MobilePhone"), "phone:mobile");
  EXPECT_EQ(names.at("MailingPostalCode"), "zip");
  EXPECT_EQ(names.at("Account.Name"), "company");
}

TEST(MapColumns, GroupsWhatGoogleNumbers) {
  const std::vector<std::string> headers = {"First Name", "Phone 1 - Label", "Phone 1 - Value",
                                            "Phone 2 - Label", "Phone 2 - Value"};
  const absl::StatusOr<Columns> columns = MapColumns(headers, {}, std::nullopt);
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(columns->targets[1], (Target{Field::kPhoneLabel, "", 1}));
  EXPECT_EQ(columns->targets[2], (Target{Field::kPhone, "", 1}));
  EXPECT_EQ(columns->targets[4], (Target{Field::kPhone, "", 2}));
}

TEST(MapColumns, KnowsGermanHeaders) {
  const std::map<std::string, std::string> wanted = {{"Anrede", "honorific"},
                                                     {"Vorname", "given_name"},
                                                     {"Nachname", "family_name"},
                                                     {"Firma", "company"},
                                                     {"Telefon", "phone"},
                                                     {"Handy", "phone:mobile"},
                                                     {"Mobil", "phone:mobile"},
                                                     {"E-Mail", "email"},
                                                     {"Straße", "street"},
                                                     {"PLZ", "zip"},
                                                     {"Ort", "city"},
                                                     {"Kundennummer", "external_id"},
                                                     {"Telefon (geschäftlich)", "phone:work"}};
  std::vector<std::string> headers;
  for (const auto& [header, field] : wanted) headers.push_back(header);
  EXPECT_EQ(Mapping(headers), wanted);
}

TEST(MapColumns, MapsSayWhatHeadersDoNot) {
  const auto mapping = Mapping({"name", "Line A", "Tel", "Remarks"},
                               {"line a=phone:kitchen", "Tel=ignore", "Remarks=note"});
  EXPECT_EQ(mapping.at("Line A"), "phone:kitchen");
  EXPECT_EQ(mapping.at("Tel"), "ignore");
  EXPECT_EQ(mapping.at("Remarks"), "note");
}

TEST(MapColumns, MapsThatCannotBeAreExplained) {
  const auto error = [](const std::string& map) {
    return std::string(MapColumns({"name", "tel"}, {map}, std::nullopt).status().message());
  };
  EXPECT_THAT(error("fax=phone"), HasSubstr("the file has no column \"fax\"; its columns are"));
  EXPECT_THAT(error("tel=telephone"), HasSubstr("\"telephone\" is none of: ignore, honorific"));
  EXPECT_THAT(error("tel"), HasSubstr("is not COLUMN=FIELD"));
  EXPECT_THAT(error("tel=email:work"), HasSubstr("is none of"));
}

TEST(MapColumns, FileWithoutAnythingThatIdentifiesIsRefused) {
  EXPECT_THAT(std::string(MapColumns({"colour", "size"}, {}, std::nullopt).status().message()),
              HasSubstr("none of the columns is a name, company, phone or e-mail: colour, size"));
}

TEST(ColumnsText, SaysWhatIsUsedAndWhatIsIgnored) {
  const auto columns = MapColumns({"Record ID", "Phone Number", "Colour"}, {}, std::nullopt);
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(ColumnsText(*columns),
            "Record ID → external_id, Phone Number → phone:work; ignored: Colour");
}

}  // namespace
}  // namespace ringback::cli
