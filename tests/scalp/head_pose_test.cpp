// The template head posed from marks that a known head would give.
#include "smp/scalp/head_pose.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "smp/base/error.h"
#include "smp/base/random.h"
#include "smp/scalp/scalp.h"

namespace smp {
namespace {

using testing::HasSubstr;
using Rotation = std::array<Point3, 3>;
using enum HeadLandmark;

constexpr int kWidth = 1400, kHeight = 1200;

// As HeadAngles: pitch > 0 shows more of the top, yaw > 0 turns the face to the photo's right.
Rotation rotation_of(double pitch_deg, double yaw_deg, double roll_deg) {
  const double cp = std::cos(radians(pitch_deg)), sp = std::sin(radians(pitch_deg));
  const double cy = std::cos(radians(yaw_deg)), sy = std::sin(radians(yaw_deg));
  const double cr = std::cos(radians(roll_deg)), sr = std::sin(radians(roll_deg));
  const Point3 x = {cy, -sy * sp, -sy * cp}, y = {0, cp, -sp}, z = {sy, cy * sp, cy * cp};
  return {cr * x - sr * y, sr * x + cr * y, z};
}

double angle_between_deg(const Rotation& a, const Rotation& b) {
  const double trace = dot(a[0], b[0]) + dot(a[1], b[1]) + dot(a[2], b[2]);
  return degrees(std::acos(std::clamp((trace - 1) / 2, -1.0, 1.0)));
}

HeadMeasures scaled(double by) {
  HeadMeasures m = mean_measures(HeadSex::kMale);
  for (double* v : {&m.breadth_mm, &m.length_mm, &m.tragion_to_top_mm, &m.interpupillary_mm,
                    &m.bizygomatic_mm, &m.face_height_mm, &m.ear_length_mm})
    *v *= by;
  return m;
}

PosedHead head_at(const Rotation& rotation, double size = 1, Point3 place_mm = {15, -20, 1200},
                  double focal_px = 5000) {
  return {HeadShape(scaled(size), HeadSex::kMale),
          {rotation, place_mm, {focal_px, focal_px, 0.5 * kWidth, 0.5 * kHeight}}};
}

const std::vector<HeadLandmark> kFace = {kPupilRight,    kPupilLeft,    kEyeInnerRight, kEyeInnerLeft,
                                         kEyeOuterRight, kEyeOuterLeft, kGlabella,      kNasion,
                                         kNoseTip,       kNoseBase,     kChin};
std::vector<HeadLandmark> face_and(std::vector<HeadLandmark> more) {
  more.insert(more.end(), kFace.begin(), kFace.end());
  return more;
}

HeadOptions marks_on(const PosedHead& head, const std::vector<HeadLandmark>& which, double noise_px = 0,
                     std::uint64_t seed = 1) {
  RandomStream random(seed, RandomPurpose::kPhantom);
  HeadOptions o;
  for (const HeadLandmark landmark : which)
    o.landmarks[static_cast<std::size_t>(landmark)] =
        head.project(head.shape().landmark(landmark)) + noise_px * Point2{random.normal(), random.normal()};
  return o;
}

// Places of the apparent contour around the head's middle.
std::vector<Point2> outline_of(const PosedHead& head, double from_deg, double to_deg, double step_deg) {
  std::vector<Point2> places;
  const Point2 middle = head.project({0, 0, 0});
  for (double angle = from_deg; angle < to_deg; angle += step_deg) {
    const Point2 way = {std::cos(radians(angle)), std::sin(radians(angle))};
    double inside = 0, outside = kWidth;
    for (int i = 0; i < 40; ++i) {
      const double r = 0.5 * (inside + outside);
      (head.at(middle + r * way) ? inside : outside) = r;
    }
    places.push_back(middle + inside * way);
  }
  return places;
}

std::string refusal(const HeadOptions& o, const ScaleOptions& scale = {}) {
  try {
    pose_head(o, scale, kWidth, kHeight);
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "nothing";
}

TEST(HeadPose, IsFoundFromTheFace) {
  RandomStream random(7, RandomPurpose::kPhantom);
  for (int i = 0; i < 12; ++i) {
    const double yaw = random.uniform(-50, 50), pitch = random.uniform(-15, 40),
                 roll = random.uniform(-25, 25);
    const Rotation turn = rotation_of(pitch, yaw, roll);
    const PosedHead head = head_at(turn, 1, {60 * random.uniform(), 40 * random.uniform(), 1200});
    const auto seen =
        face_and({yaw > 0 ? kEarTopRight : kEarTopLeft, yaw > 0 ? kTragionRight : kTragionLeft});
    const HeadPoseResult found = pose_head(marks_on(head, seen, 1.5, 40 + i), {}, kWidth, kHeight);
    EXPECT_LT(angle_between_deg(found.pose.rotation, turn), 3) << "view " << i;
    EXPECT_NEAR(found.px_per_mm / head.px_per_mm(), 1, 0.02) << "view " << i;
    EXPECT_LT(found.rms_px, 4);
    EXPECT_EQ(found.landmarks.size(), seen.size());
    EXPECT_LT(distance(PosedHead(found.shape, found.pose).project({0, 0, 0}), head.project({0, 0, 0})), 12);
  }
}

TEST(HeadPose, IsFoundInProfile) {
  for (const double yaw : {-85.0, 85.0}) {
    const bool left = yaw < 0;
    const Rotation turn = rotation_of(8, yaw, 3);
    const PosedHead head = head_at(turn);
    const HeadPoseResult found =
        pose_head(marks_on(head,
                           {left ? kPupilLeft : kPupilRight, kGlabella, kNasion, kNoseTip, kNoseBase, kChin,
                            left ? kTragionLeft : kTragionRight, left ? kEarTopLeft : kEarTopRight},
                           1),
                  {}, kWidth, kHeight);
    EXPECT_LT(angle_between_deg(found.pose.rotation, turn), 4);
    EXPECT_NEAR(found.px_per_mm / head.px_per_mm(), 1, 0.02);
  }
}

TEST(HeadPose, IsFoundFromFourPlaces) {
  const Rotation turn = rotation_of(10, 20, 5);
  const PosedHead head = head_at(turn);
  const HeadPoseResult found =
      pose_head(marks_on(head, {kPupilLeft, kPupilRight, kChin, kEarTopRight}), {}, kWidth, kHeight);
  EXPECT_LT(angle_between_deg(found.pose.rotation, turn), 1);
  EXPECT_NEAR(found.px_per_mm / head.px_per_mm(), 1, 0.01);
}

TEST(HeadPose, IsFoundFromAboveAndBehind) {
  for (const double roll : {0.0, 90.0, 180.0, 250.0}) {  // the face down, left, up, right in the photo
    const Rotation turn = rotation_of(85, 0, roll);
    const PosedHead head = head_at(turn);
    HeadOptions marks = marks_on(head, {kEarTopLeft, kEarTopRight, kNoseTip}, 1.5);
    marks.silhouette = outline_of(head, 0, 360, 20);
    const HeadPoseResult found = pose_head(marks, {}, kWidth, kHeight);
    EXPECT_LT(angle_between_deg(found.pose.rotation, turn), 4) << "roll " << roll;
    EXPECT_NEAR(found.px_per_mm / head.px_per_mm(), 1, 0.02);
    EXPECT_LT(found.outline_rms_mm, 1);
  }
  const Rotation turn = rotation_of(30, 180, 4);
  const PosedHead head = head_at(turn);
  HeadOptions marks = marks_on(head, {kEarTopLeft, kEarTopRight}, 1.5);
  marks.silhouette = outline_of(head, 160, 380, 20);
  const HeadPoseResult found = pose_head(marks, {}, kWidth, kHeight);
  EXPECT_LT(angle_between_deg(found.pose.rotation, turn), 6);
  EXPECT_NEAR(found.px_per_mm / head.px_per_mm(), 1, 0.03);
}

TEST(HeadPose, ScaleIsAsSureAsItSays) {
  const Rotation turn = rotation_of(15, -20, 0);
  const auto seen = face_and({kEarTopLeft, kTragionLeft});
  for (const double size : {0.93, 0.97, 1.04, 1.07}) {
    const PosedHead head = head_at(turn, size);
    HeadOptions marks = marks_on(head, seen, 1);
    const HeadPoseResult guessed = pose_head(marks, {}, kWidth, kHeight);
    EXPECT_GT(guessed.relative_error, 0.015);
    EXPECT_LT(guessed.relative_error, 0.045);
    // A head of another size as a whole looks the same from farther off: it is taken for the mean.
    EXPECT_NEAR(guessed.px_per_mm / head.px_per_mm(), size, 0.025);
    marks.breadth_mm = head.shape().measures().breadth_mm;
    marks.interpupillary_mm = head.shape().measures().interpupillary_mm;
    const HeadPoseResult measured = pose_head(marks, {}, kWidth, kHeight);
    EXPECT_NEAR(measured.px_per_mm / head.px_per_mm(), 1, 0.025) << size;
    EXPECT_LT(measured.relative_error, 0.8 * guessed.relative_error);
    EXPECT_NEAR(measured.shape.measures().breadth_mm, *marks.breadth_mm, 2);
    // Other measures follow the one which is known, but less.
    EXPECT_GT((measured.shape.measures().length_mm - guessed.shape.measures().length_mm) * (size - 1), 0);
  }
}

// People drawn from the spread of measures and landmarks that the fit assumes (domain notes 11).
TEST(HeadPose, ErrsAsMuchAsItSaysOverPeople) {
  constexpr int kPeople = 32;
  constexpr double kSize = 0.018;
  RandomStream random(5, RandomPurpose::kPhantom);
  double sum = 0, squares = 0, pitch = 0;
  for (int i = 0; i < kPeople; ++i) {
    HeadMeasures m;
    const double size = kSize * random.normal();
    const auto vary = [&](double& mm, double spread) {
      mm *= std::exp(size + std::sqrt(spread * spread - kSize * kSize) * random.normal());
    };
    vary(m.breadth_mm, 0.036);
    vary(m.length_mm, 0.035);
    vary(m.tragion_to_top_mm, 0.047);
    vary(m.interpupillary_mm, 0.053);
    vary(m.bizygomatic_mm, 0.043);
    vary(m.face_height_mm, 0.054);
    vary(m.ear_length_mm, 0.07);
    const Rotation turn = rotation_of(10, 0, 0);
    const PosedHead head(HeadShape(m, HeadSex::kMale),
                         {turn, {0, 0, 1200}, {5000, 5000, kWidth / 2.0, kHeight / 2.0}});
    HeadOptions marks;
    for (const HeadLandmark landmark : face_and({kEarTopLeft, kEarTopRight})) {
      const double x = random.normal(), y = random.normal(), z = random.normal();
      marks.landmarks[static_cast<std::size_t>(landmark)] =
          head.project(head.shape().landmark(landmark) + 3.0 * Point3{x, y, z});
    }
    const HeadPoseResult found = pose_head(marks, {}, kWidth, kHeight);
    const double off = std::log(found.px_per_mm / head.px_per_mm()) / found.relative_error;
    sum += off;
    squares += off * off;
    pitch += std::pow(angle_between_deg(found.pose.rotation, turn), 2);
  }
  EXPECT_NEAR(sum / kPeople, 0, 0.5);
  EXPECT_NEAR(std::sqrt(squares / kPeople), 1, 0.3);
  EXPECT_LT(std::sqrt(pitch / kPeople), 4);
}

TEST(HeadPose, TapeAndScaleGiveTheSize) {
  const PosedHead head = head_at(rotation_of(10, 15, 0), 1.07);
  HeadOptions marks = marks_on(head, face_and({kEarTopRight}));
  marks.circumference_mm = head.shape().circumference_mm();
  const HeadPoseResult taped = pose_head(marks, {}, kWidth, kHeight);
  EXPECT_NEAR(taped.shape.circumference_mm() / *marks.circumference_mm, 1, 0.01);
  EXPECT_NEAR(taped.px_per_mm / head.px_per_mm(), 1, 0.035);
  marks.circumference_mm.reset();
  const Point2 brow = head.project(head.shape().landmark(kGlabella));
  const double there = head.pose().camera.fx_px /
                       (head.pose().translation_mm.z + head.photo_of(head.shape().landmark(kGlabella)).z);
  const ScaleOptions ruler = {
      .between_px = std::array<Point2, 2>{brow - Point2{100, 0}, brow + Point2{100, 0}}, .mm = 200 / there};
  const HeadPoseResult ruled = pose_head(marks, ruler, kWidth, kHeight);
  EXPECT_NEAR(ruled.px_per_mm / head.px_per_mm(), 1, 0.012);
  EXPECT_LT(ruled.relative_error, 0.012);
}

TEST(HeadPose, FocalLengthGivesTheDistance) {
  const PosedHead head = head_at(rotation_of(5, 10, 0), 1, {0, 0, 600}, 2500);
  HeadOptions marks = marks_on(head, face_and({kEarTopRight, kEarTopLeft}));
  marks.focal_px = 2500;
  const HeadPoseResult found = pose_head(marks, {}, kWidth, kHeight);
  EXPECT_NEAR(found.pose.translation_mm.z, 600, 12);
  EXPECT_EQ(found.pose.camera.fx_px, 2500);
}

TEST(HeadPose, RefusesACameraInTheFace) {
  HeadOptions marks = marks_on(head_at(rotation_of(5, 10, 0)), face_and({kEarTopRight, kEarTopLeft}));
  marks.focal_px = 400;
  EXPECT_THAT(refusal(marks), HasSubstr("/head/focal_px: puts the head"));
}

TEST(HeadPose, NeedsEnoughMarks) {
  const PosedHead head = head_at(rotation_of(10, 0, 0));
  EXPECT_THAT(refusal({}), HasSubstr("/head/landmarks: has 0 places; four are needed"));
  EXPECT_THAT(refusal(marks_on(head, {kChin})), HasSubstr("has 1 place; four are needed"));
  HeadOptions three = marks_on(head, {kPupilLeft, kPupilRight, kChin});
  EXPECT_THAT(refusal(three), HasSubstr("has 3 places; four are needed"));
  three.silhouette = outline_of(head, 180, 260, 20);
  EXPECT_THAT(refusal(three), HasSubstr("four are needed"));
  three.silhouette = outline_of(head, 180, 280, 20);
  EXPECT_EQ(refusal(three), "nothing");
}

TEST(HeadPose, RefusesPlacesThatSayNothing) {
  const PosedHead head = head_at(rotation_of(0, 0, 0));
  HeadOptions same = marks_on(head, {kPupilLeft, kPupilRight, kChin, kNoseTip});
  same.landmarks[static_cast<std::size_t>(kNoseTip)] = same.landmarks[static_cast<std::size_t>(kChin)];
  EXPECT_THAT(refusal(same), HasSubstr("/head/landmarks/chin"));
  EXPECT_THAT(refusal(marks_on(head, {kGlabella, kNasion, kNoseTip, kNoseBase, kChin})),
              HasSubstr("lie on one line"));
  HeadOptions outside = marks_on(head, kFace);
  outside.landmarks[static_cast<std::size_t>(kChin)] = Point2{700, 1e6};
  EXPECT_THAT(refusal(outside),
              HasSubstr("/head/landmarks/chin: lies far outside the photo of 1400 x 1200 px"));
  outside.landmarks[static_cast<std::size_t>(kChin)] = Point2{std::nan(""), 5};
  EXPECT_THAT(refusal(outside), HasSubstr("/head/landmarks/chin: lies far outside"));
}

TEST(HeadPose, NamesTheMarkThatIsWrong) {
  const PosedHead head = head_at(rotation_of(10, 25, 0));
  for (const HeadLandmark wrong : {kChin, kPupilLeft, kEarTopRight}) {
    HeadOptions marks = marks_on(head, face_and({kEarTopRight}), 1);
    auto& place = marks.landmarks[static_cast<std::size_t>(wrong)];
    *place = *place + Point2{0, -45 * head.px_per_mm()};
    const std::string text = refusal(marks);
    EXPECT_THAT(text, HasSubstr("/head/landmarks/" + std::string(landmark_name(wrong)) + ": lies "));
    EXPECT_THAT(text, HasSubstr("mm from where the other landmarks put it"));
  }
}

TEST(HeadPose, NoticesLeftForRight) {
  for (const double yaw : {-30.0, 0.0, 30.0}) {
    HeadOptions marks = marks_on(head_at(rotation_of(10, yaw, 0)), face_and({kEarTopRight, kEarTopLeft}), 1);
    for (const HeadLandmark right : {kPupilRight, kEyeInnerRight, kEyeOuterRight, kEarTopRight}) {
      const auto i = static_cast<std::size_t>(right);
      std::swap(marks.landmarks[i], marks.landmarks[i + 1]);
    }
    EXPECT_THAT(refusal(marks), HasSubstr("left and right are the person's own")) << yaw;
  }
}

TEST(HeadPose, RefusesWhatIsNoHead) {
  RandomStream random(3, RandomPurpose::kPhantom);
  int refused = 0;
  for (int i = 0; i < 4; ++i) {
    HeadOptions marks;
    for (const HeadLandmark landmark : kFace)
      marks.landmarks[static_cast<std::size_t>(landmark)] =
          Point2{kWidth * random.uniform(), kHeight * random.uniform()};
    const std::string text = refusal(marks);
    refused += text != "nothing";
    EXPECT_THAT(text, HasSubstr("/head/landmarks"));
  }
  EXPECT_EQ(refused, 4);
}

TEST(HeadPose, RefusesAHeadOnItsTop) {
  const PosedHead head = head_at(rotation_of(0, 10, 180));
  EXPECT_THAT(refusal(marks_on(head, face_and({kEarTopRight}))), HasSubstr("turn the photo upright"));
}

TEST(HeadPose, FaceMarksAreOnTheSideThatIsSeen) {
  const PosedHead behind = head_at(rotation_of(10, 180, 0));
  EXPECT_THAT(refusal(marks_on(behind, face_and({kEarTopRight, kEarTopLeft}))),
              HasSubstr("the person's own"));
}

TEST(DescribeScalp, StandsTheHeadInThePhoto) {
  const PosedHead head = head_at(rotation_of(20, -15, 0));
  const HeadOptions marks = marks_on(head, face_and({kEarTopLeft}));
  const Scalp scalp = describe_scalp({}, {.kind = SurfaceKind::kHead}, kWidth, kHeight, {}, marks);
  ASSERT_TRUE(scalp.head && scalp.pose);
  EXPECT_EQ(scalp.head, scalp.surface.get());
  const Point2 place = head.project(head.shape().above_glabella(90));
  const auto truth = head.at(place), found = scalp.surface->at(place);
  ASSERT_TRUE(truth && found);
  EXPECT_NEAR(found->metric.area() / truth->metric.area(), 1, 0.03);
  EXPECT_GT(dot(found->normal, truth->normal), std::cos(radians(2)));
  EXPECT_GT(scalp.scale.px_per_mm, scalp.pose->px_per_mm);  // the scalp is nearer than the head's middle
  EXPECT_LT(scalp.scale.px_per_mm, 1.12 * scalp.pose->px_per_mm);
  EXPECT_EQ(scalp.scale.relative_error, scalp.pose->relative_error);
}

TEST(DescribeScalp, RefusesAHeadWithoutMarks) {
  try {
    describe_scalp({}, {.kind = SurfaceKind::kHead}, kWidth, kHeight);
    FAIL();
  } catch (const InvalidArgument& error) {
    EXPECT_EQ(error.text().where, "/head");
  }
}

}  // namespace
}  // namespace smp
