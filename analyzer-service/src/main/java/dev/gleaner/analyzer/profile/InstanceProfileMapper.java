package dev.gleaner.analyzer.profile;

import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;

/** How profiles of instances are kept, under their ARN. */
public enum InstanceProfileMapper implements SubjectMapper<InstanceProfile> {
    INSTANCE;

    /** Letter of the keys of cards, beside those of the gauges. Never changed. */
    private static final char CARD = 'g';

    /** Stands after a card's UUID. No UUID holds it. */
    private static final char CARD_END = ' ';

    @Override
    public boolean owns(String key) {
        return key.startsWith("arn:") && Arn.parse(key).type().equals("instance");
    }

    @Override
    public InstanceProfile blank(String resource) {
        return InstanceProfile.of(resource);
    }

    @Override
    public InstanceProfile header(byte[] row) {
        return new InstanceProfile(Json.read(row, ProfileHeader.class));
    }

    @Override
    public void load(InstanceProfile profile, PartitionStores shelves) {
        String prefix = prefix(profile.resource());
        shelves.happenings()
                .scan(prefix, (key, row) -> profile.history().restore(happening(key.substring(prefix.length()), row)));
        shelves.days().scan(prefix, (key, row) -> series(profile, key, prefix).restoreDay(number(key, prefix), row));
        shelves.hours().scan(prefix, (key, row) -> series(profile, key, prefix).restoreHour(number(key, prefix), row));
    }

    @Override
    public void save(InstanceProfile profile, PartitionStores shelves) {
        String prefix = prefix(profile.resource());
        profile.history()
                .drain((key, row) -> shelves.happenings().put(prefix + key, row == null ? null : Json.bytes(row)));
        for (InstanceMetric gauge : InstanceMetric.values()) {
            save(profile.series(gauge), prefix + gauge.code(), shelves);
        }
        if (profile.hasCards()) {
            saveCards(profile, shelves);
        }
        if (profile.course().takeChanged()) {
            shelves.profiles().put(profile.resource(), Json.bytes(profile.header()));
        }
    }

    /** Each signal of each instance is saved, and most instances have none. */
    private static void saveCards(InstanceProfile profile, PartitionStores shelves) {
        for (String uuid : profile.cards()) {
            save(profile.card(uuid), prefix(profile.resource()) + CARD + uuid + CARD_END, shelves);
        }
        profile.forgetCards();
    }

    private static void save(Series<?, ?> series, String prefix, PartitionStores shelves) {
        series.drain(
                (day, row) -> shelves.days().put(prefix + day, row),
                (hour, row) -> shelves.hours().put(prefix + hour, row));
    }

    private static ResourceEvent happening(String key, byte[] row) {
        boolean listed = key.startsWith(Listing.CODE);
        return listed ? Json.read(row, Listing.class) : Json.read(row, Change.class);
    }

    private static Series<?, ?> series(InstanceProfile profile, String key, String prefix) {
        char code = key.charAt(prefix.length());
        return code == CARD
                ? profile.card(key.substring(prefix.length() + 1, key.lastIndexOf(CARD_END)))
                : profile.series(InstanceMetric.of(code));
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
