package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.EnvironmentTag;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps owners to channels: their own channel, else the common one. Only configured channels are used, since anybody who
 * may tag a resource can set any tag.
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
    public Optional<String> channelOf(Finding.Owner owner) {
        return own(owner).or(() -> common);
    }

    /** Whether this owner has a channel of their own. */
    public boolean isOwn(Finding.Owner owner) {
        return own(owner).isPresent();
    }

    private Optional<String> own(Finding.Owner owner) {
        Map<String, String> known = owner.source() == Finding.Owner.Source.CLOUDTRAIL ? creators : teams;
        return Optional.ofNullable(owner.team())
                .map(name -> known.get(name.strip().toLowerCase(Locale.ROOT)));
    }

    /** Whether any channel is configured. */
    public boolean hasAny() {
        return common.isPresent() || hasOwners();
    }

    /**
     * Whether a click in this channel counts for a resource of this owner. A click without a channel counts only if all
     * owners share one channel.
     */
    public boolean acceptsClickIn(Finding.Owner owner, String clickedIn) {
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

    /** The owner of a target by its last known tags, since a finding can be older than the tags. */
    public static final class CurrentOwner {

        private static final String TEAM = "team";

        private CurrentOwner() {}

        /**
         * Returns the owner by the tags of the planned target; the owner of the finding if the target was not described or
         * the finding has its owner from CloudTrail.
         */
        public static Finding.Owner resolve(Finding finding, Optional<ResourceSnapshot> planned) {
            Finding.Owner found = finding.owner();
            return found.source() == Finding.Owner.Source.CLOUDTRAIL
                    ? found
                    : planned.map(shown -> resolve(found, shown.tags())).orElse(found);
        }

        private static Finding.Owner resolve(Finding.Owner found, Map<String, String> tags) {
            return new Finding.Owner(
                    team(tags),
                    found.project(),
                    EnvironmentTag.environmentOf(tags),
                    found.costCenter(),
                    Finding.Owner.Source.TAG);
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
