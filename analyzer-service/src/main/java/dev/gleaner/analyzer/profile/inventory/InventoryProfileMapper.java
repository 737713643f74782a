package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.BinaryRow;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.profile.history.History;
import dev.gleaner.analyzer.profile.history.HistoryRows;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How listed resources are kept, under their ARN or, where another kind keeps the same ones, a mark and their ARN: a row of
 * times, which is written with each listing and each evaluated hour; a row of facts, which is written when they change; and the rows of
 * what is kept of their use.
 *
 * @param mark what their keys begin with; never changed
 * @param resources which ARNs are theirs or lie below theirs
 * @param type the facts in a listing
 * @param history what is kept of the use of a resource, without anything
 */
public record InventoryProfileMapper<F extends InventoryFacts, H extends History>(
        String mark, Predicate<Arn> resources, Class<F> type, Supplier<H> history)
        implements SubjectMapper<InventoryProfile<F, H>> {

    private static final int VERSION = 1;

    /** Ends the first part of a key. No ARN, prefix, id or region contains it. */
    private static final String END = "\n";

    /**
     * Name of the row of facts. Never changed; the letters l and t belong to rows of earlier releases, and the others to histories.
     */
    private static final String FACTS = "f";

    /** The key of a resource. */
    public String key(Arn resource) {
        return mark + resource;
    }

    @Override
    public boolean owns(String key) {
        return key.startsWith(mark + "arn:") && resources.test(Arn.parse(key.substring(mark.length())));
    }

    @Override
    public InventoryProfile<F, H> blank(String key) {
        return InventoryProfile.blank(key, resource(key), tracksUse(), history.get());
    }

    @Override
    public InventoryProfile<F, H> header(String key, byte[] row, PartitionStores partitionStores) {
        return BinaryRow.decode(
                row, VERSION, input -> InventoryProfile.read(key, resource(key), tracksUse(), history.get(), input));
    }

    @Override
    public void load(InventoryProfile<F, H> inventoryProfile, PartitionStores partitionStores) {
        HistoryRows rows = rows(inventoryProfile, partitionStores);
        byte[] facts = rows.happenings().get(FACTS);
        if (facts != null) {
            restoreFacts(inventoryProfile, facts);
        }
        inventoryProfile.history().load(rows);
    }

    @Override
    public void save(InventoryProfile<F, H> inventoryProfile, PartitionStores partitionStores) {
        HistoryRows rows = rows(inventoryProfile, partitionStores);
        if (inventoryProfile.takeFactsChanged()) {
            boolean isEmpty = inventoryProfile.listings().facts().isEmpty()
                    && inventoryProfile.watched().isEmpty();
            rows.happenings().put(FACTS, isEmpty ? null : facts(inventoryProfile));
        }
        inventoryProfile.history().save(rows);
        if (inventoryProfile.takeChanged()) {
            partitionStores.profiles().put(inventoryProfile.key(), BinaryRow.encode(VERSION, inventoryProfile::write));
        }
    }

    @Override
    public void delete(InventoryProfile<F, H> inventoryProfile, PartitionStores partitionStores) {
        partitionStores.profiles().put(inventoryProfile.key(), null);
        inventoryProfile.history().delete(rows(inventoryProfile, partitionStores));
    }

    private HistoryRows rows(InventoryProfile<F, H> inventoryProfile, PartitionStores partitionStores) {
        return HistoryRows.of(inventoryProfile.key() + END, partitionStores);
    }

    /** Whether the facts tell whether something uses a resource. */
    public boolean tracksUse() {
        return UsedFacts.class.isAssignableFrom(type);
    }

    private String resource(String key) {
        return key.substring(mark.length());
    }

    /** Facts by number, as JSON whose names are never reused, and the evaluated parts. */
    private byte[] facts(InventoryProfile<F, H> inventoryProfile) {
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

    private void restoreFacts(InventoryProfile<F, H> inventoryProfile, byte[] stored) {
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
}
