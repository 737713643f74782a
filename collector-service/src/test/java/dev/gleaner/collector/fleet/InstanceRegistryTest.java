package dev.gleaner.collector.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceRegistryTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private final InstanceRegistry instanceRegistry = new InstanceRegistry();

    @Test
    void shouldKeepRegionsOfTheSameNameApartByAccount() {
        instanceRegistry.replace(listing("111122223333", Optional.empty()));
        instanceRegistry.replace(listing("444455556666", Optional.of(TEN)));

        assertThat(rest("111122223333")).isEmpty();
        assertThat(rest("444455556666")).contains(TEN);
        assertThat(instanceRegistry.region("111122223333", "eu-west-3")).isEmpty();
    }

    @Test
    void shouldKnowSinceWhenAnInstanceRests() {
        instanceRegistry.replace(listing("111122223333", Optional.of(TEN)));
        instanceRegistry.replace(listing("111122223333", Optional.of(TEN.plusSeconds(600))));
        assertThat(rest("111122223333")).contains(TEN);

        instanceRegistry.replace(listing("111122223333", Optional.empty()));
        assertThat(rest("111122223333")).isEmpty();

        instanceRegistry.replace(listing("111122223333", Optional.of(TEN.plusSeconds(1800))));
        assertThat(rest("111122223333")).contains(TEN.plusSeconds(1800));
    }

    private Optional<Instant> rest(String account) {
        return instanceRegistry
                .region(account, "us-east-1")
                .orElseThrow()
                .instances()
                .get(0)
                .stoppedSince();
    }

    private static InstanceRegistry.Region listing(String account, Optional<Instant> restingSince) {
        return new InstanceRegistry.Region(
                account, "us-east-1", List.of(new InstanceRegistry.Member(account, "i-1", restingSince)));
    }
}
