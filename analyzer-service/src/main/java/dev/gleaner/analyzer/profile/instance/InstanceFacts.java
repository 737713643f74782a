package dev.gleaner.analyzer.profile.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.contracts.resource.EnvironmentTag;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an instance at a moment; null where nothing is known.
 *
 * @param state {@code running}, {@code stopped}, ... as the provider names it
 * @param market {@code spot}, {@code scheduled}; empty for on demand
 * @param owner the controller that would start it again, {@code autoscaling:NAME}; empty for none
 * @param tags all of them
 * @param creator who created it by the trail, a role or service
 * @param stopped what else is known of a stopped instance; null of any other
 */
public record InstanceFacts(
        @Nullable String state,
        @Nullable String type,
        @Nullable String platform,
        @Nullable String tenancy,
        @Nullable String market,
        @Nullable String rootDevice,
        @Nullable String owner,
        @Nullable Map<String, String> tags,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String creator,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StoppedFacts stopped) {

    /** Nothing is known. */
    public static final InstanceFacts UNKNOWN = new InstanceFacts(null, null, null, null, null, null, null, null);

    public InstanceFacts {
        tags = tags == null ? null : Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    /** As a listing shows it, which tells no creator. */
    public InstanceFacts(
            @Nullable String state,
            @Nullable String type,
            @Nullable String platform,
            @Nullable String tenancy,
            @Nullable String market,
            @Nullable String rootDevice,
            @Nullable String owner,
            @Nullable Map<String, String> tags) {
        this(state, type, platform, tenancy, market, rootDevice, owner, tags, null, null);
    }

    /** Whether it is known to run. */
    public boolean runs() {
        return Lifecycle.RUNNING.equals(state);
    }

    /** Whether it is known to be stopped. */
    public boolean hasStopped() {
        return Lifecycle.STOPPED.equals(state);
    }

    /** Value of a tag; null when absent or when the tags are not known. */
    public @Nullable String tag(String key) {
        return tags == null ? null : tags.get(key);
    }

    /** What the tags say of the environment; null when they say nothing. */
    public @Nullable String environment() {
        return tags == null ? null : EnvironmentTag.environmentOf(tags);
    }

    /** These facts, and what they leave open from the other ones. */
    InstanceFacts orElse(InstanceFacts other) {
        boolean addsNothing = creator != null || other.creator == null;
        return isWhole() && addsNothing ? this : fill(other);
    }

    /** Whether nothing is left open that a listing shows. */
    boolean isWhole() {
        return state != null
                && type != null
                && platform != null
                && tenancy != null
                && market != null
                && rootDevice != null
                && owner != null
                && tags != null
                && isStopWhole();
    }

    private boolean isStopWhole() {
        return !hasStopped() || (stopped != null && stopped.isWhole());
    }

    private InstanceFacts fill(InstanceFacts other) {
        return new InstanceFacts(
                first(state, other.state),
                first(type, other.type),
                first(platform, other.platform),
                first(tenancy, other.tenancy),
                first(market, other.market),
                first(rootDevice, other.rootDevice),
                first(owner, other.owner),
                tags != null ? tags : other.tags,
                first(creator, other.creator),
                state != null ? filledStop(other) : other.stopped);
    }

    private @Nullable StoppedFacts filledStop(InstanceFacts other) {
        return stopped != null && hasStopped() ? stopped.orElse(other.stopped) : stopped;
    }

    /** In another state, of which nothing else is known. */
    InstanceFacts withState(String newState) {
        return new InstanceFacts(newState, type, platform, tenancy, market, rootDevice, owner, tags, creator, null);
    }

    /** Sets what else is known of a stopped instance. */
    InstanceFacts withStopped(@Nullable StoppedFacts facts) {
        return new InstanceFacts(state, type, platform, tenancy, market, rootDevice, owner, tags, creator, facts);
    }

    /** As another type; as it is, if that is null. */
    public InstanceFacts withType(@Nullable String newType) {
        return new InstanceFacts(
                state, first(newType, type), platform, tenancy, market, rootDevice, owner, tags, creator, stopped);
    }

    InstanceFacts withTags(Map<String, String> newTags) {
        return new InstanceFacts(state, type, platform, tenancy, market, rootDevice, owner, newTags, creator, stopped);
    }

    InstanceFacts withCreator(@Nullable String newCreator) {
        String known = first(newCreator, creator);
        return new InstanceFacts(state, type, platform, tenancy, market, rootDevice, owner, tags, known, stopped);
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one != null ? one : other;
    }
}
