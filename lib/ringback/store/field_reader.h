// Rows as messages.
#ifndef RINGBACK_STORE_FIELD_READER_H_
#define RINGBACK_STORE_FIELD_READER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "google/protobuf/timestamp.pb.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/store.h"

namespace ringback::store {

// Reads the columns of a row from left to right into the fields of a message, which it does not
// own. A column that says nothing ("", 0) leaves its field unset and takes no memory: most columns
// of most rows do, and a card has hundreds of them.
template <typename Message>
class FieldReader : public ColumnReader {
 public:
  using TextField = std::string* (Message::*)();
  using TimeField = google::protobuf::Timestamp* (Message::*)();

  FieldReader(const Row& row, Message* message) : ColumnReader(row), message_(*message) {}
  // Goes on from where `columns` are.
  FieldReader(const ColumnReader& columns, Message* message)
      : ColumnReader(columns), message_(*message) {}

  void Text(TextField field) {
    if (const std::string_view text = View(); !text.empty()) (message_.*field)()->assign(text);
  }

  // Microseconds since 1970.
  void Time(TimeField field) {
    if (const int64_t micros = Int(); micros != 0) SetMicros(micros, (message_.*field)());
  }

  // The id of a resource that clients chose, as its name.
  void ChosenName(std::string_view tenant, std::string_view collection, TextField field) {
    if (const std::string_view id = View(); !id.empty())
      *(message_.*field)() = ResourceName(tenant, collection, id);
  }

  // The id of a resource that the server made, as its name.
  void Name(std::string_view tenant, std::string_view collection, TextField field) {
    if (const int64_t id = Int(); id != 0)
      WriteResourceName(tenant, collection, id, (message_.*field)());
  }

 private:
  Message& message_;
};

}  // namespace ringback::store

#endif  // RINGBACK_STORE_FIELD_READER_H_
