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
 * Where owners are asked: in their own channel, else in the one for all. Only channels that are configured are ever used,
 * since a tag can be set by anybody who may tag.
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

    /** Id of the channel of this owner; empty where there is none to ask them in. */
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

    /** Whether there is any channel to ask in. */
    public boolean hasAny() {
        return common.isPresent() || hasOwners();
    }

    /**
     * Whether a click there counts for a resource of this owner. One that names no channel counts only where all share
     * one.
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

    /** Names from the environment come in lower case. Two names that differ in case alone would be a guess. */
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

    /** Whose a target is: by the tags that AWS showed last, since a finding can be older than they are. */
    public static final class CurrentOwner {

        private static final String TEAM = "team";

        private CurrentOwner() {}

        /** By the target as it was planned; by the finding where it was not looked at, or where no tag told the owner. */
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

        /** Absent where several spellings of the tag contradict each other: then nobody's channel is its channel. */
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
