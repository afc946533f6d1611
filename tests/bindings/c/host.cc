// A softphone with protobuf and gRPC linked into it, every symbol of which the loader sees: those
// of libringback.so must not be mistaken for them, nor they for those.
#include <cstdio>
#include <cstring>
#include <string>

#include "bindings/c/ringback.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/bindings/c/host.pb.h"

namespace {

// That of the program works before, beside and after that of the library.
bool OwnProtobufWorks() {
  softphone::Contact contact;
  contact.set_name("Mr. Jones");
  (*contact.mutable_extra()->mutable_fields())["floor"].set_number_value(3);
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(contact, &json).ok()) return false;
  softphone::Contact copy;
  return google::protobuf::util::JsonStringToMessage(json, &copy).ok() &&
         copy.SerializeAsString() == contact.SerializeAsString();
}

bool OwnGrpcWorks() {
  const auto channel = grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials());
  return !channel->WaitForConnected(gpr_time_from_millis(50, GPR_TIMESPAN));
}

bool LibraryWorks() {
  rb_client client = 0;
  if (rb_open("sqlite:host.db", nullptr, &client) != RB_OK) return false;
  const char request[] = R"({"attempt": {"dialedNumber": "+12025550143", "outcome": 2}})";
  rb_buffer response;
  const bool recorded = rb_call(client, "AttemptService.RecordAttempt", RB_JSON, request,
                                std::strlen(request), 0, &response) == RB_OK;
  rb_buffer_free(&response);
  rb_lookup_request lookup = RB_LOOKUP_REQUEST_INIT;
  lookup.ani = "+12025550143";
  rb_card* card = nullptr;
  const bool found = rb_lookup(client, &lookup, &card) == RB_OK && card->match_count == 1;
  rb_card_free(card);
  return recorded && found && rb_close(client) == RB_OK;
}

}  // namespace

int main() {
  std::remove("host.db");
  if (!OwnProtobufWorks() || !OwnGrpcWorks()) return 1;
  if (!LibraryWorks()) {
    std::fprintf(stderr, "%s\n", rb_last_error()->message);
    return 2;
  }
  return OwnProtobufWorks() && OwnGrpcWorks() ? 0 : 3;
}
