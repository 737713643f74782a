package dev.gleaner.actuator.action.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.aws.Address;
import dev.gleaner.actuator.aws.AddressSighting;
import dev.gleaner.actuator.aws.AnsweringAws;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What nobody gets back is given away only when nobody is seen to need it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReleaseAddressTest {

    private static final Address FREE = address(null, null);
    private static final AddressSighting BEFORE = new AddressSighting(FREE);
    private static final AddressSighting GONE = new AddressSighting(null);

    private AnsweringAws aws;
    private ReleaseAddress release;

    @BeforeAll
    void start() {
        aws = new AnsweringAws();
        release = new ReleaseAddress(aws.clients());
    }

    @AfterAll
    void stop() {
        aws.close();
    }

    @Test
    void shouldBelieveThatAnAddressIsGoneOnlyOfOneItHasSeen() {
        assertThat(release.see(order(), BEFORE, GONE)).isEqualTo(Progress.DONE);
        assertThat(release.see(order(), GONE, GONE)).isEqualTo(Progress.NOT_YET);
        assertThat(release.see(order(), BEFORE, BEFORE)).isEqualTo(Progress.NOT_YET);
        assertThat(release.see(order(), BEFORE, new AddressSighting(address("eipassoc-1", null))))
                .isEqualTo(Progress.CONTESTED);
    }

    @Test
    void shouldNotReleaseWhatSomebodyNeeds() {
        assertThat(release.obstacle(order(), BEFORE)).isEmpty();
        assertThat(release.obstacle(order(), new AddressSighting(address("eipassoc-1", null))))
                .isPresent();
        assertThat(release.obstacle(order(), new AddressSighting(address(null, "mail.example.com."))))
                .isPresent();
        assertThat(release.obstacle(order(), GONE)).isPresent();
    }

    /** Whatever a remedy says of itself. */
    @Test
    void shouldNeverCountAsReversible() {
        assertThat(release.isReversible(new Remedy("release-address", Map.of(), true, List.of(), "")))
                .isFalse();
        assertThat(release.undoneBy()).isEmpty();
        assertThat(release.lost(FREE, Map.of())).isNotEmpty();
    }

    @Test
    void shouldReleaseItFromTheZonesThatAnnounceIt() {
        assertThat(ReleaseAddress.request(order()).allocationId()).isEqualTo("eipalloc-1");
        assertThat(ReleaseAddress.request(order()).networkBorderGroup()).isEqualTo("us-east-1");
    }

    private static Order order() {
        return new Order(
                "act_1", Arn.parse("arn:aws:ec2:us-east-1:123456789012:elastic-ip/eipalloc-1"), FREE, Map.of());
    }

    private static Address address(@Nullable String association, @Nullable String reverse) {
        return new Address("198.51.100.7", association, null, reverse, null, "us-east-1", Map.of());
    }
}
