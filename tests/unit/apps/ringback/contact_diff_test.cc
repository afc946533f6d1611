#include "apps/ringback/contacts/contact_diff.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Caller Row() {
  v1::Caller row;
  row.set_given_name("Robert");
  row.set_family_name("Jones");
  v1::Phone* phone = row.add_phones();
  phone->set_number("(202) 555-0143");
  phone->set_label("mobile");
  row.add_emails("robert@example.com");
  row.add_external_ids()->set_system("hubspot");
  MarkImported(&row);
  return row;
}

// What the server keeps of Row().
v1::Caller Stored() {
  v1::Caller stored = Row();
  stored.set_name("tenants/default/callers/1");
  stored.set_etag("e1");
  stored.set_display_name("Robert Jones");
  stored.mutable_phones(0)->set_raw_input(stored.phones(0).number());
  stored.mutable_phones(0)->set_number("+12025550143");
  return stored;
}

// A row that the other program has changed since.
template <typename Change>
v1::Caller ChangedRow(Change change) {
  v1::Caller row = Row();
  row.clear_annotations();
  change(&row);
  MarkImported(&row);
  return row;
}

TEST(DiffContact, TheSameRowChangesNothing) {
  EXPECT_THAT(DiffContact(Stored(), Row(), "US").update_mask().paths(), IsEmpty());
}

TEST(DiffContact, TheSameRowLeavesWhatAgentsHaveCorrected) {
  v1::Caller stored = Stored();
  stored.set_family_name("Jones-Baker");
  stored.clear_phones();  // A wrong number was taken away.
  EXPECT_THAT(DiffContact(stored, Row(), "US").update_mask().paths(), IsEmpty());
}

TEST(DiffContact, CallerOfAnotherProgramIsComparedByItsFields) {
  v1::Caller stored = Stored();
  stored.clear_annotations();
  EXPECT_THAT(DiffContact(stored, Row(), "US").update_mask().paths(), IsEmpty());
}

TEST(DiffContact, NamesTheFieldsThatDifferAlone) {
  const v1::Caller row = ChangedRow([](v1::Caller* r) { r->set_company("Sample Bakery"); });
  const v1::UpdateCallerRequest update = DiffContact(Stored(), row, "US");
  EXPECT_THAT(update.update_mask().paths(), ElementsAre("company", "annotations"));
  EXPECT_EQ(update.caller().name(), "tenants/default/callers/1");
  EXPECT_EQ(update.caller().etag(), "e1");
  EXPECT_EQ(update.caller().company(), "Sample Bakery");
}

TEST(DiffContact, AnotherSpellingOfANumberIsNoChange) {
  const v1::Caller row =
      ChangedRow([](v1::Caller* r) { r->mutable_phones(0)->set_number("+1 202-555-0143"); });
  EXPECT_THAT(DiffContact(Stored(), row, "US").update_mask().paths(), IsEmpty());
}

TEST(DiffContact, NewNumbersComeAndDoNotCallStays) {
  v1::Caller stored = Stored();
  stored.mutable_phones(0)->set_do_not_call(true);
  const v1::Caller row =
      ChangedRow([](v1::Caller* r) { r->add_phones()->set_number("202-555-0123"); });
  const v1::UpdateCallerRequest update = DiffContact(stored, row, "US");
  EXPECT_THAT(update.update_mask().paths(), ElementsAre("phones", "annotations"));
  ASSERT_EQ(update.caller().phones_size(), 2);
  EXPECT_TRUE(update.caller().phones(0).do_not_call());
  EXPECT_FALSE(update.caller().phones(1).do_not_call());
}

TEST(DiffContact, WhatTheRowLeavesEmptyStays) {
  v1::Caller stored = Stored();
  stored.add_emails("other@example.com");
  (*stored.mutable_annotations())["crm"] = "7";
  const v1::Caller row = ChangedRow([](v1::Caller* r) {
    r->clear_phones();
    r->set_emails(0, "new@example.com");
  });
  const v1::UpdateCallerRequest update = DiffContact(stored, row, "US");
  EXPECT_THAT(update.update_mask().paths(), ElementsAre("emails", "annotations"));
  EXPECT_THAT(update.caller().emails(),
              ElementsAre("new@example.com", "robert@example.com", "other@example.com"));
  EXPECT_EQ(update.caller().annotations().at("crm"), "7");
}

}  // namespace
}  // namespace ringback::cli
