package dev.gleaner.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartupProfileTest {

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-18T12:00:00Z"));
    private final Map<String, Duration> cpu = new LinkedHashMap<>();
    private final StartupProfile profile = new StartupProfile(() -> new LinkedHashMap<>(cpu), clock);

    @Test
    void shouldAddUpWhatEachProcessUsedInAPhase() {
        profile.add("build", Duration.ofSeconds(46), Map.of("build", Duration.ofSeconds(74)));
        use("kafka", 1);
        profile.enter("infrastructure");
        use("kafka", 5);
        clock.advance(Duration.ofSeconds(4));
        profile.enter("history");
        use("kafka", 15);
        use("collector", 20);
        clock.advance(Duration.ofSeconds(30));
        profile.enter("infrastructure");
        use("kafka", 16);
        clock.advance(Duration.ofSeconds(1));
        profile.end();

        assertThat(profile.lines())
                .map(line -> line.replaceAll(" +", " "))
                .containsExactly(
                        "PHASE SECONDS CPU-S BUILD KAFKA COLLECTOR",
                        "build 46.0 74.0 74.0 0.0 0.0",
                        "infrastructure 5.0 5.0 0.0 5.0 0.0",
                        "history 30.0 30.0 0.0 10.0 20.0",
                        "total 81.0 109.0 74.0 15.0 20.0");
    }

    @Test
    void shouldCountAProcessThatWasStartedAgainFromZero() {
        use("feeder", 40);
        profile.enter("estate");
        use("feeder", 3);
        profile.end();

        assertThat(profile.lines()).last().asString().contains("3.0");
    }

    private void use(String process, int seconds) {
        cpu.put(process, Duration.ofSeconds(seconds));
    }
}
