package dev.gleaner.local.estate.kind;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A resource of an estate. */
public interface EstateResource {

    /** The logical name, or the name in AWS where there is one; unique in the estate. */
    String name();

    /** Twelve digits. */
    String account();

    String region();

    Map<String, String> tags();

    /** The periods in which an instance uses it, in any order; none of a kind that is not attached to instances. */
    default List<AttachmentPeriod> uses() {
        return List.of();
    }

    /** The use at a time, in an estate with this end; empty while no instance uses it. */
    default Optional<AttachmentPeriod> useAt(Instant time, Instant end) {
        return uses().stream().filter(use -> use.includes(time, end)).findFirst();
    }

    /** Whether it exists at a time, in an estate with this end. Instances and buckets do always, unless their events say otherwise. */
    default boolean existsAt(Instant time, Instant end) {
        return true;
    }
}
