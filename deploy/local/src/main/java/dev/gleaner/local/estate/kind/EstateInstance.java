package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An EC2 instance of an estate.
 *
 * @param name logical name, unique in the estate; the stand-in assigns the id
 * @param account twelve digits
 * @param created the time of the launch; absent when unknown. The trail contains the launch only if the events do
 * @param autoScalingGroup the group of the instance
 * @param session since when somebody has a session of Session Manager on it that is open at the end; absent without one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateInstance(
        String name,
        String account,
        String region,
        String zone,
        String type,
        Map<String, String> tags,
        Platform platform,
        Market market,
        State state,
        @Nullable EstateTime created,
        @Nullable String autoScalingGroup,
        @Nullable EstateTime session)
        implements EstateResource {

    /** The account of the AWS stand-in. */
    public static final String DEFAULT_ACCOUNT = "123456789012";

    /** The size of the root volume of each instance, of type gp3, in GiB. */
    public static final int ROOT_GIB = 8;

    public EstateInstance {
        account = account == null ? DEFAULT_ACCOUNT : account;
        zone = zone == null ? region + "a" : zone;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        platform = platform == null ? Platform.LINUX : platform;
        market = market == null ? Market.ON_DEMAND : market;
        state = state == null ? State.RUNNING : state;
    }

    /** The instance as another type. */
    public EstateInstance withType(String otherType) {
        return new EstateInstance(
                name,
                account,
                region,
                zone,
                otherType,
                tags,
                platform,
                market,
                state,
                created,
                autoScalingGroup,
                session);
    }

    /** The instance with its logical name as its tag {@code Name} unless it has one. */
    EstateInstance withNameTag() {
        Map<String, String> named = new TreeMap<>(tags);
        named.putIfAbsent("Name", name);
        return new EstateInstance(
                name, account, region, zone, type, named, platform, market, state, created, autoScalingGroup, session);
    }

    /** The purchase option of an instance. */
    public enum Market {
        @JsonProperty("on-demand")
        ON_DEMAND,
        @JsonProperty("spot")
        SPOT
    }

    /** The operating system, as far as it affects the price. */
    public enum Platform {
        @JsonProperty("linux")
        LINUX,
        @JsonProperty("windows")
        WINDOWS
    }

    /** The state of an instance at the end of the estate, as EC2 names it. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("stopped")
        STOPPED,
        @JsonProperty("terminated")
        TERMINATED
    }
}
