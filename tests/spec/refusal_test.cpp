// Breaks valid specs in every way a table can list; each refusal must name the place.
#include <chrono>

#include <gtest/gtest.h>

#include "sample_specs.h"
#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/fields/json_parse.h"
#include "smp/spec/read_spec.h"
#include "support/json_faults.h"
#include "support/message_lint.h"

namespace smp {
namespace {

using testing::Fault;

// Where the refusal lies; no value where the text is accepted.
std::optional<std::string> refused_at(const std::string& text) {
  try {
    read_spec(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadInput);
    EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    return error.text().where;
  }
  return std::nullopt;
}

bool lies_at(const std::string& where, const std::string& place) {
  return where == place || where.starts_with(place + "/");
}

void expect_refused(const std::vector<Fault>& faults) {
  ASSERT_FALSE(faults.empty());
  for (const Fault& fault : faults) {
    const auto where = refused_at(fault.text);
    if (!where)
      ADD_FAILURE() << "accepted: " << fault.what;
    else
      EXPECT_TRUE(lies_at(*where, fault.place)) << fault.what << " was refused at " << *where;
  }
}

TEST(SpecRefusals, NameEveryBrokenValue) {
  for (const std::string& sample : testing::sample_specs()) {
    std::vector<Fault> faults = testing::json_faults(parse_json(sample));
    // An object that may be left out may be empty too; a blend may be "auto" but no other text.
    std::erase_if(faults, [](const Fault& fault) { return fault.what.starts_with("{}"); });
    expect_refused(faults);
  }
}

TEST(SpecRefusals, NameEveryNumberThatIsNone) {
  for (const std::string& sample : testing::sample_specs()) {
    for (const char* token : {"1e400", "-1e400", "1e300", "-1e300", "1e19", "\"NaN\"", "null", "[1]"})
      expect_refused(testing::number_tokens(parse_json(sample), token));
    for (const char* token :
         {"NaN", "Infinity", "-Infinity", "nan", "0x10", "+1", "01", ".5", "5.", "1,5", "1_000", "", "--1"})
      for (const Fault& fault : testing::number_tokens(parse_json(sample), token)) {
        // "1,5" is a further entry where it stands in a list.
        const auto where = refused_at(fault.text);
        EXPECT_TRUE(where) << fault.what;
      }
  }
}

TEST(SpecRefusals, WholeNumbersHaveNoPoint) {
  for (const char* place : {"/seed=5.0", "/seed=-1", "/seed=18446744073709551616", "/smp=1.0",
                            "/skin/tone={\"monk\":5.0}", "/skin/tone={\"monk\":11}"})
    EXPECT_THROW(read_spec(testing::kEllipsoidSpec, std::vector<std::string>{place}), Error) << place;
}

TEST(SpecRefusals, MissingKeysAreNamedOrHaveDefaults) {
  const std::vector<std::string> needed = {"/smp",
                                           "/regions",
                                           "/impressions",
                                           "/photo",
                                           "/photo/scale",
                                           "/photo/scale/px_per_mm",
                                           "/photo/scale/between_px",
                                           "/photo/scale/mm",
                                           "/surface/kind",
                                           "/surface/center_px",
                                           "/surface/file",
                                           "/surface/camera",
                                           "/surface/camera/fx_px",
                                           "/surface/camera/fy_px",
                                           "/surface/camera/cx_px",
                                           "/surface/camera/cy_px",
                                           "/skin/tone/lab",
                                           "/skin/tone/ita_deg",
                                           "/skin/tone/monk",
                                           "/skin/tone/fitzpatrick",
                                           "/regions/0/outline",
                                           "/regions/0/mask",
                                           "/regions/1/mask",
                                           "/pigment/blend/0/dilution",
                                           "/pigment/blend/1/dilution",
                                           "/pigment/catalogue/0/name",
                                           "/pigment/catalogue/0/kappa",
                                           "/needles/0/code",
                                           "/needles/0/dot_diameter_mm",
                                           "/regions/0/pattern",
                                           "/regions/0/needles/own-2",
                                           "/regions/1/zones",
                                           "/regions/2/outline",
                                           "/scars/0/path",
                                           "/scars/1/outline",
                                           "/scars/2/points",
                                           "/grafts/0/region",
                                           "/timeline/sessions/0/day",
                                           "/timeline/sessions/1/day",
                                           "/timeline/sessions/0/share",
                                           "/timeline/sessions/1/share",
                                           "/timeline/touch_ups/0/year",
                                           "/timeline/touch_ups/1/year",
                                           "/timeline/laser/0/year",
                                           "/timeline/laser/1/year",
                                           "/timeline/loss/0/year",
                                           "/timeline/loss/0/pattern",
                                           "/timeline/greying/0/year"};
  for (const std::string& sample : testing::sample_specs()) {
    JsonValue document = parse_json(sample);
    testing::visit_values(
        document, "",
        [&](const std::string& pointer, JsonValue&, JsonValue::Object* parent, std::size_t index) {
          if (!parent) return;
          const JsonValue::Object saved = *parent;
          parent->erase(parent->begin() + static_cast<std::ptrdiff_t>(index));
          const auto where = refused_at(to_line(document));
          const bool is_needed = std::find(needed.begin(), needed.end(), pointer) != needed.end();
          // Some keys are needed by what others say: without its kind a surface is a plane, a plane needs
          // a scale, two places given as shares of the photo are too close to be pixels, a pigment to match
          // with and a needle must be in a catalogue, a head surface needs its marks, a scar is a strip by
          // default, and grafts name their region.
          const bool depends = pointer == "/surface/kind" || pointer == "/surface" ||
                               pointer == "/photo/coordinates" || pointer == "/pigment/catalogue" ||
                               pointer == "/head" || pointer == "/needles" || pointer.ends_with("/kind") ||
                               pointer == "/regions/1/name";
          if (!depends) {
            EXPECT_EQ(where.has_value(), is_needed) << pointer;
          }
          // Without a choice of one of two, the first of them is named.
          if (where && !depends) {
            EXPECT_TRUE(where->starts_with(pointer.substr(0, pointer.rfind('/'))))
                << pointer << " gave " << *where;
          }
          *parent = saved;
        });
  }
}

TEST(SpecRefusals, TimesThatCannotBe) {
  for (const auto& [change, place] : std::vector<std::pair<std::string, std::string>>{
           {"/timeline/sessions/0/day=1", "/timeline/sessions/0/day"},
           {"/timeline/sessions/1/day=0", "/timeline/sessions/1/day"},
           {"/timeline/sessions/1/share=0.5", "/timeline/sessions"},
           {"/timeline/touch_ups/0/year=0", "/timeline/touch_ups/0/year"},
           {"/timeline/touch_ups/1/year=4", "/timeline/touch_ups/1/year"},
           {"/timeline/touch_ups/1/region=crown", "/timeline/touch_ups/1/region"},
           {"/timeline/laser/0/region=crown", "/timeline/laser/0/region"},
           {"/timeline/laser/0/year=39.9", "/timeline/laser/0/visits"},
           {"/timeline/laser/1/region=frontal", "/timeline/laser/1"},
           {"/timeline/laser/1/outline=[[0,0],[9,9],[9,0],[0,9]]", "/timeline/laser/1/outline"},
           {"/timeline/loss=[{\"year\":2,\"pattern\":\"norwood-5\"}]", "/timeline/loss/0/pattern"},
           {"/timeline/laser/0/kind=ruby", "/timeline/laser/0/kind"},
           {"/timeline/sun=tropical", "/timeline/sun"},
           {"/timeline/greying/0/year=-1", "/timeline/greying/0/year"},
           {"/method=wigs", "/method"}}) {
    try {
      read_spec(testing::kEllipsoidSpec, std::vector<std::string>{change});
      ADD_FAILURE() << "accepted: " << change;
    } catch (const Error& error) {
      EXPECT_TRUE(lies_at(error.text().where, place)) << change << " was refused at " << error.what();
      EXPECT_EQ(testing::lint_message(error.what()), "") << error.what();
    }
  }
}

TEST(SpecRefusals, ListsOfEverySize) {
  const auto list = [](const char* entry, int count) {
    std::string text = "[";
    for (int i = 0; i < count; ++i) text += (i ? "," : "") + std::string(entry);
    return text + "]";
  };
  const std::string base = testing::kEllipsoidSpec;
  struct Case {
    std::string key, entry;
  };
  // Texts, not overrides: an override may not be a text of a million characters, but a list may.
  for (const auto& [key, entry] :
       {Case{"/regions", "{\"mask\":\"m.png\"}"}, Case{"/regions/0/outline", "[1,2]"},
        Case{"/pigment/blend", "{\"dilution\":6}"}, Case{"/surface/radii_mm", "77"},
        Case{"/surface/center_px", "77"}, Case{"/skin/tone/lab", "7"}}) {
    for (const int count : {0, 1, 2, 1'000'000}) {
      try {
        read_spec(base, std::vector<std::string>{key + "=" + list(entry.c_str(), count)});
      } catch (const Error& error) {
        EXPECT_TRUE(lies_at(error.text().where, key)) << key << " x " << count << ": " << error.what();
        continue;
      }
      const bool pair = key == "/surface/center_px" && count == 2;
      EXPECT_TRUE(pair || ((key == "/regions" || key == "/pigment/blend") && (count == 1 || count == 2)))
          << key << " x " << count;
    }
  }
}

TEST(SpecRefusals, TextsCutAnywhere) {
  for (const std::string& sample : testing::sample_specs())
    for (std::size_t size = 0; size < sample.size(); ++size)
      EXPECT_TRUE(refused_at(sample.substr(0, size))) << size;
}

TEST(SpecRefusals, GarbledTextsEndCleanly) {
  RandomStream random(1, RandomPurpose::kPhantom);
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text = testing::sample_specs()[random.below(4)];
    for (std::uint32_t i = 0, n = 1 + random.below(3); i < n; ++i)
      text[random.below(static_cast<std::uint32_t>(text.size()))] = static_cast<char>(random.below(256));
    refused += refused_at(text).has_value();
  }
  EXPECT_GT(refused, 1000);
}

TEST(SpecRefusals, DeepAndInflatedTextsEndSoon) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(refused_at(std::string(16'000'000, '[')));
  EXPECT_TRUE(refused_at("{\"smp\":1,\"x\":" + std::string(60, '[') + std::string(60, ']') + "}"));
  EXPECT_TRUE(refused_at("{\"smp\":1,\"" + std::string(1'000'000, 'x') + "\":1}"));
  EXPECT_TRUE(refused_at("{\"smp\":1,\"seed\":" + std::string(1'000'000, '9') + "}"));
  EXPECT_TRUE(refused_at("{\"smp\":1,\"impressions\":\"" + std::string(1'000'000, '\\') + "\"}"));
  std::string keys = "{\"smp\":1";
  for (int i = 0; i < 500'000; ++i) keys += ",\"k" + std::to_string(i) + "\":0";
  EXPECT_TRUE(refused_at(keys + "}"));
  // Far above what it takes; a quadratic step would take minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace smp
