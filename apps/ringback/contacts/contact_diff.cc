#include "apps/ringback/contacts/contact_diff.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "apps/ringback/contacts/stable_hash.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "ringback/phone/phone_number.h"

namespace ringback::cli {

namespace {

constexpr char kMark[] = "import.";

// The annotation that holds the hash of the row.
std::string MarkOf(const v1::Caller& imported) {
  return kMark + (imported.external_ids().empty() ? "" : imported.external_ids(0).system());
}

// Maps have no order of their own; the same caller must always give the same bytes.
std::string DeterministicBytes(const v1::Caller& caller) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    caller.SerializeToCodedStream(&coded);
  }
  return bytes;
}

// A phone as the server will keep it.
v1::Phone AsKept(const v1::Phone& phone, const std::string& region) {
  v1::Phone kept = phone;
  const absl::StatusOr<ReadNumber> read = ReadDialable(phone.number(), region);
  if (!read.ok()) return kept;
  kept.set_number(read->number.ToE164());
  if (kept.extension().empty()) kept.set_extension(read->extension);
  return kept;
}

const v1::Phone* FindLine(const v1::Caller& caller, const v1::Phone& wanted) {
  for (const v1::Phone& phone : caller.phones()) {
    if (phone.number() == wanted.number() && phone.extension() == wanted.extension()) return &phone;
  }
  return nullptr;
}

// Whether the numbers differ; then `update` has those of the row.
bool DiffPhones(const v1::Caller& stored, const v1::Caller& imported, const std::string& region,
                v1::Caller* update) {
  if (imported.phones().empty()) return false;
  std::set<std::pair<std::string, std::string>> lines;  // by number and extension
  bool differ = false;
  for (const v1::Phone& phone : imported.phones()) {
    const v1::Phone kept = AsKept(phone, region);
    if (!lines.emplace(kept.number(), kept.extension()).second) continue;
    const v1::Phone* before = FindLine(stored, kept);
    v1::Phone* added = update->add_phones();
    *added = phone;
    if (before == nullptr) {
      differ = true;
      continue;
    }
    differ = differ || before->label() != phone.label() ||
             (phone.do_not_call() && !before->do_not_call());
    added->set_do_not_call(phone.do_not_call() || before->do_not_call());
    added->set_primary(before->primary());
  }
  return differ || update->phones_size() != stored.phones_size();
}

bool HasEmail(const v1::Caller& caller, const std::string& email) {
  return std::any_of(caller.emails().begin(), caller.emails().end(), [&](const std::string& known) {
    return absl::EqualsIgnoreCase(known, email);
  });
}

// Whether the row has an address that is new; then `update` has those of the row before the others.
bool DiffEmails(const v1::Caller& stored, const v1::Caller& imported, v1::Caller* update) {
  bool differ = false;
  for (const std::string& email : imported.emails()) {
    differ = differ || !HasEmail(stored, email);
    update->add_emails(email);
  }
  for (const std::string& email : stored.emails()) {
    if (!HasEmail(imported, email)) update->add_emails(email);
  }
  return differ;
}

bool DiffAnnotations(const v1::Caller& stored, const v1::Caller& imported, v1::Caller* update) {
  bool differ = false;
  *update->mutable_annotations() = stored.annotations();
  const std::string mark = MarkOf(imported);
  for (const auto& [key, value] : imported.annotations()) {
    const auto before = stored.annotations().find(key);
    // The hash alone is no reason to write.
    differ = differ ||
             (key != mark && (before == stored.annotations().end() || before->second != value));
    (*update->mutable_annotations())[key] = value;
  }
  return differ;
}

bool IsAsAtLastImport(const v1::Caller& stored, const v1::Caller& imported) {
  const std::string mark = MarkOf(imported);
  const auto now = imported.annotations().find(mark);
  const auto before = stored.annotations().find(mark);
  return now != imported.annotations().end() && before != stored.annotations().end() &&
         now->second == before->second;
}

}  // namespace

uint64_t MarkImported(v1::Caller* imported) {
  const uint64_t hash = StableHash(DeterministicBytes(*imported));
  (*imported->mutable_annotations())[MarkOf(*imported)] = absl::StrFormat("%016x", hash);
  return hash;
}

v1::UpdateCallerRequest DiffContact(const v1::Caller& stored, const v1::Caller& imported,
                                    const std::string& region) {
  v1::UpdateCallerRequest request;
  if (IsAsAtLastImport(stored, imported)) return request;
  v1::Caller* update = request.mutable_caller();
  auto* mask = request.mutable_update_mask();
  update->set_name(stored.name());
  update->set_etag(stored.etag());

  constexpr std::string_view kTexts[] = {"honorific",       "given_name", "family_name",
                                         "display_name",    "company",    "household",
                                         "service_address", "language",   "time_zone"};
  const auto* type = v1::Caller::descriptor();
  const auto* reflection = update->GetReflection();
  for (const std::string_view name : kTexts) {
    const auto* field = type->FindFieldByName(std::string(name));
    const std::string value = reflection->GetString(imported, field);
    if (value.empty() || value == reflection->GetString(stored, field)) continue;
    reflection->SetString(update, field, value);
    mask->add_paths(std::string(name));
  }
  if (DiffPhones(stored, imported, region, update)) mask->add_paths("phones");
  if (DiffEmails(stored, imported, update)) mask->add_paths("emails");
  const bool annotations_differ = DiffAnnotations(stored, imported, update);
  // With anything else that is written the hash goes along.
  if (annotations_differ || !mask->paths().empty()) mask->add_paths("annotations");
  return request;
}

}  // namespace ringback::cli
