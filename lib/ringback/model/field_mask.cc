#include "ringback/model/field_mask.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/field_mask_util.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"
#include "ringback/v1/field_rules.pb.h"

namespace ringback {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;

bool CanChange(const FieldDescriptor& field, std::initializer_list<std::string_view> immutable) {
  return field.name() != "name" && field.name() != "etag" &&
         !field.options().GetExtension(v1::rules).output_only() &&
         std::find(immutable.begin(), immutable.end(), field.name()) == immutable.end();
}

}  // namespace

absl::Status ApplyUpdate(const Message& changes, const FieldMask& mask,
                         std::initializer_list<std::string_view> immutable, Message* resource) {
  const auto* descriptor = changes.GetDescriptor();
  FieldMask named;
  const bool all = mask.paths().empty() || (mask.paths_size() == 1 && mask.paths(0) == "*");
  if (all) {
    for (int i = 0; i < descriptor->field_count(); ++i) {
      if (CanChange(*descriptor->field(i), immutable))
        named.add_paths(descriptor->field(i)->name());
    }
  } else {
    for (const std::string& path : mask.paths()) {
      std::vector<const FieldDescriptor*> fields;
      // FieldMaskUtil reads over empty parts: those of "", "name." and "a..b".
      const bool has_empty_part = absl::StrContains("." + path + ".", "..");
      if (has_empty_part || !FieldMaskUtil::GetFieldDescriptors(descriptor, path, &fields)) {
        return InvalidField("update_mask",
                            Quote(path) + " is not a field of " + descriptor->name());
      }
      if (!CanChange(*fields.front(), immutable)) {
        return InvalidField("update_mask", Quote(path) + " cannot be changed");
      }
      named.add_paths(path);
    }
  }
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(changes, named, options, resource);
  return absl::OkStatus();
}

}  // namespace ringback
