package dev.gleaner.local.estate;

import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.kind.EstateResource;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateMetric;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** By which dimensions CloudWatch has the metrics of an estate. */
public record MetricDimensions(Estate estate, EstateIdentities identities) {

    /** The dimensions of what has the metrics of a source under a name, in the order of their names. */
    public SortedMap<String, String> of(EstateMetric.Source source, String name) {
        return new TreeMap<>(KindRegistry.all().stream()
                .flatMap(kind -> ofKind(kind, source, name).stream())
                .findFirst()
                // An Auto Scaling group has its name in AWS.
                .orElseGet(() -> Map.of(source.dimension(), name)));
    }

    private <R extends EstateResource> Optional<Map<String, String>> ofKind(
            EstateKind<R> kind, EstateMetric.Source source, String name) {
        return estate.measured(kind, source, name)
                .map(resource -> kind.dimensions(resource, source, name, identities::id));
    }
}
