// Callers: created, read, changed, listed, searched.
#include "ringback/methods/caller_methods.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHome[] = "+12024561414";

class Callers : public ::testing::Test {
 protected:
  absl::StatusOr<v1::Caller> Create(const v1::Caller& caller) {
    v1::CreateCallerRequest request;
    *request.mutable_caller() = caller;
    return engine->callers().CreateCaller(request, engine.context());
  }

  absl::StatusOr<v1::Caller> Update(const v1::Caller& caller, std::vector<std::string> paths = {}) {
    v1::UpdateCallerRequest request;
    *request.mutable_caller() = caller;
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return engine->callers().UpdateCaller(request, engine.context());
  }

  std::vector<std::string> Search(const std::string& query) {
    v1::SearchCallersRequest request;
    request.set_query(query);
    std::vector<std::string> names;
    const auto found = Must(engine->callers().SearchCallers(request, engine.context()));
    for (const v1::Caller& caller : found.callers()) names.push_back(caller.display_name());
    return names;
  }

  TestEngine engine;
};

v1::ExternalId External(const std::string& system, const std::string& id) {
  v1::ExternalId external;
  external.set_system(system);
  external.set_id(id);
  return external;
}

// A caller with every field set.
v1::Caller Complete() {
  v1::Caller caller = Person("Mr. Robert Jones", {"(202) 456-1414 ext. 12", "+442079460018"});
  caller.mutable_phones(0)->set_label("work");
  caller.mutable_phones(1)->set_primary(true);
  caller.mutable_phones(1)->set_do_not_call(true);
  caller.set_company("Sample Dental");
  caller.set_household("elm 4");
  caller.add_emails("robert@sample.example");
  caller.add_emails("r.jones@sample.example");
  caller.set_service_address("4 Elm Street\nSampleville");
  caller.set_language("en-US");
  caller.set_time_zone("America/New_York");
  *caller.add_external_ids() = External("hubspot", "7");
  caller.mutable_external_ids(0)->set_url("https://crm.sample.example/7");
  (*caller.mutable_annotations())["tier"] = "gold";
  return caller;
}

TEST_F(Callers, AreReadAsTheyWereSaved) {
  const v1::Caller saved = Must(Create(Complete()));
  EXPECT_EQ(engine.Get(saved).SerializeAsString(), saved.SerializeAsString());
  EXPECT_EQ(saved.phones(0).number(), kHome);
  EXPECT_EQ(saved.phones(0).extension(), "12");
  EXPECT_EQ(saved.phones(0).raw_input(), "(202) 456-1414 ext. 12");
  EXPECT_EQ(saved.display_name(), "Robert Jones");
  EXPECT_EQ(saved.missing_fields_size(), 0);
  EXPECT_EQ(saved.annotations().at("tier"), "gold");
  EXPECT_EQ(saved.create_time().seconds(), absl::ToUnixSeconds(engine.now));
  engine.Reopen();
  EXPECT_EQ(engine.Get(saved).SerializeAsString(), saved.SerializeAsString());
}

TEST_F(Callers, AreShownByTheBestNameThereIs) {
  EXPECT_EQ(Must(Create(Person("Mr. Robert Jones"))).display_name(), "Robert Jones");
  EXPECT_EQ(Must(Create(Person("Jones"))).display_name(), "Jones");
  v1::Caller company;
  company.set_company("Sample Dental");
  company.add_phones()->set_number(kHome);
  EXPECT_EQ(Must(Create(company)).display_name(), "Sample Dental");
  v1::Caller mail;
  mail.add_emails("info@sample.example");
  EXPECT_EQ(Must(Create(mail)).display_name(), "info@sample.example");
  v1::Caller number;
  number.add_phones()->set_number("202 456 1414");
  EXPECT_EQ(Must(Create(number)).display_name(), kHome);
}

TEST_F(Callers, NeedSomethingToBeKnownBy) {
  const auto created = Create(v1::Caller());
  EXPECT_EQ(created.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(created.status(), "field"), "caller");
}

TEST_F(Callers, SayWhichPartsOfTheIntakeAreMissing) {
  EXPECT_THAT(Must(Create(Person("Jones"))).missing_fields(),
              ElementsAre(v1::INTAKE_FIELD_FULL_NAME, v1::INTAKE_FIELD_CALLBACK_NUMBER,
                          v1::INTAKE_FIELD_EMAIL, v1::INTAKE_FIELD_SERVICE_ADDRESS));
  v1::Caller caller = Must(Create(Person("Robert Jones", {kHome})));
  EXPECT_THAT(caller.missing_fields(),
              ElementsAre(v1::INTAKE_FIELD_EMAIL, v1::INTAKE_FIELD_SERVICE_ADDRESS));
  caller.add_emails("robert@sample.example");
  caller = Must(Update(caller, {"emails"}));
  EXPECT_THAT(caller.missing_fields(), ElementsAre(v1::INTAKE_FIELD_SERVICE_ADDRESS));
  EXPECT_THAT(engine.Get(caller).missing_fields(), ElementsAre(v1::INTAKE_FIELD_SERVICE_ADDRESS));
}

