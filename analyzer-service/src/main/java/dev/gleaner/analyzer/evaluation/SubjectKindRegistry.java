package dev.gleaner.analyzer.evaluation;

import java.util.List;

/** The kinds of subjects to evaluate, in their order. */
public record SubjectKindRegistry(List<SubjectKind<?>> all) {

    public SubjectKindRegistry {
        all = List.copyOf(all);
    }
}
