package dev.gleaner.collector.source.gpu;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The values of a card, or of one MIG instance of it. */
final class DcgmValues {

    private final Map<DcgmField, Double> values = new EnumMap<>(DcgmField.class);

    /** The exporter repeats a value for each pod that shares the card. */
    void put(DcgmField field, double value) {
        values.merge(field, value, Math::max);
    }

    Optional<Double> get(DcgmField field) {
        return Optional.ofNullable(values.get(field));
    }

    /** Told, or what is used and free. */
    Optional<Double> memoryTotal() {
        return get(DcgmField.MEMORY_TOTAL)
                .or(() -> get(DcgmField.MEMORY_USED)
                        .flatMap(used -> get(DcgmField.MEMORY_FREE).map(free -> used + free)));
    }
}
