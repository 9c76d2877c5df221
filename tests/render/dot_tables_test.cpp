#include "smp/render/dot_tables.h"

#include <gtest/gtest.h>

namespace smp {
namespace {

// Marks with diameters that no other treatment has.
std::vector<Mark> treatment_of(int number) {
  std::vector<Mark> marks;
  for (int i = 0; i < 50; ++i) {
    const double g = 1 / (12.0 * 12.0);
    marks.push_back({{10.0 + i, 20}, {g, 0, g}, 0.2 + 1e-3 * i + 1e-5 * number, 0.3, 8});
  }
  return marks;
}

void expect_equal(const DrawnDots& a, const DrawnDots& b) {
  ASSERT_EQ(a.tables.size(), b.tables.size());
  EXPECT_EQ(a.floor, b.floor);
  for (std::size_t t = 0; t < a.tables.size(); ++t) {
    EXPECT_EQ(a.tables[t].join_mm, b.tables[t].join_mm);
    ASSERT_EQ(a.tables[t].core.size(), b.tables[t].core.size());
    for (std::size_t i = 0; i < a.tables[t].core.size(); ++i)
      for (int c = 0; c < 3; ++c) ASSERT_EQ(a.tables[t].core[i][c], b.tables[t].core[i][c]);
  }
}

// More treatments than it keeps what it has worked out for, and the first of them once more.
TEST(DotMaker, GivesWhatANewOneGivesAfterManyOtherTreatments) {
  const DotMaker kept(45, 0.7);
  for (const int number : {0, 1, 2, 3, 4, 0}) {
    const std::vector<Mark> marks = treatment_of(number);
    expect_equal(kept.prepare(marks, 1), prepare_dots(marks, 45, 0.7, 1));
  }
}

}  // namespace
}  // namespace smp
