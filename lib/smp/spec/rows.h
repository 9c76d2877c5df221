#pragma once  // Rows of the spec: the only place where its keys, ranges and defaults' sources are listed.
#include "smp/fields/fields.h"
#include "smp/spec/spec.h"

namespace smp {

void visit_fields(FieldVisitor& field, Spec& o);
void visit_fields(FieldVisitor& field, PhotoOptions& o);
void visit_fields(FieldVisitor& field, ScaleOptions& o);
void visit_fields(FieldVisitor& field, HeadOptions& o);
void visit_fields(FieldVisitor& field, SurfaceOptions& o);
void visit_fields(FieldVisitor& field, DepthCameraOptions& o);
void visit_fields(FieldVisitor& field, SkinOptions& o);
void visit_fields(FieldVisitor& field, SkinToneOptions& o);
void visit_fields(FieldVisitor& field, HairOptions& o);
void visit_fields(FieldVisitor& field, PigmentOptions& o);
void visit_fields(FieldVisitor& field, BlendPart& o);
void visit_fields(FieldVisitor& field, MatchOptions& o);
void visit_fields(FieldVisitor& field, OwnPigment& o);
void visit_fields(FieldVisitor& field, RegionOptions& o);
void visit_fields(FieldVisitor& field, HairlineOptions& o);
void visit_fields(FieldVisitor& field, FlowOptions& o);
void visit_fields(FieldVisitor& field, ClusterOptions& o);
void visit_fields(FieldVisitor& field, PatchOptions& o);
void visit_fields(FieldVisitor& field, ScarOptions& o);
void visit_fields(FieldVisitor& field, GraftOptions& o);
void visit_fields(FieldVisitor& field, OwnNeedle& o);
void visit_fields(FieldVisitor& field, CameraOptions& o);
void visit_fields(FieldVisitor& field, TimelineOptions& o);
void visit_fields(FieldVisitor& field, SessionOptions& o);
void visit_fields(FieldVisitor& field, TouchUpOptions& o);
void visit_fields(FieldVisitor& field, LaserOptions& o);
void visit_fields(FieldVisitor& field, LossOptions& o);
void visit_fields(FieldVisitor& field, GreyingOptions& o);
void visit_fields(FieldVisitor& field, HealingOptions& o);
void visit_fields(FieldVisitor& field, AgeingOptions& o);
void visit_fields(FieldVisitor& field, PriceOptions& o);
void visit_fields(FieldVisitor& field, DonorOptions& o);

}  // namespace smp
