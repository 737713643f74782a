package dev.gleaner.collector.source.gpu;

import dev.gleaner.gpu.smi.SmiColumn;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many processes {@code --query-compute-apps} named for each card. */
final class Processes {

    private final Map<String, Integer> counts = new HashMap<>();
    private boolean complete = true;

    void add(Row row) {
        Optional<String> card = row.text(SmiColumn.UUID);
        card.ifPresentOrElse(uuid -> counts.merge(uuid, 1, Integer::sum), this::missed);
    }

    /** There was a process, but nobody knows of which card. */
    void missed() {
        complete = false;
    }

    /**
     * The number for a card. A card that was not named has none only if each process is one of these cards': the one of a
     * MIG instance, or of a line that can't be read, might be this card's.
     */
    Optional<Integer> of(String card, Collection<String> cards) {
        boolean sure = complete && cards.containsAll(counts.keySet());
        return Optional.ofNullable(counts.get(card)).or(() -> sure ? Optional.of(0) : Optional.empty());
    }
}
