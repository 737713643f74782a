package dev.gleaner.actuator.approval.slack;

import dev.gleaner.contracts.finding.Finding;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where owners are asked: in their own channel, else in the one for all. Only channels that are configured are ever used,
 * since a tag can be set by anybody who may tag.
 */
@ApplicationScoped
class Channels {

    private final Map<String, String> teams;
    private final Map<String, String> creators;
    private final Optional<String> common;

    Channels(SlackConfig config) {
        this.teams = lowerCase("channels", config.channels());
        this.creators = lowerCase("creators", config.creators());
        this.common = config.channel();
    }

    /** Id of the channel of this owner; empty where there is none to ask them in. */
    Optional<String> of(Finding.Owner owner) {
        return own(owner).or(() -> common);
    }

    /** Whether this owner has a channel of their own. */
    boolean isOwn(Finding.Owner owner) {
        return own(owner).isPresent();
    }

    private Optional<String> own(Finding.Owner owner) {
        Map<String, String> known = owner.source() == Finding.Owner.Source.CLOUDTRAIL ? creators : teams;
        return Optional.ofNullable(owner.team())
                .map(name -> known.get(name.strip().toLowerCase(Locale.ROOT)));
    }

    /** Whether there is any channel to ask in. */
    boolean any() {
        return common.isPresent() || hasOwners();
    }

    /**
     * Whether a click there counts for a resource of this owner. One that names no channel counts only where all share
     * one.
     */
    boolean counts(Finding.Owner owner, String clickedIn) {
        if (clickedIn.isEmpty()) {
            return !hasOwners();
        }
        return of(owner).map(clickedIn::equals).orElse(!hasOwners());
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
}
