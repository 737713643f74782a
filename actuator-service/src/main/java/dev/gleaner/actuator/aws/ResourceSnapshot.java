package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import dev.gleaner.contracts.resource.ResourceKind;
import java.util.Map;
import java.util.Optional;

/**
 * Properties of a target on which a plan is based. Two values are equal when nothing changed that affects an approval. A
 * stored value without a kind is an instance, since other kinds were added later.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind", defaultImpl = Ec2Instance.class)
@JsonTypeIdResolver(TargetRegistry.SnapshotNames.class)
public interface ResourceSnapshot {

    /** What the actuator knows of targets of its kind. */
    default TargetType<?, ?> targetType() {
        return TargetRegistry.get(getClass());
    }

    /** Kind of the resource. */
    default ResourceKind kind() {
        return targetType().kind();
    }

    /** Its tags. */
    Map<String, String> tags();

    /** The canonical form, which all values of the same meaning share, for the hash of a plan. */
    default ResourceSnapshot canonical() {
        return this;
    }

    /** Why nothing can be planned for the target in its current state; empty when something can. */
    Optional<String> planningObstacle();

    /** What has changed since the target was planned; empty when nothing has. */
    Optional<String> changedSince(ResourceSnapshot planned);

    /**
     * A target that does not exist according to AWS. The answer may be stale, so it counts only if the target was observed
     * before, and nothing can be planned for it.
     */
    public record NotFound(ResourceKind of) implements ResourceSnapshot {

        /** The state in the audit and in messages. */
        static final String STATE = "not found";

        private static final String SENTENCE = "AWS reports that there is no such target, which may be stale";

        @Override
        public TargetType<?, ?> targetType() {
            return TargetRegistry.get(of);
        }

        @Override
        public Map<String, String> tags() {
            return Map.of();
        }

        @Override
        public Optional<String> planningObstacle() {
            return Optional.of(SENTENCE);
        }

        @Override
        public Optional<String> changedSince(ResourceSnapshot planned) {
            return Optional.of(SENTENCE);
        }
    }
}
