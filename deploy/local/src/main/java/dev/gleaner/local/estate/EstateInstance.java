package dev.gleaner.local.estate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An EC2 instance of an estate.
 *
 * @param name logical name, unique in the estate; the stand-in decides the instance's id
 * @param account twelve digits
 * @param created when it was launched; absent when nobody knows. The trail shows it only if the events do
 * @param autoScalingGroup the group that it belongs to
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
        @Nullable String autoScalingGroup) {

    /** The account of the AWS stand-in. */
    public static final String DEFAULT_ACCOUNT = "123456789012";

    public EstateInstance {
        account = account == null ? DEFAULT_ACCOUNT : account;
        zone = zone == null ? region + "a" : zone;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        platform = platform == null ? Platform.LINUX : platform;
        market = market == null ? Market.ON_DEMAND : market;
        state = state == null ? State.RUNNING : state;
    }

    /** The same, with its logical name as its tag {@code Name} unless it has one. */
    EstateInstance withNameTag() {
        Map<String, String> named = new TreeMap<>(tags);
        named.putIfAbsent("Name", name);
        return new EstateInstance(
                name, account, region, zone, type, named, platform, market, state, created, autoScalingGroup);
    }

    /** How an instance was bought. */
    public enum Market {
        @JsonProperty("on-demand")
        ON_DEMAND,
        @JsonProperty("spot")
        SPOT
    }

    /** Operating system, as far as the price knows it. */
    public enum Platform {
        @JsonProperty("linux")
        LINUX,
        @JsonProperty("windows")
        WINDOWS
    }

    /** What an instance is at the estate's end, in EC2's words. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("stopped")
        STOPPED,
        @JsonProperty("terminated")
        TERMINATED
    }
}
