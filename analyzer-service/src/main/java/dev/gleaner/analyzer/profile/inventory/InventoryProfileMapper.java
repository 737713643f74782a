package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.profile.history.DailyUseHistory;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.RowWriter;
import dev.gleaner.analyzer.profile.prefix.ContentHistory;
import dev.gleaner.analyzer.profile.reuse.ReuseHistory;
import dev.gleaner.analyzer.profile.training.CheckpointHistory;
import dev.gleaner.analyzer.profile.volume.VolumeIoHistory;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How listed resources are kept, under their ARN or, where another kind keeps the same ones, a mark and their ARN: a row of
 * times, which is written with each listing and each evaluated hour; a row of facts, which is written when they change; rows
 * of traffic, of the I/O of a volume or of checkpoints, one for each day of final hours, and at least one for each hour that may change; and, of
 * buckets with reads, rows of repeated reads, see {@link ReuseHistory}.
 *
 * @param mark what their keys begin with; never changed
 * @param resources which ARNs are theirs or lie below theirs
 * @param type the facts in a listing
 * @param use what is kept of their use
 */
public record InventoryProfileMapper<F extends InventoryFacts>(
        String mark, Predicate<Arn> resources, Class<F> type, Use use) implements SubjectMapper<InventoryProfile<F>> {

    private static final int VERSION = 1;

    /** Ends the first part of a key. No ARN, prefix, id or region contains it. */
    private static final String END = "\n";

    /**
     * Name of the row of facts. Never changed; the letters l and t belong to rows of earlier releases, and those of contents are in
     * {@link ContentHistory}.
     */
    private static final String FACTS = "f";

    /** With counters by the hour only. */
    public InventoryProfileMapper(String mark, Predicate<Arn> resources, Class<F> type) {
        this(mark, resources, type, Use.COUNTERS);
    }

    /** The key of a resource. */
    public String key(Arn resource) {
        return mark + resource;
    }

    @Override
    public boolean owns(String key) {
        return key.startsWith(mark + "arn:") && resources.test(Arn.parse(key.substring(mark.length())));
    }

    @Override
    public InventoryProfile<F> blank(String key) {
        return InventoryProfile.blank(key, resource(key), tracksUse());
    }

    @Override
    public InventoryProfile<F> header(String key, byte[] row, PartitionStores partitionStores) {
        return BinaryRow.decode(row, VERSION, input -> InventoryProfile.read(key, resource(key), tracksUse(), input));
    }

    @Override
    public void load(InventoryProfile<F> inventoryProfile, PartitionStores partitionStores) {
        String prefix = inventoryProfile.key() + END;
        byte[] facts = partitionStores.happenings().get(prefix + FACTS);
        if (facts != null) {
            restoreFacts(inventoryProfile, facts);
        }
        if (use == Use.VOLUME_IO) {
            loadVolumeUse(inventoryProfile, prefix, partitionStores);
            return;
        }
        if (use == Use.CHECKPOINTS) {
            CheckpointHistory checkpoints = inventoryProfile.checkpoints();
            partitionStores
                    .days()
                    .scan(
                            prefix + CheckpointHistory.DAY,
                            (key, row) -> checkpoints.restore(key.substring(prefix.length()), row));
            return;
        }
        HourlyCounterHistory traffic = inventoryProfile.traffic();
        partitionStores
                .days()
                .scan(
                        prefix + HourlyCounterHistory.DAY,
                        (key, row) -> traffic.restore(key.substring(prefix.length()), row));
        byte[] useDays = use == Use.COUNTERS ? partitionStores.days().get(prefix + DailyUseHistory.ROW) : null;
        if (useDays != null) {
            inventoryProfile.useDays().restore(useDays);
        }
        if (use == Use.COUNTERS_AND_REUSE) {
            readReuse(inventoryProfile, partitionStores);
            ReuseHistory reuse = inventoryProfile.reuse();
            for (char letter : ReuseHistory.ROWS) {
                partitionStores
                        .days()
                        .scan(prefix + letter, (key, row) -> reuse.restore(key.substring(prefix.length()), row));
            }
            for (char letter : ReuseHistory.HOUR_ROWS) {
                partitionStores
                        .hours()
                        .scan(prefix + letter, (key, row) -> reuse.restore(key.substring(prefix.length()), row));
            }
        }
        partitionStores
                .hours()
                .scan(
                        prefix + HourlyCounterHistory.OPEN,
                        (key, row) -> traffic.restore(key.substring(prefix.length()), row));
        if (use == Use.CONTENTS) {
            ContentHistory contents = inventoryProfile.contents();
            for (char letter : ContentHistory.ROWS) {
                partitionStores
                        .happenings()
                        .scan(prefix + letter, (key, row) -> contents.restore(key.substring(prefix.length()), row));
            }
            for (char letter : ContentHistory.HOUR_ROWS) {
                partitionStores
                        .hours()
                        .scan(prefix + letter, (key, row) -> contents.restore(key.substring(prefix.length()), row));
            }
        }
    }

    private void loadVolumeUse(InventoryProfile<F> volume, String prefix, PartitionStores partitionStores) {
        VolumeIoHistory use = volume.volumeUse();
        partitionStores
                .days()
                .scan(prefix + VolumeIoHistory.DAY, (key, row) -> use.restore(key.substring(prefix.length()), row));
        partitionStores
                .hours()
                .scan(prefix + VolumeIoHistory.OPEN, (key, row) -> use.restore(key.substring(prefix.length()), row));
    }

    @Override
    public void save(InventoryProfile<F> inventoryProfile, PartitionStores partitionStores) {
        String prefix = inventoryProfile.key() + END;
        if (inventoryProfile.takeFactsChanged()) {
            boolean isEmpty = inventoryProfile.listings().facts().isEmpty()
                    && inventoryProfile.watched().isEmpty();
            partitionStores.happenings().put(prefix + FACTS, isEmpty ? null : facts(inventoryProfile));
        }
        RowWriter days =
                (name, row) -> partitionStores.days().put(prefix + name, row);
        RowWriter hours =
                (name, row) -> partitionStores.hours().put(prefix + name, row);
        inventoryProfile.traffic().drain(days, hours);
        inventoryProfile.useDays().drain(days);
        inventoryProfile.volumeUse().drain(days, hours);
        inventoryProfile.checkpoints().drain(days);
        inventoryProfile.reuse().drain(days, hours);
        if (use == Use.COUNTERS_AND_REUSE) {
            readReuse(inventoryProfile, partitionStores);
        }
        inventoryProfile
                .contents()
                .drain((name, row) -> partitionStores.happenings().put(prefix + name, row), hours);
        if (inventoryProfile.takeChanged()) {
            partitionStores.profiles().put(inventoryProfile.key(), BinaryRow.encode(VERSION, inventoryProfile::write));
        }
    }

    @Override
    public void delete(InventoryProfile<F> inventoryProfile, PartitionStores partitionStores) {
        partitionStores.profiles().put(inventoryProfile.key(), null);
        if (use == Use.COUNTERS) {
            partitionStores.days().put(inventoryProfile.key() + END + DailyUseHistory.ROW, null);
        }
    }

    /** Reads and profiles of prefixes are large, and are read from the stores when they are needed. */
    private void readReuse(InventoryProfile<F> inventoryProfile, PartitionStores partitionStores) {
        String prefix = inventoryProfile.key() + END;
        inventoryProfile
                .reuse()
                .readFrom(
                        name -> partitionStores.days().get(prefix + name),
                        name -> partitionStores.hours().get(prefix + name));
    }

    private boolean tracksUse() {
        return UsedFacts.class.isAssignableFrom(type);
    }

    private String resource(String key) {
        return key.substring(mark.length());
    }

    /** Facts by number, as JSON whose names are never reused, and the evaluated parts. */
    private byte[] facts(InventoryProfile<F> inventoryProfile) {
        Map<Integer, F> facts = inventoryProfile.listings().facts();
        return BinaryRow.encode(VERSION, row -> {
            row.writeUInt32NoTag(facts.size());
            for (Map.Entry<Integer, F> known : facts.entrySet()) {
                row.writeUInt32NoTag(known.getKey());
                row.writeByteArrayNoTag(Json.bytes(known.getValue()));
            }
            for (String part : inventoryProfile.watched()) {
                row.writeStringNoTag(part);
            }
        });
    }

    private void restoreFacts(InventoryProfile<F> inventoryProfile, byte[] stored) {
        inventoryProfile.listings().restore(BinaryRow.decode(stored, VERSION, row -> {
            Map<Integer, F> facts = new TreeMap<>();
            int count = row.readUInt32();
            for (int number = 0; number < count; number++) {
                facts.put(row.readUInt32(), Json.read(row.readByteArray(), type));
            }
            while (!row.isAtEnd()) {
                inventoryProfile.watched().add(row.readString());
            }
            return facts;
        }));
    }

    /** What is kept of the use of resources. */
    public enum Use {
        /** Bytes of routes and values of metrics, by the hour. */
        COUNTERS,
        /** What a bucket contains, and how it is read by age. */
        CONTENTS,
        /** The bytes of routes, and how often objects are read again. */
        COUNTERS_AND_REUSE,
        /** The I/O of volumes. */
        VOLUME_IO,
        /** When hosts saved training runs. */
        CHECKPOINTS
    }
}