struct BadCaller {
  const char* field;
  void (*break_it)(v1::Caller*);
};

class BadCallers : public Callers, public ::testing::WithParamInterface<BadCaller> {};

TEST_P(BadCallers, AreRefusedByFieldAndChangeNothing) {
  v1::Caller caller = Complete();
  GetParam().break_it(&caller);
  const auto created = Create(caller);
  EXPECT_EQ(created.status().code(), absl::StatusCode::kInvalidArgument) << created.status();
  EXPECT_EQ(MetadataOf(created.status(), "field"), GetParam().field);
  EXPECT_EQ(ReasonOf(created.status()), "INVALID_FIELD");
  EXPECT_EQ(Must(engine->callers().ListCallers({}, engine.context())).callers_size(), 0);

  const v1::Caller good = Must(Create(Complete()));
  caller.set_name(good.name());
  EXPECT_EQ(MetadataOf(Update(caller).status(), "field"), GetParam().field);
  EXPECT_EQ(engine.Get(good).SerializeAsString(), good.SerializeAsString());
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadCallers,
    ::testing::Values(
        BadCaller{"caller.phones[1].number",
                  [](v1::Caller* c) { c->mutable_phones(1)->set_number("12"); }},
        BadCaller{"caller.phones[0].number",
                  [](v1::Caller* c) { c->mutable_phones(0)->clear_number(); }},
        BadCaller{"caller.phones[0].number",
                  [](v1::Caller* c) { c->mutable_phones(0)->set_number("anonymous"); }},
        BadCaller{"caller.phones[1].primary",
                  [](v1::Caller* c) { c->mutable_phones(0)->set_primary(true); }},
        BadCaller{"caller.emails[1]", [](v1::Caller* c) { c->set_emails(1, "no at sign"); }},
        BadCaller{"caller.emails[0]",
                  [](v1::Caller* c) { c->set_emails(0, "a b@sample.example"); }},
        BadCaller{"caller.emails[0]", [](v1::Caller* c) { c->set_emails(0, "@sample.example"); }},
        BadCaller{"caller.time_zone", [](v1::Caller* c) { c->set_time_zone("Mars/Phobos"); }},
        BadCaller{"caller.external_ids[0].system",
                  [](v1::Caller* c) { c->mutable_external_ids(0)->clear_system(); }},
        BadCaller{"caller.external_ids[1]",
                  [](v1::Caller* c) { *c->add_external_ids() = External("hubspot", "7"); }},
        BadCaller{"caller.given_name",
                  [](v1::Caller* c) { c->set_given_name(std::string(201, 'x')); }},
        BadCaller{"caller.phones", [](v1::Caller* c) {
                    while (c->phones_size() <= 20) c->add_phones()->set_number(kHome);
                  }}));

TEST_F(Callers, AnExternalIdBelongsToOneCaller) {
  const v1::Caller owner = Must(Create(Complete()));
  v1::Caller second = Person("Second Caller");
  *second.add_external_ids() = External("hubspot", "7");
  const absl::Status refused = Create(second).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(refused), "RESOURCE_EXISTS");
  EXPECT_EQ(MetadataOf(refused, "resource"), owner.name());
  EXPECT_THAT(std::string(refused.message()), HasSubstr(owner.name()));

  // The same id in another program is another one, and so is one of another tenant.
  second.mutable_external_ids(0)->set_system("salesforce");
  second = Must(Create(second));
  second.mutable_external_ids(0)->set_system("hubspot");
  EXPECT_EQ(Update(second).status().code(), absl::StatusCode::kAlreadyExists);
  engine.Add(Complete(), engine.AddTenant("other", {}).name());
  // Saving a caller with their own id again is no conflict.
  EXPECT_TRUE(Update(engine.Get(owner)).ok());
}

TEST_F(Callers, AreListedByExternalId) {
  const v1::Caller owner = Must(Create(Complete()));
  engine.Add(Person("Another Caller"));
  v1::ListCallersRequest request;
  *request.mutable_external_id() = External("hubspot", "7");
  auto found = Must(engine->callers().ListCallers(request, engine.context()));
  ASSERT_EQ(found.callers_size(), 1);
  EXPECT_EQ(found.callers(0).name(), owner.name());
  *request.mutable_external_id() = External("hubspot", "8");
  EXPECT_EQ(Must(engine->callers().ListCallers(request, engine.context())).callers_size(), 0);
}

TEST_F(Callers, ChangeOnlyInTheFieldsThatTheMaskNames) {
  const v1::Caller before = Must(Create(Complete()));
  engine.Pass(absl::Hours(1));
  v1::Caller change;
  change.set_name(before.name());
  change.set_company("Other Dental");
  change.set_given_name("not taken over");
  const v1::Caller after = Must(Update(change, {"company", "household"}));
  v1::Caller expected = before;
  expected.set_company("Other Dental");
  expected.clear_household();  // named, and empty
  expected.set_etag(after.etag());
  *expected.mutable_update_time() = AtTime(engine.now);
  EXPECT_EQ(after.SerializeAsString(), expected.SerializeAsString());
  EXPECT_NE(after.etag(), before.etag());
}

