package dev.gleaner.actuator.aws.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a plan rests on of an Auto Scaling group. Its sizes are not part of it: it changes them by itself all the time.
 *
 * @param template launch template with its version, in the API's own field names; absent when it launches by something else
 * @param configuration launch configuration, absent when it launches by something else
 * @param policy mixed instances policy in the API's own field names, absent when there is none
 * @param suspended processes that somebody suspended
 * @param ending EC2's name of the state of its deletion, absent while it is not being deleted
 */
public record ScalingGroup(
        @Nullable JsonNode template,
        @Nullable String configuration,
        @Nullable JsonNode policy,
        List<String> suspended,
        @Nullable String ending,
        Map<String, String> tags)
        implements ResourceSnapshot {

    public ScalingGroup {
        // What was stored without one comes back as the null of JSON.
        template = noneIfNull(template);
        policy = noneIfNull(policy);
        suspended = suspended.stream().sorted().toList();
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public TargetKind kind() {
        return TargetKind.AUTO_SCALING_GROUP;
    }

    @Override
    public ScalingGroup canonical() {
        return this;
    }

    /** Why its launches can't be changed; empty when they can. */
    @Override
    public Optional<String> planningObstacle() {
        if (ending != null) {
            return Optional.of("the group is being deleted: " + ending);
        }
        if (policy != null) {
            return Optional.of("the group has a mixed instances policy already, which its owner has to change");
        }
        if (template == null) {
            return Optional.of("the group launches by "
                    + (configuration == null ? "something that was not shown" : "launch configuration " + configuration)
                    + ", and instances can be mixed on a launch template alone");
        }
        return suspended.isEmpty()
                ? Optional.empty()
                : Optional.of("somebody suspended " + String.join(", ", suspended) + " of the group");
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (!planned.tags().equals(tags)) {
            return Optional.of("the tags of the group changed since the plan");
        }
        return planned.equals(this)
                ? Optional.empty()
                : planningObstacle().or(() -> Optional.of("the launch template of the group changed since the plan"));
    }

    private static @Nullable JsonNode noneIfNull(@Nullable JsonNode json) {
        return json == null || json.isNull() ? null : json;
    }

    /** An Auto Scaling group as EC2 Auto Scaling showed it once. */
    public record Observation(ScalingGroup group) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return group;
        }

        @Override
        public String state() {
            if (group.policy() != null) {
                return "mixed instances policy " + group.policy();
            }
            return group.template() == null
                    ? "launch configuration " + group.configuration()
                    : "launch template " + group.template();
        }

        @Override
        public String sentence() {
            return "the group launches by " + state();
        }
    }
}
