// Prints the spelling table as JSON: {"spellings": [{text, region, e164}], "near_misses": [{text,
// region, e164}], "numbers": [{e164, national}]}. A spelling means its number, a near miss must not
// find it; the numbers are those of both, as one keeps and as one types them.
#include <cstdio>
#include <set>
#include <string>

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "ringback/phone/phone_number.h"
#include "tests/unit/phone/spelling_table.h"

namespace ringback::test {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;

void SetText(const char* key, const std::string& text, Struct* row) {
  (*row->mutable_fields())[key].set_string_value(text);
}

void AddQuestion(const std::string& text, const std::string& region, const std::string& e164,
                 ListValue* list) {
  Struct* row = list->add_values()->mutable_struct_value();
  SetText("text", text, row);
  SetText("region", region, row);
  SetText("e164", e164, row);
}

Struct Table() {
  Struct table;
  std::set<std::string> numbers;
  ListValue* spellings = (*table.mutable_fields())["spellings"].mutable_list_value();
  for (const Spelling& spelling : AllSpellings()) {
    if (spelling.kind != Kind::kNumber) continue;
    AddQuestion(spelling.text, spelling.region, spelling.e164, spellings);
    numbers.insert(spelling.e164);
  }
  ListValue* misses = (*table.mutable_fields())["near_misses"].mutable_list_value();
  for (const NearMiss& miss : AllNearMisses()) {
    AddQuestion(miss.text, miss.region, miss.not_e164, misses);
    numbers.insert(miss.not_e164);
  }
  ListValue* kept = (*table.mutable_fields())["numbers"].mutable_list_value();
  for (const std::string& e164 : numbers) {
    Struct* row = kept->add_values()->mutable_struct_value();
    SetText("e164", e164, row);
    SetText("national", Describe(PhoneNumber::FromE164(e164)).national, row);
  }
  return table;
}

}  // namespace
}  // namespace ringback::test

int main() {
  std::string json;
  const auto status =
      google::protobuf::util::MessageToJsonString(ringback::test::Table(), &json);
  if (!status.ok()) {
    std::fprintf(stderr, "print_spellings: %s\n", status.ToString().c_str());
    return 1;
  }
  std::puts(json.c_str());
  return 0;
}
