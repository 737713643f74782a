package dev.gleaner.collector.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListingRegistryTest {

    private static final String ACCOUNT = "111122223333";
    private static final String REGION = "eu-west-3";

    private final ListingRegistry registry = new ListingRegistry();

    /** Before a listing nothing is known, which differs from a region without resources. */
    @Test
    void shouldTellNoListingFromAnEmptyOne() {
        assertThat(registry.region(Group.class, ACCOUNT, REGION)).isEmpty();

        list(REGION, ListedRegion.of(List.of()).with(Group.class, List.of()));

        assertThat(registry.region(Group.class, ACCOUNT, REGION)).hasValue(List.of());
        assertThat(registry.find(Group.class, ACCOUNT, REGION, "a")).isEmpty();
    }

    @Test
    void shouldReplaceWhatALaterListingOfTheRegionShows() {
        list(REGION, groups(new Group("a", 1), new Group("b", 1)));
        list("us-east-1", groups(new Group("a", 2)));

        list(REGION, groups(new Group("b", 3)));

        assertThat(registry.region(Group.class, ACCOUNT, REGION)).hasValue(List.of(new Group("b", 3)));
        assertThat(registry.find(Group.class, ACCOUNT, REGION, "a")).isEmpty();
        assertThat(registry.find(Group.class, ACCOUNT, "us-east-1", "a")).hasValue(new Group("a", 2));
        assertThat(registry.find(Group.class, "444455556666", REGION, "b")).isEmpty();
    }

    /** A listing of networks shows NAT gateways and endpoints; one of instances shows neither. */
    @Test
    void shouldKeepTheTypesApart() {
        list(REGION, groups(new Group("a", 1)).with(Gateway.class, List.of(new Gateway("a"))));

        list(REGION, groups(new Group("b", 1)));

        assertThat(registry.region(Gateway.class, ACCOUNT, REGION)).hasValue(List.of(new Gateway("a")));
        assertThat(registry.find(Gateway.class, ACCOUNT, REGION, "b")).isEmpty();
    }

    @Test
    void shouldKeepResourcesWithOneIdInTheirOrder() {
        list(REGION, groups(new Group("a", 1), new Group("a", 2)));

        assertThat(registry.region(Group.class, ACCOUNT, REGION))
                .hasValue(List.of(new Group("a", 1), new Group("a", 2)));
        assertThat(registry.find(Group.class, ACCOUNT, REGION, "a")).hasValue(new Group("a", 1));
    }

    private void list(String region, ListedRegion listing) {
        registry.replace(ACCOUNT, region, listing);
    }

    private static ListedRegion groups(Group... groups) {
        return ListedRegion.of(List.of()).with(Group.class, List.of(groups));
    }

    private record Group(String id, int size) implements ListedResource {}

    private record Gateway(String id) implements ListedResource {}
}
