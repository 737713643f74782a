package dev.gleaner.analyzer.profile;

import dev.gleaner.analyzer.store.Shelf;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The profiles of one partition: written through to their shelves, with the most recently used ones decoded at hand.
 * Not thread-safe.
 */
public final class Profiles {

    /** Letter of the keys of cards, beside those of the gauges. Never changed. */
    private static final char CARD = 'g';

    /** Stands after a card's UUID. No UUID holds it. */
    private static final char CARD_END = ' ';

    private final Shelf headers;
    private final Shelf happenings;
    private final Shelf hours;
    private final Shelf days;
    private final Map<String, Profile> cache;

    /** Keeps at most that many profiles decoded. */
    public Profiles(Shelves shelves, int cached) {
        this.headers = shelves.profiles();
        this.happenings = shelves.happenings();
        this.hours = shelves.hours();
        this.days = shelves.days();
        this.cache = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Profile> eldest) {
                return size() > cached;
            }
        };
    }

    /** The profile of a resource, an empty one when nothing is known of it. */
    public Profile of(String resource) {
        return find(resource).orElseGet(() -> {
            Profile profile = Profile.of(resource);
            cache.put(resource, profile);
            return profile;
        });
    }

    /** The profile of a resource that is known. */
    public Optional<Profile> find(String resource) {
        Profile cached = cache.get(resource);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Profile> stored = Optional.ofNullable(headers.get(resource)).map(this::decode);
        stored.ifPresent(profile -> cache.put(resource, profile));
        return stored;
    }

    /** Hands out all profiles without their metrics and happenings. */
    public void forEachHeader(Consumer<Profile> profiles) {
        headers.scan("", (resource, row) -> profiles.accept(new Profile(Json.read(row, ProfileHeader.class))));
    }

    /** Writes what changed. */
    public void save(Profile profile) {
        String resource = profile.resource();
        profile.history()
                .drain((key, row) -> happenings.put(prefix(resource) + key, row == null ? null : Json.bytes(row)));
        for (Gauge gauge : Gauge.values()) {
            String prefix = prefix(resource) + gauge.code();
            profile.series(gauge)
                    .drain((day, row) -> days.put(prefix + day, row), (hour, row) -> hours.put(prefix + hour, row));
        }
        if (profile.hasCards()) {
            saveCards(profile);
        }
        if (profile.takeChanged()) {
            headers.put(resource, Json.bytes(profile.header()));
        }
    }

    /** Each signal of each instance is saved, and most instances have none. */
    private void saveCards(Profile profile) {
        for (String uuid : profile.cards()) {
            String prefix = prefix(profile.resource()) + CARD + uuid + CARD_END;
            profile.card(uuid)
                    .drain((day, row) -> days.put(prefix + day, row), (hour, row) -> hours.put(prefix + hour, row));
        }
        profile.forgetCards();
    }

    /** Forgets a resource whose metrics are gone already. */
    public void delete(Profile profile) {
        headers.put(profile.resource(), null);
        cache.remove(profile.resource());
    }

    private Profile decode(byte[] header) {
        Profile profile = new Profile(Json.read(header, ProfileHeader.class));
        String prefix = prefix(profile.resource());
        happenings.scan(
                prefix, (key, row) -> profile.history().restore(happening(key.substring(prefix.length()), row)));
        days.scan(prefix, (key, row) -> series(profile, key, prefix).restoreDay(number(key, prefix), row));
        hours.scan(prefix, (key, row) -> series(profile, key, prefix).restoreHour(number(key, prefix), row));
        return profile;
    }

    private static Happening happening(String key, byte[] row) {
        boolean listed = key.startsWith(Listing.CODE);
        return listed ? Json.read(row, Listing.class) : Json.read(row, Change.class);
    }

    private static Series<?, ?> series(Profile profile, String key, String prefix) {
        char code = key.charAt(prefix.length());
        return code == CARD
                ? profile.card(key.substring(prefix.length() + 1, key.lastIndexOf(CARD_END)))
                : profile.series(Gauge.of(code));
    }

    private static long number(String key, String prefix) {
        int start = key.charAt(prefix.length()) == CARD ? key.lastIndexOf(CARD_END) + 1 : prefix.length() + 1;
        return Long.parseLong(key.substring(start));
    }

    /** No ARN holds a line break, so that no resource is the prefix of another one. */
    private static String prefix(String resource) {
        return resource + "\n";
    }
}
