package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.profile.gpu.GpuHistory;
import dev.gleaner.analyzer.store.PartitionStores;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the profiles of instances, under their ARN: a row that is written with each signal, one of past hours that
 * is written once a day, one of used memory and one of facts, which are written when they change. The {@link GpuHistory} has rows of its own.
 *
 * @param hoursKept number of past hours that are kept
 */
public record InstanceProfileMapper(HourQuantizer quantizer, int hoursKept) implements SubjectMapper<InstanceProfile> {

    /** Begin the part of a key after the ARN. Never changed. */
    private static final String PAST = "\nh";

    private static final String FACTS = "\nf";

    private static final String MEMORY = "\nm";

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

            @Override
            public byte @Nullable [] memory() {
                return partitionStores.days().get(resource + MEMORY);
            }

            @Override
            public GpuHistory gpus() {
                return GpuHistory.stored(resource, partitionStores);
            }
        });
    }

    /** Does nothing: other rows are read on first use. */
    @Override
    public void load(InstanceProfile profile, PartitionStores partitionStores) {}

    @Override
    public void save(InstanceProfile profile, PartitionStores partitionStores) {
        String resource = profile.resource();
        byte[] past = profile.usage().takeChangedPast();
        if (past != null) {
            partitionStores.days().put(resource + PAST, past);
        }
        byte[] memory = profile.memory().takeChanged();
        if (memory != null) {
            partitionStores.days().put(resource + MEMORY, memory);
        }
        profile.gpus().save(partitionStores);
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
        partitionStores.days().put(profile.resource() + MEMORY, null);
        partitionStores.happenings().put(profile.resource() + FACTS, null);
        partitionStores.profiles().put(profile.resource(), null);
    }
}
