package dev.gleaner.analyzer.kind;

import dev.gleaner.analyzer.evaluation.SubjectKind;

/** A kind whose rules are made: what is left are the prices and exemptions of a partition. */
interface KindFactory {

    SubjectKind<?> create(KindContext context);
}
