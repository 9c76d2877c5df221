#pragma once  // Rows of a scene: the only place where its keys, units, ranges and defaults' sources are
              // listed.
#include "smp/fields/fields.h"
#include "smp/phantom/phantom.h"

namespace smp {

void visit_fields(FieldVisitor& field, PhantomScene& o);
void visit_fields(FieldVisitor& field, PhantomSkin& o);
void visit_fields(FieldVisitor& field, PhantomLight& o);
void visit_fields(FieldVisitor& field, PhantomGloss& o);
void visit_fields(FieldVisitor& field, PhantomHair& o);
void visit_fields(FieldVisitor& field, PhantomScar& o);
void visit_fields(FieldVisitor& field, PhantomBackground& o);
void visit_fields(FieldVisitor& field, PhantomCard& o);
void visit_fields(FieldVisitor& field, PhantomCamera& o);

}  // namespace smp
