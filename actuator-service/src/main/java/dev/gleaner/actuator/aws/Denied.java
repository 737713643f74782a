package dev.gleaner.actuator.aws;

import java.util.Map;
import java.util.Optional;

/**
 * A target of which AWS says that there is no such thing. That may be stale, so that it means something only to whoever
 * has seen the target before: nothing can be planned with it.
 */
public record Denied(TargetKind of) implements Subject {

    /** The word for it in the audit and for people. */
    static final String STATE = "not found";

    private static final String SENTENCE = "AWS says that there is no such target, which may be stale";

    @Override
    public TargetKind kind() {
        return of;
    }

    @Override
    public Map<String, String> tags() {
        return Map.of();
    }

    @Override
    public Denied canonical() {
        return this;
    }

    @Override
    public Optional<String> unplannable() {
        return Optional.of(SENTENCE);
    }

    @Override
    public Optional<String> changedSince(Subject planned) {
        return Optional.of(SENTENCE);
    }
}
