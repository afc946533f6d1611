// Changing the named fields of a resource (AIP-134, AIP-161).
#include "ringback/model/field_mask.h"

#include <initializer_list>
#include <string>

#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/v1/caller.pb.h"
#include "ringback/v1/lead.pb.h"

namespace ringback {
namespace {

google::protobuf::FieldMask Mask(std::initializer_list<const char*> paths) {
  google::protobuf::FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return mask;
}

v1::Caller Saved() {
  v1::Caller caller;
  caller.set_name("tenants/a/callers/b");
  caller.set_given_name("Robert");
  caller.set_company("Sample Dental");
  caller.add_emails("a@sample.example");
  caller.add_emails("b@sample.example");
  (*caller.mutable_annotations())["tier"] = "gold";
  caller.set_etag("3");
  caller.add_missing_fields(v1::INTAKE_FIELD_FULL_NAME);
  return caller;
}

TEST(ApplyUpdate, TakesTheNamedFieldsOver) {
  v1::Caller changes;
  changes.set_given_name("Bob");
  changes.set_company("not named");
  changes.add_emails("c@sample.example");
  v1::Caller caller = Saved();
  ASSERT_TRUE(ApplyUpdate(changes, Mask({"given_name", "emails"}), {}, &caller).ok());
  v1::Caller expected = Saved();
  expected.set_given_name("Bob");
  expected.clear_emails();
  expected.add_emails("c@sample.example");
  EXPECT_EQ(caller.SerializeAsString(), expected.SerializeAsString());
}

TEST(ApplyUpdate, ClearsANamedFieldThatIsEmpty) {
  v1::Caller caller = Saved();
  ASSERT_TRUE(
      ApplyUpdate(v1::Caller(), Mask({"company", "emails", "annotations"}), {}, &caller).ok());
  EXPECT_EQ(caller.company(), "");
  EXPECT_EQ(caller.emails_size(), 0);
  EXPECT_EQ(caller.annotations_size(), 0);
  EXPECT_EQ(caller.given_name(), "Robert");
}

TEST(ApplyUpdate, WithoutAMaskOrWithAStarTakesEverythingThatCanChange) {
  for (const auto& mask : {Mask({}), Mask({"*"})}) {
    v1::Caller changes;
    changes.set_name("tenants/a/callers/other");
    changes.set_family_name("Jones");
    changes.set_etag("99");
    v1::Caller caller = Saved();
    ASSERT_TRUE(ApplyUpdate(changes, mask, {}, &caller).ok());
    v1::Caller expected;
    expected.set_name(Saved().name());
    expected.set_family_name("Jones");
    expected.set_etag("3");
    expected.add_missing_fields(v1::INTAKE_FIELD_FULL_NAME);
    EXPECT_EQ(caller.SerializeAsString(), expected.SerializeAsString());
  }
}

TEST(ApplyUpdate, ReachesIntoMessages) {
  v1::Lead changes;
  changes.mutable_next_contact()->set_reason("ring with the price");
  v1::Lead lead;
  lead.mutable_next_contact()->set_channel(v1::CHANNEL_CALL);
  ASSERT_TRUE(ApplyUpdate(changes, Mask({"next_contact.reason"}), {}, &lead).ok());
  EXPECT_EQ(lead.next_contact().reason(), "ring with the price");
  EXPECT_EQ(lead.next_contact().channel(), v1::CHANNEL_CALL);
  ASSERT_TRUE(ApplyUpdate(v1::Lead(), Mask({"next_contact"}), {}, &lead).ok());
  EXPECT_FALSE(lead.has_next_contact());
}

TEST(ApplyUpdate, RefusesWhatIsNoFieldOrCannotChange) {
  for (const char* path : {"nonsense", "", "name", "etag", "missing_fields", "create_time",
                           "create_time.seconds", "emails.x", "phones.number", "given_name.x",
                           "GivenName", "given_name,company", " given_name"}) {
    v1::Caller caller = Saved();
    const absl::Status refused = ApplyUpdate(v1::Caller(), Mask({"company", path}), {}, &caller);
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << path;
    EXPECT_EQ(MetadataOf(refused, "field"), "update_mask");
    EXPECT_EQ(caller.SerializeAsString(), Saved().SerializeAsString()) << path;
  }
}

TEST(ApplyUpdate, LeavesImmutableFieldsAlone) {
  v1::Lead changes;
  changes.set_caller("tenants/a/callers/other");
  changes.set_interest("a heat pump");
  v1::Lead lead;
  lead.set_caller("tenants/a/callers/own");
  EXPECT_FALSE(ApplyUpdate(changes, Mask({"caller"}), {"caller"}, &lead).ok());
  ASSERT_TRUE(ApplyUpdate(changes, Mask({}), {"caller"}, &lead).ok());
  EXPECT_EQ(lead.caller(), "tenants/a/callers/own");
  EXPECT_EQ(lead.interest(), "a heat pump");
}

}  // namespace
}  // namespace ringback
