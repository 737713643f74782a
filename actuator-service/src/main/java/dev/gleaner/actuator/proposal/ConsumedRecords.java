package dev.gleaner.actuator.proposal;

import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Which records were taken in: for ever, so that a topic that is read from its start again changes nothing. */
final class ConsumedRecords {

    private static final String KEEP = """
            insert into consumed_record
            select topic, partition, "offset", sha256
              from jsonb_to_recordset(cast(cast(:places as text) as jsonb))
                as place (topic text, partition integer, "offset" bigint, sha256 text)
            on conflict do nothing
            returning topic, partition_number, record_offset, sha256
            """;

    private ConsumedRecords() {}

    /** Writes them down; those that were not there before. */
    static Uni<List<ConsumedFinding>> keep(Mutiny.Session session, List<ConsumedFinding> batch) {
        Map<Place, ConsumedFinding> byPlace = new LinkedHashMap<>();
        batch.forEach(consumed -> byPlace.put(consumed.place(), consumed));
        return session.createNativeQuery(KEEP, Tuple.class)
                .setParameter("places", Json.text(byPlace.keySet()))
                .getResultList()
                .map(rows -> {
                    byPlace.keySet()
                            .retainAll(rows.stream().map(ConsumedRecords::place).collect(Collectors.toSet()));
                    return List.copyOf(byPlace.values());
                });
    }

    private static Place place(Tuple row) {
        return new Place(
                row.get(0, String.class), row.get(1, Integer.class), row.get(2, Long.class), row.get(3, String.class));
    }
}
