package dev.gleaner.collector.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.resource.Arn;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkLocatorTest {

    private static final NetworkLocation.Gateway GATEWAY = new NetworkLocation.Gateway(
            "nat-0aaaaaaaaaaaaaaa1", Arn.vpc("eu-west-3", "111122223333", "vpc-0aaaaaaaaaaaaaaa1"));

    private final NetworkLocator networkLocator = new NetworkLocator();

    @Test
    void shouldKnowNothingAtFirst() {
        assertThat(networkLocator.locate("", "198.51.100.7")).isEqualTo(NetworkLocation.UNKNOWN);
        assertThat(networkLocator.locate("vpce-0aaaaaaaaaaaaaaa1", "10.0.0.7")).isEqualTo(NetworkLocation.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.7", "10.0.0.7", "2001:db8:0:0::7"})
    void shouldFindOurInstances(String address) {
        networkLocator.replace(
                "instances",
                NetworkListing.ofInstances("eu-west-3", Set.of("198.51.100.7", "10.0.0.7", "2001:db8::7")));

        assertThat(networkLocator.locate("", address)).isEqualTo(NetworkLocation.ofRegion("eu-west-3"));
    }

    @Test
    void shouldTellTheGatewayThatACallCameThrough() {
        networkLocator.replace(
                "networks", NetworkListing.ofNetworks("eu-west-3", Map.of("198.51.100.9", GATEWAY), Set.of("vpce-1")));

        NetworkLocation location = networkLocator.locate("", "198.51.100.9");

        assertThat(location.region()).contains("eu-west-3");
        assertThat(location.gateway()).contains(GATEWAY);
    }

    @Test
    void shouldGoByTheEndpointWhereThereIsOne() {
        networkLocator.replace("instances", NetworkListing.ofInstances("us-east-1", Set.of("10.0.0.7")));
        networkLocator.replace("networks", NetworkListing.ofNetworks("eu-west-3", Map.of(), Set.of("vpce-ours")));

        assertThat(networkLocator.locate("vpce-ours", "10.0.0.7").region()).contains("eu-west-3");
        assertThat(networkLocator.locate("vpce-of-others", "10.0.0.7")).isEqualTo(NetworkLocation.UNKNOWN);
    }

    @Test
    void shouldNotGuessBetweenTwoRegionsWithTheSamePrivateAddress() {
        networkLocator.replace("one", NetworkListing.ofInstances("us-east-1", Set.of("10.0.0.7")));
        networkLocator.replace("other", NetworkListing.ofInstances("eu-west-3", Set.of("10.0.0.7")));

        assertThat(networkLocator.locate("", "10.0.0.7").region()).isEmpty();
    }

    @Test
    void shouldForgetWhatTheNextListingDoesNotShow() {
        networkLocator.replace("instances", NetworkListing.ofInstances("us-east-1", Set.of("198.51.100.7")));
        networkLocator.replace("instances", NetworkListing.ofInstances("us-east-1", Set.of("198.51.100.8")));

        assertThat(networkLocator.locate("", "198.51.100.7")).isEqualTo(NetworkLocation.UNKNOWN);
        assertThat(networkLocator.locate("", "198.51.100.8").region()).contains("us-east-1");
    }

    @ParameterizedTest
    @CsvSource({
        "3.5.140.9, ap-northeast-2",
        "52.94.1.1, us-west-2",
        "2a05:d018::1, eu-west-1",
        "203.0.113.7, internet",
        "2001:db8::1, internet",
    })
    void shouldKnowTheRegionsOfAws(String address, String region) {
        networkLocator.replace(ranges());

        assertThat(networkLocator.locate("", address).region()).contains(region);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "172.31.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "127.0.0.1",
                "169.254.1.1",
                "::1",
                "fd00::1"
            })
    void shouldNotTakePrivateAddressesForTheInternet(String address) {
        networkLocator.replace(ranges());

        assertThat(networkLocator.locate("", address)).isEqualTo(NetworkLocation.UNKNOWN);
    }

    /** Of no region, of two regions, and no address. */
    @ParameterizedTest
    @ValueSource(strings = {"120.52.22.100", "15.230.1.1", "cloudtrail.amazonaws.com", "AWS Internal", ""})
    void shouldKnowThatItDoesNotKnow(String address) {
        networkLocator.replace(ranges());

        assertThat(networkLocator.locate("", address)).isEqualTo(NetworkLocation.UNKNOWN);
    }

    @Test
    void shouldRatherTrustOurListingsThanTheRanges() {
        networkLocator.replace(ranges());
        networkLocator.replace(
                "networks", NetworkListing.ofNetworks("eu-west-3", Map.of("203.0.113.9", GATEWAY), Set.of()));

        assertThat(networkLocator.locate("", "203.0.113.9").region()).contains("eu-west-3");
    }

    @Test
    void shouldWaitForNothingThatNobodyExpects() {
        assertThatCode(() -> networkLocator.awaitFirstListings("trail", Duration.ofDays(1)))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldWaitUntilAllIsListedOnce() throws Exception {
        networkLocator.expectListing("instances");
        networkLocator.expectListing("networks");
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> networkLocator.awaitFirstListings("trail", Duration.ofDays(1)));

        networkLocator.completeListing("instances");
        assertThat(waiting).isNotDone();

        networkLocator.completeListing("networks");
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldWaitNoLongerThanItIsTold() {
        networkLocator.expectListing("instances");

        networkLocator.awaitFirstListings("trail", Duration.ofMillis(1));

        // A day, if it waited again.
        networkLocator.awaitFirstListings("trail", Duration.ofDays(1));
    }

    @Test
    void shouldNotReadOnWhenTheCollectorStops() {
        networkLocator.expectListing("instances");
        CompletableFuture<Void> waiting =
                CompletableFuture.runAsync(() -> networkLocator.awaitFirstListings("trail", Duration.ofDays(1)));

        networkLocator.stop(new ShutdownEvent());

        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("the collector stops");
    }

    private static AwsIpRanges ranges() {
        return new AwsIpRanges.Builder()
                .add("3.5.140.0/22", "ap-northeast-2")
                .add("52.94.0.0/16", "us-east-1")
                .add("52.94.1.0/24", "us-west-2")
                .add("2a05:d018::/36", "eu-west-1")
                .add("2a05:d018::/36", "eu-west-1")
                .add("120.52.22.96/27", "GLOBAL")
                .add("15.230.1.0/24", "eu-west-1")
                .add("15.230.1.0/24", "eu-west-2")
                .build();
    }
}
