package dev.gleaner.collector.source.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pricing.model.Filter;
import software.amazon.awssdk.services.pricing.model.FilterType;

class PriceListQueryTest {

    @Test
    void shouldAskForTheTypesThatThereAreAtOnce() {
        List<PriceListQuery.Instances> offers =
                PriceListQuery.Instances.of("eu-west-3", Set.of("g5.xlarge", "c5.large"));

        assertThat(offers).hasSize(1);
        assertThat(offers.get(0).request().serviceCode()).isEqualTo("AmazonEC2");
        assertThat(offers.get(0).request().filters())
                .contains(
                        PriceListQuery.where("regionCode", "eu-west-3"), PriceListQuery.where("capacitystatus", "Used"))
                .contains(Filter.builder()
                        .type(FilterType.ANY_OF)
                        .field("instanceType")
                        .value("c5.large,g5.xlarge")
                        .build());
    }

    @Test
    void shouldAskForNothingWhereThereIsNothing() {
        assertThat(PriceListQuery.Instances.of("eu-west-3", Set.of())).isEmpty();
    }

    @Test
    void shouldKeepToWhatAFilterMayHold() {
        Set<String> types = IntStream.range(0, 200)
                .mapToObj(type -> String.format("u7in-%03dtb.224xlarge", type))
                .collect(Collectors.toSet());

        List<PriceListQuery.Instances> offers = PriceListQuery.Instances.of("eu-west-3", types);

        assertThat(offers.stream().flatMap(offer -> offer.types().stream())).containsExactlyInAnyOrderElementsOf(types);
        assertThat(offers)
                .hasSize(5)
                .allSatisfy(offer -> assertThat(offer.request().filters())
                        .allSatisfy(filter -> assertThat(filter.value()).hasSizeLessThanOrEqualTo(1024)));
    }

    /** Each query is a call a week at least, and they share a limit. */
    @Test
    void shouldSendOneQueryForEachDocumentedService() {
        List<PriceListQuery.Services> queries = PriceListQuery.Services.of("eu-west-3");

        assertThat(queries)
                .extracting(query -> query.request().serviceCode())
                .doesNotHaveDuplicates()
                .hasSameElementsAs(PricedServiceTest.documented().stream()
                        .map(PricedServiceTest.Documented::code)
                        .toList());
        assertThat(queries).extracting(PriceListQuery.Services::place).doesNotHaveDuplicates();
    }

    @Test
    void shouldRequestOneRegionOnly() {
        assertThat(PriceListQuery.Services.of("eu-west-3"))
                .allSatisfy(query -> assertThat(query.request().filters())
                        .filteredOn(filter -> filter.field().endsWith("egionCode"))
                        .extracting(Filter::value)
                        .containsExactly("eu-west-3"))
                .allSatisfy(query -> assertThat(query.request().filters())
                        .allSatisfy(filter -> assertThat(filter.value()).hasSizeLessThanOrEqualTo(1024)))
                .allSatisfy(query -> assertThat(query.request().maxResults()).isEqualTo(100));
    }
}
