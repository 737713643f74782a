package dev.gleaner.collector.source.inventory.regional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.collector.aws.AwsAccount;
import dev.gleaner.collector.aws.AwsAccountRegion;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ListingScheduleTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final AwsAccountRegion american =
            new AwsAccountRegion(AwsAccount.ofOwnCredentials("111122223333"), "us-east-1");
    private final AwsAccountRegion french =
            new AwsAccountRegion(AwsAccount.ofOwnCredentials("111122223333"), "eu-west-3");

    @Test
    void shouldListOnceADay() {
        ListingSchedule listingSchedule = new ListingSchedule(Duration.ofDays(1));

        assertThat(listingSchedule.isDue(american, NOW)).isTrue();
        listingSchedule.markListed(american, NOW);

        assertThat(listingSchedule.isDue(american, NOW.plus(Duration.ofHours(1))))
                .isFalse();
        assertThat(listingSchedule.isDue(american, NOW.plus(Duration.ofHours(23))))
                .isFalse();
        assertThat(listingSchedule.isDue(american, NOW.plus(Duration.ofHours(24))))
                .isTrue();
    }

    /** A look comes some milliseconds sooner or later: else a day would become 25 hours. */
    @Test
    void shouldNotMissATurnByALittle() {
        ListingSchedule listingSchedule = new ListingSchedule(Duration.ofDays(1));

        listingSchedule.markListed(american, NOW);

        assertThat(listingSchedule.isDue(
                        american, NOW.plus(Duration.ofHours(24)).minusMillis(50)))
                .isTrue();
    }

    @Test
    void shouldTryAgainSoonerWhatFailed() {
        ListingSchedule listingSchedule = new ListingSchedule(Duration.ofDays(1));

        listingSchedule.markListed(american, NOW);

        assertThat(listingSchedule.pollInterval()).isEqualTo(Duration.ofHours(1));
        assertThat(listingSchedule.isDue(french, NOW.plus(Duration.ofHours(1)))).isTrue();
    }

    @Test
    void shouldListAtEachLookWhatIsWantedOftenerThanThat() {
        ListingSchedule listingSchedule = new ListingSchedule(Duration.ofSeconds(5));

        listingSchedule.markListed(american, NOW);

        assertThat(listingSchedule.pollInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(listingSchedule.isDue(american, NOW.plusSeconds(5))).isTrue();
    }
}
