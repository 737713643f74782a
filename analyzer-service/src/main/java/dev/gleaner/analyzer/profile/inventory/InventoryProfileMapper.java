package dev.gleaner.analyzer.profile.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.SubjectMapper;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How listed resources are kept, under their ARN or, where another kind keeps the same ones, a mark and their ARN.
 *
 * @param mark what their keys begin with; never changed
 * @param resources which ARNs are theirs or lie below theirs
 * @param type of what a listing shows
 */
public record InventoryProfileMapper<F extends InventoryFacts>(String mark, Predicate<Arn> resources, Class<F> type)
        implements SubjectMapper<InventoryProfile<F>> {

    /** Letters of the keys of sightings and of traffic. Never changed. */
    private static final char SIGHTING = 'l';

    private static final char TRAFFIC = 't';

    /** Ends parts of a key. No ARN, prefix, id or region holds it. */
    private static final String END = "\n";

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
        return new InventoryProfile<>(ListedHeader.of(key), resource(key), null);
    }

    @Override
    public InventoryProfile<F> header(String key, byte[] row, PartitionStores partitionStores) {
        ListedHeader header = Json.read(row, ListedHeader.class);
        JsonNode facts = header.facts();
        return new InventoryProfile<>(
                header, resource(header.key()), facts == null || facts.isNull() ? null : facts(facts));
    }

    @Override
    public void load(InventoryProfile<F> inventoryProfile, PartitionStores partitionStores) {
        String prefix = inventoryProfile.key() + END;
        partitionStores
                .happenings()
                .scan(
                        prefix + SIGHTING,
                        (key, row) -> inventoryProfile
                                .sightings()
                                .restore(new Sighting<>(
                                        Long.parseLong(key.substring(prefix.length() + 1)),
                                        facts(Json.read(row, JsonNode.class)))));
        partitionStores.days().scan(prefix + TRAFFIC, (key, row) -> {
            List<String> parts = List.of(key.substring(prefix.length() + 1).split(END, -1));
            inventoryProfile
                    .traffic()
                    .restoreDay(new TrafficRoute(parts.get(0), parts.get(1)), Long.parseLong(parts.get(2)), row);
        });
        partitionStores.hours().scan(prefix + TRAFFIC, (key, row) -> {
            String hour = key.substring(prefix.length() + 1, key.lastIndexOf(END));
            inventoryProfile.traffic().restoreHour(Long.parseLong(hour), row);
        });
    }

    @Override
    public void save(InventoryProfile<F> inventoryProfile, PartitionStores partitionStores) {
        String prefix = inventoryProfile.key() + END;
        inventoryProfile
                .sightings()
                .drain((time, row) -> partitionStores.happenings().put(prefix + SIGHTING + time, row));
        inventoryProfile
                .traffic()
                .drain(
                        (trafficRoute, day, row) -> partitionStores
                                .days()
                                .put(
                                        prefix
                                                + TRAFFIC
                                                + trafficRoute.part()
                                                + END
                                                + trafficRoute.region()
                                                + END
                                                + day,
                                        row),
                        (hour, number, row) ->
                                partitionStores.hours().put(prefix + TRAFFIC + hour + END + number, row));
        if (inventoryProfile.timeline().takeChanged()) {
            partitionStores.profiles().put(inventoryProfile.key(), Json.bytes(header(inventoryProfile)));
        }
    }

    @Override
    public void delete(InventoryProfile<F> inventoryProfile, PartitionStores partitionStores) {
        partitionStores.profiles().put(inventoryProfile.key(), null);
    }

    private String resource(String key) {
        return key.substring(mark.length());
    }

    private @Nullable F facts(JsonNode json) {
        return json.isNull() ? null : Json.read(json.toString(), type);
    }

    private ListedHeader header(InventoryProfile<F> inventoryProfile) {
        Sighting<F> base = inventoryProfile.sightings().base();
        F facts = base == null ? null : base.facts();
        return new ListedHeader(
                inventoryProfile.key(),
                inventoryProfile.timeline().bornMillis(),
                Hour.stored(inventoryProfile.timeline().first()),
                Hour.stored(inventoryProfile.closed()),
                Hour.stored(inventoryProfile.lastProvisional()),
                base == null ? null : base.time(),
                facts == null ? null : Json.tree(facts),
                inventoryProfile.placed(),
                inventoryProfile.account(),
                inventoryProfile.region(),
                inventoryProfile.watched());
    }
}
