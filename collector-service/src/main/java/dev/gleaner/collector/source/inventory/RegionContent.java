package dev.gleaner.collector.source.inventory;

import dev.gleaner.collector.whereabouts.Listed;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import java.util.Optional;

/**
 * What a complete listing of a region showed.
 *
 * @param signals one for each thing
 * @param whereabouts where calls can come from; absent for things from which none come
 */
public record RegionContent(List<Signal> signals, Optional<Listed> whereabouts) {

    public RegionContent {
        signals = List.copyOf(signals);
    }
}
