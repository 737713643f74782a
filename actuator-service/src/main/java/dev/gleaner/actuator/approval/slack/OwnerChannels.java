package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps owners to channels: that of their team, else that of whoever created the resource, else the common one. Only configured channels
 * are used, since anybody who may tag a resource can set any tag.
 */
@ApplicationScoped
public class OwnerChannels {

    private final Map<String, String> teams;
    private final Map<String, String> creators;
    private final Optional<String> common;

    OwnerChannels(SlackConfig config) {
        this.teams = lowerCase("channels", config.channels());
        this.creators = lowerCase("creators", config.creators());
        this.common = config.channel();
    }

    /** Returns the id of the channel in which this owner is asked, if there is one. */
    public Optional<String> channelOf(CurrentOwner owner) {
        return own(owner).or(() -> common);
    }

    /** Whether this owner has a channel of their own. */
    public boolean isOwn(CurrentOwner owner) {
        return own(owner).isPresent();
    }

    private Optional<String> own(CurrentOwner owner) {
        return configured(teams, owner.team()).or(() -> configured(creators, owner.creator()));
    }

    private static Optional<String> configured(Map<String, String> known, @Nullable String name) {
        return Optional.ofNullable(name).map(given -> known.get(given.strip().toLowerCase(Locale.ROOT)));
    }

    /** Whether any channel is configured. */
    public boolean hasAny() {
        return common.isPresent() || hasOwners();
    }

    /**
     * Whether a click in this channel counts for a resource of this owner. A click without a channel counts only if all
     * owners share one channel.
     */
    public boolean acceptsClickIn(CurrentOwner owner, String clickedIn) {
        if (clickedIn.isEmpty()) {
            return !hasOwners();
        }
        return channelOf(owner).map(clickedIn::equals).orElse(!hasOwners());
    }

    private boolean hasOwners() {
        return !teams.isEmpty() || !creators.isEmpty();
    }

    /** Names from environment variables are in lower case, so two names may not differ only in case. */
    private static Map<String, String> lowerCase(String key, Map<String, String> configured) {
        Map<String, String> lower = new HashMap<>();
        configured.forEach((name, channel) -> {
            String before = lower.put(name.toLowerCase(Locale.ROOT), channel);
            if (before != null && !before.equals(channel)) {
                throw new IllegalStateException("actuator.slack." + key + " names two channels for " + name);
            }
        });
        return Map.copyOf(lower);
    }

    /**
     * Who is asked about a target.
     *
     * @param team by the last known tags of the target, since a finding can be older than they are
     * @param creator the name of the role or user that created the target, without its path, or the service, by CloudTrail
     */
    public record CurrentOwner(
            @Nullable String team, @Nullable String creator) {

        private static final String TEAM = "team";

        /** Returns the owner by the tags of the planned target; by those of the finding if the target was not described. */
        public static CurrentOwner resolve(Finding finding, Optional<ResourceSnapshot> planned) {
            return new CurrentOwner(
                    planned.isPresent()
                            ? team(planned.get().tags())
                            : finding.owner().team(),
                    creator(finding.creator()));
        }

        private static @Nullable String creator(@Nullable String named) {
            return named == null ? null : Arn.identityName(named).orElse(named);
        }

        /** Returns null if several spellings of the tag have different values: no team is asked then. */
        private static @Nullable String team(Map<String, String> tags) {
            List<String> teams = tags.entrySet().stream()
                    .filter(tag -> tag.getKey().equalsIgnoreCase(TEAM))
                    .map(Map.Entry::getValue)
                    .distinct()
                    .toList();
            return teams.size() == 1 ? teams.get(0) : null;
        }
    }
}