TEST_F(Callers, AStarOrNoMaskReplacesEverythingThatCanChange) {
  for (const std::vector<std::string>& mask : {std::vector<std::string>{"*"}, {}}) {
    const v1::Caller before = Must(Create(Person("Mr. Robert Jones", {kHome})));
    v1::Caller change = Person("Mary Smith");
    change.set_name(before.name());
    const v1::Caller after = Must(Update(change, mask));
    EXPECT_EQ(after.display_name(), "Mary Smith");
    EXPECT_EQ(after.honorific(), "");
    EXPECT_EQ(after.phones_size(), 0);
    EXPECT_EQ(after.create_time().seconds(), before.create_time().seconds());
  }
}

TEST_F(Callers, RefuseAMaskThatNamesWhatCannotChange) {
  const v1::Caller caller = Must(Create(Complete()));
  for (const char* path : {"nonsense", "name", "etag", "create_time", "missing_fields",
                           "phones.number", "given_name.x", "", "company,household"}) {
    const absl::Status refused = Update(caller, {path}).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << path;
    EXPECT_EQ(MetadataOf(refused, "field").substr(0, 11), "update_mask") << path;
  }
  EXPECT_EQ(engine.Get(caller).SerializeAsString(), caller.SerializeAsString());
}

TEST_F(Callers, AStaleEtagIsAborted) {
  const v1::Caller first = Must(Create(Complete()));
  v1::Caller second = Must(Update(first, {"company"}));
  const absl::Status stale = Update(first, {"company"}).status();
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
  EXPECT_EQ(MetadataOf(stale, "etag"), second.etag());
  second.clear_etag();
  EXPECT_TRUE(Update(second, {"company"}).ok()) << "without an etag the last one wins";
  v1::DeleteCallerRequest remove;
  remove.set_name(first.name());
  remove.set_etag(first.etag());
  EXPECT_EQ(engine->callers().DeleteCaller(remove, engine.context()).status().code(),
            absl::StatusCode::kAborted);
}

TEST_F(Callers, TheDisplayNameFollowsTheNamesUnlessSomebodyChoseIt) {
  v1::Caller caller = Must(Create(Person("Robert Jones")));
  caller.set_given_name("Bob");
  caller = Must(Update(caller, {"given_name"}));
  EXPECT_EQ(caller.display_name(), "Bob Jones");
  // Read, changed and sent back as a whole.
  caller.set_family_name("Smith");
  caller = Must(Update(caller));
  EXPECT_EQ(caller.display_name(), "Bob Smith");

  caller.set_display_name("Bobby");
  caller = Must(Update(caller));
  caller.set_given_name("Robert");
  EXPECT_EQ(Must(Update(caller)).display_name(), "Bobby");
}

TEST_F(Callers, AChangedNumberIsFoundAndTheOldOneIsNot) {
  v1::Caller caller = Must(Create(Person("Robert Jones", {kHome})));
  caller.mutable_phones(0)->set_number("+12025550144");
  Must(Update(caller));
  EXPECT_THAT(NamesOf(engine.Lookup(kHome)), IsEmpty());
  EXPECT_THAT(NamesOf(engine.Lookup("+12025550144")), ElementsAre("Robert Jones"));
  EXPECT_THAT(Search("456 1414"), IsEmpty());
  EXPECT_THAT(Search("555 0144"), ElementsAre("Robert Jones"));
}

TEST_F(Callers, ThatDoNotExistAreNotFound) {
  const std::string name = Must(Create(Person("Robert Jones"))).name();
  const std::string other = "tenants/nobody" + name.substr(name.find("/callers"));
  for (const std::string& missing : {std::string("tenants/default/callers/0000000000001"), other,
                                     std::string("tenants/default/callers/x"), name + "0"}) {
    v1::GetCallerRequest get;
    get.set_name(missing);
    EXPECT_EQ(engine->callers().GetCaller(get, engine.context()).status().code(),
              absl::StatusCode::kNotFound)
        << missing;
    v1::Caller caller = Person("Robert Jones");
    caller.set_name(missing);
    EXPECT_EQ(Update(caller).status().code(), absl::StatusCode::kNotFound) << missing;
  }
}

TEST_F(Callers, OfAnotherTenantAreNotFoundUnderOurs) {
  const std::string other = engine.AddTenant("other", {}).name();
  const v1::Caller theirs = engine.Add(Person("Robert Jones", {kHome}), other);
  v1::GetCallerRequest get;
  get.set_name("tenants/default" + theirs.name().substr(other.size()));
  EXPECT_EQ(engine->callers().GetCaller(get, engine.context()).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_THAT(Search("jones"), IsEmpty());
  EXPECT_EQ(Must(engine->callers().ListCallers({}, engine.context())).callers_size(), 0);
}

}  // namespace
}  // namespace ringback::test
