package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.resource.ResourceKind.Cadence;
import dev.gleaner.contracts.resource.ResourceKind.Source;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The other services wait for sources by the names and the pace that the kinds state: the collector has to keep them. */
class KindSourcesTest {

    /** Instances and buckets are listed by sources of their own. */
    private static final Set<String> OTHER_SOURCES = Set.of("inventory", "inventory-buckets");

    static List<KindListing> listings() {
        return KindListings.all();
    }

    @Test
    void shouldListEachKindThatAListingStates() {
        assertThat(listings())
                .extracting(KindListing::source)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ResourceKind.values())
                        .map(kind -> kind.listing().name())
                        .filter(source -> !OTHER_SOURCES.contains(source))
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("listings")
    void shouldRequestTheMetricsOfAKindUnderTheNamesThatItStates(KindListing listing) {
        assertThat(listing.metrics().stream().map(metrics -> metrics.plan().source()))
                .containsExactlyInAnyOrderElementsOf(ResourceKind.listedBy(listing.source()).stream()
                        .flatMap(kind -> kind.metrics().stream())
                        .map(Source::name)
                        .filter(name -> name.startsWith("get-metric-data"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("listings")
    void shouldListAndMeasureAKindByDefaultAsOftenAsItStates(KindListing listing) {
        Map<String, Cadence> stated = ResourceKind.listedBy(listing.source()).stream()
                .flatMap(kind -> Stream.concat(Stream.of(kind.listing()), kind.metrics().stream()))
                .distinct()
                .collect(Collectors.toMap(Source::name, Source::cadence));

        assertThat(cadence(listing.config().interval())).isEqualTo(stated.get(listing.source()));
        assertThat(listing.metrics())
                .allSatisfy(metrics -> assertThat(cadence(metrics.config().interval()))
                        .isEqualTo(stated.get(metrics.plan().source())));
    }

    private static Cadence cadence(Duration interval) {
        if (interval.compareTo(Duration.ofHours(1)) <= 0) {
            return Cadence.HOURLY;
        }
        if (interval.compareTo(Duration.ofHours(6)) <= 0) {
            return Cadence.SIX_HOURLY;
        }
        return interval.compareTo(Duration.ofDays(1)) <= 0 ? Cadence.DAILY : Cadence.WEEKLY;
    }
}
