package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Series;
import dev.gleaner.analyzer.profile.SubjectMapper;
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
    public void load(InstanceProfile profile, PartitionStores partitionStores) {
        String prefix = prefix(profile.resource());
        partitionStores
                .happenings()
                .scan(prefix, (key, row) -> profile.history().restore(happening(key.substring(prefix.length()), row)));
        partitionStores
                .days()
                .scan(prefix, (key, row) -> series(profile, key, prefix).restoreDay(number(key, prefix), row));
        partitionStores
                .hours()
                .scan(prefix, (key, row) -> series(profile, key, prefix).restoreHour(number(key, prefix), row));
    }

    @Override
    public void save(InstanceProfile profile, PartitionStores partitionStores) {
        String prefix = prefix(profile.resource());
        profile.history()
                .drain((key, row) ->
                        partitionStores.happenings().put(prefix + key, row == null ? null : Json.bytes(row)));
        for (InstanceMetric instanceMetric : InstanceMetric.values()) {
            save(profile.series(instanceMetric), prefix + instanceMetric.code(), partitionStores);
        }
        if (profile.hasGpus()) {
            saveCards(profile, partitionStores);
        }
        if (profile.timeline().takeChanged()) {
            partitionStores.profiles().put(profile.resource(), Json.bytes(profile.header()));
        }
    }

    /** Each signal of each instance is saved, and most instances have none. */
    private static void saveCards(InstanceProfile profile, PartitionStores partitionStores) {
        for (String uuid : profile.cards()) {
            save(profile.card(uuid), prefix(profile.resource()) + CARD + uuid + CARD_END, partitionStores);
        }
        profile.forgetCards();
    }

    private static void save(Series<?, ?> series, String prefix, PartitionStores partitionStores) {
        series.drain(
                (day, row) -> partitionStores.days().put(prefix + day, row),
                (hour, row) -> partitionStores.hours().put(prefix + hour, row));
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
