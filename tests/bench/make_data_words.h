// Names and sentences for sample data. Names are put together so that everybody sees that they are
// made up: "Mr. Balo Samplewood", "Demoberg Heating".
#ifndef TESTS_BENCH_MAKE_DATA_WORDS_H_
#define TESTS_BENCH_MAKE_DATA_WORDS_H_

#include <cstdint>
#include <string>

#include "tests/bench/make_data_random.h"

namespace ringback::bench {

// Each draws one of its kind.
std::string SampleGivenName(SampleRandom* random);
std::string SampleFamilyName(SampleRandom* random);
std::string SampleTown(SampleRandom* random);

// What we rang about, as the agent says it: "your autumn heating check"; and so on.
std::string SamplePurpose(SampleRandom* random);
std::string SampleOffer(SampleRandom* random);
std::string SampleCampaign(SampleRandom* random);
std::string SampleVoicemail(SampleRandom* random);
std::string SampleInterest(SampleRandom* random);
std::string SampleCloseReason(SampleRandom* random);
std::string SampleNote(SampleRandom* random);
std::string SampleNeed(SampleRandom* random);

// The `number`th company, the same at every call: "Demoberg Heating 17".
std::string SampleCompany(int64_t number);
// The `number`th agent's id and shown name: "ruda-3", "Ruda".
std::string SampleAgentId(int64_t number);
std::string SampleAgentName(int64_t number);

}  // namespace ringback::bench

#endif  // TESTS_BENCH_MAKE_DATA_WORDS_H_
