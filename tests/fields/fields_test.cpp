#include "smp/fields/fields.h"

#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/fields/documents.h"
#include "smp/fields/json_parse.h"

namespace smp {
namespace {

enum class Shape { kRound, kSquare };

struct Part {
  double size = 1;
};

struct Demo {
  double length_mm = 2.5;
  int steps = 3;
  std::uint64_t seed = 0;
  bool loud = false;
  std::string name = "demo";
  std::optional<double> extra;
  Shape shape = Shape::kRound;
  double corner_mm = 0;
  Point2 center;
  std::vector<Point2> path;
  std::array<double, 2> pair = {1, 2};
  std::map<std::string, double> mix = {{"a", 1}};
  Part part;
  std::vector<Part> parts;
  std::optional<std::vector<Part>> blend;
  std::optional<double> speed = 2;
  std::optional<std::string> color;
  Part guess;
  std::vector<std::string> labels = {"plain"};
};

void visit_fields(FieldVisitor& field, Part& o) {
  field.number({"size", "", "How big"}, o.size, above(0, 10));
}

void visit_fields(FieldVisitor& field, Demo& o) {
  field.number({"length_mm", "mm", "How long", Trust::kMeasured, "a ruler"}, o.length_mm, closed(0, 9));
  field.whole({"steps", "", "How many"}, o.steps, closed(1, 7));
  field.seed({"seed", "", "Seed"}, o.seed);
  field.flag({"loud", "", "Loud or not"}, o.loud);
  field.text({"name", "", "Its name"}, o.name, TextKind::kName);
  field.number({"extra", "", "If any"}, o.extra, closed(-1, 1));
  field.choice_of({"shape", "", "Its shape"}, o.shape,
                  {{"round", Shape::kRound}, {"square", Shape::kSquare}});
  field.when("shape", "square", o.shape == Shape::kSquare, [&](FieldVisitor& square) {
    square.number({"corner_mm", "mm", "Radius of the corners"}, o.corner_mm, closed(0, 1));
  });
  field.point({"center", "mm", "Its centre"}, o.center, closed(-5, 5));
  field.points({"path", "mm", "Its path"}, o.path, closed(-5, 5), {2, 4});
  field.numbers({"pair", "", "Two"}, o.pair, {closed(0, 1), closed(0, 2)});
  field.shares({"mix", "", "Mixture"}, o.mix, {"a", "b"}, closed(0, 1));
  field.object({"part", "", "A part"}, o.part);
  field.list({"parts", "", "Parts"}, o.parts, {1, 3});
  field.list_or_auto({"blend", "", "Blend"}, o.blend, {1, 2});
  field.number(or_auto({"speed", "mm/s", "How fast"}), o.speed, closed(0, 5));
  field.text(or_auto({"color", "", "Its colour"}), o.color, TextKind::kName);
  field.object(or_auto({"guess", "", "A part to be found out"}), o.guess);
  field.texts({"labels", "", "Labels"}, o.labels, {1, 2});
}

Demo read(const std::string& text) {
  Demo demo;
  read_fields(parse_json(text), demo);
  return demo;
}

std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Fields, ReadsEveryKindOfRow) {
  const std::string text =
      R"({"length_mm":9,"steps":7,"seed":18446744073709551615,"loud":true,"name":"x","extra":-1,"shape":"square","corner_mm":0.5,)"
      R"("center":[1,-5],"path":[[0,0],[1,2.5]],"pair":[0.5,2],"mix":{"b":0.25},"part":{"size":3},"parts":[{"size":4},{"size":1}],)"
      R"("blend":[{"size":5}],"speed":3,"color":"red","guess":{"size":2},"labels":["a","b"]})";
  EXPECT_EQ(to_line(write_fields(read(text))), text);
}

TEST(Fields, KeepsDefaultsOfWhatIsLeftOut) {
  EXPECT_EQ(to_line(write_fields(read("{}"))), to_line(write_fields(Demo{})));
  EXPECT_FALSE(read(R"({"blend":"auto"})").blend);
  EXPECT_EQ(read(R"({"parts":[{}]})").parts.at(0).size, 1);
}

TEST(Fields, ReadsListsOfTexts) {
  EXPECT_EQ(read(R"({"labels":["x"]})").labels, std::vector<std::string>{"x"});
  EXPECT_EQ(refusal(R"({"labels":["x",""]})"), "/labels/1: must not be empty");
  EXPECT_EQ(refusal(R"({"labels":["x",1]})").substr(0, 10), "/labels/1:");
  EXPECT_EQ(refusal(R"({"labels":[]})").substr(0, 8), "/labels:");
  EXPECT_EQ(refusal(R"({"labels":["x","y","z"]})").substr(0, 8), "/labels:");
}

TEST(Fields, WritesWhatItReads) {
  const std::string written = to_text(write_fields(Demo{}));
  EXPECT_EQ(to_text(write_fields(read(written))), written);
}

TEST(Fields, AutoMakesAMemberAbsent) {
  EXPECT_EQ(read("{}").speed, 2);
  const Demo demo = read(R"({"speed":"auto","color":"auto","guess":"auto"})");
  EXPECT_FALSE(demo.speed);
  EXPECT_FALSE(demo.color);
  EXPECT_EQ(demo.guess.size, 1);
  const std::string written = to_line(write_fields(demo));
  EXPECT_NE(written.find(R"("speed":"auto","color":"auto")"), written.npos) << written;
  EXPECT_FALSE(read(written).speed);
  EXPECT_EQ(refusal(R"({"speed":"fast"})"), "/speed: must be a number or \"auto\" (got the text \"fast\")");
  EXPECT_EQ(refusal(R"({"guess":3})"), "/guess: must be an object in { } or \"auto\" (got 3)");
  EXPECT_EQ(refusal(R"({"length_mm":"auto"})"), "/length_mm: must be a number (got the text \"auto\")");
  const FieldVisitor::Body body = [&](FieldVisitor& field) {
    Demo plain;
    visit_fields(field, plain);
  };
  EXPECT_NE(reference_of("Demo", body).find("| `speed` | number or `auto` | mm/s | 0 to 5 | 2 |"),
            std::string::npos);
  EXPECT_NE(reference_of("Demo", body).find("| `color` | text or `auto` |  |  | `auto` |"),
            std::string::npos);
}

TEST(Fields, SaysWhereAndWhy) {
  EXPECT_EQ(refusal(R"({"length_mm":10})"), "/length_mm: must be 0 to 9 mm (got 10)");
  EXPECT_EQ(refusal(R"({"length_mm":"5"})"), "/length_mm: must be a number (got the text \"5\")");
  EXPECT_EQ(refusal(R"({"steps":5.0})"), "/steps: must be a whole number, written without a point (got 5.0)");
  EXPECT_EQ(refusal(R"({"steps":true})"),
            "/steps: must be a whole number, written without a point (got true)");
  EXPECT_EQ(refusal(R"({"steps":18446744073709551615})"),
            "/steps: must be 1 to 7 (got 18446744073709551615)");
  EXPECT_EQ(refusal(R"({"steps":-9223372036854775808})"),
            "/steps: must be 1 to 7 (got -9223372036854775808)");
  EXPECT_EQ(refusal(R"({"part":{"size":0}})"), "/part/size: must be above 0, up to 10 (got 0)");
  EXPECT_EQ(refusal(R"({"parts":[{},{"sise":1}]})"),
            "/parts/1/sise: is not a known key; did you mean \"size\"?");
  EXPECT_EQ(refusal(R"({"shape":"sqare"})"),
            "/shape: must be \"round\" or \"square\" (got \"sqare\"); did you mean \"square\"?");
  EXPECT_EQ(refusal(R"({"shape":"round","corner_mm":0.5})"),
            "/corner_mm: belongs to shape \"square\" and has no meaning here");
  EXPECT_EQ(refusal(R"({"path":[[0,0]]})"), "/path: must have at least 2 entries (got 1)");
  EXPECT_EQ(refusal(R"({"path":[[0,0],[0,6]]})"), "/path/1/1: must be -5 to 5 mm (got 6)");
  EXPECT_EQ(refusal(R"({"path":[[0,0],[0]]})"), "/path/1: must be a point, two numbers [x, y] (got a list)");
  EXPECT_EQ(refusal(R"({"pair":[1]})"), "/pair: must have 2 entries (got 1)");
  EXPECT_EQ(refusal(R"({"mix":{"c":1}})").substr(0, 7), "/mix/c:");
  EXPECT_EQ(refusal(R"({"mix":{}})"), "/mix: must have at least one entry");
  EXPECT_EQ(refusal(R"({"parts":[1]})"), "/parts/0: must be an object in { } (got 1)");
  EXPECT_EQ(refusal(R"({"blend":"off"})"),
            "/blend: must be a list of objects or \"auto\" (got the text \"off\")");
  EXPECT_EQ(refusal("[]"), "must be an object in { } (got a list)");
}

TEST(Fields, FilesMustBeRelativeAndStayInside) {
  struct Holder {
    std::string file;
  } holder;
  const auto accepts = [&](const std::string& name) {
    JsonValue document;
    document.set("file", name);
    try {
      read_object(document, [&](FieldVisitor& field) { field.text({"file"}, holder.file, TextKind::kFile); });
    } catch (const Error&) {
      return false;
    }
    return true;
  };
  for (const char* name :
       {"a.png", "masks/a.png", "./a.png", "a/../b.png", "a b.png", "a..b", "-a", "a:b.png"})
    EXPECT_TRUE(accepts(name)) << name;
  for (const char* name : {"", "/a.png", "../a.png", "a/../../b.png", "..", "http://x/a.png", "file:a",
                           "data:a", "C:\\a.png", "\\\\host\\a", "..\\a"})
    EXPECT_FALSE(accepts(name)) << name;
}

TEST(Fields, SchemaAndReferenceNameEveryKey) {
  Demo demo;
  const FieldVisitor::Body body = [&](FieldVisitor& field) { visit_fields(field, demo); };
  const std::string schema = to_text(schema_of("demo", body)), reference = reference_of("Demo", body);
  const JsonValue document =
      write_fields(read(R"({"extra":0,"shape":"square","path":[[0,0],[1,1]],"parts":[{}]})"));
  for (const JsonMember& member : *document.get_if<JsonValue::Object>()) {
    EXPECT_NE(schema.find("\"" + member.key + "\": {"), schema.npos) << member.key;
    EXPECT_NE(reference.find("| `" + member.key + "` |"), reference.npos) << member.key;
  }
  EXPECT_NE(reference.find("| `length_mm` | number | mm | 0 to 9 | 2.5 | measured, a ruler | How long |"),
            reference.npos)
      << reference;
}

}  // namespace
}  // namespace smp
