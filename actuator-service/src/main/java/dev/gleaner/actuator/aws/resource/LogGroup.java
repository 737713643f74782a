package dev.gleaner.actuator.aws.resource;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan rests on of a log group.
 *
 * @param retention days after which its events are deleted, absent when they never are
 * @param storageClass {@code STANDARD}, {@code INFREQUENT_ACCESS}, ...; absent when not told
 */
public record LogGroup(
        @Nullable Integer retention, @Nullable String storageClass, Map<String, String> tags)
        implements ResourceSnapshot {

    /** Its events live for a day or two whatever anybody wants, so that there is nothing to put. */
    private static final String DELIVERY = "DELIVERY";

    public LogGroup {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.LOG_GROUP;
    }

    @Override
    public LogGroup canonical() {
        return this;
    }

    @Override
    public Optional<String> planningObstacle() {
        return DELIVERY.equals(storageClass)
                ? Optional.of("a log group of the class DELIVERY has a retention that can't be changed")
                : Optional.empty();
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof LogGroup before && !before.days().equals(days())) {
            return Optional.of("the log group keeps its events " + days() + ", planned was " + before.days());
        }
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the log group changed since the plan");
        }
        return planned.equals(this) ? Optional.empty() : Optional.of("the log group changed since the plan");
    }

    /** How long it keeps events, for a person. */
    String days() {
        return retention == null ? "for ever" : "for " + retention + " days";
    }

    /** A log group as CloudWatch Logs showed it once. */
    public record Observation(LogGroup logGroup) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return logGroup;
        }

        @Override
        public String state() {
            return "kept " + logGroup.days();
        }

        @Override
        public String sentence() {
            return "the log group keeps its events " + logGroup.days();
        }
    }
}
