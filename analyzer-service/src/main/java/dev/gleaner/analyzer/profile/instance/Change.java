package dev.gleaner.analyzer.profile.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody changed an instance.
 *
 * @param attributes what the call set; tags as {@code tag:KEY}
 * @param actor who did it, a role or service; kept of a creation only
 */
public record Change(
        long time,
        String id,
        Kind kind,
        Map<String, String> attributes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String actor)
        implements ResourceEvent {

    private static final String TAG = "tag:";

    public Change {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        actor = kind == Kind.CREATED ? actor : null;
    }

    /** Of which nobody told who did it. */
    public Change(long time, String id, Kind kind, Map<String, String> attributes) {
        this(time, id, kind, attributes, null);
    }

    /** What was done. */
    public enum Kind {
        CREATED,
        STARTED,
        STOPPED,
        TERMINATED,
        INTERRUPTED,
        RESIZED,
        TAGGED,
        UNTAGGED
    }

    @Override
    public InstanceFacts after(InstanceFacts before) {
        return switch (kind) {
            case CREATED -> created(before);
            case STARTED -> before.withState(Lifecycle.RUNNING);
            // To stop a stopped instance changes nothing.
            case STOPPED ->
                before.withState(Lifecycle.STOPPED)
                        .withStopped(
                                before.stopped() == null
                                        ? StoppedFacts.since(time)
                                        : before.stopped().orElse(StoppedFacts.since(time)));
            case TERMINATED -> before.withState(Lifecycle.TERMINATED);
            case INTERRUPTED -> before.withState(Lifecycle.INTERRUPTED);
            case RESIZED -> before.withType(attributes.get("type"));
            case TAGGED, UNTAGGED -> retagged(before);
        };
    }

    @Override
    public InstanceFacts before(InstanceFacts known) {
        return switch (kind) {
            case CREATED -> known.orElse(InstanceFacts.UNKNOWN.withState(Lifecycle.ABSENT));
            case STARTED -> known.orElse(InstanceFacts.UNKNOWN.withState(Lifecycle.STOPPED));
            case STOPPED, INTERRUPTED -> known.orElse(InstanceFacts.UNKNOWN.withState(Lifecycle.RUNNING));
            case TERMINATED -> known.orElse(InstanceFacts.UNKNOWN.withState(Lifecycle.UNSEEN));
            // What it was before is not said; an empty type has no price.
            case RESIZED -> known.orElse(InstanceFacts.UNKNOWN.withType(""));
            case TAGGED, UNTAGGED -> known;
        };
    }

    private InstanceFacts created(InstanceFacts before) {
        InstanceFacts facts = before.withState(Lifecycle.RUNNING)
                .withType(attributes.get("type"))
                .withCreator(actor);
        return facts.tags() == null ? facts.withTags(tags()) : retagged(facts);
    }

    /** As long as not all tags are known, some are no help: the first inventory brings them all. */
    private InstanceFacts retagged(InstanceFacts before) {
        Map<String, String> known = before.tags();
        if (known == null) {
            return before;
        }
        Map<String, String> tags = new TreeMap<>(known);
        if (kind == Kind.UNTAGGED) {
            tags.keySet().removeAll(tags().keySet());
        } else {
            tags.putAll(tags());
        }
        return before.withTags(tags);
    }

    private Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        attributes.forEach((name, value) -> {
            if (name.startsWith(TAG)) {
                tags.put(name.substring(TAG.length()), value);
            }
        });
        return tags;
    }
}
