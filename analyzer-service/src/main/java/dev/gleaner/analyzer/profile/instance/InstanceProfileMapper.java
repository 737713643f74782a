package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.Series;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.store.PartitionStores;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the profiles of instances, under their ARN: a row that is written with each signal, one of past hours that
 * is written once a day, and one of facts that is written when they change. Hours of GPUs have rows of their own.
 *
 * @param hoursKept number of past hours that are kept
 */
public record InstanceProfileMapper(HourQuantizer quantizer, int hoursKept) implements SubjectMapper<InstanceProfile> {

    /** Begin the part of a key after the ARN. Never changed. */
    private static final String PAST = "\nh";

    private static final String FACTS = "\nf";
    private static final String GPU = "\ng";

    /** Stands after the UUID of a GPU, which does not contain it. */
    private static final char UUID_END = ' ';

    @Override
    public boolean owns(String key) {
        return key.startsWith("arn:") && key.contains(":instance/");
    }

    @Override
    public InstanceProfile blank(String resource) {
        return InstanceProfile.blank(resource, quantizer, hoursKept, InstanceProfile.StoredRows.NONE);
    }

    @Override
    public InstanceProfile header(String resource, byte[] row, PartitionStores partitionStores) {
        return InstanceProfile.decode(resource, row, quantizer, hoursKept, new InstanceProfile.StoredRows() {
            @Override
            public byte @Nullable [] past() {
                return partitionStores.days().get(resource + PAST);
            }

            @Override
            public byte @Nullable [] facts() {
                return partitionStores.happenings().get(resource + FACTS);
            }
        });
    }

    @Override
    public void load(InstanceProfile profile, PartitionStores partitionStores) {
        if (profile.hasGpus()) {
            String prefix = profile.resource() + GPU;
            partitionStores
                    .days()
                    .scan(
                            prefix,
                            (key, hours) -> profile.card(uuid(key, prefix)).restoreDay(number(key), hours));
            partitionStores
                    .hours()
                    .scan(prefix, (key, hour) -> profile.card(uuid(key, prefix)).restoreHour(number(key), hour));
        }
    }

    @Override
    public void save(InstanceProfile profile, PartitionStores partitionStores) {
        String resource = profile.resource();
        byte[] past = profile.usage().takeChangedPast();
        if (past != null) {
            partitionStores.days().put(resource + PAST, past);
        }
        if (profile.hasGpus()) {
            saveGpus(profile, partitionStores);
        }
        byte[] facts = profile.encodeFacts();
        if (facts != null) {
            partitionStores.happenings().put(resource + FACTS, facts);
        }
        if (profile.takeRowChanged()) {
            partitionStores.profiles().put(resource, profile.encode());
        }
    }

    @Override
    public void delete(InstanceProfile profile, PartitionStores partitionStores) {
        partitionStores.days().put(profile.resource() + PAST, null);
        partitionStores.happenings().put(profile.resource() + FACTS, null);
        partitionStores.profiles().put(profile.resource(), null);
    }

    private static void saveGpus(InstanceProfile profile, PartitionStores partitionStores) {
        for (String uuid : profile.cards()) {
            Series<?, ?> series = profile.card(uuid);
            String prefix = profile.resource() + GPU + uuid + UUID_END;
            series.drain(
                    (day, row) -> partitionStores.days().put(prefix + day, row),
                    (hour, row) -> partitionStores.hours().put(prefix + hour, row));
        }
        profile.forgetCards();
    }

    private static String uuid(String key, String prefix) {
        return key.substring(prefix.length(), key.lastIndexOf(UUID_END));
    }

    private static long number(String key) {
        return Long.parseLong(key.substring(key.lastIndexOf(UUID_END) + 1));
    }
}
